//! What an import says: what was read of what, what is partial, what changed; as text and as `reentry/import/v1`.

use serde::Serialize;

use super::{LISTED, list};
use crate::model::Exit;
use crate::readiness::import::Imported;
use crate::readiness::interview::changes;
use crate::readiness::profile::Profile;
use crate::report::harmless::shown;
use crate::tenant::{Change, Lack, Report, Sign, Snapshot, Sort, Whole};

/// An import and where it goes.
pub struct Result<'a> {
    pub profile: &'a str,
    pub imported: &'a Imported,
    /// The profile as it was seen before, and as it is seen now.
    pub before: &'a Profile,
    pub after: &'a Profile,
    pub dry_run: bool,
}

/// Done, or done with something that was named and not found.
#[must_use]
pub fn exit(imported: &Imported) -> Exit {
    if imported.lost || !imported.not_found.is_empty() { Exit::NotSatisfied } else { Exit::Done }
}

/// How to export again what a tool cut.
const CURE_OF_CUT: &str =
    "a tool cut them (ConvertTo-Json without depth, or a table). Export again with: ConvertTo-Json -Depth 10";

/// What is wrong with files, one line each.
#[must_use]
pub fn problems(files: &[Report]) -> Vec<String> {
    files.iter().map(of_file).take(LISTED).collect()
}

/// One file on one line.
fn of_file(report: &Report) -> String {
    let file = shown(&report.file);
    let mut held: Vec<String> = report.holds.iter().map(|(kind, count)| kind.counted(*count)).collect();
    if report.passed_over && !held.is_empty() {
        let kinds: Vec<&str> = report.holds.iter().map(|(kind, _)| kind.words()).collect();
        return format!("{file}: passed over; it holds {}", kinds.join(", "));
    }
    for (kind, count) in &report.cut {
        held.push(format!("cut: {}; {CURE_OF_CUT}", kind.counted(*count)));
    }
    if let Some((what, cure)) = &report.problem {
        let lead = if report.passed_over { "passed over; " } else { "NOT READ: " };
        held.push(format!("{lead}{}. {cure}", shown(what)));
    }
    format!("{file}: {}", held.join(", "))
}

/// The collections that were given at all: name, extent, count.
fn collections(snapshot: &Snapshot) -> Vec<(&'static str, &Whole, usize)> {
    macro_rules! each {
        ($($field:ident $name:literal)*) => {
            vec![$(($name, &snapshot.$field.whole, snapshot.$field.count()),)*]
        };
    }
    let mut all = each! {
        organization "organization" domains "domains" users "users" groups "groups"
        role_assignments "role assignments" role_eligibilities "eligible roles"
        policies "Conditional Access policies" named_locations "named locations"
        authentication_strengths "authentication strengths"
        authentication_methods_policy "authentication methods policy"
        registered_methods "registered methods" security_defaults "security defaults"
        conditional_access_settings "Conditional Access settings" policy_plans "policy plans"
        relationships "GDAP relationships"
    };
    all.retain(|(_, whole, _)| !matches!(whole, Whole::Absent));
    all
}

/// What a list lacks, in words.
#[must_use]
pub fn lack(lack: &Lack) -> String {
    match lack {
        Lack::EarlierPage { file } => {
            format!("{} is a later page by its name; pages before it were not given", shown(file))
        }
        Lack::NextPage { file } => format!("{} names a next page that was not given", shown(file)),
        Lack::OneOfMany { file } => format!("{} holds one object of a list", shown(file)),
        Lack::Cut { file, entry } => format!("entry {entry} of {} is cut", shown(file)),
        Lack::Unreadable { file } => format!("{} could not be read", shown(file)),
        Lack::TwoVersions { object } => {
            format!("\u{201c}{}\u{201d} stands there in two versions", shown(object))
        }
        Lack::TwoLists { first, second } => format!(
            "{} and {} are whole lists of two dates; what only one of them has is not known. Give the newer one alone",
            shown(first),
            shown(second)
        ),
        Lack::Filtered { file } => format!("{} need not hold all of them", shown(file)),
        Lack::Renewed { file } => format!("only a part was exported again ({})", shown(file)),
    }
}

