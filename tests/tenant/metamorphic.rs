//! What changes no answer: pages, order, encoding, the tool, strange files. And what never makes a yes: anything that is
//! taken away.

use proptest::prelude::*;
use reentry::readiness::audit::Audit;
use reentry::readiness::import::{Options, Refused, import};
use reentry::readiness::overlay;
use reentry::readiness::profile::{EmergencyAccount, Profile, Verdict};
use reentry::tenant::read;
use serde_json::{Value, json};

use super::made::{Made, page};
use super::support::now;

fn profile(made: &Made) -> Profile {
    let account =
        |number| EmergencyAccount { user: Some(made.emergency(number)), ..EmergencyAccount::default() };
    Profile { emergency_account: Some(vec![account(1), account(2)]), ..Profile::default() }
}

type Answers = Vec<(String, Verdict, Vec<String>)>;

/// What follows from these files; nothing if they are refused.
fn answers(made: &Made, files: &[(String, Vec<u8>)]) -> Option<Answers> {
    let read = files.iter().map(|(name, bytes)| (name.clone(), read::read(name, bytes))).collect();
    let taken = match import(read, &profile(made), None, &Options::default(), now()) {
        Ok(taken) => taken,
        Err(Refused::Nothing(_)) => return None,
        Err(Refused::Foreign(foreign)) => panic!("{foreign}"),
    };
    let kept = taken.kept(&taken.profile);
    let seen = overlay::with(&taken.profile, &kept, now());
    let audit = Audit::with(&seen, Some(&kept), now().date_naive(), now());
    let one =
        |one: &reentry::readiness::audit::Outcome| (one.item.id.clone(), one.verdict, one.concerns.clone());
    Some(audit.outcomes.iter().map(one).collect())
}

