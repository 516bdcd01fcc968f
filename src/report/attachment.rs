//! What was attached, in a few lines.

use crate::case::Attachment;

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
    for (rule, count) in &item.redacted {
        text.push_str(&format!("\n      removed before it was kept: {rule}, {count} times"));
    }
    text
}
