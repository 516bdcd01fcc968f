use std::collections::HashSet;
use std::net::IpAddr;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::filter::{Device, Property};
use crate::tenant::conditional_access::around::per_user_mfa;
use crate::tenant::conditional_access::loose::Fields;
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
    /// The account may sign in at all.
    pub enabled: Option<bool>,
    /// Multifactor authentication is switched on for this account by itself.
    pub per_user_mfa: Option<bool>,
    pub methods: Option<Vec<Registered>>,
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

/// Where and how somebody signs in. What nobody says is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    pub surface: Option<Surface>,
    /// The kind of program, in small letters.
    pub client: Option<String>,
    /// The operating system, in small letters.
    pub platform: Option<String>,
    pub ip: Option<IpAddr>,
    /// Two letters in capitals.
    pub country: Option<String>,
    pub device: Device,
    pub sign_in_risk: Option<String>,
    pub user_risk: Option<String>,
    pub insider_risk: Option<String>,
    pub flow: Option<String>,
    pub user_action: Option<String>,
    /// What was said and could not be understood, by its key.
    pub not_understood: Vec<String>,
}

/// A place to repair a tenant from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Surface {
    EntraPortal,
    M365Admin,
    GraphPowershell,
    GraphExplorer,
    AzureCli,
    AzurePowershell,
}

impl Surface {
    pub const ALL: [Self; 6] = [
        Self::EntraPortal,
        Self::M365Admin,
        Self::GraphPowershell,
        Self::GraphExplorer,
        Self::AzureCli,
        Self::AzurePowershell,
    ];

    /// Its name on the command line and in questions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EntraPortal => "entra-portal",
            Self::M365Admin => "m365-admin",
            Self::GraphPowershell => "graph-powershell",
            Self::GraphExplorer => "graph-explorer",
            Self::AzureCli => "azure-cli",
            Self::AzurePowershell => "azure-powershell",
        }
    }

    /// Reads its name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|surface| surface.name().eq_ignore_ascii_case(text.trim()))
    }

    /// A web page in a browser.
    #[must_use]
    pub fn is_page(self) -> bool {
        matches!(self, Self::EntraPortal | Self::M365Admin | Self::GraphExplorer)
    }

    /// The kind of program that it is, in small letters.
    #[must_use]
    pub fn client(self) -> &'static str {
        if self.is_page() { "browser" } else { "mobileappsanddesktopclients" }
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
        let (active, unscoped) = list("activeRoles").map(|all| roles(all)).unwrap_or_default();
        let (mut eligible, more) = list("eligibleRoles").map(|all| roles(all)).unwrap_or_default();
        eligible.extend(more);
        Self {
            id: fields.text("id").map(Reference::read),
            name: fields.text("name").map(str::to_owned),
            kinds: fields.text("kind").and_then(Kinds::read).unwrap_or_default(),
            home_tenant: fields.text("homeTenant").map(Reference::read),
            active,
            unscoped,
            active_whole: list("activeRoles").is_some(),
            eligible,
            groups: groups.into_iter().flatten().filter_map(reference).collect(),
            // A list that is not there is not whole, whatever is said of it.
            groups_whole: groups.is_some() && fields.flag("groupsComplete") == Some(true),
            outside: HashSet::new(),
            enabled: fields.flag("accountEnabled"),
            per_user_mfa: per_user_mfa(&fields),
            methods: list("methods").map(|all| all.iter().filter_map(Registered::read).collect()),
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

impl Context {
    /// Reads the object under `context`.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let small = |key: &str| fields.text(key).map(str::to_lowercase);
        let mut not_understood = Vec::new();
        let mut read = |key: &str, understood: bool| {
            if fields.text(key).is_some() && !understood {
                not_understood.push(format!("{key} \"{}\"", fields.text(key).unwrap_or_default()));
            }
        };
        let surface = fields.text("surface").and_then(Surface::read);
        let ip: Option<IpAddr> = fields.text("ip").and_then(|text| text.parse().ok());
        read("surface", surface.is_some());
        read("ip", ip.is_some());
        Self {
            surface,
            client: small("client"),
            platform: small("platform"),
            ip,
            country: fields.text("country").map(str::to_uppercase),
            device: fields.get("device").and_then(Value::as_object).map(device).unwrap_or_default(),
            sign_in_risk: small("signInRisk"),
            user_risk: small("userRisk"),
            insider_risk: small("insiderRisk"),
            flow: small("flow"),
            user_action: small("userAction"),
            not_understood,
        }
    }

    /// A surface as people open it on an ordinary day: with its own kind of program, without a special way of signing
    /// in. Nothing else is known.
    #[must_use]
    pub fn ordinary(surface: Surface) -> Self {
        Self {
            surface: Some(surface),
            client: Some(surface.client().to_owned()),
            flow: Some("none".to_owned()),
            ..Self::default()
        }
    }
}

/// Reads a device's properties by the names of the filter language.
#[must_use]
pub fn device(object: &Map<String, Value>) -> Device {
    let fields = Fields::of(object);
    let compliant = fields.flag("isCompliant");
    let hybrid_joined = fields.flag("hybridJoined");
    let registered = fields.flag("registered");
    let mut properties = std::collections::BTreeMap::new();
    for (key, value) in object {
        let key = key.to_lowercase();
        if matches!(key.as_str(), "registered" | "iscompliant" | "hybridjoined") {
            continue;
        }
        let value = match value {
            Value::String(text) => Property::Text(text.clone()),
            Value::Bool(flag) => Property::Flag(*flag),
            Value::Array(items) => {
                Property::List(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            }
            _ => continue,
        };
        properties.insert(key, value);
    }
    Device { registered, compliant, hybrid_joined, properties }
}
