use std::fmt;

use serde::{Deserialize, Serialize};

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
    Intercepted = "intercepted", Error;
    ZoneNotAtProvider = "zone-not-at-provider", Error;
    CnameAtName = "cname-at-name", Error;
    DnameAbove = "dname-above", Error;
    DoubledDomain = "doubled-domain", Error;
    LiteralAtHost = "literal-at-host", Error;
    WildcardOnly = "wildcard-only", Error;
    AtSubdomain = "at-subdomain", Error;
    AtParent = "at-parent", Error;
    DateYesterday = "date-yesterday", Error;
    DateTomorrow = "date-tomorrow", Error;
    FormatDayMonthSwapped = "format-day-month-swapped", Error;
    FormatIso = "format-iso", Error;
    FormatSeparator = "format-separator", Error;
    FormatTwoDigitYear = "format-two-digit-year", Error;
    FormatMissingZero = "format-missing-zero", Error;
    QuotesInValue = "quotes-in-value", Error;
    WhitespaceInValue = "whitespace-in-value", Error;
    LookalikeCharacters = "lookalike-characters", Error;
    PrefixInValue = "prefix-in-value", Error;
    NameAbsent = "name-absent", Error;
    RecordAbsent = "record-absent", Error;
    StaleSecondary = "stale-secondary", Error;
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
    NegativeCache = "negative-cache", Warning;
    ResolverStale = "resolver-stale", Warning;
    ResolverRefuses = "resolver-refuses", Info;
    LeftoverRecord = "leftover-record", Info;
    SplitString = "split-string", Info;
    LargeAnswer = "large-answer", Warning;
    NotUtf8 = "not-utf8", Info;
    ServerSlow = "server-slow", Info;
    EdnsRefused = "edns-refused", Info;
    Ipv6Untested = "ipv6-untested", Info;
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing found, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub id: FindingId,
    pub severity: Severity,
    /// The server it was found at, as `name (address)`; `None` when it is about all of them.
    pub server: Option<String>,
    /// What was seen.
    pub detail: String,
    /// Where to click, what to type, or how long to wait.
    pub hint: String,
}

/// Is the value there?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every name server gave it with authority, and none gave another picture.
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
