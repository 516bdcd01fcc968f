//! Secrets in the column of a table: the head says once what every line below it holds.
//!
//! Read are lines of cells (comma, semicolon, tab, bar, two blanks, PowerShell's ruled columns) as spreadsheets, consoles,
//! the admin center's own list of new users and password managers write them; tables of HTML and of JSON are read by
//! `grid.rs`. Each line is looked at once.

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
    ("logintotp", Rule::RecoveryCode),
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
        let below = self::line(text, next);
        if let Some(head) = Head::read(line.trim_end_matches(['\n', '\r']), below) {
            // A head of Markdown is ruled off; a bar table without that has its names at the side.
            let side = matches!(head.parted, Parted::By(b'|'))
                && (below.is_empty() || !below.trim().bytes().all(|b| b"|-:+ ".contains(&b)));
            match side.then(|| beside(line, start)).flatten() {
                Some(hit) => found.push(hit),
                None => next = rows(text, next, head, found),
            }
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
            && let Some(other) = Head::read(body, line(text, start + whole.len()))
        {
            head = other;
            start += whole.len();
            continue;
        }
        let cells = head.parted.cells(body);
        if cells.len() < 2 || !head.marks(body, &cells, start, found) {
            return start;
        }
        start += whole.len();
    }
    start
}

/// The head of a table that holds secrets: what parts its cells, and which columns they are.
struct Head {
    parted: Parted,
    columns: Vec<(usize, Rule)>,
}

/// What parts the cells of a line.
enum Parted {
    By(u8),
    /// Two blanks or more.
    Blanks,
    /// The columns begin at these characters: PowerShell rules a line below the head.
    At(Vec<usize>),
}

impl Head {
    fn read(line: &str, below: &str) -> Option<Self> {
        // Heads are short. A line of data with "password" in it is no head.
        if line.len() > 4_000 {
            return None;
        }
        let ruled = ruler(below).map(Parted::At);
        let kinds = b"\t|,;".iter().map(|separator| Parted::By(*separator)).chain([Parted::Blanks]);
        ruled.into_iter().chain(kinds).find_map(|parted| {
            let cells = parted.cells(line);
            let columns = of_secrets(line, &cells)?;
            // "Method  Password" and the next line "Result  Failure" are names with values, and no table.
            let texts: Vec<_> =
                cells.iter().map(|cell| inner(line, cell)).filter(|cell| !cell.is_empty()).collect();
            let two = texts.len() == 2 && !matches!(parted, Parted::By(b',' | b';') | Parted::At(_));
            let pair =
                two && !of_an_account(&line[texts[0].clone()]) && named(&line[texts[0].clone()]).is_none();
            (!pair).then_some(Self { parted, columns })
        })
    }

    /// Marks the secrets of a line; false where it has too few columns.
    fn marks(&self, line: &str, cells: &[Range<usize>], start: usize, found: &mut Vec<Found>) -> bool {
        self.columns.iter().all(|(column, rule)| {
            let Some(cell) = cells.get(*column) else { return false };
            let cell = inner(line, cell);
            if secret(&line[cell.clone()]) {
                found.push((start + cell.start..start + cell.end, *rule));
            }
            true
        })
    }
}

/// `| Password | … |`: what stands beside a name, where it is no name itself.
fn beside(line: &str, start: usize) -> Option<Found> {
    let cells = cells(line.trim_end(), b'|');
    let mut texts = cells.iter().map(|cell| inner(line, cell)).filter(|cell| !cell.is_empty());
    let (name, value) = (texts.next()?, texts.next()?);
    let rule = named(&line[name])?;
    let text = &line[value.clone()];
    let alone = texts.next().is_none() && secret(text) && !of_an_account(text);
    alone.then(|| (start + value.start..start + value.end, rule))
}

/// The columns of a head that hold secrets, if this is one.
pub(super) fn of_secrets(line: &str, cells: &[Range<usize>]) -> Option<Vec<(usize, Rule)>> {
    if cells.len() < 2 || cells.iter().any(|cell| inner(line, cell).len() > 48) {
        return None;
    }
    let named = |(column, cell): (usize, &Range<usize>)| Some((column, named(&line[inner(line, cell)])?));
    let columns: Vec<_> = cells.iter().enumerate().filter_map(named).collect();
    (!columns.is_empty()).then_some(columns)
}

/// What a cell below such a head holds that is no word about the secret.
pub(super) fn secret(value: &str) -> bool {
    value.len() >= 4
        && !ruled(value)
        && !harmless::placeholder(value)
        && !harmless::state(value)
        && !harmless::sentence_or_words(value)
        && !harmless::moment(value)
}

pub(super) fn named(cell: &str) -> Option<Rule> {
    if cell.len() > 48 {
        return None;
    }
    let key: String = cell.to_lowercase().chars().filter(|c| !" -_.*".contains(*c)).collect();
    // `login_password`, `Admin-Passwort`: the long names also end others.
    let is = |head: &str| head == key || (head.len() >= 8 && key.ends_with(head));
    HEADS.iter().find(|(head, _)| is(head)).map(|(_, rule)| *rule)
}

/// Whether a head names whose the row is: a user, an account, a system.
pub(super) fn of_an_account(cell: &str) -> bool {
    const WORDS: [&str; 16] = [
        "user", "name", "account", "login", "mail", "upn", "benutzer", "konto", "compte", "utilis",
        "gebruik", "usuario", "utente", "title", "host", "server",
    ];
    let cell = cell.to_lowercase();
    WORDS.iter().any(|word| cell.contains(word))
}

/// Where the columns begin by a line of hyphens and blanks, in characters.
fn ruler(line: &str) -> Option<Vec<usize>> {
    let line = line.trim_end().as_bytes();
    let begins = |at: &usize| line[*at] == b'-' && (*at == 0 || line[at - 1] == b' ');
    let columns: Vec<usize> = (0..line.len()).filter(begins).collect();
    (line.len() <= 4_000 && columns.len() >= 2 && line.iter().all(|b| b"- ".contains(b))).then_some(columns)
}

impl Parted {
    fn cells(&self, line: &str) -> Vec<Range<usize>> {
        match self {
            Self::By(separator) => cells(line, *separator),
            Self::Blanks => blanks(line),
            Self::At(columns) => {
                let mut bytes = line.char_indices().map(|(at, _)| at).chain([line.len()]);
                let mut passed = 0;
                let mut starts = columns.iter().map_while(|column| {
                    let at = bytes.nth(column - passed)?;
                    passed = column + 1;
                    Some(at)
                });
                let mut cells = Vec::new();
                let Some(mut start) = starts.next() else { return cells };
                for next in starts {
                    cells.push(start..next);
                    start = next;
                }
                cells.push(start..line.len());
                cells
            }
        }
    }
}

/// The cells of a line that two blanks or more part.
fn blanks(line: &str) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = line.len() - line.trim_start().len();
    while let Some(at) = memchr::memmem::find(&line.as_bytes()[start..], b"  ") {
        cells.push(start..start + at);
        start = line.len() - line[start + at..].trim_start().len();
    }
    if start < line.len() {
        cells.push(start..line.len());
    }
    cells
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
