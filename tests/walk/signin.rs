//! A sign-in that is added to a case: recorded, measured by what the case knows, and in the next request.

use crate::program::{err, file, out, reentry, walk};

#[test]
fn an_added_sign_in_is_recorded_and_measured() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "contoso-conditional-access.toml").status.code(), Some(0));
    let page = file("corpus/signin/020.txt");
    let added = reentry().args(["signin", "add"]).arg(&page).arg("--case").arg(&case).output().unwrap();
    assert_eq!(added.status.code(), Some(0), "{}", err(&added));
    assert!(out(&added).contains("7d4a8d29-7da4-44a1-a78c-cd09d38f6400"), "{}", out(&added));
    assert!(out(&added).contains("Recorded in"));
    let ticket = reentry().args(["ticket", "--case"]).arg(&case).output().unwrap();
    assert!(out(&ticket).contains("7d4a8d29-7da4-44a1-a78c-cd09d38f6400"));
    assert!(out(&ticket).contains("e289bbe9-276a-4154-ba5e-08a32afa0200"), "the earlier one is gone");
}

#[test]
fn a_capture_without_ids_displaces_none_that_support_can_use() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "contoso-conditional-access.toml").status.code(), Some(0));
    let run = |args: &[&str]| {
        let ran = reentry().current_dir(dir.path()).args(args).output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{args:?} {}", err(&ran));
        out(&ran)
    };
    let older = "Error Code: 53003\nRequest Id: 7d4a8d29-7da4-44a1-a78c-cd09d38f6400\nTimestamp: 2026-01-19T19:13:18Z\n";
    std::fs::write(dir.path().join("older.txt"), older).unwrap();
    let without = file("corpus/signin/027.txt");
    let (without, older) = (without.to_str().unwrap(), "older.txt");
    let good = "e289bbe9-276a-4154-ba5e-08a32afa0200";
    for (page, added) in
        [(without, "Recorded in"), (without, "already"), (older, "Recorded in"), (older, "already")]
    {
        assert!(run(&["signin", "add", page]).contains(added), "{page}");
    }
    let ticket = run(&["ticket"]);
    let places: Vec<_> =
        [good, "7d4a8d29-7da4-44a1-a78c-cd09d38f6400", "not shown"].map(|id| ticket.find(id).unwrap()).into();
    assert!(places.is_sorted(), "{ticket}");
    assert_eq!(ticket.matches("ailed sign-in\n").count(), 3, "{ticket}");
    assert!(run(&["ticket", "--phone"]).contains(good) && run(&["ticket", "--handoff"]).contains(good));
    assert!(run(&["status"]).contains("2026-01-20T21:33:18"), "{}", run(&["status"]));
    run(&["bundle", "--store", "-o", "a.zip"]);
    let bundle = String::from_utf8_lossy(&std::fs::read(dir.path().join("a.zip")).unwrap()).into_owned();
    assert!(bundle.contains(&format!("- Request ID {good}")));
}

#[test]
fn a_text_without_a_sign_in_is_not_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    let before = std::fs::read(case.join("journal.jsonl")).unwrap();
    let none = dir.path().join("none.txt");
    std::fs::write(&none, "the weather is fine\n").unwrap();
    let added = reentry().args(["signin", "add"]).arg(&none).arg("--case").arg(&case).output().unwrap();
    assert_eq!(added.status.code(), Some(3), "{}", err(&added));
    assert!(err(&added).to_lowercase().contains("request id"), "{}", err(&added));
    assert_eq!(std::fs::read(case.join("journal.jsonl")).unwrap(), before);
}

/// A picture of four pixels.
fn picture(path: &std::path::Path) {
    let mut encoder = png::Encoder::new(std::fs::File::create(path).unwrap(), 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0, 255, 255, 0]).unwrap();
    writer.finish().unwrap();
}

