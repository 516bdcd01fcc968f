//! Long runs of base64. What they hold cannot be seen, so they do not leave unseen.

use super::literal::Bytes;
use super::value::wrapped_end;
use super::{Found, Rule};

/// Longer than any hash in base64, any GUID, any id that support asks for.
const LONGEST_HARMLESS: usize = 80;

/// Armour around what is public by its nature.
const PUBLIC: [&str; 6] =
    ["CERTIFICATE", "PUBLIC KEY", "CERTIFICATE REQUEST", "X509 CRL", "PGP PUBLIC KEY BLOCK", "PGP SIGNATURE"];

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at = DIGITS.next(bytes, at);
        if at == bytes.len() {
            return;
        }
        if bytes[at] == b'-'
            && let Some(end) = public_armour(text, at)
        {
            at = end;
            continue;
        }
        let end = DIGITS.run(bytes, at);
        let run = end - at;
        if (16..=400).contains(&run)
            && let Some(whole) = account_and_password(bytes, at, end)
        {
            found.push((at..whole, Rule::Authorization));
            at = whole;
            continue;
        }
        if run >= 60 && dense(&bytes[at..end]) && !public_key(text, at) && !path(&text[at..end]) {
            // Mails and certificates cut base64 into lines of 64 or 76.
            let whole = wrapped_end(text, at, end);
            // A key of Ed25519 is shorter.
            if whole - at > LONGEST_HARMLESS || private_key(&bytes[at..end]) {
                // What stands behind a certificate is looked at by itself: it may be its private key.
                if let Some(end) = public_by_its_form(&bytes[at..]) {
                    at += end;
                    continue;
                }
                found.push((at..whole, Rule::LongBase64));
                at = whole;
                continue;
            }
        }
        at = end;
    }
}

/// What base64 is made of, in both alphabets.
static DIGITS: Bytes = Bytes::alphanumeric_and(b"+/_-");

/// Where the armour that begins here ends, if what it holds is public.
fn public_armour(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?.strip_prefix(b"-----BEGIN ")?;
    let label = PUBLIC
        .into_iter()
        .find(|label| rest.starts_with(label.as_bytes()) && rest[label.len()..].starts_with(b"-----"))?;
    let window = &rest[..rest.len().min(64 * 1024)];
    let end = memchr::memmem::find(window, format!("-----END {label}-----").as_bytes())?;
    Some(at + 11 + end)
}

