use proptest::prelude::*;

use super::*;
use crate::model::answer;

fn of(kind: &str) -> FactDef {
    let text = format!("[a.b]\ntype = '{kind}'\nask = 'Which?'\nwhy = 'x'\n");
    FactTable::parse(&text).unwrap().get(&"a.b".parse().unwrap()).unwrap().clone()
}

#[test]
fn nobody_in_a_list_of_addresses_is_lost() {
    let emails = of("emails");
    for (typed, odd) in [
        ("anna@contoso.com, bert@contoso", "bert@contoso"),
        ("anna@contoso.com bert@contoso", "bert@contoso"),
        ("anna@contoso.com and bert", "bert"),
        ("bert; anna@contoso.com", "bert"),
        ("anna@contoso.com\nthe nephew", "the nephew"),
        ("anna, bert", "anna"),
    ] {
        let why = emails.read(typed).unwrap_err();
        assert!(why.contains(&format!("\"{odd}\"")), "{typed}: {why}");
    }
    for (typed, found) in [
        ("Anna Berg <anna@contoso.com>, bert@contoso.com", vec!["anna@contoso.com", "bert@contoso.com"]),
        ("they are anna@contoso.com and bert@contoso.com", vec!["anna@contoso.com", "bert@contoso.com"]),
        ("anna@contoso.com; ANNA@contoso.com", vec!["anna@contoso.com"]),
    ] {
        assert_eq!(emails.read(typed).unwrap().items(), found, "{typed}");
    }
    for (typed, found) in [
        ("José Ortega y Gasset <jose@contoso.com>", vec!["jose@contoso.com"]),
        (
            "Ana Costa e Silva <ana@contoso.com> e bert@contoso.com",
            vec!["ana@contoso.com", "bert@contoso.com"],
        ),
        ("anna@contoso.com y bert@contoso.com", vec!["anna@contoso.com", "bert@contoso.com"]),
    ] {
        assert_eq!(emails.read(typed).unwrap().items(), found, "{typed}");
    }
    for (typed, odd) in [
        ("Bert y Anna <anna@contoso.com>", "Bert"),
        ("Bert Berg y Anna <anna@contoso.com>", "Bert Berg"),
        ("Bert van Berg en Anna <anna@contoso.com>", "Bert van Berg"),
        ("Bert Berg y anna@contoso.com", "Bert Berg"),
        ("Bert Berg and Anna <anna@contoso.com>", "Bert Berg"),
        ("anna@contoso.com y Bert", "Bert"),
    ] {
        let why = emails.read(typed).unwrap_err();
        assert!(why.contains(&format!("\"{odd}\"")), "{typed}: {why}");
    }
    let pasted =
        emails.in_lines("From: Anna <anna@contoso.com>\nSubject: our names\n\nbert@contoso\n").unwrap();
    assert!(emails.read(&pasted).unwrap_err().contains("bert@contoso"), "{pasted}");
    let mail = emails.in_lines("From: Anna <anna@contoso.com>\nWe write to you because of this.").unwrap();
    assert_eq!(emails.read(&mail).unwrap().items(), ["anna@contoso.com"]);
}

#[test]
fn an_address_that_is_denied_is_asked_back_and_kept_as_it_was_typed() {
    let emails = of("emails");
    for (typed, odd) in [
        ("anna@contoso.com, not bert@contoso.com", "not bert@contoso.com"),
        ("everybody except anna@c.com", "everybody except anna@c.com"),
        ("anna@c.com; bert@c.com left the company", "bert@c.com left the company"),
        ("anna@c.com\nbert@c.com (former)", "bert@c.com (former)"),
        ("anna@c.com and not bert@c.com", "anna@c.com and not bert@c.com"),
        ("bert@c.com isn\u{2019}t one", "bert@c.com isn\u{2019}t one"),
        ("all but <anna@c.com>", "all but <anna@c.com>"),
        ("ex-admin: bert@c.com", "ex-admin: bert@c.com"),
        ("not:bert@c.com", "not:bert@c.com"),
        ("bert@c.com ist nicht da", "bert@c.com ist nicht da"),
    ] {
        let why = emails.read(typed).unwrap_err();
        assert!(why.contains(&format!("\"{odd}\"")), "{typed}: {why}");
        let kept = emails.as_typed(typed).unwrap();
        assert!(kept.items().iter().any(|item| item == odd), "{typed}: {kept:?}");
        assert!(!kept.items().iter().any(|item| item.starts_with("bert@c") && !item.contains(' ')));
    }
    for typed in ["<no-reply@c.com>", "never@c.com", "Notker <notker@c.com>", "ex@c.com"] {
        assert!(emails.read(typed).is_ok(), "{typed}");
    }
}

