//! Killed at random moments, a scripted walk loses no acknowledged answer, and no half file stands where a whole one should.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use reentry::runbook::Library;

use crate::program::{err, file, out, reentry, walk};

/// How often the walk is killed; `REENTRY_TEST_KILLS` asks for more.
fn kills() -> u64 {
    std::env::var("REENTRY_TEST_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}

#[test]
fn killed_at_any_moment_every_acknowledged_answer_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    // A small generator of our own: the moments differ from kill to kill, and a failure can be run again.
    let mut random: u64 = 0x2026_1122;
    let kills = kills();
    let library = Library::embedded();
    let titles: BTreeSet<&str> = library.steps().map(|(_, step)| step.title.as_str()).collect();
    let (mut killed, mut longest) = (0, 0);
    for round in 0..kills {
        next(&mut random);
        let case = dir.path().join(format!("case-{round}"));
        let mut child = reentry()
            .arg("recover")
            .arg(&case)
            .arg("--answers")
            .arg(file("answers/contoso-conditional-access.toml"))
            .args(["--no-input", "--offline"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        // Kill after so many questions and so many microseconds: the moment falls before, in and after writes.
        let questions = (random >> 33) % 40;
        let mut seen = BTreeSet::new();
        let mut acknowledged = 0;
        for line in lines {
            let Ok(line) = line else { break };
            // Each question begins with the title of its step; some are shown twice.
            let title = line.split(" (about ").next().unwrap_or_default();
            if titles.contains(title) && seen.insert(title.to_owned()) {
                // The next question on screen means that the one before it was answered and saved.
                acknowledged += 1;
                if acknowledged > questions {
                    std::thread::sleep(Duration::from_micros((random >> 20) % 1500));
                    let _ = child.kill();
                    break;
                }
            }
        }
        if !child.wait().unwrap().success() {
            killed += 1;
        }
        let answers = u64::max(acknowledged, 1) - 1;
        if case.join("journal.jsonl").is_file() && fs::metadata(case.join("journal.jsonl")).unwrap().len() > 0
        {
            let status = reentry().args(["status", "-v", "--case"]).arg(&case).output().unwrap();
            assert_eq!(status.status.code(), Some(0), "round {round}: {}", err(&status));
            // Questions that were answered; facts and sign-ins come on lines of their own.
            let kept = out(&status).lines().filter(|l| l.contains("]: ")).count() as u64;
            assert!(kept >= answers, "round {round}: {answers} answers were acknowledged, {kept} are kept");
            longest = longest.max(kept);
        } else {
            assert_eq!(answers, 0, "round {round}: acknowledged answers are gone with the case");
        }
    }
    assert!(
        killed > kills / 2 && longest > 20,
        "the test killed {killed} walks, the longest had {longest} answers"
    );
}

#[test]
fn a_killed_bundle_or_print_leaves_a_whole_file_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(walk(&case, "contoso-conditional-access.toml").status.success());
    let (bundle, kit) = (dir.path().join("bundle.zip"), dir.path().join("kit.html"));
    // What an undisturbed run makes; and how long it takes here, so that the kills fall within it.
    let make = |verb: &str, to: &Path| {
        let mut command = reentry();
        command.arg(verb).arg("-o").arg(to).arg("--case").arg(&case);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut spans = Vec::new();
    for (verb, to) in [("bundle", &bundle), ("print", &kit)] {
        let start = std::time::Instant::now();
        assert!(make(verb, to).wait().unwrap().success());
        spans.push(start.elapsed());
    }
    let whole = fs::read(&kit).unwrap();
    let mut random: u64 = 0x2026_1123;
    let (mut none, mut all) = (0, 0);
    for round in 0..kills() / 2 {
        let at = usize::from(round % 2 == 1);
        let (verb, to) = [("bundle", &bundle), ("print", &kit)][at];
        let _ = fs::remove_file(to);
        let mut child = make(verb, to);
        let span = &mut spans[at];
        let micros = u64::try_from(span.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(micros / 2 + next(&mut random) % micros));
        let _ = child.kill();
        child.wait().unwrap();
        // Later where nothing was left, else earlier: most kills fall near the moment when the file gets its name,
        // however fast the machine is just now.
        if !to.exists() {
            none += 1;
            *span += *span / 8;
            continue;
        }
        *span -= *span / 8;
        all += 1;
        if verb == "print" {
            assert!(fs::read(to).unwrap() == whole, "round {round}: half a kit");
        } else {
            let verified = reentry().arg("verify").arg(to).output().unwrap();
            assert_eq!(verified.status.code(), Some(0), "round {round}: {}", out(&verified));
        }
    }
    assert!(none > 10 && all > 10, "{none} kills left nothing, {all} left a whole file");
    let status = reentry().args(["status", "--case"]).arg(&case).output().unwrap();
    assert_eq!(status.status.code(), Some(0), "{}", err(&status));
}

/// A small generator of our own: the same moments in every run.
fn next(random: &mut u64) -> u64 {
    *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *random >> 20
}
