//! The printed kit as a file, read back by programs that are not ours. They may be missing on a laptop; in CI they
//! must be there.
#![cfg(feature = "pdf")]
#![expect(clippy::expect_used, reason = "a test may stop")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;

/// Prints into a folder and gives the file's place.
fn print(folder: &Path, name: &str, args: &[&str]) -> PathBuf {
    let file = folder.join(name);
    let mut command = Command::cargo_bin("reentry").expect("the program is built");
    command.env_clear().env("REENTRY_CLOCK", "2026-11-22T03:00:00+01:00").current_dir(folder);
    command.args(["print", "--format", "pdf", "-o"]).arg(&file).args(args);
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

/// Runs another program, or says that it is not here and need not be.
fn other(program: &str, args: &[&str], file: &Path) -> Option<Output> {
    match Command::new(program).args(args).arg(file).output() {
        Ok(output) => Some(output),
        Err(_) if std::env::var_os("CI").is_none() => None,
        Err(error) => panic!("{program} is needed in CI: {error}"),
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn two_prints_are_the_same_bytes_and_large_print_is_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str, args: &[&str]| std::fs::read(print(folder.path(), name, args)).expect("read");
    let first = read("a.pdf", &["stop-card", "--paper", "letter"]);
    assert_eq!(first, read("b.pdf", &["stop-card", "--paper", "letter"]));
    assert_ne!(first, read("c.pdf", &["stop-card", "--paper", "letter", "--large"]));
}

#[test]
fn the_kit_is_sound_tagged_and_carries_its_faces() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, args) in
        [("kit.pdf", &["--all"][..]), ("large.pdf", &["--all", "--large", "--paper", "letter"][..])]
    {
        let file = print(folder.path(), name, args);
        if let Some(output) = other("qpdf", &["--check"], &file) {
            assert!(output.status.success(), "{}", said(&output));
        }
        if let Some(output) = other("pdfinfo", &[], &file) {
            let info = said(&output);
            let field = |name: &str| {
                let line = info.lines().find(|line| line.starts_with(name)).unwrap_or_default();
                line.split_once(':').map_or("", |(_, value)| value.trim()).to_owned()
            };
            assert!(field("Title").contains("ecovery"), "{info}");
            assert_eq!(field("Tagged"), "yes", "{info}");
            assert_eq!(field("JavaScript"), "no", "{info}");
            let size = if name == "kit.pdf" { "595.276 x 841.89 pts (A4)" } else { "612 x 792 pts (letter)" };
            assert_eq!(field("Page size"), size);
        }
        if let Some(output) = other("pdffonts", &[], &file) {
            let fonts = said(&output);
            let rows: Vec<&str> = fonts.lines().skip(2).collect();
            assert!(!rows.is_empty());
            for row in rows {
                assert!(row.contains("yes yes yes"), "embedded, subset, with its letters: {row}");
            }
        }
    }
}

/// Everything that a tenant can need, on A4 and on letter.
#[test]
fn a_kit_is_at_most_32_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = include_str!("../src/readiness/profile/tests/contoso.toml");
    std::fs::write(folder.path().join("full.toml"), profile).expect("written");
    std::fs::write(folder.path().join("bare.toml"), "format = \"reentry/profile/v1\"\n").expect("written");
    let large: &[&str] = &["--large"];
    for (name, paper, size, most) in [
        ("full.toml", "a4", &[][..], 32),
        ("full.toml", "letter", &[], 32),
        ("bare.toml", "a4", &[], 32),
        ("bare.toml", "letter", &[], 32),
        // Two and a half times as many: each page is filled.
        ("full.toml", "a4", large, 84),
        ("bare.toml", "letter", large, 84),
    ] {
        let out = format!("{name}-{paper}-{}.pdf", size.len());
        let file = print(folder.path(), &out, &[&["--profile", name, "--paper", paper], size].concat());
        let Some(output) = other("pdfinfo", &[], &file) else { return };
        let info = said(&output);
        let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a count");
        let pages: usize = pages.trim().parse().expect("a number");
        assert!((20..=most).contains(&pages), "{name} on {paper} {size:?}: {pages} pages");
    }
}

