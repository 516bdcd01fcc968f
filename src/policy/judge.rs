//! The judgement of one sign-in: every policy together.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::conditions::apply;
use super::controls::met;
use super::filter;
use super::outside::{self, Demand, refuses};
use super::question::{Context, Person};
use super::reason::{Missing, Reason};
use super::scene::Scene;
use super::to_enter;
use super::trace::Trace;
use super::truth::Truth;
use super::warning::{self, Warning};
use crate::tenant::conditional_access::{Around, Export, Mixed, Policy, Reference, State};

/// How Microsoft names the policies that it makes itself; nobody can rename them.
const MANAGED: &str = "microsoft-managed";

/// Days after which Microsoft switches such a policy on, at the earliest (documented on 2025-11-06).
const SWITCHED_ON: i64 = 45;

/// Days after which an export is called old. No rule of Microsoft's: tenants change more often than that.
const OLD: i64 = 30;

/// The policies to judge by, and how whole their list is.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    pub policies: &'a [Policy],
    pub around: &'a Around,
    /// Ids of policies that stand there in two versions.
    pub twice: &'a [String],
    /// Why the list may lack policies; empty where it is judged as whole.
    pub gaps: &'a [Missing],
    /// When the policies were read, where the exports say it.
    pub read: Option<DateTime<Utc>>,
}

impl<'a> Law<'a> {
    /// The law that an export shows.
    #[must_use]
    pub fn of(export: &'a Export, gaps: &'a [Missing]) -> Self {
        Self {
            policies: &export.policies,
            around: &export.around,
            twice: &export.twice,
            gaps,
            read: export.read,
        }
    }

    /// Whether some of the policies may be another tenant's, or another day's: then none of them refuses for certain.
    fn is_mixed(&self) -> bool {
        self.gaps.iter().any(|gap| gap.id == Reason::TwoTenants.code() || gap.id == Reason::Stale.code())
    }

    /// Whether this policy is certainly the one in force: it stands there in one version, and is this tenant's.
    #[must_use]
    pub(super) fn is_certain(&self, policy: &Policy) -> bool {
        let twice = policy.id.as_ref().is_some_and(|id| self.twice.contains(&id.to_string()));
        !twice && !self.is_mixed()
    }

    /// Whether the exports may say less than is in force by now: they were read long ago, or they hold a policy of
    /// Microsoft's own that was report-only, and that Microsoft may have switched on since.
    #[must_use]
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        let days = |from: DateTime<Utc>| now.signed_duration_since(from).num_days();
        let managed = |policy: &Policy| {
            policy.state == State::ReportOnly
                && !policy.deleted
                && policy.name.to_lowercase().starts_with(MANAGED)
                && policy
                    .created
                    .as_deref()
                    .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
                    .is_some_and(|from| days(from.to_utc()) >= SWITCHED_ON)
        };
        self.read.is_some_and(|read| days(read) > OLD) || self.policies.iter().any(managed)
    }
}

/// Whether a sign-in is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Open,
    CannotTell,
    Locked,
}

impl Verdict {
    /// Its name in views.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CannotTell => "cannot-tell",
            Self::Locked => "locked",
        }
    }
}

/// How one policy takes part in a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Block,
    Unsatisfied,
    MandatoryMfa,
    Unknown,
}

impl Outcome {
    /// A policy refuses for certain.
    #[must_use]
    pub fn is_of_a_policy(self) -> bool {
        matches!(self, Self::Block | Self::Unsatisfied)
    }

    /// Its name in views.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Unsatisfied => "unsatisfied",
            Self::MandatoryMfa => "mandatory-mfa",
            Self::Unknown => "unknown",
        }
    }
}

/// Who refuses, or would decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub name: String,
    pub id: Option<String>,
    pub outcome: Outcome,
    /// The path, step by step.
    pub why: Vec<String>,
}

/// The judgement, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// Of a locked one: all that refuse for certain. Of one that cannot be told: all that would decide.
    pub by: Vec<By>,
    pub missing: Vec<Missing>,
    pub steps: Vec<String>,
    pub warnings: Vec<Warning>,
}

/// Whether this policy refuses the sign-in, if it is enforced.
fn refusal(policy: &Policy, scene: &Scene, trace: &mut Trace) -> Truth {
    let applies = apply(policy, scene, trace);
    if applies == Truth::No {
        return Truth::No;
    }
    if policy.grant.blocks() {
        trace.because(|| "it blocks".to_owned());
        return applies;
    }
    if policy.grant == crate::tenant::conditional_access::Grant::default() {
        return Truth::No;
    }
    applies.and(met(&policy.grant, scene, trace).not())
}

