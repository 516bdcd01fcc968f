//! The person at work: puts a question on the terminal and turns what is said into an answer.

use std::path::PathBuf;

use crate::case::account::{AccountKind, AccountReport};
use crate::case::door::{DoorReport, DoorState};
use crate::case::{Event, Outcome, Reply};
use crate::command::open_case::OpenCase;
use crate::command::{attach, typed_ids};
use crate::error::{Error, Kind, Result};
use crate::evidence::redact;
use crate::guide::{Asked, Emergency, Field, Given, Question, board};
use crate::model::{Class, StepRef, answer, facts, not_known};
use crate::port::{Prompt, Said, Silent, Words};
use crate::report;
use crate::report::document::{Block, Inline};
use crate::report::screen::Screen;
use crate::runbook::{Check, Library, NewsOption};
use crate::signin::{self, SignIn};
use crate::world::World;

use super::pasted::{self, Whose};

/// What the person wants.
pub(super) enum Wish {
    Give(Given),
    /// A line for the timeline; the question stays.
    Note(String),
    Quit,
    /// Something that is known shall be changed.
    Change,
    /// What has happened, by its line on the board; nothing for Enter.
    News(Option<usize>),
    /// The same in words of their own.
    NewsInWords(String),
    /// Nothing yet: put the question again.
    Again,
}

/// Puts the question.
pub(super) fn ask(question: &Question<'_>, open: &mut OpenCase, world: &mut World) -> Result<Wish> {
    let asked = &question.asked;
    // The board of the case shows its lines itself, several in a row.
    let options = match asked {
        Asked::Case(_) => Vec::new(),
        _ => report::question::options(question),
    };
    let labels: Vec<&str> = options.iter().map(String::as_str).collect();
    if let Asked::Files(class) = asked {
        say(report::question::files(*class), open, world)?;
    }
    if takes_paste(asked) {
        say(report::question::PASTE, open, world)?;
    }
    let words = match asked {
        _ if takes_paste(asked) => Words::Paste,
        Asked::Files(_) | Asked::Board(_) | Asked::Case(_) => Words::Line,
        _ => Words::None,
    };
    let name = question.at.to_string();
    let enter = matches!(asked, Asked::Case(_));
    let line = match asked {
        Asked::Board(_) => report::question::NUMBERS,
        Asked::Case(_) => report::board::ONE_OF_THEM,
        _ => "",
    };
    let prompt = Prompt { line, options: &labels, words, step: &name, ways_out: true, enter };
    // At its own question a page is read with more words, and answers it.
    let said = if takes_paste(asked) {
        world.terminal.ask(&prompt).map_err(|e| nobody(e, open, Some(question)))?
    } else {
        match pasted::hear_lines(&prompt, Some(question), open, world)? {
            Some(said) => said,
            None => return Ok(Wish::Again),
        }
    };
    Ok(match said {
        Said::Quit => Wish::Quit,
        Said::Back => Wish::Give(Given::Back),
        Said::Later => Wish::Give(Given::Later),
        Said::Change => Wish::Change,
        Said::Why => {
            say(report::question::more(question, open.case()), open, world)?;
            Wish::Again
        }
        Said::Note(text) => note(text, question, open, world)?.map_or(Wish::Again, Wish::Note),
        Said::Option(at) => option(question, at, open, world)?,
        Said::Text(text) => words_for(question, &text, open, world)?,
        Said::Pasted(text) if takes_paste(asked) => paste(text.as_bytes(), "paste", open, world)?,
        Said::Pasted(text) if matches!(asked, Asked::Files(_)) => words_for(question, &text, open, world)?,
        Said::Pasted(text) => {
            pasted::keep_text(&text, open, world)?;
            Wish::Again
        }
    })
}

fn takes_paste(asked: &Asked<'_>) -> bool {
    matches!(asked, Asked::Choice { paste: true, .. } | Asked::Look(Check::SignIn))
}

fn option(question: &Question<'_>, at: usize, open: &mut OpenCase, world: &mut World) -> Result<Wish> {
    let given = match &question.asked {
        Asked::Choice { options, .. } => {
            Given::Option(options.get(at).map(|o| o.id.to_string()).unwrap_or_default())
        }
        Asked::Board(options) => {
            Given::Board(Some(options.get(at).map(|o| o.id.to_string()).into_iter().collect()))
        }
        Asked::Door if question.step.account.is_some() => Given::Emergency(
            [
                Emergency::Opened,
                Emergency::Refused,
                Emergency::OutOfReach,
                Emergency::NotFound,
                Emergency::None,
            ][at.min(4)],
        ),
        Asked::Door => match at {
            0 => Given::Said(Reply::Opened, None),
            1 => Given::Said(Reply::Closed, None),
            2 => Given::Said(Reply::Done, who_does_it(question, open, world)?),
            _ => Given::Said(Reply::NotPossible, None),
        },
        Asked::Act => Given::Said([Reply::Done, Reply::NotPossible][at.min(1)].clone(), None),
        Asked::Clock { .. } => Given::Said(Reply::Over, None),
        Asked::Files(_) => Given::Files(Vec::new()),
        Asked::Look(_) => Given::Looked(Outcome::Unknown, Vec::new()),
        Asked::Form(_) | Asked::Case(_) => return Ok(Wish::Again),
    };
    Ok(Wish::Give(given))
}

