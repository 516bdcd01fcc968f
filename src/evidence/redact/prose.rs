//! Secrets in sentences: "I changed the password to …", "anna@contoso.com / …", "your code is …".
//!
//! Here nothing but the neighbourhood says what a word is, so only a word that nobody writes by accident counts: see
//! [`harmless::strong`] and [`harmless::generated`].

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::literal::{Bytes, Literals, is_word, spellings};
use super::value::{floor, whole_word};
use super::{Found, Rule, harmless, pattern};

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

/// Words beside which a number may be a code.
const NUMBER: &[&str] = &[
    "code",
    "código",
    "codigo",
    "codice",
    "kod",
    "kód",
    "recovery key",
    "pin",
    "puk",
    "otp",
    "combination",
    "kombination",
];

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
        (NUMBER, Word::Number),
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
        r"\A@[A-Za-z0-9.-]{3,80}[ \t]{0,3}(?:[/:|;,\t+]|->|=>|→|\r?\n)?[ \t]{0,3}(?:(?:p|k|pw|und|and|et|en|y|e|mit|with|avec|con|com|met)[ :=]{1,3})?([^\s/|;,\x22'<>]{8,80})",
    )
});

/// "Your code is 482913", "Ihr Code lautet …", "Use verification code 482913", "code PIN : 4711".
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?-u:\b)(?:your|ihr|dein|votre|uw|je|su|tu|seu|il tuo)(?-u:\b)(?: [a-zäöüéà-]{2,16}){0,3} ?code(?: (?:is|ist|lautet|est|es|é|è)|:)? ?:? {0,2}([0-9]{4,10})(?-u:\b)",
        r"|(?-u:\b)(?:verification|security|sign-?in|login|access|one-?time|authenti(?:cation|cator)|best(?:ä|ae)tigungs|sicherheits|pr(?:ü|ue)f|einmal|zugangs|tresor|safe|kluis|pin|puk|door|t(?:ü|ue)r|alarm|unlock|verificatie|beveiligings)[ -]?code[ :=-]{1,4}([0-9]{4,10})(?-u:\b)",
        r"|(?-u:\b)(?:PIN|PUK|OTP|code (?:de (?:v(?:é|e)rification|s(?:é|e)curit(?:é|e))|pin)|c(?:ó|o)digo de (?:verificaci(?:ó|o)n|seguridad)|codice di verifica|combination|zahlenkombination)[ :=-]{1,4}([0-9]{4,10})(?-u:\b)",
        r"|(?-u:\b)(?:PIN|PUK|combination|kombination|safe code|door code)(?-u:\b)[^\n.:]{0,40}? (?:is|ist|lautet|est|es|è|é) ([0-9][0-9 -]{2,12}[0-9])(?-u:\b)",
        r"|(?-u:\b)([0-9]{6,8}|[0-9]{3}[ -][0-9]{3,4}) (?:is|as|ist|est|es|è|é|als|comme|como|come) [^\n.]{0,50}(?:code|codice|código|codigo)(?-u:\b)",
        r"|(?-u:\b)(?:code|código|codigo|codice|kod[a-z]{0,2}|kód)(?: (?:de|di|van))?(?: \w{4,16})? ([0-9]{6,8})(?-u:\b)[^\n.]{0,40}?(?:authent|autent|verif|vérif|microsoft)",
        r"|(?-u:\b)(?:code|codice|código|codigo) (?:du|de la|de l'|del|della|dello|do|da|van|vom|zum|für|of|for|to)(?: [a-zéèüöä]{2,12}){1,2} ?[:=-] ?([0-9]{4,10})(?-u:\b)",
        r"|(?-u:\b)code:? {0,2}([0-9]{3} [0-9]{3}(?: [0-9]{3})?)(?-u:\b)",
        r"|(?-u:\b)(?:backup|rescue|single-use|one-time|secret)[ -]?code ?:? {0,2}([0-9]{4,10})(?-u:\b)",
        r"|(?-u:\b)code secret ?:? {0,2}([0-9]{4,10})(?-u:\b)",
        r"|(?-u:\b)(?:recovery|backup|rescue)[ -](?:code|key)s? ((?:[A-Z0-9]{4,8}-){1,9}[A-Z0-9]{4,8})(?-u:\b)",
    ))
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
                    numbers = number(text, place.start, numbers, found);
                }
                continue;
            }
            Word::Password => true,
            Word::PasswordEnd => ends,
            Word::PasswordAlone => begins && ends,
        };
        if !counts {
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
        if let Some(word) = captures.get(1).filter(|word| unusual(word.as_str())) {
            let end = at + word.start() + trimmed(word.as_str()).len();
            found.push((at + word.start()..end, Rule::Password));
        }
    }
}

