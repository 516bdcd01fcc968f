//! One sentence for each reason, and the sentences that support wants to read.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::model::Cause;
use crate::partner::action::Action;
use crate::partner::finding::{ByPolicies, Gdap, Reason};
use crate::partner::relationship::Assigned;
use crate::partner::standing::{REQUEST_LAPSES_AFTER_DAYS, Standing};
use crate::partner::{Finding, Helper, Kind, Means, Verdict};
use crate::report::harmless::shown;

/// Columns beside the guide's own indent.
const COLUMNS: usize = 74;

/// A day, as everybody writes it here.
#[must_use]
pub fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// How much help to expect, in a few words.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Helps => "can help",
        Verdict::MayHelp => "can help, if one thing is so",
        Verdict::OneStepAway => "can help after one step",
        Verdict::Unknown => "not known: ask",
        Verdict::RemoteChance => "only in a rare set-up",
        Verdict::Powerless => "cannot help alone: these roles are not enough",
        Verdict::NoAccess => "cannot help: no access",
    }
}

/// Why the verdict is what it is, for one reason.
#[must_use]
pub fn reason(reason: &Reason, gdap: Option<&Gdap>) -> String {
    match reason {
        Reason::Standing(standing) => self::standing(*standing, gdap),
        Reason::Assignment(Assigned::No) => {
            "It holds the role, but no group of the partner has it: a role works only when the partner assigns it to a \
             security group. The partner can do that alone, in minutes."
                .into()
        }
        Reason::Assignment(Assigned::Pending) => {
            "It holds the role, and its assignment to a group of the partner is being set up: minutes, as a rule.".into()
        }
        Reason::Assignment(Assigned::Unknown | Assigned::Yes) => {
            "Held, assignment unknown: nothing on record says whether the role is assigned to a group of the partner, and \
             without that it does nothing. Ask."
                .into()
        }
        Reason::UnknownRoles(roles) => format!(
            "{} not known to this program: {}. Ask what it may do; it is counted as neither yes nor no.",
            if roles.len() == 1 { "A role is" } else { "Roles are" },
            roles.join(", ")
        ),
        Reason::SaidSo => "The partner was asked and said that it cannot.".into(),
        Reason::RolesNotListed => "Its roles are not on record. Ask for them by name.".into(),
        Reason::SourcesSilent => {
            "Microsoft's pages do not say whether this role reaches a Global Administrator here. Let its holder try.".into()
        }
        Reason::CustomerNotNamed => {
            "The file does not say whose tenant this relationship is about. Compare the customer's tenant ID.".into()
        }
        Reason::Chain(_) => {
            "It may accept a new GDAP request, and so let a partner in who holds the right role.".into()
        }
        Reason::EndsSoon(0) => "It ends within 24 hours: call now.".into(),
        Reason::EndsSoon(1) => "It ends within two days: call now.".into(),
        Reason::EndsSoon(days) => format!("It ends in {days} days, and once ended it cannot be revived from outside."),
        Reason::NoExtensionWithGlobalAdministrator => {
            "It cannot be extended by itself, because Global Administrator is among its roles.".into()
        }
        Reason::Transition => {
            "It looks like one that Microsoft made in the move from DAP to GDAP (2023): the roles are Microsoft's choice."
                .into()
        }
    }
}

fn standing(standing: Standing, gdap: Option<&Gdap>) -> String {
    let end = gdap.and_then(|gdap| gdap.ends);
    match standing {
        Standing::Works => match (end, gdap.and_then(|gdap| gdap.auto_extend)) {
            (Some(end), Some(true)) => format!("Active until {}, then extended by itself for 180 days.", day(end)),
            (Some(end), Some(false)) => format!("Active until {}, and not extended by itself.", day(end)),
            (Some(end), None) => format!("Active until {}.", day(end)),
            (None, _) => "Active; the file does not say until when.".into(),
        },
        Standing::Starting => "Approved, and being set up by Microsoft: minutes, as a rule.".into(),
        Standing::AwaitsCustomer => {
            "Never approved: somebody in your tenant must accept it, a Global Administrator or a Customer Delegated Admin \
             Relationship Administrator."
                .into()
        }
        Standing::AwaitsPartner => "It waits for the reseller's own consent in Partner Center.".into(),
        Standing::Lapsed => {
            format!("Requested and never approved; a request lapses after {REQUEST_LAPSES_AFTER_DAYS} days.")
        }
        Standing::Over => match end {
            Some(end) => format!("Over since {}. It cannot be revived: a new one must be accepted inside your tenant.", day(end)),
            None => "Over. It cannot be revived: a new one must be accepted inside your tenant.".into(),
        },
        Standing::PastItsEnd => match end {
            Some(end) => format!("The file calls it active, but it ended on {}.", day(end)),
            None => "It has ended.".into(),
        },
        Standing::MaybeExtended => match end {
            Some(end) => format!(
                "Its end, {}, has passed. It was set to extend itself, so it may run on: the file is older. Ask.",
                day(end)
            ),
            None => "It may have been extended since the file was made. Ask.".into(),
        },
        Standing::Unclear => match gdap.map(|gdap| gdap.status.word()) {
            Some(word) if !word.is_empty() => format!("Its status \"{word}\" is not known to this program. Ask."),
            _ => "Nothing on record says whether it is active, and until when. Ask.".into(),
        },
    }
}

