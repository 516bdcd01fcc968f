use std::collections::HashMap;
use std::io::{self, Read};

use chrono::{DateTime, Utc};
use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};

use super::split::Splitter;
use super::{Event, table};
use crate::signin::{ErrorCode, SignIn, UtcTime};

/// Which failures are wanted. Empty: all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The sign-in name, in whole, without regard to case.
    pub user: Option<String>,
    pub codes: Vec<ErrorCode>,
    pub since: Option<DateTime<Utc>>,
}

/// Failures that are alike: the same user, code, app and refusing policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub user: Option<String>,
    pub code: Option<ErrorCode>,
    pub app: Option<String>,
    /// Policies that the log names as failed: id and name.
    pub refused_by: Vec<(Option<String>, Option<String>)>,
    pub count: u64,
    pub first: Option<UtcTime>,
    /// The newest event, with the ids that support wants.
    pub last: SignIn,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The largest first.
    pub groups: Vec<Group>,
    /// Events in the export.
    pub events: u64,
    /// Failures that fit the filter.
    pub failures: u64,
    /// Objects or rows that are no sign-in events.
    pub strangers: u64,
    /// Failures without a readable date: `--since` could not be asked of them.
    pub undated: u64,
    /// Failures whose date can be read in two ways.
    pub ambiguous: u64,
    /// Failures of further groups, when there are too many kinds to keep apart.
    pub crowded: u64,
}

/// Why an export cannot be searched.
#[derive(Debug, thiserror::Error)]
pub enum NotSearched {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("one event is larger than {} MiB: this is no sign-in log", LARGEST >> 20)]
    TooLarge,
    #[error(
        "the table has no columns of a sign-in log (wanted: a date, a Request ID or Correlation ID, a status or error code)"
    )]
    Columns,
    #[error("it is empty")]
    Empty,
}

/// Bytes read at once.
const PIECE: usize = 1 << 20;
/// No event is larger.
const LARGEST: usize = 16 << 20;
/// Kinds of failures that are kept apart.
const GROUPS: usize = 20_000;

/// Searches an export of any length as a stream.
///
/// # Errors
/// When it cannot be read, or is no sign-in log at all.
pub fn find(from: &mut dyn Read, filter: &Filter) -> Result<Found, NotSearched> {
    let mut head = vec![0; PIECE];
    let length = fill(from, &mut head)?;
    head.truncate(length);
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || wide(&head) {
        return table::find_wide(head, from, filter);
    }
    match text.iter().find(|b| !b.is_ascii_whitespace()) {
        None => Err(NotSearched::Empty),
        Some(b'{' | b'[') => json(text.to_vec(), from, filter),
        Some(_) => table::find(text.to_vec(), from, filter),
    }
}

fn wide(head: &[u8]) -> bool {
    let probe = &head[..head.len().min(512)];
    probe.len() > 8 && probe.iter().filter(|b| **b == 0).count() * 3 > probe.len()
}

/// Fills a buffer as far as the source goes.
pub(super) fn fill(from: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match from.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(length)
}

pub(super) fn json(mut held: Vec<u8>, from: &mut dyn Read, filter: &Filter) -> Result<Found, NotSearched> {
    let mut splitter = Splitter::default();
    let mut search = Search::new(filter);
    loop {
        let done = splitter.feed(&held, |event| search.object(event));
        held.drain(..done);
        if held.len() > LARGEST {
            return Err(NotSearched::TooLarge);
        }
        let before = held.len();
        held.resize(before + PIECE, 0);
        let read = fill(from, &mut held[before..])?;
        held.truncate(before + read);
        if read == 0 {
            // The last event may have been cut off.
            if held.len() > 2 {
                search.cut(&held);
            }
            return Ok(search.found());
        }
    }
}

/// Looks at one event after the other and keeps groups only.
pub(super) struct Search<'a> {
    filter: &'a Filter,
    /// Bytes that an event with the wanted user or code must hold, if it is spelled without escapes.
    user: Option<Regex>,
    codes: Vec<memmem::Finder<'static>>,
    escape: memmem::Finder<'static>,
    failed: Option<Regex>,
    succeeded: Option<Regex>,
    groups: HashMap<u64, Vec<Group>>,
    kinds: usize,
    found: Found,
}

