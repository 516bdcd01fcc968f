//! Conditional Access, offline.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Who is refused by what
    #[command(
        after_help = "Ends with 0 when a way is open, 3 when it is locked, 6 when it cannot be told,\n7 when the exports cannot be read."
    )]
    Check(PolicyCheck),
    /// Every way in that is open, cheapest first
    #[command(
        after_help = "Ends with 0 when a way is open, 3 when all are locked, 6 when it cannot be told,\n7 when the exports cannot be read."
    )]
    Doors(PolicyDoors),
    /// What a change of policies would do, before anybody makes it
    #[command(
        after_help = "BEFORE and AFTER are exports, folders, snapshots, or a Terraform plan as JSON. One policy alone as\nAFTER is laid over BEFORE, as an import would do.\nEnds with 3 when an administrator loses the last way in or no emergency account keeps one, with 6 when\nthat cannot be told, else with 0."
    )]
    Preview(PolicyPreview),
}

#[derive(Debug, Args)]
pub struct PolicyDoors {
    /// Exported policies and what they refer to: files, folders, a snapshot
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The answer's form
    #[arg(long, value_enum, default_value = "text")]
    pub format: PolicyFormat,
    #[command(flatten)]
    pub said: Said,
}

#[derive(Debug, Args)]
pub struct PolicyPreview {
    /// The policies as they are; or a Terraform plan, when nothing follows
    pub before: PathBuf,
    /// The policies as they would be
    pub after: Option<PathBuf>,
    /// What to compare, as JSON: its checks, or every administrator
    #[arg(long, value_name = "FILE")]
    pub question: Option<PathBuf>,
    /// An emergency account that must keep a way in: its sign-in name or object ID (repeat for each)
    #[arg(long, value_name = "UPN|ID")]
    pub emergency: Vec<String>,
    /// The answer's form
    #[arg(long, value_enum, default_value = "text")]
    pub format: PolicyFormat,
    #[command(flatten)]
    pub said: Said,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyFormat {
    Text,
    /// A page for a change board
    Html,
    /// For code scanning in a pipeline
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Args)]
pub struct PolicyCheck {
    /// Exported policies and what they refer to: files, folders, a snapshot
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Who signs in and how, as JSON (reentry/policy-question/v1)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["who", "surface", "client", "platform", "ip", "country", "device", "method", "group", "sign_in_risk", "user_risk", "flow", "user_action"])]
    pub question: Option<PathBuf>,
    #[command(flatten)]
    pub said: Said,
}

/// What is said about a sign-in. What is not said is not known.
#[derive(Debug, Args)]
#[command(next_help_heading = "About the sign-in (what is not said is not known)")]
pub struct Said {
    /// The account: its sign-in name or object ID (else every administrator in the exports)
    #[arg(long, value_name = "UPN|ID")]
    pub who: Vec<String>,
    /// Where: entra-portal, m365-admin, graph-powershell, graph-explorer, azure-cli, azure-powershell (else each)
    #[arg(long, value_name = "NAME")]
    pub surface: Option<String>,
    /// Kind of program: browser, mobileAppsAndDesktopClients, exchangeActiveSync, other
    #[arg(long, value_name = "KIND")]
    pub client: Option<String>,
    /// Operating system: windows, macOS, linux, iOS, android
    #[arg(long, value_name = "NAME")]
    pub platform: Option<String>,
    /// The public address
    #[arg(long, value_name = "ADDRESS")]
    pub ip: Option<String>,
    /// The country, in two letters
    #[arg(long, value_name = "CC")]
    pub country: Option<String>,
    /// The device: unregistered, registered, compliant, hybrid-joined
    #[arg(long, value_name = "STATE")]
    pub device: Option<String>,
    /// A method the account has: password, push, fido2, windowsHello, tap, sms (repeat for each; none for none)
    #[arg(long, value_name = "METHOD")]
    pub method: Vec<String>,
    /// A group that the account is in, by its object ID (repeat for each)
    #[arg(long, value_name = "ID")]
    pub group: Vec<String>,
    /// none, low, medium, high
    #[arg(long, value_name = "LEVEL")]
    pub sign_in_risk: Option<String>,
    /// none, low, medium, high
    #[arg(long, value_name = "LEVEL")]
    pub user_risk: Option<String>,
    /// none, deviceCodeFlow, authenticationTransfer
    #[arg(long, value_name = "FLOW")]
    pub flow: Option<String>,
    /// An action instead of a place, such as urn:user:registersecurityinfo
    #[arg(long, value_name = "URN")]
    pub user_action: Option<String>,
}
