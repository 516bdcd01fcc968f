//! A small repository with a Terraform plan, checked as its pipeline would check it.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Runs the pipeline's step on one of the plans: its exit code and its annotations.
fn run(plan: &str) -> (Option<i32>, String) {
    let repository = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy/pipeline"));
    let dir = TempDir::new().unwrap();
    copied(&repository, dir.path());
    fs::rename(dir.path().join(plan), dir.path().join("plan.json")).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_reentry")).parent().unwrap();
    let output = Command::new("sh")
        .arg("./check.sh")
        .current_dir(dir.path())
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_pipeline_fails_with_a_readable_annotation_and_passes_with_the_exclusion() {
    let (code, said) = run("without-exclusion.plan.json");
    assert_eq!(code, Some(3), "{said}");
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(
        errors,
        [
            "::error file=plan.json,title=An administrator loses the last way in::emergency@contoso.onmicrosoft.com loses the \
             last way in. Refused by: CA020: Phishing-resistant MFA for administrators",
            "::error file=plan.json,title=No emergency account keeps a way in::No emergency account has a way in after this change.",
        ]
    );
    assert!(said.lines().all(|line| line.starts_with("::")), "nothing but annotations: {said}");
    assert_eq!(run("with-exclusion.plan.json"), (Some(0), String::new()));
}
