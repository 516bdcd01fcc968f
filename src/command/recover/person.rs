//! The person at work: puts a question on the terminal and turns what is said into an answer.

use crate::case::{Outcome, Reply};
use crate::command::open_case::OpenCase;
use crate::command::{attach, typed_ids};
use crate::error::{Error, Kind, Result};
use crate::evidence::redact;
use crate::guide::{Asked, Given, Question, second_look};
use crate::model::{Class, StepRef};
use crate::port::{Prompt, Said, Silent, Words};
use crate::report;
use crate::report::document::{Block, Inline};
use crate::report::screen::Screen;
use crate::runbook::{Check, Library};
use crate::signin;
use crate::world::World;

/// What the person wants.
pub(super) enum Wish {
    Give(Given),
    /// A line for the timeline; the question stays.
    Note(String),
    Quit,
    /// Nothing yet: put the question again.
    Again,
}

/// Puts the question. A doubtful fact is asked for once more; who gives the same again means it.
pub(super) fn ask(question: &Question<'_>, open: &OpenCase, world: &mut World) -> Result<Wish> {
    let mut doubted = None;
    loop {
        let wish = put(question, open, world)?;
        let (Asked::Fact { id, .. }, Wish::Give(Given::Fact(text))) = (&question.asked, &wish) else {
            return Ok(wish);
        };
        match second_look::doubt(open.case(), id, text) {
            Some(doubt) if doubted.as_ref() != Some(text) => {
                say(&doubt, open, world)?;
                doubted = Some(text.clone());
            }
            _ => {
                say(second_look::left_out(id, text).unwrap_or_default(), open, world)?;
                return Ok(wish);
            }
        }
    }
}

fn put(question: &Question<'_>, open: &OpenCase, world: &mut World) -> Result<Wish> {
    let asked = &question.asked;
    let options = report::question::options(asked);
    let labels: Vec<&str> = options.iter().map(String::as_str).collect();
    say(report::question::fact(asked), open, world)?;
    if let Asked::Files(class) = asked {
        say(report::question::files(*class), open, world)?;
    }
    if takes_paste(asked) {
        say("Paste the error text and end with an empty line, or choose:", open, world)?;
    }
    let words = match asked {
        _ if takes_paste(asked) => Words::Paste,
        Asked::Fact { def, .. } if def.options.is_empty() => Words::Line,
        Asked::Files(_) => Words::Line,
        _ => Words::None,
    };
    let name = question.at.to_string();
    let prompt = Prompt { line: "", options: &labels, words, step: &name, ways_out: true };
    let said = world.terminal.ask(&prompt).map_err(|e| nobody(e, open, Some(question)))?;
    Ok(match said {
        Said::Quit => Wish::Quit,
        Said::Back => Wish::Give(Given::Back),
        Said::Later => Wish::Give(Given::Later),
        Said::Why => {
            say(report::question::why(question), open, world)?;
            Wish::Again
        }
        Said::Note(Some(text)) => guard(&text, question, open, world)?.map_or(Wish::Again, Wish::Note),
        Said::Note(None) => note(open, world, question)?,
        Said::Option(at) => Wish::Give(option(asked, at)),
        Said::Text(text) => words_for(question, &text, open, world)?,
    })
}

fn takes_paste(asked: &Asked<'_>) -> bool {
    matches!(asked, Asked::Choice { paste: true, .. } | Asked::Look(Check::SignIn))
}

fn option(asked: &Asked<'_>, at: usize) -> Given {
    match asked {
        Asked::Choice { options, .. } => {
            Given::Option(options.get(at).map(|o| o.id.to_string()).unwrap_or_default())
        }
        Asked::Fact { def, .. } => Given::Fact(def.options.get(at).cloned().unwrap_or_default()),
        Asked::Door => {
            Given::Said([Reply::Opened, Reply::Closed, Reply::NotPossible][at.min(2)].clone(), None)
        }
        Asked::Act => Given::Said([Reply::Done, Reply::NotPossible][at.min(1)].clone(), None),
        Asked::Clock { .. } => Given::Said(Reply::Over, None),
        Asked::Files(_) => Given::Files(Vec::new()),
        Asked::Look(_) => Given::Looked(Outcome::Unknown, Vec::new()),
    }
}

fn words_for(question: &Question<'_>, text: &str, open: &OpenCase, world: &mut World) -> Result<Wish> {
    match &question.asked {
        Asked::Choice { .. } | Asked::Look(_) => paste(text.as_bytes(), "paste", question, open, world),
        Asked::Files(class) => {
            let path = std::path::PathBuf::from(text.trim().trim_matches('"'));
            match attach::keep(world, open, &path, *class, false, None) {
                Ok(event) => {
                    let mut events = vec![event];
                    if *class == Class::Support && typed_ids::is_picture(&path, world) {
                        let typed = typed_ids::ask(world).map_err(|e| nobody(e, open, Some(question)))?;
                        events.extend(typed.map(|sign_in| typed_ids::event(sign_in, &path)));
                    }
                    Ok(Wish::Give(Given::Files(events)))
                }
                Err(e) if e.kind == Kind::Input => {
                    say(e.screen(), open, world)?;
                    Ok(Wish::Again)
                }
                Err(e) => Err(e),
            }
        }
        _ if crate::model::not_known(text) => Ok(Wish::Give(Given::Unknown)),
        _ => Ok(match guard(text, question, open, world)? {
            Some(text) => Wish::Give(Given::Fact(text)),
            None => Wish::Again,
        }),
    }
}

