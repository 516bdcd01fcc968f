//! Which case: the one named, the one here, a handover file taken up, or a new one.

use std::path::{Path, PathBuf};

use crate::case::claims::Claims;
use crate::case::{Event, FactSource};
use crate::cli;
use crate::command::open_case::OpenCase;
use crate::command::policy_read::Given;
use crate::command::policy_weigh;
use crate::error::{Error, Kind, Result};
use crate::model::{Cause, FactId, Value, facts};
use crate::report;
use crate::runbook::Library;
use crate::world::World;

/// Opens, takes up or starts the case.
pub(super) fn open(args: &cli::Recover, world: &mut World) -> Result<OpenCase> {
    if let Some(place) = &args.place {
        if world.files.is_file(place) {
            return crate::command::take_up::take_up(world, place, args.bring_in);
        }
        return open_or_create(world, place);
    }
    if let Some(dir) = world.settings.case.clone() {
        return open_or_create(world, &dir);
    }
    if let Some(open) = OpenCase::find(world)? {
        return Ok(open);
    }
    let name = format!("case-{}", world.clock.now().format("%Y-%m-%d"));
    open_or_create(world, &PathBuf::from(name))
}

fn open_or_create(world: &mut World, dir: &Path) -> Result<OpenCase> {
    if world.store.open(dir).is_ok() {
        return OpenCase::open(world, dir);
    }
    OpenCase::no_file(world, dir, "reentry recover")?;
    OpenCase::create(world, dir)
}

/// What is known before the first question: the profile and `--cause`.
pub(super) fn known(args: &cli::Recover, world: &mut World) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    if let Some(path) = &args.profile {
        let known = crate::command::profile::open(path, world)?.facts();
        events.extend(known.into_iter().map(|(fact, value)| Event::Learned {
            fact,
            value,
            source: FactSource::Profile,
            step: None,
        }));
    }
    if let Some(cause) = &args.cause {
        let cause: Cause = cause.parse().map_err(|e| {
            let known: Vec<&str> = Cause::all().map(Cause::id).collect();
            Error::new(Kind::Usage, "--cause is not one of the known lockouts")
                .because(e)
                .hint(known.join(" "))
        })?;
        let value = Value::One(cause.id().to_owned());
        events.push(Event::Learned {
            fact: FactId::known(facts::CAUSE),
            value,
            source: FactSource::CommandLine,
            step: None,
        });
    }
    Ok(events)
}

/// The exported policies beside the profile. A damaged snapshot was said already, and keeps nobody from the walk.
pub(super) fn policies(args: &cli::Recover, world: &World) -> Option<Given> {
    let (_, snapshot) = crate::command::profile::both(args.profile.as_ref()?, world).ok()?;
    policy_weigh::from_snapshot(snapshot?)
}

/// Records and shows what exported policies say about the accounts.
pub(super) fn weigh(given: Option<&Given>, open: &mut OpenCase, world: &mut World) -> Result<()> {
    let said = match given {
        Some(given) => {
            policy_weigh::record(given, open, world)?;
            let claims = Claims::of(open.case(), world.clock.now());
            Some(report::said::computed::screen(&claims))
        }
        // A case of an earlier version may have them attached and never looked at.
        None if open.case().computed.is_none() => policy_weigh::attached(open, world)?,
        None => None,
    };
    let Some(said) = said else { return Ok(()) };
    super::person::gap(open, world)?;
    super::person::say(said, open, world)
}

/// Takes over what is known. A team's own vocabulary may lack a fact; then nothing asks for it.
pub(super) fn learn(
    mut events: Vec<Event>,
    library: &Library,
    open: &mut OpenCase,
    world: &World,
) -> Result<()> {
    events.retain(|event| match event {
        Event::Learned { fact, source: FactSource::Profile, .. } => {
            library.facts().get(fact).is_some() && !open.case().facts.contains_key(fact)
        }
        _ => true,
    });
    if events.is_empty() { Ok(()) } else { open.record(world, &events) }
}

/// Records what an answers file tells before the first question. What the case holds already is not told twice: the
/// same file may run again.
pub(super) fn tell(mut events: Vec<Event>, open: &mut OpenCase, world: &World) -> Result<()> {
    events.retain(|event| !open.entries().iter().any(|entry| entry.event() == Some(event)));
    if events.is_empty() { Ok(()) } else { open.record(world, &events) }
}

/// Says where everything is kept, and warns where that place may sync into the locked tenant.
pub(super) fn greet(open: &OpenCase, world: &mut World) -> Result<()> {
    let synced = world.store.synced_by(open.path());
    let text = report::opening::greeting(open.case(), &open.path().display().to_string(), synced.as_deref());
    super::person::say(text, open, world)
}
