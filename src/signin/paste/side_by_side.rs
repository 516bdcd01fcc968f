use super::clean::{Clean, MAYBE_WRAP, SPACE_WRAP};
use super::label::{Label, label_at};

/// Puts records apart that stand side by side, or whose lines were shuffled together: lines that follow each other and
/// hold the same label two or more times, or runs of as many lines with one label. Read as they stand, every id but
/// the first would go to a neighbour.
pub(super) fn put_apart(clean: &Clean) -> Clean {
    let lines = bounds(&clean.text);
    let parts: Vec<Vec<Part>> = lines.iter().map(|(start, end)| parts(&clean.text, *start, *end)).collect();
    let mut out = Clean::empty_like(clean);
    let mut n = 0;
    while n < lines.len() {
        let rows = rows(&parts[n..]);
        if rows.len() < 2 {
            (lines[n].0..(lines[n].1 + 1).min(clean.text.len())).for_each(|i| out.copy(clean, i));
            n += 1;
            continue;
        }
        for record in 0..rows[0].len() {
            for (start, end) in rows.iter().filter_map(|row| row.get(record)) {
                (*start..*end).for_each(|i| out.copy(clean, i));
                out.push('\n', clean.from[end.saturating_sub(1)]);
            }
            out.push('\n', clean.from[rows[0][record].0]);
        }
        let last = rows[rows.len() - 1].iter().map(|part| part.1).max().unwrap_or(0);
        n += lines[n..].iter().take_while(|line| line.1 <= last).count().max(1);
    }
    out
}

/// A label with its value, and where both stand.
type Part = (&'static [Label], usize, usize);

/// The rows from here on that hold one label as many times as the first does, each with the places of its values:
/// one line a row, or one line a value.
fn rows(parts: &[Vec<Part>]) -> Vec<Vec<(usize, usize)>> {
    let places = |row: &[Part]| row.iter().map(|part| (part.1, part.2)).collect::<Vec<_>>();
    let across = parts[0].len();
    if across > 1 {
        return parts.iter().take_while(|row| row.len() == across).map(|row| places(row)).collect();
    }
    let mut found = Vec::new();
    let mut rest = parts;
    let run = |rest: &[Vec<Part>]| {
        let label = rest.first().and_then(|row| row.first()).map(|part| part.0);
        rest.iter().take(16).take_while(|row| row.len() == 1 && Some(row[0].0) == label).count()
    };
    let down = run(parts);
    while down > 1 && run(rest) == down {
        found.push(rest[..down].iter().flat_map(|row| places(row)).collect());
        rest = &rest[down..];
    }
    found
}

/// Where each line begins and ends.
fn bounds(text: &[char]) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut bounds = Vec::new();
    for i in
        (0..=text.len()).filter(|i| text.get(*i).is_none_or(|c| matches!(*c, '\n' | MAYBE_WRAP | SPACE_WRAP)))
    {
        bounds.push((start, i));
        start = i + 1;
    }
    bounds
}

/// The labels with values in a line that are all the same one; empty if they differ. A code's sentence counts as a
/// label too.
fn parts(text: &[char], start: usize, end: usize) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut i = start;
    while i < end {
        let fresh = text[i].is_alphabetic() && (i == start || !text[i - 1].is_alphanumeric());
        let Some((labels, stop)) = (if fresh { labelled(text, i, end) } else { None }) else {
            i += 1;
            continue;
        };
        if let Some(last) = found.last_mut() {
            if last.0 != labels {
                return Vec::new();
            }
            last.2 = i;
        }
        found.push((labels, if found.is_empty() { start } else { i }, end));
        i = stop;
    }
    found
}

fn labelled(text: &[char], at: usize, end: usize) -> Option<(&'static [Label], usize)> {
    let code = "AADSTS".chars().zip(&text[at..]).all(|(a, b)| a == *b) && end - at > 10;
    if code {
        return Some((&[Label::CodePage], at + 6));
    }
    let (labels, stop) = label_at(text, at)?;
    let told = matches!(
        labels[0],
        Label::CodePage | Label::RequestPage | Label::Trace | Label::Correlation | Label::Time
    );
    let tied = text.get(stop..end)?.iter().find(|c| **c != ' ') == Some(&':');
    (told && tied).then_some((labels, stop))
}
