//! Bundles that were made to harm: each is refused with the rule it breaks, and nothing of it is unpacked.

use std::io::{Cursor, Read, Write};

use flate2::{Compress, Compression, Crc, FlushCompress};
use proptest::prelude::*;
use reentry::evidence::bag::Packing;
use sha2::{Digest, Sha256};

use crate::support::*;

/// A zip entry with every field in our hands.
struct Raw {
    name: Vec<u8>,
    method: u16,
    flags: u16,
    external: u32,
    crc: u32,
    size: u32,
    packed: Vec<u8>,
}

fn raw(name: &[u8], bytes: &[u8]) -> Raw {
    let mut crc = Crc::new();
    crc.update(bytes);
    Raw {
        name: name.to_vec(),
        method: 0,
        flags: 0,
        external: 0o100_644 << 16,
        crc: crc.sum(),
        size: bytes.len() as u32,
        packed: bytes.to_vec(),
    }
}

/// A zip of these entries. `count` is what the end record says, when it lies.
fn assemble(entries: &[Raw], count: Option<u16>) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = zip.len() as u32;
        let mut common = Vec::new();
        for value in [20, entry.flags, entry.method, 0, 0x21] {
            common.extend(u16::to_le_bytes(value));
        }
        for value in [entry.crc, entry.packed.len() as u32, entry.size] {
            common.extend(value.to_le_bytes());
        }
        common.extend((entry.name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        zip.extend(b"PK\x03\x04");
        zip.extend(&common);
        zip.extend(&entry.name);
        zip.extend(&entry.packed);
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend(entry.external.to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(&entry.name);
    }
    let at = zip.len() as u32;
    let count = count.unwrap_or(entries.len() as u16);
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend(count.to_le_bytes());
    zip.extend(count.to_le_bytes());
    zip.extend((directory.len() as u32).to_le_bytes());
    zip.extend(at.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

/// The sample bundle's files, changed, in a zip that is written as ours are: only the bag can be wrong.
fn rebagged(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut files = unpacked(&bundle());
    change(&mut files);
    packed_as_they_are(&files, Packing::Deflated)
}

fn file<'a>(files: &'a mut [(String, Vec<u8>)], name: &str) -> &'a mut Vec<u8> {
    &mut files.iter_mut().find(|(file, _)| file.ends_with(name)).unwrap().1
}

/// Makes the tag manifest right again after a tag file was changed.
fn retag(files: &mut [(String, Vec<u8>)]) {
    let mut lines: Vec<String> = files
        .iter()
        .map(|(name, bytes)| (name.split_once('/').unwrap().1, bytes))
        .filter(|(name, _)| !name.starts_with("data/") && *name != "tagmanifest-sha256.txt")
        .map(|(name, bytes)| {
            let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{digest}  {name}\n")
        })
        .collect();
    lines.sort_by(|a, b| a[66..].cmp(&b[66..]));
    *file(files, "tagmanifest-sha256.txt") = lines.concat().into_bytes();
}

#[test]
fn rebagging_without_a_change_is_still_valid() {
    assert_eq!(broken(&rebagged(|_| ())), [""; 0]);
    assert_eq!(broken(&rebagged(|files| retag(files))), [""; 0]);
}

#[test]
fn names_that_reach_out_are_refused() {
    for (name, rule) in [
        (&b"case/../../x"[..], "name"),
        (b"/etc/passwd", "name"),
        (b"C:\\x", "name"),
        (b"case\\x", "name"),
        (b"case/nul.txt", "name"),
        (b"case/a\0b", "name"),
        (b"case/\x1b[2J", "name"),
        (b"case/\xff", "name"),
        (b"case/x ", "name"),
        (b"", "name"),
        (b"case/folder/", "not-a-file"),
        (&[b'a'; 201], "name"),
        (b"1/2/3/4/5/6/7/8/9", "name"),
    ] {
        assert_eq!(broken(&assemble(&[raw(name, b"x")], None)), [rule], "{}", name.escape_ascii());
        assert!(verdict(&assemble(&[raw(name, b"x")], None), None).folder.is_none(), "nothing was read");
    }
}

#[test]
fn names_that_meet_are_refused() {
    for pair in [["c/a", "c/a"], ["c/a", "c/A"], ["c/\u{e9}", "c/e\u{301}"], ["c/a", "c/a/b"]] {
        let zip = assemble(&pair.map(|name| raw(name.as_bytes(), b"x")), None);
        assert_eq!(broken(&zip), ["duplicate"], "{pair:?}");
    }
}

#[test]
fn what_is_no_plain_file_is_refused() {
    for mode in [0o120_777_u32, 0o040_755, 0o060_644, 0o010_644, 0o140_644] {
        let zip = assemble(&[Raw { external: mode << 16, ..raw(b"case/x", b"/etc/passwd") }], None);
        assert_eq!(broken(&zip), ["not-a-file"], "{mode:o}");
    }
    assert_eq!(broken(&assemble(&[Raw { external: 0x10, ..raw(b"case/x", b"") }], None)), ["not-a-file"]);
    for (flags, rule) in [(1, "encrypted"), (1 | 1 << 6, "encrypted"), (8, "header"), (1 << 5, "header")] {
        assert_eq!(broken(&assemble(&[Raw { flags, ..raw(b"case/x", b"x") }], None)), [rule], "{flags}");
    }
    for method in [1, 9, 12, 14, 93, 95, 99] {
        assert_eq!(
            broken(&assemble(&[Raw { method, ..raw(b"case/x", b"x") }], None)),
            ["method"],
            "{method}"
        );
    }
}

/// Ten gigabytes of zeros in ten megabytes: one compressed block, again and again.
fn bomb() -> (Vec<u8>, u32, u64) {
    let zeros = vec![0; 16 << 20];
    let mut engine = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(1 << 20);
    engine.compress_vec(&zeros, &mut block, FlushCompress::Full).unwrap();
    let (mut packed, mut crc, mut one) = (Vec::new(), Crc::new(), Crc::new());
    one.update(&zeros);
    for _ in 0..255 {
        packed.extend(&block);
        crc.combine(&one);
    }
    packed.extend([3, 0]); // an empty last block
    (packed, crc.sum(), 255 * (16 << 20))
}

#[test]
fn a_bomb_is_not_lit() {
    let (packed, crc, size) = bomb();
    assert!(size > 4_000_000_000 && packed.len() < 6_000_000);
    let honest = Raw { method: 8, crc, size: size as u32, packed, ..raw(b"case/bomb", b"") };
    assert_eq!(broken(&assemble(&[honest], None)), ["ratio"]);
}

/// The same, but its headers say that it is small.
#[test]
fn a_bomb_that_lies_about_its_size_is_left_at_the_first_byte_too_many() {
    let (packed, crc, _) = bomb();
    let mut entries = vec![Raw { method: 8, crc, size: 1000, packed, ..raw(b"case-contoso/data/bomb", b"") }];
    entries.extend(rebagged_raw());
    let rules = broken(&assemble(&entries, None));
    assert!(rules.contains(&"damaged"), "{rules:?}");
}

fn rebagged_raw() -> Vec<Raw> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bundle())).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            raw(file.name_raw(), &bytes)
        })
        .collect()
}

