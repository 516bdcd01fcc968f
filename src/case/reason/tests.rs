use proptest::prelude::*;

use super::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of(line: &str) -> AccountReport {
    read(line, on("2026-11-26"), &["bert@c.com".to_owned()]).unwrap_or_default()
}

#[test]
fn a_line_names_an_account_its_state_and_its_day() {
    let cases = [
        ("frank@c.com: deleted 12 days ago", AccountState::Deleted, Some("2026-11-14")),
        ("frank@c.com deleted on 14 November", AccountState::Deleted, Some("2026-11-14")),
        ("frank@c.com: deleted since Nov 14th 2026", AccountState::Deleted, Some("2026-11-14")),
        ("frank@c.com: was deleted by HR on 2026-11-14", AccountState::Deleted, Some("2026-11-14")),
        ("frank@c.com: deleted 2026-11-14", AccountState::Deleted, Some("2026-11-14")),
        ("frank@c.com: deleted on 14 January 25", AccountState::Deleted, Some("2025-01-14")),
        ("frank@c.com: deleted a week ago", AccountState::Deleted, Some("2026-11-19")),
        ("bg1@c.com: disabled (50057) yesterday", AccountState::Disabled, Some("2026-11-25")),
        ("bg1@c.com:disabled", AccountState::Disabled, None),
        ("the account bg1@c.com is disabled", AccountState::Disabled, None),
        ("bg1@c.com: AADSTS50057", AccountState::Disabled, None),
        ("bg1@c.com: sign-in blocked", AccountState::Disabled, None),
        ("bg1@c.com: sign-in is blocked since 3 November", AccountState::Disabled, Some("2026-11-03")),
        ("ann@c.com: phone lost", AccountState::FactorLost, None),
        ("ann@c.com: lost her second phone", AccountState::FactorLost, None),
        ("ann@c.com: no MFA any more", AccountState::FactorLost, None),
        ("ann@c.com: the authenticator app is gone", AccountState::FactorLost, None),
        ("ann@c.com: no role any more, since 30 December", AccountState::RoleLost, Some("2025-12-30")),
        ("ann@c.com: Global Administrator role is gone, phone works", AccountState::RoleLost, None),
        ("ann@c.com: cannot be reached", AccountState::OutOfReach, None),
        ("ann@c.com: AADSTS53003", AccountState::Refused, None),
        ("ann@c.com: something on 03-04", AccountState::Refused, None),
        ("ann@c.com: deleted 2027-01-01", AccountState::Deleted, None),
    ];
    for (line, state, day) in cases {
        let report = of(line);
        assert!(report.account.ends_with("@c.com"), "{line}: {}", report.account);
        assert_eq!((report.state, report.day), (Some(state), day.map(on)), "{line}");
    }
}

#[test]
fn what_is_denied_or_said_of_something_else_is_no_state() {
    for reason in [
        "not deleted, only disabled",
        "isn\u{2019}t disabled",
        "blocked by Conditional Access, 53003",
        "sign-in blocked by Conditional Access",
        "phone works",
        "has the role of Exchange Administrator",
        "controlled by the partner's role model",
        "deleted the policy",
        "authenticator deleted",
        "MFA disabled for everybody",
        "deleted, then disabled",
        "phone lost and role gone",
        "was disabled, enabled again",
        "deleted?",
        "perhaps deleted",
        "never lost the phone",
        "phone not lost",
        "does not exist",
        "50034",
        "AADSTS50034",
        "disabled, 53003",
        "nicht gel\u{f6}scht",
        "undeleted",
        "Your sign-in was blocked",
        "sign-in blocked due to Conditional Access",
        "deleted a policy by mistake",
        "disabled by a policy",
        "no MFA prompt",
        "no role problem",
        "phone lost, new phone works",
        "phone lost, phone works",
        "has an MFA app, old phone is broken",
        "role holder lost his phone",
        "authenticator app lost connection",
        "was disabled, is active now",
        "was deleted, is back now",
        "is deleted in our HR system",
        "disabled for MFA registration",
        "deleted on 14 November; restored yesterday",
        "apparently deleted",
        "deleted maybe",
        "disabled, maybe",
        "deleted outside",
    ] {
        assert_eq!(of(&format!("bert: {reason}")).state, Some(AccountState::Refused), "{reason}");
    }
}

#[test]
fn who_is_away_is_not_refused_by_a_policy() {
    for reason in ["out of the country", "out of country", "out from the country since May", "abroad"] {
        let read = of(&format!("bert: {reason}"));
        assert_eq!(
            (read.state, read.cause),
            (Some(AccountState::NotKnown), Some(Cause::Unknown)),
            "{reason}"
        );
    }
    for reason in ["blocked abroad", "locked out by a policy", "refused in this country"] {
        let read = of(&format!("bert: {reason}"));
        let expected = (Some(AccountState::Refused), Some(Cause::ConditionalAccess));
        assert_eq!((read.state, read.cause), expected, "{reason}");
    }
    assert_eq!(of("bert: tried on Monday, refused").state, Some(AccountState::Refused));
}

