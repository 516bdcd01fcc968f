use serde_json::{Map, Value};
use uuid::Uuid;

use super::loose::Fields;
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
    /// The models listed.
    pub models: Vec<Uuid>,
    /// Whether the listed ones are allowed, or all others.
    pub allow: bool,
    /// The rule holds.
    pub enforced: bool,
}

impl MethodsPolicy {
    /// Whether an object has the shape of the methods policy.
    #[must_use]
    pub fn is_one(object: &Map<String, Value>) -> bool {
        Fields::of(object).has("authenticationMethodConfigurations")
    }

    /// Reads the policy.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let older = fields.text("policyMigrationState").map(str::to_lowercase);
        let rules = fields.get("authenticationMethodConfigurations").and_then(Value::as_array);
        Self {
            rules: rules.into_iter().flatten().filter_map(Value::as_object).filter_map(rule).collect(),
            older_settings_count: matches!(older.as_deref(), Some("premigration" | "migrationinprogress")),
        }
    }

    /// What it says about a method.
    #[must_use]
    pub fn rule(&self, method: Method) -> Option<&MethodRule> {
        self.rules.iter().find(|rule| rule.methods.contains(&method))
    }
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
    let targets = |key: &str| -> Option<Vec<Reference>> {
        let items = fields.get(key)?.as_array()?;
        let id = |item: &Value| item.as_object().and_then(|o| Fields::of(o).text("id").map(Reference::read));
        Some(items.iter().filter_map(id).collect())
    };
    let groups = targets("includeTargets").filter(|all| !all.iter().any(|one| one.is("all_users")));
    let mut keys: Vec<KeyRule> = Vec::new();
    let profiles = fields.get("passkeyProfiles").and_then(Value::as_array);
    for profile in profiles.into_iter().flatten().filter_map(Value::as_object) {
        keys.extend(key_rule(&Fields::of(profile)));
    }
    if keys.is_empty() {
        keys.extend(key_rule(&fields));
    }
    let not_groups = targets("excludeTargets").unwrap_or_default();
    Some(MethodRule { methods, enabled, groups, not_groups, keys })
}

fn key_rule(fields: &Fields) -> Option<KeyRule> {
    let inner = Fields::of(fields.get("keyRestrictions")?.as_object()?);
    let models = inner.list("aaGuids").words().iter().filter_map(|id| Uuid::try_parse(id).ok()).collect();
    let allow = !inner.text("enforcementType").is_some_and(|kind| kind.eq_ignore_ascii_case("block"));
    Some(KeyRule { models, allow, enforced: inner.flag("isEnforced") == Some(true) })
}
