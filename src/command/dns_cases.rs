//! The cases below a folder as a list for `dns bulk`, and the way back: each case keeps what was seen of its domain.

use std::path::{Path, PathBuf};

use csv::Writer;

use super::dns_list::List;
use super::open_case::OpenCase;
use crate::case::{Event, facts};
use crate::dns_proof::expected::Expected;
use crate::dns_proof::report::Report;
use crate::error::{Error, Kind, Result};
use crate::world::World;

/// Cases that wait for a TXT record, and what was seen for them.
pub struct Cases {
    /// The domain of each, in its canonical form, and its folder.
    folders: Vec<(String, PathBuf)>,
    seen: Vec<(usize, Report)>,
}

impl Cases {
    /// The cases directly below `dir`, with their domains, values and hosts as a list. `None` if there is none:
    /// then `dir` is something else, a file most likely.
    pub fn below(dir: &Path, all: &Expected, world: &mut World) -> Result<Option<(Self, List)>> {
        let found = world.store.below(dir).unwrap_or_default();
        if found.is_empty() {
            return Ok(None);
        }
        let mut rows = Writer::from_writer(Vec::new());
        let mut folders = Vec::new();
        for folder in found {
            let open = OpenCase::open(world, &folder)?;
            let fact = |id| open.case().text(id).unwrap_or_default();
            let domain = fact(facts::PROOF_DOMAIN);
            if domain.is_empty() {
                let notice = format!("notice: {} has no domain to prove yet\n", folder.display());
                world.err.write_all(notice.as_bytes()).map_err(Error::from_output)?;
                continue;
            }
            let row = [&domain, &fact(facts::PROOF_VALUE), &fact(facts::PROOF_HOST)];
            rows.write_record(row).map_err(unwritten)?;
            folders.push((domain.to_ascii_lowercase(), folder));
        }
        let rows = rows.into_inner().map_err(|e| unwritten(e.into_error()))?;
        let list = List::of(dir, rows, all, world)?;
        Ok(Some((Self { folders, seen: Vec::new() }, list)))
    }

    /// Remembers what was seen, where it is about a case's domain.
    pub fn note(&mut self, report: &Report) {
        let domain = report.observation.domain.to_string();
        let cases = self.folders.iter().enumerate().filter(|(_, (known, _))| *known == domain);
        self.seen.extend(cases.map(|(at, _)| (at, report.clone())));
    }

    /// Writes into each case what was seen of its domain.
    pub fn keep(self, world: &mut World) -> Result<()> {
        for (at, report) in self.seen {
            let mut open = OpenCase::open(world, &self.folders[at].1)?;
            open.record(world, &[Event::DnsObserved { report: Box::new(report) }])?;
        }
        Ok(())
    }
}

fn unwritten(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Kind::Bug, "the list of cases could not be written").because(why.into())
}
