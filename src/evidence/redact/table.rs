//! Secrets in the column of a table: the head says once what every line below it holds.
//!
//! Read are lines of cells (comma, semicolon, tab, bar) as spreadsheets, the admin center's own list of new users and
//! password managers write them. Each line is looked at once.

use std::ops::Range;

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

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut head: Option<Head> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_end_matches(['\n', '\r']);
        if let Some(read) = Head::read(body) {
            head = Some(read);
            continue;
        }
        let Some(open) = &head else { continue };
        let cells = cells(body, open.separator);
        if cells.len() < 2 || cells.len() <= open.columns.iter().map(|(column, _)| *column).max().unwrap_or(0)
        {
            head = None;
            continue;
        }
        for (column, rule) in &open.columns {
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
    }
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
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            byte if byte == separator && !quoted => {
                cells.push(start..at);
                start = at + 1;
            }
            _ => {}
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
