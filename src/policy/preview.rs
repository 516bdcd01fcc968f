//! What a change of policies would do, before anybody makes it.

use std::collections::HashMap;

use super::doors::{Best, Door, best, cost};
use super::grid::Grid;
use super::judge::{By, Verdict, explain, verdict};
use super::law::Law;
use super::question::{Context, Person, Way};
use crate::tenant::conditional_access::{Applications, Conditions, Locations, Policy, Reference, State};

/// What becomes of one person at one place.
#[derive(Debug, Clone)]
pub struct Change {
    /// The name of a check, where it was one.
    pub who: Option<String>,
    /// Which of the people.
    pub person: usize,
    pub context: Context,
    pub before: Verdict,
    pub after: Verdict,
    /// Who refuses, or would decide, afterwards.
    pub by: Vec<By>,
}

impl Change {
    /// The change in a word, as views have it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (self.before, self.after) {
            (Verdict::Open, Verdict::Locked) => "newly-locked",
            (Verdict::Locked, Verdict::Open) => "newly-open",
            (before, after) if before == after => "same",
            (before, after) if after > before => "perhaps-newly-locked",
            _ => "perhaps-newly-open",
        }
    }
}

/// What a change does to the ways in of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// A way that was open is open still, or none was.
    None,
    /// Whether the last way is lost cannot be told.
    CannotTell,
    /// There was a way, and there is none.
    Last,
}

/// The whole comparison.
#[derive(Debug, Clone)]
pub struct Preview {
    pub people: Vec<Person>,
    pub changes: Vec<Change>,
    /// What becomes of the ways in of each person, in their order.
    pub losses: Vec<Loss>,
    /// Of whom it cannot be told whether they have a way in afterwards.
    pub unsure: Vec<usize>,
    /// Who still gets in and where, cheapest first.
    pub still_open: Vec<(usize, Door)>,
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<(String, Vec<&'static str>)>,
    /// Policies that are report-only afterwards, each with the people whom it would lock out once switched on.
    pub sleeping: Vec<(String, Vec<usize>)>,
}

/// Compares what people find at each place.
#[must_use]
pub fn everybody(before: &Law, after: &Law, people: Vec<Person>, doors: &[Door]) -> Preview {
    let ((was, _), (is, then)) = (best(before, &people, doors), best(after, &people, doors));
    let mut changes = Vec::new();
    let mut still_open = Vec::new();
    for (was, is) in was.iter().zip(&is) {
        if is.verdict == Verdict::Open {
            still_open.push((is.person, doors[is.door].clone()));
        }
        // The door that was lost says most, even where another one is left; where one was won, that one.
        let door = if is.verdict < was.verdict { is.door } else { was.door };
        if was.verdict != is.verdict || then.verdict(was.person, was.door) != was.verdict {
            let context = doors[door].context.clone();
            let (after, by, _) = explain(after, &people[is.person], &context);
            let before = verdict(before, &people[is.person], &context);
            changes.push(Change { who: None, person: is.person, context, before, after, by });
        }
    }
    still_open.sort_by_key(|(person, door)| cost(&people[*person], door));
    let ways = |all: &[Best], place: usize| {
        all.iter().filter(|best| best.person == place).min_by_key(|best| best.verdict).cloned()
    };
    let mut losses = Vec::new();
    for (place, person) in people.iter().enumerate() {
        losses.push(match (ways(&was, place), ways(&is, place)) {
            (Some(was), Some(is)) => {
                loss(was.verdict, is.verdict, || same_reasons(before, after, person, &doors[is.door].context))
            }
            _ => Loss::None,
        });
    }
    let best = |place: usize| ways(&is, place).map(|best| best.verdict);
    let unsure = (0..people.len()).filter(|place| best(*place) == Some(Verdict::CannotTell)).collect();
    finish(before, after, people, changes, (losses, unsure), still_open)
}

/// Compares what was asked about, each once, changed or not.
#[must_use]
pub fn checks(before: &Law, after: &Law, person: &Person, checks: &[Way]) -> Preview {
    let mut changes = Vec::new();
    let mut people: Vec<Person> = Vec::new();
    for check in checks {
        let own = check.person.as_ref().unwrap_or(person);
        let place = people.iter().position(|known| known == own).unwrap_or_else(|| {
            people.push(own.clone());
            people.len() - 1
        });
        let context = check.context.clone();
        let (is, by, _) = explain(after, own, &context);
        let was = verdict(before, own, &context);
        changes.push(Change { who: check.name.clone(), person: place, context, before: was, after: is, by });
    }
    let mut losses = Vec::new();
    for (place, person) in people.iter().enumerate() {
        let own = || changes.iter().filter(|change| change.person == place);
        let was = own().map(|change| change.before).min().unwrap_or(Verdict::Locked);
        let is = own().map(|change| change.after).min().unwrap_or(Verdict::Locked);
        losses
            .push(loss(was, is, || own().all(|change| same_reasons(before, after, person, &change.context))));
    }
    let best = |place: usize| {
        changes.iter().filter(|change| change.person == place).map(|change| change.after).min()
    };
    let unsure = (0..people.len()).filter(|place| best(*place) == Some(Verdict::CannotTell)).collect();
    let open = changes.iter().filter(|change| change.after == Verdict::Open);
    let still_open = open
        .map(|change| (change.person, Door { context: change.context.clone(), first: Vec::new(), cost: 0 }))
        .collect();
    finish(before, after, people, changes, (losses, unsure), still_open)
}

fn loss(was: Verdict, is: Verdict, same_reasons: impl FnOnce() -> bool) -> Loss {
    match (was, is) {
        (_, Verdict::Open) | (Verdict::Locked, Verdict::Locked) => Loss::None,
        (Verdict::Open, Verdict::Locked) => Loss::Last,
        (Verdict::CannotTell, Verdict::CannotTell) if same_reasons() => Loss::None,
        _ => Loss::CannotTell,
    }
}

/// Nobody refuses, or may refuse, who did not before, and by the same path; and no other fact is missing.
fn same_reasons(before: &Law, after: &Law, person: &Person, context: &Context) -> bool {
    let (_, was, lacked) = explain(before, person, context);
    let (_, is, lacks) = explain(after, person, context);
    is.iter().all(|by| was.contains(by)) && lacks.iter().all(|fact| lacked.contains(fact))
}

fn finish(
    before: &Law,
    after: &Law,
    people: Vec<Person>,
    changes: Vec<Change>,
    (losses, unsure): (Vec<Loss>, Vec<usize>),
    still_open: Vec<(usize, Door)>,
) -> Preview {
    let (was, is) = (Index::of(before.policies), Index::of(after.policies));
    let name = |policy: &Policy| policy.name.clone();
    let added = after.policies.iter().filter(|policy| was.find(policy).is_none()).map(name).collect();
    let removed = before.policies.iter().filter(|policy| is.find(policy).is_none()).map(name).collect();
    let parts = |policy: &Policy| {
        let parts = was.find(policy).map(|old| differences(old, policy)).unwrap_or_default();
        (!parts.is_empty()).then(|| (policy.name.clone(), parts))
    };
    let changed = after.policies.iter().filter_map(parts).collect();
    let sleeping = sleeping(after, &people, &still_open);
    Preview { people, changes, losses, unsure, still_open, added, removed, changed, sleeping }
}

/// Policies that are report-only and would close every way that somebody has.
fn sleeping(after: &Law, people: &[Person], open: &[(usize, Door)]) -> Vec<(String, Vec<usize>)> {
    let mut contexts: Vec<Context> = Vec::new();
    let mut ways: Vec<(usize, usize)> = Vec::new();
    for (person, door) in open {
        let place = contexts.iter().position(|known| *known == door.context).unwrap_or_else(|| {
            contexts.push(door.context.clone());
            contexts.len() - 1
        });
        ways.push((*person, place));
    }
    let mut all = Vec::new();
    for policy in after.policies.iter().filter(|policy| policy.state == State::ReportOnly && !policy.deleted)
    {
        let awake = [Policy { state: State::Enabled, ..policy.clone() }];
        let grid = Grid::of(&Law { policies: &awake, gaps: &[], ..*after }, people, &contexts);
        let mut closed: Vec<Option<bool>> = vec![None; people.len()];
        for (person, place) in &ways {
            let locked = grid.verdict(*person, *place) == Verdict::Locked;
            closed[*person] = Some(closed[*person].unwrap_or(true) && locked);
        }
        let hit: Vec<usize> = (0..people.len()).filter(|person| closed[*person] == Some(true)).collect();
        if !hit.is_empty() {
            all.push((policy.name.clone(), hit));
        }
    }
    all
}

/// Policies by their id, else by their name.
struct Index<'a> {
    ids: HashMap<&'a Reference, &'a Policy>,
    names: HashMap<&'a str, &'a Policy>,
}

