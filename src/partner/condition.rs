//! What must also be true before somebody's power helps.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::table::{cell, rows, some};
use crate::model::carried;

/// One precondition, by its row in the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition(u8);

/// How often a precondition holds in practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chance {
    /// Often enough to call somebody for it.
    Likely,
    /// Possible, but nobody should be called a rescuer for it.
    Remote,
}

struct Row {
    id: &'static str,
    chance: Chance,
    met_by: Option<Action>,
    by_partner: bool,
    text: &'static str,
}

static CONDITIONS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    rows(carried!("src/partner/data/conditions.tsv").text())
        .map(|row| Row {
            id: cell(&row, 0),
            chance: if cell(&row, 1) == "remote" { Chance::Remote } else { Chance::Likely },
            met_by: some(cell(&row, 2)).and_then(|action| action.parse().ok()),
            by_partner: some(cell(&row, 3)).is_none(),
            text: cell(&row, 4),
        })
        .collect()
});

impl Condition {
    /// Finds a precondition by its id.
    #[must_use]
    pub fn find(id: &str) -> Option<Condition> {
        let at = CONDITIONS.iter().position(|row| row.id == id)?;
        u8::try_from(at).ok().map(Condition)
    }

    /// All preconditions.
    pub fn all() -> impl Iterator<Item = Condition> {
        (0..CONDITIONS.len()).filter_map(|at| u8::try_from(at).ok().map(Condition))
    }

    fn row(self) -> &'static Row {
        &CONDITIONS[usize::from(self.0)]
    }

    /// Its id in tables and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// The clause after "only if".
    #[must_use]
    pub fn text(self) -> &'static str {
        self.row().text
    }

    /// How often it holds.
    #[must_use]
    pub fn chance(self) -> Chance {
        self.row().chance
    }

    /// The action by which somebody can make it true.
    #[must_use]
    pub fn met_by(self) -> Option<Action> {
        self.row().met_by
    }

    /// Whether it is known to work for a partner's technician as well.
    #[must_use]
    pub fn known_for_partners(self) -> bool {
        self.row().by_partner
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> String {
        condition.id().to_owned()
    }
}

impl TryFrom<String> for Condition {
    type Error = String;
    fn try_from(id: String) -> Result<Self, String> {
        Condition::find(&id).ok_or_else(|| format!("{} is not a known precondition", id.escape_debug()))
    }
}
