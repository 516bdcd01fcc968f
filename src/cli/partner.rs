//! Who can still help.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

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
    /// Exported Conditional Access policies, a folder of exports or a snapshot: do they refuse those who could help?
    #[arg(long, value_name = "PATH")]
    pub policies: Vec<PathBuf>,
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
    #[arg(required_unless_present = "profiles")]
    pub files: Vec<PathBuf>,
    /// Only this customer, for a report to hand over
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
    /// Your customers, as a CSV with tenant IDs or names: one without any relationship is a row as well
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// The same from the profiles (*.toml) of a folder
    #[arg(long, value_name = "DIR")]
    pub profiles: Option<PathBuf>,
    /// Who makes it for customers: maker.toml (else maker.toml in the folder of --profiles, or here); it stands on the pages
    #[arg(long, value_name = "FILE")]
    pub maker: Option<PathBuf>,
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
