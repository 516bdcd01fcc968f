//! `verify`: is the bundle that somebody sent complete, intact, and nothing else? Writes nothing to disk.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
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
use crate::report::harmless::shown;
use crate::report::verify::Continued;
use crate::world::World;

pub(super) fn run(args: &cli::Verify, world: &mut World) -> Result<Exit> {
    let told = args.fingerprint.as_deref().map(str::parse::<Told>).transpose().map_err(|why| {
        Error::new(Kind::Usage, "--fingerprint is not one")
            .because(why)
            .hint("copy it from the ticket or the paper")
    })?;
    let mut earlier = args.chain_head.as_deref().map(head).transpose()?;
    let mut what = "the chain head that you gave".to_owned();
    if let Some(path) = &args.after {
        earlier = Some(end_of(path, world)?);
        what = shown(&path.display().to_string()).into_owned();
    }
    let (verdict, continued) = look(&args.file, world, told.as_ref(), earlier.as_deref())?;
    let continued = continued.answer();
    // What a bundle that is not valid says of itself answers nothing.
    let asked = earlier.is_some() && verdict.valid();
    if world.settings.json {
        let view = report::verify::View::from(&verdict).continuing(asked.then_some(continued));
        serde_json::to_writer(&mut world.out, &view)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(world.out))
    } else {
        let after = if asked { report::verify::continued(continued, &what) } else { String::new() };
        let text = report::verify::screen(&verdict, told.is_some()).text(world.settings.answer_page());
        write!(world.out, "{text}{after}")
    }
    .map_err(Error::from_output)?;
    let goes_on = earlier.is_none() || matches!(continued, Continued::At { .. });
    Ok(if verdict.valid() && goes_on {
        Exit::Done
    } else if verdict.refuses() {
        Exit::Input
    } else {
        Exit::NotSatisfied
    })
}

/// What following the journal of a bundle showed.
#[derive(Debug, Default)]
struct Followed {
    /// The end of its chain, and its number; nothing where there is no journal that could be followed.
    end: Option<(u64, String)>,
    /// The line that is the earlier head.
    found: Option<u64>,
}

impl Followed {
    fn answer(&self) -> Continued {
        match (&self.end, self.found) {
            (None, _) => Continued::NoJournal,
            (Some(_), None) => Continued::No,
            (Some((of, _)), Some(line)) => Continued::At { line, of: *of },
        }
    }
}

/// Checks a bundle, and follows its journal past an earlier chain head.
fn look(
    path: &Path,
    world: &mut World,
    told: Option<&Told>,
    earlier: Option<&str>,
) -> Result<(Verdict, Followed)> {
    let unreadable = |why| {
        Error::new(Kind::Input, format!("{} could not be read", path.display()))
            .because(why)
            .hint("give the path of the bundle's zip file")
    };
    let followed = RefCell::new(Followed::default());
    let file = world.files.open_seekable(path).map_err(unreadable)?;
    let failure = Rc::default();
    let mut file = Watched { file, failure: Rc::clone(&failure) };
    let verdict = match container::layout(&mut file) {
        Ok(layout) => match world.archive.unpack(&mut file) {
            Ok(mut contents) => check(&layout, &mut *contents, told, earlier, &followed),
            Err(why) => Verdict::refused(vec![Problem::new(Rule::Header, why.to_string())]),
        },
        Err(Refusal::Bad(problems)) => Verdict::refused(problems),
        Err(Refusal::Read(why)) => return Err(unreadable(why)),
    };
    if let Some(why) = failure.take() {
        return Err(unreadable(why));
    }
    Ok((verdict, followed.into_inner()))
}

/// The end of an earlier bundle's chain. Only a whole bundle with a journal has one.
fn end_of(path: &Path, world: &mut World) -> Result<String> {
    let (verdict, followed) = look(path, world, None, None)?;
    let refused = |why: &str| {
        Error::new(Kind::Input, format!("{} cannot be the earlier bundle", path.display()))
            .because(why)
            .command("to see what is wrong with it", format!("reentry verify \"{}\"", path.display()))
    };
    if !verdict.valid() {
        return Err(refused("it is not valid itself"));
    }
    followed.end.map(|(_, hash)| hash).ok_or_else(|| refused("there is no journal in it"))
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
    followed: &RefCell<Followed>,
) -> Verdict {
    verify::check(layout, contents, told, &|journal| {
        let mut found = None;
        let end = chain::follow(journal, &mut |head| {
            if earlier == Some(head.hash.as_str()) {
                found = Some(head.seq);
            }
        })
        .map_err(|broken| broken.to_string())?;
        *followed.borrow_mut() = Followed { end: Some((end.seq, end.hash)), found };
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
