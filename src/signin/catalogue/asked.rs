//! What somebody wants explained: codes, or words.
//!
//! It knows how codes stand in messages, addresses and notes: behind their letters, behind the word *error*, in brackets,
//! several in a row. It refuses to take any other number for a code: among words, a year, a port, a date or a telephone
//! number is none. And it refuses to take a mistyped code for a word, so that nobody is sent to the nearest of 400 codes for
//! a slip of the finger.

use super::lookup;
use crate::signin::ErrorCode;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// These codes, each once, in the order in which they were named.
    Codes(Vec<ErrorCode>),
    /// No code, but words that may describe one.
    Words(String),
}

/// A text that was meant as a code and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistyped(pub String);

/// The letters that may stand before a code's digits.
const LETTERS: [&str; 3] = ["aadsts", "aadb2c", "acs"];

/// Words that announce a code.
const LABELS: &[&str] = &[
    "error",
    "errors",
    "code",
    "codes",
    "errorcode",
    "error_code",
    "errornumber",
    "sts",
    "aadsts",
    "aadb2c",
    "acs",
    "failure",
    "fehler",
    "fehlercode",
    "erreur",
];

/// Words that may stand between such a word and the code, or between two codes.
const BETWEEN: &[&str] = &["and", "or", "is", "was", "no", "nr", "number", "then", "und", "et", "y", "with"];

/// Words whose number is something else, whatever the number is.
const OTHER_NUMBERS: &[&str] = &[
    "port",
    "event",
    "eventid",
    "build",
    "version",
    "kb",
    "ticket",
    "case",
    "request",
    "line",
    "order",
    "extension",
];

/// Codes where there are any, else the words.
///
/// # Errors
/// The first text that must have been meant as a code and is none.
pub fn read(arguments: &[String]) -> Result<Asked, Mistyped> {
    let text = arguments.join(" ");
    let pieces = pieces(&text);
    let all_codes = !pieces.iter().any(|piece| is_word(piece) && !announces(piece) && !is_between(piece));
    let mut codes: Vec<ErrorCode> = Vec::new();
    let mut mistyped = None;
    // Among words, a number that the list does not hold is meant as a code only behind a word that announces no other
    // number: "code 123456" is what an authenticator shows.
    let mut announced = false;
    let mut other = false;
    for piece in &pieces {
        let lower = piece.to_lowercase();
        if announces(piece) {
            (announced, other) = (!["code", "codes"].contains(&lower.as_str()), false);
        } else if is_between(piece) {
            // What was announced stays so.
        } else if let Some(found) = written_as_codes(piece, all_codes || (announced && !other), other) {
            codes.extend(found);
            other = false;
        } else if meant_as_code(
            piece,
            all_codes || announced && piece.starts_with(|c: char| c.is_ascii_digit()),
        ) {
            mistyped.get_or_insert_with(|| (*piece).to_owned());
        } else {
            other = OTHER_NUMBERS.contains(&lower.as_str());
            announced = false;
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    codes.retain(|code| seen.insert(*code));
    match mistyped {
        Some(mistyped) if all_codes || codes.is_empty() => Err(Mistyped(mistyped)),
        _ if !codes.is_empty() => Ok(Asked::Codes(codes)),
        _ if pieces.iter().any(|piece| is_word(piece)) => Ok(Asked::Words(text)),
        _ => Err(Mistyped(text.trim().to_owned())),
    }
}

/// Stretches without spaces, brackets and the like. A sign between two digits holds them together, as in a date, a time or an
/// address, and so does a hyphen between letters, as in an id.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = None;
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let after = letters.peek().map_or(' ', |(_, c)| *c);
        let joins = match c {
            '.' | ':' | '/' | ',' => before.is_ascii_digit() && after.is_ascii_digit(),
            '-' | '_' | '\'' | '\u{2019}' => before.is_alphanumeric() && after.is_alphanumeric(),
            c => c.is_alphanumeric(),
        };
        match (joins, from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                found.push(&text[start..at]);
                from = None;
            }
            _ => {}
        }
        before = c;
    }
    found.extend(from.map(|start| &text[start..]));
    found
}

