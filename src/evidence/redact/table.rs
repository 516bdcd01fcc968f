//! Secrets in the column of a table: the head says once what every line below it holds.
//!
//! Read are lines of cells (comma, semicolon, tab, bar) as spreadsheets, the admin center's own list of new users and
//! password managers write them. Each line is looked at once.

use std::ops::Range;
use std::sync::LazyLock;

use super::literal::Literals;
use super::{Found, Rule, harmless};

/// Heads of columns that hold a secret, in small letters and without blanks, hyphens and underscores.
const HEADS: &[(&str, Rule)] = &[
    ("password", Rule::Password),
    ("passwords", Rule::Password),
    ("newpassword", Rule::Password),
    ("initialpassword", Rule::Password),
    ("temporarypassword", Rule::Password),
    ("temppassword", Rule::Password),
    ("userpassword", Rule::Password),
    ("loginpassword", Rule::Password),
    ("passphrase", Rule::Password),
    ("passcode", Rule::Password),
    ("pwd", Rule::Password),
    ("pw", Rule::Password),
    ("pass", Rule::Password),
    ("passwort", Rule::Password),
    ("kennwort", Rule::Password),
    ("wachtwoord", Rule::Password),
    ("motdepasse", Rule::Password),
    ("contraseña", Rule::Password),
    ("contrasena", Rule::Password),
    ("senha", Rule::Password),
    ("hasło", Rule::Password),
    ("temporaryaccesspass", Rule::Password),
    ("tap", Rule::Password),
    ("secret", Rule::ClientSecret),
    ("clientsecret", Rule::ClientSecret),
    ("secretvalue", Rule::ClientSecret),
    ("apikey", Rule::ClientSecret),
    ("token", Rule::AccessToken),
    ("secretaccesskey", Rule::AwsKey),
    ("pin", Rule::RecoveryCode),
    ("recoverykey", Rule::RecoveryCode),
    ("recoverycode", Rule::RecoveryCode),
    ("recoverypassword", Rule::RecoveryCode),
    ("totp", Rule::RecoveryCode),
    ("otp", Rule::RecoveryCode),
    ("otpauth", Rule::RecoveryCode),
];

/// What every one of these heads holds, however its words are joined: `access-token`, `p.i.n`. Only lines with one of them can
/// be a head; a word whose own letters are set apart (`kenn-wort`) is none.
static STEMS: LazyLock<Literals> = LazyLock::new(|| {
    Literals::longest(&[
        "pass",
        "pwd",
        "pw",
        "p.w",
        "kennwort",
        "wachtwoord",
        "contrase",
        "senha",
        "has",
        "tap",
        "t.a.p",
        "secret",
        "token",
        "key",
        "pin",
        "p.i.n",
        "recovery",
        "otp",
        "o.t.p",
    ])
});

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut next = 0;
    for (_, stem) in STEMS.places(text) {
        if stem.start < next {
            continue;
        }
        let start =
            memchr::memrchr(b'\n', &text.as_bytes()[next..stem.start]).map_or(next, |at| next + at + 1);
        let line = line(text, start);
        next = start + line.len();
        if let Some(head) = Head::read(line.trim_end_matches(['\n', '\r'])) {
            next = rows(text, next, head, found);
        }
    }
}

/// The line that begins here, with its end.
fn line(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    &rest[..memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1)]
}

/// The lines below a head, as long as they have its columns; where they end.
fn rows(text: &str, from: usize, head: Head, found: &mut Vec<Found>) -> usize {
    let (mut head, mut start) = (head, from);
    while start < text.len() {
        let whole = line(text, start);
        let body = whole.trim_end_matches(['\n', '\r']);
        if STEMS.places(body).next().is_some()
            && let Some(other) = Head::read(body)
        {
            head = other;
            start += whole.len();
            continue;
        }
        let cells = cells(body, head.separator);
        if cells.len() < 2 || cells.len() <= head.columns.iter().map(|(column, _)| *column).max().unwrap_or(0)
        {
            return start;
        }
        for (column, rule) in &head.columns {
            let cell = inner(body, &cells[*column]);
            let value = &body[cell.clone()];
            if value.len() >= 4
                && !ruled(value)
                && !harmless::placeholder(value)
                && !harmless::sentence_or_words(value)
            {
                found.push((start + cell.start..start + cell.end, *rule));
            }
        }
        start += whole.len();
    }
    start
}

/// The head of a table that holds secrets: what parts its cells, and which columns they are.
struct Head {
    separator: u8,
    columns: Vec<(usize, Rule)>,
}

impl Head {
    fn read(line: &str) -> Option<Self> {
        // Heads are short. A line of data with "password" in it is no head.
        if line.len() > 4_000 {
            return None;
        }
        b"\t|,;".iter().find_map(|separator| {
            let cells = cells(line, *separator);
            if cells.len() < 2 {
                return None;
            }
            let columns: Vec<_> = cells
                .iter()
                .enumerate()
                .filter_map(|(column, cell)| Some((column, named(&line[inner(line, cell)])?)))
                .collect();
            let short = cells.iter().all(|cell| cell.len() <= 48);
            (short && !columns.is_empty()).then_some(Self { separator: *separator, columns })
        })
    }
}

fn named(cell: &str) -> Option<Rule> {
    if cell.len() > 48 {
        return None;
    }
    let key: String = cell.to_lowercase().chars().filter(|c| !" -_.*".contains(*c)).collect();
    HEADS.iter().find(|(head, _)| *head == key).map(|(_, rule)| *rule)
}

/// The cells of a line. A separator between quotation marks belongs to its cell.
fn cells(line: &str, separator: u8) -> Vec<Range<usize>> {
    let (mut cells, mut start, mut quoted) = (Vec::new(), 0, false);
    for at in memchr::memchr2_iter(b'"', separator, line.as_bytes()) {
        if line.as_bytes()[at] == b'"' {
            quoted = !quoted;
        } else if !quoted {
            cells.push(start..at);
            start = at + 1;
        }
    }
    cells.push(start..line.len());
    cells
}

/// Without blanks and quotation marks around it.
fn inner(line: &str, cell: &Range<usize>) -> Range<usize> {
    let text = &line[cell.clone()];
    let left = text.len() - text.trim_start_matches([' ', '\t', '"', '\'', '`', '*']).len();
    let right = text[left..].trim_end_matches([' ', '\t', '"', '\'', '`', '*']).len();
    cell.start + left..cell.start + left + right
}

/// The line below a head in Markdown.
fn ruled(cell: &str) -> bool {
    cell.bytes().all(|b| b"-:=+".contains(&b))
}
