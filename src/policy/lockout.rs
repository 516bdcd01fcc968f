//! What exports say about the lockout of a case: for each account who refuses it and why, which way stays open, and
//! which policies an exclusion would have to be asked for.
//!
//! # What it knows
//! The verdicts of the evaluator over every surface and every way that a person can bring about, and the path of each.
//! It orders the open ways by what they cost, and says of each what is needed first.
//!
//! # What it refuses to know
//! Which step of a runbook a way belongs to, what people said, and what the sign-in log measured: a case holds these
//! beside it. It is *computed*, from the files that it names, and says no more than they do. It never proposes to weaken
//! a policy.
//!
//! # Why
//! The snapshot lies beside a profile, which may not be at hand when somebody else takes the case up. So what was
//! computed is kept in the case, whole, with its path, and every text is written from that.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::controls::demanded;
use super::doors::{Door, applications, best, cost, doors};
use super::judge::{self, By, Outcome, Verdict, explain, steps};
use super::law::{Law, incomplete};
use super::people::role_of;
use super::question::{Context, Person, Surface};
use super::roster;
use crate::partner::action::Action;
use crate::partner::matrix::{Answer, cell_of};
use crate::partner::role::Role;
use crate::tenant::Snapshot;
use crate::tenant::conditional_access::{Export, Operator, Policy, Reference};

/// At most so many accounts are looked at: those of the case first, then those that hold a role.
const ACCOUNTS: usize = 60;

/// What was computed for the accounts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Computed {
    /// The files that the policies are from, by their names alone.
    pub files: Vec<String>,
    /// When the oldest of them was read.
    pub read: Option<DateTime<Utc>>,
    /// How many policies there were.
    pub policies: usize,
    /// What stands in no export as a whole, by reason code.
    pub incomplete: Vec<String>,
    pub accounts: Vec<OfAccount>,
    /// Accounts that were not looked at, because there were too many.
    #[serde(default)]
    pub left_out: usize,
    /// Applications that may write policies and that no policy about applications can refuse.
    #[serde(default)]
    pub applications: Vec<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OfAccount {
    /// The sign-in name, or what stands for it.
    pub name: String,
    pub id: Option<String>,
    /// A technician of a partner, who has no account here.
    #[serde(default)]
    pub partner: bool,
    /// The partner's own tenant, where the exports name it.
    #[serde(default)]
    pub home: Option<String>,
    /// Open where one way is open, locked where every way is locked.
    pub verdict: Verdict,
    /// The place that [`Self::by`] is about, as the command line names it.
    pub place: Option<String>,
    /// Who refuses there for certain, even with the best device and from the best place; where that cannot be told, who
    /// would decide.
    pub by: Vec<Refusal>,
    /// What would settle it, as sentences.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Whether it could repair the policies once it is in.
    #[serde(default)]
    pub repairs: Repairs,
    /// The open ways, the easiest first.
    #[serde(default)]
    pub ways: Vec<OpenWay>,
}

/// A policy, or a demand of Microsoft's own, that refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Refusal {
    pub name: String,
    /// Nothing where it is no policy.
    pub id: Option<String>,
    pub outcome: Outcome,
    /// What it demands, where it is a demand that cannot be met.
    #[serde(default)]
    pub demands: Option<String>,
    /// The path, step by step.
    pub why: Vec<String>,
}

impl Refusal {
    /// It is a policy of the tenant: an exclusion from it can be asked for.
    #[must_use]
    pub fn is_policy(&self) -> bool {
        self.outcome.is_of_a_policy()
            && (self.id.is_some() || !super::outside::Demand::ALL.iter().any(|one| one.name() == self.name))
    }
}

/// Whether the roles of an account repair a policy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repairs {
    /// An active role does.
    Yes,
    /// A role does that has to be activated first.
    OnceActivated,
    /// Only by a detour, or nobody exported which roles it holds.
    #[default]
    NotKnown,
    /// None does.
    No,
}

/// What an open way needs before the sign-in, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// Nothing but the account.
    Nothing,
    /// Another program or page than the Entra admin center.
    AnotherApp,
    /// Another operating system.
    AnotherSystem,
    /// A device that is compliant or hybrid joined.
    ADevice,
    /// To be somewhere.
    APlace,
    /// A technician of a partner.
    APartner,
}

/// One way that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OpenWay {
    pub needs: Needs,
    /// The place, as the command line names it.
    pub surface: Option<String>,
    /// The operating system, where it matters.
    pub platform: Option<String>,
    /// What has to be done first, then what to do.
    pub steps: Vec<String>,
    /// Less is easier. The figures only order ways; they measure nothing.
    pub cost: u32,
}

