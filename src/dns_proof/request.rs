use chrono::{FixedOffset, NaiveDate};
use thiserror::Error;

use super::expected::{BadFormat, BadValue, DateFormat, Expected, ExpectedDate, Today};
use super::name::{Name, NotAName};

/// What was asked for cannot be looked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadRequest {
    #[error("the value cannot stand in a TXT record")]
    Value(#[from] BadValue),
    #[error("the date format was not understood")]
    Format(#[from] BadFormat),
    #[error("the date was not understood; write today, or a day like 2026-11-22")]
    Date,
    #[error("the offset was not understood; write +05:30, -08:00 or Z")]
    Offset,
    #[error("the host label was not understood; give the part in front of the domain, like _dnsauth")]
    Host(#[from] NotAName),
}

/// The value word for word, or else the date in the format that support uses.
pub fn expected(
    value: Option<&str>,
    date: Option<&str>,
    format: Option<&str>,
    today: &Today,
) -> Result<Expected, BadRequest> {
    if let Some(value) = value {
        return Ok(Expected::verbatim(value)?);
    }
    let (day, moves) = match date {
        None | Some("today") => (today.counts, true),
        Some(text) => (text.parse::<NaiveDate>().map_err(|_| BadRequest::Date)?, false),
    };
    let format_given = format.is_some();
    let format = format.map_or(Ok(DateFormat::USUAL), str::parse)?;
    Ok(Expected::dated(ExpectedDate { day, format, format_given, moves }))
}

/// Where the engineer sits, as an offset from UTC.
pub fn offset(text: &str) -> Result<FixedOffset, BadRequest> {
    let text = if matches!(text, "Z" | "z" | "UTC" | "utc") { "+00:00" } else { text };
    text.parse().map_err(|_| BadRequest::Offset)
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
