//! A customer base on a screen, in a spreadsheet, as JSON, and as pages to hand to a customer.

use chrono::{DateTime, Days, SecondsFormat, Utc};
use serde::Serialize;

use crate::model::Cause;
use crate::model::TenantId;
use crate::partner::Verdict;
use crate::partner::assess::{Assessment, CAUSES, Ending, Row};
use crate::partner::role::Role;
use crate::report::document::{Block, Document, Edition, Inline, Item, Part};
use crate::report::spreadsheet::inert;

use super::words::day;

/// Days after which the report should be made again.
const REVIEW_AFTER: Days = Days::new(30);

/// The whole base as blocks: the counts, what ends soon, what to add, and each customer in a line.
#[must_use]
pub fn blocks(found: &Assessment) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, "Which customers could be rescued tonight")];
    blocks.extend(summary(found));
    blocks.push(Block::heading(2, "Customers"));
    let rows = found.customers.iter().map(|row| {
        let gaps: Vec<&str> = row.gaps().map(Cause::id).collect();
        let gaps = if gaps.len() == CAUSES.len() { "all of them".into() } else { gaps.join(", ") };
        vec![text(name(row)), text(or_none(&gaps)), text(until(row)), text(or_none(&to_do(row)))]
    });
    blocks
        .push(table(&["Customer", "No rescue from", "Rescue until", "What closes the gaps"], rows.collect()));
    blocks.extend(problems(found));
    blocks
}

/// One line a customer, for a spreadsheet. No cell can act as a formula.
#[must_use]
pub fn csv(found: &Assessment) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut head = vec![
        "customer",
        "tenant_id",
        "relationships",
        "working",
        "rescue_ends",
        "extends_itself",
        "global_administrator",
    ];
    head.extend(CAUSES.map(Cause::id));
    head.extend(["roles_to_add", "roles_to_assign", "ends"]);
    // Writing into memory does not fail.
    let _ = table.write_record(head);
    for row in &found.customers {
        let mut cells = vec![
            inert(row.customer.name.as_deref().unwrap_or_default()).into_owned(),
            row.customer.tenant.map(|tenant| tenant.to_string()).unwrap_or_default(),
            row.relationships.0.to_string(),
            row.relationships.1.to_string(),
            row.rescue_ends.map(day).unwrap_or_default(),
            yes_no(row.extends).into(),
            yes_no(row.blocked_by_global_admin).into(),
        ];
        cells.extend(row.verdicts.iter().map(|verdict| word(*verdict).to_owned()));
        cells.push(row.missing.iter().map(|role| role.name()).collect::<Vec<_>>().join("; "));
        cells.push(row.to_assign.iter().map(|role| role.name()).collect::<Vec<_>>().join("; "));
        cells.push(row.ends.map(day).unwrap_or_default());
        let _ = table.write_record(cells);
    }
    table.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// A report to print: the base on the first pages, then one sheet for each customer.
#[must_use]
pub fn document(found: &Assessment) -> Document {
    let today = found.as_of.date_naive();
    let one = match found.customers.as_slice() {
        [one] => Some(one),
        _ => None,
    };
    let mut parts = Vec::new();
    if one.is_none() {
        let mut blocks = summary(found);
        blocks.extend(problems(found));
        parts.push(Part::new("summary", "All customers", blocks));
    }
    for (number, row) in (1..).zip(&found.customers) {
        parts.push(Part::new(format!("customer-{number}"), name(row), sheet(row, found)));
    }
    Document {
        title: "Who could rescue this tenant".into(),
        owner: one.map(name),
        edition: Edition {
            version: format!("reentry {}", env!("CARGO_PKG_VERSION")),
            issued: today,
            review_by: today.checked_add_days(REVIEW_AFTER),
        },
        logo: None,
        parts,
    }
}

