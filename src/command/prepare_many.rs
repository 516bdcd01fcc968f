//! `prepare --profiles`: one import for a whole folder of tenants. Each export finds its tenant by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::exports::{self, Files, Raw};
use super::fleet::{self, Tenant};
use super::kept_profile;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::readiness::import::{Options, Refused, import, known};
use crate::readiness::profile::Profile;
use crate::report::fleet as report;
use crate::report::prepare::import as words;
use crate::tenant::gather;
use crate::tenant::read::Kind as Of;
use crate::tenant::whose::Known;
use crate::world::World;

/// Files that belong together: a folder, a zip, or one file.
struct Group {
    name: String,
    path: PathBuf,
}

/// What came of one tenant.
struct Done {
    row: report::Imported,
    write: Option<(PathBuf, Profile, crate::tenant::Snapshot)>,
}

pub(super) fn run(args: &cli::Prepare, folder: &Path, world: &mut World) -> Result<Exit> {
    let now = world.clock.now().to_utc();
    let mut rows: Vec<report::Imported> = Vec::new();
    let mut tenants = Vec::new();
    let is_new = args.create && !world.files.exists(folder);
    let profiles = if is_new { Ok(Vec::new()) } else { world.files.list(folder, "toml") };
    for path in profiles.map_err(|e| Error::unread(folder, e))? {
        match fleet::tenant(&path, world) {
            Ok(tenant) => tenants.push(tenant),
            Err(error) => rows.push(report::Imported::refused(fleet::name(&path), error.to_string())),
        }
    }
    let groups = groups(&args.import, world)?;
    let (given, shared) = sorted(&groups, &tenants, args.create, folder, &mut rows, world);
    let mut jobs: Vec<(Tenant, Vec<PathBuf>)> = Vec::new();
    for mut tenant in tenants {
        let paths = given.get(&tenant.path).cloned().unwrap_or_default();
        if paths.is_empty() && shared.is_empty() {
            rows.push(report::Imported::nothing(tenant.name));
            continue;
        }
        tenant.profile.maker = args.maker.clone().or(tenant.profile.maker);
        jobs.push((tenant, paths));
    }
    let there: Vec<PathBuf> = jobs.iter().map(|(tenant, _)| tenant.path.clone()).collect();
    for (path, paths) in given.iter().filter(|(path, _)| !there.contains(path)) {
        let profile = Profile { maker: args.maker.clone(), ..Profile::default() };
        jobs.push((
            Tenant { name: fleet::name(path), path: path.clone(), profile, snapshot: None },
            paths.clone(),
        ));
    }
    let options = Options { keep_users: args.keep_users, whole: args.whole, ..Options::default() };
    let count = jobs.len();
    let mut jobs: Vec<Option<(Tenant, Vec<PathBuf>)>> = jobs.into_iter().map(Some).collect();
    let fetch = |at: usize, world: &World| {
        let (tenant, paths) = jobs[at].take()?;
        let raw: Result<Vec<Raw>> =
            paths.iter().chain(&shared).map(|path| exports::raw(path, world)).collect();
        Some((tenant, raw.map(|all| all.into_iter().flatten().collect::<Raw>())))
    };
    let work = |job: Option<(Tenant, Result<Raw>)>| {
        let (tenant, raw) = job?;
        Some(match raw {
            Ok(raw) => one(tenant, exports::parse(raw), &options, now),
            Err(error) => {
                Done { row: report::Imported::refused(tenant.name, error.to_string()), write: None }
            }
        })
    };
    let done = fleet::each(count, "imported", world, fetch, work);
    if is_new && !args.dry_run && done.iter().flatten().any(|one| one.write.is_some()) {
        world.files.make_folder(folder).map_err(|e| Error::unwritten(folder, e))?;
    }
    for done in done.into_iter().flatten() {
        let Done { mut row, write } = done;
        if let Some((path, profile, snapshot)) = write.filter(|_| !args.dry_run) {
            let kept = kept_profile::Kept::open(&path, world)
                .and_then(|mut kept| kept.imported(profile, &snapshot, world));
            if let Err(error) = kept {
                row = report::Imported::refused(row.name, error.to_string());
            }
        }
        rows.push(row);
    }
    if rows.is_empty() {
        let what =
            format!("there is no profile (*.toml) in {}, and no export that finds one", folder.display());
        return Err(Error::new(Kind::Input, what).command(
            "to make the profiles from the exports",
            "reentry prepare --profiles DIR --import EXPORTS --create",
        ));
    }
    report::worst_first(&mut rows);
    let text = if world.settings.json {
        report::import_lines(&rows)
    } else {
        report::import_text(&rows, args.dry_run)
    };
    write!(world.out, "{text}").map_err(Error::from_output)?;
    Ok(report::import_exit(&rows))
}

