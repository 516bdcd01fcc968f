//! What a look at roles and partners says of accounts and doors.
//!
//! A finding knows relationships from a file and roles that somebody named on a command line. Here they become reports
//! like any other: an account that holds a role, and how the partner's door stands. What a person said in the case counts
//! more, and a finding that was made from what persons said adds nothing. This file refuses to know whether a role helps.

use super::account::{AccountReport, HeldRole, Holding};
use super::door::{DoorReport, DoorState};
use crate::model::StepRef;
use crate::partner::finding::{Finding, Gdap, Helper, Kind, Verdict};
use crate::partner::role::Held;
use crate::partner::standing::Standing;

/// The step at which a partner is asked for the repair; a test of the guide holds it against the runbooks.
#[must_use]
pub fn partners_door() -> StepRef {
    StepRef::new("partner", "ask-for-repair")
}

/// Accounts of which only their role is known.
pub(super) fn accounts(finding: &Finding) -> impl Iterator<Item = AccountReport> {
    let helpers = finding.helpers.iter().filter(|helper| helper.kind == Kind::SurvivingRole);
    let roles = helpers.flat_map(|helper| &helper.roles).filter_map(|held| match held {
        Held::Known(role) => Some(role.name().to_owned()),
        Held::Unknown(_) => None,
    });
    roles.map(|role| AccountReport {
        roles: vec![HeldRole { role: role.clone(), held: Holding::Now }],
        ..AccountReport::about(format!("an account with {role}"))
    })
}

/// How the partner's door stands by the relationships of a file: not there where each of them gives no access, whatever
/// the cause is; else not looked at. Nothing where no file was read.
pub(super) fn door(finding: &Finding) -> Option<DoorReport> {
    let partners: Vec<&Helper> = finding.helpers.iter().filter(|helper| helper.kind == Kind::Gdap).collect();
    if !finding.partners_on_record || finding.incomplete || partners.is_empty() {
        return None;
    }
    let useless = |helper: &&Helper| helper.verdict == Verdict::NoAccess;
    let (state, why) = if partners.iter().all(useless) {
        let why: Vec<String> = partners.iter().map(|helper| why(helper)).collect();
        (DoorState::DoesNotExist, Some(why.join("; ")))
    } else {
        (DoorState::NotLookedAt, None)
    };
    Some(DoorReport { door: partners_door(), state, by: None, why })
}

/// The relationship that the file has, where it has one alone.
pub(super) fn only_relationship(finding: &Finding) -> Option<(&Helper, &Gdap)> {
    let mut partners = finding.helpers.iter().filter_map(|helper| Some((helper, helper.gdap.as_ref()?)));
    let one = partners.next()?;
    (finding.partners_on_record && !finding.incomplete && partners.next().is_none()).then_some(one)
}

fn why(helper: &Helper) -> String {
    let day =
        |gdap: &Gdap| gdap.ends.map(|ends| ends.format(" on %-d %B %Y").to_string()).unwrap_or_default();
    match &helper.gdap {
        Some(gdap) if matches!(gdap.standing, Standing::Over | Standing::PastItsEnd) => {
            format!("the relationship {} ended{}", helper.who, day(gdap))
        }
        Some(gdap) if gdap.standing == Standing::Lapsed => {
            format!("the relationship {} was never approved", helper.who)
        }
        _ => format!("the relationship {} gives no access", helper.who),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cause;

    fn finding(helpers: Vec<Helper>) -> Finding {
        Finding {
            cause: Cause::ConditionalAccess,
            as_of: chrono::DateTime::UNIX_EPOCH,
            helpers,
            chains: Vec::new(),
            partners_on_record: true,
            none_of: Vec::new(),
            incomplete: false,
            problems: Vec::new(),
        }
    }

    fn helper(kind: Kind, who: &str, verdict: Verdict) -> Helper {
        Helper {
            who: who.into(),
            kind,
            verdict,
            reasons: Vec::new(),
            roles: vec![Held::read("Security Administrator")],
            means: Vec::new(),
            also: Vec::new(),
            cannot: Vec::new(),
            refused: None,
            by_policies: None,
            gdap: None,
        }
    }

    #[test]
    fn the_door_is_gone_only_where_each_relationship_gives_nothing() {
        let (gone, helps) =
            (helper(Kind::Gdap, "Old", Verdict::NoAccess), helper(Kind::Gdap, "New", Verdict::Helps));
        let state = |helpers: &[&Helper]| {
            door(&finding(helpers.iter().map(|one| (*one).clone()).collect())).map(|door| door.state)
        };
        assert_eq!(state(&[&gone]), Some(DoorState::DoesNotExist));
        assert_eq!(state(&[&gone, &helps]), Some(DoorState::NotLookedAt));
        assert_eq!(state(&[]), None);
        let unread = Finding { partners_on_record: false, ..finding(vec![gone.clone()]) };
        let in_parts = Finding { incomplete: true, ..finding(vec![gone]) };
        assert_eq!((door(&unread), door(&in_parts)), (None, None), "nobody may say that there is none");
    }

    #[test]
    fn a_role_without_a_name_is_an_account() {
        let found = finding(vec![
            helper(Kind::SurvivingRole, "x", Verdict::Helps),
            helper(Kind::Gdap, "y", Verdict::Helps),
        ]);
        let names: Vec<String> = accounts(&found).map(|report| report.account).collect();
        assert_eq!(names, ["an account with Security Administrator"]);
    }
}
