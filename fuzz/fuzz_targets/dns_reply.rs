//! Whatever a server sends: it is read or refused, and only an answer to the question counts as one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::adapter::hickory::wire::{self, Read};
use reentry::dns_proof::answer_class::{AnswerClass, negative_ttl, strings};
use reentry::dns_proof::exchange::{Ask, Kind, Place};
use reentry::dns_proof::expected::Expected;

fuzz_target!(|bytes: &[u8]| {
    let name: reentry::dns_proof::name::Name = "contoso.com".parse().unwrap();
    let ask = Ask {
        server: Place::Socket("192.0.2.1:53".parse().unwrap()),
        name: name.clone(),
        kind: Kind::Txt,
        recursion: false,
        checking_disabled: false,
        style: Default::default(),
    };
    let id = bytes.get(..2).map_or(0, |b| u16::from_be_bytes([b[0], b[1]]));
    if let Read::Reply(reply) | Read::Truncated(reply) = wire::read(bytes, &ask, id) {
        let expected = Expected::verbatim("22-11-2026").unwrap();
        let picture = AnswerClass::of_records(&reply, &name, &expected);
        let there = strings(&reply, &name).iter().any(|parts| parts.concat() == b"22-11-2026");
        assert_eq!(picture.is_right(), there);
        let _ = negative_ttl(&reply);
        let json = serde_json::to_string(&reply).unwrap();
        assert_eq!(serde_json::from_str::<reentry::dns_proof::exchange::Reply>(&json).unwrap(), *reply);
        assert_eq!(reply.raw.0, bytes);
    }
    // With another number it is never ours.
    assert!(matches!(wire::read(bytes, &ask, id ^ 1), Read::NotOurs(_)));
});
