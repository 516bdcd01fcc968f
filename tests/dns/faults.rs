//! Every row of the fault table: the fault, the verdict, the findings. Nothing absent is called visible, and nothing
//! silent is called missing.

use crate::lab::Checked;
use crate::world::{VALUE, planted};

/// Zone, verdict, findings that must be there.
const FAULTS: &[(&str, &str, &[&str])] = &[
    ("good.lab", "visible", &[]),
    ("nodata.lab", "not-yet", &["record-absent"]),
    ("nosoa.lab", "not-yet", &["record-absent"]),
    ("spfonly.lab", "not-yet", &["record-absent"]),
    ("emptytxt.lab", "not-yet", &["record-absent"]),
    ("unregistered.lab", "not-yet", &["not-registered", "name-absent"]),
    ("servfail.lab", "unknown", &["server-error"]),
    ("notimp.lab", "unknown", &["server-error"]),
    ("formerr.lab", "unknown", &["server-error"]),
    ("refused.lab", "unknown", &["server-refuses", "zone-not-at-provider", "lame-delegation"]),
    ("lameone.lab", "partly", &["lame-delegation"]),
    ("upward.lab", "partly", &["lame-delegation"]),
    ("homeless.lab", "partly", &["lame-delegation"]),
    ("failone.lab", "partly", &["server-error"]),
    ("nonaa.lab", "unknown", &["not-authoritative"]),
    ("noedns.lab", "visible", &["edns-refused"]),
    ("dropedns.lab", "visible", &["edns-refused"]),
    ("drop.lab", "unknown", &["server-timeout"]),
    ("dropone.lab", "partly", &["server-timeout"]),
    ("droptxt.lab", "unknown", &["server-timeout"]),
    ("udpdead.lab", "visible", &[]),
    ("tc.lab", "visible", &[]),
    ("tccut.lab", "visible", &[]),
    ("tcblocked.lab", "unknown", &["truncated-tcp-blocked"]),
    ("tcloop.lab", "unknown", &["truncated-tcp-blocked"]),
    ("big.lab", "visible", &["large-answer"]),
    ("closed.lab", "partly", &["server-unreachable", "glue-stale"]),
    ("v6.lab", "visible", &["ipv6-untested"]),
    ("stale.lab", "partly", &["stale-secondary"]),
    ("sameserial.lab", "partly", &["serial-not-raised"]),
    ("mismatch.lab", "visible", &["delegation-mismatch"]),
    ("ring.lab", "unknown", &[]),
    ("yesterday.lab", "wrong", &["date-yesterday"]),
    ("iso.lab", "wrong", &["format-iso"]),
    ("usorder.lab", "wrong", &["format-day-month-swapped"]),
    ("slashes.lab", "wrong", &["format-separator"]),
    ("blanks.lab", "wrong", &["whitespace-in-value"]),
    ("endash.lab", "wrong", &["lookalike-characters"]),
    ("quotes.lab", "wrong", &["quotes-in-value"]),
    ("prefix.lab", "wrong", &["prefix-in-value"]),
    ("split.lab", "visible", &["split-string"]),
    ("long.lab", "visible", &[]),
    ("notutf8.lab", "visible", &["not-utf8"]),
    ("leftover.lab", "visible", &["leftover-record"]),
    ("doubled.lab", "wrong", &["doubled-domain"]),
    ("at.lab", "wrong", &["literal-at-host"]),
    ("www.lab", "wrong", &["at-subdomain"]),
    ("hostvalue.lab", "wrong", &["at-subdomain"]),
    ("wildcard.lab", "wrong", &["wildcard-only"]),
    ("cname.lab", "wrong", &["cname-at-name"]),
    ("cnameloop.lab", "wrong", &["cname-at-name"]),
    ("wrongid.lab", "unknown", &["server-timeout", "spoofed-reply"]),
    ("wrongq.lab", "unknown", &["server-timeout", "spoofed-reply"]),
    ("wrongport.lab", "unknown", &["server-timeout"]),
    ("flood.lab", "unknown", &["server-timeout", "spoofed-reply"]),
    ("race.lab", "visible", &["spoofed-reply"]),
    ("upper.lab", "visible", &[]),
    ("UPPER.lab", "visible", &[]),
    ("short.lab", "unknown", &["malformed-reply"]),
    ("garbage.lab", "unknown", &["malformed-reply"]),
    ("loop.lab", "unknown", &["malformed-reply"]),
    ("badlen.lab", "unknown", &["malformed-reply"]),
    ("chaos.lab", "not-yet", &["foreign-class"]),
    ("otherowner.lab", "not-yet", &["record-absent"]),
    ("ttl0.lab", "visible", &[]),
    ("ttlneg.lab", "visible", &[]),
    ("dup.lab", "visible", &[]),
];

