//! `partner check`: who can still help with this lockout.

use crate::case::Cause;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::partner::read::Record;
use crate::partner::rescue::{Question, weigh};
use crate::partner::role::{Held, Role};
use crate::report::partner::ask::Sender;
use crate::report::partner::{check, json};
use crate::report::text;
use crate::world::World;

use super::partner_assess;

pub fn run(args: &cli::PartnerCheck, world: &mut World) -> Result<Exit> {
    let cause = args.cause.as_deref().map(cause).transpose()?;
    let tenant = args.tenant.as_deref().map(str::parse).transpose().map_err(partner_assess::not_a_tenant)?;
    let surviving = args.role.iter().map(|text| role(text)).collect::<Result<Vec<Held>>>()?;
    let record = if args.files.is_empty() { None } else { Some(partner_assess::record(&args.files, world)?) };
    let customers = record.as_ref().map(Record::customers).unwrap_or_default();
    if let ([first, _, ..], None) = (&customers[..], tenant) {
        let id = first.tenant.map(|id| id.to_string()).unwrap_or_default();
        return Err(Error::new(
            Kind::Input,
            format!("the files are about {} customers, and not all of them are you", customers.len()),
        )
        .hint(format!("reentry partner check --tenant {id} …   (your own tenant ID)"))
        .hint("reentry partner assess FILE…   for a whole customer base"));
    }
    let tenant = tenant.or_else(|| customers.first().and_then(|only| only.tenant));
    let question =
        Question { cause, surviving: &surviving, record: record.as_ref(), tenant, ..Question::default() };
    let finding = weigh(&question, world.clock.now().to_utc());
    let sender = Sender {
        tenant,
        organisation: customers.first().and_then(|only| only.name.clone()),
        ..Sender::default()
    };
    if world.settings.json {
        serde_json::to_writer_pretty(&mut *world.out, &json::view(&finding, &sender))
            .map_err(|e| Error::from_output(e.into()))?;
        writeln!(world.out).map_err(Error::from_output)?;
    } else {
        let page = text::Page::new(world.settings.columns.min(100));
        write!(world.out, "{}", text::write(&check::blocks(&finding, &sender), page))
            .map_err(Error::from_output)?;
    }
    Ok(if finding.rescuers().next().is_some() { Exit::Done } else { Exit::NotSatisfied })
}

fn cause(text: &str) -> Result<Cause> {
    text.parse().map_err(|e| {
        Error::new(Kind::Usage, format!("there is no cause \"{}\"", text.escape_debug())).because(e)
    })
}

/// A role typed by hand: a name that we do not know is more likely misspelt than custom.
fn role(text: &str) -> Result<Held> {
    let held = Held::read(text);
    if held.known().is_some() || text.trim().parse::<crate::ids::RoleTemplateId>().is_ok() {
        return Ok(held);
    }
    let error = Error::new(Kind::Usage, format!("there is no built-in role \"{}\"", text.escape_debug()));
    let near = Role::similar(text);
    Err(near.into_iter().fold(error, |error, role| error.hint(format!("--role \"{role}\""))))
}
