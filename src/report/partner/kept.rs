//! Findings that a case kept: for the support request, the status and the bundle's `50-partners/`.

use crate::case::Case;
use crate::case::claims::Claims;
use crate::guide::partner_check::as_said;
use crate::partner::{Finding, Kind};
use crate::report::said;
use crate::report::text::{self, Page};

use super::ask::Sender;
use super::{check, json, words};

/// Columns of a text file, whatever the screen.
const COLUMNS: usize = 80;

/// What the last finding supports saying about partners; nothing when no file was ever weighed.
#[must_use]
pub fn statement(case: &Case) -> Option<String> {
    let finding = &case.partners.iter().rev().find(|(_, finding)| finding.partners_on_record)?.1;
    let helpers = finding.helpers.iter().filter(|helper| helper.kind == Kind::Gdap).cloned().collect();
    Some(words::for_support(&Finding { helpers, ..finding.clone() }).join(" "))
        .filter(|text| !text.is_empty())
}

/// One line for the status sheet: whom to call, or what was found.
#[must_use]
pub fn line(case: &Case) -> Option<String> {
    case.partners.last().map(|(_, finding)| words::next(&as_said(case, finding.clone())))
}

/// The files of `50-partners/`, path and text: the last finding as the frozen view and as the page a person reads.
#[must_use]
pub fn files(case: &Case) -> Vec<(&'static str, String)> {
    let Some((_, finding)) = case.partners.last() else { return Vec::new() };
    let finding = &as_said(case, finding.clone().of_this_tenant());
    let sender = Sender::of(case, None, None);
    // What support reads about partners is one sentence, wherever it stands.
    let claims = Claims::of(case, case.last.unwrap_or_default());
    let statement = said::partner::sentences(case, &claims);
    let page = text::write(&check::blocks_saying(finding, &sender, statement), Page::new(COLUMNS));
    let view = serde_json::to_string_pretty(&json::view(finding, &sender)).unwrap_or_default();
    vec![("50-partners/partners.json", view), ("50-partners/partners.txt", page)]
}
