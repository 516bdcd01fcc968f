//! The planted internet: a root, a registry `lab.`, and a zone for each fault. The fault is the zone's name.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::lab::{Do, Lab};
use crate::wire::*;

/// The value that every zone should have, and what is said about it.
pub(crate) const VALUE: &str = "22-11-2026";
/// Servers: root, registry, the two of every zone, and one where nobody listens is .30.
pub(crate) const ROOT: u8 = 2;
pub(crate) const REGISTRY: u8 = 3;
pub(crate) const FIRST: u8 = 10;
pub(crate) const SECOND: u8 = 11;
/// Resolvers: 40 good, 41 remembers that nothing was there, 42 refuses, 43 finds DNSSEC bogus, 44 answers everything,
/// 45 remembers yesterday's record.
pub(crate) const CLOSED: u8 = 30;
/// Here packets arrive and nobody ever answers.
pub(crate) const DEAD: u8 = 31;

/// A public key, as people publish it for their mail.
pub(crate) const DKIM: &[u8] = b"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGoQCNwAQdJBy23MrShs1EuHqK/dtDC33\
      QrTqgWd9CJmtM3CK2ZiTYugkhcxnkEtGbzg+IJqcDRNkZHyoRezTf6QbinBB2dbyANEuwKI5DVRBFowQOj9zvM3IvxAEboMlb0szUjAoML94H";

/// All of it.
pub(crate) fn planted() -> Lab {
    planted_with(root)
}

/// How often `later.lab` was asked for its record; it appears after a while.
static LATER: AtomicUsize = AtomicUsize::new(0);

/// The same below another root.
pub(crate) fn planted_with(root: fn(&Query) -> Vec<Do>) -> Lab {
    Lab::start(&[ROOT, REGISTRY, FIRST, SECOND, DEAD, 40, 41, 42, 43, 44, 45], move |server, query| {
        match server {
            ROOT => root(query),
            REGISTRY => registry(query),
            FIRST | SECOND => zone(server, query),
            DEAD => Vec::new(),
            resolver => resolve(resolver, query),
        }
    })
}

fn root(q: &Query) -> Vec<Do> {
    let mut reply = Reply::to(q);
    if q.below("lab") {
        reply.aa = false;
        reply.authority = vec![ns("lab", "ns.lab")];
        reply.additional = vec![a("ns.lab", REGISTRY)];
    } else {
        reply.rcode = 3;
        reply.authority = vec![soa(".", 1)];
    }
    vec![Do::Say(reply)]
}

