//! What was read from a paste, before anybody accepts it.

use chrono::{DateTime, Duration, FixedOffset};

use super::harmless::shown;
use super::when::{clock_time, span};
use crate::signin::{Reading, SignIn, catalogue};

/// Each sign-in as it was understood, ids alone on their lines.
#[must_use]
pub fn understood(reading: &Reading, now: DateTime<FixedOffset>) -> String {
    let mut text = String::new();
    for sign_in in &reading.sign_ins {
        text.push_str(&one(sign_in, now));
    }
    text
}

fn one(s: &SignIn, now: DateTime<FixedOffset>) -> String {
    let code = s.code().map_or_else(|| "no code".to_owned(), |c| c.number().to_string());
    let meaning = s.code().and_then(catalogue::lookup).map(|e| format!("   {}", e.means)).unwrap_or_default();
    let mut text = format!("Understood:   error {code}{}\n", shown(&meaning));
    let mut row = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("   {label:16} {}\n", shown(&value)));
        }
    };
    row("Request ID", s.request_id.map(|i| i.to_string()));
    row("Correlation ID", s.correlation_id.map(|i| i.to_string()));
    match (s.timestamp_utc, &s.timestamp) {
        (Some(utc), _) => {
            let here = utc.at().with_timezone(now.offset());
            let age = now - here;
            row("Time", Some(format!("{utc}  ({} here, {} ago)", clock_time(here, now), span(age))));
            let kept = here + Duration::days(7);
            row(
                "Kept at least",
                Some(format!("until {} (7 days on Free; 30 on P1 or P2)", clock_time(kept, now))),
            );
        }
        (None, Some(written)) => row("Time", Some(format!("{written}  (no zone stated)"))),
        (None, None) => {}
    }
    row("User", s.user.clone());
    row("Application", s.app_name.clone());
    if !s.invalid.is_empty() {
        let names: Vec<String> = s.invalid.iter().map(ToString::to_string).collect();
        row("NOT usable", Some(format!("{} (altered, hidden or misread)", names.join(", "))));
    }
    text
}

/// What was looked for, and what to paste instead.
#[must_use]
pub fn nothing_found(_reading: &Reading) -> String {
    "There is no sign-in error in that text. Wanted: an error code (AADSTS and digits, or\n\
     \"Error Code\"), a Request Id, a Correlation Id, a Timestamp. On the error page choose\n\
     \"More details\" or \"Troubleshooting details\", then copy everything."
        .into()
}
