//! Writing: one form, whatever the disk, the day and the system.

use std::io::Read;

use reentry::evidence::bag::{Bag, BagError, Entry, Source};
use reentry::evidence::inventory::{Provenance, Removed};
use reentry::evidence::redact;
use reentry::model::Class;

use crate::support::*;

fn file_of(zip: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_layout_is_the_promised_one() {
    let zip = bundle();
    let archive = zip::ZipArchive::new(std::io::Cursor::new(&zip)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(
        names,
        [
            "case-contoso/data/00-SUMMARY.md",
            "case-contoso/data/10-ticket/ticket.txt",
            "case-contoso/data/30-signin/log.json",
            "case-contoso/data/60-attachments/A001-error.png",
            "case-contoso/data/60-attachments/A002-empty.txt",
            "case-contoso/data/91-redactions.json",
            "case-contoso/data/90-inventory.json",
            "case-contoso/bagit.txt",
            "case-contoso/bag-info.txt",
            "case-contoso/VERIFY.txt",
            "case-contoso/manifest-sha256.txt",
            "case-contoso/tagmanifest-sha256.txt",
        ]
    );
    let info = String::from_utf8(file_of(&zip, "case-contoso/bag-info.txt")).unwrap();
    assert!(
        info.contains("Bagging-Date: 2026-11-22\n") && info.contains("Bundle-Class: support\n"),
        "{info}"
    );
    let verify = String::from_utf8(file_of(&zip, "case-contoso/VERIFY.txt")).unwrap();
    assert!(
        verify.contains("sha256sum -c manifest-sha256.txt")
            && verify.contains("in the folder case-contoso\n")
    );
    assert!(verify.lines().all(|line| line.len() <= 80), "VERIFY.txt fits any screen");
}

#[test]
fn two_bundles_of_one_case_are_the_same_bytes_however_the_disk_reads() {
    let long = prose(1_500_000, 3);
    let with = |piece: usize| {
        let mut all = entries();
        let long = &long;
        all.push(Entry::new(
            "30-signin/export.csv",
            Class::Support,
            Source::Reader {
                size: long.len() as u64,
                open: Box::new(move || Ok(Box::new(Drip(long, piece)))),
            },
        ));
        if piece % 2 == 1 {
            all.reverse(); // the order of the caller does not matter either
        }
        pack(&bag(all))
    };
    let (first, summary) = with(usize::MAX);
    for piece in [7, 4096, 65_537, 262_144, 300_000] {
        let (again, same) = with(piece);
        assert_eq!(same, summary);
        assert!(again == first, "reads of {piece} bytes gave another zip");
    }
    assert!(first.len() < long.len(), "text is compressed");
}

#[test]
fn the_fingerprint_does_not_depend_on_compression() {
    let (packed, a) = pack(&bag(entries()));
    let (stored, b) = pack(&bag(entries()).stored());
    assert_ne!(packed, stored);
    assert_eq!(a, b);
    assert!(verdict(&stored, None).valid());
    assert_eq!(verdict(&packed, None).fingerprint, Some(a.fingerprint));
}

#[test]
fn media_are_stored_and_text_is_deflated() {
    let zip = bundle();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&zip)).unwrap();
    let mut method =
        |name: &str| archive.by_name(&format!("case-contoso/data/{name}")).unwrap().compression();
    assert_eq!(method("60-attachments/A001-error.png"), zip::CompressionMethod::Stored);
    assert_eq!(method("30-signin/log.json"), zip::CompressionMethod::Deflated);
}

#[test]
fn a_file_of_repetition_does_not_make_the_bundle_a_bomb() {
    let zeros = vec![b'0'; 12 << 20];
    let (zip, _) = pack(&bag(vec![Entry::new("30-signin/zeros.log", Class::Support, Source::Bytes(zeros))]));
    assert!(zip.len() > 12 << 20, "it is stored");
    assert!(verdict(&zip, None).valid());
}

