//! `handover`: the whole case as one file for the next person or laptop.

use std::collections::BTreeMap;
use std::io::{self, Read};

use crate::case::{Audience, Event};
use crate::cli;
use crate::command::kept_files::{Found, named};
use crate::command::open_case::OpenCase;
use crate::command::typed_words::without_secrets;
use crate::error::{Error, Kind, Result};
use crate::evidence::bag::Packing;
use crate::evidence::whole::Whole;
use crate::model::Exit;
use crate::port::OpenZip;
use crate::report::harmless::shown;
use crate::report::text::fold;
use crate::world::World;

/// The journal's name in the case folder and in a handover.
pub(super) const JOURNAL: &str = "journal.jsonl";

pub(super) fn run(args: &cli::Handover, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    open.begin(world, None)?;
    let gone = not_packed(&open)?;
    let to = args.to.as_deref().map(|to| without_secrets(to, "--to", world));
    let to = to.unwrap_or_else(|| "whoever takes it up".into());
    let here = world.store.here().unwrap_or_default();
    let default = here.join(format!("{}-handover-{}.zip", open.case().id, open.case().events + 1));
    let path = world.settings.output.clone().unwrap_or(default);
    let unwritten = |e: io::Error| {
        Error::new(Kind::Environment, format!("the handover {} could not be written", path.display()))
            .because(e)
            .hint("name another place with -o FILE; nothing is ever overwritten")
    };
    let mut file = world.files.create(&path).map_err(unwritten)?;
    // The copy must know that it was handed over, and by whom; here the line counts only when the file is there. The
    // lock keeps other windows from writing a line in between: the two would be a fork. A read-only case has no lock.
    let guard = open.hold(world);
    if let Err(e) = guard.as_ref()
        && e.kind != Kind::Environment
    {
        return guard.map(|_| Exit::Done);
    }
    let handed = Event::HandedOver { to: to.clone(), file: path.display().to_string() };
    let line = open.lines(world, &[handed], world.clock.now(), Audience::Internal)?;
    let folder = open.case().id.clone();
    let mut zip = world.archive.pack(&mut *file);
    let lines = usize::try_from(open.case().events).unwrap_or(usize::MAX);
    let mut journal = open.journal(lines)?;
    journal.extend_from_slice(line.bytes.trim_ascii_start());
    let name = format!("{folder}/{JOURNAL}");
    put(&mut *zip, &name, journal.len() as u64, &mut journal.as_slice()).map_err(unwritten)?;
    // A file that was attached twice is kept once.
    let kept: BTreeMap<_, _> = open
        .case()
        .attachments
        .iter()
        .filter_map(|(_, _, item)| Some((item.kept_as.as_ref()?, item)))
        .collect();
    for (name, item) in kept.into_iter().filter(|(_, item)| !gone.contains(&named(item))) {
        let mut from = open.read_kept(item).map_err(unwritten)?;
        put(&mut *zip, &format!("{folder}/{name}"), item.bytes, &mut *from).map_err(unwritten)?;
    }
    // What is missing of these is told by the line that names it.
    for (name, bytes) in open.observations() {
        let whole = |from| Whole::new(from, *bytes, name.sha256());
        let there = open
            .folder()
            .open_kept(name.as_str())
            .and_then(|from| io::copy(&mut whole(from), &mut io::sink()));
        if there.is_ok() {
            let mut from = open.folder().open_kept(name.as_str()).map(whole).map_err(unwritten)?;
            put(&mut *zip, &format!("{folder}/{name}"), *bytes, &mut from).map_err(unwritten)?;
        }
    }
    zip.finish().map_err(unwritten)?;
    file.commit().map_err(unwritten)?;
    if let Err(unsaid) = open.append(line) {
        let why = unsaid.source.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
        let notice = format!("notice: the handover is made, but the case here does not say so{why}\n");
        let _ = write!(world.err, "{}", crate::report::harmless::lines(&notice));
    }
    drop(guard);
    if !gone.is_empty() {
        let left_out = gone.join(", ");
        let _ = writeln!(
            world.err,
            "notice: without the files of {left_out}: they are not there any more as they were attached."
        );
    }
    let words = format!(
        "{}\nIt holds the WHOLE case, with internal notes. Give it to {to} and to nobody else.\n\
         Stop here from now on: two copies that both go on cannot be joined.\n\
         They continue with the path that the file has on their laptop; here that is:\n   reentry recover \"{}\"",
        shown(&path.display().to_string()),
        shown(&path.display().to_string())
    );
    writeln!(world.out, "{}", fold(&words, world.settings.columns)).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// The attachments whose files cannot go along. A changed one is refused unless it was attached again: nobody may take
/// it for what was attached. A lost one keeps nobody from handing over at night.
fn not_packed(open: &OpenCase) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for (_, _, item) in open.case().attachments.iter().filter(|(_, _, item)| item.kept_as.is_some()) {
        match open.found(item)? {
            Found::Whole => {}
            Found::Changed if !open.case().attached_again(item) => {
                return Err(open.not_whole(item, Found::Changed));
            }
            Found::Changed | Found::Missing => gone.push(named(item)),
        }
    }
    Ok(gone)
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
