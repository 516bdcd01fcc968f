//! What may be said: the sentences that ticket, phone script, hand-off, status, summary and dossier share.
//!
//! Each sentence is written once, here, from the claims of the case, and says no more than they do. "No", "all",
//! "refused" and "asked" stand only where a noun says so; what nobody reported is said to be not known. What this room
//! refuses to know: on which page a sentence stands, and whether the page is read aloud, pasted or printed.

pub mod accounts;
pub mod ask;
pub mod cause;
pub mod computed;
pub mod opening;
pub mod partner;
pub mod requests;
mod told;
pub mod tried;
pub mod words;

pub use accounts::account_list;
pub use ask::asked;
use chrono::Datelike;
pub use requests::request_list;

use super::harmless::shown;
use super::when::full;
use crate::case::Case;
use crate::model::{FactId, facts};

pub use told::{account_told, door_told, happened, list_told, request_told};

/// When an administrator last got in, as it was told. Words that count from that day (“nine days ago”, “this morning”)
/// mean something else tomorrow, so the time at which they were told stands behind them.
#[must_use]
pub fn since(case: &Case) -> Option<String> {
    let text = case.text(facts::SINCE)?;
    let known = case.facts.get(&FactId::known(facts::SINCE))?;
    let year = known.at.year().to_string();
    let counts_from_a_year = text.contains(&year) || text.contains(&(known.at.year() - 1).to_string());
    Some(if counts_from_a_year {
        shown(&text).into_owned()
    } else {
        format!("{} (told {})", words::quoted(&text), full(known.at))
    })
}

/// What the caller is, and by what authority the caller asks; nothing where neither was said.
#[must_use]
pub fn authority(case: &Case) -> Option<String> {
    let role = case.text(facts::PERSON_ROLE).map(|role| shown(&role).into_owned());
    let speaks = match case.text(facts::AUTHORITY).as_deref() {
        Some("agreed") => Some("works for the organisation; its management agrees".to_owned()),
        Some("provider") => {
            let name = case.text(facts::PARTNER_NAME).map(|name| format!(" ({})", shown(&name)));
            let name = name.unwrap_or_default();
            Some(format!("works for the provider{name}; somebody in the organisation speaks for it"))
        }
        Some("nobody") => Some("may not speak for the organisation yet".to_owned()),
        // The role says it, or nobody said it.
        _ => None,
    };
    let both: Vec<String> = role.into_iter().chain(speaks).collect();
    (!both.is_empty()).then(|| both.join("; "))
}