/// Whether a run is a public key by what stands before it: a DKIM record, a line of `authorized_keys`.
fn public_key(text: &str, at: usize) -> bool {
    let before = &text[text.floor_char_boundary(at.saturating_sub(400))..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let dkim = line.contains("DKIM1") || line.contains("k=rsa") || line.contains("k=ed25519");
    let ssh = line.trim_end().rsplit([' ', '\t', '"']).next().is_some_and(|word| {
        word.starts_with("ssh-")
            || word.starts_with("ecdsa-sha2-")
            || word.starts_with("sk-ssh-")
            || word.starts_with("sk-ecdsa-")
    });
    dkim || ssh
}

/// No certificate and no public key is longer, in bytes.
const LONGEST_PUBLIC: usize = 8 * 1024;

/// How many bytes of a text are the base64 of a certificate or of a public key, if it begins with a whole one: DER says in
/// its first bytes what it is and how long, and a private key begins with a version instead. Line ends and what mails set
/// before a line count no digits. Of one that was cut only the first line counts, and only where its parts are those of a
/// certificate.
fn public_by_its_form(text: &[u8]) -> Option<usize> {
    let head = decode(text.iter().take(48).copied());
    let (start, length) = element(&head, 0x30)?;
    let total = start + length;
    let digits = (total * 4).div_ceil(3);
    if total > LONGEST_PUBLIC {
        return None;
    }
    let (mut seen, mut end) = (0, 0);
    while seen < digits {
        match text.get(end) {
            // A private key that begins here is none of its parts.
            Some(b'\n' | b' ' | b'|' | b'>') if private_key(&text[end..]) => return None,
            Some(b'\r' | b'\n' | b' ' | b'\t' | b'|' | b'>') => {}
            Some(digit) if DIGITS.holds(*digit) => seen += 1,
            _ => return cut_certificate(text),
        }
        end += 1;
    }
    let der = decode(text[..end].iter().copied());
    let mut rest = der.get(start..total)?;
    let (first, _) = element(rest, 0x30)?;
    let body = rest.get(first..)?;
    let certificate = body.starts_with(&[0xa0, 0x03, 0x02, 0x01]); // [0] version
    let key = body.starts_with(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01") // of RSA
        || body.starts_with(b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"); // of a curve
    // A certificate is what is signed, the algorithm, the signature; a public key is the algorithm and the key.
    for _ in 0..if certificate { 2 } else { 1 } {
        let (start, length) = element(rest, 0x30)?;
        rest = rest.get(start + length..)?;
    }
    let (start, length) = element(rest, 0x03)?;
    let padding = text[end..].iter().take(2).take_while(|b| **b == b'=').count();
    ((certificate || key) && start + length == rest.len()).then_some(end + padding)
}

/// Whether the line that begins here is the base64 of a private key: a sequence, and in it a small version.
fn private_key(line: &[u8]) -> bool {
    let head = decode(line.iter().take(24).copied());
    let inside = element(&head, 0x30).and_then(|(start, _)| head.get(start..));
    inside.is_some_and(|inside| matches!(inside, [0x02, 0x01, 0 | 1 | 3, ..]))
}

/// Whether bytes are a whole private key, or a store of keys and certificates (PKCS #1, #8, #12, SEC 1), in DER: a sequence
/// that fills them and begins with a small version.
pub(crate) fn is_private_key(der: &[u8]) -> bool {
    element(der, 0x30).is_some_and(|(start, length)| {
        start + length == der.len() && matches!(der.get(start..), Some([0x02, 0x01, 0 | 1 | 3, _, ..]))
    })
}

/// The length of the line that begins here, if it is the beginning of a certificate up to who issued it.
fn cut_certificate(text: &[u8]) -> Option<usize> {
    let end = DIGITS.run(text, 0);
    let der = decode(text[..end].iter().copied());
    let mut rest = &der[..];
    for kind in [0x30, 0x30] {
        rest = rest.get(element(rest, kind)?.0..)?;
    }
    for kind in [0xa0, 0x02, 0x30] {
        let (start, length) = element(rest, kind)?;
        rest = rest.get(start + length..)?;
    }
    element(rest, 0x30).map(|_| end)
}

/// Where the content of the element of DER begins that stands at the head, and how long it is.
fn element(der: &[u8], kind: u8) -> Option<(usize, usize)> {
    (der.first() == Some(&kind)).then_some(())?;
    let first = usize::from(*der.get(1)?);
    let Some(bytes) = first.checked_sub(0x80) else { return Some((2, first)) };
    let length = der.get(2..2 + bytes).filter(|_| (1..=2).contains(&bytes))?;
    Some((2 + bytes, length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))))
}

/// `/home/anna/…`: base64 does not begin with two words between slashes.
fn path(run: &str) -> bool {
    let mut parts = run.strip_prefix('/').unwrap_or_default().split('/');
    let word = |part: Option<&str>| {
        part.is_some_and(|part| {
            (2..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
        })
    };
    word(parts.next()) && word(parts.next())
}

/// The base64 of `account:password`, as the Basic scheme sends it.
fn account_and_password(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let padding = bytes[end..].iter().take(2).take_while(|b| **b == b'=').count();
    if !(end - at + padding).is_multiple_of(4) {
        return None;
    }
    let decoded = decode(bytes[at..end].iter().copied());
    if !decoded.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let colon = decoded.iter().position(|b| *b == b':')?;
    (colon >= 2 && decoded.len() >= colon + 5).then_some(end + padding)
}

/// Decodes both alphabets of base64. What belongs to neither is passed over, as mail programs do.
pub(in crate::evidence) fn decode(digits: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut decoded = Vec::new();
    let (mut held, mut bits) = (0u32, 0);
    for byte in digits {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        held = (held << 6) | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            decoded.push(u8::try_from((held >> bits) & 0xff).unwrap_or_default());
        }
    }
    decoded
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

#[cfg(test)]
mod tests {
    use super::is_private_key;

    #[test]
    fn a_key_in_der_fills_its_bytes_and_begins_with_a_version() {
        assert!(is_private_key(&[0x30, 7, 2, 1, 0, 0x30, 2, 5, 0]));
        assert!(is_private_key(&[0x30, 0x81, 7, 2, 1, 3, 0x30, 2, 5, 0]));
        assert!(!is_private_key(&[0x30, 7, 0x30, 5, 2, 1, 0, 5, 0]), "a request for a certificate");
        assert!(!is_private_key(&[0x30, 7, 2, 1, 0, 0x30, 2, 5, 0, 0]), "something stands behind it");
        assert!(!is_private_key(b"0"));
    }
}
