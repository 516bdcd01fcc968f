//! Reads a profile. One error at a time, with its line and what to write instead.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::Keys;
use super::{FORMAT, Profile};
use crate::evidence::redact;
use crate::model::harmless::{is_control_like, shown};
use crate::model::spelling;

/// A profile larger than this is none: 10,000 domains are about 1 MiB.
const LARGEST: usize = 16 << 20;

/// Why a text is no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct NotAProfile {
    /// From 1.
    pub line: usize,
    /// What is wrong there, made harmless for a screen.
    pub what: String,
    /// What to write instead, if it can be told.
    pub hint: Option<String>,
}

/// Reads `tenant.toml`.
///
/// # Errors
/// Not TOML, another format, an unknown key, a value of the wrong kind, a character that hides others, or something that
/// looks like a secret.
pub fn parse(text: &str) -> Result<Profile, NotAProfile> {
    if text.len() > LARGEST {
        return Err(wrong(1, "the file is larger than 16 MiB; a profile is not"));
    }
    let lines = Lines::new(text);
    let broken = |e: &toml::de::Error| {
        let what = e.message().lines().next().unwrap_or("this is not TOML");
        wrong(e.span().map_or(1, |span| lines.of(span.start)), shown(what))
    };
    let whole = DeTable::parse(text).map_err(|e| broken(&e))?;
    format(whole.get_ref(), &lines)?;
    let mut texts = Vec::new();
    known(whole.get_ref(), &lines, &mut texts)?;
    visible(&texts)?;
    no_secrets(text, &texts)?;
    Profile::deserialize(toml::de::Deserializer::from(whole)).map_err(|e| broken(&e))
}

/// A text in the file: its line, its key, itself.
struct Text<'a> {
    line: usize,
    key: String,
    text: &'a str,
}

/// The format comes first: another major version may mean anything by its keys.
fn format(table: &DeTable<'_>, lines: &Lines) -> Result<(), NotAProfile> {
    let Some(found) = table.get("format") else {
        let hint = "An answers file has [facts] and belongs to --answers.".to_owned();
        let what = format!("this is no profile: it does not begin with format = \"{FORMAT}\"");
        return Err(NotAProfile { hint: Some(hint), ..wrong(1, what) });
    };
    let line = lines.of(found.span().start);
    let said = found.get_ref().as_str().unwrap_or_default();
    if said == FORMAT {
        return Ok(());
    }
    let version = said.strip_prefix("reentry/profile/v").and_then(|v| v.parse::<u32>().ok());
    match version {
        Some(version) if version > 1 => {
            let what = format!("the profile has version {version}, and this program reads version 1");
            Err(NotAProfile { hint: Some("Take a newer reentry.".into()), ..wrong(line, what) })
        }
        _ => Err(wrong(line, format!("\"{}\" is not a format; write \"{FORMAT}\"", shown(said)))),
    }
}

const TOP: [&str; 5] = ["format", "reviewed", "review-by", "maker", "name-latin"];

/// Every key is known; every text is gathered on the way.
fn known<'a>(table: &'a DeTable<'_>, lines: &Lines, texts: &mut Vec<Text<'a>>) -> Result<(), NotAProfile> {
    let keys = Keys::embedded();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let line = lines.of(key.span().start);
        let section = keys.section(name);
        if section.is_none() && name != "audit" && !TOP.contains(&name) {
            let all = keys.sections.iter().map(|s| s.id.as_str()).chain(TOP).chain(["audit"]);
            return Err(
                misplaced(keys, name, line, None).unwrap_or_else(|| unknown(line, name, "the profile", all))
            );
        }
        let Some(section) = section else {
            gather(name, value, lines, texts);
            continue;
        };
        for table in tables(value) {
            for (key, value) in table {
                let id = key.get_ref().as_ref();
                if section.key(id).is_none() {
                    let line = lines.of(key.span().start);
                    let all = section.keys.iter().map(|k| k.id.as_str());
                    return Err(
                        misplaced(keys, id, line, Some(name)).unwrap_or_else(|| unknown(line, id, name, all))
                    );
                }
                gather(&format!("{name}.{id}"), value, lines, texts);
            }
        }
    }
    Ok(())
}

