//! What can be wrong with a bundle: one rule each, by a name that scripts may rely on.

use std::fmt;

/// A rule that a bundle breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule.
    pub rule: Rule,
    /// The file it is about, as the zip names it. Hostile: show it harmlessly.
    pub file: Option<String>,
    /// What was found, for a person. May quote the bundle: show it harmlessly.
    pub detail: String,
}

impl Problem {
    /// A problem of the whole bundle.
    #[must_use]
    pub fn new(rule: Rule, detail: impl Into<String>) -> Self {
        Self { rule, file: None, detail: detail.into() }
    }

    /// A problem of one file.
    #[must_use]
    pub fn of(rule: Rule, file: &str, detail: impl Into<String>) -> Self {
        Self { rule, file: Some(file.chars().take(250).collect()), detail: detail.into() }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// The rules. Their ids never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            /// The id in JSON and on the screen.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }
        }
    };
}

rules! {
    /// No zip, or its end is missing.
    NotAZip = "not-a-zip",
    /// Something comes after the zip's end, or a comment is in it.
    TrailingBytes = "trailing-bytes",
    /// Something comes before the first file, or lies between files.
    StrayBytes = "stray-bytes",
    /// Headers disagree with each other, or with the format.
    Header = "header",
    /// Two files share bytes.
    Overlap = "overlap",
    /// Encrypted files cannot be checked.
    Encrypted = "encrypted",
    /// Another compression than none or deflate.
    Method = "method",
    /// A folder, a link, a device: a bundle has files only.
    NotAFile = "not-a-file",
    /// A name that is not safe to unpack.
    Name = "name",
    /// Two names that are one on some system.
    Duplicate = "duplicate",
    /// More than 10,000 files.
    TooMany = "too-many-files",
    /// More than 8 GiB, or lists of more than 16 MiB.
    TooLarge = "too-large",
    /// More than 200 times larger than packed: a bomb.
    Ratio = "ratio",
    /// Bytes do not unpack, or not to what the zip says.
    Damaged = "damaged",
    /// Every file is intact, but the zip around them is not the one that was written.
    Repacked = "repacked",
    /// Not one top folder with a bag in it.
    Folder = "folder",
    /// `bagit.txt` is not what BagIt asks for.
    Declaration = "declaration",
    /// `bag-info.txt` is missing or cannot be read.
    BagInfo = "bag-info",
    /// A manifest is missing.
    NoManifest = "manifest-missing",
    /// A line of a manifest cannot be read or trusted.
    ManifestLine = "manifest-line",
    /// A file that no manifest lists.
    Unlisted = "unlisted-file",
    /// A listed file that is not there.
    Missing = "missing-file",
    /// A file whose bytes are not those of the manifest.
    Digest = "digest",
    /// Count or size of the payload is not what `bag-info.txt` says.
    Oxum = "payload-oxum",
    /// Files that would have to be fetched.
    Fetch = "fetch",
    /// Not the fingerprint that was told.
    Fingerprint = "fingerprint",
    /// The hash chain of the timeline is broken.
    Timeline = "timeline",
    /// A page of the bundle does not say what the bundle's own journal and lists say.
    Contradiction = "contradiction",
}

impl Rule {
    /// Whether it ends the check before the files were looked at: there is no verdict then, only a refusal.
    #[must_use]
    pub fn refuses(self) -> bool {
        matches!(
            self,
            Self::NotAZip | Self::TooMany | Self::TooLarge | Self::Ratio | Self::Encrypted | Self::Method
        )
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
