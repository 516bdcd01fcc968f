//! What may be said of a case: the claims that follow from its nouns, and no others.
//!
//! Every text for Microsoft, for the partner and for the next colleague is written from this one value, so that two of
//! them cannot disagree. The claims are few and careful. "No Global Administrator can sign in" needs a list that
//! somebody called complete, and on it nobody untried, unreached or unknown; a relationship that has ended was not
//! "asked"; a request that was closed is not the one to name. What this file refuses to know: words and pages.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::account::{Account, AccountKind, AccountState, ListState};
use super::ask::{self, Ask};
use super::demand::Demand;
use super::found;
use super::nouns::Entered;
use super::request::{self, Request};
use super::state::Case;
use crate::model::{Cause, FactId, Value, answer, facts};
use crate::partner::spoken;
use crate::partner::standing::Standing;
use crate::policy::lockout::Computed;

/// How the organisation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Situation {
    /// Somebody is in.
    In(Entered),
    /// The list is complete, and of the Global Administrators on it each was seen to be shut out.
    NobodyIn,
    /// So many of the known Global Administrators were seen to be shut out; of the others nothing is known.
    SomeShutOut { out: usize, known: usize },
    /// Nobody was seen to be shut out.
    NotKnown,
}

/// Whether there is an emergency access account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emergency {
    NotKnown,
    /// Somebody said that there is none.
    SaidNone,
    /// At least one is among the accounts.
    Known,
}

/// What may be said about a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Partnership {
    NotKnown,
    /// Somebody said that there is none.
    SaidNone,
    There(Partner),
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partner {
    pub name: Option<String>,
    /// The distributor behind it: asked and answered, asked and not known, or never asked.
    pub provider: Option<Value>,
    pub roles: Vec<String>,
    /// The last day of the relationship.
    pub ends: Option<NaiveDate>,
    /// That day is over.
    pub over: bool,
    pub answer: Option<PartnerAnswer>,
}

/// What the partner said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerAnswer {
    Fixed,
    Cannot,
    Blocked,
    NoAnswer,
    NotAsked,
}

/// The claims of one case at one moment.
#[derive(Debug, Clone)]
pub struct Claims {
    /// When it is said.
    pub now: DateTime<FixedOffset>,
    pub accounts: Vec<Account>,
    pub list: ListState,
    pub situation: Situation,
    pub emergency: Emergency,
    pub partnership: Partnership,
    /// The cause recorded for the whole case.
    pub cause: Option<Cause>,
    pub demand: Demand,
    pub policy: Option<String>,
    /// What exported policies say about the accounts.
    pub computed: Option<Box<Computed>>,
    pub requests: Vec<Request>,
    pub asks: Vec<Ask>,
    /// When somebody said that an administrator is still signed in.
    pub session: Option<DateTime<FixedOffset>>,
    /// Somebody said that each of them has tried and is refused, without naming them.
    pub all_refused_unnamed: bool,
}

impl Claims {
    /// What may be said of this case now.
    #[must_use]
    pub fn of(case: &Case, now: DateTime<FixedOffset>) -> Self {
        let (accounts, list) = (case.accounts(), case.list_of_accounts());
        let emergency = match case.text(facts::EMERGENCY).as_deref() {
            _ if accounts.iter().any(|a| a.kind == Some(AccountKind::Emergency)) => Emergency::Known,
            Some("none") => Emergency::SaidNone,
            Some("exists" | "refused") => Emergency::Known,
            _ => Emergency::NotKnown,
        };
        Self {
            now,
            situation: situation(case, &accounts, list),
            emergency,
            partnership: partnership(case, now.date_naive()),
            cause: case.cause().filter(|cause| *cause != Cause::Unknown),
            demand: case.demand(),
            policy: case.text(facts::POLICY),
            computed: case.computed.as_ref().map(|(_, computed)| computed.clone()),
            requests: case.requests(),
            session: case
                .facts
                .get(&FactId::known(facts::SESSION))
                .filter(|known| known.value == Value::One("yes".into()))
                .map(|known| known.at),
            asks: case.asks(),
            all_refused_unnamed: case.says(facts::TRIED, "all-refused")
                && !accounts.iter().any(Account::is_global),
            accounts,
            list,
        }
    }

    /// The request to name on the phone.
    #[must_use]
    pub fn current_request(&self) -> Option<&Request> {
        request::current(&self.requests)
    }

