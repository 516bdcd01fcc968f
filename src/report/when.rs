//! Times for people: clock times with their offset, the date only where it is not today, and spans in words.

use chrono::{DateTime, Duration, FixedOffset};

/// `14:05 +01:00`, with the date in front unless it is today's.
#[must_use]
pub fn clock_time(at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    let at = at.with_timezone(now.offset());
    if at.date_naive() == now.date_naive() {
        at.format("%H:%M %:z").to_string()
    } else {
        at.format("%Y-%m-%d %H:%M %:z").to_string()
    }
}

/// `2026-11-22 14:05 +01:00`.
#[must_use]
pub fn full(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M %:z").to_string()
}

/// `2026-11-22 13:05 UTC`.
#[must_use]
pub fn utc(at: DateTime<FixedOffset>) -> String {
    at.to_utc().format("%Y-%m-%d %H:%M UTC").to_string()
}

/// `41 min`, `3 h 10 min`, `2 days 4 h`; never negative.
#[must_use]
pub fn span(length: Duration) -> String {
    let minutes = length.num_minutes().max(0);
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, m) => format!("{m} min"),
        (0, h, 0) => format!("{h} h"),
        (0, h, m) => format!("{h} h {m} min"),
        (1, h, _) => format!("1 day {h} h"),
        (d, h, _) => format!("{d} days {h} h"),
    }
}
