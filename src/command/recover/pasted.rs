//! Several lines that came at once, at whatever question.
//!
//! They are never run as answers. A page that holds a sign-in is kept the moment it is understood, at whatever question
//! it was pasted, and that question stands again; its own question is answered by it. Other lines are kept as a note of
//! the timeline, without their secrets. What a question itself can take of several lines is that question's business:
//! it is asked by [`hear_lines`].

use chrono::{DateTime, FixedOffset};

use crate::case::{Audience, Case, Event, FactSource};
use crate::command::open_case::OpenCase;
use crate::error::Result;
use crate::evidence::redact;
use crate::guide::{Asked, Question, beside};
use crate::model::{FactId, Value, answer, facts, not_known};
use crate::port::{Prompt, Said, Words};
use crate::report;
use crate::signin::{self, Reading, SignIn};
use crate::world::World;

use super::person::{nobody, say};

/// Longer text belongs into a file that is attached: a note stands in the timeline that support reads.
const LONGEST_NOTE: usize = 4000;

/// Puts a question. Lines that were pasted at it are kept for what they are, and it is put again.
pub(super) fn hear(
    prompt: &Prompt<'_>,
    question: Option<&Question<'_>>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Said> {
    loop {
        match hear_lines(prompt, question, open, world)? {
            Some(Said::Pasted(text)) => keep_text(&text, open, world)?,
            Some(said) => return Ok(said),
            None => {}
        }
    }
}

/// The same for a question that can take several lines: it gets those that hold no sign-in. Nothing where the lines were
/// a sign-in; that is kept, and the question is to be put again.
pub(super) fn hear_lines(
    prompt: &Prompt<'_>,
    question: Option<&Question<'_>>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Option<Said>> {
    let said = world.terminal.ask(prompt).map_err(|silent| nobody(silent, open, question))?;
    let Said::Pasted(text) = said else { return Ok(Some(said)) };
    let reading = signin::read(text.as_bytes());
    if reading.sign_ins.is_empty() {
        if keep_tenant(&text, question, open, world)? {
            say(report::question::AGAIN, open, world)?;
            return Ok(None);
        }
        return Ok(Some(Said::Pasted(text)));
    }
    if keep(reading, open, world)? == Whose::Quit {
        return Ok(Some(Said::Quit));
    }
    say(report::question::AGAIN, open, world)?;
    Ok(None)
}

/// The public page of the tenant, pasted before anybody asked for it: its ID is kept, and not asked for later. Whether
/// this was such a page.
pub(super) fn keep_tenant(
    text: &str,
    question: Option<&Question<'_>>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<bool> {
    let asked = question.is_some_and(|question| match &question.asked {
        Asked::Form(fields) => fields.iter().any(|field| field.id.as_str() == facts::TENANT_ID),
        _ => false,
    });
    let page = text.contains("\"issuer\"") && text.contains("_endpoint\"");
    let [id] = answer::tenant_ids(text)[..] else { return Ok(false) };
    if asked || !page || open.case().text(facts::TENANT_ID).is_some() {
        return Ok(false);
    }
    let learned = Event::Learned {
        fact: FactId::known(facts::TENANT_ID),
        value: Value::One(id.to_string()),
        source: FactSource::Person,
        step: None,
    };
    let now = now(open, world);
    open.record_at(world, &[learned], now, Audience::Support)?;
    say(&report::question::kept_tenant(&id.to_string()), open, world)?;
    Ok(true)
}

/// Keeps sign-ins that were pasted beside a question. Whoever presses Ctrl-C when asked whose they are loses none.
fn keep(reading: Reading, open: &mut OpenCase, world: &mut World) -> Result<Whose> {
    let now = now(open, world);
    say(report::signin::understood(&reading, now), open, world)?;
    let named = reading.sign_ins.iter().all(|one| one.user.is_some());
    let whose = if named { Ok(Whose::NotKnown) } else { whose(open, world) };
    let account = match &whose {
        Ok(Whose::Account(account)) => Some(account),
        _ => None,
    };
    record(reading.sign_ins, account, open, world)?;
    say(report::question::KEPT, open, world)?;
    whose
}

/// Writes sign-ins down that were not answered with.
pub(super) fn record(
    sign_ins: Vec<SignIn>,
    account: Option<&String>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<()> {
    let now = now(open, world);
    let events = beside::pasted(open.case(), sign_ins, "paste", account);
    open.record_at(world, &events, now, Audience::Support)
}

/// Whose a sign-in is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// A user name, as it was typed.
    Account(String),
    /// Enter, or nobody knows.
    NotKnown,
    /// The person stops; what was pasted is kept.
    Quit,
}