#[test]
fn files_that_share_bytes_are_refused() {
    let mut zip = assemble(&[raw(b"case/a", b"0123456789"), raw(b"case/b", b"0123456789")], None);
    let second = zip.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    zip[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(broken(&zip), ["overlap"]);
    // A stored file whose sizes cover the next one's header.
    let mut greedy = assemble(&[raw(b"case/a", b"0123456789"), raw(b"case/b", b"")], None);
    let first = greedy.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    for at in [18, 22, first + 20, first + 24] {
        greedy[at] += 4;
    }
    assert_eq!(broken(&greedy), ["overlap"]);
}

#[test]
fn a_file_that_the_directory_does_not_know_is_noticed() {
    let zip = assemble(&[raw(b"case/a", b"x"), raw(b"case/hidden", b"x")], None);
    let entry = zip.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let end = zip.len() - 22;
    let first_length = 46 + b"case/a".len();
    // The directory loses its second entry; the hidden file stays in the zip.
    let mut hidden = zip[..entry + first_length].to_vec();
    hidden.extend(&zip[end..]);
    let end = hidden.len() - 22;
    hidden[end + 8..end + 12].copy_from_slice(&[1, 0, 1, 0]);
    hidden[end + 12..end + 16].copy_from_slice(&(first_length as u32).to_le_bytes());
    assert_eq!(broken(&hidden), ["stray-bytes"]);
}

#[test]
fn the_two_headers_must_agree() {
    let zip = assemble(&[raw(b"case/a", b"0123456789")], None);
    for at in [4, 6, 8, 10, 14, 18, 22, 30] {
        let mut changed = zip.clone();
        changed[at] ^= 2;
        assert!(matches!(broken(&changed)[..], ["header" | "overlap" | "stray-bytes"]), "byte {at}");
    }
}

#[test]
fn too_many_files_are_refused_before_they_are_read() {
    let entries: Vec<Raw> = (0..10_001).map(|n| raw(format!("c/{n}").as_bytes(), b"")).collect();
    assert_eq!(broken(&assemble(&entries, None)), ["too-many-files"]);
    assert_eq!(broken(&assemble(&entries[..3], Some(0xffff))), ["too-many-files"]);
    assert_eq!(broken(&assemble(&entries[..3], Some(4))), ["header"]);
    assert_eq!(broken(&assemble(&entries[..3], Some(2))), ["stray-bytes"]);
    // 65,536 files need the zip64 form; the zip crate writes it.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..65_536 {
        zip.start_file(format!("c/{n}"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(broken(&zip.finish().unwrap().into_inner()), ["too-many-files"]);
}

#[test]
fn sizes_in_the_zip64_form_are_read() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    zip.start_file("case/a.txt", options).unwrap();
    zip.write_all(b"not large at all").unwrap();
    assert_eq!(broken(&zip.finish().unwrap().into_inner())[..2], ["declaration", "bag-info"]);
}

#[test]
fn a_bag_with_more_or_less_than_its_manifests_is_not_valid() {
    let add = |name: &str| {
        let name = name.to_owned();
        rebagged(move |files| files.push((name, b"x".to_vec())))
    };
    assert_eq!(broken(&add("case-contoso/data/more.txt")), ["payload-oxum", "unlisted-file"][..]);
    assert_eq!(broken(&add("case-contoso/run-me.exe")), ["unlisted-file"]);
    assert_eq!(broken(&add("case-contoso/tagmanifest-md5.txt")), ["unlisted-file"]);
    assert_eq!(broken(&add("case-contoso/tagmanifest-sha256.txt.sig")), [""; 0]);
    assert_eq!(broken(&add("other/x")), ["folder"]);
    assert_eq!(broken(&add("x")), ["folder"]);
    let without = |part: &str| {
        let part = part.to_owned();
        rebagged(move |files| files.retain(|(name, _)| !name.ends_with(&part)))
    };
    assert_eq!(broken(&without("ticket.txt")), ["payload-oxum", "missing-file"]);
    assert_eq!(broken(&without("VERIFY.txt")), ["missing-file"]);
    assert_eq!(broken(&without("bagit.txt")), ["declaration", "missing-file"]);
    assert_eq!(broken(&without("bag-info.txt")), ["bag-info", "missing-file"]);
    assert_eq!(broken(&without("/manifest-sha256.txt")), ["manifest-missing", "missing-file"]);
    assert_eq!(broken(&without("tagmanifest-sha256.txt")), ["manifest-missing"]);
}

#[test]
fn a_bag_whose_words_were_changed_is_not_valid() {
    let edit = |name: &str, from: &str, to: &str, all: bool| {
        let (name, from, to) = (name.to_owned(), from.to_owned(), to.to_owned());
        rebagged(move |files| {
            let bytes = file(files, &name);
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(text.contains(&from), "{text}");
            *bytes = text.replacen(&from, &to, 1).into_bytes();
            if all {
                retag(files);
            }
        })
    };
    assert_eq!(broken(&edit("ticket.txt", "locked", "looked", false)), ["digest"]);
    assert_eq!(broken(&edit("bag-info.txt", "support", "internal", false)), ["digest"]);
    assert_eq!(broken(&edit("bag-info.txt", "support", "public", true)), ["bag-info"]);
    assert_eq!(broken(&edit("bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1", true)), ["payload-oxum"]);
    assert_eq!(broken(&edit("bagit.txt", "1.0", "9.9", true)), ["declaration"]);
    assert_eq!(broken(&edit("/manifest-sha256.txt", "data/", "data/../", true))[..1], ["manifest-line"]);
    assert_eq!(broken(&edit("/manifest-sha256.txt", "  data/", " = data/", true))[..1], ["unlisted-file"]);
    let fetch = rebagged(|files| {
        files.push(("case-contoso/fetch.txt".into(), b"https://contoso.com/x 1 data/x\n".to_vec()));
        retag(files);
    });
    assert_eq!(broken(&fetch), ["fetch"]);
}

#[test]
fn the_problems_of_a_hostile_name_are_printed_harmlessly() {
    let zip = assemble(&[raw(b"case/\x1b]0;owned\x07\xe2\x80\xaegpj.exe", b"x")], None);
    let verdict = verdict(&zip, None);
    let text = reentry::report::verify::screen(&verdict, false).text(reentry::report::text::Page::new(80));
    let json = serde_json::to_string(&reentry::report::verify::View::from(&verdict)).unwrap();
    for shown in [text, json] {
        assert!(
            shown.chars().all(|c| c == '\n' || !c.is_control()) && !shown.contains('\u{202e}'),
            "{shown:?}"
        );
        assert!(shown.contains("owned"), "{shown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any two bytes of the structure replaced: a verdict, no panic, never valid.
    #[test]
    fn no_pair_of_changes_makes_it_panic_or_pass(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), x in 1u8.., y in 1u8..) {
        let mut zip = assemble(&rebagged_raw(), None);
        let before = zip.clone();
        let (a, b) = (a.index(zip.len()), b.index(zip.len()));
        zip[a] ^= x;
        zip[b] ^= y;
        if zip != before {
            prop_assert!(!verdict(&zip, None).valid(), "{a} {b}");
        }
    }

    #[test]
    fn nonsense_is_never_valid(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!verdict(&bytes, None).valid());
    }
}
