//! The answers file at work: what it says to a question, and the files it names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use crate::case::Reply;
use crate::error::{Error, Kind, Result};
use crate::guide::{Answers, Asked, Given, Question, Scripted};
use crate::model::StepRef;
use crate::runbook::{Check, Library};
use crate::world::World;

/// An answers file and the steps it has answered in this run.
pub(super) struct Script {
    answers: Answers,
    path: PathBuf,
    used: BTreeSet<StepRef>,
    /// The clock of the walk, once the file has moved it.
    pub(super) now: Option<DateTime<FixedOffset>>,
}

/// What the file gives for a question.
pub(super) enum Line {
    Given(Given),
    /// A text to read as a sign-in error, and where it came from.
    Paste(Vec<u8>, String),
    /// Files to attach.
    Attach(Vec<PathBuf>),
}

impl Script {
    pub(super) fn read(world: &World, path: &Path, library: &Library) -> Result<Self> {
        let text = read_text(world, path)?;
        let wrong = |why: String| {
            Error::new(Kind::Input, format!("the answers in {} cannot be used", path.display())).because(why)
        };
        let answers = Answers::parse(&text).map_err(wrong)?;
        let unrecognized = answers.unrecognized(library);
        if !unrecognized.is_empty() {
            return Err(wrong(format!("no runbook knows {}", unrecognized.join(", ")))
                .command("to see a runbook's steps", "reentry runbook show ID"));
        }
        Ok(Self { answers, path: path.to_owned(), used: BTreeSet::new(), now: None })
    }

    /// What the file tells before the first question.
    pub(super) fn first(&self, library: &Library) -> Result<Vec<crate::case::Event>> {
        self.answers.first(library).map_err(|why| {
            Error::new(Kind::Input, format!("the answers in {} cannot be used", self.path.display()))
                .because(why)
        })
    }

    /// The file's answer to this question, once for each step.
    pub(super) fn answer(&mut self, question: &Question<'_>, world: &World) -> Result<Option<Line>> {
        if let Asked::Fact { id, .. } = &question.asked
            && let Some(text) = self.answers.fact(id)
        {
            let given = if crate::model::not_known(&text) { Given::Unknown } else { Given::Fact(text) };
            return Ok(Some(Line::Given(given)));
        }
        let Some(scripted) = self.answers.step(&question.at) else {
            return Ok(self.choice_by_fact(question).map(Line::Given));
        };
        if !self.used.insert(question.at.clone()) {
            return Ok(None);
        }
        if let Some(at) = scripted.at {
            self.now = Some(at);
        }
        self.line(&scripted, question, world).map(Some)
    }

    fn choice_by_fact(&self, question: &Question<'_>) -> Option<Given> {
        let crate::runbook::Kind::Choose { fact: Some(fact), .. } = &question.step.kind else { return None };
        self.answers.fact(fact).map(Given::Option)
    }

    fn line(&self, scripted: &Scripted, question: &Question<'_>, world: &World) -> Result<Line> {
        let note = scripted.note.clone();
        let word = scripted.answer.as_deref().unwrap_or("done");
        let beside = |file: &str| self.path.parent().unwrap_or(Path::new(".")).join(file);
        if word == "later" {
            return Ok(Line::Given(Given::Later));
        }
        if word == "back" {
            return Ok(Line::Given(Given::Back));
        }
        let given = match &question.asked {
            Asked::Choice { paste: true, .. } | Asked::Look(Check::SignIn) if scripted.paste.is_some() => {
                let text = scripted.paste.clone().unwrap_or_default();
                return Ok(Line::Paste(text.into_bytes(), "paste".into()));
            }
            Asked::Choice { paste: true, .. } | Asked::Look(Check::SignIn) if !scripted.files.is_empty() => {
                let file = beside(scripted.files.first().map_or("", String::as_str));
                let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                return Ok(Line::Paste(read_bytes(world, &file)?, name));
            }
            Asked::Choice { .. } => Given::Option(word.to_owned()),
            Asked::Act | Asked::Door => match word {
                "done" if matches!(question.asked, Asked::Act) => Given::Said(Reply::Done, note),
                "opened" => Given::Said(Reply::Opened, note),
                "closed" => Given::Said(Reply::Closed, note),
                "not-possible" => Given::Said(Reply::NotPossible, note),
                words if matches!(question.asked, Asked::Act) => {
                    Given::Said(Reply::Done, Some(words.to_owned()))
                }
                other => {
                    let what =
                        format!("the answers give \"{}\" to the door {}", other.escape_debug(), question.at);
                    return Err(Error::new(Kind::Input, what)
                        .hint("a door takes: opened, closed, not-possible, later"));
                }
            },
            Asked::Clock { .. } => Given::Said(Reply::Over, note),
            Asked::Files(_) if scripted.files.is_empty() => Given::Files(Vec::new()),
            Asked::Files(_) => return Ok(Line::Attach(scripted.files.iter().map(|f| beside(f)).collect())),
            Asked::Fact { .. } => Given::Fact(word.to_owned()),
            Asked::Look(_) => {
                let what = format!("{} is a check; it takes no answer", question.at);
                return Err(Error::new(Kind::Input, what).hint(
                    "the step that asks for a failed sign-in takes: { file = \"…\" }, or paste = \"…\"",
                ));
            }
        };
        Ok(Line::Given(given))
    }
}

fn read_text(world: &World, path: &Path) -> Result<String> {
    let bytes = read_bytes(world, path)?;
    // Notepad and PowerShell 5.1 write UTF-16, or UTF-8 with a mark; the mark says which.
    if let Some(text) = crate::model::text::behind_mark(&bytes) {
        return Ok(text.into_owned());
    }
    String::from_utf8(bytes).map_err(|e| {
        Error::new(Kind::Input, format!("{} is not UTF-8 text", path.display())).because(e.utf8_error())
    })
}

fn read_bytes(world: &World, path: &Path) -> Result<Vec<u8>> {
    world.files.read_whole(path, 64 << 20).map_err(|e| Error::unread(path, e))
}
