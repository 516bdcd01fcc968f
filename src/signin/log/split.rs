use memchr::{memchr, memchr2};

use super::glance::is_result;

/// One event, with what was noticed on the way through it.
pub(super) struct Piece<'a> {
    pub(super) bytes: &'a [u8],
    /// Where names of results end, each behind its closing quote.
    pub(super) results: &'a [usize],
    /// Whether a string in it holds a backslash: it may spell anything in another way.
    pub(super) escaped: bool,
}

/// Names of arrays that hold the events of an export; any other array belongs to an event.
const CONTAINERS: [&[u8]; 10] =
    [b"value", b"records", b"results", b"result", b"hits", b"events", b"items", b"data", b"logs", b"signIns"];

/// Finds the events in a stream of JSON without reading what is in them: objects in the array of a page, in a bare
/// array, or one after the other. It follows strings and braces only, so an event is found whatever its fields are.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    depth: usize,
    in_string: bool,
    /// Depths at which an object is an event: right inside a container.
    events_at: usize,
    /// Where the present event began, in the bytes not yet given away.
    start: Option<usize>,
    /// Where the present string began.
    string: usize,
    results: Vec<usize>,
    escaped: bool,
    /// The last string at this place, to know the name of an array.
    name: Vec<u8>,
    name_open: bool,
    /// How far the bytes have been looked at.
    at: usize,
    /// Whether the outermost value is known to be a container (a page or an array).
    contained: bool,
    /// Whether the outermost value is an array that did not end yet.
    in_array: bool,
}

impl Splitter {
    /// Looks through the bytes and gives each whole event to `each`. Returns how many bytes are done with.
    pub(super) fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(&Piece)) -> usize {
        let mut i = self.at;
        loop {
            if self.in_string {
                let Some(end) = string_end(bytes, i) else {
                    self.remember(&bytes[i..]);
                    i = bytes.len();
                    break;
                };
                self.remember(&bytes[i..end]);
                if bytes[end] == b'\\' {
                    self.escaped = true;
                    if end + 1 >= bytes.len() {
                        i = end;
                        break;
                    }
                    i = end + 2;
                    continue;
                }
                self.in_string = false;
                self.name_open = false;
                i = end + 1;
                if self.start.is_some() && is_result(&bytes[self.string..i - 1]) {
                    self.results.push(i);
                }
                continue;
            }
            // Between strings stand a sign or two: a step at a time is the fastest way. In an event its arrays are
            // passed over.
            let outside = self.start.is_none();
            let next = bytes[i..]
                .iter()
                .position(|b| matches!(b, b'"' | b'{' | b'}') || (outside && matches!(b, b'[' | b']')));
            let Some(step) = next else {
                i = bytes.len();
                break;
            };
            let at = i + step;
            i = at + 1;
            match bytes[at] {
                b'"' => {
                    self.in_string = true;
                    self.string = i;
                    if self.start.is_none() {
                        self.name.clear();
                        self.name_open = true;
                    }
                }
                b'{' => {
                    if self.start.is_none() && (self.contained || self.depth == 0) {
                        // The outermost object is an event unless a container shows up in it.
                        self.start = Some(at);
                        self.results.clear();
                        self.escaped = false;
                        self.events_at = self.depth;
                        if !self.contained && self.depth == 0 && self.page_ahead(&bytes[at..]) {
                            self.start = None;
                        }
                    }
                    self.depth += 1;
                }
                b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if let Some(start) = self.start.filter(|_| self.depth == self.events_at) {
                        self.results.iter_mut().for_each(|at| *at -= start);
                        let (results, escaped) = (&self.results[..], self.escaped);
                        each(&Piece { bytes: &bytes[start..i], results, escaped });
                        self.start = None;
                    }
                }
                b'[' => {
                    self.in_array |= self.depth == 0;
                    self.contained =
                        self.depth == 0 || CONTAINERS.iter().any(|c| c.eq_ignore_ascii_case(&self.name));
                }
                _ => {
                    self.in_array &= self.depth > 0;
                    self.contained = false;
                }
            }
        }
        let done = self.start.unwrap_or(i);
        if let Some(start) = &mut self.start {
            *start = 0;
            self.results.iter_mut().for_each(|at| *at -= done);
        }
        self.string = self.string.saturating_sub(done);
        self.at = i - done;
        done
    }

    /// Whether the text that was fed ends in the middle: in a string, an object or an array that never closes.
    pub(super) fn is_open(&self) -> bool {
        self.in_string || self.depth > 0 || self.in_array
    }

    fn remember(&mut self, part: &[u8]) {
        if self.name_open && self.name.len() < 64 {
            self.name.extend(&part[..part.len().min(64)]);
        }
    }

    /// Whether the outermost object is a page: a container array comes before the first inner object closes.
    fn page_ahead(&self, bytes: &[u8]) -> bool {
        let (mut i, mut depth, mut name): (usize, usize, &[u8]) = (0, 0, b"");
        let bytes = &bytes[..bytes.len().min(64 << 10)];
        while i < bytes.len() {
            match bytes[i] {
                b'"' => {
                    let start = i + 1;
                    i += 1;
                    while let Some(step) = memchr2(b'"', b'\\', &bytes[i..]) {
                        i += step;
                        if bytes[i] == b'"' {
                            break;
                        }
                        i += 2;
                        if i >= bytes.len() {
                            return false;
                        }
                    }
                    name = &bytes[start..i.min(bytes.len())];
                    if memchr(b'"', &bytes[i.min(bytes.len())..]).is_none() {
                        return false;
                    }
                }
                b'{' => depth += 1,
                b'}' if depth <= 1 => return false,
                b'}' => depth -= 1,
                b'[' => {
                    let object = bytes[i + 1..].iter().find(|b| !b.is_ascii_whitespace());
                    let known = CONTAINERS.iter().any(|c| c.eq_ignore_ascii_case(name));
                    if known && matches!(object, Some(b'{' | b']')) {
                        return true;
                    }
                }
                _ => {}
            }
            i += 1;
        }
        false
    }
}