/// Names as PowerShell writes them. What is null for everybody stays in Graph's spelling: there it is an answer.
fn pascal(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let upper = |key: &String| match key.chars().next() {
                Some(first) if !key.starts_with('@') => {
                    format!("{}{}", first.to_ascii_uppercase(), &key[1..])
                }
                _ => key.clone(),
            };
            Value::Object(object.iter().map(|(key, value)| (upper(key), pascal(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(pascal).collect()),
        other => other.clone(),
    }
}

fn in_pages(made: &Made, size: usize) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (name, request, list) in made.lists() {
        let count = list.len().div_ceil(size);
        for (at, part) in list.chunks(size).enumerate() {
            let text = page(request, part, at + 1 < count);
            files.push((format!("{name}-{at}.json"), text.into_bytes()));
        }
    }
    files
}

#[test]
fn the_tool_and_the_encoding_change_no_answer() {
    let made = Made::new(7);
    let plain = answers(&made, &made.files()).unwrap();
    let verdict = |id: &str| plain.iter().find(|(known, _, _)| known == id).unwrap().1;
    assert_eq!(verdict("BG-01"), Verdict::Yes);
    assert_eq!(verdict("BG-02"), Verdict::Yes);
    assert_eq!(verdict("BG-04"), Verdict::Yes);
    assert_eq!(verdict("BG-09"), Verdict::No, "CA003 forgets the second account");
    assert_eq!(verdict("BG-27"), Verdict::Yes);
    assert_eq!(verdict("BG-33"), Verdict::Yes);
    assert_eq!(verdict("BG-36"), Verdict::Yes);
    let shell = made.lists().into_iter().map(|(name, request, list)| {
        // The relationships' own requests tell eligible from active; PowerShell's objects do it by their members.
        let all = Value::Array(list.iter().map(pascal).collect());
        let _ = request;
        (format!("{name}.json"), all.to_string().into_bytes())
    });
    assert_eq!(answers(&made, &shell.collect::<Vec<_>>()).unwrap(), plain);
    let utf16 = |marked: bool| {
        let encode = move |(name, bytes): (String, Vec<u8>)| {
            let mark: &[u8] = if marked { &[0xff, 0xfe] } else { &[] };
            let text = String::from_utf8(bytes).unwrap();
            (name, [mark.to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat())
        };
        made.files().into_iter().map(encode).collect::<Vec<_>>()
    };
    assert_eq!(answers(&made, &utf16(true)).unwrap(), plain);
    assert_eq!(answers(&made, &utf16(false)).unwrap(), plain);
    let batch: Vec<Value> = made
        .files()
        .iter()
        .enumerate()
        .map(|(at, (_, bytes))| json!({"id": at.to_string(), "status": 200, "body": serde_json::from_slice::<Value>(bytes).unwrap()}))
        .collect();
    let batch = json!({ "responses": batch }).to_string().into_bytes();
    assert_eq!(answers(&made, &[("batch.json".into(), batch)]).unwrap(), plain);
    let mut strange = made.files();
    strange.push(("a/photo.jpg".into(), vec![0xff, 0xd8, 0, 1]));
    strange.push(("notes.txt".into(), b"call Anna".to_vec()));
    strange.push(("locations.json".into(), br#"{"value":[{"id":"x","ipRanges":[]}]}"#.to_vec()));
    strange.push(("licences.json".into(), br#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#subscribedSkus","value":[{"skuId":"x"}]}"#.to_vec()));
    strange.extend(made.files().into_iter().map(|(name, bytes)| (format!("again/{name}"), bytes)));
    assert_eq!(answers(&made, &strange).unwrap(), plain);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_split_and_any_order_give_the_same_answers(size in 1usize..5, seed in any::<u64>()) {
        let made = Made::new(3);
        let mut files = in_pages(&made, size);
        let mut state = seed;
        for at in (1..files.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            files.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(answers(&made, &files), answers(&made, &made.files()));
    }
}

/// Takes away every page and every member of every object in turn. What was not known never becomes a yes by that. (A last
/// page alone looks like a whole list; that there were others is known by the number in its name.)
#[test]
fn what_is_taken_away_never_makes_a_yes() {
    let mut made = Made::new(5);
    // Enough is open in this tenant: one policy with a placeholder, roles that may end, a list that goes on.
    made.policies[1]["conditions"]["users"]["excludeUsers"] = json!([]);
    made.policies[1]["conditions"]["users"]["excludeGroups"] = json!(["<BreakGlass>"]);
    made.policies[2]["conditions"]["users"]["excludeUsers"] =
        made.policies[0]["conditions"]["users"]["excludeUsers"].clone();
    for role in &mut made.roles {
        role.as_object_mut().unwrap().remove("assignmentType");
    }
    made.relationships[0].as_object_mut().unwrap().remove("accessAssignments");
    let whole = in_pages(&made, 2);
    let before = answers(&made, &whole).unwrap();
    assert!(before.iter().filter(|(_, verdict, _)| *verdict == Verdict::Unknown).count() > 5);
    let fair = |after: Option<Answers>, what: &str| {
        for ((id, was, _), (_, is, _)) in before.iter().zip(after.iter().flatten()) {
            assert!(!(*was == Verdict::Unknown && *is == Verdict::Yes), "{id} became a yes without {what}");
        }
    };
    for at in 0..whole.len() {
        let mut less = whole.clone();
        let (name, _) = less.remove(at);
        fair(answers(&made, &less), &name);
    }
    for (at, (name, bytes)) in whole.iter().enumerate() {
        let page: Value = serde_json::from_slice(bytes).unwrap();
        let mut paths = Vec::new();
        members(&page, &mut Vec::new(), &mut paths);
        for path in paths {
            let mut page = page.clone();
            remove(&mut page, &path);
            let mut less = whole.clone();
            less[at].1 = page.to_string().into_bytes();
            // Without the link to the next page a page is the last one: that is another export, not less of this one.
            if path.last().is_some_and(|key| key == "@odata.nextLink") {
                continue;
            }
            fair(answers(&made, &less), &format!("{name} {path:?}"));
        }
    }
}

fn members(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                path.push(key.clone());
                found.push(path.clone());
                members(value, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                path.push(at.to_string());
                members(value, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn remove(value: &mut Value, path: &[String]) {
    let Some((last, first)) = path.split_last() else { return };
    let mut at = value;
    for key in first {
        at = match at {
            Value::Array(items) => &mut items[key.parse::<usize>().unwrap()],
            other => &mut other[key.as_str()],
        };
    }
    if let Value::Object(object) = at {
        object.remove(last);
    }
}
