//! A second small internet, for faults that need more than one word from a server: signatures and keys, a zone and its
//! parent at one server, two providers, a serial that went back. Beside each fault stands a zone that looks alike.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::lab::{Do, Kind, Lab};
use crate::wire::*;
use crate::world::{FIRST, REGISTRY, ROOT, SECOND, VALUE};

const RRSIG: u16 = 46;
const DNSKEY: u16 = 48;
const DS: u16 = 43;
/// A resolver that shows what it kept, because it cannot reach the zone.
const OVERDUE: u8 = 46;
/// One that simply remembers.
const REMEMBERS: u8 = 47;
/// One that blocks without saying so: its "nothing there" comes from a zone of its own.
const BLOCKS: u8 = 48;
/// One that remembers what the registry said before the domain was there.
const DENIES: u8 = 49;

fn internet() -> Lab {
    Lab::start(&[ROOT, REGISTRY, FIRST, SECOND, OVERDUE, REMEMBERS, BLOCKS, DENIES], |server, q| {
        let reply = match server {
            ROOT => root(q),
            REGISTRY => registry(q),
            OVERDUE | REMEMBERS => {
                let mut reply = Reply { aa: false, ra: true, ..Reply::to(q) };
                reply.answers = vec![txt(&q.name, 30, &[b"v=spf1 -all"])];
                reply.ede = (server == OVERDUE).then_some((3, "stale answer"));
                reply
            }
            BLOCKS | DENIES => {
                let from = if server == BLOCKS { "fake-for-caching.filter.example" } else { "lab" };
                Reply { aa: false, ra: true, authority: vec![soa(from, 1)], ..Reply::to(q) }
            }
            _ => zone(server == FIRST, q),
        };
        vec![Do::Say(reply)]
    })
}

fn root(q: &Query) -> Reply {
    let mut reply = Reply { aa: false, ..Reply::to(q) };
    // A registry's servers have addresses of both kinds.
    let mut six = vec![0; 16];
    (six[0], six[15]) = (0x20, 9);
    reply.authority = vec![ns("lab", "ns.lab"), ns("lab", "ns2.lab")];
    reply.additional = vec![a("ns.lab", REGISTRY), a("ns2.lab", REGISTRY)];
    reply.additional.extend(["ns.lab", "ns2.lab"].map(|server| rr(server, AAAA, 300, six.clone())));
    reply
}

fn registry(q: &Query) -> Reply {
    let mut reply = Reply::to(q);
    let label = q.label_under("lab").unwrap_or_default();
    let zone = format!("{label}.lab");
    match label.as_str() {
        // The registry has an address for it, and no name servers.
        "entry" => reply.authority = vec![soa("lab", 1)],
        "absent" => {
            reply.rcode = 3;
            reply.authority = vec![soa("lab", 1)];
        }
        // It serves this zone itself, and answers from it.
        "registrys" if q.kind == NS => {
            reply.answers = vec![ns(&zone, "ns1.registrys.lab")];
        }
        "registrys" if q.kind == DS => reply.authority = vec![soa("lab", 1)],
        "registrys" if q.kind == A => reply.answers = vec![a(&q.name, FIRST)],
        // Somebody in its place has only the zone.
        "offices" if q.kind == NS => reply.answers = vec![ns(&zone, "ns1.offices.lab")],
        "offices" if q.kind == A => reply.answers = vec![a(&q.name, FIRST)],
        "offices" => reply.authority = vec![soa(&zone, 1)],
        _ if q.kind == DS => reply.authority = vec![soa("lab", 1)],
        _ => {
            reply.aa = false;
            let both = [(1, FIRST), (2, SECOND)];
            for (n, last) in both.into_iter().take(if label.starts_with("own") { 1 } else { 2 }) {
                let server = format!("ns{n}.{zone}");
                reply.authority.push(ns(&zone, &server));
                reply.additional.push(a(&server, last));
            }
            if label.starts_with("sig") {
                reply.authority.push(ds(&zone));
            }
        }
    }
    reply
}

/// The one key of every signed zone.
fn key() -> Vec<u8> {
    let mut key = vec![1, 1, 3, 13];
    key.extend([7; 64]);
    key
}

fn tag() -> u16 {
    let sum: u32 = key().chunks(2).map(|p| u32::from(p[0]) << 8 | u32::from(p[1])).sum();
    u16::try_from((sum + (sum >> 16)) & 0xffff).unwrap()
}

