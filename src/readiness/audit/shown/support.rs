//! What support will ask for, and who else can help.

use super::super::evidence::{Found, RHYTHM, no, not_applicable, recent, said, unknown, worst, yes};
use super::{Look, is_global, repairs_policies};
use crate::readiness::profile::{PaperKind, Verdict};

impl Look<'_> {
    pub(super) fn count_of_global_administrators(&self) -> Found {
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

    pub(super) fn contact(&self) -> Found {
        let tenant = &self.profile.tenant;
        let reachable = said(
            tenant.contact_reachable,
            "Telephone and mail reach a person without the tenant.",
            "Telephone or mail are gone when the tenant is.",
            "Whether telephone and mail work without the tenant is not known.",
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

    pub(super) fn partners(&self) -> Found {
        let Some(partners) = &self.profile.partner else {
            return unknown("Whether there is a partner is not known.");
        };
        let mut best: Option<Found> = None;
        for partner in partners {
            let name = partner.name.as_deref().unwrap_or("The partner");
            let found = match (partner.roles.as_deref(), partner.ends) {
                (Some(roles), _) if !roles.iter().any(repairs_policies) => {
                    no(format!("{name} holds no role that changes policies."))
                }
                (_, Some(ends)) if ends < self.day => {
                    no(format!("The relationship with {name} ended on {ends}."))
                }
                (_, Some(ends)) if self.day.checked_add_days(RHYTHM).is_some_and(|limit| ends <= limit) => {
                    no(format!("The relationship with {name} ends on {ends}."))
                }
                (Some(roles), Some(ends)) if roles.iter().any(is_global) => yes(format!(
                    "{name} can help until {ends}; with Global Administrator it cannot extend itself."
                )),
                (Some(_), Some(ends)) => yes(format!("{name} can help until {ends}.")),
                _ => unknown(format!("What {name} may do, and until when, is not known.")),
            };
            let better = |best: &Found| found.verdict == Verdict::Yes && best.verdict != Verdict::Yes;
            let hopeful = |best: &Found| found.verdict == Verdict::Unknown && best.verdict == Verdict::No;
            if best.as_ref().is_none_or(|best| better(best) || hopeful(best)) {
                best = Some(found);
            }
        }
        best.unwrap_or_else(|| {
            not_applicable("There is no partner; the emergency accounts are the only rescue.")
        })
    }
}
