//! What can be found, with the data that belongs to it. No sentence is written here: whoever shows a finding writes
//! the sentence from these data, and whoever counts findings needs none. A journal keeps the data, so that a sentence
//! that turns out wrong can be mended for cases that are already written.

use std::net::IpAddr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::exchange::{ExtendedError, Rcode};
use super::expected::DateFormat;
use super::finding::FindingId as Id;
use super::miss::Miss;
use super::name::Name;

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Kept by the first edition with its sentences.
    Told {
        id: Id,
        detail: String,
        hint: String,
    },
    /// Something like the value stands there.
    Near {
        id: Id,
        misses: Vec<Miss>,
        value: String,
    },
    /// Somebody else answers in a server's place.
    Intercepted(Interception),
    /// The way down from the root ended before the zone; `None`: at the root itself.
    WayClosed {
        zone: Option<Name>,
        why: Failure,
    },
    /// The survey ended because its questions or its time were used up.
    SurveyBudget {
        questions: usize,
    },
    DelegationMismatch {
        registry: Vec<Name>,
        zone: Vec<Name>,
    },
    LameDelegation(Lame),
    /// `explained`: they refuse every question, and another finding says what that may mean.
    ZoneNotAtProvider {
        servers: usize,
        zone: Name,
        #[serde(default)]
        explained: bool,
    },
    ServerRefuses {
        servers: usize,
        zone: Name,
    },
    /// `listed`: the registry has something for the name, and no name servers.
    NotRegistered {
        registry: Name,
        #[serde(default)]
        listed: bool,
    },
    RegistrarHold {
        server: Name,
    },
    /// Name servers inside the zone whose addresses the registry does not give.
    GlueMissing {
        names: Vec<Name>,
        all: bool,
    },
    /// Addresses of name servers inside the zone that nothing speaks against, and nothing but old servers for.
    GlueUnproven {
        servers: Vec<(Name, Vec<IpAddr>)>,
    },
    /// The registry's addresses of a name server inside the zone, and the zone's own.
    GlueStale {
        name: Name,
        glue: Vec<IpAddr>,
        own: Vec<IpAddr>,
    },
    NsIsAlias {
        name: Name,
        to: Name,
    },
    /// A public name leads to an address of a private network, which is not asked.
    PrivateAddress {
        address: IpAddr,
    },
    ZoneCutMissing {
        name: Name,
        zone: Name,
    },
    OccludedRecord {
        zone: Name,
        parent: Name,
        seen: bool,
    },
    TwoProviders {
        here: Vec<Name>,
        there: Vec<Name>,
    },
    HiddenPrimary {
        primary: Name,
    },
    SerialNotRaised {
        serial: u32,
    },
    StaleSecondary {
        lacks: Lacks,
        serial: Option<u32>,
        newest: Option<u32>,
        refresh: u32,
        retry: u32,
    },
    AnswersDiffer {
        right: usize,
        answers: usize,
    },
    /// Whoever could say where a name server lives said nothing.
    AddressUnknown,
    /// A server could not be asked.
    Failed(Failure),
    /// A server failed; `expired`: others serve the zone, so its copy may have run out.
    ServerError {
        rcode: Rcode,
        expired: bool,
    },
    NotAuthoritative {
        resolver: bool,
    },
    Ipv6Untested {
        only: bool,
    },
    ServerSlow {
        ms: u64,
    },
    EdnsRefused {
        rcode: Option<Rcode>,
    },
    SpoofedReply,
    MalformedReply,
    ForeignClass,
    LargeAnswer {
        records: usize,
        bytes: usize,
    },
    RecordAbsent {
        others: usize,
        memory: Memory,
        wildcard: bool,
        spf_type: bool,
    },
    NameAbsent {
        memory: Memory,
        explained: bool,
    },
    CnameAtName {
        to: Name,
        end: AliasEnd,
    },
    DnameAbove {
        from: Name,
    },
    AliasFollowed {
        from: Name,
        to: Name,
    },
    WildcardAlias {
        to: Name,
    },
    DoubledDomain {
        at: Name,
    },
    LiteralAtHost {
        at: Name,
    },
    WildcardOnly {
        at: Name,
    },
    AtSubdomain {
        at: Name,
    },
    AtParent {
        at: Name,
    },
    SwappedFields {
        at: Name,
    },
    SplitString {
        parts: usize,
    },
    LeftoverRecord {
        value: String,
    },
    NotUtf8 {
        value: String,
    },
    AmbiguousDate {
        day: NaiveDate,
        format: DateFormat,
    },
    TenantHostedDns {
        server: Option<Name>,
        provider: Option<String>,
    },
    /// A resolver remembers that nothing was there, for so many seconds.
    NegativeCache {
        seconds: Option<u32>,
    },
    /// A resolver shows what was there before; nothing where it does not say for how long.
    ResolverStale {
        seconds: Option<u32>,
    },
    ResolverOldDelegation {
        names: Vec<Name>,
        seconds: u32,
    },
    ResolverRefuses {
        rcode: Rcode,
    },
    ResolverFilters {
        why: Option<ExtendedError>,
    },
    ResolverOwnZone,
    /// A resolver failed, and not because of signatures.
    ResolverFailed {
        why: Vec<ExtendedError>,
    },
    CaseSensitiveServer,
    /// A validating resolver refuses the zone; `explained`: another finding says why.
    DnssecBogus {
        why: Vec<ExtendedError>,
        explained: bool,
    },
    /// The registry's DS records fit no key of the zone; `signed`: it has keys, others. `above`: not of the zone itself,
    /// but of this one above it.
    DsLeftBehind {
        signed: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        above: Option<Name>,
    },
    /// The key that the DS records name is there, and the zone's keys are not signed with it.
    KeysUnsigned {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        above: Option<Name>,
    },
    /// The zone is signed, and the value is not, or with a key that the zone does not show.
    ValueUnsigned {
        another_key: bool,
    },
    /// Seconds since 1970 at which the signatures ran out (or from which they count); `trusted`: somebody checks them.
    SignaturesExpired {
        at: i64,
        early: bool,
        trusted: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        above: Option<Name>,
    },
    ServerIgnored,
}

