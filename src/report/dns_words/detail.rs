//! What was seen.

use chrono::DateTime;

use super::{Words, miss, names, span, told};
use crate::dns_proof::exchange::ExtendedError;
use crate::dns_proof::name::Name;
use crate::dns_proof::what::{AliasEnd, Failure, Interception, Lacks, Lame, Memory, What};

impl Words<'_> {
    pub(super) fn seen(&self, what: &What) -> String {
        let target = &self.end.name;
        match what {
            What::Told { detail, .. } => detail.clone(),
            What::Near { misses, value, .. } => {
                let each: Vec<String> = misses.iter().map(miss::told).collect();
                let quoted = misses.iter().any(|m| matches!(m, crate::dns_proof::miss::Miss::Inside));
                let whole = if quoted { format!(". The whole record: {value}") } else { String::new() };
                each.join("; ") + &whole
            }
            What::Intercepted(how) => intercepted(how),
            What::WayClosed { zone, why } => {
                let whom = match zone {
                    None => "no root server".to_owned(),
                    Some(zone) => format!("no server of the zone above, \"{zone}\","),
                };
                format!("{whom} gave a usable answer ({}); nothing is known about the record", failed(why))
            }
            What::SurveyBudget { questions } => format!(
                "the zone leads to more servers, or to slower ones, than can be asked in one look; it was ended after {questions} exchanges, and nothing is known about the record"
            ),
            What::DelegationMismatch { registry, zone } => {
                format!("the registry names {}; the zone itself names {}", names(registry), names(zone))
            }
            What::LameDelegation(Lame::NoAddress) => "this name server's name leads to no address".into(),
            What::LameDelegation(Lame::PointsElsewhere) => {
                "it does not serve the zone: it points to other servers".into()
            }
            What::LameDelegation(Lame::Refused) => "it refuses the question, as the others do".into(),
            What::LameDelegation(Lame::Says(rcode)) => format!("it does not serve the zone: it says {rcode}"),
            What::ZoneNotAtProvider { servers, zone, .. } => {
                format!("none of the name servers that reply ({servers}) serves \"{zone}\" to us")
            }
            What::ServerRefuses { servers, zone } => format!(
                "every name server that replies ({servers}) refuses the question: either \"{zone}\" is not set up there, or they refuse this network"
            ),
            What::NotRegistered { registry, listed: true } => {
                format!("the registry \"{registry}\" names no name servers for \"{}\"", self.report.observation.domain)
            }
            What::NotRegistered { registry, .. } => {
                format!("the registry \"{registry}\" does not know \"{}\"", self.report.observation.domain)
            }
            What::RegistrarHold { server } => format!(
                "the domain is sent to \"{server}\": such name servers stand for a domain that its registrar holds back"
            ),
            What::GlueMissing { names: missing, all } => {
                let so = if *all { ", so nobody can find the zone" } else { "" };
                format!("the registry gives no address (glue) for {}, which live inside the zone itself{so}", names(missing))
            }
            What::GlueUnproven { servers } => {
                let each: Vec<String> = servers.iter().map(|(name, glue)| format!("{name} at {}", list(glue))).collect();
                format!(
                    "the registry says where the zone's own name servers live (glue): {}. Whether they have moved since cannot be seen from here: an old server says of itself that it is the right one",
                    each.join(", ")
                )
            }
            What::GlueStale { name, glue, own } => format!(
                "the registry's address (glue) for {name} is {}; the zone itself says {}",
                list(glue),
                list(own)
            ),
            What::NsIsAlias { name, to } => format!(
                "the name server's name \"{name}\" is an alias (CNAME) for \"{to}\"; that is not allowed (RFC 2181), and not every resolver follows it"
            ),
            What::PrivateAddress { address } => {
                format!("its public name leads to {address}, an address of private networks; it was not asked")
            }
            What::ZoneCutMissing { name, zone } => format!(
                "\"{name}\" is no zone of its own: its records stand in the zone \"{zone}\". A zone made for it at another provider is not seen, as \"{zone}\" does not point to it"
            ),
            What::OccludedRecord { zone, parent, seen: true } => format!(
                "the value stands in the zone \"{parent}\", which has given \"{zone}\" to other name servers; nobody sees it there"
            ),
            What::OccludedRecord { zone, parent, .. } => format!(
                "\"{zone}\" is a zone of its own; a record for it, or for a name below it, in the panel of \"{parent}\" has no effect"
            ),
            What::TwoProviders { here, there } => format!(
                "it serves another copy of the zone: two providers are at work. Here the zone names {}, where the value is it names {}",
                names(here),
                names(there)
            ),
            What::HiddenPrimary { primary } => {
                format!("\"{primary}\", which the zone names as its primary, has the value; the public servers have not fetched it yet")
            }
            What::SerialNotRaised { serial } => format!(
                "it does not have the value, although its serial is the same ({serial}): the serial was not raised with the change, or the provider is still spreading it"
            ),
            What::StaleSecondary { lacks, serial, newest, refresh, retry } => {
                behind(lacks, *serial, *newest, *refresh, *retry)
            }
            What::AnswersDiffer { right, answers } => format!(
                "one address, several answers: {right} of {answers} had the value. Several machines stand behind it, and not all have the change"
            ),
            What::AddressUnknown => {
                "nobody who could say where it lives gave a usable answer, so it was not asked; nothing is known about it".into()
            }
            What::Failed(why) => failed(why),
            What::ServerError { rcode, expired } => {
                let copy = if *expired { "; its copy of the zone may have expired" } else { "" };
                format!("it failed with {rcode}{copy}")
            }
            What::NotAuthoritative { resolver: false } => {
                "it answers without authority (a cache, not the zone); this is no proof".into()
            }
            What::NotAuthoritative { resolver: true } => {
                "it shows the value; a resolver's word is a good sign and no proof".into()
            }
            What::Ipv6Untested { .. } => "not asked: this computer has no IPv6 connectivity".into(),
            What::ServerSlow { ms } => format!("it took {:.1} s to answer", *ms as f64 / 1000.0),
            What::EdnsRefused { rcode: Some(rcode) } => {
                format!("it refuses EDNS ({rcode}); asked again without")
            }
            What::EdnsRefused { rcode: None } => {
                "questions with EDNS vanish on the way; asked again without".into()
            }
            What::SpoofedReply => "replies came that do not belong to the question; they were not believed and are kept as evidence".into(),
            What::MalformedReply => {
                "a reply came that is not a DNS message; it was not believed and is kept as evidence".into()
            }
            What::ForeignClass => {
                "its answer holds records of a class that is not the internet's; they do not count".into()
            }
            What::LargeAnswer { records, bytes } => {
                format!("the answer has {records} TXT records and {bytes} bytes")
            }
            What::RecordAbsent { others, memory, wildcard, spf_type } => {
                let at = format!("at \"{target}\"");
                let seen = match others {
                    0 => format!("there is no TXT record at all {at}"),
                    1 if *wildcard => format!("there is one TXT record {at}, and a wildcard (*) makes it; the value is not there"),
                    1 => format!("there is one TXT record {at}, and it is another one"),
                    n => format!("there are {n} TXT records {at}, and none of them is it"),
                };
                let old = if *spf_type { "; a record of the type SPF stands there, which nobody reads" } else { "" };
                format!("{seen}{old}; {}", self.memory(*memory))
            }
            What::NameAbsent { explained: true, .. } => format!("the name \"{target}\" does not exist"),
            What::NameAbsent { memory, .. } => {
                format!("the name \"{target}\" does not exist; {}", self.memory(*memory))
            }
            What::CnameAtName { to, end } => {
                let leads = match end {
                    AliasEnd::Without => "the value is not there either",
                    AliasEnd::Unknown => "that name cannot be asked",
                    AliasEnd::Ring => "it leads nowhere",
                    AliasEnd::Value => "the value was saved as a CNAME instead of a TXT record",
                };
                format!("\"{}\" is an alias (CNAME) for \"{to}\", and {leads}; no TXT record can stand beside it", self.report.observation.target)
            }
            What::DnameAbove { from } => format!(
                "everything below \"{from}\" is renamed (DNAME); a TXT record there cannot be seen"
            ),
            What::AliasFollowed { from, to } => {
                format!("\"{from}\" is an alias for \"{to}\"; resolvers follow it, and so did this check")
            }
            What::WildcardAlias { to } => format!(
                "a wildcard makes every name here an alias for \"{to}\", and \"{}\" too, as nothing was made for it yet", self.report.observation.target
            ),
            What::DoubledDomain { at } => {
                format!("the value stands at \"{at}\": the panel added the zone's name to a name typed in full")
            }
            What::LiteralAtHost { at } => {
                format!("the value stands at \"{at}\": this panel takes the @ literally")
            }
            What::WildcardOnly { at } => format!(
                "the value stands in a wildcard record (seen at \"{at}\"), which does not count for \"{target}\""
            ),
            What::AtSubdomain { at } | What::AtParent { at } => {
                format!("the value stands at \"{at}\", not at \"{target}\"")
            }
            What::SwappedFields { at } => {
                format!("there is a record at \"{at}\": the value was typed into the host field")
            }
            What::SplitString { parts } => {
                format!("the value is published in {parts} strings; resolvers concatenate them without a space")
            }
            What::LeftoverRecord { value } => format!("\"{value}\" stands there as well"),
            What::NotUtf8 { value } => format!("a TXT record is not UTF-8: {value}"),
            What::AmbiguousDate { day, format } => format!(
                "\"{}\" is meant as {} ({format}); somebody may read day and month the other way round",
                self.value,
                day.format("%-d %B %Y")
            ),
            What::TenantHostedDns { server: Some(server), provider } => format!(
                "the zone is served by {} ({server}): its editor needs a sign-in to a Microsoft tenant, perhaps the locked one",
                provider.as_deref().unwrap_or("Microsoft")
            ),
            What::TenantHostedDns { server: None, .. } => {
                "a name below onmicrosoft.com belongs to Microsoft; nobody else can add a record there".into()
            }
            What::NegativeCache { seconds: Some(seconds) } => format!(
                "it remembers that nothing was there, at the latest {}",
                self.until(*seconds)
            ),
            What::NegativeCache { seconds: None } => {
                "it says that nothing is there, and not for how long; reckon with up to 3 hours".into()
            }
            What::ResolverStale { seconds: Some(seconds) } => {
                format!("it still shows the records of before, at the latest {}", self.until(*seconds))
            }
            What::ResolverStale { seconds: None } => {
                "it still shows the records of before, because it cannot reach the name servers; for how long is not known".into()
            }
            What::ResolverOldDelegation { names: old, seconds } => format!(
                "it still asks the name servers of before ({}), at the latest {}; what their TXT records promise does not matter",
                names(old),
                self.until(*seconds)
            ),
            What::ResolverRefuses { rcode } => format!("it does not answer us ({rcode}); it is left out"),
            What::ResolverFilters { why } => {
                let why = why.as_ref().map(|w| format!(" ({})", told(w))).unwrap_or_default();
                format!("it blocks the domain{why}; that is a filter of this resolver, and not the zone")
            }
            What::ResolverOwnZone => "it answers from a zone of its own with this name (an office's internal zone); it says nothing about the public one".into(),
            What::ResolverFailed { why } => format!("it failed with SERVFAIL.{}", said(why)),
            What::CaseSensitiveServer => "asked in mixed letters (CoNtOsO), it does not find the value; some resolvers ask so on purpose, and see nothing".into(),
            What::DnssecBogus { why, .. } => format!(
                "it refuses the zone's signatures (DNSSEC) and answers only when told not to check.{}",
                said(why)
            ),
            What::DsLeftBehind { signed: false, above } => self.unseen(above, "says that the zone is signed (DS record), and the zone has no keys"),
            What::DsLeftBehind { signed: true, above } => self.unseen(above, "has a DS record that fits none of the zone's keys"),
            What::KeysUnsigned { above } => self.unseen(above, "has a DS record that fits a key of the zone, and the zone's keys are not signed with that key"),
            What::ValueUnsigned { another_key: false } => "the zone is signed (DNSSEC), and this record is not: it was added without signing. Resolvers that check signatures do not show it".into(),
            What::ValueUnsigned { another_key: true } => "the record is signed (DNSSEC) with a key that the zone does not show. Resolvers that check signatures do not show it".into(),
            What::SignaturesExpired { at, early, trusted, above } => {
                let day = DateTime::from_timestamp(*at, 0)
                    .map(|t| t.format("%Y-%m-%d %H:%M UTC").to_string())
                    .unwrap_or_default();
                let when = if *early { format!("count only from {day}") } else { format!("expired on {day}") };
                let effect = if *trusted {
                    "resolvers that check signatures do not show the record"
                } else {
                    "the registry has no DS record, so nobody checks them"
                };
                let whose = above.as_ref().map(|zone| format!(" for \"{zone}\", the zone above,")).unwrap_or_default();
                format!("its signatures (DNSSEC){whose} {when}; {effect}")
            }
            What::ServerIgnored => "left out of the verdict, because --ignore names it".into(),
        }
    }

    /// A zone that resolvers do not trust when they check signatures: the one that holds the name, or one above it.
    fn unseen(&self, above: &Option<Name>, why: &str) -> String {
        let holder = if self.is_at_registry(above) { "the registry" } else { "the zone above it" };
        let (place, below) = match above {
            Some(zone) => (format!("about \"{zone}\", a zone above this one: "), " or below it"),
            None => (String::new(), ""),
        };
        format!("{place}{holder} {why}: resolvers that check signatures show nothing in it{below}")
    }

    fn memory(&self, memory: Memory) -> String {
        match memory {
            Memory::Positive(ttl) => {
                format!("a resolver that was asked already may go on showing these for up to {}", span(ttl))
            }
            Memory::Negative(ttl) => format!(
                "whoever asked a resolver already may see \"not there\" for up to {} after it is there",
                span(ttl)
            ),
            Memory::NotSaid => {
                "how long a resolver remembers that is not said; reckon with up to 3 hours".into()
            }
        }
    }
}