/// Whether this policy refuses the sign-in, as far as its state and its versions are known.
fn enforced(policy: &Policy, law: &Law, scene: &Scene, trace: &mut Trace) -> Truth {
    if policy.deleted || matches!(policy.state, State::Disabled | State::ReportOnly) {
        return Truth::No;
    }
    let mut certain = Truth::Yes;
    if let State::Unknown(state) = &policy.state {
        certain = Truth::Unknown;
        trace.lacks(Reason::UnknownState, || match state {
            Some(state) => format!("whether the state \"{state}\" of the policy means that it is enforced"),
            None => "whether the policy is enforced: the export does not say it".to_owned(),
        });
    }
    if !law.is_certain(policy) {
        certain = Truth::Unknown;
        if law.is_mixed() {
            // The reason stands among the gaps, once for all policies.
            trace.because(|| "the files are of several tenants or dates".to_owned());
        } else {
            trace.lacks(Reason::Stale, || {
                "which of the two versions of the policy is the one in force".to_owned()
            });
        }
    }
    refusal(policy, scene, trace).and(certain)
}

/// The verdict alone, quickly.
#[must_use]
pub fn verdict(law: &Law, person: &Person, context: &Context) -> Verdict {
    let scene = Scene { around: law.around, person, context };
    let mut unsure = !law.gaps.is_empty();
    let policies = law.policies.iter().map(|policy| enforced(policy, law, &scene, &mut Trace::off()));
    let demands = Demand::ALL.into_iter().map(|demand| refuses(demand, &scene, &mut Trace::off()));
    for truth in policies.chain(demands) {
        match truth {
            Truth::Yes => return Verdict::Locked,
            Truth::Unknown => unsure = true,
            Truth::No => {}
        }
    }
    if unsure { Verdict::CannotTell } else { Verdict::Open }
}

/// A verdict with those who decide it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    pub verdict: Verdict,
    pub by: Vec<By>,
    /// How many more decide it the same way.
    pub others: usize,
    pub missing: Vec<Missing>,
}

/// The verdict, who decides it, and what is missing; without what a person would do.
#[must_use]
pub fn explain(law: &Law, person: &Person, context: &Context) -> (Verdict, Vec<By>, Vec<Missing>) {
    let all = explain_some(law, person, context, usize::MAX);
    (all.verdict, all.by, all.missing)
}

/// The same with at most so many of those who decide it: a tenant may have hundreds of them, and a list of many people
/// that names them all for each is read by nobody.
#[must_use]
pub fn explain_some(law: &Law, person: &Person, context: &Context, most: usize) -> Explained {
    let scene = Scene { around: law.around, person, context };
    let (mut sure, mut unsure, mut missing) = (Vec::new(), Vec::new(), Vec::<Missing>::new());
    let (mut further, mut perhaps) = (0, 0);
    let mut sort = |by: By, truth: Truth, trace: Trace| match truth {
        Truth::Yes => sure.push(By { why: trace.why, ..by }),
        Truth::Unknown => {
            for fact in trace.missing {
                if !missing.contains(&fact) {
                    missing.push(fact);
                }
            }
            if unsure.len() < most {
                unsure.push(By { why: trace.why, outcome: Outcome::Unknown, ..by });
            } else {
                perhaps += 1;
            }
        }
        Truth::No => {}
    };
    let mut certain = 0;
    for policy in law.policies {
        match enforced(policy, law, &scene, &mut Trace::off()) {
            Truth::No => continue,
            // What is certain makes the rest of the uncertain ones unimportant, and is told only so often.
            Truth::Unknown if certain > 0 => continue,
            Truth::Yes if certain >= most => {
                further += 1;
                continue;
            }
            Truth::Yes => certain += 1,
            Truth::Unknown => {}
        }
        let mut trace = Trace::on();
        let truth = enforced(policy, law, &scene, &mut trace);
        let outcome = if policy.grant.blocks() { Outcome::Block } else { Outcome::Unsatisfied };
        let id = policy.id.as_ref().map(Reference::to_string);
        sort(By { name: policy.name.clone(), id, outcome, why: Vec::new() }, truth, trace);
    }
    for demand in Demand::ALL {
        let mut trace = Trace::on();
        let truth = refuses(demand, &scene, &mut trace);
        let outcome = match demand {
            Demand::MandatoryMfa => Outcome::MandatoryMfa,
            Demand::SecurityDefaults | Demand::PerUserMfa => Outcome::Unsatisfied,
            Demand::EnabledAccount => Outcome::Block,
        };
        sort(By { name: demand.name().to_owned(), id: None, outcome, why: Vec::new() }, truth, trace);
    }
    if !sure.is_empty() {
        Explained { verdict: Verdict::Locked, by: sure, others: further, missing: Vec::new() }
    } else if !unsure.is_empty() || !law.gaps.is_empty() {
        missing.extend(law.gaps.iter().cloned());
        Explained { verdict: Verdict::CannotTell, by: unsure, others: perhaps, missing }
    } else {
        Explained { verdict: Verdict::Open, by: Vec::new(), others: 0, missing: Vec::new() }
    }
}

