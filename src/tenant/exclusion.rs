//! Whether a Conditional Access policy leaves an account out, as far as the exports show it.
//!
//! This is about exclusion alone, for the checklist: not who is refused where, which is the policy evaluator's to say.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Held, Look, Object, Snapshot};
use crate::model::ObjectId;
use crate::partner::role::Role;

/// An account that policies should leave out.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    pub id: Option<ObjectId>,
    pub user: Option<&'a str>,
}

/// The group that the profile names as the one that holds the emergency accounts. Where its members were exported, the
/// export counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trusted<'a> {
    pub id: Option<ObjectId>,
    pub name: Option<&'a str>,
    /// Whether it is believed to hold them: nobody said otherwise.
    pub holds_them: bool,
}

fn users(policy: &Object) -> Option<&Value> {
    policy.get("conditions")?.get("users")
}

fn texts<'a>(of: Option<&'a Value>, key: &str) -> impl Iterator<Item = &'a str> {
    of.and_then(|of| of.get(key)).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn says_something(value: &Value) -> bool {
    super::merge::essence(value).is_some()
}

/// The policy's name, else its id.
#[must_use]
pub fn name(policy: &Object) -> &str {
    let text = |key: &str| policy.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("displayName").or_else(|| text("id")).unwrap_or("without a name")
}

/// Whether a policy is about people of the tenant: not about guests alone, applications or agents. Where it does not
/// say whom it is about, it may be about anybody.
#[must_use]
pub fn is_about_members(policy: &Object) -> bool {
    let conditions = policy.get("conditions");
    if conditions.and_then(|all| all.get("clientApplications")).is_some_and(says_something) {
        return false;
    }
    let agents = ["agents", "agentContext"]
        .iter()
        .any(|key| conditions.and_then(|all| all.get(*key)).is_some_and(says_something));
    let of = users(policy);
    let keys = ["includeUsers", "includeGroups", "includeRoles"];
    let told = keys.iter().any(|key| of.and_then(|of| of.get(*key)).is_some());
    let included: Vec<&str> = keys.iter().flat_map(|key| texts(of, key)).collect();
    let people = included.iter().any(|who| !matches!(*who, "None" | "GuestsOrExternalUsers"));
    let guests = included.contains(&"GuestsOrExternalUsers")
        || of.and_then(|of| of.get("includeGuestsOrExternalUsers")).is_some_and(says_something);
    people || (!told && !guests && !agents)
}

/// Whether an export says whom a policy includes: each list of people is there, if only an empty one.
#[must_use]
pub fn says_whom(policy: &Object) -> bool {
    let of = users(policy);
    ["includeUsers", "includeGroups", "includeRoles"]
        .iter()
        .all(|key| of.and_then(|of| of.get(*key)).is_some_and(Value::is_array))
}

/// The groups that a policy leaves out, as the policy writes them.
pub fn excluded_groups(policy: &Object) -> impl Iterator<Item = &str> {
    texts(users(policy), "excludeGroups")
}

/// The groups that a policy includes, as the policy writes them.
pub fn included_groups(policy: &Object) -> impl Iterator<Item = &str> {
    texts(users(policy), "includeGroups")
}

/// The roles that a policy includes or leaves out, as the policy writes them.
pub fn roles(policy: &Object) -> impl Iterator<Item = &str> {
    ["includeRoles", "excludeRoles"].into_iter().flat_map(|key| texts(users(policy), key))
}

/// Whether a policy leaves this account out by its own id or name.
#[must_use]
pub fn names_account(policy: &Object, account: Account<'_>) -> bool {
    texts(users(policy), "excludeUsers").any(|text| match text.parse::<ObjectId>() {
        Ok(id) => account.id == Some(id),
        Err(_) => account.user.is_some_and(|user| user.trim().eq_ignore_ascii_case(text.trim())),
    })
}

