//! The accounts themselves, and who can get at them.

use chrono::NaiveDate;

use super::super::evidence::{Found, no, recent, unknown, yes};
use super::{Look, folded, is_global, user};
use crate::partner::role::Role;
use crate::readiness::profile::{Assignment, EmergencyAccount, Method};
use crate::tenant::{Held, Synced};

impl Look<'_> {
    pub(super) fn accounts(&self) -> Found {
        let Some(accounts) = &self.profile.emergency_account else {
            return unknown("The profile does not say whether there are emergency accounts.");
        };
        let gone: Vec<String> = accounts.iter().filter(|one| self.is_gone(one)).map(user).collect();
        if !gone.is_empty() {
            let list =
                self.snapshot.map(|seen| seen.evidence(&seen.users, ["user", "users"])).unwrap_or_default();
            return no(format!("Not in the list of users: {} ({list}).", gone.join(", "))).about(gone);
        }
        match accounts.len() {
            0 => no("There is no emergency account."),
            1 => no("There is one emergency account."),
            count @ 2..=4 => match self.seen_users(accounts) {
                Some((list, read)) => {
                    yes(format!("There are {count}, all in the list of users ({list}).")).read_on(read)
                }
                None => yes(format!("There are {count}.")),
            },
            count => no(format!("There are {count}; each one above four is one more to guard.")),
        }
    }

    /// Whether a whole list of users does not have it any more.
    fn is_gone(&self, account: &EmergencyAccount) -> bool {
        self.snapshot.is_some_and(|seen| {
            matches!(seen.user(account.object_id, account.user.as_deref()), crate::tenant::Look::NotThere)
        })
    }

    /// The evidence, if every one of these accounts is in a list of users.
    fn seen_users(&self, accounts: &[EmergencyAccount]) -> Option<(String, Option<NaiveDate>)> {
        let seen = self.snapshot?;
        let there = |one: &EmergencyAccount| seen.user(one.object_id, one.user.as_deref()).found().is_some();
        let list = || (seen.evidence(&seen.users, ["user", "users"]), seen.oldest(&seen.users));
        accounts.iter().all(there).then(list)
    }

    /// A user of an export, with the words that say where.
    fn in_export(&self, account: &EmergencyAccount) -> Option<(&crate::tenant::User, String)> {
        let seen = self.snapshot?;
        let item = seen.user(account.object_id, account.user.as_deref()).found()?;
        Some((&item.value, seen.from(item)))
    }

    pub(super) fn cloud_only(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        if self.is_gone(account) {
            return no(format!("{name} is not in the list of users.")).about([name]);
        }
        let lower = name.to_lowercase();
        let initial = lower.ends_with(".onmicrosoft.com")
            || lower.ends_with(".onmicrosoft.us")
            || lower.ends_with(".partner.onmschina.cn");
        let told = self.in_export(account).filter(|(user, _)| user.synced != Synced::NotKnown);
        let read = told.as_ref().and(self.snapshot).and_then(|seen| seen.oldest(&seen.users));
        let from = told.map_or_else(String::new, |(_, from)| format!(" ({from})"));
        match (account.cloud_only, account.user.is_some() && !initial) {
            (Some(false), _) => no(format!("{name} is synchronised{from}.")).about([name]),
            (_, true) => no(format!("{name} is not on the onmicrosoft.com domain.")).about([name]),
            (Some(true), false) if account.user.is_some() => {
                yes(format!("All are cloud-only, on the initial domain{from}.")).read_on(read)
            }
            _ => unknown(format!("Whether {name} is cloud-only is not known.")),
        }
    }

    /// An export shows that an account is enabled today. That no clean-up can reach it is for a person to say.
    pub(super) fn enabled(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        if self.is_gone(account) {
            return no(format!("{name} is not in the list of users.")).about([name]);
        }
        let told = self.in_export(account).filter(|(user, _)| !user.enabled.is_not_asked());
        let from = told.map_or_else(String::new, |(_, from)| format!(" ({from})"));
        match account.enabled {
            Some(false) => no(format!("{name} is disabled{from}.")).about([name]),
            Some(true) => unknown(format!(
                "Enabled today{from}; whether a clean-up of unused accounts leaves them alone, nobody has said."
            )),
            None => unknown(format!("Whether {name} is enabled is not known.")),
        }
    }

    pub(super) fn role(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        if self.is_gone(account) {
            return no(format!("{name} is not in the list of users.")).about([name]);
        }
        let Some((seen, id)) = self.snapshot.zip(account.object_id) else {
            return self.role_as_told(account);
        };
        let Some(global) = Role::by_name("Global Administrator") else { return unknown("") };
        match seen.holds(id, global, self.now) {
            Held::Permanent(_) => yes(format!(
                "All hold Global Administrator permanently and directly ({}).",
                seen.evidence(&seen.role_assignments, ["assignment", "assignments"])
            ))
            .read_on(seen.oldest(&seen.role_assignments)),
            Held::Until(until, item) => no(format!(
                "{name} holds Global Administrator only until {} ({}).",
                until.format("%Y-%m-%d %H:%M UTC"),
                seen.from(item)
            ))
            .about([name]),
            Held::ThroughGroup(item) => {
                no(format!("{name} holds Global Administrator through a group ({}).", seen.from(item)))
                    .about([name])
            }
            Held::Eligible(item) => {
                no(format!("{name} is only eligible for Global Administrator ({}).", seen.from(item)))
                    .about([name])
            }
            Held::No => no(format!(
                "{name} does not hold Global Administrator ({}).",
                seen.evidence(&seen.role_assignments, ["assignment", "assignments"])
            ))
            .about([name]),
            Held::Now(_) if account.assignment == Some(Assignment::Permanent) => yes(format!(
                "All hold Global Administrator ({}), permanently as the profile says.",
                seen.evidence(&seen.role_assignments, ["assignment", "assignments"])
            ))
            .read_on(seen.oldest(&seen.role_assignments)),
            Held::Now(_) if account.assignment == Some(Assignment::Eligible) => {
                no(format!("{name} is only eligible for its role.")).about([name])
            }
            Held::Now(item) => unknown(format!(
                "{name} holds Global Administrator ({}); whether for good, that export does not say.",
                seen.from(item)
            )),
            Held::Unclear(item) => unknown(format!(
                "{} does not say whether {name} holds Global Administrator or may activate it.",
                seen.from(item)
            )),
            Held::NotKnown => self.role_as_told(account),
        }
    }

    fn role_as_told(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match (&account.role, account.assignment) {
            (Some(role), _) if !is_global(role) => no(format!("{name} holds {role}.")).about([name]),
            (_, Some(Assignment::Eligible)) => {
                no(format!("{name} is only eligible for its role.")).about([name])
            }
            (Some(_), Some(Assignment::Permanent)) => yes("All hold Global Administrator permanently."),
            _ => unknown(format!("Which role {name} holds, and how, is not known.")),
        }
    }

    pub(super) fn no_phone(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let bound = |method: &Method| matches!(method, Method::Phone | Method::Authenticator);
        match &account.methods {
            None => unknown(format!("The methods of {name} are not known.")),
            Some(methods) if methods.iter().any(bound) => {
                no(format!("{name} has a phone or an app registered."))
            }
            Some(methods) if methods.iter().all(|method| *method == Method::Password) => {
                no(format!("{name} has nothing but a password, which the admin portals do not accept alone."))
            }
            Some(_) => yes("None of them needs a phone or an app."),
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
