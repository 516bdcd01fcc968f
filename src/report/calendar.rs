//! A deadline or a waiting time as a calendar file (iCalendar, RFC 5545) with an alarm ten minutes before.

use chrono::{DateTime, Duration, FixedOffset};

use crate::model::StepRef;
use crate::runbook::WaitKind;

/// What the entry is called: it must tell a stranger what rings, and for whom.
#[must_use]
pub fn title(kind: WaitKind, step: &str, organisation: Option<&str>, until: DateTime<FixedOffset>) -> String {
    let of = organisation.map(|name| format!(" of {name}")).unwrap_or_default();
    let clock = until.format("%H:%M %:z");
    match kind {
        WaitKind::Deadline => format!("Microsoft support, tenant lockout{of}: due by {clock} ({step})"),
        WaitKind::NotBefore => format!("Microsoft support, tenant lockout{of}: go on at {clock} ({step})"),
    }
}

/// One event that ends at the clock time.
#[must_use]
pub fn event(
    case: &str,
    step: &StepRef,
    title: &str,
    until: DateTime<FixedOffset>,
    now: DateTime<FixedOffset>,
) -> String {
    let utc = |t: DateTime<FixedOffset>| t.to_utc().format("%Y%m%dT%H%M%SZ").to_string();
    // The entry begins when it rings: every calendar knows an alarm at the beginning, not every one knows others.
    let start = (until - Duration::minutes(10)).max(now.min(until));
    [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".into(),
        "PRODID:-//reentry//EN".into(),
        "BEGIN:VEVENT".into(),
        format!("UID:{case}-{}-{}@reentry", step.to_string().replace('/', "-"), utc(until)),
        format!("DTSTAMP:{}", utc(now)),
        format!("DTSTART:{}", utc(start)),
        format!("DTEND:{}", utc(until)),
        folded(&format!("SUMMARY:{}", escaped(title))),
        "BEGIN:VALARM".into(),
        "ACTION:DISPLAY".into(),
        "TRIGGER:PT0S".into(),
        folded(&format!("DESCRIPTION:{}", escaped(title))),
        "END:VALARM".into(),
        "END:VEVENT".into(),
        "END:VCALENDAR\r\n".into(),
    ]
    .join("\r\n")
}

/// RFC 5545, 3.3.11: backslash, semicolon, comma and line ends are escaped.
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
