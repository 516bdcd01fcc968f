//! DNSSEC, judged from what the zone and its parent say: keys, the parent's word about them, and the dates of the
//! signatures. What a resolver that checks signatures says is heard beside it. The signatures' own mathematics is left
//! to those resolvers: a key that fits its parent's word and dates that hold are what breaks in practice.

use sha2::{Digest, Sha256, Sha384};

use super::exchange::{Data, Ds, Kind, Rcode, Reply, Rrsig};
use super::name::Name;
use super::observation::{Observation, Observed, Purpose, Stage};
use super::what::What;

/// What is wrong with a zone's signatures.
#[derive(Debug, Default)]
pub(super) struct Signing {
    /// What was found, and at which server; `None` is all of them.
    pub(super) found: Vec<(Option<String>, What)>,
    /// A resolver that checks signatures will not show the value, or not always.
    pub(super) breaks: bool,
}

impl Signing {
    fn add(&mut self, server: Option<String>, what: What) {
        if !self.found.iter().any(|f| f.0 == server && f.1 == what) {
            self.found.push((server, what));
        }
    }
}

/// Algorithms and digests that resolvers know today; a zone whose DS uses others counts as unsigned (RFC 6840, 5.2).
const ALGORITHMS: [u8; 8] = [5, 7, 8, 10, 13, 14, 15, 16];
const DIGESTS: [u8; 3] = [1, 2, 4];

/// Judges every zone on the way of the aliases, and those above that are no registries: a resolver checks each of them.
pub(super) fn signing(o: &Observation, stages: &[Stage], now: i64) -> Signing {
    let bogus = is_bogus(o);
    let mut signing = Signing { breaks: bogus, found: Vec::new() };
    for stage in stages {
        let above = zones_above(o, &stage.zone, now);
        let ds = if is_unsigned_above(o, &stage.zone) { vec![] } else { parents_word(o, &stage.zone) };
        let checked = o.exchanges.iter().filter(|e| e.purpose == Purpose::Resolver);
        let vouched =
            checked.filter_map(|e| e.exchange.reply()).any(|r| r.authentic_data && r.rcode == Rcode::OK);
        let trusted = bogus || vouched || !ds.is_empty();
        // What is broken above explains what a resolver refuses.
        keys(o, &stage.zone, &ds, bogus && !above.breaks, &mut signing);
        values(o, stage, &ds, &mut signing);
        dates(o, &stage.zone, &ds, trusted, now, &mut signing);
        signing.breaks |= above.breaks;
        for (server, what) in above.found {
            signing.add(server, what);
        }
    }
    signing
}

/// What is wrong in the zones above that have keys, each fault with the zone that it belongs to.
fn zones_above(o: &Observation, below: &Name, now: i64) -> Signing {
    let mut signing = Signing::default();
    let asked = o.exchanges.iter().filter(|e| e.purpose == Purpose::Keys).map(|e| &e.exchange.ask.name);
    for zone in super::walk::unique(asked.filter(|z| below.is_within(z) && *z != below)) {
        let ds = parents_word(o, zone);
        if ds.is_empty() || is_unsigned_above(o, zone) {
            continue;
        }
        let mut here = Signing::default();
        keys(o, zone, &ds, false, &mut here);
        dates(o, zone, &ds, true, now, &mut here);
        signing.breaks |= here.breaks;
        for (server, mut what) in here.found {
            let everywhere = !matches!(what, What::SignaturesExpired { .. });
            if let What::DsLeftBehind { above, .. }
            | What::KeysUnsigned { above }
            | What::SignaturesExpired { above, .. } = &mut what
            {
                *above = Some(zone.clone());
            }
            signing.add(server.filter(|_| !everywhere), what);
        }
    }
    signing
}

/// A zone above has no DS record, as its own parent was heard to say: nobody checks what is below it (RFC 4035, 5.2).
fn is_unsigned_above(o: &Observation, zone: &Name) -> bool {
    let mut above = zone.parent().filter(|z| !z.is_registry());
    while let Some(zone) = above {
        let told = o.exchanges.iter().filter_map(|e| Some((e, e.exchange.reply()?))).any(|(e, r)| {
            let refers = || r.authority.iter().any(|a| a.kind == Kind::Ns && a.owner == zone);
            match e.purpose {
                Purpose::Ds => e.exchange.ask.name == zone && r.authoritative && r.rcode == Rcode::OK,
                // A question that lost its EDNS on the way asked for no DS records.
                Purpose::Delegation => r.edns && !r.authoritative && refers(),
                _ => false,
            }
        });
        if told && parents_word(o, &zone).is_empty() {
            return true;
        }
        above = zone.parent().filter(|z| !z.is_registry());
    }
    false
}

