//! What the profile itself shows about each item. An item that is not here is for a person to answer.

use chrono::NaiveDate;

use super::evidence::{Found, RHYTHM, no, not_applicable, recent, said, unknown, worst, yes};
use crate::ids::ObjectId;
use crate::partner::action::Action;
use crate::partner::matrix::{Answer, cell_of};
use crate::partner::role::{Held, Role};
use crate::readiness::profile::{
    Assignment, EmergencyAccount, Excluded, Exclusion, Method, PaperKind, Policy, Profile, Verdict,
};

/// The days of logs that an investigation needs.
const LOG_DAYS: u32 = 90;

/// What the profile shows; an unknown without a reason where it cannot show anything.
pub(super) fn of(id: &str, profile: &Profile, day: NaiveDate) -> Found {
    let look = Look { profile, day };
    match id {
        "BG-01" => look.accounts(),
        "BG-02" => look.each(|account| look.cloud_only(account)),
        "BG-04" => look.each(|account| look.role(account)),
        "BG-05" => look.each(|account| {
            let user = user(account);
            said(
                account.enabled,
                "All are enabled and out of every clean-up.",
                &format!("{user} is disabled, or a clean-up can reach it."),
                &format!("Whether {user} is enabled is not known."),
            )
        }),
        "BG-06" => look.each(|account| look.resists(account)),
        "BG-07" => look.each(|account| look.two_keys(account)),
        "BG-09" => look.exclusion(Look::left_out),
        "BG-10" => look.exclusion(|look| {
            look.group(
                look.profile.exclusion_group.protected,
                "The exclusion group is protected.",
                "The exclusion group is not protected.",
                "Whether the exclusion group is protected is not known.",
            )
        }),
        "BG-11" => look.exclusion(|look| {
            look.group(
                look.profile.exclusion_group.members_match,
                "The group holds exactly the emergency accounts.",
                "The group holds others, or not all of them.",
                "Whether the group holds exactly the emergency accounts is not known.",
            )
        }),
        "BG-14" => look.each(|account| look.no_phone(account)),
        "BG-15" => look.two_places(),
        "BG-16" => look.each(|account| look.holders(account)),
        "BG-19" => look.rings(),
        "BG-21" | "BG-36" => look.exclusion(|_| unknown("")),
        "BG-22" => look.receivers(),
        "BG-23" => look.logs(),
        "BG-24" => look.each(|account| {
            recent(&format!("somebody signed in with {} in a drill", user(account)), account.tested, day)
        }),
        "BG-27" => look.count_of_global_administrators(),
        "BG-29" => look.contact(),
        "BG-30" => look.domains(),
        "BG-31" => look.papers(),
        "BG-32" => look.first_questions(),
        "BG-33" => look.partners(),
        "BG-34" => look.export(),
        _ => unknown(""),
    }
}

struct Look<'a> {
    profile: &'a Profile,
    day: NaiveDate,
}

