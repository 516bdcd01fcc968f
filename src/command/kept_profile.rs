//! A profile that grows while somebody answers: the file is whole after each answer, and only the version that this run
//! knows is ever replaced.

use std::path::{Path, PathBuf};

use super::{kept_snapshot, profile};
use crate::error::{Error, Kind, Result};
use crate::readiness::overlay;
use crate::readiness::profile::{Comments, Profile, parse as profile_of, write};
use crate::report::prepare as report;
use crate::tenant::Snapshot;
use crate::world::World;

/// The file, and what of it is on disk.
pub(super) struct Kept {
    path: PathBuf,
    text: Option<String>,
    comments: Comments,
    /// What stands in the file.
    pub(super) file: Profile,
    /// The snapshot beside it.
    pub(super) snapshot: Option<Snapshot>,
    /// Both together.
    pub(super) profile: Profile,
}

impl Kept {
    pub(super) fn open(path: &Path, world: &World) -> Result<Self> {
        let path = path.to_owned();
        let snapshot = kept_snapshot::read(&path, world)?;
        let (text, file) = if world.files.exists(&path) {
            let text = profile::text(&path, world)?;
            let file = profile::parse(&path, &text)?;
            (Some(text), file)
        } else {
            (None, Profile::default())
        };
        let comments = text.as_ref().map_or_else(Comments::default, |text| Comments::of(text, &write(&file)));
        let mut kept = Self { path, text, comments, profile: file.clone(), file, snapshot };
        kept.see(world);
        Ok(kept)
    }

    fn see(&mut self, world: &World) {
        let seen =
            self.snapshot.as_ref().map(|one| overlay::with(&self.file, one, world.clock.now().to_utc()));
        self.profile = seen.unwrap_or_else(|| self.file.clone());
    }

    /// Takes what an import made: the profile's own part, and the snapshot beside it.
    pub(super) fn imported(&mut self, file: Profile, snapshot: &Snapshot, world: &World) -> Result<()> {
        self.write(file, world)?;
        self.renew(snapshot, world)
    }

    /// Writes another snapshot of the same import.
    pub(super) fn renew(&mut self, snapshot: &Snapshot, world: &World) -> Result<()> {
        if self.snapshot.as_ref() != Some(snapshot) {
            kept_snapshot::write(&self.path, snapshot, world)?;
            self.snapshot = Some(snapshot.clone());
        }
        self.see(world);
        Ok(())
    }

    /// Saves what a person made of the profile as it was seen; what the snapshot says is not copied into the file.
    pub(super) fn save(&mut self, edited: &Profile, world: &World) -> Result<()> {
        let file = if self.snapshot.is_some() {
            overlay::without(&self.file, &self.profile, edited)
        } else {
            edited.clone()
        };
        self.write(file, world)?;
        self.see(world);
        Ok(())
    }

    pub(super) fn is_new(&self) -> bool {
        self.text.is_none()
    }

    pub(super) fn name(&self) -> String {
        crate::model::harmless::shown(&self.path.display().to_string()).into_owned()
    }

    /// Replaces the file whole, and only the version that this run knows.
    fn write(&mut self, file: Profile, world: &World) -> Result<()> {
        let ours = write(&file);
        // Where somebody's words beside a new value would look like a secret, the file must still be one that can be read.
        let text =
            Some(self.comments.put_back(&ours)).filter(|text| profile_of(text).is_ok()).unwrap_or(ours);
        if self.text.as_ref() == Some(&text) {
            self.file = file;
            return Ok(());
        }
        let name = self.name();
        let there = world.files.exists(&self.path).then(|| profile::text(&self.path, world)).transpose()?;
        if there != self.text {
            return Err(Error::new(
                Kind::Environment,
                format!("{name} was changed by somebody else meanwhile"),
            )
            .command("to go on from what stands there now", format!("reentry prepare \"{name}\"")));
        }
        let failed = |e| {
            Error::new(Kind::Environment, format!("{name} could not be written"))
                .because(e)
                .saved("the answers before this one, if there were any")
        };
        let mut new = world.files.replace(&self.path).map_err(failed)?;
        new.write_all(text.as_bytes()).and_then(|()| new.commit()).map_err(failed)?;
        self.text = Some(text);
        self.file = file;
        Ok(())
    }

    /// What is wrong with the place where it lies.
    pub(super) fn cautions(&self, world: &World) -> Result<Vec<String>> {
        let here = world.store.here().map_err(|e| {
            Error::new(Kind::Environment, "the current directory could not be found").because(e)
        })?;
        let whole = here.join(&self.path);
        let folder = whole.parent().unwrap_or(&here);
        let checkout = folder.ancestors().find(|dir| world.files.exists(&dir.join(".git")));
        let checkout = checkout.map(|dir| report::in_a_checkout(&dir.display().to_string()));
        let synced = world.store.synced_by(folder).map(|service| report::synced(&service));
        Ok(checkout.into_iter().chain(synced).collect())
    }
}
