//! What was found about who can still help: the value that a journal keeps and that every report is made of.
//!
//! Its serialised form is stable: fields and words may be added, none is renamed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::Cause;
use crate::model::TenantId;

use super::action::Action;
use super::condition::Condition;
use super::read::Problem;
use super::relationship::{Assigned, Customer, Status};
use super::role::Held;
use super::standing::Standing;

/// Everybody on record, weighed against one lockout at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// The lockout.
    pub cause: Cause,
    /// When it was weighed.
    pub as_of: DateTime<Utc>,
    /// Everybody on record, best help first.
    pub helpers: Vec<Helper>,
    /// Chains for which the roles are there.
    pub chains: Vec<ChainFound>,
    /// Whether any relationship file was read: without one nothing is known about partners.
    pub partners_on_record: bool,
    /// Kinds of helper of which somebody said that there is none, and nothing on record says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<Kind>,
    /// A file said that there is more than it holds.
    pub incomplete: bool,
    /// What a person should look at in the files.
    pub problems: Vec<Problem>,
}

/// A chain whose roles somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ChainFound {
    /// The chain's id.
    pub id: String,
    /// What must also be true; nobody has looked yet.
    pub only_if: Vec<Condition>,
}

/// Somebody with a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Helper {
    /// Who: a role's holder, or a relationship by its name.
    pub who: String,
    /// An account of the tenant, or a partner.
    pub kind: Kind,
    /// How much help can be expected.
    pub verdict: Verdict,
    /// Why, most telling first.
    pub reasons: Vec<Reason>,
    /// The roles held.
    pub roles: Vec<Held>,
    /// What this helper can do about the lockout, best first.
    pub means: Vec<Means>,
    /// What else it can do: open a support request, read the logs.
    pub also: Vec<Action>,
    /// What it cannot do of what would help.
    pub cannot: Vec<Action>,
    /// Whether the same policy refused it when it tried; `None` when nobody tried.
    pub refused: Option<bool>,
    /// What exported policies say about it, where they were given: computed, where `refused` is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_policies: Option<ByPolicies>,
    /// The relationship, for partners.
    pub gdap: Option<Gdap>,
}

/// Whether exported policies let a helper in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ByPolicies {
    /// Nothing where it cannot be told.
    pub refused: Option<bool>,
    /// The policies that refuse, or would decide.
    pub by: Vec<String>,
}

impl Helper {
    /// Whether policies keep it out: what was seen when it tried, else what was computed.
    #[must_use]
    pub fn is_refused(&self) -> Option<bool> {
        self.refused.or_else(|| self.by_policies.as_ref()?.refused)
    }
}

/// The facts of a relationship that reports show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Gdap {
    /// Its id.
    pub id: Option<String>,
    /// The partner's own tenant.
    pub partner_tenant: Option<TenantId>,
    /// The provider behind a reseller.
    pub indirect_provider: Option<TenantId>,
    /// The customer.
    pub customer: Customer,
    /// Its status in the file.
    pub status: Status,
    /// Where it stands today.
    pub standing: Standing,
    /// When it ends.
    pub ends: Option<DateTime<Utc>>,
    /// Whole days until then.
    pub days_left: Option<i64>,
    /// Whether it is extended by itself: off whenever Global Administrator forbids it.
    pub auto_extend: Option<bool>,
    /// Global Administrator is among the roles.
    pub holds_global_administrator: bool,
    /// The file it stands in.
    pub place: String,
}

/// Who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An account of the tenant that still holds a role.
    SurvivingRole,
    /// A partner with a GDAP relationship.
    Gdap,
}

/// How much help can be expected. Only the first two are rescuers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Holds what undoes the lockout, today.
    Helps,
    /// Holds it, and one thing must also be true.
    MayHelp,
    /// Would help after a step that is in somebody's power: an assignment, an approval.
    OneStepAway,
    /// Nobody can tell from what is on record.
    Unknown,
    /// Only in a rare set-up.
    RemoteChance,
    /// Its roles do not reach a Global Administrator or the policy.
    Powerless,
    /// No access today: over, or never approved.
    NoAccess,
}

