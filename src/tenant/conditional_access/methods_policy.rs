use serde_json::{Map, Value};
use uuid::Uuid;

use super::loose::{Fields, List, is_cut};
use super::{Method, Reference, Users};

/// Which methods a tenant lets its people use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodsPolicy {
    pub rules: Vec<MethodRule>,
    /// Older settings beside this policy count no more; nothing where the export does not say it.
    pub migrated: Option<bool>,
    /// Some of its rules cannot be read: it may say something about any method.
    pub in_part: bool,
    /// A tool cut something off, in the list of rules or in one of them.
    pub cut: bool,
}

/// What the policy says about one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodRule {
    /// The methods that the rule is about.
    pub methods: Vec<Method>,
    /// Nothing where the export does not say it.
    pub enabled: Option<bool>,
    /// Who may use it.
    pub include: Targets,
    /// Who may not.
    pub exclude: Targets,
    /// Which models of security keys are allowed; one rule for each profile, and none for other methods.
    pub keys: Vec<KeyRule>,
    /// Which of the profiles are whose; empty where there are no profiles.
    pub bound: Vec<Bound>,
}

/// The profiles that a target of the rule is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub who: Targets,
    /// Their ids; nothing where the export does not say them.
    pub profiles: Option<Vec<Reference>>,
}

/// The people that a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    /// Everybody.
    All,
    /// Members of these groups, and these accounts.
    These(Box<Users>),
    /// The export does not say it, or a tool cut it off.
    NotSaid,
}

/// Which models of security keys are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRule {
    /// The profile's id; nothing where there are no profiles, or the export does not say it.
    pub profile: Option<Reference>,
    /// The models listed; nothing where the export does not say them.
    pub models: Option<Vec<Uuid>>,
    /// Whether the listed ones are allowed, or all others; nothing where the export does not say it.
    pub allow: Option<bool>,
    /// The rule holds; nothing where the export does not say it.
    pub enforced: Option<bool>,
    /// Only models that attest what they are can be registered; nothing where the export does not say it.
    pub attested: Option<bool>,
    /// The types of passkeys that the profile allows; nothing where the export does not say them. Without profiles no type is
    /// left out.
    pub types: Option<Types>,
}

/// Types of passkeys: Graph's `passkeyTypes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Types {
    pub device_bound: bool,
    pub synced: bool,
}

impl Types {
    pub const BOTH: Self = Self { device_bound: true, synced: true };

    /// Reads a list, as one text with commas or as an array; nothing for a word that is not understood.
    fn read(value: &Value) -> Option<Self> {
        let words: Vec<&str> = match value {
            Value::String(text) => text.split(',').collect(),
            Value::Array(items) => items.iter().map(Value::as_str).collect::<Option<_>>()?,
            _ => return None,
        };
        let mut types = Self::default();
        for word in words {
            match word.trim().to_lowercase().as_str() {
                "devicebound" => types.device_bound = true,
                "synced" => types.synced = true,
                _ => return None,
            }
        }
        (types != Self::default()).then_some(types)
    }
}

impl MethodsPolicy {
    /// Whether an object has the shape of the methods policy.
    #[must_use]
    pub fn is_one(object: &Map<String, Value>) -> bool {
        Fields::of(object).has("authenticationMethodConfigurations")
    }

    /// Whether an object is one configuration that stands alone, as some tools write each in a file of its own.
    #[must_use]
    pub fn is_part(object: &Map<String, Value>) -> bool {
        let kind = Fields::of(object).text("@odata.type").unwrap_or_default().to_lowercase();
        kind.ends_with("authenticationmethodconfiguration")
    }

    /// Takes one configuration in.
    pub fn add(&mut self, object: &Map<String, Value>) {
        let rules = rules_of(object);
        let in_part = name(&Fields::of(object)).is_none();
        self.join(Self { rules, migrated: None, in_part, cut: object.values().any(is_cut) });
    }