impl Snapshot {
    /// Whether this policy leaves this account out; nothing where the exports do not tell.
    #[must_use]
    pub fn leaves_out(
        &self,
        policy: &Object,
        account: Account<'_>,
        trusted: Trusted<'_>,
        now: DateTime<Utc>,
    ) -> Option<bool> {
        let of = users(policy)?;
        let mut unknown = false;
        let own_name = account.user.map(|user| user.trim().to_lowercase());
        for text in texts(Some(of), "excludeUsers") {
            match (text.parse::<ObjectId>(), account.id) {
                (Ok(id), Some(own)) if id == own => return Some(true),
                (Ok(_), Some(_)) => {}
                (Err(_), _) if Some(text.trim().to_lowercase()) == own_name => return Some(true),
                (Err(_), _) if text == "GuestsOrExternalUsers" => {}
                (Err(_), _) if text.contains('@') && own_name.is_some() => {
                    // Another user's name, if the list of users knows it as one.
                    unknown |= !matches!(self.user(None, Some(text)), Look::Found(item) if item.value.id != account.id);
                }
                // A placeholder, or somebody whose id may be this account's.
                (Ok(_), None) | (Err(_), _) => unknown = true,
            }
        }
        for text in texts(Some(of), "excludeGroups") {
            match self.in_group(text, account, trusted) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        for text in texts(Some(of), "excludeRoles") {
            let role = text.parse().ok().and_then(Role::by_template).or_else(|| Role::by_name(text));
            let Some((role, id)) = role.zip(account.id) else {
                unknown = true;
                continue;
            };
            match self.holds(id, role, now) {
                Held::Permanent(_) => return Some(true),
                // An eligible role counts only while it is activated.
                Held::Eligible(_) | Held::No => {}
                _ => unknown = true,
            }
        }
        if unknown { None } else { Some(false) }
    }

    fn in_group(&self, text: &str, account: Account<'_>, trusted: Trusted<'_>) -> Option<bool> {
        let by_id = text.parse::<ObjectId>().ok();
        let named =
            |name: Option<&str>| name.is_some_and(|name| name.trim().eq_ignore_ascii_case(text.trim()));
        let is_trusted = (by_id.is_some() && by_id == trusted.id) || (by_id.is_none() && named(trusted.name));
        let id = by_id
            .or_else(|| self.group(None, Some(text))?.value.id)
            .or_else(|| is_trusted.then_some(trusted.id).flatten());
        if let Some((group, person)) = id.zip(account.id) {
            match self.is_member(group, person) {
                Look::Found(()) => return Some(true),
                Look::NotThere => return Some(false),
                // What somebody remembers settles no contradiction between exports.
                Look::NotKnown if self.is_disputed(group) => return None,
                Look::NotKnown => {}
            }
        }
        (is_trusted && trusted.holds_them).then_some(true)
    }

    /// Names of the groups that a policy leaves out and whose members no export shows.
    pub fn unknown_groups<'a>(&'a self, policy: &'a Object) -> impl Iterator<Item = String> + 'a {
        texts(users(policy), "excludeGroups").filter_map(|text| {
            let id: Option<ObjectId> = text.parse().ok();
            let known = id.or_else(|| self.group(None, Some(text))?.value.id);
            if known.and_then(|id| self.members(id)).is_some_and(|item| item.value.whole) {
                return None;
            }
            let name = id.and_then(|id| self.group(Some(id), None)?.value.name.clone());
            Some(name.unwrap_or_else(|| super::read::name(text)))
        })
    }
}

/// Whether a policy could lock everybody out: all users, all apps, block or a managed device, nobody left out, and no
/// other condition. Nothing where a condition is not known to this program.
#[must_use]
pub fn locks_everybody_out(policy: &Object) -> Option<bool> {
    let conditions = policy.get("conditions")?;
    let of = users(policy);
    let has = |of: Option<&Value>, key: &str, value: &str| {
        texts(of, key).any(|text| text.eq_ignore_ascii_case(value))
    };
    let grant = policy.get("grantControls");
    let controls: Vec<&str> = texts(grant, "builtInControls").collect();
    let operator = grant.and_then(|grant| grant.get("operator")).and_then(Value::as_str).unwrap_or("OR");
    let device = |control: &str| matches!(control, "compliantDevice" | "domainJoinedDevice");
    let more = ["customAuthenticationFactors", "termsOfUse", "authenticationStrength"]
        .iter()
        .any(|key| grant.and_then(|grant| grant.get(*key)).is_some_and(says_something));
    let severe = controls.contains(&"block")
        || controls.iter().any(|c| device(c))
            && (operator == "AND" || (controls.iter().all(|c| device(c)) && !more));
    let left_out =
        ["excludeUsers", "excludeGroups", "excludeRoles"].iter().any(|key| texts(of, key).next().is_some());
    if !severe
        || left_out
        || !has(of, "includeUsers", "All")
        || !has(conditions.get("applications"), "includeApplications", "All")
        || texts(conditions.get("applications"), "excludeApplications").next().is_some()
    {
        return Some(false);
    }
    let plain = ["users", "applications", "clientAppTypes"];
    let narrowing = [
        "platforms",
        "locations",
        "devices",
        "deviceStates",
        "signInRiskLevels",
        "userRiskLevels",
        "insiderRiskLevels",
        "servicePrincipalRiskLevels",
        "authenticationFlows",
        "times",
        "clientApplications",
    ];
    let clients: Vec<&str> = texts(Some(conditions), "clientAppTypes").collect();
    if !clients.is_empty() && !clients.contains(&"all") {
        return Some(false);
    }
    let mut set = conditions.as_object().into_iter().flatten().filter(|(_, value)| says_something(value));
    let others: Vec<&String> =
        set.by_ref().map(|(key, _)| key).filter(|key| !plain.contains(&key.as_str())).collect();
    match others[..] {
        [] => Some(true),
        _ if others.iter().any(|key| narrowing.contains(&key.as_str())) => Some(false),
        _ => None,
    }
}
