//! Relationship tables: the CSV that Partner Center exports, or that a script wrote.
//!
//! Microsoft publishes no list of its columns and changes them, so columns are found by what their names mean, in
//! any order; unknown ones are left alone. A column that is not there makes its answer "unknown", not "no".

use csv::{ReaderBuilder, StringRecord, Trim};

use super::moment;
use super::read::{Problem, Reading, Unreadable};
use super::relationship::{Customer, Relationship, Status};
use super::role::Held;
use super::span;
use super::text::harmless;

/// What a column means, and the names it goes by, without spaces, case and punctuation.
const COLUMNS: [(Column, &[&str]); 11] = [
    (
        Column::Customer,
        &["customer", "customername", "companyname", "company", "customerdisplayname", "tenantname"],
    ),
    (
        Column::Tenant,
        &[
            "customertenantid",
            "tenantid",
            "customerid",
            "microsoftid",
            "customermicrosoftid",
            "customertenant",
        ],
    ),
    (
        Column::Name,
        &[
            "relationshipname",
            "adminrelationship",
            "adminrelationshipname",
            "displayname",
            "name",
            "relationship",
            "gdaprelationshipname",
        ],
    ),
    (Column::Id, &["relationshipid", "adminrelationshipid", "id", "gdaprelationshipid"]),
    (Column::Status, &["status", "relationshipstatus", "state"]),
    (
        Column::Ends,
        &[
            "enddate",
            "enddatetime",
            "expirationdate",
            "expirydate",
            "expires",
            "expireson",
            "expiration",
            "enddateutc",
            "expirationdateutc",
        ],
    ),
    (Column::Created, &["createddate", "createddatetime", "created", "requestdate", "createdon"]),
    (
        Column::Activated,
        &["activateddatetime", "activateddate", "startdate", "startdatetime", "activationdate"],
    ),
    (Column::Duration, &["duration", "durationindays", "durationdays"]),
    (
        Column::AutoExtend,
        &["autoextend", "autoextendduration", "autoextension", "autoextendenabled", "autorenew"],
    ),
    (
        Column::Roles,
        &[
            "roles",
            "role",
            "entraroles",
            "microsoftentraroles",
            "azureadroles",
            "requestedroles",
            "unifiedroles",
            "accessdetails",
            "gdaproles",
            "accessdetailsunifiedroles",
            "accessdetailsunifiedrolesroledefinitionid",
        ],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Customer,
    Tenant,
    Name,
    Id,
    Status,
    Ends,
    Created,
    Activated,
    Duration,
    AutoExtend,
    Roles,
}

/// Reads the text of one table.
///
/// # Errors
/// When the header is not one of relationships, or a line breaks the table.
pub fn read(file: &str, text: &str) -> Result<Reading, Unreadable> {
    // Windows PowerShell puts a line of type information on top.
    let skipped = text.lines().take_while(|line| line.starts_with("#TYPE") || line.trim().is_empty()).count();
    let header = text.lines().nth(skipped).unwrap_or_default();
    let body: usize = text.split_inclusive('\n').take(skipped).map(str::len).sum();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| header.bytes().filter(|b| b == d).count());
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.get(body..).unwrap_or_default().as_bytes());
    let header = table.headers().map_err(|e| bad_line(&e, skipped))?.clone();
    let columns: Vec<Option<Column>> = header.iter().map(column).collect();
    check(&columns, &header)?;
    let mut reading = Reading::default();
    let (mut line, mut counted) = (1, 0);
    for record in table.records() {
        let record = record.map_err(|e| bad_line(&e, skipped))?;
        // The reader counts \r\n to the next record, so its own line numbers are one too small.
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(counted)) + body;
        let start = start
            + text.get(start..).unwrap_or_default().chars().take_while(|c| matches!(c, '\r' | '\n')).count();
        line += text.get(counted..start).unwrap_or_default().matches('\n').count() as u64;
        counted = start;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() > header.len() {
            let why = format!("it has {} fields, the header has {}", record.len(), header.len());
            return Err(Unreadable::BadLine { line, why });
        }
        reading.relationships.push(row(file, line, &columns, &record, &mut reading.problems));
    }
    Ok(reading)
}

fn column(name: &str) -> Option<Column> {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    COLUMNS.iter().find(|(_, names)| names.contains(&bare.as_str())).map(|(column, _)| *column)
}

