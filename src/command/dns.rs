//! What `dns check`, `watch` and `bulk` have in common: from flags to a plan, from a plan to a report.

use std::rc::Rc;
use std::time::Duration;

use chrono::FixedOffset;

use crate::cli::DnsWhat;
use crate::dns_proof::exchange::Place;
use crate::dns_proof::expected::{Expected, Today};
use crate::dns_proof::name::Name;
use crate::dns_proof::observation::Observation;
use crate::dns_proof::report::Report;
use crate::dns_proof::request::{self, BadRequest};
use crate::dns_proof::round::Round;
use crate::dns_proof::survey::{Plan, is_private};
use crate::dns_proof::typed::TypedDomain;
use crate::dns_proof::{Memory, judge, roots};
use crate::error::{Error, Kind, Result};
use crate::port::{QueryOptions, Stopped};
use crate::world::World;

/// The public resolvers asked by default: Cloudflare, Google, Quad9.
const PUBLIC: [&str; 3] = ["1.1.1.1", "8.8.8.8", "9.9.9.9"];

/// One look takes so long at most, however slow and many the servers are.
const LONGEST: Duration = Duration::from_secs(30);

/// The flags, understood.
pub(super) struct Inquiry {
    pub expected: Expected,
    pub today: Today,
    /// Where the day that counts is lived.
    pub zone: FixedOffset,
    pub options: QueryOptions,
    pub every: Option<Duration>,
    pub wait: Option<Duration>,
    template: Plan,
}

impl Inquiry {
    /// Reads the flags, and the files they name. Nothing is sent yet.
    pub(super) fn read(what: &DnsWhat, world: &World) -> Result<Self> {
        if world.settings.offline {
            return Err(Error::new(Kind::Unchecked, "DNS was not asked, because --offline is set")
                .hint("run the same command without --offline (and without REENTRY_OFFLINE)"));
        }
        let now = world.clock.now();
        let engineer = what.engineer_offset.as_deref().map(|text| request::offset(text, now.to_utc()));
        let engineer = engineer.transpose().map_err(unclear)?;
        let today = Today::read(now, engineer);
        let places = what.resolver.iter().map(|r| place(r, world)).collect::<Result<Vec<_>>>()?;
        let given = !places.is_empty();
        // Names of a private root are nobody's business outside.
        let public = PUBLIC.iter().filter(|_| what.root_hints.is_none()).filter_map(|r| r.parse().ok());
        let resolvers: Vec<Place> = if given { places } else { public.collect() };
        let fallback =
            if given || what.root_hints.is_some() { Vec::new() } else { world.dns.system_resolvers() };
        if !(0.05..=300.0).contains(&what.timeout) {
            return Err(Error::new(Kind::Usage, "--timeout takes seconds, from 0.05 to 300"));
        }
        let (value, date, format) =
            (what.value.as_deref(), what.date.as_deref(), what.date_format.as_deref());
        let expected = request::expected(value, date, format, &today).map_err(unclear)?;
        let roots = root_servers(what, world)?;
        let private = what.root_hints.is_some() && roots.iter().any(|r| is_private(r.1));
        let template = Plan {
            domain: Default::default(),
            target: Default::default(),
            expected: expected.clone(),
            roots: roots.into(),
            port: what.dns_port,
            resolvers: Rc::from(resolvers),
            fallback: Rc::from(fallback),
            resolvers_now: what.resolvers_now,
            authoritative_only: what.authoritative_only,
            resolvers_only: what.resolvers_only,
            ignored: what.ignore.iter().map(|server| left_out(server)).collect(),
            ipv6: world.dns.has_ipv6(),
            private,
            repeats: 2,
            row: 0,
            random: random(world),
            tenant: false,
        };
        let options = QueryOptions {
            timeout: Duration::from_secs_f64(what.timeout),
            rate: what.rate,
            deadline: Some(what.wait.map_or(LONGEST, |wait| LONGEST.min(Duration::from_secs(wait.max(1))))),
            source: what.source,
            shared_sockets: false,
        };
        let zone = engineer.unwrap_or(*now.offset());
        // A host that is wrong below every domain is the user's typo, not one bad row.
        request::target(&Name::root(), what.host.as_deref()).map_err(unclear)?;
        let every = what.every.map(Duration::from_secs);
        Ok(Self { expected, today, zone, options, every, wait: what.wait.map(Duration::from_secs), template })
    }

