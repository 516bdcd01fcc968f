use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Compare, Operator, Rule, Value};
use crate::policy::reason::Reason;
use crate::policy::trace::Trace;
use crate::policy::truth::Truth;

/// A device as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// Whether the tenant knows it; a device that it does not know has no property.
    pub registered: Option<bool>,
    pub compliant: Option<bool>,
    pub hybrid_joined: Option<bool>,
    /// Further properties by their names in small letters.
    pub properties: BTreeMap<String, Property>,
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    Text(String),
    Flag(bool),
    List(Vec<String>),
}

/// What is known of a property's value.
enum Known<'a> {
    /// The device has none.
    Nothing,
    Value(&'a Property),
    /// Anything but this text, or nothing.
    Not(&'static str),
    Unknown(Reason),
}

const PROPERTIES: [&str; 14] = [
    "deviceid",
    "displayname",
    "deviceownership",
    "enrollmentprofilename",
    "iscompliant",
    "manufacturer",
    "mdmappid",
    "model",
    "operatingsystem",
    "operatingsystemversion",
    "physicalids",
    "profiletype",
    "systemlabels",
    "trusttype",
];

/// Properties that stand in the tenant's entry of a device; a device without an entry has none of them. What people read
/// off the device itself, such as its model, is not among them.
const OF_THE_ENTRY: [&str; 8] = [
    "deviceid",
    "deviceownership",
    "enrollmentprofilename",
    "mdmappid",
    "physicalids",
    "profiletype",
    "systemlabels",
    "trusttype",
];

const YES: Property = Property::Flag(true);
const NO: Property = Property::Flag(false);
static HYBRID: LazyLock<Property> = LazyLock::new(|| Property::Text("ServerAD".to_owned()));

impl Device {
    /// Whether it is registered: said, or following from what only a registered device can have.
    #[must_use]
    pub fn is_registered(&self) -> Option<bool> {
        let has_entry =
            |name: &String| OF_THE_ENTRY.contains(&name.as_str()) || name.starts_with("extensionattribute");
        let follows = self.compliant == Some(true)
            || self.hybrid_joined == Some(true)
            || self.properties.keys().any(has_entry);
        match self.registered {
            // What is said contradicts itself.
            Some(false) if follows => None,
            None if follows => Some(true),
            said => said,
        }
    }

    /// Whether it is joined to the tenant and to Active Directory.
    #[must_use]
    pub fn is_hybrid_joined(&self) -> Option<bool> {
        let by_type = match self.properties.get("trusttype") {
            Some(Property::Text(text)) => Some(text.eq_ignore_ascii_case("ServerAD")),
            _ => None,
        };
        match (self.hybrid_joined, by_type) {
            (Some(said), Some(other)) if said != other => None,
            (said, by_type) => self.of_registered(said.or(by_type)),
        }
    }

    /// Whether it is marked compliant.
    #[must_use]
    pub fn is_compliant(&self) -> Option<bool> {
        self.of_registered(self.compliant)
    }

    /// What only a registered device can be; not known where both is said.
    fn of_registered(&self, said: Option<bool>) -> Option<bool> {
        match self.registered {
            Some(false) if said == Some(true) => None,
            Some(false) => Some(false),
            _ => said,
        }
    }

    fn known(&self, name: &str) -> Known<'_> {
        let attribute = name
            .strip_prefix("extensionattribute")
            .is_some_and(|number| number.parse::<u8>().is_ok_and(|number| (1..=15).contains(&number)));
        if !attribute && !PROPERTIES.contains(&name) {
            return Known::Unknown(Reason::Filter);
        }
        if self.is_registered() == Some(false) {
            return Known::Nothing;
        }
        let found = match name {
            "iscompliant" => match self.compliant {
                Some(true) => Some(Known::Value(&YES)),
                Some(false) => Some(Known::Value(&NO)),
                None => self.properties.get(name).map(Known::Value),
            },
            "trusttype" => match (self.properties.get(name), self.hybrid_joined) {
                (Some(value), _) => Some(Known::Value(value)),
                (None, Some(true)) => Some(Known::Value(&HYBRID)),
                (None, Some(false)) => Some(Known::Not("ServerAD")),
                (None, None) => None,
            },
            name => self.properties.get(name).map(Known::Value),
        };
        let reports = self.compliant == Some(true)
            || self.is_hybrid_joined() == Some(true)
            || self.properties.contains_key("mdmappid");
        match found {
            // Only devices that Intune manages, that are compliant or hybrid joined report these.
            Some(_) if attribute && !reports => Known::Unknown(Reason::ExtensionAttribute),
            None if attribute => Known::Unknown(Reason::ExtensionAttribute),
            Some(known) => known,
            None => Known::Unknown(Reason::DeviceState),
        }
    }
}

