//! What a person sees when something fails: what failed, why, what to type next, and where the case stands.
//!
//! Modules below have typed errors of their own; this one assembles them. The kind alone picks the exit code.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;

use crate::model::Exit;
use crate::report::document::{Block, Inline, Role};
use crate::report::harmless::lines;
use crate::report::screen::Screen;

/// The kinds of failure, one for each way a person would react to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line was wrong: read the usage.
    Usage,
    /// A question is open and nobody can be asked: give the answer in a file or on a terminal.
    NeedsAnswer,
    /// The case cannot be used: locked, damaged, or newer than this program.
    Case,
    /// Nothing could be checked: offline, or nobody answered.
    Unchecked,
    /// A file or a paste could not be read, or was refused.
    Input,
    /// The machine said no: a full disk, a read-only folder.
    Environment,
    /// The person pressed Ctrl-C.
    Interrupted,
    /// Our own mistake.
    Bug,
}

/// A failure on its way to the person.
#[derive(Debug)]
pub struct Error {
    /// Picks the exit code.
    pub kind: Kind,
    /// One sentence: what failed, naming the place.
    pub what: String,
    /// Why, if something below said why.
    pub source: Option<Box<dyn StdError + Send + Sync>>,
    /// Commands to type or things to do, best first.
    pub hints: Vec<String>,
    /// Where the case stands, when there is one.
    pub saved: Option<String>,
}

impl Error {
    /// A failure of this kind, told in one sentence.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), source: None, hints: Vec::new(), saved: None }
    }

    /// Adds the reason from below.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds one thing to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a command to type. It stands on a line of its own, so that the whole line can be pasted into any shell.
    #[must_use]
    pub fn command(self, why: &str, command: impl fmt::Display) -> Self {
        self.hint(format!("{why}:\n{command}"))
    }

    /// Says where the case stands.
    #[must_use]
    pub fn saved(mut self, place: impl Into<String>) -> Self {
        self.saved = Some(place.into());
        self
    }

    /// The answer could not be written. A closed pipe is no failure: `main` ends quietly.
    #[must_use]
    pub fn from_output(failed: io::Error) -> Self {
        Self::new(Kind::Environment, "the answer could not be written").because(failed)
    }

    /// A file that a person named could not be read.
    #[must_use]
    pub fn unread(path: &Path, why: io::Error) -> Self {
        let cure = match why.kind() {
            io::ErrorKind::NotFound if path.is_relative() => {
                "check the file name and its extension; give the folder too if the file is elsewhere"
            }
            io::ErrorKind::NotFound => "compare every part of the path with the place where the file lies",
            io::ErrorKind::PermissionDenied => {
                "copy the file to a place where you may read it, and name the copy"
            }
            io::ErrorKind::IsADirectory => "name a file in that folder",
            io::ErrorKind::FileTooLarge => "name a part of it: the one that matters",
            io::ErrorKind::NotADirectory => "name the folder that the file lies in",
            _ => "copy the file to this laptop's own disk, and name the copy",
        };
        Self::new(Kind::Input, format!("{} could not be read", path.display())).because(why).hint(cure)
    }

    /// A file that a person asked for could not be written.
    #[must_use]
    pub fn unwritten(path: &Path, why: io::Error) -> Self {
        let cure = match why.kind() {
            io::ErrorKind::AlreadyExists => "name another file after -o",
            io::ErrorKind::NotFound => "the folder is not there: make it first, or name a file in another",
            io::ErrorKind::IsADirectory => "name a file in that folder after -o",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space, or name another disk"
            }
            _ => "name a file in a folder that you may write to after -o",
        };
        Self::new(Kind::Environment, format!("{} could not be written", path.display()))
            .because(why)
            .hint(cure)
    }

    /// All of it for a screen. In a log each part of it keeps its own line: that is what [`fmt::Display`] gives.
    #[must_use]
    pub fn screen(&self) -> Screen {
        let part = |mark: &str, role: Role, words: &str| Block::Marked {
            mark: mark.to_owned(),
            role,
            blocks: words.lines().map(|line| Block::words([Inline::value(line)])).collect(),
        };
        let mut blocks = vec![part("error:", Role::Danger, &self.what)];
        blocks.extend(self.reasons().iter().map(|why| part("because:", Role::Caution, why)));
        for hint in &self.hints {
            // A command stands on a line of its own; it alone is copied, whole.
            blocks.push(match hint.split_once(":\n") {
                Some((why, command)) => Block::Marked {
                    mark: "hint:".to_owned(),
                    role: Role::Caution,
                    blocks: vec![Block::said(format!("{why}:")), Block::Command(command.to_owned())],
                },
                None => part("hint:", Role::Caution, hint),
            });
        }
        blocks.extend(self.saved.iter().map(|saved| part("saved:", Role::Good, saved)));
        blocks.into()
    }

    /// Why, from above to below. Many a reason ends with the one below it, which is then not told again.
    fn reasons(&self) -> Vec<String> {
        let mut below: Option<&dyn StdError> = self.source.as_deref().map(|e| e as &dyn StdError);
        let mut told: Vec<String> = Vec::new();
        let mut last = String::new();
        while let Some(reason) = below {
            let why = reason.to_string();
            if !last.ends_with(&why) {
                told.push(why.clone());
            }
            last = why;
            below = reason.source();
        }
        told
    }

    /// Whether this is only a reader that stopped reading (`| head`).
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.source
            .as_deref()
            .and_then(|e| e.downcast_ref::<io::Error>())
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The exit code that belongs to the kind.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self.kind {
            Kind::Usage => Exit::Usage,
            Kind::NeedsAnswer => Exit::NeedsAnswer,
            Kind::Case => Exit::Case,
            Kind::Unchecked => Exit::Unchecked,
            Kind::Input => Exit::Input,
            Kind::Environment | Kind::Bug => Exit::Unexpected,
            Kind::Interrupted => Exit::Interrupted,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path or a reason from below may hold characters that act on a screen: they are shown by number, here, once.
        write!(f, "error: {}", inside(&self.what, 7))?;
        for why in self.reasons() {
            write!(f, "\nbecause: {}", inside(&why, 9))?;
        }
        for hint in &self.hints {
            write!(f, "\nhint: {}", inside(hint, 6))?;
        }
        if let Some(saved) = &self.saved {
            write!(f, "\nsaved: {}", inside(saved, 7))?;
        }
        Ok(())
    }
}

/// Further lines of a part stand below its first, never at the left edge: a name with a line end in it can then not add
/// a part of its own.
fn inside(text: &str, below: usize) -> String {
    lines(text).replace('\n', &format!("\n{:below$}", ""))
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as &(dyn StdError + 'static))
    }
}

/// What commands return.
pub type Result<T> = std::result::Result<T, Error>;
