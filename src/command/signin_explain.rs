//! `signin explain`: the catalogue, offline, by code or by words.

use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::signin::{ErrorCode, catalogue};
use crate::world::World;

/// How many codes are listed for some words.
const NEAREST: usize = 6;

/// What was asked for.
enum Asked {
    Codes(Vec<ErrorCode>),
    Words(String),
}

pub(super) fn run(asked: &[String], world: &mut World) -> Result<Exit> {
    match understood(asked)? {
        Asked::Codes(codes) => explain(&codes, world),
        Asked::Words(words) => search(&words, world),
    }
}

fn explain(codes: &[ErrorCode], world: &mut World) -> Result<Exit> {
    for (n, code) in codes.iter().enumerate() {
        let answer = match (world.settings.json, codes.len()) {
            (true, 1) => report::json::document(&report::json::explain::view(*code)),
            (true, _) => report::json::line(&report::json::explain::view(*code)),
            (false, _) => {
                let gap = if n > 0 { "\n" } else { "" };
                gap.to_owned() + &report::signin::explain(*code).text(world.settings.answer_page())
            }
        };
        write!(world.out, "{answer}").map_err(Error::from_output)?;
    }
    let known = codes.iter().all(|code| catalogue::lookup(*code).is_some());
    Ok(if known { Exit::Done } else { Exit::NotSatisfied })
}

fn search(words: &str, world: &mut World) -> Result<Exit> {
    let nearest = catalogue::nearest(words, NEAREST);
    let answer = if world.settings.json {
        report::json::document(&report::json::explain_words::view(words, &nearest))
    } else {
        report::signin::nearest(words, &nearest).text(world.settings.answer_page())
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(if nearest.is_empty() { Exit::NotSatisfied } else { Exit::Done })
}

/// Codes where every argument is one. Among words, the codes that stand there, as in a pasted message; else the words.
/// A number that is no code is an error and not a word: nobody is sent to the nearest of 300 codes for a slip of the finger.
fn understood(asked: &[String]) -> Result<Asked> {
    if let Ok(codes) =
        asked.iter().map(|text| text.parse()).collect::<std::result::Result<Vec<ErrorCode>, _>>()
    {
        return Ok(Asked::Codes(codes));
    }
    let words = asked.join(" ");
    let tokens = || words.split_whitespace();
    let codes: Vec<ErrorCode> = tokens()
        .filter_map(|token| token.trim_matches(['(', ')', '"', '\'', ':', ',', '.', ';']).parse().ok())
        .collect();
    let mistyped = tokens().find(|token| token.parse::<ErrorCode>().is_err() && is_meant_as_code(token));
    match mistyped {
        Some(token) if codes.is_empty() || tokens().count() <= asked.len() => Err(no_code(token)),
        _ if codes.is_empty() && !tokens().any(is_word) => Err(no_code(words.trim())),
        _ if codes.is_empty() => Ok(Asked::Words(words)),
        _ => Ok(Asked::Codes(codes)),
    }
}

/// Two letters at least.
fn is_word(token: &str) -> bool {
    token.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// `5300x`, `AADSTS53` or `0x80048823`: digits first, or the letters of a code.
fn is_meant_as_code(token: &str) -> bool {
    let head = token.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("AADSTS"));
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    head || (token.starts_with(|c: char| c.is_ascii_digit()) && digits >= 3)
}

fn no_code(text: &str) -> Error {
    let error =
        Error::new(Kind::Usage, format!("\"{}\" is not an error code", report::harmless::shown(text)));
    error
        .because(crate::signin::NotACode)
        .hint("reentry signin explain 53003, or words: device not compliant")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &[&str]) -> String {
        match understood(&text.iter().map(|&t| t.to_owned()).collect::<Vec<_>>()) {
            Ok(Asked::Codes(codes)) => codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            Ok(Asked::Words(words)) => format!("words: {words}"),
            Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
        }
    }

    #[test]
    fn codes_words_and_pasted_messages_are_told_apart() {
        for (asked, wanted) in [
            (&["53003"][..], "53003"),
            (&["AADSTS 53003"], "53003"),
            (&["53003", "50126"], "53003,50126"),
            (&["proof up"], "words: proof up"),
            (&["device", "not", "compliant"], "words: device not compliant"),
            (&["2fa", "lost"], "words: 2fa lost"),
            (&["AADSTS53003: Access has been blocked by 1 policy"], "53003"),
            (&["error", "53003"], "53003"),
            (&["(AADB2C90118)", "forgot"], "AADB2C90118"),
            (&["5300x"], "error: \"5300x\" is not an error code"),
            (&["53003", "5005x"], "error: \"5005x\" is not an error code"),
            (&["x"], "error: \"x\" is not an error code"),
            (&["401"], "error: \"401\" is not an error code"),
            (&["0x80048823"], "error: \"0x80048823\" is not an error code"),
            (&[""], "error: \"\" is not an error code"),
        ] {
            assert_eq!(of(asked), wanted, "{asked:?}");
        }
    }
}
