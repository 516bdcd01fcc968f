//! `attach`: a file becomes evidence. Secrets are caught before anything is written.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::case::{Attachment, Event, ItemId, KeptName};
use crate::cli;
use crate::command::open_case::OpenCase;
use crate::command::typed_words::without_secrets;
use crate::command::{policy_weigh, signin_add, typed_ids};
use crate::error::{Error, Kind, Result};
use crate::evidence::item;
use crate::evidence::redact;
use crate::model::Class;
use crate::model::Exit;
use crate::model::hex;
use crate::port::Silent;
use crate::report::{self, screen::Screen};
use crate::signin::{SignIn, quality};
use crate::world::World;

pub(super) fn run(args: &cli::Attach, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let mut typed = typed_ids::flags(&args.typed, world)?;
    if typed.is_some() && args.files.len() != 1 {
        return Err(Error::new(Kind::Usage, "typed ids belong to one picture: attach it alone"));
    }
    let note = args.note.as_deref().map(|note| without_secrets(note, "--note", world));
    let account = args.account.as_deref().map(|account| without_secrets(account, "--account", world));
    for path in &args.files {
        let mut event = keep(world, &open, path, args.class.into(), args.copy, note.clone())?;
        if let Event::Attached { item } = &mut event {
            item.account.clone_from(&account);
        }
        open.record(world, &[event])?;
        if let Some((_, _, item)) = open.case().attachments.last() {
            let line = Screen::new([report::attachment::line(item)]);
            world.answer(&line)?;
        }
        if args.class != cli::Class::Support {
            continue;
        }
        if let Some(said) = policy_weigh::attached(&mut open, world)? {
            writeln!(world.out).map_err(Error::from_output)?;
            world.answer(&said)?;
        }
        let shows = beside(path, typed.take(), world)?;
        if shows.is_none() && !world.terminal.is_person() && typed_ids::is_picture(path, world) {
            writeln!(world.err, "{}", report::attachment::IDS_NOT_TYPED).map_err(Error::from_output)?;
        }
        if let Some(sign_in) = shows {
            let known = signin_add::known(open.case());
            let warnings = quality::check(&sign_in, &known, world.clock.now().to_utc());
            let mut screen = Screen::new([report::signin::ticket_block(&sign_in)]);
            screen.0.extend(report::signin::warnings(&warnings));
            open.record(world, &[typed_ids::event(sign_in, path)])?;
            writeln!(world.out).map_err(Error::from_output)?;
            world.answer(&screen)?;
        }
    }
    Ok(Exit::Done)
}

/// A screenshot of a failed sign-in, as `attach` takes it.
pub(super) fn screenshot(path: PathBuf, typed: cli::TypedIds) -> cli::Attach {
    cli::Attach {
        files: vec![path],
        class: cli::Class::Support,
        copy: false,
        note: None,
        account: None,
        typed,
    }
}

/// The sign-in that a picture shows: as typed in the flags, or as the person types it now.
fn beside(path: &Path, typed: Option<SignIn>, world: &mut World) -> Result<Option<SignIn>> {
    if typed.is_some() || !world.terminal.is_person() || !typed_ids::is_picture(path, world) {
        return Ok(typed);
    }
    match typed_ids::ask(world) {
        Ok(typed) => Ok(typed),
        Err(Silent::Interrupted) => Err(Error::new(Kind::Interrupted, "interrupted")
            .saved("the picture; its ids can be added with signin add")),
        // Without anybody to ask, the picture alone is kept.
        Err(_) => Ok(None),
    }
}

/// Keeps a file in the case (or records a paper without keeping it) and gives the event that says so.
///
/// Text is scanned and kept redacted. Pictures are written anew without what a camera or program hid in them. HAR
/// files are rebuilt from an allowlist. A paper of class legal is recorded, not copied, unless `copy` is said.
pub(super) fn keep(
    world: &World,
    open: &OpenCase,
    path: &Path,
    class: Class,
    copy: bool,
    note: Option<String>,
) -> Result<Event> {
    let cannot = |e| Error::unread(path, e);
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    // Names stand in the journal, in lists and in bundles.
    // In a name words are joined by what a file system takes.
    let spaced = name.replace(['-', '_', '.'], " ");
    if let Some(hit) = redact::scan(&name).first().or(redact::scan(&spaced).first()) {
        return Err(Error::new(
            Kind::Input,
            format!("a file whose name holds {} was not attached", hit.rule.what()),
        )
        .hint("give the file another name, and type the same again"));
    }
    if class == Class::Legal && !copy {
        let (bytes, sha256) = digest(world.files.open(path).map_err(cannot)?).map_err(cannot)?;
        let place = std::path::absolute(path).ok().map(|p| p.display().to_string());
        return Ok(Event::Attached {
            item: Attachment {
                id: ItemId::default(),
                class,
                original_name: name,
                bytes,
                sha256,
                kept_as: None,
                place,
                note,
                account: None,
                redacted: Default::default(),
            },
        });
    }
    let kept = item::prepare(&name, &mut *world.files.open(path).map_err(cannot)?).map_err(|refused| {
        let secret = matches!(refused, item::Refused::Secret { .. });
        let error = Error::new(Kind::Input, format!("{} was not attached", path.display())).because(refused);
        if secret {
            error.hint("attach the part that matters as text (.txt, UTF-8) or as a picture")
        } else {
            error
        }
    })?;
    if class == Class::Support
        && let Some(why) = kept.looks_legal()
    {
        return Err(Error::new(Kind::Input, format!("{} {why}", path.display()))
            .hint("type the same again with --class legal: it is recorded, not copied, and goes through the secure link only"));
    }
    // Named by its content: a file that was kept but not yet recorded when the power went is found again.
    let sha256 = hex(&Sha256::digest(&kept.bytes));
    let kept_as: KeptName = format!("attachments/{}-{}", &sha256[..12], item::safe_name(&kept.name))
        .parse()
        .map_err(|e: String| Error::new(Kind::Bug, "a name for the file could not be made").because(e))?;
    open.keep(&kept_as, &mut |out| out.write_all(&kept.bytes)).map_err(|e| {
        Error::new(Kind::Environment, format!("{} could not be kept in the case", path.display())).because(e)
    })?;
    Ok(Event::Attached {
        item: Attachment {
            id: ItemId::default(),
            class,
            original_name: name,
            bytes: kept.bytes.len() as u64,
            sha256,
            kept_as: Some(kept_as),
            place: None,
            note,
            account: None,
            redacted: kept.redacted,
        },
    })
}

fn digest(mut from: impl Read) -> io::Result<(u64, String)> {
    let mut sha = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((bytes, hex(&sha.finalize()))),
            n => {
                sha.update(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
}
