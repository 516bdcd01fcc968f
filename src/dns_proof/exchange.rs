use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::Name;

/// A record type. Those we read have names; the rest keep their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "u16", from = "u16")]
pub enum Kind {
    A,
    Ns,
    Cname,
    Soa,
    Mx,
    Txt,
    Aaaa,
    Dname,
    Ds,
    Rrsig,
    Dnskey,
    Other(u16),
}

const KINDS: [(Kind, u16, &str); 11] = [
    (Kind::A, 1, "A"),
    (Kind::Ns, 2, "NS"),
    (Kind::Cname, 5, "CNAME"),
    (Kind::Soa, 6, "SOA"),
    (Kind::Mx, 15, "MX"),
    (Kind::Txt, 16, "TXT"),
    (Kind::Aaaa, 28, "AAAA"),
    (Kind::Dname, 39, "DNAME"),
    (Kind::Ds, 43, "DS"),
    (Kind::Rrsig, 46, "RRSIG"),
    (Kind::Dnskey, 48, "DNSKEY"),
];

impl From<u16> for Kind {
    fn from(number: u16) -> Self {
        KINDS.iter().find(|k| k.1 == number).map_or(Kind::Other(number), |k| k.0)
    }
}

impl From<Kind> for u16 {
    fn from(kind: Kind) -> u16 {
        match kind {
            Kind::Other(number) => number,
            named => KINDS.iter().find(|k| k.0 == named).map_or(0, |k| k.1),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match KINDS.iter().find(|k| k.0 == *self) {
            Some((_, _, name)) => f.write_str(name),
            None => write!(f, "TYPE{}", u16::from(*self)),
        }
    }
}

/// How the exchange travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    Udp,
    Tcp,
    Https,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Transport::Udp => "UDP",
            Transport::Tcp => "TCP",
            Transport::Https => "HTTPS",
        })
    }
}

/// Where a question goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// Port 53, or another one in a rehearsal.
    Socket(SocketAddr),
    /// DNS over HTTPS.
    Url(String),
}

impl Place {
    /// The address, where there is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Place::Socket(socket) => Some(socket.ip()),
            Place::Url(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Socket(socket) if socket.port() == 53 => write!(f, "{}", socket.ip()),
            Place::Socket(socket) => write!(f, "{socket}"),
            Place::Url(url) => f.write_str(url),
        }
    }
}

/// The text is not a resolver's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a resolver is an address: 192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:53, or https://192.0.2.1/dns-query"
)]
pub struct NotAPlace;

impl std::str::FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("https://") {
            let plain = text.bytes().all(|b| b.is_ascii_graphic());
            return if rest.is_empty() || !plain { Err(NotAPlace) } else { Ok(Place::Url(text.to_owned())) };
        }
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(Place::Socket(SocketAddr::new(ip, 53)));
        }
        text.parse().map(Place::Socket).map_err(|_| NotAPlace)
    }
}

/// One question for one server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ask {
    pub server: Place,
    pub name: Name,
    pub kind: Kind,
    /// True for resolvers; name servers of a zone are asked without.
    pub recursion: bool,
    /// Tells a validating resolver to answer even if signatures are wrong.
    pub checking_disabled: bool,
    #[serde(default, skip_serializing_if = "Style::is_usual")]
    pub style: Style,
}

impl Ask {
    /// The usual question to a name server.
    #[must_use]
    pub fn new(server: Place, name: Name, kind: Kind) -> Self {
        Self { server, name, kind, recursion: false, checking_disabled: false, style: Style::default() }
    }
}

/// What is unusual about a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// Asks for signatures.
    pub signatures: bool,
    /// Capital and small letters mixed: RFC 4343 says that it makes no difference.
    pub mixed_case: bool,
    /// Sent once, and given up soon: what is asked only to be sure must not strain a server that drops questions.
    pub once: bool,
}

impl Style {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// One question to one server address, and everything that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub ask: Ask,
    /// When the first packet left.
    pub at: DateTime<Utc>,
    /// Milliseconds until the outcome was known.
    pub took_ms: u64,
    /// What carried the outcome.
    pub transport: Transport,
    /// Packets and connections it took.
    pub tries: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Replies that were not an answer to this question: kept as evidence, never believed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<Rejected>,
    pub outcome: Outcome,
}

impl Exchange {
    /// A question that was not sent, because the survey was over.
    #[must_use]
    pub fn not_asked(ask: Ask) -> Self {
        Self {
            ask,
            at: DateTime::UNIX_EPOCH,
            took_ms: 0,
            transport: Transport::Udp,
            tries: 0,
            notes: Vec::new(),
            rejected: Vec::new(),
            outcome: Outcome::OutOfTime,
        }
    }

    /// The reply, when there is one.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        match &self.outcome {
            Outcome::Reply(reply) => Some(reply),
            _ => None,
        }
    }
}

/// What happened on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// The server refused the question with EDNS (this rcode) and answered without.
    EdnsRefused(Rcode),
    /// Questions with EDNS vanished, the one without was answered.
    EdnsDropped,
    /// The UDP answer was cut off, so TCP was used.
    Truncated,
    /// UDP stayed silent, TCP answered.
    UdpSilent,
    /// TCP was needed or tried, and failed like this.
    TcpFailed(String),
}

/// A reply that does not belong to the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    pub why: Mismatch,
    /// The first bytes of it.
    pub raw: Raw,
}

