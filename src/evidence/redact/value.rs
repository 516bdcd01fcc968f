//! Where the value of a name begins and ends, through the layers of quoting that pastes arrive in: JSON, JSON inside
//! JSON, HTML, percent-encoding, XML, command lines, plain lines.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{harmless, pattern};

/// How surely what follows is the name's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// `=`, a quoted value, a command-line switch, an XML element.
    Firm,
    /// A colon and bare words: it may be a sentence.
    Colon,
    /// "is", a tab, a table bar, the next line: only something secretive counts.
    Weak,
}

/// A quotation mark as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// `"`, `'` or a backtick behind this many backslashes.
    Escaped(u8, usize),
    /// `&quot;`, `%22`, `\u0022`.
    Spelled(&'static str),
}

const SPELLED: [&str; 6] = ["&quot;", "&#34;", "&#39;", "%22", "%27", "\\u0022"];

/// What stands between a name and its value. Bounded: a name without a value costs a constant.
static TIE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?x)^(?:\\{0,15}[\x22'`\]\)*_]|&quot;|&\#34;|%22|\\u0022|</(?:b|strong|span|em|dt|label)>){0,6}", // the name's own closing mark
        r"(?:[\ \t\u{a0}]{0,8}\([^()\n]{0,40}\))?[\ \t\u{a0}]{0,32}(?:",
        r"(?P<pair>(?:,|%2C)?[^<>{}\n]{0,120}?\bvalue(?:\\{0,15}[\x22']|&quot;|%22){0,1}[\ \t]{0,4}(?:[:=]|%3A)[\ \t]{0,8})",
        r"|(?P<firm>:?={1,3}>?|%3[Dd]|\\u003[Dd]|\\x3[Dd]|&\#61;|＝)[\ \t]{0,8}",
        r"|(?P<colon>(?:(?:is|ist|lautet|est|es|é|è|är|er|jest)[\ \t]{0,2})?(?::|：)|%3[Aa]|<dd[^<>]{0,60}>)(?:\*{2}|__|</?(?:b|strong|span|em|label|br)\ ?/?>){0,4}[\ \t\u{a0}]{0,8}(?P<next>(?:\\{0,7}r?\\{0,7}\r?\n[\ \t>|]{0,8}){1,2})?",
        r"|(?P<weak>->|→|\t|\||(?:[\ \t]{0,4}\r?\n[\ \t>|]{0,8}){1,2}|(?:is|was|will\ be|ist|war|lautet|est|es|é|è|är|er|jest|je|on)\b|は|는|은|是|为)[\ \t]{0,8}",
        r"|(?P<whose>(?:for|of|für|von|pour|de|to|van|voor|para|per|di|do|da|dla|del)\s[^:=\n]{1,60}?(?:[:=]|\s(?:is|ist|est|es|é|è|jest)\s)\s{0,4})",
        r")",
    ))
});

/// What stands beside a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one, where quotes or tags say so.
    pub end: Option<usize>,
    /// How surely it is the name's value.
    pub tie: Tie,
    /// Glued to its name, so that a blank ends it.
    tight: bool,
}

/// A cheap look, before anything is known of the name: whether it may have a value at all.
pub(super) fn may_have_one(text: &str, name: &Range<usize>) -> bool {
    let before = text.as_bytes()[..name.start].last();
    // In an element, or behind the dash of a switch, the value stands elsewhere.
    may_follow(&text[name.end..])
        || before.is_some_and(|b| b"<:-_/".contains(b) || b.is_ascii_alphanumeric())
        || text[name.end..].starts_with(['>', ' '])
}