impl<'a> Index<'a> {
    fn of(policies: &'a [Policy]) -> Self {
        Self {
            ids: policies.iter().filter_map(|policy| Some((policy.id.as_ref()?, policy))).collect(),
            names: policies.iter().map(|policy| (policy.name.as_str(), policy)).collect(),
        }
    }

    fn find(&self, policy: &Policy) -> Option<&'a Policy> {
        let by_name = || self.names.get(policy.name.as_str()).copied().filter(|known| same(known, policy));
        match &policy.id {
            Some(id) => self.ids.get(id).copied().or_else(by_name),
            None => by_name(),
        }
    }
}

/// The same policy in two lists: by its id, else by its name.
fn same(one: &Policy, other: &Policy) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.name == other.name,
    }
}

fn differences(old: &Policy, new: &Policy) -> Vec<&'static str> {
    let mut parts = Vec::new();
    let mut add = |differs: bool, part| {
        if differs {
            parts.push(part);
        }
    };
    add(old.name != new.name, "name");
    add(old.state != new.state, "state");
    match (&old.conditions, &new.conditions) {
        (Some(old), Some(new)) => {
            add(old.users != new.users, "users");
            add(old.applications != new.applications, "applications");
            add(old.locations != new.locations, "locations");
            let others = |all: &Conditions| {
                let mut rest = all.clone();
                rest.users = None;
                rest.applications = Applications::default();
                rest.locations = Locations::default();
                rest
            };
            add(others(old) != others(new), "other conditions");
        }
        (old, new) => add(old != new, "conditions"),
    }
    add(old.grant != new.grant, "grant controls");
    add(old.session != new.session, "session controls");
    parts
}

/// The list of policies after others were laid over it: a policy of the same id or name is replaced, others are added.
#[must_use]
pub fn laid_over(base: &[Policy], over: Vec<Policy>) -> Vec<Policy> {
    let new = Index::of(&over);
    let kept: Vec<Policy> = base.iter().filter(|policy| new.find(policy).is_none()).cloned().collect();
    kept.into_iter().chain(over).collect()
}

/// The list without those that are taken away.
#[must_use]
pub fn without(base: Vec<Policy>, gone: &[Policy]) -> Vec<Policy> {
    let gone = Index::of(gone);
    base.into_iter().filter(|policy| gone.find(policy).is_none()).collect()
}
