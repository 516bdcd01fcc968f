//! Blocks as Markdown that stays what it says in a stranger's viewer.
//!
//! A note or a file name from outside may hold a picture's address, a link or markup, and whoever opens the file may have
//! a viewer that acts on them. Every run of text is therefore written so that CommonMark, GitHub's dialect and the oldest
//! readers show its characters: [`escape`] is the only way from text to the page. The text stays readable in an editor:
//! what no dialect acts on is left alone, so ids and dates copy as they are.

use super::super::document::{self, Block, Field, Inline, Item};
use super::super::harmless;

/// The blocks as one text, each line ended.
#[must_use]
pub fn write(blocks: &[Block]) -> String {
    let mut text = lines(blocks, 2, false).join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// `level` is that of the next heading below.
fn lines(blocks: &[Block], level: usize, tight: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut above: Option<&Block> = None;
    for block in blocks {
        let part = one(block, level);
        if part.is_empty() {
            continue;
        }
        // Two paragraphs without an empty line are one; a hard break keeps their lines apart.
        let both = matches!((above, block), (Some(Block::Paragraph(_)), Block::Paragraph(_)));
        match lines.last_mut() {
            Some(last) if tight && both => last.push('\\'),
            Some(_) => lines.push(String::new()),
            None => {}
        }
        lines.extend(part);
        above = Some(block);
    }
    lines
}

fn one(block: &Block, level: usize) -> Vec<String> {
    let heading = |level: usize, words: String| vec![format!("{} {words}", "#".repeat(level.min(6)))];
    match block {
        Block::Heading { level: own, text } => heading(usize::from(*own), cell(text)),
        Block::Paragraph(text) => paragraph(text),
        Block::List { first, tight, items } => list(*first, *tight, items, level),
        Block::Table { head, rows } => table(head, rows),
        Block::Quote(blocks) | Block::Frame(blocks) => set_in("> ", "> ", lines(blocks, level, false)),
        Block::Code(code) => fenced(code),
        Block::Command(command) => fenced(command),
        Block::Rule => vec!["---".into()],
        Block::Step { number, title, blocks, .. } => {
            let mut all = heading(level, format!("{} {}", escape(number), escape(title)));
            all.push(String::new());
            all.extend(lines(blocks, level + 1, false));
            all
        }
        Block::Section { title, blocks } => {
            let mut all = heading(level, cell(title));
            all.push(String::new());
            all.extend(lines(blocks, level + 1, false));
            all
        }
        Block::Tight(blocks) | Block::Indent(blocks) => lines(blocks, level, true),
        Block::Small(blocks) | Block::Large(blocks) => lines(blocks, level, false),
        Block::Rows(rows) => rows
            .iter()
            .flat_map(|row| {
                let name =
                    if row.name.is_empty() { String::new() } else { format!("{}: ", escape(&row.name)) };
                let mut text = paragraph(&row.text);
                if text.is_empty() {
                    text.push(String::new());
                }
                text[0].insert_str(0, &name);
                set_in("- ", "  ", text)
            })
            .collect(),
        Block::Marked { mark, blocks, .. } => {
            let mut all = lines(blocks, level, true);
            if all.is_empty() {
                all.push(String::new());
            }
            let mark = format!("**{}** ", escape(mark));
            if all[0].starts_with(['`', '|', '#', '>']) {
                all.splice(0..0, [mark.trim_end().to_owned(), String::new()]);
            } else {
                all[0].insert_str(0, &mark);
            }
            all
        }
        Block::Field(field) => self::field(field),
        Block::Form { columns, rows } => {
            let head: Vec<Vec<Inline>> = columns.iter().map(|c| vec![Inline::text(&c.name)]).collect();
            table(&head, &vec![vec![Vec::new(); columns.len()]; usize::from(*rows)])
        }
        Block::Codes(codes) => {
            codes.iter().map(|code| format!("- {}: {}", escape(&code.label), escape(&code.content))).collect()
        }
        Block::Contents => Vec::new(),
    }
}

fn list(first: Option<u64>, tight: bool, items: &[Item], level: usize) -> Vec<String> {
    let mut all = Vec::new();
    for (number, item) in (first.unwrap_or(0)..).zip(items) {
        let mut mark = first.map_or_else(|| "- ".to_owned(), |_| format!("{number}. "));
        let under = " ".repeat(mark.len());
        match item.task {
            Some(true) => mark.push_str("[x] "),
            Some(false) => mark.push_str("[ ] "),
            None => {}
        }
        if !tight && !all.is_empty() {
            all.push(String::new());
        }
        all.extend(set_in(&mark, &under, lines(&item.blocks, level, tight)));
    }
    all
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<String> {
    let row = |cells: &[Vec<Inline>]| {
        let cells: Vec<String> = cells.iter().map(|c| cell(c)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut all = vec![row(head), format!("|{}", "---|".repeat(head.len()))];
    all.extend(rows.iter().map(|cells| row(cells)));
    all
}

fn field(field: &Field) -> Vec<String> {
    match field {
        Field::Tick { label, go, ticked, .. } => {
            let mark = if *ticked { "[x]" } else { "[ ]" };
            let go = if go.is_empty() { String::new() } else { format!(" \u{2192} {}", cell(go)) };
            vec![format!("- {mark} {}{go}", cell(label))]
        }
        Field::Done { label } => vec![format!("- [ ] {}", cell(label))],
        Field::Blank { label, value, .. } => {
            vec![
                format!("- {}: {}", escape(label), escape(value.as_deref().unwrap_or_default()))
                    .trim_end()
                    .into(),
            ]
        }
        Field::Clock { label } => vec![format!("- {}:", cell(label))],
    }
}

/// Text whose every character counts, behind a fence that is longer than any in it.
fn fenced(code: &str) -> Vec<String> {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let mut all = vec![fence.clone()];
    all.extend(code.lines().map(|line| harmless::shown(&line.replace('\t', "    ")).trim_end().to_owned()));
    all.push(fence);
    all
}

fn set_in(mark: &str, under: &str, mut lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        lines.push(String::new());
    }
    let marks = std::iter::once(mark).chain(std::iter::repeat(under));
    marks.zip(lines).map(|(mark, line)| format!("{mark}{line}").trim_end().to_owned()).collect()
}

/// The lines of a paragraph; a forced end of a line is a hard break.
fn paragraph(text: &[Inline]) -> Vec<String> {
    let mut words = String::new();
    pour(text, &mut words);
    let mut all: Vec<String> =
        words.lines().map(|line| begun(line.trim())).filter(|l| !l.is_empty()).collect();
    let last = all.len().saturating_sub(1);
    all.iter_mut().take(last).for_each(|line| line.push('\\'));
    all
}

/// Words on one line: a cell, a heading.
fn cell(text: &[Inline]) -> String {
    let mut words = String::new();
    pour(text, &mut words);
    words.split('\n').map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn pour(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) | Inline::Span(_, words) | Inline::Go { text: words, .. } => {
                text.push_str(&escape(words));
            }
            Inline::Note(note) => {
                if !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push_str(&escape(note));
            }
            Inline::Code(code) => text.push_str(&span(code)),
            Inline::Emphasis(inner) => stressed("*", inner, text),
            Inline::Strong(inner) => stressed("**", inner, text),
            // The address stands in letters: a viewer may or may not make a link of it, and a person sees where it leads.
            Inline::Link { text: inner, url } => {
                pour(inner, text);
                if let Some(shown) = document::address(inner, url) {
                    text.push_str(&format!(" ({})", escape(shown)));
                }
            }
            Inline::Break => text.push('\n'),
        }
    }
}

fn stressed(mark: &str, inner: &[Inline], text: &mut String) {
    let mut words = String::new();
    pour(inner, &mut words);
    // Markdown knows no stress over the end of a line, nor one that begins with a blank.
    if words.contains('\n') || words.trim() != words || words.is_empty() {
        text.push_str(&words);
    } else {
        text.push_str(&format!("{mark}{words}{mark}"));
    }
}

/// A span of code, its fence longer than any in it. In a table's cell a bar would still end the cell.
fn span(code: &str) -> String {
    let code = harmless::shown(code);
    if code.contains('|') || code.trim().is_empty() {
        return escape(&code);
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{code}{blank}{fence}")
}

/// A line whose first sign would make it a heading, a list, a quotation or a line below a title.
fn begun(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let behind = line[digits..].chars().next();
    match line.chars().next() {
        Some('#' | '+' | '-' | '=' | ':') => format!("\\{line}"),
        Some(_) if (1..=9).contains(&digits) && matches!(behind, Some('.' | ')')) => {
            format!("{}\\{}", &line[..digits], &line[digits..])
        }
        _ => line.to_owned(),
    }
}

/// Text so written that every reader of Markdown shows its characters and acts on none.
#[must_use]
pub fn escape(text: &str) -> String {
    let shown = harmless::shown(text);
    let mut safe = String::with_capacity(shown.len() + 8);
    let mut before = ' ';
    for (at, c) in shown.char_indices() {
        let rest = &shown[at + c.len_utf8()..];
        let next = rest.chars().next();
        match c {
            // The oldest readers know no backslash before these.
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' if next.is_some_and(|n| n.is_ascii_alphanumeric() || n == '#') => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            // Inside a word it means nothing.
            '_' if !(before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)) => {
                safe.push_str("\\_");
            }
            // Addresses become links by themselves in some dialects, and `@name` calls somebody.
            ':' if rest.starts_with("//") => safe.push_str("\\:"),
            '.' if shown[..at].get(at.saturating_sub(3)..).is_some_and(|w| w.eq_ignore_ascii_case("www")) => {
                safe.push_str("\\.");
            }
            '#' if before == ' ' => safe.push_str("\\#"),
            '@' => safe.push_str("&#64;"),
            c => safe.push(c),
        }
        before = c;
    }
    safe
}
