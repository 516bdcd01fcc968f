use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use thiserror::Error;

use super::expected::{BadFormat, BadValue, DateFormat, Expected, ExpectedDate, Today};
use super::name::{Name, NotAName};
use super::zone;
use crate::model::answer;

/// What was asked for cannot be looked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadRequest {
    #[error("the value cannot stand in a TXT record")]
    Value(#[from] BadValue),
    #[error("the date format was not understood")]
    Format(#[from] BadFormat),
    #[error("the date was not understood; write today, or a day like 2026-11-22")]
    Date,
    #[error("the date can be {0} or {1}; write the month as a word, or the day like 2026-11-22")]
    TwoDays(String, String),
    #[error(
        "the offset was not understood; write +05:30, -08:00 or Z. For a place, ask there: what is your offset from UTC now?"
    )]
    Offset,
    #[error("the host label was not understood; give the part in front of the domain, like _dnsauth")]
    Host(#[from] NotAName),
}

/// The value word for word, or else the date in the format that support uses. With both, the value is looked for, and the
/// date says which day it means.
pub fn expected(
    value: Option<&str>,
    date: Option<&str>,
    format: Option<&str>,
    today: &Today,
) -> Result<Expected, BadRequest> {
    if let Some(value) = value {
        let expected = Expected::verbatim(value)?;
        if date.is_none() && format.is_none() {
            return Ok(expected);
        }
        let meant = self::expected(None, date, format, today)?.date;
        let meant = meant.map(|d| ExpectedDate { moves: false, format_given: true, ..d });
        return Ok(Expected { date: meant, ..expected });
    }
    let (day, moves) = match date {
        None | Some("today") => (today.counts, true),
        Some(text) => (day(text)?, false),
    };
    let format_given = format.is_some();
    let format = format.map_or(Ok(DateFormat::USUAL), str::parse)?;
    Ok(Expected::dated(ExpectedDate { day, format, format_given, moves }))
}

/// One day, as people write it. Two readings are no day.
fn day(text: &str) -> Result<NaiveDate, BadRequest> {
    match answer::days(text, None).as_slice() {
        [day] => Ok(*day),
        [one, others @ ..] if !others.is_empty() => {
            Err(BadRequest::TwoDays(answer::day_in_words(*one), answer::days_in_words(others)))
        }
        _ => Err(BadRequest::Date),
    }
}

/// The support engineer's offset from UTC at this moment, from an offset or from a place that is known.
pub fn offset(text: &str, at: DateTime<Utc>) -> Result<FixedOffset, BadRequest> {
    zone::read(text, at).ok_or(BadRequest::Offset)
}

/// Where the record should stand: the domain, or a host below it. A host typed in full is understood.
pub fn target(domain: &Name, host: Option<&str>) -> Result<Name, BadRequest> {
    let label = match host.map(str::trim) {
        None | Some("" | "@") => return Ok(domain.clone()),
        Some(label) => label,
    };
    let front: Name = label.trim_end_matches('.').parse()?;
    Ok(if front.is_within(domain) { front } else { domain.below(&front)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_and_a_date_are_the_value_and_what_it_means() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00+01:00").unwrap();
        let today = Today::read(now, None);
        let both = expected(Some("11-09-2026"), Some("2026-11-09"), Some("mm-dd-yyyy"), &today).unwrap();
        assert_eq!(both.text, "11-09-2026");
        assert_eq!(both.meant().map(|m| m.0.to_string()).as_deref(), Some("2026-11-09"));
        assert_eq!(
            both.at(now.to_utc() + chrono::Duration::days(3), *now.offset()),
            both,
            "it does not move"
        );
        assert_eq!(expected(Some("x"), None, None, &today).unwrap().date, None);
        assert_eq!(expected(None, None, None, &today).unwrap().text, "22-11-2026");
    }

    #[test]
    fn a_host_is_understood_however_it_is_typed() {
        let domain: Name = "contoso.com".parse().unwrap();
        let of = |host| target(&domain, host).unwrap().to_string();
        assert_eq!(of(None), "contoso.com");
        assert_eq!(of(Some("@")), "contoso.com");
        assert_eq!(of(Some("_dnsauth")), "_dnsauth.contoso.com");
        assert_eq!(of(Some("_dnsauth.contoso.com.")), "_dnsauth.contoso.com");
        assert_eq!(of(Some("a.b")), "a.b.contoso.com");
        assert!(target(&domain, Some("a..b")).is_err());
    }
}
