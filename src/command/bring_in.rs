//! A handover that parts from the case here: what stands only there, line by line, and bringing it in.
//!
//! It knows where two copies part and which of the other copy's lines only tell something. Nothing is merged: each line
//! becomes a new line here, as *told by somebody at some time*, with its number and hash in the other copy, and a line that
//! is here already does not come a second time. It refuses to bring in what belongs to the other copy alone: its walk, its
//! files, its bundles. Those are named, so that a person looks at them there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::case::{Entry, Event, retract};
use crate::command::open_case::{OpenCase, When};
use crate::error::{Error, Kind, Result};
use crate::report::harmless::shown;
use crate::report::{timeline, when};
use crate::world::World;

/// The lines of the other copy behind the place where the two part.
struct Parted<'a> {
    /// The last line that both have.
    common: usize,
    /// What can be brought in.
    told: Vec<&'a Entry>,
    /// What stays there.
    left: Vec<&'a Entry>,
}

impl<'a> Parted<'a> {
    fn of(here: &[Entry], there: &'a [Entry]) -> Self {
        let common = here.iter().zip(there).take_while(|(a, b)| a.hash == b.hash).count();
        let known: BTreeSet<&str> = here
            .iter()
            .flat_map(|entry| match entry.event() {
                Some(Event::BroughtIn { hash, .. }) => [Some(entry.hash.as_str()), Some(hash.as_str())],
                _ => [Some(entry.hash.as_str()), None],
            })
            .flatten()
            .collect();
        let only = there.get(common..).unwrap_or_default();
        let taken_back: BTreeSet<u64> = only
            .iter()
            .filter_map(|entry| match entry.event() {
                Some(Event::Retracted { line }) => Some(*line),
                _ => None,
            })
            .collect();
        let is_new = |entry: &&Entry| match entry.event() {
            // What they brought in from here, or from a third copy that is known here.
            Some(Event::BroughtIn { hash, .. }) => !known.contains(hash.as_str()),
            _ => !known.contains(entry.hash.as_str()),
        };
        let (told, left) = only
            .iter()
            .filter(is_new)
            .partition(|entry| retract::may_be(entry) && !taken_back.contains(&entry.seq));
        Self { common, told, left }
    }
}

/// Shows what stands only in the handover. With `now` the lines that tell something become lines here; else the person
/// is told how.
pub(super) fn parted(
    world: &mut World,
    mut open: OpenCase,
    there: &[Entry],
    file: &Path,
    now: bool,
) -> Result<OpenCase> {
    let parted = Parted::of(open.entries(), there);
    let library = super::runbook::library(world)?;
    let mut text = format!(
        "This handover and the case here have both gone on: they are the same up to line {}.\n",
        parted.common
    );
    let list = |text: &mut String, title: &str, entries: &[&Entry]| {
        if entries.is_empty() {
            return;
        }
        text.push_str(&format!("\n{title}\n"));
        for entry in entries {
            let (at, who) = (when::full(entry.at), shown(&entry.who));
            let words = timeline::words(entry, &library, timeline::Show::All);
            text.push_str(&format!("  line {}, {at}, {who}: {}\n", entry.seq, shown(&words)));
        }
    };
    list(&mut text, "Only in the handover, and can be brought in:", &parted.told);
    list(&mut text, "Only in the handover, and stays there (look at it there):", &parted.left);
    write!(world.err, "{text}").map_err(Error::from_output)?;
    if parted.told.is_empty() {
        let _ = writeln!(world.err, "\nNothing of it is missing here. The case here goes on.");
        return Ok(open);
    }
    if !now {
        let file = shown(&file.display().to_string()).into_owned();
        return Err(Error::new(Kind::Case, "this handover and the case here have both gone on: a fork")
            .because("two copies are never merged silently; nothing was changed")
            .command(
                "to bring in the lines above, each as told by somebody at some time",
                format!("reentry recover --bring-in \"{file}\""),
            )
            .command(
                "or to take the handover up beside the case here",
                format!("reentry recover \"{file}\" --case NEW_FOLDER"),
            ));
    }
    for entry in &parted.told {
        let Some(event) = entry.event() else { continue };
        let brought = match event {
            // A line that came from a third copy keeps its first teller.
            Event::BroughtIn { .. } => event.clone(),
            told => Event::BroughtIn {
                told_by: entry.who.clone(),
                told_at: entry.at,
                line: entry.seq,
                hash: entry.hash.clone(),
                told: Box::new(told.clone()),
            },
        };
        let when = When { at: world.clock.now(), happened: entry.happened };
        open.record_at(world, &[brought], when, entry.audience)?;
    }
    let _ =
        writeln!(world.err, "\nLines brought in: {}. The case here goes on with them.", parted.told.len());
    Ok(open)
}
