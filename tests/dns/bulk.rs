//! Many domains at once.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::lab::{Lab, patience};
use crate::world::{VALUE, planted};

fn bulk(lab: &Lab, file: &str, more: &[&str]) -> (i32, String, String) {
    let mut command = lab.reentry("bulk");
    let output = command
        .args([file, "--value", VALUE, "--timeout", &patience(), "--rate", "0"])
        .args(more)
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn verdicts(ndjson: &str) -> BTreeMap<String, String> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let objects = ndjson.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    objects.map(|o| (text(&o["domain"]), text(&o["verdict"]))).collect()
}

#[test]
fn every_row_has_its_verdict_and_the_worst_decides() {
    let lab = planted();
    lab.file("list", "domain,value\ngood.lab,\ngood2.lab,22-11-2026\nstale.lab\nyesterday.lab\nyesterday2.lab,no such value\n");
    let (code, out, _) = bulk(&lab, "list", &["--format", "ndjson"]);
    assert_eq!(code, 3);
    let found = verdicts(&out);
    let expected = [
        ("good.lab", "visible"),
        ("good2.lab", "visible"),
        ("stale.lab", "partly"),
        ("yesterday.lab", "wrong"),
        ("yesterday2.lab", "not-yet"),
    ];
    assert_eq!(found, expected.map(|(d, v)| (d.to_owned(), v.to_owned())).into());
    lab.file("list", "good.lab\n");
    assert_eq!(bulk(&lab, "list", &[]).0, 0);
    lab.file("list", "good.lab\ndrop.lab\nstale.lab\n");
    assert_eq!(bulk(&lab, "list", &[]).0, 6);
}