/// Asks whose a sign-in is. What is no user name is asked back once, and taken if it comes again, unless it names nobody;
/// of two addresses none is taken.
pub(super) fn whose(open: &OpenCase, world: &mut World) -> Result<Whose> {
    let line = report::question::WHOSE;
    let prompt = Prompt { line, options: &[], words: Words::Line, step: "", ways_out: false, enter: true };
    let mut before: Option<String> = None;
    loop {
        let said = world.terminal.ask(&prompt).map_err(|silent| nobody(silent, open, None))?;
        let text = match said {
            Said::Text(text) | Said::Pasted(text) => text,
            Said::Quit => return Ok(Whose::Quit),
            // A word that leads away, or asks what is wanted: the sign-in has no name yet.
            _ => {
                say(report::question::NO_USER_NAME, open, world)?;
                continue;
            }
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match named(&text, open.case()) {
            Named::Account(account) => return Ok(Whose::Account(account)),
            Named::Nobody => return Ok(Whose::NotKnown),
            Named::Quit => return Ok(Whose::Quit),
            Named::Odd if before.as_ref() == Some(&text) => return Ok(insisted(&text)),
            Named::Odd => say(report::question::NO_USER_NAME, open, world)?,
            Named::Several(all) => say(&report::question::one_user_name(&all), open, world)?,
        }
        before = Some(text);
    }
}

/// What was typed where a user name is wanted.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    Account(String),
    Nobody,
    Quit,
    /// Digits, a mark, a whole page, a denial or a pronoun: an answer to something else.
    Odd,
    /// Several addresses.
    Several(Vec<String>),
}

fn named(text: &str, case: &Case) -> Named {
    let word = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if word(&["quit", "exit"]) {
        return Named::Quit;
    }
    // Elsewhere a question mark is "not known"; here it asks what is wanted.
    let bare = text.trim_end_matches(['.', '!']);
    let nobody = NOBODY.iter().any(|word| bare.eq_ignore_ascii_case(word));
    if text.chars().any(|c| c != '?') && not_known(text) || bare.is_empty() || nobody {
        return Named::Nobody;
    }
    // "Not anna@contoso.com" says only whose it is not.
    if denied(text) {
        return Named::Odd;
    }
    let mut addresses = answer::addresses(text);
    match (addresses.pop(), addresses.as_slice()) {
        (Some(address), []) => Named::Account(address),
        (Some(last), _) => Named::Several([addresses, vec![last]].concat()),
        (None, _) if names_nobody(text) => Named::Odd,
        (None, _) => match case.account_named(text) {
            Some(account) => Named::Account(redact::redact(&account).0),
            None if is_user_name(text) => Named::Account(redact::redact(text).0),
            None => Named::Odd,
        },
    }
}

/// Whether it looks like the user name of an account without its domain: one word with a digit or a mark inside it.
fn is_user_name(text: &str) -> bool {
    let inside = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mark = |c: char| c.is_ascii_digit() || ".-_".contains(c);
    text.len() <= 64
        && !text.contains(char::is_whitespace)
        && text.chars().any(char::is_alphabetic)
        && !text.contains('?')
        && inside.contains(mark)
}

/// Whole answers for "it has no name".
const NOBODY: [&str; 6] = ["none", "nobody", "no one", "no-one", "noone", "skip"];

/// Words that lead away or answer another question.
const COMMANDS: [&str; 8] = ["back", "go back", "later", "change", "note", "yes", "no", "help"];

/// Words that mean somebody whom only the person at this keyboard can name.
const PRONOUNS: [&str; 56] = [
    "meins",
    "mein",
    "meine",
    "meiner",
    "meines",
    "mía",
    "mío",
    "mien",
    "mienne",
    "mijn",
    "mijne",
    "meu",
    "minha",
    "first",
    "second",
    "one",
    "maybe",
    "perhaps",
    "i",
    "me",
    "my",
    "mine",
    "myself",
    "we",
    "us",
    "our",
    "ours",
    "ourselves",
    "you",
    "your",
    "yours",
    "he",
    "him",
    "his",
    "she",
    "her",
    "hers",
    "they",
    "them",
    "their",
    "theirs",
    "both",
    "all",
    "everybody",
    "everyone",
    "somebody",
    "someone",
    "anybody",
    "anyone",
    "other",
    "others",
    "another",
    "colleague",
    "colleagues",
    "ich",
    "moi",
];

