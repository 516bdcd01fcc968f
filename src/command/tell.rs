//! What the commands about nouns have in common: words of a closed list, times, and who says it.

use chrono::{DateTime, Duration, FixedOffset};

use super::moment::{moment, moment_ahead};
use super::typed_words::without_secrets;
use crate::cli::Source;
use crate::error::{Error, Kind, Result};
use crate::world::World;

/// A word of a closed list behind a flag.
pub(super) fn word<'w, T>(
    flag: &str,
    text: Option<&str>,
    named: impl Fn(&str) -> Option<T>,
    words: impl IntoIterator<Item = &'w str>,
) -> Result<Option<T>> {
    let Some(text) = text else { return Ok(None) };
    named(text.trim()).map(Some).ok_or_else(|| {
        let words: Vec<&str> = words.into_iter().collect();
        Error::new(Kind::Usage, format!("{flag} \"{}\" is not one of its words", text.escape_debug()))
            .hint(words.join(" "))
    })
}

/// A value that reads itself, behind a flag.
pub(super) fn parsed<T: std::str::FromStr>(flag: &str, text: Option<&str>) -> Result<Option<T>>
where
    T::Err: std::fmt::Display,
{
    let cannot = |e: T::Err, text: &str| {
        Error::new(Kind::Usage, format!("{flag} \"{}\" cannot be used", text.escape_debug()))
            .because(e.to_string())
    };
    text.map(|text| text.trim().parse().map_err(|e| cannot(e, text))).transpose()
}

/// When it happened and who said so.
pub(super) fn said(
    said: &Source,
    world: &mut World,
) -> Result<(Option<DateTime<FixedOffset>>, Option<String>)> {
    let now = world.clock.now();
    let at = said.at.as_deref().map(|at| moment("--at", at, now, world)).transpose()?;
    Ok((at, free("--who", said.who.as_deref(), world)))
}

/// A moment behind a flag that has been.
pub(super) fn time(flag: &str, text: Option<&str>, world: &World) -> Result<Option<DateTime<FixedOffset>>> {
    text.map(|text| moment(flag, text, world.clock.now(), world)).transpose()
}

/// A moment behind a flag at which something is due: a clock time is the next such time, a day may lie ahead.
pub(super) fn due(flag: &str, text: Option<&str>, world: &World) -> Result<Option<DateTime<FixedOffset>>> {
    let Some(text) = text else { return Ok(None) };
    let now = world.clock.now();
    moment_ahead(flag, text, now, now + Duration::days(3650), world).map(Some)
}

/// Free words behind a flag, without what looks like a secret.
pub(super) fn free(flag: &str, text: Option<&str>, world: &mut World) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    Some(without_secrets(text, flag, world))
}
