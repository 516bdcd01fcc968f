//! Which day a TXT value means, where the engineer's day may be another one.
//!
//! It knows the value as it was given, and the engineer's offset where it is known. It says both days and never that a
//! record should be deleted: an old value beside a new one does no harm, and a deleted one costs a day. It takes nobody's
//! zone for anybody else's; where the engineer's is not known, that is said.

use chrono::{DateTime, FixedOffset};

use crate::dns_proof::expected::{Expected, Today};
use crate::model::answer;

/// What has to be said before the value is looked for; nothing where it is no date, or the day of all places.
#[must_use]
pub fn lines(value: &str, engineer: Option<FixedOffset>, now: DateTime<FixedOffset>) -> Vec<String> {
    let Some((day, format)) = Expected::verbatim(value).ok().and_then(|expected| expected.meant()) else {
        return Vec::new();
    };
    let today = Today::read(now, engineer);
    let words = answer::day_in_words;
    let mut lines = Vec::new();
    match today.engineer {
        Some(there) if there != day => {
            lines.push(format!(
                "The value means {}. At the engineer's place it is {} now.",
                words(day),
                words(there)
            ));
            lines.push(beside(&format.write(there)));
        }
        Some(_) if today.nearly_over() => {
            if let Some(next) = day.succ_opt() {
                lines.push(format!(
                    "The value means {}. At the engineer's place this day ends in {} min.",
                    words(day),
                    today.minutes_left
                ));
                lines.push(beside(&format.write(next)));
            }
        }
        None if today.here != day || today.utc != day || today.nearly_over() => {
            lines.push(format!(
                "The value means {}. It is {} here and {} in UTC; the engineer's offset is not known.",
                words(day),
                words(today.here),
                words(today.utc)
            ));
            lines.push(
                "Ask the engineer: \"Which day is it at your place, and what is your offset from UTC?\""
                    .into(),
            );
        }
        _ => {}
    }
    lines
}

fn beside(other: &str) -> String {
    format!(
        "If they want the date of the day on which they look, publish {other} as a second TXT record beside it. \
         Delete nothing; both may stand."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &str, engineer: Option<&str>, now: &str) -> String {
        let now = DateTime::parse_from_rfc3339(now).unwrap();
        lines(value, engineer.map(|offset| offset.parse().unwrap()), now).join("\n")
    }

    #[test]
    fn across_midnight_both_dates_are_named_and_nothing_is_deleted() {
        let past = said("22-11-2026", Some("+05:30"), "2026-11-22T23:30:00+01:00");
        assert!(past.contains("Sunday 22 November 2026") && past.contains("23-11-2026"), "{past}");
        assert!(past.contains("Delete nothing"), "{past}");
        let soon = said("22-11-2026", Some("+01:00"), "2026-11-22T23:30:00+01:00");
        assert!(soon.contains("ends in 30 min") && soon.contains("23-11-2026"), "{soon}");
        assert_eq!(said("22-11-2026", Some("+01:00"), "2026-11-22T12:00:00+01:00"), "");
        assert_eq!(said("K7Q2", None, "2026-11-22T23:30:00+01:00"), "");
        let unknown = said("22-11-2026", None, "2026-11-23T00:30:00+01:00");
        assert!(unknown.contains("offset is not known") && !unknown.contains("23-11-2026"), "{unknown}");
        assert_eq!(said("22-11-2026", None, "2026-11-22T12:00:00+01:00"), "");
    }
}
