//! The command line: what is refused, what is said, what a watch prints.

use std::io::Read as _;

use crate::world::{DKIM, VALUE, planted};

#[test]
fn what_is_no_domain_is_refused_with_its_cure() {
    let lab = planted();
    for (typed, cure) in [
        ("https://www.good.lab/x", "www.good.lab"),
        ("admin@good.lab", "good.lab"),
        ("good lab", "a space"),
        ("good..lab", "two dots"),
        ("good", "good.com"),
        ("\u{1f512}.lab", "cannot stand"),
        ("g\u{43e}od.lab", "alphabets"),
        (&"a.".repeat(140), "253"),
        ("evil\u{1b}[2J.lab", "invisible"),
    ] {
        let output = lab.reentry("check").arg(typed).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{typed:?}: {text}");
        assert!(text.contains(cure), "{typed:?}: {text}");
        assert!(!text.contains('\u{1b}'));
    }
    for (args, code) in [
        (vec!["good.lab", "--value", ""], 2),
        (vec!["good.lab", "--date", "yesterday"], 2),
        (vec!["good.lab", "--date-format", "dmy"], 2),
        (vec!["good.lab", "--resolver", "dns.example"], 2),
        (vec!["good.lab", "--timeout", "0"], 2),
        (vec!["good.lab", "--engineer-offset", "Atlantis"], 2),
        (vec!["good.lab", "--root-hints", "nowhere"], 2),
        (vec![], 2),
    ] {
        let output = lab.reentry("check").args(&args).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}");
    }
    let long = "x".repeat(3_000);
    let output = lab.reentry("check").args(["good.lab", "--value", &long]).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("3000 bytes"));
}

#[test]
fn broken_root_hints_are_named_by_line() {
    let lab = planted();
    let path = lab.file("broken", ". NS a.\na. A 1.2.3\n");
    let mut command = assert_cmd::Command::cargo_bin("reentry").unwrap();
    let output = command
        .env_clear()
        .args(["dns", "check", "good.lab", "--root-hints"])
        .arg(&path)
        .current_dir(path.parent().unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(7));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 2"));
}

#[test]
fn offline_asks_nothing_and_says_so() {
    let output = planted().reentry("check").args(["good.lab", "--offline"]).output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--offline"));
}

#[test]
fn the_date_of_today_is_expected_and_a_swappable_one_is_warned_about() {
    let lab = planted();
    let checked = lab.check("good.lab", &[]);
    assert_eq!(checked.view["expected"], VALUE);
    assert_eq!(checked.verdict(), "visible");
    // A value in the marks of a mail is the value.
    let checked = lab.check("good.lab", &["--value", &format!("“{VALUE}”")]);
    assert_eq!((checked.view["expected"].as_str(), checked.verdict()), (Some(VALUE), "visible"));
    let checked = lab.check("good.lab", &["--date", "2026-11-02"]);
    assert_eq!(checked.finding("ambiguous-date")["severity"], "warning");
    // Where the engineer sits it is tomorrow already.
    let checked = lab.check("good.lab", &["--engineer-offset", "+14:00"]);
    assert_eq!(checked.view["expected"], "23-11-2026");
    assert!(checked.found().contains_key("date-yesterday"));
}

#[test]
fn the_page_reads_like_this() {
    let lab = planted();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d+ ms", "N ms");
    settings.add_filter(&format!(":{}", lab.port), ":PORT");
    // Whether this line is folded depends on how many digits the port and the time have.
    settings.add_filter(r"serial\s+(\d)", "serial $1");
    settings.bind(|| {
        for (name, domain) in [
            ("absent", "spfonly.lab"),
            ("stale", "stale.lab"),
            ("wrong", "quotes.lab"),
            ("visible", "leftover.lab"),
        ] {
            let output = lab.reentry("check").args([domain, "--value", VALUE]).output().unwrap();
            insta::assert_snapshot!(name, String::from_utf8(output.stdout).unwrap());
        }
    });
}

#[test]
fn a_watch_in_a_pipe_prints_one_line_a_change_and_ends_like_a_check() {
    let lab = planted();
    let watch = |domain: &str| {
        let mut command = lab.reentry("watch");
        command.args([domain, "--value", VALUE, "--timeout", "0.5", "--wait", "2", "--every", "1"]);
        command.output().unwrap()
    };
    let there = watch("good.lab");
    assert_eq!(there.status.code(), Some(0));
    assert_eq!(String::from_utf8(there.stdout).unwrap(), "2026-11-22 12:00:00 +01:00  good.lab  visible\n");
    let absent = watch("nodata.lab");
    assert_eq!(absent.status.code(), Some(3));
    assert_eq!(
        String::from_utf8(absent.stdout).unwrap().lines().count(),
        1,
        "nothing changed, nothing is said"
    );
    assert_eq!(watch("drop.lab").status.code(), Some(6));
}