/// One tenant's import.
fn one(tenant: Tenant, files: Files, options: &Options, now: chrono::DateTime<chrono::Utc>) -> Done {
    let Tenant { name, path, profile, snapshot } = tenant;
    match import(files, &profile, snapshot, options, now) {
        Ok(taken) => {
            let kept = taken.kept(&taken.profile);
            let row = report::Imported::taken(name, &taken, &kept);
            Done { row, write: Some((path, taken.profile, kept)) }
        }
        Err(Refused::Foreign(foreign)) => {
            Done { row: report::Imported::refused(name, foreign.to_string()), write: None }
        }
        Err(Refused::Nothing(files)) => {
            let why = words::problems(&files).join("; ");
            Done { row: report::Imported::refused(name, why), write: None }
        }
    }
}

/// What is given, in parts: each folder in a folder, each zip, each file.
fn groups(paths: &[PathBuf], world: &World) -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    let mut add = |path: &Path| groups.push(Group { name: fleet::name(path), path: path.to_owned() });
    for path in paths {
        if !world.files.is_folder(path) {
            add(path);
            continue;
        }
        let inner = world.files.folders(path).map_err(|e| Error::unread(path, e))?;
        if inner.is_empty() {
            let zips = world.files.list(path, "zip").map_err(|e| Error::unread(path, e))?;
            let loose = ["json", "csv"].iter().map(|e| world.files.list(path, e));
            let loose: Vec<PathBuf> = loose.filter_map(std::result::Result::ok).flatten().collect();
            zips.iter().chain(&loose).for_each(|file| add(file));
            continue;
        }
        inner.iter().for_each(|folder| add(folder));
        for ending in ["zip", "json", "csv"] {
            for file in world.files.list(path, ending).map_err(|e| Error::unread(path, e))? {
                add(&file);
            }
        }
    }
    Ok(groups)
}

type Given = BTreeMap<PathBuf, Vec<PathBuf>>;

/// Which group is whose: by the tenant that it names, by its onmicrosoft.com names, else by its own name. A list of
/// relationships of many customers is for all of them.
fn sorted(
    groups: &[Group],
    tenants: &[Tenant],
    create: bool,
    folder: &Path,
    rows: &mut Vec<report::Imported>,
    world: &mut World,
) -> (Given, Vec<PathBuf>) {
    let known: Vec<Known> =
        tenants.iter().map(|one| known(&one.profile, one.snapshot.as_ref(), &Options::default())).collect();
    let (mut given, mut shared) = (Given::new(), Vec::new());
    let paths: Vec<&Group> = groups.iter().collect();
    let fetch = |at: usize, world: &World| exports::raw(&paths[at].path, world);
    let work = |raw: Result<Raw>| {
        let gathered =
            gather(exports::parse(raw.map_err(|e| e.to_string())?), chrono::DateTime::UNIX_EPOCH, false);
        let customers = gathered.relationships.customers().len();
        let only_partners = gathered.files.iter().all(|file| {
            file.holds.iter().all(|(kind, _)| {
                matches!(kind, Of::Relationships | Of::AccessAssignments | Of::PassedOver(_))
            })
        });
        let customer = match gathered.relationships.customers()[..] {
            [one] => one.tenant,
            _ => None,
        };
        let mut named: Vec<_> = gathered.tenants.keys().copied().collect();
        if named.is_empty() {
            named.extend(customer);
        }
        let name = gathered.snapshot.organization.values().find_map(|one| one.name.clone());
        Ok::<_, String>((named, gathered.microsoft_names(), only_partners && customers > 1, name))
    };
    let looked = fleet::each(paths.len(), "looked at", world, fetch, work);
    for (group, looked) in groups.iter().zip(looked) {
        let (named, names, for_all, _) = match looked {
            Ok(looked) => looked,
            Err(why) => {
                rows.push(report::Imported::refused(group.name.clone(), why));
                continue;
            }
        };
        if for_all {
            shared.push(group.path.clone());
            continue;
        }
        let by_id = named.first().and_then(|id| known.iter().position(|one| one.tenant == Some(*id)));
        let by_names = || known.iter().position(|one| !one.microsoft_names.is_disjoint(&names));
        let by_name = || tenants.iter().position(|one| one.name == group.name);
        let found = match (named.len(), by_id) {
            (2.., _) => {
                rows.push(report::Imported::refused(
                    group.name.clone(),
                    "it holds exports of several tenants; put each tenant's into a folder of its own".into(),
                ));
                continue;
            }
            (_, Some(at)) => Some(at),
            (1, None) => by_names().or_else(by_name).filter(|at| known[*at].tenant.is_none()),
            _ => by_names().or_else(by_name),
        };
        match found {
            Some(at) => given.entry(tenants[at].path.clone()).or_default().push(group.path.clone()),
            None if create && !(named.is_empty() && names.is_empty()) => {
                let path = folder.join(format!("{}.toml", group.name));
                given.entry(path).or_default().push(group.path.clone());
            }
            None => rows.push(report::Imported::refused(
                group.name.clone(),
                "no profile is this tenant's; --create makes one".into(),
            )),
        }
    }
    (given, shared)
}
