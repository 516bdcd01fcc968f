//! What reads well and is wrong all the same: dates that have passed, names that point nowhere.

use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;

use super::Profile;
use crate::model::{FactDef, FactType};

/// Something to look at. It never keeps a profile from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where: `partner "Fabrikam"`.
    pub place: String,
    /// What is the matter.
    pub what: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Everything to look at, in the order of the file.
#[must_use]
pub fn warnings(profile: &Profile, today: NaiveDate) -> Vec<Warning> {
    let mut found = Found { today, list: Vec::new() };
    match profile.review_by() {
        Some(day) if day < today => {
            found.say(
                "the profile",
                format!("it should have been reviewed by {day}; compare it with the world"),
            );
        }
        _ => {}
    }
    found.not_after("the profile", "reviewed", profile.reviewed);
    found.not_after("tenant", "contact-tested", profile.tenant.contact_tested);
    if let Some(name) = &profile.tenant.onmicrosoft
        && !name.to_lowercase().contains(".onmicrosoft.")
        && !name.to_lowercase().contains(".partner.onmschina.")
    {
        found.say("tenant", "onmicrosoft is not a name like contoso.onmicrosoft.com".to_owned());
    }
    found.readable("tenant", "contact-mail", FactType::Email, profile.tenant.contact_mail.as_ref());
    found.readable("tenant", "contact-phone", FactType::Phone, profile.tenant.contact_phone.as_ref());
    domains(profile, &mut found);
    accounts(profile, &mut found);
    for partner in profile.partner.iter().flatten() {
        let place = named("partner", partner.name.as_ref());
        if let Some(ends) = partner.ends.filter(|ends| *ends < today) {
            found.say(&place, format!("the relationship ended on {ends}; it cannot be revived from outside"));
        }
    }
    for paper in profile.paper.iter().flatten() {
        found.not_after("paper", "dated", paper.dated);
    }
    for number in profile.support_number.iter().flatten() {
        let place = named("support-number", number.region.as_ref());
        found.not_after(&place, "dated", number.dated);
        found.readable(&place, "number", FactType::Phone, number.number.as_ref());
    }
    found.not_after("alerts", "proven", profile.alerts.proven);
    found.list
}

fn domains(profile: &Profile, found: &mut Found) {
    let mut seen = HashSet::new();
    for domain in profile.domain.iter().flatten() {
        let place = named("domain", domain.name.as_ref());
        found.readable(&place, "name", FactType::Domain, domain.name.as_ref());
        found.not_after(&place, "tested", domain.tested);
        if domain.name.as_ref().is_some_and(|name| !seen.insert(name.to_lowercase())) {
            found.say(&place, "it stands here twice".to_owned());
        }
    }
}

fn accounts(profile: &Profile, found: &mut Found) {
    let mut ids = HashSet::new();
    let admins = profile.admin.iter().flatten().map(|admin| ("admin", &admin.user, admin.object_id));
    let emergency = profile.emergency_accounts();
    let accounts = emergency.iter().map(|account| ("emergency-account", &account.user, account.object_id));
    for (kind, user, id) in admins.chain(accounts) {
        let place = named(kind, user.as_ref());
        found.readable(&place, "user", FactType::Email, user.as_ref());
        if id.is_some_and(|id| !ids.insert(id)) {
            found.say(&place, "another account here has the same object ID".to_owned());
        }
    }
    for account in emergency {
        let place = named("emergency-account", account.user.as_ref());
        found.not_after(&place, "tested", account.tested);
        found.not_after(&place, "alert-seen", account.alert_seen);
    }
    let users: HashSet<String> =
        emergency.iter().filter_map(|a| a.user.as_ref()).map(|u| u.to_lowercase()).collect();
    for key in profile.key.iter().flatten() {
        if key.account.as_ref().is_some_and(|account| !users.contains(&account.to_lowercase())) {
            found.say(
                &named("key", key.label.as_ref()),
                "its account is no emergency account here".to_owned(),
            );
        }
    }
}

struct Found {
    today: NaiveDate,
    list: Vec<Warning>,
}

impl Found {
    fn say(&mut self, place: &str, what: String) {
        self.list.push(Warning { place: place.to_owned(), what });
    }

    /// A day on which something was done cannot lie ahead.
    fn not_after(&mut self, place: &str, key: &str, day: Option<NaiveDate>) {
        if let Some(day) = day.filter(|day| *day > self.today) {
            self.say(place, format!("{key} = {day} lies in the future"));
        }
    }

    fn readable(&mut self, place: &str, key: &str, kind: FactType, text: Option<&String>) {
        let def =
            FactDef { kind, ask: String::new(), why: String::new(), example: None, options: Vec::new() };
        if let Some(Err(why)) = text.map(|text| def.read(text)) {
            self.say(place, format!("{key}: {why}"));
        }
    }
}

fn named(kind: &str, name: Option<&String>) -> String {
    name.map_or_else(|| kind.to_owned(), |name| format!("{kind} \"{name}\""))
}