/// Who answers in a server's place, and how it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interception {
    /// A root server or a registry speaks with authority for a zone that it cannot hold.
    HoldsZone(Name),
    /// It behaves like a resolver.
    Recursive,
    /// It answers for a name that cannot exist.
    Everything,
}

/// Why a server does not serve a zone that is delegated to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lame {
    NoAddress,
    Says(Rcode),
    PointsElsewhere,
    /// So do all the others: it may be this network that they refuse.
    Refused,
}

/// How an exchange failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    Timeout { ms: u64 },
    Skipped,
    OutOfTime,
    Unreachable { why: String },
    NoRoute,
    Malformed,
    TcpBlocked,
    Says(Rcode),
}

impl Failure {
    /// The finding that tells it.
    #[must_use]
    pub fn id(&self) -> Id {
        match self {
            Self::Timeout { .. } | Self::Skipped | Self::OutOfTime => Id::ServerTimeout,
            Self::Unreachable { .. } | Self::NoRoute => Id::ServerUnreachable,
            Self::Malformed => Id::MalformedReply,
            Self::TcpBlocked => Id::TruncatedTcpBlocked,
            Self::Says(_) => Id::ServerError,
        }
    }
}

/// What a server has instead of the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lacks {
    Value,
    Name,
    Other(Box<Miss>),
    Alias(Name),
}

/// For how long somebody who asked may go on seeing what is there now, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// The records that stand there.
    Positive(u32),
    /// That nothing is there.
    Negative(u32),
    NotSaid,
}

/// Where an alias leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AliasEnd {
    /// The value is not there.
    Without,
    /// It cannot be asked.
    Unknown,
    /// In a ring.
    Ring,
    /// Its target is the value itself: the wrong record type was chosen.
    Value,
}

