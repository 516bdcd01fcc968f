//! Whole surveys against made-up networks, without a socket.

use std::net::IpAddr;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset, Utc};
use proptest::prelude::*;

use super::exchange::{
    Ask, CLASS_IN, Data, Exchange, Kind, Outcome, Place, Raw, Rcode, Record, Reply, Rrsig, Soa, Transport,
};
use super::expected::Expected;
use super::finding::{FindingId as Id, Verdict};
use super::name::Name;
use super::observation::Purpose;
use super::report::Report;
use super::round::{Round, Task};
use super::survey::Plan;
use super::what::What;
use super::{Memory, judge};

mod universe;

const VALUE: &str = "22-11-2026";

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn record(owner: &str, data: Data) -> Record {
    let kind = match data {
        Data::A(_) => Kind::A,
        Data::Ns(_) => Kind::Ns,
        Data::Soa(_) => Kind::Soa,
        _ => Kind::Txt,
    };
    Record { owner: name(owner), class: CLASS_IN, kind, ttl: 300, data }
}

fn txt(owner: &str, value: &str) -> Record {
    record(owner, Data::Txt(vec![Raw(value.into())]))
}

fn reply(
    answers: Vec<Record>,
    authority: Vec<Record>,
    additional: Vec<Record>,
    authoritative: bool,
) -> Reply {
    Reply {
        id: 1,
        rcode: Rcode::OK,
        authoritative,
        recursion_desired: false,
        recursion_available: false,
        authentic_data: false,
        checking_disabled: false,
        edns: true,
        answers,
        authority,
        additional,
        extended: Vec::new(),
        nsid: None,
        raw: Raw::default(),
    }
}

fn plan(domain: &str) -> Plan {
    Plan {
        domain: name(domain),
        target: name(domain),
        expected: Expected::verbatim(VALUE).unwrap(),
        roots: Rc::from([(name("a.root"), "192.0.2.1".parse::<IpAddr>().unwrap())]),
        port: 53,
        resolvers: Rc::from([]),
        fallback: Rc::from([]),
        resolvers_now: false,
        authoritative_only: false,
        resolvers_only: false,
        ignored: Rc::from([]),
        ipv6: true,
        private: true,
        repeats: 2,
        row: 0,
        random: "rx0123456789".into(),
        tenant: false,
    }
}

/// Runs surveys, answering each question with `network`; the exchanges come back in the order that `pick` says.
fn run(
    plans: Vec<Plan>,
    network: &mut dyn FnMut(&Ask) -> Outcome,
    mut pick: impl FnMut(usize) -> usize,
) -> Vec<Report> {
    let now: DateTime<FixedOffset> = "2026-11-22T12:00:00+01:00".parse().unwrap();
    let mut reports = Vec::new();
    let mut done = |plan: Plan, observation| reports.push(judge(observation, plan.expected, now));
    let mut plans = plans.into_iter();
    let memory = Memory::default();
    let mut round = Round::new(&mut plans, 4, &memory, &mut done);
    let mut open: Vec<(u64, Ask)> = Vec::new();
    let mut steps = 0;
    loop {
        while let Some(question) = round.next() {
            open.push(question);
        }
        if open.is_empty() {
            break;
        }
        let (token, ask) = open.swap_remove(pick(open.len()) % open.len());
        let outcome = network(&ask);
        let exchange = Exchange {
            ask,
            at: DateTime::<Utc>::UNIX_EPOCH,
            took_ms: 3,
            transport: Transport::Udp,
            tries: 1,
            notes: Vec::new(),
            rejected: Vec::new(),
            outcome,
        };
        round.answer(token, exchange);
        steps += 1;
        assert!(steps < 20_000, "a survey that never ends");
    }
    reports
}

fn referral(zone: &str, server: &str, address: &str) -> Outcome {
    let additional = vec![record(server, Data::A(address.parse().unwrap()))];
    Outcome::Reply(Box::new(reply(vec![], vec![record(zone, Data::Ns(name(server)))], additional, false)))
}

