//! Moments as they are typed behind a flag: with their own offset, or as the clock on this computer showed them then.
//!
//! A bare time is read with the offset that held *on that day*, not with today's. A moment in the future is a typing error:
//! nothing that is reported or searched for has happened yet.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::error::{Error, Kind, Result};
use crate::model::answer;
use crate::report::harmless::shown;
use crate::report::when::full;
use crate::world::World;

/// Forms of a day with a time; a blank may stand for the `T`.
const FORMS: [&str; 2] = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];

/// Reads the moment behind `flag`: `HH:MM` (the latest such time that is not ahead), a day (its midnight), or a day with
/// a time, each with or without an offset or `Z`. `now` is the latest moment that it may be.
///
/// # Errors
/// Usage: it is no moment, that hour was left out when the clocks were put forward, or it is in the future.
pub(super) fn moment(
    flag: &str,
    typed: &str,
    now: DateTime<FixedOffset>,
    world: &World,
) -> Result<DateTime<FixedOffset>> {
    read(flag, typed, now, None, world)
}

/// The same for something that is due: a bare time is the next such time, and a day may lie ahead, up to `latest`.
/// *Today* and *tomorrow* count from `now`.
///
/// # Errors
/// Usage: it is no moment, that hour is left out when the clocks are put forward, or it is later than `latest`.
pub(super) fn moment_ahead(
    flag: &str,
    typed: &str,
    now: DateTime<FixedOffset>,
    latest: DateTime<FixedOffset>,
    world: &World,
) -> Result<DateTime<FixedOffset>> {
    read(flag, typed, now, Some(latest), world)
}

fn read(
    flag: &str,
    typed: &str,
    now: DateTime<FixedOffset>,
    ahead: Option<DateTime<FixedOffset>>,
    world: &World,
) -> Result<DateTime<FixedOffset>> {
    let usage = |what: String| Error::new(Kind::Usage, format!("{flag} \"{}\" {what}", shown(typed)));
    let wrong = || {
        usage("is not a moment".into()).hint(format!(
            "today, a day, or that moment: {flag} 02:05, {flag} 2026-11-22 or {flag} 2026-11-22T02:05+01:00"
        ))
    };
    let typed_text = typed.trim();
    let text = typed_text.replace(' ', "T");
    let here = |local: NaiveDateTime| {
        world.clock.local(local).ok_or_else(|| {
            usage("did not happen here: the clocks were put forward over that hour".into())
                .hint("say it with its offset, as in 2026-03-29T01:30+00:00")
        })
    };
    let at = if let Some(at) = with_offset(&text) {
        at
    } else if let Some(local) = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
    {
        here(local)?
    } else if let Ok(day) = NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
        here(day.and_time(NaiveTime::MIN))?
    } else if let Some((days, time)) = in_words(typed_text, now.date_naive()) {
        match days.as_slice() {
            [day] => here(day.and_time(time))?,
            [] => return Err(wrong()),
            several => {
                let said = format!("can be {}", answer::days_in_words(several));
                return Err(usage(said).hint("write the month as a word"));
            }
        }
    } else {
        let time = NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| wrong())?;
        let on = |days: i64| here((now.date_naive() + Duration::days(days)).and_time(time));
        match on(0)? {
            today if today > now && ahead.is_none() => on(-1)?,
            today if today < now && ahead.is_some() => on(1)?,
            today => today,
        }
    };
    if let Some(latest) = ahead {
        return if at > latest { Err(usage(format!("is later than {}", full(latest)))) } else { Ok(at) };
    }
    if at > now {
        return Err(usage("is in the future".into())
            .because(format!("it is {} now, by the clock of this computer", full(now)))
            .hint("say when it was; a clock that is wrong can be corrected, and the case says so"));
    }
    Ok(at)
}

/// A day in words or in another order, with the time of day behind it or before it: `yesterday 21:00`, `24 Nov at 9:05`.
fn in_words(text: &str, today: NaiveDate) -> Option<(Vec<NaiveDate>, NaiveTime)> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    let times: Vec<NaiveTime> =
        words.iter().filter_map(|word| NaiveTime::parse_from_str(word, "%H:%M").ok()).collect();
    let day: Vec<&str> = words
        .into_iter()
        .filter(|word| {
            NaiveTime::parse_from_str(word, "%H:%M").is_err()
                && !["at", "um", "om"].contains(&word.to_lowercase().as_str())
        })
        .collect();
    let days = answer::days(&day.join(" "), Some(today));
    match (days.is_empty(), times.as_slice()) {
        (true, _) | (_, [_, _, ..]) => None,
        (false, []) => Some((days, NaiveTime::MIN)),
        (false, [time]) => Some((days, *time)),
    }
}

/// A moment that says its offset; seconds may be missing.
fn with_offset(text: &str) -> Option<DateTime<FixedOffset>> {
    let utc = text.strip_suffix(['Z', 'z']).map(|bare| format!("{bare}+00:00"));
    let text = utc.as_deref().unwrap_or(text);
    let short = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z").ok();
    DateTime::parse_from_rfc3339(text).ok().or_else(short)
}
