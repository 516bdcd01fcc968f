//! The ids beside a screenshot: given as flags, or asked of the person who has the picture in front of them.

use std::io::Read;
use std::path::Path;

use crate::case::Event;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::port::{Prompt, Said, Silent, Words};
use crate::report;
use crate::signin::typed::{self, Typed};
use crate::signin::{self, SignIn, screenshot};
use crate::world::World;

/// Whether the file begins like a picture. A file that cannot be read is none; keeping it says why.
pub(super) fn is_picture(path: &Path, world: &World) -> bool {
    // A pipe can be read once: what is looked at here would be missing there.
    if path == Path::new("-") {
        return false;
    }
    let mut head = Vec::new();
    let read = world.files.open(path).map(|from| from.take(16).read_to_end(&mut head));
    matches!(read, Ok(Ok(_))) && screenshot::is_picture(&head)
}

/// What was typed as flags, checked; nothing where no flag was given.
///
/// # Errors
/// When a value cannot be right; each letter in doubt is named.
pub(super) fn flags(given: &cli::TypedIds, world: &mut World) -> Result<Option<SignIn>> {
    let typed = Typed {
        request_id: given.request_id.clone(),
        correlation_id: given.correlation_id.clone(),
        timestamp: given.timestamp.clone(),
        code: given.code.clone(),
    };
    if typed == Typed::default() {
        return Ok(None);
    }
    let (sign_in, compare) = typed::read(&typed);
    for value in &compare {
        write!(world.err, "{}", report::typed::compare(value)).map_err(Error::from_output)?;
    }
    match compare.iter().find(|c| c.wrong) {
        None => Ok(Some(sign_in)),
        Some(wrong) => {
            let what = format!("the {} cannot be right as it was typed", report::typed::name(wrong.field));
            Err(Error::new(Kind::Input, what)
                .hint("compare it with the picture, and type it again; leave it out if it cannot be read"))
        }
    }
}

/// Asks for each value that the picture shows, until it has the shape of a real one or cannot be read.
pub(super) fn ask(world: &mut World) -> std::result::Result<Option<SignIn>, Silent> {
    let mut typed = Typed::default();
    world.terminal.say("Type from the picture what it shows, so that support can search for it:")?;
    let questions = ["Error Code:", "Request ID:", "Correlation ID:", "Timestamp:"];
    for (at, line) in questions.into_iter().enumerate() {
        loop {
            let prompt = Prompt {
                line,
                options: &["it cannot be read"],
                words: Words::Line,
                step: "",
                ways_out: false,
                enter: false,
            };
            let text = match world.terminal.ask(&prompt)? {
                Said::Text(text) => text,
                // The page itself instead of what its picture shows.
                Said::Pasted(text) => match signin::read(text.as_bytes()).sign_ins.into_iter().next() {
                    Some(sign_in) => return Ok(Some(sign_in)),
                    None => continue,
                },
                _ => break,
            };
            let one = |place: usize| (at == place).then(|| text.clone());
            let only = Typed { code: one(0), request_id: one(1), correlation_id: one(2), timestamp: one(3) };
            let (_, compare) = typed::read(&only);
            for value in &compare {
                world.terminal.say(report::typed::compare(value).trim_end())?;
            }
            if compare.iter().any(|c| c.wrong) {
                continue;
            }
            match at {
                0 => typed.code = Some(text),
                1 => typed.request_id = Some(text),
                2 => typed.correlation_id = Some(text),
                _ => typed.timestamp = Some(text),
            }
            break;
        }
    }
    Ok((typed != Typed::default()).then(|| typed::read(&typed).0))
}

/// What is recorded beside the picture.
pub(super) fn event(sign_in: SignIn, path: &Path) -> Event {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Event::SignedIn { sign_in: Box::new(sign_in), source: format!("typed from {name}"), account: None }
}
