//! Judgements about Conditional Access for pipelines: SARIF for code scanning, and annotations of GitHub Actions.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::policy::{Found, emergency, names, place, refusers, who};
use crate::policy::Verdict;
use crate::policy::preview::{Loss, Preview};

/// One thing to say about a file.
struct Remark {
    rule: &'static str,
    level: Level,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Note,
}

impl Level {
    fn sarif(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    fn github(self) -> &'static str {
        if self == Self::Note { "notice" } else { self.sarif() }
    }
}

const RULES: [(&str, &str); 6] = [
    ("last-way-lost", "An administrator loses the last way in"),
    ("no-emergency-way", "No emergency account keeps a way in"),
    ("way-lost", "A way in is lost"),
    ("cannot-tell", "Whether a way in is lost cannot be told"),
    ("report-only-would-lock", "A report-only policy would lock somebody out once it is switched on"),
    ("locked", "No way in is open"),
];

/// A preview for a pipeline.
#[must_use]
pub fn preview(sarif: bool, found: &Preview, emergencies: usize, file: &Path) -> String {
    let mut remarks = Vec::new();
    for (place, person) in found.people.iter().enumerate() {
        let own = found.changes.iter().filter(|change| change.person == place);
        let by = refusers(own.flat_map(|change| &change.by));
        match found.losses[place] {
            Loss::Last => remarks.push(Remark {
                rule: "last-way-lost",
                level: if person.kinds.is_service_provider() { Level::Warning } else { Level::Error },
                text: format!("{} loses the last way in. Refused by: {by}", who(person)),
            }),
            Loss::CannotTell => remarks.push(Remark {
                rule: "cannot-tell",
                level: Level::Warning,
                text: format!("Whether {} keeps a way in cannot be told. It depends on: {by}", who(person)),
            }),
            Loss::None => {}
        }
    }
    match emergency(found, emergencies) {
        Loss::Last => remarks.push(Remark {
            rule: "no-emergency-way",
            level: Level::Error,
            text: "No emergency account has a way in after this change.".to_owned(),
        }),
        Loss::CannotTell => remarks.push(Remark {
            rule: "cannot-tell",
            level: Level::Warning,
            text: "Whether an emergency account has a way in after this change cannot be told.".to_owned(),
        }),
        Loss::None => {}
    }
    for change in found.changes.iter().filter(|change| change.name() == "newly-locked") {
        let by = refusers(&change.by);
        let own = who(&found.people[change.person]);
        let name = change.who.clone().map_or(own.clone(), |name| format!("{name} ({own})"));
        remarks.push(Remark {
            rule: "way-lost",
            level: Level::Warning,
            text: format!("{name} no longer gets in through {}. Refused by: {by}", place(&change.context)),
        });
    }
    for (policy, people) in &found.sleeping {
        let names = names(&people.iter().map(|one| who(&found.people[*one])).collect::<Vec<_>>());
        remarks.push(Remark {
            rule: "report-only-would-lock",
            level: Level::Note,
            text: format!("The policy {policy} is report-only. Switched on, it would lock out: {names}"),
        });
    }
    write(sarif, &remarks, file)
}

/// Doors for a pipeline: who has none.
#[must_use]
pub fn doors(sarif: bool, found: &Found, paths: &[PathBuf]) -> String {
    let mut remarks = Vec::new();
    for (place, person) in found.people.iter().enumerate() {
        let best = found.best.iter().filter(|best| best.person == place).map(|best| best.verdict).min();
        let (rule, level, text) = match best {
            Some(Verdict::Locked) => ("locked", Level::Error, format!("{} has no way in.", who(person))),
            Some(Verdict::CannotTell) => (
                "cannot-tell",
                Level::Warning,
                format!("Whether {} has a way in cannot be told.", who(person)),
            ),
            _ => continue,
        };
        remarks.push(Remark { rule, level, text });
    }
    let file = paths.first().cloned().unwrap_or_default();
    write(sarif, &remarks, &file)
}

fn write(sarif: bool, remarks: &[Remark], file: &Path) -> String {
    let file = file.display().to_string().replace('\\', "/");
    if !sarif {
        // What has a meaning in an annotation is written by its number, as Actions asks for.
        let safe = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| safe(text).replace(':', "%3A").replace(',', "%2C");
        let title = |rule: &str| RULES.iter().find(|(id, _)| *id == rule).map_or("", |(_, title)| *title);
        return remarks
            .iter()
            .map(|one| {
                let (level, title) = (one.level.github(), property(title(one.rule)));
                format!("::{level} file={},title={title}::{}\n", property(&file), safe(&one.text))
            })
            .collect();
    }
    let rules: Vec<Value> =
        RULES.iter().map(|(id, text)| json!({"id": id, "shortDescription": {"text": text}})).collect();
    let results: Vec<Value> = remarks
        .iter()
        .map(|one| {
            json!({
                "ruleId": one.rule,
                "level": one.level.sarif(),
                "message": {"text": one.text},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": file}}}],
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "reentry", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "results": results,
        }],
    });
    super::json::document(&log)
}
