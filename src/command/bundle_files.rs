//! The attachments on their way into a bundle: only as they were attached, and without secrets.

use std::io::{self, Read};

use crate::command::kept_files::Found;
use crate::command::open_case::OpenCase;
use crate::error::{Error, Kind, Result};
use crate::evidence::bag::{Entry, Source};
use crate::evidence::inventory::{Provenance, Removed};
use crate::evidence::item::{self, Clean};
use crate::evidence::redact::Rule;
use crate::model::Class;
use crate::report::custody::{Fate, Fates};
use crate::report::dossier::{Dossier, Kept};

/// The entries, and what became of those attachments that are not in it as they were attached. A file that was changed
/// or lost is refused, unless it was attached again or `redact` says to pack what can be packed.
pub(super) fn attached<'a>(
    dossier: &Dossier<'a>,
    open: &'a OpenCase,
    class: Class,
    redact: bool,
) -> Result<(Vec<Entry<'a>>, Fates)> {
    let (mut entries, mut fates) = (Vec::new(), Fates::new());
    for kept in dossier.attachments() {
        let id = kept.item.id;
        let fate = match open.found(kept.item)? {
            Found::Whole => None,
            found if !redact && !open.case().attached_again(kept.item) => {
                let why = "to pack the rest, and name this one as left out";
                return Err(open.not_whole(kept.item, found).command(why, "reentry bundle --redact"));
            }
            Found::Changed => Some(Fate::Changed),
            Found::Missing => Some(Fate::Missing),
        };
        if let Some(fate) = fate {
            fates.insert(id, fate);
            continue;
        }
        let mut entry = entry(&kept, open, class);
        if redact && let Some(fate) = without_secrets(&mut entry)? {
            fates.insert(id, fate);
            if fate == Fate::Withheld {
                continue;
            }
        }
        entries.push(entry);
    }
    Ok((entries, fates))
}

fn entry<'a>(kept: &Kept<'a>, open: &'a OpenCase, class: Class) -> Entry<'a> {
    let item = kept.item;
    let source = Source::Reader { size: item.bytes, open: Box::new(move || open.read_kept(item)) };
    let provenance = Provenance {
        id: Some(item.id.to_string()),
        original_name: Some(item.original_name.clone()),
        // The folder on a person's laptop is nobody else's business.
        source: item.place.clone().filter(|_| class != Class::Support),
        acquired_at: Some(kept.at.clone()),
        acquired_by: Some(kept.who.to_owned()),
        method: Some(format!("reentry {} attach", env!("CARGO_PKG_VERSION"))),
        original_hmac: None,
    };
    let removed = item.redacted.iter();
    let removed =
        removed.filter_map(|(rule, count)| Some(Removed::times(Rule::named(rule)?, *count))).collect();
    Entry { provenance, removed, ..Entry::new(&kept.path, kept.class, source) }
}

/// Takes what looks like a secret out of a text; anything else that holds some must stay here.
fn without_secrets(entry: &mut Entry<'_>) -> Result<Option<Fate>> {
    let unreadable =
        |e: io::Error| Error::new(Kind::Case, format!("{} could not be read", entry.path)).because(e);
    if entry.suspicious().map_err(unreadable)?.is_empty() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    entry.open().and_then(|mut from| from.read_to_end(&mut bytes)).map_err(unreadable)?;
    match item::clean(&bytes) {
        Clean::Text { text, removed } => {
            entry.removed.extend(removed.iter().map(Removed::from));
            entry.source = Source::Bytes(text.into_bytes());
            let clean = entry.suspicious().map_err(unreadable)?.is_empty();
            Ok(Some(if clean { Fate::Rewritten } else { Fate::Withheld }))
        }
        _ => Ok(Some(Fate::Withheld)),
    }
}
