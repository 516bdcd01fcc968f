//! Every real paste of the corpus, and variants of it, read as expected: every field right, no wrong field.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its corpus has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use reentry::signin::{self, Reading, SignIn};
use serde_json::{Value, json};

struct Case {
    name: String,
    bytes: Vec<u8>,
    expect: Vec<Value>,
}

fn cases() -> Vec<Case> {
    let cases = cases_in("tests/corpus/signin");
    assert!(cases.len() >= 99);
    cases
}

fn cases_in(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    names
        .iter()
        .map(|path| {
            let expect: Value =
                serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
            Case {
                name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                bytes: fs::read(path).unwrap(),
                expect: expect["expect"].as_array().unwrap().clone(),
            }
        })
        .collect()
}

/// How much of an expectation a variant can still hold.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Whole,
    /// Names may have been cut apart.
    Wrapped,
    /// So may the marks of a blanked field.
    Ids,
}

/// A record as plain JSON, with the field names of the contract.
fn plain(s: &SignIn) -> Value {
    let text = |t: Option<String>| t.map_or(Value::Null, Value::String);
    json!({
        "request_id": text(s.request_id.map(|v| v.to_string())),
        "correlation_id": text(s.correlation_id.map(|v| v.to_string())),
        "timestamp": text(s.timestamp.clone()),
        "timestamp_utc": text(s.timestamp_utc.map(|v| v.to_string())),
        "code": text(s.code().map(|v| v.to_string())),
        "codes": s.codes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "tenant_id": text(s.tenant_id.map(|v| v.to_string())),
        "tenant_name": text(s.tenant_name.clone()),
        "app_id": text(s.app_id.map(|v| v.to_string())),
        "app_name": text(s.app_name.clone()),
        "resource_id": text(s.resource_id.map(|v| v.to_string())),
        "ip": text(s.ip.map(|v| v.to_string())),
        "user": text(s.user.clone()),
        "device_id": text(s.device_id.map(|v| v.to_string())),
        "device_platform": text(s.device_platform.clone()),
        "device_state": text(s.device_state.clone()),
        "oauth_error": text(s.oauth_error.clone()),
        "suberror": text(s.suberror.clone()),
        "invalid": s.invalid.iter().map(|f| f.name()).collect::<Vec<_>>(),
    })
}

fn same(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::String(a), Value::String(b)) => a.eq_ignore_ascii_case(b),
        _ => expected == found,
    }
}

/// What is wrong with a reading, as sentences. Free texts may be left out of variants that cut them apart.
fn faults(case: &Case, reading: &Reading, how: How) -> Vec<String> {
    let expected: Vec<&Value> = case.expect.iter().filter(|e| e.get("decoy").is_none()).collect();
    let found: Vec<Value> = reading.sign_ins.iter().map(plain).collect();
    if expected.len() != found.len() {
        return vec![format!("{} records instead of {}: {found:#?}", found.len(), expected.len())];
    }
    let mut faults = Vec::new();
    for (n, (want, have)) in expected.iter().zip(&found).enumerate() {
        for (field, have) in have.as_object().unwrap() {
            let free =
                matches!(field.as_str(), "app_name" | "tenant_name" | "device_platform" | "device_state");
            if how != How::Whole && free {
                continue;
            }
            if field == "codes" {
                let all = want.get("codes").cloned().unwrap_or_else(|| json!([want["code"]]));
                if want["code"].is_string() && all != *have {
                    faults.push(format!("record {n}: codes {have} instead of {all}"));
                }
                continue;
            }
            if field == "invalid" && how == How::Ids {
                continue;
            }
            if field == "invalid" {
                let set = |v: &Value| -> BTreeSet<String> {
                    v.as_array().map_or_else(BTreeSet::new, |a| {
                        a.iter().map(|s| s.as_str().unwrap().into()).collect()
                    })
                };
                let may = set(want.get("invalid_optional").unwrap_or(&Value::Null));
                let want = set(want.get("invalid").unwrap_or(&Value::Null));
                let have = set(have);
                if !want.is_subset(&have) || have.difference(&want).any(|field| !may.contains(field)) {
                    faults.push(format!("record {n}: invalid {have:?} instead of {want:?}"));
                }
                continue;
            }
            let wanted = want.get(field).unwrap_or(&Value::Null);
            let optional = want.get("optional").and_then(|o| o.get(field));
            let fits =
                |o: &Value| o.as_array().map_or_else(|| same(o, have), |a| a.iter().any(|o| same(o, have)));
            if !same(wanted, have) && !optional.is_some_and(fits) {
                faults.push(format!("record {n}: {field} {have} instead of {wanted}"));
            }
        }
    }
    faults
}

fn check(variant: &str, how: How, change: impl Fn(&Case) -> Vec<u8>) {
    check_all(&cases(), variant, how, change);
}

