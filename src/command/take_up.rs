//! `recover HANDOVER`: goes on with a case that somebody packed, in a folder named after it or in the copy of it that is
//! already here. Two copies that both went on are recognised as a fork and never merged silently.
//!
//! The file comes from somebody else. Its journal is verified first; of everything else in it only those files are
//! taken that the journal names, under the names that kept files have, and with the bytes that were attached.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::case::{Attachment, Case, Entry, Event, Head, KeptName, ObservationName, journal};
use crate::command::bring_in;
use crate::command::handover::JOURNAL;
use crate::command::kept_files::{Found, named};
use crate::command::open_case::{OpenCase, stripped};
use crate::command::typed_words::{CleanLines, clean_lines};
use crate::error::{Error, Kind, Result};
use crate::evidence::container::{self, Layout, Refusal};
use crate::evidence::verify::Contents;
use crate::evidence::whole::Whole;
use crate::port::{CaseFolder, SeekableFile};
use crate::report::harmless::shown;
use crate::report::text::fold;
use crate::world::World;

/// Takes up a handover file.
pub(super) fn take_up(world: &mut World, file: &Path, bring_in: bool) -> Result<OpenCase> {
    let refused = |why: String| {
        Error::new(Kind::Input, format!("{} is not a handover of reentry", file.display()))
            .because(why)
            .command("a bundle is not one; to check it", "reentry verify FILE")
            .command("to make a handover, where the case is", "reentry handover")
    };
    let mut from = world.files.open_seekable(file).map_err(|e| refused(e.to_string()))?;
    let layout = container::layout(&mut *from).map_err(|why| match why {
        Refusal::Read(why) => {
            Error::new(Kind::Input, format!("{} could not be read", file.display())).because(why)
        }
        Refusal::Bad(_) => refused("it is not a whole zip of ours".into()),
    })?;
    let (folder, bytes) = journal_of(world, &mut *from, &layout).map_err(refused)?;
    // It becomes the name of a folder here, and stands in commands that people paste.
    if !folder.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        return Err(refused("its folder has a name that no case has".into()));
    }
    let reading = journal::read(&Head::start(), &bytes).map_err(|e| refused(e.to_string()))?;
    if reading.entries.is_empty() || reading.torn > 0 {
        return Err(refused("its journal is cut off".into()));
    }
    if let Some(cut) = stripped(&reading.entries) {
        return Err(refused(cut.to_string()));
    }
    let case = Case::fold(&reading.entries);
    if case.id.as_str() != folder {
        return Err(refused("its journal is another case's".into()));
    }
    if let Some(newer) = reading.entries.iter().find(|entry| entry.is_newer()) {
        let why = format!("line {} of its journal was written by a newer reentry", newer.seq);
        return Err(Error::new(Kind::Case, format!("{} needs a newer reentry", file.display()))
            .because(why)
            .hint("use the version that made it, or a newer one; nothing of it was taken up"));
    }
    if let Some(name) = twice(&case) {
        return Err(refused(format!("its journal gives two files one name, {name}")));
    }
    let files = Files::new(&layout, &folder, &case, &reading.entries);
    files.check(world, &mut *from, file)?;
    let place = world.settings.case.clone().unwrap_or_else(|| PathBuf::from(format!("case-{folder}")));
    if world.store.open(&place).is_err() {
        world.store.create(&place).map_err(|e| {
            Error::new(Kind::Environment, format!("no case can be kept in {}", place.display())).because(e)
        })?;
    }
    let mut open = OpenCase::open(world, &place)?;
    if open.parts_from(&reading.entries) {
        return bring_in::parted(world, open, &reading.entries, file, bring_in);
    }
    open.is_before(&reading.entries)?;
    brings(world, &open, &reading.entries, &case)?;
    files.keep_seen(world, &mut *from, open.folder())?;
    open.go_on(world, &bytes, &reading.entries)?;
    files.keep(world, &mut *from, &open)?;
    files.tell(world, &open)?;
    if open.entries().len() == reading.entries.len() {
        let by = world.settings.who.clone();
        open.record(world, &[Event::TookOver { by }])?;
    }
    Ok(open)
}

/// A name under which two different files are said to be kept: one would take the place of the other.
fn twice(case: &Case) -> Option<&KeptName> {
    let mut digests: BTreeMap<&KeptName, &str> = BTreeMap::new();
    case.attachments.iter().find_map(|(_, _, item)| {
        let name = item.kept_as.as_ref()?;
        (*digests.entry(name).or_insert(&item.sha256) != item.sha256).then_some(name)
    })
}

