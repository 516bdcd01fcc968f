//! What people remember when no file is at hand: from the facts of a case to a name to call.
//!
//! Memory is weaker than a file. A role that somebody remembers is "held, assignment unknown"; a relationship without
//! an end date is open; only what the partner itself said counts as a no.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::case::{Case, Outcome};
use crate::model::TenantId;
use crate::model::{Cause, Value, facts};

use crate::partner::assess::roles_that_help;
use crate::partner::distributor::is_distributor;
use crate::partner::finding::{Finding, Helper, Kind, Reason, Verdict};
use crate::partner::read::Record;
use crate::partner::relationship::{Customer, Relationship, Status};
use crate::partner::rescue::{Question, weigh};
use crate::partner::role::{Held, Role};
use crate::partner::spoken;
use crate::partner::text::harmless;

/// Where a remembered relationship stands "in the file".
const MEMORY: &str = "what you remember";

/// Whom to call, as far as anybody remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The name to call; without one, whoever sends the invoice.
    pub name: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// The name belongs to a known distributor: it sells to resellers, and the reseller may be the one who manages.
    pub distributor: bool,
    /// The provider behind the reseller.
    pub provider: Option<String>,
    /// The roles to ask for, least powerful first.
    pub wanted: Vec<Role>,
}

/// Whom to call; nothing when it is known that there is no partner.
#[must_use]
pub fn whom_to_call(case: &Case, cause: Cause) -> Option<Call> {
    if case.says(facts::PARTNER_EXISTS, "no") {
        return None;
    }
    let text = |fact: &str| case.text(fact).map(|text| harmless(&text)).filter(|text| !text.is_empty());
    let name = text(facts::PARTNER_NAME);
    Some(Call {
        distributor: name.as_deref().is_some_and(is_distributor),
        contact: text(facts::PARTNER_CONTACT),
        provider: text(facts::PARTNER_PROVIDER),
        wanted: roles_that_help(cause),
        name,
    })
}

/// What a command line adds to the facts of a case.
#[derive(Debug, Clone, Default)]
pub struct Given<'a> {
    /// The lockout, where the case does not know it or is overruled.
    pub cause: Option<Cause>,
    /// Further roles that somebody still holds.
    pub surviving: Vec<Held>,
    /// What files say; they count more than memory.
    pub record: Option<&'a Record>,
    /// The tenant, where the case does not know it or is overruled.
    pub tenant: Option<TenantId>,
}

/// Roles and partners of a case, weighed. Without a file the facts of the case stand in for it.
#[must_use]
pub fn weigh_case(case: &Case, given: &Given<'_>, now: DateTime<Utc>) -> Finding {
    let mut surviving = given.surviving.clone();
    surviving.extend(said(case, facts::OTHER_ROLES).unwrap_or_default());
    surviving.sort();
    surviving.dedup();
    let memory = remembered(case, now).map(|one| Record { relationships: vec![one], ..Record::default() });
    let question = Question {
        cause: given.cause.or_else(|| case.cause()),
        surviving: &surviving,
        record: given.record.or(memory.as_ref()),
        tenant: given.tenant.or_else(|| case.text(facts::TENANT_ID)?.parse().ok()),
        ..Question::default()
    };
    let mut finding = weigh(&question, now);
    finding.partners_on_record = given.record.is_some();
    hear(case, &mut finding.helpers);
    finding.helpers.sort_by_key(|helper| (helper.verdict, helper.kind));
    as_said(case, finding)
}

/// The finding, with what the case knows today about who there is: an earlier one may have been made before it was said
/// that there is no partner. What a file says stays.
#[must_use]
pub fn as_said(case: &Case, mut finding: Finding) -> Finding {
    let no_partner = case.says(facts::PARTNER_EXISTS, "no");
    if no_partner && !finding.partners_on_record {
        finding.helpers.retain(|helper| helper.kind != Kind::Gdap);
    }
    let no_role = said(case, facts::OTHER_ROLES).is_some_and(|roles| roles.is_empty());
    let said = [(Kind::SurvivingRole, no_role), (Kind::Gdap, no_partner)];
    let known = |kind: Kind| finding.helpers.iter().any(|helper| helper.kind == kind);
    finding.none_of =
        said.into_iter().filter(|(kind, none)| *none && !known(*kind)).map(|(kind, _)| kind).collect();
    finding
}

