//! The profile in the vocabulary of the walk and of the printed kit. Only what is known becomes a fact.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Cloud, Licence, PaperKind, Partner, PolicyState, Profile, Safe, SupportNumber};
use crate::model::{FactId, Value, facts};
use crate::partner::role::{Held, Role};

/// Domains that a printed sheet names.
const ON_PAPER: usize = 20;

/// Behind it a person writes where the thing lies.
const WRITE_PLACE: &str = "Place:";

/// What an import calls a partner whose name no export holds. It names a relationship and nobody to call.
const UNNAMED: &str = "the partner of GDAP relationship ";

/// The last day of the public table of support numbers, which is superseded.
const OLD_TABLE: Option<NaiveDate> = NaiveDate::from_ymd_opt(2023, 10, 27);

impl Profile {
    /// What the profile answers, by fact.
    #[must_use]
    pub fn facts(&self) -> BTreeMap<FactId, Value> {
        let mut known = Known::default();
        self.tenant_facts(&mut known);
        self.people_facts(&mut known);
        self.partner_facts(&mut known);
        known.0
    }

    /// What the printed kit says: the facts, and what must never become part of a case that others read. A partner's
    /// kit says that a thing exists and who gets it out, and leaves its place out.
    #[must_use]
    pub fn kit_facts(&self, today: NaiveDate) -> BTreeMap<FactId, Value> {
        let mut known = Known(self.facts());
        known.one(facts::KIT_DECIDES, self.tenant.decides.clone());
        known.one(facts::KIT_NAME_LATIN, self.name_latin.clone());
        known.one(facts::KIT_MAKER, self.made_by_partner());
        known.one(
            facts::KIT_REVIEW_BY,
            self.review_by().filter(|day| *day >= today).map(|day| day.to_string()),
        );
        // A list of thousands is found in the file; on paper it would bury everything else.
        if let Some(Value::Many(names)) = known.0.get_mut(&FactId::known(facts::DOMAINS))
            && names.len() > ON_PAPER
        {
            let more = names.len() - ON_PAPER;
            names.truncate(ON_PAPER);
            names.push(format!("and {more} more in the profile"));
        }
        known.one(facts::PARTNER_NAME, self.live_partner(today).and_then(partner_name));
        known.one(facts::KIT_PARTNER, self.live_partner(today).and_then(partner_line));
        let safes = || self.safe.iter().flatten();
        let openers = |safe: &Safe| safe.opened_by.as_ref().map(|people| people.join(", "));
        let opens = |safe: &Safe| {
            let name = safe.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            openers(safe).map(|people| format!("{name}{people}"))
        };
        let openers_of_all: Vec<String> = safes().filter_map(opens).collect();
        known.one(facts::KIT_SAFE, (!openers_of_all.is_empty()).then(|| openers_of_all.join("; ")));
        known.many(
            facts::KIT_SAFES,
            safes().map(|safe| {
                self.kept(safe.name.as_deref(), safe.place.as_deref(), "opened by", openers(safe))
            }),
        );
        let accounts = self.emergency_accounts().iter().map(|account| {
            let holders = account.holders.as_ref().map(|people| people.join(", "));
            self.kept(account.user.as_deref(), account.password_place.as_deref(), "used by", holders)
        });
        known.many(facts::KIT_ACCOUNTS, accounts);
        let users = self.emergency_accounts().iter().filter_map(|account| account.user.clone());
        known.many(facts::KIT_USERS, users);
        let keys = self.key.iter().flatten().map(|key| {
            let name = key.label.clone().unwrap_or_else(|| "a key".to_owned());
            let of = key.account.as_ref().map(|account| format!(" for {account}")).unwrap_or_default();
            let people = key.opened_by.as_ref().map(|people| people.join(", "));
            self.kept(Some(&format!("{name}{of}")), key.place.as_deref(), "taken out by", people)
        });
        known.many(facts::KIT_KEYS, keys);
        let papers = self.paper.iter().flatten().map(|paper| {
            let kind = paper.kind.map_or("a paper", PaperKind::words);
            let dated = paper.dated.map(|day| format!(" of {day}")).unwrap_or_default();
            self.kept(Some(&format!("{kind}{dated}")), paper.place.as_deref(), "", None)
        });
        known.many(facts::KIT_PAPERS, papers);
        let (looked_up, old): (Vec<&SupportNumber>, Vec<&SupportNumber>) =
            self.support_number.iter().flatten().partition(|number| number.is_looked_up());
        known.one(facts::KIT_SUPPORT, looked_up.iter().find_map(|number| number.told()));
        known.one(facts::KIT_PHONE, looked_up.iter().find_map(|number| number.number.clone()));
        known.many(facts::KIT_NUMBERS, looked_up.iter().filter_map(|number| number.told()));
        known.many(facts::KIT_OLD_NUMBERS, old.iter().filter_map(|number| number.told()));
        let named = self.policy.iter().flatten().filter(|one| one.state != Some(PolicyState::Disabled));
        known.many(
            facts::KIT_POLICIES,
            few_lines(named.filter_map(|one| one.name.clone()).collect(), ON_PAPER),
        );
        known.many(facts::KIT_ON_DUTY, self.alerts.receivers.iter().flatten().cloned());
        known.one(facts::KIT_WORKSPACE, self.alerts.workspace.clone());
        let yes_no = |said: Option<bool>| said.map(|yes| if yes { "yes" } else { "no" });
        known.one(facts::KIT_DEFAULTS, yes_no(self.tenant.security_defaults));
        known.one(facts::KIT_FEDERATION, yes_no(self.tenant.federation));
        known.one(facts::KIT_APPLICATION, yes_no(self.tenant.repair_application));
        known.0
    }