impl Computed {
    /// Judges the accounts of a case, then whoever holds or may activate a role, then partners' technicians.
    ///
    /// `named` are the accounts of the case by user name or object ID; one that the exports do not have is judged with
    /// what is not known of it.
    #[must_use]
    pub fn of(
        export: &Export,
        snapshot: &Snapshot,
        gaps: &[super::reason::Missing],
        named: &[String],
        now: DateTime<Utc>,
    ) -> Self {
        let law = Law::of(export, gaps);
        let (people, left_out) = people(snapshot, named);
        let contexts: Vec<Context> = Surface::ALL.into_iter().map(Context::ordinary).collect();
        let doors = doors(&[&law], &contexts);
        let (all, _) = best(&law, &people, &doors);
        let accounts = people.iter().enumerate().map(|(number, person)| {
            let mine: Vec<(Verdict, &Door)> = all
                .iter()
                .filter(|one| one.person == number)
                .filter_map(|one| Some((one.verdict, doors.get(one.door)?)))
                .collect();
            account(&law, person, &mine)
        });
        let sources = || snapshot.policies.files.iter().filter_map(|file| snapshot.sources.get(*file));
        let mut files: Vec<String> = sources().map(|source| source.file.clone()).collect();
        files.sort();
        files.dedup();
        Self {
            files,
            read: sources().map(|source| source.read).min(),
            policies: export.policies.len(),
            incomplete: incomplete(&law, &people, now).into_iter().map(str::to_owned).collect(),
            accounts: accounts.collect(),
            left_out,
            applications: applications(&law, snapshot).unwrap_or_default(),
        }
    }

    /// What was computed for this account: by user name or object ID, in any case of letters.
    #[must_use]
    pub fn account(&self, called: &str) -> Option<&OfAccount> {
        let called = called.trim();
        let is = |text: &str| text.eq_ignore_ascii_case(called);
        self.accounts.iter().find(|one| is(&one.name) || one.id.as_deref().is_some_and(is))
    }

    /// The open ways of everybody who may repair the policies: who certainly does first, then the easiest first.
    #[must_use]
    pub fn ways(&self) -> Vec<(&OfAccount, &OpenWay)> {
        let helping = self.accounts.iter().filter(|one| one.repairs != Repairs::No);
        let mut all: Vec<_> = helping.flat_map(|one| one.ways.iter().map(move |way| (one, way))).collect();
        all.sort_by_key(|(one, way)| (one.repairs == Repairs::NotKnown, way.cost));
        all
    }

    /// The words in it that come from files: they are looked through before they are kept.
    pub fn words_mut(&mut self) -> Vec<&mut String> {
        let mut words: Vec<&mut String> = self.files.iter_mut().chain(&mut self.applications).collect();
        for one in &mut self.accounts {
            words.push(&mut one.name);
            words.extend(&mut one.missing);
            for by in &mut one.by {
                words.push(&mut by.name);
                words.extend(&mut by.demands);
                words.extend(&mut by.why);
            }
            words.extend(one.ways.iter_mut().flat_map(|way| &mut way.steps));
        }
        words
    }
}

impl OfAccount {
    /// The policies that refuse it for certain: those from which an exclusion would have to be asked for.
    pub fn policies(&self) -> impl Iterator<Item = &Refusal> {
        self.by.iter().filter(|by| by.is_policy())
    }

    /// An exclusion alone lets it in: nothing but policies refuses.
    #[must_use]
    pub fn exclusion_helps(&self) -> bool {
        self.policies().next().is_some() && self.by.iter().all(Refusal::is_policy)
    }
}

/// Everybody who is looked at, each once, and how many were left out.
fn people(snapshot: &Snapshot, named: &[String]) -> (Vec<Person>, usize) {
    let mut people: Vec<Person> = named.iter().map(|who| roster::find(snapshot, who)).collect();
    people.extend(roster::roster(snapshot));
    let mut seen = HashSet::new();
    people.retain(|person| {
        let id = || person.id.as_ref().map(ToString::to_string);
        id().or_else(|| person.name.as_ref().map(|name| name.to_lowercase()))
            .is_some_and(|key| seen.insert(key))
    });
    let left_out = people.len().saturating_sub(ACCOUNTS);
    people.truncate(ACCOUNTS);
    people.extend(roster::partners(snapshot));
    (people, left_out)
}