/// Looks for a code around a word; up to where it looked.
fn number(text: &str, word: usize, looked: usize, found: &mut Vec<Found>) -> usize {
    let from = floor(text, word.saturating_sub(NUMBER_BEFORE)).max(looked);
    let until = whole_word(text, word + NUMBER_BEHIND);
    let near = &text.as_bytes()[from..until];
    // Four digits, or what may be some in groups.
    if near.iter().filter(|b| b.is_ascii_digit()).count() < 4 {
        return looked;
    }
    let mut at = from;
    while let Some(captures) = CODE.captures_at(&text[..until], at) {
        let Some(whole) = captures.get(0) else { break };
        if let Some(code) = captures.iter().skip(1).flatten().next()
            && !of_an_error(&text[text.ceil_char_boundary(whole.start().saturating_sub(12))..whole.end()])
            && !how_long(&text[whole.end()..])
        {
            found.push((code.range(), Rule::RecoveryCode));
        }
        at = whole.end();
    }
    at.max(looked)
}

/// "Microsoft error code 500121", "code de l'erreur : 50126": numbers that support asks for.
fn of_an_error(near: &str) -> bool {
    let near = near.to_lowercase();
    ["error", "fehler", "erreur", "fout", "errore", "erro", "status", "aadsts"]
        .iter()
        .any(|word| near.contains(word))
}

/// "the PIN is 10-12 digits"
fn how_long(behind: &str) -> bool {
    ["digit", "character", "number", "ziffer", "stelle", "zeichen", "chiffre", "cijfer", "dígito", "cifr"]
        .iter()
        .any(|word| {
            behind.trim_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
}

/// How many bytes before its word a code's sentence may begin, and how far behind it the code may end: what the patterns of
/// [`CODE`] reach with letters of two and four bytes.
const NUMBER_BEFORE: usize = 120;
const NUMBER_BEHIND: usize = 200;

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
            if !glued && unusual(word) {
                return Some((at, at + word.len()));
            }
        }
        at = end;
    }
}

/// A word that nobody writes by accident.
fn unusual(word: &str) -> bool {
    harmless::strong(word) || harmless::generated(word)
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
    let account = words.nth(1).unwrap_or_default().trim_end_matches([':', ',']);
    // Short forms are written by people who write the thing itself behind them.
    let short = ["pw", "pwd", "ww", "mdp"].iter().any(|short| name.eq_ignore_ascii_case(short));
    let bracket = before.ends_with('(') && line.trim_end().find(')') == Some(1 + word.len());
    let tied = short || bracket || ACCOUNT.iter().any(|name| account.eq_ignore_ascii_case(name));
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
    unusual(word).then(|| start..start + word.len())
}

/// What a password is made of: what can be seen, but for quotation marks, angle brackets, bars, commas and semicolons.
static GRAPHIC: Bytes = Bytes::alphanumeric_and(b"!#$%&()*+-./:=?@[\\]^_{}~");

/// Without the brackets and the full stop of the sentence; an exclamation mark may belong to the password.
fn trimmed(word: &str) -> &str {
    word.trim_end_matches(['.', ')', ']', '}', ':'])
}
