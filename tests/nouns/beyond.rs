//! No text says more than the nouns: for random accounts, doors, requests and partners, each careful word is held
//! against what was told.

use chrono::{DateTime, FixedOffset};
use proptest::prelude::*;
use reentry::case::account::{AccountKind, AccountReport, AccountState, HeldRole, Holding, ListState};
use reentry::case::claims::Claims;
use reentry::case::door::{DoorReport, DoorState};
use reentry::case::request::{RequestReport, RequestState};
use reentry::case::{Audience, Case, Content, Entry, Event, FactSource};
use reentry::model::{FactId, Value, facts};
use reentry::report::summary::Summary;
use reentry::report::ticket;
use reentry::runbook::Library;

fn at(minute: i64) -> DateTime<FixedOffset> {
    DateTime::from_timestamp(1_795_000_000 + minute * 60, 0).unwrap().fixed_offset()
}

fn told(events: Vec<Event>) -> Case {
    let entries: Vec<Entry> = (1..)
        .zip(events)
        .map(|(seq, event)| Entry {
            seq,
            at: at(i64::try_from(seq).unwrap()),
            happened: None,
            who: "anna".into(),
            audience: Audience::Support,
            hash: format!("{seq:064}"),
            minor: 1,
            content: Content::Event(event),
        })
        .collect();
    Case::fold(&entries)
}

const NAMES: [&str; 4] = ["ann@c.example", "ben@c.example", "cat@c.example", "the nephew's"];
const STATES: [AccountState; 10] = [
    AccountState::NotKnown,
    AccountState::NotTried,
    AccountState::Refused,
    AccountState::OutOfReach,
    AccountState::Disabled,
    AccountState::Deleted,
    AccountState::FactorLost,
    AccountState::RoleLost,
    AccountState::Hostile,
    AccountState::In,
];

fn account() -> impl Strategy<Value = Event> {
    let state = prop::option::of(prop::sample::select(STATES.to_vec()));
    let roles = prop::sample::select(vec![
        vec![],
        vec!["Global Administrator"],
        vec!["User Administrator"],
        vec!["Global Administrator", "User Administrator"],
    ]);
    let kind = prop::option::of(prop::sample::select(vec![
        AccountKind::Member,
        AccountKind::Emergency,
        AccountKind::Application,
    ]));
    (prop::sample::select(NAMES.to_vec()), state, roles, kind, 0i64..60).prop_map(
        |(name, state, roles, kind, minute)| {
            let roles =
                roles.into_iter().map(|role| HeldRole { role: role.into(), held: Holding::Now }).collect();
            let report = AccountReport { state, roles, kind, ..AccountReport::about(name) };
            Event::AccountTold { report: Box::new(report), happened: Some(at(minute)), said_by: None }
        },
    )
}

fn list() -> impl Strategy<Value = Event> {
    prop::sample::select(vec![ListState::Complete, ListState::PerhapsMore, ListState::NotKnown])
        .prop_map(|list| Event::AccountsListed { list, said_by: None })
}

fn door() -> impl Strategy<Value = Event> {
    let doors = ["trusted-place/place-and-device", "self-service-reset/reset", "emergency-account/use-it"];
    let states = [
        DoorState::DoesNotExist,
        DoorState::NotLookedAt,
        DoorState::BeingTried,
        DoorState::Shut,
        DoorState::Open,
    ];
    (prop::sample::select(doors.to_vec()), prop::sample::select(states.to_vec())).prop_map(|(door, state)| {
        let report = DoorReport { door: door.parse().unwrap(), state, by: None, why: None };
        Event::DoorTold { report: Box::new(report), happened: None, said_by: None }
    })
}

fn request() -> impl Strategy<Value = Event> {
    let states = vec![RequestState::Open, RequestState::Closed];
    ("26110000000[0-4]", prop::sample::select(states), 0i64..60).prop_map(|(number, state, minute)| {
        let report = RequestReport { state: Some(state), ..RequestReport::about(number) };
        Event::RequestTold { report: Box::new(report), happened: Some(at(minute)), said_by: None }
    })
}

