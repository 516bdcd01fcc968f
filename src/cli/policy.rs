//! Conditional Access, offline.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Who is refused by what, and which way is open
    #[command(
        after_help = "Ends with 0 when the way is open, 3 when it is locked, 6 when it cannot be told,\n7 when the exports cannot be read."
    )]
    Check(PolicyCheck),
}

#[derive(Debug, Args)]
pub struct PolicyCheck {
    /// Exported policies and what they refer to: files or folders
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Who signs in and how, as JSON (reentry/policy-question/v1)
    #[arg(long, value_name = "FILE")]
    pub question: PathBuf,
}