/// The value of this name, if it has one.
pub(super) fn of(text: &str, name: &Range<usize>) -> Option<Value> {
    if let Some((start, end)) = element(text, name) {
        return Some(Value { start, end: Some(end), tie: Tie::Firm, tight: true });
    }
    if let Some(from) = switch(text, name) {
        return Some(quoted_or_bare(text, from, Tie::Firm, true));
    }
    let rest = &text[name.end..];
    if !may_follow(rest) {
        return None;
    }
    if let Some((length, firm)) = plain_tie(rest) {
        let tie = if firm { Tie::Firm } else { Tie::Colon };
        return Some(quoted_or_bare(text, name.end + length, tie, firm));
    }
    let tie = TIE.captures(&rest[..floor(rest, 400)])?;
    let from = name.end + tie.get(0)?.end();
    let firm = tie.name("firm").is_some() || tie.name("pair").is_some();
    let weak = ["weak", "whose", "next"].iter().any(|group| tie.name(group).is_some());
    let surety = if firm {
        Tie::Firm
    } else if weak {
        Tie::Weak
    } else {
        Tie::Colon
    };
    Some(quoted_or_bare(text, from, surety, tie.name("firm").is_some()))
}

/// What stands one blank behind a name: only something that is known by its own look may be its value.
pub(super) fn behind_blank(text: &str, name: &Range<usize>) -> Option<Value> {
    let start = name.end + 1;
    text[name.end..].starts_with(' ').then_some(Value { start, end: None, tie: Tie::Weak, tight: true })
}

/// The ties that nearly all names have, without the pattern: `=` and `:`, behind one quotation mark or none. How long it
/// is, and whether it is firm; nothing where the pattern must decide.
fn plain_tie(rest: &str) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    let mark = usize::from(bytes.first() == Some(&b'"'));
    let blanks =
        |from: usize| bytes[from..].iter().take(9).take_while(|b| **b == b' ' || **b == b'\t').count();
    let (end, firm) = match bytes.get(mark)? {
        b'=' if !matches!(bytes.get(mark + 1), Some(b'=' | b'>')) => (mark + 1 + blanks(mark + 1), true),
        b':' if !matches!(bytes.get(mark + 1), Some(b'=' | b'*' | b'_')) => {
            (mark + 1 + blanks(mark + 1), false)
        }
        _ => return None,
    };
    // A line end, an escape or another kind of blank may belong to it; "value" may stand further on.
    let plain = end - mark <= 9 && bytes.get(end).is_some_and(|b| b.is_ascii() && !b"\r\n\\ \t<".contains(b));
    let pair = memchr::memmem::find(&bytes[..floor(rest, 160)], b"value").is_some();
    (plain && !pair).then_some((end, firm))
}

/// Words between a name and its value.
const BETWEEN: [&[u8]; 31] = [
    b"is",
    b"was",
    b"will",
    b"ist",
    b"war",
    b"lautet",
    b"est",
    b"es",
    "é".as_bytes(),
    "è".as_bytes(),
    "är".as_bytes(),
    b"er",
    b"jest",
    b"je",
    b"on",
    b"for",
    b"of",
    "für".as_bytes(),
    b"von",
    b"van",
    b"voor",
    b"pour",
    b"para",
    b"per",
    b"di",
    b"do",
    b"da",
    b"dla",
    b"del",
    b"de",
    b"to",
];

/// A cheap look before the pattern: most words that name a secret are followed by ordinary prose.
fn may_follow(rest: &str) -> bool {
    const CLOSERS: &[char] =
        &['\\', '"', '\'', '`', ']', ')', '*', '_', ' ', '\t', '\u{a0}', '&', '%', '#', ';'];
    let head = &rest[..floor(rest, 64)];
    if head.starts_with(['&', '%', '\\']) || head.starts_with("</") {
        return true;
    }
    let next = head.trim_start_matches(CLOSERS);
    let closers = &head[..head.len() - next.len()];
    closers.contains('\t')
        // An attribute or a member further on may hold the value: <input name="passwd" id="i" value="…">.
        || (closers.contains(['"', '\'']) && rest[..floor(rest, 200)].contains("value"))
        || next.starts_with(['=', ':', '：', '＝', '(', ',', '-', '→', '|', '\n', '\r'])
        || next.starts_with("value")
        || next.starts_with(['は', '는', '은', '是', '为'])
        || next
            .bytes()
            .position(|b| b == b' ' || b == b':')
            .is_some_and(|end| BETWEEN.contains(&&next.as_bytes()[..end]))
}

