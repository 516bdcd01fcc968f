//! Which accounts look like emergency accounts. A proposal is shown and never taken: only a person, or a flag that a
//! person typed, makes an account one.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::tenant::Snapshot;

/// Words in the names of such accounts.
const WORDS: [&str; 8] =
    ["breakglass", "break-glass", "break_glass", "emergency", "emergencyaccess", "notfall", "bg-", "bg0"];

/// How many are named.
const MOST: usize = 8;

/// User names with a reason each, in an order of their own.
#[must_use]
pub(super) fn emergency_accounts(snapshot: &Snapshot, told: &[String]) -> Vec<(String, String)> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for name in told {
        found.insert(name.clone(), "an assessment tool was told so".to_owned());
    }
    let policies = snapshot.policies.values().count();
    for user in snapshot.users.values() {
        let Some(name) = &user.user else { continue };
        let local = name.split('@').next().unwrap_or_default().to_lowercase();
        if WORDS.iter().any(|word| local.contains(word)) {
            found.entry(name.clone()).or_insert_with(|| "its name says so".to_owned());
        }
        let Some(id) = user.id.filter(|_| policies > 0).map(|id| id.to_string()) else { continue };
        let left_out = snapshot.policies.values().filter(|policy| {
            let users = policy.get("conditions").and_then(|conditions| conditions.get("users"));
            let list = users.and_then(|users| users.get("excludeUsers")).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).any(|left| left.eq_ignore_ascii_case(&id))
        });
        let count = left_out.count();
        if count * 2 > policies {
            found.insert(name.clone(), format!("{count} of {policies} policies exclude it"));
        }
    }
    found.into_iter().take(MOST).collect()
}