    /// Accounts that are used against the organisation.
    pub fn hostile(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|account| account.state() == AccountState::Hostile)
    }

    /// Whether somebody works against the organisation.
    #[must_use]
    pub fn is_hostile(&self) -> bool {
        self.cause == Some(Cause::HostileAdmin) || self.hostile().next().is_some()
    }

    /// The organisation's own Global Administrators, without those that are hostile.
    pub fn globals(&self) -> impl Iterator<Item = &Account> {
        let own = |a: &&Account| a.is_global() && a.may_be_global();
        self.accounts.iter().filter(own).filter(|account| account.state() != AccountState::Hostile)
    }

    /// Accounts of which nobody said which roles they hold.
    pub fn without_known_role(&self) -> impl Iterator<Item = &Account> {
        let unclear = |a: &&Account| a.may_be_global() && !a.is_global();
        self.accounts.iter().filter(unclear).filter(|account| account.state() != AccountState::Hostile)
    }

    /// Accounts with smaller roles, guests and applications among them.
    pub fn others(&self) -> impl Iterator<Item = &Account> {
        let other = |a: &&Account| !a.may_be_global();
        self.accounts.iter().filter(other).filter(|account| account.state() != AccountState::Hostile)
    }

    /// The causes of one account.
    #[must_use]
    pub fn causes(&self, account: &Account) -> Vec<Cause> {
        ask::causes(account, self.cause)
    }
}

fn situation(case: &Case, accounts: &[Account], list: ListState) -> Situation {
    if let Some(entered) = case.entered() {
        return Situation::In(entered);
    }
    // An account whose roles nobody named may be one of them: it must be shut out as well.
    let may_be: Vec<&Account> =
        accounts.iter().filter(|a| a.may_be_global() && a.state() != AccountState::Hostile).collect();
    let known: Vec<&&Account> = may_be.iter().filter(|a| a.is_global()).collect();
    let out = known.iter().filter(|a| a.state().is_shut_out()).count();
    // "Asked, not known" about an emergency account is a person who may get in.
    let doubt = case
        .value(facts::EMERGENCY)
        .is_some_and(|value| *value == Value::Unknown || *value == Value::One("unknown".into()));
    let each = !doubt && may_be.iter().all(|a| a.state().is_shut_out());
    match (list, out) {
        (ListState::Complete, 1..) if each => Situation::NobodyIn,
        (_, 1..) => Situation::SomeShutOut { out, known: known.len() },
        _ => Situation::NotKnown,
    }
}

fn partnership(case: &Case, today: NaiveDate) -> Partnership {
    match case.text(facts::PARTNER_EXISTS).as_deref() {
        Some("no") => return Partnership::SaidNone,
        Some("yes") => {}
        _ => return Partnership::NotKnown,
    }
    // What a person said stands; what nobody said is taken from the one relationship of the newest file, if it is this
    // partner's.
    let name = case.text(facts::PARTNER_NAME);
    let of_this_partner = |who: &str| {
        let (who, name) = (who.to_lowercase(), name.as_deref().unwrap_or_default().to_lowercase());
        who.contains(&name) || name.contains(&who)
    };
    let on_record = case.partners.last().and_then(|(_, finding)| found::only_relationship(finding));
    let on_record = on_record.filter(|(helper, gdap)| {
        if !of_this_partner(&helper.who) {
            return false;
        }
        let past = gdap.ends.is_some_and(|ends| ends.date_naive() < today);
        match gdap.standing {
            Standing::Works => !past,
            Standing::Over | Standing::PastItsEnd => past,
            _ => false,
        }
    });
    let filed = on_record.and_then(|(_, gdap)| gdap.ends).map(|ends| ends.date_naive());
    let ends = case.text(facts::PARTNER_ENDS).and_then(|text| text.parse::<NaiveDate>().ok()).or(filed);
    // "None any more" names no role.
    let denied =
        |item: &&String| spoken::is_none(item) || answer::denies(item.split(' ').next().unwrap_or_default());
    let said: Vec<String> =
        case.items(facts::PARTNER_ROLES).iter().filter(|item| !denied(item)).cloned().collect();
    let roles = match on_record {
        Some((helper, _)) if said.is_empty() => helper.roles.iter().map(ToString::to_string).collect(),
        _ => said,
    };
    let answer = match case.text(facts::PARTNER_ANSWER).as_deref() {
        Some("fixed") => Some(PartnerAnswer::Fixed),
        Some("cannot") => Some(PartnerAnswer::Cannot),
        Some("blocked") => Some(PartnerAnswer::Blocked),
        Some("no-answer") => Some(PartnerAnswer::NoAnswer),
        Some("not-asked") => Some(PartnerAnswer::NotAsked),
        _ => None,
    };
    Partnership::There(Partner {
        name,
        provider: case.value(facts::PARTNER_PROVIDER).cloned(),
        roles,
        over: ends.is_some_and(|day| day < today),
        ends,
        answer,
    })
}
