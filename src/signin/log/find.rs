use std::collections::HashMap;
use std::io::Read;

use super::search::{Wanted, search};
use super::{Filter, NotSearched};
use crate::signin::{ErrorCode, SignIn, UtcTime};

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
    pub unrecognized: u64,
    /// Failures without a readable date: `--since` could not be asked of them.
    pub undated: u64,
    /// Failures whose date can be read in two ways.
    pub ambiguous: u64,
    /// Failures of further groups, when there are too many kinds to keep apart.
    pub crowded: u64,
}

/// Kinds of failures that are kept apart.
const GROUPS: usize = 20_000;

/// Searches an export of any length as a stream and groups what fits.
///
/// # Errors
/// When it cannot be read, or is no sign-in log at all.
pub fn find(from: &mut dyn Read, filter: &Filter) -> Result<Found, NotSearched> {
    let mut kinds = Kinds::default();
    let seen = search(from, filter, Wanted::Failures, &mut |_, s| kinds.add(s))?;
    let mut groups: Vec<Group> = kinds.groups.into_values().collect();
    groups.sort_by(|a, b| {
        (b.count, b.last.timestamp_utc).cmp(&(a.count, a.last.timestamp_utc)).then_with(|| {
            (&a.user, a.code, &a.app, &a.refused_by).cmp(&(&b.user, b.code, &b.app, &b.refused_by))
        })
    });
    Ok(Found {
        groups,
        events: seen.events,
        failures: seen.failures,
        unrecognized: seen.unrecognized,
        undated: seen.undated,
        ambiguous: seen.ambiguous,
        crowded: kinds.crowded,
    })
}

/// What makes two failures alike.
type Kind = (Option<String>, Option<ErrorCode>, Option<String>, Vec<(Option<String>, Option<String>)>);

#[derive(Default)]
struct Kinds {
    groups: HashMap<Kind, Group>,
    crowded: u64,
}

impl Kinds {
    fn add(&mut self, s: SignIn) {
        let mut refused: Vec<_> = s
            .policies
            .iter()
            .filter(|p| p.result.eq_ignore_ascii_case("failure"))
            .map(|p| (p.id.clone(), p.name.clone()))
            .collect();
        refused.sort();
        refused.dedup();
        let kind = (s.user.clone(), s.code(), s.app_name.clone(), refused);
        if let Some(group) = self.groups.get_mut(&kind) {
            group.count += 1;
            group.first = [group.first, s.timestamp_utc].into_iter().flatten().min();
            if s.timestamp_utc > group.last.timestamp_utc {
                group.last = s;
            }
        } else if self.groups.len() < GROUPS {
            let (user, code, app, refused_by) = kind.clone();
            self.groups.insert(
                kind,
                Group { user, code, app, refused_by, count: 1, first: s.timestamp_utc, last: s },
            );
        } else {
            self.crowded += 1;
        }
    }
}
