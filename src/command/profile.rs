//! The profile of a tenant, for the verbs that begin with it.

use std::io::Read as _;
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::readiness::profile::{self, Profile};
use crate::world::World;

/// Where a profile is looked for when none is named.
pub(super) const HERE: &str = "tenant.toml";

/// The profile that is named, or the one in this folder; nothing if there is none.
pub(super) fn find(named: Option<&Path>, world: &World) -> Result<Option<Profile>> {
    match named {
        Some(path) => read(path, world).map(Some),
        None if world.files.exists(Path::new(HERE)) => read(Path::new(HERE), world).map(Some),
        None => Ok(None),
    }
}

/// Reads a profile.
pub(super) fn read(path: &Path, world: &World) -> Result<Profile> {
    let failed = || format!("the profile {} cannot be used", path.display());
    let mut text = String::new();
    world
        .files
        .open(path)
        .and_then(|file| file.take(64 << 20).read_to_string(&mut text))
        .map_err(|e| Error::new(Kind::Input, failed()).because(e))?;
    profile::parse(&text).map_err(|wrong| {
        let hint = wrong.hint.clone();
        let error = Error::new(Kind::Input, failed()).because(wrong);
        hint.into_iter().fold(error, Error::hint)
    })
}
