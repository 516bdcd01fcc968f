//! Sentences about accounts: who is known, how each stands, and how far the list goes.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::words::{counted, kind, listed, state};
use crate::case::Case;
use crate::case::account::{Account, AccountKind, AccountState, Holding, ListState};
use crate::case::ask::hostile_are_apart;
use crate::case::claims::{Claims, Emergency, Situation};
use crate::model::Cause;
use crate::report::harmless::shown;
use crate::report::when::full;

/// An account by name, with its person.
#[must_use]
pub fn name(account: &Account) -> String {
    let person = account.person.as_ref().map(|p| format!(" ({})", shown(p))).unwrap_or_default();
    format!("{}{person}", shown(account.called()))
}

/// What is known about the Global Administrators, as sentences in their order.
#[must_use]
pub fn sentences(claims: &Claims) -> Vec<String> {
    let mut lines = Vec::new();
    if let Situation::In(entered) = &claims.situation {
        lines.push(entered_sentence(entered));
    } else if let Some(at) = claims.session.filter(|_| !claims.is_hostile()) {
        // Whoever repairs an account may end the last session that is open.
        lines.push(format!(
            "An administrator was still signed in ({}). Please end no session of ours.",
            full(at)
        ));
    }
    let globals: Vec<&Account> = claims.globals().collect();
    if !globals.is_empty() {
        // A hostile account may hold the role as well; it has a line of its own and is not counted here.
        let count = if claims.is_hostile() && hostile_are_apart(&claims.accounts, claims.cause) {
            counted(globals.len(), "Global Administrator of our own", "Global Administrators of our own")
        } else {
            counted(globals.len(), "Global Administrator", "Global Administrators")
        };
        lines.push(if claims.list == ListState::Complete {
            if globals.len() == 1 { format!("There is {count}.") } else { format!("There are {count}.") }
        } else {
            format!("{count} {} known.", if globals.len() == 1 { "is" } else { "are" })
        });
    }
    lines.extend(grouped(&globals, claims.now.date_naive()));
    if claims.all_refused_unnamed {
        lines.push(ALL_REFUSED.into());
    }
    let unclear: Vec<&Account> = claims.without_known_role().collect();
    lines.extend(
        grouped(&unclear, claims.now.date_naive())
            .into_iter()
            .map(|line| format!("{line} The roles are not recorded.")),
    );
    lines.extend(list(claims.list).map(str::to_owned));
    lines.extend(
        match claims.emergency {
            Emergency::SaidNone => Some("There is no emergency access account."),
            Emergency::NotKnown if claims.list == ListState::Complete => None,
            Emergency::NotKnown => Some("We do not know whether there is an emergency access account."),
            Emergency::Known => None,
        }
        .map(str::to_owned),
    );
    lines
}

/// What is said around the list: who is in, how whole it is, what was told of everybody at once.
#[must_use]
pub fn frame(claims: &Claims) -> Vec<String> {
    let mut lines = Vec::new();
    if let Situation::In(entered) = &claims.situation {
        lines.push(entered_sentence(entered));
    }
    if claims.all_refused_unnamed {
        lines.push(ALL_REFUSED.into());
    }
    lines.push(list(claims.list).unwrap_or("This list of Global Administrators was called complete.").into());
    lines
}

/// Said of everybody at once, without names.
const ALL_REFUSED: &str =
    "We were told that every Global Administrator has tried and is refused; the user names are not recorded.";

fn list(state: ListState) -> Option<&'static str> {
    match state {
        ListState::Complete => None,
        ListState::PerhapsMore => Some("We do not know whether there are other Global Administrators."),
        ListState::NotKnown => Some("We do not know who the Global Administrators are."),
    }
}

/// Who is in, and since when.
#[must_use]
pub fn entered_sentence(entered: &crate::case::nouns::Entered) -> String {
    let who = entered.account.as_ref().map_or_else(
        || "An administrator is in again".to_owned(),
        |account| format!("{} is in again", shown(account)),
    );
    let since = entered.since.map(|at| format!(" since {}", full(at))).unwrap_or_default();
    format!("{who}{since}.")
}

/// Accounts that stand alike share one sentence; a time is said where it is known and belongs to one account.
fn grouped(accounts: &[&Account], today: NaiveDate) -> Vec<String> {
    type Alike<'a> = ((AccountState, Option<u32>), Vec<&'a Account>);
    let mut groups: Vec<Alike<'_>> = Vec::new();
    for account in accounts.iter().filter(|a| a.state() != AccountState::In) {
        let key = (
            account.state(),
            account.code().filter(|_| account.state().is_shut_out()).map(crate::signin::ErrorCode::number),
        );
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(account),
            None => groups.push((key, vec![account])),
        }
    }
    groups.into_iter().map(|((state, code), group)| sentence(state, code, &group, today)).collect()
}