fn ds(zone: &str) -> Rr {
    let mut data = tag().to_be_bytes().to_vec();
    data.extend([13, 2]);
    data.extend(Sha256::digest([name(zone), key()].concat()));
    rr(zone, DS, 300, data)
}

fn signature(owner: &str, covered: u16, zone: &str, tag: u16, days: i64) -> Rr {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let at = |day: i64| u32::try_from(now + day * 86_400).unwrap().to_be_bytes();
    let mut data = covered.to_be_bytes().to_vec();
    data.extend([13, 2, 0, 0, 1, 44]);
    data.extend(at(days));
    data.extend(at(-400));
    data.extend(tag.to_be_bytes());
    data.extend(name(zone));
    data.extend([9; 64]);
    rr(owner, RRSIG, 300, data)
}

fn zone(first: bool, q: &Query) -> Reply {
    let Some(label) = q.label_under("lab") else { return Reply::error(q, 5) };
    if label == "refusing" || label == "ownlame" && !first {
        return Reply::error(q, 5);
    }
    let (zone, here) = (format!("{label}.lab"), q.name.as_str());
    let mut reply = Reply::to(q);
    let (mut primary, mut serial) = (format!("ns1.{zone}"), 7);
    let listed = match label.as_str() {
        "samelist" => vec!["ns1.one.example".to_owned(), "ns2.two.example".to_owned()],
        "registrys" | "offices" => vec![format!("ns1.{zone}")],
        _ => vec![format!("ns1.{zone}"), format!("ns2.{zone}")],
    };
    match (label.as_str(), first) {
        ("wentback", true) => serial = 5,
        ("wentback", false) => serial = 2_026_112_201,
        ("behind" | "ownlist", false) => serial = 6,
        ("samelist", true) => primary = "ns1.one.example".into(),
        ("samelist", false) => primary = "ns2.two.org".into(),
        ("directory", false) => (primary, serial) = (format!("ns2.{zone}"), 6),
        _ => {}
    }
    let value = || txt(here, 300, &[VALUE.as_bytes()]);
    let other = || txt(here, 300, &[b"v=spf1 -all"]);
    let lacks =
        ["wentback", "behind", "samelist", "directory", "ownlist"].contains(&label.as_str()) && !first;
    // Zones below, at the same servers as the zone above; their own servers live inside them.
    let floor = format!("mail.{zone}");
    if label == "floors" && q.below(&floor) {
        reply.answers = match q.kind {
            NS if here == floor => vec![ns(here, &format!("ns1.{floor}"))],
            TXT if here == floor => vec![value()],
            A if here.starts_with("ns1.") => vec![a(here, FIRST)],
            _ => vec![],
        };
        let soa_of = if q.kind == DS { &zone } else { &floor };
        reply.authority = if reply.answers.is_empty() { vec![soa(soa_of, 3)] } else { vec![] };
        return reply;
    }
    // A zone below that lives at the second server, and a name below it.
    if label == "below" && q.below(&floor) {
        if first && q.kind != DS {
            reply.aa = false;
            reply.authority = vec![ns(&floor, "ns2.below.lab")];
            reply.additional = vec![a("ns2.below.lab", SECOND)];
            return reply;
        }
        reply.answers = if q.kind == NS && here == floor { vec![ns(here, "ns2.below.lab")] } else { vec![] };
        reply.rcode = if here == floor || !reply.answers.is_empty() { 0 } else { 3 };
        reply.authority = vec![soa(if q.kind == DS { &zone } else { &floor }, 3)];
        return reply;
    }
    reply.answers = match (label.as_str(), q.kind) {
        ("mixedalias", TXT | CNAME) if here == zone && !first => {
            vec![rr(here, CNAME, 300, name("shop.webhost.example"))]
        }
        ("beside", TXT) if here == "_p.beside.lab" => {
            vec![rr(here, CNAME, 300, name("onlystar.lab")), value()]
        }
        ("sigalias", TXT) if here == "_p.sigalias.lab" => vec![rr(here, CNAME, 300, name("plain.lab"))],
        ("swapstar", TXT) if here == "22-11-2026.swapstar.lab" => vec![txt(here, 300, &[b"swapstar.lab"])],
        ("swapstar" | "onlystar", TXT) if here != zone => vec![other()],
        ("subat", TXT) if here == "@.mail.subat.lab" => vec![value()],
        ("swapstar" | "onlystar" | "subat" | "below", TXT) => vec![other()],
        (_, TXT) if here == zone && lacks => vec![other()],
        (_, TXT) if here == zone => vec![value()],
        (_, NS) if here == zone => listed.iter().map(|n| ns(here, n)).collect(),
        (_, SOA) if here == zone => vec![],
        (_, DNSKEY) if here == zone && label.starts_with("sig") => {
            vec![rr(here, DNSKEY, 300, key()), signature(here, DNSKEY, &zone, tag(), 30)]
        }
        (_, A) if here.starts_with("ns1.") => vec![a(here, FIRST)],
        (_, A) if here.starts_with("ns2.") => vec![a(here, SECOND)],
        _ => vec![],
    };
    if label.starts_with("sig") {
        reply.ede = Some((0, ""));
        let signed = reply.answers.first().map(|r| r.kind).filter(|kind| [TXT, CNAME].contains(kind));
        let other_key = tag().wrapping_add(1);
        match (label.as_str(), signed) {
            ("sigright", Some(kind)) => reply.answers.push(signature(here, kind, &zone, tag(), 30)),
            ("sigone", Some(kind)) if first => reply.answers.push(signature(here, kind, &zone, tag(), 30)),
            ("sigrolled", Some(kind)) => reply.answers.push(signature(here, kind, &zone, other_key, 30)),
            ("sigalias", Some(kind)) => reply.answers.push(signature(here, kind, &zone, tag(), -30)),
            _ => {}
        }
    }
    if reply.answers.is_empty() {
        let known = here == zone || here.starts_with("ns") || here == "mail.subat.lab";
        reply.rcode = if known { 0 } else { 3 };
        let mut start = soa(&zone, serial);
        let after = name(&format!("ns1.{zone}")).len();
        start.data.splice(..after, name(&primary));
        reply.authority = vec![start];
    }
    reply
}

