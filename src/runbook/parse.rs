//! One file into one runbook. Every problem has a line and says what to do.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::front_matter::FrontMatter;
use super::step::{Fence, Step, Target};
use crate::model::is_kebab;

/// Something wrong in a runbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as the person named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// One runbook.
#[derive(Debug, Clone)]
pub struct Runbook {
    /// The file it came from, relative to its folder of runbooks.
    pub file: String,
    /// The TOML head.
    pub head: FrontMatter,
    /// The H1.
    pub title: String,
    /// The paragraph below it: when to use it, how long it takes.
    pub intro: String,
    /// The H2s in order.
    pub steps: Vec<Step>,
    /// The footnotes used, with their lines.
    pub cited: Vec<(String, usize)>,
}

impl Runbook {
    /// A step by its id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.id == id)
    }

    /// The step after this one in the file.
    #[must_use]
    pub fn after(&self, id: &str) -> Option<&Step> {
        let at = self.steps.iter().position(|s| s.id == id)?;
        self.steps.get(at + 1)
    }
}

/// Markdown as runbooks use it.
pub(super) const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH);

/// Reads one file. `file` is its path inside the folder of runbooks, with `/`.
pub fn parse(file: &str, text: &str) -> Result<Runbook, Vec<Problem>> {
    let mut reader = Reader { file, text, problems: Vec::new() };
    let runbook = reader.read();
    match runbook {
        Some(runbook) if reader.problems.is_empty() => Ok(runbook),
        _ => Err(reader.problems),
    }
}