/// The next quote or backslash at or behind `i`. Most strings of a log are short, so the first words are compared in
/// place, eight bytes at once; a call for each would cost more than the strings.
fn string_end(bytes: &[u8], mut i: usize) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // The lowest bit set tells the first byte that is 0.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    for _ in 0..5 {
        let Some(eight) = bytes[i..].first_chunk() else { break };
        let word = u64::from_le_bytes(*eight);
        let hits = zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\')));
        if hits != 0 {
            return Some(i + hits.trailing_zeros() as usize / 8);
        }
        i += 8;
    }
    memchr2(b'"', b'\\', &bytes[i..]).map(|step| i + step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str, piece: usize) -> Vec<String> {
        let (mut splitter, mut held, mut found) = (Splitter::default(), Vec::new(), Vec::new());
        for part in text.as_bytes().chunks(piece.max(1)) {
            held.extend(part);
            let done =
                splitter.feed(&held, |event| found.push(String::from_utf8_lossy(event.bytes).into_owned()));
            held.drain(..done);
        }
        found
    }

    const EVENT: &str = r#"{"id":"1","a":[{"b":"}{\"]["}],"c":{"d":"\\"}}"#;

    #[test]
    fn every_shape_of_export_gives_its_events() {
        for shape in [
            format!(r#"{{"@odata.context":"x","value":[{EVENT},{EVENT}]}}"#),
            format!("[{EVENT},\n {EVENT}]"),
            format!("{EVENT}\n{EVENT}\n"),
            format!(r#"{{"records": [ {EVENT} , {EVENT} ]}}"#),
            format!(r#"{{"took":1,"hits":{{"total":2,"hits":[{EVENT},{EVENT}]}}}}"#),
            format!(r#"{{"value":[{EVENT},{EVENT}],"@odata.nextLink":"y"}}"#),
        ] {
            assert_eq!(split(&shape, usize::MAX), [EVENT, EVENT], "{shape}");
        }
        assert_eq!(split(EVENT, usize::MAX), [EVENT]);
        assert_eq!(split(r#"{"value":[]}"#, usize::MAX), [""; 0]);
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(piece in 150usize..600, count in 1usize..9) {
            let page = format!(r#"{{"@odata.context":"x","value":[{}]}}"#, vec![EVENT; count].join(","));
            prop_assert_eq!(split(&page, piece), vec![EVENT; count]);
        }

        #[test]
        fn any_bytes_are_split_without_panic(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}[]\"\\,:".to_vec())], 0..400), piece in 1usize..50) {
            let (mut splitter, mut held) = (Splitter::default(), Vec::new());
            for part in bytes.chunks(piece) {
                held.extend(part);
                let done = splitter.feed(&held, |_| ());
                held.drain(..done);
            }
        }
    }
}