/// Who tries a way in; nothing for Enter. Whoever has once named nobody is not asked it at each further way.
fn who_does_it(question: &Question<'_>, open: &mut OpenCase, world: &mut World) -> Result<Option<String>> {
    let unnamed = |door: &DoorReport| door.state == DoorState::BeingTried && door.by.is_none();
    if open.case().nouns.doors.iter().any(|(told, _)| unnamed(&told.what)) {
        return Ok(None);
    }
    line(report::question::WHO_DOES_IT, question, open, world)
}

/// One line of words beside a question; nothing for Enter, or for whoever does not know.
pub(super) fn line(
    words: &str,
    question: &Question<'_>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Option<String>> {
    Ok(match line_or_doubt(words, question, open, world)? {
        Line::Text(text) => Some(text),
        Line::Nothing | Line::NotKnown => None,
    })
}

/// What was written on a line.
pub(super) enum Line {
    Text(String),
    /// Enter, or a word that leads elsewhere.
    Nothing,
    /// "I do not know", in its many forms.
    NotKnown,
}

/// The same, with "I do not know" told from an empty line.
pub(super) fn line_or_doubt(
    words: &str,
    question: &Question<'_>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Line> {
    let prompt =
        Prompt { line: words, options: &[], words: Words::Line, step: "", ways_out: false, enter: true };
    loop {
        return match pasted::hear_lines(&prompt, Some(question), open, world)? {
            None => continue,
            Some(Said::Text(text) | Said::Pasted(text)) if !text.trim().is_empty() => {
                if not_known(&text) {
                    return Ok(Line::NotKnown);
                }
                Ok(guard(text.trim(), question, open, world)?.map_or(Line::Nothing, Line::Text))
            }
            Some(_) => Ok(Line::Nothing),
        };
    }
}

/// A plain question with these answers; nothing where the person wants to be elsewhere.
pub(super) fn choose(
    line: &str,
    options: &[&str],
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Option<usize>> {
    let prompt = Prompt { line, options, words: Words::None, step: "", ways_out: false, enter: false };
    Ok(match pasted::hear(&prompt, None, open, world)? {
        Said::Option(at) => Some(at),
        _ => None,
    })
}

fn words_for(question: &Question<'_>, text: &str, open: &mut OpenCase, world: &mut World) -> Result<Wish> {
    match &question.asked {
        Asked::Case(_) if text.trim().is_empty() => Ok(Wish::News(None)),
        Asked::Case(_) if not_known(text) => Ok(Wish::News(None)),
        Asked::Case(options) => match answer::menu(text, &labels_of(options)) {
            Some(at) => Ok(Wish::News(Some(at))),
            None if is_news(text) => Ok(Wish::NewsInWords(text.to_owned())),
            None => {
                say(&report::board::not_a_line(options.len()), open, world)?;
                Ok(Wish::Again)
            }
        },
        Asked::Choice { .. } if not_known(text) => Ok(Wish::Give(Given::Option(text.trim().to_owned()))),
        Asked::Look(Check::SignIn) if not_known(text) => {
            Ok(Wish::Give(Given::Looked(Outcome::Unknown, Vec::new())))
        }
        // Nobody knows yet how it stands: it is asked again later, and stays on the list.
        Asked::Act | Asked::Door | Asked::Clock { .. } | Asked::Files(_) if not_known(text) => {
            Ok(Wish::Give(Given::Later))
        }
        Asked::Board(options) => match board::read(text, options.len()) {
            Some(chosen) => {
                let ids = |at: &usize| options.get(*at).map(|option| option.id.to_string());
                let have = chosen.map(|chosen| chosen.iter().filter_map(ids).collect());
                Ok(Wish::Give(Given::Board(have)))
            }
            None => {
                say(&report::question::not_numbers(options.len()), open, world)?;
                Ok(Wish::Again)
            }
        },
        Asked::Files(class) => files(question, text, *class, open, world),
        Asked::Look(_) | Asked::Choice { paste: true, .. } => paste(text.as_bytes(), "paste", open, world),
        _ => {
            if let Some(text) = guard(text.trim(), question, open, world)? {
                pasted::note(text, open, world)?;
                say(report::question::KEPT_SENTENCE, open, world)?;
            }
            Ok(Wish::Again)
        }
    }
}

/// Whether a text at the board says something that happened: two words or more, that are no question, do not begin with
/// a denial ("nothing new", "I do not understand") and with no word that leads through the questions. One word, or a
/// number, is a line that the board does not have.
fn is_news(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && !"'\u{2019}".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let Some(first) = words.first().map(String::as_str) else { return false };
    let denies = |word: &String| answer::denies(word) || ["dont", "cant", "havent"].contains(&word.as_str());
    let denied = denies(&words[0]) || OWN.contains(&first) && words.iter().take(4).any(denies);
    text.split_whitespace().filter(is_word).count() > 1
        && !text.contains('?')
        && !denied
        && !LEADS.contains(&first)
}

/// Beginnings behind which a denial is about the person and this tool: "I do not understand", "there is nothing new".
const OWN: [&str; 11] =
    ["i", "i'm", "i\u{2019}m", "im", "we", "there", "there's", "there\u{2019}s", "still", "sorry", "please"];

/// Words that lead through the questions, or out of them.
const LEADS: [&str; 17] = [
    "back", "go", "later", "change", "note", "quit", "exit", "stop", "why", "help", "next", "continue",
    "skip", "menu", "yes", "show", "undo",
];

fn labels_of<'a>(options: &[&'a NewsOption]) -> Vec<&'a str> {
    options.iter().map(|option| option.label.as_str()).collect()
}