impl Verdict {
    /// Whether this is somebody to call for rescue.
    #[must_use]
    pub fn rescues(self) -> bool {
        matches!(self, Verdict::Helps | Verdict::MayHelp)
    }

    /// Whether the question is open: nobody may say "nobody".
    #[must_use]
    pub fn open(self) -> bool {
        matches!(self, Verdict::OneStepAway | Verdict::Unknown)
    }
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Where the relationship stands.
    Standing(Standing),
    /// Whether the roles that would help are assigned to a group.
    Assignment(Assigned),
    /// These roles are not known to this program.
    UnknownRoles(Vec<String>),
    /// The partner was asked and said that it cannot.
    SaidSo,
    /// The file does not list roles.
    RolesNotListed,
    /// The sources do not say what the roles can do here.
    SourcesSilent,
    /// The file does not say whose tenant the relationship is about.
    CustomerNotNamed,
    /// This chain leads there.
    Chain(String),
    /// It ends within so many days.
    EndsSoon(i64),
    /// It cannot be extended by itself while Global Administrator is among its roles.
    NoExtensionWithGlobalAdministrator,
    /// Made in Microsoft's transition from DAP: roles as Microsoft chose them.
    Transition,
}

/// One thing that a helper can do about the lockout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Means {
    /// What.
    pub action: Action,
    /// By which role.
    pub role: Held,
    /// What must also be true.
    pub only_if: Vec<Condition>,
    /// What to know before doing it.
    pub caveat: Option<String>,
}

impl Finding {
    /// What a case keeps: notes on the files only where they are about a relationship of the tenant itself. The files may
    /// hold a whole customer base, and its names belong into nobody else's case.
    #[must_use]
    pub fn of_this_tenant(mut self) -> Self {
        let places: Vec<&str> = self
            .helpers
            .iter()
            .filter_map(|helper| helper.gdap.as_ref())
            .map(|gdap| gdap.place.as_str())
            .collect();
        self.problems.retain(|problem| places.contains(&problem.place.as_str()));
        self
    }

    /// The words in it that come from files or from a person: they are looked through before they are kept.
    pub fn words_mut(&mut self) -> Vec<&mut String> {
        let mut words = Vec::new();
        for Helper { who, reasons, roles, means, by_policies, gdap, .. } in &mut self.helpers {
            words.push(who);
            words.extend(by_policies.iter_mut().flat_map(|policies| &mut policies.by));
            words.extend(roles.iter_mut().filter_map(Held::word_mut));
            for Means { role, caveat, .. } in means {
                words.extend(role.word_mut().into_iter().chain(caveat));
            }
            for reason in reasons {
                match reason {
                    Reason::UnknownRoles(names) => words.extend(names),
                    Reason::Chain(id) => words.push(id),
                    _ => {}
                }
            }
            if let Some(Gdap { id, customer, status, place, .. }) = gdap {
                words.extend([place].into_iter().chain(id).chain(&mut customer.name));
                words.extend(status.word_mut());
            }
        }
        for Problem { place, what, cure } in &mut self.problems {
            words.extend([place, what, cure]);
        }
        words
    }

    /// Those to call.
    pub fn rescuers(&self) -> impl Iterator<Item = &Helper> {
        self.helpers.iter().filter(|helper| helper.verdict.rescues())
    }

    /// Nobody **on record** can help, and nothing on record is open. False when nobody is on record, unless it was said
    /// that there is nobody of any kind.
    #[must_use]
    pub fn nobody(&self) -> bool {
        let none = [Kind::SurvivingRole, Kind::Gdap].iter().all(|kind| self.none_of.contains(kind));
        (none || !self.helpers.is_empty())
            && !self.helpers.iter().any(|helper| helper.verdict.rescues() || helper.verdict.open())
            && !self.incomplete
    }
}
