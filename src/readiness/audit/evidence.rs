//! What the profile shows about one thing, and how several such things add up.

use chrono::{Days, NaiveDate};

use crate::readiness::profile::Verdict;

/// The rhythm of everything that is tried by hand.
pub(super) const RHYTHM: Days = Days::new(90);

/// How many reasons are told one by one.
const REASONS: usize = 4;

/// A verdict and its reason: a sentence, or nothing when nothing at all is known.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) verdict: Verdict,
    pub(super) because: String,
    /// Names of the policies or accounts that it is about, for a comparison with another day.
    pub(super) concerns: Vec<String>,
    /// The day of the oldest export that it stands on; nothing where it stands on none.
    pub(super) read: Option<NaiveDate>,
}

impl Found {
    /// The same verdict, with one more sentence about how far it goes.
    pub(super) fn adding(mut self, sentence: &str) -> Self {
        self.because.push(' ');
        self.because.push_str(sentence);
        self
    }

    /// It stands on an export that was read on this day.
    pub(super) fn read_on(mut self, read: Option<NaiveDate>) -> Self {
        self.read = self.read.into_iter().chain(read).min();
        self
    }

    /// An old export shows nothing about this day: what it lets pass has to be looked at again. What it does not let pass
    /// stays said.
    pub(super) fn on(self, day: NaiveDate) -> Self {
        match self.read {
            Some(read) if self.verdict == Verdict::Yes && is_past(read, day) => {
                unknown(format!("{} The export is older than 90 days; give a new one.", self.because))
            }
            _ => self,
        }
    }

    pub(super) fn about(mut self, concerns: impl IntoIterator<Item = String>) -> Self {
        self.concerns.extend(concerns);
        self
    }
}

pub(super) fn yes(because: impl Into<String>) -> Found {
    Found { verdict: Verdict::Yes, because: because.into(), concerns: Vec::new(), read: None }
}

pub(super) fn no(because: impl Into<String>) -> Found {
    Found { verdict: Verdict::No, because: because.into(), concerns: Vec::new(), read: None }
}

pub(super) fn unknown(because: impl Into<String>) -> Found {
    Found { verdict: Verdict::Unknown, because: because.into(), concerns: Vec::new(), read: None }
}

pub(super) fn not_applicable(because: impl Into<String>) -> Found {
    Found { verdict: Verdict::NotApplicable, because: because.into(), concerns: Vec::new(), read: None }
}

/// Whether something that was done or read on a day has to be done again.
pub(super) fn is_past(done: NaiveDate, day: NaiveDate) -> bool {
    done.checked_add_days(RHYTHM).is_some_and(|end| end < day)
}

/// A yes-no key.
pub(super) fn said(known: Option<bool>, when_yes: &str, when_no: &str, when_unknown: &str) -> Found {
    match known {
        Some(true) => yes(when_yes),
        Some(false) => no(when_no),
        None => unknown(when_unknown),
    }
}

/// Something that has to be done every 90 days.
pub(super) fn recent(what: &str, done: Option<NaiveDate>, day: NaiveDate) -> Found {
    match done {
        None => unknown(format!("No day is recorded on which {what}.")),
        Some(done) if done > day => unknown(format!("The day on which {what} is in the future: {done}.")),
        Some(done) if is_past(done, day) => {
            let days = day.signed_duration_since(done).num_days();
            no(format!("It was {done} when {what}, {days} days ago; 90 is the limit."))
        }
        Some(done) => yes(format!("It was {done} when {what}.")),
    }
}

/// The worst of several, with the reasons of all that are as bad.
pub(super) fn worst(all: impl IntoIterator<Item = Found>) -> Option<Found> {
    let all: Vec<Found> = all.into_iter().collect();
    let rank = |verdict: Verdict| match verdict {
        Verdict::No => 0,
        Verdict::Unknown => 1,
        Verdict::Yes => 2,
        Verdict::NotApplicable => 3,
    };
    let verdict = all.iter().map(|found| found.verdict).min_by_key(|verdict| rank(*verdict))?;
    let mut reasons: Vec<String> = Vec::new();
    let mut concerns: Vec<String> = Vec::new();
    let mut read = None;
    for found in all.into_iter().filter(|found| found.verdict == verdict) {
        read = read.into_iter().chain(found.read).min();
        concerns.extend(found.concerns);
        if found.because.is_empty() {
            continue;
        }
        if !reasons.contains(&found.because) {
            reasons.push(found.because);
        }
    }
    let more = reasons.len().saturating_sub(REASONS);
    reasons.truncate(REASONS);
    if more > 0 {
        reasons.push(format!("The same for {more} more."));
    }
    concerns.sort();
    concerns.dedup();
    Some(Found { verdict, because: reasons.join(" "), concerns, read })
}
