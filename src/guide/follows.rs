//! What follows from an answer, so that it is not asked: domains from user names, a policy's name from what changed.
//!
//! Only what the words hold is taken: the part of a user name behind the `@`, and a name in quotation marks where a
//! policy is the cause. It is learned like anything else, is shown, and can be changed.

use crate::case::{Case, Event, FactSource};
use crate::model::{Cause, FactId, Value, facts};

/// Longer than any policy's name.
const LONGEST_NAME: usize = 200;

/// Marks that open and close a name.
const MARKS: [(char, char); 4] =
    [('"', '"'), ('\u{201c}', '\u{201d}'), ('\u{201e}', '\u{201c}'), ('\u{ab}', '\u{bb}')];

/// What one answered fact says beside itself.
pub(super) fn from_fact(case: &Case, id: &FactId, value: &Value, source: FactSource) -> Vec<Event> {
    match id.as_str() {
        facts::GLOBAL_ADMINS => from_users(case, value.items().iter().map(String::as_str), source),
        facts::CHANGE => policy(case, value, source).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The domains of these user names. A guest's name carries the domain of another organisation.
pub(super) fn from_users<'u>(
    case: &Case,
    users: impl Iterator<Item = &'u str>,
    source: FactSource,
) -> Vec<Event> {
    let (mut own, mut initial): (Vec<String>, Option<String>) = (Vec::new(), None);
    for (name, domain) in users.filter_map(|user| user.trim().rsplit_once('@')) {
        let domain = domain.to_lowercase();
        if name.to_uppercase().contains("#EXT#") || !domain.contains('.') {
            continue;
        }
        if domain.contains(".onmicrosoft.") || domain.ends_with(".onmschina.cn") {
            initial.get_or_insert(domain);
        } else if !own.contains(&domain) {
            own.push(domain);
        }
    }
    // What a person says of the administrators counts more than the user of an error page, who may be anybody.
    let by_page = |fact: &'static str| {
        let known = case.facts.get(&FactId::known(fact));
        known.is_some_and(|known| known.source == FactSource::SignIn) && source != FactSource::SignIn
    };
    let open =
        |fact: &'static str| case.value(fact).is_none_or(|value| *value == Value::Unknown) || by_page(fact);
    let learned =
        |fact: &'static str, value| Event::Learned { fact: FactId::known(fact), value, source, step: None };
    let own = (!own.is_empty() && open(facts::DOMAINS)).then(|| learned(facts::DOMAINS, Value::Many(own)));
    let initial = initial.filter(|_| open(facts::ONMICROSOFT));
    own.into_iter().chain(initial.map(|name| learned(facts::ONMICROSOFT, Value::One(name)))).collect()
}

/// The policy's name, where a policy is the cause and the words name something in quotation marks.
fn policy(case: &Case, value: &Value, source: FactSource) -> Option<Event> {
    let text = value.text().filter(|_| case.cause() == Some(Cause::ConditionalAccess))?;
    case.value(facts::POLICY).is_none().then_some(())?;
    let quoted = |(open, close): &(char, char)| {
        let (before, rest) = text.split_once(*open)?;
        let (name, _) = rest.split_once(*close)?;
        let fits = !name.trim().is_empty() && name.len() <= LONGEST_NAME && !is_another_quotation(before);
        Some(name.trim().to_owned()).filter(|_| fits)
    };
    let name = MARKS.iter().find_map(quoted)?;
    Some(Event::Learned { fact: FactId::known(facts::POLICY), value: Value::One(name), source, step: None })
}

/// Whether the words in front of a quotation make it somebody's speech, a page's text or a thing, and no policy's name.
fn is_another_quotation(before: &str) -> bool {
    const POLICY: [&str; 12] = [
        "policy",
        "policies",
        "rule",
        "rules",
        "conditional",
        "richtlinie",
        "regel",
        "regla",
        "política",
        "directiva",
        "politique",
        "beleid",
    ];
    const ANOTHER: [&str; 40] = [
        "said", "says", "say", "saying", "told", "tells", "wrote", "writes", "reads", "shows", "message",
        "error", "page", "screen", "prompt", "text", "asks", "asked", "means", "sagt", "sagte", "schrieb",
        "steht", "dice", "dijo", "dit", "zegt", "lost", "stole", "stolen", "broke", "broken", "phone",
        "iphone", "laptop", "device", "handy", "telefon", "móvil", "team",
    ];
    let lower = before.to_lowercase();
    let words = lower.rsplit(['.', ';', '!', '?', '\n']).next().unwrap_or_default();
    let mut words = words.split(|c: char| !c.is_alphanumeric()).rev().filter(|word| !word.is_empty());
    words
        .find(|word| POLICY.contains(word) || ANOTHER.contains(word))
        .is_some_and(|word| ANOTHER.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_a_policy_unless_somebody_says_it_or_it_is_a_thing() {
        for before in
            ["new rule ", "yesterday ", "Bob told us to save the policy ", "It says no. We made ", ""]
        {
            assert!(!is_another_quotation(before), "{before}");
        }
        for before in ["Carla said ", "Ana lost her ", "the page shows ", "a policy; he said ", "Er sagte: "]
        {
            assert!(is_another_quotation(before), "{before}");
        }
    }

    #[test]
    fn domains_come_from_user_names_and_a_guest_has_none() {
        let users = [
            "anna@contoso.com",
            "x_fabrikam.com#EXT#@contoso.onmicrosoft.com",
            "a@contoso.onmicrosoft.com",
            "the nephew",
        ];
        let events = from_users(&Case::default(), users.into_iter(), FactSource::Person);
        let values: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Learned { value, .. } => value.text(),
                _ => None,
            })
            .collect();
        assert_eq!(values, ["contoso.com", "contoso.onmicrosoft.com"]);
    }

    #[test]
    fn a_name_in_quotation_marks_is_the_policys_only_where_a_policy_is_the_cause() {
        let of = |cause: &str, words: &str| {
            let mut case = Case::default();
            let known = crate::case::Known {
                value: Value::One(cause.into()),
                at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
                source: FactSource::Person,
                who: "anna".into(),
                step: None,
            };
            case.facts.insert(FactId::known(facts::CAUSE), known);
            policy(&case, &Value::One(words.into()), FactSource::Person).is_some()
        };
        assert!(of("conditional-access", "Anna switched on \u{201e}Block outside HQ\u{201c} at 17:40"));
        assert!(!of("mfa-lost", "we lost \"the phone\""));
        assert!(!of("conditional-access", "the policy \" is new"));
    }
}
