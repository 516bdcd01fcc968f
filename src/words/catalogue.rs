//! The message catalogue: what a message is, and how it becomes a sentence.
//!
//! It knows Project Fluent: a resource per room, parsed when its first message is rendered, with the plural rules of its
//! language. It does not know any sentence, nor who asks for one. Values are put into a sentence as they are, without the
//! isolation marks that Fluent would set around them, because an id that is copied from a screen must be the id and
//! nothing else; making foreign text harmless stays the work of whoever writes to the screen.

use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};

pub(super) type Bundle = FluentBundle<FluentResource>;

/// What code says about one message: its id, its variables, and its attributes beside the sentence itself.
#[cfg(test)]
pub(super) struct Declared {
    pub id: &'static str,
    pub variables: &'static [&'static str],
    pub attributes: &'static [&'static str],
}

/// The messages of one room.
pub(super) struct Catalogue {
    /// The name of its resource in the folder of a language, without `.ftl`.
    pub name: &'static str,
    /// The resource in English, which is complete.
    pub english: &'static str,
    /// Every message that code can say. A test holds it against the resource.
    #[cfg(test)]
    pub declared: &'static [Declared],
    pub parsed: OnceLock<Bundle>,
}

impl Catalogue {
    fn bundle(&self) -> &Bundle {
        self.parsed.get_or_init(|| {
            // A resource with a mistake gives what is right in it; the tests let no mistake pass.
            let resource =
                FluentResource::try_new(self.english.to_owned()).unwrap_or_else(|(readable, _)| readable);
            let mut bundle = FluentBundle::new_concurrent(vec!["en".parse().unwrap_or_default()]);
            bundle.set_use_isolating(false);
            bundle.add_resource_overriding(resource);
            bundle
        })
    }
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arg {
    /// Chooses the plural, and is printed in decimal digits.
    Number(i64),
    /// Stands in the sentence as it is.
    Text(String),
}

impl Arg {
    /// Anything that has a spelling of its own: an id, a day, a domain.
    pub(crate) fn shown(value: impl fmt::Display) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

/// A message inside another: it stands there as its sentence.
impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Text(message.to_string())
    }
}

macro_rules! numbers {
    ($($kind:ty)*) => {$(
        impl From<$kind> for Arg {
            fn from(number: $kind) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
numbers! { u8 u16 u32 u64 usize i32 i64 }

/// One thing to say: the id of a message with the values of its variables. `Display` gives the sentence.
#[derive(Clone)]
pub struct Message {
    catalogue: &'static Catalogue,
    id: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Message {
    pub(super) fn new(
        catalogue: &'static Catalogue,
        id: &'static str,
        args: Vec<(&'static str, Arg)>,
    ) -> Self {
        Self { catalogue, id, args }
    }

    /// Another sentence that belongs to the same message, with the same values: what to do about a finding, for example.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.render(Some(name), &mut Vec::new())
    }

    /// The sentence, or one of its attributes; what Fluent could not resolve is added to `errors`.
    pub(super) fn render(&self, attribute: Option<&str>, errors: &mut Vec<FluentError>) -> Option<String> {
        let bundle = self.catalogue.bundle();
        let message = bundle.get_message(self.id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let args: FluentArgs = self
            .args
            .iter()
            .map(|(name, arg)| {
                let value = match arg {
                    Arg::Number(number) => FluentValue::from(*number),
                    Arg::Text(text) => FluentValue::from(text.as_str()),
                };
                (*name, value)
            })
            .collect();
        Some(bundle.format_pattern(pattern, Some(&args), errors).into_owned())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A message that is missing shows its id; the tests let none be missing.
        f.write_str(self.render(None, &mut Vec::new()).as_deref().unwrap_or(self.id))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} {:?}", self.catalogue.name, self.id, self.args)
    }
}

impl From<Message> for String {
    fn from(message: Message) -> String {
        message.to_string()
    }
}

/// Declares the messages of a room: a function for each, of the message's name, with a parameter for each variable. `.hint` behind a message names an attribute. The compiler finds a call that does not fit and a message that
/// nobody says; the tests of this room find a resource that does not fit the declarations.
macro_rules! messages {
    ($file:literal: $($(#[$doc:meta])* $name:ident($($variable:ident),*) $(.$attribute:ident)*;)*) => {
        pub(super) static CATALOGUE: $crate::words::catalogue::Catalogue = $crate::words::catalogue::Catalogue {
            name: $file,
            english: include_str!(concat!("en/", $file, ".ftl")),
            #[cfg(test)]
            declared: &[$($crate::words::catalogue::Declared {
                id: stringify!($name),
                variables: &[$(stringify!($variable)),*],
                attributes: &[$(stringify!($attribute)),*],
            }),*],
            parsed: std::sync::OnceLock::new(),
        };
        $(
            $(#[$doc])*
            fn $name($($variable: impl Into<$crate::words::Arg>),*) -> $crate::words::Message {
                $crate::words::Message::new(
                    &CATALOGUE,
                    stringify!($name),
                    vec![$((stringify!($variable), $variable.into())),*],
                )
            }
        )*
    };
}
pub(super) use messages;
