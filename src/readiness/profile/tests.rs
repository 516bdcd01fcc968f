use proptest::prelude::*;
use toml::{Table, Value};

use super::*;
use crate::model::{FactDef, FactTable, FactType};

const CONTOSO: &str = include_str!("tests/contoso.toml");

/// A value of the kind that a key has, from an arbitrary word and number.
fn value(def: &FactDef, word: &str, number: u32) -> Value {
    let text = Value::String(word.to_owned());
    let pick = || Value::String(def.options[number as usize % def.options.len()].clone());
    match def.kind {
        FactType::YesNo => Value::Boolean(number.is_multiple_of(2)),
        FactType::Number => Value::Integer(i64::from(number)),
        FactType::Choice => pick(),
        FactType::Choices => Value::Array(vec![pick()]),
        FactType::Date => {
            Value::Datetime(format!("20{:02}-{:02}-28", number % 100, number % 12 + 1).parse().unwrap())
        }
        FactType::TenantId | FactType::ObjectId => {
            Value::String(uuid::Uuid::from_u128(number.into()).to_string())
        }
        FactType::Roles if number.is_multiple_of(2) => {
            Value::Array(vec!["Global Administrator".into(), text])
        }
        FactType::Roles | FactType::Names | FactType::Lines => Value::Array(vec![text.clone(), text]),
        _ => text,
    }
}

/// Every key of the table may be known, or not.
fn any_profile() -> impl Strategy<Value = Table> {
    let words = "\\PC{0,12}( ?[#\"'\\[\\]\\\\=a-z0-9]{0,6})"
        .prop_map(|word| word.replace(crate::model::harmless::is_control_like, ""));
    let pieces = prop::collection::vec((any::<bool>(), words, any::<u32>()), 300);
    (pieces, prop::collection::vec(0..3usize, 20)).prop_map(|(pieces, sizes)| {
        let mut pieces = pieces.into_iter().cycle();
        let mut top = Table::new();
        top.insert("format".into(), FORMAT.into());
        for (section, size) in Keys::embedded().sections.iter().zip(sizes.into_iter().cycle()) {
            let mut table = || {
                let keys = section.keys.iter().zip(pieces.by_ref());
                let known = keys.filter(|(_, (known, ..))| *known);
                known
                    .map(|(key, (_, word, n))| (key.id.clone(), value(&key.def, &word, n)))
                    .collect::<Table>()
            };
            let value = if section.many {
                Value::Array((0..size).map(|_| Value::Table(table())).collect())
            } else {
                Value::Table(table())
            };
            top.insert(section.id.clone(), value);
        }
        top
    })
}

/// The same profile as a person keeps it: with words of their own at these lines.
fn annotated(text: &str, at: &[(usize, bool)]) -> (String, Vec<String>) {
    let (mut out, mut words) = (String::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        for (n, (_, behind)) in at.iter().enumerate().filter(|(_, (at, _))| *at == number) {
            let word = format!("# my {n} \u{e9} \"#\" = [x");
            // Behind a comment there is only more comment.
            if *behind
                && !line.is_empty()
                && !line.starts_with('#')
                && !words.iter().any(|(at, _)| *at == number)
            {
                words.push((number, word));
            } else {
                out.push_str(&format!("{word}\n"));
                words.push((usize::MAX, word));
            }
        }
        let behind = words.iter().find(|(at, _)| *at == number).map(|(_, word)| format!("   {word}"));
        out.push_str(&format!("{line}{}\n", behind.unwrap_or_default()));
    }
    (out, words.into_iter().map(|(_, word)| word).collect())
}

#[test]
fn words_of_a_person_stay_where_they_stood() {
    let text = CONTOSO
        .replace(
            "serial = \"21 334 557\"",
            "# Anna has the other one.\nserial = \"21 # 334\"  # under the lid",
        )
        .replacen("[[key]]", "# Since the move: building B.\n[[key]]", 1)
        + "# Ask Piet about the rest.\n";
    let profile = parse(&text).unwrap();
    let ours = write(&profile);
    let comments = Comments::of(&text, &ours);
    let kept = comments.put_back(&ours);
    for words in [
        "# Anna has the other one.\nserial = \"21 # 334\" # under the lid\n",
        "# Since the move: building B.\n[[key]]\n",
        "# Ask Piet about the rest.\n",
    ] {
        assert_eq!(kept.matches(words).count(), 1, "{words}{kept}");
    }
    // A key that is gone leaves the words about it at the end.
    let mut without = profile;
    without.key = None;
    let homeless = comments.put_back(&write(&without));
    assert!(homeless.contains("any more:\n# Since the move: building B.\n# Anna has"), "{homeless}");
    let again = Comments::of(&homeless, &write(&without)).put_back(&write(&without));
    assert_eq!(again.matches("Anna has").count(), 1, "{again}");
}

/// Policies of these names, each with its own id.
fn policies(names: &[u8]) -> Profile {
    let policy = |name: &u8| Policy {
        name: Some(format!("CA {name}")),
        object_id: uuid::Uuid::from_u128((*name).into()).to_string().parse().ok(),
        ..Policy::default()
    };
    Profile { policy: Some(names.iter().map(policy).collect()), ..Profile::default() }
}

