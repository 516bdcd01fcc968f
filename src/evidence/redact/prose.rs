//! Secrets in sentences: "I changed the password to …", "anna@contoso.com / …", "your code is …".
//!
//! Here nothing but the neighbourhood says what a word is, so only a word that nobody writes by accident counts: see
//! [`harmless::strong`] and [`harmless::generated`].

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::literal::{Bytes, Literals, is_word, spellings};
use super::value::{floor, whole_word};
use super::{Found, Rule, code, harmless, pattern};

/// Words for a password, as people write them. The value may stand some words later in the same sentence.
const PASSWORD: &[&str] = &[
    "password",
    "pass word",
    "passwd",
    "passwort",
    "kennwort",
    "passphrase",
    "mot de passe",
    "contraseña",
    "contrasena",
    "senha",
    "palavra-passe",
    "palavrapasse",
    "wachtwoord",
    "lösenord",
    "losenord",
    "passord",
    "adgangskode",
    "salasana",
    "heslo",
    "jelszó",
    "jelszo",
    "şifre",
    "sifre",
    "пароль",
    "пароля",
    "パスワード",
    "密码",
    "密碼",
    "비밀번호",
    "access pass",
    "zugriffspass",
    "toegangspas",
    "accès temporaire",
    "acceso temporal",
    "accesso temporaneo",
    "acesso temporário",
    "credential",
    "zugangsdaten",
    "anmeldedaten",
    "logindaten",
    "identifiants",
    "inloggegevens",
    "credenciales",
    "credenciais",
    "credenziali",
];

/// The same, of words that count only by themselves.
const PASSWORD_ALONE: &[&str] = &["clave", "pass", "pw", "pwd", "ww", "master", "tap"];

/// The same, of words that may end a longer one.
const PASSWORD_END: &[&str] = &["mdp", "hasło", "haslo", "parola"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Password,
    PasswordAlone,
    PasswordEnd,
    Number,
}

static WORDS: LazyLock<(Literals, Vec<Word>)> = LazyLock::new(|| {
    let lists = [
        (PASSWORD, Word::Password),
        (PASSWORD_ALONE, Word::PasswordAlone),
        (PASSWORD_END, Word::PasswordEnd),
        (code::WORDS, Word::Number),
    ];
    let (mut words, mut kinds) = (Vec::new(), Vec::new());
    for (list, kind) in lists {
        for word in list.iter().flat_map(|word| spellings(word)) {
            words.push(word);
            kinds.push(kind);
        }
    }
    (Literals::all(&words), kinds)
});

/// How far behind its word a value may stand, in bytes.
const NEAR: usize = 100;

/// An account, and right behind it something that could be its password.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A@[A-Za-z0-9.-]{3,80}[ \t]{0,3}(?:[/:|;,\t+(]|->|=>|→|\r?\n)?[ \t]{0,3}(?:(?:p|k|pw|und|and|et|en|y|e|mit|with|avec|con|com|met)[ :=]{1,3})?([^\s/|;,\x22'<>]{8,80})",
    )
});

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let (words, kinds) = &*WORDS;
    let (mut done, mut numbers) = (0, 0);
    for (word, place) in words.hits(text) {
        let ends = bytes.get(place.end).is_none_or(|b| !is_word(*b));
        let begins = place.start == 0 || !is_word(bytes[place.start - 1]);
        let counts = match kinds[word] {
            Word::Number => {
                if place.start >= numbers {
                    numbers = code::around(text, place.start, numbers, found);
                }
                continue;
            }
            Word::Password => true,
            Word::PasswordEnd => ends,
            Word::PasswordAlone => begins && ends,
        };
        // The id of a passkey is public; the key itself never leaves its device.
        let id = text[place.end..].get(..3).is_some_and(|rest| rest.eq_ignore_ascii_case(" id"));
        if !counts || (id && text[place.clone()].eq_ignore_ascii_case("credential")) {
            continue;
        }
        if let Some(value) = named_before(text, place.start, done) {
            done = value.end;
            found.push((value, Rule::Password));
        }
        let from = place.end.max(done);
        let near = whole_word(text, place.end + NEAR);
        if from >= near {
            continue;
        }
        let rest = &text[from..near.min(text.len())];
        let line = &rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())];
        if let Some((start, end)) = strong_word(line)
            .or_else(|| joined_word(line))
            .or_else(|| quoted(line))
            .or_else(|| after_account(&text[..place.start], &text[place.clone()], line))
        {
            found.push((from + start..from + end, Rule::Password));
            done = from + end;
        }
    }
    for at in memchr::memchr_iter(b'@', bytes) {
        if at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || b"._%+-".contains(&bytes[at - 1])) {
            continue;
        }
        let rest = &text[at..];
        let Some(captures) = ACCOUNT.captures(&rest[..floor(rest, 400)]) else { continue };
        let Some(place) = captures.get(1) else { continue };
        let word = trimmed(place.as_str());
        if harmless::unusual(word) && !numbered(word) && !policy(word) {
            let start = at + place.start();
            found.push((start..start + word.len(), Rule::Password));
        }
    }
}

