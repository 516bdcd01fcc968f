//! Reading: whole is valid, and nothing else is.

use proptest::prelude::*;
use reentry::evidence::bag::Entry;
use reentry::model::Class;

use crate::support::*;

#[test]
fn a_whole_bundle_is_valid_and_says_what_it_is() {
    let (zip, summary) = pack(&bag(entries()));
    let verdict = verdict(&zip, Some(&summary.fingerprint.short().parse().unwrap()));
    assert!(verdict.valid(), "{:?}", verdict.problems);
    assert_eq!(verdict.fingerprint, Some(summary.fingerprint));
    assert_eq!(verdict.class, Some(Class::Support));
    assert_eq!((verdict.files, verdict.bytes), (summary.files, summary.bytes));
    assert_eq!(verdict.folder.as_deref(), Some("case-contoso"));
}

#[test]
fn another_bundle_is_not_the_one_that_was_told() {
    let (_, summary) = pack(&bag(entries()));
    let mut all = entries();
    all.push(Entry::text("more.txt", Class::Support, "more"));
    let (other, _) = pack(&bag(all));
    let verdict = verdict(&other, Some(&summary.fingerprint.to_string().parse().unwrap()));
    assert_eq!(verdict.problems.len(), 1);
    assert_eq!(verdict.problems[0].rule.id(), "fingerprint");
}

/// Every byte of a small bundle: names, headers, padding of the compressed data, the end record, everything. In CI every
/// bit of it.
#[test]
fn no_flipped_bit_is_overlooked() {
    let text = "Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00\n";
    let zip = pack(&bag(vec![
        Entry::text("a.txt", Class::Support, text),
        Entry::text("b.png", Class::Support, "stored"),
    ]))
    .0;
    let thorough = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let mut bytes = zip.clone();
    for at in 0..zip.len() {
        for bit in 0..8 {
            if !thorough && bit != at % 8 && bit != 7 {
                continue;
            }
            bytes[at] ^= 1 << bit;
            assert!(!verdict(&bytes, None).valid(), "bit {bit} of byte {at} of {}", zip.len());
            bytes[at] ^= 1 << bit;
        }
    }
    assert!(verdict(&bytes, None).valid());
}

#[test]
fn no_beginning_of_a_bundle_is_valid() {
    let zip = bundle();
    for length in 0..zip.len() {
        assert!(!verdict(&zip[..length], None).valid(), "{length} of {}", zip.len());
    }
}

#[test]
fn bytes_before_after_and_between_are_noticed() {
    let zip = bundle();
    assert_eq!(broken(&[b"#!/bin/sh\n", zip.as_slice()].concat()), ["stray-bytes"]);
    assert_eq!(broken(&[zip.as_slice(), b"more"].concat()), ["trailing-bytes"]);
    assert_eq!(broken(&[zip.as_slice(), zip.as_slice()].concat()), ["stray-bytes"]);
    assert_eq!(broken(b""), ["not-a-zip"]);
    assert_eq!(broken(b"%PDF-1.4 something that is not a zip at all"), ["not-a-zip"]);
}

/// A timeline whose chain is broken is a broken bundle, even if its hash is listed.
#[test]
fn the_chain_of_the_timeline_is_followed() {
    let with = |journal: &[u8]| {
        let journal = String::from_utf8(journal.to_vec()).unwrap();
        pack(&bag(vec![Entry::text("20-timeline/journal.jsonl", Class::Support, journal)])).0
    };
    let journal = journal();
    assert!(verdict(&with(&journal), None).valid());
    let text = String::from_utf8(journal.clone()).unwrap();
    assert_eq!(broken(&with(text.replace("third", "thirt").as_bytes())), ["timeline"]);
    assert_eq!(broken(&with(&journal[..journal.len() - 1])), ["timeline"]);
    let without_second: Vec<&str> =
        text.split_inclusive('\n').enumerate().filter(|(n, _)| *n != 1).map(|(_, l)| l).collect();
    assert_eq!(broken(&with(without_second.concat().as_bytes())), ["timeline"]);
}

fn journal() -> Vec<u8> {
    use reentry::case::{Audience, Event, Head, journal};
    let at = chrono::DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap();
    let mut head = Head::start();
    let mut bytes = Vec::new();
    for text in ["first", "second", "third"] {
        let event = Event::Noted {
            text: text.into(),
            ticket: None,
            team: None,
            who: None,
            account: None,
            happened: None,
        };
        let (line, entry) = journal::write(&head, at, "anna", Audience::Support, &event, [7; 16]).unwrap();
        bytes.extend(line);
        head = Head::after(&entry);
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to it on the way: a stretch is overwritten, cut out, or put in.
    #[test]
    fn no_damage_is_overlooked(at in 0.0f64..1.0, length in 1usize..400, kind in 0..3, fill in any::<u8>()) {
        let zip = bundle();
        let at = (at * zip.len() as f64) as usize;
        let end = (at + length).min(zip.len());
        let damaged = match kind {
            0 => [&zip[..at], &vec![fill; end - at], &zip[end..]].concat(),
            1 => [&zip[..at], &zip[end..]].concat(),
            _ => [&zip[..at], &vec![fill; length], &zip[at..]].concat(),
        };
        if damaged != zip {
            prop_assert!(!verdict(&damaged, None).valid());
        }
    }
}
