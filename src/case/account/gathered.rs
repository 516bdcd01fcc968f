//! One account as all reports and sign-ins together tell it.
//!
//! Reports are matched by name: the name an account was called by first, or the user name that was learned of it since.
//! Of two reports the one that happened later stands, and both are kept.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{AccountKind, AccountReport, AccountState, GLOBAL_ADMINISTRATOR, HeldRole};
use crate::case::told::Told;
use crate::model::Cause;
use crate::signin::ErrorCode;

/// What a state rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// When it happened; nothing where nobody said.
    pub at: Option<DateTime<FixedOffset>>,
    /// Who said it.
    pub by: Option<String>,
    /// The code that refused it.
    pub code: Option<ErrorCode>,
    /// Whether a recorded sign-in shows it.
    pub sign_in: bool,
    /// The day on which it came to this state, where somebody said it.
    pub day: Option<NaiveDate>,
}

/// A state with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub state: AccountState,
    pub evidence: Evidence,
}

/// One account as all reports together tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// How it was called first.
    pub name: String,
    /// Its user name, if known.
    pub user: Option<String>,
    pub person: Option<String>,
    pub kind: Option<AccountKind>,
    pub roles: Vec<HeldRole>,
    pub factors: Option<String>,
    /// Everything that was seen of its state, in the order in which it happened.
    pub seen: Vec<Seen>,
    /// Causes that were named for this account.
    pub causes: Vec<Cause>,
}

impl Account {
    fn new(report: &AccountReport) -> Self {
        Self {
            name: report.account.trim().to_owned(),
            user: None,
            person: None,
            kind: None,
            roles: Vec::new(),
            factors: None,
            seen: Vec::new(),
            causes: Vec::new(),
        }
    }

    /// The user name where it is known, else what it is called.
    #[must_use]
    pub fn called(&self) -> &str {
        self.user.as_deref().unwrap_or(&self.name)
    }

    /// Whether this name means this account.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        same(&self.name, name) || self.user.as_deref().is_some_and(|user| same(user, name))
    }

    /// How it stands: the report that happened last. Hostile stands until a person takes it back.
    #[must_use]
    pub fn state(&self) -> AccountState {
        let told = self.seen.iter().rev().find(|seen| !seen.evidence.sign_in).map(|seen| seen.state);
        match told {
            Some(AccountState::Hostile) => AccountState::Hostile,
            _ => self.last().map_or(AccountState::NotKnown, |seen| seen.state),
        }
    }

    /// What its state rests on.
    #[must_use]
    pub fn evidence(&self) -> Option<&Evidence> {
        let state = self.state();
        self.seen.iter().rev().find(|seen| seen.state == state).map(|seen| &seen.evidence)
    }

    /// States that were reported earlier and differ from the one that stands.
    pub fn earlier(&self) -> impl Iterator<Item = &Seen> {
        let state = self.state();
        self.seen.iter().filter(move |seen| seen.state != state)
    }

    /// The last error code that refused it.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.seen.iter().rev().find_map(|seen| seen.evidence.code)
    }

    /// Whether it counts as one of the Global Administrators: it holds the role, or held it until the lockout.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.roles.iter().any(|r| r.role.eq_ignore_ascii_case(GLOBAL_ADMINISTRATOR))
    }

    /// Whether it may be one: it is one, or nobody said which roles it holds.
    #[must_use]
    pub fn may_be_global(&self) -> bool {
        let own = !matches!(self.kind, Some(AccountKind::PartnerTechnician | AccountKind::Application));
        own && (self.is_global() || self.roles.is_empty())
    }

    fn last(&self) -> Option<&Seen> {
        // What was seen at an unknown time is older than anything with a time.
        self.seen.last()
    }

    fn take(&mut self, told: &Told<AccountReport>) {
        let report = &told.what;
        let keep = |own: &mut Option<String>, new: &Option<String>| {
            if let Some(new) = new {
                *own = Some(new.trim().to_owned());
            }
        };
        keep(&mut self.user, &report.user);
        keep(&mut self.person, &report.person);
        keep(&mut self.factors, &report.factors);
        if self.user.is_none() && report.account.contains('@') {
            self.user = Some(report.account.trim().to_owned());
        }
        self.kind = report.kind.or(self.kind);
        for role in &report.roles {
            match self.roles.iter_mut().find(|r| r.role.eq_ignore_ascii_case(&role.role)) {
                Some(known) => known.held = role.held,
                None => self.roles.push(role.clone()),
            }
        }
        self.causes.extend(report.cause.filter(|cause| !self.causes.contains(cause)));
        if let Some(state) = report.state {
            let evidence = Evidence {
                at: told.at,
                by: told.by.clone(),
                code: report.code,
                sign_in: false,
                day: report.day,
            };
            self.see(Seen { state, evidence });
        }
    }

    /// Takes in what was seen, at its place in time; of the same moment, what was told later stands later.
    fn see(&mut self, seen: Seen) {
        let place = self.seen.iter().rposition(|other| other.evidence.at <= seen.evidence.at);
        self.seen.insert(place.map_or(0, |place| place + 1), seen);
    }
}

