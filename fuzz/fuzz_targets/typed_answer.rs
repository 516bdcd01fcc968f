//! Whatever is typed or pasted at a question: every reader takes it without a panic, in linear time, and loses nothing.
#![no_main]

use std::sync::LazyLock;

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use reentry::case::Case;
use reentry::guide::{board, second_look};
use reentry::model::{Value, answer, not_known};
use reentry::runbook::Library;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::embedded);

fuzz_target!(|input: (&str, Vec<&str>, u16)| {
    let (text, labels, day) = input;
    let now = chrono::DateTime::UNIX_EPOCH.fixed_offset() + chrono::Duration::days(day.into());
    let today: NaiveDate = now.date_naive();
    let days = answer::days(text, Some(today));
    assert!(days.len() <= 3);
    assert!(answer::menu(text, &labels).is_none_or(|at| at < labels.len()));
    assert!(
        board::read(text, labels.len())
            .flatten()
            .is_none_or(|chosen| chosen.iter().all(|at| *at < labels.len()))
    );
    for address in answer::addresses(text) {
        assert!(text.contains(&address));
    }
    let _ = (
        answer::yes_no(text),
        answer::tenant_ids(text),
        answer::path(text),
        answer::paths(text),
        not_known(text),
    );
    let case = Case::default();
    for (id, def) in LIBRARY.facts().iter() {
        let _ = (second_look::doubt(&case, id, text, now), second_look::notice(&case, id, text, now));
        let tidy = second_look::tidy(id, text);
        if let Ok(value) = def.read(&tidy) {
            let _ = second_look::understood(def, text, &value);
        }
        // What somebody insists on is kept whole.
        if let Some(Value::One(kept)) = def.as_typed(text) {
            assert_eq!(
                kept.split_whitespace().collect::<String>(),
                text.split_whitespace().collect::<String>()
            );
        }
    }
});
