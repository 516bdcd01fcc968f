//! What a set of roles can do about one lockout: the matrix, met with the remedies.

use crate::model::Cause;

use super::action::Action;
use super::chain::Situation;
use super::condition::{Chance, Condition};
use super::finding::{Kind, Means, Verdict};
use super::matrix::{Answer, cell_of};
use super::remedy::remedies;
use super::role::{Held, Role};

/// Worth knowing beside the rescue itself.
const ALSO: [Action; 3] = [Action::OpenTicket, Action::ReadSignInLogs, Action::AcceptGdap];

/// What a set of roles can do about one lockout.
pub(super) struct Power {
    /// Best first.
    pub(super) means: Vec<Means>,
    /// The sources do not say, for a remedy that would count.
    pub(super) silent: bool,
    /// Of what would help, what they cannot do.
    pub(super) cannot: Vec<Action>,
    /// What else they can do.
    pub(super) also: Vec<Action>,
}

/// Finds the best means for each remedy.
pub(super) fn power(cause: Cause, roles: &[Role], kind: Kind, situation: &Situation) -> Power {
    let (mut means, mut cannot, mut silent) = (Vec::new(), Vec::new(), false);
    for remedy in remedies(cause) {
        let mut best: Option<Means> = None;
        for role in roles {
            let needed = match cell_of(*role, remedy.action).answer {
                Answer::No => continue,
                Answer::Yes => None,
                Answer::If(condition) => Some(condition),
                Answer::Unknown => {
                    silent |= remedy.condition.is_none_or(|c| c.chance() == Chance::Likely)
                        && remedy.action != Action::ExclusionGroup;
                    continue;
                }
            };
            let all = [needed, remedy.condition];
            let conditions: Vec<Condition> =
                all.into_iter().flatten().filter(|c| !is_met(*c, situation)).collect();
            if conditions.iter().any(|c| situation.known.get(c) == Some(&false)) {
                continue;
            }
            if kind == Kind::Gdap && conditions.iter().any(|c| !c.known_for_partners()) {
                silent = true;
                continue;
            }
            let better = best.as_ref().is_none_or(|best| rank(&conditions) < rank(&best.only_if));
            if better {
                let caveat = remedy.caveat.map(str::to_owned);
                best = Some(Means {
                    action: remedy.action,
                    role: Held::Known(*role),
                    only_if: conditions,
                    caveat,
                });
            }
        }
        match best {
            Some(one) => means.push(one),
            None => cannot.push(remedy.action),
        }
    }
    means.sort_by_key(|one| rank(&one.only_if));
    let can = |action: Action| roles.iter().any(|role| matches!(cell_of(*role, action).answer, Answer::Yes));
    let also = ALSO.into_iter().filter(|action| can(*action)).collect();
    if !can(Action::OpenTicket) {
        cannot.push(Action::OpenTicket);
    }
    Power { means, silent, cannot, also }
}

fn rank(conditions: &[Condition]) -> (bool, usize) {
    (conditions.iter().any(|c| c.chance() == Chance::Remote), conditions.len())
}

/// Somebody looked and it is so, or somebody on record can make it so.
fn is_met(condition: Condition, situation: &Situation) -> bool {
    let can = |role: &Role, action| matches!(cell_of(*role, action).answer, Answer::Yes);
    let makeable = condition.met_by().is_some_and(|action| {
        situation.survivors.iter().chain(&situation.partners).any(|role| can(role, action))
    });
    makeable || situation.known.get(&condition) == Some(&true)
}

/// From what the roles can do alone.
pub(super) fn verdict_of(power: &Power) -> Verdict {
    match power.means.first().map(|best| rank(&best.only_if)) {
        Some((false, 0)) => Verdict::Helps,
        Some((false, _)) => Verdict::MayHelp,
        _ if power.silent => Verdict::Unknown,
        Some((true, _)) => Verdict::RemoteChance,
        None => Verdict::Powerless,
    }
}