fn said(why: &[ExtendedError]) -> String {
    let why: Vec<String> = why.iter().map(told).collect();
    if why.is_empty() { String::new() } else { format!(" It says: {}.", why.join("; ")) }
}

fn list(addresses: &[std::net::IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn intercepted(how: &Interception) -> String {
    match how {
        Interception::HoldsZone(zone) => format!(
            "a root server or a registry answers with authority for \"{zone}\", which it cannot hold: something in this network answers in its place"
        ),
        Interception::Recursive => {
            "a root server or a registry answers like a resolver: something in this network answers in its place".into()
        }
        Interception::Everything => {
            "it answers even for a name that cannot exist; what it says proves nothing".into()
        }
    }
}

fn failed(why: &Failure) -> String {
    match why {
        Failure::Timeout { ms } => format!("no answer within {:.0} s, over UDP and TCP", *ms as f64 / 1000.0),
        Failure::Skipped => "not asked again: it was silent earlier in this run".into(),
        Failure::OutOfTime => "not asked: the time for this look was over".into(),
        Failure::Unreachable { why } => why.clone(),
        Failure::NoRoute => "this computer has no route to the internet".into(),
        Failure::Malformed => "its reply is not a DNS message; kept as evidence".into(),
        Failure::TcpBlocked => "the answer is too big for UDP, and TCP to the server fails".into(),
        Failure::Says(rcode) => format!("they said {rcode}"),
    }
}

fn behind(lacks: &Lacks, serial: Option<u32>, newest: Option<u32>, refresh: u32, retry: u32) -> String {
    let what = match lacks {
        Lacks::Value => "it does not have the value".to_owned(),
        Lacks::Name => "it says that the name does not exist".into(),
        Lacks::Other(other) => format!("it has another value ({})", miss::told(other)),
        Lacks::Alias(to) => format!("it has an alias for \"{to}\" instead"),
    };
    match (serial, newest) {
        (Some(serial), Some(newest)) if newest.wrapping_sub(serial) < 1 << 31 => format!(
            "{what}: its copy of the zone is {} behind (serial {serial}, newest {newest}); it looks for a new copy every {}, after a failure every {}",
            newest.wrapping_sub(serial),
            span(refresh),
            span(retry)
        ),
        (Some(serial), Some(newest)) => format!(
            "{what}, and its serial is the newer one ({serial}, against {newest} where the value is): another copy of the zone, perhaps at another provider"
        ),
        _ => format!("{what}; it gave no serial number to compare"),
    }
}
