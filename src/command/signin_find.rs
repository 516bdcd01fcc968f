//! `signin find`: the failures that matter in a sign-in log export.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::signin::log::{self, Filter};
use crate::world::World;

pub fn run(args: &cli::SigninFind, world: &mut World) -> Result<Exit> {
    let now = world.clock.now();
    let code = |text: &String| {
        text.parse().map_err(|e| {
            Error::new(
                Kind::Usage,
                format!("--code \"{}\" is not an error code", report::harmless::shown(text)),
            )
            .because(e)
        })
    };
    let filter = Filter {
        user: args.user.clone(),
        codes: args.code.iter().map(code).collect::<Result<_>>()?,
        since: args.since.as_deref().map(|text| moment(text, now)).transpose()?,
    };
    let name = args.export.display().to_string();
    let cannot = |e: log::NotSearched| {
        Error::new(Kind::Input, format!("{} could not be searched", report::harmless::shown(&name)))
            .because(e)
            .hint("Entra admin center, Sign-in logs, Download: JSON or CSV")
    };
    let mut from = world.files.open(&args.export).map_err(|e| cannot(e.into()))?;
    let found = log::find(&mut from, &filter).map_err(cannot)?;
    if found.events > 0 && found.strangers == found.events {
        return Err(cannot(log::NotSearched::Columns));
    }
    let answer = match (world.settings.json, found.failures) {
        (true, _) => report::json::document(&report::json::signin_find::view(&found, &name)),
        (false, 0) => {
            write!(world.err, "{}", report::signin_find::nothing(&found)).map_err(Error::from_output)?;
            String::new()
        }
        (false, _) => report::signin_find::text(&found, now),
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(if found.failures == 0 { Exit::NotSatisfied } else { Exit::Done })
}

/// A date (its midnight here), or a date with time, with or without its offset.
fn moment(text: &str, now: DateTime<FixedOffset>) -> Result<DateTime<Utc>> {
    let local = |t: NaiveDateTime| t.and_local_timezone(*now.offset()).single().map(|t| t.to_utc());
    let wrong = || {
        Error::new(Kind::Usage, format!("--since \"{}\" is not a moment", report::harmless::shown(text)))
            .hint("a day or a moment: --since 2026-11-22 or --since 2026-11-22T02:05Z")
    };
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replace(' ', "T")) {
        return Ok(at.to_utc());
    }
    let (bare, utc) = text.strip_suffix('Z').map_or((text, false), |bare| (bare, true));
    let at = NaiveDate::parse_from_str(bare, "%Y-%m-%d")
        .ok()
        .map(|day| day.and_time(NaiveTime::MIN))
        .or_else(|| {
            ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok())
        });
    let at = at.ok_or_else(wrong)?;
    if utc { Ok(at.and_utc()) } else { local(at).ok_or_else(wrong) }
}
