//! JSON as tools write it: keys in any case, lists unrolled to one text or joined, members replaced by their type's name.
//!
//! [`Fields`] remembers which keys were asked for, so that what is left over is known by name.

use std::cell::RefCell;

use serde_json::{Map, Value};

/// The members of an object, found whatever the case of their keys.
pub struct Fields<'a> {
    members: Vec<(&'a str, &'a Value)>,
    asked: RefCell<Vec<bool>>,
}

impl<'a> Fields<'a> {
    /// The object's members; those that Graph PowerShell puts below `AdditionalProperties` stand beside them.
    #[must_use]
    pub fn of(object: &'a Map<String, Value>) -> Self {
        let mut members: Vec<(&str, &Value)> = Vec::with_capacity(object.len());
        for (key, value) in object {
            match value {
                Value::Object(more) if key.eq_ignore_ascii_case("additionalProperties") => {
                    members.extend(more.iter().map(|(key, value)| (key.as_str(), value)));
                }
                value => members.push((key, value)),
            }
        }
        let asked = RefCell::new(vec![false; members.len()]);
        Self { members, asked }
    }

    /// The member under this key; null is like nothing.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        let mut found = None;
        for (place, (name, value)) in self.members.iter().enumerate() {
            if name.eq_ignore_ascii_case(key) {
                if let Some(asked) = self.asked.borrow_mut().get_mut(place) {
                    *asked = true;
                }
                if found.is_none() && !value.is_null() {
                    found = Some(*value);
                }
            }
        }
        found
    }

    /// Whether the key is there, null or not.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| name.eq_ignore_ascii_case(key))
    }

    /// A text under this key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Yes or no under this key; some tools write it as a text.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// The list under this key.
    #[must_use]
    pub fn list(&self, key: &str) -> List {
        self.get(key).map_or(List::Absent, List::of)
    }

    /// The object under this key.
    #[must_use]
    pub fn inner(&self, key: &str) -> Inner<'a> {
        match self.get(key) {
            None => Inner::Absent,
            Some(Value::Object(object)) => Inner::Object(Fields::of(object)),
            Some(value) if !holds_something(value) => Inner::Absent,
            Some(_) => Inner::Cut,
        }
    }

    /// The keys that nobody asked for, when they hold something. Annotations of the protocol are no keys.
    #[must_use]
    pub fn rest(&self) -> Vec<String> {
        let asked = self.asked.borrow();
        self.members
            .iter()
            .zip(asked.iter())
            .filter(|((key, value), asked)| !**asked && !is_annotation(key, value) && holds_something(value))
            .map(|((key, _), _)| (*key).to_owned())
            .collect()
    }
}

/// What stands where an object is expected.
pub enum Inner<'a> {
    /// Nothing.
    Absent,
    /// The object.
    Object(Fields<'a>),
    /// Something else: most often the name of the object's type, which a tool wrote in its place.
    Cut,
}

/// What stands where a list of texts is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Nothing, or null.
    Absent,
    /// The texts; none for an empty list.
    Words(Vec<String>),
    /// Something that cannot be read as such a list.
    Cut,
}

impl List {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Absent,
            Value::String(text) => Self::joined(text),
            Value::Array(items) => {
                let mut words = Vec::with_capacity(items.len());
                for item in items {
                    match item {
                        Value::Null => {}
                        Value::String(text) if is_type_name(text) => return Self::Cut,
                        Value::String(text) => words.push(text.trim().to_owned()),
                        Value::Object(object) => match Fields::of(object).text("id") {
                            Some(id) => words.push(id.to_owned()),
                            None => return Self::Cut,
                        },
                        _ => return Self::Cut,
                    }
                }
                Self::Words(words)
            }
            _ => Self::Cut,
        }
    }

    /// One text: an unrolled list of one, several joined by commas, or ids that a tool joined by blanks.
    fn joined(text: &str) -> Self {
        let text = text.trim();
        if is_type_name(text) {
            return Self::Cut;
        }
        let by_blank: Vec<&str> = text.split_whitespace().collect();
        let words: Vec<&str> = if by_blank.len() > 1 && by_blank.iter().all(|part| uuid(part)) {
            by_blank
        } else {
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
        };
        Self::Words(words.into_iter().map(str::to_owned).collect())
    }

    /// The texts, whatever else is the case.
    #[must_use]
    pub fn words(&self) -> &[String] {
        match self {
            Self::Words(words) => words,
            Self::Absent | Self::Cut => &[],
        }
    }
}

fn uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok()
}

/// Whether the text is what a tool writes in place of an object that lay too deep for it.
#[must_use]
pub fn is_type_name(text: &str) -> bool {
    let text = text.trim();
    ["Microsoft.Graph.", "Microsoft.Open.", "System.Object", "System.Collections", "@{"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

/// Whether a key belongs to the protocol and not to the object: `users@odata.context`, or an action that the server offers,
/// `#microsoft.graph.usage`, with its address. Anything else that begins with `#` is a key like others.
fn is_annotation(key: &str, value: &Value) -> bool {
    let is_action = |value: &Value| {
        value.as_object().is_some_and(|object| {
            let fields = Fields::of(object);
            fields.text("target").or_else(|| fields.text("title")).is_some()
        })
    };
    let offers = || match value {
        Value::Array(items) => items.iter().all(is_action),
        value => is_action(value),
    };
    key.contains("@odata.") || key.to_lowercase().starts_with("#microsoft.graph.") && offers()
}

/// Whether a value says anything: null, empty texts, empty lists and objects of such members do not.
#[must_use]
pub fn holds_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => items.iter().any(holds_something),
        Value::Object(members) => {
            members.iter().any(|(key, value)| !is_annotation(key, value) && holds_something(value))
        }
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a tool wrote type names, or joined ids, anywhere below this value.
#[must_use]
pub fn is_cut(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let parts: Vec<&str> = text.split_whitespace().take(2).collect();
            is_type_name(text) || (parts.len() > 1 && parts.iter().all(|part| uuid(part)))
        }
        Value::Array(items) => items.iter().any(is_cut),
        Value::Object(members) => members.values().any(is_cut),
        _ => false,
    }
}