/// Says what comes in: how many lines and by whom, which facts they change, and how many attachments.
fn brings(world: &mut World, open: &OpenCase, entries: &[Entry], then: &Case) -> Result<()> {
    let new = entries.get(open.entries().len()..).unwrap_or_default();
    if new.is_empty() {
        return Ok(());
    }
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in new {
        *by.entry(&entry.who).or_default() += 1;
    }
    let by: Vec<_> = by.iter().map(|(who, lines)| format!("{} ({lines})", shown(who))).collect();
    let mut text =
        format!("This handover brings lines of the journal: {}. By: {}.", new.len(), by.join(", "));
    let now = open.case();
    let changed = now
        .facts
        .iter()
        .filter(|(id, known)| then.facts.get(*id).is_none_or(|there| there.value != known.value));
    let changed: Vec<_> = changed.map(|(id, _)| id.to_string()).collect();
    if !changed.is_empty() {
        text.push_str(&format!("\nFacts that were known here and change: {}.", changed.join(", ")));
    }
    let files = then.attachments.len().saturating_sub(now.attachments.len());
    if files > 0 {
        text.push_str(&format!("\nAttachments that are new here: {files}."));
    }
    let CleanLines { words: mut suspicious, names, .. } = clean_lines(new);
    suspicious.extend(names);
    if !suspicious.is_empty() {
        let lines: Vec<_> =
            suspicious.iter().map(|(line, rule)| format!("{line} ({})", rule.what())).collect();
        text.push_str(&format!(
            "\nSomething in these lines looks like a secret: {}. Lines are never rewritten; a bundle leaves such lines \
             out with --redact. If it is a real password or token, change it.",
            lines.join(", ")
        ));
    }
    writeln!(world.err, "{}", fold(&text, world.settings.columns)).map_err(Error::from_output)
}

fn journal_of(
    world: &World,
    from: &mut dyn SeekableFile,
    layout: &Layout,
) -> std::result::Result<(String, Vec<u8>), String> {
    let found = layout.files.iter().enumerate().find_map(|(at, f)| {
        let folder = f.name.strip_suffix(JOURNAL)?.strip_suffix('/')?;
        (!folder.contains('/')).then(|| (at, folder.to_owned()))
    });
    let (at, folder) = found.ok_or("there is no journal in it")?;
    let mut contents = world.archive.unpack(from).map_err(|e| e.to_string())?;
    let mut bytes = Vec::new();
    contents
        .open(at)
        .and_then(|file| file.take(1 << 30).read_to_end(&mut bytes))
        .map_err(|e| e.to_string())?;
    Ok((folder, journal::only_lines(&bytes)))
}

/// What a handover holds beside its journal.
struct Files<'a> {
    case: &'a Case,
    /// Kept files that are in it, with their place in the zip.
    held: BTreeMap<&'a KeptName, (usize, &'a Attachment)>,
    /// Observations that are in it, with their place and bytes.
    seen: Vec<(ObservationName, (usize, u64))>,
    /// Names that the journal does not know.
    strange: Vec<&'a str>,
}

impl<'a> Files<'a> {
    fn new(layout: &'a Layout, folder: &str, case: &'a Case, entries: &[Entry]) -> Self {
        let named = entries.iter().filter_map(|entry| match entry.event() {
            Some(Event::Observed { file, bytes, .. }) => Some((file.as_str(), (file.clone(), *bytes))),
            _ => None,
        });
        let named: BTreeMap<_, _> = named.collect();
        let kept = case.attachments.iter().filter_map(|(_, _, item)| Some((item.kept_as.as_ref()?, item)));
        let kept: BTreeMap<_, _> = kept.map(|(name, item)| (name.as_str(), (name, item))).collect();
        let mut files = Self { case, held: BTreeMap::new(), seen: Vec::new(), strange: Vec::new() };
        for (at, file) in layout.files.iter().enumerate() {
            let name = file.name.strip_prefix(folder).and_then(|name| name.strip_prefix('/'));
            match name.and_then(|name| kept.get(name)) {
                Some((name, item)) => {
                    files.held.insert(name, (at, item));
                }
                None if name == Some(JOURNAL) => {}
                None if name.is_some_and(|name| named.contains_key(name)) => {
                    files
                        .seen
                        .extend(name.and_then(|n| named.get(n)).map(|(n, bytes)| (n.clone(), (at, *bytes))));
                }
                None => files.strange.push(name.unwrap_or(&file.name)),
            }
        }
        files
    }

