//! The runbook format: what is refused, with its line; any text at all is survived.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use reentry::lint;
use reentry::model::{FactId, facts};
use reentry::runbook::{Library, Problem, parse};

/// The files as they stand in the repository: path below `runbooks`, and text.
static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "md" || kind == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
});

fn set(change: impl Fn(&str, &str) -> String) -> Vec<Problem> {
    let files: Vec<(String, String)> =
        FILES.iter().map(|(path, text)| (path.clone(), change(path, text))).collect();
    let read = Library::read(files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
    lint::lint(read)
}

fn changed(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut hit = false;
    let problems =
        set(
            |path, text| {
                if path == file && text.contains(from) { text.replacen(from, to, 1) } else { text.to_owned() }
            },
        );
    for (path, text) in FILES.iter() {
        hit |= path == file && text.contains(from);
    }
    assert!(hit, "{file} no longer holds {from:?}");
    problems.iter().map(ToString::to_string).collect()
}

fn says(problems: &[String], words: &str) {
    assert!(problems.iter().any(|p| p.contains(words)), "{words:?} is not in {problems:#?}");
}

#[test]
fn the_build_carries_what_the_files_say() {
    let read = Library::read(FILES.iter().map(|(path, text)| (path.as_str(), text.as_str()))).unwrap();
    let [carried, read] = [Library::embedded(), read].map(|set| serde_json::to_value(set).unwrap());
    assert_eq!(carried, read);
    let steps = read.to_string().matches(r#""body":{"$aside":""#).count();
    assert_eq!(steps, Library::embedded().steps().count());
}

#[test]
fn the_embedded_set_keeps_the_format() {
    let problems = set(|_, text| text.to_owned());
    assert!(problems.is_empty(), "{problems:#?}");
    // A checkout on Windows may have other line ends.
    assert!(set(|_, text| text.replace('\n', "\r\n")).is_empty());
}

#[test]
fn every_fact_that_code_reads_is_in_the_vocabulary() {
    let library = Library::embedded();
    for name in facts::USED_BY_CODE {
        assert!(name.parse::<FactId>().is_ok_and(|id| library.facts().get(&id).is_some()), "{name}");
    }
}

#[test]
fn each_rule_is_held() {
    let card = "1-triage/stop-card.md";
    says(&changed(card, "kind = \"choose\"", "kind = \"chose\""), "is unknown; use do, ask");
    says(&changed(card, "fact = \"session.open\"", "fact = \"session.shut\""), "is not in facts.toml");
    says(&changed(card, "id = \"still-open\"", "id = \"keep-alive\""), "used twice");
    says(&changed(card, "next = \"which-lockout\"", "next = \"nowhere\""), "names no runbook");
    says(&changed(card, "[^refresh-tokens]", "[^made-up]"), "has no [[source]]");
    says(
        &changed(card, "kind = \"choose\"", "kind = \"choose\"\nminutes = 5"),
        "does not belong to a step of kind",
    );
    says(&changed(card, "kind = \"choose\"", "kind = \"choose\"\ncolour = \"red\""), "unknown field");
    says(&changed(card, "- Do not sign out.", "- <b>Do not sign out.</b>"), "HTML is not allowed");
    says(&changed(card, "id = \"stop-card\"", "id = \"stop-sign\""), "belongs at 1-triage/stop-sign.md");
    says(
        &changed(card, "\"session.open\" = [\"yes\"]", "\"session.open\" = [\"maybe\"]"),
        "is never \"maybe\"",
    );
    let lines = "One more line that nobody can read at night.\n\n".repeat(20);
    says(
        &changed(card, "- Do not sign out.", &format!("{lines}- Do not sign out.")),
        "at most 60 words in 6 rows",
    );
    says(&changed(card, "### More\n", &format!("### More\n{lines}")), "20 fit a screen");
    says(&changed(card, "### More\n", "### Further\n"), "the only heading inside a step is");
    says(&changed(card, "### More\n", "### More\nWords.\n\n### More\n"), "a second \"### More\"");
}

#[test]
fn a_long_step_of_a_team_is_walked_all_the_same() {
    let files: Vec<(String, String)> = FILES
        .iter()
        .map(|(path, text)| {
            (
                path.clone(),
                text.replacen(
                    "- Do not sign out.",
                    &format!("{}\n\n- Do not sign out.", "word ".repeat(200)),
                    1,
                ),
            )
        })
        .collect();
    let read = || Library::read(files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
    assert!(lint::checked(read()).is_ok());
    assert!(lint::lint(read()).iter().any(|p| p.what.contains("at most 60 words")));
}

#[test]
fn a_source_is_dated_as_exactly_as_it_is_known() {
    let card = "1-triage/stop-card.md";
    let with = |date: &str| changed(card, "date = 2025-05-14", date);
    for right in ["date = \"2025-05\"", "date = \"2025\"", "read = 2026-11-26"] {
        assert!(with(right).is_empty(), "{right}: {:#?}", with(right));
    }
    says(&with("date = \"May 2025\""), "must be a day");
    says(&with("date = 2025-05-14\nread = 2026-11-26"), "has a date of its own");
    says(&with(""), "has no date; add \"read\"");
}

#[test]
fn no_year_is_printed_as_a_january_and_no_day_of_ours_as_the_sources_own() {
    let library = Library::embedded();
    let mut wrong = Vec::new();
    for runbook in library.in_order() {
        for source in runbook.head.source.iter() {
            let words = source.title.to_lowercase();
            let says_less = ["undated", "day unknown", "without a date", "about 20", "copy of 20"];
            let first_of_year = source.date.to_string().ends_with("-01-01");
            if first_of_year || says_less.iter().any(|less| words.contains(less)) {
                wrong.push(format!("{}: {} {}", runbook.file, source.id, source.date));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_page_has_one_date_wherever_it_is_cited() {
    let library = Library::embedded();
    let mut dates: std::collections::BTreeMap<&str, std::collections::BTreeSet<String>> = Default::default();
    for runbook in library.in_order() {
        for source in runbook.head.source.iter() {
            if let Some(url) = &source.url {
                dates.entry(url).or_default().insert(source.date.to_string());
            }
        }
    }
    // The reference of the built-in roles is one page here and one page a role at Microsoft: each role has its own day.
    dates.retain(|url, dates| dates.len() > 1 && !url.ends_with("/permissions-reference"));
    assert!(dates.is_empty(), "{dates:#?}");
}

#[test]
fn a_problem_names_file_and_line() {
    let problems = changed("1-triage/stop-card.md", "kind = \"choose\"", "kind = \"chose\"");
    let text = FILES.iter().find(|(p, _)| *p == "1-triage/stop-card.md").map_or("", |(_, t)| t);
    let line = text.lines().position(|l| l.starts_with("## ")).map_or(0, |at| at + 1);
    assert!(
        problems.iter().any(|p| p.starts_with(&format!("1-triage/stop-card.md:{line}:"))),
        "{problems:#?}"
    );
}

proptest! {
    #[test]
    fn any_text_is_survived(text in ".{0,400}") {
        let _ = parse("1-triage/x.md", &text);
    }

    #[test]
    fn any_damage_to_a_real_runbook_is_survived(at in any::<prop::sample::Index>(), len in 0usize..200, with in ".{0,8}", which in any::<prop::sample::Index>()) {
        let (path, text) = &FILES[which.index(FILES.len())];
        let mut chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let end = (at + len).min(chars.len());
        chars.splice(at..end, with.chars());
        let text: String = chars.into_iter().collect();
        if let Err(problems) = parse(path, &text) {
            let lines = text.lines().count() + 1;
            prop_assert!(problems.iter().all(|p| p.line >= 1 && p.line <= lines));
        }
    }
}