/// `com` and `net` at 192.0.2.2; each zone below at the server its delegation names.
fn internet(ask: &Ask, zone_server: &str) -> Outcome {
    let Place::Socket(socket) = &ask.server else { panic!("no such place") };
    let soa = |zone: &str| {
        let soa = Soa {
            mname: name("ns1"),
            rname: None,
            expire: None,
            serial: 7,
            refresh: 60,
            retry: 60,
            minimum: 60,
        };
        record(zone, Data::Soa(soa))
    };
    let nothing = |zone: &str| Outcome::Reply(Box::new(reply(vec![], vec![soa(zone)], vec![], true)));
    match socket.ip().to_string().as_str() {
        "192.0.2.1" if ask.name.is_within(&name("com")) => referral("com", "gtld.net", "192.0.2.2"),
        "192.0.2.1" if ask.name.is_within(&name("net")) => referral("net", "gtld.net", "192.0.2.2"),
        "192.0.2.2" if ask.name.depth() >= 2 => {
            let zone = ask.name.suffix(2).to_string();
            referral(&zone, zone_server, "192.0.2.3")
        }
        "192.0.2.3" => {
            let zone = ask.name.suffix(2).to_string();
            let answers = match ask.kind {
                Kind::Txt if ask.name.depth() == 2 => vec![txt(&zone, VALUE)],
                Kind::Ns if ask.name.depth() == 2 => vec![record(&zone, Data::Ns(name(zone_server)))],
                Kind::A => vec![record(&ask.name.to_string(), Data::A("192.0.2.3".parse().unwrap()))],
                _ => return nothing(&zone),
            };
            Outcome::Reply(Box::new(reply(answers, vec![], vec![], true)))
        }
        _ => nothing("."),
    }
}

#[test]
fn a_zone_inside_the_locked_tenant_is_pointed_out() {
    let reports = run(vec![plan("contoso.com")], &mut |ask| internet(ask, "ns1-04.azure-dns.com"), |_| 0);
    assert_eq!(reports[0].verdict, Verdict::Visible);
    assert!(reports[0].has(Id::TenantHostedDns));
    let reports = run(vec![plan("contoso.com")], &mut |ask| internet(ask, "ns1.contoso.com"), |_| 0);
    assert!(!reports[0].has(Id::TenantHostedDns));
}

#[test]
fn a_report_survives_the_journal() {
    let reports = run(vec![plan("contoso.com")], &mut |ask| internet(ask, "ns1.contoso.com"), |_| 0);
    let json = serde_json::to_string(&reports[0]).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), reports[0]);
}

#[test]
fn surveys_learn_from_each_other() {
    let mut asked = 0;
    let plans = (0..100).map(|n| plan(&format!("customer{n}.com"))).collect();
    let mut network = |ask: &Ask| {
        asked += usize::from(matches!(&ask.server, Place::Socket(s) if s.ip().to_string() == "192.0.2.1"));
        internet(ask, "ns1.provider.net")
    };
    let reports = run(plans, &mut network, |n| n / 2);
    assert_eq!(reports.len(), 100);
    assert!(reports.iter().all(|r| r.verdict == Verdict::Visible));
    // The impossible name, com, and net for the provider's server.
    assert!(asked <= 3, "the root was asked {asked} times");
}

#[test]
fn zones_that_need_each_other_end() {
    let mut network = |ask: &Ask| match &ask.server {
        Place::Socket(s) if s.ip().to_string() == "192.0.2.1" => internet(ask, "x"),
        _ => {
            // a.com is served by ns.b.com, b.com by ns.a.com, and there is no glue.
            let zone = ask.name.suffix(2).to_string();
            let other = if zone == "a.com" { "ns.b.com" } else { "ns.a.com" };
            Outcome::Reply(Box::new(reply(vec![], vec![record(&zone, Data::Ns(name(other)))], vec![], false)))
        }
    };
    let reports = run(vec![plan("a.com"), plan("b.com"), plan("a.com")], &mut network, |_| 0);
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|r| r.verdict == Verdict::Unknown));
}

/// Any outcome at all, so long as it can be written down.
fn any_outcome() -> impl Strategy<Value = (u8, bool, u8, Vec<(u8, u8)>)> {
    (0u8..12, any::<bool>(), 0u8..7, prop::collection::vec((0u8..7, 0u8..8), 0..4))
}

