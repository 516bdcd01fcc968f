//! `handover`: the whole case as one file for the next person or laptop; `recover FILE` takes it up. Two copies that
//! both went on are recognised as a fork and never merged silently.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::case::{Event, Head, journal};
use crate::cli;
use crate::command::open_case::OpenCase;
use crate::error::{Error, Kind, Result};
use crate::evidence::bag::Packing;
use crate::evidence::container::{self, Layout, Refusal};
use crate::exit::Exit;
use crate::port::OpenZip;
use crate::report::harmless::shown;
use crate::world::World;

const JOURNAL: &str = "journal.jsonl";

pub fn run(args: &cli::Handover, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let to = args.to.clone().unwrap_or_else(|| "whoever takes it up".into());
    let here = world.store.here().unwrap_or_default();
    let default = here.join(format!("{}-handover-{}.zip", open.case().id, open.case().events + 1));
    let path = world.settings.output.clone().unwrap_or(default);
    let unwritten = |e: io::Error| {
        Error::new(Kind::Environment, format!("the handover {} could not be written", path.display()))
            .because(e)
            .hint("-o FILE   names another place; nothing is ever overwritten")
    };
    let mut file = world.files.create(&path).map_err(unwritten)?;
    // The line comes first: the copy must know that it was handed over, and by whom.
    let handed = Event::HandedOver { to: to.clone(), file: path.display().to_string() };
    open.record(world, &[handed])?;
    let folder = open.case().id.clone();
    let mut zip = world.archive.pack(&mut *file);
    let lines = usize::try_from(open.case().events).unwrap_or(usize::MAX);
    let journal = open.journal(lines)?;
    let name = format!("{folder}/{JOURNAL}");
    put(&mut *zip, &name, journal.len() as u64, &mut journal.as_slice()).map_err(unwritten)?;
    // A file that was attached twice is kept once.
    let kept: BTreeMap<_, _> = open
        .case()
        .attachments
        .iter()
        .filter_map(|(_, _, item)| Some((item.kept_as.as_ref()?, item.bytes)))
        .collect();
    for (kept, bytes) in kept {
        let mut from = open.folder().open_kept(kept).map_err(unwritten)?;
        put(&mut *zip, &format!("{folder}/{kept}"), bytes, &mut *from).map_err(unwritten)?;
    }
    zip.finish().map_err(unwritten)?;
    file.commit().map_err(unwritten)?;
    writeln!(
        world.out,
        "{}\nIt holds the WHOLE case, with internal notes. Give it to {to} and to nobody else.\n\
         Stop here from now on: two copies that both go on cannot be joined.\n\
         They continue with the path that the file has on their laptop; here that is:\n   reentry recover \"{}\"",
        shown(&path.display().to_string()),
        shown(&path.display().to_string())
    )
    .map_err(Error::from_output)?;
    Ok(Exit::Done)
}

fn put(zip: &mut dyn OpenZip, name: &str, size: u64, from: &mut dyn Read) -> io::Result<()> {
    zip.begin(name, size, Packing::Stored)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            n => zip.write(&buffer[..n])?,
        }
    }
}

/// Takes up a handover file: into a folder named after the case, or into the copy of it that is already here.
pub(super) fn take_up(world: &mut World, file: &Path) -> Result<OpenCase> {
    let refused = |why: String| {
        Error::new(Kind::Input, format!("{} is not a handover of reentry", file.display()))
            .because(why)
            .hint("reentry verify FILE   checks a bundle; a handover is made by: reentry handover")
    };
    let mut from = world.files.open_seekable(file).map_err(|e| refused(e.to_string()))?;
    let layout = container::layout(&mut *from).map_err(|why| match why {
        Refusal::Read(why) => {
            Error::new(Kind::Input, format!("{} could not be read", file.display())).because(why)
        }
        Refusal::Bad(_) => refused("it is not a whole zip of ours".into()),
    })?;
    let (folder, bytes) = journal_of(world, &mut *from, &layout).map_err(refused)?;
    let reading = journal::read(&Head::start(), &bytes).map_err(|e| refused(e.to_string()))?;
    if reading.entries.is_empty() || reading.torn > 0 {
        return Err(refused("its journal is cut off".into()));
    }
    let place = world.settings.case.clone().unwrap_or_else(|| PathBuf::from(format!("case-{folder}")));
    if world.store.open(&place).is_err() {
        world.store.create(&place).map_err(|e| {
            Error::new(Kind::Environment, format!("no case can be kept in {}", place.display())).because(e)
        })?;
    }
    let mut open = OpenCase::open(world, &place)?;
    open.go_on(world, &bytes, &reading.entries)?;
    attachments(world, &mut *from, &layout, &open, &folder)?;
    if open.entries().len() == reading.entries.len() {
        let by = world.settings.who.clone();
        open.record(world, &[Event::TookOver { by }])?;
    }
    Ok(open)
}

fn journal_of(
    world: &World,
    from: &mut dyn crate::port::SeekableFile,
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
    Ok((folder, bytes))
}

fn attachments(
    world: &World,
    from: &mut dyn crate::port::SeekableFile,
    layout: &Layout,
    open: &OpenCase,
    folder: &str,
) -> Result<()> {
    let lost = |e: io::Error| {
        Error::new(Kind::Input, "an attachment of the handover could not be taken up").because(e)
    };
    let mut contents = world.archive.unpack(from).map_err(lost)?;
    for (at, file) in layout.files.iter().enumerate() {
        let Some(name) = file.name.strip_prefix(folder).and_then(|n| n.strip_prefix('/')) else { continue };
        if name == JOURNAL || open.folder().open_kept(name).is_ok() {
            continue;
        }
        let mut reader = contents.open(at).map_err(lost)?;
        open.folder().keep(name, &mut |out| io::copy(&mut reader, out).map(|_| ())).map_err(lost)?;
    }
    Ok(())
}