/// The verdict with its path, what to do, and what should be known beside it.
#[must_use]
pub fn judge(law: &Law, person: &Person, context: &Context) -> Judgement {
    let scene = Scene { around: law.around, person, context };
    let (verdict, by, missing) = explain(law, person, context);
    let mut warnings = warnings(law, &scene);
    let steps = match verdict {
        Verdict::Open => entering(law, &scene, &mut warnings),
        Verdict::Locked | Verdict::CannotTell => Vec::new(),
    };
    Judgement { verdict, by, missing, steps, warnings }
}

/// What a person does to enter through a way that is open.
#[must_use]
pub fn steps(law: &Law, person: &Person, context: &Context) -> Vec<String> {
    entering(law, &Scene { around: law.around, person, context }, &mut Vec::new())
}

fn entering(law: &Law, scene: &Scene, warnings: &mut Vec<Warning>) -> Vec<String> {
    let applied = law.policies.iter().filter(|policy| {
        policy.state == State::Enabled
            && !policy.deleted
            && apply(policy, scene, &mut Trace::off()) != Truth::No
    });
    to_enter::steps(applied, scene, warnings)
}

fn warnings(law: &Law, scene: &Scene) -> Vec<Warning> {
    let mut all = Vec::new();
    for key in &scene.context.not_understood {
        all.push(Warning::about_nothing(
            warning::QUESTION,
            format!("{key} is not understood and counts as not known"),
        ));
    }
    for policy in law.policies {
        if policy.deleted {
            all.push(Warning::new(
                warning::DELETED,
                policy,
                "the policy is among the deleted ones and counts for nothing; it can be restored for 30 days",
            ));
            continue;
        }
        match &policy.state {
            State::Disabled => continue,
            State::ReportOnly => match refusal(policy, scene, &mut Trace::off()) {
                Truth::Yes => all.push(Warning::new(
                    warning::REPORT_ONLY,
                    policy,
                    "the policy is report-only; switched on, it would refuse this sign-in",
                )),
                Truth::Unknown => all.push(Warning::new(
                    warning::REPORT_ONLY_UNKNOWN,
                    policy,
                    "the policy is report-only; whether it would refuse this sign-in once switched on is not known",
                )),
                Truth::No => {}
            },
            State::Enabled | State::Unknown(_) => {
                activation(policy, law, scene, &mut all);
                excluded_nobody(policy, scene, &mut all);
                inverse_filter(policy, &mut all);
                if apply(policy, scene, &mut Trace::off()) != Truth::No {
                    session(policy, &mut all);
                }
            }
        }
    }
    all
}

/// A role that can be activated, and a policy that would then reach the account.
fn activation(policy: &Policy, law: &Law, scene: &Scene, all: &mut Vec<Warning>) {
    let users = policy.conditions.as_ref().and_then(|conditions| conditions.users.as_ref());
    let Some(users) = users else { return };
    let eligible = &scene.person.eligible;
    if !users.include_roles.iter().any(|role| eligible.contains(role)) {
        return;
    }
    let mut active = scene.person.active.clone();
    active.extend(eligible.iter().cloned());
    let person = Person { active, ..scene.person.clone() };
    let scene_then = Scene { person: &person, ..*scene };
    let now = enforced(policy, law, scene, &mut Trace::off());
    if now == Truth::No && enforced(policy, law, &scene_then, &mut Trace::off()) != Truth::No {
        all.push(Warning::new(
            warning::ACTIVATION,
            policy,
            "the account can activate a role that this policy names; once it is active the policy applies and may refuse",
        ));
    }
}

/// An exclusion that protects nobody: an account that the export of users does not have, a group without members.
fn excluded_nobody(policy: &Policy, scene: &Scene, all: &mut Vec<Warning>) {
    let Some(users) = policy.conditions.as_ref().and_then(|conditions| conditions.users.as_ref()) else {
        return;
    };
    let around = scene.around;
    let known = |one: &Reference| {
        scene.person.id.as_ref() == Some(one) || around.users.iter().any(|user| user.id == *one)
    };
    for one in &users.exclude_users {
        if !around.users.is_empty() && matches!(one, Reference::Id(_)) && !known(one) {
            all.push(Warning::new(
                warning::NOBODY,
                policy,
                format!("the policy excludes the account {one}, which is not among the users of the export: that protects nobody"),
            ));
        }
    }
    for one in &users.exclude_groups {
        if around.group(one).is_some_and(|group| group.members_whole && group.members.is_empty()) {
            all.push(Warning::new(
                warning::NOBODY,
                policy,
                format!(
                    "the policy excludes the group {}, which has no members: that protects nobody",
                    scene.name_of(one)
                ),
            ));
        }
    }
}