#[test]
fn ids_typed_off_a_screenshot_are_checked_before_anything_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (case, shot) = (dir.path().join("case"), dir.path().join("shot.png"));
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    picture(&shot);
    // Nobody can be asked here: the picture is kept, and it is said how its ids get in.
    let alone = reentry().args(["signin", "add"]).arg(&shot).arg("--case").arg(&case).output().unwrap();
    assert_eq!(alone.status.code(), Some(0), "{}", err(&alone));
    assert!(
        out(&alone).contains("the picture was written anew without what the camera hid"),
        "{}",
        out(&alone)
    );
    assert!(err(&alone).contains("signin add --request-id"), "{}", err(&alone));
    let before = std::fs::read(case.join("journal.jsonl")).unwrap();
    let read = reentry().args(["signin", "read"]).arg(&shot).output().unwrap();
    assert_eq!(read.status.code(), Some(7));
    assert!(err(&read).contains("reentry attach"), "{}", err(&read));
    let attach = |verb: &[&str], id: &str| {
        let ids = ["--request-id", id, "--timestamp", "2026-01-21T00:41:09Z", "--code", "500121"];
        reentry().args(verb).arg(&shot).args(ids).arg("--case").arg(&case).output().unwrap()
    };
    let wrong = attach(&["attach"], "8fdcOa48-915a-4099-b368-bf7ac719bf0");
    assert_eq!(wrong.status.code(), Some(7), "{}", err(&wrong));
    assert!(err(&wrong).contains("character 5 is 'O'; on the picture it is perhaps 0"), "{}", err(&wrong));
    assert!(err(&wrong).contains("part 5 has 11 characters instead of 12"), "{}", err(&wrong));
    assert_eq!(std::fs::read(case.join("journal.jsonl")).unwrap(), before);
    for verb in [&["attach"][..], &["signin", "add"]] {
        let right = attach(verb, "8fdc0a48-915a-4099-b368-bf7ac719bf00");
        assert_eq!(right.status.code(), Some(0), "{}", err(&right));
        assert!(out(&right).contains("Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00"), "{}", out(&right));
        assert!(!err(&right).contains("--request-id"), "{}", err(&right));
        assert!(err(&right).contains("8 and b are easily confused: character 1 (8)"), "{}", err(&right));
    }
    let ticket = reentry().args(["ticket", "--case"]).arg(&case).output().unwrap();
    assert!(out(&ticket).contains("8fdc0a48-915a-4099-b368-bf7ac719bf00"));
}

#[test]
fn captures_are_weighed_together_and_a_log_that_names_the_policy_beats_them() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    let add = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let added = reentry().args(["signin", "add"]).arg(&path).arg("--case").arg(&case).output().unwrap();
        assert_eq!(added.status.code(), Some(0), "{}", err(&added));
        out(&added)
    };
    let status = || {
        let json = reentry().args(["status", "--json", "--case"]).arg(&case).output().unwrap();
        let view: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
        let causes = view["captures"]["causes"].as_array().unwrap().clone();
        move |cause: &str| causes.iter().find(|c| c["cause"] == cause).cloned().unwrap_or_default()
    };
    let refused = add(
        "page.txt",
        "Error Code: 53003\nRequest Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00\nTimestamp: 2026-01-21T00:41:09Z\n",
    );
    assert!(refused.contains("office network"), "{refused}");
    let of = status();
    assert_eq!(of("conditional-access")["measured"], false);
    assert_eq!(of("password-lost")["standing"], "contradicted");
    let named = add(
        "export.json",
        r#"{"value":[{"id":"0782c515-08b6-4029-a65c-29d9a3d20800","createdDateTime":"2026-01-21T00:45:00Z","correlationId":"13e19598-e040-487f-bd32-d38a2cd75d9a",
            "userPrincipalName":"anna@fabrikam.com","status":{"errorCode":53003},
            "appliedConditionalAccessPolicies":[{"displayName":"CA007 Block countries","result":"failure"}]}]}"#,
    );
    assert!(named.contains("the policy \"CA007 Block"), "{named}");
    assert_eq!(status()("conditional-access")["measured"], true);
    let sheet = reentry().args(["status", "--case"]).arg(&case).output().unwrap();
    let words = out(&sheet).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("(measured: the log names the policy)"), "{words}");
}

#[test]
fn a_success_in_a_log_becomes_a_note_of_the_case_and_no_failed_sign_in() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    let log = dir.path().join("log.json");
    let success = |user: &str, at: &str| {
        format!(
            r#"{{"id":"66ea54eb-6301-4ee5-be62-ff5a759b0100","createdDateTime":"{at}","userPrincipalName":"{user}",
            "appDisplayName":"Azure Portal","status":{{"errorCode":0}}}}"#
        )
    };
    let two = [
        success("carla@fabrikam.com", "2026-01-20T09:00:00Z"),
        success("carla@fabrikam.com", "2026-01-20T21:02:11Z"),
    ];
    std::fs::write(&log, format!("[{}]", two.join(","))).unwrap();
    let add = || reentry().args(["signin", "add"]).arg(&log).arg("--case").arg(&case).output().unwrap();
    for _ in 0..2 {
        let added = add();
        assert_eq!(added.status.code(), Some(0), "{}", err(&added));
        assert!(err(&added).contains("carla@fabrikam.com"), "{}", err(&added));
    }
    let story = reentry().args(["status", "-v", "--case"]).arg(&case).output().unwrap();
    let told = out(&story).replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        told.matches("A sign-in log says: carla@fabrikam.com got in at 2026-01-20 21:02 UTC").count(),
        1,
        "{told}"
    );
    assert!(!told.contains("09:00 UTC to Azure Portal"), "{told}");
}
