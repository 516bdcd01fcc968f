//! `bundle`: packs the evidence for support, for the organisation itself, or for the secure channel.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::case::{Case, Event, journal};
use crate::cli;
use crate::command::bundle_files;
use crate::command::open_case::OpenCase;
use crate::command::typed_words::clean_lines;
use crate::error::{Error, Kind, Result};
use crate::evidence::bag::{Bag, BagError, Entry, Summary, Suspicion};
use crate::evidence::inventory::{Reason, Removed};
use crate::evidence::redact::{Hit, Rule};
use crate::evidence::verify;
use crate::model::Class;
use crate::model::Exit;
use crate::report::{self, dossier::Dossier};
use crate::world::World;

pub(super) fn run(args: &cli::Bundle, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    open.begin(world, None)?;
    let class: Class = args.class.into();
    let Some((path, written)) = pack(args, class, &open, world)? else { return Ok(Exit::Done) };
    let bundled =
        Event::Bundled { class, file: path.display().to_string(), fingerprint: written.fingerprint };
    // The bundle is there, and valid, whether or not the case can say so: a stick may be read-only.
    if let Err(unsaid) = open.record(world, &[bundled]) {
        let why = unsaid.source.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
        let notice =
            format!("notice: the bundle is made, but the case does not say so: {}{why}\n", unsaid.what);
        let _ = write!(world.err, "{}", report::harmless::lines(&notice));
    }
    let done = report::bundle::done(&path.display().to_string(), &written);
    writeln!(world.out, "{}", report::text::fold(&done, world.settings.columns))
        .map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// Shows what goes in, refuses what must not, and writes the bundle; nothing when only the preview was asked for.
fn pack(
    args: &cli::Bundle,
    class: Class,
    open: &OpenCase,
    world: &mut World,
) -> Result<Option<(PathBuf, Summary)>> {
    let library = super::runbook::library(world)?;
    let told = Dossier::lines(open.entries());
    let clean = clean_lines(told);
    let lines = if args.redact { clean.lines.as_slice() } else { told };
    let case = Case::fold(lines);
    let dossier = Dossier::new(&case, lines, &library, class);
    let mut journal = open.journal(lines.len())?;
    let damaged = |e| Error::new(Kind::Case, "the journal could not be packed").because(e);
    if args.redact {
        // A changed line would break the journal's chain; a withheld one does not.
        let lines = clean.words.keys().copied().collect();
        journal = journal::withhold_lines(&journal, &lines).map_err(damaged)?;
    }
    let (attached, fates) = bundle_files::attached(&dossier, open, class, args.redact)?;
    let mut entries = dossier.files(&journal, &fates).map_err(damaged)?;
    if cfg!(feature = "pdf") && !entries.iter().any(|entry| entry.path == "00-SUMMARY.pdf") {
        let _ = writeln!(
            world.err,
            "notice: 00-SUMMARY.pdf could not be made; 00-SUMMARY.html holds the same page"
        );
    }
    let mut left_out = Vec::new();
    if args.redact {
        if let Some(journal) = entries.iter_mut().find(|entry| verify::TIMELINE.ends_with(&entry.path)) {
            let withheld =
                clean.words.iter().map(|(line, rule)| Removed::withheld(Reason::Secret(*rule), *line));
            journal.removed.extend(withheld);
        }
        // What stands beside the payload of a line, such as a name, cannot be taken out of the chain.
        let harmless = |entry: &Entry<'_>| entry.suspicious().is_ok_and(|hits| hits.is_empty());
        for left in entries.extract_if(.., |entry| !harmless(entry)) {
            let _ = writeln!(world.err, "Left out: {} (a name in it looks like a secret)", left.path);
            let hits = left.suspicious().unwrap_or_default();
            left_out.push((left.path, hits.iter().map(Removed::from).collect()));
        }
    }
    entries.extend(attached);
    let date = case.last.map(|at| at.date_naive()).unwrap_or_default();
    let bag = Bag::new(case.id.as_str(), date, class, case.id.as_str(), entries).map_err(refused)?;
    let mut bag = bag.without(left_out);
    if args.store {
        bag = bag.stored();
    }
    let preview = report::bundle::preview(&bag, &case, class, &fates);
    let _ = write!(world.err, "{}", report::text::fold(&preview, world.settings.columns));
    let mut suspicions = bag.suspicions().map_err(refused)?;
    if !args.redact {
        also(&mut suspicions, &clean.words);
        also(&mut suspicions, &clean.names);
    }
    if args.preview {
        let _ = write!(world.err, "{}", report::bundle::would_be_refused(&suspicions));
        return Ok(None);
    }
    if !suspicions.is_empty() {
        return Err(Error::new(
            Kind::Input,
            "something in this bundle looks like a secret; nothing was written",
        )
        .because(report::bundle::suspicions(&suspicions))
        .hint("to pack it without those places, type the same again with --redact"));
    }
    let path = world.settings.output.clone().map_or_else(|| free_name(world, case.id.as_str(), class), Ok)?;
    let unwritten = |e: io::Error| {
        Error::new(Kind::Environment, format!("the bundle {} could not be written", path.display()))
            .because(e)
            .hint("name another place with -o FILE; nothing is ever overwritten")
    };
    let mut file = world.files.create(&path).map_err(unwritten)?;
    let mut zip = world.archive.pack(&mut *file);
    let written = bag.write(&mut *zip).map_err(refused)?;
    zip.finish().map_err(unwritten)?;
    file.commit().map_err(unwritten)?;
    Ok(Some((path, written)))
}

/// Lines with a secret that no file shows word by word: an observation of another laptop, a fact behind a withheld line.
fn also(found: &mut Vec<Suspicion>, lines: &BTreeMap<u64, Rule>) {
    let journal = verify::TIMELINE.trim_start_matches("data/");
    let seen = found.iter().filter(|one| one.path == journal).flat_map(|one| &one.hits);
    let seen: Vec<usize> = seen.map(|hit| hit.line).collect();
    let hit = |(line, rule): (&u64, &Rule)| {
        let line = usize::try_from(*line).ok()?;
        (!seen.contains(&line)).then_some(Hit { rule: *rule, line, column: 1, span: 0..0 })
    };
    let hits: Vec<_> = lines.iter().filter_map(hit).collect();
    if !hits.is_empty() {
        found.push(Suspicion { path: journal.to_owned(), hits });
    }
}

/// `CASE-support-1.zip` in the current directory: the first number that is free.
fn free_name(world: &World, case: &str, class: Class) -> Result<PathBuf> {
    let here = world.store.here().map_err(|e| {
        Error::new(Kind::Environment, "the current directory cannot be read")
            .because(e)
            .hint("name the bundle with -o FILE")
    })?;
    let taken = |path: &PathBuf| world.files.exists(path);
    (1..1000).map(|n| here.join(format!("{case}-{class}-{n}.zip"))).find(|path| !taken(path)).ok_or_else(
        || {
            Error::new(Kind::Environment, "there are 999 bundles of this case here")
                .hint("name the bundle with -o FILE")
        },
    )
}

fn refused(error: BagError) -> Error {
    let kind = match &error {
        BagError::Read { .. } | BagError::Changed { .. } => Kind::Case,
        BagError::Write(_) => Kind::Environment,
        _ => Kind::Input,
    };
    Error::new(kind, "the bundle could not be made").because(error)
}
