//! `prepare` and what starts from its profile, with the real program.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const CONTOSO: &str = include_str!("../src/readiness/profile/tests/contoso.toml");

fn reentry(dir: &Path, args: &[&str], typed: &str) -> Output {
    Command::cargo_bin("reentry")
        .unwrap()
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("REENTRY_CLOCK", "2026-11-22T03:00:00+01:00")
        .args(args)
        .write_stdin(typed)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn answers_are_kept_one_by_one_and_a_second_run_asks_only_what_is_missing() {
    let dir = TempDir::new().unwrap();
    let first = reentry(
        dir.path(),
        &["prepare"],
        "Contoso\n4fdbff88-9d6b-42e0-9713-45c922ba8O01\n4fdbff88-9d6b-42e0-9713-45c922ba8001\nlater\n1\n?\npwd: Winter2026!x\n",
    );
    let talk = said(&first);
    // The misread id is explained, and the talk goes on; the input's end names the question that is open.
    assert!(talk.replace("\n   ", " ").contains("character 34 is 'O' (a zero?)"), "{talk}");
    assert_eq!(first.status.code(), Some(4), "{talk}");
    assert!(talk.contains("tenant.licence is not answered") && talk.contains("saved: everything"), "{talk}");
    let file = dir.path().join("tenant.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("id = \"4fdbff88-9d6b-42e0-9713-45c922ba8001\"\n") && !text.contains("Winter"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let second = said(&reentry(dir.path(), &["prepare"], "contoso.onmicrosoft.com\nquit\n"));
    assert!(
        !second.contains("What is the organisation called?") && !second.contains("The tenant ID"),
        "{second}"
    );
    assert!(second.contains("tenant: onmicrosoft = contoso.onmicrosoft.com"), "{second}");
    assert!(second.contains("Continue with:\n   reentry prepare \"tenant.toml\""), "{second}");
    let third = said(&reentry(dir.path(), &["prepare", "--all"], "1\nback\nContoso BV\nquit\n"));
    assert!(third.contains("1 Keep: Contoso\n"), "{third}");
    assert!(third.contains("tenant: name = Contoso BV (was Contoso)"), "{third}");
    // An interactive command has no output to save; an empty file would look like a profile that was lost.
    let fourth = said(&reentry(dir.path(), &["prepare", "-o", "answer"], "quit\n"));
    assert!(fourth.contains("notice: answer was not made"), "{fourth}");
    assert!(!dir.path().join("answer").exists());
}

#[test]
fn a_place_that_others_read_is_warned_about() {
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join("repo/.git")).unwrap();
    fs::create_dir_all(dir.path().join("repo/OneDrive - Contoso")).unwrap();
    let talk = said(&reentry(dir.path(), &["prepare", "repo/OneDrive - Contoso/tenant.toml"], "quit\n"));
    assert!(talk.contains("is a git checkout") && talk.contains(".gitignore"), "{talk}");
    assert!(talk.contains("looks like a OneDrive folder"), "{talk}");
    assert!(!said(&reentry(dir.path(), &["prepare"], "quit\n")).contains("CAUTION"));
}

#[test]
fn a_profile_that_cannot_be_used_is_left_as_it_is() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("tenant.toml");
    for (text, said_why) in [
        (CONTOSO.replace("registrar", "regsitrar"), "hint: Did you mean registrar?"),
        (CONTOSO.replace("Contoso\"", "Contoso\"\npassword = \"Winter2026!\""), "is not a key of tenant"),
        ("not toml at all".to_owned(), "cannot be used"),
    ] {
        fs::write(&file, &text).unwrap();
        let output = reentry(dir.path(), &["prepare"], "Fabrikam\n");
        assert_eq!(output.status.code(), Some(7));
        assert!(said(&output).contains(said_why), "{}", said(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn a_walk_that_starts_from_a_profile_asks_nothing_that_is_known() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("tenant.toml"), CONTOSO).unwrap();
    let walk = ["recover", "case", "--profile", "tenant.toml", "--cause", "conditional-access", "--no-input"];
    let output = reentry(dir.path(), &walk, "");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    let request = reentry(dir.path(), &["ticket", "--case", "case"], "");
    let request = String::from_utf8(request.stdout).unwrap();
    for known in ["4fdbff88-9d6b-42e0-9713-45c922ba8001", "contoso.com, contoso.net", "E0400XYZ12"] {
        assert!(request.contains(known), "{request}");
    }
}

#[test]
fn an_import_names_what_it_took_and_what_it_could_not_tell() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("tenant.toml"), CONTOSO).unwrap();
    let users = r#"{"value":[{"id":"0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a02","accountEnabled":false,
        "userPrincipalName":"bg-one@contoso.onmicrosoft.com"}]}"#;
    fs::write(dir.path().join("users.json"), users).unwrap();
    let talk = said(&reentry(dir.path(), &["prepare", "--import", "users.json"], "quit\n"));
    assert!(talk.contains("users.json: 1 user\nTaken from them:\n"), "{talk}");
    assert!(talk.contains("bg-one@contoso.onmicrosoft.com: enabled = no (was yes)"), "{talk}");
    // The profile keeps what a person said; what the export shows lies beside it, and is what is seen.
    assert!(fs::read_to_string(dir.path().join("tenant.toml")).unwrap().contains("enabled = true"));
    let snapshot = dir.path().join("tenant.snapshot.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&snapshot).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let audit: serde_json::Value =
        serde_json::from_slice(&reentry(dir.path(), &["audit", "--json"], "").stdout).unwrap();
    let item =
        |id: &str| audit["items"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone();
    assert_eq!(item("BG-05")["result"], "no");
    assert_eq!(item("BG-05")["concerns"], serde_json::json!(["bg-one@contoso.onmicrosoft.com"]));
    fs::write(dir.path().join("odd.json"), "{}").unwrap();
    assert_eq!(reentry(dir.path(), &["prepare", "--import", "odd.json"], "").status.code(), Some(7));
}

/// Standard output.
fn out(dir: &Path, args: &[&str]) -> String {
    let output = reentry(dir, args, "");
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_kit_is_filled_from_the_profile_and_a_partners_kit_leaves_places_out() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("us.toml"), CONTOSO).unwrap();
    let kit = out(dir.path(), &["print", "--profile", "us.toml", "--format", "text"]);
    for known in [
        "Who decides: Anna Novak, +31 6 1234 5678",
        "Netherlands 0800 020 2546 (as of 2023-10-27)",
        "bg-one A for bg-one@contoso.onmicrosoft.com: Safe A; taken out by Anna Novak, Piet Jansen",
        "Safe A: Head office, room 0.14; opened by Anna Novak",
        "To be compared with the world by: 2027-02-20",
        "Not in this kit:",
    ] {
        assert!(kit.contains(known), "{known} in {kit}");
    }
    fs::write(dir.path().join("them.toml"), CONTOSO.replace("maker = \"us\"", "maker = \"Fabrikam\""))
        .unwrap();
    let theirs = out(dir.path(), &["print", "--profile", "them.toml", "--format", "text"]);
    for place in ["Head office", "Bank box", "folder 12", "Sealed envelope"] {
        assert!(kit.contains(place) && !theirs.contains(place), "{place}");
    }
    assert!(theirs.contains("made by Fabrikam") && theirs.contains("taken out by Anna Novak"), "{theirs}");
}