/// A failed sign-in of an account, as far as its state is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub account: String,
    pub code: Option<ErrorCode>,
    pub at: Option<DateTime<FixedOffset>>,
}

/// All accounts that these reports tell of, in the order in which they were first named, with the sign-ins that
/// belong to them. A sign-in whose user is in no report makes no account: it may be anybody's.
#[must_use]
pub fn accounts(reports: &[Told<AccountReport>], attempts: &[Attempt]) -> Vec<Account> {
    let (mut accounts, mut places) = (Vec::<Account>::new(), Places::default());
    for told in reports {
        let names = [Some(told.what.account.as_str()), told.what.user.as_deref()];
        let found = names.into_iter().flatten().filter_map(|name| places.of(name).next()).min();
        let at = found.unwrap_or(accounts.len());
        if found.is_none() {
            accounts.push(Account::new(&told.what));
            places.add(&told.what.account, at);
        }
        if let Some(account) = accounts.get_mut(at) {
            let before = account.user.clone();
            account.take(told);
            if before != account.user {
                before
                    .filter(|user| !same(user, &account.name))
                    .iter()
                    .for_each(|user| places.remove(user, at));
                account.user.iter().for_each(|user| places.add(user, at));
            }
        }
    }
    for attempt in attempts {
        for at in places.of(&attempt.account) {
            if let Some(account) = accounts.get_mut(at) {
                tried(account, attempt);
            }
        }
    }
    accounts
}

/// Whether two spellings are one name.
fn same(one: &str, other: &str) -> bool {
    Places::key(one) == Places::key(other)
}

/// Where each name stands in a list of accounts, in lower case; two accounts may have come to share one.
#[derive(Default)]
struct Places(HashMap<String, BTreeSet<usize>>);

impl Places {
    fn key(name: &str) -> String {
        name.trim().to_lowercase()
    }

    fn add(&mut self, name: &str, at: usize) {
        self.0.entry(Self::key(name)).or_default().insert(at);
    }

    fn remove(&mut self, name: &str, at: usize) {
        if let Some(places) = self.0.get_mut(&Self::key(name)) {
            places.remove(&at);
        }
    }

    fn of(&self, name: &str) -> impl Iterator<Item = usize> + use<> {
        self.0.get(&Self::key(name)).into_iter().flatten().copied().collect::<Vec<_>>().into_iter()
    }
}

