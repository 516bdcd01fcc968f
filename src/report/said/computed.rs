//! Sentences about what exported policies say: who refuses which account and why, and which way stays open.
//!
//! What a sign-in log shows is *measured*; what follows from exports is *computed*, and says from which files, and that it
//! goes no further than they do.

use super::words::{counted, listed, quoted};
use crate::case::ask::Ask;
use crate::case::claims::{Claims, Situation};
use crate::policy::doors::APPLICATION_STEP;
use crate::policy::lockout::{Computed, Needs, OfAccount, OpenWay, Refusal};
use crate::policy::{Surface, Verdict};
use crate::report::document::{Block, Inline, Item};
use crate::report::harmless::shown;
use crate::report::screen::Screen;

/// So many open ways are told on one page.
const WAYS: usize = 3;

/// Everything that the page for support says: the accounts of the case, or whoever holds a role where it names none.
#[must_use]
pub fn sentences(claims: &Claims) -> Vec<String> {
    let Some(computed) = &claims.computed else { return Vec::new() };
    let named: Vec<&OfAccount> = claims
        .globals()
        .chain(claims.without_known_role())
        .filter_map(|account| computed.account(account.called()))
        .collect();
    let named =
        if named.is_empty() { computed.accounts.iter().filter(|one| !one.partner).collect() } else { named };
    let mut lines = vec![from(computed)];
    if computed.left_out > 0 {
        lines.push(format!(
            "{} that hold a role were not looked at, because there are too many: a way in through one of them is not in what \
             follows.",
            counted(computed.left_out, "further account", "further accounts")
        ));
    }
    lines.extend(refused(&named));
    // Once somebody is in, nobody looks for a way.
    if !matches!(claims.situation, Situation::In(_)) {
        lines.extend(open(computed).into_iter().map(|(line, _)| line));
    }
    lines
}

/// What the walk shows when the exports are at hand: the verdict, who refuses, the easiest open way with its steps, and
/// what to ask for.
#[must_use]
pub fn screen(claims: &Claims) -> Screen {
    let Some(computed) = &claims.computed else { return Screen::default() };
    let open = if matches!(claims.situation, Situation::In(_)) { Vec::new() } else { open(computed) };
    let mut lines = sentences(claims);
    let ways = open.iter().filter(|(_, steps)| !steps.is_empty()).count();
    let tail = lines.split_off(lines.len().saturating_sub(open.len()));
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong("What the exported policies say")])];
    blocks.extend(lines.into_iter().map(Block::said));
    for (line, (_, steps)) in tail.into_iter().zip(&open) {
        blocks.push(Block::said(line));
        if !steps.is_empty() {
            let items = steps.iter().map(|step| Item { task: None, blocks: vec![Block::said(*step)] });
            blocks.push(Block::List { first: Some(1), tight: true, items: items.collect() });
        }
    }
    let about_policies = |ask: &&Ask| matches!(ask, Ask::Exclude { .. } | Ask::MeetOrExclude { .. });
    if claims.asks.iter().any(|ask| about_policies(&ask)) {
        let otherwise = if ways > 0 {
            "If none of them opens, what to ask Microsoft for"
        } else {
            "What to ask Microsoft for"
        };
        let asked = super::ask::sentences(claims).join(" ");
        blocks.push(Block::said(format!("{otherwise}: {asked}")));
    }
    blocks.into()
}

/// How far it goes.
fn from(computed: &Computed) -> String {
    let policies = counted(computed.policies, "policy", "policies");
    let mut files: Vec<String> = computed.files.iter().map(|file| shown(file).into_owned()).take(3).collect();
    let more = computed.files.len().saturating_sub(files.len());
    if more > 0 {
        files.push(format!("{more} more"));
    }
    let files = if files.is_empty() { String::new() } else { format!(" in {}", listed(&files)) };
    let read = computed.read.map(|at| format!(", read on {}", at.format("%Y-%m-%d"))).unwrap_or_default();
    format!(
        "Computed, not measured: what follows goes as far as the {policies}{files}{read}. A change since then is not in it."
    )
}

