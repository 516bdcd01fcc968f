//! What the exports say about the methods of the accounts, and about the keys in the safe.
//!
//! It knows Graph's registration report and the authentication methods policy. It refuses to know which model the key in
//! the safe is, because no profile holds it: where the policy restricts models, a person has to look. It refuses to know
//! anything from an export that is older than everything else that has to be looked at again.

use super::super::evidence::{Found, is_past, no, unknown, yes};
use super::{Look, user};
use crate::readiness::profile::EmergencyAccount;
use crate::tenant::conditional_access::loose::Fields;
use crate::tenant::conditional_access::{
    KeyRule, Method, MethodRule, MethodsPolicy, PasskeyTypes, Reference, Registered, Targets, Users,
};
use crate::tenant::{Item, Object, Snapshot};

impl Look<'_> {
    /// Why an export says nothing about today; nothing where it does.
    fn too_old(&self, seen: &Snapshot, item: &Item<Object>) -> Option<Found> {
        is_past(seen.read_on(item)?, self.day).then(|| {
            unknown(format!("The export is older than 90 days; give a new one ({}).", seen.from(item)))
        })
    }

    /// The account's row in the registration report.
    fn registered(&self, account: &EmergencyAccount) -> Option<(Vec<Registered>, &Item<Object>)> {
        let seen = self.snapshot?;
        let id = account.object_id.map(|id| id.to_string());
        let of = |key: &str, row: &Fields, wanted: Option<&str>| {
            wanted.is_some_and(|wanted| {
                row.text(key).is_some_and(|text| text.eq_ignore_ascii_case(wanted.trim()))
            })
        };
        seen.registered_methods.items.iter().find_map(|item| {
            let row = Fields::of(&item.value);
            let is_it = match &id {
                Some(id) => of("id", &row, Some(id)),
                None => of("userPrincipalName", &row, account.user.as_deref()),
            };
            let listed = row.get("methodsRegistered")?.as_array().filter(|_| is_it)?;
            Some((listed.iter().filter_map(Registered::read).collect(), item))
        })
    }

    /// BG-06. An export goes before what the profile says: it is what Microsoft knows.
    pub(super) fn resists(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        if let (Some((methods, item)), Some(seen)) = (self.registered(account), self.snapshot) {
            if let Some(old) = self.too_old(seen, item) {
                return old;
            }
            let from = seen.from(item);
            let resists = |one: &Registered| {
                matches!(one.method, Some(Method::Fido2 | Method::WindowsHello | Method::X509Multi))
            };
            if methods.iter().any(resists) {
                return yes(format!("All have a phishing-resistant method ({from})."));
            }
            if let Some(strange) = methods.iter().find(|one| one.method.is_none()) {
                return unknown(format!(
                    "Whether the method \"{}\" of {name} resists phishing is not known ({from}).",
                    strange.name
                ));
            }
            return match &account.methods {
                // The report does not list certificates: they are no registration.
                Some(told) if told.iter().any(|method| method.resists_phishing()) => unknown(format!(
                    "The profile names a phishing-resistant method of {name}; the report of registered methods has none ({from})."
                )),
                _ => no(format!("{name} has none registered ({from}).")).about([name]),
            };
        }
        match &account.methods {
            None => unknown(format!("The methods of {name} are not known.")),
            Some(methods) if methods.iter().any(|method| method.resists_phishing()) => {
                yes("All have a phishing-resistant method.")
            }
            Some(_) => no(format!("{name} has none.")),
        }
    }

    /// BG-13.
    pub(super) fn keys_are_allowed(&self) -> Found {
        let Some(seen) = self.snapshot else { return unknown("") };
        let [item] = &seen.authentication_methods_policy.items[..] else { return unknown("") };
        if let Some(old) = self.too_old(seen, item) {
            return old;
        }
        let from = seen.from(item);
        let policy = MethodsPolicy::read(&item.value);
        let rules: Vec<_> = policy.rules(Method::Fido2).collect();
        let [rule] = rules[..] else {
            return unknown(format!("The methods policy says nothing clear about security keys ({from})."));
        };
        let seen_whole = seen.authentication_methods_policy.is_whole() && !policy.in_part;
        let what = match (rule.enabled, &rule.include, &rule.exclude) {
            _ if !seen_whole => "was cut, or stands there in two versions; what it says is not certain",
            (Some(false), ..) => {
                return no(format!("The methods policy has security keys switched off ({from})."));
            }
            (None, ..) | (_, Targets::NotSaid, _) | (_, _, Targets::NotSaid) => {
                "does not say whether security keys are allowed, and for whom"
            }
            (_, Targets::These(_), _) => {
                "allows security keys for some groups; whether the accounts are in one is for a person to see"
            }
            (_, _, exclude) if !leaves_out_nobody(exclude) => {
                "leaves some groups out of security keys; whether the accounts are in one is for a person to see"
            }
            _ if !is_bound(rule) => "does not say which passkey profiles count for whom",
            _ if restricts(&rule.keys) => {
                "allows only some models or types of security keys; whether those in the safe are among them is for a person to see"
            }
            _ => {
                return yes(format!(
                    "Security keys are allowed for everybody, and no list of models is enforced ({from})."
                ));
            }
        };
        unknown(format!("The methods policy {what} ({from})."))
    }
}

fn leaves_out_nobody(targets: &Targets) -> bool {
    matches!(targets, Targets::These(users) if **users == Users::default())
}

/// Whether some model may be refused. The rule must say that it is not enforced: what an export leaves out is no no. A model
/// that does not attest what it is can be refused where that is demanded. A security key is always bound to its device.
fn restricts(keys: &[KeyRule]) -> bool {
    keys.is_empty()
        || keys.iter().any(|key| {
            key.enforced != Some(false)
                || key.attested == Some(true)
                || !matches!(key.types, PasskeyTypes::Only(types) if types.device_bound)
        })
}

/// Whether every profile that counts for somebody is there.
fn is_bound(rule: &MethodRule) -> bool {
    let is_there = |id: &Reference| rule.keys.iter().any(|key| key.profile.as_ref() == Some(id));
    rule.bound.iter().all(|bound| bound.profiles.as_ref().is_some_and(|ids| ids.iter().all(is_there)))
}
