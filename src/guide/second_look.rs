//! What is looked at twice before a typed fact is taken: what was pasted with it, and what is plausible in general and
//! doubtful in this case. A doubt never refuses: repeating the same answer confirms it.

use std::borrow::Cow;

use crate::case::Case;
use crate::dns_proof::expected::unquoted;
use crate::model::{FactId, facts};

/// The text to keep, without what came along with it.
#[must_use]
pub fn tidy<'t>(fact: &FactId, typed: &'t str) -> Cow<'t, str> {
    let inner = if fact.as_str() == facts::PROOF_VALUE { unquoted(typed) } else { None };
    inner.map_or(Cow::Borrowed(typed), |inner| Cow::Owned(inner.to_owned()))
}

/// What to say where [`tidy`] leaves something out.
#[must_use]
pub fn left_out(fact: &FactId, typed: &str) -> Option<&'static str> {
    (tidy(fact, typed) != typed).then_some(WITHOUT_MARKS)
}

/// Said where quotation marks around a value were left out.
pub const WITHOUT_MARKS: &str =
    "The quotation marks around the value were left out: they belong to the mail, not to the record.";

/// Why this answer is doubtful; nothing where it is not.
#[must_use]
pub fn doubt(case: &Case, fact: &FactId, typed: &str) -> Option<String> {
    match fact.as_str() {
        facts::PERSON_EMAIL if case.is_inside_tenant(typed) => Some(
            "This address is inside the locked tenant: its mail may be out of reach just when support writes.\n\
             Better: a private address, or one at another company. To keep this one, type it again."
                .into(),
        ),
        facts::NUMBER => request_number(typed).map(|odd| format!("{odd} To keep it, type it again.")),
        _ => None,
    }
}

/// What is odd about the number of a support request. Microsoft documents no form; those in our sources have 16 digits,
/// and older ones had fewer.
#[must_use]
pub fn request_number(typed: &str) -> Option<String> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    (!(6..=24).contains(&digits))
        .then(|| format!("Digits in it: {digits}. A request number mostly has 16, like 2611220040001234."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_pair_of_marks_is_left_out_and_nothing_else(
            value in "[0-9A-Za-z=][0-9A-Za-z=. -]{0,20}[0-9A-Za-z]",
            pair in prop::sample::select(vec!["\"\"", "''", "“”", "„“", "‘’", "«»", "““"]),
        ) {
            let fact = FactId::known(facts::PROOF_VALUE);
            let (open, close) = pair.split_at(pair.chars().next().map_or(0, char::len_utf8));
            let quoted = format!(" {open}{value}{close} ");
            prop_assert_eq!(tidy(&fact, &quoted), value.as_str());
            prop_assert!(left_out(&fact, &quoted).is_some() && left_out(&fact, &value).is_none());
            let half = format!("{open}{value}");
            prop_assert_eq!(tidy(&fact, &half), half.as_str());
            let two = format!("{open}{value}{close} {open}{value}{close}");
            prop_assert!(tidy(&fact, &two).contains(open));
            let name = FactId::known(facts::NAME);
            prop_assert_eq!(tidy(&name, &quoted), quoted.as_str());
        }
    }
}
