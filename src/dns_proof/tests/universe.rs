//! Random small universes: zones, delegations, servers, faults, and perhaps somebody in the middle. "Visible" is said
//! only where an honest resolver outside would show the value, whichever of the zone's servers it asks, and no hint
//! names a record that holds something else as the one to delete.

use super::*;
use crate::report::dns_words::Words;

/// What one name server does with a question for the TXT record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    Has,
    HasBesideOthers,
    Lacks,
    /// Yesterday's date.
    Near,
    /// The value inside the SPF record.
    Inside,
    /// The value and nothing, in turn.
    InTurn,
    /// An alias for a name in another zone, which has the value.
    AliasToValue,
    AliasToNothing,
    /// The same for every name.
    StarAlias,
    Silent,
    Refuses,
    Fails,
    NotAuthoritative,
}

const SERVERS: [Server; 13] = [
    Server::Has,
    Server::HasBesideOthers,
    Server::Lacks,
    Server::Near,
    Server::Inside,
    Server::InTurn,
    Server::AliasToValue,
    Server::AliasToNothing,
    Server::StarAlias,
    Server::Silent,
    Server::Refuses,
    Server::Fails,
    Server::NotAuthoritative,
];

impl Server {
    /// What a resolver that asks this server shows; nothing where it would ask another one.
    fn shows(self) -> Option<bool> {
        match self {
            Self::Has | Self::HasBesideOthers | Self::AliasToValue => Some(true),
            // Once this, once that: not what everybody sees.
            Self::Lacks
            | Self::Near
            | Self::Inside
            | Self::InTurn
            | Self::AliasToNothing
            | Self::StarAlias => Some(false),
            Self::Silent | Self::Refuses | Self::Fails | Self::NotAuthoritative => None,
        }
    }
}

/// Who stands in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Middle {
    Nobody,
    /// Answers everything with authority and with the value.
    Parrot,
    /// A resolver that answers in the place of every server.
    Resolver,
    /// An office's server with a zone of this name, which has the value.
    Office,
    /// The same in the registry's place only, and it drops what it is asked about keys.
    QuietOffice,
}

#[derive(Debug, Clone)]
struct Universe {
    /// At 192.0.2.10, .11, ….
    servers: Vec<Server>,
    /// How many of them, from the first on, the registry lists.
    listed: usize,
    /// And how many the zone itself.
    own: usize,
    host: bool,
    middle: Middle,
}

