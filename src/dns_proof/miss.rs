//! How a published value differs from the one asked for: each difference with its place, as data.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::expected::DateFormat;
use super::finding::FindingId as Id;

/// One difference. Places are counted in characters, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// A character that passes for the one wanted; nothing is wanted where a date is only read.
    Lookalike {
        at: usize,
        is: char,
        wanted: Option<char>,
    },
    /// Capital and small letters differ.
    Letters {
        at: usize,
        is: char,
        wanted: char,
    },
    /// A letter where a digit belongs.
    LetterForDigit {
        at: usize,
        is: char,
        wanted: char,
    },
    /// The characters are right, in an old encoding.
    Encoding,
    /// A character too many.
    Stray {
        id: Id,
        at: usize,
        is: char,
    },
    /// A blank or a mark that is missing.
    Missing {
        id: Id,
        at: usize,
        wanted: char,
    },
    /// Blanks or marks before or after the value.
    StrayAround {
        id: Id,
        is: char,
        before: bool,
    },
    /// Text before or after the value.
    Around {
        text: String,
        before: bool,
    },
    /// Blanks inside a date.
    BlanksInside,
    /// The value stands inside a record that has a meaning of its own.
    Inside,
    /// The end is missing, or the beginning.
    Cut {
        missing: String,
        end: bool,
    },
    /// Published in two strings where the value has a blank.
    SplitAtBlank {
        strings: usize,
    },
    /// Another day.
    Day {
        day: NaiveDate,
        asked: NaiveDate,
    },
    YearFirst {
        format: DateFormat,
    },
    YearLast {
        format: DateFormat,
    },
    DayMonthSwapped {
        format: DateFormat,
    },
    MonthAsWord {
        format: DateFormat,
    },
    Separator {
        is: String,
        wanted: String,
    },
    /// Two digits where four were asked for, or the other way round.
    YearDigits {
        wanted: u8,
    },
    /// A zero is missing, or one too many.
    Zero {
        wanted: bool,
    },
}

impl Miss {
    /// The finding that tells it.
    #[must_use]
    pub fn id(&self) -> Id {
        match self {
            Self::Lookalike { .. } | Self::Letters { .. } | Self::LetterForDigit { .. } | Self::Encoding => {
                Id::LookalikeCharacters
            }
            Self::Stray { id, .. } | Self::Missing { id, .. } | Self::StrayAround { id, .. } => *id,
            Self::Around { before: true, .. } => Id::PrefixInValue,
            Self::Around { before: false, .. } => Id::SuffixInValue,
            Self::BlanksInside => Id::WhitespaceInValue,
            Self::Inside => Id::InsideOtherRecord,
            Self::Cut { .. } => Id::CutValue,
            Self::SplitAtBlank { .. } => Id::BlankSplitsValue,
            Self::Day { day, asked } => match (*day - *asked).num_days() {
                -1 => Id::DateYesterday,
                1 => Id::DateTomorrow,
                away if away < 0 => Id::DateEarlier,
                _ => Id::DateLater,
            },
            Self::YearFirst { .. } => Id::FormatIso,
            Self::YearLast { .. } | Self::DayMonthSwapped { .. } => Id::FormatDayMonthSwapped,
            Self::MonthAsWord { .. } | Self::Separator { .. } => Id::FormatSeparator,
            Self::YearDigits { .. } => Id::FormatTwoDigitYear,
            Self::Zero { .. } => Id::FormatMissingZero,
        }
    }
}
