//! What the exports say about the methods of the accounts, and about the keys in the safe.
//!
//! It knows Graph's registration report and the authentication methods policy. It refuses to know which model the key in
//! the safe is, because no profile holds it: where the policy restricts models, a person has to look.

use super::super::evidence::{Found, no, unknown, yes};
use super::{Look, user};
use crate::readiness::profile::EmergencyAccount;
use crate::tenant::conditional_access::loose::Fields;
use crate::tenant::conditional_access::{KeyRule, Method, MethodRule, MethodsPolicy, Registered};

impl Look<'_> {
    /// The account's row in the registration report, and where it is from.
    fn registered(&self, account: &EmergencyAccount) -> Option<(Vec<Registered>, String)> {
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
            Some((listed.iter().filter_map(Registered::read).collect(), seen.from(item)))
        })
    }

    /// BG-06. An export goes before what the profile says: it is what Microsoft knows.
    pub(super) fn resists(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        if let Some((methods, from)) = self.registered(account) {
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
        let Some(item) = seen.authentication_methods_policy.items.first() else { return unknown("") };
        let from = seen.from(item);
        let policy = MethodsPolicy::read(&item.value);
        let Some(rule) = policy.rule(Method::Fido2) else {
            return unknown(format!("The methods policy says nothing about security keys ({from})."));
        };
        match rule {
            MethodRule { enabled: Some(false), .. } => {
                no(format!("The methods policy has security keys switched off ({from})."))
            }
            MethodRule { enabled: None, .. } => unknown(format!(
                "Whether the methods policy allows security keys is not in the export ({from})."
            )),
            MethodRule { groups: Some(_), .. } => unknown(format!(
                "The methods policy allows security keys for some groups; whether the accounts are in one is for a person to see ({from})."
            )),
            rule if !rule.not_groups.is_empty() => unknown(format!(
                "The methods policy leaves some groups out of security keys; whether the accounts are in one is for a person to see ({from})."
            )),
            rule if restricts(&rule.keys) => unknown(format!(
                "The methods policy allows only some models of security keys; whether those in the safe are among them is for a person to see ({from})."
            )),
            _ => yes(format!("Security keys are allowed for everybody, of any model ({from}).")),
        }
    }
}

/// Whether some model may be refused. The rule must say that it is not enforced: what an export leaves out is no no.
fn restricts(keys: &[KeyRule]) -> bool {
    keys.is_empty() || keys.iter().any(|key| key.enforced != Some(false))
}