    /// `Safe A; opened by Anna. Place: head office`, or a place to write it where it is not known or not printed.
    fn kept(&self, what: Option<&str>, place: Option<&str>, how: &str, people: Option<String>) -> String {
        let people = people.map(|people| format!("; {how} {people}")).unwrap_or_default();
        let what = what.unwrap_or("without a name");
        match place.filter(|place| !place.trim().is_empty() && self.made_by_partner().is_none()) {
            Some(place) => format!("{what}: {place}{people}"),
            None => format!("{what}{people}. {WRITE_PLACE}"),
        }
    }

    /// The partner to call first: the first one whose relationship has not ended.
    fn live_partner(&self, today: NaiveDate) -> Option<&Partner> {
        self.partner.iter().flatten().find(|one| one.ends.is_none_or(|ends| ends >= today))
    }

    fn tenant_facts(&self, known: &mut Known) {
        let tenant = &self.tenant;
        known.one(facts::NAME, tenant.name.clone());
        known.one(facts::TENANT_ID, tenant.id.map(|id| id.to_string()));
        known.one(facts::ONMICROSOFT, tenant.onmicrosoft.clone());
        known.one(
            facts::CLOUD,
            tenant.cloud.map(|cloud| match cloud {
                Cloud::Public => "public",
                Cloud::UsGov => "us-gov",
                Cloud::UsDod => "us-dod",
                Cloud::China => "china",
            }),
        );
        known.one(
            facts::LICENCE,
            tenant.licence.map(|licence| match licence {
                Licence::Free => "free",
                Licence::P1 => "p1",
                Licence::P2 => "p2",
            }),
        );
        known.one(facts::INVOICE, tenant.invoice.clone());
        known.one(facts::PLAN, tenant.support_plan.clone());
        known.one(facts::TECHNICAL_CONTACT, joined([&tenant.contact_phone, &tenant.contact_mail]));
        let domains = || self.domain.iter().flatten();
        known.many(facts::DOMAINS, domains().filter_map(|domain| domain.name.clone()));
        let mut desks: Vec<(String, Vec<&str>)> = Vec::new();
        for domain in domains() {
            let Some(desk) = joined([&domain.registrar, &domain.dns_provider]) else { continue };
            let name = domain.name.as_deref().unwrap_or("a domain");
            match desks.iter_mut().find(|(known, _)| *known == desk) {
                Some((_, names)) => names.push(name),
                None => desks.push((desk, vec![name])),
            }
        }
        let desks: Vec<String> =
            desks.into_iter().map(|(desk, names)| format!("{desk}: {}", few(&names))).collect();
        known.one(facts::REGISTRAR, (!desks.is_empty()).then(|| desks.join("; ")));
    }

