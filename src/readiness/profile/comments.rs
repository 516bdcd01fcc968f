//! What a person wrote into the file beside its values. The file is written anew after each answer; their words stay
//! where they stood.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Stands above words whose place is gone.
const HOMELESS: &str = "# What stood beside something that is not here any more:";

/// A place in the file: a table, or a key in it, by the names on the way and the numbers in lists.
type Place = String;

/// Comments of a person's own, each with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments(Vec<Comment>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Comment {
    /// From its `#` on.
    text: String,
    /// What it stands above, or behind; nothing at the end of the file.
    place: Option<Place>,
    /// On the line of its place, behind the value.
    behind: bool,
}

impl Comments {
    /// The comments of a profile that `ours`, the same profile as this program writes it, does not have. Of a text that
    /// is no TOML there are none.
    #[must_use]
    pub fn of(text: &str, ours: &str) -> Self {
        let Some(map) = Map::of(text) else { return Self::default() };
        let known: HashSet<&str> = ours.lines().map(str::trim).chain([HOMELESS]).collect();
        let mut found = Vec::new();
        for (line, range) in lines(text) {
            let Some(at) = map.comment(text, range.clone()) else { continue };
            let comment = text[at..range.end].trim_end();
            if known.contains(comment) || comment.chars().all(|c| c == '#' || c.is_whitespace()) {
                continue;
            }
            let behind = !text[range.start..at].trim().is_empty();
            let place = if behind { map.on(line) } else { map.below(line) };
            found.push(Comment { text: comment.to_owned(), place: place.cloned(), behind });
        }
        Self(found)
    }

    /// The text of a profile with these comments in their places.
    #[must_use]
    pub fn put_back(&self, text: &str) -> String {
        let Some(map) = Map::of(text).filter(|_| !self.0.is_empty()) else { return text.to_owned() };
        let mut out = String::with_capacity(text.len() + 256);
        for (line, range) in lines(text) {
            for (place, ..) in map.places.iter().filter(|(_, begin, _)| *begin == line) {
                self.beside(place, false).for_each(|comment| out.push_str(&format!("{}\n", comment.text)));
            }
            out.push_str(&text[range]);
            for (place, ..) in map.places.iter().filter(|(.., end)| *end == line) {
                self.beside(place, true).for_each(|comment| out.push_str(&format!(" {}", comment.text)));
            }
            out.push('\n');
        }
        let known = |place: &Place| map.places.iter().any(|(known, ..)| known == place);
        let lost = |comment: &&Comment| comment.place.as_ref().is_some_and(|place| !known(place));
        let homeless: Vec<_> = self.0.iter().filter(lost).collect();
        if !homeless.is_empty() {
            out.push_str(&format!("\n{HOMELESS}\n"));
        }
        let at_the_end = self.0.iter().filter(|comment| comment.place.is_none());
        for comment in homeless.into_iter().chain(at_the_end) {
            out.push_str(&comment.text);
            out.push('\n');
        }
        out
    }

    fn beside(&self, place: &str, behind: bool) -> impl Iterator<Item = &Comment> {
        self.0
            .iter()
            .filter(move |comment| comment.place.as_deref() == Some(place) && comment.behind == behind)
    }
}

/// Where everything stands in a text.
#[derive(Default)]
struct Map {
    /// Each place with the lines on which it begins and ends.
    places: Vec<(Place, usize, usize)>,
    /// Keys and values: a `#` in them begins no comment.
    words: Vec<Range<usize>>,
}

impl Map {
    fn of(text: &str) -> Option<Self> {
        let table = DeTable::parse(text).ok()?;
        let starts: Vec<usize> = lines(text).map(|(_, range)| range.start).collect();
        let line = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
        let mut map = Self::default();
        map.table("", table.get_ref(), &line);
        map.words.sort_by_key(|word| word.start);
        map.places.sort_by_key(|(_, begin, _)| *begin);
        Some(map)
    }

    fn table(&mut self, path: &str, table: &DeTable<'_>, line: &impl Fn(usize) -> usize) {
        for (key, value) in table {
            let place = format!("{path}.{}", key.get_ref().escape_default());
            self.words.push(key.span());
            match value.get_ref() {
                DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                    for (at, item) in items.iter().enumerate() {
                        self.value(&format!("{place}.{at}"), item.span().start, item, line);
                    }
                }
                _ => self.value(&place, key.span().start, value, line),
            }
        }
    }

    fn value(
        &mut self,
        place: &str,
        start: usize,
        value: &Spanned<DeValue<'_>>,
        line: &impl Fn(usize) -> usize,
    ) {
        if let Some(table) = value.get_ref().as_table() {
            let header = line(value.span().start);
            self.places.push((place.to_owned(), header, header));
            self.table(place, table, line);
        } else {
            let end = value.span().end.saturating_sub(1).max(start);
            self.places.push((place.to_owned(), line(start), line(end)));
            self.leaves(value);
        }
    }

    fn leaves(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().for_each(|item| self.leaves(item)),
            DeValue::Table(table) => table.iter().for_each(|(key, value)| {
                self.words.push(key.span());
                self.leaves(value);
            }),
            _ => self.words.push(value.span()),
        }
    }

    /// Where the comment of this line begins.
    fn comment(&self, text: &str, line: Range<usize>) -> Option<usize> {
        let within = |at: usize| {
            let after = self.words.partition_point(|word| word.start <= at);
            after > 0 && at < self.words[after - 1].end
        };
        text[line.clone()].match_indices('#').map(|(at, _)| line.start + at).find(|at| !within(*at))
    }

    /// What begins or ends on this line, the innermost.
    fn on(&self, line: usize) -> Option<&Place> {
        self.places
            .iter()
            .rev()
            .find(|(_, begin, end)| (*begin..=*end).contains(&line))
            .map(|(place, ..)| place)
    }

    /// What begins next.
    fn below(&self, line: usize) -> Option<&Place> {
        self.places.iter().find(|(_, begin, _)| *begin >= line).map(|(place, ..)| place)
    }
}

/// Each line's number and where its text stands, without its end.
fn lines(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut at = 0;
    text.split('\n').enumerate().filter_map(move |(number, line)| {
        let start = at;
        at += line.len() + 1;
        // Behind the last line end there is no line.
        (start < text.len()).then_some((number, start..start + line.strip_suffix('\r').unwrap_or(line).len()))
    })
}
