//! The bodies of a mail that are written in base64 or as quoted-printable (RFC 2045), whatever part they stand in.

use super::Part;
use crate::evidence::redact::base64;

const FIELD: &str = "content-transfer-encoding:";

/// A mail begins with fields, and one of them says how its body, or that of a part, is written.
pub(super) fn begins(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    // A mailbox has a line of its own in front of each mail.
    let mut lines = text.trim_start().lines().skip_while(|line| line.starts_with("From "));
    let first = lines.next().unwrap_or_default();
    let field = first.split_once(':').map(|(name, _)| name);
    let is_field =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    field.is_some_and(is_field)
        && text.lines().any(|line| {
            let line = line.to_ascii_lowercase();
            ["content-transfer-encoding:", "mime-version:", "received:", "message-id:"]
                .iter()
                .any(|field| line.starts_with(field))
        })
}

pub(super) fn parts(bytes: &[u8]) -> Vec<Part> {
    let text = String::from_utf8_lossy(bytes);
    // The mail itself is text, and is cleaned as such.
    let mut parts = Vec::new();
    let boundaries = boundaries(&text);
    let ends = |line: &str| {
        line.strip_prefix("--")
            .is_some_and(|rest| boundaries.iter().any(|boundary| rest.starts_with(boundary)))
    };
    let mut lines = text.lines().peekable();
    let mut how = None;
    while let Some(line) = lines.next() {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix(FIELD) {
            how = Some(value.trim().to_owned());
        }
        // The body begins behind an empty line.
        if !line.is_empty() {
            continue;
        }
        let Some(how) = how.take() else { continue };
        let body = std::iter::from_fn(|| lines.next_if(|line| !ends(line)));
        let decoded = match how.as_str() {
            "base64" => base64::decode(body.flat_map(str::bytes)),
            "quoted-printable" => quoted_printable(body),
            _ => continue,
        };
        parts.push(Part { name: format!("part {}", parts.len() + 1), bytes: decoded });
    }
    parts
}

/// What stands between the parts, wherever the mail or one of its parts says so.
fn boundaries(text: &str) -> Vec<&str> {
    const NAME: &[u8] = b"boundary=";
    let found = text.as_bytes().windows(NAME.len()).enumerate();
    let found = found.filter(|(_, window)| window.eq_ignore_ascii_case(NAME)).take(64);
    let value = |(at, _): (usize, &[u8])| {
        let rest = &text[at + NAME.len()..];
        match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split(|c: char| c.is_whitespace() || c == ';').next(),
        }
    };
    found.filter_map(value).filter(|boundary| !boundary.is_empty() && boundary.len() <= 70).collect()
}

fn quoted_printable<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines {
        let line = line.trim_end();
        let (line, goes_on) = line.strip_suffix('=').map_or((line, false), |line| (line, true));
        let bytes = line.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let hex = bytes.get(at + 1..at + 3).filter(|_| byte == b'=');
            let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
            if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                out.push(value);
                at += 3;
            } else {
                out.push(byte);
                at += 1;
            }
        }
        if !goes_on {
            out.push(b'\n');
        }
    }
    out
}
