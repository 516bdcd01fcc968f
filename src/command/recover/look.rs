//! The machine checks of the walk. Each gives a three-valued outcome and the events that keep what was seen.

use crate::case::{Event, FactSource, Outcome};
use crate::model::{FactId, Value, facts};
use std::path::PathBuf;

use chrono::FixedOffset;

use crate::cli::DnsWhat;
use crate::command::dns::{Inquiry, typed};
use crate::command::open_case::OpenCase;
use crate::command::signin_add;
use crate::dns_proof::finding::Verdict;
use crate::dns_proof::{Memory, tenant, zone};
use crate::error::{Error, Result};
use crate::guide::Question;
use crate::guide::partner_check::{self, Given};
use crate::partner::Kind as Helper;
use crate::report;
use crate::runbook::{Check, Kind};
use crate::signin::{cause, quality};
use crate::world::World;

use super::person::say;

/// Whom a check asks on DNS, where that is not the public servers.
#[derive(Default)]
pub(super) struct Servers {
    pub(super) root_hints: Option<PathBuf>,
    pub(super) resolvers: Vec<String>,
}

impl Servers {
    /// Refuses what cannot be asked, before a case is begun.
    pub(super) fn check(&self, world: &World) -> Result<()> {
        let given = self.root_hints.is_some() || !self.resolvers.is_empty();
        if given && !world.settings.offline {
            Inquiry::read(&flags("-", None, self)?, world)?;
        }
        Ok(())
    }
}

/// What a check gives.
type Looked = (Outcome, Vec<Event>);

/// Runs a check. What cannot be checked now is unknown, never no, and the walk goes on.
pub(super) fn look(
    check: Check,
    question: &Question<'_>,
    servers: &Servers,
    open: &OpenCase,
    world: &mut World,
) -> Result<Looked> {
    match check {
        Check::SignIn => sign_in(open, world),
        Check::Partner => partner(question, open, world),
        Check::DnsTxt => or_unknown(dns_txt(servers, open, world), open, world),
        Check::TenantDns => or_unknown(tenant_dns(servers, open, world), open, world),
    }
}

fn or_unknown(looked: Result<Looked>, open: &OpenCase, world: &mut World) -> Result<Looked> {
    match looked {
        Err(e) if e.kind != crate::error::Kind::Interrupted => {
            say(report::question::not_checked(&e.what), open, world)?;
            Ok((Outcome::Unknown, Vec::new()))
        }
        other => other,
    }
}

/// Whether the best sign-in is evidence that support can use, and what weakens it.
fn sign_in(open: &OpenCase, world: &mut World) -> Result<Looked> {
    let Some(record) = open.case().best_sign_ins().first().copied().cloned() else {
        say("   No failed sign-in is recorded yet.", open, world)?;
        return Ok((Outcome::No, Vec::new()));
    };
    let known = signin_add::known(open.case());
    let found = quality::check(&record.sign_in, &known, world.clock.now().to_utc());
    if record.sign_in.can_be_found() {
        say("   A failed sign-in with its id and time is recorded.", open, world)?;
    }
    say(report::signin::warnings(&found).collect::<Vec<_>>(), open, world)?;
    let together = cause::weigh_beside(&signin_add::captures(open.case()), open.case().tried());
    say(report::signin_cause::screen(&together), open, world)?;
    let spoilt = found.iter().any(quality::Warning::spoils);
    let outcome = if record.sign_in.can_be_found() && !spoilt { Outcome::Yes } else { Outcome::No };
    Ok((outcome, Vec::new()))
}

