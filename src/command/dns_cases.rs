//! The cases below a folder as a list for `dns bulk`, and the way back: each case keeps what was seen of its domain.

use std::path::{Path, PathBuf};

use csv::Writer;

use super::dns_list::List;
use super::open_case::OpenCase;
use crate::case::Event;
use crate::dns_proof::list::ForAll;
use crate::dns_proof::name::Name;
use crate::dns_proof::report::Report;
use crate::dns_proof::request::target;
use crate::dns_proof::typed::TypedDomain;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::model::facts;
use crate::world::World;

/// Cases that wait for a TXT record, and what was seen for them.
pub(super) struct Cases {
    /// The name that each asks for, and its folder: two hosts of one domain are two names.
    folders: Vec<(Name, PathBuf)>,
    seen: Vec<(usize, Report)>,
    /// What went wrong with single cases; the others go on.
    failed: Vec<Error>,
}

impl Cases {
    /// The cases directly below `dir`, with their domains, values and hosts as a list. `None` if there is none:
    /// then `dir` is something else, a file most likely.
    pub(super) fn below(dir: &Path, all: ForAll<'_>, world: &mut World) -> Result<Option<(Self, List)>> {
        let found = world.store.below(dir).unwrap_or_default();
        if found.is_empty() {
            return Ok(None);
        }
        let mut rows = Writer::from_writer(Vec::new());
        let mut cases = Self { folders: Vec::new(), seen: Vec::new(), failed: Vec::new() };
        for folder in found {
            let open = match OpenCase::open(world, &folder) {
                Ok(open) => open,
                Err(e) => {
                    cases.failed.push(e);
                    continue;
                }
            };
            let fact = |id| open.case().text(id).unwrap_or_default();
            let domain = fact(facts::PROOF_DOMAIN);
            if domain.is_empty() {
                let notice = format!("notice: {} has no domain to prove yet\n", folder.display());
                world.err.write_all(notice.as_bytes()).map_err(Error::from_output)?;
                continue;
            }
            let row = [domain.clone(), fact(facts::PROOF_VALUE), fact(facts::PROOF_HOST)];
            rows.write_record(&row).map_err(unwritten)?;
            // One that cannot be read is refused with its reason when the list is checked.
            let host = Some(row[2].as_str()).filter(|h| !h.is_empty()).or(all.host);
            let name = TypedDomain::read(&domain).ok().and_then(|typed| target(&typed.name, host).ok());
            cases.folders.extend(name.map(|name| (name, folder)));
        }
        let rows = rows.into_inner().map_err(|e| unwritten(e.into_error()))?;
        match List::of(dir, rows, all, world) {
            Ok(list) => Ok(Some((cases, list))),
            Err(e) => {
                cases.say(world);
                Err(e)
            }
        }
    }

    /// Remembers what was seen, where it is about a case's domain.
    pub(super) fn note(&mut self, report: &Report) {
        let cases = self.folders.iter().enumerate();
        let cases = cases.filter(|(_, (known, _))| *known == report.observation.target);
        self.seen.extend(cases.map(|(at, _)| (at, report.clone())));
    }

    /// Writes into each case what was seen of its domain, and says which could not take it.
    pub(super) fn keep(mut self, world: &mut World) -> Exit {
        for (at, report) in std::mem::take(&mut self.seen) {
            let event = Event::DnsObserved { report: Box::new(report) };
            let kept = OpenCase::open(world, &self.folders[at].1)
                .and_then(|mut open| open.record(world, std::slice::from_ref(&event)));
            self.failed.extend(kept.err());
        }
        self.say(world);
        self.failed.first().map_or(Exit::Done, Error::exit)
    }

    fn say(&self, world: &mut World) {
        for e in &self.failed {
            let _ = writeln!(world.err, "{e}");
        }
    }
}

fn unwritten(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Kind::Bug, "the list of cases could not be written").because(why.into())
}
