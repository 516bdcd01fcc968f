//! A question: who signs in, where, and what is given beside the policies.
//!
//! It knows the form of the contract. It refuses to conclude anything: what nobody says is not known, a list that is there is
//! whole where the contract says so, and a value that is not understood is named.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::{Map, Value};

pub use super::context::{Context, Strange, Surface};
use crate::tenant::conditional_access::around::{Heard, per_user_mfa};
use crate::tenant::conditional_access::loose::{Fields, holds_something};
use crate::tenant::conditional_access::{Around, Reference, Registered};

/// Who signs in. What nobody says is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub id: Option<Reference>,
    pub name: Option<String>,
    /// Kinds of account that this may be; one where it is known.
    pub kinds: Kinds,
    pub home_tenant: Option<Reference>,
    /// Role templates that are active over the whole directory.
    pub active: Vec<Reference>,
    /// Role templates that are active over the whole directory or a part of it: nobody says which.
    pub unscoped: Vec<Reference>,
    /// There is no other active role.
    pub active_whole: bool,
    /// Role templates that can be activated.
    pub eligible: Vec<Reference>,
    /// Groups that the account is in, nested ones included.
    pub groups: HashSet<Reference>,
    /// There is no other group.
    pub groups_whole: bool,
    /// Groups that the account is known not to be in.
    pub outside: HashSet<Reference>,
    /// The account may sign in at all, as far as anybody says it.
    pub enabled: Heard,
    /// Multifactor authentication is switched on for this account by itself.
    pub per_user_mfa: Option<bool>,
    pub methods: Option<Vec<Registered>>,
    /// The kind of account as it was written, where that is not understood.
    pub strange_kind: Option<Strange>,
    /// Whoever asks says all of this; none of it is from an export.
    pub said: bool,
}

/// A kind of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    Member,
    InternalGuest,
    B2bGuest,
    B2bMember,
    DirectConnect,
    OtherExternal,
    ServiceProvider,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Member,
        Self::InternalGuest,
        Self::B2bGuest,
        Self::B2bMember,
        Self::DirectConnect,
        Self::OtherExternal,
        Self::ServiceProvider,
    ];

    /// Graph's name of the kind.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::InternalGuest => "internalGuest",
            Self::B2bGuest => "b2bCollaborationGuest",
            Self::B2bMember => "b2bCollaborationMember",
            Self::DirectConnect => "b2bDirectConnectUser",
            Self::OtherExternal => "otherExternalUser",
            Self::ServiceProvider => "serviceProvider",
        }
    }

    /// The account's home is another tenant.
    #[must_use]
    pub fn is_external(self) -> bool {
        !matches!(self, Self::Member | Self::InternalGuest)
    }
}

/// The kinds that an account may be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinds(pub Vec<Kind>);

impl Default for Kinds {
    fn default() -> Self {
        Self(Kind::ALL.to_vec())
    }
}

impl Kinds {
    fn read(text: &str) -> Option<Self> {
        let small = text.trim().to_lowercase();
        if small == "guest" {
            return Some(Self(vec![Kind::InternalGuest, Kind::B2bGuest]));
        }
        Kind::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(&small))
            .map(|kind| Self(vec![kind]))
    }

    /// It is a partner's technician and nothing else.
    #[must_use]
    pub fn is_service_provider(&self) -> bool {
        self.0 == [Kind::ServiceProvider]
    }
}

/// A question: one person in one context, further ways in, and what is known beside the policies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    pub person: Person,
    pub context: Context,
    pub around: Around,
    pub ways: Vec<Way>,
    /// The day that the question is asked on, where it says one.
    pub today: Option<NaiveDate>,
    /// For a comparison: who is asked about, and where.
    pub checks: Vec<Way>,
}

/// One further way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    pub name: Option<String>,
    /// Somebody else.
    pub person: Option<Person>,
    pub context: Context,
    /// The context as it was written.
    pub written: Option<Value>,
}

impl Question {
    /// Reads a question. What is not part of the form is ignored.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let inner = |key: &str| fields.get(key).and_then(Value::as_object);
        let ways = |key: &str| {
            let items = fields.get(key).and_then(Value::as_array);
            items.into_iter().flatten().filter_map(Value::as_object).map(Way::read).collect()
        };
        Self {
            person: inner("admin").map(Person::read).unwrap_or_default(),
            context: inner("context").map(Context::read).unwrap_or_default(),
            around: inner("given").map(Around::given).unwrap_or_default(),
            ways: ways("ways"),
            today: fields.text("today").and_then(|text| text.get(..10)?.parse().ok()),
            checks: ways("checks"),
        }
    }
}

impl Way {
    fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        Self {
            name: fields.text("name").or_else(|| fields.text("who")).map(str::to_owned),
            person: fields.get("admin").and_then(Value::as_object).map(Person::read),
            context: fields.get("context").and_then(Value::as_object).map(Context::read).unwrap_or_default(),
            written: fields.get("context").cloned(),
        }
    }
}

impl Person {
    /// Reads the object under `admin`.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let list = |key: &str| fields.get(key).and_then(Value::as_array);
        let groups = list("groups");
        let kind = fields.get("kind").filter(|value| holds_something(value));
        let kinds = kind.and_then(Value::as_str).and_then(Kinds::read);
        let strange = |value: &Value| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Strange { key: "kind", value }
        };
        let (active, unscoped) = list("activeRoles").map(|all| roles(all)).unwrap_or_default();
        let (mut eligible, more) = list("eligibleRoles").map(|all| roles(all)).unwrap_or_default();
        eligible.extend(more);
        Self {
            id: fields.text("id").map(Reference::read),
            name: fields.text("name").map(str::to_owned),
            strange_kind: kind.filter(|_| kinds.is_none()).map(strange),
            kinds: kinds.unwrap_or_default(),
            home_tenant: fields.text("homeTenant").map(Reference::read),
            active,
            unscoped,
            active_whole: list("activeRoles").is_some(),
            eligible,
            groups: groups.into_iter().flatten().filter_map(reference).collect(),
            // A list that is not there is not whole, whatever is said of it.
            groups_whole: groups.is_some() && fields.flag("groupsComplete") == Some(true),
            outside: HashSet::new(),
            enabled: fields.flag("accountEnabled").into(),
            per_user_mfa: per_user_mfa(&fields),
            methods: list("methods").map(|all| all.iter().filter_map(Registered::read).collect()),
            said: true,
        }
    }
}

fn reference(value: &Value) -> Option<Reference> {
    match value {
        Value::String(text) => Some(Reference::read(text)),
        Value::Object(object) => Fields::of(object).text("id").map(Reference::read),
        _ => None,
    }
}

/// Roles over the whole directory, and those of which nobody says it. Roles over a part of it do not count for a policy. A
/// bare template id is a role over the whole; an object that leaves its scope out says nothing about it.
fn roles(items: &[Value]) -> (Vec<Reference>, Vec<Reference>) {
    let (mut whole, mut unscoped) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Value::String(text) => whole.push(Reference::read(text)),
            Value::Object(object) => {
                let fields = Fields::of(object);
                let keys = ["roleTemplateId", "roleDefinitionId", "id"];
                let role = keys.iter().find_map(|key| fields.text(key)).map(Reference::read);
                match fields.text("directoryScopeId") {
                    Some("/") => whole.extend(role),
                    Some(_) => {}
                    None => unscoped.extend(role),
                }
            }
            _ => {}
        }
    }
    (whole, unscoped)
}
