use std::collections::HashSet;
use std::fmt;
use std::net::IpAddr;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::filter::{Device, Property};
use crate::tenant::conditional_access::around::per_user_mfa;
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
    /// The account may sign in at all.
    pub enabled: Option<bool>,
    /// Multifactor authentication is switched on for this account by itself.
    pub per_user_mfa: Option<bool>,
    pub methods: Option<Vec<Registered>>,
    /// The kind of account as it was written, where that is not understood.
    pub strange_kind: Option<Strange>,
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
    /// What was said and could not be understood.
    pub not_understood: Vec<Strange>,
}

/// Something in a question that is not understood, and counts as not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strange {
    pub key: &'static str,
    pub value: String,
}

impl Strange {
    /// The words that may stand there; none where it is no list of words.
    #[must_use]
    pub fn words(&self) -> &'static [&'static str] {
        let lists = [CLIENTS, PLATFORMS, FLOWS, RISKS[0], RISKS[1], RISKS[2], TRUST];
        lists.into_iter().find(|(key, _)| *key == self.key).map_or(&[], |(_, words)| words)
    }
}

impl fmt::Display for Strange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}\"", self.key, self.value)
    }
}

/// A key of the question with the words that may stand there.
type Words = (&'static str, &'static [&'static str]);

const CLIENTS: Words = (
    "client",
    &["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "modern", "other"],
);
/// A system that no policy can name is one of the last three.
const PLATFORMS: Words = (
    "platform",
    &["windows", "macOS", "linux", "iOS", "android", "windowsPhone", "chromeOS", "other", "unknown"],
);
const FLOWS: Words = ("flow", &["none", "deviceCodeFlow", "authenticationTransfer"]);
const RISKS: [Words; 3] = [
    ("signInRisk", &["none", "low", "medium", "high"]),
    ("userRisk", &["none", "low", "medium", "high"]),
    ("insiderRisk", &["none", "minor", "moderate", "elevated"]),
];
/// How a device is joined, as the filter language calls it.
const TRUST: Words = ("device.trustType", &["AzureAD", "ServerAD", "Workplace"]);

/// Two letters, or the word for an address of which no country is known.
fn is_country(text: &str) -> bool {
    text == "UNKNOWN" || text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
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
        let mut not_understood = Vec::new();
        let mut strange = |key: &'static str, value: &Value| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            not_understood.push(Strange { key, value });
        };
        let surface = fields.text("surface").and_then(Surface::read);
        let ip: Option<IpAddr> = fields.text("ip").and_then(|text| text.parse().ok());
        let country = fields.text("country").map(str::to_uppercase).filter(|country| is_country(country));
        let action = fields.text("userAction").map(str::to_lowercase).filter(|text| text.starts_with("urn:"));
        let device = fields.get("device").and_then(Value::as_object);
        let read = [
            ("surface", surface.is_some()),
            ("ip", ip.is_some()),
            ("country", country.is_some()),
            ("userAction", action.is_some()),
            ("device", device.is_some()),
        ];
        for (key, _) in read.into_iter().filter(|(_, understood)| !understood) {
            fields
                .get(key)
                .filter(|value| holds_something(value))
                .into_iter()
                .for_each(|one| strange(key, one));
        }
        let mut word = |(key, words): (&'static str, &[&str])| {
            let value = fields.get(key).filter(|value| holds_something(value))?;
            let small = value.as_str().map(|text| text.trim().to_lowercase());
            let small = small.filter(|text| words.iter().any(|word| word.eq_ignore_ascii_case(text)));
            if small.is_none() {
                strange(key, value);
            }
            small
        };
        let client = word(CLIENTS).map(|client| match client.as_str() {
            "eassupported" => "exchangeactivesync".to_owned(),
            "modern" => "mobileappsanddesktopclients".to_owned(),
            _ => client,
        });
        let (platform, flow) = (word(PLATFORMS), word(FLOWS));
        let [sign_in_risk, user_risk, insider_risk] = RISKS.map(&mut word);
        let mut context = Self {
            surface,
            client,
            platform,
            ip,
            country,
            device: Device::default(),
            sign_in_risk,
            user_risk,
            insider_risk,
            flow,
            user_action: action,
            not_understood,
        };
        if let Some(object) = device {
            context.device = read_device(object, &mut context.not_understood);
        }
        context
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
fn read_device(object: &Map<String, Value>, not_understood: &mut Vec<Strange>) -> Device {
    let fields = Fields::of(object);
    let mut strange = |key: &'static str, value: &Value| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        not_understood.push(Strange { key, value });
    };
    let mut flag = |key: &str, named: &'static str| {
        let flag = fields.flag(key);
        let value = fields.get(key).filter(|value| flag.is_none() && holds_something(value));
        value.into_iter().for_each(|value| strange(named, value));
        flag
    };
    let compliant = flag("isCompliant", "device.isCompliant");
    let hybrid_joined = flag("hybridJoined", "device.hybridJoined");
    let registered = flag("registered", "device.registered");
    let mut properties = std::collections::BTreeMap::new();
    for (key, value) in object {
        let key = key.to_lowercase();
        if matches!(key.as_str(), "registered" | "iscompliant" | "hybridjoined") {
            continue;
        }
        let is_word = |value: &Value| {
            TRUST.1.iter().any(|word| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word)))
        };
        if key == "trusttype" && !is_word(value) {
            if holds_something(value) {
                strange(TRUST.0, value);
            }
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
