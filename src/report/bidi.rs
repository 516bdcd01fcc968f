//! In which direction each letter of a line is read, and in which order its stretches stand on paper.
//!
//! The document is English, so a paragraph runs from left to right and names inside it may run the other way. This room
//! follows the Unicode Bidirectional Algorithm (UAX 9) for such a paragraph, without explicit marks: those act instead of
//! showing, and are printed by their numbers. One thing it does otherwise, on purpose: a telephone number is one unit. By
//! the letter of the rules its groups would change places behind a Hebrew name, and somebody would dial another number.
//! It refuses to know glyphs and widths.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// The classes that matter without explicit marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Left,
    Right,
    Arabic,
    European,
    ArabicNumber,
    Separator,
    Terminator,
    Common,
    Mark,
    Neutral,
}

/// Whether a text holds a letter that is read from right to left. Almost no text does.
pub(super) fn has_right_to_left(text: &str) -> bool {
    // The first letter of Hebrew's block; Latin, Greek and Cyrillic stand before it.
    text.chars()
        .any(|c| c >= '\u{590}' && matches!(class(c), Class::Right | Class::Arabic | Class::ArabicNumber))
}

/// The level of each character of a paragraph, byte by byte: odd is read from right to left.
pub(super) fn levels(text: &str) -> Vec<u8> {
    let mut levels = Vec::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let letters: Vec<char> = line.chars().collect();
        for (c, level) in letters.iter().zip(of(&letters)) {
            levels.extend(std::iter::repeat_n(level, c.len_utf8()));
        }
    }
    levels
}

/// Stretches of one level in the order in which they stand on the line, from the left (rule L2).
pub(super) fn visual(levels: &[u8], range: Range<usize>) -> Vec<(Range<usize>, u8)> {
    let mut runs: Vec<(Range<usize>, u8)> = Vec::new();
    for at in range {
        let level = levels.get(at).copied().unwrap_or(0);
        match runs.last_mut() {
            Some((run, last)) if *last == level => run.end = at + 1,
            _ => runs.push((at..at + 1, level)),
        }
    }
    let highest = runs.iter().map(|(_, level)| *level).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        let mut at = 0;
        while at < runs.len() {
            let from = at;
            while at < runs.len() && runs[at].1 >= level {
                at += 1;
            }
            runs[from..at].reverse();
            at += 1;
        }
    }
    runs
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' | '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{6f0}'..='\u{6f9}' => Class::European,
        '+' | '-' => Class::Separator,
        ',' | '.' | '/' | ':' | '\u{a0}' | '\u{60c}' | '\u{202f}' => Class::Common,
        '#' | '$' | '%' | '\u{a2}'..='\u{a5}' | '\u{b0}' | '\u{b1}' | '\u{66a}' | '\u{20a0}'..='\u{20cf}' => {
            Class::Terminator
        }
        '\u{600}'..='\u{605}' | '\u{660}'..='\u{669}' | '\u{66b}' | '\u{66c}' | '\u{6dd}' => {
            Class::ArabicNumber
        }
        '\u{606}' | '\u{607}' | '\u{60e}' | '\u{60f}' | '\u{6de}' | '\u{6e9}' => Class::Neutral,
        c if (c as u32) < 0x590 && !c.is_alphanumeric() && !is_combining_mark(c) => Class::Neutral,
        c if is_combining_mark(c) => Class::Mark,
        '\u{590}'..='\u{5ff}'
        | '\u{7c0}'..='\u{85f}'
        | '\u{fb1d}'..='\u{fb4f}'
        | '\u{10800}'..='\u{10cff}'
        | '\u{1e800}'..='\u{1ec6f}' => Class::Right,
        '\u{608}'..='\u{7bf}' | '\u{860}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
            Class::Arabic
        }
        c if c.is_alphanumeric() => Class::Left,
        _ => Class::Neutral,
    }
}

