//! How much of a list the files hold that it lies in.
//!
//! It knows pages that link to a next one, last pages, lists in one file, folders of single objects, and lists of which nothing
//! tells that they hold all objects of their kind. From these it says whether the list is whole, and by which sign.
//!
//! It refuses to know what the objects are. One doubt is enough to make a list a part: of a part nothing follows about what is
//! not in it, and a list that was called whole by mistake would say of somebody who is there that nobody has that name.

use std::collections::{BTreeMap, BTreeSet};

use super::file_name::{own_name, page_number};
use super::read::{ListRead, Shape};
use super::{Lack, Sign, Whole};

/// What stands for roles that may be activated among the requests.
pub(super) const ELIGIBLE: &str = "eligible";

/// How the lists of one kind add up.
#[derive(Debug, Default)]
pub(super) struct Extent {
    /// Pages that link to a next one.
    going_on: Vec<String>,
    /// A page without such a link.
    ended: bool,
    /// The names of the pages, and the highest number that the name of a last one has.
    pages: BTreeSet<String>,
    last: Option<(usize, String)>,
    /// A list in one file.
    pub(super) list: bool,
    /// Objects that stand alone, outside a folder of such objects.
    alone: Vec<String>,
    in_folder: bool,
    /// Lists that need not be whole.
    parts: Vec<String>,
    pub(super) lacks: Vec<Lack>,
    pub(super) files: BTreeSet<usize>,
}

impl Extent {
    pub(super) fn add(&mut self, source: usize, file: &str, list: &ListRead, folder: bool) {
        self.files.insert(source);
        match list.shape {
            Shape::Page { more: true } => {
                self.pages.insert(own_name(file).to_owned());
                self.going_on.push(file.to_owned());
            }
            Shape::Page { more: false } => {
                self.pages.insert(own_name(file).to_owned());
                self.ended = true;
                let number = page_number(file).map(|number| (number, file.to_owned()));
                self.last = self.last.take().max(number);
            }
            Shape::Array => self.list = true,
            Shape::Lone if folder => self.in_folder = true,
            Shape::Lone => self.alone.push(file.to_owned()),
            Shape::Part => self.parts.push(file.to_owned()),
        }
        if list.short {
            self.lacks.push(Lack::NextPage { file: file.to_owned() });
        }
        self.lacks.extend(list.cut.iter().map(|entry| Lack::Cut { file: file.to_owned(), entry: *entry }));
    }

    /// Why the list counts as whole; nothing where no file tells that it is.
    pub(super) fn sign(&self) -> Option<Sign> {
        let folder = self.in_folder && self.alone.is_empty() && self.going_on.is_empty();
        let signs = [(self.ended, Sign::LastPage), (self.list, Sign::List), (folder, Sign::Folder)];
        signs.into_iter().find(|(is, _)| *is).map(|(_, sign)| sign)
    }

    /// `first`: the number of a first page, 0 or 1.
    pub(super) fn whole(mut self, given: bool, only_one: bool, first: usize) -> Whole {
        if !given && self.lacks.is_empty() {
            return Whole::Absent;
        }
        // Nothing in a last page says that there were others before it; people number the files.
        if let Some((_, file)) =
            self.last.take().filter(|(number, _)| *number + 1 > self.pages.len() + first && !only_one)
        {
            self.lacks.push(Lack::EarlierPage { file });
        }
        let sign = if only_one { Some(Sign::OnlyOne) } else { self.sign() };
        if sign.is_none() {
            let pages = self.going_on.drain(..).map(|file| Lack::NextPage { file });
            self.lacks.extend(pages);
            self.lacks.extend(self.alone.drain(..).map(|file| Lack::OneOfMany { file }));
            self.lacks.extend(self.parts.drain(..).map(|file| Lack::Filtered { file }));
        }
        self.lacks.sort();
        self.lacks.dedup();
        match sign {
            Some(by) if self.lacks.is_empty() => Whole::Whole { by },
            _ => Whole::Part { lacks: self.lacks },
        }
    }
}

/// Of the lists of held roles one that is whole is enough: each shows every role that is active.
pub(super) fn roles(lists: BTreeMap<String, Extent>, first: usize) -> (Whole, Whole) {
    let (mut held, mut eligible) = (Whole::Absent, Whole::Absent);
    for (of, extent) in lists {
        let whole = extent.whole(true, false, first);
        let to = if of == ELIGIBLE { &mut eligible } else { &mut held };
        *to = match (std::mem::take(to), whole) {
            (whole @ Whole::Whole { .. }, _) | (_, whole @ Whole::Whole { .. }) => whole,
            (Whole::Part { mut lacks }, Whole::Part { lacks: more }) => {
                lacks.extend(more);
                Whole::Part { lacks }
            }
            (Whole::Absent, other) | (other, Whole::Absent) => other,
        };
    }
    (held, eligible)
}
