//! `signin explain`: the catalogue, offline, by code or by words.

use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::signin::ErrorCode;
use crate::signin::catalogue::{self, Asked};
use crate::world::World;

/// How many codes are listed for some words.
const NEAREST: usize = 6;

pub(super) fn run(asked: &[String], world: &mut World) -> Result<Exit> {
    match catalogue::asked(asked).map_err(|mistyped| no_code(&mistyped.0))? {
        Asked::Codes(codes) => explain(&codes, world),
        Asked::Words(words) => search(&words, world),
    }
}

fn explain(codes: &[ErrorCode], world: &mut World) -> Result<Exit> {
    for (n, code) in codes.iter().enumerate() {
        let answer = match (world.settings.json, codes.len()) {
            (true, 1) => report::json::document(&report::json::explain::view(*code)),
            (true, _) => report::json::line(&report::json::explain::view(*code)),
            (false, _) => {
                let gap = if n > 0 { "\n" } else { "" };
                gap.to_owned() + &report::signin::explain(*code).text(world.settings.answer_page())
            }
        };
        write!(world.out, "{answer}").map_err(Error::from_output)?;
    }
    let known = codes.iter().all(|code| catalogue::lookup(*code).is_some());
    Ok(if known { Exit::Done } else { Exit::NotSatisfied })
}

fn search(words: &str, world: &mut World) -> Result<Exit> {
    let nearest = catalogue::nearest(words, NEAREST);
    let answer = if world.settings.json {
        report::json::document(&report::json::explain_words::view(words, &nearest))
    } else {
        report::signin::nearest(words, &nearest).text(world.settings.answer_page())
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(if nearest.is_empty() { Exit::NotSatisfied } else { Exit::Done })
}

fn no_code(text: &str) -> Error {
    let error =
        Error::new(Kind::Usage, format!("\"{}\" is not an error code", report::harmless::shown(text)));
    error
        .because(crate::signin::NotACode)
        .hint("reentry signin explain 53003, or words: device not compliant")
}
