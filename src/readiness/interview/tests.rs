use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// Answers with the words given for a key, else that nobody knows, and returns the questions put.
fn talk(interview: &mut Interview, known: &[(&str, &str)]) -> Vec<String> {
    let mut asked = Vec::new();
    while let Some(question) = interview.ask() {
        let fresh = asked.iter().filter(|id| **id == question.id).count();
        let said = known.iter().filter(|(id, _)| *id == question.id).nth(fresh);
        asked.push(question.id.clone());
        let answer = match said {
            Some((_, words)) => Answer::Words((*words).to_owned()),
            None if question.begins => Answer::NoneOther,
            None => Answer::Later,
        };
        interview.answer(answer).unwrap();
    }
    asked
}

const SAID: &[(&str, &str)] = &[
    ("tenant.name", "Contoso"),
    ("domain.name", "contoso.com"),
    ("domain.login-survives", "yes"),
    ("domain.tested", "today"),
    ("domain.name", "contoso.net"),
    ("emergency-account.user", "bg@contoso.onmicrosoft.com"),
    ("emergency-account.methods", "fido2, password"),
];

/// `domain.name` is asked once for each entry, and once more.
fn said_in_turn(interview: &mut Interview) -> Vec<String> {
    talk(interview, SAID)
}

#[test]
fn what_is_said_is_known_and_not_asked_again() {
    let mut interview = Interview::new(Profile::default(), false, today());
    let asked = said_in_turn(&mut interview);
    assert_eq!(asked.iter().filter(|id| *id == "domain.name").count(), 3);
    let profile = interview.profile().clone();
    let domains = profile.domain.as_ref().unwrap();
    assert_eq!(domains.len(), 2);
    assert_eq!(domains[0].tested, Some(today()));
    assert_eq!(profile.partner, Some(Vec::new()));
    let again = talk(&mut Interview::new(profile.clone(), false, today()), &[]);
    assert!(!again.contains(&"tenant.name".to_owned()) && !again.contains(&"domain.name".to_owned()));
    assert!(again.contains(&"tenant.id".to_owned()) && !again.contains(&"partner.name".to_owned()));
    let all = talk(&mut Interview::new(profile, true, today()), &[]);
    assert!(all.contains(&"tenant.name".to_owned()) && all.contains(&"partner.name".to_owned()));
}

#[test]
fn back_changes_the_last_answer_and_a_secret_changes_nothing() {
    let mut interview = Interview::new(Profile::default(), false, today());
    assert!(interview.answer(Answer::Back).is_err());
    interview.answer(Answer::Words("Contso".into())).unwrap();
    interview.answer(Answer::Back).unwrap();
    assert_eq!(interview.ask().unwrap().known.as_deref(), Some("Contso"));
    for bad in ["password: Winter2026!x", "Con\u{202e}toso"] {
        let refused = interview.answer(Answer::Words(bad.into())).unwrap_err().to_string();
        assert!(refused.contains("NOT saved") && !refused.contains("Winter"), "{refused}");
    }
    interview.answer(Answer::Words("Contoso".into())).unwrap();
    assert_eq!(interview.profile().tenant.name.as_deref(), Some("Contoso"));
    assert_eq!(interview.ask().unwrap().id, "tenant.id");
}

#[test]
fn who_stopped_within_a_list_goes_on_there() {
    let mut interview = Interview::new(Profile::default(), false, today());
    while interview.ask().unwrap().id != "domain.name" {
        interview.answer(Answer::Later).unwrap();
    }
    interview.answer(Answer::Words("contoso.com".into())).unwrap();
    let asked = talk(&mut Interview::new(interview.profile().clone(), false, today()), &[]);
    assert_eq!(asked.iter().filter(|id| *id == "domain.name").count(), 1, "{asked:?}");
}

#[test]
fn changes_name_the_entry_and_both_values() {
    let mut interview = Interview::new(Profile::default(), false, today());
    said_in_turn(&mut interview);
    let before = interview.profile().clone();
    let mut after = before.clone();
    after.tenant.name = Some("Contoso BV".into());
    after.domain.as_mut().unwrap().swap(0, 1);
    after.domain.as_mut().unwrap()[0].registrar = Some("Gandi".into());
    after.emergency_account = Some(Vec::new());
    let found = changes(&before, &after);
    let said: Vec<_> =
        found.iter().map(|c| (c.place.as_str(), c.key.as_str(), c.was.as_deref(), c.is.as_deref())).collect();
    assert_eq!(
        said,
        [
            ("tenant", "name", Some("Contoso"), Some("Contoso BV")),
            ("domain contoso.net", "registrar", None, Some("Gandi")),
            ("emergency-account bg@contoso.onmicrosoft.com", "removed", None, None),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is said, the interview ends, and what it leaves can be written and read.
    #[test]
    fn any_talk_ends_and_reads_back(said in prop::collection::vec((0..7u8, "\\PC{0,12}"), 150)) {
        let mut interview = Interview::new(Profile::default(), false, today());
        for (kind, text) in said {
            let Some(question) = interview.ask() else { break };
            let options = &question.key.def.options;
            let answer = match kind {
                0 => Answer::Back,
                1 => Answer::Later,
                2 => Answer::Unknown,
                3 => Answer::NoneOther,
                4 if !options.is_empty() => Answer::Words(options[text.len() % options.len()].clone()),
                _ => Answer::Words(text),
            };
            let before = interview.profile().clone();
            if interview.answer(answer).is_err() {
                prop_assert_eq!(interview.profile(), &before);
            }
        }
        prop_assert_eq!(&profile::parse(&profile::write(interview.profile())).unwrap(), interview.profile());
        talk(&mut interview, &[]);
    }
}