proptest! {
    #[test]
    fn words_about_an_entry_move_with_it_and_stay_when_it_goes(
        before in prop::collection::hash_set(0..9u8, 1..6),
        after in prop::collection::hash_set(0..9u8, 1..6),
        renamed in any::<bool>(),
    ) {
        let (before, after): (Vec<u8>, Vec<u8>) = (before.into_iter().collect(), after.into_iter().collect());
        let ours = write(&policies(&before));
        let mut text = ours.clone();
        for name in &before {
            let line = format!("name = \"CA {name}\"");
            text = text.replace(&line, &format!("# about {name}\n{line} # beside {name}"));
        }
        let mut new = policies(&after);
        if renamed {
            new.policy.iter_mut().flatten().for_each(|policy| policy.name = policy.name.take().map(|name| name + "0"));
        }
        let kept = Comments::of(&text, &ours).put_back(&write(&new));
        let gone = kept.split_once("any more:\n").map_or("", |(_, gone)| gone);
        for name in &before {
            let there = format!("# about {name}\nname = \"CA {name}{}\" # beside {name}\n", if renamed { "0" } else { "" });
            prop_assert_eq!(kept.contains(&there), after.contains(name), "{}", kept);
            let lost = format!("# about {name}\n# beside {name}\n");
            prop_assert_eq!(gone.contains(&lost), !after.contains(name), "{}", kept);
        }
    }

    #[test]
    fn no_word_of_a_person_is_lost_and_none_changes_a_value(
        table in any_profile(),
        at in prop::collection::vec((0..400usize, any::<bool>()), 0..12),
    ) {
        let Ok(profile) = parse(&table.to_string()) else { return Ok(()) };
        let ours = write(&profile);
        let (text, words) = annotated(&ours, &at);
        let kept = Comments::of(&text, &ours).put_back(&ours);
        prop_assert_eq!(&parse(&kept).unwrap(), &profile);
        for word in words {
            prop_assert!(kept.contains(&word), "{}\n{}", word, kept);
        }
        let again = Comments::of(&kept, &ours).put_back(&ours);
        prop_assert_eq!(again, kept);
    }

    #[test]
    fn what_is_written_is_what_was_known(table in any_profile()) {
        let profile: Profile = table.try_into().unwrap();
        let text = write(&profile);
        match parse(&text) {
            Ok(again) => {
                prop_assert_eq!(&again, &profile, "{}", text);
                prop_assert_eq!(write(&again), text);
            }
            // A random word may look like a secret; nothing else may keep a profile from coming back.
            Err(e) => prop_assert!(e.to_string().contains("never holds one"), "{} in\n{}", e, text),
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_line_that_it_has(text in "(\\PC|[\\[\\]\n=\"#.]|format = \"reentry/profile/v1\"\n|\\[tenant\\]|\u{202e}){0,60}") {
        if let Err(e) = parse(&text) {
            prop_assert!(e.line >= 1 && e.line <= text.lines().count() + 1, "{}", e);
            prop_assert!(!e.to_string().contains(crate::model::harmless::is_control_like), "{:?}", e);
        }
    }
}

#[test]
fn every_key_of_the_types_is_in_the_table_and_the_other_way_round() {
    let mut top = Table::new();
    top.insert("format".into(), FORMAT.into());
    for section in &Keys::embedded().sections {
        let keys = section.keys.iter().map(|key| (key.id.clone(), value(&key.def, "word", 2)));
        let table = Value::Table(keys.collect());
        top.insert(section.id.clone(), if section.many { Value::Array(vec![table]) } else { table });
        for key in &section.keys {
            assert_eq!(key.def.check(), Ok(()), "{}.{}", section.id, key.id);
        }
    }
    let profile: Profile = top.clone().try_into().expect("the types know every key of the table");
    assert_eq!(table(&profile), top);
    // A key that only the types know would be written nowhere and so be lost on the way back.
    assert_eq!(parse(&write(&profile)).unwrap(), profile);
    let names = |e: &str| {
        e.split('`')
            .filter(|w| {
                !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase() || "-0123456789".contains(c))
            })
            .count()
    };
    for section in Keys::embedded().sections.iter().filter(|s| !s.many) {
        let odd: Table = format!("format = \"{FORMAT}\"\n[{}]\n\"?\" = 1\n", section.id).parse().unwrap();
        let known = odd.try_into::<Profile>().unwrap_err().to_string();
        let listed = known.lines().next().and_then(|e| e.split("expected one of").nth(1)).map(names);
        assert_eq!(listed, Some(section.keys.len()), "{known}");
    }
}

#[test]
fn an_example_reads_and_says_in_the_vocabulary_what_it_says() {
    let profile = parse(CONTOSO).unwrap();
    let table = FactTable::parse(include_str!("../../../runbooks/facts.toml")).unwrap();
    let mut said = Vec::new();
    for (id, value) in profile.facts() {
        let def = table.get(&id).unwrap_or_else(|| panic!("{id} is not in facts.toml"));
        assert!(def.read(&value.items().join("\n")).is_ok(), "{id}: {value:?}");
        said.push(format!("{id} = {}", value.text().unwrap()));
    }
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(warnings(&profile, "2026-11-22".parse().unwrap()), []);
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_its_cure() {
    for (from, to, line, said, cure) in [
        ("registrar =", "regsitrar =", 22, "\"regsitrar\" is not a key of domain", "Did you mean registrar?"),
        ("[[domain]]", "[[domains]]", 20, "\"domains\" is not a key of the profile", "Did you mean domain?"),
        (
            "registrar = \"Gandi\"\ndns",
            "name-latin = \"Contoso\"\nregistrar = \"Gandi\"\ndns",
            22,
            "name-latin is not a key of domain",
            "Move name-latin to the top of the file, above the first [section].",
        ),
        (
            "[tenant]",
            "licence = \"p1\"\n[tenant]",
            5,
            "licence is not a key of the top of the file",
            "Move licence below [tenant].",
        ),
        (
            "licence =",
            "registrar = \"Gandi\"\nlicence =",
            10,
            "registrar is not a key of tenant",
            "Move registrar below [[domain]].",
        ),
        ("4fdbff88-", "4fdbff8O-", 7, "character 8 is 'O' (a zero?)", ""),
        ("tested = 2026-10-01", "tested = \"1 Oct\"", 25, "\"1 Oct\" is not a date", ""),
        ("login-survives = true", "login-survives = \"yes\"", 24, "boolean", ""),
        ("licence = \"p1\"", "licence = \"p3\"", 10, "`free`", ""),
        ("profile/v1", "profile/v2", 1, "version 2", "Take a newer reentry."),
        (
            "Contoso",
            "Con\\u202Etoso",
            6,
            "tenant.name holds a character that hides",
            "Type the value by hand.",
        ),
        (
            "Contoso",
            "Contoso\"\npassword = \"Winter2026!",
            7,
            "\"password\" is not a key of tenant",
            "It knows",
        ),
        (
            "ProDirect",
            "pwd: Winter2026!x",
            15,
            "tenant.support-plan looks like a password",
            "Take the secret out",
        ),
        (
            "ProDirect",
            "pw\\u0064: Winter2026!x",
            15,
            "tenant.support-plan looks like a password",
            "Take the secret out",
        ),
        (
            "[tenant]",
            "# password: Winter2026!x\n[tenant]",
            5,
            "this looks like a password",
            "Take the secret out",
        ),
        ("name = \"Contoso\"", "name = \"Contoso", 6, "", ""),
    ] {
        assert!(CONTOSO.contains(from), "{from}");
        let e = parse(&CONTOSO.replacen(from, to, 1)).unwrap_err();
        assert_eq!(e.line, line, "{to}: {e}");
        assert!(e.what.contains(said), "{to}: {e}");
        assert!(e.hint.unwrap_or_default().starts_with(cure), "{to}");
        assert!(!e.what.contains("Winter"), "{}", e.what);
    }
    assert!(parse("[facts]\n\"tenant.id\" = \"x\"\n").unwrap_err().hint.unwrap().contains("--answers"));
}

#[test]
fn what_has_passed_or_points_nowhere_is_a_warning() {
    let text = CONTOSO
        .replace("reviewed = 2026-11-22", "reviewed = 2026-07-01")
        .replace("ends = 2027-09-30", "ends = 2026-09-30")
        .replace("account = \"bg-one", "account = \"bg-tree")
        .replace("tested = 2026-10-01", "tested = 2027-10-01");
    let found: Vec<String> = warnings(&parse(&text).unwrap(), "2026-11-22".parse().unwrap())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "the profile: it should have been reviewed by 2026-09-29; compare it with the world",
            "domain \"contoso.com\": tested = 2027-10-01 lies in the future",
            "key \"bg-one A\": its account is no emergency account here",
            "key \"bg-one B\": its account is no emergency account here",
            "partner \"Fabrikam\": the relationship ended on 2026-09-30; it cannot be revived from outside",
        ]
    );
}

#[test]
fn ten_thousand_domains_come_back_in_their_order() {
    let domain = |n| Domain { name: Some(format!("d{n}.example")), ..Domain::default() };
    let profile = Profile { domain: Some((0..10_000).map(domain).collect()), ..Profile::default() };
    assert_eq!(parse(&write(&profile)).unwrap(), profile);
    // As many words: each is found by its line and by its place, never by looking at all of them.
    let text = write(&profile)
        .replace(".example\"\n", ".example\" # ours\n")
        .replace("[[domain]]", "# one\n[[domain]]");
    let kept = Comments::of(&text, &write(&profile)).put_back(&write(&profile));
    assert!(kept == text, "each stays where it stood");
    assert_eq!(profile.facts().values().next().unwrap().items().len(), 10_000);
    let on_paper = profile.kit_facts("2026-11-22".parse().unwrap());
    assert_eq!(on_paper.values().next().unwrap().items().last().unwrap(), "and 9980 more in the profile");
}

#[test]
fn an_empty_profile_teaches_its_keys() {
    insta::assert_snapshot!(write(&Profile::default()));
}