fn sentence(state: AccountState, code: Option<u32>, group: &[&Account], today: NaiveDate) -> String {
    let names: Vec<String> = group.iter().map(|account| name(account)).collect();
    let names = listed(&names);
    let several = group.len() > 1;
    let verb = match (state, several) {
        (AccountState::NotKnown, false) => "it is not known whether this account gets in",
        (AccountState::NotKnown, true) => "it is not known whether these accounts get in",
        (AccountState::NotTried, true) => "have not tried yet",
        (AccountState::Refused, true) => "are refused",
        (AccountState::Disabled, true) => "are disabled",
        (AccountState::Deleted, true) => "are deleted",
        (AccountState::FactorLost, true) => "have lost the second factor",
        (AccountState::RoleLost, true) => "sign in, but their role is gone",
        (state, _) => self::state(state),
    };
    let code = code.map(|code| format!(" (AADSTS{code})")).unwrap_or_default();
    let joint = if state == AccountState::NotKnown { ":" } else { "" };
    let since = match group {
        [only] if state == AccountState::Deleted => {
            return format!("{}{}.", begun(names), restorable(only, &code, today));
        }
        [only] => told(only),
        _ => String::new(),
    };
    format!("{}{joint} {verb}{code}{since}.", begun(names))
}

/// The beginning of a sentence: a name is written as it is, and words for an account without one with a capital.
fn begun(names: String) -> String {
    let described = ["the emergency ", "an account "].iter().any(|words| names.starts_with(words));
    if described { names[..1].to_uppercase() + &names[1..] } else { names }
}

/// For so many days a deleted account can be restored (Microsoft, "Restore a recently deleted user", December 2023).
const RESTORABLE: chrono::Days = chrono::Days::new(30);

/// Until when a deleted account can be restored, as far as its day was told. Whether the last day is over is said as of
/// today: a promise that has run out costs days.
fn restorable(account: &Account, code: &str, today: NaiveDate) -> String {
    let day = account.evidence().and_then(|evidence| evidence.day);
    match day.and_then(|day| Some((day, day.checked_add_days(RESTORABLE)?))) {
        Some((day, until)) => {
            let over = until < today;
            let (day, until) = (day.format("%-d %B %Y"), until.format("%-d %B %Y"));
            if over {
                format!(
                    " is deleted{code} since {day}. The 30 days in which it could be restored ended on {until}"
                )
            } else {
                format!(" is deleted{code} since {day}; it can be restored for 30 days, until {until}")
            }
        }
        None => format!(" is deleted{code}; it can be restored for 30 days after its deletion"),
    }
}

/// When and by whom a state was told, behind a comma.
fn told(account: &Account) -> String {
    let evidence = account
        .evidence()
        .filter(|_| !matches!(account.state(), AccountState::NotKnown | AccountState::NotTried));
    match evidence.and_then(|e| e.at.map(|at| (at, e))) {
        Some((at, evidence)) if account.state() == AccountState::OutOfReach => {
            let by = evidence.by.as_ref().map(|by| format!(", told by {}", shown(by))).unwrap_or_default();
            format!(" (as of {}{by})", full(at))
        }
        _ => String::new(),
    }
}

use super::words::state as state_words;

/// One line about one account, for the dossier: everything that is known of it.
#[must_use]
pub fn line(account: &Account, claims: &Claims) -> String {
    let mut text = name(account);
    let mut about: Vec<String> = Vec::new();
    // What the words for an account without a name say already is not said twice.
    let said = |words: &str| account.called().ends_with(words) && begun(text.clone()) != text;
    about.extend(
        account.kind.filter(|k| *k != AccountKind::Member).map(|k| kind(k).to_owned()).filter(|k| !said(k)),
    );
    about.extend(account.roles.iter().filter(|role| !said(&role.role)).map(|role| {
        let held = match role.held {
            Holding::Now => "",
            Holding::Eligible => " (eligible, not active)",
            Holding::Gone => " (taken away)",
            Holding::NotKnown => " (not known whether it is held)",
        };
        format!("{}{held}", shown(&role.role))
    }));
    if account.roles.is_empty() {
        about.push("roles not recorded".into());
    }
    text = begun(text);
    if !about.is_empty() {
        text.push_str(&format!(": {}", about.join(", ")));
    }
    text.push_str(&format!(". It {}", state_words(account.state())));
    if account.state() == AccountState::NotKnown {
        text = text.replace(". It not known whether it gets in", ". It is not known whether it gets in");
    }
    if let Some(code) = account.code().filter(|_| account.state().is_shut_out()) {
        text.push_str(&format!(" ({code})"));
    }
    text.push_str(&seen(account.evidence()));
    if account.state().is_shut_out() {
        let mut causes = claims.causes(account);
        // "It is disabled; cause: the account is disabled" says nothing.
        causes.retain(|cause| !is_said_by(account.state(), *cause));
        if !causes.is_empty() {
            let causes: Vec<&str> = causes.iter().map(|cause| super::cause::short(*cause, account)).collect();
            text.push_str(&format!("; cause: {}", causes.join("; ")));
        }
    }
    text.push('.');
    if let Some(factors) = &account.factors {
        text.push_str(&format!(" Second factors: {}.", shown(factors)));
    }
    for earlier in account.earlier() {
        text.push_str(&format!(
            " Reported earlier: {}{}.",
            state_words(earlier.state),
            seen(Some(&earlier.evidence))
        ));
    }
    text
}

