//! Keys of authenticators by their look alone: base32 in groups of four, or in one run of a usual length.
//!
//! A key that nobody names still opens the account. It refuses what has another look: words, hex, numbers, and runs of other
//! lengths, which may be anything.

use super::{Found, Rule};

/// The usual lengths of such keys in one run: 10, 15, 16, 20, 32 and 40 bytes.
const LENGTHS: [usize; 6] = [16, 24, 26, 32, 52, 64];

/// Fewer groups are no key.
const GROUPS: usize = 4;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let begins = at == 0 || !joins(bytes[at - 1]);
        let (end, groups) = groups(bytes, at);
        let run = run(bytes, at);
        let in_groups = begins && groups >= GROUPS && is_key(&bytes[at..end], 2);
        let in_one =
            begins && LENGTHS.contains(&(run - at)) && !goes_on(bytes, run) && is_key(&bytes[at..run], 3);
        if in_groups || in_one {
            let end = if in_groups { end } else { run };
            found.push((at..end, Rule::RecoveryCode));
            at = end;
        } else {
            at = run;
        }
    }
}

/// Whether the word goes on behind this place; a full stop ends a sentence as well.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    let letter = || bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
    bytes.get(at).is_some_and(|b| if *b == b'.' { letter() } else { joins(*b) })
}

/// What a longer word, an address or a number would go on with.
fn joins(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_./@\\=+".contains(&byte) || !byte.is_ascii()
}

/// Where the run of letters and digits that begins here ends.
fn run(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count()
}

/// Where groups of four with one sign between them end, and how many they are. Each has a letter: numbers are in groups too.
fn groups(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut end, mut count, mut at) = (from, 0, from);
    while run(bytes, at) == at + 4 && bytes[at..at + 4].iter().any(u8::is_ascii_alphabetic) {
        (end, count) = (at + 4, count + 1);
        if !matches!(bytes.get(end), Some(b' ' | b'-')) || count == 16 {
            break;
        }
        at = end + 1;
        if at >= bytes.len() {
            break;
        }
    }
    (end, count)
}

/// Base32 in one case with so many digits, and with a letter that hex does not have.
fn is_key(bytes: &[u8], digits: usize) -> bool {
    let signs = || bytes.iter().filter(|b| !b" -".contains(b));
    let upper = signs().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
    let lower = signs().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
    let figures = signs().filter(|b| b.is_ascii_digit()).count();
    (upper || lower)
        && figures >= digits
        && figures * 2 <= signs().count()
        && signs().any(|b| b.to_ascii_lowercase() > b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        find(text, &mut found);
        found.into_iter().map(|(span, _)| &text[span]).collect()
    }

    #[test]
    fn a_key_is_known_without_a_name() {
        for (text, key) in [
            ("mzxw 6ytb oi4d q3lk pj2w ngee", "mzxw 6ytb oi4d q3lk pj2w ngee"),
            ("enter MZXW-6YTB-OI4D-Q3LK in the app", "MZXW-6YTB-OI4D-Q3LK"),
            ("the code shows MZXW6YTBOI4DQ3LKPJ2WNGEE.", "MZXW6YTBOI4DQ3LKPJ2WNGEE"),
        ] {
            assert_eq!(keys(text), [key], "{text}");
        }
        for text in [
            "this that with from them when",
            "4111 1111 1111 1111",
            "NL25 ABNA 2345 6722",
            "a3f5c2d4e6b7a3f5c2d4e6b7",
            "https://a.example/mzxw6ytboi4dq3lkpj2wngee",
            "DESKTOP-7PRODSERVER2",
            "6f1c2a90-0000-4222-8333-0123456789ab",
            "DKIM1024PRODUCTION24",
        ] {
            assert_eq!(keys(text), Vec::<&str>::new(), "{text}");
        }
    }
}
