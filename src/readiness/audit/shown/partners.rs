//! Whether a partner could repair a policy: from the exported relationships, else from what the profile names.

use chrono::NaiveDate;

use super::super::evidence::{Found, RHYTHM, no, not_applicable, unknown, yes};
use super::{Look, is_global, repairs_policies};
use crate::partner::relationship::Status;
use crate::partner::role::Held;
use crate::policy::{self, Law, entry, roster};
use crate::readiness::profile::{Partner, Verdict};
use crate::tenant::conditional_access::Export;
use crate::tenant::{Relationship, Snapshot, Told};

impl Look<'_> {
    pub(super) fn partners(&self) -> Found {
        if let Some(seen) = self.snapshot.filter(|seen| !seen.relationships.is_absent()) {
            return self.exported_relationships(seen);
        }
        let Some(partners) = &self.profile.partner else {
            return unknown("Whether there is a partner is not known.");
        };
        best(partners.iter().map(|partner| self.partner(partner))).unwrap_or_else(|| {
            not_applicable("There is no partner; the emergency accounts are the only rescue.")
        })
    }

    fn partner(&self, partner: &Partner) -> Found {
        let name = partner.name.as_deref().unwrap_or("The partner");
        match (partner.roles.as_deref(), partner.ends) {
            (Some(roles), _) if !roles.iter().any(repairs_policies) => {
                no(format!("{name} holds no role that changes policies."))
            }
            (_, Some(ends)) if ends < self.day => {
                no(format!("The relationship with {name} ended on {ends}."))
            }
            (Some(roles), Some(ends)) if roles.iter().any(is_global) => no(format!(
                "{name} can help until {ends}, with Global Administrator, which cannot be extended automatically."
            )),
            (Some(_), Some(ends)) if partner.auto_extend == Some(true) => {
                yes(format!("{name} can help until {ends}, and the relationship is extended automatically."))
            }
            (_, Some(ends)) if !self.lasts(ends) => {
                no(format!("The relationship with {name} ends on {ends}."))
            }
            (Some(_), Some(ends)) => yes(format!("{name} can help until {ends}.")),
            _ => unknown(format!("What {name} may do, and until when, is not known.")),
        }
    }

    /// At least 90 days more.
    fn lasts(&self, ends: NaiveDate) -> bool {
        self.day.checked_add_days(RHYTHM).is_none_or(|limit| ends >= limit)
    }

    fn exported_relationships(&self, seen: &Snapshot) -> Found {
        let evidence = seen.evidence(&seen.relationships, ["relationship", "relationships"]);
        let gate = Gate::of(seen);
        let each = seen.relationships.values().map(|one| {
            let found = self.relationship(one, &evidence)?.read_on(seen.oldest(&seen.relationships));
            Some(gate.held_against(found, one))
        });
        let found = best(each.flatten());
        let whole = seen.relationships.is_whole();
        match found {
            Some(found) if found.verdict != Verdict::No || whole => found,
            Some(found) => unknown(format!("{} The export is not whole.", found.because)),
            None if whole => no(format!("No relationship is active ({evidence})."))
                .about(seen.relationships.values().filter_map(|one| one.name.clone())),
            None => unknown(format!(
                "None of the exported relationships is active, and the export is not whole ({evidence})."
            )),
        }
    }

    /// One that is alive; nothing for one that is over or has not begun.
    fn relationship(&self, one: &Relationship, evidence: &str) -> Option<Found> {
        let name = one.name.as_deref().or(one.id.as_deref()).unwrap_or("a relationship");
        let found = match one.status {
            Status::Active => None,
            Status::Missing | Status::Unknown(_) => {
                Some(unknown(format!("Whether the relationship {name} is active is not known ({evidence}).")))
            }
            _ => return None,
        };
        if one.ends.is_some_and(|ends| ends <= self.now) {
            return None;
        }
        if found.is_some() {
            return found;
        }
        let Told::Is(roles) = &one.roles else {
            return Some(unknown(format!(
                "Which roles the relationship {name} has is not known ({evidence})."
            )));
        };
        if !roles.iter().any(repairs_policies) {
            let all_known = roles.iter().all(|role| role.known().is_some());
            let words = format!("The relationship {name} has no role that changes policies ({evidence}).");
            return Some(if all_known { no(words) } else { unknown(words) });
        }
        Some(self.assigned(one, name, roles, evidence))
    }

    /// Approved roles help nobody until a group of the partner holds them.
    fn assigned(&self, one: &Relationship, name: &str, roles: &[Held], evidence: &str) -> Found {
        let of = |status: &str| {
            let all = one.assignments.value().into_iter().flatten();
            all.filter(|one| one.status == status).any(|one| one.roles.iter().any(repairs_policies))
        };
        let global = roles.iter().any(is_global);
        let extended = one.auto_extend_days.value().is_some_and(|days| *days > 0) && !global;
        let ends = one.ends.map(|ends| ends.date_naive());
        let holds = |ends: NaiveDate| {
            format!(
                "The relationship {name} is active until {ends}, and a group of the partner holds its role that changes policies"
            )
        };
        match (&one.assignments, ends) {
            (Told::Is(_), _) if !of("active") && of("pending") => no(format!(
                "The relationship {name} is active; giving its role to a group of the partner is pending ({evidence})."
            )),
            (Told::Is(_), _) if !of("active") => no(format!(
                "The relationship {name} is active; no group of the partner holds its role that changes policies. \
                 The partner assigns one in Partner Center ({evidence})."
            )),
            (_, None) => unknown(format!("When the relationship {name} ends is not known ({evidence}).")),
            (_, Some(ends)) if global => no(format!(
                "The relationship {name} holds Global Administrator until {ends}, and cannot be extended automatically ({evidence})."
            )),
            (_, Some(ends)) if !extended && !self.lasts(ends) => {
                no(format!("The relationship {name} ends on {ends} ({evidence})."))
            }
            (Told::NotAsked | Told::Null, Some(ends)) => unknown(format!(
                "The relationship {name} lasts until {ends}; whether a group of the partner holds its roles was not \
                 exported (accessAssignments; {evidence})."
            )),
            (_, Some(ends)) if extended => {
                yes(format!("{}, and it is extended automatically ({evidence}).", holds(ends)))
            }
            (_, Some(ends)) => yes(format!("{} ({evidence}).", holds(ends))),
        }
    }
}