#[test]
fn words_in_front_of_a_colon_are_an_account_only_where_they_are_a_name() {
    let known =
        ["anna.berg@c.com", "anna.dahl@c.com", "bert@c.com", "it@c.com", "will@c.com"].map(str::to_owned);
    for line in [
        "the others: disabled",
        "Reason: disabled",
        "error: 53003",
        "bert and anna: disabled",
        "she: deleted",
        "I: my phone is gone",
        "anna: key lost",
        "Anna: key lost",
        "all: deleted",
    ] {
        let read = |line: &str| read(line, on("2026-11-26"), &known);
        assert_eq!(read(line).map(|report| report.account), None, "{line}");
    }
    for (line, account) in [
        ("Bert: deleted", "bert@c.com"),
        ("Anna Dahl: deleted", "anna.dahl@c.com"),
        ("Ole Dahl: deleted", "Ole Dahl"),
        ("it: disabled", "it@c.com"),
    ] {
        let read = read(line, on("2026-11-26"), &known);
        assert_eq!(read.map(|report| report.account).as_deref(), Some(account), "{line}");
    }
    // A word of the sentence opens no second account, and what nobody is named for stays by itself.
    for item in
        ["bert@c.com: account problem, it is disabled", "bert@c.com: disabled, will be enabled tomorrow"]
    {
        assert_eq!(whose::lines(&[item.to_owned()], &known), [item]);
    }
    let lines = whose::lines(&["bert@c.com: deleted".to_owned(), "the others: disabled".to_owned()], &known);
    assert_eq!(lines, ["bert@c.com: deleted", "the others: disabled"]);
}

#[test]
fn what_stands_behind_a_line_without_an_account_belongs_to_it() {
    let items = ["gus@c.com: deleted on 14 November", "restored yesterday", "ann@c.com: phone lost"];
    let lines = whose::lines(&items.map(str::to_owned), &[]);
    assert_eq!(lines, ["gus@c.com: deleted on 14 November; restored yesterday", "ann@c.com: phone lost"]);
    assert_eq!(of(&lines[0]).state, Some(AccountState::Refused));
}

#[test]
fn a_code_is_written_as_a_code() {
    for (reason, code) in [
        ("AADSTS53003", Some(53003)),
        ("aadsts 53003", Some(53003)),
        ("(53003)", Some(53003)),
        ("error code 53003, seen today", Some(53003)),
        ("call 0170 12345678", None),
        ("call 017012345678", None),
        ("ticket 53003", None),
        ("99999", None),
        ("53003, 50057", None),
    ] {
        assert_eq!(of(&format!("bert: {reason}")).code.map(ErrorCode::number), code, "{reason}");
    }
}

#[test]
fn the_account_is_an_address_or_stands_before_a_colon() {
    for (line, account) in [
        ("Bert Berg: disabled", "Bert Berg"),
        ("deleted: bert@c.com", "bert@c.com"),
        ("bert@c.com: deleted by eve@c.com", "bert@c.com"),
        ("Bert Berg: deleted by eve@c.com", "Bert Berg"),
        ("phone lost: bert@c.com", "bert@c.com"),
        ("siobhan.o'brien@c.com: disabled", "siobhan.o'brien@c.com"),
        ("Bert Berg disabled", ""),
        ("Bert Berg, disabled", ""),
        ("anna@c.com and bert@c.com: deleted", ""),
        ("nobody: deleted", ""),
        ("all others: disabled", ""),
        ("nobody", ""),
        ("", ""),
    ] {
        let read = read(line, on("2026-11-26"), &[]).unwrap_or_default();
        assert_eq!(read.account, account, "{line}");
    }
}

#[test]
fn a_first_name_is_the_one_known_account_that_begins_so() {
    let known = ["anna@c.com", "ole.berg@c.com", "ole.dahl@c.com", "bert@c.com"].map(str::to_owned);
    let told = |line: &str| -> Vec<(String, AccountState, Option<Cause>)> {
        let lines = whose::lines(&[line.to_owned()], &known);
        let read = lines.iter().filter_map(|line| read(line, on("2026-11-26"), &known));
        read.map(|one| (one.account, one.state.unwrap_or(AccountState::In), one.cause)).collect()
    };
    let (lost, policy) = (AccountState::FactorLost, Some(Cause::ConditionalAccess));
    assert_eq!(
        told("anna lost key, ole berg blocked country. bert asleep not tried"),
        [
            ("anna@c.com".to_owned(), lost, None),
            ("ole.berg@c.com".to_owned(), AccountState::Refused, policy),
            ("bert@c.com".to_owned(), AccountState::OutOfReach, Some(Cause::Unknown)),
        ]
    );
    assert_eq!(told("Anna: lost her yubikey; old one")[0].0, "anna@c.com");
    assert_eq!(told("Bert: not tried")[0].1, AccountState::NotTried);
    assert_eq!(told("bert has not tried since Monday, perhaps")[0].1, AccountState::NotKnown);
    assert_eq!(told("bert: something else")[0].2, Some(Cause::Unknown), "the others' cause is not his");
    assert_eq!(told("bert: refused by the policy of the country")[0].2, policy);
    for nobody in ["ole blocked", "somebody lost a phone", "her key is lost", "the anna account is deleted"] {
        assert_eq!(told(nobody), [], "{nobody}");
    }
    let two = told("anna@c.com phone lost, bert@c.com disabled");
    assert_eq!((two[0].1, two[1].1), (lost, AccountState::Disabled));
}