/// An import for a person.
#[must_use]
pub fn text(result: &Result<'_>, snapshot: &Snapshot) -> String {
    let Result { imported, before, after, dry_run, .. } = result;
    let mut text = String::from("\n");
    let (passed, read): (Vec<&Report>, Vec<&Report>) = imported.files.iter().partition(|one| one.passed_over);
    lines(read.into_iter().map(of_file), "", &mut text);
    lines(passed.into_iter().map(of_file), "", &mut text);
    let taken = changes(before, after);
    text.push_str(if taken.is_empty() { "Nothing new in them.\n" } else { "Taken from them:\n" });
    list(&taken, &mut text);
    if imported.renewed && !imported.changes.is_empty() {
        text.push_str("What changed in the tenant:\n");
        lines(imported.changes.iter().map(change), "   ", &mut text);
    }
    let parts = collections(snapshot).into_iter().filter_map(|(name, whole, _)| match whole {
        Whole::Part { lacks } if !lacks.is_empty() => {
            let why: Vec<String> = lacks.iter().take(3).map(lack).collect();
            let more =
                if lacks.len() > 3 { format!("; and {} more", lacks.len() - 3) } else { String::new() };
            Some(format!("{name}: {}{more}", why.join("; ")))
        }
        _ => None,
    });
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        text.push_str("Not whole, so nobody can conclude that something is not there:\n");
        lines(parts.into_iter(), "   ", &mut text);
    }
    if !imported.not_found.is_empty() {
        text.push_str("NOT FOUND in a whole list of users:\n");
        lines(imported.not_found.iter().map(|name| shown(name).into_owned()), "   ", &mut text);
    }
    if !imported.proposed.is_empty() {
        text.push_str("These look like emergency accounts. Confirm each with --emergency-account USER:\n");
        let each = imported.proposed.iter().map(|(name, why)| format!("{} ({why})", shown(name)));
        lines(each, "   ", &mut text);
    }
    if !imported.could_not_tell.is_empty() {
        text.push_str("What they cannot tell:\n");
        lines(imported.could_not_tell.iter().map(|line| shown(line).into_owned()), "   ", &mut text);
    }
    if *dry_run {
        text.push_str("Nothing was written (--dry-run).\n");
    }
    text
}

fn lines(all: impl ExactSizeIterator<Item = String>, indent: &str, text: &mut String) {
    let count = all.len();
    for line in all.take(LISTED) {
        text.push_str(&format!("{indent}{line}\n"));
    }
    if count > LISTED {
        text.push_str(&format!("{indent}and {} more\n", count - LISTED));
    }
}

/// One difference, in words.
#[must_use]
pub fn change(change: &Change) -> String {
    let object = format!("{} \u{201c}{}\u{201d}", change.collection, shown(&change.object));
    let short = |text: &Option<String>| -> String {
        shown(text.as_deref().unwrap_or("nothing")).chars().take(80).collect()
    };
    match (change.change, change.property.is_empty()) {
        (Sort::Added, true) => format!("{object}: new"),
        (Sort::Removed, true) => format!("{object}: removed"),
        (Sort::Added, false) => format!("{object}: {} now has {}", change.property, short(&change.is)),
        (Sort::Removed, false) => format!("{object}: {} lost {}", change.property, short(&change.was)),
        (Sort::Changed, _) => {
            format!("{object}: {} was {}, is {}", change.property, short(&change.was), short(&change.is))
        }
    }
}

/// `reentry/import/v1`.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    profile: &'a str,
    tenant_id: Option<String>,
    tenant_name: Option<&'a str>,
    dry_run: bool,
    /// `done`, or `not-found` where something named is not there or could not be used.
    result: &'static str,
    files: Vec<File<'a>>,
    collections: Vec<Collected>,
    changes: &'a [Change],
    not_found: &'a [String],
    proposed_emergency_accounts: Vec<Proposed<'a>>,
    could_not_tell: &'a [String],
}

#[derive(Debug, Serialize)]
struct File<'a> {
    file: &'a str,
    holds: Vec<Count>,
    cut: Vec<Count>,
    passed_over: bool,
    problem: Option<&'a str>,
    cure: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Count {
    kind: &'static str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct Collected {
    name: &'static str,
    /// `whole` or `part`.
    is: &'static str,
    by: Option<Sign>,
    count: usize,
    lacks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Proposed<'a> {
    user: &'a str,
    because: &'a str,
}

/// An import for a script.
#[must_use]
pub fn view<'a>(result: &Result<'a>, snapshot: &Snapshot) -> View<'a> {
    let Result { profile, imported, after, dry_run, .. } = *result;
    let counts = |all: &[(crate::tenant::read::Kind, usize)]| {
        all.iter().map(|(kind, count)| Count { kind: kind.words(), count: *count }).collect()
    };
    View {
        schema: "reentry/import/v1",
        profile,
        tenant_id: after.tenant.id.map(|id| id.to_string()),
        tenant_name: after.tenant.name.as_deref(),
        dry_run,
        result: if exit(imported) == Exit::Done { "done" } else { "not-found" },
        files: imported
            .files
            .iter()
            .map(|one| File {
                file: &one.file,
                holds: counts(&one.holds),
                cut: counts(&one.cut),
                passed_over: one.passed_over,
                problem: one
                    .problem
                    .as_ref()
                    .map(|(what, _)| what.as_str())
                    .or((!one.cut.is_empty()).then_some("cut")),
                cure: one
                    .problem
                    .as_ref()
                    .map(|(_, cure)| *cure)
                    .or((!one.cut.is_empty()).then_some(CURE_OF_CUT)),
            })
            .collect(),
        collections: collections(snapshot)
            .into_iter()
            .map(|(name, whole, count)| Collected {
                name,
                is: if matches!(whole, Whole::Whole { .. }) { "whole" } else { "part" },
                by: match whole {
                    Whole::Whole { by } => Some(*by),
                    _ => None,
                },
                count,
                lacks: match whole {
                    Whole::Part { lacks } => lacks.iter().map(lack).collect(),
                    _ => Vec::new(),
                },
            })
            .collect(),
        changes: &imported.changes,
        not_found: &imported.not_found,
        proposed_emergency_accounts: imported
            .proposed
            .iter()
            .map(|(user, because)| Proposed { user, because })
            .collect(),
        could_not_tell: &imported.could_not_tell,
    }
}
