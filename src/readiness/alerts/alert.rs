//! One alert: its head, and the query for a tenant.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::subjects::{Name, Subjects};
use crate::runbook::Confidence;

/// Something to watch.
#[derive(Debug, Clone)]
pub struct Alert {
    /// The file's name without its extension; the same on screen, in the template and in JSON.
    pub id: String,
    /// What has happened when it rings.
    pub title: String,
    /// Azure's severity, 0 (critical) to 4.
    pub severity: u8,
    /// What must be known of the tenant, or the query means nothing.
    pub needs: Vec<Name>,
    /// Tables of the workspace that it reads.
    pub tables: Vec<String>,
    /// How it runs as an alert rule; none for a search that no rule can do.
    pub rule: Option<Rule>,
    /// Items of the checklist that it serves.
    pub checklist: Vec<String>,
    /// What it tells the person who is alerted.
    pub means: String,
    /// Why it is written as it is.
    pub why: String,
    /// How to prove that it rings.
    pub prove: String,
    /// What it rests on.
    pub source: String,
    /// When the query was written.
    pub written: NaiveDate,
    /// How far to trust that the logs look as the query expects.
    pub confidence: Confidence,
    body: String,
}

/// How an alert rule runs the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Minutes between two runs.
    pub every: u16,
    /// Minutes it looks back: several runs, because logs come late.
    pub window: u16,
    /// The column whose every value rings once, however many runs see it.
    pub rings_once_for: Option<String>,
}

/// Why a file is no alert.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct NotAnAlert {
    file: String,
    what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Head {
    title: String,
    severity: u8,
    needs: Vec<Name>,
    tables: Vec<String>,
    every_minutes: Option<u16>,
    window_minutes: Option<u16>,
    rings_once_for: Option<String>,
    checklist: Vec<String>,
    means: String,
    why: String,
    prove: String,
    source: String,
    #[serde(deserialize_with = "crate::runbook::day")]
    written: NaiveDate,
    confidence: Confidence,
}

/// Parts head and query.
const FENCE: &str = "// +++\n";

impl Alert {
    /// Reads a `.kql` file.
    pub fn read(file: &str, text: &str) -> Result<Self, NotAnAlert> {
        let wrong = |what: String| NotAnAlert { file: file.to_owned(), what };
        let text = text.replace("\r\n", "\n");
        let (head, body) =
            text.strip_prefix(FENCE).and_then(|rest| rest.split_once(FENCE)).ok_or_else(|| {
                wrong("it must begin with a TOML head in comments, between two lines // +++".into())
            })?;
        let head: String = head.lines().map(|line| format!("{}\n", line.trim_start_matches("// "))).collect();
        let head: Head = toml::from_str(&head).map_err(|e| wrong(e.message().to_owned()))?;
        let rule = match (head.every_minutes, head.window_minutes) {
            (Some(every), Some(window)) => Some(Rule { every, window, rings_once_for: head.rings_once_for }),
            (None, None) => None,
            _ => return Err(wrong("every-minutes and window-minutes belong together".into())),
        };
        Ok(Self {
            id: file.trim_end_matches(".kql").to_owned(),
            title: head.title,
            severity: head.severity,
            needs: head.needs,
            tables: head.tables,
            rule,
            checklist: head.checklist,
            means: head.means,
            why: head.why,
            prove: head.prove,
            source: head.source,
            written: head.written,
            confidence: head.confidence,
            body: body.to_owned(),
        })
    }

    /// The query with this tenant's ids above it.
    #[must_use]
    pub fn query(&self, of: &Subjects) -> String {
        let mut query: String =
            Name::ALL.into_iter().filter(|name| self.uses(*name)).map(|name| of.line(name)).collect();
        query.push_str(&self.body);
        query
    }

    /// The query without ids, for paper.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What it needs and the tenant has not told.
    pub fn lacks(&self, of: &Subjects) -> impl Iterator<Item = Name> {
        self.needs.iter().copied().filter(|name| !of.has(*name))
    }

    fn uses(&self, name: Name) -> bool {
        self.body.contains(name.word())
    }
}

macro_rules! embedded {
    ($($id:literal)*) => {
        [$((concat!($id, ".kql"), include_str!(concat!("queries/", $id, ".kql")))),*]
    };
}

/// All alerts, the most telling first.
#[must_use]
pub fn catalogue() -> &'static [Alert] {
    static ALERTS: LazyLock<Vec<Alert>> = LazyLock::new(|| {
        let files = embedded! {
            "emergency-sign-in" "exclusion-lost" "exclusion-group-changed" "readiness-lost"
            "emergency-account-changed" "mass-lockout" "monitoring-muted" "logs-stopped"
            "rescue-path-changed" "silence"
        };
        #[expect(clippy::expect_used, reason = "constants: every test of this module reads them")]
        files.into_iter().map(|(file, text)| Alert::read(file, text).expect("an alert")).collect()
    });
    &ALERTS
}
