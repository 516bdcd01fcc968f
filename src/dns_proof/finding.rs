use std::fmt;

use serde::{Deserialize, Serialize};

use super::what::What;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The value is not visible because of this.
    Error,
    /// It may trip somebody.
    Warning,
    /// Good to know.
    Info,
}

macro_rules! finding_ids {
    ($($name:ident = $text:literal, $severity:ident;)*) => {
        /// Everything this program can find. The texts are a contract with scripts and never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingId { $(#[serde(rename = $text)] $name),* }

        impl FindingId {
            /// All of them, the most telling first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The id as scripts know it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// How bad it is, unless the place says otherwise.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }
        }
    };
}

finding_ids! {
    SurveyBudget = "survey-budget", Error;
    Intercepted = "intercepted", Error;
    NotRegistered = "not-registered", Error;
    RegistrarHold = "registrar-hold", Error;
    GlueMissing = "glue-missing", Error;
    ZoneNotAtProvider = "zone-not-at-provider", Error;
    ServerRefuses = "server-refuses", Error;
    DsLeftBehind = "ds-left-behind", Error;
    SignaturesExpired = "signatures-expired", Error;
    WildcardAlias = "wildcard-alias", Error;
    CnameAtName = "cname-at-name", Error;
    DnameAbove = "dname-above", Error;
    DoubledDomain = "doubled-domain", Error;
    LiteralAtHost = "literal-at-host", Error;
    SwappedFields = "swapped-fields", Error;
    WildcardOnly = "wildcard-only", Error;
    AtSubdomain = "at-subdomain", Error;
    AtParent = "at-parent", Error;
    InsideOtherRecord = "inside-other-record", Error;
    CutValue = "cut-value", Error;
    BlankSplitsValue = "blank-splits-value", Error;
    BackslashInValue = "backslash-in-value", Error;
    DateYesterday = "date-yesterday", Error;
    DateTomorrow = "date-tomorrow", Error;
    DateEarlier = "date-earlier", Error;
    DateLater = "date-later", Error;
    FormatDayMonthSwapped = "format-day-month-swapped", Error;
    FormatIso = "format-iso", Error;
    FormatSeparator = "format-separator", Error;
    FormatTwoDigitYear = "format-two-digit-year", Error;
    FormatMissingZero = "format-missing-zero", Error;
    QuotesInValue = "quotes-in-value", Error;
    WhitespaceInValue = "whitespace-in-value", Error;
    LookalikeCharacters = "lookalike-characters", Error;
    PrefixInValue = "prefix-in-value", Error;
    SuffixInValue = "suffix-in-value", Error;
    NameAbsent = "name-absent", Error;
    RecordAbsent = "record-absent", Error;
    AnswersDiffer = "answers-differ", Error;
    TwoProviders = "two-providers", Error;
    SerialNotRaised = "serial-not-raised", Error;
    StaleSecondary = "stale-secondary", Error;
    HiddenPrimary = "hidden-primary", Warning;
    GlueStale = "glue-stale", Error;
    NsIsAlias = "ns-is-alias", Warning;
    DelegationMismatch = "delegation-mismatch", Warning;
    LameDelegation = "lame-delegation", Error;
    TruncatedTcpBlocked = "truncated-tcp-blocked", Error;
    ServerUnreachable = "server-unreachable", Error;
    ServerTimeout = "server-timeout", Error;
    ServerError = "server-error", Error;
    NotAuthoritative = "not-authoritative", Error;
    MalformedReply = "malformed-reply", Error;
    SpoofedReply = "spoofed-reply", Warning;
    ForeignClass = "foreign-class", Warning;
    DnssecBogus = "dnssec-bogus", Error;
    TenantHostedDns = "tenant-hosted-dns", Warning;
    AmbiguousDate = "ambiguous-date", Warning;
    CaseSensitiveServer = "case-sensitive-server", Warning;
    ResolverOldDelegation = "resolver-old-delegation", Warning;
    ResolverFilters = "resolver-filters", Warning;
    ResolverOwnZone = "resolver-own-zone", Warning;
    NegativeCache = "negative-cache", Warning;
    ResolverStale = "resolver-stale", Warning;
    ResolverRefuses = "resolver-refuses", Info;
    AliasFollowed = "alias-followed", Info;
    OccludedRecord = "occluded-record", Info;
    ZoneCutMissing = "zone-cut-missing", Info;
    LeftoverRecord = "leftover-record", Info;
    SplitString = "split-string", Info;
    LargeAnswer = "large-answer", Warning;
    NotUtf8 = "not-utf8", Info;
    ServerSlow = "server-slow", Info;
    EdnsRefused = "edns-refused", Info;
    Ipv6Untested = "ipv6-untested", Info;
    ServerIgnored = "server-ignored", Info;
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing found: what, how bad, and where. The sentences about it are written above this room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Finding {
    pub severity: Severity,
    /// The server it was found at, as `name (address)`; `None` when it is about all of them.
    pub server: Option<String>,
    pub what: What,
}

impl Finding {
    /// The id as scripts know it.
    #[must_use]
    pub fn id(&self) -> FindingId {
        self.what.id()
    }
}

/// A finding as a journal holds it: as it is now, or with finished sentences, as the first edition kept it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Typed { severity: Severity, server: Option<String>, what: What },
    Told { id: FindingId, severity: Severity, server: Option<String>, detail: String, hint: String },
}

impl From<Kept> for Finding {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Typed { severity, server, what } => Self { severity, server, what },
            Kept::Told { id, severity, server, detail, hint } => {
                Self { severity, server, what: What::Told { id, detail, hint } }
            }
        }
    }
}

/// Is the value there?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every name server that the registry lists gave it with authority, each time it was asked, for the name or for
    /// the end of its alias, and nothing that was seen of keys, DS records and dates speaks against its signatures. The
    /// signatures themselves are not verified.
    Visible,
    /// Some name servers have it.
    Partly,
    /// It is not there.
    NotYet,
    /// Something is there, but not what was asked for.
    Wrong,
    /// No name server of the zone could be asked: nothing is known.
    Unknown,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Visible => "visible",
            Verdict::Partly => "partly",
            Verdict::NotYet => "not-yet",
            Verdict::Wrong => "wrong",
            Verdict::Unknown => "unknown",
        })
    }
}