fn check_all(cases: &[Case], variant: &str, how: How, change: impl Fn(&Case) -> Vec<u8>) {
    let mut wrong: Vec<String> = Vec::new();
    for case in cases {
        for fault in faults(case, &signin::read(&change(case)), how) {
            wrong.push(format!("{variant} {}: {fault}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn as_pasted() {
    let (mut right, mut missing, mut wrong) = (0, 0, Vec::new());
    for case in cases() {
        let records = case.expect.iter().filter(|e| e.get("decoy").is_none());
        let fields: usize =
            records.map(|e| e.as_object().unwrap().values().filter(|v| v.is_string()).count()).sum();
        let found = faults(&case, &signin::read(&case.bytes), How::Whole);
        missing += found.iter().filter(|fault| fault.contains(" null instead of ")).count();
        right += fields.saturating_sub(found.len());
        wrong.extend(found.into_iter().map(|fault| format!("{}: {fault}", case.name)));
    }
    println!("{right} fields are right, {missing} are missing, {} are wrong", wrong.len() - missing);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Made by hand, one for each class of trap: page labels of other languages, shuffled and doubled lines, tables,
/// chats, logs, blanked and misread ids, the ids of other services.
#[test]
fn made_traps() {
    check_all(&cases_in("tests/corpus/signin-made"), "made", How::Whole, |case| case.bytes.clone());
}

fn text(case: &Case) -> String {
    String::from_utf8(case.bytes.clone()).unwrap()
}

/// Breaks every line at this width, as a console does that cares for no word.
fn hard_wrap(text: &str, width: usize) -> String {
    let cut = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        letters.chunks(width.max(1)).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// Breaks at blanks, as a mail program does.
fn soft_wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut used = 0;
        for word in line.split(' ') {
            let long = word.chars().count();
            if used > 0 && used + 1 + long > width {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += long;
        }
        out.push('\n');
    }
    out
}

#[test]
fn in_other_encodings() {
    check("UTF-16LE", How::Whole, |case| text(case).encode_utf16().flat_map(u16::to_le_bytes).collect());
    check("UTF-16BE with mark", How::Whole, |case| {
        [vec![0xFE, 0xFF], text(case).encode_utf16().flat_map(u16::to_be_bytes).collect()].concat()
    });
    check("CRLF", How::Whole, |case| text(case).replace('\n', "\r\n").into_bytes());
    check("UTF-8 with mark", How::Whole, |case| format!("\u{FEFF}{}", text(case)).into_bytes());
}

#[test]
fn quoted() {
    for prefix in ["> ", ">> ", "# ", "    ", "// ", "     | ", "\t"] {
        check(prefix, How::Whole, |case| {
            text(case).lines().map(|l| format!("{prefix}{l}\n")).collect::<String>().into_bytes()
        });
    }
}

#[test]
fn escaped_once_more() {
    check("as a JSON string", How::Whole, |case| serde_json::to_vec(&text(case)).unwrap());
    check("as a JSON string in a JSON string", How::Whole, |case| {
        serde_json::to_vec(&json!({ "message": serde_json::to_string(&text(case)).unwrap() })).unwrap()
    });
    check("with CRLF, in JSON", How::Whole, |case| {
        serde_json::to_vec(&text(case).replace('\n', "\r\n")).unwrap()
    });
    check("HTML", How::Whole, |case| {
        let html =
            text(case).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        html.replace('\n', "<br>\n").into_bytes()
    });
}

#[test]
fn wrapped_by_a_console() {
    for width in [60, 72, 79, 80, 100, 119, 120, 132] {
        check(&format!("hard wrap at {width}"), How::Wrapped, |case| {
            hard_wrap(&text(case), width).into_bytes()
        });
        check(&format!("soft wrap at {width}"), How::Wrapped, |case| {
            soft_wrap(&text(case), width).into_bytes()
        });
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 24, failure_persistence: None, ..Default::default() })]

    /// Any width: no id is ever wrong, whatever is lost.
    #[test]
    fn wrapped_anywhere(width in 45usize..160, hard in proptest::bool::ANY) {
        check(&format!("wrap at {width}, hard {hard}"), How::Ids, |case| {
            let text = text(case);
            if hard { hard_wrap(&text, width) } else { soft_wrap(&text, width) }.into_bytes()
        });
    }
}

/// Every paste behind every other: each record is there with all it had, and nothing has moved to its neighbour.
#[test]
fn two_pasted_together() {
    let cases = cases();
    let known: std::collections::BTreeMap<_, _> =
        cases.iter().map(|c| (c.name.clone(), signin::read(&c.bytes).sign_ins)).collect();
    let mut wrong = Vec::new();
    for first in &cases {
        for second in cases.iter().filter(|c| c.name != first.name) {
            let both = [&first.bytes[..], b"\n\n", &second.bytes[..]].concat();
            let alone: Vec<&SignIn> = [first, second].iter().flat_map(|c| &known[&c.name]).collect();
            let found = signin::read(&both).sign_ins;
            for s in &found {
                let known = alone.iter().any(|a| {
                    let kept = |x: Value, y: Value| x.is_null() || x == y;
                    let (x, y) = (plain(s), plain(a));
                    x["code"] == y["code"]
                        && [
                            "request_id",
                            "correlation_id",
                            "timestamp",
                            "app_id",
                            "tenant_id",
                            "user",
                            "ip",
                            "oauth_error",
                        ]
                        .iter()
                        .all(|f| kept(x[f].clone(), y[f].clone()))
                });
                if !known {
                    wrong.push(format!("{} + {}: {}", first.name, second.name, plain(s)));
                }
            }
            for a in &alone {
                let there = found.iter().any(|s| {
                    s.codes == a.codes && s.request_id == a.request_id && s.correlation_id == a.correlation_id
                        || (a.request_id.is_none()
                            && a.correlation_id.is_none()
                            && a.codes.iter().all(|c| s.codes.contains(c)))
                });
                if !there {
                    wrong.push(format!("{} + {}: lost {}", first.name, second.name, plain(a)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}
