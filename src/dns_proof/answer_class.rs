use super::exchange::{CLASS_IN, Data, Exchange, Outcome, Rcode, Record, Reply};
use super::expected::Expected;
use super::miss::Miss;
use super::name::Name;
use super::near_miss::{Likeness, compare_strings};

/// What one exchange shows about the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerClass {
    /// The value is there, said with authority.
    Right,
    /// Something like it is there.
    Near {
        misses: Vec<Miss>,
        /// The record as it stands there.
        value: Vec<u8>,
    },
    /// The name exists, the value is not there.
    RecordAbsent,
    /// The name does not exist.
    NameAbsent,
    /// An alias stands there.
    Alias(Name),
    /// A whole tree is renamed, from the first name on; the second is what the name asked for became.
    Renamed(Name, Option<Name>),
    /// An answer without authority, from what should be a name server of the zone.
    NotAuthoritative,
    /// The server does not serve the zone: it refused, or pointed elsewhere.
    Lame(Rcode),
    /// The server failed.
    Failed(Rcode),
    Silent,
    Unreachable,
    NoRoute,
    Malformed,
    TcpBlocked,
}

impl AnswerClass {
    /// Reads one exchange of a TXT question for `target`, asked at a name server of the zone.
    #[must_use]
    pub fn read(exchange: &Exchange, target: &Name, expected: &Expected) -> Self {
        match &exchange.outcome {
            Outcome::Reply(reply) => Self::of_reply(reply, target, expected),
            Outcome::Timeout | Outcome::Skipped | Outcome::OutOfTime => Self::Silent,
            Outcome::Unreachable(_) => Self::Unreachable,
            Outcome::NoRoute => Self::NoRoute,
            Outcome::Malformed => Self::Malformed,
            Outcome::TruncatedTcpBlocked => Self::TcpBlocked,
        }
    }

    fn of_reply(reply: &Reply, target: &Name, expected: &Expected) -> Self {
        match reply.rcode {
            Rcode::OK | Rcode::NXDOMAIN => {}
            Rcode::REFUSED | Rcode::NOTAUTH => return Self::Lame(reply.rcode),
            other => return Self::Failed(other),
        }
        if !reply.authoritative {
            // Pointing down to other servers, or up, is how a server says "not mine".
            let holds = reply.answers.iter().any(|r| r.owner == *target) || reply.rcode == Rcode::NXDOMAIN;
            let refers = reply.authority.iter().any(|r| matches!(r.data, Data::Ns(_)));
            return if refers && !holds { Self::Lame(reply.rcode) } else { Self::NotAuthoritative };
        }
        Self::at(reply, target, expected)
    }

    /// The same for a resolver's reply: authority is not to be expected, and aliases are followed by it.
    #[must_use]
    pub fn of_records(reply: &Reply, target: &Name, expected: &Expected) -> Self {
        let mut name = target.clone();
        for _ in 0..16 {
            match Self::at(reply, &name, expected) {
                Self::Alias(to) | Self::Renamed(_, Some(to))
                    if here(&reply.answers).any(|r| r.owner == to) =>
                {
                    name = to;
                }
                class => return class,
            }
        }
        Self::at(reply, target, expected)
    }

    fn at(reply: &Reply, target: &Name, expected: &Expected) -> Self {
        let alias = here(&reply.answers).find_map(|r| match &r.data {
            Data::Cname(to) if r.owner == *target => Some(to.clone()),
            _ => None,
        });
        let above = here(&reply.answers).find_map(|r| match &r.data {
            Data::Dname(to) if target.is_within(&r.owner) && r.owner != *target => {
                Some((r.owner.clone(), to))
            }
            _ => None,
        });
        // Some servers let a record stand beside an alias. Resolvers follow the alias and never show the record.
        match (above, alias) {
            (Some((from, to)), alias) => {
                return Self::Renamed(from.clone(), alias.or_else(|| renamed(target, &from, to)));
            }
            (None, Some(to)) => return Self::Alias(to),
            (None, None) => {}
        }
        let records = strings(reply, target);
        let likenesses = || records.iter().map(|r| (compare_strings(expected, r), r));
        if likenesses().any(|(likeness, _)| likeness == Likeness::Same) {
            return Self::Right;
        }
        let near = likenesses().filter_map(|(likeness, record)| match likeness {
            Likeness::Near(misses) => Some((misses, record.concat())),
            _ => None,
        });
        if let Some((misses, value)) = near.min_by_key(|n| n.0.len()) {
            return Self::Near { misses, value };
        }
        if reply.rcode == Rcode::NXDOMAIN { Self::NameAbsent } else { Self::RecordAbsent }
    }

    /// Where an alias leads, when it is one.
    #[must_use]
    pub fn alias(&self) -> Option<&Name> {
        match self {
            Self::Alias(to) | Self::Renamed(_, Some(to)) => Some(to),
            _ => None,
        }
    }

    /// The value is there.
    #[must_use]
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Right)
    }

    /// The server said something about the zone that counts.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Right
                | Self::Near { .. }
                | Self::RecordAbsent
                | Self::NameAbsent
                | Self::Alias(_)
                | Self::Renamed(..)
        )
    }
}

/// What a name below `from` is called after a DNAME.
fn renamed(name: &Name, from: &Name, to: &Name) -> Option<Name> {
    let front = name.depth().checked_sub(from.depth())?;
    Name::from_labels(name.labels().take(front).chain(to.labels())).ok()
}

fn here(records: &[Record]) -> impl Iterator<Item = &Record> {
    records.iter().filter(|r| r.class == CLASS_IN)
}

/// The TXT values at `target`: class, owner and type are ours to check; the strings of each are joined.
#[must_use]
pub fn values(reply: &Reply, target: &Name) -> Vec<Vec<u8>> {
    strings(reply, target).into_iter().map(|parts| parts.concat()).collect()
}

/// The same, string by string.
#[must_use]
pub fn strings(reply: &Reply, target: &Name) -> Vec<Vec<Vec<u8>>> {
    let mut found: Vec<Vec<Vec<u8>>> = Vec::new();
    for record in here(&reply.answers).filter(|r| r.owner == *target) {
        if let Data::Txt(parts) = &record.data {
            let parts: Vec<Vec<u8>> = parts.iter().map(|p| p.0.clone()).collect();
            if !found.contains(&parts) {
                found.push(parts);
            }
        }
    }
    found
}

/// Seconds for which a resolver may remember that the record is absent (RFC 2308).
#[must_use]
pub fn negative_ttl(reply: &Reply) -> Option<u32> {
    here(&reply.authority).find_map(|r| match &r.data {
        Data::Soa(soa) => Some(r.ttl.min(soa.minimum)),
        _ => None,
    })
}

/// True when a name that cannot exist got an answer.
#[must_use]
pub fn answers_impossible(exchange: &Exchange) -> bool {
    exchange.reply().is_some_and(|r| r.rcode == Rcode::OK && here(&r.answers).next().is_some())
}
