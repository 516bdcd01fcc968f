//! A second small internet, for faults that need more than one word from a server: signatures and keys, a zone and its
//! parent at one server, two providers, a serial that went back. Beside each fault stands a zone that looks alike.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::lab::{Do, Kind, Lab, can_be_said};
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
        // One server of a zone, and a registry where it is asked for keys.
        let mute = q.below("mail.mutefloors.lab") && q.name.starts_with("ns");
        if server == FIRST && q.below("quietfloors.lab")
            || q.kind == DS && q.below("quietkeys.lab")
            || mute && [A, AAAA].contains(&q.kind)
            || server != REGISTRY && q.below("awayhost.lab")
        {
            return vec![];
        }
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
    let top = if q.below("uk") { "uk" } else { "lab" };
    let servers = [format!("ns.{top}"), format!("ns2.{top}")];
    reply.authority = servers.iter().map(|server| ns(top, server)).collect();
    reply.additional = servers.iter().map(|server| a(server, REGISTRY)).collect();
    reply.additional.extend(servers.iter().map(|server| rr(server, AAAA, 300, six.clone())));
    reply
}

fn registry(q: &Query) -> Reply {
    let mut reply = Reply::to(q);
    let top = top(q);
    let label = q.label_under(top).unwrap_or_default();
    let zone = format!("{label}.{top}");
    match label.as_str() {
        // The registry serves both `uk` and `co.uk`, and speaks for the lower one whatever it is asked.
        "absent" | "" if top == "co.uk" => {
            reply.rcode = if label.is_empty() { 0 } else { 3 };
            reply.authority = vec![soa(top, 1)];
        }
        // The registry has an address for it, and no name servers.
        "entry" => reply.authority = vec![soa("lab", 1)],
        "absent" => {
            reply.rcode = 3;
            reply.authority = vec![soa("lab", 1)];
        }
        // It serves this zone itself, and answers from it.
        "registrys" | "quietkeys" | "deafkeys" if q.kind == NS => {
            reply.answers = vec![ns(&zone, &format!("ns1.{zone}"))];
        }
        "registrys" if q.kind == DS => reply.authority = vec![soa("lab", 1)],
        "deafkeys" if q.kind == DS => reply.rcode = 4,
        "registrys" | "quietkeys" | "deafkeys" if q.kind == A => reply.answers = vec![a(&q.name, FIRST)],
        // Somebody in its place has only the zone.
        "offices" if q.kind == NS => reply.answers = vec![ns(&zone, "ns1.offices.lab")],
        "offices" if q.kind == A => reply.answers = vec![a(&q.name, FIRST)],
        "offices" => reply.authority = vec![soa(&zone, 1)],
        _ if q.kind == DS => reply.authority = vec![soa("lab", 1)],
        _ => {
            reply.aa = false;
            let both = [FIRST, SECOND].into_iter().zip(servers_of(&label, top));
            for (last, server) in both.take(if label.starts_with("own") { 1 } else { 2 }) {
                reply.authority.push(ns(&zone, &server));
                reply.additional.extend((label != "away").then(|| a(&server, last)));
            }
            if label.starts_with("sig") || label.starts_with("keyless") {
                reply.authority.push(ds(&zone));
            }
        }
    }
    reply
}

fn top(q: &Query) -> &'static str {
    let second = ["co.uk", "me.uk"].into_iter().find(|top| q.below(top));
    second.unwrap_or("lab")
}

/// A zone's two servers: its own, or those of two companies.
fn servers_of(label: &str, top: &str) -> [String; 2] {
    match label {
        "samelist" | "hiddenmasters" => [format!("ns1.one.{top}"), format!("ns2.two.{top}")],
        "away" => [1, 2].map(|n| format!("ns{n}.awayhost.{top}")),
        _ => [1, 2].map(|n| format!("ns{n}.{label}.{top}")),
    }
}

/// The key that the registry knows of every signed zone.
fn key() -> Vec<u8> {
    let mut key = vec![1, 1, 3, 13];
    key.extend([7; 64]);
    key
}