#[test]
fn a_day_has_one_reading_or_is_none() {
    for reason in [
        "deleted on 14 January last year",
        "deleted 40 days ago, seen yesterday",
        "deleted on 3 May, seen since 4 May",
        "deleted 14 November",
        "deleted on 03-04-2026",
        "deleted on 26-11-14",
        "deleted long ago",
        "deleted last month",
        "deleted since the update",
        "deleted on 14 November 2027",
        "not deleted on 14 November",
    ] {
        assert_eq!(of(&format!("bert: {reason}")).day, None, "{reason}");
    }
}

/// Parts of lines, so that a drawn line says something.
fn words() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "deleted",
        "disabled",
        "not",
        "only",
        "phone",
        "role",
        "lost",
        "gone",
        "no",
        "works",
        "blocked",
        "sign-in",
        "by",
        "AADSTS53003",
        "50057",
        "53003",
        "on",
        "since",
        "yesterday",
        "today",
        "ago",
        "12 days ago",
        "14 November",
        "14 January 25",
        "last year",
        "2026-11-14",
        "2027-01-01",
        "03-04",
        "27-03-31",
        "(",
        ")",
        ",",
        ";",
        ":",
        ".",
        "anna@c.com",
        "bert@c.com",
        "Bert",
        "may",
        "31 February",
        "30 December",
        "0170 12345678",
        "isn't",
        "a",
        "week",
    ])
}

proptest! {
    #[test]
    fn any_line_is_read_and_no_day_lies_ahead(parts in prop::collection::vec(words(), 0..12)) {
        let today = on("2026-11-26");
        if let Some(report) = read(&parts.join(" "), today, &[]) {
            prop_assert!(!report.account.trim().is_empty());
            prop_assert!(report.day.is_none_or(|day| day <= today), "{:?}", report);
        }
    }

    #[test]
    fn a_denial_anywhere_leaves_no_state_behind(
        state in prop::sample::select(vec!["deleted", "disabled", "sign-in blocked", "phone lost", "role gone"]),
        denial in prop::sample::select(vec!["not", "never", "isn't", "nicht", "perhaps", "nobody"]),
        first in any::<bool>(),
    ) {
        let reason = if first { format!("{denial} {state}") } else { format!("{state}, {denial}") };
        prop_assert_eq!(of(&format!("bert@c.com: {reason}")).state, Some(AccountState::Refused), "{}", reason);
    }

    #[test]
    fn a_word_that_is_not_known_leaves_no_state_behind(
        state in prop::sample::select(vec!["deleted", "disabled", "phone lost", "role gone", "no MFA"]),
        foreign in "[b-z]{4,9}",
        first in any::<bool>(),
    ) {
        let known = [&ACCOUNT[..], &WHEN, &BETWEEN, &LOST, &REFUSED, &JOINTS].concat().contains(&foreign.as_str());
        prop_assume!(!known && answer::month(&foreign).is_none());
        let reason = if first { format!("{foreign} {state}") } else { format!("{state} {foreign}") };
        prop_assert_eq!(of(&format!("bert@c.com: {reason}")).state, Some(AccountState::Refused), "{}", reason);
    }

    #[test]
    fn any_past_day_in_a_clear_form_is_that_day(back in 0u64..400, form in 0usize..4) {
        let today = on("2026-11-26");
        let day = today - Days::new(back);
        let form = ["%Y-%m-%d", "%-d %B %Y", "%B %-d, %Y", "%-d. %b %Y"][form];
        prop_assert_eq!(of(&format!("bert@c.com: deleted on {}", day.format(form))).day, Some(day));
    }

    #[test]
    fn any_text_is_read_without_a_panic(line in "\\PC{0,80}") {
        let known = ["anna@c.com".to_owned(), "Bert Berg".to_owned()];
        for line in whose::lines(&[line], &known) {
            let _ = read(&line, on("2026-11-26"), &known);
        }
    }
}