/// A name that the letters of the program lack: the file is made, and says the letters by their numbers.
#[test]
fn no_customer_is_left_without_a_kit_for_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = include_str!("../src/readiness/profile/tests/contoso.toml");
    let hebrew = profile.replace("name = \"Contoso\"", "name = \"\u{5e9}\u{5dc}\u{5d5}\u{5dd} Ltd\"");
    assert_ne!(hebrew, profile);
    std::fs::write(folder.path().join("tenant.toml"), hebrew).expect("written");
    let file = print(folder.path(), "kit.pdf", &[]);
    let Some(output) = other("pdftotext", &["-raw", "-l", "1"], &file) else { return };
    assert!(output.status.success());
    let text = std::fs::read_to_string(file.with_extension("txt")).expect("the text beside it");
    assert!(text.contains("[U+05E9 U+05DC U+05D5 U+05DD] Ltd"), "{text}");
}

/// A report goes to somebody who sees no screen of ours: the page itself says that characters are numbers.
#[test]
fn a_report_says_on_its_page_that_letters_are_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, missing) in
        [("\u{4e2d}\u{6587}\u{516c}\u{53f8}", true), ("\u{e17}\u{e35}\u{e48}", true), ("Müller", false)]
    {
        let profile = format!("format = \"reentry/profile/v1\"\n[tenant]\nname = \"{name}\"\n");
        std::fs::write(folder.path().join("tenant.toml"), profile).expect("written");
        let file = folder.path().join(format!("audit-{}.pdf", name.len()));
        let mut command = Command::cargo_bin("reentry").expect("the program is built");
        let args = ["audit", "--profile", "tenant.toml", "--format", "pdf", "-o"];
        let output =
            command.env_clear().current_dir(folder.path()).args(args).arg(&file).output().expect("it runs");
        assert!(file.is_file(), "{}", String::from_utf8_lossy(&output.stderr));
        let Some(output) = other("pdftotext", &["-raw"], &file) else { return };
        assert!(output.status.success());
        let text = std::fs::read_to_string(file.with_extension("txt")).expect("the text beside it");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.contains("are printed by their Unicode number"), missing, "{name}: {text}");
    }
}

#[test]
fn every_runbook_can_be_read_back_from_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = print(folder.path(), "kit.pdf", &["--all"]);
    let Some(output) = other("pdftotext", &["-raw"], &file) else { return };
    assert!(output.status.success());
    let text = std::fs::read_to_string(file.with_extension("txt")).expect("the text beside it");
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = squeeze(&text);
    let mut list = Command::cargo_bin("reentry").expect("the program is built");
    let list = said(&list.env_clear().args(["runbook", "list"]).output().expect("it runs"));
    // Two blanks begin a runbook, more go on with its title.
    let whole = list.replace(&format!("\n{}", " ".repeat(31)), " ");
    let titles: Vec<String> = whole
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(|line| {
            squeeze(line)
                .split_once(' ')
                .map_or(String::new(), |(_, title)| title.replace(" (on its own)", ""))
        })
        .collect();
    assert!(titles.len() > 30);
    for (number, title) in titles.iter().enumerate() {
        assert!(text.contains(&format!("END of runbook {}: {title}", number + 1)), "{title}");
    }
    let pages = text.matches("Page 1 of ").count();
    assert_eq!(pages, 1, "page numbers");
}

#[test]
fn a_telephone_reads_the_codes_on_the_card() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = print(folder.path(), "card.pdf", &["card"]);
    let picture = folder.path().join("card");
    let mut command = Command::new("pdftoppm");
    let drawn = command.args(["-r", "150", "-png", "-singlefile"]).arg(&file).arg(&picture).output();
    if drawn.is_err() && std::env::var_os("CI").is_none() {
        return;
    }
    assert!(drawn.expect("pdftoppm is needed in CI").status.success());
    if let Some(output) = other("zbarimg", &["-q"], &picture.with_extension("png")) {
        let read = said(&output);
        assert!(read.contains("QR-Code:https://entra.microsoft.com"), "{read}");
        let list = "https://support.microsoft.com/topic/customer-service-phone-numbers-";
        assert!(read.contains(&format!("QR-Code:{list}")), "{read}");
    }
}
