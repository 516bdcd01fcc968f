//! A hundred tenants, two nights, five planted changes, with the real program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::made::{Made, id};

fn reentry(dir: &Path, clock: &str, args: &[&str]) -> Output {
    Command::cargo_bin("reentry")
        .unwrap()
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("REENTRY_CLOCK", clock)
        .args(args)
        .output()
        .unwrap()
}

fn write(dir: &Path, night: &str, made: &[Made]) {
    for one in made {
        let folder = dir.join(night).join(format!("made{}", one.number));
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in one.files() {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn five_planted_changes_are_named_and_nothing_else() {
    let dir = TempDir::new().unwrap();
    let mut made: Vec<Made> = (1..=100).map(Made::new).collect();
    write(dir.path(), "one", &made);
    fs::create_dir(dir.path().join("profiles")).unwrap();
    for one in &made {
        let accounts: String =
            [1, 2].map(|n| format!("[[emergency-account]]\nuser = \"{}\"\n", one.emergency(n))).concat();
        let path = dir.path().join(format!("profiles/made{}.toml", one.number));
        fs::write(path, format!("format = \"reentry/profile/v1\"\n{accounts}")).unwrap();
    }
    let import = |night: &str, clock: &str| {
        reentry(dir.path(), clock, &["prepare", "--profiles", "profiles", "--import", night, "--json"])
    };
    let audit = |clock: &str, more: &[&str]| {
        reentry(dir.path(), clock, &[&["audit", "--profiles", "profiles", "--json"], more].concat())
    };
    let first = import("one", "2026-11-26T01:00:00Z");
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(lines(&first).len(), 100);
    assert_eq!(audit("2026-11-26T01:05:00Z", &["-o", "one.ndjson"]).status.code(), Some(3));
    // The same once more: nothing is worse.
    let same = audit("2026-11-26T02:00:00Z", &["--since", "one.ndjson", "--fail-on", "worse"]);
    assert_eq!(same.status.code(), Some(0));

    made[9].users.remove(1);
    made[19].roles.remove(1);
    made[29].relationships[0]["status"] = json!("terminated");
    made[39].policies[1]["conditions"]["users"]["excludeUsers"] = json!([id(1, 40, 0)]);
    made[49].domains.remove(2);
    write(dir.path(), "two", &made);
    let second = import("two", "2026-11-27T01:00:00Z");
    // An account that the profile names is gone.
    assert_eq!(second.status.code(), Some(3));
    let changed: Vec<(String, Value)> = lines(&second)
        .into_iter()
        .flat_map(|row| {
            let name = row["name"].as_str().unwrap().to_owned();
            row["changes"].as_array().unwrap().iter().map(|c| (name.clone(), c.clone())).collect::<Vec<_>>()
        })
        .collect();
    let named: BTreeSet<(&str, &str, &str)> = changed
        .iter()
        .map(|(name, c)| (name.as_str(), c["collection"].as_str().unwrap(), c["change"].as_str().unwrap()))
        .collect();
    let wanted = [
        ("made10", "users", "removed"),
        ("made20", "role assignments", "removed"),
        ("made30", "relationships", "changed"),
        ("made40", "policies", "changed"),
        ("made50", "domains", "removed"),
    ];
    assert_eq!(named, wanted.into_iter().collect(), "{changed:?}");
    assert_eq!(changed.len(), 5);

    let night = audit("2026-11-27T01:05:00Z", &["--since", "one.ndjson", "--fail-on", "worse"]);
    assert_eq!(night.status.code(), Some(3));
    let worse: BTreeSet<String> = lines(&night)
        .iter()
        .filter(|row| row["worse"] == true)
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    let wanted = ["made10", "made20", "made30", "made40", "made50"];
    assert_eq!(worse, wanted.into_iter().map(str::to_owned).collect());
    let unchanged = lines(&night)
        .iter()
        .filter(|row| {
            let since = &row["since"];
            since["changed"].as_array().unwrap().is_empty() && since["content"].as_array().unwrap().is_empty()
        })
        .count();
    assert_eq!(unchanged, 95);
}

#[test]
fn a_bad_tenant_stops_no_other_and_a_strangers_file_is_taken_by_nobody() {
    let dir = TempDir::new().unwrap();
    let made: Vec<Made> = (1..=3).map(Made::new).collect();
    write(dir.path(), "one", &made);
    let at = dir.path().join("one/made2");
    fs::write(at.join("foreign.json"), Made::new(9).files()[4].1.clone()).unwrap();
    let first = reentry(
        dir.path(),
        "2026-11-26T01:00:00Z",
        &["prepare", "--profiles", ".", "--import", "one", "--create", "--json"],
    );
    assert_eq!(first.status.code(), Some(7), "{}", String::from_utf8_lossy(&first.stderr));
    let there = |n: u32| dir.path().join(format!("made{n}.snapshot.json")).exists();
    assert!(there(1) && !there(2) && there(3));
    // One tenant's import refuses another tenant's file and writes nothing.
    let before = fs::read(dir.path().join("made1.snapshot.json")).unwrap();
    let other = reentry(
        dir.path(),
        "2026-11-26T02:00:00Z",
        &["prepare", "made1.toml", "--no-input", "--import", "one/made3/users.json"],
    );
    assert_eq!(other.status.code(), Some(7));
    assert!(String::from_utf8_lossy(&other.stderr).contains("of another tenant"));
    assert_eq!(fs::read(dir.path().join("made1.snapshot.json")).unwrap(), before);
}

/// The two commands of the README, in a folder that holds nothing but exports.
#[test]
fn a_new_provider_comes_from_exports_to_the_table_with_the_commands_of_the_readme() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let commands = [
        "reentry prepare --profiles customers --import exports --create",
        "reentry audit --profiles customers",
    ];
    assert!(commands.iter().all(|command| readme.contains(&format!("`{command}`"))), "the README names them");
    let dir = TempDir::new().unwrap();
    let made: Vec<Made> = (1..=3).map(Made::new).collect();
    write(dir.path(), "exports", &made);
    let run = |command: &str| {
        let args: Vec<&str> = command.split(' ').skip(1).collect();
        reentry(dir.path(), "2026-11-26T01:00:00Z", &args)
    };
    let imported = run(commands[0]);
    assert_eq!(imported.status.code(), Some(0), "{}", String::from_utf8_lossy(&imported.stderr));
    let table = run(commands[1]);
    let said = String::from_utf8(table.stdout).unwrap();
    assert!((1..=3).all(|number| said.contains(&format!("Made {number}"))), "{said}");
    // A dry run makes no folder.
    fs::remove_dir_all(dir.path().join("customers")).unwrap();
    let dry = run(&format!("{} --dry-run", commands[0]));
    assert_eq!(dry.status.code(), Some(0), "{}", String::from_utf8_lossy(&dry.stderr));
    assert!(!dir.path().join("customers").exists());
}