/// Adds what the partner answered when it was asked.
fn hear(case: &Case, helpers: &mut [Helper]) {
    let Some(answer) = case.text(facts::PARTNER_ANSWER) else { return };
    let [one] = &mut helpers.iter_mut().filter(|helper| helper.kind == Kind::Gdap).collect::<Vec<_>>()[..]
    else {
        return;
    };
    match answer.as_str() {
        // Nobody is asked by a relationship that has ended.
        "cannot" if one.verdict != Verdict::NoAccess => {
            one.verdict = Verdict::NoAccess;
            one.reasons.insert(0, Reason::SaidSo);
        }
        "blocked" => {
            one.refused = Some(true);
            one.verdict = one.verdict.max(Verdict::NoAccess);
        }
        "fixed" => one.refused = Some(false),
        _ => {}
    }
}

/// The relationship that the facts describe; nothing when none is remembered.
fn remembered(case: &Case, now: DateTime<Utc>) -> Option<Relationship> {
    let known = |fact: &str| case.value(fact).is_some_and(|value| *value != Value::Unknown);
    let mentioned =
        case.says(facts::PARTNER_EXISTS, "yes") || known(facts::PARTNER_ROLES) || known(facts::PARTNER_ENDS);
    if !mentioned || case.says(facts::PARTNER_EXISTS, "no") {
        return None;
    }
    // The last day counts in full.
    let evening = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    let ends = case.text(facts::PARTNER_ENDS).and_then(|text| text.parse::<NaiveDate>().ok());
    let ends = ends.map(|day| day.and_time(evening).and_utc());
    let roles = said(case, facts::PARTNER_ROLES);
    Some(Relationship {
        place: MEMORY.into(),
        id: None,
        name: case.text(facts::PARTNER_NAME).map(|name| harmless(&name)),
        customer: Customer { tenant: case.text(facts::TENANT_ID).and_then(|id| id.parse().ok()), name: None },
        roles,
        // Without an end date nobody can say that it still runs.
        status: match ends {
            Some(ends) if ends <= now => Status::Expired,
            Some(_) => Status::Active,
            None => Status::Missing,
        },
        created: None,
        modified: None,
        ends,
        auto_extend: None,
        assignments: None,
        partner_tenant: None,
        indirect_provider: None,
        partner_consent_pending: false,
    })
}

/// The roles that somebody named: nothing when nobody knows, none when it is known that there are none.
fn said(case: &Case, fact: &str) -> Option<Vec<Held>> {
    case.value(fact).filter(|value| **value != Value::Unknown)?;
    let none = |item: &str| spoken::is_none(item.rsplit(": ").next().unwrap_or_default());
    Some(case.items(fact).iter().filter(|item| !none(item)).map(|item| role(item)).collect())
}

/// The role of an item. A sentence that may deny its role is no role that we know; nor is one that must be activated.
fn role(item: &str) -> Held {
    match spoken::read(item) {
        Some(spoken) if !spoken.eligible => Held::Known(spoken.role),
        None if !spoken::is_unclear(item) => Held::read(item.rsplit(": ").next().unwrap_or_default().trim()),
        _ => Held::Unknown(harmless(item)),
    }
}

/// Yes, no or unknown, for one kind of helper: what the guide branches on.
#[must_use]
pub fn outcome(finding: &Finding, kind: Kind) -> Outcome {
    let nobody = finding.none_of.contains(&kind);
    let of = || finding.helpers.iter().filter(|helper| helper.kind == kind);
    if of().any(|helper| helper.verdict.rescues()) {
        Outcome::Yes
    } else if (of().next().is_none() && !nobody)
        || of().any(|helper| helper.verdict.open() || helper.verdict == Verdict::RemoteChance)
    {
        Outcome::Unknown
    } else {
        Outcome::No
    }
}
