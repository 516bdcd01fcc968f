//! A profile that grows while somebody answers: the file is whole after each answer, and only the version that this run
//! knows is ever replaced.

use std::path::{Path, PathBuf};

use super::profile;
use crate::error::{Error, Kind, Result};
use crate::readiness::profile::{Comments, Profile, parse as profile_of, write};
use crate::report::prepare as report;
use crate::world::World;

/// The file, and what of it is on disk.
pub(super) struct Kept {
    path: PathBuf,
    text: Option<String>,
    comments: Comments,
    pub(super) profile: Profile,
}

impl Kept {
    pub(super) fn open(path: &Path, world: &World) -> Result<Self> {
        let path = path.to_owned();
        if !world.files.exists(&path) {
            return Ok(Self { path, text: None, comments: Comments::default(), profile: Profile::default() });
        }
        let text = profile::text(&path, world)?;
        let profile = profile::parse(&path, &text)?;
        let comments = Comments::of(&text, &write(&profile));
        Ok(Self { path, text: Some(text), comments, profile })
    }

    pub(super) fn is_new(&self) -> bool {
        self.text.is_none()
    }

    pub(super) fn name(&self) -> String {
        crate::model::harmless::shown(&self.path.display().to_string()).into_owned()
    }

    /// Replaces the file whole, and only the version that this run knows.
    pub(super) fn save(&mut self, profile: &Profile, world: &World) -> Result<()> {
        let ours = write(profile);
        // Where somebody's words beside a new value would look like a secret, the file must still be one that can be read.
        let text =
            Some(self.comments.put_back(&ours)).filter(|text| profile_of(text).is_ok()).unwrap_or(ours);
        if self.text.as_ref() == Some(&text) {
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
        Ok(())
    }

    /// What is wrong with the place where it lies.
    pub(super) fn cautions(&self, world: &World) -> Result<Vec<String>> {
        let here = world
            .store
            .here()
            .map_err(|e| Error::new(Kind::Environment, "the present folder could not be found").because(e))?;
        let whole = here.join(&self.path);
        let folder = whole.parent().unwrap_or(&here);
        let checkout = folder.ancestors().find(|dir| world.files.exists(&dir.join(".git")));
        let checkout = checkout.map(|dir| report::in_a_checkout(&dir.display().to_string()));
        let synced = world.store.synced_by(folder).map(|service| report::synced(&service));
        Ok(checkout.into_iter().chain(synced).collect())
    }
}