/// A block that leaves out the devices which do not fit: often the opposite of what was meant.
fn inverse_filter(policy: &Policy, all: &mut Vec<Warning>) {
    let Some(device) = policy.conditions.as_ref().and_then(|conditions| conditions.devices.filter.as_ref())
    else {
        return;
    };
    let negative =
        matches!(filter::parse(&device.rule), Ok(filter::Rule::Is { operator, .. }) if operator.negative);
    if policy.grant.blocks() && device.mode == "exclude" && negative {
        all.push(Warning::new(
            warning::INVERSE_FILTER,
            policy,
            format!(
                "the policy blocks the devices of which this is not true, and lets in all others, also unregistered ones: {}",
                device.rule
            ),
        ));
    }
}

fn session(policy: &Policy, all: &mut Vec<Warning>) {
    let session = &policy.session;
    let risks = [
        (session.every_time, "it asks to sign in again every time, which can end in a loop"),
        (
            session.strict_location,
            "it ends the session when the address changes, for example between IPv4 and IPv6",
        ),
        (session.proxy, "its sessions pass through a proxy that may be down or may refuse"),
        (
            session.token_protection,
            "it binds tokens to the device: programs and devices that cannot do that fail",
        ),
    ];
    for (on, text) in risks {
        if on {
            all.push(Warning::new(warning::SESSION, policy, text));
        }
    }
    if session.no_resilience {
        all.push(Warning::new(
            warning::RESILIENCE,
            policy,
            "it takes away the grace during an outage of Microsoft Entra: sessions are not extended then",
        ));
    }
}

/// What makes the list of policies less than whole, by what its files say.
#[must_use]
pub fn gaps(export: &Export) -> Vec<Missing> {
    let mut gaps = Vec::new();
    if export.is_part() {
        gaps.push(Missing {
            id: Reason::PartOfList.code(),
            text: "the other pages of the list of policies: the file says that it goes on".to_owned(),
        });
    }
    if export.is_cut() {
        gaps.push(Missing {
            id: Reason::Cut.code(),
            text:
                "what a tool cut off in the policies; export again, for example with ConvertTo-Json -Depth 20"
                    .to_owned(),
        });
    }
    match &export.mixed {
        Some((Mixed::Tenants, why)) => gaps.push(Missing {
            id: Reason::TwoTenants.code(),
            text: format!("which tenant the policies are of: {why}. Give the exports of one tenant alone"),
        }),
        Some((Mixed::Dates, why)) => gaps.push(Missing {
            id: Reason::Stale.code(),
            text: format!("which policies are in force: {why}. Give the newer one alone"),
        }),
        None => {}
    }
    for (file, why) in &export.unread {
        gaps.push(Missing {
            id: Reason::Cut.code(),
            text: format!("what is in {file}: it could not be read ({why})"),
        });
    }
    gaps
}

/// What stands in no export as a whole and changes no verdict, by its code; with the age of the exports, as of `now`.
#[must_use]
pub fn incomplete(law: &Law, people: &[Person], now: DateTime<Utc>) -> Vec<&'static str> {
    let mut codes = vec![Reason::Plans.code(), Reason::TenantSettings.code()];
    let mut add = |code: &'static str| {
        if !codes.contains(&code) {
            codes.push(code);
        }
    };
    let on =
        || law.policies.iter().filter(|policy| !matches!(policy.state, State::Disabled) && !policy.deleted);
    let with_exclusion = on().filter_map(|policy| policy.conditions.as_ref()).any(|conditions| {
        let applications = &conditions.applications;
        applications.include.iter().any(|one| one.is("all")) && !applications.exclude.is_empty()
    });
    if with_exclusion {
        add(Reason::BaselineScope.code());
    }
    if law.around.security_defaults.is_none() && on().next().is_none() {
        add(Reason::SecurityDefaults.code());
    }
    if people.iter().any(|person| outside::per_user(person, law.around).is_none()) {
        add(Reason::PerUserMfa.code());
    }
    if law.is_stale(now) {
        add(Reason::Stale.code());
    }
    law.gaps.iter().for_each(|gap| add(gap.id));
    codes
}
