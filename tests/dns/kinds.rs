//! Every kind of odd zone, and beside it one that looks alike and is healthy.

use crate::lab::Kind;
use crate::world::{VALUE, planted};

const KINDS: &[Kind] = &[
    // From the name down.
    ("aliased.lab", "_proof", "visible", &["alias-followed"], &["cname-at-name"], "Leave the alias"),
    ("aliasaway.lab", "_proof", "visible", &["alias-followed"], &["cname-at-name"], "Leave the alias"),
    ("starcname.lab", "_proof", "not-yet", &["wildcard-alias"], &["cname-at-name"], "Leave the alias"),
    ("starright.lab", "_proof", "visible", &["alias-followed"], &["wildcard-alias"], "The wildcard may stay"),
    ("typecname.lab", "_proof", "wrong", &["cname-at-name"], &["wildcard-alias"], "ALIAS"),
    ("sub.lab", "mail", "not-yet", &["record-absent", "zone-cut-missing"], &["at-parent"], "put \"@\""),
    ("subdoubled.lab", "mail", "wrong", &["doubled-domain"], &[], "put \"@\""),
    ("subright.lab", "mail", "visible", &[], &["zone-cut-missing", "doubled-domain"], "put"),
    // What the registry says.
    ("suspended.lab", "", "visible", &["registrar-hold"], &[], "panel of"),
    ("noglue.lab", "", "unknown", &["glue-missing"], &["lame-delegation"], "list of name servers"),
    ("halfglue.lab", "", "visible", &["glue-missing"], &["lame-delegation"], "list of name servers"),
    ("oldglue.lab", "", "visible", &["glue-stale"], &["glue-missing"], ""),
    ("nsalias.lab", "", "partly", &["ns-is-alias"], &["lame-delegation"], "leads to no address"),
    ("halfalias.lab", "", "visible", &["ns-is-alias"], &["lame-delegation"], "leads to no address"),
    ("good.lab", "", "visible", &[], &["glue-missing", "glue-stale", "ns-is-alias", "registrar-hold"], ""),
    // One address, several answers; secondaries.
    ("anycast.lab", "", "partly", &["answers-differ"], &["stale-secondary"], "one refresh"),
    ("otherprovider.lab", "", "partly", &["two-providers"], &["serial-not-raised"], "one refresh"),
    ("cutone.lab", "", "partly", &["cut-value"], &["serial-not-raised"], "one refresh"),
    ("stale.lab", "", "partly", &["stale-secondary"], &["two-providers", "serial-not-raised"], ""),
    // Signatures.
    ("dsleft.lab", "", "partly", &["ds-left-behind"], &[], ""),
    ("dsnone.lab", "", "visible", &[], &["ds-left-behind"], ""),
    // The value.
    ("inspf.lab", "", "wrong", &["inside-other-record"], &["prefix-in-value"], "clear its value"),
    ("inms.lab", "", "wrong", &["inside-other-record"], &["prefix-in-value"], "clear its value"),
    ("prefix.lab", "", "wrong", &["prefix-in-value"], &["inside-other-record"], ""),
    ("semicolon.lab", "", "wrong", &["suffix-in-value"], &["prefix-in-value"], ""),
    ("cutdate.lab", "", "wrong", &["cut-value"], &["format-two-digit-year"], ""),
    ("threedays.lab", "", "wrong", &["date-earlier"], &["date-yesterday"], ""),
    ("yesterday.lab", "", "wrong", &["date-yesterday"], &["date-earlier"], ""),
    ("backslash.lab", "", "wrong", &["backslash-in-value"], &["quotes-in-value"], "quotation"),
    ("swapped.lab", "", "wrong", &["swapped-fields"], &["at-subdomain"], ""),
    ("hostvalue.lab", "", "wrong", &["at-subdomain"], &["swapped-fields"], ""),
    ("dnsauth.lab", "", "wrong", &["at-subdomain"], &[], ""),
    ("ownlabel.lab", "", "wrong", &["at-subdomain"], &[], ""),
];

#[test]
fn every_kind_is_told_apart_from_what_looks_like_it() {
    planted().tells_apart(KINDS, &["--value", VALUE]);
}