const KINDS: &[Kind] = &[
    ("plain.lab", "", "visible", &[], &["dnssec-bogus", "stale-secondary"], ""),
    // Signatures, without any resolver that checks them.
    ("sigright.lab", "", "visible", &[], &["dnssec-bogus", "ds-left-behind", "signatures-expired"], ""),
    ("signone.lab", "", "partly", &["dnssec-bogus"], &["ds-left-behind"], "remove the DS"),
    ("sigone.lab", "", "partly", &["dnssec-bogus"], &["ds-left-behind"], "take the DS record away"),
    ("sigrolled.lab", "", "partly", &["dnssec-bogus"], &["ds-left-behind"], "take the DS record away"),
    ("sigalias.lab", "_p", "partly", &["signatures-expired"], &["cname-at-name"], "take the DS record away"),
    // Whose copy is the newer one, and whose servers are these?
    ("wentback.lab", "", "partly", &["stale-secondary"], &["two-providers"], "one refresh"),
    ("behind.lab", "", "partly", &["stale-secondary"], &["two-providers"], "does not help"),
    ("samelist.lab", "", "partly", &["two-providers"], &["stale-secondary"], "one refresh"),
    ("directory.lab", "", "partly", &["stale-secondary"], &["two-providers"], "does not help"),
    ("mixedalias.lab", "", "partly", &[], &["cname-at-name"], "leads nowhere"),
    // A record beside an alias is shown by no resolver.
    ("beside.lab", "_p", "wrong", &["cname-at-name"], &["alias-followed"], "remove the"),
    ("beside.lab", "", "visible", &[], &["cname-at-name"], ""),
    // Servers that the zone names, and the registry does not.
    ("ownlist.lab", "", "visible", &["delegation-mismatch", "stale-secondary"], &[], "wait with looking"),
    (
        "ownlame.lab",
        "",
        "visible",
        &["delegation-mismatch", "lame-delegation"],
        &[],
        "list of name servers at the registrar",
    ),
    // The registry's own word.
    ("entry.lab", "", "not-yet", &["not-registered"], &["record-absent"], "host field"),
    ("absent.lab", "", "not-yet", &["not-registered"], &["record-absent"], "host field"),
    ("registrys.lab", "", "visible", &[], &["intercepted", "glue-missing"], ""),
    ("offices.lab", "", "unknown", &["intercepted"], &["glue-missing", "record-absent"], "glue"),
    ("mail.floors.lab", "", "visible", &[], &["glue-missing", "lame-delegation"], ""),
    ("below.lab", "_p.mail", "not-yet", &["occluded-record"], &["zone-cut-missing"], "\"_p.mail\""),
    // Fields.
    ("swapstar.lab", "", "wrong", &["swapped-fields"], &["at-subdomain"], ""),
    ("onlystar.lab", "", "not-yet", &["record-absent"], &["swapped-fields"], ""),
    ("mail.subat.lab", "", "wrong", &["literal-at-host"], &["at-subdomain"], "put \"@\""),
];

