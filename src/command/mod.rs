//! One file for each verb. A command connects the pure modules to the ports and decides nothing.

mod account;
mod alerts;
mod attach;
mod audit;
mod audit_ask;
mod audit_many;
mod bring_in;
mod bundle;
mod bundle_files;
mod dns;
mod dns_bulk;
mod dns_case;
mod dns_cases;
mod dns_check;
mod dns_explain;
mod dns_list;
mod dns_watch;
mod dossier;
mod drill;
mod exports;
mod find_case;
mod fleet;
mod handover;
mod happened;
mod kept_files;
mod kept_profile;
mod kept_snapshot;
mod manual;
mod moment;
mod note;
mod observations;
mod open_case;
mod partner_assess;
mod partner_check;
mod policy_check;
mod policy_doors;
mod policy_preview;
mod policy_read;
mod policy_said;
mod policy_weigh;
mod prepare;
mod prepare_many;
mod print;
mod print_many;
mod profile;
mod recover;
mod request;
mod retract;
mod runbook;
mod signin_add;
mod signin_explain;
mod signin_find;
mod signin_read;
mod status;
mod take_up;
mod tell;
mod ticket;
mod typed_ids;
mod typed_words;
mod verify;

use crate::cli::{Dns, Partner, Policy, Signin, Verb};
use crate::error::Result;
use crate::model::Exit;
use crate::world::World;

/// Runs the verb; without one, says where the case stands.
pub(crate) fn run(verb: Option<&Verb>, world: &mut World) -> Result<Exit> {
    match verb {
        Some(Verb::Recover(args)) => recover::run(args, world),
        None => status::alone(world),
        Some(Verb::Status) => status::run(world),
        Some(Verb::Note(args)) => note::run(args, world),
        Some(Verb::Happened(args)) => happened::run(args, world),
        Some(Verb::Account(args)) => account::run(args, world),
        Some(Verb::Request(args)) => request::run(args, world),
        Some(Verb::Retract(args)) => retract::run(args, world),
        Some(Verb::Ticket(args)) => ticket::run(args, world),
        Some(Verb::Dossier(args)) => dossier::run(args, world),
        Some(Verb::Signin(Signin::Read(args))) => signin_read::run(args, world),
        Some(Verb::Signin(Signin::Add(args))) => signin_add::run(args, world),
        Some(Verb::Signin(Signin::Find(args))) => signin_find::run(args, world),
        Some(Verb::Signin(Signin::Explain { codes })) => signin_explain::run(codes, world),
        Some(Verb::Dns(Dns::Check(args))) => dns_check::run(args, world),
        Some(Verb::Dns(Dns::Watch(args))) => dns_watch::run(args, world),
        Some(Verb::Dns(Dns::Bulk(args))) => dns_bulk::run(args, world),
        Some(Verb::Dns(Dns::Explain { findings })) => dns_explain::run(findings, world),
        Some(Verb::Partner(Partner::Check(args))) => partner_check::run(args, world),
        Some(Verb::Partner(Partner::Assess(args))) => partner_assess::run(args, world),
        Some(Verb::Policy(Policy::Check(args))) => policy_check::run(args, world),
        Some(Verb::Policy(Policy::Doors(args))) => policy_doors::run(args, world),
        Some(Verb::Policy(Policy::Preview(args))) => policy_preview::run(args, world),
        Some(Verb::Attach(args)) => attach::run(args, world),
        Some(Verb::Handover(args)) => handover::run(args, world),
        Some(Verb::Bundle(args)) => bundle::run(args, world),
        Some(Verb::Verify(args)) => verify::run(args, world),
        Some(Verb::Runbook(args)) => runbook::run(args, world),
        Some(Verb::Print(args)) => print::run(args, world),
        Some(Verb::Audit(args)) => audit::run(args, world),
        Some(Verb::Prepare(args)) => prepare::run(args, world),
        Some(Verb::Drill(args)) => drill::run(args, world),
        Some(Verb::Alerts(args)) => alerts::run(args, world),
        Some(Verb::Completions { shell }) => manual::completions(*shell, world),
        Some(Verb::Man { verbs }) => manual::page(verbs, world),
    }
}