    /// Reads every file once before anything is written: a handover with a changed file in it leaves nothing here.
    fn check(&self, world: &World, from: &mut dyn SeekableFile, file: &Path) -> Result<()> {
        let mut contents = unpacked(world, from)?;
        for (at, item) in self.held.values() {
            copy(&mut *contents, *at, item, &mut io::sink()).map_err(|e| {
                let what =
                    format!("in the handover {}, {} is damaged or was changed", file.display(), named(item));
                Error::new(Kind::Input, what)
                    .because(e)
                    .hint("ask for the file once more, or for a new one: reentry handover")
                    .hint("nothing of it was taken up")
            })?;
        }
        for (name, (at, bytes)) in &self.seen {
            let read = contents
                .open(*at)
                .and_then(|from| io::copy(&mut Whole::new(from, *bytes, name.sha256()), &mut io::sink()));
            read.map_err(|e| {
                let what = format!("in the handover {}, {name} is damaged or was changed", file.display());
                Error::new(Kind::Input, what).because(e).hint("nothing of it was taken up")
            })?;
        }
        Ok(())
    }

    /// Observations are kept before the lines that name them, so that the lines are read with them.
    fn keep_seen(&self, world: &World, from: &mut dyn SeekableFile, folder: &dyn CaseFolder) -> Result<()> {
        let mut contents = unpacked(world, from)?;
        for (name, (at, bytes)) in &self.seen {
            let mut copy = |out: &mut dyn io::Write| {
                io::copy(&mut Whole::new(contents.open(*at)?, *bytes, name.sha256()), out).map(|_| ())
            };
            let kept = match folder.keep(name.as_str(), &mut copy) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                    folder.put_aside(name.as_str()).and_then(|()| folder.keep(name.as_str(), &mut copy))
                }
                kept => kept,
            };
            kept.map_err(|e| {
                Error::new(Kind::Environment, format!("{name} could not be taken up with the handover"))
                    .because(e)
            })?;
        }
        Ok(())
    }

    fn keep(&self, world: &World, from: &mut dyn SeekableFile, open: &OpenCase) -> Result<()> {
        let mut contents = unpacked(world, from)?;
        for (name, (at, item)) in &self.held {
            if open.found(item)? != Found::Whole {
                open.keep(name, &mut |out| copy(&mut *contents, *at, item, out)).map_err(|e| {
                    let what = format!("{} could not be taken up with the handover", named(item));
                    Error::new(Kind::Environment, what).because(e).hint("then type the same command again")
                })?;
            }
        }
        Ok(())
    }

    /// Says what did not come along, and what was left alone. The case goes on all the same: at night its lines are what
    /// counts, and a file can be attached later.
    fn tell(&self, world: &mut World, open: &OpenCase) -> Result<()> {
        let mut missing = Vec::new();
        for (_, _, item) in &self.case.attachments {
            let gone = item.kept_as.is_some() && !self.case.attached_again(item);
            if gone && open.found(item)? != Found::Whole {
                missing.push(named(item));
            }
        }
        if !missing.is_empty() {
            let _ = writeln!(
                world.err,
                "notice: not in this handover, and not here: {}\n\
                 Ask for it; then type:  reentry attach FILE",
                missing.join(", ")
            );
        }
        if !self.strange.is_empty() {
            let names: Vec<_> = self.strange.iter().take(5).map(|name| shown(name)).collect();
            let _ = writeln!(
                world.err,
                "notice: the handover also holds what is not part of the case; it was not taken up: {}",
                names.join(", ")
            );
        }
        Ok(())
    }
}

fn unpacked<'a>(world: &World, from: &'a mut dyn SeekableFile) -> Result<Box<dyn Contents + 'a>> {
    let cannot = |e| Error::new(Kind::Input, "the handover could not be read a second time").because(e);
    world.archive.unpack(from).map_err(cannot)
}

/// Copies a file out of the handover; fails if it is not the one that was attached.
fn copy(
    contents: &mut dyn Contents,
    at: usize,
    item: &Attachment,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    io::copy(&mut Whole::new(contents.open(at)?, item.bytes, &item.sha256), out).map(|_| ())
}
