//! Many tenants in one run: the profiles of a folder, judged on all cores. One that cannot be used is a row like the
//! others and stops nothing.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};

use super::{kept_snapshot, profile};
use crate::error::{Error, Kind, Result};
use crate::readiness::profile::Profile;
use crate::tenant::Snapshot;
use crate::world::World;

/// Tenants that wait for a worker; more would only fill memory.
const WAITING: usize = 4;

/// A tenant of the folder, as its files say.
pub(super) struct Tenant {
    /// The profile's name without its ending, in small letters.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) profile: Profile,
    pub(super) snapshot: Option<Snapshot>,
}

/// The name of a profile's tenant in tables and in names of files.
pub(super) fn name(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    stem.chars().map(plain).take(80).collect()
}

/// The profiles of a folder, sorted.
pub(super) fn paths(folder: &Path, world: &World) -> Result<Vec<PathBuf>> {
    let mut found = world.files.list(folder, "toml").map_err(|e| Error::unread(folder, e))?;
    found.retain(|path| path.file_name() != Some(profile::MAKER.as_ref()));
    if found.is_empty() {
        let what = format!("there is no profile (*.toml) in {}", folder.display());
        return Err(Error::new(Kind::Input, what).command("to make one", "reentry prepare FILE"));
    }
    Ok(found)
}

/// One tenant of the folder.
pub(super) fn tenant(path: &Path, world: &World) -> Result<Tenant> {
    let profile = profile::parse(path, &profile::text(path, world)?)?;
    let snapshot = kept_snapshot::read(path, world)?;
    Ok(Tenant { name: name(path), path: path.to_owned(), profile, snapshot })
}

/// Does the same for each: `next` fetches on this thread, which alone may touch the world, and `work` judges on all
/// cores. The answers come in the order of the jobs.
pub(super) fn each<J: Send, A: Send>(
    count: usize,
    what: &str,
    world: &mut World,
    mut next: impl FnMut(usize, &World) -> J,
    work: impl Fn(J) -> A + Sync,
) -> Vec<A> {
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get).min(count.max(1));
    let (give, take) = mpsc::sync_channel::<(usize, J)>(WAITING);
    let take = Mutex::new(take);
    let (send, done) = mpsc::channel();
    let shows = world.settings.on_screen && count > 1;
    let mut answers: Vec<(usize, A)> = Vec::with_capacity(count);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (send, take, work) = (send.clone(), &take, &work);
            scope.spawn(move || {
                loop {
                    let job = take.lock().ok().and_then(|take| take.recv().ok());
                    let Some((at, job)) = job else { break };
                    if send.send((at, work(job))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        for at in 0..count {
            let job = next(at, world);
            if give.send((at, job)).is_err() {
                break;
            }
            answers.extend(done.try_iter());
            if shows {
                let _ = write!(world.err, "\r{what}: {} of {count}", answers.len());
            }
        }
        drop(give);
        answers.extend(done.iter());
    });
    if shows {
        let _ = writeln!(world.err, "\r{what}: {count} of {count}");
    }
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