/// A resolver refuses the zone, and answers when it is told not to check.
fn is_bogus(o: &Observation) -> bool {
    let refused = |e: &&Observed| {
        e.purpose == Purpose::Resolver && e.exchange.reply().is_some_and(|r| r.rcode == Rcode::SERVFAIL)
    };
    o.exchanges.iter().filter(refused).any(|e| {
        o.exchanges.iter().any(|u| {
            u.purpose == Purpose::ResolverUnchecked
                && u.exchange.ask.server == e.exchange.ask.server
                && u.exchange.reply().is_some_and(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))
        })
    })
}

/// The DS records of the zone that resolvers understand, as its parent gave them; beside a better digest SHA-1 does not
/// count (RFC 4509, section 3).
fn parents_word<'a>(o: &'a Observation, zone: &Name) -> Vec<&'a Ds> {
    let replies = o.exchanges.iter().filter(|e| matches!(e.purpose, Purpose::Ds | Purpose::Delegation));
    let records =
        replies.filter_map(|e| e.exchange.reply()).flat_map(|r| r.answers.iter().chain(&r.authority));
    let all = records.filter_map(|r| match &r.data {
        Data::Ds(ds) if r.owner == *zone => Some(ds),
        _ => None,
    });
    let known = |ds: &&Ds| ALGORITHMS.contains(&ds.algorithm) && DIGESTS.contains(&ds.digest_type);
    let mut all: Vec<&Ds> = all.filter(known).collect();
    if all.iter().any(|ds| ds.digest_type > 1) {
        all.retain(|ds| ds.digest_type > 1);
    }
    all
}

/// Do the zone's keys fit what the parent says about them?
fn keys(o: &Observation, zone: &Name, ds: &[&Ds], bogus: bool, signing: &mut Signing) {
    if ds.is_empty() {
        // Without the parent's word only a resolver can know that the zone should be signed.
        let unsigned = keys_of(o, zone).all(|(_, keys)| keys.is_empty());
        if bogus && unsigned && !has_signatures(o, zone) {
            signing.add(None, What::DsLeftBehind { signed: false, above: None });
        }
        return;
    }
    for (server, keys) in keys_of(o, zone) {
        let named = named(ds, zone, &keys);
        // A question that lost its EDNS on the way asked for no signatures.
        let by_one = |r: &Reply| {
            let mut over = signatures(r, zone).filter(|s| s.0 == zone && s.1.covered == Kind::Dnskey);
            !r.edns || over.any(|(_, s)| named.iter().any(|key| made(s, key)))
        };
        let what = if named.is_empty() {
            What::DsLeftBehind { signed: !keys.is_empty(), above: None }
        } else if server.exchange.reply().is_some_and(by_one) {
            continue;
        } else {
            What::KeysUnsigned { above: None }
        };
        signing.breaks = true;
        signing.add(Some(server.label()), what);
    }
}

/// The keys that the parent names: with one of them the zone's keys must be signed (RFC 4035, section 5.2).
fn named<'a>(ds: &[&Ds], zone: &Name, keys: &[&'a [u8]]) -> Vec<&'a [u8]> {
    keys.iter().copied().filter(|key| ds.iter().any(|ds| fits(ds, zone, key))).collect()
}

/// The signature says that it was made with this key.
fn made(signature: &Rrsig, key: &[u8]) -> bool {
    key.get(3) == Some(&signature.algorithm) && tag(key) == signature.tag
}

