//! Hostile zones: how many questions one look can be made to send (NXNS, RFC 9267).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::lab::{Do, Lab};
use crate::wire::{Query, Reply, a, ns, soa};
use crate::world::{FIRST, REGISTRY, ROOT, VALUE};

/// The most that one look may send; a few more packets than questions, as lost ones are sent again.
const BUDGET: usize = 300;

/// A root and a registry; what the registry says of `flood.lab` is the attack.
fn lab(registry: impl Fn(&Query) -> Option<Reply> + Send + Sync + 'static) -> (Lab, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let lab = Lab::start(&[ROOT, REGISTRY, FIRST], move |server, q| {
        count.fetch_add(1, Ordering::Relaxed);
        let mut reply = Reply::to(q);
        match server {
            ROOT => {
                reply.aa = false;
                reply.authority = vec![ns("lab", "ns.lab")];
                reply.additional = vec![a("ns.lab", REGISTRY)];
            }
            REGISTRY => match registry(q) {
                Some(said) => reply = said,
                None => {
                    reply.rcode = 3;
                    reply.authority = vec![soa("lab", 1)];
                }
            },
            _ => {
                reply.rcode = 3;
                reply.authority = vec![soa("victim.lab", 1)];
            }
        }
        vec![Do::Say(reply)]
    });
    (lab, sent)
}

fn refer(q: &Query, zone: &str, servers: impl Iterator<Item = (String, Option<u8>)>) -> Reply {
    let mut reply = Reply { aa: false, ..Reply::to(q) };
    for (server, glue) in servers {
        reply.authority.push(ns(zone, &server));
        reply.additional.extend(glue.map(|last| a(&server, last)));
    }
    reply
}

fn victim(q: &Query) -> Reply {
    refer(q, "victim.lab", std::iter::once(("ns.victim.lab".to_owned(), Some(FIRST))))
}

#[test]
fn a_thousand_names_cost_thirteen() {
    for names in [10usize, 100, 400] {
        let (lab, sent) = lab(move |q| {
            if q.below("flood.lab") {
                return Some(refer(q, "flood.lab", (0..names).map(|n| (format!("n{n}.victim.lab"), None))));
            }
            q.below("victim.lab").then(|| victim(q))
        });
        let checked = lab.check("flood.lab", &["--value", VALUE]);
        let sent = sent.load(Ordering::Relaxed);
        assert_eq!(checked.verdict(), "unknown", "{names}");
        assert!(sent <= 2 * 13 + 20, "{names} names: {sent} questions");
        assert_eq!(checked.found().contains_key("survey-budget"), names > 13, "{:?}", checked.found());
    }
}

