//! `reentry/partner/v1`: frozen. Members may be added, none is renamed.

use chrono::SecondsFormat;
use serde::Serialize;

use crate::model::Cause;
use crate::model::TenantId;
use crate::partner::action::Action;
use crate::partner::{Finding, Helper, Kind, Verdict};

use super::ask::{self, Sender};
use super::words;

/// The view.
#[derive(Debug, Serialize)]
pub struct View {
    schema: &'static str,
    cause: Cause,
    as_of: String,
    rescuers: Vec<Person>,
    /// Everybody else on record, and why they are no rescuers.
    others: Vec<Person>,
    nobody: bool,
    /// Sentences for support: only what the record supports.
    statement: Vec<String>,
    problems: Vec<String>,
    next: String,
}

#[derive(Debug, Serialize)]
struct Person {
    who: String,
    kind: Kind,
    verdict: Verdict,
    roles: Vec<String>,
    can: Vec<Action>,
    only_if: Vec<&'static str>,
    cannot: Vec<Action>,
    ends: Option<String>,
    days_left: Option<i64>,
    auto_extend: Option<bool>,
    status: Option<String>,
    partner_tenant_id: Option<TenantId>,
    indirect_provider_tenant_id: Option<TenantId>,
    customer_tenant_id: Option<TenantId>,
    blocked_by_ca: &'static str,
    why: Vec<String>,
    ask: Option<String>,
    ask_phone: Option<String>,
}

/// The finding as its view.
#[must_use]
pub fn view(finding: &Finding, sender: &Sender) -> View {
    let people = |wanted: bool| {
        let helpers = finding.helpers.iter().filter(|helper| helper.verdict.rescues() == wanted);
        helpers.map(|helper| person(finding, helper, sender)).collect()
    };
    View {
        schema: "reentry/partner/v1",
        cause: finding.cause,
        as_of: finding.as_of.to_rfc3339_opts(SecondsFormat::Secs, true),
        rescuers: people(true),
        others: people(false),
        nobody: finding.nobody(),
        statement: words::for_support(finding),
        problems: finding.problems.iter().map(ToString::to_string).collect(),
        next: words::next(finding),
    }
}

fn person(finding: &Finding, helper: &Helper, sender: &Sender) -> Person {
    let gdap = helper.gdap.as_ref();
    let text = |text: String| Some(text).filter(|text| !text.is_empty());
    Person {
        who: helper.who.clone(),
        kind: helper.kind,
        verdict: helper.verdict,
        roles: helper.roles.iter().cloned().map(String::from).collect(),
        can: helper.means.iter().map(|means| means.action).chain(helper.also.iter().copied()).collect(),
        only_if: helper
            .means
            .first()
            .map(|best| best.only_if.iter().map(|c| c.text()).collect())
            .unwrap_or_default(),
        cannot: helper.cannot.clone(),
        ends: gdap.and_then(|gdap| gdap.ends).map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        days_left: gdap.and_then(|gdap| gdap.days_left),
        auto_extend: gdap.and_then(|gdap| gdap.auto_extend),
        status: gdap.and_then(|gdap| text(gdap.status.word().to_owned())),
        partner_tenant_id: gdap.and_then(|gdap| gdap.partner_tenant),
        indirect_provider_tenant_id: gdap.and_then(|gdap| gdap.indirect_provider),
        customer_tenant_id: gdap.and_then(|gdap| gdap.customer.tenant),
        blocked_by_ca: match helper.is_refused() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        },
        why: helper.reasons.iter().map(|reason| words::reason(reason, gdap)).collect(),
        ask: ask::letter(finding, helper, sender).map(|letter| letter.text()),
        ask_phone: ask::phone(finding, helper, sender),
    }
}