#[test]
fn a_server_that_does_not_know_mixed_letters_is_named_when_a_resolver_misses_the_value() {
    let lab = planted();
    let resolver = format!("127.0.0.41:{}", lab.port);
    let checked = lab.check("lettercase.lab", &["--value", VALUE, "--resolver", &resolver]);
    assert_eq!(checked.verdict(), "visible");
    assert!(checked.found().contains_key("case-sensitive-server"), "{:?}", checked.found());
    let checked = lab.check("good.lab", &["--value", VALUE, "--resolver", &resolver]);
    assert!(!checked.found().contains_key("case-sensitive-server"), "{:?}", checked.found());
}

#[test]
fn a_server_can_be_left_out_and_is_named() {
    let lab = planted();
    for server in ["ns2.dropone.lab", "NS2.dropone.lab.", "127.0.0.11"] {
        let checked = lab.check("dropone.lab", &["--value", VALUE, "--ignore", server]);
        assert_eq!((checked.verdict(), checked.code), ("visible", 0), "{server}: {:?}", checked.found());
        assert!(checked.found().contains_key("server-ignored"));
        assert_eq!(checked.view["ignored"].as_array().unwrap().len(), 1);
    }
    let both = ["--value", VALUE, "--ignore", "ns1.dropone.lab", "--ignore", "ns2.dropone.lab"];
    assert_eq!(lab.check("dropone.lab", &both).verdict(), "unknown");
    let output = lab
        .reentry("check")
        .args(["stale.lab", "--value", VALUE, "--host", "_p", "--ignore", "ns9.stale.lab"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("--host _p --ignore ns9.stale.lab --root-hints hints"), "{text}");
}

#[test]
fn a_watch_ends_where_waiting_does_not_help() {
    let lab = planted();
    let watch = |more: &[&str]| {
        let mut command = lab.reentry("watch");
        command.args(["dropone.lab", "--value", VALUE, "--timeout", "0.5", "--every", "1", "--wait", "60"]);
        command.args(more).timeout(std::time::Duration::from_secs(40)).output().unwrap()
    };
    let json = watch(&["--json"]);
    assert_eq!(json.status.code(), Some(3));
    let lines: Vec<serde_json::Value> =
        String::from_utf8(json.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].get("final").is_none());
    assert_eq!((&lines[1]["final"], &lines[1]["verdict"]), (&true.into(), &"partly".into()));
    let text = String::from_utf8(watch(&[]).stdout).unwrap();
    assert!(text.contains("--ignore ns2.dropone.lab"), "{text}");
}

#[test]
fn resolvers_alone_and_servers_alone() {
    let lab = planted();
    let resolver = format!("127.0.0.40:{}", lab.port);
    let roles = |more: &[&str]| {
        let checked = lab.check("good.lab", &[&["--value", VALUE, "--resolver", &resolver], more].concat());
        let roles: Vec<String> = checked.view["servers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["role"].as_str().unwrap().to_owned())
            .collect();
        (checked.verdict().to_owned(), roles)
    };
    assert_eq!(roles(&["--resolvers-only"]), ("unknown".into(), vec!["resolver".into()]));
    let (verdict, servers) = roles(&["--authoritative-only"]);
    assert_eq!(verdict, "visible");
    assert!(!servers.contains(&"resolver".into()));
}

#[test]
fn every_finding_is_explained() {
    let lab = planted();
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("reentry").unwrap();
        command
            .current_dir(lab.file("x", "").parent().unwrap())
            .args(["dns", "explain"])
            .args(args)
            .output()
            .unwrap()
    };
    let all = String::from_utf8(run(&["--json"]).stdout).unwrap();
    let ids: Vec<serde_json::Value> = all.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(ids.len() > 70);
    for view in &ids {
        assert!(view["meaning"].as_str().unwrap().len() > 20, "{view}");
    }
    let one = String::from_utf8(run(&["record-absent"]).stdout).unwrap();
    assert!(one.starts_with("record-absent\n") && one.contains("Add the TXT record"), "{one}");
    let wrong = run(&["record-missing"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("reentry dns explain"));
}
