//! An administrator account that is known, or known to exist, and what is known of it.
//!
//! Several accounts exist at once, each with a state, evidence and a time of its own; two people may report different
//! states of one account. Both reports are kept, the one that happened later stands. The list of accounts has a state
//! as well: only where somebody said that it is complete may a sentence say "all" or "no".
//!
//! What this file refuses to know: how an account is worded, and who is to be told. A state that nobody reported is
//! [`AccountState::NotKnown`]; it is never filled in from what is usual.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::model::Cause;
use crate::signin::ErrorCode;

/// What one person, file or answer says about one account. Absent means that nothing was said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct AccountReport {
    /// The user name, or how the account is called until its name is known: "the nephew's".
    pub account: String,
    /// The user name of an account that was called otherwise before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The person behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<AccountKind>,
    /// Roles it holds or held; a role named before is replaced, others stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<HeldRole>,
    /// Second factors in the person's words: "a security key in the safe", "none left".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factors: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<AccountState>,
    /// The error code that refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Why this account does not get in. Several reports may name several causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The day on which it came to this state, as it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

impl AccountReport {
    /// A report about this account that says nothing yet.
    #[must_use]
    pub fn about(account: impl Into<String>) -> Self {
        Self { account: account.into(), ..Self::default() }
    }

    /// Texts that a person typed.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let Self { account, user, person, roles, factors, .. } = self;
        [account]
            .into_iter()
            .chain(user)
            .chain(person)
            .chain(factors)
            .chain(roles.iter_mut().map(|r| &mut r.role))
    }
}

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// Somebody's own account.
    Member,
    /// An emergency access account.
    Emergency,
    /// An account of another tenant, invited here.
    Guest,
    /// A technician of a partner.
    PartnerTechnician,
    /// An application or managed identity.
    Application,
}

impl AccountKind {
    const TABLE: [(Self, &'static str); 5] = [
        (Self::Member, "member"),
        (Self::Emergency, "emergency"),
        (Self::Guest, "guest"),
        (Self::PartnerTechnician, "partner-technician"),
        (Self::Application, "application"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(kind, _)| *kind)
    }

    /// Every word, for messages.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|(_, id)| *id)
    }
}

/// Whether a role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holding {
    /// Active.
    Now,
    /// It must be activated first.
    Eligible,
    /// It was taken away.
    Gone,
    NotKnown,
}

impl Holding {
    const TABLE: [(Self, &'static str); 4] = [
        (Self::Now, "now"),
        (Self::Eligible, "eligible"),
        (Self::Gone, "gone"),
        (Self::NotKnown, "not-known"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The holding that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(holding, _)| *holding)
    }
}

/// A role and whether it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HeldRole {
    pub role: String,
    pub held: Holding,
}

impl HeldRole {
    /// Reads `Security Administrator`, `Security Administrator=eligible`. The error names what may stand behind `=`.
    pub fn read(text: &str) -> Result<Self, String> {
        let (role, held) = match text.rsplit_once('=') {
            None => (text, Holding::Now),
            Some((role, word)) => {
                let held = Holding::named(word.trim()).ok_or_else(|| {
                    let words: Vec<&str> = Holding::TABLE.iter().map(|(_, id)| *id).collect();
                    format!("\"{}\" is none of: {}", word.trim().escape_debug(), words.join(", "))
                })?;
                (role, held)
            }
        };
        match role.trim() {
            "" => Err("the role has no name".to_owned()),
            role => Ok(Self { role: role.to_owned(), held }),
        }
    }
}

/// The role that every text counts by.
pub const GLOBAL_ADMINISTRATOR: &str = "Global Administrator";

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    NotKnown,
    /// Nobody has tried to sign in with it.
    NotTried,
    /// It was tried, and refused.
    Refused,
    /// Its person could not be reached, or it could not be tried.
    OutOfReach,
    Disabled,
    Deleted,
    /// The second factor is lost.
    FactorLost,
    /// It signs in, but its role is gone.
    RoleLost,
    /// It is used against the organisation.
    Hostile,
    /// It is in.
    In,
}