fn summary(found: &Assessment) -> Vec<Block> {
    let safe = found.customers.iter().filter(|row| row.gaps().next().is_none()).count();
    let without = found.customers.iter().filter(|row| row.verdicts.iter().all(|v| !v.rescues())).count();
    let mut blocks = vec![Block::said(format!(
        "{} on {}. {safe} could be rescued from every lockout a partner can undo, {without} from none.",
        customers(found.customers.len()),
        day(found.as_of)
    ))];
    if found.incomplete {
        blocks.push(Block::said("The list is not complete: a file says that further pages follow."));
    }
    let counts = CAUSES.map(|cause| {
        let count = |wanted: fn(Verdict) -> bool| text(found.count(cause, wanted).to_string());
        vec![
            text(cause.id()),
            count(|v| v == Verdict::Helps),
            count(|v| v == Verdict::MayHelp),
            count(Verdict::open),
            count(|v| !v.rescues() && !v.open()),
        ]
    });
    blocks.push(table(&["Lockout", "Today", "Perhaps", "Open", "No"], counts.into()));
    blocks.push(Block::Small(vec![Block::said(
        "Today: a working relationship holds the right role, assigned to a group. Perhaps: the file does not show the \
         assignment, or one more thing must be so. Open: a step or an answer is missing.",
    )]));
    blocks.extend(ending(found));
    // The same roles as in the rows below.
    let mut named: Vec<Role> = found.customers.iter().flat_map(|row| row.missing.iter().copied()).collect();
    named.sort();
    named.dedup();
    let adds: Vec<(Role, usize)> = named.into_iter().map(|role| (role, found.missing(role))).collect();
    if !adds.is_empty() {
        blocks.push(Block::heading(2, "The least roles that close the gaps"));
        let items =
            adds.iter().map(|(role, count)| entry(format!("{role}: missing at {}", customers(*count))));
        blocks.push(Block::List { first: None, tight: true, items: items.collect() });
        blocks.push(Block::said(
            "Global Administrator is left out on purpose: with it a relationship cannot extend itself. A relationship that \
             works cannot be given more roles; the customer accepts a new one. Privileged Role Administrator can do \
             everything by detour: weigh it with the customer.",
        ));
    }
    blocks
}

fn ending(found: &Assessment) -> Vec<Block> {
    let within = |days: i64| found.ending.iter().filter(|one| one.days_left < days).count();
    let mut blocks = vec![
        Block::heading(2, "What ends soon"),
        Block::said(format!(
            "Within 30 days: {}. Within 60: {}. Within 90: {}.",
            within(30),
            within(60),
            within(90)
        )),
    ];
    let rows: Vec<_> = found.ending.iter().map(ending_row).collect();
    if !rows.is_empty() {
        blocks.push(table(&["Ends", "Customer", "Relationship", "Extends itself"], rows));
    }
    let stuck = found.customers.iter().filter(|row| row.blocked_by_global_admin).count();
    if stuck > 0 {
        blocks.push(Block::said(format!(
            "At {} a relationship cannot extend itself, because Global Administrator is among its roles. The partner can \
             remove that role from a running relationship; then either side can switch automatic extension on.",
            customers(stuck)
        )));
    }
    blocks
}

fn ending_row(one: &Ending) -> Vec<Vec<Inline>> {
    let extends = match one.extends {
        Some(true) => "yes",
        Some(false) if one.global_admin => "no: Global Administrator",
        Some(false) => "no",
        None => "unknown",
    };
    let who = one.customer.name.clone().or_else(|| one.customer.tenant.map(|tenant| tenant.to_string()));
    vec![
        text(format!("{} ({})", day(one.ends), counted(one.days_left, "day"))),
        text(who.unwrap_or_else(|| "not named".into())),
        text(&one.name),
        text(extends),
    ]
}

