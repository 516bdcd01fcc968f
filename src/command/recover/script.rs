//! The answers file at work: what it says to a question, and the files it names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use crate::case::{Case, Reply};
use crate::error::{Error, Kind, Result};
use crate::guide::{Answers, Asked, Emergency, Given, Question, Scripted};
use crate::model::{FactId, StepRef};
use crate::runbook::{Check, ChoiceOption, Kind as StepKind, Library, PHASES, Step};
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

    /// What the file says of a fact.
    pub(super) fn says(&self, fact: &'static str) -> Option<String> {
        self.answers.fact(&FactId::known(fact))
    }

    /// The file's value for a field. A file of the first edition cannot know the questions of this one: they stay
    /// unknown, and its walk goes on.
    pub(super) fn field(&mut self, at: &StepRef, id: &FactId) -> Option<Given> {
        // A step may have been answered as a whole, with its own time.
        if let Some(at) = self.answers.step(at).and_then(|scripted| scripted.at) {
            self.now = Some(at);
        }
        match self.answers.fact(id) {
            Some(text) if crate::model::not_known(&text) => Some(Given::Unknown(id.clone())),
            Some(text) => Some(Given::Fact(id.clone(), text)),
            None if self.answers.may_leave(at, id) => Some(Given::Unknown(id.clone())),
            None => None,
        }
    }

    /// Steps of the file that were never asked in this run.
    pub(super) fn unused(&self, library: &Library) -> Vec<String> {
        let asks = |at: &StepRef| {
            library.step(at).is_some_and(|(_, step)| !matches!(step.kind, StepKind::Ask { .. }))
        };
        let unused = self.answers.steps().filter(|at| !self.used.contains(at) && asks(at));
        unused.map(ToString::to_string).chain(self.answers.former()).collect()
    }

    /// The file's answer to this question, once for each step.
    pub(super) fn answer(
        &mut self,
        question: &Question<'_>,
        case: &Case,
        library: &Library,
        world: &World,
    ) -> Result<Option<Line>> {
        let Some(scripted) = self.answers.step(&question.at) else {
            return Ok(self.without_a_key(question, case, library).map(Line::Given));
        };
        if !self.used.insert(question.at.clone()) {
            return Ok(self.without_a_key(question, case, library).map(Line::Given));
        }
        if let Some(at) = scripted.at {
            self.now = Some(at);
        }
        self.line(&scripted, question, world).map(Some)
    }

    /// What follows from the file as a whole, where it has no key for a step.
    fn without_a_key(&self, question: &Question<'_>, case: &Case, library: &Library) -> Option<Given> {
        match &question.asked {
            Asked::Board(options) => {
                let there = |option: &&&ChoiceOption| self.answers.has(option, question.step, library);
                let ids = options.iter().filter(there).map(|option| option.id.to_string());
                Some(Given::Board(Some(ids.collect())))
            }
            // The file goes on where it still has something to say; an earlier run may have said a part of it.
            Asked::Case(_) => {
                if let Some(form) = self.later_form(question, case, library) {
                    return Some(Given::Happened(Vec::new(), Some(form)));
                }
                let runbooks = library.in_order().into_iter().filter(|runbook| !runbook.head.stand_alone);
                let mut refs = runbooks.flat_map(|runbook| {
                    runbook.steps.iter().map(|step| (StepRef::new(&runbook.head.id, &step.id), step))
                });
                let guide = crate::guide::Guide::new(library, case);
                let open = |(at, step): &(StepRef, &Step)| {
                    let asks = matches!(step.kind, StepKind::Ask { .. });
                    !asks
                        && guide.applies(step)
                        && self.answers.step(at).is_some()
                        && !self.used.contains(at)
                        && !case.answers.contains_key(at)
                        && self.is_ahead(at, library)
                };
                refs.find(open).map(|(at, _)| Given::Happened(Vec::new(), Some(at)))
            }
            Asked::Choice { options, .. } => self.choice_by_fact(question).or_else(|| {
                let unsaid = options.iter().find(|option| option.id == "not-said")?;
                self.answers.is_first_edition().then(|| Given::Option(unsaid.id.to_string()))
            }),
            Asked::Act | Asked::Door if self.answers.may_put_off(&question.at) => Some(Given::Later),
            _ => None,
        }
    }

    /// A form of the board's that the file can fill whole.
    fn later_form(&self, question: &Question<'_>, case: &Case, library: &Library) -> Option<StepRef> {
        let StepKind::Case { later, .. } = &question.step.kind else { return None };
        let guide = crate::guide::Guide::new(library, case);
        let fills = |at: &StepRef| {
            let Some((_, step)) = library.step(at).filter(|(_, step)| guide.applies(step)) else {
                return false;
            };
            let StepKind::Ask { facts } = &step.kind else { return false };
            let mut open = facts.iter().filter(|id| !case.facts.contains_key(id)).peekable();
            open.peek().is_some() && open.all(|id| self.answers.fact(id).is_some())
        };
        later.iter().filter_map(|target| library.resolve(&question.at, target)).find(fills)
    }

    /// Whether a step lies behind the board of the case: what comes before it was walked, or did not apply.
    fn is_ahead(&self, at: &StepRef, library: &Library) -> bool {
        let place = |at: &StepRef| {
            let phase = &library.get(&at.runbook)?.head.phase;
            PHASES.iter().position(|other| other == phase)
        };
        let board = library.case_board().and_then(|board| place(&board));
        place(at).zip(board).is_some_and(|(at, board)| at >= board)
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
            Asked::Board(_) => Given::Board(match word {
                "none" => Some(Vec::new()),
                word if crate::model::not_known(word) => None,
                word => Some(word.split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned).collect()),
            }),
            Asked::Case(_) => {
                let target: StepRef = word.parse().map_err(|e: String| {
                    Error::new(
                        Kind::Input,
                        format!("the answers give \"{}\" to {}", word.escape_debug(), question.at),
                    )
                    .because(e)
                    .hint("the board of the case takes a step to go to: call-back/phone")
                })?;
                Given::Happened(Vec::new(), Some(target))
            }
            Asked::Door if question.step.account.is_some() => Given::Emergency(match word {
                "opened" => Emergency::Opened,
                "closed" | "refused" => Emergency::Refused,
                "out-of-reach" => Emergency::OutOfReach,
                "not-found" => Emergency::NotFound,
                "none" | "not-possible" => Emergency::None,
                other => {
                    let what =
                        format!("the answers give \"{}\" to the door {}", other.escape_debug(), question.at);
                    return Err(Error::new(Kind::Input, what)
                        .hint("this door takes: opened, refused, out-of-reach, not-found, none, later"));
                }
            }),
            Asked::Act | Asked::Door => match word {
                "being-tried" => Given::Said(Reply::Done, note),
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
                        .hint("a door takes: opened, closed, not-possible, being-tried, later"));
                }
            },
            Asked::Clock { .. } => Given::Said(Reply::Over, note),
            Asked::Files(_) if scripted.files.is_empty() => Given::Files(Vec::new()),
            Asked::Files(_) => return Ok(Line::Attach(scripted.files.iter().map(|f| beside(f)).collect())),
            Asked::Form(_) => Given::Formed,
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
