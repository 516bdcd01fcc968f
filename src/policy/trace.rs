use super::reason::{Missing, Reason};

/// The path of an answer while it is found: why it is so, and what is missing.
///
/// A whole tenant is judged many thousand times and explained a few times; so nothing is written until somebody wants
/// the path.
#[derive(Debug, Default)]
pub struct Trace {
    on: bool,
    pub why: Vec<String>,
    pub missing: Vec<Missing>,
}

/// A place in a trace to go back to.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize, usize);

impl Trace {
    /// Writes nothing.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// Writes the path.
    #[must_use]
    pub fn on() -> Self {
        Self { on: true, ..Self::default() }
    }

    /// Notes a step of the path.
    pub fn because(&mut self, step: impl FnOnce() -> String) {
        if self.on {
            self.why.push(step());
        }
    }

    /// Notes a missing fact.
    pub fn lacks(&mut self, reason: Reason, text: impl FnOnce() -> String) {
        if self.on {
            let missing = Missing { id: reason.code(), text: text() };
            if !self.missing.contains(&missing) {
                self.missing.push(missing);
            }
        }
    }

    /// Remembers this place.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.why.len(), self.missing.len())
    }

    /// Forgets what was missing since then: the answer was found without it.
    pub fn settled(&mut self, mark: Mark) {
        self.missing.truncate(mark.1);
    }

    /// Forgets the steps since then.
    pub fn retract(&mut self, mark: Mark) {
        self.why.truncate(mark.0);
    }
}