/// The registry delegates every label to ns1 and ns2 of that zone, but for what is planted.
fn registry(q: &Query) -> Vec<Do> {
    let mut reply = Reply::to(q);
    let Some(label) = q.label_under("lab").filter(|_| !q.name.starts_with("ns.lab")) else {
        reply.authority = vec![soa("lab", 1)];
        return vec![Do::Say(reply)];
    };
    let zone = format!("{label}.lab");
    if label.starts_with("unregistered") || label.starts_with("rx") {
        reply.rcode = 3;
        reply.authority = vec![soa("lab", 1)];
        return vec![Do::Say(reply)];
    }
    reply.aa = false;
    let mut add = |server: &str, glue: Option<Rr>| {
        reply.authority.push(ns(&zone, server));
        reply.additional.extend(glue);
    };
    let own = |n: u8, last| {
        let server = format!("ns{n}.{zone}");
        let glue = a(&server, last);
        (server, Some(glue))
    };
    match label.as_str() {
        "closed" => {
            let (server, glue) = own(1, FIRST);
            add(&server, glue);
            let (server, glue) = own(2, CLOSED);
            add(&server, glue);
        }
        "v6" => {
            let (server, glue) = own(1, FIRST);
            add(&server, glue);
            let server = format!("ns6.{zone}");
            let mut address = [0; 16];
            address[15] = 9;
            address[0] = 0x20;
            add(&server, Some(rr(&server, AAAA, 300, address.to_vec())));
        }
        "mismatch" => {
            add("ns1.mismatch.lab", Some(a("ns1.mismatch.lab", FIRST)));
        }
        // A provider that went away, with many customers.
        label if label.starts_with("gone") => {
            let server = format!("ns1.{zone}");
            add(&server, Some(a(&server, DEAD)));
        }
        "azure" => {
            add("ns1-04.azure-dns.lab", Some(a("ns1-04.azure-dns.lab", FIRST)));
        }
        "suspended" => {
            add("ns1.suspended-domain.lab", Some(a("ns1.suspended-domain.lab", FIRST)));
        }
        "noglue" => {
            add("ns1.noglue.lab", None);
            add("ns2.noglue.lab", None);
        }
        "halfglue" => {
            let (server, glue) = own(1, FIRST);
            add(&server, glue);
            add("ns2.halfglue.lab", None);
        }
        "oldglue" => {
            let (server, glue) = own(1, FIRST);
            add(&server, glue);
            add("ns2.oldglue.lab", Some(a("ns2.oldglue.lab", FIRST)));
        }
        "nsalias" => add("ns1.vanity.lab", None),
        "halfalias" => {
            let (server, glue) = own(1, FIRST);
            add(&server, glue);
            add("ns1.vanity.lab", None);
        }
        "dsleft" | "dsnone" => {
            for (n, last) in [(1, FIRST), (2, SECOND)] {
                let (server, glue) = own(n, last);
                add(&server, glue);
            }
            let algorithm = if label == "dsleft" { 13 } else { 200 };
            let mut ds = vec![0x30, 0x39, algorithm, 2];
            ds.extend([7; 32]);
            reply.authority.push(rr(&zone, 43, 300, ds));
        }
        "ring" => add("ns1.ring2.lab", None),
        "ring2" => add("ns1.ring.lab", None),
        "homeless" => {
            let (server, glue) = own(1, FIRST);
            add(&server, glue);
            add("nowhere.unregistered.lab", None);
        }
        _ => {
            for (n, last) in [(1, FIRST), (2, SECOND)] {
                let (server, glue) = own(n, last);
                add(&server, glue);
            }
        }
    }
    vec![Do::Say(reply)]
}

/// How often this question has come to this server of the zone that loses packets, this time included.
fn lost(server: u8, kind: u16) -> u32 {
    static COUNT: Mutex<BTreeMap<(u8, u16), u32>> = Mutex::new(BTreeMap::new());
    let mut count = COUNT.lock().unwrap();
    let so_far = count.entry((server, kind)).or_default();
    *so_far += 1;
    *so_far
}

