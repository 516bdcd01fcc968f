//! One item with its answer, from what the profile shows and what a person wrote down.

use chrono::{Days, NaiveDate};

use super::checklist::{Item, Severity};
use super::evidence::{self, Found};
use super::shown::Look;
use crate::readiness::profile::{Answer, Verdict};

/// How long a person's answer is believed.
const BELIEVED: Days = Days::new(365);

/// An item, its verdict and the reason.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub item: &'static Item,
    pub verdict: Verdict,
    /// Why, in a sentence. It may hold names from the profile, which are hostile until a writer shows them.
    pub because: String,
    pub by: By,
    /// The policies or accounts that the verdict is about, by name, for a comparison with another day.
    pub concerns: Vec<String>,
    /// What a person wrote down as evidence.
    pub evidence: Option<String>,
    /// When a person answered.
    pub on: Option<NaiveDate>,
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What the profile shows.
    Profile,
    /// A person, in the profile's `[audit]`.
    Person,
    /// Nobody yet.
    Nobody,
}

impl Outcome {
    /// Whether something is to be done: it fails, or nobody knows.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.verdict, Verdict::No | Verdict::Unknown)
    }

    /// Whether a person's answer could decide it: nothing in the profile does.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        self.verdict == Verdict::Unknown
    }
}

/// Answers one item.
pub(super) fn of(item: &'static Item, look: &Look<'_>) -> Outcome {
    let (profile, day) = (look.profile, look.day);
    let mut found = look.of(&item.id);
    let concerns = std::mem::take(&mut found.concerns);
    let answer = profile.audit.get(&item.id);
    let believed = answer.map(|answer| believe(item, answer, profile.reviewed, day));
    let (verdict, because, by) = match (found, believed) {
        (Found { verdict: Verdict::No, because, .. }, said) => {
            let contrary = said.filter(|said| matches!(said.verdict, Verdict::Yes | Verdict::NotApplicable));
            let note = contrary
                .map(|_| " A person answered otherwise; the profile counts until one of them is corrected.");
            (Verdict::No, format!("{because}{}", note.unwrap_or_default()), By::Profile)
        }
        (Found { verdict: Verdict::Yes, because, .. }, Some(said)) if said.verdict == Verdict::No => {
            (Verdict::No, format!("{} The profile says otherwise: {because}", said.because), By::Person)
        }
        (Found { verdict: verdict @ (Verdict::Yes | Verdict::NotApplicable), because, .. }, _) => {
            (verdict, because, By::Profile)
        }
        (Found { verdict: Verdict::Unknown, because, .. }, None) if because.is_empty() => {
            (Verdict::Unknown, "Nobody has answered yet.".to_owned(), By::Nobody)
        }
        (Found { verdict: Verdict::Unknown, because, .. }, None) => (Verdict::Unknown, because, By::Nobody),
        (Found { verdict: Verdict::Unknown, .. }, Some(said)) => (said.verdict, said.because, By::Person),
    };
    let person = answer.filter(|_| by == By::Person);
    Outcome {
        item,
        verdict,
        because,
        by,
        concerns,
        evidence: person.and_then(|answer| answer.evidence.clone()),
        on: person.and_then(|answer| answer.on),
    }
}

/// What a person's answer is worth: a day that makes sense, and a reason where an item is called not applicable.
fn believe(item: &Item, answer: &Answer, reviewed: Option<NaiveDate>, day: NaiveDate) -> Found {
    let unknown = |because: String| evidence::unknown(because);
    let word = match answer.answer {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Unknown => return unknown("Answered: not known.".into()),
        Verdict::NotApplicable => "not applicable",
    };
    let Some(on) = answer.on.or(reviewed) else {
        return unknown(format!("Answered {word}, without a date."));
    };
    if on > day {
        return unknown(format!("Answered {word} on {on}, which is in the future."));
    }
    if on.checked_add_days(BELIEVED).is_some_and(|end| end < day) {
        return unknown(format!("Answered {word} on {on}; after a year it has to be asked again."));
    }
    let reasonless = answer.evidence.as_deref().is_none_or(|text| text.trim().is_empty());
    if answer.answer == Verdict::NotApplicable && reasonless && item.severity != Severity::Medium {
        return unknown(format!("Marked \"not applicable\" on {on} without a reason."));
    }
    let because = format!("Answered {word} on {on}.");
    Found { verdict: answer.answer, because, concerns: Vec::new(), read: None }
}