/// The first word of the line that nobody writes by accident. Letters of other scripts end a word: `密码是Winter2026!`.
fn strong_word(line: &str) -> Option<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        at = GRAPHIC.next(bytes, at);
        if at == bytes.len() {
            return None;
        }
        let end = GRAPHIC.run(bytes, at);
        if end - at >= 8 {
            let word = trimmed(&line[at..end]);
            // What is glued to the name is the rest of a longer one: `PasswordResetMenuBlade/~/Properties`.
            let glued = at == 0 && word.starts_with(|c: char| c.is_ascii_alphanumeric());
            if !glued && harmless::unusual(word) {
                return Some((at, at + word.len()));
            }
        }
        at = end;
    }
}

/// `password Zwerg9Kelle`, `Kennwort heißt Mohn4Brot`: among the next words one of two parts with digits between, as people
/// make their passwords. Names of products are not made so, but for a few.
fn joined_word(line: &str) -> Option<(usize, usize)> {
    const PRODUCTS: [&str; 12] = [
        "office",
        "microsoft",
        "windows",
        "azure",
        "entra",
        "intune",
        "exchange",
        "365",
        "sharepoint",
        "outlook",
        "server",
        "contoso",
    ];
    let sentence = line.split(['.', ';', '?']).next()?;
    let mut words = sentence.split(' ').skip(1).take(4);
    words.find_map(|word| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let lower = bare.to_lowercase();
        let letters = |part: &str| part.bytes().filter(u8::is_ascii_alphabetic).count();
        let first = bare.find(|c: char| c.is_ascii_digit())?;
        let last = bare.rfind(|c: char| c.is_ascii_digit())?;
        let parts = letters(&bare[..first]) >= 3 && letters(&bare[last..]) >= 3 && last - first < 4;
        let sizes =
            bare.bytes().any(|b| b.is_ascii_uppercase()) && bare.bytes().any(|b| b.is_ascii_lowercase());
        let made = parts
            && sizes
            && (8..=32).contains(&bare.len())
            && bare.bytes().all(|b| b.is_ascii_alphanumeric());
        if !made || PRODUCTS.iter().any(|product| lower.contains(product)) {
            return None;
        }
        let start = bare.as_ptr() as usize - line.as_ptr() as usize;
        Some((start, start + bare.len()))
    })
}

/// `Tel.:+49-89-1234567`, `Case#2611270040009913`: a number behind the word for it. People set both beside an address.
fn numbered(word: &str) -> bool {
    const LABELS: [&str; 37] = [
        "t",
        "p",
        "m",
        "f",
        "tel",
        "telefon",
        "telephone",
        "phone",
        "mobil",
        "mobile",
        "cell",
        "handy",
        "fax",
        "direct",
        "direkt",
        "durchwahl",
        "office",
        "skype",
        "whatsapp",
        "case",
        "ticket",
        "tracking",
        "trackingid",
        "id",
        "nr",
        "no",
        "sr",
        "inc",
        "incident",
        "reference",
        "ref",
        "request",
        "vorgang",
        "support",
        "hrb",
        "vat",
        "iban",
    ];
    let Some((label, number)) = word.split_once([':', '#', '=']) else { return false };
    let label = label.trim_end_matches('.').to_lowercase();
    LABELS.contains(&label.as_str())
        && number.bytes().filter(u8::is_ascii_digit).count() >= 6
        && number.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b"+-().:#".contains(&b))
}

