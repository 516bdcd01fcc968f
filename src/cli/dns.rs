//! What is asked of DNS.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Dns {
    /// Is the value visible, where not, and exactly why
    Check(DnsCheck),
    /// The same until it is: asks the zone's own servers again and again, resolvers only once those have it
    Watch(DnsCheck),
    /// Many domains: a list, a CSV of domain,value,host, or a folder of cases
    ///
    /// Answers come in the order of the list. With --json each line is one JSON object (NDJSON), like --format ndjson.
    Bulk(DnsBulk),
    /// What a finding means, and what helps
    Explain {
        /// Its id, like record-absent; all of them without
        findings: Vec<String>,
    },
}

#[derive(Debug, Clone, Args)]
pub struct DnsWhat {
    /// The value exactly as support wrote it (with --date: the day that it means)
    #[arg(long, value_name = "TEXT")]
    pub value: Option<String>,
    /// The date to expect: today or YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// How support writes dates: dd-mm-yyyy, mm-dd-yyyy, yyyy-mm-dd …
    #[arg(long, value_name = "FORMAT")]
    pub date_format: Option<String>,
    /// The support engineer's time zone, as an offset: +05:30 (decides what "today" is)
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    pub engineer_offset: Option<String>,
    /// The host label asked for (else the domain itself)
    #[arg(long, value_name = "LABEL")]
    pub host: Option<String>,
    /// Ask this resolver instead of the public ones: IP, IP:PORT or https://…
    #[arg(long, value_name = "ADDRESS")]
    pub resolver: Vec<String>,
    /// Ask public resolvers even before the zone's own servers are right
    #[arg(long)]
    pub resolvers_now: bool,
    /// Ask the zone's own servers only
    #[arg(long, conflicts_with_all = ["resolvers_now", "resolvers_only"])]
    pub authoritative_only: bool,
    /// Ask resolvers only: where port 53 is blocked (it is a good sign and no proof)
    #[arg(long)]
    pub resolvers_only: bool,
    /// Leave this name server out of the verdict: name or address (repeatable)
    #[arg(long, value_name = "SERVER")]
    pub ignore: Vec<String>,
    /// Start at these root servers instead of the public ones
    #[arg(long, value_name = "FILE")]
    pub root_hints: Option<PathBuf>,
    /// Seconds to wait for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 2.8)]
    pub timeout: f64,
    /// Seconds to wait in all (watch: until giving up; 0 is for ever)
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
    /// Questions a second to one server at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub rate: u32,
    /// Seconds between two looks (watch; else as long as makes sense)
    #[arg(long, value_name = "SECONDS", hide = true)]
    pub every: Option<u64>,
    /// The port of the zones' name servers, for rehearsals with a private root
    #[arg(long, value_name = "PORT", env = "REENTRY_DNS_PORT", hide = true, default_value_t = 53)]
    pub dns_port: u16,
    /// This laptop's own address to ask from
    #[arg(long, value_name = "IP", hide = true)]
    pub source: Option<IpAddr>,
}

impl DnsWhat {
    /// What `dns check` asks where nobody typed a flag. The error is a value in the environment that is none.
    pub fn untyped() -> Result<Self, String> {
        #[derive(Parser)]
        struct Bare {
            #[command(flatten)]
            what: DnsWhat,
        }
        Bare::try_parse_from(["reentry"]).map(|bare| bare.what).map_err(|e| e.to_string())
    }
}

#[derive(Debug, Args)]
pub struct DnsCheck {
    /// The domain that is verified in the tenant
    pub domain: Option<String>,
    #[command(flatten)]
    pub what: DnsWhat,
    /// What DNS says about the Microsoft 365 tenant instead
    #[arg(long)]
    pub tenant: bool,
}

#[derive(Debug, Args)]
pub struct DnsBulk {
    /// One domain a line, or CSV with domain,value,host; or the folder above many cases
    pub file: PathBuf,
    #[command(flatten)]
    pub what: DnsWhat,
    /// The answer's form
    #[arg(long, value_enum, default_value = "table")]
    pub format: BulkFormat,
    /// Skip the domains that this earlier output already holds
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BulkFormat {
    Table,
    Csv,
    Ndjson,
}
