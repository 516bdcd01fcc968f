//! Tells an event that a newer program wrote from one that is damaged.
//!
//! A newer program of the same major format may write kinds of events that this one does not know, or give a known kind
//! a value that this one cannot read. Such a line keeps its place in the chain, and this program says no more about it
//! than that it is there. A kind that *is* known, in a line of a format that is known, must be readable: otherwise a
//! forged value would pass for something newer.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapDeserializer;

use super::event::Event;

/// The kind of an event by its name, as in the journal: what is kept of an event that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct UnknownKind(String);

impl UnknownKind {
    /// The name: 1 to 40 of `a-z`, `0-9` and `-`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UnknownKind {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, &'static str> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=40).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text))
        } else {
            Err("the kind of the event is no name of one")
        }
    }
}

/// The kind of an event in JSON whatever else it holds; nothing if the JSON is no event at all.
pub(super) fn kind(payload: &str) -> Option<UnknownKind> {
    #[derive(Deserialize)]
    struct Tagged {
        event: UnknownKind,
    }
    serde_json::from_str::<Tagged>(payload).ok().map(|tagged| tagged.event)
}

/// Whether this program knows events of this kind. Asked of the type itself, so that no list can fall behind it.
pub(super) fn is_known(kind: &UnknownKind) -> bool {
    let tag = std::iter::once(("event", kind.as_str()));
    !matches!(Event::deserialize(MapDeserializer::<_, Refused>::new(tag)), Err(Refused::Variant))
}

/// Why an event of nothing but its kind cannot be made.
#[derive(Debug)]
enum Refused {
    /// No event is called so.
    Variant,
    /// There is one, and it wants more than its kind.
    Other,
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl serde::de::Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Variant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_are_those_of_the_type() {
        let known = |name: &str| is_known(&UnknownKind::try_from(name.to_owned()).unwrap());
        for name in ["opened", "learned", "answered", "noted", "dns-observed", "taken-up", "took-over"] {
            assert!(known(name), "{name}");
        }
        for name in ["deadline-set", "open", "opened-", "x"] {
            assert!(!known(name), "{name}");
        }
        assert!(kind(r#"{"event":"\u001b[2J"}"#).is_none() && kind(r#"{"note":"x"}"#).is_none());
    }
}
