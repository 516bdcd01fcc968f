//! The command line, declared. What it means is decided in `settings` and `command`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::exit;
use crate::report::harmless;

/// A variable switches on by anything but nothing, 0, no, off, false.
fn switch() -> FalseyValueParser {
    FalseyValueParser::new()
}

const AFTER: &str = "\
Examples:
  reentry recover                    start here when you are locked out
  reentry                            in a case folder: where do I stand?
  reentry signin read error.txt      what is in this error text?
  reentry dns check contoso.com      is the TXT record there, and if not, why?
  reentry print -o kit.html          runbooks for the safe";

/// Walks a locked-out Microsoft 365 administrator back in. Works offline; needs no sign-in.
#[derive(Debug, Parser)]
#[command(name = "reentry", version = concat!(env!("CARGO_PKG_VERSION"), " (", env!("REENTRY_COMMIT"), ")"), about, after_help = AFTER, propagate_version = true)]
#[command(after_long_help = format!("{AFTER}\n\nExit codes:\n{}\n\nEnvironment: REENTRY_CASE, REENTRY_RUNBOOKS, REENTRY_PLAIN, REENTRY_NO_INPUT, REENTRY_OFFLINE,\nREENTRY_COLOR, REENTRY_WHO (your name in the journal), REENTRY_CLOCK (a fixed time, for rehearsals;\nthe case says so). NO_COLOR, CLICOLOR, TERM and ACCESSIBLE are respected.", exit::TABLE))]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// What was typed. Help, the version, and what was wrong end the program here, with nothing in the words that a
    /// screen would obey.
    #[must_use]
    pub fn typed() -> Self {
        Self::try_parse().unwrap_or_else(|refused| {
            let words = refused.to_string();
            let what = words.lines().next().unwrap_or_default().trim_start_matches("error: ");
            if harmless::lines(&words) == words {
                refused.exit()
            }
            Self::command().error(refused.kind(), harmless::shown(what)).exit()
        })
    }
}

/// What every verb understands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// The case folder (else this folder, else the only case below it)
    #[arg(long, global = true, value_name = "DIR", env = "REENTRY_CASE", hide_env = true)]
    pub case: Option<PathBuf>,
    /// Print one JSON document for scripts
    #[arg(long, global = true)]
    pub json: bool,
    /// Write the answer to a file instead of the screen
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Plain lines, numbered choices, no colours: for screen readers and old consoles
    #[arg(long, global = true, env = "REENTRY_PLAIN", hide_env = true, value_parser = switch())]
    pub plain: bool,
    /// Never ask; a missing answer is an error that names it
    #[arg(long, global = true, env = "REENTRY_NO_INPUT", hide_env = true, value_parser = switch())]
    pub no_input: bool,
    /// Send nothing over the network, not even DNS questions
    #[arg(long, global = true, env = "REENTRY_OFFLINE", hide_env = true, value_parser = switch())]
    pub offline: bool,
    /// Colours on the screen
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "REENTRY_COLOR",
        hide_env = true
    )]
    pub color: When,
    /// Your team's own runbooks, laid over the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "REENTRY_RUNBOOKS", hide_env = true)]
    pub runbooks: Option<PathBuf>,
    /// Say more (twice: even more)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Start here: the guided walk back in, or continue it
    Recover(Recover),
    /// Where the case stands, and what is next
    Status,
    /// Write one line into the timeline
    Note(Note),
    /// The support request, ready to paste
    Ticket(Ticket),
    /// Read a failed sign-in
    #[command(subcommand)]
    Signin(Signin),
    /// Check the TXT record that support asked for
    #[command(subcommand)]
    Dns(Dns),
    /// Who can still help: surviving roles and partners
    #[command(subcommand)]
    Partner(Partner),
    /// Make a file part of the evidence
    Attach(Attach),
    /// Pack the case for the next person or laptop
    Handover(Handover),
    /// Pack the evidence bundle
    Bundle(Bundle),
    /// Check a bundle that somebody sent
    Verify(Verify),
    /// The runbooks themselves
    #[command(subcommand)]
    Runbook(Runbook),
    /// While access still works: write down what the worst day will ask for
    Prepare(Prepare),
    /// Print runbooks for the safe
    Print(Print),
    /// Emergency access readiness against the checklist
    #[command(
        after_help = "Ends with 0 when every critical and high item is in order or does not apply, with 3 when one fails, with 6\nwhen none fails and one is not known."
    )]
    Audit(Audit),
    /// Monitoring queries (KQL) with this tenant's ids
    Alerts(Alerts),
    /// Rehearse the whole path on a sample incident
    Drill(Drill),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// The verb, as it is typed: dns check (else the main page)
        verbs: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub struct Recover {
    /// The case folder, or a handover file to take up
    pub place: Option<PathBuf>,
    /// Answers from a file, for rehearsals and scripts
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// What `prepare` gathered before the lockout
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Which lockout it is, when you already know
    #[arg(long)]
    pub cause: Option<String>,
}

