//! `signin read`: what a paste, an export or a HAR holds. Touches no case.

use std::path::Path;

use super::typed_ids;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::port::{Prompt, Said, Silent, Words};
use crate::report;
use crate::signin::{self, Reading};
use crate::world::World;

pub(super) fn run(args: &cli::SigninFile, world: &mut World) -> Result<Exit> {
    if args.file.as_deref().is_some_and(|path| typed_ids::is_picture(path, world)) {
        return Err(Error::new(Kind::Input, "this is a picture, and pictures are not read here").command(
            "to keep it in the case, and be asked for the ids that it shows",
            "reentry attach FILE",
        ));
    }
    let (reading, source) = read(args, world)?;
    let answer = if world.settings.json {
        report::json::document(&report::json::signin::view(&reading, &source))
    } else if reading.sign_ins.is_empty() && reading.succeeded.is_empty() {
        world.tell(&report::signin::nothing_found(&reading, world.clock.now()));
        String::new()
    } else {
        report::signin::read(&reading, world.clock.now()).text(world.settings.answer_page())
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    let nothing = reading.sign_ins.is_empty() && reading.succeeded.is_empty();
    Ok(if nothing { Exit::NotSatisfied } else { Exit::Done })
}

/// Reads the file, the pipe, or what is pasted into the terminal; with the name of the source.
pub(super) fn read(args: &cli::SigninFile, world: &mut World) -> Result<(Reading, String)> {
    let file = args.file.as_deref().filter(|path| *path != Path::new("-"));
    if file.is_none() && world.terminal.is_person() {
        return Ok((pasted(world)?, "paste".to_owned()));
    }
    let path = file.unwrap_or(Path::new("-"));
    let name = file.map_or_else(|| "paste".to_owned(), |path| path.display().to_string());
    let cannot = |e: std::io::Error| {
        // What cannot be unpacked says itself what to do.
        let packed = e.kind() == std::io::ErrorKind::InvalidData;
        let hint = if packed {
            "Entra admin center, Sign-in logs, Download: JSON or CSV"
        } else {
            "compare the name with the file's own; or leave it out, paste the error page, then type an empty line"
        };
        Error::new(Kind::Input, format!("{} could not be read", report::harmless::shown(&name)))
            .because(e)
            .hint(hint)
    };
    let mut from = world.files.open(path).map_err(cannot)?;
    let reading = signin::read_from(&mut from).map_err(cannot)?;
    Ok((
        reading,
        file.map_or_else(
            || "paste".to_owned(),
            |path| path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        ),
    ))
}

fn pasted(world: &mut World) -> Result<Reading> {
    let prompt = Prompt {
        line: "Paste the error, then an empty line:",
        options: &[],
        words: Words::Paste,
        step: "signin read",
        ways_out: false,
        enter: false,
    };
    match world.terminal.ask(&prompt) {
        Ok(Said::Text(text) | Said::Pasted(text)) => Ok(signin::read(text.as_bytes())),
        Ok(_) => Ok(Reading::default()),
        Err(Silent::Interrupted) => Err(Error::new(Kind::Interrupted, "interrupted")),
        Err(silent) => Err(Error::new(Kind::Input, "nothing was pasted").because(silent)),
    }
}