/// What a means consists of: "change the policy, as Security Administrator".
#[must_use]
pub fn means(means: &Means) -> String {
    format!("{}, as {}", means.action.words().what, means.role)
}

/// Whether the same policy may refuse the helper too; nothing to say when no policy is to blame.
#[must_use]
pub fn same_policy(cause: Cause, helper: &Helper) -> Option<String> {
    let policy = matches!(cause, Cause::ConditionalAccess | Cause::HostileAdmin | Cause::Unknown);
    let by = |one: &ByPolicies| {
        let names: Vec<String> =
            one.by.iter().take(3).map(|name| format!("\u{201c}{}\u{201d}", shown(name))).collect();
        names.join(", ")
    };
    let told = match (&helper.refused, &helper.by_policies) {
        (None, Some(one)) => match one.refused {
            Some(true) => {
                Some(format!("Computed from the exported policies: they are refused by {}.", by(one)))
            }
            Some(false) => Some("Computed from the exported policies: none of them refuses them.".to_owned()),
            None if one.by.is_empty() => None,
            None => Some(format!(
                "Whether the exported policies refuse them cannot be told; it depends on {}. Let them try.",
                by(one)
            )),
        },
        _ => None,
    };
    if told.is_some() {
        return told;
    }
    let said = match (helper.refused, helper.kind) {
        (Some(true), _) => Some("The same policy refused them when they tried."),
        (None, Kind::Gdap) if policy => Some(
            "The same policy may refuse them: a partner's technicians are \"service provider users\", and a policy for \
             all users, a place or a device catches them unless it excludes that kind. A plain demand for multifactor \
             sign-in does not stop them. Let them try.",
        ),
        (None, Kind::SurvivingRole) if policy => {
            Some("The same policy may refuse this account too. Try it once, from the usual device and place.")
        }
        (Some(false) | None, _) => None,
    };
    said.map(str::to_owned)
}

/// What support is told where we buy from Microsoft.
pub const NO_PARTNER: &str = "No partner has access: there is none.";

/// What may be told to support because the record supports it; and what is open, said as open.
#[must_use]
pub fn for_support(finding: &Finding) -> Vec<String> {
    let mut lines = Vec::new();
    let undo = match finding.cause {
        Cause::ConditionalAccess => "change a Conditional Access policy or a Global Administrator's sign-in",
        Cause::RoleLost => "give the Global Administrator role",
        Cause::FederationDown => "change the federation of our domain or a Global Administrator's sign-in",
        _ => "repair a Global Administrator's account or sign-in",
    };
    let of = |kind: Kind| finding.helpers.iter().filter(move |helper| helper.kind == kind);
    let idle = |helper: &&Helper| !helper.verdict.rescues() && !helper.verdict.open();
    let survivors: Vec<&Helper> = of(Kind::SurvivingRole).collect();
    if !survivors.is_empty() && survivors.iter().all(idle) {
        let roles: Vec<String> =
            survivors.iter().flat_map(|helper| &helper.roles).map(ToString::to_string).collect();
        lines.push(format!(
            "Roles that accounts of ours still hold: {}. None of them can {undo}.",
            roles.join(", ")
        ));
    }
    let partners: Vec<&Helper> = of(Kind::Gdap).collect();
    for helper in partners.iter().copied().filter(|helper| idle(helper) && finding.partners_on_record) {
        lines.push(format!("Partner relationship \"{}\": {}", helper.who, idle_partner(helper)));
    }
    let all_idle = partners.iter().all(idle);
    let said_so = |helper: &&Helper| helper.reasons.contains(&Reason::SaidSo);
    if !partners.is_empty() && partners.iter().all(said_so) {
        lines.push("Our partner was asked and says that it cannot help.".into());
    } else if finding.none_of.contains(&Kind::Gdap) {
        lines.push(NO_PARTNER.into());
    } else if !finding.partners_on_record {
        lines.push("Whether a partner has access is not known yet: no relationship list is at hand.".into());
    } else if finding.incomplete {
        lines.push("The list of partner relationships that we have is not complete.".into());
    } else if partners.is_empty() {
        lines.push("The relationship list that we have names no relationship with this tenant.".into());
    } else if all_idle {
        lines.push(format!("No partner relationship on our record can {undo}."));
    } else if !partners.iter().any(|helper| helper.verdict.rescues()) {
        lines.push("Whether a partner can help is still open.".into());
    }
    lines
}