/// A healthy zone, and then the fault on top.
fn zone(server: u8, q: &Query) -> Vec<Do> {
    let Some(label) = q.label_under("lab") else { return vec![Do::Say(Reply::error(q, 5))] };
    let zone = format!("{label}.lab");
    let apex = q.name == zone;
    let is_txt = q.kind == TXT && apex;
    let healthy = healthy(server, &label, &zone, q);
    let say = |reply: Reply| vec![Do::Say(reply)];
    let first = server == FIRST;
    match label.as_str() {
        "servfail" => say(Reply::error(q, 2)),
        "refused" => say(Reply::error(q, 5)),
        "notimp" => say(Reply::error(q, 4)),
        "formerr" => say(Reply::error(q, 1)),
        "lameone" if !first => say(Reply::error(q, 5)),
        "upward" if !first => {
            let mut reply = Reply::to(q);
            reply.aa = false;
            reply.authority = vec![ns("lab", "ns.lab")];
            say(reply)
        }
        "failone" if !first => say(Reply::error(q, 2)),
        "nonaa" => say(Reply { aa: false, ra: true, ..healthy }),
        "noedns" if q.edns => say(Reply { question: None, ..Reply::error(q, 1) }),
        "dropedns" if q.edns => vec![],
        "losttwo" if q.edns && lost(server, q.kind) <= 2 => vec![],
        "drop" => vec![],
        "dropone" if !first => vec![],
        "droptxt" if q.kind == TXT => vec![],
        "slow" if q.kind == TXT => vec![Do::Late(Duration::from_millis(1_700), healthy)],
        "udpdead" if !q.tcp => vec![],
        "tc" if !q.tcp => say(Reply { tc: true, answers: vec![], ..healthy }),
        "tccut" if !q.tcp => {
            let mut bytes = Reply { tc: true, ..healthy }.bytes();
            bytes.truncate(bytes.len() - 3);
            vec![Do::Bytes(bytes)]
        }
        "tcblocked" if !q.tcp => say(Reply { tc: true, answers: vec![], ..healthy }),
        "tcblocked" => vec![],
        "tcloop" => say(Reply { tc: true, answers: vec![], ..healthy }),
        "big" if !q.tcp && is_txt => say(Reply { tc: true, answers: vec![], ..healthy }),
        "wrongid" => say(Reply { id: healthy.id ^ 1, ..healthy }),
        "wrongq" => say(Reply { question: Some(("other.lab".into(), q.kind)), ..healthy }),
        "wrongport" if q.tcp => vec![],
        "wrongport" => vec![Do::FromElsewhere(healthy)],
        "flood" => (0..400)
            .map(|n| Do::Say(Reply { id: healthy.id.wrapping_add(n + 1), ..healthy.clone() }))
            .collect(),
        "race" => {
            let mut forged = Reply { id: healthy.id ^ 1, ..healthy.clone() };
            forged.answers.clear();
            vec![Do::Say(forged), Do::Say(healthy)]
        }
        "upper" => {
            let question = Some((q.name.to_uppercase(), q.kind));
            say(Reply { question, ..healthy })
        }
        // Every second answer comes from a machine that does not have it.
        "anycast" if is_txt && lost(server + 100, TXT).is_multiple_of(2) => {
            say(Reply { answers: vec![txt(&zone, 300, &[b"v=spf1 -all"])], ..healthy })
        }
        "lettercase" if q.mixed => say(Reply { answers: vec![], ..healthy }),
        "short" => vec![Do::Bytes(q.id.to_be_bytes().to_vec())],
        "garbage" => {
            let mut bytes = q.id.to_be_bytes().to_vec();
            bytes.extend([0x84, 0, 0, 1, 0, 9, 0, 0, 0, 0, 0xff, 0xff, 0xff, 7]);
            vec![Do::Bytes(bytes)]
        }
        "loop" => {
            let mut bytes = healthy.bytes();
            bytes[12..14].copy_from_slice(&[0xc0, 12]);
            vec![Do::Bytes(bytes)]
        }
        "badlen" => {
            let mut bytes = healthy.bytes();
            let cut = bytes.len() - 4;
            bytes.truncate(cut);
            vec![Do::Bytes(bytes)]
        }
        _ => say(healthy),
    }
}

