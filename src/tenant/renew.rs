//! A new import over an earlier snapshot.
//!
//! A list that is whole takes the earlier one's place, with everything that is not in it any more. A part of a list
//! adds and corrects and removes nothing; what comes out is a part. What was not exported again stays as it was, with
//! its own date.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Collection, Lack, Object, Snapshot, Source, User, Whole};
use crate::model::ObjectId;

/// Something that an item of a list is recognised by.
trait Keyed {
    fn key(&self) -> String;
}

impl Keyed for Object {
    fn key(&self) -> String {
        let text = |key: &str| self.get(key).and_then(|value| value.as_str()).map(str::to_ascii_lowercase);
        text("id").unwrap_or_else(|| serde_json::Value::Object(self.clone()).to_string())
    }
}

macro_rules! keyed {
    ($($kind:ident: $one:ident => $key:expr;)*) => {$(
        impl Keyed for super::$kind {
            fn key(&self) -> String {
                let $one = self;
                $key
            }
        }
    )*};
}

keyed! {
    Organization: one => one.id.map_or_else(String::new, |id| id.to_string());
    Domain: one => one.name.clone();
    User: one => one.id.map_or_else(|| one.user.clone().unwrap_or_default().to_lowercase(), |id| id.to_string());
    Group: one => one.id.map_or_else(|| one.name.clone().unwrap_or_default(), |id| id.to_string());
    Membership: one => format!("{:?} {:?} {}", one.group, one.group_name, one.nested);
    RoleAssignment: one => format!("{} {:?} {:?} {:?} {:?}", one.principal, one.role, one.role_name, one.scope, one.holding);
    SecurityDefaults: _one => String::new();
    Relationship: one => one.id.clone().unwrap_or_else(|| format!("{:?} {:?}", one.name, one.created));
    ServicePrincipal: one => one.id.map_or_else(String::new, |id| id.to_string());
}

impl Snapshot {
    /// Lays this import over an earlier snapshot of the same tenant.
    #[must_use]
    pub fn over(mut self, mut earlier: Self) -> Self {
        let offset = self.sources.len();
        self.sources.extend(earlier.sources);
        self.tenant = self.tenant.or(earlier.tenant);
        with_ids(&mut earlier.users, &self.users);
        with_ids(&mut self.users, &earlier.users);
        macro_rules! each {
            ($($field:ident)*) => {$(
                self.$field = renewed(self.$field, earlier.$field, offset, &self.sources);
            )*};
        }
        each! {
            organization domains users groups role_assignments role_eligibilities policies named_locations
            authentication_strengths authentication_methods_policy registered_methods security_defaults
            conditional_access_settings policy_plans relationships service_principals
        }
        // Each group's members are a list of their own.
        let old = std::mem::take(&mut self.memberships);
        self.memberships = renewed(old, earlier.memberships, offset, &self.sources);
        self.without_unused_sources()
    }

    /// Sources that something is from, and those of this import.
    fn without_unused_sources(mut self) -> Self {
        let mut used: BTreeMap<usize, usize> = BTreeMap::new();
        macro_rules! all {
            ($do:expr) => {
                all!($do; organization domains users groups memberships role_assignments role_eligibilities policies
                    named_locations authentication_strengths authentication_methods_policy registered_methods
                    security_defaults conditional_access_settings policy_plans relationships service_principals)
            };
            ($do:expr; $($field:ident)*) => {$(
                for item in &mut self.$field.items {
                    $do(&mut item.from.source);
                }
                self.$field.files = std::mem::take(&mut self.$field.files)
                    .into_iter()
                    .map(|mut source| {
                        $do(&mut source);
                        source
                    })
                    .collect();
            )*};
        }
        all!(|source: &mut usize| {
            used.insert(*source, 0);
        });
        let newest = self.sources.iter().map(|source| source.read).max();
        for (at, source) in self.sources.iter().enumerate() {
            if Some(source.read) == newest {
                used.insert(at, 0);
            }
        }
        let mut kept: Vec<Source> = Vec::new();
        for (at, place) in &mut used {
            let Some(source) = self.sources.get(*at) else { continue };
            *place = kept.iter().position(|known| known == source).unwrap_or(kept.len());
            if *place == kept.len() {
                kept.push(source.clone());
            }
        }
        all!(|source: &mut usize| *source = used.get(source).copied().unwrap_or_default());
        self.sources = kept;
        self
    }
}

/// Gives users without an id the one that the other list has for their name. A user name is unique in a tenant; where the other
/// list has two ids for it, whose it is now is not known.
fn with_ids(users: &mut Collection<User>, other: &Collection<User>) {
    let mut ids: HashMap<String, Option<ObjectId>> = HashMap::new();
    for user in other.values() {
        if let (Some(id), Some(name)) = (user.id, &user.user) {
            let one = ids.entry(name.to_lowercase()).or_insert(Some(id));
            *one = one.filter(|known| *known == id);
        }
    }
    for item in users.items.iter_mut().filter(|item| item.value.id.is_none()) {
        let name = item.value.user.as_ref().map(|name| name.to_lowercase());
        item.value.id = name.and_then(|name| ids.get(&name).copied()).flatten();
    }
}

fn renewed<T: Keyed>(
    new: Collection<T>,
    mut earlier: Collection<T>,
    offset: usize,
    sources: &[Source],
) -> Collection<T> {
    for item in &mut earlier.items {
        item.from.source += offset;
    }
    earlier.files = earlier.files.iter().map(|source| source + offset).collect();
    match new.whole {
        Whole::Whole { .. } => new,
        Whole::Absent => earlier,
        // Nothing of it could be used, because it was cut or unreadable: the earlier export stays.
        Whole::Part { .. } if new.items.is_empty() => {
            if earlier.is_absent() {
                Collection { others: 0, ..new }
            } else {
                earlier
            }
        }
        Whole::Part { .. } if earlier.is_absent() => new,
        Whole::Part { mut lacks } => {
            // An import may list one thing twice and contradict itself: what is renewed is what came before it.
            let again: BTreeSet<String> = new.items.iter().map(|item| item.value.key()).collect();
            let file = new.items.first().and_then(|item| sources.get(item.from.source));
            let file = file.map(|source| source.file.clone()).unwrap_or_default();
            let mut items = earlier.items;
            items.retain(|item| !again.contains(&item.value.key()));
            items.extend(new.items);
            items.sort_by_cached_key(|item| item.value.key());
            lacks.push(Lack::Renewed { file });
            lacks.extend(match earlier.whole {
                Whole::Part { lacks } => lacks,
                _ => Vec::new(),
            });
            lacks.sort();
            lacks.dedup();
            let others = earlier.others.max(new.others);
            let files = earlier.files.union(&new.files).copied().collect();
            Collection { whole: Whole::Part { lacks }, items, files, others }
        }
    }
}