/// The tables of a section, be it one or a list. What is neither is left to the types.
fn tables<'a, 'i>(value: &'a Spanned<DeValue<'i>>) -> impl Iterator<Item = &'a DeTable<'i>> {
    let list = value.get_ref().as_array().into_iter().flatten().filter_map(|item| item.get_ref().as_table());
    value.get_ref().as_table().into_iter().chain(list)
}

fn gather<'a>(key: &str, value: &'a Spanned<DeValue<'_>>, lines: &Lines, texts: &mut Vec<Text<'a>>) {
    match value.get_ref() {
        DeValue::String(text) => {
            texts.push(Text { line: lines.of(value.span().start), key: key.to_owned(), text });
        }
        DeValue::Array(items) => items.iter().for_each(|item| gather(key, item, lines, texts)),
        DeValue::Table(table) => {
            for (id, value) in table {
                // A key of the person's own may hide something as well as a value.
                texts.push(Text { line: lines.of(id.span().start), key: key.to_owned(), text: id.get_ref() });
                gather(&format!("{key}.{}", id.get_ref()), value, lines, texts);
            }
        }
        _ => {}
    }
}

fn visible(texts: &[Text<'_>]) -> Result<(), NotAProfile> {
    for Text { line, key, text } in texts {
        if let Some(odd) = text.chars().find(|c| is_control_like(*c) && !matches!(c, '\n' | '\t')) {
            let what = format!(
                "{} holds a character that hides or turns others (U+{:04X})",
                shown(key),
                u32::from(odd)
            );
            return Err(NotAProfile { hint: Some("Type the value by hand.".into()), ..wrong(*line, what) });
        }
    }
    Ok(())
}

/// Looks at values as they mean and at the file as it stands: escapes hide nothing, comments count.
fn no_secrets(text: &str, texts: &[Text<'_>]) -> Result<(), NotAProfile> {
    let hint = || {
        Some("Take the secret out, and change it: it stood in a file. The profile says where it lies and who opens the safe.".to_owned())
    };
    let flat: String = texts
        .iter()
        .map(|Text { key, text, .. }| format!("{} = {}\n", key.replace('\n', " "), text.replace('\n', " ")))
        .collect();
    if let Some(hit) = redact::scan(&flat).first()
        && let Some(Text { line, key, .. }) = texts.get(hit.line - 1)
    {
        let what = format!("{} looks like {}, and a profile never holds one", shown(key), hit.rule.what());
        return Err(NotAProfile { hint: hint(), ..wrong(*line, what) });
    }
    if let Some(hit) = redact::scan(text).first() {
        let what = format!("this looks like {}, and a profile never holds one", hit.rule.what());
        return Err(NotAProfile { hint: hint(), ..wrong(hit.line, what) });
    }
    Ok(())
}

/// A key that the profile has at another place: at the top, or in another section.
fn misplaced(keys: &Keys, name: &str, line: usize, within: Option<&str>) -> Option<NotAProfile> {
    let hint =
        if within.is_some() && TOP.contains(&name) {
            format!("Move {name} to the top of the file, above the first [section].")
        } else {
            let at: Vec<String> =
                keys.sections
                    .iter()
                    .filter(|section| section.key(name).is_some())
                    .map(|section| {
                        if section.many { format!("[[{}]]", section.id) } else { format!("[{}]", section.id) }
                    })
                    .collect();
            if at.is_empty() {
                return None;
            }
            format!("Move {name} below {}.", at.join(" or "))
        };
    let of = within.unwrap_or("the top of the file");
    Some(NotAProfile { hint: Some(hint), ..wrong(line, format!("{name} is not a key of {of}")) })
}

fn unknown<'a>(line: usize, name: &str, within: &str, all: impl Iterator<Item = &'a str>) -> NotAProfile {
    let what = format!("\"{}\" is not a key of {within}", shown(name).chars().take(60).collect::<String>());
    let mut all: Vec<&str> = all.collect();
    all.sort_by_key(|key| spelling::distance(name, key));
    let hint = match all.first() {
        Some(near) if spelling::distance(name, near) <= 1 + near.len() / 3 => format!("Did you mean {near}?"),
        _ => {
            all.sort_unstable();
            format!("It knows: {}", all.join(", "))
        }
    };
    NotAProfile { hint: Some(hint), ..wrong(line, what) }
}

fn wrong(line: usize, what: impl Into<String>) -> NotAProfile {
    NotAProfile { line, what: what.into(), hint: None }
}

/// Where each line begins.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    fn of(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }
}
