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
    /// Further restrictions that are not understood, each with the methods that it is about, in small letters; without any,
    /// it is about all of them.
    pub restricted: Vec<Vec<String>>,
}

/// The methods of which a strength may name models or issuers.
const RESTRICTABLE: [&str; 3] = ["fido2", "x509certificatesinglefactor", "x509certificatemultifactor"];

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
        let List::Words(_) = fields.list("allowedCombinations") else { return None };
        // Here a comma joins the methods of one combination, so the texts must not be split into a list.
        let combinations: Vec<Vec<String>> = match fields.get("allowedCombinations")? {
            Value::Array(items) => {
                items.iter().map(|item| item.as_str().map(methods)).collect::<Option<_>>()?
            }
            Value::String(text) => vec![methods(text)],
            _ => return None,
        };
        if combinations.is_empty() || combinations.iter().any(Vec::is_empty) {
            return None;
        }
        let (mut keys, mut restricted) = (None, Vec::new());
        let id = fields.text("id").map(Reference::read);
        let configurations = match fields.get("combinationConfigurations") {
            Some(Value::Array(items)) => items.as_slice(),
            Some(_) => {
                restricted.push(Vec::new());
                &[]
            }
            // The strengths that every tenant has restrict nothing further. Of another one it is not known.
            None => {
                if id.as_ref().and_then(built_in).is_none() {
                    restricted.extend(RESTRICTABLE.map(|method| vec![method.to_owned()]));
                }
                &[]
            }
        };
        for configuration in configurations {
            let Some(configuration) = configuration.as_object() else {
                restricted.push(Vec::new());
                continue;
            };
            let inner = Fields::of(configuration);
            let _ = ["id", "@odata.type"].map(|key| inner.get(key));
            let to = inner.list("appliesToCombinations");
            let to = to.words().iter().flat_map(|text| methods(text)).filter(|method| method != "password");
            let to = to.collect();
            let models = inner.list("allowedAAGUIDs");
            let models: Option<Vec<Uuid>> =
                models.words().iter().map(|id| Uuid::try_parse(id).ok()).collect();
            let models = models.filter(|models| !models.is_empty() && keys.is_none());
            let other = configuration.values().any(holds_something) && !inner.rest().is_empty();
            match models {
                Some(models) if !other => keys = Some(models),
                _ => restricted.push(to),
            }
        }
        Some(Self { id, name: fields.text("displayName").map(str::to_owned), combinations, keys, restricted })
    }
}

impl Strength {
    /// Whether a restriction that is not understood is about this combination.
    #[must_use]
    pub fn restricts(&self, combination: &[String]) -> bool {
        let within = |of: &Vec<String>| of.is_empty() || combination.iter().any(|part| of.contains(part));
        self.restricted.iter().any(within)
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