/// The codes that a piece consists of: with their letters, or as bare digits that are meant as a code or that the list holds.
fn written_as_codes(piece: &str, meant: bool, other: bool) -> Option<Vec<ErrorCode>> {
    if let Some(code) = piece.parse().ok().filter(|_| !piece.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(vec![code]);
    }
    let parts: Vec<&str> = piece.split(['/', ',', '-', ':']).collect();
    let mut found = Vec::new();
    for part in parts {
        let code: Option<ErrorCode> = part.parse().ok();
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        match code {
            Some(code) if !digits => found.push(code),
            // The list holds no code of four digits: among words it is a year or a port.
            Some(code) if meant && part.len() > 4 || !other && lookup(code).is_some() => found.push(code),
            // `AADSTS53003-blocked`: what follows the code is its message.
            _ if !digits && !found.is_empty() => break,
            _ => return None,
        }
    }
    Some(found)
}

/// `AADSTS53`, or where a code is expected `5300x`, `53OO3`, `401`.
fn meant_as_code(piece: &str, expected: bool) -> bool {
    let lower = piece.to_lowercase();
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let behind = LETTERS.iter().find_map(|letters| lower.strip_prefix(letters));
    let hexadecimal = lower.starts_with("0x");
    let few_letters = piece.chars().filter(|c| c.is_alphabetic()).count() < digits;
    behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || (expected
            && !hexadecimal
            && digits >= 3
            && few_letters
            && piece.chars().all(char::is_alphanumeric)
            && piece.len() > 4)
}

/// Two letters at least, and more letters than digits.
fn is_word(piece: &str) -> bool {
    let count = |of: fn(char) -> bool| piece.chars().filter(|c| of(*c)).count();
    let letters = count(char::is_alphabetic);
    letters > 1 && letters > count(|c| c.is_ascii_digit()) && !meant_as_code(piece, false)
}

fn announces(piece: &str) -> bool {
    LABELS.contains(&piece.to_lowercase().as_str())
}

