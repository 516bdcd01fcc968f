//! `signin add`: the same as `signin read`, and what was found becomes part of the case.

use super::open_case::OpenCase;
use super::typed_words::without_secrets;
use super::{attach, signin_read, typed_ids};
use crate::case::{Case, Event};
use crate::cli;
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::model::facts;
use crate::report;
use crate::signin::quality::{self, Known, Retention};
use crate::signin::{Reading, SignIn, cause};
use crate::world::World;

pub(super) fn run(args: &cli::SigninAdd, world: &mut World) -> Result<Exit> {
    if let Some(path) = args.file.file.clone().filter(|path| typed_ids::is_picture(path, world)) {
        return attach::run(&attach::screenshot(path, args.typed.clone()), world);
    }
    let mut open = OpenCase::need(world)?;
    let (reading, source) = match typed_ids::flags(&args.typed, world)? {
        Some(sign_in) => (Reading { sign_ins: vec![sign_in], ..Reading::default() }, "typed".to_owned()),
        None => signin_read::read(&args.file, world)?,
    };
    let got_in = got_in(&reading, open.case());
    if reading.sign_ins.is_empty() {
        open.record(world, &got_in)?;
        world.tell(&report::signin::nothing_found(&reading, world.clock.now()));
        if !got_in.is_empty() {
            world.tell(&report::signin::noted(&open.path().display().to_string()));
        }
        return Ok(if reading.succeeded.is_empty() { Exit::NotSatisfied } else { Exit::Done });
    }
    let now = world.clock.now();
    let mut screen = report::signin::read(&reading, now);
    let known = known(open.case());
    for sign_in in &reading.sign_ins {
        let doubts = quality::check(sign_in, &known, now.to_utc());
        screen.0.extend(report::signin::warnings(&doubts));
    }
    let whose = args.user.as_deref().map(|user| without_secrets(user.trim(), "--user", world));
    // With --user a sign-in that is recorded already is told once more: now it is known whose it is.
    let new = match &whose {
        Some(_) => reading.sign_ins.iter().collect(),
        None => open.case().not_recorded(&reading.sign_ins),
    };
    let event = |s: &SignIn| Event::SignedIn {
        sign_in: Box::new(s.clone()),
        source: source.clone(),
        account: whose.clone().filter(|whose| s.user.as_ref().is_none_or(|user| user != whose)),
    };
    let known_whose = |s: &SignIn| {
        let case = open.case();
        let recorded = case.not_recorded(std::slice::from_ref(s)).is_empty();
        let told = case
            .best_sign_ins()
            .into_iter()
            .any(|r| r.sign_in.request_id == s.request_id && r.whose() == whose.as_deref());
        recorded && (whose.is_none() || told)
    };
    let events: Vec<Event> = new.into_iter().filter(|s| !known_whose(s)).map(event).collect();
    let known_before = reading.sign_ins.len() - events.len();
    open.record(world, &events)?;
    open.record(world, &got_in)?;
    let together = cause::weigh_beside(&captures(open.case()), open.case().tried());
    screen.0.extend(report::signin_cause::screen(&together).0);
    let answer = if world.settings.json {
        report::json::document(&report::json::signin::view(&reading, &source))
    } else {
        let path = open.path().display().to_string();
        screen.push(report::signin::recorded(events.len(), known_before, &path));
        screen.text(world.settings.answer_page())
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// A note for each account that got in, with the moment; whether it still does, nobody knows before it is tried. What the
/// case holds already is not told again.
fn got_in(reading: &Reading, case: &Case) -> Vec<Event> {
    let note = |success: &SignIn| {
        let at = success.timestamp_utc?.at().fixed_offset();
        let text = report::signin::got_in_note(success.user.as_ref()?, at, success.app_name.as_deref());
        let told = case.notes.iter().any(|note| note.text == text);
        let account = success.user.clone();
        let note = Event::Noted { text, ticket: None, team: None, who: None, account, happened: Some(at) };
        (!told).then_some(note)
    };
    reading.got_in().into_iter().take(report::signin::SHOWN).filter_map(note).collect()
}

/// All sign-ins of a case, to be weighed together.
pub(super) fn captures(case: &Case) -> Vec<SignIn> {
    case.sign_ins.iter().map(|record| record.sign_in.clone()).collect()
}

/// What the case knows that a sign-in is measured by.
pub(super) fn known(case: &Case) -> Known {
    Known {
        tenant: case.text(facts::TENANT_ID).and_then(|id| id.parse().ok()),
        global_administrators: case.administrators(),
        retention: match case.text(facts::LICENCE).as_deref() {
            Some("free") => Retention::Free,
            Some("p1" | "p2") => Retention::Premium,
            _ => Retention::Unknown,
        },
    }
}