/// Is the value itself, or the alias in its place, signed with one of the zone's keys? A record that was added without
/// the signing program has no signature, and one that was signed before a change of keys has an old one.
fn values(o: &Observation, stage: &Stage, ds: &[&Ds], signing: &mut Signing) {
    for (server, keys) in keys_of(o, &stage.zone) {
        // A zone whose keys do not fit is told already, and one without its parent's word need not be signed.
        if named(ds, &stage.zone, &keys).is_empty() {
            continue;
        }
        let here = o.exchanges.iter().filter(|e| {
            let ask = &e.exchange.ask;
            let same = ask.server == server.exchange.ask.server && ask.name == stage.name;
            e.purpose == Purpose::Again && ask.style.signatures && same
        });
        // A question that lost its EDNS on the way asked for no signatures.
        let replies = here.filter_map(|e| e.exchange.reply()).filter(|r| r.authoritative && r.edns);
        for reply in replies {
            let of = |kind: Kind| reply.answers.iter().any(|r| r.owner == stage.name && r.kind == kind);
            let Some(kind) = [Kind::Txt, Kind::Cname].into_iter().find(|kind| of(*kind)) else { continue };
            let all = signatures(reply, &stage.zone);
            let mut over = all.filter(|s| *s.0 == stage.name && s.1.covered == kind).map(|s| s.1).peekable();
            let another_key = over.peek().is_some();
            let signed = |s: &Rrsig| keys.iter().any(|key| made(s, key));
            // The alias that a DNAME makes is never signed itself (RFC 6672, 5.3.1).
            let made = kind == Kind::Cname && of_dname(reply, stage);
            if !made && !over.any(signed) {
                signing.breaks = true;
                signing.add(Some(server.label()), What::ValueUnsigned { another_key });
            }
        }
    }
}

fn of_dname(reply: &Reply, stage: &Stage) -> bool {
    reply.answers.iter().any(|r| matches!(r.data, Data::Dname(_)) && stage.name.is_within(&r.owner))
}

/// What each server gave as the zone's keys.
fn keys_of<'a>(o: &'a Observation, zone: &'a Name) -> impl Iterator<Item = (&'a Observed, Vec<&'a [u8]>)> {
    let asked = o.exchanges.iter().filter(|e| e.purpose == Purpose::Keys && e.exchange.ask.name == *zone);
    asked.filter_map(|e| Some((e, keys_in(e.exchange.reply()?, zone)?)))
}

fn keys_in<'a>(reply: &'a Reply, zone: &Name) -> Option<Vec<&'a [u8]>> {
    let answered = reply.authoritative && matches!(reply.rcode, Rcode::OK | Rcode::NXDOMAIN);
    let keys = reply.answers.iter().filter(|r| r.owner == *zone).filter_map(|r| match &r.data {
        Data::Dnskey(key) => Some(key.0.0.as_slice()),
        _ => None,
    });
    answered.then(|| keys.collect())
}

/// RFC 4034, sections 2.1.1 and 5.1.4 and appendix B. A key that is no zone key, or that was revoked (RFC 5011), vouches
/// for nothing.
fn fits(ds: &Ds, zone: &Name, key: &[u8]) -> bool {
    let vouches = matches!(key, [high, low, 3, ..] if high & 1 == 1 && low & 0x80 == 0);
    if !vouches || key.get(3) != Some(&ds.algorithm) || tag(key) != ds.tag {
        return false;
    }
    let mut owner: Vec<u8> = Vec::new();
    for label in zone.labels() {
        owner.push(u8::try_from(label.len()).unwrap_or(63));
        owner.extend_from_slice(label);
    }
    owner.push(0);
    owner.extend_from_slice(key);
    match ds.digest_type {
        2 => Sha256::digest(&owner).as_slice() == ds.digest.0,
        4 => Sha384::digest(&owner).as_slice() == ds.digest.0,
        // SHA-1 is on its way out; number and algorithm fit.
        _ => true,
    }
}

fn tag(key: &[u8]) -> u16 {
    let sum = key.iter().enumerate().fold(0u32, |sum, (at, b)| {
        sum.wrapping_add(if at % 2 == 0 { u32::from(*b) << 8 } else { u32::from(*b) })
    });
    u16::try_from((sum + (sum >> 16 & 0xffff)) & 0xffff).unwrap_or_default()
}

