//! The sentence about a partner: what was said of it, until when its relationship runs, and what it answered.

use super::words::listed;
use crate::case::Case;
use crate::case::claims::{Claims, Partner, PartnerAnswer, Partnership};
use crate::model::Value;
use crate::report::harmless::shown;
use crate::report::partner::{kept, words};

/// What may be said about partners: only what was recorded.
#[must_use]
pub fn sentences(case: &Case, claims: &Claims) -> Vec<String> {
    match &claims.partnership {
        Partnership::SaidNone => vec![words::NO_PARTNER.into()],
        Partnership::There(partner) => there(partner),
        Partnership::NotKnown => kept::statement(case).map_or_else(
            || vec!["Whether a partner has access is not known yet.".into()],
            |words| vec![words],
        ),
    }
}

fn there(partner: &Partner) -> Vec<String> {
    let name = partner.name.as_ref().map(|n| format!(" ({})", shown(n))).unwrap_or_default();
    let mut lines = Vec::new();
    let day = partner.ends.map(|day| day.format("%-d %B %Y").to_string());
    if partner.over {
        lines.push(format!(
            "The relationship with our partner{name} ended on {}; it gives no access any more.",
            day.unwrap_or_default()
        ));
    } else {
        let roles: Vec<_> = partner.roles.iter().map(|role| shown(role)).collect();
        let roles = if roles.is_empty() { String::new() } else { format!(" and holds {}", listed(&roles)) };
        let until = day.map(|day| format!("; the relationship runs until {day}")).unwrap_or_default();
        lines.push(match partner.answer {
            Some(PartnerAnswer::Fixed) => format!("Our partner{name} was asked and let us in."),
            Some(PartnerAnswer::Cannot) => {
                format!("Our partner{name} was asked{roles} and says that it cannot help{until}.")
            }
            Some(PartnerAnswer::Blocked) => {
                format!("Our partner{name} was asked and is blocked as well{until}.")
            }
            Some(PartnerAnswer::NoAnswer) => {
                format!("Our partner{name} was asked and has not answered yet{until}.")
            }
            Some(PartnerAnswer::NotAsked) | None => {
                let with = if roles.is_empty() {
                    "; whether it has access is not known yet".to_owned()
                } else {
                    roles.replacen(" and holds", ", which holds", 1)
                };
                format!("There is a partner{name}{with}{until}.")
            }
        });
    }
    lines.extend(match &partner.provider {
        Some(Value::Unknown) => Some("Whether a distributor stands behind it is not known.".to_owned()),
        Some(value) => value
            .text()
            .filter(|text| !["none", "no", "-"].contains(&text.trim().to_lowercase().as_str()))
            .map(|text| format!("The distributor behind it: {}.", shown(&text))),
        None => Some("Which distributor stands behind it is not recorded.".to_owned()),
    });
    lines
}
