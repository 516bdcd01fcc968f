//! The sheets around the runbooks: cover, card, forms. Data like the runbooks, in `kit/`, in the same Markdown; what
//! paper has and prose has not is said in a few fences.

use serde::{Deserialize, Serialize};

use crate::model::FactId;

/// One sheet of the printed kit that is no runbook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// The file, relative to its folder of runbooks; files stand in the order of their names.
    pub file: String,
    /// What it is and where it goes.
    pub head: Head,
    /// The H1.
    pub title: String,
    /// All below it, as Markdown.
    pub body: String,
    /// The line of the file at which the body begins, from 1.
    pub line: usize,
}

/// The TOML head. Unknown keys are refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Head {
    /// Its name for `print`.
    pub id: String,
    /// Before or behind the runbooks.
    pub place: Place,
    /// It must stay on one page.
    #[serde(default)]
    pub one_page: bool,
    /// For quiet days: printed by its name and with everything, not in the kit.
    #[serde(default)]
    pub quiet: bool,
}

/// Before or behind the runbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Front,
    Back,
}

/// What a fence of a page asks for.
#[derive(Debug, Clone)]
pub enum Insert {
    /// The names of all parts and where they begin.
    Contents,
    /// Places to write on.
    Fields(Fields),
    /// An empty table.
    Form(Form),
    /// QR codes.
    Codes(Vec<Code>),
    /// What each alert means when it rings.
    Alerts,
    /// The queries of the alerts.
    Queries,
}

/// Places to write on, filled where the fact is known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// Stands above them.
    pub title: Option<String>,
    /// To be read from afar.
    #[serde(default)]
    pub large: bool,
    /// With a line around.
    #[serde(default)]
    pub frame: bool,
    /// How often, one below the other.
    #[serde(default = "one")]
    pub times: u8,
    /// In order.
    pub fields: Vec<Field>,
}

/// One place to write on. It has a label, a fact or both; the fact's question is the label where none is given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub fact: Option<FactId>,
    pub label: Option<String>,
    pub hint: Option<String>,
    /// Ruled lines.
    #[serde(default = "one")]
    pub lines: u8,
    /// A date and a time instead of a line.
    #[serde(default)]
    pub clock: bool,
    /// No line where the fact is not known.
    #[serde(default, rename = "known-only")]
    pub known_only: bool,
}

/// An empty table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub columns: Vec<FormColumn>,
    pub rows: u8,
}

/// A column and its share of the width.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    pub name: String,
    pub width: u8,
}

/// A square: a fact that may be known, or a fixed text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub fact: Option<FactId>,
    pub text: Option<String>,
    pub label: String,
}

fn one() -> u8 {
    1
}

/// Reads one page. The error says what to do.
pub fn read(file: &str, text: &str) -> Result<Page, String> {
    let rest = text.strip_prefix("+++\n").ok_or("the file must begin with a line +++ and its TOML head")?;
    let (head, body) = rest.split_once("\n+++\n").ok_or("the TOML head has no closing line +++")?;
    let head: Head = toml::from_str(head).map_err(|e| format!("the head: {}", e.message()))?;
    let body = body.trim_start_matches('\n');
    let line = 1 + text[..text.len() - body.len()].matches('\n').count();
    let (title, body) = body.split_once('\n').unwrap_or((body, ""));
    let title = title.strip_prefix("# ").ok_or("the first line below the head must be the title: # …")?;
    Ok(Page {
        file: file.to_owned(),
        head,
        title: title.trim().to_owned(),
        body: body.to_owned(),
        line: line + 1,
    })
}

/// The insert that a fence means; nothing when it is ordinary code.
#[must_use]
pub fn insert(info: &str, text: &str) -> Option<Result<Insert, String>> {
    fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, String> {
        toml::from_str(text).map_err(|e| e.message().to_owned())
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Codes {
        codes: Vec<Code>,
    }
    let read = match info {
        "contents" => Ok(Insert::Contents),
        "alerts" => Ok(Insert::Alerts),
        "alert-queries" => Ok(Insert::Queries),
        "fields" => read(text).and_then(|fields: Fields| {
            let named = fields.fields.iter().all(|field| field.fact.is_some() || field.label.is_some());
            if named { Ok(Insert::Fields(fields)) } else { Err("each field needs a fact or a label".into()) }
        }),
        "form" => read(text).map(Insert::Form),
        "codes" => read(text).and_then(|Codes { codes }| {
            let said = codes.iter().all(|code| code.fact.is_some() != code.text.is_some());
            if said { Ok(Insert::Codes(codes)) } else { Err("each code needs a fact or a text".into()) }
        }),
        _ => return None,
    };
    Some(read)
}

impl Insert {
    /// Every fact it names.
    #[must_use]
    pub fn facts(&self) -> Vec<&FactId> {
        match self {
            Self::Contents | Self::Form(_) | Self::Alerts | Self::Queries => Vec::new(),
            Self::Fields(fields) => fields.fields.iter().filter_map(|field| field.fact.as_ref()).collect(),
            Self::Codes(codes) => codes.iter().filter_map(|code| code.fact.as_ref()).collect(),
        }
    }
}
