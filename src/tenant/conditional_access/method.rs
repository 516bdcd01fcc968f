use serde_json::Value;
use uuid::Uuid;

use super::loose::Fields;

/// A way to prove who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    Password,
    /// A notification of Authenticator.
    Push,
    /// Sign-in by telephone with Authenticator, without a password.
    PhoneSignIn,
    /// A security key or another passkey.
    Fido2,
    WindowsHello,
    /// A certificate that counts as several factors.
    X509Multi,
    /// A certificate that counts as one factor.
    X509Single,
    /// A Temporary Access Pass.
    Tap,
    SoftwareOath,
    HardwareOath,
    Sms,
    Voice,
    /// Another company's factor, added as an authentication method.
    ExternalMfa,
    /// The own sign-in service says that it asked for several factors.
    FederatedMfa,
}

impl Method {
    /// Reads a method's name as the question, Graph's registered methods or a strength's combinations write it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let small = text.trim().trim_start_matches("#microsoft.graph.").to_lowercase();
        Some(match small.trim_end_matches("authenticationmethod") {
            "password" => Self::Password,
            "push" | "microsoftauthenticatorpush" | "microsoftauthenticator" => Self::Push,
            "phonesignin" | "devicebasedpush" | "microsoftauthenticatorpasswordless" => Self::PhoneSignIn,
            "fido2"
            | "passkey"
            | "fido2securitykey"
            | "passkeydevicebound"
            | "passkeydeviceboundauthenticator"
            | "passkeydeviceboundwindowshello"
            | "passkeysynced" => Self::Fido2,
            "windowshello" | "windowshelloforbusiness" => Self::WindowsHello,
            "x509" | "x509multi" | "x509certificatemultifactor" => Self::X509Multi,
            "x509single" | "x509certificatesinglefactor" => Self::X509Single,
            "tap" | "temporaryaccesspass" | "temporaryaccesspassonetime" | "temporaryaccesspassmultiuse" => {
                Self::Tap
            }
            "softwareoath" | "softwareonetimepasscode" => Self::SoftwareOath,
            "hardwareoath" | "hardwareonetimepasscode" => Self::HardwareOath,
            "sms" | "mobilephone" => Self::Sms,
            "voice" | "officephone" => Self::Voice,
            "externalmfa" | "external" => Self::ExternalMfa,
            "federatedmfa" | "federatedmultifactor" => Self::FederatedMfa,
            _ => return None,
        })
    }

    /// Whether it makes a sign-in one of several factors, alone or beside a password.
    #[must_use]
    pub fn is_multifactor(self) -> bool {
        !matches!(self, Self::Password | Self::X509Single)
    }
}

/// A method that an account has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Nothing for a name that is not understood.
    pub method: Option<Method>,
    /// The name as it was written.
    pub name: String,
    /// The model of a security key.
    pub aaguid: Option<Uuid>,
    /// A Temporary Access Pass that works once, or several times; nothing where nobody says it.
    pub once: Option<bool>,
    /// Microsoft says of it that it cannot be used now, with its reason where there is one.
    pub unusable: Option<String>,
}

impl Registered {
    /// A method by its name alone.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let small = name.to_lowercase();
        let once = match (small.ends_with("onetime"), small.ends_with("multiuse")) {
            (false, false) => None,
            (once, _) => Some(once),
        };
        Self { method: Method::read(name), name: name.trim().to_owned(), aaguid: None, once, unusable: None }
    }

    /// Whether a passkey is synced by a provider, or bound to one device, as a security key is; nothing where its name does not
    /// say it.
    #[must_use]
    pub fn is_synced(&self) -> Option<bool> {
        let small = self.name.to_lowercase();
        let bound = small.contains("devicebound") || ["fido2", "fido2securitykey"].contains(&small.as_str());
        if small.contains("synced") { Some(true) } else { bound.then_some(false) }
    }

    /// Reads a name, or an object of Graph's list of an account's methods. Nothing for what proves nothing at a sign-in:
    /// mail, security questions and a second telephone number serve to reset a password.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let read = match value {
            Value::String(text) => Self::named(text),
            Value::Object(object) => {
                let fields = Fields::of(object);
                let name =
                    ["method", "type", "name", "@odata.type"].iter().find_map(|key| fields.text(key))?;
                let named = Self::named(name);
                let aaguid = fields.text("aaGuid").and_then(|text| Uuid::try_parse(text).ok());
                let once = fields.flag("isUsableOnce").or(named.once);
                // A Temporary Access Pass that has expired, was used, or is not valid yet.
                let reason = || fields.text("methodUsabilityReason").unwrap_or("without a reason").to_owned();
                let unusable = (fields.flag("isUsable") == Some(false)).then(reason);
                Self { aaguid, once, unusable, ..named }
            }
            _ => return None,
        };
        let small = read.name.trim_start_matches("#microsoft.graph.").to_lowercase();
        let resets = matches!(
            small.trim_end_matches("authenticationmethod"),
            "email" | "securityquestion" | "alternatemobilephone"
        );
        (!resets).then_some(read)
    }
}