fn dns_txt(servers: &Servers, open: &OpenCase, world: &mut World) -> Result<Looked> {
    let case = open.case();
    let (Some(domain), Some(value)) = (case.text(facts::PROOF_DOMAIN), case.text(facts::PROOF_VALUE)) else {
        return Err(Error::new(crate::error::Kind::Unchecked, "the domain or the value is not known yet"));
    };
    let host = case.text(facts::PROOF_HOST);
    let now = world.clock.now();
    let engineer = case.text(facts::ENGINEER_OFFSET).and_then(|said| zone::read(&said, now.to_utc()));
    for line in report::txt_day::lines(&value, engineer, now) {
        say(&format!("   {line}"), open, world)?;
    }
    let what = flags(&value, engineer, servers)?;
    let domain = typed(&domain)?;
    let inquiry = Inquiry::read(&what, world)?;
    let plan = inquiry.plan(&domain, host.as_deref(), &inquiry.expected)?;
    say(&format!("   Asking the name servers of {} …", domain.name), open, world)?;
    let seen = inquiry.report(&plan, &Memory::default(), world)?;
    let page = report::dns::Page { unicode: domain.unicode.as_deref(), flags: "" };
    say(report::dns::screen(&seen, &inquiry.today, page), open, world)?;
    let outcome = match seen.verdict {
        Verdict::Visible => Outcome::Yes,
        Verdict::Unknown => Outcome::Unknown,
        Verdict::Partly | Verdict::NotYet | Verdict::Wrong => Outcome::No,
    };
    Ok((outcome, vec![Event::DnsObserved { report: Box::new(seen) }]))
}

/// What DNS says about the tenant; the initial domain is learned if DKIM names it.
fn tenant_dns(servers: &Servers, open: &OpenCase, world: &mut World) -> Result<Looked> {
    let Some(first) = open.case().items(facts::DOMAINS).first().cloned() else {
        return Err(Error::new(crate::error::Kind::Unchecked, "no domain is known yet"));
    };
    let domain = typed(&first)?;
    let inquiry = Inquiry::read(&flags("-", None, servers)?, world)?;
    let mut plan = inquiry.plan(&domain, None, &inquiry.expected)?;
    plan.tenant = true;
    say(&format!("   Asking what DNS says about {} …", domain.name), open, world)?;
    let seen = inquiry.observe(&plan, &Memory::default(), world)?;
    say(report::dns_tenant::screen(&seen), open, world)?;
    if !tenant::was_answered(&seen) {
        return Ok((Outcome::Unknown, Vec::new()));
    }
    let known = open.case().value(facts::ONMICROSOFT).is_some();
    let events = tenant::initial_domain(&tenant::traces(&seen))
        .filter(|_| !known)
        .map(|name| Event::Learned {
            fact: FactId::known(facts::ONMICROSOFT),
            value: Value::One(name.to_string().trim_end_matches('.').to_owned()),
            source: FactSource::Dns,
            step: None,
        })
        .into_iter()
        .collect();
    Ok((Outcome::Yes, events))
}

/// The flags of `dns check` as somebody would type them, with its defaults.
fn flags(value: &str, engineer: Option<FixedOffset>, servers: &Servers) -> Result<DnsWhat> {
    let cannot =
        |why: String| Error::new(crate::error::Kind::Unchecked, "the value cannot be asked for").because(why);
    Ok(DnsWhat {
        value: Some(value.to_owned()),
        engineer_offset: engineer.map(|offset| offset.to_string()),
        resolver: servers.resolvers.clone(),
        root_hints: servers.root_hints.clone(),
        ..DnsWhat::untyped().map_err(cannot)?
    })
}

/// Weighs what the facts say. The step's facts tell whether it asks about our own accounts or about partners.
fn partner(question: &Question<'_>, open: &OpenCase, world: &mut World) -> Result<Looked> {
    let Kind::Check { facts: asked, .. } = &question.step.kind else {
        return Ok((Outcome::Unknown, Vec::new()));
    };
    let partners = asked.iter().any(|f| f.as_str() == facts::PARTNER_ROLES);
    let kind = if partners { Helper::Gdap } else { Helper::SurvivingRole };
    let finding = partner_check::weigh_case(open.case(), &Given::default(), world.clock.now().to_utc());
    let outcome = partner_check::outcome(&finding, kind);
    for line in report::partner::words::short(&finding, kind) {
        say(&format!("   {line}"), open, world)?;
    }
    Ok((outcome, vec![Event::PartnersWeighed { finding: Box::new(finding) }]))
}
