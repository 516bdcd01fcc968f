//! A case that is open: the folder, its verified lines, and the state that follows from them. Every verb that writes
//! into a case comes through here.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chrono::{DateTime, FixedOffset};

use crate::case::{Audience, Case, CaseId, Content, Entry, Event, Head, ItemId, ObservationName, journal};
use crate::command::{observations, typed_words};
use crate::error::{Error, Kind, Result};
use crate::port::{CaseFolder, LockGuard, Locked};
use crate::world::World;

/// Lines that follow the end of a journal and are not in it yet.
pub(super) struct Lines {
    /// As they will stand in the file, with the line end that the one before may lack.
    pub bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// When lines are written, and when that happened which they tell, if it was at another time.
pub(super) struct When {
    /// The line's own time.
    pub at: DateTime<FixedOffset>,
    /// What a person says about it.
    pub happened: Option<DateTime<FixedOffset>>,
}

impl From<DateTime<FixedOffset>> for When {
    fn from(at: DateTime<FixedOffset>) -> Self {
        Self { at, happened: None }
    }
}

/// An open case.
pub(super) struct OpenCase {
    folder: Box<dyn CaseFolder>,
    entries: Vec<Entry>,
    case: Case,
    head: Head,
    good: u64,
    unended: bool,
    /// The observations that the journal names, with their bytes.
    observations: BTreeMap<ObservationName, u64>,
    last_observation: Option<ObservationName>,
    /// An editor put something between the lines.
    forgiven: bool,
}

impl OpenCase {
    /// Opens the case in a folder and verifies every line.
    pub(super) fn open(world: &mut World, dir: &Path) -> Result<Self> {
        let folder = world.store.open(dir).map_err(|e| super::find_case::not_there(world, dir, e))?;
        let mut open = Self::over(folder);
        let torn = open.catch_up()?;
        if open.forgiven {
            let notice = "notice: an editor has put empty lines or a Unicode mark into the journal. They count for\n\
                          nothing; the lines themselves are as they were written.";
            let _ = writeln!(world.err, "{notice}");
        }
        if torn > 0 {
            let notice = format!(
                "notice: the last line of the journal was cut off while it was written ({torn} bytes). Everything\n\
                 acknowledged before it is here; the cut-off line is set aside when the case goes on."
            );
            let _ = writeln!(world.err, "{notice}");
        }
        Ok(open)
    }

    /// Starts a case in a folder.
    pub(super) fn create(world: &mut World, dir: &Path) -> Result<Self> {
        Self::create_for(world, dir, None)
    }

    /// The same for a drill of this scenario.
    pub(super) fn create_for(world: &mut World, dir: &Path, drill: Option<&str>) -> Result<Self> {
        let folder = match world.store.create(dir) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && world.store.open(dir).is_ok() => {
                // Another window has just started it.
                let mut open = Self::open(world, dir)?;
                open.begin(world, drill)?;
                return Ok(open);
            }
            made => made,
        };
        let folder = folder.map_err(|e| {
            Error::new(Kind::Environment, format!("no case can be kept in {}", dir.display()))
                .because(e)
                .command(
                    "to keep it elsewhere, for example on a USB stick",
                    format!("reentry {} OTHER_FOLDER", if drill.is_some() { "drill" } else { "recover" }),
                )
        })?;
        let mut open = Self::over(folder);
        open.begin(world, drill)?;
        Ok(open)
    }

    /// Makes sure that the case has its first line. It lacks it where the power went between making the journal and
    /// writing to it.
    pub(super) fn begin(&mut self, world: &World, drill: Option<&str>) -> Result<()> {
        if self.entries.is_empty() { self.record(world, &[opened(world, drill)]) } else { Ok(()) }
    }

    /// Before the first line is read.
    fn over(folder: Box<dyn CaseFolder>) -> Self {
        Self {
            folder,
            entries: Vec::new(),
            case: Case::default(),
            head: Head::start(),
            good: 0,
            unended: false,
            observations: BTreeMap::new(),
            last_observation: None,
            forgiven: false,
        }
    }

    /// The state.
    #[must_use]
    pub(super) fn case(&self) -> &Case {
        &self.case
    }

    /// Every line, in order.
    #[must_use]
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The observations that the journal names, with their bytes.
    #[must_use]
    pub(super) fn observations(&self) -> &BTreeMap<ObservationName, u64> {
        &self.observations
    }

    /// The latest observation.
    #[must_use]
    pub(super) fn last_observation(&self) -> Option<ObservationName> {
        self.last_observation.clone()
    }