impl<'a> Search<'a> {
    pub(super) fn new(filter: &'a Filter) -> Self {
        let user = filter.user.as_ref().filter(|user| user.is_ascii()).and_then(|user| {
            RegexBuilder::new(&regex::escape(user)).case_insensitive(true).unicode(false).build().ok()
        });
        Self {
            filter,
            user,
            codes: filter.codes.iter().map(|c| memmem::Finder::new(&c.to_string()).into_owned()).collect(),
            escape: memmem::Finder::new(b"\\").into_owned(),
            succeeded: RegexBuilder::new(r#"(?:error_?code|result_?type)"\s*:\s*"?0"?\s*[,}]"#)
                .case_insensitive(true)
                .unicode(false)
                .build()
                .ok(),
            // Anything but a 0 under a name that carries the result.
            failed: RegexBuilder::new(
                r#"(?:error_?code|result_?type)"\s*:\s*(?:[^0"\s]|0[^",}\s]|"[^0]|"0[^"])"#,
            )
            .case_insensitive(true)
            .unicode(false)
            .build()
            .ok(),
            groups: HashMap::new(),
            kinds: 0,
            found: Found::default(),
        }
    }

    /// One JSON object. Most are passed over by their bytes; one with an escape in it is always read, because an
    /// escape can spell anything.
    fn object(&mut self, event: &[u8]) {
        self.found.events += 1;
        if self.escape.find(event).is_none() {
            let no_user = self.user.as_ref().is_some_and(|user| !user.is_match(event));
            let no_code = !self.codes.is_empty() && !self.codes.iter().any(|code| code.find(event).is_some());
            if no_user || no_code || self.went_well(event) {
                return;
            }
        }
        match serde_json::from_slice(event) {
            Ok(value) => self.event(Event::from_json(&value)),
            Err(_) => self.cut(event),
        }
    }

    /// Every result in the event is a plain 0, and there is one at least.
    fn went_well(&self, event: &[u8]) -> bool {
        self.failed.as_ref().is_some_and(|failed| !failed.is_match(event))
            && self.succeeded.as_ref().is_some_and(|succeeded| succeeded.is_match(event))
    }

    /// Whether the bytes of a row can hold what is wanted. Cells stand without quotes, so nothing is spelled otherwise.
    pub(super) fn may_fit(&self, row: &[u8]) -> bool {
        self.user.as_ref().is_none_or(|user| user.is_match(row))
            && (self.codes.is_empty() || self.codes.iter().any(|code| code.find(row).is_some()))
    }

    /// A row that is passed over.
    pub(super) fn pass(&mut self) {
        self.found.events += 1;
    }

    /// An object that is no JSON, or was cut off.
    fn cut(&mut self, event: &[u8]) {
        let text: Vec<char> = String::from_utf8_lossy(event).chars().collect();
        let start = text.iter().position(|c| *c == '{').unwrap_or(0);
        self.event(super::parse(&text[start..]).and_then(|value| Event::from_json(&value)));
    }

    pub(super) fn row(&mut self, event: Option<Event>) {
        self.found.events += 1;
        self.event(event);
    }

    fn event(&mut self, event: Option<Event>) {
        let Some(event) = event else {
            self.found.strangers += 1;
            return;
        };
        let s = event.sign_in;
        let wanted =
            event.failed
                && (self.filter.codes.is_empty() || s.codes.iter().any(|c| self.filter.codes.contains(c)))
                && self.filter.user.as_ref().is_none_or(|user| {
                    s.user.as_ref().is_some_and(|u| u.to_lowercase() == user.to_lowercase())
                });
        if !wanted {
            return;
        }
        match (self.filter.since, s.timestamp_utc) {
            (Some(since), Some(time)) if time.at() < since => return,
            (Some(_), None) => {
                self.found.undated += 1;
                self.found.ambiguous += u64::from(s.timestamp.is_some());
                return;
            }
            (None, None) => {
                self.found.undated += 1;
                self.found.ambiguous += u64::from(s.timestamp.is_some());
            }
            _ => {}
        }
        self.found.failures += 1;
        self.keep(s);
    }

    fn keep(&mut self, s: SignIn) {
        use std::hash::{BuildHasher, RandomState};
        static HASHER: std::sync::LazyLock<RandomState> = std::sync::LazyLock::new(RandomState::new);
        let mut refused: Vec<_> = s
            .policies
            .iter()
            .filter(|p| p.result.eq_ignore_ascii_case("failure"))
            .map(|p| (p.id.clone(), p.name.clone()))
            .collect();
        refused.sort();
        refused.dedup();
        let key = HASHER.hash_one((&s.user, s.code(), &s.app_name, &refused));
        let alike = |g: &&mut Group| {
            g.user == s.user && g.code == s.code() && g.app == s.app_name && g.refused_by == refused
        };
        let bucket = self.groups.entry(key).or_default();
        if let Some(group) = bucket.iter_mut().find(alike) {
            group.count += 1;
            group.first = [group.first, s.timestamp_utc].into_iter().flatten().min();
            if s.timestamp_utc > group.last.timestamp_utc {
                group.last = s;
            }
        } else if self.kinds < GROUPS {
            self.kinds += 1;
            bucket.push(Group {
                user: s.user.clone(),
                code: s.code(),
                app: s.app_name.clone(),
                refused_by: refused,
                count: 1,
                first: s.timestamp_utc,
                last: s,
            });
        } else {
            self.found.crowded += 1;
        }
    }

    pub(super) fn found(mut self) -> Found {
        let mut groups: Vec<Group> = self.groups.into_values().flatten().collect();
        groups.sort_by(|a, b| {
            (b.count, b.last.timestamp_utc).cmp(&(a.count, a.last.timestamp_utc)).then_with(|| {
                (&a.user, a.code, &a.app, &a.refused_by).cmp(&(&b.user, b.code, &b.app, &b.refused_by))
            })
        });
        self.found.groups = groups;
        self.found
    }
}