    fn people_facts(&self, known: &mut Known) {
        let global =
            |roles: &[Held]| roles.iter().any(|role| role.known().is_some_and(Role::is_global_administrator));
        let admins = || self.admin.iter().flatten();
        let emergency = self.emergency_accounts().iter().filter_map(|account| account.user.clone());
        let daily = admins().filter(|admin| global(admin.roles.as_deref().unwrap_or_default()));
        known.many(facts::GLOBAL_ADMINS, daily.filter_map(|admin| admin.user.clone()).chain(emergency));
        let smaller = admins()
            .flat_map(|admin| admin.roles.iter().flatten())
            .filter(|role| !global(&[(*role).clone()]));
        known.many(facts::OTHER_ROLES, smaller.map(|role| String::from(role.clone())));
        let exists =
            self.emergency_account.as_ref().map(|list| if list.is_empty() { "none" } else { "exists" });
        known.one(facts::EMERGENCY, exists);
    }

    fn partner_facts(&self, known: &mut Known) {
        let Some(partners) = &self.partner else { return };
        known.one(facts::PARTNER_EXISTS, Some(if partners.is_empty() { "no" } else { "yes" }));
        // The walk speaks of one partner; the first one named is the first one to ring.
        let Some(first) = partners.first() else { return };
        known.one(facts::PARTNER_NAME, partner_name(first));
        known.one(facts::PARTNER_CONTACT, joined([&first.phone, &first.mail]));
        known.many(facts::PARTNER_ROLES, first.roles.iter().flatten().map(|role| String::from(role.clone())));
        known.one(facts::PARTNER_ENDS, first.ends.map(|day| day.to_string()));
    }
}

/// The partner's name, unless an import only called it by a relationship.
fn partner_name(partner: &Partner) -> Option<String> {
    partner.name.clone().filter(|name| !name.starts_with(UNNAMED))
}

/// Name, number for the night, mail, roles and end, as far as they are known.
fn partner_line(partner: &Partner) -> Option<String> {
    let roles: Vec<String> = partner.roles.iter().flatten().map(|role| String::from(role.clone())).collect();
    let roles = match roles.as_slice() {
        [] => None,
        roles => Some(format!("roles: {}", few(&roles.iter().map(String::as_str).collect::<Vec<_>>()))),
    };
    let parts = [
        partner_name(partner),
        partner.phone.clone(),
        partner.mail.clone(),
        roles,
        partner.ends.map(|day| format!("until {day}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// So many of them, and how many more there are.
fn few_lines(mut lines: Vec<String>, most: usize) -> impl Iterator<Item = String> {
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    lines.extend((more > 0).then(|| format!("and {more} more")));
    lines.into_iter()
}

impl SupportNumber {
    /// Whether somebody looked it up after the public table, and wrote down when.
    fn is_looked_up(&self) -> bool {
        self.dated.is_some_and(|day| Some(day) > OLD_TABLE)
    }

    /// The number with its country, and how old it is: numbers change.
    fn told(&self) -> Option<String> {
        let dated = self.dated.map_or_else(|| "not dated".to_owned(), |day| format!("as of {day}"));
        let region = self.region.as_ref().map(|region| format!("{region} ")).unwrap_or_default();
        Some(format!("{region}{} ({dated})", self.number.as_ref()?))
    }
}

#[derive(Default)]
struct Known(BTreeMap<FactId, Value>);

impl Known {
    fn one(&mut self, fact: &'static str, value: Option<impl Into<String>>) {
        if let Some(value) = value.map(Into::into).filter(|value| !value.trim().is_empty()) {
            self.0.insert(FactId::known(fact), Value::One(value));
        }
    }

    /// Each item once, in the order of the file.
    fn many(&mut self, fact: &'static str, values: impl Iterator<Item = String>) {
        let mut seen = std::collections::HashSet::new();
        let values: Vec<String> = values.filter(|v| !v.trim().is_empty() && seen.insert(v.clone())).collect();
        if !values.is_empty() {
            self.0.insert(FactId::known(fact), Value::Many(values));
        }
    }
}

fn joined(parts: [&Option<String>; 2]) -> Option<String> {
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(String::as_str).filter(|p| !p.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A line on paper holds a few names; how many more there are is said.
fn few(names: &[&str]) -> String {
    match names {
        [first, second, third, _, ..] => format!("{first}, {second}, {third} and {} more", names.len() - 3),
        _ => names.join(", "),
    }
}