/// Keeps the files that were named, one a line. Where one of them cannot be kept, those before it are, and the question
/// stands again.
fn files(
    question: &Question<'_>,
    text: &str,
    class: Class,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Wish> {
    let mut events = Vec::new();
    for path in answer::paths(text).into_iter().map(PathBuf::from) {
        match attach::keep(world, open, &path, class, false, None) {
            Ok(event) => events.push(event),
            Err(e) if e.kind == Kind::Input => {
                say(e.screen(), open, world)?;
                open.record(world, &events)?;
                return Ok(Wish::Again);
            }
            Err(e) => return Err(e),
        }
        if class == Class::Support && typed_ids::is_picture(&path, world) {
            let typed = typed_ids::ask(world).map_err(|e| nobody(e, open, Some(question)))?;
            events.extend(typed.map(|sign_in| typed_ids::event(sign_in, &path)));
        }
    }
    Ok(Wish::Give(Given::Files(events)))
}

/// Reads a paste, says what was understood, and asks whether that is right.
fn paste(text: &[u8], source: &str, open: &mut OpenCase, world: &mut World) -> Result<Wish> {
    let reading = signin::read(text);
    if reading.sign_ins.is_empty() {
        let text = String::from_utf8_lossy(text);
        if pasted::keep_tenant(&text, None, open, world)? {
            return Ok(Wish::Again);
        }
        // Words that are no page are the person's own, and not lost: what happened, who did it, who was called.
        let words = reading.succeeded.is_empty() && reading.problems.is_empty();
        if words && !text.trim().contains('\n') && pasted::keep_words(&text, open, world)? {
            return Ok(Wish::Again);
        }
        say(report::signin::nothing_found(&reading, world.clock.now()), open, world)?;
        if words {
            pasted::keep_words(&text, open, world)?;
        }
        return Ok(Wish::Again);
    }
    let now = world.clock.now();
    say(report::signin::understood(&reading, now), open, world)?;
    let clean = reading.problems.is_empty() && reading.sign_ins.iter().all(|one| one.invalid.is_empty());
    if !clean {
        match choose("Right?", &["yes", "no, let me paste again"], open, world) {
            Ok(Some(0)) => {}
            Ok(_) => return Ok(Wish::Again),
            // What was understood is kept; the next question meets the same silence.
            Err(e) if is_silence(&e) => {}
            Err(e) => return Err(e),
        }
    }
    if open.case().says(facts::SIDE, "partner")
        && let Some(user) = only_user(&reading.sign_ins)
    {
        return of_the_customer(reading.sign_ins, user, source, open, world);
    }
    let named = reading.sign_ins.iter().all(|one| one.user.is_some());
    let whose = if named { Ok(Whose::NotKnown) } else { pasted::whose(open, world) };
    match whose.unwrap_or(Whose::NotKnown) {
        Whose::Account(account) => {
            Ok(Wish::Give(Given::SignIns(reading.sign_ins, source.to_owned(), Some(account))))
        }
        Whose::NotKnown => Ok(Wish::Give(Given::SignIns(reading.sign_ins, source.to_owned(), None))),
        Whose::Quit => {
            pasted::record(reading.sign_ins, None, open, world)?;
            Ok(Wish::Quit)
        }
    }
}

/// The user whom every capture names.
fn only_user(captures: &[SignIn]) -> Option<String> {
    let mut users = captures.iter().map(|one| one.user.as_deref());
    let first = users.next()??;
    users.all(|user| user == Some(first)).then(|| first.to_owned())
}

/// Where a partner helps: the page may be the technician's own, and its error is then not the customer's lockout. It is
/// kept either way, as what it is.
fn of_the_customer(
    captures: Vec<SignIn>,
    user: String,
    source: &str,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Wish> {
    let line = format!("Is {} an account of the customer?", report::harmless::shown(&user));
    let own = match choose(&line, &["yes", "no, it is one of ours"], open, world) {
        Ok(Some(0)) => false,
        Ok(Some(_)) => true,
        Ok(None) => return Ok(Wish::Again),
        Err(e) if is_silence(&e) => false,
        Err(e) => return Err(e),
    };
    if !own {
        return Ok(Wish::Give(Given::SignIns(captures, source.to_owned(), Some(user))));
    }
    let kind = Some(AccountKind::PartnerTechnician);
    let report = Box::new(AccountReport { kind, ..AccountReport::about(user) });
    open.record(world, &[Event::AccountTold { report, happened: None, said_by: None }])?;
    pasted::record(captures, None, open, world)?;
    say(report::question::KEPT, open, world)?;
    Ok(Wish::Again)
}

/// Whether nobody answered: Ctrl-C, or the end of the input.
fn is_silence(e: &Error) -> bool {
    matches!(e.kind, Kind::Interrupted | Kind::NeedsAnswer)
}

/// A line for the timeline; nothing where it was not given.
pub(super) fn note(
    text: Option<String>,
    question: &Question<'_>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Option<String>> {
    match text {
        Some(text) => guard(&text, question, open, world),
        None => line("Note:", question, open, world),
    }
}

/// Nothing that looks like a secret is ever written: the redacted form is offered instead.
pub(super) fn guard(
    text: &str,
    question: &Question<'_>,
    open: &mut OpenCase,
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
        enter: false,
    };
    match pasted::hear(&keep, Some(question), open, world)? {
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
                    Asked::Form(fields) if !fields.is_empty() => needs(q, fields),
                    _ => format!("{} needs an answer: {}", q.at, q.step.title),
                },
            );
            let hint = match question.map(|q| (&q.asked, &q.at)) {
                Some((Asked::Form(fields), _)) if !fields.is_empty() => {
                    let open = fields.iter().find(|field| !field.known).or(fields.first());
                    let id = open.map(|field| field.id.to_string()).unwrap_or_default();
                    format!("--answers FILE with [facts] \"{id}\" = \"…\"")
                }
                Some((_, at)) => format!("--answers FILE with [steps] \"{at}\" = \"…\""),
                None => "run it on a terminal".to_owned(),
            };
            Error::new(Kind::NeedsAnswer, what).hint(hint).hint(go_on).saved(saved)
        }
    }
}