#[test]
fn the_inventory_tells_where_a_file_came_from_and_the_redactions_never_tell_what() {
    let (clean, hits) = redact::redact("line one\npassword=Winter2026!\n");
    let mut entry = Entry::text("60-attachments/A001-mail.txt", Class::Support, clean);
    entry.removed = hits.iter().map(Removed::from).collect();
    entry.provenance = Provenance {
        id: Some("A001".into()),
        original_name: Some("Mail an \"Bob\".txt".into()),
        acquired_at: Some("2026-11-22T02:05:00+01:00".into()),
        ..Provenance::default()
    };
    let (zip, summary) = pack(&bag(vec![entry]));
    assert_eq!(summary.files, 3);
    let inventory: serde_json::Value =
        serde_json::from_slice(&file_of(&zip, "case-contoso/data/90-inventory.json")).unwrap();
    assert_eq!(inventory["schema"], "reentry/inventory/v1");
    assert_eq!(inventory["files"][0]["original_name"], "Mail an \"Bob\".txt");
    assert_eq!(inventory["files"][0]["redactions"], 1);
    assert!(inventory["files"][0]["source"].is_null());
    let redactions: serde_json::Value =
        serde_json::from_slice(&file_of(&zip, "case-contoso/data/91-redactions.json")).unwrap();
    assert_eq!(redactions["redactions"][0]["rule"], "password");
    assert_eq!(redactions["redactions"][0]["line"], 2);
    assert!(!String::from_utf8_lossy(&zip).contains("Winter2026"));
}

#[test]
fn a_container_is_looked_into_again_before_it_leaves() {
    let rtf = r"{\rtf1\ansi {\b Pass}word: Winter2026!Kq7\par}";
    for name in ["60-attachments/A001-a.rtf", "60-attachments/A001-a.zip", "60-attachments/A001-a.docx"] {
        let entry = Entry::text(name, Class::Support, rtf);
        assert!(!entry.suspicious().unwrap().is_empty(), "{name}");
        assert!(
            Entry::text(name, Class::Support, "{\\rtf1 hello}").suspicious().unwrap().is_empty(),
            "{name}"
        );
    }
}

#[test]
fn what_must_not_be_in_a_bundle_is_refused() {
    let make = |class, entries| Bag::new("case-contoso", date(), class, "case-contoso", entries);
    let legal = || vec![Entry::text("60-attachments/A001-passport.pdf", Class::Legal, "x")];
    let internal = || vec![Entry::text("notes.txt", Class::Internal, "x")];
    assert!(matches!(make(Class::Support, legal()), Err(BagError::Class { .. })));
    assert!(matches!(make(Class::Internal, legal()), Err(BagError::Class { .. })));
    assert!(matches!(make(Class::Support, internal()), Err(BagError::Class { .. })));
    assert!(make(Class::Internal, internal()).is_ok() && make(Class::Legal, legal()).is_ok());
    for name in ["../x", "/x", "a\\b", "con", "Müller.txt", "90-inventory.json", "a/91-redactions.json/../x"]
    {
        let refused = make(Class::Support, vec![Entry::text(name, Class::Support, "x")]);
        assert!(matches!(refused, Err(BagError::Name { .. })), "{name}");
    }
    let twice = vec![Entry::text("a.txt", Class::Support, "x"), Entry::text("A.TXT", Class::Support, "x")];
    assert!(matches!(make(Class::Support, twice), Err(BagError::Name { .. })));
    let line_break = Bag::new("case", date(), Class::Support, "case\nBundle-Class: legal", entries());
    assert!(matches!(line_break, Err(BagError::Identifier)));
}

#[test]
fn a_file_that_changes_while_it_is_packed_is_noticed() {
    for (said, holds) in [(10, 9), (10, 11), (0, 1), (300_000, 262_144)] {
        let bytes = vec![b'x'; holds];
        let bytes = &bytes;
        let source = Source::Reader {
            size: said,
            open: Box::new(move || Ok(Box::new(bytes.as_slice()) as Box<dyn Read>)),
        };
        let bag = bag(vec![Entry::new("a.txt", Class::Support, source)]);
        let mut file = Memory::default();
        let mut zip = reentry::port::Archive::pack(&reentry::adapter::zip_archive::ZipFiles, &mut file);
        assert!(matches!(bag.write(&mut *zip), Err(BagError::Changed { .. })), "{said} {holds}");
    }
}

#[test]
fn secrets_are_found_once_more_before_they_leave() {
    let mut all = entries();
    all.push(Entry::text(
        "20-timeline/timeline.md",
        Class::Support,
        "02:05 tried\n02:06 password=Winter2026!\n",
    ));
    let found = bag(all).suspicions().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].path.as_str(), found[0].hits[0].line), ("20-timeline/timeline.md", 2));
    assert!(bag(entries()).suspicions().unwrap().is_empty());
}