#[test]
fn a_tenant_without_a_partner_has_no_partners_sheet_and_its_kit_counts_without_holes() {
    let dir = TempDir::new().unwrap();
    let begin = CONTOSO.find("[[partner]]").unwrap();
    let end = CONTOSO.find("[[paper]]").unwrap();
    let none = format!("{}{}", &CONTOSO[..begin], &CONTOSO[end..])
        .replace("maker = \"us\"", "maker = \"us\"\npartner = []");
    fs::write(dir.path().join("tenant.toml"), none).unwrap();
    let ends = |args: &[&str]| {
        let output = reentry(dir.path(), args, "");
        let text = String::from_utf8(output.stdout).unwrap();
        let ends = text.lines().filter(|line| line.trim().starts_with("END of runbook"));
        ends.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let (kit, all) = (ends(&["print", "--format", "text"]), ends(&["print", "--format", "text", "--full"]));
    assert_eq!(all, ends(&["print", "--format", "text", "--all"]), "the old name of the flag still reads");
    for (list, name) in [(&kit, "kit"), (&all, "all")] {
        for (at, end) in list.iter().enumerate() {
            assert!(end.starts_with(&format!("END of runbook {}: ", at + 1)), "{name}: {end}");
        }
    }
    assert!(kit.iter().any(|end| end.contains("hostile administrator")), "{kit:?}");
    let partners = |ends: &[String]| ends.iter().any(|end| end.ends_with(": The partner"));
    assert!(partners(&all) && !partners(&kit), "{kit:?}");
    assert!(kit.len() * 4 < all.len() * 3, "{} of {}", kit.len(), all.len());
}

/// The provider's own file lies among the profiles of its customers: it is no customer, and each kit names it.
#[test]
fn the_maker_stands_on_cover_card_and_foot_and_is_no_customer() {
    let dir = TempDir::new().unwrap();
    let customers = dir.path().join("customers");
    fs::create_dir(&customers).unwrap();
    let nobodys = CONTOSO.replace("maker = \"us\"\n", "");
    fs::write(customers.join("contoso.toml"), &nobodys).unwrap();
    fs::write(customers.join("theirs.toml"), nobodys.replace("format =", "maker = \"Litware\"\nformat ="))
        .unwrap();
    let maker = "name = \"Fabrikam\"\nnight = \"+31 30 765 4321\"\nwords = \"We answer within the hour.\"\n";
    fs::write(customers.join("maker.toml"), maker).unwrap();
    let args = ["print", "--profiles", "customers", "-o", "kits", "--format", "text", "--replace"];
    let made = reentry(dir.path(), &args, "");
    assert!(said(&made).contains("kits made: 2, not made: 0"), "{}", said(&made));
    for name in ["contoso", "theirs"] {
        let kit = fs::read_to_string(dir.path().join(format!("kits/{name}.txt"))).unwrap();
        assert!(kit.contains("made by Fabrikam") && kit.contains("We answer within the hour."), "{kit}");
        let card = kit.split("Use this card when").nth(1).unwrap();
        let (night, decides) = (card.find("Fabrikam, +31 30 765 4321"), card.find("Who decides"));
        assert!(night.is_some() && night < decides, "the provider's number stands first: {card}");
        assert!(!kit.contains("Head office"), "a kit that another made leaves places out");
    }
    fs::write(customers.join("maker.toml"), "nmae = \"Fabrikam\"\n").unwrap();
    let broken = reentry(dir.path(), &args, "");
    assert_eq!(broken.status.code(), Some(7), "{}", said(&broken));
    assert!(said(&broken).contains("maker.toml") && said(&broken).contains("nmae"), "{}", said(&broken));
}

#[test]
fn one_kit_for_each_customer_and_a_bad_profile_stops_only_itself() {
    let dir = TempDir::new().unwrap();
    let customers = dir.path().join("customers");
    fs::create_dir(&customers).unwrap();
    for n in 0..5 {
        let text = CONTOSO.replace("\"Contoso\"", &format!("\"Customer {n}\""));
        fs::write(customers.join(format!("Kunde {n}.toml")), text).unwrap();
    }
    fs::write(customers.join("broken.toml"), "format = \"reentry/profile/v1\"\n[tenantt]\n").unwrap();
    fs::write(customers.join("not-text.toml"), b"\xff\xfe\x00").unwrap();
    let made = reentry(
        dir.path(),
        &["print", "card", "--profiles", "customers", "-o", "kits", "--format", "text"],
        "",
    );
    assert_eq!(made.status.code(), Some(7), "{}", said(&made));
    assert!(
        said(&made).contains("broken.toml") && said(&made).contains("Did you mean tenant?"),
        "{}",
        said(&made)
    );
    assert!(said(&made).contains("kits made: 5, not made: 2"), "{}", said(&made));
    for n in 0..5 {
        let kit = fs::read_to_string(dir.path().join(format!("kits/kunde-{n}-2026-11-22.txt"))).unwrap();
        assert!(kit.contains(&format!("Customer {n}")), "{kit}");
    }
}

#[test]
fn what_a_person_wrote_beside_the_values_survives_the_next_answer() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("tenant.toml");
    let mine = CONTOSO
        .replace("[tenant]\n", "[tenant]\n# Since the merger.\n")
        .replace("\"Safe A\"", "\"Safe A\" # behind the map");
    fs::write(&file, &mine).unwrap();
    let ran = reentry(dir.path(), &["prepare"], "later\nquit\n");
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran));
    let text = fs::read_to_string(&file).unwrap();
    assert_ne!(text, mine);
    assert!(text.contains("# Since the merger.\nname = \"Contoso\"\n"), "{text}");
    assert!(text.contains("place = \"Safe A\" # behind the map\n"), "{text}");
}
