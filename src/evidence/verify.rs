//! Whether a bag that a stranger sent is the one that was packed: complete, intact, and nothing else in the zip.
//!
//! Reads what [`Contents`] unpacks, keeps nothing, writes nothing. Everything it reports may be hostile text.

use std::collections::BTreeMap;
use std::io::{self, Read};

use sha2::{Digest, Sha256, Sha512};

use super::bag::tags;
use super::container::{File, Layout, MOST_ENTRIES};
use super::held::{self, Journal, Pages, Payload};
use super::manifest;
use super::problem::{Problem, Rule};
use crate::model::Class;
use crate::model::fingerprint::{Fingerprint, Told};
use crate::model::hex;

/// The timeline's place below the bag's folder; its hash chain is checked too.
pub const TIMELINE: &str = "data/20-timeline/journal.jsonl";

const MOST_LIST_BYTES: u64 = 16 * 1024 * 1024;

/// The files of a zip whose structure holds, by their place in [`Layout::files`].
pub trait Contents {
    /// The unpacked bytes. Reading fails where they are damaged or fail their CRC.
    ///
    /// # Errors
    /// Whatever unpacking fails with.
    fn open(&mut self, index: usize) -> io::Result<Box<dyn Read + '_>>;
    /// Whether every packed bit was needed: nothing hides behind the end of the compressed data.
    ///
    /// # Errors
    /// Whatever reading fails with.
    fn is_tight(&mut self, index: usize) -> io::Result<bool>;
}

/// Checks the hash chain of a timeline. The error is one sentence.
pub type Chain<'a> = &'a dyn Fn(&mut dyn Read) -> Result<(), String>;

/// What was found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Empty if the bundle is valid.
    pub problems: Vec<Problem>,
    /// Of this bundle, if it has a tag manifest.
    pub fingerprint: Option<Fingerprint>,
    /// From `bag-info.txt`.
    pub class: Option<Class>,
    /// The bag's folder.
    pub folder: Option<String>,
    /// Files of the payload.
    pub files: usize,
    /// Bytes of the payload.
    pub bytes: u64,
    /// Its lists, timeline and journal were all there and were compared. Where it is not, nothing is said of them.
    pub held: bool,
}

impl Verdict {
    /// A verdict about a zip that was not even opened.
    #[must_use]
    pub fn refused(problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::default() }
    }

    /// Complete, intact, and nothing else.
    #[must_use]
    pub fn valid(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether the check ended before the files were looked at.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.problems.iter().any(|problem| problem.rule.refuses())
    }
}

/// Checks a bag.
pub fn check(layout: &Layout, contents: &mut dyn Contents, told: Option<&Told>, chain: Chain) -> Verdict {
    let mut verdict = Verdict::default();
    let Some(folder) = top_folder(&layout.files) else {
        let why = "the files are not in one folder, so there is no bag to check";
        return Verdict::refused(vec![Problem::new(Rule::Folder, why)]);
    };
    let below = folder.len() + 1;
    let names: BTreeMap<&str, usize> =
        layout.files.iter().enumerate().map(|(index, file)| (&file.name[below..], index)).collect();
    verdict.folder = Some(folder.to_owned());
    for (_, index) in names.iter().filter(|(name, _)| name.starts_with("data/")) {
        verdict.files += 1;
        verdict.bytes += layout.files[*index].size;
    }
    let mut bag = Bag { layout, contents, names, problems: Vec::new() };
    bag.declaration();
    let ours = bag.info(&mut verdict);
    if bag.names.contains_key("fetch.txt") {
        bag.note(Rule::Fetch, "fetch.txt", "it names files that are elsewhere; a bundle is complete");
    }
    let (payload, tags) = bag.manifests();
    verdict.fingerprint = bag.fingerprint(told);
    bag.listed(&payload, &tags);
    let hashed = bag.digests(&payload, &tags, ours, chain);
    // Pages that are damaged contradict each other without anybody's intent; that is said already.
    if ours && bag.problems.iter().all(|problem| problem.rule == Rule::Fingerprint) {
        verdict.held = bag.held_to_itself(folder, &hashed, verdict.class == Some(Class::Legal));
    }
    if let Some(why) = layout.repacked.filter(|_| ours) {
        let why = format!("the zip was packed again or changed after it was written ({why})");
        bag.problems.push(Problem::new(Rule::Repacked, why));
    }
    verdict.problems = bag.problems;
    verdict
}

