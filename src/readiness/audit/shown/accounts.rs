//! The accounts themselves, and who can get at them.

use super::super::evidence::{Found, no, recent, unknown, yes};
use super::{Look, folded, is_global, user};
use crate::readiness::profile::{Assignment, EmergencyAccount, Method};

impl Look<'_> {
    pub(super) fn accounts(&self) -> Found {
        let Some(accounts) = &self.profile.emergency_account else {
            return unknown("The profile does not say whether there are emergency accounts.");
        };
        match accounts.len() {
            0 => no("There is no emergency account."),
            1 => no("There is one emergency account."),
            count @ 2..=4 => yes(format!("There are {count}.")),
            count => no(format!("There are {count}; each one above four is one more to guard.")),
        }
    }

    pub(super) fn cloud_only(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let lower = name.to_lowercase();
        let initial = lower.ends_with(".onmicrosoft.com")
            || lower.ends_with(".onmicrosoft.us")
            || lower.ends_with(".partner.onmschina.cn");
        match (account.cloud_only, account.user.is_some() && !initial) {
            (Some(false), _) => no(format!("{name} is synchronised.")),
            (_, true) => no(format!("{name} is not on the onmicrosoft.com domain.")),
            (Some(true), false) if account.user.is_some() => {
                yes("All are cloud-only, on the initial domain.")
            }
            _ => unknown(format!("Whether {name} is cloud-only is not known.")),
        }
    }

    pub(super) fn role(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match (&account.role, account.assignment) {
            (Some(role), _) if !is_global(role) => no(format!("{name} holds {role}.")),
            (_, Some(Assignment::Eligible)) => no(format!("{name} is only eligible for its role.")),
            (Some(_), Some(Assignment::Permanent)) => yes("All hold Global Administrator permanently."),
            _ => unknown(format!("Which role {name} holds, and how, is not known.")),
        }
    }

    pub(super) fn resists(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match &account.methods {
            None => unknown(format!("The methods of {name} are not known.")),
            Some(methods) if methods.iter().any(|method| method.resists_phishing()) => {
                yes("All have a phishing-resistant method.")
            }
            Some(_) => no(format!("{name} has none.")),
        }
    }

    pub(super) fn no_phone(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let bound = |method: &Method| matches!(method, Method::Phone | Method::Authenticator);
        match &account.methods {
            None => unknown(format!("The methods of {name} are not known.")),
            Some(methods) if methods.iter().any(bound) => {
                no(format!("{name} has a telephone or an app registered."))
            }
            Some(methods) if methods.iter().all(|method| *method == Method::Password) => {
                no(format!("{name} has nothing but a password, which the admin portals do not accept alone."))
            }
            Some(_) => yes("None needs a telephone or an app."),
        }
    }

    pub(super) fn two_keys(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let listed = self.profile.key.as_deref();
        let owned =
            account.user.is_some() && listed.is_some_and(|keys| keys.iter().all(|key| key.account.is_some()));
        if !owned {
            return unknown("Which security keys there are, and for whom, is not known.");
        }
        let keys: Vec<_> = self.profile.keys_of(&name).collect();
        let places: Vec<String> = keys.iter().filter_map(|key| key.place.as_deref()).map(folded).collect();
        match keys.len() {
            0 | 1 => no(format!("{name} has {} listed.", if keys.is_empty() { "no key" } else { "one key" })),
            count if places.len() < count => {
                unknown(format!("{name} has {count} keys; where each of them is kept is not known."))
            }
            _ if places.iter().all(|place| *place == places[0]) => {
                no(format!("All keys of {name} are in one place."))
            }
            _ => yes("Two keys for each, in two places."),
        }
    }

    /// The profile can show that all envelopes lie together; that they are well kept is for a person to say.
    pub(super) fn two_places(&self) -> Found {
        let places: Vec<String> = self
            .profile
            .emergency_accounts()
            .iter()
            .filter_map(|account| account.password_place.as_deref())
            .map(folded)
            .collect();
        match places.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && rest.contains(first) => {
                no("Two envelopes lie in one place.")
            }
            _ => unknown(""),
        }
    }

    pub(super) fn holders(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match account.holders.as_deref() {
            None => unknown(format!("Who can open {name} is not known.")),
            Some([] | [_]) => no(format!("Fewer than two people can open {name}.")),
            Some(_) => recent("the list of holders was reviewed", self.profile.reviewed, self.day),
        }
    }
}
