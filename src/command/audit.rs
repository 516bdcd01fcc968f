//! `audit`: emergency access readiness against the checklist.

use std::io;
use std::path::Path;

use super::profile;
use crate::cli::{self, AuditFormat, FailOn};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::readiness::audit::{Audit, Earlier, Severity, Standing};
use crate::readiness::profile::{Profile, Verdict};
use crate::report::audit::{Report, json};
use crate::report::fleet;
use crate::world::World;

pub(super) fn run(args: &cli::Audit, world: &mut World) -> Result<Exit> {
    if args.fail_on.contains(&FailOn::Worse) && args.since.is_none() {
        return Err(Error::new(Kind::Usage, "--fail-on worse needs an earlier audit to compare with")
            .hint("add: --since FILE"));
    }
    if let Some(folder) = &args.profiles {
        return super::audit_many::run(args, folder, world);
    }
    let as_json = world.settings.json || args.format == Some(AuditFormat::Json);
    let as_table = args.format == Some(AuditFormat::Csv);
    let asked_form = args.format.and_then(AuditFormat::print);
    let format = if as_json || as_table {
        cli::PrintFormat::Text
    } else {
        super::print::form(asked_form, cli::PrintFormat::Text, "audit", world)?
    };
    let library = super::runbook::library(world)?;
    let earlier = args.since.as_deref().map(|path| earlier(path, world)).transpose()?;
    let path = args.profile.as_deref().unwrap_or(Path::new(profile::HERE));
    let (mut profile, mut snapshot) = (None, None);
    if args.ask {
        profile = Some(super::audit_ask::run(path, world)?);
        snapshot = super::kept_snapshot::read(path, world)?;
    } else if args.profile.is_some() || world.files.exists(path) {
        let (seen, beside) = profile::both(path, world)?;
        (profile, snapshot) = (Some(seen), beside);
    }
    if profile.is_none() {
        let _ = writeln!(
            world.err,
            "notice: there is no profile ({}) here, so nothing is known yet. `reentry prepare` makes one.",
            profile::HERE
        );
    }
    let profile = profile.unwrap_or_else(Profile::default);
    if let (Some(was), Some(is), Some(file)) =
        (earlier.as_ref().and_then(|one| one.tenant), profile.tenant.id, args.since.as_deref())
        && was != is
    {
        return Err(Error::new(Kind::Input, format!("{} cannot be compared with", file.display()))
            .because(format!("it is the audit of another tenant ({was}); this one is {is}"))
            .hint("give the earlier audit of this tenant"));
    }
    let now = world.clock.now();
    let audit = Audit::with(&profile, snapshot.as_ref(), now.date_naive(), now.to_utc());
    let report = Report { audit: &audit, profile: &profile, earlier: earlier.as_ref(), library: &library };
    let answer = if as_json {
        crate::report::json::document(&json::view(&report)).into_bytes()
    } else if as_table {
        fleet::csv(&[fleet::Row::of(super::fleet::name(path), &profile, &audit, earlier.as_ref())])
            .into_bytes()
    } else {
        let folder = path.parent().unwrap_or(Path::new(""));
        let document = report.document();
        let document = match profile::maker(args.maker.as_deref(), folder, world)? {
            Some(maker) => maker.hand_over(document),
            None => document,
        };
        super::print::written(&document, format, args.sheet)?
    };
    world.out.write_all(&answer).map_err(Error::from_output)?;
    if !args.fail_on.is_empty() {
        let worse = earlier.as_ref().is_some_and(|earlier| earlier.is_worse(&audit));
        return Ok(if fails(&args.fail_on, &audit, worse) { Exit::NotSatisfied } else { Exit::Done });
    }
    Ok(match audit.standing() {
        Standing::Ready => Exit::Done,
        Standing::NotReady => Exit::NotSatisfied,
        Standing::NotKnown => Exit::Unchecked,
    })
}

/// Whether something that was named is so. Medium items never decide.
pub(super) fn fails(named: &[FailOn], audit: &Audit, worse: bool) -> bool {
    let any = |verdict| {
        [Severity::Critical, Severity::High].into_iter().any(|severity| audit.count(severity, verdict) > 0)
    };
    named.iter().any(|what| match what {
        FailOn::Worse => worse,
        FailOn::No => any(Verdict::No),
        FailOn::Unknown => any(Verdict::Unknown),
    })
}

fn earlier(path: &Path, world: &World) -> Result<Earlier> {
    let failed = || format!("{} cannot be compared with", path.display());
    let text = world
        .files
        .read_whole(path, 16 << 20)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e)))
        .map_err(|e| Error::unread(path, e))?;
    Earlier::read(&text).map_err(|wrong| {
        Error::new(Kind::Input, failed())
            .because(wrong)
            .command("to make one", "reentry audit --json -o audit.json")
    })
}
