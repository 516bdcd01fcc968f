use super::loose::{Fields, Inner, List, holds_something};
use super::{Reference, Strength};

/// What a policy demands before it lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// How several controls are joined.
    pub operator: Operator,
    /// The controls, in the order of the export.
    pub controls: Vec<Control>,
    /// Keys that are not understood.
    pub unknown: Vec<String>,
    /// Parts that a tool cut off.
    pub cut: Vec<String>,
}

/// How the controls of a policy are joined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Operator {
    /// The export says nothing.
    #[default]
    Absent,
    /// All of them are demanded.
    And,
    /// One of them is enough.
    Or,
    /// The export says something else.
    Unknown(String),
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// One of Graph's built-in controls, in small letters: `mfa`, `block`, `compliantdevice`.
    BuiltIn(String),
    /// An authentication strength.
    Strength(AskedStrength),
    /// Terms of use to accept.
    TermsOfUse,
    /// A custom control of another company.
    Custom,
}

/// A strength as a policy asks for it: by its id, often with its definition beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedStrength {
    pub id: Option<Reference>,
    pub name: Option<String>,
    /// The definition, where the export carries it.
    pub inline: Option<Strength>,
}

/// What a policy does to a session. Nothing in it refuses a sign-in by itself; some of it can break a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Session {
    /// Sign in again for every use.
    pub every_time: bool,
    /// Continuous access evaluation with strict location.
    pub strict_location: bool,
    /// Sessions pass through a proxy.
    pub proxy: bool,
    /// Tokens are bound to the device.
    pub token_protection: bool,
    /// No grace during an outage.
    pub no_resilience: bool,
    /// Keys that are not understood.
    pub unknown: Vec<String>,
}

impl Grant {
    /// Reads the object under `grantControls`.
    #[must_use]
    pub fn read(fields: &Fields) -> Self {
        let mut grant = Self {
            operator: match fields.text("operator").map(str::to_uppercase).as_deref() {
                None => Operator::Absent,
                Some("AND") => Operator::And,
                Some("OR") => Operator::Or,
                Some(other) => Operator::Unknown(other.to_owned()),
            },
            ..Self::default()
        };
        let list = |key: &str, grant: &mut Self| match fields.list(key) {
            List::Words(words) => words,
            List::Absent => Vec::new(),
            List::Cut => {
                grant.cut.push(format!("grantControls.{key}"));
                Vec::new()
            }
        };
        for word in list("builtInControls", &mut grant) {
            grant.controls.push(Control::BuiltIn(word.to_lowercase()));
        }
        if !list("termsOfUse", &mut grant).is_empty() {
            grant.controls.push(Control::TermsOfUse);
        }
        if !list("customAuthenticationFactors", &mut grant).is_empty() {
            grant.controls.push(Control::Custom);
        }
        match fields.inner("authenticationStrength") {
            Inner::Absent => {}
            Inner::Cut => grant.cut.push("grantControls.authenticationStrength".to_owned()),
            Inner::Object(inner) => {
                let asked = AskedStrength {
                    id: inner.text("id").map(Reference::read),
                    name: inner.text("displayName").map(str::to_owned),
                    inline: Strength::read(&inner),
                };
                let unknown = inner.rest();
                if asked.id.is_some() || asked.name.is_some() || asked.inline.is_some() || !unknown.is_empty()
                {
                    grant.controls.push(Control::Strength(asked));
                }
                let path = |key| format!("grantControls.authenticationStrength.{key}");
                grant.unknown.extend(unknown.into_iter().map(path));
            }
        }
        grant.unknown.extend(fields.rest().into_iter().map(|key| format!("grantControls.{key}")));
        // An operator joins controls; without a list of any the export has lost what it joins.
        if grant.controls.is_empty() && grant.operator != Operator::Absent && !fields.has("builtInControls") {
            grant.cut.push("grantControls.builtInControls".to_owned());
        }
        grant
    }

    /// Whether it blocks whatever else it says.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.controls.iter().any(|control| matches!(control, Control::BuiltIn(word) if word == "block"))
    }
}

impl Session {
    /// Reads the object under `sessionControls`.
    #[must_use]
    pub fn read(fields: &Fields) -> Self {
        let on = |key: &str| match fields.inner(key) {
            Inner::Object(inner) if inner.flag("isEnabled") != Some(false) => Some(inner),
            _ => None,
        };
        let says = |inner: &Fields, key: &str, words: &[&str]| {
            inner.text(key).is_some_and(|text| words.iter().any(|word| text.eq_ignore_ascii_case(word)))
        };
        let every_time = on("signInFrequency")
            .is_some_and(|inner| says(&inner, "frequencyInterval", &["everyTime", "everyTimeStrict"]));
        let strict_location = on("continuousAccessEvaluation")
            .is_some_and(|inner| says(&inner, "mode", &["strictLocation", "strictEnforcement"]));
        let proxy = on("cloudAppSecurity").is_some_and(|inner| inner.get("cloudAppSecurityType").is_some());
        let token_protection = on("secureSignInSession").is_some_and(|inner| {
            inner.flag("isEnabled") == Some(true) || inner.get("secureAppSessionMode").is_some()
        });
        let no_resilience = fields.flag("disableResilienceDefaults") == Some(true);
        let _ = ["applicationEnforcedRestrictions", "persistentBrowser"].map(|key| fields.get(key));
        Self { every_time, strict_location, proxy, token_protection, no_resilience, unknown: fields.rest() }
    }

    /// Reads whatever stands under `sessionControls`.
    #[must_use]
    pub fn of(policy: &Fields) -> Self {
        match policy.inner("sessionControls") {
            Inner::Object(inner) => Self::read(&inner),
            Inner::Absent | Inner::Cut => Self::default(),
        }
    }
}

fn acts_on_session(policy: &Fields) -> bool {
    policy.get("sessionControls").is_some_and(holds_something)
}

impl Grant {
    /// Controls that the export does not have.
    fn lost() -> Self {
        Self { cut: vec!["grantControls".to_owned()], ..Self::default() }
    }

    /// Reads whatever stands under `grantControls`.
    #[must_use]
    pub fn of(policy: &Fields) -> Self {
        match policy.inner("grantControls") {
            Inner::Object(inner) => Self::read(&inner),
            // Nobody can save a policy that demands nothing and does nothing to the session.
            Inner::Absent if !policy.has("grantControls") && !acts_on_session(policy) => Self::lost(),
            Inner::Absent => Self::default(),
            Inner::Cut => Self::lost(),
        }
    }
}
