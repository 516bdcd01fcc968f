//! `partner assess`: the same over a whole customer base.

use std::io::Read;
use std::path::PathBuf;

use crate::cli::{self, AssessFormat};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::model::{NotAnId, TenantId};
use crate::partner::assess::assess;
use crate::partner::read::{Record, gather, read};
use crate::partner::relationship::Customer;
use crate::partner::roster;
use crate::report::partner::assess as report;
use crate::report::{html, text};
use crate::world::World;

/// More than any export of relationships; a larger file is something else.
const LARGEST: u64 = 256 * 1024 * 1024;

pub(super) fn run(args: &cli::PartnerAssess, world: &mut World) -> Result<Exit> {
    let tenant: Option<TenantId> =
        args.tenant.as_deref().map(str::parse).transpose().map_err(not_a_tenant)?;
    let mut record = record(&args.files, world)?;
    if let Some(tenant) = tenant {
        record.relationships.retain(|one| one.customer.tenant == Some(tenant));
    }
    let mut roster = roster(args, world)?;
    if let Some(tenant) = tenant {
        roster.retain(|one| one.tenant == Some(tenant));
    }
    if record.relationships.is_empty() && roster.is_empty() {
        return Err(Error::new(Kind::Input, "no relationship was found in the files")
            .hint("reentry partner check --help"));
    }
    let folder = args.profiles.as_deref().unwrap_or(std::path::Path::new(""));
    let maker = super::profile::maker(args.maker.as_deref(), folder, world)?;
    let found = assess(&record, &roster, world.clock.now().to_utc());
    let gaps = found.customers.iter().any(|row| row.gaps().next().is_some());
    let written = match args.format {
        _ if world.settings.json => {
            serde_json::to_string(&report::view(&found)).map_err(|e| Error::from_output(e.into()))? + "\n"
        }
        AssessFormat::Table => text::write(&report::blocks(&found), text::Page::new(world.settings.columns)),
        AssessFormat::Csv => report::csv(&found),
        AssessFormat::Html => {
            let document = report::document(&found);
            let document = match &maker {
                // One customer alone is handed over; the whole base is the maker's own.
                Some(maker) if found.customers.len() == 1 => maker.hand_over(document),
                Some(maker) => maker.sign(document),
                None => document,
            };
            html::write(&document, html::Sheet { size: "A4", points: 11 })
        }
    };
    world.out.write_all(written.as_bytes()).map_err(Error::from_output)?;
    Ok(if gaps { Exit::NotSatisfied } else { Exit::Done })
}

/// Everybody who should have a relationship: from a file, and from a folder of profiles.
fn roster(args: &cli::PartnerAssess, world: &World) -> Result<Vec<Customer>> {
    let mut all = Vec::new();
    if let Some(path) = &args.roster {
        let mut text = String::new();
        let file = world.files.open(path).map_err(|e| Error::unread(path, e))?;
        file.take(LARGEST).read_to_string(&mut text).map_err(|e| Error::unread(path, e))?;
        let listed = roster::read(&text);
        if listed.is_empty() {
            return Err(Error::new(Kind::Input, format!("{} names no customer", path.display()))
                .hint("one customer a line: a tenant ID, or a name, or both separated by a comma"));
        }
        all.extend(listed);
    }
    if let Some(folder) = &args.profiles {
        for path in super::fleet::paths(folder, world)? {
            // One that cannot be read is a customer all the same.
            let tenant = super::fleet::tenant(&path, world).ok();
            let profile = tenant.as_ref().map(|tenant| &tenant.profile);
            let beside = tenant.as_ref().and_then(|tenant| tenant.snapshot.as_ref()?.tenant);
            all.push(Customer {
                tenant: profile.and_then(|profile| profile.tenant.id).or(beside),
                name: profile
                    .and_then(|profile| profile.tenant.name.clone())
                    .or_else(|| Some(super::fleet::name(&path))),
            });
        }
    }
    Ok(all)
}

pub(super) fn not_a_tenant(why: NotAnId) -> Error {
    Error::new(Kind::Usage, "--tenant is not a tenant ID").because(why)
}

/// Reads all files; the first that is something else ends the run.
pub(super) fn record(files: &[PathBuf], world: &World) -> Result<Record> {
    let mut readings = Vec::new();
    for path in files {
        let failed = |e| Error::unread(path, e);
        let mut bytes = Vec::new();
        let file = world.files.open(path).map_err(failed)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::new(Kind::Input, format!("{} is larger than 256 MB", path.display()))
                .hint("Export fewer relationships at a time"));
        }
        let name = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
        readings.push(read(&name, &bytes).map_err(|unreadable| {
            let cure = unreadable.cure();
            Error::new(Kind::Input, format!("{} was refused", path.display())).because(unreadable).hint(cure)
        })?);
    }
    Ok(gather(readings))
}