fn quoted_or_bare(text: &str, from: usize, tie: Tie, tight: bool) -> Value {
    match opening(text, from).and_then(|(quote, start)| Some((start, closing(text, start, quote)?))) {
        Some((start, end)) => {
            Value { start, end: Some(end), tie: if tie == Tie::Weak { tie } else { Tie::Firm }, tight }
        }
        None => Value { start: from, end: None, tie, tight },
    }
}

/// `<password>value</password>`, with attributes or a namespace.
fn element(text: &str, name: &Range<usize>) -> Option<(usize, usize)> {
    let before = &text.as_bytes()[..name.start];
    let opened =
        before.iter().rev().take(64).take_while(|b| b.is_ascii_alphanumeric() || b":_-".contains(b)).count();
    if before.len().checked_sub(opened + 1).map(|at| before[at]) != Some(b'<') {
        return None;
    }
    let rest = &text[name.end..];
    let head = &rest[..floor(rest, 400)];
    let start = name.end + head.find('>')? + 1;
    if !head.starts_with(['>', ' ']) || text[..start].ends_with("/>") {
        return None;
    }
    let body = &text[start..];
    // <AdministratorPassword><Value>…</Value>: what is inside the inner element.
    let inner = body.trim_start();
    let start = if inner.get(..7).is_some_and(|tag| tag.eq_ignore_ascii_case("<value>")) {
        text.len() - inner.len() + 7
    } else {
        start
    };
    let body = &text[start..];
    let end = start + memchr::memchr(b'<', &body.as_bytes()[..floor(body, LONGEST)])?;
    text[end..].starts_with("</").then_some((start, end))
}

/// `--password value`, `-Password value`, `/password value`: the first byte of the value.
fn switch(text: &str, name: &Range<usize>) -> Option<usize> {
    let before = &text.as_bytes()[..name.start];
    let inside =
        before.iter().rev().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)).count();
    let start = name.start - inside;
    let dashed = text[start..].starts_with('-') && (start == 0 || before[start - 1].is_ascii_whitespace());
    // ConvertTo-SecureString takes its secret as a bare argument.
    let cmdlet = text[name.clone()].eq_ignore_ascii_case("ConvertTo-SecureString");
    if !dashed && !cmdlet {
        return None;
    }
    let rest = &text[name.end..];
    let head = &rest[..floor(rest, 64)];
    let mut value = head.trim_start_matches([' ', '\t']);
    if value.len() == head.len() {
        return None;
    }
    if cmdlet {
        value = value.strip_prefix("-String").unwrap_or(value).trim_start_matches([' ', '\t']);
    }
    let stops = value.is_empty() || value.starts_with(['-', '\r', '\n', '=', ':', '|', '@', '(']);
    (!stops).then(|| name.end + head.len() - value.len())
}

/// No single secret is longer; a longer run is cut here and looked at again.
const LONGEST: usize = 64 * 1024;

fn opening(text: &str, at: usize) -> Option<(Quote, usize)> {
    let rest = &text[at..];
    if let Some(spelled) = SPELLED.into_iter().find(|spelled| rest.starts_with(spelled)) {
        return Some((Quote::Spelled(spelled), at + spelled.len()));
    }
    let bytes = rest.as_bytes();
    let backslashes = bytes.iter().take(64).take_while(|b| **b == b'\\').count();
    let mark = *bytes.get(backslashes)?;
    b"\"'`".contains(&mark).then_some((Quote::Escaped(mark, backslashes), at + backslashes + 1))
}

/// Where the quoted value ends. A mark behind more backslashes belongs to the value, unless it closes an even number of
/// layers; a mark behind fewer closes an outer layer, and ends ours too.
fn closing(text: &str, start: usize, quote: Quote) -> Option<usize> {
    let body = &text[start..];
    let body = &body[..floor(body, LONGEST)];
    match quote {
        Quote::Spelled(mark) => body.find(mark).map(|at| start + at),
        Quote::Escaped(mark, depth) => memchr::memchr_iter(mark, body.as_bytes()).find_map(|at| {
            let backslashes =
                body.as_bytes()[..at].iter().rev().take(64).take_while(|b| **b == b'\\').count();
            let closes = backslashes < depth || (backslashes - depth) % (2 * (depth + 1)) == 0;
            closes.then(|| start + at - backslashes.min(depth))
        }),
    }
}

