//! What was attached, in a few lines.

use crate::case::Attachment;
use crate::evidence::item::WRITTEN_ANEW;
use crate::evidence::redact::Rule;

use super::harmless::shown;

/// Said where a picture was kept and nobody could be asked what it shows.
pub const IDS_NOT_TYPED: &str = "\
The picture is kept, but nothing reads the ids in it. Type them, so that support can search for them:
reentry signin add --request-id ID --correlation-id ID --timestamp TIME --error-code CODE";

/// What was done to a file before it was kept, in plain words.
fn fate_of(rule: &str, count: usize) -> String {
    match (rule, Rule::named(rule)) {
        ("picture-rewritten", _) => {
            "the picture was written anew without what the camera hid in it".to_owned()
        }
        (WRITTEN_ANEW, _) => "kept as UTF-8; the file you attached was in another encoding".to_owned(),
        ("har-rebuilt", _) => {
            "the recording was written anew from a list of what may stay: no cookies, no tokens".to_owned()
        }
        (_, Some(rule)) if count == 1 => format!("removed before it was kept: {}, once", rule.what()),
        (_, Some(rule)) => format!("removed before it was kept: {}, {count} times", rule.what()),
        (other, None) => format!("removed before it was kept: {}, {count} times", shown(other)),
    }
}

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
        text.push_str(&format!("\n      {}", fate_of(rule, *count)));
    }
    text
}

/// The rules that removed a secret from a file, with how often. That it was written anew is none.
pub fn removed(item: &Attachment) -> impl Iterator<Item = (&str, usize)> {
    let rules = item.redacted.iter().filter(|(rule, _)| Rule::named(rule).is_some());
    rules.map(|(rule, count)| (rule.as_str(), *count))
}
