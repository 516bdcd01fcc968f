//! Just enough DNS to be a server, and to be a bad one.

/// A question as it came.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub id: u16,
    /// Lower case, without the final dot; `.` is the root.
    pub name: String,
    pub kind: u16,
    /// It came in capital and small letters.
    pub mixed: bool,
    pub rd: bool,
    pub cd: bool,
    pub edns: bool,
    pub tcp: bool,
}

pub(crate) const A: u16 = 1;
pub(crate) const NS: u16 = 2;
pub(crate) const CNAME: u16 = 5;
pub(crate) const SOA: u16 = 6;
pub(crate) const MX: u16 = 15;
pub(crate) const TXT: u16 = 16;
pub(crate) const AAAA: u16 = 28;
pub(crate) const DNAME: u16 = 39;

impl Query {
    pub(crate) fn read(bytes: &[u8], tcp: bool) -> Option<Self> {
        let id = u16::from_be_bytes([*bytes.first()?, *bytes.get(1)?]);
        let (rd, cd) = (bytes.get(2)? & 1 == 1, bytes.get(3)? & 0x10 != 0);
        let edns = *bytes.get(11)? > 0;
        let mut at = 12;
        let mut labels: Vec<String> = Vec::new();
        loop {
            let length = usize::from(*bytes.get(at)?);
            if length == 0 {
                break;
            }
            labels.push(bytes.get(at + 1..=at + length)?.iter().map(|b| char::from(*b)).collect());
            at += length + 1;
        }
        let kind = u16::from_be_bytes([*bytes.get(at + 1)?, *bytes.get(at + 2)?]);
        let asked = labels.join(".");
        let mixed = asked.bytes().any(|b| b.is_ascii_uppercase());
        let name = if labels.is_empty() { ".".into() } else { asked.to_lowercase() };
        Some(Self { id, name, kind, mixed, rd, cd, edns, tcp })
    }

    /// True when the name is `zone` or below it.
    pub(crate) fn below(&self, zone: &str) -> bool {
        self.name == zone || self.name.ends_with(&format!(".{zone}"))
    }

    /// The label right below `zone`.
    pub(crate) fn label_under(&self, zone: &str) -> Option<String> {
        let front = self.name.strip_suffix(zone)?.strip_suffix('.')?;
        front.rsplit('.').next().map(str::to_owned)
    }
}

/// A record to send.
#[derive(Debug, Clone)]
pub(crate) struct Rr {
    pub owner: String,
    pub kind: u16,
    pub class: u16,
    pub ttl: u32,
    pub data: Vec<u8>,
}

pub(crate) fn rr(owner: &str, kind: u16, ttl: u32, data: Vec<u8>) -> Rr {
    Rr { owner: owner.into(), kind, class: 1, ttl, data }
}

pub(crate) fn name(text: &str) -> Vec<u8> {
    let mut wire = Vec::new();
    for label in text.split('.').filter(|l| !l.is_empty()) {
        wire.push(u8::try_from(label.len()).unwrap());
        wire.extend(label.bytes());
    }
    wire.push(0);
    wire
}

pub(crate) fn txt(owner: &str, ttl: u32, parts: &[&[u8]]) -> Rr {
    let data = parts.iter().flat_map(|p| {
        let mut part = vec![u8::try_from(p.len()).unwrap()];
        part.extend_from_slice(p);
        part
    });
    rr(owner, TXT, ttl, data.collect())
}

pub(crate) fn a(owner: &str, last: u8) -> Rr {
    rr(owner, A, 300, vec![127, 0, 0, last])
}

pub(crate) fn ns(owner: &str, server: &str) -> Rr {
    rr(owner, NS, 300, name(server))
}

pub(crate) fn soa(zone: &str, serial: u32) -> Rr {
    let mut data = name(&format!("ns1.{zone}"));
    data.extend(name(&format!("hostmaster.{zone}")));
    for number in [serial, 7_200, 900, 604_800, 900] {
        data.extend(number.to_be_bytes());
    }
    rr(zone, SOA, 3_600, data)
}

/// A reply to build on.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub id: u16,
    pub question: Option<(String, u16)>,
    pub aa: bool,
    pub tc: bool,
    pub rd: bool,
    pub ra: bool,
    pub rcode: u8,
    pub answers: Vec<Rr>,
    pub authority: Vec<Rr>,
    pub additional: Vec<Rr>,
    /// An extended error for the OPT record.
    pub ede: Option<(u16, &'static str)>,
}

impl Reply {
    pub(crate) fn to(query: &Query) -> Self {
        Self {
            id: query.id,
            question: Some((query.name.clone(), query.kind)),
            aa: true,
            tc: false,
            rd: query.rd,
            ra: false,
            rcode: 0,
            answers: Vec::new(),
            authority: Vec::new(),
            additional: Vec::new(),
            ede: None,
        }
    }

    pub(crate) fn error(query: &Query, rcode: u8) -> Self {
        Self { aa: false, rcode, ..Self::to(query) }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = self.id.to_be_bytes().to_vec();
        let bit = |set: bool, value: u8| if set { value } else { 0 };
        out.push(0x80 | bit(self.aa, 4) | bit(self.tc, 2) | bit(self.rd, 1));
        out.push(bit(self.ra, 0x80) | self.rcode);
        let counts = [
            usize::from(self.question.is_some()),
            self.answers.len(),
            self.authority.len(),
            self.additional.len() + usize::from(self.ede.is_some()),
        ];
        for count in counts {
            out.extend(u16::try_from(count).unwrap().to_be_bytes());
        }
        if let Some((owner, kind)) = &self.question {
            out.extend(name(owner));
            out.extend(kind.to_be_bytes());
            out.extend([0, 1]);
        }
        for record in self.answers.iter().chain(&self.authority).chain(&self.additional) {
            out.extend(name(&record.owner));
            out.extend(record.kind.to_be_bytes());
            out.extend(record.class.to_be_bytes());
            out.extend(record.ttl.to_be_bytes());
            out.extend(u16::try_from(record.data.len()).unwrap().to_be_bytes());
            out.extend(&record.data);
        }
        if let Some((code, text)) = self.ede {
            out.extend([0, 0, 41, 4, 208, 0, 0, 0, 0]);
            let length = u16::try_from(text.len()).unwrap() + 2;
            out.extend((length + 4).to_be_bytes());
            out.extend([0, 15]);
            out.extend(length.to_be_bytes());
            out.extend(code.to_be_bytes());
            out.extend(text.bytes());
        }
        out
    }
}
