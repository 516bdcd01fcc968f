//! Which of the recorded sign-ins to show: the journal keeps all in the order they came, a reader needs the best first.

use std::collections::HashSet;

use crate::signin::SignIn;

use super::state::{Case, SignInRecord};

impl Case {
    /// Every recorded sign-in once. Those with a Request ID or Correlation ID come first, among them the newest; of
    /// those whose time is not known, the one that was recorded last.
    #[must_use]
    pub fn best_sign_ins(&self) -> Vec<&SignInRecord> {
        let mut seen = HashSet::new();
        let newest = self.sign_ins.iter().rev();
        let mut best: Vec<_> = newest.filter(|record| seen.insert(record.sign_in.identity())).collect();
        let use_of = |s: &SignIn| (s.has_an_id(), s.timestamp_utc);
        best.sort_by_key(|record| std::cmp::Reverse(use_of(&record.sign_in)));
        best
    }

    /// Those of these sign-ins that are not recorded yet.
    #[must_use]
    pub fn not_recorded<'s>(&self, found: &'s [SignIn]) -> Vec<&'s SignIn> {
        let known: HashSet<_> = self.sign_ins.iter().map(|record| record.sign_in.identity()).collect();
        found.iter().filter(|sign_in| !known.contains(&sign_in.identity())).collect()
    }
}