/// Where an unquoted value ends: at a quote, a tag or the end of the line; at the next label on the line
/// ("Winter2026 Request Id: …"); at a blank, where the value is glued to its name inside a longer line (a URL, a log).
pub(super) fn bare_end(text: &str, value: Value, name: &Range<usize>) -> usize {
    let Value { start: from, tight, .. } = value;
    let rest = &text[from..];
    let rest = &rest[..floor(rest, LONGEST)];
    let before = &text.as_bytes()[..name.start];
    let own_line =
        before.iter().rev().take(64).take_while(|b| **b != b'\n').all(|b| !b.is_ascii_whitespace());
    let ends = |at: usize, c: char| match c {
        '\n' | '\r' | '"' | '<' => true,
        '\\' => rest[at..].starts_with("\\n") || rest[at..].starts_with("\\r"),
        '%' => rest[at..].starts_with("%22"),
        '&' if rest[at..].starts_with("&quot;") => true,
        '&' | ';' | ',' | '|' => label(&rest[at + 1..]),
        _ if c.is_whitespace() => (tight && !own_line) || label(&rest[at..]),
        _ => false,
    };
    let end = rest.char_indices().find(|(at, c)| ends(*at, *c)).map_or(rest.len(), |(at, _)| at);
    from + rest[..end].trim_end_matches([' ', '\t', '&', '|']).len()
}

/// `Request Id:`, `user=`, `Trace ID:` …
fn label(text: &str) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^[\[({*]{0,3}[A-Za-z][A-Za-z0-9_.-]{0,40}(?: [A-Za-z]{1,20}){0,2}\s?(?:[:=]|%3[AaDd])")
    });
    let head = text[..floor(text, 140)].trim_start();
    LABEL.is_match(head)
}

/// The most lines that one wrapped token is followed over, so that the search stays linear.
const LINES: usize = 64;

/// Terminals and mails cut long tokens into lines. The rest of a long token on the next lines belongs to it.
pub(super) fn wrapped_end(text: &str, start: usize, end: usize) -> usize {
    let mut end = end;
    let mut last = end - start;
    // No single secret has more lines; the line after is looked at by itself.
    for _ in 0..LINES {
        if last < 40 || end - start > LONGEST {
            break;
        }
        let rest = &text[end..];
        let head = &rest[..floor(rest, 40)];
        let line_end = head.len() - head.trim_start_matches([' ', '|', '\t']).len();
        let Some(next) =
            head[line_end..].strip_prefix("\r\n").or_else(|| head[line_end..].strip_prefix('\n'))
        else {
            break;
        };
        let gutter = next.len() - next.trim_start_matches([' ', '|', '>', '\t']).len();
        let from = end + head.len() - next.len() + gutter;
        let run = text[from..]
            .bytes()
            .take(LONGEST)
            .take_while(|b| b.is_ascii_alphanumeric() || b"_-.+/=%~".contains(b))
            .count();
        if run < 8 || !harmless::mixed(&text[from..from + run]) || harmless::guid(&text[from..from + run]) {
            break;
        }
        (end, last) = (from + run, run);
    }
    end
}

/// The greatest character boundary of `text` that is not beyond `limit`.
pub(super) fn floor(text: &str, limit: usize) -> usize {
    text.floor_char_boundary(limit)
}

/// The end of the word that a place stands in, so that no window cuts a value in two. Bounded: longer runs are no words.
pub(super) fn whole_word(text: &str, at: usize) -> usize {
    const LONGEST: usize = 256;
    let Some(rest) = text.as_bytes().get(at..) else { return text.len() };
    let end = rest.iter().take(LONGEST).position(u8::is_ascii_whitespace).unwrap_or(rest.len().min(LONGEST));
    text.ceil_char_boundary(at + end)
}
