//! Many people in many contexts at once.
//!
//! Judging each sign-in by itself repeats the same work: whom a policy is about does not depend on the context, and what
//! it asks of the context does not depend on the person. So both are weighed once, as one bit for each policy, and a
//! verdict is a few operations on these bits. A test holds it against the judge, sign-in by sign-in.

use std::collections::HashMap;

use super::conditions::{to_context, to_person};
use super::controls::met;
use super::either::{is_open, may_refuse, refusing};
use super::judge::Verdict;
use super::law::Law;
use super::outside::{Demand, per_user, refuses};
use super::question::{Context, Person};
use super::scene::Scene;
use super::to_enter;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Grant, Policy, State, Targets};

/// Verdicts of people in contexts, and which policies apply to them there.
pub struct Grid<'a> {
    contexts: usize,
    verdicts: Vec<Verdict>,
    policies: Vec<&'a Policy>,
    about: Vec<Bits>,
    there: Vec<Bits>,
}

/// For each policy whether something is certain, and whether it is possible.
#[derive(Clone)]
struct Bits {
    sure: Vec<u64>,
    possible: Vec<u64>,
}

impl Bits {
    fn none(policies: usize) -> Self {
        let words = policies.div_ceil(64);
        Self { sure: vec![0; words], possible: vec![0; words] }
    }

    fn set(&mut self, policy: usize, truth: Truth) {
        let (word, bit) = (policy / 64, 1 << (policy % 64));
        if truth == Truth::Yes {
            self.sure[word] |= bit;
        }
        if truth != Truth::No {
            self.possible[word] |= bit;
        }
    }

    fn of(policies: &[&Policy], truth: impl Fn(&Policy) -> Truth) -> Self {
        let mut bits = Self::none(policies.len());
        for (place, policy) in policies.iter().enumerate() {
            bits.set(place, truth(policy));
        }
        bits
    }
}

impl<'a> Grid<'a> {
    /// Judges all of them.
    #[must_use]
    pub fn of(law: &Law<'a>, people: &[Person], contexts: &[Context]) -> Self {
        let in_force =
            |policy: &&Policy| !policy.deleted && matches!(policy.state, State::Enabled | State::Unknown(_));
        let policies: Vec<&'a Policy> = law.policies.iter().filter(in_force).collect();
        let nobody = Person::default();
        let nowhere = Context::default();
        let certain = Bits::of(&policies, |policy| {
            Truth::from(policy.state == State::Enabled && law.is_certain(policy))
        });
        let to_one = |person: &Person| {
            Bits::of(&policies, |policy| to_person(policy, &scene(law, person, &nowhere), &mut Trace::off()))
        };
        let about: Vec<Bits> = people.iter().map(to_one).collect();
        let there: Vec<Bits> = contexts
            .iter()
            .map(|context| {
                Bits::of(&policies, |policy| {
                    to_context(policy, &scene(law, &nobody, context), &mut Trace::off())
                })
            })
            .collect();
        let grants = Grants::of(&policies);
        let may_refuse = may_refuse(&policies);
        let mut refusals: HashMap<String, Vec<(Bits, Vec<Truth>)>> = HashMap::new();
        let mut verdicts = Vec::with_capacity(people.len() * contexts.len());
        for ((number, person), about) in people.iter().enumerate().zip(&about) {
            let class = class(person, number, law);
            let refusals = refusals.entry(class).or_insert_with(|| {
                contexts
                    .iter()
                    .map(|context| grants.refusals(law, &scene(law, person, context), policies.len()))
                    .collect()
            });
            for ((context, there), (refusal, demands)) in contexts.iter().zip(&there).zip(refusals.iter()) {
                let mut unsure = !law.gaps.is_empty() || demands.contains(&Truth::Unknown);
                let mut locked = demands.contains(&Truth::Yes);
                let scene = scene(law, person, context);
                let either = may_refuse || is_open(&scene);
                let mut open = Vec::new();
                for word in 0..about.sure.len() {
                    let sure = about.sure[word] & there.sure[word] & refusal.sure[word] & certain.sure[word];
                    let possible = about.possible[word] & there.possible[word] & refusal.possible[word];
                    locked |= sure != 0;
                    unsure |= possible & !sure != 0;
                    if either {
                        open.extend(
                            places(word, possible & !sure).filter_map(|at| policies.get(at).copied()),
                        );
                    }
                }
                locked = locked || refusing(&open, law, &scene).is_some();
                verdicts.push(if locked {
                    Verdict::Locked
                } else if unsure {
                    Verdict::CannotTell
                } else {
                    Verdict::Open
                });
            }
        }
        Self { contexts: contexts.len(), verdicts, policies, about, there }
    }

    /// The verdict of one of them.
    #[must_use]
    pub fn verdict(&self, person: usize, context: usize) -> Verdict {
        self.verdicts[person * self.contexts + context]
    }

    /// What a person does to enter through a way that is open; `context` is the one at this place of the contexts.
    #[must_use]
    pub fn steps(&self, person: usize, place: usize, context: &Context) -> Vec<String> {
        let (about, there) = (&self.about[person].possible, &self.there[place].possible);
        let both = about.iter().zip(there).enumerate();
        let applied = both.flat_map(|(word, (about, there))| places(word, about & there));
        let applied = applied.filter_map(|at| self.policies.get(at).copied());
        let enabled = applied.filter(|policy| policy.state == State::Enabled);
        to_enter::steps(enabled, context, &mut Vec::new())
    }
}

fn scene<'a>(law: &Law<'a>, person: &'a Person, context: &'a Context) -> Scene<'a> {
    Scene::of(law.around, person, context)
}

/// The policies whose bits are set in one word.
fn places(word: usize, bits: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
}

/// People of one class meet the same controls and demands: the same kinds and methods, whether the account is enabled; where
/// groups decide, each is a class of its own.
fn class(person: &Person, number: usize, law: &Law) -> String {
    let by_group = law.around.methods.as_ref().is_some_and(|policy| {
        let by_group = |targets: &Targets| matches!(targets, Targets::These(_));
        policy.rules.iter().any(|rule| {
            by_group(&rule.include)
                || by_group(&rule.exclude)
                || rule.bound.iter().any(|bound| by_group(&bound.who))
        })
    });
    let own = by_group.then_some(number);
    let demanded = per_user(person, law.around);
    let Person { kinds, methods, enabled, said, .. } = person;
    format!("{kinds:?}{methods:?}{enabled:?}{demanded:?}{own:?}{said}")
}

/// The different controls among policies, each with the policies that have it.
struct Grants<'a>(Vec<(&'a Grant, Vec<usize>)>);

impl<'a> Grants<'a> {
    fn of(policies: &[&'a Policy]) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut all: Vec<(&Grant, Vec<usize>)> = Vec::new();
        for (place, policy) in policies.iter().enumerate() {
            let known = *places.entry(format!("{:?}", policy.grant)).or_insert_with(|| {
                all.push((&policy.grant, Vec::new()));
                all.len() - 1
            });
            all[known].1.push(place);
        }
        Self(all)
    }

    fn refusals(&self, law: &Law, scene: &Scene, policies: usize) -> (Bits, Vec<Truth>) {
        let mut bits = Bits::none(policies);
        for (grant, places) in &self.0 {
            let refuses =
                if grant.blocks() { Truth::Yes } else { met(grant, scene, &mut Trace::off()).not() };
            places.iter().for_each(|place| bits.set(*place, refuses));
        }
        (
            bits,
            Demand::ALL
                .into_iter()
                .map(|demand| refuses(demand, law.mixed, scene, &mut Trace::off()))
                .collect(),
        )
    }
}