    /// The folder.
    #[must_use]
    pub(super) fn folder(&self) -> &dyn CaseFolder {
        &*self.folder
    }

    /// The folder's full path.
    #[must_use]
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The bytes of the first so many lines, as verified.
    pub(super) fn journal(&self, lines: usize) -> Result<Vec<u8>> {
        let mut bytes = journal::only_lines(&self.folder.read_from(0).map_err(|e| self.unreadable(e))?);
        let end = memchr::memchr_iter(b'\n', &bytes).nth(lines.saturating_sub(1)).map(|at| at + 1);
        if let Some(end) = end {
            bytes.truncate(end);
        } else if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    /// Claims the guided walk; a second one on the same case is refused by the name of the first.
    pub(super) fn claim(&self, world: &World) -> Result<Box<dyn LockGuard>> {
        self.folder
            .claim(&world.settings.who)
            .map_err(|e| self.locked(e, "The walk of this case is already open"))
    }

    /// Writes events and syncs them; only then are they acknowledged.
    pub(super) fn record(&mut self, world: &World, events: &[Event]) -> Result<()> {
        self.record_at(world, events, world.clock.now(), Audience::Support)
    }

    /// The same at another time (a rehearsal moves its clock), or for the organisation's eyes only.
    pub(super) fn record_at(
        &mut self,
        world: &World,
        events: &[Event],
        when: impl Into<When>,
        audience: Audience,
    ) -> Result<()> {
        let guard = self.writing(world)?;
        let lines = self.lines(world, events, when, audience)?;
        self.append(lines)?;
        drop(guard);
        Ok(())
    }

    /// Takes the lock for as long as the guard lives, where the folder can be written to.
    pub(super) fn hold(&mut self, world: &World) -> Result<Box<dyn LockGuard>> {
        self.writing(world)
    }

    /// The lines that these events would be, as the next ones of the journal. They count when they are appended.
    pub(super) fn lines(
        &self,
        world: &World,
        events: &[Event],
        when: impl Into<When>,
        audience: Audience,
    ) -> Result<Lines> {
        let When { at, happened } = when.into();
        // Every journal begins with the case's name, whichever window comes first.
        let first = (self.entries.is_empty() && !events.iter().any(is_opening)).then(|| opened(world, None));
        let events = first.iter().chain(events.iter().filter(|e| self.entries.is_empty() || !is_opening(e)));
        let mut bytes = Vec::new();
        if self.unended {
            bytes.push(b'\n');
        }
        let who = typed_words::clean_name(&world.settings.who);
        let mut head = self.head.clone();
        let mut entries = Vec::new();
        let mut attached = u32::try_from(self.case.attachments.len()).unwrap_or(u32::MAX);
        for event in events {
            let mut event = written(event, &mut attached);
            let happened = happened.and_then(|then| event.happened(then));
            let set_down = observations::set_down(&*self.folder, &event)?;
            let mut salt = [0; 16];
            world.entropy.fill(&mut salt);
            let audience = audience.max(event.audience());
            let (line, entry) = journal::write_told(
                &head,
                at,
                happened,
                &who,
                audience,
                set_down.as_ref().unwrap_or(&event),
                salt,
            )
            .map_err(|e| Error::new(Kind::Bug, "an event could not be written as JSON").because(e))?;
            bytes.extend(line);
            head = Head::after(&entry);
            entries.push(entry);
        }
        Ok(Lines { bytes, entries })
    }

    /// Writes such lines and syncs them.
    pub(super) fn append(&mut self, lines: Lines) -> Result<()> {
        let Lines { bytes, entries } = lines;
        self.folder.append(self.good, &bytes).map_err(|e| self.unwritten(e))?;
        self.good += bytes.len() as u64;
        self.unended = false;
        self.take(entries);
        Ok(())
    }

    /// Whether this case is a beginning of those lines, or they of it. Two that both went on are a fork.
    pub(super) fn is_before(&self, entries: &[Entry]) -> Result<()> {
        let common = self.common(entries);
        if common == entries.len() || common == self.entries.len() {
            return Ok(());
        }
        Err(Error::new(Kind::Case, "this handover and the case here have both gone on: a fork")
            .because(format!(
                "they are the same up to line {common}; here follow {} lines, in the handover {}",
                self.entries.len() - common,
                entries.len() - common
            ))
            .command("to see what stands only there, and to bring it in", "reentry recover HANDOVER.zip"))
    }

    /// Whether this case and those lines have both gone on behind their last common line.
    pub(super) fn parts_from(&self, entries: &[Entry]) -> bool {
        let common = self.common(entries);
        common > 0 && common < entries.len() && common < self.entries.len()
    }

    fn common(&self, entries: &[Entry]) -> usize {
        self.entries.iter().zip(entries).take_while(|(a, b)| a.hash == b.hash).count()
    }

    /// Goes on with the journal of a copy of this case that went further.
    pub(super) fn go_on(&mut self, world: &World, journal: &[u8], entries: &[Entry]) -> Result<()> {
        let _guard = self.writing(world)?;
        self.is_before(entries)?;
        let common = self.common(entries);
        if common == entries.len() {
            return Ok(()); // the copy here is as far, or further
        }
        // Its lines may end differently from those here (an editor, a version control system): only its own bytes tell
        // where the first line ends that is missing here.
        let mut ends = memchr::memchr_iter(b'\n', journal);
        let from = common.checked_sub(1).map_or(Some(0), |last| ends.nth(last).map(|end| end + 1));
        let missing = from.and_then(|from| journal.get(from..)).unwrap_or_default();
        let rest = if self.unended { [b"\n", missing].concat() } else { missing.to_vec() };
        self.folder.append(self.good, &rest).map_err(|e| self.unwritten(e))?;
        self.catch_up()?;
        Ok(())
    }

    /// Takes the lock and reads what others have written. A cut-off last line is set aside.
    fn writing(&mut self, world: &World) -> Result<Box<dyn LockGuard>> {
        let guard = self
            .folder
            .lock(&world.settings.who)
            .map_err(|e| self.locked(e, "The case is being written to"))?;
        let torn = self.catch_up()?;
        if let Some(newer) = self.entries.iter().find(|entry| entry.is_newer()) {
            return Err(self.newer(newer));
        }
        if torn > 0 {
            self.folder.set_aside(self.good).map_err(|e| self.unwritten(e))?;
        }
        Ok(guard)
    }

    /// Reads what another window has written since. Returns the bytes of a cut-off last line.
    fn catch_up(&mut self) -> Result<u64> {
        let length = self.folder.length().map_err(|e| self.unreadable(e))?;
        if length < self.good {
            return Err(self.shorter());
        }
        if length == self.good {
            return Ok(0);
        }
        let bytes = self.folder.read_from(self.good).map_err(|e| self.unreadable(e))?;
        // A line that has lost its end is followed by that end, written with the next line.
        let skip = usize::from(self.unended && bytes.first() == Some(&b'\n'));
        let reading =
            journal::read(&self.head, bytes.get(skip..).unwrap_or_default()).map_err(|e| self.broken(e))?;
        if let Some(cut) = stripped(&reading.entries) {
            return Err(self.broken(cut));
        }
        self.forgiven |= reading.forgiven;
        self.good += reading.good + skip as u64;
        self.unended = reading.unended || (self.unended && skip == 0);
        self.take(reading.entries);
        Ok(reading.torn)
    }

    fn take(&mut self, entries: Vec<Entry>) {
        let taken_back = entries.iter().any(|entry| matches!(entry.event(), Some(Event::Retracted { .. })));
        for mut entry in entries {
            if let Some((name, bytes)) = observations::restore(&*self.folder, &mut entry) {
                self.last_observation = Some(name.clone());
                self.observations.insert(name, bytes);
            }
            self.head = Head::after(&entry);
            self.case.apply(&entry);
            self.entries.push(entry);
        }
        if taken_back {
            // What followed from the line has to be undone: the state is made anew without it.
            self.case = Case::fold(&self.entries);
        }
    }

    fn standing(&self) -> String {
        format!("{} ({} lines are safe)", self.path().display(), self.case.events)
    }

    fn broken(&self, broken: journal::Broken) -> Error {
        let journal = self.path().join("journal.jsonl");
        match broken {
            journal::Broken::Newer { .. } => {
                Error::new(Kind::Case, format!("{} was written by a newer reentry", journal.display()))
                    .because(broken)
                    .hint("use the version that wrote it, or a newer one; nothing was changed")
            }
            journal::Broken::Older { .. } => Error::new(
                Kind::Case,
                format!("{} has an older format, which this reentry no longer reads", journal.display()),
            )
            .because(broken)
            .hint("use an earlier version; nothing was changed"),
            _ => Error::new(Kind::Case, format!("{} is damaged or was edited by hand", journal.display()))
                .because(broken)
                .hint("restore the file from a copy; the lines before the damage are readable in any editor")
                .command(
                    "to start a new case, with the damaged folder kept as it is",
                    "reentry recover NEW_FOLDER",
                ),
        }
    }

    /// What a newer program wrote may mean something for every line after it, and this program does not know what.
    fn newer(&self, entry: &Entry) -> Error {
        let what = format!("a newer reentry has written into {}", self.path().display());
        let known = format!("{}.{}", journal::FORMAT, journal::MINOR);
        let why = match &entry.content {
            Content::Newer(kind) => {
                format!("line {} tells of \"{}\", which this program does not know", entry.seq, kind.as_str())
            }
            _ => {
                let format = format!("{}.{}", journal::FORMAT, entry.minor);
                format!("line {} has format {format}; this program knows {known}", entry.seq)
            }
        };
        Error::new(Kind::Case, what)
            .because(why)
            .hint("to write into this case, use the version that wrote it, or a newer one")
            .command("to read it, which this version can do", "reentry status -v")
            .saved(self.standing())
    }

    /// Lines that were there are gone. This window knows what they said, but not the salts that chain them: it cannot
    /// write them again, and must not write behind a gap.
    fn shorter(&self) -> Error {
        let what =
            format!("{} became shorter while it was open", self.path().join("journal.jsonl").display());
        Error::new(Kind::Case, what)
            .because(format!(
                "line {} was its last; an older copy was put over it, as programs that synchronise folders do",
                self.case.events
            ))
            .hint("look for the newer copy (version history, recycle bin, another laptop) and put it back")
            .command(
                "to go on from the lines that are there now, and be asked the rest once more",
                "reentry recover",
            )
    }

    fn unreadable(&self, e: io::Error) -> Error {
        Error::new(Kind::Case, format!("the case in {} could not be read", self.path().display())).because(e)
    }

    fn unwritten(&self, e: io::Error) -> Error {
        let full = matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        let hint = if full {
            "free some space, then type the same again"
        } else {
            "check that the folder can be written to"
        };
        let read_only = e.kind() == io::ErrorKind::ReadOnlyFilesystem;
        let unsaved = Error::new(Kind::Environment, "this answer could not be saved; the ones before it are")
            .because(e)
            .saved(self.standing());
        if read_only {
            let take_along =
                format!("reentry handover --case \"{}\" -o OTHER_PLACE.zip", self.path().display());
            return unsaved
                .hint("this disk can only be read: go on from a copy on one that can be written to")
                .command("to make the copy", take_along)
                .command("to go on from it", "reentry recover OTHER_PLACE.zip");
        }
        unsaved.hint(hint)
    }

    fn locked(&self, locked: Locked, what: &str) -> Error {
        match locked {
            Locked::By(holder) => Error::new(Kind::Case, format!("{what}, by {holder}"))
                .hint("close that window")
                .command(
                    "to write a line into the timeline, which works beside an open walk",
                    "reentry note TEXT",
                )
                .saved(self.standing()),
            Locked::Io(e) => self.unwritten(e),
        }
    }
}

/// The first line whose content is missing. A bundle withholds some for a reason; in a case nobody but an editor does.
pub(super) fn stripped(entries: &[Entry]) -> Option<journal::Broken> {
    let line = entries.iter().find(|entry| entry.content == Content::Withheld)?.seq;
    Some(journal::Broken::Chain { line, why: "its content was cut out" })
}

fn is_opening(event: &Event) -> bool {
    matches!(event, Event::Opened { .. })
}

/// The first line of a case that is opened now.
fn opened(world: &World, drill: Option<&str>) -> Event {
    let mut random = [0; 2];
    world.entropy.fill(&mut random);
    let now = world.clock.now();
    Event::Opened {
        case: CaseId::new(now.date_naive(), random, drill.is_some()),
        tool: format!("reentry {}", env!("CARGO_PKG_VERSION")),
        rehearsal: !world.clock.is_real(),
        drill: drill.map(str::to_owned),
    }
}

/// An event as it is written. What looks like a secret is taken out here at the latest, whichever way it came: questions
/// and notes have said so before. An attachment gets its number under the lock, so that two windows never give the same.
fn written(event: &Event, attached: &mut u32) -> Event {
    let mut event = event.clone();
    typed_words::cleanse(&mut event);
    if let Event::Attached { item } = &mut event {
        *attached += 1;
        item.id = ItemId::nth(*attached);
    }
    event
}
