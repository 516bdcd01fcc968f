//! All files of one kind as one list: a person gives pages and exports in any order.

use std::collections::BTreeMap;

use super::{Export, Holds, User};

/// What all files of one kind hold together, each entry once and in an order of its own.
pub(super) struct Pages<T> {
    files: Vec<String>,
    pub entries: Vec<T>,
    /// Some file ends its list.
    pub whole: bool,
    /// Some file is one page of several.
    several: bool,
}

impl<T: Clone + Ord> Pages<T> {
    /// Nothing if no file is of this kind.
    pub fn of<'a>(exports: &'a [Export], kind: impl Fn(&'a Holds) -> Option<&'a [T]>) -> Option<Self>
    where
        T: 'a,
    {
        let mut pages = Self { files: Vec::new(), entries: Vec::new(), whole: false, several: false };
        for export in exports {
            let Some(entries) = kind(&export.holds) else { continue };
            pages.files.push(export.file.clone());
            pages.entries.extend_from_slice(entries);
            pages.whole |= !export.more_pages;
            pages.several |= export.more_pages;
        }
        pages.entries.sort();
        pages.entries.dedup();
        (!pages.files.is_empty()).then_some(pages)
    }
}

impl<T> Pages<T> {
    /// What these files cannot tell, with their names in front.
    pub fn said(&self, notes: Vec<String>) -> impl Iterator<Item = String> + use<T> {
        let files = match self.files.as_slice() {
            [first, .., last] if self.files.len() > 3 => {
                format!("{first} to {last} ({} files)", self.files.len())
            }
            few => few.join(", "),
        };
        let pages = match (self.whole, self.several) {
            (false, _) => {
                Some("a page is missing: each one here says that there is another; give all together")
            }
            (true, true) => {
                Some("whether a page between the first and the last is missing: no page tells it")
            }
            (true, false) => None,
        };
        pages.map(str::to_owned).into_iter().chain(notes).map(move |note| format!("{files}: {note}"))
    }
}

/// Each user once: what several exports show of one is put together, and what they do not agree on is not known.
pub(super) fn each_once(rows: &[User]) -> (Vec<User>, Vec<String>) {
    let mut by_name: BTreeMap<String, Vec<&User>> = BTreeMap::new();
    for row in rows {
        by_name.entry(row.name.to_lowercase()).or_default().push(row);
    }
    let (mut users, mut odd) = (Vec::new(), Vec::new());
    for rows in by_name.into_values() {
        let mut ids: Vec<_> = rows.iter().filter_map(|row| row.id).collect();
        ids.dedup();
        if ids.len() > 1 {
            odd.push(format!("{} has several object IDs; which one counts is not known", rows[0].name));
            continue;
        }
        let mut agreed = |field: fn(&User) -> Option<bool>, what: &str| {
            let mut values = rows.iter().filter_map(|row| field(row));
            let first = values.next();
            let same = values.all(|value| Some(value) == first);
            if !same {
                odd.push(format!("the exports disagree on whether {} is {what}", rows[0].name));
            }
            first.filter(|_| same)
        };
        users.push(User {
            name: rows[0].name.clone(),
            id: ids.first().copied(),
            enabled: agreed(|row| row.enabled, "enabled"),
            synced: agreed(|row| row.synced, "synchronised"),
        });
    }
    (users, odd)
}