/// Who refuses whom. Accounts with the same refusals share a sentence.
fn refused(accounts: &[&OfAccount]) -> Vec<String> {
    type Alike<'a> = ((Verdict, Vec<(&'a str, &'a [String])>), Vec<&'a OfAccount>);
    let mut groups: Vec<Alike<'_>> = Vec::new();
    for one in accounts {
        let by: Vec<(&str, &[String])> =
            one.by.iter().map(|by| (by.name.as_str(), by.why.as_slice())).collect();
        match groups.iter_mut().find(|(known, _)| known.0 == one.verdict && known.1 == by) {
            Some((_, group)) => group.push(one),
            None => groups.push(((one.verdict, by), vec![one])),
        }
    }
    let mut lines = Vec::new();
    for ((verdict, _), group) in groups {
        let Some(first) = group.first() else { continue };
        let names: Vec<String> = group.iter().map(|one| shown(&one.name).into_owned()).collect();
        let (names, verb) = (listed(&names), if names.len() == 1 { "is" } else { "are" });
        let policies: Vec<String> = first.by.iter().map(|by| quoted(&by.name)).collect();
        let there = first.place.as_deref().map(|place| format!(" in {}", surface(place))).unwrap_or_default();
        match verdict {
            Verdict::Locked => {
                lines.push(format!("{names} {verb} refused by {}.", listed(&policies)));
            }
            Verdict::Open if !policies.is_empty() => {
                lines.push(format!("{names} {verb} refused by {}{there}.", listed(&policies)));
            }
            Verdict::Open => lines.push(format!("No policy refuses {names} for certain.")),
            Verdict::CannotTell => {
                let by = if policies.is_empty() {
                    String::new()
                } else {
                    format!(" It depends on {}.", listed(&policies))
                };
                lines.push(format!("Whether {names} {verb} refused cannot be told.{by}"));
                let missing = first.missing.iter().take(4).map(|fact| shown(fact).into_owned());
                lines.extend(missing.map(|fact| format!("Not known: {fact}")));
            }
        }
        lines.extend(first.by.iter().filter(|_| verdict != Verdict::CannotTell).filter_map(path));
    }
    lines
}

/// The path of one refusal, in one line.
fn path(by: &Refusal) -> Option<String> {
    let why: Vec<String> = by.why.iter().map(|step| shown(step).into_owned()).collect();
    (!why.is_empty()).then(|| format!("{}: {}.", quoted(&by.name), why.join("; ")))
}

/// The open ways, the easiest first, and what to do for each.
fn open(computed: &Computed) -> Vec<(String, Vec<&str>)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for (one, way) in computed.ways() {
        // The easiest way of each account; its others follow from the same policies.
        if lines.len() < WAYS && !seen.contains(&one.name.as_str()) {
            seen.push(&one.name);
            lines.push((way_line(one, way), way.steps.iter().map(String::as_str).collect()));
        }
    }
    for name in computed.applications.iter().take(WAYS) {
        lines.push((
            format!("Open, as computed: the application {}, which may write policies.", shown(name)),
            vec![APPLICATION_STEP],
        ));
    }
    let unsure = computed.accounts.iter().any(|one| one.verdict == Verdict::CannotTell);
    if lines.is_empty() && !computed.accounts.is_empty() {
        let looked_at =
            counted(computed.accounts.len(), "account that was looked at", "accounts that were looked at");
        let said = if unsure {
            format!("Of the {looked_at}, none is known to get in and to repair the policies.")
        } else {
            format!("Of the {looked_at}, none gets in and may repair the policies, as computed.")
        };
        lines.push((said, Vec::new()));
    }
    lines
}

fn way_line(one: &OfAccount, way: &OpenWay) -> String {
    let place = way.surface.as_deref().map_or_else(|| "a sign-in".to_owned(), surface);
    let with = match way.needs {
        Needs::Nothing | Needs::AnotherApp | Needs::APartner => "",
        Needs::AnotherSystem => ", on another operating system",
        Needs::ADevice => ", on a managed device",
        Needs::APlace => ", from another place",
    };
    format!("Open, as computed: {} through {place}{with}.", shown(&one.name))
}

fn surface(name: &str) -> String {
    let context = crate::policy::Context { surface: Surface::read(name), ..Default::default() };
    crate::report::policy::place(&context)
}