fn account(law: &Law, person: &Person, mine: &[(Verdict, &Door)]) -> OfAccount {
    let verdict = mine.iter().map(|(verdict, _)| *verdict).min().unwrap_or(Verdict::CannotTell);
    let (repairs, activate) = repairs(person);
    let mut ways: Vec<OpenWay> = mine
        .iter()
        .filter(|(verdict, _)| *verdict == Verdict::Open)
        // A role that lets a policy reach the account once it is active opens nothing.
        .filter(|(_, door)| {
            activate.is_none() || judge::verdict(law, &activated(person), &door.context) == Verdict::Open
        })
        .map(|(_, door)| way(law, person, door, activate))
        .collect();
    ways.sort_by_key(|way| way.cost);
    // Where nothing is open, the place where the fewest refuse; where something is, the first place that is shut.
    let wanted = if verdict == Verdict::Open { Verdict::Locked } else { verdict };
    let shut = || mine.iter().filter(|(verdict, _)| *verdict == wanted).map(|(_, door)| *door);
    let found = |door: &Door| {
        let (_, by, missing) = explain(law, person, &door.context);
        (door.context.surface, by, missing)
    };
    let (surface, by, missing) = match verdict {
        Verdict::Open => shut().next().map(found),
        Verdict::Locked | Verdict::CannotTell => shut().map(found).min_by_key(|(_, by, _)| by.len()),
    }
    .unwrap_or_default();
    let id = person.id.as_ref().map(ToString::to_string);
    OfAccount {
        name: person.name.clone().or_else(|| id.clone()).unwrap_or_else(|| "an administrator".to_owned()),
        id,
        partner: person.kinds.is_service_provider(),
        home: person.home_tenant.as_ref().map(ToString::to_string),
        verdict,
        place: surface.map(|surface| surface.name().to_owned()),
        by: by.into_iter().map(|by| refusal(law, by)).collect(),
        missing: missing.into_iter().map(|fact| format!("{}.", fact.text)).collect(),
        repairs,
        ways,
    }
}

/// Whether it repairs a policy, and the role that it has to activate for that.
fn repairs(person: &Person) -> (Repairs, Option<Role>) {
    let edits = |role: Role| matches!(cell_of(role, Action::EditPolicy).answer, Answer::Yes);
    let detours = |role: Role| {
        let can = |action| !matches!(cell_of(role, action).answer, Answer::No);
        can(Action::EditPolicy) || can(Action::AssignGlobalAdmin) || can(Action::ExclusionGroup)
    };
    let known = |all: &[Reference]| -> Vec<Option<Role>> {
        all.iter()
            .map(|one| match one {
                Reference::Id(id) => role_of(*id),
                Reference::Word(_) => None,
            })
            .collect()
    };
    let (active, eligible) = (known(&person.active), known(&person.eligible));
    if active.iter().flatten().any(|role| edits(*role)) {
        return (Repairs::Yes, None);
    }
    if let Some(role) = eligible.iter().flatten().find(|role| edits(**role)) {
        return (Repairs::OnceActivated, Some(*role));
    }
    let unsure = !person.active_whole || active.contains(&None) || eligible.contains(&None);
    if unsure || active.iter().chain(&eligible).flatten().any(|role| detours(*role)) {
        return (Repairs::NotKnown, None);
    }
    (Repairs::No, None)
}

fn activated(person: &Person) -> Person {
    let mut active = person.active.clone();
    active.extend(person.eligible.iter().cloned());
    Person { active, ..person.clone() }
}

fn refusal(law: &Law, by: By) -> Refusal {
    let same =
        |policy: &&Policy| policy.name == by.name && policy.id.as_ref().map(Reference::to_string) == by.id;
    let grant = law.policies.iter().find(same).map(|policy| &policy.grant);
    let demands = grant.filter(|grant| !grant.blocks()).map(|grant| {
        let each: Vec<String> = grant.controls.iter().map(demanded).collect();
        each.join(if grant.operator == Operator::And { " and " } else { " or " })
    });
    Refusal {
        name: by.name,
        id: by.id,
        outcome: by.outcome,
        demands: demands.filter(|words| !words.is_empty()),
        why: by.why,
    }
}

fn way(law: &Law, person: &Person, door: &Door, activate: Option<Role>) -> OpenWay {
    let context = &door.context;
    let managed = context.device.compliant == Some(true) || context.device.hybrid_joined == Some(true);
    let needs = if person.kinds.is_service_provider() {
        Needs::APartner
    } else if context.ip.is_some() || context.country.is_some() {
        Needs::APlace
    } else if managed {
        Needs::ADevice
    } else if context.platform.as_deref().is_some_and(|platform| platform != "windows") {
        Needs::AnotherSystem
    } else if context.surface != Some(Surface::EntraPortal) {
        Needs::AnotherApp
    } else {
        Needs::Nothing
    };
    let mut all = door.first.clone();
    all.extend(steps(law, person, context));
    all.extend(activate.map(|role| format!("Activate the role {role} in Privileged Identity Management.")));
    OpenWay {
        needs,
        surface: context.surface.map(|surface| surface.name().to_owned()),
        platform: context.platform.clone(),
        steps: all,
        cost: cost(person, door),
    }
}
