//! `partner check`: who can still help with this lockout.

use crate::case::{Case, Event};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::guide::partner_check::{Given, weigh_case, whom_to_call};
use crate::guide::policy_gate;
use crate::model::Exit;
use crate::model::RoleTemplateId;
use crate::model::{Cause, facts};
use crate::partner::read::Record;
use crate::partner::role::{Held, Role};
use crate::policy::{Law, gaps};
use crate::report::drill;
use crate::report::partner::ask::Sender;
use crate::report::partner::{check, interview, json};
use crate::report::text;
use crate::world::World;

use super::open_case::OpenCase;
use super::{partner_assess, policy_read};

pub(super) fn run(args: &cli::PartnerCheck, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::find_quietly(world)?;
    let nothing = Case::default();
    let case = open.as_ref().map_or(&nothing, OpenCase::case);
    let cause = args.cause.as_deref().map(cause).transpose()?;
    let tenant = args.tenant.as_deref().map(str::parse).transpose().map_err(partner_assess::not_a_tenant)?;
    let tenant = tenant.or_else(|| case.text(facts::TENANT_ID)?.parse().ok());
    let surviving = args.role.iter().map(|text| role(text)).collect::<Result<Vec<Held>>>()?;
    let record = if args.files.is_empty() { None } else { Some(partner_assess::record(&args.files, world)?) };
    let customers = record.as_ref().map(Record::customers).unwrap_or_default();
    if let ([first, _, ..], None) = (&customers[..], tenant) {
        let id = first.tenant.map(|id| id.to_string()).unwrap_or_default();
        let what = format!("the files are about {} customers, and not all of them are you", customers.len());
        return Err(Error::new(Kind::Input, what)
            .hint(format!("type the same again with your own tenant ID, for example: --tenant {id}"))
            .command("to look at a whole customer base", "reentry partner assess FILE"));
    }
    let tenant = tenant.or_else(|| customers.first().and_then(|only| only.tenant));
    let sender = Sender::of(case, tenant, customers.first().and_then(|only| only.name.clone()));
    let given = Given { cause, surviving, record: record.as_ref(), tenant };
    let mut finding = weigh_case(case, &given, world.clock.now().to_utc());
    if args.policies.is_empty() {
        case.computed.iter().for_each(|(_, computed)| policy_gate::as_computed(&mut finding, computed));
    } else {
        let policies = policy_read::given(&args.policies, world)?;
        let gaps = gaps(&policies.export);
        policy_gate::weigh(&mut finding, &Law::of(&policies.export, &gaps), &policies.snapshot);
    }
    let call = whom_to_call(case, finding.cause).filter(|_| record.is_none());
    if world.settings.json {
        serde_json::to_writer_pretty(&mut *world.out, &json::view(&finding, &sender))
            .map_err(|e| Error::from_output(e.into()))?;
        writeln!(world.out).map_err(Error::from_output)?;
    } else {
        let mut blocks = check::blocks(&finding, &sender);
        blocks.extend(call.iter().flat_map(|call| interview::blocks(call, finding.cause, &sender)));
        let page = text::Page::new(world.settings.columns.clamp(40, 80));
        write!(world.out, "{}{}", drill::mark(case), text::write(&blocks, page))
            .map_err(Error::from_output)?;
    }
    if let Some(open) = &mut open {
        open.record(
            world,
            &[Event::PartnersWeighed { finding: Box::new(finding.clone().of_this_tenant()) }],
        )?;
    }
    Ok(if finding.rescuers().next().is_some() { Exit::Done } else { Exit::NotSatisfied })
}

fn cause(text: &str) -> Result<Cause> {
    let what = format!("there is no cause \"{}\"", text.escape_debug());
    text.parse().map_err(|e| Error::new(Kind::Usage, what).because(e))
}

/// A role typed by hand: a name that we do not know is more likely misspelt than custom.
fn role(text: &str) -> Result<Held> {
    let held = Held::read(text);
    if held.known().is_some() || text.trim().parse::<RoleTemplateId>().is_ok() {
        return Ok(held);
    }
    let error = Error::new(Kind::Usage, format!("there is no built-in role \"{}\"", text.escape_debug()));
    Err(Role::similar(text)
        .into_iter()
        .fold(error, |error, role| error.hint(format!("perhaps you mean: --role \"{role}\""))))
}
