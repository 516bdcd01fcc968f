//! Where and how somebody signs in, as a question or the command line says it.
//!
//! It knows the words of the contract. It refuses to guess at others: a value that is none of them counts as not known and is
//! named, because a word that is misspelt must neither open nor lock anything.

use std::fmt;
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::filter::{Device, Property};
use crate::tenant::conditional_access::loose::{Fields, holds_something};

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
