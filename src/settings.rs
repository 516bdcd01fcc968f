//! What was typed, plus the environment, plus what the terminal is: decided once, here, and nowhere else.

use std::env;
use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};

use crate::cli::{Common, When};
use crate::error::{Error, Kind, Result};
use crate::model::harmless::shown;
use crate::report::text::Page;

/// How this run behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The case folder asked for, if any.
    pub case: Option<PathBuf>,
    /// One JSON document instead of words.
    pub json: bool,
    /// Where the answer goes instead of standard output.
    pub output: Option<PathBuf>,
    /// Whether a person can be asked, and how.
    pub asking: Asking,
    /// No packet leaves this laptop.
    pub offline: bool,
    /// Whether the answer may carry colours: standard output, unless it goes to a file.
    pub color: bool,
    /// Whether questions, notices and errors may carry colours.
    pub color_asking: bool,
    /// Prose in ASCII, for screens that are not known to show more.
    pub ascii: bool,
    /// A team's own runbooks.
    pub runbooks: Option<PathBuf>,
    /// Who is typing, for the journal.
    pub who: String,
    /// 0, 1 or 2.
    pub verbose: u8,
    /// A fixed time for rehearsals and tests, from `REENTRY_CLOCK`.
    pub clock: Option<DateTime<FixedOffset>>,
    /// Standard output is a screen, and the answer goes there.
    pub on_screen: bool,
    /// Columns of the screen; 80 where there is none.
    pub columns: usize,
    /// Errors are folded for a screen; in a log each part of one keeps its own line.
    pub error_columns: Option<usize>,
}

/// Whether and how questions are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Cursor keys and colours, on a terminal that can.
    Rich,
    /// Numbered lines: screen readers, old consoles, piped answers.
    Plain,
    /// Never: a missing answer ends the run.
    Never,
}

impl Settings {
    /// The page that a talk is folded to: the screen's width, but never wider than reads well, nor narrower than 40.
    #[must_use]
    pub fn page(&self) -> Page {
        Page { ascii: self.ascii, color: self.color_asking, ..Page::new(self.columns.clamp(40, 80)) }
    }

    /// The page that an error is folded to, if there is a screen.
    #[must_use]
    pub fn error_page(&self) -> Option<Page> {
        self.error_columns.map(|_| self.page())
    }

    /// The page that an answer is folded to. A file holds every letter and no colours, whatever this screen can show.
    #[must_use]
    pub fn answer_page(&self) -> Page {
        let ascii = self.ascii && self.output.is_none();
        Page { ascii, color: self.color && self.output.is_none(), ..self.page() }
    }

    /// Reads the command line's common part and the environment.
    ///
    /// # Errors
    /// `REENTRY_CLOCK` is set and is no moment: a rehearsal must never become a case of a real night.
    pub fn gather(common: &Common) -> Result<Self> {
        let dumb = env::var("TERM").is_ok_and(|term| term == "dumb");
        let stdin = std::io::stdin().is_terminal();
        let screens = std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
        let asking = if common.no_input {
            Asking::Never
        } else if common.plain || dumb || said("ACCESSIBLE") || !stdin || !screens {
            Asking::Plain
        } else {
            Asking::Rich
        };
        let not_zero = |name: &str| env::var(name).is_ok_and(|value| !value.is_empty() && value != "0");
        let color = |screen: bool| match common.color {
            When::Always => true,
            When::Never => false,
            When::Auto if common.plain || said("NO_COLOR") => false,
            When::Auto if not_zero("CLICOLOR_FORCE") => true,
            When::Auto => screen && !dumb && env::var("CLICOLOR").map_or(true, |value| value != "0"),
        };
        Ok(Self {
            case: common.case.clone(),
            json: common.json,
            output: common.output.clone(),
            asking,
            offline: common.offline,
            color: color(std::io::stdout().is_terminal()),
            color_asking: color(std::io::stderr().is_terminal()),
            ascii: common.plain || dumb || !shows_unicode(),
            runbooks: common.runbooks.clone(),
            who: who(),
            verbose: common.verbose,
            clock: clock()?,
            on_screen: std::io::stdout().is_terminal() && common.output.is_none(),
            columns: columns().unwrap_or(80),
            error_columns: columns(),
        })
    }
}

/// The moment that a rehearsal is set to, if one is.
fn clock() -> Result<Option<DateTime<FixedOffset>>> {
    let Some(set) = env::var_os("REENTRY_CLOCK").filter(|set| !set.is_empty()) else { return Ok(None) };
    let text = set.to_string_lossy();
    DateTime::parse_from_rfc3339(&text).map(Some).map_err(|why| {
        Error::new(Kind::Usage, format!("REENTRY_CLOCK is \"{}\", which is not a moment", shown(&text)))
            .because(why)
            .hint("write it like 2026-11-22T02:05:00+01:00; without it the clock of this computer counts")
    })
}

/// A variable counts when it is there and not empty (the `NO_COLOR` convention).
fn said(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Windows consoles are written to in Unicode; elsewhere the locale says what the screen can show.
fn shows_unicode() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|n| env::var(n).ok().filter(|v| !v.is_empty()));
    cfg!(windows) || locale.is_some_and(|l| l.to_lowercase().replace('-', "").contains("utf8"))
}

/// The name in the journal: the person's choice, else the login name at the machine's name.
fn who() -> String {
    let first = |names: &[&str]| names.iter().find_map(|n| env::var(n).ok().filter(|v| !v.trim().is_empty()));
    let name = first(&["REENTRY_WHO", "USER", "USERNAME", "LOGNAME"]).unwrap_or_else(|| "unknown".into());
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// What the person says, else what the screen is.
fn columns() -> Option<usize> {
    let said = env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).filter(|c| (20..=400).contains(c));
    let is = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).clamp(20, 400));
    said.or_else(is)
}