/// What one customer is handed.
fn sheet(row: &Row, found: &Assessment) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(tenant) = row.customer.tenant {
        blocks.push(Block::Paragraph(vec![Inline::text("Tenant ID "), Inline::Code(tenant.to_string())]));
    }
    let (all, working) = row.relationships;
    blocks.push(Block::said(format!(
        "If no administrator could get in on {}: who could let you back in? {working} of {all} partner relationships work \
         today. {}",
        day(found.as_of),
        match (row.rescue_ends, row.extends) {
            (Some(end), _) => format!("The last one that would rescue ends on {}.", day(end)),
            (None, true) => "One that would rescue extends itself.".into(),
            (None, false) => String::new(),
        }
    )));
    let rows =
        CAUSES.into_iter().zip(row.verdicts).map(|(cause, v)| vec![text(cause.title()), text(word(v))]);
    blocks.push(table(&["If this happened", "Rescue by the partner"], rows.collect()));
    let advice = advice(row);
    if advice.is_empty() {
        blocks.push(Block::said("Nothing is missing that a partner could hold."));
    }
    blocks.extend(advice.into_iter().map(Block::said));
    if row.blocked_by_global_admin {
        blocks.push(Block::said(
            "Global Administrator is among the roles, so the relationship cannot extend itself.",
        ));
    }
    blocks.push(Block::said(
        "A partner is the second rescue. The first is an emergency access account with its own key, kept in a safe and \
         tested every 90 days. Policies that refuse everybody refuse a partner too, unless they exclude service provider \
         users.",
    ));
    blocks
}

/// What a customer's partner should do, each in a sentence: a group for a role that is there, a new relationship for one
/// that ended or has too few roles.
fn advice(row: &Row) -> Vec<String> {
    let mut said = Vec::new();
    if !row.pending.is_empty() {
        said.push(format!(
            "Pending: giving {} to a group of the partner. Look again in Partner Center until it is active.",
            roles(&row.pending)
        ));
    }
    if !row.to_assign.is_empty() {
        said.push(format!(
            "The relationship has {}, and no group of the partner holds it. The partner assigns a group in Partner Center; \
             nothing has to be approved again.",
            roles(&row.to_assign)
        ));
    }
    if let Some((name, ends)) = &row.ended {
        let when = ends.map(|ends| format!(" (end date {})", day(ends))).unwrap_or_default();
        said.push(format!(
            "The relationship {name} is over{when} and cannot be revived. The partner requests a new one, with: {}.",
            roles(&row.missing)
        ));
    } else if !row.missing.is_empty() {
        let lead = match row.relationships {
            (0, _) => "There is no relationship. The partner requests one, with",
            (_, 0) => "No relationship works today. A new one needs",
            _ => {
                "A relationship that works cannot be given more roles. To close the gaps, the partner requests a new one, with"
            }
        };
        said.push(format!("{lead}: {}.", roles(&row.missing)));
    }
    said
}

/// The same in a cell.
fn to_do(row: &Row) -> String {
    let mut said = Vec::new();
    if !row.pending.is_empty() {
        said.push(format!("pending: {}", roles(&row.pending)));
    }
    if !row.to_assign.is_empty() {
        said.push(format!("assign a group to: {}", roles(&row.to_assign)));
    }
    if !row.missing.is_empty() {
        let lead = if row.relationships.1 == 0 { "a new relationship with" } else { "add" };
        said.push(format!("{lead}: {}", roles(&row.missing)));
    }
    said.join("; ")
}

fn problems(found: &Assessment) -> Vec<Block> {
    if found.problems.is_empty() {
        return Vec::new();
    }
    let shown = found.problems.iter().take(50).map(|problem| entry(problem.to_string())).collect();
    let mut blocks = vec![
        Block::heading(2, "Look at this in the files"),
        Block::List { first: None, tight: true, items: shown },
    ];
    if let Some(more) = found.problems.len().checked_sub(50).filter(|more| *more > 0) {
        blocks.push(Block::said(format!("And {more} more: --json lists all of them.")));
    }
    blocks
}

/// `reentry/partner-assess/v1`: frozen like the other views.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    as_of: String,
    customers: Vec<CustomerView<'a>>,
    causes: Vec<CauseView>,
    ending: Vec<EndingView<'a>>,
    least_roles: Vec<&'static str>,
    incomplete: bool,
    problems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CustomerView<'a> {
    name: Option<&'a str>,
    tenant_id: Option<TenantId>,
    relationships: usize,
    working: usize,
    rescue_ends: Option<String>,
    extends_itself: bool,
    blocked_by_global_admin: bool,
    verdicts: serde_json::Map<String, serde_json::Value>,
    roles_to_add: Vec<&'static str>,
    /// In a working relationship, and held by no group of the partner.
    roles_to_assign: Vec<&'static str>,
    roles_pending: Vec<&'static str>,
    ends: Option<String>,
    ended: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CauseView {
    cause: Cause,
    today: usize,
    perhaps: usize,
    open: usize,
    no: usize,
}