fn code(verdict: &str) -> i32 {
    match verdict {
        "visible" => 0,
        "unknown" => 6,
        _ => 3,
    }
}

#[test]
fn every_fault_is_named() {
    let lab = planted();
    let mut wrong = Vec::new();
    // A dozen at a time: more would only show that a busy machine loses packets.
    for dozen in FAULTS.chunks(12) {
        std::thread::scope(|scope| {
            let checks: Vec<_> = dozen
                .iter()
                .map(|fault| (fault, scope.spawn(|| lab.check(fault.0, &["--value", VALUE]))))
                .collect();
            for ((domain, verdict, ids), check) in checks {
                let checked = check.join().unwrap();
                let found = checked.found();
                let missing: Vec<_> = ids.iter().filter(|id| !found.contains_key(**id)).collect();
                if checked.verdict() != *verdict || checked.code != code(verdict) || !missing.is_empty() {
                    wrong.push(format!(
                        "{domain}: {} (code {}), {found:?}; expected {verdict} {ids:?}",
                        checked.verdict(),
                        checked.code
                    ));
                }
                honest(domain, &checked);
            }
        });
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What holds for every report, whatever the fault.
fn honest(domain: &str, checked: &Checked) {
    let servers = checked.view["servers"].as_array().unwrap();
    let has = servers.iter().any(|s| {
        s["role"] == "authoritative"
            && s["aa"] == true
            && s["values"].as_array().unwrap().iter().any(|v| v == VALUE)
    });
    if checked.verdict() == "visible" {
        assert!(has, "{domain} is called visible, and no server said so");
    }
    let answered =
        servers.iter().any(|s| s["role"] == "authoritative" && s["aa"] == true && !s["rcode"].is_null());
    let missing = ["record-absent", "name-absent"].iter().any(|id| checked.found().contains_key(*id));
    assert!(answered || !missing, "{domain}: nobody answered, and something is called missing");
    assert_eq!(checked.view["schema"], "reentry/dns-check/v1");
    for finding in checked.view["findings"].as_array().unwrap() {
        for key in ["detail", "hint"] {
            let text = finding[key].as_str().unwrap();
            assert!(text.len() > 10 && !text.contains(char::is_control), "{domain}: {finding}");
        }
    }
}

/// Two questions lost on a busy line look like a server that drops EDNS, until it is asked once more.
#[test]
fn two_lost_packets_are_no_refusal_of_edns() {
    let checked = planted().check("losttwo.lab", &["--value", VALUE]);
    assert_eq!(checked.verdict(), "visible");
    assert!(!checked.found().contains_key("edns-refused"), "{:?}", checked.found());
}

#[test]
fn a_healthy_zone_has_nothing_to_say() {
    let checked = planted().check("good.lab", &["--value", VALUE]);
    assert!(checked.found().is_empty(), "{:?}", checked.found());
    let servers = checked.view["servers"].as_array().unwrap();
    let roles: Vec<_> = servers.iter().map(|s| s["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["parent", "authoritative", "authoritative"]);
    assert_eq!(servers[1]["serial"], 2_026_112_201u32);
    assert_eq!(servers[1]["raw_hex"][1], "32322d31312d32303236");
}
