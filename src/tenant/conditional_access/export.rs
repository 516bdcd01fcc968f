use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::around::{Around, Group};
use super::loose::{Fields, holds_something};
use super::{MethodsPolicy, Place, Policy, Reference, Strength};
use crate::model::text::whole;
use crate::tenant::{Collection, Item, Lack, Object, Snapshot, Told, Whole};

/// What files say about Conditional Access. They are judged as the whole list of policies unless one of them says
/// otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Export {
    pub policies: Vec<Policy>,
    pub around: Around,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, String)>,
    /// What was recognised and is no list of policies.
    pub passed: Vec<String>,
    /// A list of policies was there, if only an empty one.
    pub has_policies: bool,
    /// Policies that stand there in two versions.
    pub twice: Vec<String>,
    /// Why none of the policies is certainly in force here.
    pub mixed: Option<(Mixed, String)>,
    /// When the oldest of the policies were read, where a snapshot says it.
    pub read: Option<DateTime<Utc>>,
    alone: bool,
    pages_that_go_on: usize,
    last_pages: usize,
    /// The versions of each policy, by the digest of their content.
    seen: HashMap<Reference, Vec<[u8; 32]>>,
}

/// What files may have been mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mixed {
    /// Files of several tenants.
    Tenants,
    /// Lists of several dates.
    Dates,
}

/// How deep containers may lie in one another.
const DEEPEST: usize = 6;

