use hickory_resolver::proto::op::{Edns, Message, MessageType, OpCode, Query};
use hickory_resolver::proto::rr::rdata::opt::EdnsOption;
use hickory_resolver::proto::rr::{self, RData, RecordType};

use crate::dns_proof::exchange::{
    Ask, Data, Dnskey, Ds, ExtendedError, Kind, Mismatch, Raw, Rcode, Record, Reply, Rrsig, Soa,
};
use crate::dns_proof::name::Name;

/// What fits into one packet on every path.
const PAYLOAD: u16 = 1_232;
const NSID: u16 = 3;
const EXTENDED_ERROR: u16 = 15;

/// What a datagram turned out to be.
#[derive(Debug)]
pub enum Read {
    Reply(Box<Reply>),
    /// An answer to the question, cut off.
    Truncated(Box<Reply>),
    NotOurs(Mismatch),
}

/// The question as bytes. `None` when the name does not fit the wire, which our own type prevents.
pub fn write(ask: &Ask, id: u16, edns: bool) -> Option<Vec<u8>> {
    message(ask, id, edns)?.to_vec().ok()
}

/// The question as hickory knows it.
pub(super) fn message(ask: &Ask, id: u16, edns: bool) -> Option<Message> {
    let mut name = if ask.style.mixed_case {
        let labels: Vec<Vec<u8>> = ask.name.labels().map(mixed).collect();
        rr::Name::from_labels(labels.iter().map(Vec::as_slice)).ok()?
    } else {
        rr::Name::from_labels(ask.name.labels()).ok()?
    };
    // Without the final dot a resolver library would try the laptop's own search domains.
    name.set_fqdn(true);
    let mut message = Message::new(id, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = ask.recursion;
    message.metadata.checking_disabled = ask.checking_disabled;
    message.metadata.authentic_data = ask.recursion;
    message.add_query(Query::query(name, RecordType::from(u16::from(ask.kind))));
    if edns {
        let mut opt = Edns::new();
        opt.set_max_payload(PAYLOAD);
        opt.set_dnssec_ok(ask.style.signatures);
        opt.options_mut().insert(EdnsOption::Unknown(NSID, Vec::new()));
        message.set_edns(opt);
    }
    Some(message)
}

/// Every second letter as a capital one.
fn mixed(label: &[u8]) -> Vec<u8> {
    let turn = |(at, b): (usize, &u8)| if at % 2 == 0 { b.to_ascii_uppercase() } else { *b };
    label.iter().enumerate().map(turn).collect()
}

/// Reads whatever came. Never panics, never believes a reply to another question.
#[must_use]
pub fn read(bytes: &[u8], ask: &Ask, id: u16) -> Read {
    let (Some(head), Some(flags)) = (bytes.get(..2), bytes.get(2)) else {
        return Read::NotOurs(Mismatch::Malformed);
    };
    if head != id.to_be_bytes() {
        return Read::NotOurs(Mismatch::Id);
    }
    if flags & 0x80 == 0 {
        return Read::NotOurs(Mismatch::NotAResponse);
    }
    let Ok(message) = Message::from_vec(bytes) else {
        return cut_short(bytes, ask).unwrap_or(Read::NotOurs(Mismatch::Malformed));
    };
    if message.metadata.op_code != OpCode::Query {
        return Read::NotOurs(Mismatch::Question);
    }
    let Some(reply) = reply(&message, bytes) else { return Read::NotOurs(Mismatch::Malformed) };
    match message.queries.as_slice() {
        [query] => {
            let same = name(query.name()).is_some_and(|n| n == ask.name)
                && u16::from(query.query_type()) == u16::from(ask.kind)
                && u16::from(query.query_class()) == 1;
            if !same {
                return Read::NotOurs(Mismatch::Question);
            }
        }
        // Servers that do not understand a question do not always repeat it.
        [] if matches!(reply.rcode, Rcode::FORMERR | Rcode::NOTIMP | Rcode::SERVFAIL | Rcode::REFUSED) => {}
        _ => return Read::NotOurs(Mismatch::Question),
    }
    let reply = Box::new(reply);
    if message.metadata.truncation { Read::Truncated(reply) } else { Read::Reply(reply) }
}

/// A truncated reply may end in the middle of a record; its header and question still say "ask again over TCP".
fn cut_short(bytes: &[u8], ask: &Ask) -> Option<Read> {
    let mut head: Vec<u8> = bytes.get(..12)?.to_vec();
    if head[2] & 0x02 == 0 {
        return None;
    }
    head[6..12].fill(0);
    let mut length = 12;
    let mut question: Vec<u8> = Vec::new();
    loop {
        let size = usize::from(*bytes.get(length)?);
        if size > 63 {
            return None;
        }
        question.extend(bytes.get(length..=length + size)?);
        length += size + 1;
        if size == 0 {
            break;
        }
    }
    question.extend(bytes.get(length..length + 4)?);
    head.extend(question);
    let message = Message::from_vec(&head).ok()?;
    let [query] = message.queries.as_slice() else { return None };
    let same = name(query.name())? == ask.name && u16::from(query.query_type()) == u16::from(ask.kind);
    let mut reply = reply(&message, bytes).filter(|_| same)?;
    reply.raw = Raw(bytes.to_vec());
    Some(Read::Truncated(Box::new(reply)))
}

fn reply(message: &Message, bytes: &[u8]) -> Option<Reply> {
    let head = &message.metadata;
    let options = message.edns.as_ref().map(|e| e.options().as_ref()).unwrap_or_default();
    let mut extended = Vec::new();
    let mut nsid = None;
    for (_, option) in options {
        match option {
            EdnsOption::Unknown(EXTENDED_ERROR, data) if data.len() >= 2 => extended.push(ExtendedError {
                code: u16::from_be_bytes([data[0], data[1]]),
                text: String::from_utf8_lossy(&data[2..]).chars().filter(|c| !c.is_control()).collect(),
            }),
            EdnsOption::Unknown(NSID, data) if !data.is_empty() => nsid = Some(Raw(data.clone())),
            EdnsOption::NSID(payload) if !payload.as_ref().is_empty() => {
                nsid = Some(Raw(payload.as_ref().to_vec()));
            }
            _ => {}
        }
    }
    let all = |records: &[rr::Record]| records.iter().map(record).collect::<Option<Vec<Record>>>();
    Some(Reply {
        id: head.id,
        rcode: Rcode(u16::from(head.response_code)),
        authoritative: head.authoritative,
        recursion_desired: head.recursion_desired,
        recursion_available: head.recursion_available,
        authentic_data: head.authentic_data,
        checking_disabled: head.checking_disabled,
        edns: message.edns.is_some(),
        answers: all(&message.answers)?,
        authority: all(&message.authorities)?,
        additional: all(&message.additionals)?,
        extended,
        nsid,
        raw: Raw(bytes.to_vec()),
    })
}

fn record(record: &rr::Record) -> Option<Record> {
    let data = match &record.data {
        RData::A(ip) => Data::A(ip.0),
        RData::AAAA(ip) => Data::Aaaa(ip.0),
        RData::NS(to) => Data::Ns(name(&to.0)?),
        RData::CNAME(to) => Data::Cname(name(&to.0)?),
        RData::MX(mx) => Data::Mx(mx.preference, name(&mx.exchange)?),
        RData::SOA(soa) => Data::Soa(Soa {
            mname: name(&soa.mname)?,
            rname: name(&soa.rname),
            expire: u32::try_from(soa.expire).ok(),
            serial: soa.serial,
            refresh: u32::try_from(soa.refresh).unwrap_or(0),
            retry: u32::try_from(soa.retry).unwrap_or(0),
            minimum: soa.minimum,
        }),
        RData::TXT(txt) => Data::Txt(txt.txt_data.iter().map(|part| Raw(part.to_vec())).collect()),
        RData::Unknown { code, rdata } => match Kind::from(u16::from(*code)) {
            Kind::Dname => dname(&rdata.anything),
            Kind::Ds => ds(&rdata.anything).unwrap_or(Data::Other),
            Kind::Dnskey => Data::Dnskey(Dnskey(Raw(rdata.anything.clone()))),
            Kind::Rrsig => rrsig(&rdata.anything).unwrap_or(Data::Other),
            _ => Data::Other,
        },
        _ => Data::Other,
    };
    // RFC 2181: a TTL with the highest bit set counts as zero.
    let ttl = if record.ttl < 1 << 31 { record.ttl } else { 0 };
    let kind = Kind::from(u16::from(record.record_type()));
    Some(Record { owner: name(&record.name)?, class: u16::from(record.dns_class), kind, ttl, data })
}

/// A DNAME's target; hickory hands the type through unread. It must not be compressed (RFC 6672).
fn dname(bytes: &[u8]) -> Data {
    uncompressed(bytes).map_or(Data::Other, |(name, _)| Data::Dname(name))
}

/// A name as it stands in record data, and what follows it.
fn uncompressed(bytes: &[u8]) -> Option<(Name, &[u8])> {
    let mut labels: Vec<&[u8]> = Vec::new();
    let mut rest = bytes;
    loop {
        let (&size, after) = rest.split_first()?;
        if size == 0 {
            return Some((Name::from_labels(labels).ok()?, after));
        }
        let (label, next) = after.split_at_checked(usize::from(size))?;
        labels.push(label);
        rest = next;
    }
}

/// RFC 4034, section 5.
fn ds(bytes: &[u8]) -> Option<Data> {
    let (&[t0, t1, algorithm, digest_type], digest) = bytes.split_first_chunk()?;
    let tag = u16::from_be_bytes([t0, t1]);
    Some(Data::Ds(Ds { tag, algorithm, digest_type, digest: Raw(digest.to_vec()) }))
}

/// RFC 4034, section 3; the signature itself stays in the raw reply.
fn rrsig(bytes: &[u8]) -> Option<Data> {
    let (head, rest) = bytes.split_first_chunk::<18>()?;
    let short = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
    let long = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (signer, _) = uncompressed(rest)?;
    Some(Data::Rrsig(Rrsig {
        covered: Kind::from(short(0)),
        algorithm: head[2],
        expires: long(8),
        begins: long(12),
        tag: short(16),
        signer,
    }))
}

fn name(name: &rr::Name) -> Option<Name> {
    Name::from_labels(name.iter()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns_proof::exchange::{Place, Style};
    use proptest::prelude::*;

    fn ask() -> Ask {
        let server = Place::Socket("192.0.2.1:53".parse().unwrap());
        Ask::new(server, "contoso.com".parse().unwrap(), Kind::Txt)
    }

    /// An answer as a server sends it: two strings, a TTL with the highest bit set, compression.
    fn answer() -> Vec<u8> {
        let mut bytes = write(&ask(), 0x1234, false).unwrap();
        (bytes[2], bytes[3], bytes[7]) = (0x84, 0, 1);
        bytes.extend([0xc0, 12, 0, 16, 0, 1, 0x80, 0, 0, 1, 0, 12, 6]);
        bytes.extend(b"22-11-");
        bytes.extend([4]);
        bytes.extend(b"2026");
        bytes
    }

    #[test]
    fn a_question_is_fully_qualified_and_asks_for_nothing_more() {
        let bytes = write(&ask(), 7, false).unwrap();
        assert_eq!(bytes, b"\0\x07\0\0\0\x01\0\0\0\0\0\0\x07contoso\x03com\0\0\x10\0\x01");
        let edns = write(&Ask { recursion: true, checking_disabled: true, ..ask() }, 7, true).unwrap();
        assert_eq!(edns[2..4], [0x01, 0x30], "RD, AD and CD");
        assert_eq!(edns[11], 1, "one OPT record");
    }

    #[test]
    fn letters_are_mixed_and_signatures_asked_for_when_wanted() {
        let style = Style { mixed_case: true, signatures: true, once: false };
        let bytes = write(&Ask { style, ..ask() }, 7, true).unwrap();
        assert_eq!(bytes[12..25], *b"\x07CoNtOsO\x03CoM\0");
        assert!(bytes.windows(4).any(|w| w == [0, 0, 0x80, 0]), "the DO bit");
    }

    #[test]
    fn records_of_dnssec_are_read() {
        let mut bytes = write(&Ask { kind: Kind::Ds, ..ask() }, 1, false).unwrap();
        (bytes[2], bytes[3], bytes[7]) = (0x84, 0, 2);
        bytes.extend([0xc0, 12, 0, 43, 0, 1, 0, 0, 0, 60, 0, 6, 0x30, 0x39, 13, 2, 0xab, 0xcd]);
        bytes.extend([0xc0, 12, 0, 46, 0, 1, 0, 0, 0, 60, 0, 24, 0, 43, 13, 2, 0, 0, 0, 60]);
        bytes.extend([0, 0, 0, 9, 0, 0, 0, 5, 0, 7, 3]);
        bytes.extend(b"com\0s");
        let Read::Reply(reply) = read(&bytes, &Ask { kind: Kind::Ds, ..ask() }, 1) else { panic!() };
        let ds = Ds { tag: 12_345, algorithm: 13, digest_type: 2, digest: Raw(vec![0xab, 0xcd]) };
        assert_eq!(reply.answers[0].data, Data::Ds(ds));
        let Data::Rrsig(signature) = &reply.answers[1].data else { panic!("{:?}", reply.answers) };
        assert_eq!((signature.expires, signature.begins, signature.tag), (9, 5, 7));
        assert_eq!((signature.covered, signature.signer.to_string().as_str()), (Kind::Ds, "com"));
    }

    #[test]
    fn an_answer_is_read_byte_for_byte() {
        let Read::Reply(reply) = read(&answer(), &ask(), 0x1234) else { panic!() };
        assert!(reply.authoritative);
        assert_eq!(reply.answers[0].ttl, 0);
        assert_eq!(reply.answers[0].data, Data::Txt(vec![Raw(b"22-11-".to_vec()), Raw(b"2026".to_vec())]));
    }

    #[test]
    fn strangers_are_refused() {
        let not_ours = |bytes: &[u8], ask: &Ask, id| match read(bytes, ask, id) {
            Read::NotOurs(why) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(not_ours(&answer(), &ask(), 0x1235), Mismatch::Id);
        let other = Ask { name: "contoso.net".parse().unwrap(), ..ask() };
        assert_eq!(not_ours(&answer(), &other, 0x1234), Mismatch::Question);
        assert_eq!(not_ours(&write(&ask(), 0x1234, true).unwrap(), &ask(), 0x1234), Mismatch::NotAResponse);
        assert_eq!(not_ours(&answer()[..40], &ask(), 0x1234), Mismatch::Malformed);
    }

    proptest! {
        #[test]
        fn nothing_makes_the_reader_panic(bytes: Vec<u8>, id: u16) {
            let _ = read(&bytes, &ask(), id);
        }

        /// A reply with any bytes changed is either refused or still an answer to this very question.
        #[test]
        fn a_bent_reply_is_never_an_answer_to_something_else(
            bends in prop::collection::vec((0usize..80, any::<u8>()), 1..6),
            length in 0usize..80,
        ) {
            let mut bytes = answer();
            for (at, byte) in bends {
                if let Some(place) = bytes.get_mut(at) { *place = byte; }
            }
            bytes.truncate(length.max(12));
            if let Read::Reply(reply) = read(&bytes, &ask(), 0x1234) {
                prop_assert_eq!(reply.id, 0x1234);
                prop_assert_eq!(&reply.raw.0, &bytes);
                let question = bytes[12..].to_ascii_lowercase().starts_with(b"\x07contoso\x03com\0\0\x10\0\x01");
                prop_assert!(question || matches!(reply.rcode.0, 1 | 2 | 4 | 5));
            }
        }
    }
}