/// Reads a paste, says what was understood, and asks whether that is right.
fn paste(
    text: &[u8],
    source: &str,
    question: &Question<'_>,
    open: &OpenCase,
    world: &mut World,
) -> Result<Wish> {
    let reading = signin::read(text);
    if reading.sign_ins.is_empty() {
        say(report::signin::nothing_found(&reading, world.clock.now()), open, world)?;
        return Ok(Wish::Again);
    }
    let now = world.clock.now();
    say(report::signin::understood(&reading, now), open, world)?;
    let right = Prompt {
        line: "Right?",
        options: &["yes", "no, let me paste again"],
        words: Words::None,
        step: "",
        ways_out: false,
    };
    match world.terminal.ask(&right).map_err(|e| nobody(e, open, Some(question)))? {
        Said::Option(0) => Ok(Wish::Give(Given::SignIns(reading.sign_ins, source.to_owned()))),
        Said::Quit => Ok(Wish::Quit),
        _ => Ok(Wish::Again),
    }
}

fn note(open: &OpenCase, world: &mut World, question: &Question<'_>) -> Result<Wish> {
    let prompt = Prompt { line: "Note:", options: &[], words: Words::Line, step: "", ways_out: false };
    Ok(match world.terminal.ask(&prompt).map_err(|e| nobody(e, open, Some(question)))? {
        Said::Text(text) => guard(&text, question, open, world)?.map_or(Wish::Again, Wish::Note),
        Said::Quit => Wish::Quit,
        _ => Wish::Again,
    })
}

/// Nothing that looks like a secret is ever written: the redacted form is offered instead.
pub(super) fn guard(
    text: &str,
    question: &Question<'_>,
    open: &OpenCase,
    world: &mut World,
) -> Result<Option<String>> {
    let (redacted, hits) = redact::redact(text);
    if hits.is_empty() {
        return Ok(Some(text.to_owned()));
    }
    say(&report::secret::found(&hits, "what you typed"), open, world)?;
    let keep = Prompt {
        line: "Keep the redacted form?",
        options: &["yes, without the secret", "no, let me type it again"],
        words: Words::None,
        step: "",
        ways_out: false,
    };
    match world.terminal.ask(&keep).map_err(|e| nobody(e, open, Some(question)))? {
        Said::Option(0) => Ok(Some(redacted)),
        _ => Ok(None),
    }
}

/// Shows something to the person. Nothing is shown of nothing.
pub(super) fn say(what: impl Into<Screen>, open: &OpenCase, world: &mut World) -> Result<()> {
    let text = what.into().text(world.settings.page());
    if text.is_empty() {
        return Ok(());
    }
    world.terminal.say(text.trim_end()).map_err(|e| nobody(e, open, None))
}

/// Parts what follows from what stands above.
pub(super) fn gap(open: &OpenCase, world: &mut World) -> Result<()> {
    world.terminal.say("").map_err(|e| nobody(e, open, None))
}

/// Nobody answered: says which question is open, and how the case goes on.
pub(super) fn nobody(silent: Silent, open: &OpenCase, question: Option<&Question<'_>>) -> Error {
    let saved = format!("everything answered so far, in {}", open.path().display());
    let verb = if open.case().drill.is_some() { "drill" } else { "recover" };
    let go_on = format!("to continue here:\nreentry {verb} \"{}\"", open.path().display());
    match silent {
        Silent::Interrupted => Error::new(Kind::Interrupted, "interrupted").hint(go_on).saved(saved),
        Silent::Io(e) => {
            Error::new(Kind::Environment, "the terminal failed").because(e).hint(go_on).saved(saved)
        }
        Silent::Nobody => {
            let what = question.map_or_else(
                || "an answer is needed, and there is nobody to ask".to_owned(),
                |q| match &q.asked {
                    Asked::Fact { id, def, .. } => format!("{} needs the fact {id}: {}", q.at, def.ask),
                    _ => format!("{} needs an answer: {}", q.at, q.step.title),
                },
            );
            let hint = match question.map(|q| (&q.asked, &q.at)) {
                Some((Asked::Fact { id, .. }, _)) => format!("--answers FILE with [facts] \"{id}\" = \"…\""),
                Some((_, at)) => format!("--answers FILE with [steps] \"{at}\" = \"…\""),
                None => "run it on a terminal".to_owned(),
            };
            Error::new(Kind::NeedsAnswer, what).hint(hint).hint(go_on).saved(saved)
        }
    }
}

/// Offers a step that was put off.
pub(super) fn take_up(step: &StepRef, library: &Library, open: &OpenCase, world: &mut World) -> Result<bool> {
    let title = library.step(step).map_or_else(|| step.to_string(), |(_, s)| s.title.clone());
    gap(open, world)?;
    let words = ["You put this off: ".into(), Inline::strong(title)];
    say(Block::words(words), open, world)?;
    let prompt = Prompt {
        line: "Now?",
        options: &["yes, now", "not yet"],
        words: Words::None,
        step: "",
        ways_out: false,
    };
    Ok(world.terminal.ask(&prompt).map_err(|e| nobody(e, open, None))? == Said::Option(0))
}
