use std::net::IpAddr;

use serde_json::{Map, Value};

use super::Reference;
use super::loose::{Fields, List};

/// A named location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub id: Option<Reference>,
    pub name: Option<String>,
    /// Marked trusted; nothing where the export does not say it.
    pub trusted: Option<bool>,
    pub kind: PlaceKind,
}

/// What a named location is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceKind {
    /// Addresses. A range that cannot be read is counted in `unread`.
    Addresses { ranges: Vec<Range>, unread: usize },
    /// Countries by two letters in capitals, taken from the address or from the position that a telephone reports.
    Countries { countries: Vec<String>, unknown: Option<bool>, by_position: bool },
    /// A network that another service vouches for.
    CompliantNetwork,
    /// Something else.
    Unknown,
    /// What several exports say, where they say different things.
    Versions(Vec<Self>),
}

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    base: u128,
    bits: u8,
    six: bool,
}

impl Range {
    /// Reads `203.0.113.0/24`, an IPv6 range, or one address.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
            None => (text.trim(), None),
        };
        let (value, six) = number(address.parse().ok()?);
        let most = if six { 128 } else { 32 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { base: value, bits, six })
    }

    /// An address in it: not the first one, which names the network, where there are others.
    #[must_use]
    pub fn an_address(&self) -> IpAddr {
        let most = if self.six { 128 } else { 32 };
        let base = if self.bits + 1 < most { self.base | 1 } else { self.base };
        if self.six {
            IpAddr::V6(base.into())
        } else {
            IpAddr::V4(u32::try_from(base).unwrap_or_default().into())
        }
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let (value, six) = number(address);
        let most: u32 = if self.six { 128 } else { 32 };
        let shift = most - u32::from(self.bits);
        six == self.six && value.checked_shr(shift).unwrap_or(0) == self.base.checked_shr(shift).unwrap_or(0)
    }
}

/// An address as a number; IPv4 written inside IPv6 is IPv4.
fn number(address: IpAddr) -> (u128, bool) {
    match address.to_canonical() {
        IpAddr::V4(four) => (u128::from(u32::from(four)), false),
        IpAddr::V6(six) => (u128::from(six), true),
    }
}

impl Place {
    /// Whether an object has the shape of a named location.
    #[must_use]
    pub fn is_one(object: &Map<String, Value>) -> bool {
        let fields = Fields::of(object);
        let kind = fields.text("@odata.type").unwrap_or_default().to_lowercase();
        kind.ends_with("namedlocation")
            || fields.has("ipRanges")
            || fields.has("countriesAndRegions")
            || fields.has("compliantNetworkType")
    }

    /// Takes in what another export says about the same location.
    pub fn join(&mut self, other: Self) {
        self.trusted = match (self.trusted, other.trusted) {
            (Some(one), Some(other)) => (one == other).then_some(one),
            (one, other) => one.or(other),
        };
        if self.kind != other.kind {
            let kind = std::mem::replace(&mut self.kind, PlaceKind::Unknown);
            let mut kinds = if let PlaceKind::Versions(kinds) = kind { kinds } else { vec![kind] };
            if !kinds.contains(&other.kind) {
                kinds.push(other.kind);
            }
            self.kind = PlaceKind::Versions(kinds);
        }
    }

    /// Reads one named location.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let kind = fields.text("@odata.type").unwrap_or_default().to_lowercase();
        let kind = if kind.ends_with("compliantnetworknamedlocation") || fields.has("compliantNetworkType") {
            PlaceKind::CompliantNetwork
        } else if let Some(value) = fields.get("ipRanges") {
            let (ranges, unread) = ranges(value);
            PlaceKind::Addresses { ranges, unread }
        } else if let (List::Words(words), true) =
            (fields.list("countriesAndRegions"), !kind.contains("ipnamed"))
        {
            let method = fields.text("countryLookupMethod").unwrap_or_default().to_lowercase();
            PlaceKind::Countries {
                countries: words.iter().map(|word| word.to_uppercase()).collect(),
                unknown: fields.flag("includeUnknownCountriesAndRegions"),
                by_position: !matches!(method.as_str(), "" | "clientipaddress"),
            }
        } else {
            PlaceKind::Unknown
        };
        Self {
            id: fields.text("id").map(Reference::read),
            name: fields.text("displayName").map(str::to_owned),
            trusted: fields.flag("isTrusted"),
            kind,
        }
    }
}

fn ranges(value: &Value) -> (Vec<Range>, usize) {
    let one = std::slice::from_ref(value);
    let items = value.as_array().map_or(one, Vec::as_slice);
    let text = |item: &Value| match item {
        Value::Object(object) => Fields::of(object).text("cidrAddress").map(str::to_owned),
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    let mut ranges = Vec::with_capacity(items.len());
    let mut unread = 0;
    for item in items {
        match text(item).and_then(|text| Range::read(&text)) {
            Some(range) => ranges.push(range),
            None => unread += 1,
        }
    }
    (ranges, unread)
}
