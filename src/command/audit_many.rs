//! `audit --profiles`: one row for each tenant of a folder, the worst first.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use super::fleet::{self, Tenant};
use crate::cli::{self, AuditFormat, ResultFilter, SeverityFilter};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::readiness::audit::{Audit, Checklist, Earlier, Severity};
use crate::readiness::overlay;
use crate::readiness::profile::Verdict;
use crate::report::fleet as report;
use crate::report::text;
use crate::world::World;

/// More than the lines of any folder of tenants.
const LARGEST: u64 = 1 << 30;

pub(super) fn run(args: &cli::Audit, folder: &Path, world: &mut World) -> Result<Exit> {
    let filter = filter(args)?;
    let paths = fleet::paths(folder, world)?;
    let earlier = args.since.as_deref().map(|path| earlier(path, world)).transpose()?;
    let now = world.clock.now();
    let fetch = |at: usize, world: &World| fleet::tenant(&paths[at], world);
    let work = |tenant: Result<Tenant>| {
        let tenant = tenant.map_err(|error| error.to_string())?;
        let seen = match &tenant.snapshot {
            Some(snapshot) => overlay::with(&tenant.profile, snapshot, now.to_utc()),
            None => tenant.profile,
        };
        let audit = Audit::with(&seen, tenant.snapshot.as_ref(), now.date_naive(), now.to_utc());
        let was = earlier.as_ref().and_then(|all| all.get(&tenant.name));
        // Another tenant took over the name of the profile: nothing is compared.
        let same =
            |was: &&Earlier| was.tenant.is_none() || seen.tenant.id.is_none() || was.tenant == seen.tenant.id;
        let was = was.filter(same);
        let worse = was.is_some_and(|was| was.is_worse(&audit));
        let fails = super::audit::fails(&args.fail_on, &audit, worse);
        Ok::<_, String>((report::Row::of(tenant.name, &seen, &audit, was), fails, audit.standing()))
    };
    let judged = fleet::each(paths.len(), "judged", world, fetch, work);
    let (mut rows, mut exits) = (Vec::new(), Vec::new());
    for (path, judged) in paths.iter().zip(judged) {
        match judged {
            Ok((row, fails, standing)) => {
                exits.push(report::exit_of(standing, (!args.fail_on.is_empty()).then_some(fails)));
                rows.push(row);
            }
            Err(why) => {
                exits.push(Exit::Input);
                rows.push(report::Row::unreadable(fleet::name(path), why));
            }
        }
    }
    // Who was in the earlier audit and is not in the folder any more is a row, and no gap.
    for name in earlier.iter().flatten().map(|(name, _)| name) {
        if !rows.iter().any(|row| row.name == *name) {
            rows.push(report::Row::unreadable(
                name.clone(),
                "it was in the earlier audit, and has no profile here any more".into(),
            ));
            exits.push(Exit::Input);
        }
    }
    report::sort(&mut rows);
    let rows = report::filtered(rows, &filter);
    let promised = world
        .settings
        .output
        .as_ref()
        .and_then(|file| file.extension())
        .map(std::ffi::OsStr::to_ascii_lowercase);
    let by_name = match promised.as_ref().and_then(|e| e.to_str()) {
        Some("csv") => Some(AuditFormat::Csv),
        Some("json" | "ndjson" | "jsonl") => Some(AuditFormat::Json),
        Some("html" | "htm") => Some(AuditFormat::Html),
        _ => None,
    };
    let format = if world.settings.json { Some(AuditFormat::Json) } else { args.format.or(by_name) };
    let page = text::Page::new(world.settings.columns);
    let maker = super::profile::maker(args.maker.as_deref(), folder, world)?;
    let signed = |document| match &maker {
        Some(maker) => maker.sign(document),
        None => document,
    };
    let written = match format.unwrap_or(AuditFormat::Text) {
        AuditFormat::Json => report::lines(&rows),
        AuditFormat::Csv => report::csv(&rows),
        AuditFormat::Text => text::write(&report::blocks(&rows, now.date_naive()), page),
        AuditFormat::Html => {
            let document = signed(report::document(&rows, now.date_naive()));
            String::from_utf8_lossy(&super::print::written(&document, cli::PrintFormat::Html, args.sheet)?)
                .into_owned()
        }
        #[cfg(feature = "pdf")]
        AuditFormat::Pdf => {
            let document = signed(report::document(&rows, now.date_naive()));
            let bytes = super::print::written(&document, cli::PrintFormat::Pdf, args.sheet)?;
            world.out.write_all(&bytes).map_err(Error::from_output)?;
            return Ok(report::worst(&exits));
        }
    };
    world.out.write_all(written.as_bytes()).map_err(Error::from_output)?;
    Ok(report::worst(&exits))
}

fn filter(args: &cli::Audit) -> Result<report::Filter> {
    let known = |id: &String| Checklist::embedded().items.iter().any(|item| item.id.eq_ignore_ascii_case(id));
    if let Some(unknown) = args.item.iter().find(|id| !known(id)) {
        let what = format!("there is no item \"{}\"", unknown.escape_debug());
        return Err(
            Error::new(Kind::Usage, what).hint("items are BG-01 and so on; `reentry audit` lists them")
        );
    }
    let severity = |one: &SeverityFilter| match one {
        SeverityFilter::Critical => Severity::Critical,
        SeverityFilter::High => Severity::High,
        SeverityFilter::Medium => Severity::Medium,
    };
    let result = |one: &ResultFilter| match one {
        ResultFilter::Yes => Verdict::Yes,
        ResultFilter::No => Verdict::No,
        ResultFilter::Unknown => Verdict::Unknown,
        ResultFilter::NotApplicable => Verdict::NotApplicable,
    };
    Ok(report::Filter {
        items: args.item.iter().map(|id| id.to_uppercase()).collect(),
        severities: args.severity.iter().map(severity).collect(),
        results: args.result.iter().map(result).collect(),
    })
}

/// The lines of an earlier run over the same folder, by the names of the profiles.
fn earlier(path: &Path, world: &World) -> Result<HashMap<String, Earlier>> {
    let mut text = String::new();
    let file = world.files.open(path).map_err(|e| Error::unread(path, e))?;
    file.take(LARGEST).read_to_string(&mut text).map_err(|e| Error::unread(path, e))?;
    let mut all = HashMap::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| {
            Error::new(
                Kind::Input,
                format!("{}, line {}, is no row of an earlier audit", path.display(), at + 1),
            )
            .because(why)
            .command("to make one", "reentry audit --profiles DIR --json -o night.ndjson")
        };
        let name = report::name_in(line).map_err(|e| wrong(e.to_string()))?;
        // A tenant that could not be read that night has nothing to compare with.
        let Some(name) = name else { continue };
        all.insert(name, Earlier::read(line).map_err(|e| wrong(e.to_string()))?);
    }
    Ok(all)
}
