//! Secrets in sentences: "I changed the password to …", "anna@contoso.com / …", "your code is …".
//!
//! Here nothing but the neighbourhood says what a word is, so only a word that nobody writes by accident counts: see
//! [`harmless::strong`].

use std::sync::LazyLock;

use regex::Regex;

use super::value::floor;
use super::{Found, Rule, harmless, pattern};

/// A word for a password, as people write it. The value may stand some words later in the same sentence.
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:pass ?word|passwd|passwort|kennwort|passphrase|mot de passe|mdp\b|contrase(?:ñ|n)a|\bclave\b|senha|",
        r"palavra-?passe|wachtwoord|has(?:ł|l)o\b|l(?:ö|o)senord|passord|adgangskode|salasana|heslo|jelsz(?:ó|o)|parola\b|",
        r"(?:ş|s)ifre|парол[ья]|パスワード|密码|密碼|비밀번호|\bpass\b|\bpwd?\b|\bmaster\b|access pass|\btap\b|",
        r"credentials?|zugangsdaten|anmeldedaten|logindaten|identifiants|inloggegevens|credenciales|credenciais|credenziali)",
    ))
});

/// How far behind its word a value may stand, in bytes.
const NEAR: usize = 100;

/// An account, and right behind it something that could be its password.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{3,80}[ \t]{0,3}[/:|;,\t]?[ \t]{0,3}([^\s/|;,\x22'<>]{8,80})",
    )
});

/// "Your code is 482913", "Ihr Code lautet …", "Use verification code 482913", "code PIN : 4711".
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:your|ihr|dein|votre|uw|je|su|tu|seu|il tuo)\b(?: [a-zäöüéà-]{2,16}){0,3} ?code(?: (?:is|ist|lautet|est|es|é|è)|:)? ?:? {0,2}([0-9]{4,10})\b",
        r"|\b(?:verification|security|sign-?in|login|access|one-?time|authenti(?:cation|cator)|best(?:ä|ae)tigungs|sicherheits|pr(?:ü|ue)f|einmal|zugangs|tresor|safe|kluis|pin|puk|door|alarm|unlock|verificatie|beveiligings)[ -]?code[ :=-]{1,4}([0-9]{4,10})\b",
        r"|\b(?:PIN|PUK|OTP|code (?:de (?:v(?:é|e)rification|s(?:é|e)curit(?:é|e))|pin)|c(?:ó|o)digo de (?:verificaci(?:ó|o)n|seguridad)|codice di verifica|combination|zahlenkombination)[ :=-]{1,4}([0-9]{4,10})\b",
        r"|\b(?:PIN|PUK|combination|kombination|safe code|door code)\b[^\n.:]{1,40}? (?:is|ist|lautet|est|es|è|é) ([0-9][0-9 -]{2,12}[0-9])\b",
        r"|\b([0-9]{6,8}) is your [A-Za-z0-9 ]{0,40}code\b",
    ))
});

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut done = 0;
    for word in PASSWORD.find_iter(text) {
        let from = word.end().max(done);
        let rest = &text[from..];
        let rest = &rest[..floor(rest, NEAR)];
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        if let Some((start, end)) = strong_word(line) {
            found.push((from + start..from + end, Rule::Password));
            done = from + end;
        }
    }
    for captures in ACCOUNT.captures_iter(text) {
        if let Some(word) = captures.get(1).filter(|word| harmless::strong(word.as_str())) {
            let end = word.start() + trimmed(word.as_str()).len();
            found.push((word.start()..end, Rule::Password));
        }
    }
    for captures in CODE.captures_iter(text) {
        if let Some(code) = captures.iter().skip(1).flatten().next() {
            found.push((code.range(), Rule::RecoveryCode));
        }
    }
}

/// The first word of the line that nobody writes by accident. Letters of other scripts end a word: `密码是Winter2026!`.
fn strong_word(line: &str) -> Option<(usize, usize)> {
    let mut start = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let inside = c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '`' | '<' | '>' | '|' | ',' | ';');
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let word = trimmed(&line[from..at]);
                if harmless::strong(word) {
                    return Some((from, from + word.len()));
                }
                start = None;
            }
            _ => {}
        }
    }
    None
}

/// Without the brackets and the full stop of the sentence; an exclamation mark may belong to the password.
fn trimmed(word: &str) -> &str {
    word.trim_end_matches(['.', ')', ']', '}', ':'])
}