/// Signatures of the zone, server by server: for each set of records one must count today. What the zone says about those
/// below it is signed as well.
fn dates(o: &Observation, zone: &Name, ds: &[&Ds], trusted: bool, now: i64, signing: &mut Signing) {
    let mut servers: Vec<String> = Vec::new();
    let shown: Vec<&[u8]> = keys_of(o, zone).flat_map(|(_, keys)| keys).collect();
    let signed = |p| matches!(p, Purpose::Again | Purpose::Keys | Purpose::Ds | Purpose::Delegation);
    for e in o.exchanges.iter().filter(|e| signed(e.purpose)) {
        let (Some(reply), server) = (e.exchange.reply(), e.label()) else { continue };
        let mut worst: Option<(i64, bool)> = None;
        let named = named(ds, zone, &keys_in(reply, zone).unwrap_or_default());
        for (owner, covered) in sets(reply, zone) {
            let of_set = signatures(reply, zone).filter(|s| s.0 == owner && s.1.covered == covered);
            // Only the zone's keys count, and for the keys themselves those that the parent names.
            let by = if covered == Kind::Dnskey { &named } else { &shown };
            let counts = |s: &Rrsig| by.is_empty() || by.iter().any(|key| made(s, key));
            let of_set = of_set.filter(|s| counts(s.1));
            let spans: Vec<(i64, i64)> =
                of_set.map(|s| (near(s.1.begins, now), near(s.1.expires, now))).collect();
            if spans.is_empty() || spans.iter().any(|(begins, expires)| *begins <= now && now <= *expires) {
                continue;
            }
            let early = spans.iter().all(|(begins, _)| *begins > now);
            let at = spans.iter().map(|s| if early { s.0 } else { s.1 }).max().unwrap_or(now);
            worst = Some((at, early));
        }
        if let Some((at, early)) = worst
            && !servers.contains(&server)
        {
            signing.breaks |= trusted;
            signing.add(Some(server.clone()), What::SignaturesExpired { at, early, trusted, above: None });
            servers.push(server);
        }
    }
}

fn signatures<'a>(reply: &'a Reply, zone: &'a Name) -> impl Iterator<Item = (&'a Name, &'a Rrsig)> {
    reply.answers.iter().chain(&reply.authority).filter_map(move |r| match &r.data {
        Data::Rrsig(signature) if signature.signer == *zone => Some((&r.owner, signature)),
        _ => None,
    })
}

fn sets<'a>(reply: &'a Reply, zone: &'a Name) -> Vec<(&'a Name, Kind)> {
    super::walk::unique(signatures(reply, zone).map(|(owner, s)| (owner, s.covered)))
}

fn has_signatures(o: &Observation, zone: &Name) -> bool {
    o.exchanges.iter().filter_map(|e| e.exchange.reply()).any(|r| signatures(r, zone).next().is_some())
}

/// A moment that is written in 32 bits, near the one given (RFC 4034, section 3.1.5).
fn near(moment: u32, now: i64) -> i64 {
    let base = now & !0xffff_ffff;
    let candidates = [-1i64, 0, 1].map(|turn| base + (turn << 32) + i64::from(moment));
    candidates.into_iter().min_by_key(|c| (c - now).abs()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns_proof::exchange::Raw;

    /// The example of RFC 4509, section 2.3.
    #[test]
    fn a_key_fits_its_ds() {
        let hex = "0100030501039e8a247418e318903b215a848acfd5f37f026bd4062db26c774c690968d5d56df8bfda91e6f36d9a279888f4\
                   1333357c5e6029990d10fdf5663062a512763326980a615ddbf17a05ddfcce7e5fb3abcca05a31b0957452d4521e83870789\
                   063115bf97f6c308ccf57cdc9ce7fe10f6ed1bd0cc0660038c50dcdb0feb963c2f17";
        let key: Vec<u8> = Raw::try_from(hex.to_owned()).unwrap().0;
        let zone: Name = "dskey.example.com".parse().unwrap();
        let digest = "d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a".to_owned();
        let ds = Ds { tag: 60_485, algorithm: 5, digest_type: 2, digest: digest.try_into().unwrap() };
        assert!(fits(&ds, &zone, &key));
        assert!(!fits(&Ds { tag: ds.tag ^ 1, ..ds.clone() }, &zone, &key));
        assert!(!fits(&Ds { algorithm: 8, ..ds.clone() }, &zone, &key));
        assert!(!fits(&ds, &"example.com".parse().unwrap(), &key));
    }

    #[test]
    fn moments_of_32_bits_are_near() {
        assert_eq!(near(1_800_000_000, 1_795_000_000), 1_800_000_000);
        assert_eq!(near(5, (1 << 32) - 10), (1 << 32) + 5);
    }
}
