//! `dns explain`: what the findings mean, offline.

use crate::dns_proof::finding::FindingId;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report::{self, dns_words};
use crate::world::World;

pub(super) fn run(typed: &[String], world: &mut World) -> Result<Exit> {
    let mut ids = typed.iter().map(|text| known(text)).collect::<Result<Vec<FindingId>>>()?;
    if ids.is_empty() {
        ids = FindingId::ALL.to_vec();
    }
    let mut texts = Vec::new();
    for id in &ids {
        texts.push(match (world.settings.json, ids.len()) {
            (true, 1) => report::json::document(&report::json::dns_explain::view(*id)),
            (true, _) => report::json::line(&report::json::dns_explain::view(*id)),
            (false, _) => report::text::fold(&dns_words::explain(*id), world.settings.columns),
        });
    }
    let between = if world.settings.json { "" } else { "\n" };
    world.out.write_all(texts.join(between).as_bytes()).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

fn known(text: &str) -> Result<FindingId> {
    let wanted = text.trim().to_ascii_lowercase();
    FindingId::ALL.iter().find(|id| id.as_str() == wanted).copied().ok_or_else(|| {
        let shown: String = report::harmless::shown(text).chars().take(60).collect();
        Error::new(Kind::Usage, format!("\"{shown}\" is no finding of dns check"))
            .command("for all of them", "reentry dns explain")
    })
}