#[derive(Debug, Args)]
pub struct Note {
    /// What happened, in your words
    #[arg(required = true, num_args = 1..)]
    pub text: Vec<String>,
    /// The support request it belongs to
    #[arg(long, value_name = "NUMBER")]
    pub ticket: Option<String>,
    /// The team at Microsoft or elsewhere
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// Who said or did it
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
    /// When it happened, if not now: HH:MM or 2026-11-22T02:05
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Keep it out of bundles for support
    #[arg(long)]
    pub internal: bool,
}

#[derive(Debug, Args)]
pub struct Ticket {
    /// What to say on the phone
    #[arg(long, conflicts_with = "handoff")]
    pub phone: bool,
    /// One screen for the next engineer
    #[arg(long)]
    pub handoff: bool,
}

#[derive(Debug, Subcommand)]
pub enum Signin {
    /// Show what a paste, an export or a HAR file holds; touches no case
    Read(SigninFile),
    /// The same, and keep it in the case; a screenshot with the ids typed off it
    Add(SigninAdd),
    /// The failures that matter in a sign-in log export
    Find(SigninFind),
    /// What an AADSTS error code means
    Explain {
        /// The code, with or without AADSTS
        #[arg(required = true)]
        codes: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub struct SigninFile {
    /// The file; - or nothing reads what you paste
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct SigninAdd {
    #[command(flatten)]
    pub file: SigninFile,
    #[command(flatten)]
    pub typed: TypedIds,
}

#[derive(Debug, Args)]
pub struct SigninFind {
    /// The export: CSV or JSON
    pub export: PathBuf,
    /// Only this user
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Only these error codes
    #[arg(long, value_name = "CODE")]
    pub code: Vec<String>,
    /// Only since this moment: 2026-11-22 or 2026-11-22T02:05Z
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Dns {
    /// Is the value visible, where not, and exactly why
    Check(DnsCheck),
    /// The same until it is; asks the zone's own servers only
    Watch(DnsCheck),
    /// Many domains: a list, a CSV of domain,value,host, or a folder of cases
    Bulk(DnsBulk),
}

#[derive(Debug, Clone, Args)]
pub struct DnsWhat {
    /// The value exactly as support wrote it
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["date", "date_format"])]
    pub value: Option<String>,
    /// The date to expect: today or YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// How support writes dates: dd-mm-yyyy, mm-dd-yyyy, yyyy-mm-dd …
    #[arg(long, value_name = "FORMAT")]
    pub date_format: Option<String>,
    /// Where the engineer sits, as an offset: +05:30 (decides what "today" is)
    #[arg(long, value_name = "OFFSET")]
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
    /// Start at these root servers instead of the public ones
    #[arg(long, value_name = "FILE")]
    pub root_hints: Option<PathBuf>,
    /// Seconds to wait for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
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

#[derive(Debug, Subcommand)]
pub enum Partner {
    /// Who can still help with this lockout
    Check(PartnerCheck),
    /// The same over a whole customer base
    Assess(PartnerAssess),
}

#[derive(Debug, Args)]
pub struct PartnerCheck {
    /// GDAP relationships: Graph JSON or Partner Center CSV
    pub files: Vec<PathBuf>,
    /// Which lockout it is (else the case's)
    #[arg(long)]
    pub cause: Option<String>,
    /// A role that somebody still holds: its name or template ID
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// Your tenant, to leave other customers' relationships out
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
}

#[derive(Debug, Args)]
pub struct PartnerAssess {
    /// GDAP relationships of all customers
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Only this customer, for a report to hand over
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
    /// The answer's form
    #[arg(long, value_enum, default_value = "table")]
    pub format: AssessFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AssessFormat {
    Table,
    Csv,
    Html,
}

#[derive(Debug, Args)]
pub struct Attach {
    /// The files
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Who may see it
    #[arg(long, value_enum, default_value = "support")]
    pub class: Class,
    /// Copy a legal paper into the case (else only its name, size, hash and place are kept)
    #[arg(long)]
    pub copy: bool,
    /// What it shows
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub typed: TypedIds,
}

/// The ids that a screenshot shows, typed off it.
#[derive(Debug, Clone, Default, Args)]
pub struct TypedIds {
    /// The Request ID that the picture shows
    #[arg(long, value_name = "ID")]
    pub request_id: Option<String>,
    /// The Correlation ID that the picture shows
    #[arg(long, value_name = "ID")]
    pub correlation_id: Option<String>,
    /// The Timestamp that the picture shows
    #[arg(long, value_name = "TIME")]
    pub timestamp: Option<String>,
    /// The Error Code that the picture shows
    #[arg(long = "error-code", alias = "code", value_name = "CODE")]
    pub code: Option<String>,
}

/// Who a piece of evidence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Class {
    /// May go to Microsoft support
    Support,
    /// Stays with you
    Internal,
    /// Identity and company papers, by the secure channel only
    Legal,
}

impl From<Class> for crate::evidence::item::Class {
    fn from(class: Class) -> Self {
        match class {
            Class::Support => Self::Support,
            Class::Internal => Self::Internal,
            Class::Legal => Self::Legal,
        }
    }
}

#[derive(Debug, Args)]
pub struct Handover {
    /// Who takes over
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
pub struct Bundle {
    /// Who the bundle is for
    #[arg(long, value_enum, default_value = "support")]
    pub class: Class,
    /// Only show what would go in
    #[arg(long)]
    pub preview: bool,
    /// Do not compress: the same bytes from every version of this program
    #[arg(long)]
    pub store: bool,
    /// Go on with the redacted form where a secret was found
    #[arg(long)]
    pub redact: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// The bundle
    pub file: PathBuf,
    /// The fingerprint you were told by another way
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Runbook {
    /// All runbooks, in the order of the path
    List,
    /// Show one
    Show {
        /// Its id
        id: String,
    },
    /// Check runbooks against the format
    Lint {
        /// A folder of runbooks (else the built-in ones)
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Prepare {
    /// The profile to write, or to go on with. Only you may read it (mode 0600); on Windows the folder's rights hold
    #[arg(default_value = "tenant.toml")]
    pub file: PathBuf,
    /// Ask everything again, also what is known
    #[arg(long)]
    pub all: bool,
    /// Take what an export holds first: Graph JSON of users, organization, domains, role assignments, Conditional Access
    /// policies or GDAP relationships, or the portal's CSV of users
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub import: Vec<PathBuf>,
    /// You are a partner and this is a customer's: your name. Printed kits then leave places out
    #[arg(long, value_name = "PARTNER")]
    pub maker: Option<String>,
}

#[derive(Debug, Args)]
pub struct Print {
    /// Ids of runbooks and sheets, or nothing for the kit
    pub ids: Vec<String>,
    /// Everything: also the runbooks for other nights and for quiet days
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
    /// Fill it from this profile (else from the case, else from tenant.toml here)
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// One print for each profile (*.toml) in this folder, into the folder of -o
    #[arg(long, value_name = "DIR", conflicts_with = "profile", requires = "output")]
    pub profiles: Option<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "html")]
    pub format: PrintFormat,
    /// The paper
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: Paper,
    /// Large print
    #[arg(long)]
    pub large: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrintFormat {
    #[cfg(feature = "pdf")]
    Pdf,
    Html,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    A4,
    Letter,
}

#[derive(Debug, Args)]
pub struct Alerts {
    /// Only these alerts (else all)
    pub ids: Vec<String>,
    /// The profile (else tenant.toml here)
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// An emergency account: its object ID, or ID=NAME to see the name in the alert
    #[arg(long, value_name = "ID")]
    pub account: Vec<String>,
    /// A group that policies leave out: its object ID
    #[arg(long, value_name = "ID")]
    pub group: Vec<String>,
    /// A daily administrator: the object ID
    #[arg(long, value_name = "ID")]
    pub admin: Vec<String>,
    /// The form: explained, queries alone, or a template for Azure Resource Manager
    #[arg(long, value_enum, default_value = "text")]
    pub format: AlertFormat,
    /// Write one .kql file for each, and the template, into this folder
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AlertFormat {
    Text,
    Kql,
    Arm,
}

#[derive(Debug, Args)]
pub struct Audit {
    /// The profile (else tenant.toml here)
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Ask what the profile does not show, and keep the answers in it
    #[arg(long)]
    pub ask: bool,
    /// An earlier audit (--json) to compare with
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "text")]
    pub format: PrintFormat,
    /// The paper
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: Paper,
    /// Large print
    #[arg(long)]
    pub large: bool,
}

#[derive(Debug, Args)]
pub struct Drill {
    /// The drill's folder; an unfinished drill in it is continued
    pub place: Option<PathBuf>,
    /// Print the paper for playing it at a table instead
    #[arg(long)]
    pub table_top: bool,
    /// What `prepare` gathered, to see how far it carries
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Answers from a file
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// The form of the paper
    #[arg(long, value_enum, default_value = "html")]
    pub format: PrintFormat,
    /// The paper
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: Paper,
    /// Large print
    #[arg(long)]
    pub large: bool,
}
