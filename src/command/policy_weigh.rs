//! Exported policies and a case: what they say about its accounts becomes a line of the case.
//!
//! The exports are those beside the profile (its snapshot), or files that somebody attaches. On the worst night a file
//! that cannot be used stops nothing: it is passed over, and the walk goes on.

use std::io::Read as _;

use super::open_case::OpenCase;
use super::policy_read::{self, Given};
use crate::case::Event;
use crate::case::claims::Claims;
use crate::error::Result;
use crate::model::Class;
use crate::policy::gaps;
use crate::policy::lockout::Computed;
use crate::report::said;
use crate::report::screen::Screen;
use crate::tenant::Snapshot;
use crate::tenant::conditional_access::Export;
use crate::world::World;

/// Exports come as one of these.
const EXPORTS: [&str; 2] = [".json", ".csv"];

/// More than any export of policies that somebody attaches.
const LARGEST: u64 = 64 << 20;

/// What the snapshot beside a profile says; nothing where it holds no policies.
pub(super) fn from_snapshot(snapshot: Snapshot) -> Option<Given> {
    let mut export = Export::default();
    export.take_snapshot(&snapshot);
    export.has_policies.then_some(Given { export, snapshot, is_one_policy: false })
}

/// What the files say that were attached for support; nothing where they hold no policies.
fn from_attachments(open: &OpenCase, world: &World) -> Option<Given> {
    let mut raw = Vec::new();
    for (_, _, item) in &open.case().attachments {
        let name = item.original_name.to_lowercase();
        let is_export = EXPORTS.iter().any(|ending| name.ends_with(ending));
        let Some(kept) = item.kept_as.as_ref().filter(|_| is_export && item.class == Class::Support) else {
            continue;
        };
        if item.bytes > LARGEST || open.case().attached_again(item) {
            continue;
        }
        let mut bytes = Vec::new();
        let read = open
            .folder()
            .open_kept(kept.as_str())
            .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
        if read.is_ok() {
            raw.push((item.original_name.clone(), Ok(bytes), true));
        }
    }
    if raw.is_empty() {
        return None;
    }
    Some(policy_read::of_files(raw, world)).filter(|given| given.export.has_policies)
}

/// Looks at the exports that are attached. What they say, where it is new.
pub(super) fn attached(open: &mut OpenCase, world: &mut World) -> Result<Option<Screen>> {
    let Some(given) = from_attachments(open, world) else { return Ok(None) };
    let is_new = record(&given, open, world)?;
    Ok(is_new.then(|| said::computed::screen(&Claims::of(open.case(), world.clock.now()))))
}

/// Records what they say about the accounts of the case, unless that is what the case holds already. Whether it did.
pub(super) fn record(given: &Given, open: &mut OpenCase, world: &World) -> Result<bool> {
    let named: Vec<String> = open.case().accounts().iter().map(|one| one.called().to_owned()).collect();
    let computed = Computed::of(
        &given.export,
        &given.snapshot,
        &gaps(&given.export),
        &named,
        world.clock.now().to_utc(),
    );
    if open.case().computed.as_ref().is_some_and(|(_, known)| **known == computed) {
        return Ok(false);
    }
    open.record(world, &[Event::PoliciesWeighed { computed: Box::new(computed) }])?;
    Ok(true)
}
