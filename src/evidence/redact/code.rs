//! Numbers that open something: "your code is 482913", "code of the door: 4711", "PIN 4711".
//!
//! A number has no look of its own, so each pattern says how much its words say. It refuses to know which number is secret
//! where the words leave it open, but for one thing: the codes of errors are public, and support asks for them.

use std::sync::LazyLock;

use regex::Regex;

use super::value::{floor, whole_word};
use super::{Found, Rule, pattern};
use crate::signin::catalogue::lookup;

/// Words beside which a number may be a code.
pub(super) const WORDS: &[&str] = &[
    "code",
    "código",
    "codigo",
    "codice",
    "kod",
    "kód",
    "recovery key",
    "pin",
    "puk",
    "geheimzahl",
    "otp",
    "combination",
    "kombination",
];

/// What a number beside "code" may be instead, and where that is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Else {
    /// Nothing: the words around it say what it is.
    Nothing,
    /// The code of an error, by the words inside the match.
    Inside,
    /// The code of an error, if the catalogue has it.
    Listed,
    /// The code of an error, of a case, of a town, by the words inside the match and shortly before it in its clause.
    Named,
    /// Both of these.
    Near,
}

/// "Your code is 482913", "Ihr Code lautet …", "Use verification code 482913", "code PIN : 4711": each pattern has one group.
const CODES: &[(Else, &str)] = &[
    (
        Else::Inside,
        r"(?:your|ihr|dein|votre|uw|je|su|tu|seu|il tuo)(?-u:\b)(?: [a-zäöüéà-]{2,16}){0,3} ?code(?: (?:is|ist|lautet|est|es|é|è)|:)? ?:? {0,2}([0-9]{4,10})",
    ),
    (
        Else::Nothing,
        r"(?:verification|security|access|zugangs|one-?time|best(?:ä|ae)tigungs|sicherheits|pr(?:ü|ue)f|einmal|tresor|safe|kluis|pin|puk|door|t(?:ü|ue)r|alarm|unlock|verificatie|beveiligings)[ -]?code(?:[ :=-]{1,4}| (?:is|ist|est|lautet) )([0-9]{3} [0-9]{3}|[0-9]{4,10})",
    ),
    (
        Else::Listed,
        r"(?:sign-?in|login|authenti(?:cation|cator)|mfa|2fa|sms)[ -]?code(?:[ :=-]{1,4}| (?:is|ist|est|lautet) )([0-9]{3} [0-9]{3}|[0-9]{4,10})",
    ),
    (
        Else::Nothing,
        r"(?:PIN|PUK|OTP|code (?:de (?:v(?:é|e)rification|s(?:é|e)curit(?:é|e))|pin)|c(?:ó|o)digo de (?:verificaci(?:ó|o)n|seguridad)|codice di verifica|kodu? weryfikacyjn(?:y|ego)(?: microsoft)?|combination|zahlenkombination)[ :=-]{1,4}([0-9]{3} [0-9]{3}|[0-9]{4,10})",
    ),
    (
        Else::Nothing,
        r"(?:PIN|PUK|combination|kombination|safe code|door code)(?-u:\b)[^\n.:]{0,40}? (?:is|ist|lautet|est|es|è|é) ([0-9][0-9 -]{2,12}[0-9])",
    ),
    // "PIN of key A: 739184", "PIN des YubiKeys: 739184"
    (
        Else::Nothing,
        r"(?:PIN|PUK|geheimzahl) (?:of|for|to|vom|von|des|der|für|fuer|du|de|del|della|van|am|on)(?-u:\b)[^\n.:=]{0,30}? ?[:=] ?([0-9]{4,8})",
    ),
    (
        Else::Nothing,
        r"(?:PIN|PUK)(?: (?:of|for|vom|von|des|für|fuer|am|on))?(?: \w{1,8})? (?:security key|yubikeys?|fido2?(?:[ -]key)?|schlüssels?|sticks?|tokens?|key) ([0-9]{4,8})",
    ),
    (Else::Nothing, r"geheimzahl (?:ist|lautet)? ?([0-9]{4,8})"),
    (
        Else::Near,
        r"code (?:from|aus|de|del|van|da) [^\n.:]{1,24} (?:was|is|war|ist|lautet|fue|était) ([0-9]{6,8})",
    ),
    (
        Else::Near,
        r"([0-9]{6,8}|[0-9]{3}[ -][0-9]{3,4}) (?:is|as|ist|est|es|è|é|als|comme|como|come) [^\n.]{0,50}(?:code|codice|código|codigo)",
    ),
    (
        Else::Near,
        r"(?:code|código|codigo|codice|kod[a-z]{0,2}|kód)(?: (?:de|di|van))?(?: \w{4,16})? ([0-9]{6,8})(?-u:\b)[^\n.]{0,40}?(?:authent|autent|verif|vérif|microsoft)[a-z]*",
    ),
    // Four digits open a place; what is sent to a person has six.
    (
        Else::Named,
        r"(?:code|codice|código|codigo) (?:du|de la|de l'|de|del|della|dell'|dello|do|da|van|vom|zum|zur|für|of|for|to|pour)(?: [a-zà-ÿ'-]{1,14}){0,3} ?(?-u:\b)(?:doors?|safe|vault|gate|garage|entrance|lift|lock|padlock|locker|alarme?|building|house|server ?room|(?:key|cash) ?box|login|sign-?in|coffre|porte|portail|entrée|(?:haus)?t(?:ü|ue)r|tor|tresor|schloss|eingang|anmeldung|kluis|deur|poort|cassaforte|porta|cancello|allarme|puerta|caja|cofre|alarma)(?-u:\b)(?: [a-zà-ÿ'-]{1,14}){0,3}?(?: ?[:=-] ?| (?:is|ist|est|lautet) )([0-9]{4,10})",
    ),
    (
        Else::Near,
        r"(?:code|codice|código|codigo) (?:du|de la|de l'|del|della|dello|do|da|van|vom|zum|für|of|for|to|pour)(?: [a-zéèüöä]{2,12}){1,3} ?[:=-] ?([0-9]{6}|[0-9]{3} [0-9]{3})",
    ),
    (
        Else::Near,
        r"(?:code|passcode|otp)(?: (?:is|ist|lautet|est|es|é|è))?[: ]{0,3}([0-9]{3} [0-9]{3}(?: [0-9]{3})?)",
    ),
    (
        Else::Nothing,
        r"(?:backup|rescue|single-use|one-time|secret)[ -]?code ?:? {0,2}([0-9]{3} [0-9]{3}|[0-9]{4,10})",
    ),
    (Else::Nothing, r"code secret ?:? {0,2}([0-9]{4,10})"),
    (Else::Nothing, r"(?:recovery|backup|rescue)[ -](?:code|key)s? ((?:[A-Z0-9]{4,8}-){1,9}[A-Z0-9]{4,8})"),
];

