//! What is kept, packed and checked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::TypedIds;

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
    /// The account it is about
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    #[command(flatten)]
    pub typed: TypedIds,
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

impl From<Class> for crate::model::Class {
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
    /// The fingerprint you were told over a different channel
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// A chain head that you were told earlier, on the one-page dossier: does this bundle continue it?
    #[arg(long, value_name = "HEX", conflicts_with = "after")]
    pub chain_head: Option<String>,
    /// An earlier bundle of the same case: does this one continue it? Ends with 3 if not, or if it
    /// cannot be told; with 7 if the earlier one is no valid bundle
    #[arg(long, value_name = "BUNDLE")]
    pub after: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Dossier {
    /// The page's form (else as the file's name ends; text on the screen)
    #[arg(long, value_enum)]
    pub format: Option<super::PrintFormat>,
    #[command(flatten)]
    pub sheet: super::Sheet,
}
