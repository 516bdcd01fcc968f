use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::read::moment;
use super::loose::{Fields, Inner, is_cut};
use super::{Conditions, Grant, Reference, Session};

/// One Conditional Access policy as it was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub id: Option<Reference>,
    /// Its display name, else the name of the file that it came from.
    pub name: String,
    pub state: State,
    /// It lies among the deleted ones.
    pub deleted: bool,
    /// When it was made.
    pub created: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub modified: Option<DateTime<Utc>>,
    /// Nothing where the export has no such key.
    pub conditions: Option<Conditions>,
    pub grant: Grant,
    pub session: Session,
    /// A tool cut something off, or joined what were lists.
    pub cut: bool,
    /// Keys at the top that are not understood; they decide nothing.
    pub notes: Vec<String>,
}

/// Whether a policy is enforced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Enabled,
    ReportOnly,
    Disabled,
    /// Something else, or nothing.
    Unknown(Option<String>),
}

impl Policy {
    /// Whether an object has the shape of a policy.
    #[must_use]
    pub fn is_one(object: &Map<String, Value>) -> bool {
        let fields = Fields::of(object);
        let answered = fields.has("policyApplies") || fields.has("analysisReasons");
        let conditions = fields.has("conditions");
        conditions
            && (fields.has("state") || fields.has("grantControls") || fields.has("sessionControls"))
            && !answered
    }

    /// Whether an object was a policy once: another tool wrote it in its own form, or parts of it are gone.
    #[must_use]
    pub fn is_in_part(object: &Map<String, Value>) -> bool {
        let fields = Fields::of(object);
        let any = |keys: &[&str]| keys.iter().any(|key| fields.has(key));
        let demands = any(&["grantControls", "builtInControls", "grantControlOperator"]);
        any(&["displayName", "state"])
            && (demands || fields.has("conditions") && any(&["state", "grant", "include", "exclude"]))
    }

    /// Reads one policy; `file` stands for its name where it has none.
    #[must_use]
    pub fn read(object: &Map<String, Value>, file: &str) -> Self {
        let fields = Fields::of(object);
        // What the service alone gives a policy; who writes one by hand has none of it.
        let exported =
            ["id", "createdDateTime", "modifiedDateTime"].iter().any(|key| fields.get(key).is_some());
        let conditions = match fields.inner("conditions") {
            Inner::Object(inner) => Some(Conditions::read(&inner, exported)),
            Inner::Absent => None,
            Inner::Cut => Some(Conditions { cut: vec!["conditions".to_owned()], ..Conditions::default() }),
        };
        let state = fields.text("state").or_else(|| fields.get("state").and_then(Value::as_str));
        let state = match state.map(str::to_lowercase).as_deref() {
            Some("enabled") => State::Enabled,
            Some("enabledforreportingbutnotenforced") => State::ReportOnly,
            Some("disabled") => State::Disabled,
            _ => State::Unknown(state.map(str::to_owned)),
        };
        let policy = Self {
            id: fields.text("id").map(Reference::read),
            name: fields.text("displayName").unwrap_or(file).to_owned(),
            state,
            deleted: fields.text("deletedDateTime").is_some(),
            created: fields.get("createdDateTime").and_then(moment),
            modified: fields.get("modifiedDateTime").and_then(moment),
            conditions,
            grant: Grant::of(&fields),
            session: Session::of(&fields),
            cut: object.values().any(is_cut),
            notes: Vec::new(),
        };
        let _ = ["templateId", "description", "partialEnablementStrategy"].map(|key| fields.get(key));
        Self { notes: fields.rest(), ..policy }
    }
}
