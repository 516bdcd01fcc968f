//! What goes into a bundle, before it is written; what was written, and how to tell others.

use super::custody::Fates;
use super::harmless::shown;
use crate::case::Case;
use crate::evidence::bag::{Bag, Summary, Suspicion};
use crate::model::Class;

/// The list of what goes in, and what is left out.
#[must_use]
pub fn preview(bag: &Bag<'_>, case: &Case, class: Class, fates: &Fates) -> String {
    let mut text = format!("This goes into the bundle (class {class}):\n");
    for (path, class, bytes) in bag.contents() {
        text.push_str(&format!("   {path:44} {class:8} {bytes} bytes\n"));
    }
    let internal = case.notes.iter().filter(|n| n.audience == crate::case::Audience::Internal).count();
    if class == Class::Support && internal > 0 {
        text.push_str(&format!("Left out: {internal} internal notes (their places in the chain stay)\n"));
    }
    let others =
        case.attachments.iter().filter(|(_, _, i)| i.class != class && i.class != Class::Support).count();
    if others > 0 && class != Class::Legal {
        text.push_str(&format!("Left out: {others} files of other classes\n"));
    }
    for (_, _, item) in &case.attachments {
        if let Some(fate) = fates.get(&item.id) {
            text.push_str(&format!("{} {}: {}\n", item.id, shown(&item.original_name), fate.words()));
        }
    }
    text.push_str(super::drill::mark(case));
    if case.rehearsal {
        text.push_str("REHEARSAL: the clock of this case was set by hand, and the bundle says so.\n");
    }
    text
}

/// Places of one file that are named; of more their number is said.
const MOST_PLACES: usize = 100;

/// Where something looks like a secret: file, place and rule.
#[must_use]
pub fn suspicions(found: &[Suspicion]) -> String {
    let mut lines = Vec::new();
    for suspicion in found {
        for hit in suspicion.hits.iter().take(MOST_PLACES) {
            lines.push(format!(
                "{}, line {}, column {}: {}",
                suspicion.path,
                hit.line,
                hit.column,
                hit.rule.what()
            ));
        }
        let more = suspicion.hits.len().saturating_sub(MOST_PLACES);
        if more > 0 {
            lines.push(format!("{}: {more} more places", suspicion.path));
        }
    }
    lines.join("\n")
}

/// What a preview says about secrets: nothing where there are none.
#[must_use]
pub fn would_be_refused(found: &[Suspicion]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let places = suspicions(found).replace('\n', "\n   ");
    format!(
        "CAUTION: this would not be packed as it is. Something looks like a secret:\n   {places}\n\
         To pack it without those places, type the same with --redact.\n"
    )
}

/// The bundle's name and fingerprint, each on a line of its own.
#[must_use]
pub fn done(path: &str, written: &Summary) -> String {
    let path = shown(path);
    format!(
        "{path}\n{} files, {} bytes\nFingerprint  {}\n\n\
         Send the fingerprint over a different channel than the bundle: in the support request, on the phone, on paper.\n\
         Check it anywhere:\n   reentry verify \"{path}\"",
        written.files,
        written.bytes,
        written.fingerprint.short()
    )
}
