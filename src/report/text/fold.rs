//! Folds a text whose lines are made already, for the views that are no [`Screen`](crate::report::screen::Screen) yet. It
//! has to guess what a line is; a view of blocks says so, and nothing has to be guessed.

use unicode_width::UnicodeWidthStr;

use super::wrap::wrap;

/// The widest that still reads well, and the narrowest that still says something.
const COLUMNS: std::ops::RangeInclusive<usize> = 40..=80;

/// Each line that is wider than so many columns goes on under its own first words. Commands, paths and single
/// tokens stay whole, because they are copied.
#[must_use]
pub fn fold(text: &str, columns: usize) -> String {
    let columns = columns.clamp(*COLUMNS.start(), *COLUMNS.end());
    let mut folded = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if line.width() <= columns || stays_whole(line) {
            folded.push_str(line);
        } else {
            let (head, words) = line.split_at(head(line, columns));
            let under = " ".repeat(head.width());
            let lines = wrap(&joined(words), columns - head.width());
            let lines: Vec<String> = std::iter::once(head)
                .chain(std::iter::repeat(under.as_str()))
                .zip(&lines)
                .map(|(before, line)| format!("{before}{line}"))
                .collect();
            folded.push_str(&lines.join("\n"));
        }
        folded.push_str(end);
    }
    folded
}

/// A line that is there to be copied: a command.
fn stays_whole(line: &str) -> bool {
    let words = line.trim_start();
    words.starts_with("reentry ") || !words.contains(' ')
}

/// Where the words begin: behind the indent, a bullet, and a label that stands in a column of its own.
fn head(line: &str, columns: usize) -> usize {
    let indent = line.len() - line.trim_start().len();
    let words = &line[indent..];
    let first = words.find(' ').unwrap_or(0);
    let bullet = matches!(
        &words[..first],
        "!" | "-" | "->" | "\u{2022}" | ">" | "because:" | "hint:" | "error:" | "saved:"
    ) || words[..first].strip_suffix(['.', ')']).is_some_and(|n| n.len() <= 2 && n.is_ascii());
    let column = words.find("  ").map(|at| at + words[at..].len() - words[at..].trim_start().len());
    let head = if bullet { indent + first + 1 } else { indent + column.unwrap_or(0) };
    if line[..head].width() * 2 > columns { indent } else { head }
}

/// Commands between backticks and paths between quotes are held together.
fn joined(words: &str) -> String {
    let mut inside = None;
    let held = words.char_indices().map(|(at, c)| {
        match (inside, c) {
            (None, '`') => inside = Some('`'),
            (None, '"') if words[at + 1..].starts_with(['/', '\\']) => inside = Some('"'),
            (Some(mark), c) if c == mark => inside = None,
            _ => {}
        }
        if c == ' ' && inside.is_some() { '\u{a0}' } else { c }
    });
    held.collect()
}