fn idle_partner(helper: &Helper) -> String {
    let Some(gdap) = &helper.gdap else { return String::new() };
    if helper.verdict == Verdict::NoAccess {
        return standing(gdap.standing, Some(gdap));
    }
    let roles: Vec<String> = helper.roles.iter().map(ToString::to_string).collect();
    let until = gdap.ends.map(|end| format!(" until {}", day(end))).unwrap_or_default();
    format!("active{until}, with {}.", if roles.is_empty() { "no role".into() } else { roles.join(", ") })
}

/// What somebody cannot do of what would help, in one line. Rare set-ups are left out.
#[must_use]
pub fn refusals(actions: &[Action]) -> String {
    let rare = [Action::ExclusionGroup, Action::DeviceCompliance];
    let said = actions.iter().filter(|action| !rare.contains(action)).map(|action| action.words().refusal);
    said.collect::<Vec<_>>().join("; ")
}

/// How to name somebody in a sentence.
#[must_use]
pub fn name(helper: &Helper) -> String {
    match helper.kind {
        Kind::Gdap => format!("the partner of \"{}\"", helper.who),
        Kind::SurvivingRole => helper.who.clone(),
    }
}

/// Each helper of one kind in a line or two, for the guide.
#[must_use]
pub fn short(finding: &Finding, kind: Kind) -> Vec<String> {
    let helpers: Vec<&Helper> = finding.helpers.iter().filter(|helper| helper.kind == kind).collect();
    if helpers.is_empty() {
        let none = finding.none_of.contains(&kind);
        return vec![
            match (none, kind) {
                (false, _) => "Nobody is on record yet: this stays unknown.",
                (true, Kind::SurvivingRole) => "Nobody else holds an admin role, as you said.",
                (true, Kind::Gdap) => "There is no partner, as you said.",
            }
            .into(),
        ];
    }
    let mut lines = Vec::new();
    let mut say = |indent: &'static str, line: String| {
        let folded = textwrap::Options::new(COLUMNS).initial_indent(indent).subsequent_indent(indent);
        lines.extend(textwrap::wrap(&line, folded).into_iter().map(Cow::into_owned));
    };
    for helper in helpers {
        say("", format!("{}: {}", helper.who, verdict(helper.verdict)));
        if helper.verdict != Verdict::Powerless {
            helper.reasons.iter().for_each(|one| say("   ", reason(one, helper.gdap.as_ref())));
        }
        if helper.verdict.rescues() {
            helper.means.iter().take(2).for_each(|one| say("   ", means(one)));
        }
    }
    lines
}

/// What to do now, in one line.
#[must_use]
pub fn next(finding: &Finding) -> String {
    if let Some(helper) = finding.rescuers().next() {
        return format!("Call {} now, with the words to say and to send.", name(helper));
    }
    if let Some(helper) = finding.helpers.iter().find(|helper| helper.verdict == Verdict::OneStepAway) {
        let setting_up = helper.gdap.as_ref().is_some_and(|gdap| gdap.standing == Standing::Starting);
        return if setting_up {
            format!(
                "Microsoft is setting up the relationship \"{}\". Wait some minutes, then call them.",
                helper.who
            )
        } else {
            format!("Call {}: one step is missing, and it is in their hands or yours.", name(helper))
        };
    }
    if let Some(helper) = finding.helpers.iter().find(|helper| helper.verdict == Verdict::Unknown) {
        return format!("Ask {}: from what is on record nobody can tell.", name(helper));
    }
    if finding.helpers.is_empty() && !finding.none_of.contains(&Kind::Gdap) {
        return "Find out who invoices the licences and call them: reentry runbook show partner".into();
    }
    if finding.cause == Cause::TenantBlocked {
        return "Only Microsoft lifts this: reentry ticket".into();
    }
    if finding.helpers.is_empty() && !finding.nobody() {
        return "There is no partner. Ask who else holds an admin role: reentry runbook show surviving-roles"
            .into();
    }
    "Nobody on record can undo this. Open a support request: reentry ticket".into()
}