    /// Reads the policy.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let state = fields.text("policyMigrationState").map(str::to_lowercase);
        let rules = objects(fields.get("authenticationMethodConfigurations"));
        let nameless =
            |rules: &Vec<&Map<String, Value>>| rules.iter().any(|rule| name(&Fields::of(rule)).is_none());
        Self {
            in_part: rules.as_ref().is_none_or(nameless),
            cut: object.values().any(is_cut),
            rules: rules.into_iter().flatten().flat_map(rules_of).collect(),
            migrated: state.map(|state| state == "migrationcomplete"),
        }
    }

    /// Of a policy that stands where none can be read.
    #[must_use]
    pub fn unread() -> Self {
        Self { in_part: true, ..Self::default() }
    }

    /// What it says about a method: several rules where it has several providers, or stands there in two versions.
    pub fn rules(&self, method: Method) -> impl Iterator<Item = &MethodRule> {
        self.rules.iter().filter(move |rule| rule.methods.contains(&method))
    }

    /// Takes in what another export says. Where both say something else, both stand there, and neither is certain.
    pub fn join(&mut self, other: Self) {
        for rule in other.rules {
            if !self.rules.contains(&rule) {
                self.rules.push(rule);
            }
        }
        self.in_part |= other.in_part;
        self.cut |= other.cut;
        self.migrated = match (self.migrated, other.migrated) {
            (Some(one), Some(other)) => Some(one && other),
            (one, other) => one.or(other),
        };
    }
}

/// The objects of a list; nothing where it is no list of objects alone.
fn objects(list: Option<&Value>) -> Option<Vec<&Map<String, Value>>> {
    list?.as_array()?.iter().map(Value::as_object).collect()
}

/// The rules in one configuration. That of Authenticator makes two: each of its targets may have notifications alone, or
/// sign-in by telephone alone.
fn rules_of(object: &Map<String, Value>) -> Vec<MethodRule> {
    let Some(rule) = rule(object) else { return Vec::new() };
    let of = |method: Method, other: &str| {
        let include = targets(&Fields::of(object), "includeTargets", other);
        MethodRule { methods: vec![method], include, ..rule.clone() }
    };
    if rule.methods.contains(&Method::Push) {
        vec![of(Method::Push, "devicebasedpush"), of(Method::PhoneSignIn, "push")]
    } else {
        vec![rule]
    }
}

/// The targets under a key, without those that have this other mode alone.
fn targets(fields: &Fields, key: &str, other: &str) -> Targets {
    objects(fields.get(key)).map_or(Targets::NotSaid, |items| named(&items, other))
}

fn named(items: &[&Map<String, Value>], other: &str) -> Targets {
    let mut users = Users::default();
    for item in items {
        let fields = Fields::of(item);
        let Some(id) = fields.text("id").map(Reference::read) else { return Targets::NotSaid };
        match fields.text("authenticationMode").map(str::to_lowercase).as_deref() {
            Some(mode) if !other.is_empty() && mode == other => continue,
            Some("any" | "push" | "devicebasedpush") | None => {}
            Some(_) => return Targets::NotSaid,
        }
        match fields.text("targetType").map(str::to_lowercase).as_deref() {
            _ if id.is("all_users") => return Targets::All,
            Some("user") => users.include_users.push(id),
            Some("group") | None => users.include_groups.push(id),
            Some(_) => return Targets::NotSaid,
        }
    }
    Targets::These(Box::new(users))
}

/// Which method a configuration is about, in small letters. The id of that of another company's factor is one of its own;
/// its kind says what it is.
fn name(fields: &Fields) -> Option<String> {
    let kind = fields.text("@odata.type").unwrap_or_default().to_lowercase();
    let kind = kind.trim_start_matches("#microsoft.graph.").strip_suffix("authenticationmethodconfiguration");
    kind.map(str::to_owned).or_else(|| fields.text("id").map(str::to_lowercase))
}