impl What {
    /// The id as scripts know it.
    #[must_use]
    pub fn id(&self) -> Id {
        match self {
            Self::Told { id, .. } | Self::Near { id, .. } => *id,
            Self::Intercepted(_) => Id::Intercepted,
            Self::WayClosed { why, .. } | Self::Failed(why) => why.id(),
            Self::SurveyBudget { .. } => Id::SurveyBudget,
            Self::DelegationMismatch { .. } => Id::DelegationMismatch,
            Self::LameDelegation(_) => Id::LameDelegation,
            Self::ZoneNotAtProvider { .. } => Id::ZoneNotAtProvider,
            Self::ServerRefuses { .. } => Id::ServerRefuses,
            Self::NotRegistered { .. } => Id::NotRegistered,
            Self::RegistrarHold { .. } => Id::RegistrarHold,
            Self::GlueMissing { .. } => Id::GlueMissing,
            Self::GlueStale { .. } | Self::GlueUnproven { .. } => Id::GlueStale,
            Self::NsIsAlias { .. } => Id::NsIsAlias,
            Self::PrivateAddress { .. } => Id::ServerUnreachable,
            Self::AddressUnknown => Id::ServerTimeout,
            Self::ZoneCutMissing { .. } => Id::ZoneCutMissing,
            Self::OccludedRecord { .. } => Id::OccludedRecord,
            Self::TwoProviders { .. } => Id::TwoProviders,
            Self::HiddenPrimary { .. } => Id::HiddenPrimary,
            Self::SerialNotRaised { .. } => Id::SerialNotRaised,
            Self::StaleSecondary { .. } => Id::StaleSecondary,
            Self::AnswersDiffer { .. } => Id::AnswersDiffer,
            Self::ServerError { .. } | Self::ResolverFailed { .. } => Id::ServerError,
            Self::NotAuthoritative { .. } => Id::NotAuthoritative,
            Self::Ipv6Untested { .. } => Id::Ipv6Untested,
            Self::ServerSlow { .. } => Id::ServerSlow,
            Self::EdnsRefused { .. } => Id::EdnsRefused,
            Self::SpoofedReply => Id::SpoofedReply,
            Self::MalformedReply => Id::MalformedReply,
            Self::ForeignClass => Id::ForeignClass,
            Self::LargeAnswer { .. } => Id::LargeAnswer,
            Self::RecordAbsent { .. } => Id::RecordAbsent,
            Self::NameAbsent { .. } => Id::NameAbsent,
            Self::CnameAtName { .. } => Id::CnameAtName,
            Self::DnameAbove { .. } => Id::DnameAbove,
            Self::AliasFollowed { .. } => Id::AliasFollowed,
            Self::WildcardAlias { .. } => Id::WildcardAlias,
            Self::DoubledDomain { .. } => Id::DoubledDomain,
            Self::LiteralAtHost { .. } => Id::LiteralAtHost,
            Self::WildcardOnly { .. } => Id::WildcardOnly,
            Self::AtSubdomain { .. } => Id::AtSubdomain,
            Self::AtParent { .. } => Id::AtParent,
            Self::SwappedFields { .. } => Id::SwappedFields,
            Self::SplitString { .. } => Id::SplitString,
            Self::LeftoverRecord { .. } => Id::LeftoverRecord,
            Self::NotUtf8 { .. } => Id::NotUtf8,
            Self::AmbiguousDate { .. } => Id::AmbiguousDate,
            Self::TenantHostedDns { .. } => Id::TenantHostedDns,
            Self::NegativeCache { .. } => Id::NegativeCache,
            Self::ResolverStale { .. } => Id::ResolverStale,
            Self::ResolverOldDelegation { .. } => Id::ResolverOldDelegation,
            Self::ResolverRefuses { .. } => Id::ResolverRefuses,
            Self::ResolverFilters { .. } => Id::ResolverFilters,
            Self::ResolverOwnZone => Id::ResolverOwnZone,
            Self::CaseSensitiveServer => Id::CaseSensitiveServer,
            Self::DnssecBogus { .. } | Self::ValueUnsigned { .. } => Id::DnssecBogus,
            Self::DsLeftBehind { .. } | Self::KeysUnsigned { .. } => Id::DsLeftBehind,
            Self::SignaturesExpired { .. } => Id::SignaturesExpired,
            Self::ServerIgnored => Id::ServerIgnored,
        }
    }
}