#[test]
fn one_address_that_is_denied_is_asked_back_as_well() {
    let email = of("email");
    for typed in ["not anna@c.com", "anna@c.com was my old one", "anything but anna@c.com"] {
        assert!(email.read(typed).is_err(), "{typed}");
    }
    for typed in ["anna@c.com", "my address: anna@c.com", "Anna <anna@c.com>"] {
        assert_eq!(email.read(typed).unwrap().text().as_deref(), Some("anna@c.com"), "{typed}");
    }
}

#[test]
fn no_line_of_a_pasted_list_is_lost() {
    let emails = of("emails");
    for odd in [
        "Bert Berg from the sales team",
        "Carl: left in May",
        "the account of the owner, whoever that is",
        "Emergency: on paper in the safe",
    ] {
        let pasted = emails.in_lines(&format!("anna@contoso.com\n{odd}\n\n")).unwrap();
        assert!(pasted.lines().any(|line| line == odd), "{pasted}");
        assert!(emails.read(&pasted).is_err(), "{pasted}");
    }
    for head in ["From: Anna <anna@contoso.com>", "> Subject: our names", "Von: anna@contoso.com"] {
        let mail = format!("{head}\nWe write to you because of this.\nanna@contoso.com");
        let kept = emails.in_lines(&mail).unwrap();
        assert!(!kept.contains("because"), "{kept}");
    }
}

#[test]
fn what_is_kept_as_it_was_typed_keeps_its_items() {
    for (kind, typed, items) in [
        ("emails", "anna\nbert", vec!["anna", "bert"]),
        ("emails", "Anna <anna@contoso.com>, bert", vec!["anna@contoso.com", "bert"]),
        ("domains", "contoso, fabrikam", vec!["contoso", "fabrikam"]),
        ("lines", "a, b\nc", vec!["a, b", "c"]),
        ("text", "a\n b", vec!["a b"]),
    ] {
        assert_eq!(of(kind).as_typed(typed).unwrap().items(), items, "{kind}: {typed}");
    }
    assert_eq!(of("emails").as_typed(", ;"), None);
}

proptest! {
    #[test]
    fn every_item_is_read_or_said(
        items in prop::collection::vec(
            prop::sample::select(vec![
                "anna@contoso.com", "bert@contoso", "Carla Berg <carla@contoso.com>", "the nephew", "@", "o'neil@x.example",
            ]),
            1..8,
        ),
        joint in prop::sample::select(vec![", ", "\n", "; ", ","]),
    ) {
        let emails = of("emails");
        let typed = items.join(joint);
        let odd = items.iter().any(|item| answer::addresses(item).is_empty());
        prop_assert_eq!(emails.read(&typed).is_err(), odd);
        let kept = emails.as_typed(&typed).unwrap();
        prop_assert_eq!(kept.items().len(), items.len());
    }
}

#[test]
fn unknown_takes_the_path_that_its_options_give_it() {
    let table = FactTable::parse(
        "[tenant.cloud]\ntype = 'choice'\noptions = ['public', 'unknown']\nask = 'Which?'\nwhy = 'x'\n\
         [tenant.invoice]\ntype = 'text'\nask = 'Which?'\nwhy = 'x'\n",
    )
    .unwrap();
    let unknown = |id: &str| table.get(&id.parse().unwrap()).unwrap().unknown();
    // A step with `when = { "tenant.cloud" = ["unknown"] }` follows.
    assert_eq!(unknown("tenant.cloud").items(), ["unknown"]);
    assert_eq!(unknown("tenant.invoice"), Value::Unknown);
}
