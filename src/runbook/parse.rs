//! One file into one runbook. Every problem has a line and says what to do.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::front_matter::{FrontMatter, WrittenHead};
use super::later::Later;
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Runbook {
    /// The file it came from, relative to its folder of runbooks.
    pub file: String,
    /// The TOML head.
    pub head: FrontMatter,
    /// The H1.
    pub title: String,
    /// The paragraph below it: when to use it, how long it takes.
    pub intro: Later<String>,
    /// The H2s in order.
    pub steps: Vec<Step>,
    /// The footnotes used, with their lines.
    pub cited: Later<Vec<(String, usize)>>,
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
    let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    let mut reader = Reader { file, text, newlines, problems: Vec::new() };
    let runbook = reader.read();
    match runbook {
        Some(runbook) if reader.problems.is_empty() => Ok(runbook),
        _ => Err(reader.problems),
    }
}

/// What stands at the top of a runbook's Markdown and carries its form.
struct Mark {
    /// Its bytes in the Markdown.
    range: Range<usize>,
    what: Block,
}

enum Block {
    Heading {
        level: HeadingLevel,
        title: String,
    },
    Fence {
        info: String,
        code: String,
    },
    /// Prose, a list, a table: any other block.
    Other,
    /// What paper and terminal cannot carry, and what to do instead.
    Refused(&'static str),
}

impl Mark {
    fn level(&self) -> Option<HeadingLevel> {
        match self.what {
            Block::Heading { level, .. } => Some(level),
            _ => None,
        }
    }

    /// The one heading that a step may hold.
    fn is_more(&self) -> bool {
        matches!(&self.what, Block::Heading { level: HeadingLevel::H3, title } if title == "More")
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    /// Where the lines end, in bytes.
    newlines: Vec<usize>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.file.to_owned(), line, what: what.into() });
    }

    fn line_of(&self, offset: usize) -> usize {
        self.newlines.partition_point(|at| *at < offset) + 1
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
        let head: WrittenHead = match toml::from_str(rest.get(..=end).unwrap_or_default()) {
            Ok(head) => head,
            Err(e) => {
                let line = e.span().map_or(1, |span| self.line_of(span.start + 4));
                self.problem(line, format!("the head: {}", e.message()));
                return None;
            }
        };
        let start = 4 + end + 5;
        let body = text.get(start..).unwrap_or_default();
        let marks = marks(body);
        for mark in &marks {
            if let Block::Refused(why) = mark.what {
                self.problem(self.line_of(start + mark.range.start), why);
            }
        }
        let mut ones = marks.iter().filter(|mark| mark.level() == Some(HeadingLevel::H1));
        let Some(one) = ones.next() else {
            self.problem(self.line_of(start), "there is no title; add a line \"# Title\" below the head");
            return None;
        };
        if let Some(second) = ones.next() {
            self.problem(self.line_of(start + second.range.start), "a second title; a runbook has one H1");
        }
        for deep in marks.iter().filter(|mark| mark.level() > Some(HeadingLevel::H2) && !mark.is_more()) {
            self.problem(
                self.line_of(start + deep.range.start),
                "a heading deeper than H2; each H2 is one step, and the only heading inside a step is \"### More\"",
            );
        }
        let twos: Vec<usize> =
            (0..marks.len()).filter(|at| marks[*at].level() == Some(HeadingLevel::H2)).collect();
        let first = twos.first().map_or(body.len(), |at| marks[*at].range.start);
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
            let next = twos.get(at + 1).copied().unwrap_or(marks.len());
            let end = marks.get(next).map_or(body.len(), |mark| mark.range.start);
            let Some((two, inside)) = marks.get(*two..next).and_then(<[Mark]>::split_first) else { continue };
            let line = self.line_of(start + two.range.start);
            let section = Section { body, end, start };
            if let Some(step) = self.step(two, inside, &section, line) {
                if !ids.insert(step.id.clone()) {
                    self.problem(line, format!("the step id \"{}\" is used twice here", step.id));
                }
                steps.push(step);
            }
        }
        let cited = self.cited(body, start);
        let Block::Heading { title, .. } = &one.what else { return None };
        let title = title.clone();
        let (head, file) = (FrontMatter::from(head), self.file.to_owned());
        Some(Runbook { file, head, title, intro: intro.into(), steps, cited: cited.into() })
    }

    fn step(&mut self, two: &Mark, inside: &[Mark], section: &Section<'_>, line: usize) -> Option<Step> {
        let Block::Heading { title, .. } = &two.what else { return None };
        let (fence, code) = match inside.first() {
            Some(Mark { range, what: Block::Fence { info, code } }) if info == "step" => (range, code),
            _ => {
                self.problem(line, "the first block below an H2 must be a ```step fence");
                return None;
            }
        };
        let mut keys: Fence = match toml::from_str(code) {
            Ok(keys) => keys,
            Err(e) => {
                let skipped =
                    e.span().map_or(0, |s| code.get(..s.start).unwrap_or_default().matches('\n').count());
                self.problem(
                    self.line_of(section.start + fence.start) + 1 + skipped,
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
        let mut mores = inside.iter().filter(|mark| mark.is_more());
        let more = mores.next();
        if let Some(second) = mores.next() {
            self.problem(
                self.line_of(section.start + second.range.start),
                "a second \"### More\"; a step has one, behind what the guide shows",
            );
        }
        let body = section.body.get(fence.end..more.map_or(section.end, |more| more.range.start));
        let more = more.and_then(|more| section.body.get(more.range.end..section.end));
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
        let title = title.clone();
        let (body, more) = (body.into(), more.map(Later::from));
        Some(Step { id, title, kind, when, unless, go, shows, account, body, more, line })
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

/// Where a step's text ends in the Markdown, and where the Markdown begins in the file.
struct Section<'a> {
    body: &'a str,
    end: usize,
    start: usize,
}

/// One pass over the Markdown.
fn marks(body: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let (mut depth, mut open) = (0_usize, false);
    for (event, range) in Parser::new_ext(body, MARKDOWN).into_offset_iter() {
        let refused = match &event {
            Event::Html(_) | Event::InlineHtml(_) => Some("HTML is not allowed; write < as &lt;"),
            Event::Start(Tag::Image { .. }) => Some("pictures are not allowed; say it in words"),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                Some("no footnote definitions here; the source table in the head is the definition")
            }
            _ => None,
        };
        match event {
            Event::Start(tag) => {
                // A heading counts wherever it stands, also inside a list or a quotation.
                let what = match tag {
                    Tag::Heading { level, .. } => Some(Block::Heading { level, title: String::new() }),
                    Tag::CodeBlock(CodeBlockKind::Fenced(info)) if depth == 0 => {
                        Some(Block::Fence { info: info.into_string(), code: String::new() })
                    }
                    _ if depth == 0 => Some(Block::Other),
                    _ => None,
                };
                open |= matches!(what, Some(Block::Heading { .. } | Block::Fence { .. }));
                marks.extend(what.map(|what| Mark { range: range.clone(), what }));
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                open &= !matches!(end, TagEnd::Heading(_) | TagEnd::CodeBlock);
            }
            Event::Text(text) | Event::Code(text) => match marks.last_mut().map(|mark| &mut mark.what) {
                Some(Block::Heading { title, .. }) if open => title.push_str(&text),
                Some(Block::Fence { code, .. }) if open => code.push_str(&text),
                _ => {}
            },
            Event::Rule if depth == 0 => marks.push(Mark { range: range.clone(), what: Block::Other }),
            _ => {}
        }
        marks.extend(refused.map(|why| Mark { range, what: Block::Refused(why) }));
    }
    marks
}
