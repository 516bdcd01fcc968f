use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};

use super::Filter;
use super::split::Piece;

/// Decides by the bytes of an event whether it is worth reading at all: nine in ten sign-ins of an export went well,
/// and most failures are others than the wanted. It may say yes too often, and never no to an event that fits.
pub(super) struct Glance {
    /// `None` where the name cannot be told by its bytes alone.
    user: Option<Regex>,
    codes: Vec<memmem::Finder<'static>>,
    numbers: Vec<Vec<u8>>,
    /// `\u` can spell any letter, so an event that has one is always read. No other escape can hide a letter.
    spelled: memmem::Finder<'static>,
}

/// The names that carry a result, up to their value, where they stand in a string that is JSON itself.
static NESTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    blind_to_case(
        r#"(?:error[^a-z0-9"]*code|result[^a-z0-9"]*type|[".](?:sign[^a-z0-9"]*in[^a-z0-9"]*)?status)[^a-z0-9"]*\\*"\s*:\s*"#,
    )
});

/// What stands behind a name that carries a result.
enum Result {
    Well,
    Code,
    OtherCode,
    /// Says nothing by itself: the object that holds the code.
    Object,
    /// Anything else is read in full.
    Unclear,
}

fn blind_to_case(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(true).unicode(false).build().ok()
}

impl Glance {
    pub(super) fn new(filter: &Filter) -> Self {
        let plain = |user: &&String| user.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\/".contains(&b));
        let numbers: Vec<Vec<u8>> = filter.codes.iter().map(|code| code.to_string().into_bytes()).collect();
        Self {
            user: filter.user.as_ref().filter(plain).and_then(|user| blind_to_case(&regex::escape(user))),
            codes: numbers.iter().map(|code| memmem::Finder::new(code).into_owned()).collect(),
            numbers,
            spelled: memmem::Finder::new(b"\\u").into_owned(),
        }
    }

    /// Whether the bytes of a JSON object can hold a failure that is wanted.
    pub(super) fn object(&self, event: &Piece) -> bool {
        if event.escaped && self.spelled.find(event.bytes).is_some() {
            return true;
        }
        let may_fit = if event.escaped {
            let Some(nested) = &*NESTED else { return true };
            self.may_fit(nested.find_iter(event.bytes).map(|name| &event.bytes[name.end()..]))
        } else {
            self.may_fit(event.results.iter().filter_map(|end| {
                let rest = event.bytes[*end..].trim_ascii_start();
                rest.strip_prefix(b":").map(<[u8]>::trim_ascii_start)
            }))
        };
        may_fit && self.user.as_ref().is_none_or(|user| user.is_match(event.bytes))
    }

    /// Whether one of these results can be the wanted one; without any, nothing is known.
    fn may_fit<'a>(&self, results: impl Iterator<Item = &'a [u8]>) -> bool {
        let mut told = false;
        for value in results {
            match self.result(value) {
                Result::Code | Result::Unclear => return true,
                Result::Well | Result::OtherCode => told = true,
                Result::Object => {}
            }
        }
        !told
    }

    fn result(&self, value: &[u8]) -> Result {
        let bare = value.iter().position(|b| !matches!(b, b'\\' | b'"')).unwrap_or(value.len());
        let value = &value[bare..];
        if bare == 0 && value.first() == Some(&b'{') {
            return Result::Object;
        }
        let word = value.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let ends = value.get(word).is_some_and(|b| b"\\\",}] \t\r\n".contains(b));
        match &value[..word] {
            b"0" if ends => Result::Well,
            text if ends && text.eq_ignore_ascii_case(b"success") => Result::Well,
            digits if ends && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
                let wanted = self.numbers.is_empty() || self.numbers.iter().any(|n| n == digits);
                // A number that begins with 0 is spelled unlike any code here.
                if wanted || digits[0] == b'0' { Result::Code } else { Result::OtherCode }
            }
            _ => Result::Unclear,
        }
    }

    /// The same for a row. Its cells stand without quotes, so nothing is spelled otherwise.
    pub(super) fn row(&self, row: &[u8]) -> bool {
        self.user.as_ref().is_none_or(|user| user.is_match(row))
            && (self.codes.is_empty() || self.codes.iter().any(|code| code.find(row).is_some()))
    }
}

/// Whether a name carries the result of a sign-in, in any spelling that the fields are found by.
pub(super) fn is_result(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] =
        [b"errorcode", b"statuserrorcode", b"signinerrorcode", b"resulttype", b"status", b"signinstatus"];
    let Some(last) = name.iter().rposition(u8::is_ascii_alphanumeric) else { return false };
    // Nearly all names are told apart by their last letter.
    if !matches!(name[last] | 0x20, b'e' | b's') {
        return false;
    }
    let start = name.iter().rposition(|b| *b == b'.').map_or(0, |at| at + 1);
    let letters = || name[start..].iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase);
    NAMES.iter().any(|wanted| letters().eq(wanted.iter().copied()))
}
