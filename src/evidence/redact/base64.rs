//! Long runs of base64. What they hold cannot be seen, so they do not leave unseen.

use super::value::wrapped_end;
use super::{Found, Rule};

/// Longer than any hash in base64, any GUID, any id that support asks for.
const LONGEST_HARMLESS: usize = 80;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || b"+/_-".contains(b)).count();
        let end = at + run;
        if run >= 60 && dense(&bytes[at..end]) {
            // Mails and certificates cut base64 into lines of 64 or 76.
            let whole = wrapped_end(text, at, end);
            if whole - at > LONGEST_HARMLESS {
                found.push((at..whole, Rule::LongBase64));
                at = whole;
                continue;
            }
        }
        at = end.max(at + 1);
    }
}

/// Base64 of anything has capitals, small letters and digits, and few separators. Paths, words joined by hyphens, hex
/// digests and ruled lines do not.
fn dense(run: &[u8]) -> bool {
    let count = |test: fn(&u8) -> bool| run.iter().filter(|b| test(b)).count();
    let (upper, lower, digits) =
        (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase), count(u8::is_ascii_digit));
    let separators = run.len() - upper - lower - digits;
    let least = run.len() / 20;
    upper > least && lower > least && digits > least && separators <= run.len() / 8
}
