//! Dates in the file: TOML's own form, `2026-11-22` without quotes; quotes are forgiven.

use chrono::{Datelike, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::value::{Date, Datetime};

/// The date as TOML has it; years outside 0 to 9999 have no form there.
pub(super) fn toml_date(day: NaiveDate) -> Option<Datetime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year <= 9999)?;
    let (month, day) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Some(Datetime { date: Some(Date { year, month, day }), time: None, offset: None })
}

pub(super) fn serialize<S: Serializer>(day: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
    match day.and_then(toml_date) {
        Some(date) => date.serialize(to),
        None => to.serialize_none(),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Date(Datetime),
    Text(String),
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    let wrong = |text: &str| {
        let text = crate::model::harmless::shown(text).chars().take(40).collect::<String>();
        D::Error::custom(format!("\"{text}\" is not a date; write it like 2026-11-22, without quotes"))
    };
    match Written::deserialize(from).map_err(|_| wrong("this"))? {
        Written::Date(Datetime { date: Some(d), time: None, offset: None }) => {
            let day = NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day));
            day.map(Some).ok_or_else(|| wrong(&d.to_string()))
        }
        Written::Date(moment) => Err(wrong(&moment.to_string())),
        Written::Text(text) => {
            NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map(Some).map_err(|_| wrong(&text))
        }
    }
}
