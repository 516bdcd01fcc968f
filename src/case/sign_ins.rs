//! Which of the recorded sign-ins to show: the journal keeps all in the order they came, a reader needs the best first.

use std::collections::{HashMap, HashSet};

use crate::signin::SignIn;

use super::one_sign_in::OneSignIn;
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

    /// Those of these sign-ins that are not recorded yet. Equal Request IDs are one event, whatever source told it.
    #[must_use]
    pub fn not_recorded<'s>(&self, found: &'s [SignIn]) -> Vec<&'s SignIn> {
        let known: HashSet<_> = self.sign_ins.iter().map(|record| record.sign_in.identity()).collect();
        let by_id: HashMap<_, _> =
            self.sign_ins.iter().filter_map(|r| Some((r.sign_in.request_id?, &r.sign_in))).collect();
        // A second telling of one sign-in counts where it knows more: the log names the policies, the page does not.
        let nothing_new = |sign_in: &SignIn| {
            sign_in.request_id.and_then(|id| by_id.get(&id)).is_some_and(|known| {
                let mut filled = (*known).clone();
                fill(&mut filled, sign_in);
                filled == **known
            })
        };
        found.iter().filter(|s| !known.contains(&s.identity()) && !nothing_new(s)).collect()
    }

    /// Takes a sign-in in. Told twice, from the error page and from the log, it is one: what the first telling lacked
    /// is filled in, nothing of it is replaced.
    pub(super) fn signed_in(&mut self, new: SignInRecord) {
        let next = self.sign_ins.len();
        let place = *self.sign_in_places.entry(OneSignIn::of(&new.sign_in)).or_insert(next);
        match self.sign_ins.get_mut(place) {
            Some(known) => {
                fill(&mut known.sign_in, &new.sign_in);
                known.account = new.account.or(known.account.take());
            }
            None => self.sign_ins.push(new),
        }
    }
}

/// Fills what is missing; what is there stays. The time with a zone is worth more than one without.
fn fill(known: &mut SignIn, more: &SignIn) {
    macro_rules! absent {
        ($($field:ident)*) => { $(if known.$field.is_none() { known.$field.clone_from(&more.$field); })* };
    }
    if known.timestamp_utc.is_none() && more.timestamp_utc.is_some() {
        known.timestamp.clone_from(&more.timestamp);
    }
    absent!(request_id correlation_id timestamp timestamp_utc tenant_id tenant_name app_id app_name resource_id ip user
        device_id device_platform device_state oauth_error suberror failure_reason flagged);
    let codes = more.codes.iter().filter(|code| !known.codes.contains(code)).copied().collect::<Vec<_>>();
    known.codes.extend(codes);
    if known.policies.is_empty() {
        known.policies.clone_from(&more.policies);
    }
}
