//! A deadline or a waiting time as a calendar file (iCalendar, RFC 5545), for a phone that rings when the laptop sleeps.
//!
//! It knows the format and what a person must read on a phone at night: the clock time, what it is for, and which case.
//! It does not know which clocks there are: that is the guide's.

use chrono::{DateTime, Duration, FixedOffset};

use crate::case::CaseId;
use crate::model::StepRef;
use crate::runbook::WaitKind;

/// How long before the clock time the phone rings.
const BEFORE: i64 = 10;

/// One event that ends at the clock time, with an alarm ten minutes before it; at once, where less than that is left.
/// Times are in UTC, as the format wants it of whoever does not bring a table of time zones.
#[must_use]
pub fn event(
    case: &CaseId,
    step: &StepRef,
    title: &str,
    kind: WaitKind,
    until: DateTime<FixedOffset>,
    now: DateTime<FixedOffset>,
) -> String {
    let utc = |t: DateTime<FixedOffset>| t.to_utc().format("%Y%m%dT%H%M%SZ").to_string();
    let start = (until - Duration::minutes(15)).max(now.min(until));
    // Counted from the end; without RELATED it would be counted from the start.
    let before = (until - start).num_minutes().min(BEFORE);
    let word = match kind {
        WaitKind::Deadline => "before",
        WaitKind::NotBefore => "not before",
    };
    let summary = format!("Microsoft 365 lockout: {title} ({word} {})", until.format("%H:%M %:z"));
    let description = format!("Case {case}. On the laptop of the case, type: reentry recover");
    [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".into(),
        "PRODID:-//reentry//EN".into(),
        "BEGIN:VEVENT".into(),
        folded(&format!("UID:{case}-{}-{}@reentry", step.to_string().replace('/', "-"), utc(until))),
        format!("DTSTAMP:{}", utc(now)),
        format!("DTSTART:{}", utc(start)),
        format!("DTEND:{}", utc(until)),
        folded(&format!("SUMMARY:{}", escaped(&summary))),
        folded(&format!("DESCRIPTION:{}", escaped(&description))),
        "BEGIN:VALARM".into(),
        "ACTION:DISPLAY".into(),
        format!("TRIGGER;RELATED=END:-PT{before}M"),
        folded(&format!("DESCRIPTION:{}", escaped(&summary))),
        "END:VALARM".into(),
        "END:VEVENT".into(),
        "END:VCALENDAR\r\n".into(),
    ]
    .join("\r\n")
}

/// RFC 5545, 3.3.11: backslash, semicolon and comma are escaped; line ends and control characters are shown by number.
fn escaped(text: &str) -> String {
    super::harmless::shown(text).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// RFC 5545, 3.1: lines of 75 octets at most, continued after a blank.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDateTime, Utc};
    use proptest::prelude::*;

    /// Reads a property as a calendar does: lines joined, escapes undone.
    fn read(text: &str, name: &str) -> Vec<String> {
        let joined = text.replace("\r\n ", "");
        let lines = joined.split("\r\n");
        let value = |line: &str| {
            let rest = line.strip_prefix(name)?;
            Some(rest.strip_prefix([':', ';'])?.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\"))
        };
        lines.filter_map(value).collect()
    }

    fn moment(text: &str) -> DateTime<Utc> {
        NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").unwrap().and_utc()
    }

    proptest! {
        #[test]
        fn it_rings_ten_minutes_before_and_never_in_the_past(
            minutes in -30..600_i64, offset in -12..=14_i32, title in ".{0,120}", deadline in any::<bool>(),
        ) {
            let zone = FixedOffset::east_opt(offset * 3600).unwrap();
            let now = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap().with_timezone(&zone);
            let until = now + Duration::minutes(minutes);
            let case = CaseId::new(now.date_naive(), [1, 2], false);
            let kind = if deadline { WaitKind::Deadline } else { WaitKind::NotBefore };
            let step = StepRef::new("answer-the-email", "hour");
            let text = event(&case, &step, &title, kind, until, now);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
            let one = |name: &str| moment(&read(&text, name)[0]);
            prop_assert_eq!(one("DTEND"), until.to_utc());
            prop_assert!(one("DTSTART") <= one("DTEND"));
            let trigger = &read(&text, "TRIGGER")[0];
            let left = trigger.strip_prefix("RELATED=END:-PT").unwrap().strip_suffix('M').unwrap();
            let rings = one("DTEND") - Duration::minutes(left.parse().unwrap());
            prop_assert_eq!(rings, (until - Duration::minutes(10)).max(now.min(until)).to_utc());
            let summary = &read(&text, "SUMMARY")[0];
            prop_assert!(summary.contains(super::super::harmless::shown(&title).as_ref()));
            let clock = until.format("%H:%M").to_string();
            prop_assert!(summary.contains(&clock), "{}", summary);
            // Nothing in a title can begin a line of its own.
            prop_assert_eq!(text.matches("BEGIN:").count() - title.matches("BEGIN:").count() * 2, 3);
        }
    }
}