impl Universe {
    fn target(&self) -> &'static str {
        if self.host { "_proof.victim.com" } else { "victim.com" }
    }

    /// Would everybody outside see the value?
    fn is_visible_outside(&self) -> bool {
        let shown: Vec<bool> = self.servers[..self.listed].iter().filter_map(|s| s.shows()).collect();
        !shown.is_empty() && shown.iter().all(|s| *s)
    }

    fn names(count: usize) -> impl Iterator<Item = (String, String)> {
        (0..count).map(|n| (format!("ns{n}.victim.com"), format!("192.0.2.{}", 10 + n)))
    }

    fn answer(&self, ask: &Ask, asked: &mut usize) -> Outcome {
        let Place::Socket(socket) = &ask.server else { panic!("no such place") };
        let said = |reply: Reply| Outcome::Reply(Box::new(reply));
        let value = || txt(&ask.name.to_string(), VALUE);
        let within = ask.name.is_within(&name("victim.com"));
        let last = match socket.ip() {
            IpAddr::V4(ip) => Some(ip.octets()[3]),
            IpAddr::V6(_) => None,
        };
        match self.middle {
            Middle::Parrot => return said(reply(vec![value()], vec![], vec![], true)),
            Middle::QuietOffice if within && last == Some(2) && ask.kind == Kind::Ds => {
                return Outcome::Timeout;
            }
            Middle::Office | Middle::QuietOffice
                if within && (last == Some(2) || self.middle == Middle::Office) =>
            {
                let answers = match ask.kind {
                    Kind::Txt => vec![value()],
                    Kind::Ns => vec![record("victim.com", Data::Ns(name("dc1.victim.com")))],
                    Kind::A if ask.name == name("dc1.victim.com") => {
                        vec![record("dc1.victim.com", Data::A("192.0.2.2".parse().unwrap()))]
                    }
                    _ => vec![],
                };
                let mut reply = reply(answers, vec![soa("victim.com")], vec![], true);
                reply.recursion_available = true;
                return said(reply);
            }
            Middle::Resolver => {
                let mut reply = reply(vec![value()], vec![], vec![], false);
                reply.recursion_available = true;
                return said(reply);
            }
            Middle::Nobody | Middle::Office | Middle::QuietOffice => {}
        }
        let Some(last) = last else { return Outcome::NoRoute };
        match last {
            1 if ask.name.is_within(&name("com")) => referral("com", "gtld.com", "192.0.2.2"),
            2 if ask.kind == Kind::Ds => said(reply(vec![], vec![soa("com")], vec![], true)),
            2 if ask.name.is_within(&name("victim.com")) => {
                let names: Vec<_> = Self::names(self.listed).collect();
                let authority = names.iter().map(|n| record("victim.com", Data::Ns(name(&n.0)))).collect();
                let glue = names.iter().map(|n| record(&n.0, Data::A(n.1.parse().unwrap()))).collect();
                said(reply(vec![], authority, glue, false))
            }
            2 if ask.name.is_within(&name("other.com")) => referral("other.com", "ns.other.com", "192.0.2.9"),
            9 => {
                let full = ask.kind == Kind::Txt && ask.name == name("full.other.com");
                let answers = match ask.kind {
                    _ if full => vec![value()],
                    Kind::Ns if ask.name == name("other.com") => {
                        vec![record("other.com", Data::Ns(name("ns.other.com")))]
                    }
                    Kind::A => vec![record("ns.other.com", Data::A("192.0.2.9".parse().unwrap()))],
                    _ => vec![],
                };
                said(reply(answers, vec![soa("other.com")], vec![], true))
            }
            10.. => self.zone(usize::from(last - 10), ask, asked),
            _ => {
                let mut nothing = reply(vec![], vec![soa(".")], vec![], true);
                nothing.rcode = Rcode::NXDOMAIN;
                said(nothing)
            }
        }
    }

    fn zone(&self, index: usize, ask: &Ask, asked: &mut usize) -> Outcome {
        let said = |reply: Reply| Outcome::Reply(Box::new(reply));
        let Some(server) = self.servers.get(index) else { return Outcome::Timeout };
        let owner = ask.name.to_string();
        let here = owner == self.target();
        let spf = || txt(&owner, "v=spf1 include:spf.protection.outlook.com -all");
        let alias = |to: &str| vec![record(&owner, Data::Cname(name(to)))];
        let mut negative = reply(vec![], vec![soa("victim.com")], vec![], true);
        if ask.name.depth() > 2 && !here && !owner.starts_with("ns") {
            negative.rcode = Rcode::NXDOMAIN;
        }
        let answers = match (server, ask.kind) {
            (Server::Silent, _) => return Outcome::Timeout,
            (Server::Refuses | Server::Fails, _) => {
                negative.authority.clear();
                negative.authoritative = false;
                negative.rcode = if *server == Server::Fails { Rcode::SERVFAIL } else { Rcode::REFUSED };
                return said(negative);
            }
            (_, Kind::A) => match Self::names(self.servers.len()).find(|n| n.0 == owner) {
                Some(found) => vec![record(&owner, Data::A(found.1.parse().unwrap()))],
                None => vec![],
            },
            (_, Kind::Ns) if ask.name == name("victim.com") => {
                Self::names(self.own).map(|n| record("victim.com", Data::Ns(name(&n.0)))).collect()
            }
            (Server::StarAlias, _) if ask.name.depth() > 2 => alias("empty.other.com"),
            (Server::AliasToValue, _) if here => alias("full.other.com"),
            (Server::AliasToNothing, _) if here => alias("empty.other.com"),
            (Server::Has | Server::NotAuthoritative, Kind::Txt) if here => vec![txt(&owner, VALUE)],
            (Server::HasBesideOthers, Kind::Txt) if here => vec![spf(), txt(&owner, VALUE)],
            (Server::Near, Kind::Txt) if here => vec![spf(), txt(&owner, "21-11-2026")],
            (Server::Inside, Kind::Txt) if here => vec![txt(&owner, "v=spf1 -all 22-11-2026")],
            (Server::InTurn, Kind::Txt) if here => {
                *asked += 1;
                if *asked % 2 == 1 { vec![txt(&owner, VALUE)] } else { vec![spf()] }
            }
            (_, Kind::Txt) if here => vec![spf()],
            _ => vec![],
        };
        if answers.is_empty() {
            return said(negative);
        }
        said(reply(answers, vec![], vec![], *server != Server::NotAuthoritative))
    }
}

fn soa(zone: &str) -> Record {
    let soa = Soa {
        mname: name("ns0.victim.com"),
        rname: None,
        expire: None,
        serial: 7,
        refresh: 60,
        retry: 60,
        minimum: 60,
    };
    record(zone, Data::Soa(soa))
}

