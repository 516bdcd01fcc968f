//! What a person typed off a screenshot or a photo, checked against the shape of real values.
//!
//! It knows where an id is too short, which of its letters cannot be right, and what each may have been on the screen.
//! It refuses to correct: the picture is in front of the person, and not here.

use super::screenshot::{Doubt, doubts};
use super::{ErrorCode, Field, Form, SignIn, paste};

/// The values as typed; `None` where the picture does not show one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub request_id: Option<String>,
    pub correlation_id: Option<String>,
    pub timestamp: Option<String>,
    pub code: Option<String>,
}

/// One value to compare with the picture again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    pub field: Field,
    pub typed: String,
    /// Letters that cannot be right, or that are easily taken for others.
    pub doubts: Vec<Doubt>,
    /// A part of an id with too few or too many characters.
    pub part: Option<Part>,
    /// The value cannot be right as it was typed.
    pub wrong: bool,
}

/// One of the five parts of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From 1; 0 when the id has not five parts.
    pub number: usize,
    pub has: usize,
    pub wanted: usize,
}

/// What the typed values are, and what should be compared. A value that cannot be right is left out and named invalid.
#[must_use]
pub fn read(typed: &Typed) -> (SignIn, Vec<Compare>) {
    let mut s = SignIn { form: Form::Other, ..SignIn::default() };
    let mut compare = Vec::new();
    if let Some(text) = &typed.request_id {
        s.request_id = text.parse().ok();
        compare.extend(id(Field::RequestId, text, s.request_id.is_some()));
    }
    if let Some(text) = &typed.correlation_id {
        s.correlation_id = text.parse().ok();
        compare.extend(id(Field::CorrelationId, text, s.correlation_id.is_some()));
    }
    if let Some(text) = &typed.code {
        let code: Option<ErrorCode> = text.parse().ok();
        s.codes.extend(code);
        compare.extend(number(Field::Code, text, code.is_some()));
    }
    if let Some(text) = &typed.timestamp {
        if let Some((written, utc)) = paste::moment(text.trim()) {
            (s.timestamp, s.timestamp_utc) = (Some(written), utc);
        }
        compare.extend(number(Field::Timestamp, text, s.timestamp.is_some()));
    }
    s.invalid = compare.iter().filter(|c| c.wrong).map(|c| c.field).collect();
    (s, compare)
}

fn id(field: Field, text: &str, fits: bool) -> Option<Compare> {
    let typed = text.trim().to_owned();
    let doubts = doubts(&typed);
    let part = if fits { None } else { part(&typed) };
    (!fits || !doubts.is_empty()).then_some(Compare { field, typed, doubts, part, wrong: !fits })
}

/// A code or a time: only letters that look like digits can be pointed out.
fn number(field: Field, text: &str, fits: bool) -> Option<Compare> {
    let looks = |d: &Doubt| d.perhaps.is_ascii_digit() && (field == Field::Code || d.typed != 'Z');
    let doubts = doubts(text.trim()).into_iter().filter(looks).collect();
    (!fits).then(|| Compare { field, typed: text.trim().to_owned(), doubts, part: None, wrong: true })
}

/// The part of an id that has not its length.
fn part(typed: &str) -> Option<Part> {
    const WANTED: [usize; 5] = [8, 4, 4, 4, 12];
    let parts: Vec<usize> = typed.split('-').map(|part| part.chars().count()).collect();
    if parts.len() == 1 && parts[0] != 32 {
        return Some(Part { number: 0, has: parts[0], wanted: 32 });
    }
    if parts.len() != WANTED.len() {
        return Some(Part { number: 0, has: parts.iter().sum(), wanted: 32 });
    }
    let odd = parts.iter().zip(WANTED).position(|(has, wanted)| *has != wanted)?;
    Some(Part { number: odd + 1, has: parts[odd], wanted: WANTED[odd] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_right_is_pointed_out_with_its_place_and_never_corrected() {
        let typed = Typed {
            request_id: Some("8fdcOa48-915a-4099-b368-bf7ac719bf00".into()),
            correlation_id: Some("e2af9d80-f80a-4465-ac5-3ce95baa4b9b".into()),
            timestamp: Some("2026-11-22 O1:17:25Z".into()),
            code: Some("53OO3".into()),
        };
        let (s, compare) = read(&typed);
        assert_eq!((s.request_id, s.correlation_id, s.timestamp.clone(), s.code()), (None, None, None, None));
        assert_eq!(s.invalid, [Field::RequestId, Field::CorrelationId, Field::Code, Field::Timestamp]);
        assert_eq!((compare[0].doubts[0].position, compare[0].doubts[0].perhaps), (5, '0'));
        assert_eq!(compare[1].part, Some(Part { number: 4, has: 3, wanted: 4 }));
        assert_eq!(compare[2].doubts.iter().map(|d| d.position).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(compare[3].doubts[0].position, 12);
    }

    #[test]
    fn a_fine_id_is_taken_and_its_silent_lookalikes_are_named() {
        let typed = Typed {
            request_id: Some(" 8fdc0a48-915a-4099-b368-bf7ac719bf00 ".into()),
            timestamp: Some("2026-11-22T01:17:25Z".into()),
            code: Some("AADSTS53003".into()),
            ..Typed::default()
        };
        let (s, compare) = read(&typed);
        assert!(s.request_id.is_some() && s.timestamp_utc.is_some() && s.code().is_some());
        assert!(s.invalid.is_empty() && compare.iter().all(|c| !c.wrong));
        assert_eq!(compare.len(), 1);
        assert!(compare[0].doubts.iter().all(|d| !d.certain && matches!(d.typed, 'b' | '8')));
    }
}
