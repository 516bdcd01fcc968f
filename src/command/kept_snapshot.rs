//! The snapshot beside a profile: `tenant.toml` has `tenant.snapshot.json`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::tenant::{SCHEMA, Snapshot};
use crate::world::World;

/// More than any snapshot.
const LARGEST: u64 = 256 << 20;

/// Where the snapshot of a profile lies.
pub(super) fn path(profile: &Path) -> PathBuf {
    profile.with_extension("snapshot.json")
}

/// The snapshot of a profile; nothing if there is none.
pub(super) fn read(profile: &Path, world: &World) -> Result<Option<Snapshot>> {
    let path = path(profile);
    if profile == Path::new("-") || !world.files.is_file(&path) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let file = world.files.open(&path).map_err(|e| Error::unread(&path, e))?;
    file.take(LARGEST).read_to_end(&mut bytes).map_err(|e| Error::unread(&path, e))?;
    let refused = |why: String| {
        Error::new(Kind::Input, format!("{} cannot be used", path.display())).because(why).command(
            "to remove it and import again",
            format!("reentry prepare \"{}\" --forget", profile.display()),
        )
    };
    let snapshot: Snapshot = serde_json::from_slice(&bytes).map_err(|e| refused(e.to_string()))?;
    if snapshot.schema != SCHEMA {
        return Err(refused(format!("its schema is not {SCHEMA}")));
    }
    Ok(Some(snapshot))
}

/// Writes it whole or not at all, readable by its owner alone.
pub(super) fn write(profile: &Path, snapshot: &Snapshot, world: &World) -> Result<()> {
    let path = path(profile);
    let failed = |e| Error::unwritten(&path, e);
    let text = serde_json::to_string_pretty(snapshot).map_err(|e| failed(e.into()))? + "\n";
    let mut new = world.files.replace(&path).map_err(failed)?;
    new.write_all(text.as_bytes()).and_then(|()| new.commit()).map_err(failed)
}

/// Takes it away. Whether there was one.
pub(super) fn forget(profile: &Path, world: &World) -> Result<bool> {
    let path = path(profile);
    if !world.files.is_file(&path) {
        return Ok(false);
    }
    world.files.remove(&path).map_err(|e| Error::unwritten(&path, e))?;
    Ok(true)
}
