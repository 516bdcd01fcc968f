//! Which addresses lie inside the locked tenant.

use super::state::Case;
use crate::model::facts;

/// Domains that every tenant of a cloud has its initial domain in.
const FIRST: [&str; 3] = ["onmicrosoft.com", "onmicrosoft.us", "partner.onmschina.cn"];

impl Case {
    /// Whether an e-mail address is known to lie in the locked tenant: in one of its own domains or below, or in any
    /// tenant's initial domain.
    #[must_use]
    pub fn is_inside_tenant(&self, address: &str) -> bool {
        let Some((_, host)) = address.rsplit_once('@') else { return false };
        let host = host.trim().trim_end_matches(['>', '.']).to_lowercase();
        let own = self.items(facts::DOMAINS).iter().chain(self.items(facts::ONMICROSOFT));
        own.map(|domain| domain.to_lowercase()).chain(FIRST.map(str::to_owned)).any(|domain| {
            host == domain || host.strip_suffix(&domain).is_some_and(|front| front.ends_with('.'))
        })
    }
}