impl AccountState {
    const TABLE: [(Self, &'static str); 10] = [
        (Self::NotKnown, "not-known"),
        (Self::NotTried, "not-tried"),
        (Self::Refused, "refused"),
        (Self::OutOfReach, "out-of-reach"),
        (Self::Disabled, "disabled"),
        (Self::Deleted, "deleted"),
        (Self::FactorLost, "factor-lost"),
        (Self::RoleLost, "role-lost"),
        (Self::Hostile, "hostile"),
        (Self::In, "in"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The state that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(state, _)| *state)
    }

    /// Every word, for messages.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|(_, id)| *id)
    }

    /// Whether somebody saw that this account does not get in. Out of reach, untried and unknown are not that.
    #[must_use]
    pub fn is_shut_out(self) -> bool {
        matches!(self, Self::Refused | Self::Disabled | Self::Deleted | Self::FactorLost | Self::RoleLost)
    }

    /// The cause that this state is, where it is one.
    #[must_use]
    pub fn cause(self) -> Option<Cause> {
        match self {
            Self::Disabled => Some(Cause::AccountDisabled),
            Self::Deleted => Some(Cause::AccountDeleted),
            Self::FactorLost => Some(Cause::MfaLost),
            Self::RoleLost => Some(Cause::RoleLost),
            _ => None,
        }
    }
}

/// How whole the list of accounts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListState {
    /// Somebody said that there is no other Global Administrator.
    Complete,
    /// These are known; there may be others.
    PerhapsMore,
    /// Nobody said anything about it.
    #[default]
    NotKnown,
}

impl ListState {
    const TABLE: [(Self, &'static str); 3] =
        [(Self::Complete, "complete"), (Self::PerhapsMore, "perhaps-more"), (Self::NotKnown, "not-known")];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The state that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(state, _)| *state)
    }
}

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
        let same = |own: &str| own.to_lowercase() == name.trim().to_lowercase();
        same(&self.name) || self.user.as_deref().is_some_and(same)
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

/// Something that was said: what, when it happened, and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<T> {
    pub what: T,
    /// When it happened, as far as anybody said; else when it was written.
    pub at: Option<DateTime<FixedOffset>>,
    pub by: Option<String>,
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
    let mut accounts: Vec<Account> = Vec::new();
    for told in reports {
        let names = [Some(told.what.account.as_str()), told.what.user.as_deref()];
        let found = accounts.iter().position(|a| names.iter().flatten().any(|name| a.is(name)));
        let at = found.unwrap_or_else(|| {
            accounts.push(Account::new(&told.what));
            accounts.len() - 1
        });
        if let Some(account) = accounts.get_mut(at) {
            account.take(told);
        }
    }
    for attempt in attempts {
        for account in accounts.iter_mut().filter(|account| account.is(&attempt.account)) {
            tried(account, attempt);
        }
    }
    accounts
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
    fn the_words_are_those_of_serde() {
        for (state, id) in AccountState::TABLE {
            assert_eq!(serde_json::to_value(state).unwrap(), id);
            assert_eq!((state.id(), AccountState::named(id)), (id, Some(state)));
        }
        for (kind, id) in AccountKind::TABLE {
            assert_eq!(serde_json::to_value(kind).unwrap(), id);
            assert_eq!((kind.id(), AccountKind::named(id)), (id, Some(kind)));
        }
        for (list, id) in ListState::TABLE {
            assert_eq!(serde_json::to_value(list).unwrap(), id);
            assert_eq!((list.id(), ListState::named(id)), (id, Some(list)));
        }
        for (held, id) in Holding::TABLE {
            assert_eq!(serde_json::to_value(held).unwrap(), id);
            assert_eq!((held.id(), Holding::named(id)), (id, Some(held)));
        }
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
        fn nothing_told_is_lost(reports in prop::collection::vec(any_report(), 0..12)) {
            let found = accounts(&reports, &[]);
            prop_assert_eq!(found.iter().map(|a| a.seen.len()).sum::<usize>(), reports.len());
        }
    }
}