/// The rules for one line of characters whose paragraph runs from left to right.
fn of(letters: &[char]) -> Vec<u8> {
    let first: Vec<Class> = letters.iter().map(|c| class(*c)).collect();
    let mut classes = first.clone();
    let phones = phones(letters);
    for at in phones.iter().cloned().flatten() {
        classes[at] = Class::European;
    }
    weak(&mut classes);
    brackets(letters, &first, &mut classes);
    neutral(&mut classes);
    classes
        .into_iter()
        .map(|class| match class {
            Class::Right => 1,
            Class::European | Class::ArabicNumber => 2,
            _ => 0,
        })
        .collect()
}

/// Where telephone numbers and the like stand, in bytes: no line ends inside one.
pub(super) fn units(text: &str) -> Vec<Range<usize>> {
    if !text.contains(digit) {
        return Vec::new();
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let characters: Vec<char> = letters.iter().map(|(_, c)| *c).collect();
    let byte = |at: usize| letters.get(at).map_or(text.len(), |(byte, _)| *byte);
    phones(&characters).into_iter().map(|unit| byte(unit.start)..byte(unit.end)).collect()
}

/// What a browser must not let act on its neighbours, in bytes: each name that is read from right to left (true), and each
/// telephone number (false). What stands between them reads as the English around it.
pub(super) fn isolated(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    let mut name: Option<Range<usize>> = None;
    let mut units = units(text).into_iter().peekable();
    for (at, c) in text.char_indices() {
        while units.next_if(|unit| unit.end <= at).is_some() {}
        if let Some(unit) = units.peek().filter(|unit| unit.start <= at) {
            if unit.start == at {
                found.extend(name.take().map(|name| (name, true)));
                found.push((unit.clone(), false));
            }
            continue;
        }
        let end = at + c.len_utf8();
        match class(c) {
            Class::Right | Class::Arabic => name = Some(name.map_or(at, |name| name.start)..end),
            Class::Mark => {
                if let Some(name) = name.as_mut().filter(|name| name.end == at) {
                    name.end = end;
                }
            }
            // What may stand between two words of one name.
            _ if c == ' '
                || digit(c)
                || matches!(c, '\'' | '"' | '.' | '-' | '&' | '\u{2019}' | '\u{a0}') => {}
            _ => found.extend(name.take().map(|name| (name, true))),
        }
    }
    found.extend(name.map(|name| (name, true)));
    found
}

/// The digits of Europe, of Arabic, and of Persian and Urdu.
fn digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

/// What people write between the groups of a telephone number: spaces and dashes of every width, dots, strokes, brackets.
fn sign(c: char) -> bool {
    let space = matches!(c, ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}');
    let dash = matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    space || dash || matches!(c, '.' | '/' | '(' | ')' | '\u{b7}' | '\u{2022}')
}

/// Signs between two groups, as in `) - (`.
const SIGNS: usize = 5;

/// Digits in two groups or more, six of them at least, with a few signs between: a telephone number, a date, an address.
fn phones(letters: &[char]) -> Vec<Range<usize>> {
    let digit_at = |at: usize| letters.get(at).is_some_and(|c| digit(*c));
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        // `+972`, `+ 972`, `+(972)`.
        let plus = matches!(letters[at], '+' | '\u{ff0b}');
        let lead =
            if plus { 1 + letters[at + 1..].iter().take(2).take_while(|c| sign(**c)).count() } else { 0 };
        if !digit_at(at + lead) {
            at += 1;
            continue;
        }
        let (mut from, mut end, mut digits, mut groups) = (at, at, 0, 0);
        at += lead;
        while at < letters.len() {
            let group = letters[at..].iter().take_while(|c| digit(**c)).count();
            digits += group;
            groups += 1;
            at += group;
            end = at;
            let signs = letters[at..].iter().take_while(|c| sign(**c)).count();
            if !(1..=SIGNS).contains(&signs) || !digit_at(at + signs) {
                break;
            }
            at += signs;
        }
        if digits >= 6 && (groups > 1 || plus) {
            // The bracket around the first or the last group belongs to the number.
            let of = |bracket: char| letters[from..end].iter().filter(|c| **c == bracket).count();
            let (opened, closed) = (of('('), of(')'));
            if closed > opened && from > 0 && letters[from - 1] == '(' {
                from -= 1;
            }
            if opened > closed && letters.get(end) == Some(&')') {
                end += 1;
            }
            found.push(from..end);
        }
        at = end.max(at).max(from + 1);
    }
    found
}