/// All of [`CODES`] at once.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    let each: Vec<String> = CODES.iter().map(|(_, code)| format!(r"(?-u:\b){code}(?-u:\b)")).collect();
    pattern(&format!("(?i)(?:{})", each.join("|")))
});

/// How many bytes before its word a code's sentence may begin, and how far behind it the code may end: what the patterns of
/// [`CODES`] reach with letters of two and four bytes.
const BEFORE: usize = 120;
const BEHIND: usize = 200;

/// Looks for a code around a word; up to where it looked.
pub(super) fn around(text: &str, word: usize, looked: usize, found: &mut Vec<Found>) -> usize {
    let from = floor(text, word.saturating_sub(BEFORE)).max(looked);
    let until = whole_word(text, word + BEHIND);
    let near = &text.as_bytes()[from..until];
    // Four digits, or what may be some in groups.
    if near.iter().filter(|b| b.is_ascii_digit()).count() < 4 {
        return looked;
    }
    let mut at = from;
    while let Some(captures) = CODE.captures_at(&text[..until], at) {
        let Some(whole) = captures.get(0) else { break };
        let groups = captures.iter().skip(1).zip(CODES);
        let mut groups = groups.filter_map(|(group, (other, _))| Some((group?, *other)));
        let Some((code, other)) = groups.next() else { break };
        let listed =
            || matches!(code.len(), 6 | 7) && code.as_str().parse().is_ok_and(|code| lookup(code).is_some());
        let before = &text[text.ceil_char_boundary(whole.start().saturating_sub(24))..whole.start()];
        let named = || of_an_error(before, whole.as_str());
        let error = match other {
            Else::Nothing => false,
            Else::Inside => of_an_error("", whole.as_str()),
            Else::Listed => listed(),
            Else::Named => named(),
            Else::Near => listed() || named(),
        };
        if error || (a_length(code.as_str()) && how_long(&text[code.end()..])) {
            // Another pattern may find a code inside what this one took.
            let word = whole.as_str().bytes().position(|b| !b.is_ascii_alphanumeric());
            at = text.ceil_char_boundary(whole.start() + word.unwrap_or(whole.len()).max(1));
        } else {
            found.push((code.range(), Rule::RecoveryCode));
            at = whole.end();
        }
    }
    at.max(looked)
}

/// "Microsoft error code 500121", "kod błędu 530032", "exit code 1603", "postal code of …": numbers that support asks for, or
/// that anybody may know. A clause that ended before says nothing of this one.
fn of_an_error(before: &str, whole: &str) -> bool {
    const OTHERS: [&str; 39] = [
        "error",
        "errors",
        "fehler",
        "fehlermeldung",
        "fehlernummer",
        "erreur",
        "fout",
        "errore",
        "erro",
        "błędu",
        "chyby",
        "status",
        "aadsts",
        "reason",
        "result",
        "exit",
        "retour",
        "return",
        "event",
        "sub",
        "case",
        "ticket",
        "reference",
        "zip",
        "postal",
        "area",
        "country",
        "dial",
        "dialing",
        "project",
        "projekt",
        "product",
        "customer",
        "order",
        "invoice",
        "cost",
        "build",
        "hresult",
        "kb",
    ];
    let clause = before.rsplit(['.', ':', ',', ';', '\n']).next().unwrap_or_default();
    [clause, whole].iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric())).any(|word| {
        let word = word.to_lowercase();
        OTHERS.contains(&word.strip_suffix("code").unwrap_or(&word))
    }) || whole.contains("number of ")
}

/// "10-12": how long a code is may be said where it stands.
fn a_length(code: &str) -> bool {
    code.split([' ', '-']).all(|number| number.len() <= 2)
}

/// "the PIN is 10-12 digits"
fn how_long(behind: &str) -> bool {
    ["digit", "character", "number", "ziffer", "stelle", "zeichen", "chiffre", "cijfer", "dígito", "cifr"]
        .iter()
        .any(|word| {
            behind.trim_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
}
