//! What `dns check` and `dns watch` take from a case and leave in it.

use chrono::{DateTime, FixedOffset};

use crate::case::{Event, ObservationName};
use crate::cli::{DnsCheck, DnsWhat};
use crate::command::open_case::OpenCase;
use crate::dns_proof::report::Report;
use crate::error::{Error, Kind, Result};
use crate::model::facts;
use crate::world::World;

/// The case here, if there is one.
pub(super) struct CaseRecorder {
    open: Option<OpenCase>,
    /// Looks that saw the same as the last one that was written, and when the last of them was.
    same: u32,
    until: Option<DateTime<FixedOffset>>,
    /// The look that was written last.
    last: Option<ObservationName>,
}

/// So many looks without a change are written at the latest, so that a computer that dies loses few.
const MOST_UNWRITTEN: u32 = 500;

impl CaseRecorder {
    /// Opens the case. One that was not asked for and cannot be read must not keep anybody from asking DNS.
    pub(super) fn open(world: &mut World) -> Result<Self> {
        match OpenCase::find(world) {
            Err(e) if world.settings.case.is_none() => {
                let notice = format!("notice: the case here is not used: {}\n", e.what);
                world.err.write_all(notice.as_bytes()).map_err(Error::from_output)?;
                Ok(Self::of(None))
            }
            found => found.map(Self::of),
        }
    }

    /// The domain and the flags; what was not typed comes from the case, when it is about the same domain.
    pub(super) fn fill(&self, args: &DnsCheck) -> Result<(String, DnsWhat)> {
        let fact = |id| self.open.as_ref().and_then(|open| open.case().text(id));
        let known = fact(facts::PROOF_DOMAIN);
        let domain = args.domain.clone().or_else(|| known.clone()).ok_or_else(|| {
            Error::new(Kind::Usage, "which domain?")
                .command("name the domain that is verified in the tenant", "reentry dns check contoso.com")
        })?;
        let mut what = args.what.clone();
        if known.is_some_and(|k| k.eq_ignore_ascii_case(&domain)) {
            let dated = what.date.is_some() || what.date_format.is_some();
            what.value = what.value.or_else(|| fact(facts::PROOF_VALUE).filter(|_| !dated));
            what.host = what.host.or_else(|| fact(facts::PROOF_HOST));
        }
        Ok((domain, what))
    }

    fn of(open: Option<OpenCase>) -> Self {
        Self { open, same: 0, until: None, last: None }
    }

    /// Counts a look that saw the same as the last one that was kept.
    pub(super) fn count(&mut self, world: &World) -> Result<()> {
        self.same += 1;
        self.until = Some(world.clock.now());
        if self.same >= MOST_UNWRITTEN { self.write_count(world) } else { Ok(()) }
    }

    /// Writes the looks that were counted.
    pub(super) fn write_count(&mut self, world: &World) -> Result<()> {
        let (looks, until) = (std::mem::take(&mut self.same), self.until.take());
        let (Some(open), Some(until), Some(file)) = (&mut self.open, until, self.last.clone()) else {
            return Ok(());
        };
        open.record(world, &[Event::SameObserved { file, looks, until }])
    }

    /// Writes the observation into the case.
    pub(super) fn keep(&mut self, report: &Report, world: &World) -> Result<()> {
        self.write_count(world)?;
        match &mut self.open {
            Some(open) => {
                open.record(world, &[Event::DnsObserved { report: Box::new(report.clone()) }])?;
                self.last = open.last_observation();
                Ok(())
            }
            None => Ok(()),
        }
    }
}
