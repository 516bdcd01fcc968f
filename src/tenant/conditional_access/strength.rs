use serde_json::{Map, Value};
use uuid::Uuid;

use super::Reference;
use super::loose::{Fields, List, holds_something};

/// An authentication strength: which combinations of methods it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    pub id: Option<Reference>,
    pub name: Option<String>,
    /// Each combination as the names of its methods, in small letters.
    pub combinations: Vec<Vec<String>>,
    /// Models of security keys that are accepted alone, where the strength names any.
    pub keys: Option<Vec<Uuid>>,
    /// Further restrictions that are not understood, by the combination that they restrict, in small letters.
    pub restricted: Vec<String>,
}

impl Strength {
    /// Whether an object has the shape of an authentication strength.
    #[must_use]
    pub fn is_one(object: &Map<String, Value>) -> bool {
        let fields = Fields::of(object);
        fields.has("allowedCombinations") && !fields.has("conditions")
    }

    /// Reads a definition. Nothing where the combinations are not there: a strength that accepts nothing does not exist.
    #[must_use]
    pub fn read(fields: &Fields) -> Option<Self> {
        let _ = ["createdDateTime", "modifiedDateTime", "description", "policyType", "requirementsSatisfied"]
            .map(|key| fields.get(key));
        let configurations = fields.get("combinationConfigurations");
        let configurations = configurations.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let List::Words(_) = fields.list("allowedCombinations") else { return None };
        // Here a comma joins the methods of one combination, so the texts must not be split into a list.
        let combinations: Vec<Vec<String>> = match fields.get("allowedCombinations") {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(methods).collect(),
            Some(Value::String(text)) => vec![methods(text)],
            _ => Vec::new(),
        };
        if combinations.is_empty() {
            return None;
        }
        let (mut keys, mut restricted) = (None, Vec::new());
        for configuration in configurations.iter().filter_map(Value::as_object) {
            let inner = Fields::of(configuration);
            let _ = ["id", "@odata.type"].map(|key| inner.get(key));
            let to = inner.list("appliesToCombinations").words().join(",").to_lowercase();
            let models: Vec<Uuid> = inner
                .list("allowedAAGUIDs")
                .words()
                .iter()
                .filter_map(|id| Uuid::try_parse(id).ok())
                .collect();
            let other = configuration.values().any(holds_something) && !inner.rest().is_empty();
            if models.is_empty() || other {
                restricted.push(to);
            } else {
                keys = Some(models);
            }
        }
        Some(Self {
            id: fields.text("id").map(Reference::read),
            name: fields.text("displayName").map(str::to_owned),
            combinations,
            keys,
            restricted,
        })
    }
}

fn methods(text: &str) -> Vec<String> {
    text.split(',').map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()).collect()
}

/// The three strengths that every tenant has. Microsoft may extend them; an export's own definition goes first.
#[must_use]
pub fn built_in(id: &Reference) -> Option<Strength> {
    const RESISTANT: [&str; 3] = ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"];
    const MULTIFACTOR: [&str; 14] = [
        "temporaryAccessPassOneTime",
        "temporaryAccessPassMultiUse",
        "password,microsoftAuthenticatorPush",
        "password,softwareOath",
        "password,hardwareOath",
        "password,sms",
        "password,voice",
        "password,x509CertificateSingleFactor",
        "federatedMultiFactor",
        "microsoftAuthenticatorPush,federatedSingleFactor",
        "softwareOath,federatedSingleFactor",
        "hardwareOath,federatedSingleFactor",
        "sms,federatedSingleFactor",
        "voice,federatedSingleFactor",
    ];
    let Reference::Id(uuid) = id else { return None };
    let (name, more): (_, &[&str]) = match uuid.as_u128() {
        2 => ("Multifactor authentication", &MULTIFACTOR),
        3 => ("Passwordless MFA", &[]),
        4 => ("Phishing-resistant MFA", &[]),
        _ => return None,
    };
    let push: &[&str] = if uuid.as_u128() < 4 { &["deviceBasedPush"] } else { &[] };
    let combinations = RESISTANT.iter().chain(push).chain(more).map(|text| methods(text)).collect();
    Some(Strength {
        id: Some(id.clone()),
        name: Some(name.to_owned()),
        combinations,
        keys: None,
        restricted: Vec::new(),
    })
}