fn top_folder(files: &[File]) -> Option<&str> {
    let folder = files.first()?.name.split_once('/')?.0;
    files.iter().all(|file| file.name.split_once('/').is_some_and(|(top, _)| top == folder)).then_some(folder)
}

/// Name to digest, for each algorithm that was found.
#[derive(Default)]
struct Lists(Vec<(Algorithm, BTreeMap<String, String>)>);

impl Lists {
    fn needs_sha512(&self) -> bool {
        self.0.iter().any(|(algorithm, _)| *algorithm == Algorithm::Sha512)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Sha256,
    Sha512,
}

struct Bag<'a> {
    layout: &'a Layout,
    contents: &'a mut dyn Contents,
    /// Below the folder.
    names: BTreeMap<&'a str, usize>,
    problems: Vec<Problem>,
}

impl Bag<'_> {
    fn note(&mut self, rule: Rule, file: &str, why: impl Into<String>) {
        // Thousands of the same help nobody.
        if self.problems.iter().filter(|problem| problem.rule == rule).count() < 50 {
            self.problems.push(Problem::of(rule, file, why));
        }
    }

    /// A small file as a whole.
    fn text(&mut self, name: &str) -> Option<Vec<u8>> {
        let index = *self.names.get(name)?;
        let size = self.layout.files[index].size;
        if size > MOST_LIST_BYTES {
            self.note(Rule::TooLarge, name, "it is larger than 16 MiB");
            return None;
        }
        let mut bytes = Vec::new();
        let read = self.contents.open(index).and_then(|from| from.take(size + 1).read_to_end(&mut bytes));
        if let Err(why) = read {
            self.note(Rule::Damaged, name, format!("it cannot be unpacked: {why}"));
            return None;
        }
        Some(bytes)
    }

    fn declaration(&mut self) {
        let Some(bytes) = self.text("bagit.txt") else {
            return self.note(Rule::Declaration, "bagit.txt", "it is missing");
        };
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        let version = text.strip_prefix("BagIt-Version: ").and_then(|rest| rest.split_once('\n'));
        let known = version.is_some_and(|(version, rest)| {
            ["1.0", "0.97", "0.96", "0.95"].contains(&version.trim())
                && rest.trim_end() == "Tag-File-Character-Encoding: UTF-8"
        });
        if !known {
            self.note(
                Rule::Declaration,
                "bagit.txt",
                "it does not declare a BagIt version that is known here, in UTF-8",
            );
        }
    }

    /// Reads `bag-info.txt`; true if the bundle says that this program wrote it.
    fn info(&mut self, verdict: &mut Verdict) -> bool {
        let Some(bytes) = self.text("bag-info.txt") else {
            self.note(Rule::BagInfo, "bag-info.txt", "it is missing");
            return true;
        };
        let Ok(text) = String::from_utf8(bytes) else {
            self.note(Rule::BagInfo, "bag-info.txt", "it is not UTF-8");
            return true;
        };
        let field = |name: &str| {
            let mut values = text.lines().filter_map(|line| {
                let (label, value) = line.split_once(':')?;
                label.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            });
            (values.next(), values.next().is_some())
        };
        let ours = field("Bag-Software-Agent").0.is_none_or(|agent| agent.starts_with("reentry"));
        let (class, twice) = field("Bundle-Class");
        verdict.class = class.as_deref().and_then(|class| class.parse().ok());
        if twice || (ours && verdict.class.is_none()) {
            self.note(Rule::BagInfo, "bag-info.txt", "it does not say one class: support, internal or legal");
        }
        let here = format!("{}.{}", verdict.bytes, verdict.files);
        match field("Payload-Oxum") {
            (Some(oxum), false) if oxum == here => {}
            (Some(oxum), _) => {
                let why = format!("it counts {oxum} (bytes.files), and there are {here}");
                self.note(Rule::Oxum, "bag-info.txt", why);
            }
            (None, _) if ours => self.note(Rule::BagInfo, "bag-info.txt", "Payload-Oxum is missing"),
            (None, _) => {}
        }
        ours
    }

    fn manifests(&mut self) -> (Lists, Lists) {
        let mut read = |prefix: &str, what: &str| {
            let mut lists = Lists::default();
            for (algorithm, id, digits) in
                [(Algorithm::Sha256, "sha256", 64), (Algorithm::Sha512, "sha512", 128)]
            {
                let name = format!("{prefix}-{id}.txt");
                if !self.names.contains_key(name.as_str()) {
                    continue;
                }
                let list = self.text(&name).map(|bytes| manifest::parse(&bytes, digits));
                match list {
                    Some(Ok(list)) if list.len() <= MOST_ENTRIES => lists.0.push((algorithm, list)),
                    Some(Ok(_)) => self.note(Rule::TooMany, &name, "it lists more than 10,000 files"),
                    Some(Err(why)) => self.note(Rule::ManifestLine, &name, why.to_string()),
                    None => {}
                }
            }
            if lists.0.is_empty() {
                let name = format!("{prefix}-sha256.txt");
                self.note(Rule::NoManifest, &name, format!("no {what} with SHA-256 or SHA-512 can be read"));
            }
            lists
        };
        (read("manifest", "manifest of the payload"), read("tagmanifest", "manifest of the tag files"))
    }

    fn fingerprint(&mut self, told: Option<&Told>) -> Option<Fingerprint> {
        let name = ["tagmanifest-sha256.txt", "tagmanifest-sha512.txt"]
            .into_iter()
            .find(|n| self.names.contains_key(n));
        let print = name.and_then(|name| self.text(name)).map(|bytes| Fingerprint::of(&bytes));
        if let Some(told) = told
            && !print.is_some_and(|print| print.is(told))
        {
            let why = "this is not the bundle whose fingerprint you were told";
            self.problems.push(Problem::new(Rule::Fingerprint, why));
        }
        print
    }

    /// Every file is listed, and every listed file is there.
    fn listed(&mut self, payload: &Lists, tags: &Lists) {
        let mut problems = Vec::new();
        for (lists, is_payload) in [(payload, true), (tags, false)] {
            for (_, list) in &lists.0 {
                for name in self.names.keys().filter(|name| name.starts_with("data/") == is_payload) {
                    let stands_alone = name.starts_with("tagmanifest-") && !name.contains('/');
                    if !list.contains_key(*name) && (is_payload || !stands_alone) {
                        problems.push((
                            Rule::Unlisted,
                            (*name).to_owned(),
                            "it is in the zip, and in no manifest",
                        ));
                    }
                }
                for name in list.keys() {
                    if name.starts_with("data/") != is_payload {
                        problems.push((Rule::ManifestLine, name.clone(), "the wrong manifest lists it"));
                    } else if !self.names.contains_key(name.as_str()) {
                        problems.push((
                            Rule::Missing,
                            name.clone(),
                            "a manifest lists it, and it is not in the zip",
                        ));
                    }
                }
            }
        }
        // The tag manifests and a signature over one are listed nowhere; nothing else hides behind that name.
        for name in self.names.keys().filter(|name| name.starts_with("tagmanifest-") && !name.contains('/')) {
            let known = ["tagmanifest-sha256.txt", "tagmanifest-sha512.txt", "tagmanifest-sha256.txt.sig"];
            if !known.contains(name) {
                problems.push((Rule::Unlisted, (*name).to_owned(), "it is in the zip, and in no manifest"));
            }
        }
        for (rule, name, why) in problems {
            self.note(rule, &name, why);
        }
    }

    /// A page to compare, as a whole; nothing where there is none, and where it is too large, which is no fault of it.
    fn page(&mut self, name: &str, too_large: &mut bool) -> Option<Vec<u8>> {
        let name = format!("data/{name}");
        let index = *self.names.get(name.as_str())?;
        if self.layout.files[index].size > MOST_LIST_BYTES {
            *too_large = true;
            return None;
        }
        self.text(&name)
    }

    /// What people read says what the journal and the lists say. Whether all of it could be compared.
    fn held_to_itself(&mut self, folder: &str, hashed: &Payload, legal: bool) -> bool {
        let mut too_large = false;
        let mut page = |name: &str| self.page(name, &mut too_large);
        let mut pages = Pages {
            chain_head: page("20-timeline/chain-head.txt"),
            timeline: page("20-timeline/timeline.json"),
            timeline_page: page("20-timeline/timeline.md"),
            custody: page("80-custody/custody.json"),
            inventory: page("90-inventory.json"),
            redactions: page("91-redactions.json"),
            summaries: Vec::new(),
        };
        for name in ["00-SUMMARY.md", "00-SUMMARY.html"] {
            pages.summaries.extend(page(name).map(|bytes| (name, bytes)));
        }
        let words = self.text("VERIFY.txt");
        if words.is_none_or(|words| words != tags::verify(folder).into_bytes()) {
            self.note(Rule::Contradiction, "VERIFY.txt", "these are not the instructions that a bundle has");
        }
        let journal = match self.names.get(TIMELINE).copied() {
            Some(index) => self.contents.open(index).ok().and_then(|mut from| Journal::read(&mut *from)),
            None => None,
        };
        if journal.is_none() && self.names.contains_key(TIMELINE) {
            self.note(Rule::Timeline, TIMELINE, "it cannot be compared");
        }
        let outcome = held::check(folder, journal.as_ref(), &pages, hashed, legal);
        for (rule, file, why) in outcome.found {
            self.note(rule, &file, why);
        }
        outcome.whole && !too_large
    }

    /// Every file's bytes are those of the manifests. Gives what the payload turned out to be.
    fn digests(&mut self, payload: &Lists, tags: &Lists, ours: bool, chain: Chain) -> Payload {
        let mut all = Payload::new();
        let names: Vec<(String, usize)> =
            self.names.iter().map(|(name, index)| ((*name).to_owned(), *index)).collect();
        let mut buffer = vec![0; 256 * 1024];
        for (name, index) in names {
            let lists = if name.starts_with("data/") { payload } else { tags };
            let file = &self.layout.files[index];
            let intact =
                self.hash(index, &name, chain, lists.needs_sha512(), &mut buffer).and_then(|hashed| {
                    if hashed.bytes != file.size {
                        return Err((
                            Rule::Damaged,
                            "it does not unpack to the size that the zip says".to_owned(),
                        ));
                    }
                    if lists.0.iter().any(|(algorithm, list)| {
                        list.get(&name).is_some_and(|d| *d != hashed.digest(*algorithm))
                    }) {
                        return Err((Rule::Digest, "its bytes are not the ones that were packed".to_owned()));
                    }
                    if let Some(name) = name.strip_prefix("data/") {
                        all.insert(name.to_owned(), (hashed.bytes, hashed.sha256));
                    }
                    hashed.chain.map_err(|why| (Rule::Timeline, why))
                });
            if let Err((rule, why)) = intact {
                self.note(rule, &name, why);
            } else if ours && file.deflated && !self.contents.is_tight(index).unwrap_or(false) {
                self.note(Rule::Repacked, &name, "its compressed bytes hold more than the file");
            }
        }
        all
    }

    fn hash(
        &mut self,
        index: usize,
        name: &str,
        chain: Chain,
        both: bool,
        buffer: &mut [u8],
    ) -> Result<Hashed, (Rule, String)> {
        // One byte more than the zip says is enough to see that it lies.
        let most = self.layout.files[index].size + 1;
        let mut read = || {
            let from = self.contents.open(index)?.take(most);
            let mut hashing =
                Hashing { from, sha256: Sha256::new(), sha512: both.then(Sha512::new), bytes: 0 };
            let chain = if name == TIMELINE { chain(&mut hashing) } else { Ok(()) };
            while hashing.read(buffer)? > 0 {}
            let sha512 = hashing.sha512.map(|hash| hex(&hash.finalize())).unwrap_or_default();
            Ok(Hashed { bytes: hashing.bytes, sha256: hex(&hashing.sha256.finalize()), sha512, chain })
        };
        read().map_err(|why: io::Error| (Rule::Damaged, format!("it cannot be unpacked: {why}")))
    }
}

/// What one file turned out to be.
struct Hashed {
    bytes: u64,
    sha256: String,
    sha512: String,
    chain: Result<(), String>,
}

impl Hashed {
    fn digest(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Sha256 => &self.sha256,
            Algorithm::Sha512 => &self.sha512,
        }
    }
}

/// Hashes what passes.
struct Hashing<R> {
    from: R,
    sha256: Sha256,
    sha512: Option<Sha512>,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(buffer)?;
        self.sha256.update(&buffer[..got]);
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(&buffer[..got]);
        }
        self.bytes += got as u64;
        Ok(got)
    }
}
