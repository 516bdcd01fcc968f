//! `print --profiles`: one kit for each customer, on all the cores there are.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use chrono::NaiveDate;

use super::print::{fonts, render};
use super::profile;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::readiness::overlay;
use crate::report::made_by::MadeBy;
use crate::report::paper::{Filling, Print};
use crate::runbook::Library;
use crate::world::World;

/// Finished kits that wait for the disk; more would only fill memory.
const WAITING: usize = 4;

/// A bad profile is named and does not stop the rest.
pub(super) fn run(args: &cli::Print, folder: &Path, library: &Library, world: &mut World) -> Result<Exit> {
    let into = world.settings.output.clone().unwrap_or_else(|| PathBuf::from("."));
    let failed = Error::unwritten;
    let mut bad: Vec<String> = Vec::new();
    let today = world.clock.now().date_naive();
    let maker = profile::maker(args.maker.as_deref(), folder, world)?;
    let profiles = read(folder, today, maker.as_ref(), &mut bad, world)?;
    world.files.make_folder(&into).map_err(|e| failed(&into, e))?;
    let format = args.format.unwrap_or(cli::PrintFormat::Html);
    let fonts = fonts(args, world)?;
    let logo = maker.as_ref().and_then(|maker| maker.logo.as_ref());
    let kit = |filling: &Filling| {
        render(args, format, &Print { library, filling, today, logo, answered: false }, &fonts)
    };
    let next = AtomicUsize::new(0);
    let (send, made) = mpsc::sync_channel(WAITING);
    let mut written = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get).min(profiles.len()) {
            let (send, next, profiles) = (send.clone(), &next, &profiles);
            scope.spawn(move || {
                while let Some((name, profile)) = profiles.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let _ = send.send((name, kit(profile)));
                }
            });
        }
        drop(send);
        for (name, kit) in made {
            let day = if args.replace { String::new() } else { format!("-{today}") };
            let path = into.join(format!("{name}{day}.{}", format.ending()));
            let end = kit.and_then(|(bytes, notices)| {
                for notice in notices {
                    let _ = writeln!(world.err, "notice: {name}: {notice}");
                }
                let new = if args.replace { world.files.replace(&path) } else { world.files.create(&path) };
                let mut file = new.map_err(|e| failed(&path, e))?;
                file.write_all(&bytes).and_then(|()| file.commit()).map_err(|e| failed(&path, e))
            });
            match end {
                Ok(()) => written.push(path.display().to_string()),
                Err(error) => bad.push(format!("{name}: {error}")),
            }
        }
    });
    written.sort();
    for path in &written {
        writeln!(world.out, "{path}").map_err(Error::from_output)?;
    }
    for one in &bad {
        let _ = writeln!(world.err, "{one}");
    }
    let _ = writeln!(world.err, "kits made: {}, not made: {}", written.len(), bad.len());
    Ok(if bad.is_empty() { Exit::Done } else { Exit::Input })
}

/// The profiles of a folder by names that any disk takes; what cannot be read is said in `bad`.
fn read(
    folder: &Path,
    today: NaiveDate,
    maker: Option<&MadeBy>,
    bad: &mut Vec<String>,
    world: &World,
) -> Result<Vec<(String, Filling)>> {
    let failed = |e| Error::unread(folder, e);
    let mut found = BTreeMap::new();
    let profiles = world.files.list(folder, "toml").map_err(failed)?;
    for path in profiles.into_iter().filter(|path| path.file_name() != Some(profile::MAKER.as_ref())) {
        match profile::both(&path, world) {
            Ok((profile, snapshot)) => {
                let mut known = profile::made_by(profile, maker).kit_facts(today);
                if let Some(maker) = maker {
                    maker.maker.add_kit_facts(&mut known);
                }
                if let Some(snapshot) = snapshot {
                    overlay::add_kit_facts(&snapshot, &mut known);
                }
                let stem =
                    path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
                let plain =
                    |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
                let mut name: String = stem.chars().map(plain).take(80).collect();
                while found.contains_key(&name) {
                    name.push_str("-2");
                }
                found.insert(name, known);
            }
            Err(error) => bad.push(error.to_string()),
        }
    }
    if found.is_empty() && bad.is_empty() {
        let what = format!("there is no profile (*.toml) in {}", folder.display());
        return Err(Error::new(Kind::Input, what).command("to make one", "reentry prepare FILE"));
    }
    Ok(found.into_iter().collect())
}