/// A heading: its level, its text, its range in the Markdown.
struct Heading {
    level: HeadingLevel,
    title: String,
    range: Range<usize>,
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.file.to_owned(), line, what: what.into() });
    }

    fn line_of(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() + 1
    }

    fn read(&mut self) -> Option<Runbook> {
        let text = self.text;
        let Some(rest) = text.strip_prefix("+++\n") else {
            self.problem(1, "the file must begin with a line +++ and its TOML head");
            return None;
        };
        let Some(end) = rest.find("\n+++\n") else {
            self.problem(1, "the TOML head has no closing line +++");
            return None;
        };
        let head: FrontMatter = match toml::from_str(rest.get(..=end).unwrap_or_default()) {
            Ok(head) => head,
            Err(e) => {
                let line = e.span().map_or(1, |span| self.line_of(span.start + 4));
                self.problem(line, format!("the head: {}", e.message()));
                return None;
            }
        };
        let start = 4 + end + 5;
        let body = text.get(start..).unwrap_or_default();
        self.check_blocks(body, start);
        let headings = headings(body);
        let mut ones = headings.iter().filter(|h| h.level == HeadingLevel::H1);
        let Some(one) = ones.next() else {
            self.problem(self.line_of(start), "there is no title; add a line \"# Title\" below the head");
            return None;
        };
        if let Some(second) = ones.next() {
            self.problem(self.line_of(start + second.range.start), "a second title; a runbook has one H1");
        }
        for deep in headings.iter().filter(|h| h.level > HeadingLevel::H2 && !is_more(h)) {
            self.problem(
                self.line_of(start + deep.range.start),
                "a heading deeper than H2; each H2 is one step, and the only heading inside a step is \"### More\"",
            );
        }
        let twos: Vec<&Heading> = headings.iter().filter(|h| h.level == HeadingLevel::H2).collect();
        let first = twos.first().map_or(body.len(), |h| h.range.start);
        let intro = body.get(one.range.end..first).unwrap_or_default().trim().to_owned();
        if intro.is_empty() {
            self.problem(
                self.line_of(start + one.range.end),
                "say in one paragraph when to use this and how long it takes",
            );
        }
        if twos.is_empty() {
            self.problem(self.line_of(start), "there is no step; each H2 is one");
        }
        let mut steps = Vec::new();
        let mut ids = BTreeSet::new();
        for (at, two) in twos.iter().enumerate() {
            let end = twos.get(at + 1).map_or(body.len(), |h| h.range.start);
            let line = self.line_of(start + two.range.start);
            let section = body.get(two.range.end..end).unwrap_or_default();
            if let Some(step) = self.step(two.title.clone(), section, start + two.range.end, line) {
                if !ids.insert(step.id.clone()) {
                    self.problem(line, format!("the step id \"{}\" is used twice here", step.id));
                }
                steps.push(step);
            }
        }
        let cited = self.cited(body, start);
        let title = one.title.clone();
        Some(Runbook { file: self.file.to_owned(), head, title, intro, steps, cited })
    }

    fn step(&mut self, title: String, section: &str, offset: usize, line: usize) -> Option<Step> {
        let mut events = Parser::new_ext(section, MARKDOWN).into_offset_iter();
        let fence = match events.next() {
            Some((Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), range))
                if info.as_ref() == "step" =>
            {
                range
            }
            _ => {
                self.problem(line, "the first block below an H2 must be a ```step fence");
                return None;
            }
        };
        let toml_text: String = events
            .map_while(|(event, _)| match event {
                Event::Text(text) => Some(text.into_string()),
                _ => None,
            })
            .collect();
        let mut keys: Fence = match toml::from_str(&toml_text) {
            Ok(keys) => keys,
            Err(e) => {
                let skipped = e
                    .span()
                    .map_or(0, |s| toml_text.get(..s.start).unwrap_or_default().matches('\n').count());
                self.problem(
                    self.line_of(offset + fence.start) + 1 + skipped,
                    format!("the step: {}", e.message()),
                );
                return None;
            }
        };
        if !is_kebab(&keys.id) {
            self.problem(
                line,
                format!("the step id {:?} may hold lower-case letters, digits and hyphens only", keys.id),
            );
        }
        let kind = match keys.kind() {
            Ok(kind) => kind,
            Err(what) => {
                self.problem(line, what);
                return None;
            }
        };
        let prose = section.get(fence.end..).unwrap_or_default();
        let mores: Vec<Heading> = headings(prose).into_iter().filter(is_more).collect();
        if let Some(second) = mores.get(1) {
            self.problem(
                self.line_of(offset + fence.end + second.range.start),
                "a second \"### More\"; a step has one, behind what the guide shows",
            );
        }
        let (body, more) = match mores.first() {
            Some(more) => (prose.get(..more.range.start), prose.get(more.range.end..)),
            None => (Some(prose), None),
        };
        let body = body.unwrap_or_default().trim().to_owned();
        let more = more.map(|more| more.trim().to_owned());
        if more.as_deref() == Some("") {
            self.problem(line, "nothing stands below \"### More\"; write it, or remove the heading");
        }
        if body.is_empty() {
            self.problem(
                line,
                "the step says nothing; write what to do, what you should see, and what if not",
            );
        }
        let go = keys.go.unwrap_or(Target::Next);
        let Fence { id, when, unless, shows, account, .. } = keys;
        Some(Step { id, title, kind, when, unless, go, shows, account, body, more, line })
    }

    /// Refuses what paper and terminal cannot carry.
    fn check_blocks(&mut self, body: &str, start: usize) {
        for (event, range) in Parser::new_ext(body, MARKDOWN).into_offset_iter() {
            let what = match event {
                Event::Html(_) | Event::InlineHtml(_) => "HTML is not allowed; write < as &lt;",
                Event::Start(Tag::Image { .. }) => "pictures are not allowed; say it in words",
                Event::Start(Tag::FootnoteDefinition(_)) => {
                    "no footnote definitions here; the source table in the head is the definition"
                }
                _ => continue,
            };
            self.problem(self.line_of(start + range.start), what);
        }
    }

    fn cited(&self, body: &str, start: usize) -> Vec<(String, usize)> {
        // Without definitions pulldown-cmark sees plain text, so the references are found in the text itself.
        let mut cited = Vec::new();
        let mut from = 0;
        while let Some(at) = body.get(from..).and_then(|b| b.find("[^")) {
            let begin = from + at + 2;
            let Some(len) = body.get(begin..).and_then(|b| b.find(']')) else { break };
            let id = body.get(begin..begin + len).unwrap_or_default();
            if is_kebab(id) {
                cited.push((id.to_owned(), self.line_of(start + begin)));
            }
            from = begin + len;
        }
        cited
    }
}

/// The one heading that a step may hold.
fn is_more(heading: &Heading) -> bool {
    heading.level == HeadingLevel::H3 && heading.title == "More"
}

fn headings(body: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut open: Option<Heading> = None;
    for (event, range) in Parser::new_ext(body, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some(Heading { level, title: String::new(), range });
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut open {
                    heading.title.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}