/// A failed sign-in shows that the account is refused. It does not undo what people found out about the account
/// itself, nor does a failure beside an open session end that session.
fn tried(account: &mut Account, attempt: &Attempt) {
    let disabled = attempt.code.is_some_and(|code| code.number() == 50_057);
    let known = account.state();
    let stands = matches!(
        known,
        AccountState::Hostile
            | AccountState::Disabled
            | AccountState::Deleted
            | AccountState::FactorLost
            | AccountState::RoleLost
            | AccountState::In
    );
    let state = match (disabled, stands) {
        (_, true) => known,
        (true, false) => AccountState::Disabled,
        (false, false) => AccountState::Refused,
    };
    let evidence = Evidence { at: attempt.at, by: None, code: attempt.code, sign_in: true, day: None };
    if stands {
        // Kept as evidence, at the place where it leaves the state as it is.
        if let Some(last) = account.seen.iter_mut().rev().find(|seen| seen.state == known) {
            last.evidence.code = last.evidence.code.or(attempt.code);
        }
    } else {
        account.see(Seen { state, evidence });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Option<DateTime<FixedOffset>> {
        DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).map(|t| t.fixed_offset())
    }

    fn told(account: &str, state: AccountState, minute: i64) -> Told<AccountReport> {
        let what = AccountReport { state: Some(state), ..AccountReport::about(account) };
        Told { what, at: at(minute), by: Some("Anna".into()) }
    }

    #[test]
    fn of_two_reports_the_later_stands_and_both_are_kept() {
        let reports =
            [told("bg1@c.com", AccountState::Refused, 9), told("BG1@c.com", AccountState::OutOfReach, 5)];
        let found = accounts(&reports, &[]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].state(),
            AccountState::Refused,
            "what happened later stands, not what was typed later"
        );
        assert_eq!(found[0].earlier().count(), 1);
    }

    #[test]
    fn a_name_that_is_learned_later_is_the_same_account() {
        let named = AccountReport { user: Some("ben@c.com".into()), ..AccountReport::about("the nephew's") };
        let reports = [
            told("the nephew's", AccountState::OutOfReach, 1),
            Told { what: named, at: at(2), by: None },
            told("ben@c.com", AccountState::Refused, 3),
        ];
        let found = accounts(&reports, &[]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].called(), found[0].state()), ("ben@c.com", AccountState::Refused));
    }

    #[test]
    fn hostile_is_taken_back_by_a_person_alone() {
        let attempt = Attempt { account: "eve@c.com".into(), code: "53003".parse().ok(), at: at(9) };
        let mut reports = vec![told("eve@c.com", AccountState::Hostile, 1)];
        assert_eq!(accounts(&reports, std::slice::from_ref(&attempt))[0].state(), AccountState::Hostile);
        reports.push(told("eve@c.com", AccountState::NotTried, 2));
        assert_eq!(accounts(&reports, &[])[0].state(), AccountState::NotTried);
    }

    #[test]
    fn a_failed_attempt_ends_no_session() {
        let attempt = Attempt { account: "a@c.com".into(), code: "53003".parse().ok(), at: at(9) };
        let found = accounts(&[told("a@c.com", AccountState::In, 1)], &[attempt]);
        assert_eq!(found[0].state(), AccountState::In);
    }

    #[test]
    fn a_sign_in_of_a_stranger_makes_no_administrator() {
        let attempt = Attempt { account: "x@c.com".into(), code: "53003".parse().ok(), at: at(9) };
        let found = accounts(&[told("a@c.com", AccountState::NotTried, 1)], &[attempt]);
        assert_eq!((found.len(), found[0].state()), (1, AccountState::NotTried));
    }

    fn any_report() -> impl Strategy<Value = Told<AccountReport>> {
        let state = prop::sample::select(AccountState::TABLE.map(|(state, _)| state).to_vec());
        (prop::sample::select(vec!["a@c.com", "b@c.com", "the nephew's"]), state, 0i64..20)
            .prop_map(|(account, state, minute)| told(account, state, minute))
    }

    proptest! {
        #[test]
        fn the_later_report_stands_whatever_the_order_of_typing(
            mut reports in prop::collection::vec(any_report(), 1..12),
        ) {
            // Of two of the same moment the order of typing decides, so the moments are made distinct.
            reports.sort_by_key(|r| r.at);
            reports.dedup_by_key(|r| r.at);
            let states = |reports: &[Told<AccountReport>]| {
                let mut found: Vec<_> =
                    accounts(reports, &[]).iter().map(|a| (a.called().to_owned(), a.last().map(|s| s.state))).collect();
                found.sort();
                found
            };
            let forward = states(&reports);
            reports.reverse();
            prop_assert_eq!(forward, states(&reports));
        }

        #[test]
        fn who_is_meant_is_the_first_account_of_that_name(
            lines in prop::collection::vec((0..4usize, 0..5usize, 0..3usize), 0..14),
        ) {
            const NAMES: [&str; 4] = ["a@c.com", "B@c.com", "the nephew's", "b@C.com "];
            let reports: Vec<_> = lines
                .iter()
                .zip(0..)
                .map(|((name, user, state), minute)| {
                    let state = Some(AccountState::TABLE[*state].0);
                    let user = NAMES.get(*user).map(|user| (*user).to_owned());
                    let what = AccountReport { state, user, ..AccountReport::about(NAMES[*name]) };
                    Told { what, at: at(minute), by: None }
                })
                .collect();
            let mut plain: Vec<Account> = Vec::new();
            for told in &reports {
                let names = [Some(told.what.account.as_str()), told.what.user.as_deref()];
                let found = plain.iter().position(|a| names.iter().flatten().any(|name| a.is(name)));
                if found.is_none() {
                    plain.push(Account::new(&told.what));
                }
                let place = found.unwrap_or(plain.len() - 1);
                plain[place].take(told);
            }
            prop_assert_eq!(accounts(&reports, &[]), plain);
        }

        #[test]
        fn nothing_told_is_lost(reports in prop::collection::vec(any_report(), 0..12)) {
            let found = accounts(&reports, &[]);
            prop_assert_eq!(found.iter().map(|a| a.seen.len()).sum::<usize>(), reports.len());
        }
    }
}