#[test]
fn every_odd_zone_is_told_apart_from_what_looks_like_it() {
    internet().tells_apart(KINDS, &["--value", VALUE, "--authoritative-only"]);
}

#[test]
fn no_time_is_promised_for_what_a_resolver_shows_after_its_time() {
    let lab = internet();
    for (last, promised) in [(OVERDUE, false), (REMEMBERS, true)] {
        let resolver = format!("127.0.0.{last}:{}", lab.port);
        let checked = lab.check("plain.lab", &["--value", VALUE, "--resolver", &resolver]);
        assert_eq!(checked.verdict(), "visible");
        assert!(checked.found().contains_key("resolver-stale"), "{:?}", checked.found());
        assert_eq!(checked.words().contains("in 30 s"), promised, "{}", checked.words());
    }
}

#[test]
fn a_filter_that_says_nothing_of_itself_is_told_by_its_zone() {
    let lab = internet();
    for (last, id) in [(BLOCKS, "resolver-filters"), (DENIES, "negative-cache")] {
        let resolver = format!("127.0.0.{last}:{}", lab.port);
        let checked = lab.check("plain.lab", &["--value", VALUE, "--resolver", &resolver]);
        assert_eq!(checked.verdict(), "visible");
        assert_eq!(checked.found().keys().collect::<Vec<_>>(), [id]);
    }
}

/// Whoever is refused must not take servers off the registrar's list because of it.
#[test]
fn refused_by_all_another_network_comes_first() {
    let lab = internet();
    let checked = lab.check("refusing.lab", &["--value", VALUE]);
    assert_eq!(checked.verdict(), "unknown");
    let findings = checked.view["findings"].as_array().unwrap();
    let errors: Vec<&serde_json::Value> = findings.iter().filter(|f| f["severity"] == "error").collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["id"], "server-refuses");
    assert!(errors[0]["hint"].as_str().unwrap().starts_with("Try another network"));
    assert!(!checked.words().contains("at the registrar"), "{}", checked.words());
    let page =
        lab.reentry("check").args(["refusing.lab", "--value", VALUE, "--timeout", "7"]).output().unwrap();
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("refuses to answer (REFUSED") && !page.contains("does not have it"), "{page}");
    assert!(page.contains("--timeout 7"), "{page}");
}

/// Networks that answer in the place of the root without a zone to speak for.
#[test]
fn whoever_gives_no_start_of_authority_is_no_root() {
    let empty: fn(&Query) -> Reply = Reply::to;
    let resolving: fn(&Query) -> Reply = |q| Reply { ra: true, ..Reply::to(q) };
    let denies: fn(&Query) -> Reply = |q| Reply { ra: true, rcode: 3, ..Reply::to(q) };
    for portal in [empty, resolving, denies] {
        let lab = Lab::start(&[ROOT], move |_, q| vec![Do::Say(portal(q))]);
        let checked = lab.check("plain.lab", &["--value", VALUE]);
        assert_eq!((checked.verdict(), checked.code), ("unknown", 6), "{:?}", checked.found());
        assert!(checked.found().contains_key("intercepted"), "{:?}", checked.found());
        assert!(!checked.words().contains("Add a TXT record"));
    }
    // A root that says with its start of authority that there is no such domain is believed.
    let lab = Lab::start(&[ROOT], |_, q| {
        vec![Do::Say(Reply { rcode: 3, authority: vec![soa(".", 1)], ..Reply::to(q) })]
    });
    let checked = lab.check("plain.lab", &["--value", VALUE]);
    assert_eq!(checked.verdict(), "not-yet", "{:?}", checked.found());
    assert!(checked.found().contains_key("not-registered"));
}
