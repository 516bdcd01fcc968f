//! What support will ask for, and who else can help.

use std::collections::{BTreeMap, BTreeSet};

use super::super::evidence::{Found, no, recent, said, unknown, worst, yes};
use super::{Look, is_global};
use crate::readiness::profile::PaperKind;
use crate::tenant::{Collection, Principal, RoleAssignment, Scope, Snapshot};

impl Look<'_> {
    /// An export of the assignments counts more than a list of names: it shows who holds the role now.
    pub(super) fn count_of_global_administrators(&self) -> Found {
        if let Some(seen) = self.snapshot.filter(|seen| !seen.role_assignments.is_absent()) {
            return self.count_of_exported(seen);
        }
        let (Some(daily), Some(emergency)) = (&self.profile.admin, &self.profile.emergency_account) else {
            return unknown("The administrators are not listed.");
        };
        if daily.iter().any(|admin| admin.roles.is_none()) || emergency.iter().any(|one| one.role.is_none()) {
            return unknown("The roles of some administrators are not known.");
        }
        let of_daily = daily.iter().filter(|admin| admin.roles.iter().flatten().any(is_global)).count();
        let of_emergency = emergency.iter().filter(|one| one.role.as_ref().is_some_and(is_global)).count();
        match of_daily + of_emergency {
            count @ (0 | 1) => no(format!("There is {count}; one lost account and nobody can act.")),
            count @ 2..=4 => yes(format!("There are {count}.")),
            count => no(format!("There are {count}.")),
        }
    }

    fn count_of_exported(&self, seen: &Snapshot) -> Found {
        let of = |list: &Collection<RoleAssignment>| {
            let held = list.values().filter(|role| {
                role.is_global_administrator()
                    && role.scope == Scope::Directory
                    && role.kind != Principal::ServicePrincipal
                    && role.until.value().is_none_or(|until| *until > self.now)
            });
            held.map(|role| (role.principal, role.kind)).collect::<BTreeMap<_, _>>()
        };
        let active = of(&seen.role_assignments);
        let (mut people, mut unknown_group, mut read) = (BTreeSet::new(), false, None);
        for (id, kind) in &active {
            match (kind, seen.members(*id)) {
                (_, Some(item)) => {
                    people.extend(item.value.members.iter().filter_map(|member| member.id));
                    unknown_group |= !item.value.whole;
                    read = read.into_iter().chain(seen.read_on(item)).min();
                }
                (Principal::Group, None) => unknown_group = true,
                (_, None) if seen.is_disputed(*id) => unknown_group = true,
                _ => drop(people.insert(*id)),
            }
        }
        let evidence = seen.evidence(&seen.role_assignments, ["assignment", "assignments"]);
        let eligible = of(&seen.role_eligibilities);
        let may = eligible.keys().filter(|id| !people.contains(id)).count();
        let may = match (seen.role_eligibilities.is_absent(), may) {
            (true, _) => "; who may activate the role was not exported".to_owned(),
            (false, may) => format!("; {may} more may activate it"),
        };
        match people.len() {
            count @ 5.. => no(format!("{count} hold it now{may} ({evidence}).")),
            _ if !seen.role_assignments.is_whole() => {
                unknown(format!("The export of the assignments is not whole ({evidence})."))
            }
            _ if unknown_group => {
                unknown(format!("A group holds it, and not all of its members were exported ({evidence})."))
            }
            count @ (0 | 1) => {
                no(format!("{count} holds it now{may} ({evidence}); one lost account and nobody can act."))
            }
            count => yes(format!("{count} hold it now{may} ({evidence})."))
                .read_on(seen.oldest(&seen.role_assignments))
                .read_on(read),
        }
    }

    pub(super) fn contact(&self) -> Found {
        let tenant = &self.profile.tenant;
        let reachable = said(
            tenant.contact_reachable,
            "Telephone and mail reach a person without the tenant.",
            "Telephone or mail are gone when the tenant is.",
            "Whether phone and mail work without the tenant is not known.",
        );
        let tried = recent("the technical contact was last tried", tenant.contact_tested, self.day);
        worst([reachable, tried]).unwrap_or_else(|| unknown(""))
    }

    pub(super) fn domains(&self) -> Found {
        let Some(domains) = &self.profile.domain else {
            return unknown("The domains are not listed.");
        };
        let each = domains.iter().flat_map(|domain| {
            let name = domain.name.as_deref().unwrap_or("a domain");
            let survives = said(
                domain.login_survives,
                "The login for every domain works without the tenant.",
                &format!("The login for {name} needs the tenant."),
                &format!("Whether the login for {name} needs the tenant is not known."),
            );
            [survives, recent(&format!("somebody last signed in for {name}"), domain.tested, self.day)]
        });
        worst(each).unwrap_or_else(|| no("There is no domain of your own, and so no TXT proof."))
    }

    pub(super) fn papers(&self) -> Found {
        let Some(papers) = &self.profile.paper else {
            return unknown("The papers are not listed.");
        };
        let wanted = [
            (PaperKind::RegistrationExtract, "the registration extract"),
            (PaperKind::TaxId, "the tax number"),
            (PaperKind::PassportProcess, "the process for passports"),
        ];
        let missing: Vec<&str> = wanted
            .into_iter()
            .filter(|(kind, _)| !papers.iter().any(|paper| paper.kind == Some(*kind)))
            .map(|(_, name)| name)
            .collect();
        if missing.is_empty() {
            yes("Registration extract, tax number and process for passports are ready.")
        } else if papers.iter().any(|paper| paper.kind.is_none()) {
            unknown("Of which kind some papers are is not known.")
        } else {
            no(format!("Missing: {}.", missing.join(", ")))
        }
    }

    pub(super) fn first_questions(&self) -> Found {
        let tenant = &self.profile.tenant;
        let known = [
            (tenant.id.is_some(), "tenant ID"),
            (tenant.onmicrosoft.is_some(), "onmicrosoft.com name"),
            (tenant.support_plan.is_some(), "support plan"),
            (tenant.billing_account.is_some(), "billing account"),
            (self.profile.support_number.iter().flatten().any(|n| n.number.is_some()), "support number"),
        ];
        let missing: Vec<&str> =
            known.into_iter().filter(|(known, _)| !known).map(|(_, name)| name).collect();
        if missing.is_empty() {
            yes("All five are in the profile, and so in the printed kit.")
        } else {
            unknown(format!("Not known: {}.", missing.join(", ")))
        }
    }
}