/// One that it does not know; its number is the next one.
fn other_key() -> Vec<u8> {
    let mut key = key();
    key[67] = 8;
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
    let top = top(q);
    let Some(label) = q.label_under(top) else { return Reply::error(q, 5) };
    if label == "refusing" || label == "ownlame" && !first {
        return Reply::error(q, 5);
    }
    let (zone, here) = (format!("{label}.{top}"), q.name.as_str());
    let mut reply = Reply::to(q);
    let [mut primary, second] = servers_of(&label, top);
    let (mut serial, mut listed) = (7, vec![primary.clone(), second.clone()]);
    if ["registrys", "quietkeys", "deafkeys", "offices"].contains(&label.as_str()) {
        listed.truncate(1);
    }
    match (label.as_str(), first) {
        ("wentback", true) => serial = 5,
        ("wentback", false) => serial = 2_026_112_201,
        ("behind" | "ownlist", false) => serial = 6,
        ("samelist", false) => primary = second,
        ("hiddenmasters", first) => primary = format!("master.{}.{top}", if first { "one" } else { "two" }),
        ("newmaster", true) => primary = "master.newname.example".into(),
        ("newmaster", false) => serial = 6,
        ("directory", false) => (primary, serial) = (second, 6),
        ("oldmaster", false) => (primary, serial) = ("master.oldname.example".into(), 6),
        ("oldlist", false) => {
            (primary, serial) = ("ns1.oldname.example".into(), 6);
            listed = vec![format!("ns1.{zone}"), primary.clone()];
        }
        _ => {}
    }
    let value = || txt(here, 300, &[VALUE.as_bytes()]);
    let other = || txt(here, 300, &[b"v=spf1 -all"]);
    let lacks = [
        "wentback",
        "behind",
        "samelist",
        "hiddenmasters",
        "directory",
        "ownlist",
        "oldmaster",
        "oldlist",
        "newmaster",
    ];
    let lacks = lacks.contains(&label.as_str()) && !first;
    // Zones below, at the same servers as the zone above; their own servers live inside them.
    let floor = format!("mail.{zone}");
    if label.ends_with("floors") && q.below(&floor) {
        reply.answers = match q.kind {
            NS if here == floor => (1..5).map(|n| ns(here, &format!("ns{n}.{floor}"))).collect(),
            TXT if here == floor => vec![value()],
            A if here.starts_with("ns") => vec![a(here, if label == "quietfloors" { SECOND } else { FIRST })],
            _ => vec![],
        };
        let soa_of = if q.kind == DS { &zone } else { &floor };
        reply.authority = if reply.answers.is_empty() { vec![soa(soa_of, 3)] } else { vec![] };
        return reply;
    }
    // A zone below that lives at the second server, and a name below it.
    if ["below", "keyless", "sigabove", "sigstale", "sigbelow", "dsbelow"].contains(&label.as_str())
        && q.below(&floor)
    {
        let server = format!("ns2.{zone}");
        if first && q.kind != DS {
            reply.aa = false;
            reply.authority = vec![ns(&floor, &server)];
            reply.additional = vec![a(&server, SECOND)];
            return reply;
        }
        reply.answers = match q.kind {
            NS if here == floor => vec![ns(here, &server)],
            TXT if here == floor && label != "below" => vec![value()],
            DS if here == floor && ["sigbelow", "dsbelow"].contains(&label.as_str()) => vec![ds(&floor)],
            _ => vec![],
        };
        reply.rcode = if here == floor || !reply.answers.is_empty() { 0 } else { 3 };
        reply.authority = vec![soa(if q.kind == DS { &zone } else { &floor }, 3)];
        // That the zone below is not signed is signed itself.
        if q.kind == DS && label.starts_with("sig") {
            let days = if label == "sigstale" { -30 } else { 30 };
            reply.authority.push(signature(&zone, SOA, &zone, tag(), days));
        }
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
            let by = |next: u16, days| signature(here, DNSKEY, &zone, tag() + next, days);
            let keys = [key(), other_key()].map(|key| rr(here, DNSKEY, 300, key));
            let [known, both] = [keys[..1].to_vec(), keys.to_vec()];
            match label.as_str() {
                "sigother" => [both, vec![by(1, 30)]].concat(),
                "sigpair" => [both, vec![by(0, 30)]].concat(),
                "sigold" => [both, vec![by(0, -30), by(1, 30)]].concat(),
                "signokeys" => known,
                _ => [known, vec![by(0, 30)]].concat(),
            }
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
            ("sigpair" | "sigother" | "sigold", Some(kind)) => {
                reply.answers.push(signature(here, kind, &zone, other_key, 30));
            }
            ("sigright" | "signokeys", Some(kind)) => {
                reply.answers.push(signature(here, kind, &zone, tag(), 30));
            }
            ("sigone", Some(kind)) if first => reply.answers.push(signature(here, kind, &zone, tag(), 30)),
            ("sigmixed", Some(kind)) => {
                let both = [(tag(), -30), (other_key, 30)];
                reply.answers.extend(both.map(|(key, days)| signature(here, kind, &zone, key, days)));
            }
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
    ("signone.lab", "", "partly", &["dnssec-bogus"], &["ds-left-behind"], "take the DS record away"),
    ("sigone.lab", "", "partly", &["dnssec-bogus"], &["ds-left-behind"], "take the DS record away"),
    ("sigrolled.lab", "", "partly", &["dnssec-bogus"], &["ds-left-behind"], "take the DS record away"),
    ("sigalias.lab", "_p", "partly", &["signatures-expired"], &["cname-at-name"], "take the DS record away"),
    // The keys themselves must be signed with the key that the registry names, and now.
    ("sigpair.lab", "", "visible", &[], &["dnssec-bogus", "ds-left-behind", "signatures-expired"], ""),
    ("sigother.lab", "", "partly", &["ds-left-behind"], &["signatures-expired"], "fits none"),
    ("signokeys.lab", "", "partly", &["ds-left-behind"], &["signatures-expired"], "take the DS record away"),
    ("sigold.lab", "", "partly", &["signatures-expired"], &["ds-left-behind"], "take the DS record away"),
    ("sigmixed.lab", "", "partly", &["signatures-expired"], &["ds-left-behind"], "take the DS record away"),
    // Zones without signatures below zones that have some.
    ("mail.sigabove.lab", "", "visible", &[], &["ds-left-behind"], ""),
    ("mail.keyless.lab", "", "partly", &["ds-left-behind"], &["dnssec-bogus"], "fits none"),
    ("mail.keylessfloors.lab", "", "partly", &["ds-left-behind"], &["dnssec-bogus"], "fits none"),
    (
        "mail.sigstale.lab",
        "",
        "partly",
        &["signatures-expired"],
        &["ds-left-behind"],
        "take the DS record away",
    ),
    ("mail.sigbelow.lab", "", "partly", &["ds-left-behind"], &["dnssec-bogus"], "at the registrar"),
    ("mail.dsbelow.lab", "", "visible", &[], &["ds-left-behind"], ""),
    // Whose copy is the newer one, and whose servers are these?
    ("wentback.lab", "", "partly", &["stale-secondary"], &["two-providers"], "one refresh"),
    ("behind.lab", "", "partly", &["stale-secondary"], &["two-providers"], "does not help"),
    ("samelist.lab", "", "partly", &["two-providers"], &["stale-secondary"], "one refresh"),
    ("samelist.co.uk", "", "partly", &["two-providers"], &["stale-secondary"], "one refresh"),
    ("samelist.me.uk", "", "partly", &["two-providers"], &["stale-secondary"], "one refresh"),
    ("hiddenmasters.lab", "", "partly", &["two-providers"], &["stale-secondary"], "one refresh"),
    ("newmaster.lab", "", "partly", &["stale-secondary"], &["two-providers"], "does not help"),
    ("oldmaster.lab", "", "partly", &["stale-secondary"], &["two-providers"], "does not help"),
    ("oldlist.lab", "", "partly", &["stale-secondary"], &["two-providers"], "does not help"),
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
    ("absent.co.uk", "", "not-yet", &["not-registered"], &["intercepted"], "Use another network"),
    ("registrys.lab", "", "visible", &[], &["intercepted", "glue-missing"], ""),
    // It, or somebody in its place: who says nothing about keys may be either.
    ("quietkeys.lab", "", "unknown", &["server-timeout"], &["intercepted", "glue-missing"], "in its place"),
    ("deafkeys.lab", "", "unknown", &["server-error"], &["intercepted", "glue-missing"], "in its place"),
    ("offices.lab", "", "unknown", &["intercepted"], &["glue-missing", "record-absent"], "glue"),
    ("mail.floors.lab", "", "visible", &[], &["glue-missing", "lame-delegation"], ""),
    ("mail.quietfloors.lab", "", "visible", &[], &["glue-missing", "lame-delegation"], ""),
    // Nobody who could say where the servers live says anything.
    ("mail.mutefloors.lab", "", "unknown", &["server-timeout"], &["glue-missing", "lame-delegation"], "glue"),
    (
        "away.lab",
        "",
        "unknown",
        &["server-timeout"],
        &["glue-missing", "lame-delegation"],
        "leads to no address",
    ),
    ("below.lab", "_p.mail", "not-yet", &["occluded-record"], &["zone-cut-missing"], "put \"@\""),
    // Fields.
    ("swapstar.lab", "", "wrong", &["swapped-fields"], &["at-subdomain"], ""),
    ("onlystar.lab", "", "not-yet", &["record-absent"], &["swapped-fields"], ""),
    ("mail.subat.lab", "", "wrong", &["literal-at-host"], &["at-subdomain"], "put \"@\""),
];

#[test]
fn every_odd_zone_is_told_apart_from_what_looks_like_it() {
    internet().tells_apart(KINDS, &["--value", VALUE, "--authoritative-only"]);
}

/// The host field is counted from the zone that holds the name.
#[test]
fn the_host_field_of_a_zone_below_is_short() {
    let checked = internet().check("below.lab", &["--value", VALUE, "--host", "_p.mail"]);
    let words = checked.words();
    assert!(words.contains("put \"_p\" in the host field"), "{words}");
}

/// A server that only the zone names decides nothing, and is not passed over in silence.
#[test]
fn visible_everywhere_is_said_only_where_it_is_so() {
    let lab = internet();
    let ignore = ["--ignore", "ns2.plain.lab"];
    for (domain, more, everywhere) in
        [("plain.lab", &[][..], true), ("ownlist.lab", &[], false), ("plain.lab", &ignore, false)]
    {
        let mut command = lab.reentry("check");
        let page =
            command.args([domain, "--value", VALUE, "--authoritative-only"]).args(more).output().unwrap();
        let page = String::from_utf8(page.stdout).unwrap();
        let line = page.lines().find(|l| l.contains("VISIBLE at")).unwrap_or_else(|| panic!("{page}"));
        assert_eq!(line.ends_with("at every name server"), everywhere, "{domain}: {line}");
    }
}

/// Whoever says nothing about keys may be the registry or somebody in its place; another server of the registry may know.
#[test]
fn who_says_nothing_about_keys_is_neither_believed_nor_called_an_interceptor() {
    for (second_says, verdict, id) in [(true, "visible", None), (false, "unknown", Some("server-timeout"))] {
        let lab = Lab::start(&[ROOT, REGISTRY, OVERDUE, FIRST], move |server, q| {
            let mut reply = match server {
                ROOT => root(q),
                REGISTRY | OVERDUE if q.kind == DS && !(second_says && server == OVERDUE) => return vec![],
                REGISTRY | OVERDUE => registry(q),
                _ => zone(true, q),
            };
            if server == ROOT {
                reply.additional = vec![a("ns.lab", REGISTRY), a("ns2.lab", OVERDUE)];
            }
            vec![Do::Say(reply)]
        });
        let checked = lab.check("registrys.lab", &["--value", VALUE, "--authoritative-only"]);
        let found: Vec<String> = checked.found().into_keys().collect();
        assert_eq!((checked.verdict(), found), (verdict, id.map(str::to_owned).into_iter().collect()));
    }
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
    assert!(can_be_said("at the registrar") && !checked.words().contains("at the registrar"));
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
        assert!(can_be_said("Add a TXT record") && !checked.words().contains("Add a TXT record"));
    }
    // A root that says with its start of authority that there is no such domain is believed.
    let lab = Lab::start(&[ROOT], |_, q| {
        vec![Do::Say(Reply { rcode: 3, authority: vec![soa(".", 1)], ..Reply::to(q) })]
    });
    let checked = lab.check("plain.lab", &["--value", VALUE]);
    assert_eq!(checked.verdict(), "not-yet", "{:?}", checked.found());
    assert!(checked.found().contains_key("not-registered"));
}