/// Whether a rule is true of a device.
pub fn weigh(rule: &Rule, device: &Device, trace: &mut Trace) -> Truth {
    match rule {
        Rule::Or(rules) => settle(rules, device, trace, Truth::No, Truth::or),
        Rule::And(rules) => settle(rules, device, trace, Truth::Yes, Truth::and),
        Rule::Not(rule) => weigh(rule, device, trace).not(),
        Rule::Is { property, operator, value } => {
            let known = device.known(property);
            // A device that may be unregistered has the value, or nothing at all.
            let maybe_nothing = device.is_registered().is_none();
            let answer = |known| compare(known, *operator, value);
            match known {
                Known::Nothing => answer(None),
                Known::Value(found) if !maybe_nothing || answer(Some(found)) == answer(None) => {
                    answer(Some(found))
                }
                Known::Not(text) if operator.compare == Compare::Equals && is_text(value, text) => {
                    Truth::from(operator.negative)
                }
                Known::Unknown(reason) => {
                    trace.lacks(reason, || format!("the device's {property}"));
                    Truth::Unknown
                }
                Known::Value(_) | Known::Not(_) => {
                    trace.lacks(Reason::DeviceState, || {
                        format!("whether the device is registered, and its {property}")
                    });
                    Truth::Unknown
                }
            }
        }
    }
}

fn is_text(value: &Value, wanted: &str) -> bool {
    matches!(value, Value::Text(text) if text.eq_ignore_ascii_case(wanted))
}

fn settle(
    rules: &[Rule],
    device: &Device,
    trace: &mut Trace,
    start: Truth,
    join: fn(Truth, Truth) -> Truth,
) -> Truth {
    let mark = trace.mark();
    let truth = rules.iter().fold(start, |truth, rule| join(truth, weigh(rule, device, trace)));
    if truth != Truth::Unknown {
        trace.settled(mark);
    }
    truth
}

/// Compares; a device without the property fails every positive comparison and passes every negative one.
fn compare(found: Option<&Property>, operator: Operator, value: &Value) -> Truth {
    let holds = match (found, value) {
        (None, Value::Null) => operator.compare == Compare::Equals,
        (None, _) | (Some(_), Value::Null) => false,
        (Some(Property::Flag(flag)), Value::Flag(wanted)) => flag == wanted,
        (Some(Property::Flag(flag)), Value::Text(text)) => {
            text.eq_ignore_ascii_case(if *flag { "true" } else { "false" })
        }
        (Some(Property::Text(text)), Value::Flag(wanted)) => {
            text.eq_ignore_ascii_case(if *wanted { "true" } else { "false" })
        }
        (Some(Property::Text(text)), Value::Text(wanted)) => {
            let (text, wanted) = (text.to_lowercase(), wanted.to_lowercase());
            match operator.compare {
                Compare::Equals | Compare::In => text == wanted,
                Compare::StartsWith => text.starts_with(&wanted),
                Compare::EndsWith => text.ends_with(&wanted),
                Compare::Contains => text.contains(&wanted),
            }
        }
        (Some(Property::Text(text)), Value::List(items)) => {
            items.iter().any(|item| item.to_lowercase() == text.to_lowercase())
        }
        // In a collection an element is compared whole.
        (Some(Property::List(all)), Value::Text(wanted)) => {
            operator.compare == Compare::Contains
                && all.iter().any(|one| one.to_lowercase() == wanted.to_lowercase())
        }
        (Some(Property::Flag(_) | Property::List(_)), _) => return Truth::Unknown,
    };
    Truth::from(holds != operator.negative)
}