/// `CA002-Require-MFA_Admins!`, `Block-Legacy-Authentication`: the name of a policy.
fn policy(word: &str) -> bool {
    const WORDS: [&str; 29] = [
        "policy",
        "require",
        "block",
        "allow",
        "grant",
        "deny",
        "exclude",
        "include",
        "mfa",
        "legacy",
        "auth",
        "authentication",
        "admins",
        "administrators",
        "users",
        "guests",
        "compliant",
        "device",
        "devices",
        "location",
        "locations",
        "access",
        "administrator",
        "role",
        "group",
        "emergency",
        "accounts",
        "conditional",
        "global",
    ];
    let parts = || word.split(['-', '_', ':']).filter(|part| !part.is_empty());
    let first = parts().next().unwrap_or_default();
    let numbered = first.strip_prefix("CA").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let known =
        parts().filter(|part| WORDS.contains(&part.trim_end_matches('!').to_lowercase().as_str())).count();
    parts().count() >= 3 && (numbered || known >= 2)
}

/// `password "Blue Sky 7"`: in quotation marks right behind the name, with digits and letters, and no sentence.
fn quoted(line: &str) -> Option<(usize, usize)> {
    const MARKS: [(char, char); 6] =
        [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')];
    let rest = line.strip_prefix(' ')?;
    // "set her password to "…""
    let word =
        rest.split(' ').next().filter(|word| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_lowercase()));
    let skipped = word.map_or(1, |word| word.len() + 2);
    let mark = line.get(skipped..)?.chars().next()?;
    let (_, close) = MARKS.into_iter().find(|(open, _)| *open == mark)?;
    let start = skipped + mark.len_utf8();
    let value = &line[start..start + line[start..].find(close)?];
    let secret = (6..=64).contains(&value.len()) && harmless::mixed(value) && !harmless::sentence(value);
    (secret && !harmless::placeholder(value)).then_some((start, start + value.len()))
}

/// `login bot password hunter2`: what follows the name where an account stands right before it.
fn after_account(before: &str, name: &str, line: &str) -> Option<(usize, usize)> {
    const ACCOUNT: [&str; 8] =
        ["login", "user", "username", "account", "benutzer", "utilisateur", "usuario", "gebruiker"];
    let word = trimmed(line.strip_prefix(' ')?.split_whitespace().next()?);
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(100))..];
    let mut words = before.trim_end().rsplit([' ', '\n']);
    let address = words.next().unwrap_or_default().contains('@');
    let account = words.next().unwrap_or_default().trim_end_matches([':', ',']);
    // Short forms are written by people who write the thing itself behind them.
    let short = ["pw", "pwd", "ww", "mdp"].iter().any(|short| name.eq_ignore_ascii_case(short));
    let bracket = before.ends_with('(') && line.trim_end().find(')') == Some(1 + word.len());
    let tied = short || bracket || address || ACCOUNT.iter().any(|name| account.eq_ignore_ascii_case(name));
    (tied && harmless::secretive(word)).then_some((1, 1 + word.len()))
}

/// `Winter-2026! is the password of …`: a word before the name, behind which "is" stands.
fn named_before(text: &str, name: usize, done: usize) -> Option<Range<usize>> {
    const IS: [&str; 14] =
        ["is", "was", "as", "ist", "war", "als", "est", "comme", "es", "como", "è", "come", "é", "är"];
    let from = text.ceil_char_boundary(name.saturating_sub(80)).max(done);
    let before = text.get(from..name)?.rsplit(['\n', '.']).next()?;
    let mut words = before.rsplit(' ').take(5);
    words.find(|word| IS.contains(word))?;
    let word = words.next()?;
    let start = name - before.len() + before.find(word)?;
    harmless::unusual(word).then(|| start..start + word.len())
}

/// What a password is made of: what can be seen, but for quotation marks, angle brackets, bars, commas and semicolons.
static GRAPHIC: Bytes = Bytes::alphanumeric_and(b"!#$%&()*+-./:=?@[\\]^_{}~");

/// Without the brackets and the full stop of the sentence; an exclamation mark may belong to the password.
fn trimmed(word: &str) -> &str {
    word.trim_end_matches(['.', ')', ']', '}', ':'])
}
