//! Manifests: one line for each file, its digest and its name, as `sha256sum -c` and BagIt read them.

use std::collections::BTreeMap;

use crate::model::hex;
use crate::model::names;

/// Two blanks and a line feed, sorted by the bytes of the path: `sha256sum`, `shasum` and BagIt all accept that.
#[derive(Debug, Default, Clone)]
pub struct Manifest(BTreeMap<Vec<u8>, String>);

impl Manifest {
    /// Adds one file.
    pub fn add(&mut self, path: &str, digest: &[u8]) {
        self.0.insert(path.as_bytes().to_vec(), format!("{}  {path}\n", hex(digest)));
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.values().flat_map(|line| line.bytes()).collect()
    }
}

/// Why a line of a manifest is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadLine {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

/// The files of a manifest and their digests (lower-case hex, `digits` of them). More generous than what we write: any
/// blanks between digest and name, the `*` of binary mode, capital digits, a carriage return. BagIt writes all of these.
///
/// # Errors
/// The first line that is no manifest line, names a file in an unsafe way, or names it twice.
pub fn parse(bytes: &[u8], digits: usize) -> Result<BTreeMap<String, String>, BadLine> {
    let mut files = BTreeMap::new();
    let mut seen = names::Seen::default();
    for (line, text) in bytes.split(|b| *b == b'\n').enumerate().map(|(n, text)| (n + 1, text)) {
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.is_empty() {
            continue;
        }
        let bad = |why: &str| BadLine { line, why: why.to_owned() };
        if !text.get(..digits).is_some_and(|head| head.iter().all(u8::is_ascii_hexdigit)) {
            return Err(bad(&format!("it does not begin with {digits} hex digits")));
        }
        let rest = &text[digits..];
        let blanks = rest.iter().take_while(|b| **b == b' ' || **b == b'\t').count();
        if blanks == 0 {
            return Err(bad("no blank between digest and name"));
        }
        let path = rest[blanks..].strip_prefix(b"*").unwrap_or(&rest[blanks..]);
        let path = path.strip_prefix(b"./").unwrap_or(path);
        let path = names::check(path).map_err(|why| bad(&why.to_string()))?;
        seen.add(path).map_err(|why| bad(&why.to_string()))?;
        let digest = String::from_utf8_lossy(&text[..digits]).to_ascii_lowercase();
        files.insert(path.to_owned(), digest);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_sorted_by_bytes_and_have_two_blanks() {
        let mut manifest = Manifest::default();
        manifest.add("data/b", &[0xab; 32]);
        manifest.add("data/B", &[0x01; 32]);
        let text = String::from_utf8(manifest.to_bytes()).unwrap();
        assert_eq!(text, format!("{}  data/B\n{}  data/b\n", "01".repeat(32), "ab".repeat(32)));
    }

    #[test]
    fn strange_lines_are_refused() {
        let digest = "0".repeat(64);
        for line in [
            "nonsense".to_owned(),
            digest.clone(),
            format!("{digest}data/x"),
            format!("{digest}  ../x"),
            format!("{digest}  /etc/x"),
            format!("{digest}  data/x\n{digest}  data/X"),
            format!("{digest}  data/a%0Ab"),
            format!("{digest}0  data/x"),
        ] {
            assert!(parse(line.as_bytes(), 64).is_err(), "{line}");
        }
        let generous = format!("{}\t*data/x\r\n\n", "AB".repeat(32));
        assert_eq!(parse(generous.as_bytes(), 64).unwrap()["data/x"], "ab".repeat(32));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(paths in prop::collection::btree_set("f[a-z]{0,7}(/f[a-z0-9]{0,7}){0,3}\\.x", 0..20)) {
            let mut manifest = Manifest::default();
            for path in &paths {
                manifest.add(path, &[7; 32]);
            }
            let read = parse(&manifest.to_bytes(), 64).unwrap();
            prop_assert_eq!(read.into_keys().collect::<Vec<_>>(), paths.into_iter().collect::<Vec<_>>());
        }
    }
}
