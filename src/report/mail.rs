//! A text as an e-mail that is not sent yet (RFC 5322): a mail program opens it as a draft, with its subject.
//!
//! There is no addressee: whom to write to is the person's to say. Subject and body come from the same text, so that
//! they cannot disagree. Lines are quoted-printable: every program shows every letter, and no line grows too long.

use chrono::{DateTime, FixedOffset};

/// The draft. `from` is the sender's address, if it is known.
#[must_use]
pub fn draft(subject: &str, body: &str, from: Option<&str>, now: DateTime<FixedOffset>) -> String {
    let mut mail = String::new();
    let mut header = |name: &str, value: &str| mail.push_str(&format!("{name}: {value}\r\n"));
    header("Date", &now.format("%a, %d %b %Y %H:%M:%S %z").to_string());
    if let Some(from) = from.filter(|from| is_plain_address(from)) {
        header("From", &format!("<{from}>"));
    }
    header("Subject", &encoded_words(subject));
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "quoted-printable");
    // Outlook and others open a message with this header as a draft.
    header("X-Unsent", "1");
    mail.push_str("\r\n");
    for line in body.lines() {
        mail.push_str(&quoted_printable(line));
        mail.push_str("\r\n");
    }
    mail
}

fn is_plain_address(text: &str) -> bool {
    text.is_ascii()
        && text.contains('@')
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"(),:;\\".contains(&b))
}

/// RFC 2047: words of at most 75 characters, each folded onto its own line; ASCII that fits stays as it is.
fn encoded_words(text: &str) -> String {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) && !text.contains("=?") && text.len() <= 900 {
        // Folded at blanks, so that no line is longer than 78 where that can be.
        let mut out = String::new();
        let mut length = "Subject: ".len();
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                if length + 1 + word.len() > 76 {
                    out.push_str("\r\n");
                    length = 0;
                }
                out.push(' ');
                length += 1;
            }
            out.push_str(word);
            length += word.len();
        }
        return out;
    }
    let mut words: Vec<String> = vec![String::new()];
    for c in text.chars() {
        let mut bytes = [0; 4];
        let encoded: String = c.encode_utf8(&mut bytes).bytes().map(encoded).collect();
        if words.last().is_some_and(|word| word.len() + encoded.len() > 60) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push_str(&encoded);
        }
    }
    words.iter().map(|word| format!("=?utf-8?Q?{word}?=")).collect::<Vec<_>>().join("\r\n ")
}

fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        b' ' => "_".to_owned(),
        other => format!("={other:02X}"),
    }
}

/// RFC 2045: lines of 76 characters at most, with soft breaks; a blank at a line's end is written out.
fn quoted_printable(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    let last = line.len().saturating_sub(1);
    for (at, byte) in line.bytes().enumerate() {
        let literal = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (byte == b' ' && at != last);
        let piece = if literal { char::from(byte).to_string() } else { format!("={byte:02X}") };
        if length + piece.len() > 75 {
            out.push_str("=\r\n");
            length = 0;
        }
        length += piece.len();
        out.push_str(&piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(text: &str) -> String {
        let joined = text.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let [first, tail @ ..] = rest {
            if *first == b'='
                && let [a, b, after @ ..] = tail
            {
                let hex = [*a, *b];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                rest = after;
            } else {
                bytes.push(*first);
                rest = tail;
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn every_letter_comes_back(line in "[ -~äöü\u{4e2d}\u{1f511}]{0,200}") {
            let quoted = quoted_printable(&line);
            prop_assert!(quoted.split("\r\n").all(|l| l.len() <= 76 && l.is_ascii()));
            prop_assert_eq!(decoded(&quoted), line);
        }

        #[test]
        fn a_subject_stays_one_header(subject in "\\PC{0,300}") {
            let now = DateTime::parse_from_rfc3339("2026-11-26T21:45:00+01:00").unwrap();
            let mail = draft(&subject, "x", Some("a@c.com>\r\nBcc: <x@y"), now);
            let (head, body) = mail.split_once("\r\n\r\n").unwrap();
            prop_assert_eq!(body, "x\r\n");
            prop_assert!(head.split("\r\n").all(|l| l.is_ascii() && l.len() <= 998));
            // The subject's own words, encoded or not, may spell it; a line of another header may not.
            let others = head.split("\r\n").filter(|line| !line.starts_with("Subject:") && !line.starts_with(' '));
            prop_assert!(others.into_iter().all(|line| !line.contains("Bcc")));
        }
    }
}
