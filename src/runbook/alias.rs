//! Steps and facts that older runbooks had, and what stands in their place: an old journal goes on there, and an answers
//! file that names one is told that its key asks nothing any more.
//!
//! It knows names only. It refuses to turn an old answer into a new one: the question is another, and so is its answer.
//! Whoever takes a step out of the runbooks adds a line; a test holds every target against the runbooks.

use crate::model::{FactId, StepRef};

/// An older step, and the step that does its work now.
const STEPS: [(&str, &str); 16] = [
    ("answer-the-email/brief", "answer-the-email/readers"),
    ("answer-the-email/words", "answer-the-email/hour"),
    ("answer-the-email/next-proof", "answer-the-email/outcome"),
    ("call-back/next-proof", "call-back/outcome"),
    ("dns-txt-record/pause", "dns-txt-record/tell-them"),
    ("keep-it-moving/account-manager", "keep-it-moving/pace"),
    ("keep-it-moving/durations", "keep-it-moving/pace"),
    ("keep-it-moving/silence", "keep-it-moving/pace"),
    ("legal-documents/record", "legal-documents/upload"),
    ("open-request/pin", "open-request/opened"),
    ("prepare-request/impact", "prepare-request/contact"),
    ("prepare-request/severity", "prepare-request/first-line"),
    ("trusted-place/device", "trusted-place/place-and-device"),
    ("trusted-place/place", "trusted-place/place-and-device"),
    ("undo-the-cause/look", "undo-the-cause/door"),
    ("undo-the-cause/policy-close", "undo-the-cause/policy-test"),
];

/// Facts that nothing asks for any more.
const FACTS: [&str; 5] =
    ["legal.asked", "proof.after-call", "proof.after-mail", "proof.mail-came", "proof.mail-text"];

/// What stands in the place of an older step; nothing where it was never one.
#[must_use]
pub fn step(old: &StepRef) -> Option<StepRef> {
    let old = old.to_string();
    let (_, new) = STEPS.iter().find(|(known, _)| *known == old)?;
    new.parse().ok()
}

/// Whether older runbooks asked for this fact.
#[must_use]
pub fn is_former_fact(id: &FactId) -> bool {
    FACTS.contains(&id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::Library;

    #[test]
    fn every_alias_leads_to_a_step_and_hides_none() {
        let library = Library::embedded();
        for (old, new) in STEPS {
            let (old, new): (StepRef, StepRef) = (old.parse().unwrap(), new.parse().unwrap());
            assert!(library.step(&old).is_none(), "{old} exists");
            assert!(library.step(&new).is_some(), "{new} does not exist");
            assert_eq!(step(&old), Some(new));
        }
        for fact in FACTS {
            let fact: FactId = fact.parse().unwrap();
            assert!(library.facts().get(&fact).is_none() && is_former_fact(&fact), "{fact}");
        }
    }
}
