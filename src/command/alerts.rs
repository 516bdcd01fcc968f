//! `alerts`: monitoring queries with this tenant's ids.

use std::path::Path;

use super::{fleet, profile};
use crate::cli::{self, AlertFormat};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::model::ObjectId;
use crate::readiness::alerts::{Account, Alert, Subjects, catalogue};
use crate::report::{alerts, json, text};
use crate::world::World;

pub(super) fn run(args: &cli::Alerts, world: &mut World) -> Result<Exit> {
    let chosen = chosen(&args.ids)?;
    if let Some(profiles) = &args.profiles {
        return many(args, profiles, &chosen, world);
    }
    let of = subjects(args, world)?;
    if of.accounts.is_empty() {
        return Err(Error::new(Kind::NeedsAnswer, "the object IDs of the emergency accounts are not known")
            .hint("reentry alerts --account OBJECT-ID --account OBJECT-ID --group OBJECT-ID")
            .command(
                "with object-id for each emergency account in the profile",
                "reentry alerts --profile tenant.toml",
            )
            .hint("entra.microsoft.com, Users, the account, Object ID"));
    }
    let _ = write!(world.err, "{}", alerts::left_out(&chosen, &of));
    if let Some(folder) = &args.folder {
        return files(folder, &chosen, &of, world);
    }
    let answer = match args.format {
        _ if world.settings.json => json::document(&alerts::json::view(&chosen, &of)),
        AlertFormat::Text => text::write(&alerts::blocks(&chosen, &of), world.settings.page()),
        AlertFormat::Kql => queries(&chosen, &of).map(|(_, text)| text).collect::<Vec<_>>().join("\n"),
        AlertFormat::Arm => alerts::template(&chosen, &of),
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// Every tenant of a folder. One without object IDs is named, and stops no other.
fn many(args: &cli::Alerts, profiles: &Path, chosen: &[&Alert], world: &mut World) -> Result<Exit> {
    if args.folder.is_none() && !world.settings.json {
        return Err(Error::new(Kind::Usage, "the alerts of many tenants need a place each")
            .hint("add --folder DIR for a folder of each tenant, or --json for one line of each"));
    }
    let now = world.clock.now().to_utc();
    let mut exit = Exit::Done;
    for path in fleet::paths(profiles, world)? {
        let name = fleet::name(&path);
        let of = match profile::read(&path, world) {
            Ok(profile) => Subjects::of(&profile),
            Err(error) => {
                let _ = writeln!(world.err, "{name}: {error}");
                exit = Exit::Input;
                continue;
            }
        };
        if of.accounts.is_empty() {
            let _ = writeln!(world.err, "{name}: the object IDs of its emergency accounts are not known");
            exit = if exit == Exit::Input { exit } else { Exit::NotSatisfied };
        }
        if world.settings.json {
            let line = serde_json::json!({
                "schema": "reentry/fleet/v1",
                "name": name,
                "day": now.date_naive().to_string(),
                "result": if of.accounts.is_empty() { "not-known" } else { "done" },
                "alerts": alerts::json::view(chosen, &of),
            });
            write!(world.out, "{}", json::line(&line)).map_err(Error::from_output)?;
        } else if let Some(folder) = args.folder.as_ref().filter(|_| !of.accounts.is_empty()) {
            files(&folder.join(&name), chosen, &of, world)?;
        }
    }
    Ok(exit)
}

/// One `.kql` file for each alert, and the template.
fn files(folder: &Path, chosen: &[&Alert], of: &Subjects, world: &mut World) -> Result<Exit> {
    let failed = Error::unwritten;
    world.files.make_folder(folder).map_err(|e| failed(folder, e))?;
    let template = std::iter::once(("alerts.arm.json".to_owned(), alerts::template(chosen, of)));
    for (name, text) in queries(chosen, of).map(|(id, text)| (format!("{id}.kql"), text)).chain(template) {
        let path = folder.join(name);
        let write = |mut file: Box<dyn crate::port::NewFile>| {
            file.write_all(text.as_bytes())?;
            file.commit()
        };
        world.files.create(&path).and_then(write).map_err(|e| failed(&path, e))?;
        writeln!(world.out, "{}", path.display()).map_err(Error::from_output)?;
    }
    Ok(Exit::Done)
}

/// Ids and queries of the alerts that this tenant can have.
fn queries<'a>(chosen: &'a [&Alert], of: &'a Subjects) -> impl Iterator<Item = (&'a str, String)> {
    let can = chosen.iter().filter(|alert| alert.lacks(of).next().is_none());
    can.map(|alert| (alert.id.as_str(), alerts::kql(alert, of)))
}

fn chosen(ids: &[String]) -> Result<Vec<&'static Alert>> {
    let known = || catalogue().iter();
    if let Some(unknown) = ids.iter().find(|id| !known().any(|alert| alert.id == **id)) {
        let names: Vec<&str> = known().map(|alert| alert.id.as_str()).collect();
        let what = format!("there is no alert \"{}\"", unknown.escape_debug());
        return Err(Error::new(Kind::Usage, what).hint(names.join(" ")));
    }
    Ok(known().filter(|alert| ids.is_empty() || ids.contains(&alert.id)).collect())
}

/// Whom the profile names, and whom the flags name besides.
fn subjects(args: &cli::Alerts, world: &World) -> Result<Subjects> {
    let wrong = |e| Error::new(Kind::Usage, "this is not an object ID").because(e);
    let mut of =
        profile::find(args.profile.as_deref(), world)?.map_or_else(Subjects::default, |p| Subjects::of(&p));
    for text in &args.account {
        let (id, name) = text.split_once('=').map_or((text.as_str(), None), |(id, name)| (id, Some(name)));
        of.accounts.push(Account { id: id.parse().map_err(wrong)?, name: name.map(str::to_owned) });
    }
    for (texts, ids) in [(&args.group, &mut of.groups), (&args.admin, &mut of.administrators)] {
        for text in texts {
            ids.insert(text.parse::<ObjectId>().map_err(wrong)?);
        }
    }
    Ok(of)
}