impl Look<'_> {
    fn accounts(&self) -> Found {
        let Some(accounts) = &self.profile.emergency_account else {
            return unknown("The profile does not say whether there are emergency accounts.");
        };
        match accounts.len() {
            0 => no("There is no emergency account."),
            1 => no("There is one emergency account."),
            count @ 2..=4 => yes(format!("There are {count}.")),
            count => no(format!("There are {count}; each one above four is one more to guard.")),
        }
    }

    /// The worst of all accounts.
    fn each(&self, look: impl Fn(&EmergencyAccount) -> Found) -> Found {
        match &self.profile.emergency_account {
            None => unknown("The emergency accounts are not known."),
            Some(accounts) => {
                worst(accounts.iter().map(look)).unwrap_or_else(|| no("There is no emergency account."))
            }
        }
    }

    fn cloud_only(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let lower = name.to_lowercase();
        let initial = lower.ends_with(".onmicrosoft.com")
            || lower.ends_with(".onmicrosoft.us")
            || lower.ends_with(".partner.onmschina.cn");
        match (account.cloud_only, account.user.is_some() && !initial) {
            (Some(false), _) => no(format!("{name} is synchronised.")),
            (_, true) => no(format!("{name} is not on the onmicrosoft.com domain.")),
            (Some(true), false) if account.user.is_some() => {
                yes("All are cloud-only, on the initial domain.")
            }
            _ => unknown(format!("Whether {name} is cloud-only is not known.")),
        }
    }

    fn role(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match (&account.role, account.assignment) {
            (Some(role), _) if !is_global(role) => no(format!("{name} holds {role}.")),
            (_, Some(Assignment::Eligible)) => no(format!("{name} is only eligible for its role.")),
            (Some(_), Some(Assignment::Permanent)) => yes("All hold Global Administrator permanently."),
            _ => unknown(format!("Which role {name} holds, and how, is not known.")),
        }
    }

    fn resists(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match &account.methods {
            None => unknown(format!("The methods of {name} are not known.")),
            Some(methods) if methods.iter().any(|method| method.resists_phishing()) => {
                yes("All have a phishing-resistant method.")
            }
            Some(_) => no(format!("{name} has none.")),
        }
    }

    fn no_phone(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let bound = |method: &Method| matches!(method, Method::Phone | Method::Authenticator);
        match &account.methods {
            None => unknown(format!("The methods of {name} are not known.")),
            Some(methods) if methods.iter().any(bound) => {
                no(format!("{name} has a telephone or an app registered."))
            }
            Some(methods) if methods.iter().all(|method| *method == Method::Password) => {
                no(format!("{name} has nothing but a password, which the admin portals do not accept alone."))
            }
            Some(_) => yes("None needs a telephone or an app."),
        }
    }

    fn two_keys(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        let listed = self.profile.key.as_deref();
        let owned =
            account.user.is_some() && listed.is_some_and(|keys| keys.iter().all(|key| key.account.is_some()));
        if !owned {
            return unknown("Which security keys there are, and for whom, is not known.");
        }
        let keys: Vec<_> = self.profile.keys_of(&name).collect();
        let places: Vec<String> = keys.iter().filter_map(|key| key.place.as_deref()).map(folded).collect();
        match keys.len() {
            0 | 1 => no(format!("{name} has {} listed.", if keys.is_empty() { "no key" } else { "one key" })),
            count if places.len() < count => {
                unknown(format!("{name} has {count} keys; where each of them is kept is not known."))
            }
            _ if places.iter().all(|place| *place == places[0]) => {
                no(format!("All keys of {name} are in one place."))
            }
            _ => yes("Two keys for each, in two places."),
        }
    }

    /// Nothing can be left out while security defaults are on.
    fn exclusion(&self, look: impl Fn(&Self) -> Found) -> Found {
        if self.profile.tenant.security_defaults == Some(true) {
            return not_applicable("Security defaults are on; nothing can be excluded from them.");
        }
        look(self)
    }

    /// An export of the policies counts more than what somebody remembers.
    fn left_out(&self) -> Found {
        match &self.profile.policy {
            Some(policies) if !policies.is_empty() => self.each(|account| {
                let sees = |wanted| {
                    policies.iter().filter(|p| self.leaves_out(p, account) == wanted).collect::<Vec<_>>()
                };
                self.forgotten(account, &sees(Some(false)), &sees(None))
            }),
            _ => self.each(|account| match account.excluded {
                Some(Excluded::All) => yes("All are excluded from every policy."),
                Some(Excluded::Some) => no(format!("{} is excluded from some policies only.", user(account))),
                Some(Excluded::None) => no(format!("{} is excluded from no policy.", user(account))),
                None => unknown(format!("Whether {} is excluded is not known.", user(account))),
            }),
        }
    }

    fn forgotten(&self, account: &EmergencyAccount, forgetful: &[&Policy], unclear: &[&Policy]) -> Found {
        let name = user(account);
        let title = |policy: &&Policy| format!("\u{201c}{}\u{201d}", policy.name.as_deref().unwrap_or("?"));
        let titles = |policies: &[&Policy]| {
            let names: Vec<String> = policies.iter().take(3).map(title).collect();
            format!("{}{}", names.join(", "), if policies.len() > 3 { " and others" } else { "" })
        };
        match (forgetful, unclear) {
            ([], []) => yes(format!("{name} is left out of every exported policy.")),
            ([], unclear) => unknown(format!("Whether {} leave {name} out is not clear.", titles(unclear))),
            ([one], []) if self.is_decided() == Some(true) => {
                yes(format!("{name} has the one policy {} by the decision of BG-37.", title(one)))
            }
            ([_], unclear) if self.is_decided().is_none() => {
                unknown(format!("Whether {} leave the accounts out is not clear.", titles(unclear)))
            }
            (forgetful, _) => no(format!("{name} is not left out of {}.", titles(forgetful))),
        }
    }

    /// One account may have one policy of its own, if that was decided in writing and another account has none.
    fn is_decided(&self) -> Option<bool> {
        let signed = self.profile.audit.get("BG-37").is_some_and(|answer| answer.answer == Verdict::Yes);
        let policies = || self.profile.policy.iter().flatten();
        let accounts = self.profile.emergency_accounts();
        let free = |account| policies().all(|policy| self.leaves_out(policy, account) == Some(true));
        let caught = |account| policies().any(|policy| self.leaves_out(policy, account) == Some(false));
        match (signed && accounts.iter().any(free), signed && !accounts.iter().all(caught)) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        }
    }

    /// Whether a policy leaves this account out; nothing where its list names somebody whom the profile does not know.
    fn leaves_out(&self, policy: &Policy, account: &EmergencyAccount) -> Option<bool> {
        let group = &self.profile.exclusion_group;
        let names = |id: Option<ObjectId>, name: &Option<String>| {
            [id.map(|id| id.to_string()), name.as_deref().map(folded)].into_iter().flatten()
        };
        let group: Vec<String> = names(group.object_id, &group.name).collect();
        let own: Vec<String> = names(account.object_id, &account.user).collect();
        let others = self.profile.emergency_accounts();
        let known: Vec<String> =
            others.iter().flat_map(|other| names(other.object_id, &other.user)).collect();
        let list: Vec<String> = policy.leaves_out.as_ref()?.iter().map(|name| folded(name)).collect();
        if list.iter().any(|name| own.contains(name) || group.contains(name)) {
            return Some(true);
        }
        list.iter().all(|name| known.contains(name)).then_some(false)
    }

    fn group(&self, known: Option<bool>, when_yes: &str, when_no: &str, when_unknown: &str) -> Found {
        let accounts = self.profile.emergency_accounts();
        let direct = |account: &EmergencyAccount| account.exclusion == Some(Exclusion::Direct);
        if !accounts.is_empty() && accounts.iter().all(direct) {
            return not_applicable("All are excluded directly; there is no group.");
        }
        said(known, when_yes, when_no, when_unknown)
    }

    /// The profile can show that all envelopes lie together; that they are well kept is for a person to say.
    fn two_places(&self) -> Found {
        let places: Vec<String> = self
            .profile
            .emergency_accounts()
            .iter()
            .filter_map(|account| account.password_place.as_deref())
            .map(folded)
            .collect();
        match places.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && rest.contains(first) => {
                no("Two envelopes lie in one place.")
            }
            _ => unknown(""),
        }
    }

    fn holders(&self, account: &EmergencyAccount) -> Found {
        let name = user(account);
        match account.holders.as_deref() {
            None => unknown(format!("Who can open {name} is not known.")),
            Some([] | [_]) => no(format!("Fewer than two people can open {name}.")),
            Some(_) => recent("the list of holders was reviewed", self.profile.reviewed, self.day),
        }
    }

    fn rings(&self) -> Found {
        let proven = self.profile.alerts.proven;
        self.each(|account| {
            let seen = account.alert_seen.max(proven);
            recent(&format!("the alert for {} last rang", user(account)), seen, self.day)
        })
    }

    fn receivers(&self) -> Found {
        let alerts = &self.profile.alerts;
        match (alerts.receivers.as_deref(), alerts.outside_tenant) {
            (Some([]), _) => no("Nobody is rung."),
            (Some([_]), _) => no("One person is rung."),
            (_, Some(false)) => no("The alert needs the tenant to arrive."),
            (Some(many), Some(true)) => yes(format!("{} receivers, reached without the tenant.", many.len())),
            _ => unknown("Who is rung, and by which way, is not known."),
        }
    }

    fn logs(&self) -> Found {
        match self.profile.tenant.logs_kept_days {
            None => unknown("For how long logs are kept is not known."),
            Some(days) if days < LOG_DAYS => no(format!("Logs are kept for {days} days.")),
            Some(_) if self.profile.tenant.logs_where.is_none() => {
                unknown("Where logs are kept besides Microsoft's portal is not known.")
            }
            Some(days) => yes(format!("Logs are kept elsewhere for {days} days.")),
        }
    }

    fn count_of_global_administrators(&self) -> Found {
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

    fn contact(&self) -> Found {
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

    fn domains(&self) -> Found {
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

    fn papers(&self) -> Found {
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

    fn first_questions(&self) -> Found {
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

    fn partners(&self) -> Found {
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

    fn export(&self) -> Found {
        let read = self.profile.policy.iter().flatten().filter_map(|policy| policy.read).max();
        recent("an export of the policies was last read", read, self.day)
    }
}

fn user(account: &EmergencyAccount) -> String {
    account
        .user
        .clone()
        .or_else(|| Some(account.object_id?.to_string()))
        .unwrap_or_else(|| "an account".into())
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

fn is_global(role: &Held) -> bool {
    role.known().is_some_and(|role| Some(role) == Role::by_name("Global Administrator"))
}

fn repairs_policies(role: &Held) -> bool {
    role.known().is_some_and(|role| cell_of(role, Action::EditPolicy).answer == Answer::Yes)
}
