//! The profile file, for every verb that starts from it.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::kept_snapshot;
use crate::error::{Error, Kind, Result};
use crate::readiness::maker::Maker;
use crate::readiness::overlay;
use crate::readiness::profile::{self, Profile};
use crate::report::logo::Logo;
use crate::report::made_by::MadeBy;
use crate::report::paper::Filling;
use crate::tenant::Snapshot;
use crate::world::World;

/// Where a profile is looked for when none is named.
pub(super) const HERE: &str = "tenant.toml";

/// The provider's own file, beside its customers' profiles.
pub(super) const MAKER: &str = "maker.toml";

/// The profile that is named, or the one in this folder; nothing if there is none.
pub(super) fn find(named: Option<&Path>, world: &World) -> Result<Option<Profile>> {
    match named {
        Some(path) => read(path, world).map(Some),
        None if world.files.exists(Path::new(HERE)) => read(Path::new(HERE), world).map(Some),
        None => Ok(None),
    }
}

/// Reads a profile with what the snapshot beside it shows, and says on the side what of it is getting old.
pub(super) fn open(path: &Path, world: &mut World) -> Result<Profile> {
    let profile = parse(path, &text(path, world)?)?;
    for warning in profile::warnings(&profile, world.clock.now().date_naive()).iter().take(20) {
        let line = crate::model::harmless::shown(&warning.to_string()).into_owned();
        let _ = writeln!(world.err, "notice: {}: {line}", path.display());
    }
    // On the worst night a damaged snapshot keeps nobody from the profile.
    match kept_snapshot::read(path, world) {
        Ok(Some(snapshot)) => Ok(overlay::with(&profile, &snapshot, world.clock.now().to_utc())),
        Ok(None) => Ok(profile),
        Err(error) => {
            let _ = writeln!(world.err, "notice: {error}; the profile is used without it");
            Ok(profile)
        }
    }
}

/// The provider that makes the kit: the file that is named, else `maker.toml` in the folder of the profile.
pub(super) fn maker(named: Option<&Path>, folder: &Path, world: &World) -> Result<Option<MadeBy>> {
    let beside = folder.join(MAKER);
    let path = match named {
        Some(path) => path,
        None if world.files.is_file(&beside) => &beside,
        None => return Ok(None),
    };
    let refused =
        |why: String| Error::new(Kind::Input, format!("{} cannot be used", path.display())).because(why);
    let maker = Maker::parse(&text(path, world)?).map_err(refused)?;
    let logo = match &maker.logo {
        None => None,
        Some(file) => {
            // A logo lies beside the file that names it.
            let at = path.parent().unwrap_or(Path::new("")).join(file);
            let bytes = world.files.read_whole(&at, 4 << 20).map_err(|e| Error::unread(&at, e))?;
            let logo = Logo::read(&bytes, &maker.name).map_err(|why| {
                Error::new(Kind::Input, format!("the logo {} cannot be used", at.display()))
                    .because(why)
                    .hint(format!("or leave the line logo = \"{file}\" out of {}", path.display()))
            })?;
            Some(Arc::new(logo))
        }
    };
    Ok(Some(MadeBy { maker, logo }))
}

/// A profile that names no maker is the maker's: the kit then leaves places out.
pub(super) fn made_by(profile: Profile, maker: Option<&MadeBy>) -> Profile {
    let maker = profile.maker.clone().or_else(|| Some(maker?.maker.name.clone()));
    Profile { maker, ..profile }
}

/// What the printed kit says of the tenant: the profile, and what only the snapshot beside it shows.
pub(super) fn kit_facts(
    path: &Path,
    maker: Option<&Path>,
    today: NaiveDate,
    world: &mut World,
) -> Result<(Filling, Option<Arc<Logo>>)> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let maker = self::maker(maker, folder, world)?;
    let mut known = made_by(open(path, world)?, maker.as_ref()).kit_facts(today);
    if let Some(maker) = &maker {
        maker.maker.add_kit_facts(&mut known);
    }
    if let Ok(Some(snapshot)) = kept_snapshot::read(path, world) {
        overlay::add_kit_facts(&snapshot, &mut known);
    }
    Ok((known, maker.and_then(|maker| maker.logo)))
}

/// Reads a profile with what the snapshot beside it shows.
pub(super) fn read(path: &Path, world: &World) -> Result<Profile> {
    both(path, world).map(|(profile, _)| profile)
}

/// Reads a profile with what the snapshot beside it shows, and the snapshot.
pub(super) fn both(path: &Path, world: &World) -> Result<(Profile, Option<Snapshot>)> {
    let profile = parse(path, &text(path, world)?)?;
    Ok(match kept_snapshot::read(path, world)? {
        Some(snapshot) => (overlay::with(&profile, &snapshot, world.clock.now().to_utc()), Some(snapshot)),
        None => (profile, None),
    })
}

/// The text of a file; what is larger than any profile is left unread.
pub(super) fn text(path: &Path, world: &World) -> Result<String> {
    let failed = |e| Error::unread(path, e);
    let mut bytes = Vec::new();
    let file = world.files.open(path).map_err(failed)?;
    file.take((16 << 20) + 1).read_to_end(&mut bytes).map_err(failed)?;
    String::from_utf8(bytes).map_err(|e| {
        Error::new(Kind::Input, format!("{} is not UTF-8 text", path.display()))
            .because(e.utf8_error())
            .hint("Save it as UTF-8; Windows PowerShell writes UTF-16 when > is used.")
    })
}

/// The profile in a text, refused with the file's name.
pub(super) fn parse(path: &Path, text: &str) -> Result<Profile> {
    profile::parse(text).map_err(|wrong| {
        let hint = wrong.hint.clone();
        let what = format!("the profile {} cannot be used", path.display());
        hint.into_iter().fold(Error::new(Kind::Input, what).because(wrong), Error::hint)
    })
}
