//! Many failed sign-ins as a table: an export read, not searched. Ids are whole, so each row has a second line.

use std::borrow::Cow;

use super::harmless::shown;
use crate::signin::SignIn;

/// Rows shown; the others are counted.
const SHOWN: usize = 40;

/// The table, in the order of the source.
#[must_use]
pub fn text(sign_ins: &[SignIn]) -> String {
    let mut text = format!("{} failed sign-ins\n\n", sign_ins.len());
    text.push_str("Time (UTC)            Code      Request ID\n");
    for s in sign_ins.iter().take(SHOWN) {
        let time = match (s.timestamp_utc, &s.timestamp) {
            (Some(utc), _) => utc.at().format("%Y-%m-%d %H:%M:%S").to_string(),
            // As it stands there: neither its zone nor its order is known.
            (None, Some(written)) => format!("{} (?)", shown(written)),
            (None, None) => "-".to_owned(),
        };
        let code = s.code().map_or_else(|| "-".to_owned(), |code| code.to_string());
        let id = s.request_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
        text.push_str(&format!("{time:<20}  {code:<8}  {id}\n"));
        let refused = s.policies.iter().filter(|p| p.result.eq_ignore_ascii_case("failure"));
        let refused = refused.filter_map(|p| p.name.as_deref().or(p.id.as_deref()));
        let policies: Vec<String> = refused.map(|name| format!("refused by \"{}\"", shown(name))).collect();
        let who = [s.user.as_deref(), s.app_name.as_deref()].into_iter().flatten().map(shown);
        let about: Vec<Cow<'_, str>> = who.chain(policies.into_iter().map(Cow::Owned)).collect();
        if !about.is_empty() {
            text.push_str(&format!("    {}\n", about.join(", ")));
        }
    }
    if sign_ins.len() > SHOWN {
        text.push_str(&format!("and {} more (reentry signin find groups them)\n", sign_ins.len() - SHOWN));
    }
    text
}
