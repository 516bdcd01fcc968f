//! What was attached, in a few lines.

use crate::case::Attachment;
use crate::evidence::item::WRITTEN_ANEW;

use super::harmless::shown;

/// Id, name, size, what happened to it, and its hash on a line of its own.
#[must_use]
pub fn line(item: &Attachment) -> String {
    let name = shown(&item.original_name);
    let fate = match (&item.kept_as, &item.place) {
        (Some(kept), _) => format!("kept as {kept}"),
        (None, Some(place)) => format!("recorded only; it stays at {}", shown(place)),
        (None, None) => "recorded only".to_owned(),
    };
    let mut text = format!(
        "{}  {name}  ({} bytes, class {})  {fate}\n      SHA-256 {}",
        item.id, item.bytes, item.class, item.sha256
    );
    for (rule, count) in removed(item) {
        text.push_str(&format!("\n      removed before it was kept: {rule}, {count} times"));
    }
    if item.redacted.contains_key(WRITTEN_ANEW) {
        text.push_str("\n      kept as UTF-8; the file you attached was in another encoding");
    }
    text
}

/// The rules that removed something from a file, with how often.
pub fn removed(item: &Attachment) -> impl Iterator<Item = (&str, usize)> {
    let rules = item.redacted.iter().filter(|(rule, _)| *rule != WRITTEN_ANEW);
    rules.map(|(rule, count)| (rule.as_str(), *count))
}