#[derive(Debug, Serialize)]
struct EndingView<'a> {
    customer: Option<&'a str>,
    tenant_id: Option<TenantId>,
    relationship: &'a str,
    ends: String,
    days_left: i64,
    extends_itself: Option<bool>,
    global_administrator: bool,
    rescues: bool,
}

/// The base as its view.
#[must_use]
pub fn view(found: &Assessment) -> View<'_> {
    let customer = |row: &'_ Row| {
        let verdicts = CAUSES.into_iter().zip(row.verdicts);
        verdicts.map(|(cause, verdict)| (cause.id().to_owned(), word_id(verdict))).collect()
    };
    View {
        schema: "reentry/partner-assess/v1",
        as_of: rfc(found.as_of),
        customers: found
            .customers
            .iter()
            .map(|row| CustomerView {
                name: row.customer.name.as_deref(),
                tenant_id: row.customer.tenant,
                relationships: row.relationships.0,
                working: row.relationships.1,
                rescue_ends: row.rescue_ends.map(rfc),
                extends_itself: row.extends,
                blocked_by_global_admin: row.blocked_by_global_admin,
                verdicts: customer(row),
                roles_to_add: row.missing.iter().map(|role| role.name()).collect(),
                roles_to_assign: row.to_assign.iter().map(|role| role.name()).collect(),
                roles_pending: row.pending.iter().map(|role| role.name()).collect(),
                ends: row.ends.map(rfc),
                ended: row.ended.as_ref().map(|(name, _)| name.as_str()),
            })
            .collect(),
        causes: CAUSES
            .map(|cause| CauseView {
                cause,
                today: found.count(cause, |v| v == Verdict::Helps),
                perhaps: found.count(cause, |v| v == Verdict::MayHelp),
                open: found.count(cause, Verdict::open),
                no: found.count(cause, |v| !v.rescues() && !v.open()),
            })
            .into(),
        ending: found
            .ending
            .iter()
            .map(|one| EndingView {
                customer: one.customer.name.as_deref(),
                tenant_id: one.customer.tenant,
                relationship: &one.name,
                ends: rfc(one.ends),
                days_left: one.days_left,
                extends_itself: one.extends,
                global_administrator: one.global_admin,
                rescues: one.rescues,
            })
            .collect(),
        least_roles: found.least_roles.iter().map(|role| role.name()).collect(),
        incomplete: found.incomplete,
        problems: found.problems.iter().map(ToString::to_string).collect(),
    }
}

fn rfc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn word_id(verdict: Verdict) -> serde_json::Value {
    serde_json::to_value(verdict).unwrap_or_default()
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Helps => "today",
        Verdict::MayHelp => "perhaps",
        Verdict::OneStepAway => "after a step",
        Verdict::Unknown => "unknown",
        Verdict::RemoteChance | Verdict::Powerless => "no: roles",
        Verdict::NoAccess => "no: no access",
    }
}

fn until(row: &Row) -> String {
    match (row.rescue_ends, row.extends, row.verdicts.iter().any(|v| v.rescues())) {
        (_, _, false) => "none".into(),
        (Some(end), _, _) => day(end),
        (None, true, _) => "extends itself".into(),
        (None, false, _) => "no end known".into(),
    }
}

fn name(row: &Row) -> String {
    let tenant = || row.customer.tenant.map(|tenant| tenant.to_string());
    row.customer.name.clone().or_else(tenant).unwrap_or_else(|| "not named".into())
}

fn roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "none".into() } else { text.into() }
}

fn customers(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "customer")
}

fn counted(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn text(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(words)]
}

fn entry(words: impl Into<String>) -> Item {
    Item { task: None, blocks: vec![Block::said(words)] }
}

fn table(head: &[&str], rows: Vec<Vec<Vec<Inline>>>) -> Block {
    Block::Table { head: head.iter().map(|words| text(*words)).collect(), rows }
}