fn fact() -> impl Strategy<Value = Event> {
    let of = |fact: &'static str, values: &'static [&'static str]| {
        prop::sample::select(values.to_vec()).prop_map(move |value| {
            let value = if value == "?" { Value::Unknown } else { Value::One(value.into()) };
            Event::Learned { fact: FactId::known(fact), value, source: FactSource::Person, step: None }
        })
    };
    let causes: &'static [&'static str] = &[
        "conditional-access",
        "mfa-lost",
        "hostile-admin",
        "account-disabled",
        "unknown",
        "last-admin-left",
    ];
    prop_oneof![
        of(facts::CAUSE, causes),
        of(facts::EMERGENCY, &["none", "exists", "refused", "unknown"]),
        of(facts::PARTNER_EXISTS, &["yes", "no", "unknown"]),
        of(facts::PARTNER_ANSWER, &["cannot", "blocked", "no-answer", "not-asked"]),
        of(facts::PARTNER_ENDS, &["2026-01-01", "2099-01-01", "?"]),
        of(facts::PARTNER_PROVIDER, &["Big Distribution", "?"]),
        of(facts::TRIED, &["all-refused", "some-untried", "one-works"]),
        of(facts::GLOBAL_ADMINS, &["ann@c.example", "?"]),
        of(facts::OTHER_ROLES, &["User Administrator", "none", "?"]),
    ]
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let one = prop_oneof![4 => account(), 1 => list(), 1 => door(), 1 => request(), 3 => fact()];
    prop::collection::vec(one, 0..14)
}

fn flat(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts(case: &Case, library: &Library, now: DateTime<FixedOffset>) -> Vec<String> {
    let summary = Summary::of(case, library, now, false);
    let answers: Vec<String> =
        summary.questions.iter().flat_map(|question| question.answer.lines()).collect();
    [
        ticket::request(case, library, now, true),
        ticket::phone(case, now),
        ticket::handoff(case, now),
        format!("{}\n{}", summary.title, answers.join("\n")),
    ]
    .iter()
    .map(|text| flat(text))
    .collect()
}

static LIBRARY: std::sync::LazyLock<Library> = std::sync::LazyLock::new(Library::embedded);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_says_more_than_the_nouns(events in events()) {
        let library = &*LIBRARY;
        let case = told(events);
        let now = at(500);
        let accounts = case.accounts();
        let says = |fact: &str, value: &str| case.text(fact).as_deref() == Some(value);
        let in_again = case.entered().is_some();
        let may_be: Vec<_> = accounts
            .iter()
            .filter(|a| a.may_be_global() && a.state() != AccountState::Hostile)
            .collect();
        let nobody = !in_again
            && case.list_of_accounts() == ListState::Complete
            && may_be.iter().any(|a| a.is_global())
            && may_be.iter().all(|a| a.state().is_shut_out());
        let over = case.text(facts::PARTNER_ENDS).is_some_and(|day| day.as_str() < "2026-11-22");
        let answered = ["cannot", "blocked", "no-answer"].iter().any(|a| says(facts::PARTNER_ANSWER, a));
        let open = |number: &str| case.requests().iter().any(|r| r.number == number && r.state == RequestState::Open);
        let door = |state: DoorState| case.known_doors().iter().any(|door| door.state == state);
        for text in texts(&case, library, now) {
            let say = |words: &str| text.contains(words);
            prop_assert!(!say("no administrator"), "{}", text);
            prop_assert!(!say("no global administrator") || nobody, "{}", text);
            prop_assert!(!say("none of our own") || nobody, "{}", text);
            prop_assert!(!say("no partner") || says(facts::PARTNER_EXISTS, "no"), "{}", text);
            prop_assert!(!say("there is no emergency") || says(facts::EMERGENCY, "none"), "{}", text);
            prop_assert!(!say("was asked") || (says(facts::PARTNER_EXISTS, "yes") && answered && !over), "{}", text);
            prop_assert!(!say("this let somebody in") || door(DoorState::Open), "{}", text);
            prop_assert!(!say("did not let anybody in") || door(DoorState::Shut), "{}", text);
            prop_assert!(!say("this is a tenant lockout") || !in_again, "{}", text);
            prop_assert!(!say("was called complete") || case.list_of_accounts() == ListState::Complete, "{}", text);
            let counted = text.split("there are ").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            prop_assert!(!counted || case.list_of_accounts() == ListState::Complete, "{}", text);
            prop_assert!(!text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "all"), "{}", text);
            for account in &accounts {
                let ever = account.seen.iter().any(|seen| seen.state == AccountState::Refused);
                for verb in ["is refused", "are refused"] {
                    let sentence = format!("{} {verb}", account.called());
                    prop_assert!(!say(&sentence) || ever, "{}: {}", sentence, text);
                }
                if account.state() == AccountState::Hostile {
                    let give = format!("give {}", account.called());
                    let stands = format!("how it stands with {}", account.called());
                    prop_assert!(!say(&give) && !say(&stands), "{}", text);
                }
            }
            if let Some((_, rest)) = text.split_once("the request number is ") {
                let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
                prop_assert!(open(&number), "{} {}", number, text);
            }
        }
        // Subject and body are one derivation: what the subject counts, the body counts as well.
        let claims = Claims::of(&case, now);
        let subject = ticket::subject(&case, &claims);
        let first = format!("Subject: {subject}
");
        let request = ticket::request(&case, library, now, true);
        prop_assert!(request.contains(first.as_str()));
    }
}
