//! `policy preview`: what a change of policies would do.

use std::path::Path;

use super::{policy_read, policy_said};
use crate::cli::{self, PolicyFormat};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::model::harmless::shown;
use crate::policy::doors::doors;
use crate::policy::preview::{Loss, Preview, checks, everybody, laid_over, without};
use crate::policy::{Law, Person, Question, gaps, roster};
use crate::report;
use crate::report::json;
use crate::tenant::conditional_access::{Export, Mixed, Policy};
use crate::world::World;

use policy_read::Given;

pub(super) fn run(args: &cli::PolicyPreview, world: &mut World) -> Result<Exit> {
    let (mut before, mut after, of_two_exports) = sides(&args.before, args.after.as_deref(), world)?;
    let question = match &args.question {
        Some(path) => Some(Question::read(&policy_read::question(path, world)?)),
        None => None,
    };
    if let Some(question) = &question {
        before.export.around.add(question.around.clone());
        after.export.around.add(question.around.clone());
    }
    let (old_gaps, mut new_gaps) = (gaps(&before.export), gaps(&after.export));
    // What is not there before and afterwards need not be the same, whatever its name.
    if of_two_exports {
        new_gaps.iter_mut().for_each(|gap| gap.text.push_str("; whether that was changed is not known"));
    }
    let old = Law::of(&before.export, &old_gaps);
    let new = Law::of(&after.export, &new_gaps);
    let (found, emergency) = match &question {
        Some(question) if !question.checks.is_empty() => {
            (checks(&old, &new, &question.person, &question.checks), 0)
        }
        question => {
            let (people, emergency) = people(args, &before, question.as_ref())?;
            let doors = doors(&[&old, &new], &policy_said::contexts(&args.said)?);
            (everybody(&old, &new, people, &doors), emergency)
        }
    };
    let answer = if world.settings.json {
        json::document(&json::policy::preview(&new, &found, world.clock.now().to_utc()))
    } else {
        let blocks = report::policy::preview(
            &found,
            emergency,
            before.export.policies.len(),
            after.export.policies.len(),
        );
        let file = args.after.as_ref().unwrap_or(&args.before);
        match args.format {
            PolicyFormat::Text => report::text::write(&blocks, world.settings.page()),
            PolicyFormat::Html => {
                let page = report::policy::document(
                    "What this change of policies would do",
                    blocks,
                    world.clock.now().date_naive(),
                );
                report::html::write(&page, report::html::Sheet { size: "A4", points: 11 })
            }
            PolicyFormat::Sarif | PolicyFormat::Github => {
                report::pipeline::preview(args.format == PolicyFormat::Sarif, &found, emergency, file)
            }
        }
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(match ending(&found, emergency) {
        Loss::Last => Exit::NotSatisfied,
        Loss::CannotTell => Exit::Unchecked,
        Loss::None => Exit::Done,
    })
}

/// The worst that becomes of an administrator, or of the emergency accounts together. A partner is no administrator.
fn ending(found: &Preview, emergency: usize) -> Loss {
    let own = |place: &usize| !found.people[*place].kinds.is_service_provider();
    let worst =
        (0..found.people.len()).filter(own).map(|place| found.losses[place]).max().unwrap_or(Loss::None);
    worst.max(report::policy::emergency(found, emergency))
}

/// Emergency accounts first, then administrators, then partners.
fn people(
    args: &cli::PolicyPreview,
    before: &Given,
    question: Option<&Question>,
) -> Result<(Vec<Person>, usize)> {
    let mut people: Vec<Person> =
        args.emergency.iter().map(|who| roster::find(&before.snapshot, who)).collect();
    policy_said::known(&mut people, &args.said)?;
    let emergency = people.len();
    let named = question.map(|question| question.person.clone()).filter(|person| person.id.is_some());
    let others = match named {
        Some(person) => vec![person],
        None => policy_said::people(&args.said, &before.snapshot)?,
    };
    let unknown = |person: &Person| person.id.is_none() && person.name.is_none();
    for other in others {
        let known = people.iter().any(|one| one.id.is_some() && one.id == other.id);
        if !(known || emergency > 0 && unknown(&other)) {
            people.push(other);
        }
    }
    people.extend(roster::partners(&before.snapshot));
    Ok((people, emergency))
}

/// What is, and what would be; and whether each was exported by itself.
fn sides(before: &Path, after: Option<&Path>, world: &World) -> Result<(Given, Given, bool)> {
    let plan = policy_read::plan(after.unwrap_or(before), world)?;
    let Some(plan) = plan else {
        let Some(after) = after else {
            return Err(Error::new(Kind::Usage, "there is nothing to compare with")
                .hint("name the policies as they would be after those that are: reentry policy preview BEFORE AFTER"));
        };
        let mut old = policy_read::given(&[before.to_owned()], world)?;
        let mut new = policy_read::given(&[after.to_owned()], world)?;
        // A file with one policy is something to import; a folder or zip with one is a tenant with one policy.
        let is_import = new.is_one_policy && !old.is_one_policy;
        if is_import {
            let mut export = old.export.clone();
            export.policies = laid_over(&old.export.policies, std::mem::take(&mut new.export.policies));
            new.export = export;
        }
        let (one, other) = (old.snapshot.tenant, new.snapshot.tenant);
        if one.is_some() && other.is_some() && one != other {
            let why = "what is before and what is after are of two tenants";
            for side in [&mut old, &mut new] {
                side.export.mixed = Some((Mixed::Tenants, why.to_owned()));
            }
        }
        complete(&old, &mut new);
        return Ok((old, new, !is_import));
    };
    let both =
        |key: fn(&crate::tenant::conditional_access::terraform::Planned) -> Option<&serde_json::Value>| {
            let mut export = Export::default();
            let name = after.unwrap_or(before).display().to_string();
            for value in plan.iter().filter_map(key) {
                export.take_json(&shown(&name), value);
            }
            export.has_policies = true;
            export
        };
    let (planned_before, planned_after) = (both(|one| one.before.as_ref()), both(|one| one.after.as_ref()));
    let is_plan_alone = after.is_none_or(|after| after == before);
    if is_plan_alone || policy_read::plan(before, world)?.is_some() {
        let given =
            |export| Given { export, snapshot: crate::tenant::Snapshot::default(), is_one_policy: false };
        return Ok((given(planned_before), given(planned_after), false));
    }
    let old = policy_read::given(&[before.to_owned()], world)?;
    let mut export = old.export.clone();
    let kept: Vec<Policy> = without(old.export.policies.clone(), &planned_before.policies);
    export.policies = laid_over(&kept, planned_after.policies);
    export.around.add(planned_after.around);
    export.unread.extend(planned_after.unread);
    export.twice.extend(planned_after.twice);
    let snapshot = old.snapshot.clone();
    Ok((old, Given { export, snapshot, is_one_policy: false }, false))
}

/// What one side says of the tenant beside its policies holds for the other where that says nothing.
fn complete(old: &Given, new: &mut Given) {
    let (known, around) = (&old.export.around, &mut new.export.around);
    if around.places.is_empty() && !around.places_whole {
        around.places.clone_from(&known.places);
        around.places_whole = known.places_whole;
    }
    if around.strengths.is_empty() {
        around.strengths.clone_from(&known.strengths);
    }
    if around.groups.is_empty() {
        around.groups.clone_from(&known.groups);
    }
    if around.users.is_empty() {
        around.users.clone_from(&known.users);
    }
    around.methods = around.methods.take().or_else(|| known.methods.clone());
    around.trusted_ips = around.trusted_ips.take().or_else(|| known.trusted_ips.clone());
    around.security_defaults = around.security_defaults.or(known.security_defaults);
}