impl Export {
    /// The list goes on in a page that is not there.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.pages_that_go_on > 0 && self.last_pages == 0
    }

    /// One policy that stands alone in its file, and no list.
    #[must_use]
    pub fn is_one_alone(&self) -> bool {
        self.alone && self.policies.len() == 1
    }

    /// A tool cut something off the policies.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.policies.iter().any(|policy| policy.cut)
    }

    /// Reads one file.
    pub fn take(&mut self, file: &str, bytes: &[u8]) {
        let Some(text) = whole(bytes) else {
            self.unread.push((file.to_owned(), "the file is not text".to_owned()));
            return;
        };
        match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
            Ok(value) => self.walk(&value, file, 0, true),
            Err(why) => self.unread.push((file.to_owned(), why.to_string())),
        }
    }

    /// Reads one document that is already JSON.
    pub fn take_json(&mut self, file: &str, value: &Value) {
        self.walk(value, file, 0, true);
    }

    /// Takes what a kept snapshot holds.
    pub fn take_snapshot(&mut self, snapshot: &Snapshot) {
        let sources = snapshot.policies.files.iter().filter_map(|file| snapshot.sources.get(*file));
        self.read = sources.map(|source| source.read).chain(self.read).min();
        let file = |item: &Item<_>| {
            snapshot
                .sources
                .get(item.from.source)
                .map_or("the snapshot", |source| source.file.as_str())
                .to_owned()
        };
        for item in &snapshot.policies.items {
            self.policy(&item.value, &file(item));
        }
        self.has_policies |= snapshot.policies.whole != Whole::Absent;
        if let Whole::Part { lacks } = &snapshot.policies.whole {
            for lack in lacks {
                match lack {
                    Lack::NextPage { .. }
                    | Lack::EarlierPage { .. }
                    | Lack::Renewed { .. }
                    | Lack::Filtered { .. } => {
                        self.pages_that_go_on += 1;
                    }
                    Lack::Cut { file, .. } => {
                        self.unread.push((file.clone(), "a tool cut its policies off".to_owned()));
                    }
                    Lack::Unreadable { file } => {
                        self.unread.push((file.clone(), "it could not be read".to_owned()));
                    }
                    Lack::TwoVersions { object } => {
                        self.unread
                            .push((object.clone(), "the policy stands there in two versions".to_owned()));
                    }
                    Lack::TwoLists { first, second } => self.two_dates(first, second),
                    Lack::OneOfMany { .. } => {}
                }
            }
        }
        let around = &mut self.around;
        snapshot.named_locations.values().for_each(|object| around.take_place(Place::read(object)));
        let strengths = snapshot.authentication_strengths.values();
        around.strengths.extend(strengths.filter_map(|object| Strength::read(&Fields::of(object))));
        let methods = &snapshot.authentication_methods_policy;
        for object in methods.values() {
            around.methods.get_or_insert_default().join(MethodsPolicy::read(object));
        }
        // One that contradicts itself, was cut or could not be read is there, and may say something about any method.
        if !methods.is_absent() && !methods.is_whole() {
            around.methods.get_or_insert_default().join(MethodsPolicy::unread());
        }
        self.complete_by(snapshot);
    }

    /// Two lists of policies of two dates: none of their policies is certainly in force.
    pub fn two_dates(&mut self, first: &str, second: &str) {
        let why = format!(
            "{first} and {second} are lists of two dates; which of them is in force now is not known"
        );
        self.mixed = self.mixed.take().or(Some((Mixed::Dates, why)));
    }

    /// Takes from a snapshot of the same files what they say about the tenant beside the policies. Of what stands in one of
    /// two lists of two dates alone nothing is known.
    pub fn complete_by(&mut self, snapshot: &Snapshot) {
        let around = &mut self.around;
        around.places_whole |= snapshot.named_locations.is_whole();
        if of_two_dates(&snapshot.named_locations) {
            around.places_whole = false;
            let sure = ids(&snapshot.named_locations);
            around.places.retain(|place| place.id.as_ref().is_some_and(|id| sure.contains(id)));
        }
        if of_two_dates(&snapshot.authentication_strengths) {
            let sure = ids(&snapshot.authentication_strengths);
            around.strengths.retain(|one| one.id.as_ref().is_some_and(|id| sure.contains(id)));
        }
        for one in snapshot.security_defaults.values() {
            if let Told::Is(on) = one.enabled {
                around.security_defaults.hear(on);
            }
        }
        let known: HashSet<Reference> = around.groups.iter().map(|group| group.id.clone()).collect();
        for group in snapshot.groups.values() {
            let Some(id) = group.id.map(|id| Reference::read(&id.to_string())) else { continue };
            if !known.contains(&id) {
                around.groups.push(Group {
                    id,
                    name: group.name.as_ref().map(|name| name.to_lowercase()),
                    dynamic: matches!(group.membership_rule, Told::Is(_)),
                    members: Vec::new(),
                    members_whole: false,
                });
            }
        }
        around.users_whole |= snapshot.users.is_whole();
        for user in snapshot.users.values() {
            if let Some(id) = user.id {
                let id = Reference::read(&id.to_string());
                around.name_user(id, user.user.iter().map(|name| name.to_lowercase()));
            }
        }
    }

    /// `listed`: what stands here is a list that a tool wrote, and so a whole one.
    fn walk(&mut self, value: &Value, file: &str, depth: usize, listed: bool) {
        match value {
            Value::Array(items) => self.items(items, file, depth, listed),
            Value::Object(object) => self.object(object, file, depth),
            _ => {}
        }
    }

    fn items(&mut self, items: &[Value], file: &str, depth: usize, listed: bool) {
        let objects = || items.iter().filter_map(Value::as_object);
        self.has_policies |= depth == 0 && items.is_empty();
        self.around.places_whole |= listed && objects().next().is_some() && objects().all(Place::is_one);
        for item in items {
            if depth < DEEPEST {
                self.walk(item, file, depth + 1, false);
            }
        }
    }

    fn object(&mut self, object: &Map<String, Value>, file: &str, depth: usize) {
        let fields = Fields::of(object);
        if Policy::is_one(object) {
            self.alone = depth == 0;
            self.policy(object, file);
        } else if fields.has("policyApplies") || fields.has("analysisReasons") {
            self.passed.push(format!("{file}: an answer of the What If tool, no list of policies"));
        } else if fields.has("details") && fields.has("scenarios") {
            self.passed.push(format!("{file}: a policy template, no policy"));
        } else if fields.has("sharedConditions") {
            self.passed.push(format!("{file}: a policy plan, no policy"));
        } else if Place::is_one(object) {
            self.around.take_place(Place::read(object));
        } else if Strength::is_one(object) {
            self.around.strengths.extend(Strength::read(&fields));
        } else if MethodsPolicy::is_one(object) {
            self.around.methods.get_or_insert_default().join(MethodsPolicy::read(object));
        } else if MethodsPolicy::is_part(object) {
            self.around.methods.get_or_insert_default().add(object);
        } else if is_security_defaults(&fields) {
            fields.flag("isEnabled").into_iter().for_each(|on| self.around.security_defaults.hear(on));
        } else if Group::is_one(object) {
            self.around.groups.extend(Group::read(object));
        } else if fields.has("userPrincipalName") {
            self.around.take_user(object);
        } else if Policy::is_in_part(object) {
            let name = fields.text("displayName").unwrap_or("without a name");
            let why =
                format!("the policy {name} in it is not in the form of Microsoft Graph, or is there in part");
            self.unread.push((file.to_owned(), why));
        } else {
            self.container(object, &fields, file, depth);
        }
    }

    fn container(&mut self, object: &Map<String, Value>, fields: &Fields, file: &str, depth: usize) {
        let context = fields.text("@odata.context").unwrap_or_default().to_lowercase();
        let goes_on = fields.get("@odata.nextLink").is_some_and(holds_something);
        if let Some(Value::Array(items)) = fields.get("value") {
            let about_policies = context.contains("conditionalaccess/policies")
                || items.iter().filter_map(Value::as_object).any(Policy::is_one);
            let unnamed = context.is_empty() && items.is_empty();
            self.has_policies |= about_policies || unnamed;
            if about_policies {
                self.pages_that_go_on += usize::from(goes_on);
                self.last_pages += usize::from(!goes_on);
            }
            self.around.places_whole |= context.contains("namedlocations") && !goes_on && items.is_empty();
            self.items(items, file, depth + 1, !goes_on);
            return;
        }
        for value in object.values() {
            if depth < DEEPEST && (value.is_array() || value.is_object()) {
                self.walk(value, file, depth + 1, true);
            }
        }
    }

    fn policy(&mut self, object: &Map<String, Value>, file: &str) {
        let policy = Policy::read(object, file);
        self.has_policies = true;
        if let Some(id) = &policy.id {
            let content = Sha256::digest(serde_json::to_vec(object).unwrap_or_default()).into();
            let versions = self.seen.entry(id.clone()).or_default();
            if versions.contains(&content) {
                return;
            }
            if !versions.is_empty() {
                self.twice.push(id.to_string());
            }
            versions.push(content);
        }
        self.policies.push(policy);
    }
}

fn of_two_dates(list: &Collection<Object>) -> bool {
    list.lacks().iter().any(|lack| matches!(lack, Lack::TwoLists { .. }))
}

fn ids(list: &Collection<Object>) -> HashSet<Reference> {
    list.values().filter_map(|object| Fields::of(object).text("id").map(Reference::read)).collect()
}

fn is_security_defaults(fields: &Fields) -> bool {
    let name = fields.text("displayName").unwrap_or_default();
    let context = fields.text("@odata.context").unwrap_or_default().to_lowercase();
    fields.has("isEnabled")
        && (name.eq_ignore_ascii_case("Security Defaults") || context.contains("securitydefaults"))
}
