//! Completions, manual pages and help come from the same declarations; here they are held against the shells and
//! readers that people have, and against each other.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::io::Write;
use std::process::{Command, Stdio};

fn reentry(args: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_reentry")).env_clear().args(args).output().unwrap();
    assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// Every verb and every verb's verb, as `--help` lists them.
fn verbs() -> Vec<Vec<String>> {
    fn below(verbs: &[String]) -> Vec<Vec<String>> {
        let mut args: Vec<&str> = verbs.iter().map(String::as_str).collect();
        args.push("--help");
        let help = reentry(&args);
        let listed =
            help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
        let names =
            listed.lines().filter_map(|l| l.strip_prefix("  ")?.split(' ').next()).filter(|n| !n.is_empty());
        names.filter(|n| *n != "help").map(|n| [verbs, &[n.to_owned()]].concat()).collect()
    }
    let first = below(&[]);
    let second: Vec<_> = first.iter().flat_map(|verb| below(verb)).collect();
    [first, second].concat()
}

#[test]
fn every_verb_has_a_manual_page_with_its_options() {
    let verbs = verbs();
    assert!(verbs.len() > 25 && verbs.contains(&vec!["dns".to_owned(), "check".to_owned()]), "{verbs:?}");
    for verb in &verbs {
        let mut args: Vec<&str> = verb.iter().map(String::as_str).collect();
        let page = reentry(&[&["man"][..], &args].concat()).replace("\\-", "-");
        args.push("--help");
        let help = reentry(&args);
        let options =
            help.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-'));
        for option in options.filter(|w| w.starts_with("--") && w.len() > 3) {
            assert!(page.contains(option), "man {verb:?} does not name {option}");
        }
    }
    let unknown =
        Command::new(env!("CARGO_BIN_EXE_reentry")).args(["man", "dns", "nonsense"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn completions_are_scripts_that_their_shells_accept_and_know_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = reentry(&["completions", shell]);
        for verb in verbs() {
            assert!(verb.iter().all(|word| script.contains(word.as_str())), "{shell} does not know {verb:?}");
        }
        // Read, not run; a shell that is not here, or cannot only read, says nothing.
        if shell == "powershell" {
            continue;
        }
        let Ok(mut child) =
            Command::new(shell).arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()
        else {
            continue;
        };
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        assert!(
            ended.status.success() && ended.stderr.is_empty(),
            "{shell}: {}",
            String::from_utf8_lossy(&ended.stderr)
        );
    }
}

#[test]
fn bash_completes_a_verb_an_option_and_a_choice() {
    let script = format!(
        "{}\ntry() {{ COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); \
         _reentry reentry \"${{@: -1}}\" \"${{@: -2:1}}\"; echo \"${{COMPREPLY[*]}}\"; }}\n\
         try reentry rec; try reentry dns ch; try reentry bundle --cl; try reentry print --format p",
        reentry(&["completions", "bash"])
    );
    // The script is longer than one argument may be.
    let mut bash = Command::new("bash").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let ran = bash.wait_with_output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(said.lines().collect::<Vec<_>>(), ["recover", "check", "--class", "pdf"], "{said}");
}
