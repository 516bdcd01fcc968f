//! What lies between: resolvers with a memory, networks that lie, networks that are closed.

use crate::lab::{Do, Lab};
use crate::wire::{Query, Reply, txt};
use crate::world::{VALUE, planted, planted_with};

fn resolver(lab: &Lab, octet: u8) -> String {
    format!("127.0.0.{octet}:{}", lab.port)
}

#[test]
fn resolvers_are_asked_only_when_nothing_can_be_spoiled() {
    let lab = planted();
    let good = resolver(&lab, 40);
    let roles = |domain: &str, more: &[&str]| {
        let args: Vec<&str> =
            ["--value", VALUE, "--resolver", &good].into_iter().chain(more.iter().copied()).collect();
        let checked = lab.check(domain, &args);
        let servers = checked.view["servers"].as_array().unwrap();
        servers.iter().filter(|s| s["role"] == "resolver").count()
    };
    assert_eq!(roles("good.lab", &[]), 1);
    assert_eq!(roles("nodata.lab", &[]), 0);
    assert_eq!(roles("stale.lab", &[]), 0);
    assert_eq!(roles("dropone.lab", &[]), 0);
    assert_eq!(roles("v6.lab", &[]), 1, "an address that lack of IPv6 hides does not count");
    assert_eq!(roles("nodata.lab", &["--resolvers-now"]), 1);
}

#[test]
fn each_resolver_is_told_apart() {
    let lab = planted();
    for (octet, id, verdict) in [
        (40, None, "visible"),
        (41, Some("negative-cache"), "visible"),
        (42, Some("resolver-refuses"), "visible"),
        (43, Some("dnssec-bogus"), "partly"),
        (44, Some("intercepted"), "visible"),
        (45, Some("resolver-stale"), "visible"),
        (47, Some("server-unreachable"), "visible"),
    ] {
        let checked = lab.check("good.lab", &["--value", VALUE, "--resolver", &resolver(&lab, octet)]);
        assert_eq!(checked.verdict(), verdict, "{octet}");
        match id {
            None => assert!(checked.found().is_empty(), "{:?}", checked.found()),
            Some(id) => {
                let server = checked.finding(id)["server"].as_str().unwrap();
                assert!(server.contains(&format!("127.0.0.{octet}")), "{octet}: {server}");
            }
        }
    }
}

#[test]
fn the_time_until_a_resolver_forgets_is_known() {
    let lab = planted();
    let checked = lab.check("good.lab", &["--value", VALUE, "--resolver", &resolver(&lab, 41)]);
    // The SOA's own TTL has run down to 412 s in that cache.
    assert_eq!(checked.view["negative_ttl_s"], 412);
    assert_eq!(checked.view["next_check_at"], "2026-11-22T12:06:52+01:00");
    let absent = lab.check("nodata.lab", &["--value", VALUE]);
    assert_eq!(absent.view["negative_ttl_s"], 900);
    assert!(lab.check("nosoa.lab", &["--value", VALUE]).view["negative_ttl_s"].is_null());
}

#[test]
fn the_reason_of_a_validating_resolver_is_passed_on() {
    let lab = planted();
    let checked = lab.check("good.lab", &["--value", VALUE, "--resolver", &resolver(&lab, 43)]);
    let detail = checked.finding("dnssec-bogus")["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("DNSKEY missing (no SEP matching the DS found)"), "{detail}");
}

/// Something in the network answers every question itself, with authority and with the right value even.
fn answers_everything(q: &Query) -> Vec<Do> {
    let mut reply = Reply::to(q);
    reply.answers = vec![txt(&q.name, 60, &[VALUE.as_bytes()])];
    vec![Do::Say(reply)]
}

/// A resolver stands in for the root.
fn stand_in(q: &Query) -> Vec<Do> {
    vec![Do::Say(Reply { aa: false, ra: true, rcode: 2, ..Reply::to(q) })]
}

fn silent(_: &Query) -> Vec<Do> {
    Vec::new()
}

#[test]
fn a_network_that_answers_everything_proves_nothing() {
    let lab = planted_with(answers_everything);
    let checked = lab.check("good.lab", &["--value", VALUE]);
    assert_eq!((checked.verdict(), checked.code), ("unknown", 6));
    assert!(checked.found().contains_key("intercepted"));
    assert!(!checked.view["servers"].as_array().unwrap().iter().any(|s| s["role"] == "authoritative"));
}

#[test]
fn a_closed_port_53_is_unknown_and_never_missing() {
    for (root, id) in [(silent as fn(&Query) -> Vec<Do>, "server-timeout"), (stand_in, "intercepted")] {
        let lab = planted_with(root);
        let good = resolver(&lab, 40);
        for more in [vec![], vec!["--resolver", good.as_str()]] {
            let args: Vec<&str> = ["--value", VALUE].into_iter().chain(more).collect();
            let checked = lab.check("nodata.lab", &args);
            assert_eq!((checked.verdict(), checked.code), ("unknown", 6));
            assert!(checked.found().contains_key(id), "{:?}", checked.found());
            assert!(!checked.found().contains_key("record-absent"));
        }
    }
}

#[test]
fn a_slow_server_is_slow_and_not_dead() {
    let checked = planted().check("slow.lab", &["--value", VALUE, "--timeout", "5"]);
    assert_eq!(checked.verdict(), "visible");
    assert!(checked.found().contains_key("server-slow"));
    assert!(!checked.found().contains_key("server-timeout"));
}
