//! The exact words for a helper: one text to send, one to read out on the phone.

use crate::case::Case;
use crate::case::claims::{Claims, Situation};
use crate::model::TenantId;
use crate::model::{Cause, facts};
use crate::partner::action::Action;
use crate::partner::finding::Reason;
use crate::partner::relationship::Assigned;
use crate::partner::{Finding, Helper, Kind, Means, Verdict};

use super::words::day;
use crate::report::said;

/// What is known about those who ask; what is missing becomes a gap to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// The organisation.
    pub organisation: Option<String>,
    /// Its tenant.
    pub tenant: Option<TenantId>,
    /// Its initial domain at Microsoft, `contoso.onmicrosoft.com`.
    pub onmicrosoft: Option<String>,
    /// Who writes.
    pub name: Option<String>,
    /// The telephone that reaches them at night.
    pub phone: Option<String>,
    /// How the organisation's own administrators stand, as the request to Microsoft says it; nothing where no case says it.
    pub standing: Option<String>,
    /// Why they are locked out, as the request to Microsoft says it, and the cause that it is about; nothing where no case
    /// says it.
    pub cause: Option<(Cause, Vec<String>)>,
    /// An administrator is in again: nobody is asked to open the door.
    pub entered: bool,
}

impl Sender {
    /// Who asks, from the facts of a case; the tenant and the organisation may be known from elsewhere.
    #[must_use]
    pub fn of(case: &Case, tenant: Option<TenantId>, organisation: Option<String>) -> Self {
        let organisation = case.text(facts::NAME).or(organisation);
        let claims = Claims::of(case, case.last.unwrap_or_default());
        // The mail says the same as the request: one derivation for both.
        let known = claims.situation != Situation::NotKnown;
        let named = organisation.clone().unwrap_or_else(|| GAP.to_owned());
        Self {
            standing: known.then(|| said::opening::standing(&claims, &named)),
            cause: claims.cause.map(|cause| (cause, said::cause::sentences(&claims))),
            entered: matches!(claims.situation, Situation::In(_)),
            organisation,
            tenant: tenant.or_else(|| case.text(facts::TENANT_ID)?.parse().ok()),
            onmicrosoft: case.text(facts::ONMICROSOFT),
            name: case.text(facts::PERSON_NAME),
            phone: case.text(facts::PERSON_PHONE),
        }
    }

    /// What follows "locked out": the case's own sentences about the cause where it was weighed, else what was weighed.
    fn why(&self, finding: &Finding) -> String {
        match &self.cause {
            Some((cause, sentences)) if *cause == finding.cause => format!(". {}", sentences.join(" ")),
            _ => format!(": {}.", finding.cause.title()),
        }
    }

    fn or<'a>(value: &'a Option<String>, gap: &'a str) -> &'a str {
        value.as_deref().unwrap_or(gap)
    }

    pub(super) fn place(&self) -> String {
        match (&self.tenant, &self.onmicrosoft) {
            (Some(tenant), Some(name)) => format!("{name}, tenant ID {tenant}"),
            (Some(tenant), None) => format!("tenant ID {tenant}"),
            (None, Some(name)) => name.clone(),
            (None, None) => "[tenant ID or onmicrosoft.com name]".into(),
        }
    }
}

/// Where the organisation's name is not known.
const GAP: &str = "[organisation]";

/// A text to send, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject of the mail.
    pub subject: String,
    /// Who writes and why.
    pub opening: Vec<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// How to answer, and who asks.
    pub closing: Vec<String>,
}

impl Letter {
    /// The whole text, ready to paste.
    #[must_use]
    pub fn text(&self) -> String {
        let steps = (1..).zip(&self.steps).map(|(number, step)| format!("{number}. {step}"));
        let mut lines = vec![format!("Subject: {}", self.subject), String::new()];
        lines.extend(self.opening.iter().cloned());
        lines.push(String::new());
        lines.push(PLEASE.into());
        lines.extend(steps);
        lines.push(String::new());
        lines.extend(self.closing.iter().cloned());
        lines.join("\n")
    }
}

/// What stands above the steps.
pub const PLEASE: &str = "Please do this, and nothing else:";

