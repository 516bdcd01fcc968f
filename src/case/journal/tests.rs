use super::*;
use proptest::prelude::*;

fn note(text: &str) -> Event {
    Event::Noted { text: text.into(), ticket: None, team: None, who: None, account: None, happened: None }
}

fn journal(texts: &[String]) -> Vec<u8> {
    let mut head = Head::start();
    let mut bytes = Vec::new();
    let at = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap();
    for (i, text) in texts.iter().enumerate() {
        let audience = if i % 3 == 2 { Audience::Internal } else { Audience::Support };
        let (line, entry) = write(&head, at, "anna\n1", audience, &note(text), [i as u8; 16]).unwrap();
        bytes.extend(line);
        head = Head::after(&entry);
    }
    bytes
}

proptest! {
    #[test]
    fn what_is_written_is_read(texts in prop::collection::vec(".*", 0..8)) {
        let reading = read(&Head::start(), &journal(&texts)).unwrap();
        let back: Vec<_> = reading.entries.into_iter().map(|e| e.event().unwrap().clone()).collect();
        prop_assert_eq!(back, texts.iter().map(|t| note(t)).collect::<Vec<_>>());
    }

    #[test]
    fn cut_anywhere_every_whole_line_is_kept(texts in prop::collection::vec(".{0,20}", 1..6), cut in any::<prop::sample::Index>()) {
        let bytes = journal(&texts);
        let cut = cut.index(bytes.len() + 1);
        let whole = bytes[..cut].iter().filter(|b| **b == b'\n').count();
        let reading = read(&Head::start(), &bytes[..cut]).unwrap();
        prop_assert!(reading.entries.len() == whole || (reading.unended && reading.entries.len() == whole + 1));
        prop_assert_eq!(reading.good + reading.torn, cut as u64);
    }

    #[test]
    fn no_changed_byte_goes_unseen(texts in prop::collection::vec("[a-z]{0,20}", 1..5), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = journal(&texts);
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        let before = read(&Head::start(), &bytes).unwrap().entries;
        bytes[at] = to;
        // An error, or (only where the last line end was hit) a cut-off line; never another sequence of events.
        if let Ok(reading) = read(&Head::start(), &bytes) {
            prop_assert!(at == bytes.len() - 1 || bytes[at].is_ascii_whitespace());
            prop_assert!(before.starts_with(&reading.entries));
        }
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&Head::start(), &bytes);
        let _ = withhold(&bytes, &BTreeSet::new());
    }
}

#[test]
fn withheld_payloads_leave_the_chain_whole() {
    let texts: Vec<String> = (0..7).map(|i| format!("line {i} of a secret kind")).collect();
    let bytes = withhold(&journal(&texts), &BTreeSet::new()).unwrap();
    let reading = read(&Head::start(), &bytes).unwrap();
    assert_eq!(reading.entries.len(), 7);
    let held: Vec<u64> = reading.entries.iter().filter(|e| e.event().is_none()).map(|e| e.seq).collect();
    assert_eq!(held, [3, 6]);
    assert!(!String::from_utf8(bytes).unwrap().contains("line 2 of"));
}

#[test]
fn a_payload_with_a_secret_can_be_withheld_alone() {
    let texts: Vec<String> = (0..5).map(|i| format!("line {i}")).collect();
    let bytes = withhold_lines(&journal(&texts), &BTreeSet::from([4])).unwrap();
    let reading = read(&Head::start(), &bytes).unwrap();
    assert_eq!(
        reading.entries.iter().filter(|e| e.event().is_none()).map(|e| e.seq).collect::<Vec<_>>(),
        [4]
    );
    assert!(!String::from_utf8(bytes).unwrap().contains("line 3"));
}

#[test]
fn a_newer_journal_is_refused_by_its_number() {
    let bytes = br#"{"format":2,"seq":1,"surprise":true}"#;
    let ended = [bytes.as_slice(), b"\n"].concat();
    assert_eq!(read(&Head::start(), &ended).unwrap_err(), Broken::Newer { line: 1, format: 2 });
}

#[test]
fn what_is_told_later_keeps_its_moment_also_when_it_is_brought_in() {
    let (written, then): (DateTime<FixedOffset>, DateTime<FixedOffset>) =
        ("2026-11-27T15:00:00+01:00".parse().unwrap(), "2026-01-21T04:40:00+01:00".parse().unwrap());
    let learned = Event::Learned {
        fact: "case.name".parse().unwrap(),
        value: crate::model::Value::One("Contoso".into()),
        source: crate::case::FactSource::Answers,
        step: None,
    };
    let brought = Event::BroughtIn {
        told_by: "bert".into(),
        told_at: written,
        line: 1,
        hash: "0".repeat(64),
        told: Box::new(learned.clone()),
    };
    for mut event in [learned, brought, note("late")] {
        let beside = event.happened(then);
        let (bytes, entry) =
            write_told(&Head::start(), written, beside, "anna", Audience::Support, &event, [0; 16]).unwrap();
        assert_eq!((entry.at, entry.moment()), (written, then), "{event:?}");
        assert_eq!(read(&Head::start(), &bytes).unwrap().entries, [entry]);
    }
}
