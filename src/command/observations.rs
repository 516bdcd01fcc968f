//! Observations on their way into a case and out of it: each is a file that the journal names by its content.
//!
//! In memory an observation stands in its event, as if the journal held it; on disk it is written first, under its
//! SHA-256, and only then named. A file that is gone or was changed takes nothing else with it: the line says so.

use std::io::{self, Read};

use crate::case::{Content, Entry, Event, ObservationName, Observed};
use crate::error::{Error, Kind, Result};
use crate::evidence::whole::Whole;
use crate::model::hex;
use crate::port::CaseFolder;
use sha2::{Digest, Sha256};

/// The largest report that is read back.
const LARGEST: u64 = 16 << 20;

/// The event as the journal holds it, once what it observed is kept beside the journal; nothing for other events.
pub(super) fn set_down(folder: &dyn CaseFolder, event: &Event) -> Result<Option<Event>> {
    let (what, about, json) = match event {
        Event::DnsObserved { report } => {
            (Observed::Dns, Some(report.observation.domain.to_string()), serde_json::to_vec(report))
        }
        Event::PartnersWeighed { finding } => (Observed::Partners, None, serde_json::to_vec(finding)),
        Event::PoliciesWeighed { computed } => (Observed::Policies, None, serde_json::to_vec(computed)),
        _ => return Ok(None),
    };
    let bug = |why: String| Error::new(Kind::Bug, "an observation could not be written").because(why);
    let json = json.map_err(|e| bug(e.to_string()))?;
    let file = ObservationName::of(&hex(&Sha256::digest(&json))).map_err(bug)?;
    folder.keep(file.as_str(), &mut |out| out.write_all(&json)).map_err(|e| {
        Error::new(Kind::Environment, "what was observed could not be saved in the case")
            .because(e)
            .hint("check that the folder can be written to, then type the same again")
    })?;
    Ok(Some(Event::Observed { what, about, file, bytes: json.len() as u64 }))
}

/// Puts what was observed back into its event, where its file is the one that was kept.
pub(super) fn restore(folder: &dyn CaseFolder, entry: &mut Entry) -> Option<(ObservationName, u64)> {
    let Some(Event::Observed { what, file, bytes, .. }) = entry.event().cloned() else { return None };
    if let Ok(Some(event)) = read(folder, what, &file, bytes) {
        entry.content = Content::Event(event);
    }
    Some((file, bytes))
}

fn read(
    folder: &dyn CaseFolder,
    what: Observed,
    file: &ObservationName,
    bytes: u64,
) -> io::Result<Option<Event>> {
    if bytes > LARGEST {
        return Ok(None);
    }
    let mut json = Vec::new();
    Whole::new(folder.open_kept(file.as_str())?, bytes, file.sha256()).read_to_end(&mut json)?;
    let event = match what {
        Observed::Dns => {
            serde_json::from_slice(&json).map(|report| Event::DnsObserved { report: Box::new(report) })
        }
        Observed::Partners => {
            serde_json::from_slice(&json).map(|finding| Event::PartnersWeighed { finding: Box::new(finding) })
        }
        Observed::Policies => serde_json::from_slice(&json)
            .map(|computed| Event::PoliciesWeighed { computed: Box::new(computed) }),
    };
    // A newer program may have written more into it than this one knows.
    Ok(event.ok())
}