fn healthy(server: u8, label: &str, zone: &str, q: &Query) -> Reply {
    let first = server == FIRST;
    let mut reply = Reply::to(q);
    let serial = if label == "stale" && !first { 2_026_112_101 } else { 2_026_112_201 };
    let here = q.name.as_str();
    let spf: &[u8] = b"v=spf1 include:spf.protection.outlook.com -all";
    let value = VALUE.as_bytes();
    let good = txt(here, 300, &[value]);
    let many = |records: &[&[u8]]| records.iter().map(|r| txt(here, 300, &[r])).collect::<Vec<_>>();
    // An alias answers for every type.
    match label {
        "cname" if here == zone => {
            reply.answers = vec![rr(here, CNAME, 300, name("elsewhere.example"))];
            return reply;
        }
        "cnameloop" if here == zone => {
            reply.answers = vec![rr(here, CNAME, 300, name(zone))];
            return reply;
        }
        "aliased" if here == "_proof.aliased.lab" => {
            reply.answers = vec![
                rr(here, CNAME, 300, name("proof.aliased.lab")),
                txt("proof.aliased.lab", 300, &[value]),
            ];
            return reply;
        }
        "aliasaway" if here == "_proof.aliasaway.lab" => {
            reply.answers = vec![rr(here, CNAME, 300, name("good.lab"))];
            return reply;
        }
        "starcname" if here != zone && !here.starts_with("ns") => {
            reply.answers = vec![rr(here, CNAME, 300, name("spfonly.lab"))];
            return reply;
        }
        "starright" if here != zone && !here.starts_with("ns") => {
            reply.answers = vec![rr(here, CNAME, 300, name("good.lab"))];
            return reply;
        }
        "typecname" if here == "_proof.typecname.lab" => {
            reply.answers = vec![rr(here, CNAME, 300, name("22-11-2026"))];
            return reply;
        }
        "vanity" if here == "ns1.vanity.lab" => {
            reply.answers = vec![rr(here, CNAME, 300, name("ns1.good.lab"))];
            return reply;
        }
        "dname" if here != zone && !here.starts_with("ns") => {
            reply.answers = vec![
                rr(zone, DNAME, 300, name("elsewhere.example")),
                rr(here, CNAME, 300, name(&here.replace(zone, "elsewhere.example"))),
            ];
            return reply;
        }
        _ => {}
    }
    if q.kind == TXT {
        reply.answers = match (label, here == zone) {
            ("nodata" | "nosoa", true) => vec![],
            ("later", true) if LATER.fetch_add(1, Ordering::Relaxed) < 6 => vec![],
            ("spfonly", true) => many(&[spf, b"MS=ms12345678"]),
            ("stale", true) if !first => many(&[spf]),
            ("sameserial", true) if !first => vec![],
            ("swapped" | "dnsauth" | "ownlabel", true) => many(&[spf]),
            ("swapped", false) if here.starts_with("22-11-2026.") => many(&[b"@"]),
            ("dnsauth", false) if here == "_dnsauth.dnsauth.lab" => vec![good.clone()],
            ("ownlabel", false) if here == "ownlabel.ownlabel.lab" => vec![good.clone()],
            ("inspf", true) => vec![txt(here, 300, &[spf, value])],
            ("inms", true) => many(&[b"MS=ms12345678 22-11-2026"]),
            ("cutdate", true) => many(&[b"22-11-20"]),
            ("cutone", true) if !first => many(&[b"22-11-20"]),
            ("threedays", true) => many(&[b"19-11-2026"]),
            ("semicolon", true) => many(&[b"22-11-2026;"]),
            ("backslash", true) => many(&[b"22\\-11\\-2026"]),
            ("otherprovider", true) if !first => many(&[spf]),
            ("aliased", false) if here == "proof.aliased.lab" => vec![good.clone()],
            ("sub" | "subdoubled", true) => many(&[spf]),
            ("sub", false) if here == "mail.sub.lab" => many(&[spf]),
            ("subdoubled", false) if here == "mail.subdoubled.lab.subdoubled.lab" => vec![good.clone()],
            ("subright", false) if here == "mail.subright.lab" => vec![good.clone()],
            ("yesterday", true) => many(&[b"21-11-2026"]),
            ("iso", true) => many(&[b"2026-11-22"]),
            ("usorder", true) => many(&[b"11-22-2026"]),
            ("slashes", true) => many(&[b"22/11/2026"]),
            ("blanks", true) => many(&[b" 22-11-2026 "]),
            ("endash", true) => many(&["22\u{2013}11\u{2013}2026".as_bytes()]),
            ("quotes", true) => many(&[b"\"22-11-2026\""]),
            ("prefix", true) => many(&[b"TXT=22-11-2026"]),
            ("split", true) => vec![txt(here, 300, &[b"22-11-", b"2026"])],
            ("long", true) => vec![good.clone(), txt(here, 300, &[&[b'x'; 255], &[b'y'; 145]])],
            ("crowded", true) => {
                let mut all = many(&[value, b"lastpass-verification-code=5a8d2f6f6b7c4b0a"]);
                all.extend(many(&[DKIM]));
                all
            }
            ("notutf8", true) => many(&[value, b"caf\xe9"]),
            ("emptytxt", true) => many(&[b""]),
            ("leftover", true) => many(&[value, b"21-11-2026", spf]),
            ("big", true) => {
                let mut all = vec![good.clone()];
                all.extend((0..500).map(|n| {
                    txt(
                        here,
                        300,
                        &[format!("old verification number {n:06} of a service long gone").as_bytes()],
                    )
                }));
                all
            }
            ("chaos", true) => vec![Rr { class: 3, ..good.clone() }],
            ("otherowner", true) => vec![txt("elsewhere.lab", 300, &[value])],
            ("ttl0", true) => vec![txt(here, 0, &[value])],
            ("ttlneg", true) => vec![txt(here, 0x8000_0001, &[value])],
            ("dup", true) => vec![good.clone(), good.clone()],
            ("doubled" | "at" | "www" | "wildcard" | "hostvalue" | "parent", true) => match label {
                "parent" => vec![good.clone()],
                _ => many(&[spf]),
            },
            ("doubled", false) if here == "doubled.lab.doubled.lab" => vec![good.clone()],
            ("at", false) if here == "@.at.lab" => vec![good.clone()],
            ("www", false) if here == "www.www.lab" => vec![good.clone()],
            ("hostvalue", false) if here.starts_with("22-11-2026.") => vec![good.clone()],
            ("wildcard", false) => vec![good.clone()],
            (_, true) => many(&[spf, value]),
            _ => vec![],
        };
    } else if q.kind == NS && here == zone {
        let names = match label {
            "mismatch" => vec!["ns1.mismatch.lab".to_owned(), "ns9.mismatch.lab".to_owned()],
            "otherprovider" if !first => vec!["ns1.elsewhere.lab".to_owned()],
            "nsalias" => vec!["ns1.vanity.lab".to_owned()],
            "halfalias" => vec![format!("ns1.{zone}"), "ns1.vanity.lab".to_owned()],
            "suspended" => vec!["ns1.suspended-domain.lab".to_owned()],
            "closed" | "homeless" | "azure" => vec![format!("ns1.{zone}")],
            "v6" => vec![format!("ns1.{zone}"), format!("ns6.{zone}")],
            _ => vec![format!("ns1.{zone}"), format!("ns2.{zone}")],
        };
        reply.answers = names.iter().map(|n| ns(zone, n)).collect();
    } else if q.kind == SOA && here == zone {
        reply.answers = vec![soa(zone, serial)];
    } else if q.kind == A && here.starts_with("ns") {
        let last = if here.starts_with("ns1.") { FIRST } else { SECOND };
        reply.answers = vec![a(here, last)];
    } else if q.kind == MX && here == zone && label == "tenant" {
        let mut data = vec![0, 0];
        data.extend(name("tenant-lab.mail.protection.outlook.com"));
        reply.answers = vec![rr(here, MX, 300, data)];
    } else if q.kind == CNAME && label == "tenant" && here.starts_with("selector1.") {
        reply.answers =
            vec![rr(here, CNAME, 300, name("selector1-tenant-lab._domainkey.contosogroup.onmicrosoft.com"))];
    }
    if reply.answers.is_empty() {
        let known = here == zone
            || here.starts_with("ns")
            || ["www.www.lab", "mail.sub.lab", "mail.subdoubled.lab", "mail.subright.lab"].contains(&here);
        reply.rcode = if known { 0 } else { 3 };
        if label != "nosoa" {
            reply.authority = vec![soa(zone, serial)];
        }
    }
    reply
}

/// Resolvers, each with its own idea of the world.
fn resolve(server: u8, q: &Query) -> Vec<Do> {
    let mut reply = Reply { aa: false, ra: true, ..Reply::to(q) };
    let good = txt(&q.name, 120, &[VALUE.as_bytes()]);
    let exists = q.below("lab");
    match server {
        42 => reply.rcode = 5,
        43 if exists && !q.cd => {
            reply.rcode = 2;
            reply.ede = Some((9, "no SEP matching the DS found"));
        }
        44 => reply.answers = vec![good],
        41 if exists => {
            let mut soa = soa("lab", 1);
            soa.ttl = 412;
            reply.authority = vec![soa];
        }
        45 if exists => reply.answers = vec![txt(&q.name, 77, &[b"21-11-2026"])],
        _ if exists => reply.answers = vec![good],
        _ => {
            reply.rcode = 3;
            reply.authority = vec![soa(".", 1)];
        }
    }
    vec![Do::Say(reply)]
}
