//! Identifiers that Microsoft prints and support asks for. Each is its own type, and only text that has its shape
//! becomes one: a wrong id is worse than a missing one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not {wanted}: {why}")]
pub struct NotAnId {
    /// The text, shortened and made harmless for a screen.
    pub text: String,
    /// The name of the identifier, with its article.
    pub wanted: &'static str,
    /// What is wrong, for the person who typed it.
    pub why: String,
}

/// Reads the hyphenated form or 32 hex digits, in either case, also in the braces that PowerShell and the registry put
/// around it; nothing else (no `urn:`).
fn guid(text: &str, wanted: &'static str) -> Result<Uuid, NotAnId> {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).map_or(text, str::trim);
    let fail = |why: String| NotAnId { text: harmless(text), wanted, why };
    if let Some((at, odd)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_hexdigit() && *c != '-') {
        let hint = match odd {
            'O' | 'o' => " (a zero?)",
            'l' | 'I' | 'i' => " (a one?)",
            'S' | 's' => " (a five?)",
            _ => "",
        };
        return Err(fail(format!(
            "character {} is '{}'{hint}; only 0-9, a-f and hyphens occur",
            at + 1,
            odd.escape_default()
        )));
    }
    let digits = text.chars().filter(char::is_ascii_hexdigit).count();
    if digits != 32 {
        return Err(fail(format!("it has {digits} hex digits, and 32 are needed")));
    }
    Uuid::try_parse(text).map_err(|_| fail("the hyphens belong after digits 8, 12, 16 and 20".into()))
}

fn harmless(text: &str) -> String {
    text.chars().take(64).map(|c| if c.is_control() { '?' } else { c }).collect()
}

macro_rules! guid_types {
    ($($(#[$doc:meta])* $name:ident = $wanted:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                guid(text, $wanted).map(Self)
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }
    )*};
}

guid_types! {
    /// The tenant (directory) a case is about.
    TenantId = "a tenant ID";
    /// The sign-in event as Microsoft logged it; OAuth texts call it Trace ID.
    RequestId = "a Request ID";
    /// Groups the requests of one sign-in session; chosen by the client.
    CorrelationId = "a Correlation ID";
    /// An application or resource.
    AppId = "an application ID";
    /// A device.
    DeviceId = "a device ID";
    /// A user, group or policy in the directory.
    ObjectId = "an object ID";
    /// A built-in role's template.
    RoleTemplateId = "a role template ID";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one_id() {
        let plain: RequestId = "8FDC0A48915A4099B368BF7AC719BF00".parse().unwrap();
        assert_eq!(plain, "8fdc0a48-915a-4099-b368-bf7ac719bf00".parse().unwrap());
        assert_eq!(plain, " {8FDC0A48-915A-4099-B368-BF7AC719BF00} ".parse().unwrap());
        assert!("{8fdc0a48-915a-4099-b368-bf7ac719bf00".parse::<RequestId>().is_err());
        assert_eq!(plain.to_string(), "8fdc0a48-915a-4099-b368-bf7ac719bf00");
    }

    #[test]
    fn a_misread_character_is_named() {
        let wrong = "8fdcOa48-915a-4099-b368-bf7ac719bf00".parse::<RequestId>().unwrap_err();
        assert!(wrong.to_string().contains("character 5 is 'O' (a zero?)"), "{wrong}");
        let short = "8fdc0a48-915a-4099-b368-bf7ac719bf0".parse::<RequestId>().unwrap_err();
        assert!(short.to_string().contains("31 hex digits"), "{short}");
        assert!("8fdc0a4-8915a-4099-b368-bf7ac719bf00".parse::<RequestId>().is_err());
    }
}