/// Rules W1 to W7.
fn weak(classes: &mut [Class]) {
    use Class::{Arabic, ArabicNumber, Common, European, Left, Mark, Neutral, Right, Separator, Terminator};
    let mut before = Left;
    for class in classes.iter_mut() {
        if *class == Mark {
            *class = before;
        }
        before = *class;
    }
    let mut strong = Left;
    for class in classes.iter_mut() {
        match *class {
            Left | Right | Arabic => strong = *class,
            European if strong == Arabic => *class = ArabicNumber,
            _ => {}
        }
    }
    for class in classes.iter_mut().filter(|class| **class == Arabic) {
        *class = Right;
    }
    for at in 1..classes.len().saturating_sub(1) {
        let (left, right) = (classes[at - 1], classes[at + 1]);
        match classes[at] {
            Separator if left == European && right == European => classes[at] = European,
            Common if left == right && matches!(left, European | ArabicNumber) => classes[at] = left,
            _ => {}
        }
    }
    let mut at = 0;
    while at < classes.len() {
        let count = classes[at..].iter().take_while(|class| **class == Terminator).count();
        let beside = |class: Option<&Class>| class == Some(&European);
        if count > 0 && (beside(classes.get(at + count)) || (at > 0 && beside(classes.get(at - 1)))) {
            classes[at..at + count].fill(European);
        }
        at += count.max(1);
    }
    let mut strong = Left;
    for class in classes.iter_mut() {
        match *class {
            Separator | Terminator | Common => *class = Neutral,
            Left | Right => strong = *class,
            European if strong == Left => *class = Left,
            _ => {}
        }
    }
}

/// Rule N0: two brackets read the same way.
fn brackets(letters: &[char], first: &[Class], classes: &mut [Class]) {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (at, c) in letters.iter().enumerate().filter(|(at, _)| classes[*at] == Class::Neutral) {
        let close = match c {
            '(' => Some(')'),
            '[' => Some(']'),
            '{' => Some('}'),
            _ => None,
        };
        if let Some(close) = close {
            if open.len() == 63 {
                break;
            }
            open.push((close, at));
        } else if let Some(place) = open.iter().rposition(|(close, _)| close == c) {
            pairs.push((open[place].1, at));
            open.truncate(place);
        }
    }
    pairs.sort_unstable();
    for (from, to) in pairs {
        let inside = &classes[from + 1..to];
        let reads_left = inside.contains(&Class::Left);
        let reads_right = inside.iter().any(|class| strong(*class) == Some(Class::Right));
        let read = match (reads_left, reads_right) {
            (true, _) => Class::Left,
            (false, true) => {
                classes[..from].iter().rev().find_map(|class| strong(*class)).unwrap_or(Class::Left)
            }
            (false, false) => continue,
        };
        for at in [from, to] {
            classes[at] = read;
            let marks = first[at + 1..].iter().take_while(|class| **class == Class::Mark).count();
            classes[at + 1..at + 1 + marks].fill(read);
        }
    }
}

/// How a class weighs beside neutral ones: a number among letters from right to left reads with them.
fn strong(class: Class) -> Option<Class> {
    match class {
        Class::Left => Some(Class::Left),
        Class::Right | Class::European | Class::ArabicNumber => Some(Class::Right),
        _ => None,
    }
}

