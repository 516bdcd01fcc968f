//! The table of keys: what each means, how it is asked and read. Read from `runbooks/profile.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{FactDef, FactType, carried};

/// All sections, in the order in which they are asked and written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// One table or list of tables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name in the file.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Whether it is a list.
    #[serde(default)]
    pub many: bool,
    /// Whether a person is asked, or only files are.
    #[serde(default = "yes")]
    pub asked: bool,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// One key. The words are those of a fact.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Written")]
pub struct Key {
    /// Its name in the file.
    pub id: String,
    /// How it is asked and read.
    pub def: FactDef,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    #[serde(rename = "type")]
    kind: FactType,
    ask: String,
    why: String,
    example: Option<String>,
    #[serde(default)]
    options: Vec<String>,
}

impl From<Written> for Key {
    fn from(Written { id, kind, ask, why, example, options }: Written) -> Self {
        Self { id, def: FactDef { kind, ask, why, example, options } }
    }
}

fn yes() -> bool {
    true
}

impl Keys {
    /// The table that came with this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static KEYS: LazyLock<Keys> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "a constant: every test of this module reads it")]
            toml::from_str(carried!("runbooks/profile.toml").text()).expect("the table of keys parses")
        });
        &KEYS
    }

    /// A section by its name.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}

impl Section {
    /// A key by its name.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }
}
