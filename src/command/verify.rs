//! `verify`: is the bundle that somebody sent complete, intact, and nothing else? Writes nothing to disk.

use std::cell::{Cell, RefCell};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use crate::case::chain;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::evidence::container::{self, Layout, Refusal};
use crate::evidence::problem::{Problem, Rule};
use crate::evidence::verify::{self, Contents, Verdict};
use crate::model::Exit;
use crate::model::fingerprint::Told;
use crate::port::SeekableFile;
use crate::report;
use crate::report::verify::Continued;
use crate::world::World;

pub(super) fn run(args: &cli::Verify, world: &mut World) -> Result<Exit> {
    let told = args.fingerprint.as_deref().map(str::parse::<Told>).transpose().map_err(|why| {
        Error::new(Kind::Usage, "--fingerprint is not one")
            .because(why)
            .hint("copy it from the ticket or the paper")
    })?;
    let earlier = args.chain_head.as_deref().map(head).transpose()?;
    let continued = Cell::new(Continued::NoJournal);
    let unreadable = |why| {
        Error::new(Kind::Input, format!("{} could not be read", args.file.display()))
            .because(why)
            .hint("give the path of the bundle's zip file")
    };
    let file = world.files.open_seekable(&args.file).map_err(unreadable)?;
    let failure = Rc::default();
    let mut file = Watched { file, failure: Rc::clone(&failure) };
    let verdict = match container::layout(&mut file) {
        Ok(layout) => match world.archive.unpack(&mut file) {
            Ok(mut contents) => check(&layout, &mut *contents, told.as_ref(), earlier.as_deref(), &continued),
            Err(why) => Verdict::refused(vec![Problem::new(Rule::Header, why.to_string())]),
        },
        Err(Refusal::Bad(problems)) => Verdict::refused(problems),
        Err(Refusal::Read(why)) => return Err(unreadable(why)),
    };
    if let Some(why) = failure.take() {
        return Err(unreadable(why));
    }
    if world.settings.json {
        let view = report::verify::View::from(&verdict).continuing(earlier.as_ref().map(|_| continued.get()));
        serde_json::to_writer(&mut world.out, &view)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(world.out))
    } else {
        let after = earlier.as_ref().map(|_| report::verify::continued(continued.get())).unwrap_or_default();
        let text = report::verify::screen(&verdict, told.is_some()).text(world.settings.answer_page());
        write!(world.out, "{text}{after}")
    }
    .map_err(Error::from_output)?;
    let goes_on = earlier.is_none() || matches!(continued.get(), Continued::At { .. });
    Ok(if verdict.valid() && goes_on {
        Exit::Done
    } else if verdict.refuses() {
        Exit::Input
    } else {
        Exit::NotSatisfied
    })
}

/// Remembers that the disk refused: a bundle that could not be read to its end is not a changed one.
struct Watched {
    file: Box<dyn SeekableFile>,
    failure: Rc<RefCell<Option<io::Error>>>,
}

impl Watched {
    fn note<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|why| {
            let kind = why.kind();
            if !matches!(kind, io::ErrorKind::Interrupted | io::ErrorKind::InvalidInput) {
                self.failure.borrow_mut().get_or_insert(why);
            }
            kind.into()
        })
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let done = self.file.read(buffer);
        self.note(done)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let done = self.file.seek(to);
        self.note(done)
    }
}

fn check(
    layout: &Layout,
    contents: &mut dyn Contents,
    told: Option<&Told>,
    earlier: Option<&str>,
    continued: &Cell<Continued>,
) -> Verdict {
    verify::check(layout, contents, told, &|journal| {
        let mut found = None;
        let end = chain::follow(journal, &mut |head| {
            if earlier == Some(head.hash.as_str()) {
                found = Some(head.seq);
            }
        })
        .map_err(|broken| broken.to_string())?;
        continued.set(found.map_or(Continued::No, |line| Continued::At { line, of: end.seq }));
        Ok(())
    })
}

/// A chain head as it was told: 64 hex digits, blanks and capitals left aside.
fn head(text: &str) -> Result<String> {
    let hex: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    if hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(hex);
    }
    Err(Error::new(Kind::Usage, "--chain-head is not one")
        .because(format!("it has {} characters; a chain head has 64 hex digits", hex.chars().count()))
        .hint("copy it from the one-page dossier, question 19, as one line"))
}
