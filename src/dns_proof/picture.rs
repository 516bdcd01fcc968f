use super::exchange::{CLASS_IN, Data, Exchange, Kind, Outcome, Rcode, Record, Reply};
use super::expected::Expected;
use super::finding::FindingId;
use super::name::Name;
use super::near_miss::{Likeness, compare};

/// What one exchange shows about the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// The value is there, said with authority.
    Right,
    /// Something like it is there.
    Near(Vec<(FindingId, String)>),
    /// The name exists, the value is not there.
    RecordAbsent,
    /// The name does not exist.
    NameAbsent,
    /// An alias stands there.
    Alias(Name),
    /// A whole tree is renamed, from this name on.
    Renamed(Name),
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

impl Picture {
    /// Reads one exchange of a TXT question for `target`, asked at a name server of the zone.
    #[must_use]
    pub fn read(exchange: &Exchange, target: &Name, expected: &Expected) -> Self {
        match &exchange.outcome {
            Outcome::Reply(reply) => Self::of_reply(reply, target, expected),
            Outcome::Timeout | Outcome::Skipped => Self::Silent,
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
        Self::of_records(reply, target, expected)
    }

    /// The same for a resolver's reply, where authority is not to be expected.
    #[must_use]
    pub fn of_records(reply: &Reply, target: &Name, expected: &Expected) -> Self {
        let values = values(reply, target);
        if values.iter().any(|v| compare(expected, v) == Likeness::Same) {
            return Self::Right;
        }
        let near: Vec<_> = values
            .iter()
            .filter_map(|v| match compare(expected, v) {
                Likeness::Near(found) => Some(found),
                _ => None,
            })
            .min_by_key(Vec::len)
            .unwrap_or_default();
        if !near.is_empty() {
            return Self::Near(near);
        }
        for record in here(&reply.answers) {
            match &record.data {
                Data::Dname(_) if target.is_within(&record.owner) => {
                    return Self::Renamed(record.owner.clone());
                }
                Data::Cname(to) if record.owner == *target => {
                    let above =
                        here(&reply.answers).find(|r| r.kind == Kind::Dname && target.is_within(&r.owner));
                    return above.map_or_else(|| Self::Alias(to.clone()), |r| Self::Renamed(r.owner.clone()));
                }
                _ => {}
            }
        }
        if reply.rcode == Rcode::NXDOMAIN { Self::NameAbsent } else { Self::RecordAbsent }
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
                | Self::Near(_)
                | Self::RecordAbsent
                | Self::NameAbsent
                | Self::Alias(_)
                | Self::Renamed(_)
        )
    }
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