fn is_between(piece: &str) -> bool {
    BETWEEN.contains(&piece.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &[&str]) -> String {
        match read(&text.iter().map(|&t| t.to_owned()).collect::<Vec<_>>()) {
            Ok(Asked::Codes(codes)) => codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            Ok(Asked::Words(_)) => "words".to_owned(),
            Err(Mistyped(text)) => format!("no code: {text}"),
        }
    }

    #[test]
    fn codes_words_and_pasted_messages_are_told_apart() {
        for (asked, wanted) in [
            (&["53003"][..], "53003"),
            (&["AADSTS 53003"], "53003"),
            (&["AADSTS: 53003"], "53003"),
            (&["AADSTS-53003"], "53003"),
            (&["53003", "50126"], "53003,50126"),
            (&["53003", "53003"], "53003"),
            (&["99999"], "99999"),
            (&["proof up"], "words"),
            (&["device", "not", "compliant"], "words"),
            (&["2fa", "lost"], "words"),
            (&["AADSTS53003: Access has been blocked by 1 policy"], "53003"),
            (&["AADSTS53003:Access blocked"], "53003"),
            (&["error", "53003"], "53003"),
            (&["error 99999"], "99999"),
            (&["(AADB2C90118)", "forgot"], "AADB2C90118"),
            (&["5300x"], "no code: 5300x"),
            (&["53OO3"], "no code: 53OO3"),
            (&["53003", "5005x"], "no code: 5005x"),
            (&["x"], "no code: x"),
            (&["401"], "no code: 401"),
            (&["0x80048823"], "no code: 0x80048823"),
            (&["AADSTS53"], "no code: AADSTS53"),
            (&["AADSTS5300x device not compliant"], "no code: AADSTS5300x"),
            (&[""], "no code: "),
        ] {
            assert_eq!(of(asked), wanted, "{asked:?}");
        }
    }

    #[test]
    fn codes_are_found_in_whatever_holds_them() {
        for text in [
            "error=53003",
            "error_code=53003",
            "[53003]",
            "{\"errorCode\":53003}",
            "\"error_codes\":[53003]",
            "Error Code: 53003.",
            "error code is 53003",
            "Error#53003",
            "<53003>",
            "\u{ab}53003\u{bb}",
            "\u{201c}53003\u{201d}",
            "53003!",
            "code:53003;",
            "https://login.microsoftonline.com/error?code=53003",
            "?error=access_denied&error_code=53003&state=5f2e8f1a-1234-5678-9012-000000050126",
            "AADSTS53003-blocked",
            "aadsts53003,blocked by policy",
            "I get 53003 since 2025",
            "2026-11-27 10:15:33 sign-in failed with 53003",
            "at 10:15 on 27.11.2026, code 53003, port 8080",
            "53003 on port 50126",
            "Trace 5f2e8f1a-1234-5678-9012-000000050126 AADSTS53003",
        ] {
            assert_eq!(of(&[text]), "53003", "{text}");
        }
        for text in [
            "AADSTS53003/AADSTS50076",
            "AADSTS53003,AADSTS50076",
            "53003/50076",
            "53003,50076",
            "53003-50076",
            "53003 | 50076",
            "53003 and 50076",
            "error 53003, then 50076 again",
            "AADSTS53003; AADSTS50076; AADSTS53003",
        ] {
            assert_eq!(of(&[text]), "53003,50076", "{text}");
        }
        assert_eq!(of(&["AADSTS53003/AADSTS99999"]), "53003,99999");
    }

    #[test]
    fn a_number_among_words_is_a_code_only_where_it_is_one() {
        for text in [
            "locked out since 2025",
            "2025 audit failed",
            "blocked on port 8080",
            "server 2019 sign-in fails",
            "office 365 blocked",
            "http 401 unauthorized",
            "event 4625 logon failure",
            "since 2026-11-27 nobody gets in",
            "11/27/2026 access denied",
            "27.11.2026 10:15 access denied",
            "sign-in from 10.0.0.1:50076 refused",
            "support said call +49 30 123456",
            "ticket 50126 is closed",
            "error 404 page not found",
            "request 5f2e8f1a-1234-5678-9012-000000050126 refused",
            "we are 53033 Bonn people",
            "0x80048823 broker failed",
            "my phone is lost, error CAA50021",
            "error CAA20003 sign in failed device not registered",
            "code 123456 from the authenticator is not accepted",
            "mfa code 123456 wrong",
            "10116 Berlin office locked out",
        ] {
            assert_eq!(of(&[text]), "words", "{text}");
        }
    }

    proptest! {
        /// Any arguments are answered, and what is found stands there.
        #[test]
        fn any_arguments_are_answered(arguments in prop::collection::vec("\\PC{0,40}|(AADSTS|error=|\\[|/|,|-| |[0-9]{3,6}){0,9}", 0..4)) {
            let text = arguments.join(" ");
            match read(&arguments) {
                Ok(Asked::Codes(codes)) => {
                    prop_assert!(!codes.is_empty());
                    for code in codes {
                        let code = code.to_string();
                        let digits = code.trim_start_matches("AADB2C").trim_start_matches("ACS");
                        prop_assert!(text.contains(digits), "{}", code);
                    }
                }
                Ok(Asked::Words(words)) => prop_assert_eq!(words, text),
                Err(Mistyped(what)) => prop_assert!(text.contains(&what)),
            }
        }

        /// A code that the list holds is found beside any words and signs.
        #[test]
        fn a_code_is_found_beside_anything(before in "([a-z]{2,9}[ ,;(\\[=]{1,2}){0,4}", after in "([ ,;)\\]&][a-z]{2,9}){0,4}") {
            prop_assume!(!OTHER_NUMBERS.iter().any(|word| before.contains(word)));
            let found = read(&[format!("{before}53003{after}")]);
            prop_assert_eq!(found, Ok(Asked::Codes(vec!["53003".parse().unwrap()])));
        }
    }
}
