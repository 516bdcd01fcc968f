use std::collections::HashSet;

use serde_json::{Map, Value};

use super::around::{Around, Group, User};
use super::loose::{Fields, holds_something};
use super::{MethodsPolicy, Place, Policy, Strength};
use crate::model::text::whole;

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
    pages_that_go_on: usize,
    last_pages: usize,
    seen: HashSet<(String, String)>,
}

/// How deep containers may lie in one another.
const DEEPEST: usize = 6;

impl Export {
    /// The list goes on in a page that is not there.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.pages_that_go_on > 0 && self.last_pages == 0
    }

    /// A tool cut something off.
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

    /// `listed`: what stands here is a list that a tool wrote, and so a whole one.
    fn walk(&mut self, value: &Value, file: &str, depth: usize, listed: bool) {
        match value {
            Value::Array(items) => {
                let objects = || items.iter().filter_map(Value::as_object);
                self.has_policies |= depth == 0 && items.is_empty();
                self.around.places_whole |=
                    listed && objects().next().is_some() && objects().all(Place::is_one);
                for item in items {
                    if depth < DEEPEST {
                        self.walk(item, file, depth + 1, false);
                    }
                }
            }
            Value::Object(object) => self.object(object, file, depth),
            _ => {}
        }
    }

    fn object(&mut self, object: &Map<String, Value>, file: &str, depth: usize) {
        let fields = Fields::of(object);
        if Policy::is_one(object) {
            self.policy(object, file);
        } else if fields.has("policyApplies") || fields.has("analysisReasons") {
            self.passed.push(format!("{file}: an answer of the What If tool, no list of policies"));
        } else if fields.has("sharedConditions") {
            self.passed.push(format!("{file}: a policy plan, no policy"));
        } else if Place::is_one(object) {
            self.around.places.push(Place::read(object));
        } else if Strength::is_one(object) {
            self.around.strengths.extend(Strength::read(&fields));
        } else if MethodsPolicy::is_one(object) {
            self.around.methods = Some(MethodsPolicy::read(object));
        } else if is_security_defaults(&fields) {
            self.around.security_defaults = fields.flag("isEnabled");
        } else if Group::is_one(object) {
            self.around.groups.extend(Group::read(object));
        } else if fields.has("userPrincipalName") {
            self.around.users.extend(User::read(object));
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
            self.walk(&Value::Array(items.clone()), file, depth + 1, !goes_on);
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
        let content = Value::Object(object.clone()).to_string();
        if let Some(id) = &policy.id {
            let id = id.to_string();
            if !self.seen.insert((id.clone(), content)) {
                return;
            }
            if self
                .policies
                .iter()
                .any(|other| other.id.as_ref().is_some_and(|other| other.to_string() == id))
            {
                self.twice.push(id);
            }
        }
        self.policies.push(policy);
    }
}

fn is_security_defaults(fields: &Fields) -> bool {
    let name = fields.text("displayName").unwrap_or_default();
    let context = fields.text("@odata.context").unwrap_or_default().to_lowercase();
    fields.has("isEnabled")
        && (name.eq_ignore_ascii_case("Security Defaults") || context.contains("securitydefaults"))
}