#[test]
fn names_in_zones_in_zones_end_at_the_budget() {
    for fan in [2usize, 3, 6, 10] {
        // zN.lab is served by names in `fan` other zones, which are served by names in others.
        let (lab, sent) = lab(move |q| {
            let zone = q.label_under("lab")?;
            let servers = (0..fan).map(|n| (format!("ns.{zone}{n}.lab"), None));
            Some(refer(q, &format!("{zone}.lab"), servers))
        });
        let start = Instant::now();
        let checked = lab.check("z.lab", &["--value", VALUE, "--rate", "0"]);
        let sent = sent.load(Ordering::Relaxed);
        assert_eq!(checked.verdict(), "unknown");
        assert!(sent <= BUDGET + 30, "fan of {fan}: {sent} questions");
        if fan >= 6 {
            assert!(checked.found().contains_key("survey-budget"), "{:?}", checked.found());
        }
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn a_wait_ends_a_survey_that_would_go_on() {
    let (lab, _) = lab(move |q| {
        let zone = q.label_under("lab")?;
        Some(refer(q, &format!("{zone}.lab"), (0..10).map(|n| (format!("ns.{zone}{n}.lab"), None))))
    });
    let start = Instant::now();
    let checked = lab.check("z.lab", &["--value", VALUE, "--rate", "5", "--wait", "2"]);
    // Two looks: the clock of a rehearsal stands still.
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    assert_eq!((checked.verdict(), checked.code), ("unknown", 6));
    assert!(checked.found().contains_key("survey-budget"), "{:?}", checked.found());
}

#[test]
fn a_healthy_zone_stays_far_below_the_budget() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let lab = Lab::start(&[ROOT, REGISTRY, FIRST], move |server, q| {
        count.fetch_add(1, Ordering::Relaxed);
        let mut reply = Reply::to(q);
        match (server, q.kind) {
            (ROOT, _) => {
                reply = Reply {
                    aa: false,
                    authority: vec![ns("lab", "ns.lab")],
                    additional: vec![a("ns.lab", REGISTRY)],
                    ..reply
                };
            }
            (REGISTRY, 43) => reply.authority = vec![soa("lab", 1)],
            (REGISTRY, _) => {
                reply = refer(q, "good.lab", std::iter::once(("ns.good.lab".to_owned(), Some(FIRST))));
            }
            (_, 16) if q.name == "good.lab" => {
                reply.answers = vec![crate::wire::txt("good.lab", 300, &[VALUE.as_bytes()])];
            }
            (_, 2) => reply.answers = vec![ns("good.lab", "ns.good.lab")],
            (_, 1) if q.name == "ns.good.lab" => reply.answers = vec![a("ns.good.lab", FIRST)],
            _ => {
                reply.rcode = 3;
                reply.authority = vec![soa("good.lab", 1)];
            }
        }
        vec![Do::Say(reply)]
    });
    let checked = lab.check("good.lab", &["--value", VALUE]);
    assert_eq!(checked.verdict(), "visible", "{:?}", checked.found());
    assert_eq!(checked.found().len(), 0, "{:?}", checked.found());
    assert!(sent.load(Ordering::Relaxed) <= 10, "{}", sent.load(Ordering::Relaxed));
}

#[test]
fn a_thousand_names_in_the_zones_own_list_cost_thirteen() {
    for names in [10usize, 100, 1000] {
        let sent = Arc::new(AtomicUsize::new(0));
        let at_victim = Arc::new(AtomicUsize::new(0));
        let (count, victims) = (Arc::clone(&sent), Arc::clone(&at_victim));
        let lab = Lab::start(&[ROOT, REGISTRY, FIRST], move |server, q| {
            count.fetch_add(1, Ordering::Relaxed);
            let mut reply = Reply::to(q);
            match server {
                ROOT => reply = refer(q, "lab", std::iter::once(("ns.lab".to_owned(), Some(REGISTRY)))),
                REGISTRY if q.kind == 43 => reply.authority = vec![soa("lab", 1)],
                REGISTRY if q.below("victim.lab") => reply = victim(q),
                REGISTRY => {
                    reply = refer(q, "flood.lab", std::iter::once(("ns.flood.lab".to_owned(), Some(FIRST))));
                }
                _ if q.below("victim.lab") => {
                    victims.fetch_add(1, Ordering::Relaxed);
                    reply.rcode = 3;
                    reply.authority = vec![soa("victim.lab", 1)];
                }
                _ if q.kind == crate::wire::NS && q.name == "flood.lab" => {
                    reply.answers =
                        (0..names).map(|n| ns("flood.lab", &format!("n{n}.victim.lab"))).collect();
                }
                _ if q.kind == crate::wire::A && q.name == "ns.flood.lab" => {
                    reply.answers = vec![a("ns.flood.lab", FIRST)];
                }
                _ if q.kind == crate::wire::TXT && q.name == "flood.lab" => {
                    reply.answers = vec![crate::wire::txt("flood.lab", 300, &[VALUE.as_bytes()])];
                }
                _ => {
                    reply.rcode = 3;
                    reply.authority = vec![soa("flood.lab", 1)];
                }
            }
            vec![Do::Say(reply)]
        });
        let checked = lab.check("flood.lab", &["--value", VALUE]);
        let victims = at_victim.load(Ordering::Relaxed);
        // A and AAAA of thirteen names.
        assert!(victims <= 2 * 13, "{names} names: {victims} questions to the victim");
        assert!(sent.load(Ordering::Relaxed) <= 100, "{names} names: {}", sent.load(Ordering::Relaxed));
        // What only the zone's own list names does not count for the verdict.
        assert_eq!(checked.verdict(), "visible", "{names}: {:?}", checked.found());
    }
}

#[test]
fn many_glue_addresses_are_asked_within_the_budget() {
    const VICTIMS: std::ops::Range<u8> = 100..160;
    for addresses in [2u8, 26, 60] {
        let sent = Arc::new(AtomicUsize::new(0));
        let each: Arc<Vec<AtomicUsize>> = Arc::new((0..=u8::MAX).map(|_| AtomicUsize::new(0)).collect());
        let (count, at) = (Arc::clone(&sent), Arc::clone(&each));
        let servers: Vec<u8> = [ROOT, REGISTRY].into_iter().chain(VICTIMS).collect();
        let lab = Lab::start(&servers, move |server, q| {
            count.fetch_add(1, Ordering::Relaxed);
            at[usize::from(server)].fetch_add(1, Ordering::Relaxed);
            let mut reply = Reply::to(q);
            match server {
                ROOT => reply = refer(q, "lab", std::iter::once(("ns.lab".to_owned(), Some(REGISTRY)))),
                REGISTRY if q.below("flood.lab") && q.kind != 43 => {
                    reply.aa = false;
                    reply.authority = vec![ns("flood.lab", "ns.flood.lab")];
                    reply.additional =
                        VICTIMS.take(addresses.into()).map(|last| a("ns.flood.lab", last)).collect();
                }
                REGISTRY => reply.authority = vec![soa("lab", 1)],
                // A stranger's server: it serves no such zone.
                _ => reply.rcode = 5,
            }
            vec![Do::Say(reply)]
        });
        let checked = lab.check("flood.lab", &["--value", VALUE]);
        let asked = VICTIMS.filter(|last| each[usize::from(*last)].load(Ordering::Relaxed) > 0).count();
        let most = VICTIMS.map(|last| each[usize::from(last)].load(Ordering::Relaxed)).max();
        assert!(asked <= 26, "{addresses}: {asked} addresses were asked");
        assert!(most <= Some(8), "{addresses}: {most:?} packets to one address");
        assert!(sent.load(Ordering::Relaxed) <= BUDGET, "{addresses}: {}", sent.load(Ordering::Relaxed));
        assert_ne!(checked.verdict(), "visible");
        assert_eq!(checked.found().contains_key("survey-budget"), addresses > 26, "{:?}", checked.found());
    }
}
