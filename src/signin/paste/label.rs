use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    RequestPage,
    Trace,
    Correlation,
    Time,
    TimeWeak,
    CodePage,
    CodeLog,
    Codes,
    Oauth,
    Suberror,
    AppName,
    App,
    AppId,
    Ip,
    DeviceId,
    DevicePlatform,
    DeviceState,
    User,
    /// "User" alone: a name as often as a sign-in name.
    UserWeak,
    /// Whether the sign-in is flagged for review.
    Flag,
    TenantId,
    ResourceId,
    Message,
    /// How the sign-in of a log ended.
    Status,
    /// A text of its own begins, whatever its value is.
    Begin,
    Other,
}

const TABLE: &str = include_str!("labels.tsv");

const NAMES: [(&str, Label); 26] = [
    ("request-page", Label::RequestPage),
    ("trace", Label::Trace),
    ("correlation", Label::Correlation),
    ("time", Label::Time),
    ("time-weak", Label::TimeWeak),
    ("code-page", Label::CodePage),
    ("code-log", Label::CodeLog),
    ("codes", Label::Codes),
    ("oauth", Label::Oauth),
    ("suberror", Label::Suberror),
    ("app-name", Label::AppName),
    ("app", Label::App),
    ("app-id", Label::AppId),
    ("ip", Label::Ip),
    ("device-id", Label::DeviceId),
    ("device-platform", Label::DevicePlatform),
    ("device-state", Label::DeviceState),
    ("user", Label::User),
    ("user-weak", Label::UserWeak),
    ("flag", Label::Flag),
    ("tenant-id", Label::TenantId),
    ("resource-id", Label::ResourceId),
    ("message", Label::Message),
    ("status", Label::Status),
    ("begin", Label::Begin),
    ("other", Label::Other),
];

/// A tree of folded letters. A label may announce two things ("error code" is a number or an OAuth word).
#[derive(Default)]
struct Node {
    next: HashMap<char, usize>,
    labels: Vec<Label>,
}

fn tree() -> &'static Vec<Node> {
    static TREE: OnceLock<Vec<Node>> = OnceLock::new();
    TREE.get_or_init(|| {
        let mut nodes = vec![Node::default()];
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let Some((name, labels)) = line.split_once('\t') else { continue };
            let Some((_, kind)) = NAMES.iter().find(|(n, _)| *n == name) else { continue };
            for label in labels.split('|') {
                let mut at = 0;
                for letter in label.chars().filter(|c| c.is_alphanumeric()).flat_map(fold) {
                    let fresh = nodes.len();
                    let next = *nodes[at].next.entry(letter).or_insert(fresh);
                    if next == fresh {
                        nodes.push(Node::default());
                    }
                    at = next;
                }
                if !nodes[at].labels.contains(kind) {
                    nodes[at].labels.push(*kind);
                }
            }
        }
        nodes
    })
}

/// Letters without case and accents.
fn fold(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter).nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)
}

/// The longest label that starts exactly at `at`: what it announces, and where it ends.
/// Blanks, `_ - . * /`, quotes and one line end may stand between its letters.
pub(super) fn label_at(text: &[char], at: usize) -> Option<(&'static [Label], usize)> {
    let nodes = tree();
    let (mut node, mut i, mut best) = (0, at, None);
    let (mut skipped, mut breaks) = (0, 0);
    while let Some(&c) = text.get(i) {
        if c.is_alphanumeric() {
            skipped = 0;
            if c.is_ascii() {
                node = *nodes[node].next.get(&c.to_ascii_lowercase()).unwrap_or(&usize::MAX);
            } else {
                for letter in fold(c) {
                    if node != usize::MAX {
                        node = *nodes[node].next.get(&letter).unwrap_or(&usize::MAX);
                    }
                }
            }
            if node == usize::MAX {
                break;
            }
            i += 1;
            let ends = text.get(i).is_none_or(|c| !c.is_alphanumeric());
            if ends && !nodes[node].labels.is_empty() {
                best = Some((nodes[node].labels.as_slice(), i));
            }
        } else {
            match c {
                _ if i == at => return None,
                _ if is_combining_mark(c) => {}
                ' ' | '_' | '-' | '.' | '*' | '/' | '\'' | '\u{2019}' => skipped += 1,
                '(' | ')' if skipped == 1 => skipped += 1,
                '\n' | WRAP | SPACE_WRAP | MAYBE_WRAP => {
                    breaks += 1;
                    skipped += 1;
                }
                _ => break,
            }
            if skipped > 4 || breaks > 2 {
                break;
            }
            i += 1;
        }
    }
    best
}

/// How many labels of a record a text holds: the measure by which an encoding is chosen.
pub(crate) fn count_labels(text: &str) -> usize {
    let text: Vec<char> = text.chars().collect();
    let start = |i: &usize| *i == 0 || !text[*i - 1].is_alphanumeric();
    (0..text.len())
        .filter(start)
        .filter_map(|i| label_at(&text, i))
        .filter(|(labels, _)| !labels.contains(&Label::Other))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<(Label, usize)> {
        let text: Vec<char> = text.chars().collect();
        label_at(&text, 0).map(|(labels, end)| (labels[0], end))
    }

    #[test]
    fn labels_are_known_by_their_letters() {
        for text in
            ["Correlation ID:", "correlation_id\"", "correlationId=", "CORRELATION-ID :", "Correla\ntion Id:"]
        {
            assert_eq!(at(text).map(|x| x.0), Some(Label::Correlation), "{text}");
        }
        assert_eq!(at("T**race ID: x"), Some((Label::Trace, 10)));
        assert_eq!(at("ID de corrélation :").map(|x| x.0), Some(Label::Correlation));
        assert_eq!(at("ID DE CORRE\u{301}LATION").map(|x| x.0), Some(Label::Correlation));
        assert_eq!(at("関連付け ID:").map(|x| x.0), Some(Label::Correlation));
        assert_eq!(at("Correlation Identity"), None);
        assert_eq!(at("Traceability"), None);
    }

    #[test]
    fn the_table_is_whole() {
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let (name, labels) = line.split_once('\t').unwrap();
            assert!(NAMES.iter().any(|(n, _)| *n == name), "{name}");
            for label in labels.split('|') {
                assert!(at(label.trim()).is_some(), "{label}");
            }
        }
    }
}