/// The exported policies, and whether they let a partner's technicians in.
struct Gate<'a> {
    seen: &'a Snapshot,
    /// Nothing where no policies were exported.
    export: Option<Export>,
}

impl<'a> Gate<'a> {
    fn of(seen: &'a Snapshot) -> Self {
        let export = || {
            let mut export = Export::default();
            export.take_snapshot(seen);
            export
        };
        Self { seen, export: (!seen.policies.is_absent()).then(export) }
    }

    /// A relationship that would help does not where policies refuse its technicians for certain. Where that cannot be
    /// told it is said: the item is about the relationship, and support about a way through policies.
    fn held_against(&self, found: Found, one: &Relationship) -> Found {
        if found.verdict != Verdict::Yes {
            return found;
        }
        let Some(export) = &self.export else {
            return found.adding(
                "Whether policies let its technicians in was not looked at: no policies were exported.",
            );
        };
        let name = one.name.as_deref().or(one.id.as_deref()).unwrap_or("a relationship");
        let gaps = policy::gaps(export);
        let law = Law::of(export, &gaps);
        let technician = roster::technician(one.name.as_deref(), one.partner);
        let Some(entry) = entry::entries(&law, &[technician]).into_iter().next() else { return found };
        let mut by: Vec<String> = entry.by.iter().map(|by| format!("\u{201c}{}\u{201d}", by.name)).collect();
        by.truncate(3);
        let by = by.join(", ");
        let evidence = self.seen.evidence(&self.seen.policies, ["policy", "policies"]);
        match entry.verdict {
            policy::Verdict::Open => found,
            policy::Verdict::Locked => no(format!(
                "The relationship {name} is active, and its technicians are refused by {by} ({evidence})."
            ))
            .about(entry.by.into_iter().map(|by| by.name)),
            policy::Verdict::CannotTell if by.is_empty() => found
                .adding(&format!("Whether the policies let its technicians in cannot be told ({evidence}).")),
            policy::Verdict::CannotTell => {
                found.adding(&format!("Whether its technicians are let in depends on {by} ({evidence})."))
            }
        }
    }
}

/// One that can help is enough.
fn best(all: impl Iterator<Item = Found>) -> Option<Found> {
    all.min_by_key(|found| match found.verdict {
        Verdict::Yes => 0,
        Verdict::Unknown => 1,
        Verdict::No | Verdict::NotApplicable => 2,
    })
}
