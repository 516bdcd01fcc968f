//! Writes a profile: every key in its fixed order with what it means above it, so that two versions of the file differ
//! only where the world does.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::Profile;
use super::keys::{Key, Keys, Section};
use crate::model::FactType;

const HEAD: &str = "\
# What the worst day will ask for, gathered by `reentry prepare` while access still works.
# Edit it by hand or run `reentry prepare` again; comments of your own stay where they are.
# A line like #key = … is not known yet: remove its # and fill it in.
# No password, PIN, recovery code or token belongs here: only that a key exists, where it is, and who opens the safe.
";

/// The text of `tenant.toml`. `parse` gives the same profile back.
#[must_use]
pub fn write(profile: &Profile) -> String {
    let table = table(profile);
    let known = |key: &str| table.get(key);
    let mut out = HEAD.to_owned();
    for (key, why, example) in [
        ("format", "", ""),
        ("reviewed", "When a person last went through this file.", "2026-11-22"),
        ("review-by", "When to go through it again; without it, 90 days after that.", "2027-02-20"),
        ("maker", "\"us\", or the partner who made it. A partner's kit leaves places out.", "\"us\""),
        (
            "name-latin",
            "The organisation's name in Latin letters, for a PDF that has no letters for the name itself.",
            "\"Contoso\"",
        ),
    ] {
        if !why.is_empty() {
            let _ = writeln!(out, "# {why}");
        }
        line(&mut out, key, known(key), example);
    }
    for section in &Keys::embedded().sections {
        // An empty list says "none"; TOML wants it before the first table.
        if section.many && known(&section.id).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            let _ = writeln!(out, "# {}: asked, and there is none.\n{} = []", section.title, section.id);
        }
    }
    for section in &Keys::embedded().sections {
        match known(&section.id) {
            Some(Value::Array(items)) if section.many => {
                for (at, item) in items.iter().enumerate() {
                    self::section(&mut out, section, Some(item), at == 0);
                }
            }
            value => self::section(&mut out, section, value, true),
        }
    }
    if let Some(Value::Table(answers)) = known("audit") {
        out.push_str("\n# Answers to items of the checklist that nothing above answers.\n");
        for (id, answer) in answers {
            let _ = writeln!(out, "[audit.{}]", quoted(id));
            for (key, value) in answer.as_table().into_iter().flatten() {
                line(&mut out, key, Some(value), "");
            }
        }
    }
    out
}

/// The profile as plain TOML values. By way of text, because only text keeps dates apart from tables.
#[must_use]
pub fn table(profile: &Profile) -> Table {
    toml::to_string(profile).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// One table. The words stand above each key of a list's first table only: the others look the same.
fn section(out: &mut String, section: &Section, value: Option<&Value>, first: bool) {
    // A section that nobody filled in is shown as a comment; an empty table would say that there is one.
    let nothing = if value.is_none() && section.many { "#" } else { "" };
    if first {
        let _ = write!(out, "\n# {}\n", section.title);
    }
    let (open, close) = if section.many { ("[[", "]]") } else { ("[", "]") };
    let _ = writeln!(out, "{nothing}{open}{}{close}", section.id);
    for key in &section.keys {
        let known = value.and_then(|table| table.get(&key.id));
        if first {
            words(out, key);
        } else if known.is_none() {
            continue;
        }
        line(out, &key.id, known, &example(key));
    }
}

fn words(out: &mut String, key: &Key) {
    let ask = key.def.ask.trim_end_matches('.');
    let end = if ask.ends_with('?') { "" } else { "." };
    let _ = write!(out, "# {ask}{end} {}", key.def.why);
    if !key.def.options.is_empty() {
        let _ = write!(out, " One of: {}.", key.def.options.join(", "));
    }
    out.push('\n');
}

fn line(out: &mut String, key: &str, value: Option<&Value>, example: &str) {
    let _ = match value {
        Some(value) => writeln!(out, "{key} = {value}"),
        None => writeln!(out, "#{key} = {example}"),
    };
}

fn example(key: &Key) -> String {
    let example = key.def.example.as_deref().unwrap_or_default();
    match key.def.kind {
        FactType::YesNo => "true".to_owned(),
        FactType::Date => "2026-11-22".to_owned(),
        FactType::Number => example.to_owned(),
        FactType::Choices => format!("[{}]", quoted(key.def.options.first().map_or("", String::as_str))),
        FactType::Roles | FactType::Names | FactType::Lines | FactType::Emails | FactType::Domains => {
            let items: Vec<String> = example.split(", ").filter(|i| !i.is_empty()).map(quoted).collect();
            format!("[{}]", items.join(", "))
        }
        _ => quoted(example),
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
