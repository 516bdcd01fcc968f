//! `signin explain`: the catalogue, offline.

use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::signin::{ErrorCode, catalogue};
use crate::world::World;

pub(super) fn run(codes: &[String], world: &mut World) -> Result<Exit> {
    let codes = codes.iter().map(|text| code(text)).collect::<Result<Vec<ErrorCode>>>()?;
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

fn code(text: &str) -> Result<ErrorCode> {
    text.parse().map_err(|e| {
        Error::new(Kind::Usage, format!("\"{}\" is not an error code", report::harmless::shown(text)))
            .because(e)
            .hint("reentry signin explain 53003")
    })
}