/// Its words, without the marks around them. An initial and a country are no pronouns: "Anna I. Berg", "US admin".
fn words(text: &str) -> impl Iterator<Item = String> {
    let several = text.contains(' ');
    text.split(' ')
        .filter(move |word| !(several && ["I.", "US"].contains(word)))
        .filter(|word| !word.contains('@'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
}

/// Whether a word of it denies the rest.
fn denied(text: &str) -> bool {
    words(text).any(|word| answer::denies(&word))
}

/// Whether it is a denial, a pronoun or a word for something else: no account is called so, however often it is typed.
fn names_nobody(text: &str) -> bool {
    let pronoun = |word: String| {
        let front = word.split(['\'', '\u{2019}']).next().unwrap_or_default();
        PRONOUNS.contains(&front)
    };
    // Whoever asks names nobody.
    let asks = text.contains('?');
    let command = COMMANDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    asks || command || denied(text) || words(text).any(pronoun) || !text.contains(char::is_alphanumeric)
}

/// Whose it is when the same odd answer comes a second time.
fn insisted(text: &str) -> Whose {
    if names_nobody(text) { Whose::NotKnown } else { Whose::Account(redact::redact(text).0) }
}

/// Lines without a sign-in, at a question that takes none: kept as a note, if they are short enough for one.
pub(super) fn keep_text(text: &str, open: &mut OpenCase, world: &mut World) -> Result<()> {
    let text = text.trim();
    let lines = text.lines().count();
    if text.chars().count() > LONGEST_NOTE {
        return say(&report::question::too_long_to_keep(lines), open, world);
    }
    let (kept, hits) = redact::redact(text);
    if !hits.is_empty() {
        say(&report::secret::found(&hits, "what you pasted"), open, world)?;
    }
    note(kept, open, world)?;
    say(&report::question::kept_as_note(lines), open, world)
}

/// The same where a page was asked for: three words or more are kept. Whether they were.
pub(super) fn keep_words(text: &str, open: &mut OpenCase, world: &mut World) -> Result<bool> {
    let text = text.trim();
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    if words.take(3).count() < 3 || text.chars().count() > LONGEST_NOTE {
        return Ok(false);
    }
    let (kept, hits) = redact::redact(text);
    if !hits.is_empty() {
        say(&report::secret::found(&hits, "what you typed"), open, world)?;
    }
    note(kept, open, world)?;
    say(report::question::KEPT_WORDS, open, world)?;
    Ok(true)
}

/// Writes a line for the timeline.
pub(super) fn note(text: String, open: &mut OpenCase, world: &mut World) -> Result<()> {
    let note = Event::Noted { text, ticket: None, team: None, who: None, account: None, happened: None };
    let now = now(open, world);
    open.record_at(world, &[note], now, Audience::Support)
}

/// The case's clock: an exercise is ahead of this computer.
fn now(open: &OpenCase, world: &World) -> DateTime<FixedOffset> {
    let now = world.clock.now();
    let last = open.case().drill.as_ref().and_then(|_| open.entries().last());
    last.map_or(now, |last| last.at.max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_sign_in_is_takes_a_name_and_nothing_else() {
        let account = |name: &str| Named::Account(name.to_owned());
        for (text, expected) in [
            ("anna@contoso.com", account("anna@contoso.com")),
            ("it is anna@contoso.com", account("anna@contoso.com")),
            ("o'brien@contoso.com", account("o'brien@contoso.com")),
            ("Anna Berg", account("Anna Berg")),
            ("admin2", account("admin2")),
            ("", Named::Nobody),
            ("nobody knows", Named::Nobody),
            ("quit", Named::Quit),
            ("EXIT", Named::Quit),
            ("2", Named::Odd),
            ("?", Named::Odd),
            ("+49 170 1234567", Named::Odd),
            ("back", Named::Odd),
            ("none", Named::Nobody),
            ("Nobody.", Named::Nobody),
            ("no one", Named::Nobody),
            ("skip", Named::Nobody),
            ("it is mine: anna@contoso.com", account("anna@contoso.com")),
            ("Anna I. Berg", account("Anna I. Berg")),
            ("US admin", Named::Odd),
            ("anna", Named::Odd),
            ("anna?", Named::Odd),
            ("maybe anna", Named::Odd),
            ("first one", Named::Odd),
            ("Shenoy Mehta", account("Shenoy Mehta")),
            ("a@x.example, b@x.example", Named::Several(vec!["a@x.example".into(), "b@x.example".into()])),
        ] {
            assert_eq!(named(text, &Case::default()), expected, "{text}");
        }
        assert_eq!(named(&"x".repeat(5000), &Case::default()), Named::Odd);
        assert_eq!(insisted("US admin"), Whose::Account("US admin".into()));
        assert_eq!(insisted("2"), Whose::Account("2".into()));
    }

    #[test]
    fn a_denial_or_a_pronoun_is_no_account_however_often_it_is_typed() {
        for text in [
            "not mine",
            "mine",
            "me",
            "it's me",
            "I\u{2019}m the owner",
            "a colleague",
            "my boss",
            "both",
            "both of us",
            "us",
            "everybody",
            "somebody else",
            "isn't ours",
            "not anna@contoso.com",
            "none of them",
            "nicht meiner",
            "meins",
            "la mía",
            "maybe anna",
            "anna?",
            "no",
            "yes",
            "go back",
            "??",
        ] {
            assert_eq!(named(text, &Case::default()), Named::Odd, "{text}");
            assert_eq!(insisted(text), Whose::NotKnown, "{text}");
        }
    }
}
