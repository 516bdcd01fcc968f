//! What is done before it happens: profile, paper, audit, alerts, drill.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct Prepare {
    /// The profile to write, or to go on with. Only you may read it (mode 0600); on Windows the folder's rights hold
    #[arg(default_value = "tenant.toml")]
    pub file: PathBuf,
    /// Ask everything again, also what is known
    #[arg(long)]
    pub all: bool,
    /// Take what exports hold first: files, folders or zips with the JSON of Microsoft Graph or PowerShell, a portal's CSV
    /// of users, or the tree of an export tool. It is kept beside the profile (NAME.snapshot.json)
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub import: Vec<PathBuf>,
    /// Show what an import would change, and change nothing
    #[arg(long, requires = "import")]
    pub dry_run: bool,
    /// Whose exports these are, where no file says it: the tenant ID
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
    /// An emergency account, by its user name; an export only ever proposes one
    #[arg(long, value_name = "USER")]
    pub emergency_account: Vec<String>,
    /// Each folder that is imported holds everything of its kind: one file for each object, and none missing
    #[arg(long, requires = "import")]
    pub whole: bool,
    /// Keep every user of the exports, and not only those whom a judgement needs
    #[arg(long, requires = "import")]
    pub keep_users: bool,
    /// Remove what was imported, and keep the profile
    #[arg(long, conflicts_with_all = ["import", "all"])]
    pub forget: bool,
    /// Many tenants: a folder of profiles (*.toml). Each export finds its tenant by itself
    #[arg(long, value_name = "DIR", requires = "import")]
    pub profiles: Option<PathBuf>,
    /// With --profiles: make a profile for a tenant that has none
    #[arg(long, requires = "profiles")]
    pub create: bool,
    /// You are a partner and this is a customer's: your name. Printed kits then leave places out
    #[arg(long, value_name = "PARTNER")]
    pub maker: Option<String>,
}

#[derive(Debug, Args)]
pub struct Print {
    /// Ids of runbooks and sheets, or nothing for the kit
    pub ids: Vec<String>,
    /// Everything: also what this tenant cannot need, what is for other nights and for quiet days, and all PowerShell
    #[arg(long, alias = "all", conflicts_with = "ids")]
    pub full: bool,
    /// Fill it from this profile (else from the case, else from tenant.toml here)
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Who makes it for a customer: maker.toml with name, night, mail, logo (a PNG), words (else maker.toml beside the profile)
    #[arg(long, value_name = "FILE")]
    pub maker: Option<PathBuf>,
    /// With a PDF: a font for names that the program's own letters lack (Chinese, Arabic, Hebrew, Thai ...). Repeat it for more
    #[arg(long, value_name = "FILE")]
    pub font: Vec<PathBuf>,
    /// One print for each profile (*.toml) in this folder, into the folder of -o
    #[arg(long, value_name = "DIR", conflicts_with = "profile", requires = "output")]
    pub profiles: Option<PathBuf>,
    /// With --profiles: names without the day, and a kit of an earlier run is replaced
    #[arg(long, requires = "profiles")]
    pub replace: bool,
    /// The form (else as the name after -o ends, else html)
    #[arg(long, value_enum)]
    pub format: Option<PrintFormat>,
    #[command(flatten)]
    pub sheet: Sheet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrintFormat {
    #[cfg(feature = "pdf")]
    Pdf,
    Html,
    Text,
}

impl PrintFormat {
    /// How a file of this form ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }

    /// The form that a file's name promises.
    #[must_use]
    pub fn promised(file: &Path) -> Option<Self> {
        match file.extension()?.to_string_lossy().to_lowercase().as_str() {
            #[cfg(feature = "pdf")]
            "pdf" => Some(Self::Pdf),
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

/// How it lies on paper.
#[derive(Debug, Clone, Copy, Args)]
pub struct Sheet {
    /// The paper
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: Paper,
    /// Large print, in one column: a kit takes two and a half times as many pages
    #[arg(long)]
    pub large: bool,
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
    /// Many tenants: every profile (*.toml) in this folder. Takes --folder (a folder for each) or --json (one line for each)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["profile", "account", "group", "admin"])]
    pub profiles: Option<PathBuf>,
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
    /// Who makes it for a customer: maker.toml (else maker.toml beside the profile); it stands on the report
    #[arg(long, value_name = "FILE")]
    pub maker: Option<PathBuf>,
    /// Many tenants: every profile (*.toml) in this folder, the worst first
    #[arg(long, value_name = "DIR", conflicts_with_all = ["profile", "ask"])]
    pub profiles: Option<PathBuf>,
    /// Ask what the profile does not show, and keep the answers in it
    #[arg(long)]
    pub ask: bool,
    /// An earlier audit (--json) of the same tenant to compare with; with --profiles, of the same folder
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
    /// End with 3 if this is so, else with 0 (repeat, or separate by commas)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub fail_on: Vec<FailOn>,
    /// With --profiles: only these items, such as BG-09
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "profiles")]
    pub item: Vec<String>,
    /// With --profiles: only items of this severity
    #[arg(long, value_enum, value_delimiter = ',', requires = "profiles")]
    pub severity: Vec<SeverityFilter>,
    /// With --profiles: only items with this result
    #[arg(long, value_enum, value_delimiter = ',', requires = "profiles")]
    pub result: Vec<ResultFilter>,
    /// The form (else as the name after -o ends, else text); csv and json are for tables of many tenants
    #[arg(long, value_enum)]
    pub format: Option<AuditFormat>,
    #[command(flatten)]
    pub sheet: Sheet,
}

/// What ends a run with 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Something is worse than in the earlier audit
    Worse,
    /// A critical or high item fails
    No,
    /// A critical or high item is not known
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityFilter {
    Critical,
    High,
    Medium,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResultFilter {
    Yes,
    No,
    Unknown,
    NotApplicable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    #[cfg(feature = "pdf")]
    Pdf,
    Html,
    Text,
    Csv,
    Json,
}

impl AuditFormat {
    /// The same form of a printed report; nothing for a table of data.
    #[must_use]
    pub fn print(self) -> Option<PrintFormat> {
        match self {
            #[cfg(feature = "pdf")]
            Self::Pdf => Some(PrintFormat::Pdf),
            Self::Html => Some(PrintFormat::Html),
            Self::Text => Some(PrintFormat::Text),
            Self::Csv | Self::Json => None,
        }
    }
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
    /// The form of the paper (else as the name after -o ends, else html)
    #[arg(long, value_enum)]
    pub format: Option<PrintFormat>,
    #[command(flatten)]
    pub sheet: Sheet,
}
