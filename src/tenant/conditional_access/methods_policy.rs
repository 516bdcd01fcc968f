use serde_json::{Map, Value};
use uuid::Uuid;

use super::loose::{Fields, List};
use super::{Method, Reference};

/// Which methods a tenant lets its people use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodsPolicy {
    pub rules: Vec<MethodRule>,
    /// Older settings beside this policy still allow methods as well.
    pub older_settings_count: bool,
}

/// What the policy says about one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodRule {
    /// The methods that the rule is about.
    pub methods: Vec<Method>,
    /// Nothing where the export does not say it.
    pub enabled: Option<bool>,
    /// Groups whose members may use it; nothing where everybody may.
    pub groups: Option<Vec<Reference>>,
    /// Groups whose members may not.
    pub not_groups: Vec<Reference>,
    /// Which models of keys are allowed; one rule for each profile. Empty where no model is refused.
    pub keys: Vec<KeyRule>,
}

/// Which models of security keys are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRule {
    /// The models listed; nothing where the export does not say them.
    pub models: Option<Vec<Uuid>>,
    /// Whether the listed ones are allowed, or all others; nothing where the export does not say it.
    pub allow: Option<bool>,
    /// The rule holds; nothing where the export does not say it.
    pub enforced: Option<bool>,
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
        self.rules.extend(rules_of(object));
    }

    /// Reads the policy.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let older = fields.text("policyMigrationState").map(str::to_lowercase);
        let rules = fields.get("authenticationMethodConfigurations").and_then(Value::as_array);
        Self {
            rules: rules.into_iter().flatten().filter_map(Value::as_object).flat_map(rules_of).collect(),
            older_settings_count: matches!(older.as_deref(), Some("premigration" | "migrationinprogress")),
        }
    }

    /// What it says about a method.
    #[must_use]
    pub fn rule(&self, method: Method) -> Option<&MethodRule> {
        self.rules.iter().find(|rule| rule.methods.contains(&method))
    }
}

/// The rules in one configuration. That of Authenticator makes two: each of its targets may have notifications alone, or
/// sign-in by telephone alone.
fn rules_of(object: &Map<String, Value>) -> Vec<MethodRule> {
    let Some(rule) = rule(object) else { return Vec::new() };
    let of = |method: Method, other: &str| {
        let targets = targets(&Fields::of(object), "includeTargets", other);
        MethodRule { methods: vec![method], groups: groups(targets), ..rule.clone() }
    };
    if rule.methods.contains(&Method::Push) {
        vec![of(Method::Push, "devicebasedpush"), of(Method::PhoneSignIn, "push")]
    } else {
        vec![rule]
    }
}

/// The targets under a key, without those that have this other mode alone.
fn targets(fields: &Fields, key: &str, other: &str) -> Option<Vec<Reference>> {
    let items = fields.get(key)?.as_array()?;
    let id = |item: &Value| {
        let fields = Fields::of(item.as_object()?);
        let mode = fields.text("authenticationMode").unwrap_or_default();
        let is_other = !other.is_empty() && mode.eq_ignore_ascii_case(other);
        fields.text("id").filter(|_| !is_other).map(Reference::read)
    };
    Some(items.iter().filter_map(id).collect())
}

/// The groups that targets name; nothing where one of them is everybody.
fn groups(targets: Option<Vec<Reference>>) -> Option<Vec<Reference>> {
    targets.filter(|all| !all.iter().any(|one| one.is("all_users")))
}

fn rule(object: &Map<String, Value>) -> Option<MethodRule> {
    let fields = Fields::of(object);
    let name = fields.text("id").or_else(|| fields.text("@odata.type"))?.to_lowercase();
    let name =
        name.trim_start_matches("#microsoft.graph.").trim_end_matches("authenticationmethodconfiguration");
    let methods = match name {
        "fido2" => vec![Method::Fido2],
        "microsoftauthenticator" => vec![Method::Push, Method::PhoneSignIn],
        "temporaryaccesspass" => vec![Method::Tap],
        "softwareoath" => vec![Method::SoftwareOath],
        "hardwareoath" => vec![Method::HardwareOath],
        "sms" => vec![Method::Sms],
        "voice" => vec![Method::Voice],
        "x509certificate" => vec![Method::X509Multi, Method::X509Single],
        _ => return None,
    };
    let enabled = match fields.text("state").map(str::to_lowercase).as_deref() {
        Some("enabled") => Some(true),
        Some("disabled") => Some(false),
        _ => None,
    };
    let groups = groups(targets(&fields, "includeTargets", ""));
    let mut keys: Vec<KeyRule> = Vec::new();
    let profiles = fields.get("passkeyProfiles").and_then(Value::as_array);
    for profile in profiles.into_iter().flatten().filter_map(Value::as_object) {
        keys.extend(key_rule(&Fields::of(profile)));
    }
    if keys.is_empty() {
        keys.extend(key_rule(&fields));
    }
    let not_groups = targets(&fields, "excludeTargets", "").unwrap_or_default();
    Some(MethodRule { methods, enabled, groups, not_groups, keys })
}

fn key_rule(fields: &Fields) -> Option<KeyRule> {
    let inner = Fields::of(fields.get("keyRestrictions")?.as_object()?);
    let models = match inner.list("aaGuids") {
        List::Words(words) => words.iter().map(|id| Uuid::try_parse(id).ok()).collect(),
        List::Absent | List::Cut => None,
    };
    let allow = match inner.text("enforcementType").map(str::to_lowercase).as_deref() {
        Some("allow") => Some(true),
        Some("block") => Some(false),
        _ => None,
    };
    Some(KeyRule { models, allow, enforced: inner.flag("isEnforced") })
}