#[test]
fn a_host_below_the_domain_can_be_asked_for() {
    let lab = planted();
    let parent = lab.check("parent.lab", &["--value", VALUE, "--host", "_proof"]);
    assert_eq!(parent.verdict(), "wrong");
    assert!(parent.found().contains_key("at-parent"));
    let renamed = lab.check("dname.lab", &["--value", VALUE, "--host", "_proof"]);
    assert_eq!(renamed.verdict(), "wrong");
    assert!(renamed.found().contains_key("dname-above"), "{:?}", renamed.found());
    let gone = lab.check("good.lab", &["--value", VALUE, "--host", "_proof"]);
    assert_eq!(gone.verdict(), "wrong", "it stands at the domain itself");
    let gone = lab.check("spfonly.lab", &["--value", VALUE, "--host", "_proof"]);
    assert_eq!(gone.verdict(), "not-yet");
    assert!(gone.found().contains_key("name-absent"));
}

#[test]
fn the_tenant_leaves_traces() {
    let lab = planted();
    let output = lab.reentry("check").args(["tenant.lab", "--tenant", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let view: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(view["schema"], "reentry/dns-tenant/v1");
    assert_eq!(view["initial_domain"], "contosogroup.onmicrosoft.com");
    let kinds: Vec<_> =
        view["traces"].as_array().unwrap().iter().map(|t| t["kind"].as_str().unwrap()).collect();
    assert!(["MX", "TXT", "CNAME"].iter().all(|k| kinds.contains(k)), "{kinds:?}");
    // Nobody answers: that is not "no trace".
    let output = lab.reentry("check").args(["drop.lab", "--tenant", "--timeout", "0.5"]).output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8(output.stdout).unwrap().contains("nothing is known"));
}

#[test]
fn the_evidence_looks_like_dig() {
    let lab = planted();
    let output = lab.reentry("check").args(["stale.lab", "--value", VALUE, "-v"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for wanted in [
        "+norecurse @127.0.0.11",
        ";; ->>HEADER<<- opcode: QUERY, status: NOERROR",
        ";; flags: qr aa; QUERY: 1, ANSWER: 2",
        "stale.lab.\t300\tIN\tTXT\t\"22-11-2026\"",
        "#",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn a_watch_sees_the_record_appear() {
    let lab = planted();
    let mut command = lab.reentry("watch");
    let output =
        command.args(["later.lab", "--value", VALUE, "--wait", "20", "--every", "1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains("not-yet") && lines[0].contains("record-absent"), "{text}");
    assert!(lines[1].ends_with("later.lab  visible"), "{text}");
}

#[test]
fn looks_that_see_the_same_are_counted_and_not_kept() {
    let lab = planted();
    let folder = lab.file("folder", "").with_file_name("watched");
    let reentry = |words: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("reentry").unwrap();
        command.args(words).env_clear().env("REENTRY_CLOCK", "2026-11-22T12:00:00+01:00").output().unwrap()
    };
    let case = folder.to_str().unwrap();
    reentry(&["recover", "--no-input", "--offline", case]);
    let watch = |domain: &str| {
        let mut command = lab.reentry("watch");
        command.args([domain, "--value", VALUE, "--timeout", "0.5", "--wait", "4", "--every", "1"]);
        command.args(["--case", case]).output().unwrap()
    };
    assert_eq!(watch("nodata.lab").status.code(), Some(3));
    let journal = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap();
    let events: Vec<serde_json::Value> = journal
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["payload"].clone())
        .collect();
    let kinds: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["opened", "observed", "same-observed"]);
    assert!(events[2]["looks"].as_u64().unwrap() >= 2, "{journal}");
    assert_eq!(events[1]["file"], events[2]["file"]);
    assert!(journal.len() < 2_500, "the report is not in the journal: {} bytes", journal.len());
    let kept = folder.join(events[1]["file"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&kept).unwrap().len(), events[1]["bytes"].as_u64().unwrap());

    // It stands in the story, in the bundle once, and comes along with a handover.
    let story = reentry(&["status", "-v", "--case", case]);
    let story = String::from_utf8(story.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(story.contains("DNS checked: nodata.lab: ") && story.contains("more looks"), "{story}");
    let names = |file: &std::path::Path| {
        let bag = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
        bag.file_names().map(|name| name.unwrap().into_owned()).collect::<Vec<_>>()
    };
    let (bundle, handover) = (folder.with_file_name("w.zip"), folder.with_file_name("h.zip"));
    reentry(&["bundle", "--case", case, "-o", bundle.to_str().unwrap()]);
    assert_eq!(names(&bundle).iter().filter(|name| name.contains("/40-dns/")).count(), 2);
    reentry(&["handover", "--case", case, "-o", handover.to_str().unwrap()]);
    let copy = folder.with_file_name("copy");
    reentry(&[
        "recover",
        "--no-input",
        "--offline",
        handover.to_str().unwrap(),
        "--case",
        copy.to_str().unwrap(),
    ]);
    let name = events[1]["file"].as_str().unwrap();
    assert_eq!(std::fs::read(copy.join(name)).unwrap(), std::fs::read(&kept).unwrap());

    // A report that is gone or was changed takes nothing else with it.
    for spoil in [Some("{}"), None] {
        match spoil {
            Some(text) => std::fs::write(&kept, text).unwrap(),
            None => std::fs::remove_file(&kept).unwrap(),
        }
        let story = reentry(&["status", "-v", "--case", case]);
        assert_eq!(story.status.code(), Some(0));
        let words = String::from_utf8(story.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("not there any more, or was changed"), "{words}");
        assert_eq!(reentry(&["note", "x", "--case", case]).status.code(), Some(0));
    }
}

#[test]
fn a_watch_stops_at_ctrl_c() {
    let lab = planted();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("reentry"));
    let hints = lab.file("roots", ". NS root.\nroot. A 127.0.0.2\n");
    command
        .env_clear()
        .env("REENTRY_DNS_PORT", lab.port.to_string())
        .current_dir(hints.parent().unwrap())
        .args(["dns", "watch", "nodata.lab", "--value", VALUE, "--root-hints"])
        .arg(&hints);
    let stop = |command: &mut std::process::Command, begun: &dyn Fn(&mut std::process::Child)| {
        let pipe = std::process::Stdio::piped;
        let mut child = command.stdout(pipe()).stderr(pipe()).spawn().unwrap();
        begun(&mut child);
        // The shell's own: a small system has no program of that name.
        let kill = format!("kill -INT {}", child.id());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("to go on:\n      reentry dns watch nodata.lab --value"), "{said}");
    };
    stop(&mut command, &|child| {
        child.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    });
    // In a file as on a screen: what it said until then is kept.
    let answer = lab.file("folder", "").with_file_name("answer");
    let folder = answer.parent().unwrap();
    let begun = || {
        let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
        files
            .filter(|file| file.file_name().to_string_lossy().starts_with(".reentry-"))
            .any(|file| file.metadata().unwrap().len() > 0)
    };
    stop(command.arg("-o").arg(&answer), &|_| {
        while !begun() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    });
    assert!(std::fs::read_to_string(&answer).unwrap().contains("nodata.lab  not-yet"));
}

#[test]
fn a_check_in_a_case_is_kept_there_and_knows_what_was_asked_for() {
    let lab = planted();
    let answers = lab.file(
        "answers.toml",
        "[facts]\n\"dns-proof.domain\" = \"good.lab\"\n\"dns-proof.value\" = \"22-11-2026\"\n",
    );
    // A case is opened by the walk, which stops at its first open question.
    let mut recover = assert_cmd::Command::cargo_bin("reentry").unwrap();
    let folder = answers.parent().unwrap().join("case");
    recover.env_clear().env("REENTRY_CLOCK", "2026-11-22T12:00:00+01:00").args([
        "recover",
        "--no-input",
        "--offline",
        "--answers",
    ]);
    let output = recover.arg(&answers).arg(&folder).output().unwrap();
    assert!(folder.join("journal.jsonl").exists(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = || std::fs::read_to_string(folder.join("journal.jsonl")).unwrap().lines().count();
    let before = lines();
    let output =
        lab.reentry("check").args(["good.lab", "--value", VALUE, "--case"]).arg(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(lines(), before + 1);
    let journal = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap();
    assert!(journal.lines().last().unwrap().contains("good.lab"), "the observation is there, whole");
    // A case that cannot be read keeps nobody from asking, unless it was named.
    std::fs::write(folder.join("journal.jsonl"), "nonsense\n").unwrap();
    let mut here = lab.reentry("check");
    let output = here.args(["good.lab", "--value", VALUE]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Records of other services stand beside ours; they look like codes and keys, and everybody can read them.
#[test]
fn public_records_beside_ours_neither_stop_a_bundle_nor_leave_it() {
    let lab = planted();
    let case = lab.file("here", "").with_file_name("case");
    let reentry = |words: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("reentry").unwrap();
        command.args(words).env_clear().env("REENTRY_CLOCK", "2026-11-22T12:00:00+01:00").output().unwrap()
    };
    let folder = case.to_str().unwrap();
    reentry(&["recover", "--no-input", "--offline", folder]);
    let checked =
        lab.reentry("check").args(["crowded.lab", "--value", VALUE, "--case", folder]).output().unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));

    for (name, more) in [("whole.zip", &[][..]), ("redacted.zip", &["--redact"])] {
        let file = case.with_file_name(name);
        let packed = reentry(&[&["bundle", "--case", folder, "-o", file.to_str().unwrap()], more].concat());
        assert_eq!(packed.status.code(), Some(0), "{}", String::from_utf8_lossy(&packed.stderr));
        let mut bag = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
        let mut read = |ending: &str| {
            let mut files = 0..bag.len();
            let ends = |at: &usize| bag.by_index(*at).unwrap().name().unwrap().ends_with(ending);
            let at = files.find(ends).unwrap();
            let mut text = String::new();
            bag.by_index(at).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        assert!(read("journal.jsonl").contains("\"observed\""), "{name}");
        let answers = read("crowded.lab.txt");
        let key = std::str::from_utf8(&DKIM[..100]).unwrap();
        assert!(answers.contains("5a8d2f6f6b7c4b0a") && answers.contains(key), "{name}: {answers}");
    }
}