/// Whether the state of an account is the cause itself.
fn is_said_by(state: AccountState, cause: Cause) -> bool {
    matches!(
        (state, cause),
        (AccountState::Disabled, Cause::AccountDisabled)
            | (AccountState::Deleted, Cause::AccountDeleted)
            | (AccountState::FactorLost, Cause::MfaLost)
            | (AccountState::RoleLost, Cause::RoleLost)
    )
}

/// One short line about an account of which everything is said elsewhere.
#[must_use]
pub fn brief(account: &Account) -> String {
    let code = account.code().filter(|_| account.state().is_shut_out()).map(|code| format!(" ({code})"));
    let state = state_words(account.state());
    let verb =
        if account.state() == AccountState::NotKnown { "it is not known whether it gets in" } else { state };
    let joint = if account.state() == AccountState::NotKnown { ":" } else { "" };
    format!("{}{joint} {verb}{}", name(account), code.unwrap_or_default())
}

fn seen(evidence: Option<&crate::case::account::Evidence>) -> String {
    let Some(evidence) = evidence else { return String::new() };
    let at: Option<DateTime<FixedOffset>> = evidence.at;
    let at = at.map(|at| format!(", {}", full(at))).unwrap_or_default();
    let by = match (&evidence.by, evidence.sign_in) {
        (_, true) => ", a recorded sign-in shows it".to_owned(),
        (Some(by), false) => format!(", told by {}", shown(by)),
        (None, false) => String::new(),
    };
    format!("{at}{by}")
}

/// Every account, for the screen.
#[must_use]
pub fn account_list(case: &Case) -> String {
    let claims = Claims::of(case, case.last.unwrap_or_default());
    let mut text = String::new();
    for account in &claims.accounts {
        text.push_str(&format!("- {}\n", line(account, &claims)));
    }
    if claims.accounts.is_empty() {
        text.push_str("No administrator account is recorded yet.\n");
    }
    text.push_str(match claims.list {
        ListState::Complete => "The list of Global Administrators was called complete.",
        ListState::PerhapsMore => "There may be more Global Administrators than these.",
        ListState::NotKnown => "Who the Global Administrators are is not known.",
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::account::{AccountReport, HeldRole};
    use crate::case::told::Told;

    #[test]
    fn the_last_day_of_a_deleted_account_is_over_when_it_is_over() {
        let told = |day: Option<&str>| {
            let mut case = Case::default();
            let state = Some(AccountState::Deleted);
            let day = day.map(|day| day.parse().unwrap());
            let what = AccountReport { state, day, ..AccountReport::about("bert@c.com") };
            case.nouns.accounts.push(Told { what, at: Some(DateTime::UNIX_EPOCH.fixed_offset()), by: None });
            case
        };
        let said = |day: Option<&str>, now: &str| {
            let now = format!("{now}T10:00:00+01:00").parse().unwrap();
            sentences(&Claims::of(&told(day), now)).join(" ")
        };
        let (day, last) = (Some("2026-11-14"), "14 December 2026");
        for (now, promised) in
            [("2026-11-26", true), ("2026-12-14", true), ("2026-12-15", false), ("2027-02-01", false)]
        {
            let text = said(day, now);
            assert!(text.contains("bert@c.com is deleted since 14 November 2026"), "{text}");
            assert_eq!(
                text.contains(&format!("can be restored for 30 days, until {last}.")),
                promised,
                "{now}: {text}"
            );
            assert_eq!(
                text.contains(&format!("could be restored ended on {last}.")),
                !promised,
                "{now}: {text}"
            );
        }
        let text = said(None, "2026-11-26");
        assert!(
            text.contains("bert@c.com is deleted; it can be restored for 30 days after its deletion."),
            "{text}"
        );
    }

    #[test]
    fn words_for_an_account_without_a_name_begin_a_sentence() {
        let mut case = Case::default();
        for (account, kind) in [
            ("the emergency access account", Some(AccountKind::Emergency)),
            ("an account with Helpdesk Administrator", None),
        ] {
            let held = HeldRole { role: "Helpdesk Administrator".into(), held: Holding::Now };
            let roles = if kind.is_none() { vec![held] } else { Vec::new() };
            let what = AccountReport { kind, roles, ..AccountReport::about(account) };
            case.nouns.accounts.push(Told { what, at: None, by: None });
        }
        let claims = Claims::of(&case, DateTime::UNIX_EPOCH.fixed_offset());
        let lines: Vec<String> = claims.accounts.iter().map(|account| line(account, &claims)).collect();
        assert_eq!(
            lines,
            [
                "The emergency access account: roles not recorded. It is not known whether it gets in.",
                "An account with Helpdesk Administrator. It is not known whether it gets in.",
            ]
        );
    }
}