/// Why a reply was not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mismatch {
    /// Another transaction number.
    Id,
    /// Another question.
    Question,
    /// Not a response at all.
    NotAResponse,
    /// It does not parse.
    Malformed,
}

/// How the exchange ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Reply(Box<Reply>),
    /// Nothing came back in time.
    Timeout,
    /// The address cannot be reached: a closed port, or the network said so.
    Unreachable(String),
    /// This laptop has no route for this kind of address (no IPv6, mostly).
    NoRoute,
    /// What came back does not parse.
    Malformed,
    /// The answer was too big for UDP, and TCP failed.
    TruncatedTcpBlocked,
    /// Not asked: this address has been silent in this run already.
    Skipped,
    /// The time for the whole survey was over.
    OutOfTime,
}

/// A reply, read. The bytes it was read from stay with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub id: u16,
    pub rcode: Rcode,
    pub authoritative: bool,
    pub recursion_desired: bool,
    pub recursion_available: bool,
    pub authentic_data: bool,
    pub checking_disabled: bool,
    pub edns: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Record>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authority: Vec<Record>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional: Vec<Record>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended: Vec<ExtendedError>,
    /// Name server identifier, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsid: Option<Raw>,
    pub raw: Raw,
}

/// A response code, extended ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rcode(pub u16);

impl Rcode {
    pub const OK: Self = Self(0);
    pub const FORMERR: Self = Self(1);
    pub const SERVFAIL: Self = Self(2);
    pub const NXDOMAIN: Self = Self(3);
    pub const NOTIMP: Self = Self(4);
    pub const REFUSED: Self = Self(5);
    pub const NOTAUTH: Self = Self(9);
    pub const BADVERS: Self = Self(16);
}

impl fmt::Display for Rcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 11] = [
            "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
            "NXRRSET", "NOTAUTH", "NOTZONE",
        ];
        match NAMES.get(usize::from(self.0)) {
            Some(name) => f.write_str(name),
            None if *self == Self::BADVERS => f.write_str("BADVERS"),
            None => write!(f, "RCODE{}", self.0),
        }
    }
}

/// RFC 8914: why a resolver failed, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedError {
    pub code: u16,
    pub text: String,
}

/// A resource record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub owner: Name,
    pub class: u16,
    pub kind: Kind,
    /// Seconds; values of 2^31 and more count as 0 (RFC 2181).
    pub ttl: u32,
    pub data: Data,
}

/// The class of the internet.
pub const CLASS_IN: u16 = 1;

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Data {
    A(Ipv4Addr),
    Aaaa(Ipv6Addr),
    Ns(Name),
    Cname(Name),
    Dname(Name),
    Mx(u16, Name),
    Soa(Soa),
    /// The strings of a TXT record, byte for byte.
    Txt(Vec<Raw>),
    Ds(Ds),
    Dnskey(Dnskey),
    Rrsig(Rrsig),
    /// A type we do not read.
    Other,
}

/// The registry's word about a zone's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ds {
    pub tag: u16,
    pub algorithm: u8,
    pub digest_type: u8,
    pub digest: Raw,
}

/// A zone's key, as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dnskey(pub Raw);

/// A signature, without the signature itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rrsig {
    pub covered: Kind,
    pub algorithm: u8,
    /// Seconds since 1970, modulo 2^32.
    pub expires: u32,
    pub begins: u32,
    pub tag: u16,
    pub signer: Name,
}

/// Start of authority: the zone's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Soa {
    pub mname: Name,
    /// The person in charge; not kept by the first edition, like `expire`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rname: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire: Option<u32>,
    pub serial: u32,
    pub refresh: u32,
    pub retry: u32,
    pub minimum: u32,
}

/// Bytes; hex in JSON.
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Raw(pub Vec<u8>);

impl Raw {
    /// Lower-case hex digits.
    #[must_use]
    pub fn hex(&self) -> String {
        crate::model::hex(&self.0)
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", shown(&self.0))
    }
}

impl From<Raw> for String {
    fn from(raw: Raw) -> String {
        raw.hex()
    }
}

/// The text was not pairs of hex digits.
#[derive(Debug, thiserror::Error)]
#[error("not pairs of hex digits")]
pub struct NotHex;

impl TryFrom<String> for Raw {
    type Error = NotHex;
    fn try_from(text: String) -> Result<Self, NotHex> {
        let nibbles: Option<Vec<u8>> =
            text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let nibbles = nibbles.filter(|n| n.len() % 2 == 0).ok_or(NotHex)?;
        Ok(Self(nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()))
    }
}

/// Bytes as a zone file shows them: printable ASCII as it is, all else as `\DDD`.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&b| match b {
            b'\\' => "\\\\".to_owned(),
            b' '..=b'~' => char::from(b).to_string(),
            other => format!("\\{other:03}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_survive_json(bytes: Vec<u8>) {
            let json = serde_json::to_string(&Raw(bytes.clone())).unwrap();
            prop_assert_eq!(serde_json::from_str::<Raw>(&json).unwrap().0, bytes.clone());
            prop_assert!(shown(&bytes).bytes().all(|b| (b' '..=b'~').contains(&b)));
        }

        #[test]
        fn a_type_keeps_its_number(number: u16) {
            prop_assert_eq!(u16::from(Kind::from(number)), number);
        }
    }
}
