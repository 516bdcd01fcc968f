//! The alerts as words, as a template for Azure and as JSON.

mod arm;
pub mod json;

use chrono::NaiveDate;

use super::document::{Block, Inline, Item, Row};
use crate::readiness::alerts::{Alert, Name, Rule, Subjects, catalogue};
use crate::runbook::Confidence;

pub use arm::template;

/// Everything about the alerts that this tenant can have, for a screen or for paper.
#[must_use]
pub fn blocks(alerts: &[&Alert], of: &Subjects) -> Vec<Block> {
    let mut blocks = whose(of);
    blocks.extend(how_to());
    let can = |alert: &&&Alert| alert.lacks(of).next().is_none();
    blocks.extend(alerts.iter().filter(can).flat_map(|alert| one(alert, of)));
    blocks
}

/// Whose alerts these are, where the rules live and whom they reach, as far as the profile says.
fn whose(of: &Subjects) -> Vec<Block> {
    let mut rows = Vec::new();
    if let Some(tenant) = &of.tenant {
        let name = tenant.name.iter().flat_map(|name| [Inline::value(name), " ".into()]);
        rows.push(Row::new("Tenant", name.chain([Inline::id(tenant.id)])));
    }
    rows.extend(of.workspace.as_ref().map(|workspace| Row::new("Workspace", [Inline::value(workspace)])));
    if !of.on_duty.is_empty() {
        rows.push(Row::new("They reach", [Inline::value(of.on_duty.join("; "))]));
    }
    if rows.is_empty() { Vec::new() } else { vec![Block::Rows(rows)] }
}

/// What each alert means to the person who is alerted.
#[must_use]
pub fn rings() -> Vec<Block> {
    let cell = |words: &str| vec![Inline::text(words)];
    let row = |alert: &Alert| vec![cell(&alert.title), cell(&alert.means)];
    vec![Block::Table {
        head: vec![cell("It says"), cell("It means")],
        rows: catalogue().iter().map(row).collect(),
    }]
}

/// The queries as they stand in the files, without ids.
#[must_use]
pub fn queries() -> Vec<Block> {
    let one = |alert: &Alert| {
        vec![
            Block::Heading { level: 2, text: vec![Inline::text(format!("{} ({})", alert.title, alert.id))] },
            say(&settings(alert)),
            Block::Code(alert.body().trim_end().to_owned()),
            labelled("Prove it: ", &alert.prove),
        ]
    };
    catalogue().iter().flat_map(one).collect()
}

/// The steps that all alerts share.
fn how_to() -> Vec<Block> {
    let steps = [
        "The logs must be in a Log Analytics workspace: runbook \u{201c}Watch the emergency accounts\u{201d}.",
        "Azure portal, the workspace, Alerts, Create, Alert rule; signal Custom log search; paste the query.",
        "Measure: number of rows, greater than 0. Where a line says \u{201c}rings once for\u{201d}, split by that \
         column, all values. Frequency and look-back as given below.",
        "Action group: two people at least, by telephone or text and by a mailbox outside this tenant.",
        "Prove each one as described. What has not rung in a test does not exist.",
    ];
    let items = steps.into_iter().map(|words| Item { task: None, blocks: vec![say(words)] }).collect();
    vec![
        Block::List { first: Some(1), tight: true, items },
        say(
            "All at once instead: reentry alerts --format arm. Azure says \u{201c}Resolved\u{201d} when the rows \
             have left the window; it does not mean that anybody looked.",
        ),
    ]
}

fn one(alert: &Alert, of: &Subjects) -> Vec<Block> {
    let heading = vec![Inline::text(format!("{} ({})", alert.title, alert.id))];
    vec![
        Block::Heading { level: 2, text: heading },
        Block::Paragraph(vec![Inline::strong("Name of the rule: "), Inline::id(of.rule_name(&alert.id))]),
        say(&alert.means),
        say(&settings(alert)),
        Block::Code(alert.query(of).trim_end().to_owned()),
        labelled("Prove it: ", &alert.prove),
        labelled("Why like this: ", &alert.why),
        Block::Small(vec![source(&alert.source, alert.written, alert.confidence)]),
    ]
}

/// Severity and rhythm in one line.
fn settings(alert: &Alert) -> String {
    let how = match &alert.rule {
        None => "A saved search, run by hand; no rule can do it".to_owned(),
        Some(rule) => {
            let once = rule.rings_once_for.as_ref().map(|column| format!("; rings once for each {column}"));
            format!(
                "Severity {}, every {}, looking back {}{}",
                alert.severity,
                minutes(rule.every),
                minutes(rule.window),
                once.unwrap_or_default()
            )
        }
    };
    format!("{how}. Reads {}. Checklist {}.", alert.tables.join(", "), alert.checklist.join(", "))
}

fn source(address: &str, written: NaiveDate, confidence: Confidence) -> Block {
    let link = Inline::Link { text: vec![Inline::text("Rests on")], url: address.to_owned() };
    Block::Paragraph(vec![link, Inline::text(format!("; written {written}, {}", confidence.word()))])
}

fn say(words: &str) -> Block {
    Block::Paragraph(vec![Inline::text(words)])
}

fn labelled(label: &str, words: &str) -> Block {
    Block::Paragraph(vec![Inline::strong(label), Inline::text(words)])
}

fn minutes(count: u16) -> String {
    match count {
        1440 => "day".to_owned(),
        count if count % 60 == 0 => format!("{} h", count / 60),
        count => format!("{count} minutes"),
    }
}

/// What was left out, and what to give so that it is not.
#[must_use]
pub fn left_out(alerts: &[&Alert], of: &Subjects) -> String {
    let mut text = String::new();
    for alert in alerts {
        let missing: Vec<&str> = alert.lacks(of).map(flag).collect();
        if !missing.is_empty() {
            text.push_str(&format!("notice: {} is left out; it needs {}\n", alert.id, missing.join(" and ")));
        }
    }
    text
}

fn flag(name: Name) -> &'static str {
    match name {
        Name::EmergencyAccounts | Name::AccountNames => "--account OBJECT-ID",
        Name::ExclusionGroups => "--group OBJECT-ID",
        Name::Administrators => "--admin OBJECT-ID",
        Name::TenantIds => "the tenant ID in the profile",
    }
}

/// All queries as one text, or one of them as its own file: what it is stands above it as a comment.
#[must_use]
pub fn kql(alert: &Alert, of: &Subjects) -> String {
    // A line break in a name would end the comment.
    let title = crate::model::harmless::shown(&of.titled(&alert.title)).into_owned();
    let mut text = format!("// {title} ({})\n// {}\n", of.rule_name(&alert.id), settings(alert));
    text.push_str(&alert.query(of));
    text
}

/// The span as ISO 8601 writes it, in the forms that alert rules take.
fn iso(rule_minutes: u16) -> String {
    match rule_minutes {
        1440 => "P1D".to_owned(),
        count if count % 60 == 0 => format!("PT{}H", count / 60),
        count => format!("PT{count}M"),
    }
}

/// How often and how far back, in ISO 8601.
fn rhythm(rule: &Rule) -> (String, String) {
    (iso(rule.every), iso(rule.window))
}
