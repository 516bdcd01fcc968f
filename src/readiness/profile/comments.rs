//! What a person wrote into the file beside its values. The file is written anew after each answer; their words stay
//! where they stood.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Stands above words whose place is gone.
const HOMELESS: &str = "# What stood beside something that is not here any more:";

/// By what an entry of a list is known again when others were put before it, the surest first.
const MARKS: [&[&str]; 11] = [
    &["object-id"],
    &["id"],
    &["serial"],
    &["account", "label"],
    &["name"],
    &["user"],
    &["domain"],
    &["region", "number"],
    &["kind", "place"],
    &["region"],
    &["kind"],
];

/// A place in the file: a table, or a key in it, by the names on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// The entry of a list in which it stands.
    entry: Option<Entry>,
    key: String,
}

/// An entry of a list, by all its marks. A place in a list is no mark: it moves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry(Vec<Mark>);

/// One of several entries that look the same by it, counted; alone it is the only one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Mark {
    text: String,
    number: usize,
    of: usize,
}

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
            found.push(Comment { text: comment.to_owned(), place: place.map(|at| map.place(at)), behind });
        }
        Self(found)
    }

    /// The text of a profile with these comments in their places.
    #[must_use]
    pub fn put_back(&self, text: &str) -> String {
        let Some(map) = Map::of(text).filter(|_| !self.0.is_empty()) else { return text.to_owned() };
        let index = map.index();
        // By their line, and by their place where several begin on one line.
        let mut beside: BTreeMap<(usize, bool, usize), Vec<&str>> = BTreeMap::new();
        let (mut homeless, mut at_the_end) = (Vec::new(), Vec::new());
        for comment in &self.0 {
            match comment.place.as_ref().map(|place| index.find(place)) {
                None => at_the_end.push(&comment.text),
                Some(None) => homeless.push(&comment.text),
                Some(Some(at)) => {
                    let line = if comment.behind { map.places[at].end } else { map.places[at].begin };
                    beside.entry((line, comment.behind, at)).or_default().push(&comment.text);
                }
            }
        }
        let mut out = String::with_capacity(text.len() + 256);
        for (line, range) in lines(text) {
            let on =
                |behind| beside.range((line, behind, 0)..=(line, behind, usize::MAX)).flat_map(|(_, c)| c);
            on(false).for_each(|comment| out.push_str(&format!("{comment}\n")));
            out.push_str(&text[range]);
            on(true).for_each(|comment| out.push_str(&format!(" {comment}")));
            out.push('\n');
        }
        if !homeless.is_empty() {
            out.push_str(&format!("\n{HOMELESS}\n"));
        }
        for comment in homeless.into_iter().chain(at_the_end) {
            out.push_str(comment);
            out.push('\n');
        }
        out
    }
}

/// Where everything stands in a text.
#[derive(Default)]
struct Map {
    /// Each place, in the order of their lines.
    places: Vec<Stands>,
    /// The entries of all lists.
    entries: Vec<Entry>,
    /// Keys and values: a `#` in them begins no comment.
    words: Vec<Range<usize>>,
}

/// A place with the lines on which it begins and ends.
struct Stands {
    entry: Option<usize>,
    key: String,
    begin: usize,
    end: usize,
}

/// The same by name.
struct Index<'a> {
    places: HashMap<(Option<usize>, &'a str), usize>,
    entries: HashMap<&'a Mark, usize>,
}

impl Index<'_> {
    /// Its number in the map; an entry is the one that has its surest mark.
    fn find(&self, place: &Place) -> Option<usize> {
        let entry = match &place.entry {
            None => None,
            Some(Entry(marks)) => Some(*marks.iter().find_map(|mark| self.entries.get(mark))?),
        };
        self.places.get(&(entry, place.key.as_str())).copied()
    }
}

impl Map {
    fn of(text: &str) -> Option<Self> {
        let table = DeTable::parse(text).ok()?;
        let starts: Vec<usize> = lines(text).map(|(_, range)| range.start).collect();
        let line = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
        let mut map = Self::default();
        map.table(None, "", table.get_ref(), &line);
        map.words.sort_by_key(|word| word.start);
        map.places.sort_by_key(|place| place.begin);
        Some(map)
    }

    fn index(&self) -> Index<'_> {
        let places = self.places.iter().enumerate();
        let entries = self.entries.iter().enumerate();
        Index {
            places: places.map(|(at, place)| ((place.entry, place.key.as_str()), at)).collect(),
            entries: entries
                .flat_map(|(at, Entry(marks))| marks.iter().map(move |mark| (mark, at)))
                .collect(),
        }
    }

    fn place(&self, at: &Stands) -> Place {
        Place { entry: at.entry.map(|entry| self.entries[entry].clone()), key: at.key.clone() }
    }

    fn table(
        &mut self,
        entry: Option<usize>,
        path: &str,
        table: &DeTable<'_>,
        line: &impl Fn(usize) -> usize,
    ) {
        for (key, value) in table {
            let place = format!("{path}.{}", key.get_ref().escape_default());
            self.words.push(key.span());
            match value.get_ref() {
                DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                    let first = self.entries.len();
                    self.entries.extend(entries(&place, items));
                    for (at, item) in items.iter().enumerate() {
                        self.value(Some(first + at), &place, item.span().start, item, line);
                    }
                }
                _ => self.value(entry, &place, key.span().start, value, line),
            }
        }
    }

    fn value(
        &mut self,
        entry: Option<usize>,
        key: &str,
        start: usize,
        value: &Spanned<DeValue<'_>>,
        line: &impl Fn(usize) -> usize,
    ) {
        let mut stands = |begin, end| self.places.push(Stands { entry, key: key.to_owned(), begin, end });
        if let Some(table) = value.get_ref().as_table() {
            let header = line(value.span().start);
            stands(header, header);
            self.table(entry, key, table, line);
        } else {
            let end = value.span().end.saturating_sub(1).max(start);
            stands(line(start), line(end));
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
    fn on(&self, line: usize) -> Option<&Stands> {
        let begun = self.places.partition_point(|place| place.begin <= line);
        self.places[..begun].iter().rev().find(|place| place.end >= line)
    }

    /// What begins next.
    fn below(&self, line: usize) -> Option<&Stands> {
        self.places.get(self.places.partition_point(|place| place.begin < line))
    }
}

/// The entries of a list by their marks. Those without any are known by their number, as long as there are as many.
fn entries(list: &str, items: &[Spanned<DeValue<'_>>]) -> Vec<Entry> {
    let texts = |item: &Spanned<DeValue<'_>>| -> Vec<String> {
        let marks = MARKS.iter().filter_map(|keys| {
            let value = |key: &&str| item.get_ref().as_table()?.get(*key)?.get_ref().as_str();
            let values: Option<Vec<&str>> = keys.iter().map(value).collect();
            Some(format!("{list} {keys:?} {:?}", values?))
        });
        let marks: Vec<String> = marks.collect();
        if marks.is_empty() { vec![list.to_owned()] } else { marks }
    };
    let texts: Vec<Vec<String>> = items.iter().map(texts).collect();
    let mut of: HashMap<&str, usize> = HashMap::new();
    texts.iter().flatten().for_each(|text| *of.entry(text).or_default() += 1);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    texts
        .iter()
        .map(|marks| {
            let mark = |text| {
                let number = seen.entry(text).or_default();
                *number += 1;
                Mark { text: String::from(text), number: *number, of: of[text] }
            };
            Entry(marks.iter().map(String::as_str).map(mark).collect())
        })
        .collect()
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