fn rule(object: &Map<String, Value>) -> Option<MethodRule> {
    let fields = Fields::of(object);
    let name = name(&fields)?;
    let methods = match name.as_str() {
        "fido2" => vec![Method::Fido2],
        "microsoftauthenticator" => vec![Method::Push, Method::PhoneSignIn],
        "temporaryaccesspass" => vec![Method::Tap],
        "softwareoath" => vec![Method::SoftwareOath],
        "hardwareoath" => vec![Method::HardwareOath],
        "sms" => vec![Method::Sms],
        "voice" => vec![Method::Voice],
        "x509certificate" => vec![Method::X509Multi, Method::X509Single],
        "external" => vec![Method::ExternalMfa],
        _ => return None,
    };
    let enabled = match fields.text("state").map(str::to_lowercase).as_deref() {
        Some("enabled") => Some(true),
        Some("disabled") => Some(false),
        _ => None,
    };
    let keys = if name == "fido2" { key_rules(&fields) } else { Vec::new() };
    let (include, exclude) = (targets(&fields, "includeTargets", ""), targets(&fields, "excludeTargets", ""));
    let has_profiles = keys.iter().any(|key| key.profile.is_some());
    let items = objects(fields.get("includeTargets")).filter(|_| has_profiles).unwrap_or_default();
    let bound =
        items.into_iter().map(|item| Bound { who: named(&[item], ""), profiles: profiles(item) }).collect();
    Some(MethodRule { methods, enabled, include, exclude, keys, bound })
}

fn profiles(target: &Map<String, Value>) -> Option<Vec<Reference>> {
    match Fields::of(target).list("allowedPasskeyProfiles") {
        List::Words(ids) if !ids.is_empty() => Some(ids.iter().map(|id| Reference::read(id)).collect()),
        _ => None,
    }
}

/// One rule for each profile; without profiles, that of the configuration itself.
fn key_rules(fields: &Fields) -> Vec<KeyRule> {
    match fields.get("passkeyProfiles") {
        None => vec![without_profile(fields)],
        Some(Value::Array(profiles)) if profiles.is_empty() => vec![without_profile(fields)],
        Some(Value::Array(profiles)) => {
            profiles.iter().map(|profile| key_rule(profile.as_object().map(Fields::of).as_ref())).collect()
        }
        Some(_) => vec![key_rule(None)],
    }
}

/// The configuration's own id is no profile's.
fn without_profile(fields: &Fields) -> KeyRule {
    KeyRule { profile: None, types: Some(Types::BOTH), ..key_rule(Some(fields)) }
}

fn key_rule(fields: Option<&Fields>) -> KeyRule {
    let attested = fields.and_then(|fields| {
        let word = fields.text("attestationEnforcement").map(|word| !word.eq_ignore_ascii_case("disabled"));
        fields.flag("isAttestationEnforced").or(word)
    });
    let inner = fields.and_then(|fields| fields.get("keyRestrictions")?.as_object()).map(Fields::of);
    let models = inner.as_ref().and_then(|inner| match inner.list("aaGuids") {
        List::Words(words) => words.iter().map(|id| Uuid::try_parse(id).ok()).collect(),
        List::Absent | List::Cut => None,
    });
    let text = |key: &str| inner.as_ref()?.text(key).map(str::to_lowercase);
    let allow = match text("enforcementType").as_deref() {
        Some("allow") => Some(true),
        Some("block") => Some(false),
        _ => None,
    };
    let profile = fields.and_then(|fields| fields.text("id")).map(Reference::read);
    let types = fields.and_then(|fields| fields.get("passkeyTypes")).and_then(Types::read);
    KeyRule {
        // Nobody can tell whose a profile without an id is.
        types: types.filter(|_| profile.is_some()),
        profile,
        models,
        allow,
        enforced: inner.as_ref().and_then(|inner| inner.flag("isEnforced")),
        attested,
    }
}
