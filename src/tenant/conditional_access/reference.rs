use std::fmt;

use uuid::Uuid;

/// How a policy names an object: by its id, or by a text that is no id. A text may be a keyword such as `All`, a name
/// that a tool put in place of the id, or a placeholder that nobody filled in; which of them is for the reader to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reference {
    /// An object id, an application id, a role template id.
    Id(Uuid),
    /// Anything else, in small letters: names in a directory ignore case.
    Word(String),
}

impl Reference {
    /// Reads a text as it stands in an export.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        Uuid::try_parse(text).map_or_else(|_| Self::Word(text.to_lowercase()), Self::Id)
    }

    /// Whether this is the keyword, which is written in small letters here.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word == keyword)
    }

    /// Whether it can name no object of a directory: a text, or the id of zeros that tools write in place of one.
    #[must_use]
    pub fn is_no_object(&self) -> bool {
        !matches!(self, Self::Id(id) if !id.is_nil())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}