fn any_universe() -> impl Strategy<Value = Universe> {
    let servers = prop::collection::vec(
        prop_oneof![3 => Just(Server::Has), 5 => prop::sample::select(SERVERS.to_vec())],
        1..4,
    );
    let middle = prop_oneof![
        6 => Just(Middle::Nobody),
        1 => prop::sample::select(vec![
            Middle::Parrot,
            Middle::Resolver,
            Middle::Office,
            Middle::QuietOffice
        ]),
    ];
    (servers, 1usize..4, 1usize..4, any::<bool>(), middle).prop_map(|(servers, listed, own, host, middle)| {
        let most = servers.len();
        Universe { servers, listed: listed.min(most), own: own.min(most), host, middle }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn visible_is_said_only_where_everybody_outside_sees_it(
        universe in any_universe(),
        order in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let mut asked = 0usize;
        let mut network = |ask: &Ask| universe.answer(ask, &mut asked);
        let mut turn = 0usize;
        let pick = |_| { turn += 1; usize::from(order[turn % order.len()]) };
        let plan = Plan { target: name(universe.target()), ..plan("victim.com") };
        let report = run(vec![plan], &mut network, pick).remove(0);
        let seen = format!("{universe:?} {:?} {:?}", report.verdict, report.findings);
        if report.verdict == Verdict::Visible {
            prop_assert!(universe.middle == Middle::Nobody && universe.is_visible_outside(), "{}", seen);
        }
        if universe.middle != Middle::Nobody {
            prop_assert_eq!(report.verdict, Verdict::Unknown, "{}", seen);
            let quiet = universe.middle == Middle::QuietOffice;
            prop_assert_eq!(report.has(Id::Intercepted), !quiet, "{}", seen);
        }
        // A zone without a fault is never called anything else.
        let fine = |s: &Server| matches!(s, Server::Has | Server::HasBesideOthers);
        if universe.middle == Middle::Nobody && universe.servers[..universe.listed].iter().all(fine) {
            prop_assert_eq!(report.verdict, Verdict::Visible, "{}", seen);
        }
        let words = Words::new(&report);
        for finding in &report.findings {
            let hint = words.hint(finding).to_lowercase();
            for sentence in hint.split(['.', ';']) {
                let destroys = ["delete", "remove", "take away", "replace", "clear"].iter().any(|w| sentence.contains(w));
                let others = ["spf", "ms=", "cname", "wildcard", "dname", "alias"].iter().any(|w| sentence.contains(w));
                prop_assert!(!(destroys && others), "{}: {}", seen, sentence);
            }
        }
        let json = serde_json::to_string(&report).unwrap();
        prop_assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}

/// An office can run a root of its own, in which nothing else exists. It cannot sign like the public one.
#[test]
fn an_offices_own_root_is_not_the_public_one() {
    for (signed, verdict, id) in
        [(false, Verdict::Unknown, Id::Intercepted), (true, Verdict::NotYet, Id::NotRegistered)]
    {
        let mut network = |_: &Ask| {
            let mut nothing = reply(vec![], vec![soa(".")], vec![], true);
            nothing.rcode = Rcode::NXDOMAIN;
            if signed {
                let (covered, signer) = (Kind::Soa, name("."));
                let signature = Rrsig { covered, algorithm: 8, expires: 0, begins: 0, tag: 1, signer };
                nothing.authority.push(record(".", Data::Rrsig(signature)));
            }
            Outcome::Reply(Box::new(nothing))
        };
        let plan = Plan { roots: crate::dns_proof::roots::public().into(), ..plan("victim.com") };
        let report = run(vec![plan], &mut network, |_| 0).remove(0);
        assert_eq!(report.verdict, verdict, "{:?}", report.findings);
        assert!(report.has(id), "{:?}", report.findings);
    }
}

/// What the first edition wrote into journals.
#[test]
fn a_finding_with_finished_sentences_is_still_read_and_shown_as_it_was() {
    let reports = run(vec![plan("contoso.com")], &mut |ask| internet(ask, "ns1.contoso.com"), |_| 0);
    let mut json = serde_json::to_value(&reports[0]).unwrap();
    json["findings"] = serde_json::json!([{
        "id": "record-absent", "severity": "error", "server": null,
        "detail": "there is no TXT record at all", "hint": "Add one."
    }]);
    let report: Report = serde_json::from_value(json).unwrap();
    assert!(report.has(Id::RecordAbsent));
    let words = Words::new(&report);
    assert_eq!(words.detail(&report.findings[0]), "there is no TXT record at all");
    assert_eq!(words.hint(&report.findings[0]), "Add one.");
}
