//! Findings that a case kept: for the support request, the status and the bundle's `50-partners/`.

use chrono::{DateTime, FixedOffset};

use crate::case::Case;
use crate::partner::{Finding, Kind};
use crate::report::text::{self, Page};

use super::ask::Sender;
use super::{check, json, words};

/// Columns of a text file, whatever the screen.
const COLUMNS: usize = 80;

/// The last finding, if one was kept and this program can read it.
#[must_use]
pub fn last(case: &Case) -> Option<(DateTime<FixedOffset>, Finding)> {
    let (at, kept) = case.partners.last()?;
    serde_json::from_value(kept.clone()).ok().map(|finding| (*at, finding))
}

/// What the last finding supports saying about partners; nothing when no file was ever weighed.
#[must_use]
pub fn statement(case: &Case) -> Option<String> {
    let (_, finding) = last(case)?;
    if !finding.partners_on_record {
        return None;
    }
    let helpers = finding.helpers.iter().filter(|helper| helper.kind == Kind::Gdap).cloned().collect();
    Some(words::for_support(&Finding { helpers, ..finding }).join(" ")).filter(|text| !text.is_empty())
}

/// One line for the status sheet: whom to call, or what was found.
#[must_use]
pub fn line(case: &Case) -> Option<String> {
    last(case).map(|(_, finding)| words::next(&finding))
}

/// The files of `50-partners/`: every finding kept, as the frozen view and as the page a person reads.
#[must_use]
pub fn files(case: &Case) -> Vec<(String, Vec<u8>)> {
    let sender = Sender::of(case, None, None);
    let mut files = Vec::new();
    for (number, (_, kept)) in (1..).zip(&case.partners) {
        let Ok(finding) = serde_json::from_value::<Finding>(kept.clone()) else { continue };
        if let Ok(view) = serde_json::to_vec_pretty(&json::view(&finding, &sender)) {
            files.push((format!("finding-{number}.json"), view));
        }
        let page = text::write(&check::blocks(&finding, &sender), Page::new(COLUMNS));
        files.push((format!("finding-{number}.txt"), page.into_bytes()));
    }
    files
}