#[test]
fn a_broken_row_is_named_and_the_others_are_asked() {
    let lab = planted();
    lab.file("list", "good.lab\nhttps://bad.lab/\na b.lab\ngood.lab,x,y,z\ngood.lab,x\0y\ngood2.lab\n");
    let (code, out, err) = bulk(&lab, "list", &["--json"]);
    assert_eq!((code, verdicts(&out).len()), (7, 2), "{out}");
    for wanted in
        ["not asked: line 2: this is a web address", "line 3", "line 4: there are 4 columns", "line 5"]
    {
        assert!(err.contains(wanted), "{wanted}: {err}");
    }
    lab.file("list", "\n# nothing\n");
    assert_eq!(bulk(&lab, "list", &[]).0, 7);
    // The host of all rows counts as much as a row's own.
    let long = format!("{}{}lab", ("l".repeat(62) + ".").repeat(3), "x.".repeat(20));
    lab.file("list", &format!("good.lab\n{long}\ngood2.lab\n"));
    let (code, out, err) = bulk(&lab, "list", &["--host", "_a-proof-with-a-long-name"]);
    assert_eq!((code, out.lines().count()), (7, 2), "{err}");
    assert!(err.contains("line 2: the host label"), "{err}");
    lab.file("list", "a b.lab\n");
    let (code, out, err) = bulk(&lab, "list", &[]);
    assert_eq!((code, out.as_str()), (7, ""), "{err}");
    let (code, out, err) = bulk(&lab, "list", &["--host", "a..b"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("the host label was not understood"), "{err}");
}

#[test]
fn lists_from_spreadsheets_are_understood() {
    let lab = planted();
    lab.file("list", "\u{feff}Domain;Value\r\ngood.lab;22-11-2026\r\n\"good2.lab\";\"22-11-2026\"\r\n;\r\n");
    assert_eq!(verdicts(&bulk(&lab, "list", &["--json"]).1).len(), 2);
    let utf16: Vec<u8> =
        "\u{feff}good.lab\r\ngood2.lab\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(lab.file("wide", ""), utf16).unwrap();
    assert_eq!(verdicts(&bulk(&lab, "wide", &["--json"]).1).len(), 2);
}

/// An MSP keeps a case for each customer: one look at all of them, and each case knows what was seen.
#[test]
fn the_domains_of_many_cases_are_asked_at_once() {
    let lab = planted();
    let cases = lab.file("here", "").with_file_name("cases");
    let recover = |case: &str, answers: &str, domain: &str| {
        let file = format!("{}/tests/answers/{answers}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        // Corpus files are named relative to the answers, which move into the laboratory here.
        let text = text
            .replace("../corpus", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus"))
            .replace(
                "\"dns-proof.domain\" = \"contoso.com\"",
                &format!("\"dns-proof.domain\" = \"{domain}\""),
            )
            .replace("22-01-2026", VALUE);
        let answers = lab.file(&format!("{case}.toml"), &text);
        let mut recover = assert_cmd::Command::cargo_bin("reentry").unwrap();
        recover.env_clear().args(["recover", "--no-input", "--offline", "--answers"]).arg(answers);
        recover.arg(cases.join(case)).assert().success();
    };
    let proof = "contoso-conditional-access.toml";
    recover("busy", proof, "good.lab");
    recover("contoso", proof, "Yesterday.lab");
    // This one got in without Microsoft, so no domain had to be proven.
    recover("fabrikam", "fabrikam-lost-phone.toml", "");
    recover("munich", proof, "M\u{fc}nchen.lab");
    recover("torn", proof, "good2.lab");
    // Somebody writes into the first one all the time, and one cannot be read at all.
    let lock = std::fs::File::options().append(true).open(cases.join("busy/journal.lock")).unwrap();
    lock.lock().unwrap();
    std::fs::write(cases.join("torn/journal.jsonl"), "no line of a case\n{}\n").unwrap();
    let (code, out, err) = bulk(&lab, "cases", &["--json"]);
    assert_eq!(code, 3, "{err}");
    let expected = [("good.lab", "visible"), ("yesterday.lab", "wrong"), ("xn--mnchen-3ya.lab", "visible")];
    assert_eq!(verdicts(&out), expected.map(|(d, v)| (d.to_owned(), v.to_owned())).into());
    for said in ["fabrikam has no domain to prove yet", "error: The case is being written to", "torn"] {
        assert!(err.contains(said), "{said}: {err}");
    }
    let seen = |case| {
        let journal = std::fs::read_to_string(cases.join(case).join("journal.jsonl")).unwrap();
        journal.matches("\"what\":\"dns\"").count()
    };
    assert_eq!([seen("busy"), seen("contoso"), seen("fabrikam"), seen("munich")], [0, 1, 0, 1]);
}

#[test]
fn a_run_that_was_cut_off_goes_on() {
    let lab = planted();
    lab.file("list", "good.lab\ngood2.lab\ngood3.lab\n");
    let (_, whole, _) = bulk(&lab, "list", &["--json"]);
    let first = whole.lines().next().unwrap();
    let started = serde_json::from_str::<Value>(first).unwrap()["domain"].as_str().unwrap().to_owned();
    lab.file("earlier", &format!("{first}\n{{\"domain\":\"goo"));
    let (code, rest, _) = bulk(&lab, "list", &["--json", "--resume", "earlier"]);
    assert_eq!(code, 0);
    let rest = verdicts(&rest);
    assert_eq!(rest.len(), 2);
    assert!(!rest.contains_key(&started));
}

/// A slow name server in the middle of a list changes nothing about the order, and two hosts are two rows.
#[test]
fn answers_come_in_the_order_of_the_list_and_hosts_are_kept_apart() {
    let lab = planted();
    lab.file("list", "dropone.lab\ngood.lab\ngood.lab,22-11-2026,_proof\ngood3.lab\n");
    let names = |out: &str| -> Vec<String> {
        let objects = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        objects.map(|o| o["name"].as_str().unwrap().to_owned()).collect()
    };
    let (_, out, _) = bulk(&lab, "list", &["--json"]);
    assert_eq!(names(&out), ["dropone.lab", "good.lab", "_proof.good.lab", "good3.lab"]);
    lab.file("earlier", out.lines().nth(1).map(|l| format!("{l}\n")).unwrap().as_str());
    let (_, rest, _) = bulk(&lab, "list", &["--json", "--resume", "earlier"]);
    assert_eq!(names(&rest), ["dropone.lab", "_proof.good.lab", "good3.lab"]);
    let (_, csv, _) = bulk(&lab, "list", &["--format", "csv"]);
    lab.file("earlier", &csv.lines().take(3).map(|l| format!("{l}\n")).collect::<String>());
    let (_, rest, _) = bulk(&lab, "list", &["--format", "csv", "--resume", "earlier"]);
    assert_eq!(rest.lines().count(), 2, "{rest}");
}

#[test]
fn tables_and_csv_have_a_line_each() {
    let lab = planted();
    lab.file("list", "good.lab\nquotes.lab\n");
    let (_, csv, err) = bulk(&lab, "list", &["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    let wrong = rows.iter().find(|r| &r[0] == "quotes.lab").unwrap();
    assert_eq!((&wrong[1], &wrong[3]), ("wrong", "quotes-in-value"));
    assert!(err.contains("2 of 2: 1 visible, 1 wrong"), "{err}");
    let (_, table, _) = bulk(&lab, "list", &[]);
    assert!(table.lines().all(|l| l.len() < 80) && table.lines().count() == 2);
}

/// A dead provider is asked once for all its customers, and nobody is called missing because of it.
#[test]
fn a_dead_provider_costs_one_timeout() {
    let lab = planted();
    let list: String = (0..300).map(|n| format!("gone{n}.lab\n")).collect();
    lab.file("list", &(list + "good.lab\n"));
    let (code, out, _) = bulk(&lab, "list", &["--json"]);
    assert_eq!(code, 6);
    let objects: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 301);
    let error = |o: &Value, e: &str| o["servers"].as_array().unwrap().iter().any(|s| s["error"] == e);
    let waited = objects.iter().filter(|o| error(o, "timeout")).count();
    let skipped = objects.iter().filter(|o| error(o, "skipped")).count();
    assert!(waited <= 8, "{waited} domains waited for the dead provider");
    assert!(skipped >= 292, "{skipped}");
    assert!(objects.iter().filter(|o| o["domain"] != "good.lab").all(|o| o["verdict"] == "unknown"));
}