/// The text to send; nothing when this helper is of no use for the lockout.
#[must_use]
pub fn letter(finding: &Finding, helper: &Helper, sender: &Sender) -> Option<Letter> {
    let best = request(helper, sender)?;
    let organisation = Sender::or(&sender.organisation, GAP);
    let held = match &helper.gdap {
        Some(gdap) => format!(
            "Your GDAP relationship \"{}\"{} holds the role {}.",
            helper.who,
            gdap.ends.map(|end| format!(" (until {})", day(end))).unwrap_or_default(),
            best.role
        ),
        None => format!("Your account holds the role {}, which can undo this.", best.role),
    };
    Some(Letter {
        subject: format!("{organisation} is locked out of Microsoft 365: your help is needed now"),
        opening: [
            Some(format!("{organisation} ({}) is locked out{}", sender.place(), sender.why(finding))),
            sender.standing.clone(),
            Some(held),
        ]
        .into_iter()
        .flatten()
        .collect(),
        steps: steps(finding.cause, helper, best, sender),
        closing: vec![
            "If you are refused, send the whole error text: code, Request ID, time. Do not try again and again.".into(),
            "Write down what you changed and when.".into(),
            format!(
                "Before you act, check who asks: call back at the number you have on file for us. Reachable now: {}.",
                Sender::or(&sender.phone, "[phone]")
            ),
            Sender::or(&sender.name, "[your name]").to_owned(),
        ],
    })
}

/// The same to read out, short.
#[must_use]
pub fn phone(finding: &Finding, helper: &Helper, sender: &Sender) -> Option<String> {
    let best = request(helper, sender)?;
    let held = match helper.kind {
        Kind::Gdap => format!("Your GDAP relationship with us, \"{}\", holds {}.", helper.who, best.role),
        Kind::SurvivingRole => format!("You hold the role {}.", best.role),
    };
    Some(format!(
        "This is {} of {}. We are locked out of Microsoft 365{} {held} Please {} for us, tonight. I send you the exact \
         steps by mail from outside the tenant. Check who I am first: call me back at the number you have on file.",
        Sender::or(&sender.name, "[your name]"),
        Sender::or(&sender.organisation, "[organisation]"),
        sender.why(finding),
        best.action.words().what,
    ))
}

/// What to ask for: the best means of somebody who can be asked at all; nothing once an administrator is in.
fn request<'a>(helper: &'a Helper, sender: &Sender) -> Option<&'a Means> {
    if sender.entered {
        return None;
    }
    let asked = helper.verdict.rescues() || matches!(helper.verdict, Verdict::OneStepAway | Verdict::Unknown);
    helper.means.first().filter(|_| asked)
}

fn steps(cause: Cause, helper: &Helper, best: &Means, sender: &Sender) -> Vec<String> {
    let mut steps = Vec::new();
    let role = &best.role;
    if helper.kind == Kind::Gdap {
        let has = |wanted: Assigned| helper.reasons.contains(&Reason::Assignment(wanted));
        if has(Assigned::No) {
            steps.push(format!(
                "Partner Center: Customers > our name > Admin relationships > \"{}\" > Add security groups: give {role} to \
                 a group that you are in.",
                helper.who
            ));
        } else if has(Assigned::Unknown) {
            steps.push(format!(
                "Check in Partner Center that {role} is assigned to a security group that you are in."
            ));
        }
        let place =
            sender.tenant.map_or_else(|| sender.onmicrosoft.clone(), |tenant| Some(tenant.to_string()));
        steps.push(match place {
            Some(place) => format!(
                "Sign in to our tenant with your delegated rights: https://entra.microsoft.com/{place}"
            ),
            None => "Sign in to our tenant with your delegated rights, from Partner Center.".into(),
        });
    } else {
        steps.push("Sign in at https://entra.microsoft.com, once, from your usual device and place.".into());
    }
    let words = best.action.words();
    let (target, secret) = match best.action {
        Action::EditPolicy => ("the policy that refuses our administrators", false),
        Action::IssueTap | Action::ResetPassword => ("our administrator, whom we name on the phone", true),
        _ => ("our administrator, whom we name on the phone", false),
    };
    let how = words.portal.map(|portal| format!(" {}", portal.trim_end_matches('.'))).unwrap_or_default();
    steps.push(format!("{} ({target}).{how}{}", capital(words.what), if how.is_empty() { "" } else { "." }));
    if let Some(command) = words.command {
        let tenant = sender.tenant.map_or("<our tenant ID>".into(), |tenant| tenant.to_string());
        let connect = if helper.kind == Kind::Gdap {
            format!("Connect-MgGraph -TenantId {tenant}; ")
        } else {
            String::new()
        };
        steps.push(format!("Or in PowerShell: {connect}{command}"));
    }
    for condition in &best.only_if {
        steps.push(format!("This works only if {}.", condition.text()));
    }
    if let Some(caveat) = &best.caveat {
        steps.push(format!("Know before you do it: {caveat}."));
    }
    if secret {
        steps.push(
            "Tell the pass or password by voice, to the administrator in person: never by mail.".into(),
        );
    }
    if cause == Cause::ConditionalAccess && best.action != Action::ReadSignInLogs {
        steps.push(
            "Tell us the name of the policy, and let one of us try to sign in while you stay on the line."
                .into(),
        );
    }
    steps
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
