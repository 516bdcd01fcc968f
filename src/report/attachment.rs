//! What was attached, in a few lines.

use crate::case::Attachment;
use crate::evidence::item::{NOT_LOOKED_INTO, WRITTEN_ANEW};
use crate::evidence::redact::Rule;

use super::document::{Block, Inline, Role};

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
        (NOT_LOOKED_INTO, _) => "\
not looked into, or not to its end: this kind of file is packed, encrypted, or not read here. Look yourself
that it holds no password and no code"
            .replace('\n', " "),
        (WRITTEN_ANEW, _) => "kept as UTF-8; the file you attached was in another encoding".to_owned(),
        ("har-rebuilt", _) => {
            "the recording was written anew from a list of what may stay: no cookies, no tokens".to_owned()
        }
        (_, Some(rule)) if count == 1 => format!("removed before it was kept: {}, once", rule.what()),
        (_, Some(rule)) => format!("removed before it was kept: {}, {count} times", rule.what()),
        (other, None) => format!("removed before it was kept: {other}, {count} times"),
    }
}

/// Id, name, size, what happened to it, and its hash on a line of its own.
#[must_use]
pub fn line(item: &Attachment) -> Block {
    let mut words = vec![
        Inline::value(&item.original_name),
        format!("  ({} bytes, class {})  ", item.bytes, item.class).into(),
    ];
    match (&item.kept_as, &item.place) {
        (Some(kept), _) => words.extend(["kept as ".into(), Inline::path(kept.to_string())]),
        (None, Some(place)) => words.extend(["recorded only; it stays at ".into(), Inline::path(place)]),
        (None, None) => words.push("recorded only".into()),
    }
    let mut blocks =
        vec![Block::Paragraph(words), Block::words(["SHA-256 ".into(), Inline::id(&item.sha256)])];
    blocks.extend(
        item.redacted.iter().map(|(rule, count)| Block::words([Inline::value(fate_of(rule, *count))])),
    );
    Block::Marked { mark: item.id.to_string(), role: Role::Id, blocks }
}

/// The rules that removed a secret from a file, with how often. That it was written anew is none.
pub fn removed(item: &Attachment) -> impl Iterator<Item = (&str, usize)> {
    let rules = item.redacted.iter().filter(|(rule, _)| Rule::named(rule).is_some());
    rules.map(|(rule, count)| (rule.as_str(), *count))
}