    /// Ask the zones' own servers only.
    pub(super) fn servers_only(&mut self, only: bool) {
        self.template.authoritative_only |= only;
    }

    /// Asks each address once less: for long lists, where the same name servers are asked again and again.
    pub(super) fn sparingly(&mut self) {
        self.template.repeats = 1;
        // A list may take as long as it is long.
        self.options.deadline = None;
    }

    /// The plan for one domain, typed by a person.
    pub(super) fn plan(&self, domain: &TypedDomain, host: Option<&str>, expected: &Expected) -> Result<Plan> {
        let domain = domain.name.clone();
        let target = request::target(&domain, host).map_err(unclear)?;
        Ok(Plan { domain, target, expected: expected.clone(), ..self.template.clone() })
    }

    /// Asks about one domain and judges.
    pub(super) fn report(&self, plan: &Plan, memory: &Memory, world: &World) -> Result<Report> {
        let observation = self.observe(plan, memory, world)?;
        Ok(judge(observation, plan.expected.clone(), world.clock.now()))
    }

    /// Asks about one domain.
    pub(super) fn observe(&self, plan: &Plan, memory: &Memory, world: &World) -> Result<Observation> {
        let mut seen = None;
        let mut plans = std::iter::once(plan.clone());
        let mut done = |_, observation| seen = Some(observation);
        let mut round = Round::new(&mut plans, 1, memory, &mut done);
        world.dns.run(&self.options, &mut round).map_err(stopped)?;
        drop(round);
        seen.ok_or_else(|| Error::new(Kind::Bug, "the survey ended without an observation"))
    }
}

/// A flag that makes no sense.
fn unclear(why: BadRequest) -> Error {
    Error::new(Kind::Usage, "the question was not understood").because(why)
}

/// What stopped the network, for the person.
pub(super) fn stopped(why: Stopped) -> Error {
    match why {
        Stopped::Interrupted => Error::new(Kind::Interrupted, "stopped while asking name servers"),
        Stopped::NoSockets(_) => Error::new(Kind::Unchecked, "DNS could not be asked").because(why),
    }
}

/// A domain from the command line.
pub(super) fn typed(text: &str) -> Result<TypedDomain> {
    let shown = crate::report::harmless::shown(text).chars().take(80).collect::<String>();
    TypedDomain::read(text)
        .map_err(|e| Error::new(Kind::Usage, format!("\"{shown}\" is not a domain")).because(e))
}

fn place(text: &str, world: &World) -> Result<Place> {
    let shown = crate::report::harmless::shown(text);
    let place = text
        .parse()
        .map_err(|e| Error::new(Kind::Usage, format!("--resolver {shown} was not understood")).because(e))?;
    if matches!(place, Place::Url(_)) && !world.dns.speaks_https() {
        return Err(Error::new(Kind::Usage, "this program was built without DNS over HTTPS")
            .hint("build it with --features doh, or give --resolver an IP address"));
    }
    Ok(place)
}

fn root_servers(what: &DnsWhat, world: &World) -> Result<Vec<(Name, std::net::IpAddr)>> {
    let Some(path) = &what.root_hints else { return Ok(roots::public()) };
    let failed =
        || Error::new(Kind::Input, format!("the root hints in {} could not be read", path.display()));
    let bytes = world.files.read_whole(path, 1 << 20).map_err(|e| failed().because(e))?;
    let text = String::from_utf8(bytes).map_err(|e| failed().because(e))?;
    roots::read(&text).map_err(|e| failed().because(e))
}

/// A server to leave out, as names and addresses are written elsewhere.
fn left_out(typed: &str) -> String {
    let typed = typed.trim();
    match typed.parse::<std::net::IpAddr>() {
        Ok(ip) => ip.to_string(),
        Err(_) => typed.parse::<Name>().map_or_else(|_| typed.to_owned(), |name| name.to_string()),
    }
}

/// A label that exists in no zone.
fn random(world: &World) -> String {
    let mut bytes = [0; 10];
    world.entropy.fill(&mut bytes);
    bytes.iter().fold("rx".to_owned(), |label, b| label + &format!("{b:02x}"))
}
