//! Whether policies leave the accounts out.

use super::super::evidence::{Found, no, not_applicable, said, unknown, yes};
use super::{Look, folded, user};
use crate::model::ObjectId;
use crate::readiness::profile::{EmergencyAccount, Excluded, Exclusion, Policy, Verdict};

impl Look<'_> {
    /// Nothing can be left out while security defaults are on.
    pub(super) fn exclusion(&self, look: impl Fn(&Self) -> Found) -> Found {
        if self.profile.tenant.security_defaults == Some(true) {
            return not_applicable("Security defaults are on; nothing can be excluded from them.");
        }
        look(self)
    }

    /// An export of the policies counts more than what somebody remembers.
    pub(super) fn left_out(&self) -> Found {
        match &self.profile.policy {
            Some(policies) if !policies.is_empty() => self.each(|account| {
                let sees = |wanted| {
                    policies.iter().filter(|p| self.leaves_out(p, account) == wanted).collect::<Vec<_>>()
                };
                self.forgotten(account, &sees(Some(false)), &sees(None))
            }),
            _ => self.each(|account| match account.excluded {
                Some(Excluded::All) => yes("All are excluded from every policy."),
                Some(Excluded::Some) => no(format!("{} is excluded from some policies only.", user(account))),
                Some(Excluded::None) => no(format!("{} is excluded from no policy.", user(account))),
                None => unknown(format!("Whether {} is excluded is not known.", user(account))),
            }),
        }
    }

    pub(super) fn forgotten(
        &self,
        account: &EmergencyAccount,
        forgetful: &[&Policy],
        unclear: &[&Policy],
    ) -> Found {
        let name = user(account);
        let title = |policy: &&Policy| format!("\u{201c}{}\u{201d}", policy.name.as_deref().unwrap_or("?"));
        let titles = |policies: &[&Policy]| {
            let names: Vec<String> = policies.iter().take(3).map(title).collect();
            format!("{}{}", names.join(", "), if policies.len() > 3 { " and others" } else { "" })
        };
        match (forgetful, unclear) {
            ([], []) => yes(format!("{name} is left out of every exported policy.")),
            ([], unclear) => unknown(format!("Whether {} leave {name} out is not clear.", titles(unclear))),
            ([one], []) if self.is_decided() == Some(true) => {
                yes(format!("{name} has the one policy {} by the decision of BG-37.", title(one)))
            }
            ([_], unclear) if self.is_decided().is_none() => {
                unknown(format!("Whether {} leave the accounts out is not clear.", titles(unclear)))
            }
            (forgetful, _) => no(format!("{name} is not left out of {}.", titles(forgetful))),
        }
    }

    /// One account may have one policy of its own, if that was decided in writing and another account has none.
    pub(super) fn is_decided(&self) -> Option<bool> {
        let signed = self.profile.audit.get("BG-37").is_some_and(|answer| answer.answer == Verdict::Yes);
        let policies = || self.profile.policy.iter().flatten();
        let accounts = self.profile.emergency_accounts();
        let free = |account| policies().all(|policy| self.leaves_out(policy, account) == Some(true));
        let caught = |account| policies().any(|policy| self.leaves_out(policy, account) == Some(false));
        match (signed && accounts.iter().any(free), signed && !accounts.iter().all(caught)) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        }
    }

    /// Whether a policy leaves this account out; nothing where its list names somebody whom the profile does not know.
    pub(super) fn leaves_out(&self, policy: &Policy, account: &EmergencyAccount) -> Option<bool> {
        let group = &self.profile.exclusion_group;
        let names = |id: Option<ObjectId>, name: &Option<String>| {
            [id.map(|id| id.to_string()), name.as_deref().map(folded)].into_iter().flatten()
        };
        let group: Vec<String> = names(group.object_id, &group.name).collect();
        let own: Vec<String> = names(account.object_id, &account.user).collect();
        let others = self.profile.emergency_accounts();
        let known: Vec<String> =
            others.iter().flat_map(|other| names(other.object_id, &other.user)).collect();
        let list: Vec<String> = policy.leaves_out.as_ref()?.iter().map(|name| folded(name)).collect();
        if list.iter().any(|name| own.contains(name) || group.contains(name)) {
            return Some(true);
        }
        list.iter().all(|name| known.contains(name)).then_some(false)
    }

    pub(super) fn group(
        &self,
        known: Option<bool>,
        when_yes: &str,
        when_no: &str,
        when_unknown: &str,
    ) -> Found {
        let accounts = self.profile.emergency_accounts();
        let direct = |account: &EmergencyAccount| account.exclusion == Some(Exclusion::Direct);
        if !accounts.is_empty() && accounts.iter().all(direct) {
            return not_applicable("All are excluded directly; there is no group.");
        }
        said(known, when_yes, when_no, when_unknown)
    }
}
