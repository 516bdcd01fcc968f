//! Killed at random moments, a scripted walk loses no acknowledged answer.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::program::{err, file, out, reentry};

/// How often the walk is killed.
const KILLS: u64 = 200;

#[test]
fn killed_at_any_moment_every_acknowledged_answer_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    // A small generator of our own: the moments differ from kill to kill, and a failure can be run again.
    let mut random: u64 = 0x2026_1122;
    let (mut killed, mut longest) = (0, 0);
    for round in 0..KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
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
        let mut acknowledged = 0;
        for line in lines {
            let Ok(line) = line else { break };
            if line.contains(" of about ") {
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
        killed > KILLS / 2 && longest > 20,
        "the test killed {killed} walks, the longest had {longest} answers"
    );
}
