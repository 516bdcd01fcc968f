//! What every verdict keeps, whatever the tenant.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use reentry::readiness::audit::{Audit, Checklist};
use reentry::readiness::profile::{Profile, Verdict, parse};
use reentry::runbook::Library;

const TENANTS: [&str; 3] = ["good", "typical", "doomed"];

fn text(tenant: &str) -> String {
    std::fs::read_to_string(super::tenant(tenant)).unwrap()
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn verdicts(profile: &Profile, day: NaiveDate) -> Vec<(&'static str, Verdict)> {
    Audit::of(profile, day).outcomes.iter().map(|one| (one.item.id.as_str(), one.verdict)).collect()
}

/// Each key of each tenant is taken away in turn. What is not known any more may make an item unknown, and nothing else:
/// a missing key is never a no, and never a yes.
#[test]
fn a_missing_key_is_not_known_and_never_an_answer() {
    for tenant in TENANTS {
        let text = text(tenant);
        let whole = verdicts(&parse(&text).unwrap(), day());
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            // An empty list is an answer; a decision in BG-37 lets an account have a policy; security defaults decide
            // whether exclusions exist at all.
            let answer = ["format", "BG-37", "security-defaults"].iter().any(|key| line.starts_with(key));
            if !line.contains(" = ") || answer {
                continue;
            }
            let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
            for ((id, before), (_, after)) in whole.iter().zip(verdicts(&parse(&without).unwrap(), day())) {
                let fair = after == *before || after == Verdict::Unknown;
                assert!(fair, "{tenant} without \"{line}\": {id} went from {before:?} to {after:?}");
            }
        }
    }
}

/// Time alone makes nothing better.
#[test]
fn nothing_comes_into_order_by_waiting() {
    for tenant in TENANTS {
        let profile = parse(&text(tenant)).unwrap();
        let mut before = verdicts(&profile, day());
        for days in 1..800 {
            let after = verdicts(&profile, day() + Days::new(days));
            for ((id, before), (_, after)) in before.iter().zip(&after) {
                assert!(*after != Verdict::Yes || *before == Verdict::Yes, "{tenant}, day {days}: {id}");
            }
            before = after;
        }
        assert!(!before.contains(&("BG-24", Verdict::Yes)), "a drill of two years ago is no drill");
    }
}

#[test]
fn the_checklist_holds_together() {
    let library = Library::embedded();
    let checklist = Checklist::embedded();
    let ids: BTreeSet<&str> = checklist.items.iter().map(|item| item.id.as_str()).collect();
    let wanted: Vec<String> = (1..=38).map(|n| format!("BG-{n:02}")).collect();
    assert_eq!(ids.iter().collect::<Vec<_>>(), wanted.iter().collect::<Vec<_>>());
    assert_eq!(checklist.items.len(), ids.len(), "an id stands twice");
    for item in &checklist.items {
        assert!(library.step(&item.step).is_some(), "{} leads to {}, which is not there", item.id, item.step);
        assert!(item.sources.iter().all(|id| checklist.source(id).is_some()), "{}", item.id);
        assert!(item.unlocks.iter().all(|id| ids.contains(id.as_str())), "{}", item.id);
    }
    let conflicts: Vec<&str> = checklist.conflicts.iter().map(|conflict| conflict.id.as_str()).collect();
    let wanted: Vec<String> = (1..=13).map(|n| format!("C{n}")).collect();
    assert_eq!(conflicts, wanted.iter().map(String::as_str).collect::<Vec<_>>());
    for conflict in &checklist.conflicts {
        assert!(conflict.items.iter().all(|id| ids.contains(id.as_str())), "{}", conflict.id);
    }
    for alert in reentry::readiness::alerts::catalogue() {
        assert!(alert.checklist.iter().all(|id| ids.contains(id.as_str())), "{}", alert.id);
    }
}
