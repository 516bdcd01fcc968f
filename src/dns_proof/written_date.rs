//! Dates in whatever form a person published them.

use chrono::NaiveDate;

use super::character::{plain, stray};
use super::expected::{DateFormat, Order};
use super::finding::FindingId as Id;
use super::miss::Miss;

/// A date as somebody wrote it: three groups of digits and what stands between them.
pub(super) struct Written {
    groups: [String; 3],
    between: String,
    /// The group that was written as a word, which says that it is the month.
    word: Option<usize>,
}

impl Written {
    /// Reads it, and notes what does not belong into it.
    pub(super) fn read(value: &[char], noted: &mut Vec<Miss>) -> Option<Self> {
        if value.len() > 80 {
            return None;
        }
        let mut text = String::new();
        for (index, &c) in value.iter().enumerate() {
            let simple = plain(c);
            match stray(c) {
                Some(id @ (Id::QuotesInValue | Id::BackslashInValue)) => {
                    noted.push(Miss::Stray { id, at: index + 1, is: c });
                }
                Some(id) if !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\t') => {
                    noted.push(Miss::Stray { id, at: index + 1, is: c });
                }
                Some(_) => text.push(' '),
                None => {
                    if simple != c {
                        noted.push(Miss::Lookalike { at: index + 1, is: c, wanted: None });
                    }
                    text.push(simple);
                }
            }
        }
        let (text, word) = month_word(&text);
        let first = text.find(|c: char| c.is_ascii_digit())?;
        let last = text.rfind(|c: char| c.is_ascii_digit())?;
        let (before, core, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
        for (before, extra) in [(true, before), (false, after)] {
            match extra.trim() {
                "" if extra.is_empty() => {}
                "" => noted.push(Miss::StrayAround { id: Id::WhitespaceInValue, is: ' ', before }),
                told if told.len() <= 30 => noted.push(Miss::Around { text: told.to_owned(), before }),
                _ => return None,
            }
        }
        let parts: Vec<&str> = core.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
        let between: Vec<&str> = core.split(|c: char| c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
        let groups = match parts.as_slice() {
            [a, b, c] => [(*a).to_owned(), (*b).to_owned(), (*c).to_owned()],
            // 22112026 and 20261122: the year stands where it makes sense.
            [all] if all.len() == 8 => {
                let year_first = matches!(&all[..2], "19" | "20") && !matches!(&all[4..6], "19" | "20");
                let cuts = if year_first { [4, 6] } else { [2, 4] };
                [all[..cuts[0]].to_owned(), all[cuts[0]..cuts[1]].to_owned(), all[cuts[1]..].to_owned()]
            }
            _ => return None,
        };
        let mut separator = "";
        for piece in &between {
            // "November 22, 2026" and "22. November 2026": beside a word a mark may stand at one place alone.
            let piece = if word.is_some() { &" " } else { piece };
            if piece.trim().len() > 1 || (!separator.is_empty() && piece.trim() != separator.trim()) {
                return None;
            }
            separator = piece;
        }
        let trimmed = separator.trim();
        if !trimmed.is_empty() && trimmed != separator {
            noted.push(Miss::BlanksInside);
        }
        let between =
            if trimmed.is_empty() && !separator.is_empty() { " ".into() } else { trimmed.to_owned() };
        Some(Self { groups, between, word })
    }

    pub(super) fn day(&self, order: Order) -> Option<NaiveDate> {
        let month = if order == Order::Mdy { 0 } else { 1 };
        if self.word.is_some_and(|word| word != month) {
            return None;
        }
        let [d, m, y] = order.sort([&self.groups[0], &self.groups[1], &self.groups[2]]);
        if d.len() > 2 || m.len() > 2 || !matches!(y.len(), 2 | 4) {
            return None;
        }
        let year: i32 = y.parse().ok()?;
        let year = if y.len() == 2 { year + 2000 } else { year };
        NaiveDate::from_ymd_opt(year, m.parse().ok()?, d.parse().ok()?)
    }

    pub(super) fn differences(&self, order: Order, format: DateFormat, noted: &mut Vec<Miss>) {
        let [d, m, y] = order.sort([&self.groups[0], &self.groups[1], &self.groups[2]]);
        match (order, format.order) {
            (a, b) if a == b => {}
            (Order::Ymd, _) => noted.push(Miss::YearFirst { format }),
            (_, Order::Ymd) => noted.push(Miss::YearLast { format }),
            // Nobody takes a word for the day.
            _ if self.word.is_some() => {}
            _ => noted.push(Miss::DayMonthSwapped { format }),
        }
        let wanted = format.separator.map(String::from).unwrap_or_default();
        if self.word.is_some() {
            noted.push(Miss::MonthAsWord { format });
        } else if self.between != wanted {
            noted.push(Miss::Separator { is: self.between.clone(), wanted });
        }
        if format.long_year != (y.len() == 4) {
            noted.push(Miss::YearDigits { wanted: if format.long_year { 4 } else { 2 } });
        }
        let bare = |s: &String| s.len() == 1;
        let zero = |s: &String| s.len() == 2 && s.starts_with('0');
        if self.word.is_none() && format.padded && (bare(d) || bare(m)) {
            noted.push(Miss::Zero { wanted: true });
        } else if self.word.is_none() && !format.padded && (zero(d) || zero(m)) {
            noted.push(Miss::Zero { wanted: false });
        }
    }
}

/// Replaces an English month's name by its number, and says which group of digits it is then.
fn month_word(text: &str) -> (String, Option<usize>) {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_ascii_lowercase();
    for (index, month) in MONTHS.iter().enumerate() {
        for form in [*month, &month[..3]] {
            let found = lower.find(form).filter(|at| {
                let edge = |b: Option<u8>| !b.is_some_and(|b| b.is_ascii_alphabetic());
                edge(at.checked_sub(1).and_then(|i| lower.as_bytes().get(i).copied()))
                    && edge(lower.as_bytes().get(at + form.len()).copied())
            });
            if let Some(at) = found {
                let before =
                    text[..at].split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).count();
                let number = format!("{}{:02}{}", &text[..at], index + 1, &text[at + form.len()..]);
                return (number, Some(before));
            }
        }
    }
    (text.to_owned(), None)
}