fn needs(question: &Question<'_>, fields: &[Field<'_>]) -> String {
    let open = fields.iter().find(|field| !field.known).or(fields.first());
    open.map_or_else(String::new, |field| {
        format!("{} needs the fact {}: {}", question.at, field.id, field.def.ask)
    })
}

/// Offers a step that was put off.
pub(super) fn take_up(
    step: &StepRef,
    library: &Library,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<bool> {
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
        enter: false,
    };
    Ok(pasted::hear(&prompt, None, open, world)? == Said::Option(0))
}

#[cfg(test)]
mod tests {
    use super::is_news;

    #[test]
    fn only_what_happened_is_news() {
        for news in [
            "they called at nine and want papers",
            "Bert rang",
            "Support did not call",
            "The engineer said there is no policy",
            "I sent the papers",
            "we got a mail",
        ] {
            assert!(is_news(news), "{news}");
        }
        for other in [
            "I do not understand",
            "I don\u{2019}t understand this",
            "i dont know what to do",
            "I am not sure what this means",
            "nothing new",
            "Nothing has happened",
            "no news",
            "no answer yet",
            "not yet",
            "there is no news",
            "we have not heard anything",
            "still nothing from them",
            "nichts Neues? nein",
            "keine Neuigkeiten",
            "go back",
            "back please",
            "quit now",
            "help me",
            "is it over?",
            "what should I do now?",
            "later",
            "12",
            "",
        ] {
            assert!(!is_news(other), "{other}");
        }
    }
}
