//! What is read of failed sign-ins.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Signin {
    /// Show what a paste, an export or a HAR file holds; touches no case
    Read(SigninFile),
    /// The same, and keep it in the case; a screenshot with the ids typed off it
    Add(SigninAdd),
    /// The failures that matter in a sign-in log export
    Find(SigninFind),
    /// What an AADSTS error code means, or which codes fit some words
    Explain {
        /// The code, with or without AADSTS; or words, as in: device not compliant
        #[arg(required = true, value_name = "CODE|WORDS")]
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
    /// Whose sign-in it is, where the text does not say
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
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