/// Rules N1 and N2.
fn neutral(classes: &mut [Class]) {
    let mut at = 0;
    while at < classes.len() {
        let count = classes[at..].iter().take_while(|class| strong(**class).is_none()).count();
        if count > 0 {
            let before = at.checked_sub(1).and_then(|at| strong(classes[at])).unwrap_or(Class::Left);
            let after = classes.get(at + count).and_then(|class| strong(*class)).unwrap_or(Class::Left);
            let read = if before == after { before } else { Class::Left };
            classes[at..at + count].fill(read);
        }
        at += count.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The line as an eye meets it from the left.
    fn seen(text: &str) -> String {
        let levels = levels(text);
        let runs = visual(&levels, 0..text.len());
        runs.into_iter()
            .map(|(range, level)| {
                let run = &text[range];
                if level % 2 == 1 { run.chars().rev().collect() } else { run.to_owned() }
            })
            .collect()
    }

    #[test]
    fn names_turn_and_what_stands_around_them_does_not() {
        for (text, wanted) in [
            ("Contoso", "Contoso"),
            ("\u{5d0}\u{5d1}\u{5d2}", "\u{5d2}\u{5d1}\u{5d0}"),
            ("Call \u{5d0}\u{5d1} now", "Call \u{5d1}\u{5d0} now"),
            ("\u{5d0} \u{5d1} (Ltd)", "\u{5d1} \u{5d0} (Ltd)"),
            ("\u{5d0} 24 \u{5d1}", "\u{5d1} 24 \u{5d0}"),
            ("\u{627}\u{628}\u{62c}, issued", "\u{62c}\u{628}\u{627}, issued"),
        ] {
            assert_eq!(seen(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_telephone_number_is_never_put_in_another_order() {
        for number in [
            "+972 3 123 4567",
            "03-123-4567",
            "(03) 123 45 67",
            "(+972) 3-1234567",
            "+(972) 3-1234567",
            "+ 972 3 1234567",
            "03-123-4567 (12)",
            "2026-11-27",
            "+97231234567",
            "03\u{2013}123\u{2011}4567",
            "03\u{2212}123\u{2014}4567",
            "+972\u{202f}3\u{202f}123\u{2009}4567",
            "+972 - 3 - 123 4567",
            "(03) - 123 4567",
            "\u{660}\u{663}-\u{661}\u{662}\u{663}-\u{664}\u{665}",
            "+\u{6f9}\u{6f8} \u{6f2}\u{6f1} \u{6f1}\u{6f2}\u{6f3}",
        ] {
            for name in ["\u{5d0}\u{5d1}", "\u{627}\u{628}"] {
                for text in [
                    format!("{name}, {number}"),
                    format!("{number} {name}"),
                    format!("{name} {number} {name}"),
                ] {
                    assert!(seen(&text).contains(number), "{text}: {}", seen(&text));
                    assert!(units(&text).iter().any(|unit| &text[unit.clone()] == number), "{text}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// The published algorithm agrees, where no telephone number is in the text.
        #[test]
        fn the_published_algorithm_agrees(
            text in r"[a-c\u{5d0}-\u{5d3}\u{627}-\u{62a}\u{660}-\u{662}\u{5b0}1-3 .,:+\-#%(\[)\]!]{0,16}"
        ) {
            let letters: Vec<char> = text.chars().collect();
            prop_assume!(phones(&letters).is_empty());
            let theirs = unicode_bidi::BidiInfo::new(&text, Some(unicode_bidi::Level::ltr()));
            let Some(paragraph) = theirs.paragraphs.first() else { return Ok(()) };
            let (theirs, _) = theirs.visual_runs(paragraph, paragraph.range.clone());
            let theirs: Vec<u8> = theirs.iter().map(unicode_bidi::Level::number).collect();
            // Spaces at the end of a line are the line's own; here they are cut off.
            let end = text.trim_end().len();
            prop_assert_eq!(&levels(&text)[..end], &theirs[..end], "{}", text);
        }

        #[test]
        fn any_text_keeps_its_letters(text in any::<String>()) {
            let levels = levels(&text);
            prop_assert_eq!(levels.len(), text.len());
            let mut runs: Vec<Range<usize>> = visual(&levels, 0..text.len()).into_iter().map(|(run, _)| run).collect();
            prop_assert!(runs.iter().all(|run| text.get(run.clone()).is_some()));
            runs.sort_by_key(|run| run.start);
            prop_assert_eq!(runs.iter().map(Range::len).sum::<usize>(), text.len());
        }
    }
}
