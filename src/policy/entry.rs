//! Whether people get in at all: the best that each finds, over every surface and every way that they can bring about.
//!
//! It knows no more than the evaluator, and adds nothing to it: the audit and the weighing of partners ask this one
//! question of it, and want one verdict for each person with who refuses. It refuses to know what the answer is for.

use super::conditions::to_person;
use super::doors::{Best, Door, best, doors};
use super::judge::{By, Verdict, explain};
use super::law::Law;
use super::question::{Context, Person, Surface};
use super::reason::Missing;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Around, Policy, State};

/// What one person finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Open where one way is open, locked where every way is locked.
    pub verdict: Verdict,
    /// Who refuses, or would decide, where the fewest do; empty where a way is open.
    pub by: Vec<By>,
    pub missing: Vec<Missing>,
}

/// The ways that were weighed for several people.
struct Found {
    doors: Vec<Door>,
    best: Vec<Best>,
}

impl Found {
    fn of(law: &Law, people: &[Person]) -> Self {
        let contexts: Vec<Context> = Surface::ALL.into_iter().map(Context::ordinary).collect();
        let doors = doors(&[law], &contexts);
        let (best, _) = best(law, people, &doors);
        Self { doors, best }
    }

    fn of_person(&self, number: usize) -> impl Iterator<Item = &Best> {
        self.best.iter().filter(move |one| one.person == number)
    }

    fn entry(&self, number: usize, person: &Person, law: &Law) -> Entry {
        let mine = || self.of_person(number);
        let verdict = mine().map(|one| one.verdict).min().unwrap_or(Verdict::CannotTell);
        if verdict == Verdict::Open {
            return Entry { verdict, by: Vec::new(), missing: Vec::new() };
        }
        let there = mine().filter(|one| one.verdict == verdict).filter_map(|one| self.doors.get(one.door));
        let explained = there.map(|door| explain(law, person, &door.context));
        let (_, by, missing) =
            explained.min_by_key(|(_, by, _)| by.len()).unwrap_or((verdict, Vec::new(), Vec::new()));
        Entry { verdict, by, missing }
    }
}

/// What each of them finds, in their order.
#[must_use]
pub fn entries(law: &Law, people: &[Person]) -> Vec<Entry> {
    let found = Found::of(law, people);
    people.iter().enumerate().map(|(number, person)| found.entry(number, person, law)).collect()
}

/// Who refuses the first of them for certain, where each of them is refused on every way. Nothing where one of them may
/// get in, or there is nobody.
///
/// An account that is disabled is refused whatever the policies say: it is for the caller to leave it out.
#[must_use]
pub fn all_shut_out(law: &Law, people: &[Person]) -> Option<Vec<By>> {
    let found = Found::of(law, people);
    let shut = found.best.iter().all(|one| one.verdict == Verdict::Locked);
    let first = people.first().filter(|_| shut)?;
    Some(found.entry(0, first, law).by)
}

/// Whether a policy is about a person, whatever its state and the sign-in: it includes the person and does not exclude the person. Nothing where
/// that cannot be told.
#[must_use]
pub fn is_about(policy: &Policy, around: &Around, person: &Person) -> Option<bool> {
    let context = Context::default();
    let scene = Scene::of(around, person, &context);
    match to_person(policy, &scene, &mut Trace::off()) {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Unknown => None,
    }
}

/// Who refuses for certain, where this policy alone were in force and each of them took the best way. Nothing where
/// one of them may get in.
#[must_use]
pub fn shuts_all_out(policy: &Policy, around: &Around, people: &[Person]) -> Option<Vec<By>> {
    let about = |person: &Person| is_about(policy, around, person) == Some(true);
    if people.is_empty() || policy.deleted || !people.iter().all(about) {
        return None;
    }
    let alone = [Policy { state: State::Enabled, ..policy.clone() }];
    all_shut_out(&Law { policies: &alone, around, twice: &[], gaps: &[], mixed: None, read: None }, people)
}