fn made_up(ask: &Ask, (form, authoritative, rcode, parts): &(u8, bool, u8, Vec<(u8, u8)>)) -> Outcome {
    match form {
        0 => return Outcome::Timeout,
        1 => return Outcome::Unreachable("refused".into()),
        2 => return Outcome::NoRoute,
        3 => return Outcome::Malformed,
        4 => return Outcome::TruncatedTcpBlocked,
        5 => return Outcome::Skipped,
        _ => {}
    }
    let asked = ask.name.to_string();
    let make = |(owner, data): &(u8, u8)| {
        let owner = match owner {
            0..=2 => asked.clone(),
            3 => ask.name.parent().unwrap_or_default().to_string(),
            4 => "com".into(),
            5 => "victim.com".into(),
            _ => ".".into(),
        };
        let mut made = match data {
            0 => txt(&owner, VALUE),
            1 => txt(&owner, "21-11-2026"),
            2 => record(&owner, Data::Ns(name("ns.victim.com"))),
            3 => record(&owner, Data::A("192.0.2.9".parse().unwrap())),
            4 => record(&owner, Data::Cname(name("victim.com"))),
            5 => record(
                &owner,
                Data::Soa(Soa {
                    mname: name("m"),
                    rname: None,
                    expire: None,
                    serial: 1,
                    refresh: 1,
                    retry: 1,
                    minimum: 9,
                }),
            ),
            6 => record("ns.victim.com", Data::A("192.0.2.8".parse().unwrap())),
            _ => txt(&owner, "\u{1}\u{202e}"),
        };
        if *data == 7 {
            made.class = 3;
        }
        made
    };
    let records: Vec<Record> = parts.iter().map(make).collect();
    let mut said = reply(records.clone(), records.clone(), records, *authoritative);
    said.rcode = Rcode(u16::from(*rcode));
    said.recursion_available = *form == 6;
    Outcome::Reply(Box::new(said))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever a network says: the survey ends, nothing is called visible that no name server gave with authority,
    /// and nothing is called missing where no name server spoke.
    #[test]
    fn no_network_makes_us_lie(
        outcomes in prop::collection::vec(any_outcome(), 1..40),
        order in prop::collection::vec(any::<u8>(), 1..20),
        now: bool,
    ) {
        let mut asked = 0usize;
        let mut network = |ask: &Ask| {
            asked += 1;
            made_up(ask, &outcomes[asked % outcomes.len()])
        };
        let mut turn = 0usize;
        let pick = |_| { turn += 1; usize::from(order[turn % order.len()]) };
        let mut first = plan("victim.com");
        first.resolvers = Rc::from([Place::Socket("192.0.2.53:53".parse().unwrap())]);
        first.resolvers_now = now;
        let reports = run(vec![first, plan("sub.victim.com")], &mut network, pick);
        prop_assert_eq!(reports.len(), 2);
        for report in reports {
            let o = &report.observation;
            let values = || o.exchanges.iter().filter(|e| e.purpose == Purpose::Value).filter_map(|e| e.exchange.reply());
            let spoken = values().any(|r| r.authoritative && matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN));
            let given = values().any(|r| r.authoritative && r.answers.iter().any(|a| {
                a.owner == o.target && a.class == CLASS_IN && a.data == Data::Txt(vec![Raw(VALUE.into())])
            }));
            if matches!(report.verdict, Verdict::Visible | Verdict::Partly) {
                prop_assert!(given, "{:?}", report);
            }
            if report.verdict != Verdict::Unknown || report.has(Id::RecordAbsent) || report.has(Id::NameAbsent) {
                prop_assert!(spoken, "{:?}", report);
            }
            if report.verdict != Verdict::Visible {
                prop_assert!(!report.findings.is_empty(), "{:?}", report);
            }
            let everything = crate::report::dig::text(&report);
            prop_assert!(everything.chars().all(|c| c == '\n' || c == '\t' || (' '..='~').contains(&c)));
        }
    }
}

/// A public name leads into an office: the address is named and not asked, unless the root is a private one.
#[test]
fn private_glue_of_a_public_name_is_named_and_not_asked() {
    for private in [false, true] {
        let mut asked_office = 0;
        let mut network = |ask: &Ask| {
            let Place::Socket(socket) = &ask.server else { panic!("no such place") };
            match socket.ip().to_string().as_str() {
                "192.0.2.1" => referral("com", "ns.com", "192.0.2.2"),
                "192.0.2.2" => referral("contoso.com", "ns1.contoso.com", "10.0.0.53"),
                "10.0.0.53" => {
                    asked_office += 1;
                    Outcome::Reply(Box::new(reply(vec![txt("contoso.com", VALUE)], vec![], vec![], true)))
                }
                other => panic!("{other} was asked"),
            }
        };
        let plan = Plan { private, ..plan("contoso.com") };
        let report = run(vec![plan], &mut network, |_| 0).pop().unwrap();
        let named = report.findings.iter().any(
            |f| matches!(f.what, What::PrivateAddress { address } if address.to_string() == "10.0.0.53"),
        );
        if private {
            assert!(asked_office > 0);
        } else {
            assert_eq!(asked_office, 0);
            assert_ne!(report.verdict, Verdict::Visible);
            assert!(named, "{:?}", report.findings);
        }
    }
}