fn check(columns: &[Option<Column>], header: &StringRecord) -> Result<(), Unreadable> {
    let has = |wanted: &[Column]| columns.iter().flatten().any(|column| wanted.contains(column));
    let missing = if !has(&[Column::Customer, Column::Tenant]) {
        "the customer"
    } else if !has(&[Column::Status, Column::Ends]) {
        "the status or the end date"
    } else if !has(&[Column::Name, Column::Id, Column::Roles]) {
        "the relationship's name or its roles"
    } else {
        return Ok(());
    };
    let found =
        harmless(&header.iter().map(|name| format!("\"{}\"", harmless(name))).collect::<Vec<_>>().join(", "));
    Err(Unreadable::OtherHeader { missing, found })
}

fn bad_line(error: &csv::Error, skipped: usize) -> Unreadable {
    let line = error.position().map_or(1, csv::Position::line) + skipped as u64;
    Unreadable::BadLine { line, why: harmless(&error.to_string()) }
}

fn row(
    file: &str,
    line: u64,
    columns: &[Option<Column>],
    record: &StringRecord,
    problems: &mut Vec<Problem>,
) -> Relationship {
    let field = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted))?;
        record.get(at).filter(|text| !text.is_empty())
    };
    let shown = |wanted: Column| field(wanted).map(harmless);
    let place = format!("{file}, line {line}");
    let mut note = |what: String, cure: &str| {
        problems.push(Problem { place: place.clone(), what, cure: cure.to_owned() });
    };
    let mut date = |wanted: Column, name: &str| {
        let text = field(wanted)?;
        let read = moment::read(text);
        match read {
            None => note(
                format!("the {name} is not a date: \"{}\"", harmless(text)),
                "Write it as YYYY-MM-DD; until then it is unknown",
            ),
            Some(moment) if moment.or.is_some() => note(
                format!("the {name} \"{}\" can be read in two ways", harmless(text)),
                "The earlier reading counts. Write it as YYYY-MM-DD",
            ),
            Some(_) => {}
        }
        read.map(|moment| moment.at)
    };
    let (created, activated) =
        (date(Column::Created, "creation date"), date(Column::Activated, "start date"));
    let ends = date(Column::Ends, "end date");
    let runs = field(Column::Duration).and_then(|text| span::days(text).or_else(|| first_number(text)));
    let ends = ends.or_else(|| activated?.checked_add_signed(chrono::TimeDelta::days(i64::from(runs?))));
    let status = Status::read(field(Column::Status).unwrap_or_default());
    if let Status::Unknown(text) = &status {
        note(
            format!("the status \"{text}\" is not known to this program"),
            "It is counted as neither working nor over: use Graph's words (active, expired, …)",
        );
    }
    let roles =
        columns.contains(&Some(Column::Roles)).then(|| roles(field(Column::Roles).unwrap_or_default()));
    for held in roles.iter().flatten().filter(|held| held.known().is_none()) {
        note(
            format!("the role \"{}\" is not known to this program", String::from(held.clone())),
            "It is counted as neither helping nor useless: ask the partner what it may do",
        );
    }
    let tenant = field(Column::Tenant);
    let read_tenant = tenant.and_then(|text| text.parse().ok());
    if let (Some(text), None) = (tenant, read_tenant) {
        note(
            format!("the tenant ID is not one: \"{}\"", harmless(text)),
            "Compare it with the tenant's own ID",
        );
    }
    let id = shown(Column::Id);
    Relationship {
        partner_tenant: id.as_deref().and_then(|id| id.get(37..)?.parse().ok()),
        place: place.clone(),
        id,
        name: shown(Column::Name),
        customer: Customer { tenant: read_tenant, name: shown(Column::Customer) },
        roles,
        status,
        created,
        modified: None,
        ends,
        auto_extend: field(Column::AutoExtend).and_then(auto_extend),
        assignments: None,
        indirect_provider: None,
        partner_consent_pending: false,
    }
}

/// Names or template IDs, separated by `;`, `|`, a line break, or by commas when there is nothing else.
fn roles(text: &str) -> Vec<Held> {
    let separators: &[char] = if text.contains([';', '|', '\n']) { &[';', '|', '\n'] } else { &[','] };
    text.split(separators).map(str::trim).filter(|name| !name.is_empty()).map(Held::read).collect()
}

/// `Yes (6 months)`, `P180D`, `Enabled`, `No`, `0`.
fn auto_extend(text: &str) -> Option<u32> {
    if let Some(days) = span::days(text) {
        return Some(days);
    }
    let word: String =
        text.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    match word.as_str() {
        "yes" | "true" | "enabled" | "on" | "180" => Some(180),
        "no" | "false" | "disabled" | "off" | "0" => Some(0),
        _ => None,
    }
}

fn first_number(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
