//! `print` with the real program and the embedded runbooks: what goes into the safe.

#![expect(clippy::expect_used, reason = "a test may stop")]

use assert_cmd::Command;

fn reentry(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("reentry").expect("the program is built");
    command
        .env_clear()
        .env("REENTRY_CLOCK", "2026-11-22T03:00:00+01:00")
        .args(args)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

fn out(args: &[&str]) -> String {
    let output = reentry(args).assert().success().get_output().stdout.clone();
    String::from_utf8(output).expect("UTF-8")
}

#[test]
fn every_runbook_is_on_paper_with_its_end() {
    let list = out(&["runbook", "list"]);
    let text = out(&["print", "--all", "--format", "text"]);
    let page = out(&["print", "--all"]);
    // Two blanks begin a runbook, more go on with its title.
    let names = list.lines().filter_map(|l| l.strip_prefix("  ")).filter(|l| !l.starts_with(' '));
    let ids: Vec<&str> = names.filter_map(|l| l.split_whitespace().next()).collect();
    assert!(ids.len() > 30, "{list}");
    for (at, id) in ids.iter().enumerate() {
        assert!(page.contains(&format!("<article id=\"{id}\" class=\"flows\">")), "{id}");
        assert!(text.contains(&format!("END of runbook {}:", at + 1)), "{id}");
    }
    for (at, _) in page.match_indices("href=\"#") {
        let anchor = page[at + 7..].split('"').next().unwrap_or_default();
        assert!(page.contains(&format!("id=\"{anchor}\"")), "a link to nowhere: {anchor}");
    }
}

#[test]
fn two_prints_of_one_day_are_the_same_bytes() {
    assert_eq!(out(&["print"]), out(&["print"]));
}

#[test]
fn paper_and_large_print_change_the_sheet() {
    let a4 = out(&["print", "stop-card"]);
    let letter = out(&["print", "stop-card", "--paper", "letter", "--large"]);
    assert!(a4.contains("size: A4") && a4.contains("--body: 11pt"));
    assert!(letter.contains("size: letter") && letter.contains("--body: 15pt"));
}

#[test]
fn no_printed_text_line_is_wider_than_its_page() {
    for line in out(&["print", "--all", "--format", "text"]).lines() {
        let words = line.split_whitespace().count();
        assert!(line.chars().count() <= 76 || words <= 2 || line.starts_with("    "), "{line}");
    }
}

/// Paper answers no key and takes no paste. The edition in the foot and on the cover names what made the kit.
#[test]
fn no_line_of_the_kit_speaks_of_the_program() {
    let text = out(&["print", "--format", "text"]);
    let edition = |line: &&str| !line.contains("issued 2026-11-22");
    for line in text.lines().filter(edition) {
        for words in ["reentry ", "the program", "Press `", "press `", "`?`"] {
            assert!(!line.contains(words), "{words}: {line}");
        }
    }
}

#[test]
fn powershell_is_in_the_kit_only_where_it_opens_a_door() {
    let (kit, full) = (out(&["print", "--format", "text"]), out(&["print", "--full", "--format", "text"]));
    assert!(full.contains("Restore-MgDirectoryDeletedItem") && full.contains("Update-MgDomain -DomainId"));
    assert!(kit.contains("New-MgRoleManagementDirectoryRoleAssignment"), "the application's own lines");
    assert!(!kit.contains("Revoke-MgUserSignInSession -UserId thief"), "the portal does the same");
}

#[test]
fn a_wrong_name_is_a_usage_error_that_says_where_the_names_are() {
    let output = reentry(&["print", "stop-crad"]).assert().code(2).get_output().clone();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("stop-crad") && said.contains("reentry runbook list"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("kit.html");
    std::fs::write(&file, "mine").expect("written");
    let path = file.to_string_lossy().into_owned();
    reentry(&["print", "stop-card", "-o", &path]).assert().failure();
    assert_eq!(std::fs::read_to_string(&file).expect("read"), "mine");
}

/// A folder with a profile and its maker.
fn made_for(maker: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("written");
    write(
        "tenant.toml",
        "format = \"reentry/profile/v1\"\nmaker = \"Fabrikam\"\nname-latin = \"Shahar Bakery\"\n[tenant]\nname = \"\u{5e9}\u{5d7}\u{5e8}\"\n\
         contact-phone = \"+972 3 123 4567\"\n",
    );
    write("maker.toml", maker);
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 64, 32);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a picture");
    writer.write_image_data(&[0; 64 * 32]).expect("a picture");
    writer.finish().expect("a picture");
    std::fs::write(dir.path().join("logo.png"), png).expect("written");
    write("logo.gif", "GIF89a");
    dir
}

fn said_in(dir: &std::path::Path, args: &[&str], code: i32) -> (Vec<u8>, String) {
    let output = reentry(args).current_dir(dir).assert().code(code).get_output().clone();
    (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_makers_logo_and_name_stand_on_kits_and_reports() {
    let dir = made_for("name = \"Fabrikam\"\nnight = \"+31 30 765 4321\"\nlogo = \"logo.png\"\n");
    let (kit, _) = said_in(dir.path(), &["print", "--format", "html"], 0);
    let kit = String::from_utf8_lossy(&kit).into_owned();
    // On the cover and on the card.
    assert_eq!(
        kit.matches("<img class=\"logo\" alt=\"Logo of Fabrikam\" src=\"data:image/png;base64,iVBOR").count(),
        2
    );
    assert!(kit.contains("+972 3 123 4567") && kit.contains("made by Fabrikam"));
    let audit =
        reentry(&["audit", "--profile", "tenant.toml", "--format", "html"]).current_dir(dir.path()).output();
    let audit = String::from_utf8_lossy(&audit.expect("it runs").stdout).into_owned();
    assert!(audit.contains("made this report for") && audit.contains("+31 30 765 4321"), "{audit}");
    assert_eq!(audit.matches("<img class=\"logo\"").count(), 1);
}

#[test]
fn a_logo_or_a_font_that_cannot_be_used_is_named_with_its_cure() {
    for (logo, said) in [("logo.gif", "save the logo as PNG"), ("none.png", "none.png")] {
        let dir = made_for(&format!("name = \"Fabrikam\"\nlogo = \"{logo}\"\n"));
        let (_, err) = said_in(dir.path(), &["print", "--format", "html"], 7);
        assert!(err.contains(logo) && err.contains(said), "{err}");
    }
    let dir = made_for("name = \"Fabrikam\"\n");
    let (_, err) = said_in(dir.path(), &["print", "--format", "pdf", "--font", "logo.gif"], 7);
    assert!(err.contains("the font logo.gif cannot be used") && err.contains("no TrueType"), "{err}");
}

#[test]
fn a_name_without_letters_is_printed_in_latin_letters_and_said() {
    let dir = made_for("name = \"Fabrikam\"\n");
    let (pdf, err) = said_in(dir.path(), &["print", "--format", "pdf"], 0);
    assert!(pdf.starts_with(b"%PDF"), "a customer is never left without a kit");
    assert!(err.contains("U+05E9") && err.contains("--font"), "{err}");
    let (html, _) = said_in(dir.path(), &["print", "--format", "html"], 0);
    assert!(String::from_utf8_lossy(&html).contains("\u{5e9}\u{5d7}\u{5e8}"));
    // A telephone number behind a name that is read from the right stays one unit.
    let profile = dir.path().join("tenant.toml");
    let text = std::fs::read_to_string(&profile).expect("read");
    let text = text.replace("[tenant]", "[tenant]\ndecides = \"\u{5e9}\u{5d7}\u{5e8}, +972 50 123 4567\"");
    std::fs::write(&profile, text).expect("written");
    let (html, _) = said_in(dir.path(), &["print", "--format", "html"], 0);
    assert!(String::from_utf8_lossy(&html).contains(", <bdi dir=\"ltr\">+972 50 123 4567</bdi>"));
}
