use proptest::prelude::*;

use super::*;
use crate::policy::trace::Trace;
use crate::policy::truth::Truth;

fn unregistered() -> Device {
    Device { registered: Some(false), ..Device::default() }
}

fn of(rule: &str, device: &Device) -> Truth {
    weigh(&parse(rule).unwrap(), device, &mut Trace::off())
}

#[test]
fn rules_that_people_wrote_are_read() {
    for rule in [
        "device.isCompliant -eq True -or device.trustType -eq \"ServerAD\"",
        "device.trustType -ne 'AzureAD' -and device.trustType -ne 'ServerAD' -and device.trustType -ne 'Workplace'",
        "device.systemLabels -contains \"CloudPC\" -and device.trustType -eq \"AzureAD\"",
        "device.extensionAttribute1 -eq \"CONTOSO-IT\"",
        "(device.model -in [\"Surface Pro\", 'Latitude'] ) -and -not(device.deviceOwnership -eq \"Personal\")",
    ] {
        let read = parse(rule).unwrap();
        assert_eq!(parse(&read.to_string()).unwrap(), read, "{rule}");
    }
}

#[test]
fn what_is_no_rule_says_where() {
    for (text, at) in [
        ("device.isCompliant -eq", "at character 23"),
        ("device.isCompliant -match \"x\"", "no operator -match"),
        ("device.displayName -eq \"x", "not closed"),
        ("user.department -eq \"x\"", "at character 1"),
        ("device.model -in \"x\"", "a list"),
        ("", "at character 1"),
    ] {
        let why = parse(text).unwrap_err().to_string();
        assert!(why.contains(at), "{text}: {why}");
    }
    assert_eq!(parse(&"(".repeat(2000)), Err(NotARule::TooDeep));
    assert_eq!(parse(&" ".repeat(4000)), Err(NotARule::TooLong));
}

#[test]
fn and_binds_closer_than_or_and_not_closer_than_both() {
    let rule =
        parse("device.model -eq \"a\" -or device.model -eq \"b\" -and -not device.model -eq \"c\"").unwrap();
    let Rule::Or(sides) = rule else { panic!("{rule}") };
    assert!(matches!(&sides[1], Rule::And(both) if matches!(both[1], Rule::Not(_))), "{sides:?}");
}

#[test]
fn a_device_that_is_not_registered_passes_negative_comparisons_only() {
    let none = unregistered();
    for (name, operator) in Operator::ALL {
        let value = if operator.compare == Compare::In { "[\"x\"]" } else { "\"x\"" };
        let rule = format!("device.displayName -{name} {value}");
        assert_eq!(of(&rule, &none), Truth::from(operator.negative), "{rule}");
        assert_eq!(of(&rule, &Device::default()), Truth::Unknown, "{rule}: nothing is known of the device");
    }
}

#[test]
fn a_value_of_a_device_that_may_be_unregistered_counts_only_where_nothing_gives_the_same() {
    let maybe = Device { compliant: Some(false), ..Device::default() };
    assert_eq!(of("device.isCompliant -eq True", &maybe), Truth::No);
    assert_eq!(of("device.isCompliant -ne True", &maybe), Truth::Yes);
    assert_eq!(of("device.isCompliant -eq False", &maybe), Truth::Unknown);
    let there = Device { registered: Some(true), ..maybe };
    assert_eq!(of("device.isCompliant -eq False", &there), Truth::Yes);
}

#[test]
fn not_hybrid_joined_settles_one_trust_type() {
    let device = Device { registered: Some(true), hybrid_joined: Some(false), ..Device::default() };
    assert_eq!(of("device.trustType -eq \"ServerAD\"", &device), Truth::No);
    assert_eq!(of("device.trustType -ne \"ServerAD\"", &device), Truth::Yes);
    assert_eq!(of("device.trustType -eq \"AzureAD\"", &device), Truth::Unknown);
}

#[test]
fn an_element_of_a_collection_is_compared_whole() {
    let labels = Property::List(vec!["CloudPC".into()]);
    let device = Device {
        registered: Some(true),
        properties: [("systemlabels".to_owned(), labels)].into(),
        ..Device::default()
    };
    assert_eq!(of("device.systemLabels -contains \"cloudpc\"", &device), Truth::Yes);
    assert_eq!(of("device.systemLabels -contains \"Cloud\"", &device), Truth::No);
}

fn rule() -> impl Strategy<Value = Rule> {
    let text = "[ -~äß]{0,8}";
    let leaf =
        ("[a-zA-Z][a-zA-Z0-9]{0,9}", 0..10_usize, text, prop::collection::vec(text, 0..3), any::<u8>())
            .prop_map(|(property, operator, text, list, kind)| {
                let operator = Operator::ALL[operator].1;
                let value = match (operator.compare, kind % 4) {
                    (Compare::In, _) => Value::List(list),
                    (_, 0) => Value::Flag(kind > 127),
                    (_, 1) => Value::Null,
                    _ => Value::Text(text),
                };
                Rule::Is { property: property.to_lowercase(), operator, value }
            });
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Rule::Or),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Rule::And),
            inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    })
}

proptest! {
    #[test]
    fn a_rule_that_is_written_is_read_again(rule in rule()) {
        let text = rule.to_string();
        if text.chars().count() <= LONGEST {
            prop_assert_eq!(parse(&text).unwrap(), rule);
        }
    }

    #[test]
    fn no_text_makes_it_fall(text in ".{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_becomes_known_turns_no_answer_around(rule in rule(), compliant: bool, hybrid: bool) {
        let known = Device { registered: Some(true), compliant: Some(compliant), hybrid_joined: Some(hybrid), ..Device::default() };
        let less = Device { hybrid_joined: None, ..known.clone() };
        let before = weigh(&rule, &less, &mut Trace::off());
        if before != Truth::Unknown {
            prop_assert_eq!(weigh(&rule, &known, &mut Trace::off()), before);
        }
    }
}
