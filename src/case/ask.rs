//! The smallest change that is wanted of Microsoft, on which account.
//!
//! It is proposed from cause and accounts, shown, and may be changed by the person; every text then carries the same
//! sentence. Containment comes first where somebody is hostile: an account that is let in while the other one still
//! works is taken away again. Once somebody is in, nothing is asked but what a person says is still wanted.
//!
//! What this file refuses to know: the words, and whether Microsoft will do it.

use super::account::{Account, AccountKind, AccountState};
use super::demand::{self, Demand};
use crate::model::Cause;
use crate::policy::lockout::{Computed, OfAccount, Refusal, Repairs};

/// One change that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Somebody is hostile: block these accounts, end their sessions, keep the logs. Empty where no name is known.
    Contain {
        accounts: Vec<String>,
    },
    /// Leave this account out of the policies that refuse it. Empty where no name is known.
    Exclude {
        account: String,
        policies: Vec<String>,
    },
    /// Let it meet what the policies demand, or leave it out of them.
    MeetOrExclude {
        account: String,
        policies: Vec<String>,
        control: String,
    },
    /// Let it register a second factor for the first time.
    Register {
        account: String,
    },
    /// Let it register its second factor again.
    RegisterAgain {
        account: String,
    },
    /// Reset its password.
    ResetPassword {
        account: String,
    },
    /// Lift its lock.
    Unlock {
        account: String,
    },
    Enable {
        account: String,
    },
    /// Restore the deleted account.
    Restore {
        account: String,
    },
    /// Give it the Global Administrator role, after proof.
    GiveRole {
        account: Option<String>,
    },
    /// Give an administrator account to whoever proves to speak for the organisation: nobody's is known or left.
    AfterProof,
    /// Say whether the second factor's service works.
    CheckService,
    /// Let this account in without the organisation's own sign-in service.
    WithoutFederation {
        account: Option<String>,
    },
    /// Say why the tenant is blocked, and lift it.
    LiftBlock,
    /// Which account, or which change, is not known yet.
    FindOut {
        account: Option<String>,
    },
    /// The person's own sentence.
    InWords(String),
    /// Somebody is in, and nothing more is asked.
    Nothing,
}

/// What the ask is decided from.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    pub accounts: &'a [Account],
    /// The cause recorded for the whole case.
    pub cause: Option<Cause>,
    pub demand: &'a Demand,
    pub policy: Option<&'a str>,
    /// What exported policies say about the accounts.
    pub computed: Option<&'a Computed>,
    pub somebody_is_in: bool,
    /// The person's own words, where they stand.
    pub words: Option<&'a str>,
}

/// What is asked: in this order, the first thing first.
#[must_use]
pub fn propose(ground: &Ground<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    let hostile: Vec<String> = ground
        .accounts
        .iter()
        .filter(|account| account.state() == AccountState::Hostile)
        .map(|account| account.called().to_owned())
        .collect();
    if !ground.somebody_is_in && (!hostile.is_empty() || ground.cause == Some(Cause::HostileAdmin)) {
        asks.push(Ask::Contain { accounts: hostile });
    }
    if let Some(words) = ground.words {
        asks.push(Ask::InWords(words.to_owned()));
        return asks;
    }
    if ground.somebody_is_in {
        return vec![Ask::Nothing];
    }
    // Whoever is hostile and has no user name yet may be any of them: nobody is given a role.
    let apart = hostile_are_apart(ground.accounts, ground.cause);
    asks.push(if apart { smallest(ground) } else { Ask::GiveRole { account: None } });
    asks
}

/// Whether each hostile account is known by its user name, so that no other account can be it.
#[must_use]
pub fn hostile_are_apart(accounts: &[Account], cause: Option<Cause>) -> bool {
    let mut hostile = accounts.iter().filter(|account| account.state() == AccountState::Hostile).peekable();
    let nobody_named = hostile.peek().is_none();
    !(nobody_named && cause == Some(Cause::HostileAdmin))
        && hostile.all(|account| account.called().contains('@'))
}

/// The causes of one account: what was said of it, what its state and its code say, else what is recorded for the case.
#[must_use]
pub fn causes(account: &Account, case: Option<Cause>) -> Vec<Cause> {
    let mut causes = account.causes.clone();
    // It is another cause than the case's, and nobody said which.
    let another = causes.contains(&Cause::Unknown);
    causes.retain(|cause| *cause != Cause::Unknown);
    causes.extend(account.state().cause().filter(|cause| !account.causes.contains(cause)));
    if causes.is_empty() {
        let coded =
            account.code().and_then(|code| crate::signin::catalogue::cause_candidates(code).first().copied());
        // A policy stops everybody alike. What happened to one account says nothing of an emergency access account.
        let apart = account.kind == Some(AccountKind::Emergency) && !account.is_global();
        let case = case.filter(|cause| !(another || apart && OF_ONE_ACCOUNT.contains(cause)));
        // The case's own cause stands where the code allows it: a code seldom has one meaning.
        let fits = |cause: &Cause| {
            account.code().is_none_or(|code| {
                let candidates = crate::signin::catalogue::cause_candidates(code);
                candidates.is_empty() || candidates.contains(cause)
            })
        };
        causes.extend(case.filter(|c| *c != Cause::Unknown).filter(fits).or(coded));
    }
    causes
}

/// Causes that belong to one account, and not to the tenant.
const OF_ONE_ACCOUNT: [Cause; 6] = [
    Cause::MfaLost,
    Cause::PasswordLost,
    Cause::AccountLocked,
    Cause::AccountDisabled,
    Cause::AccountDeleted,
    Cause::RoleLost,
];

/// One account is enough: the one that needs the smallest change. Of equal ones, the one that was named first.
fn smallest(ground: &Ground<'_>) -> Ask {
    let candidates = ground.accounts.iter().filter(|account| {
        account.may_be_global() && !matches!(account.state(), AccountState::Hostile | AccountState::In)
    });
    let best = candidates
        .map(|account| {
            let ask = of(account, ground);
            let faults = causes(account, None).len();
            let seen = account.state().is_shut_out();
            // Where exports tell it: an exclusion that is enough alone, and from the fewest policies.
            let excludes = matches!(ask, Ask::Exclude { .. } | Ask::MeetOrExclude { .. });
            let computed = computed(account, ground).filter(|_| excludes);
            let short = computed.is_some_and(|one| !one.exclusion_helps());
            let policies = computed.map_or(1, |one| one.policies().count().max(1));
            ((!seen, faults > 1, short, policies, rank(&ask)), ask)
        })
        .min_by_key(|(cost, _)| *cost)
        .map(|(_, ask)| ask);
    best.or_else(|| of_exports(ground)).unwrap_or(match ground.cause {
        Some(Cause::TenantBlocked) => Ask::LiftBlock,
        Some(Cause::LastAdminLeft | Cause::RoleLost) => Ask::AfterProof,
        Some(Cause::MfaServiceDown) => Ask::CheckService,
        Some(Cause::FederationDown) => Ask::WithoutFederation { account: None },
        _ if ground.accounts.is_empty() => Ask::AfterProof,
        _ => Ask::FindOut { account: None },
    })
}

/// Nobody named an account, and exports show who repairs the policies and is refused by them.
fn of_exports(ground: &Ground<'_>) -> Option<Ask> {
    if !matches!(ground.cause, None | Some(Cause::ConditionalAccess | Cause::Unknown)) {
        return None;
    }
    let all = ground.computed.into_iter().flat_map(|computed| &computed.accounts);
    let fits = |one: &&OfAccount| one.repairs == Repairs::Yes && !one.partner && one.exclusion_helps();
    let best = all.filter(fits).min_by_key(|one| one.policies().count())?;
    Some(by_policy(best.name.clone(), Some(best), ground))
}

fn rank(ask: &Ask) -> u8 {
    match ask {
        Ask::LiftBlock | Ask::CheckService => 0,
        Ask::Enable { .. } => 1,
        Ask::Exclude { .. } => 2,
        Ask::Unlock { .. } => 3,
        Ask::MeetOrExclude { .. } => 4,
        Ask::Register { .. } | Ask::RegisterAgain { .. } => 5,
        Ask::ResetPassword { .. } => 6,
        Ask::WithoutFederation { .. } => 7,
        Ask::Restore { .. } => 8,
        Ask::GiveRole { .. } => 9,
        _ => 10,
    }
}

fn of(account: &Account, ground: &Ground<'_>) -> Ask {
    let name = account.called().to_owned();
    let refused = computed(account, ground).filter(|one| one.exclusion_helps());
    // Of several causes the one that needs the most is what has to be undone last; it decides what is asked.
    let cause = causes(account, ground.cause).into_iter().max_by_key(|cause| weight(*cause));
    match cause {
        Some(Cause::ConditionalAccess) => by_policy(name, refused, ground),
        // Nobody said what it is, and the exports show it.
        Some(Cause::Unknown) | None if refused.is_some() => by_policy(name, refused, ground),
        Some(Cause::MandatoryMfa) => Ask::Register { account: name },
        Some(Cause::MfaLost) => Ask::RegisterAgain { account: name },
        Some(Cause::PasswordLost) => Ask::ResetPassword { account: name },
        Some(Cause::AccountLocked) => Ask::Unlock { account: name },
        Some(Cause::AccountDisabled) => Ask::Enable { account: name },
        Some(Cause::AccountDeleted) => Ask::Restore { account: name },
        Some(Cause::RoleLost | Cause::HostileAdmin) => Ask::GiveRole { account: Some(name) },
        Some(Cause::LastAdminLeft) => Ask::AfterProof,
        Some(Cause::MfaServiceDown) => Ask::CheckService,
        Some(Cause::FederationDown) => Ask::WithoutFederation { account: Some(name) },
        Some(Cause::TenantBlocked) => Ask::LiftBlock,
        Some(Cause::Unknown) | None => Ask::FindOut { account: Some(name) },
    }
}

/// What exported policies say about this account.
fn computed<'a>(account: &Account, ground: &Ground<'a>) -> Option<&'a OfAccount> {
    ground.computed?.account(account.called())
}

/// Policies refuse it: those that the log or a person names, then those that were computed.
fn by_policy(account: String, refused: Option<&OfAccount>, ground: &Ground<'_>) -> Ask {
    let logged = match ground.demand {
        Demand::Block(demand::Ground::Log(name))
        | Demand::Unmet { ground: demand::Ground::Log(name), .. } => name.as_deref(),
        _ => None,
    };
    let computed: Vec<&Refusal> = refused.into_iter().flat_map(OfAccount::policies).collect();
    let mut policies: Vec<String> = Vec::new();
    for name in ground.policy.or(logged).into_iter().chain(computed.iter().map(|by| by.name.as_str())) {
        let name = name.trim();
        if !policies.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            policies.push(name.to_owned());
        }
    }
    // Of this account the exports say what each policy demands. A block cannot be met.
    let mut demands: Vec<&str> = Vec::new();
    for by in computed {
        match &by.demands {
            Some(demand) if !demands.contains(&demand.as_str()) => demands.push(demand),
            Some(_) => {}
            None => return Ask::Exclude { account, policies },
        }
    }
    match ground.demand {
        Demand::Block(demand::Ground::Log(_)) => Ask::Exclude { account, policies },
        Demand::Unmet { control, ground: demand::Ground::Log(_) } => {
            Ask::MeetOrExclude { account, policies, control: control.clone() }
        }
        _ if !demands.is_empty() => Ask::MeetOrExclude { account, policies, control: demands.join(" and ") },
        Demand::Unmet { control, .. } => Ask::MeetOrExclude { account, policies, control: control.clone() },
        _ => Ask::Exclude { account, policies },
    }
}

fn weight(cause: Cause) -> u8 {
    match cause {
        Cause::AccountDeleted => 9,
        Cause::MfaLost | Cause::MandatoryMfa => 8,
        Cause::RoleLost | Cause::HostileAdmin | Cause::LastAdminLeft => 7,
        Cause::AccountDisabled => 6,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::account::{self, AccountReport};
    use crate::case::told::Told;

    fn known(reports: Vec<AccountReport>) -> Vec<Account> {
        let told = |what| Told { what, at: None, by: None };
        account::accounts(&reports.into_iter().map(told).collect::<Vec<_>>(), &[])
    }

    fn report(account: &str, state: AccountState, cause: Option<Cause>) -> AccountReport {
        AccountReport { state: Some(state), cause, ..AccountReport::about(account) }
    }

    fn ground<'a>(accounts: &'a [Account], cause: Cause, demand: &'a Demand) -> Ground<'a> {
        Ground {
            accounts,
            cause: Some(cause),
            demand,
            policy: None,
            computed: None,
            somebody_is_in: false,
            words: None,
        }
    }

    #[test]
    fn what_happened_to_one_account_is_not_said_of_the_emergency_account() {
        let kind = Some(AccountKind::Emergency);
        let report = report("the emergency access account", AccountState::Refused, None);
        let accounts = known(vec![AccountReport { kind, ..report }]);
        assert_eq!(causes(&accounts[0], Some(Cause::AccountDisabled)), []);
        assert_eq!(causes(&accounts[0], Some(Cause::ConditionalAccess)), [Cause::ConditionalAccess]);
    }

    #[test]
    fn two_accounts_with_two_causes_are_not_merged() {
        let accounts = known(vec![
            report("bg2@c.com", AccountState::Disabled, Some(Cause::MfaLost)),
            report("bg1@c.com", AccountState::Disabled, None),
            report("daily@c.com", AccountState::Deleted, None),
        ]);
        let asked = propose(&ground(&accounts, Cause::AccountDisabled, &Demand::NotKnown));
        assert_eq!(asked, [Ask::Enable { account: "bg1@c.com".into() }]);
    }

    #[test]
    fn containment_comes_before_anything_else() {
        let accounts = known(vec![
            report("eve@c.com", AccountState::Hostile, None),
            report("anna@c.com", AccountState::RoleLost, None),
        ]);
        let asked = propose(&ground(&accounts, Cause::HostileAdmin, &Demand::NotKnown));
        assert_eq!(asked[0], Ask::Contain { accounts: vec!["eve@c.com".into()] });
        assert_eq!(asked[1], Ask::GiveRole { account: Some("anna@c.com".into()) });
    }

    #[test]
    fn once_somebody_is_in_nothing_is_asked_but_what_a_person_says() {
        let accounts = known(vec![report("anna@c.com", AccountState::In, None)]);
        let ground = Ground { somebody_is_in: true, ..ground(&accounts, Cause::MfaLost, &Demand::NotKnown) };
        assert_eq!(propose(&ground), [Ask::Nothing]);
        let with = Ground { words: Some("Keep the request open until Friday."), ..ground };
        assert_eq!(propose(&with), [Ask::InWords("Keep the request open until Friday.".into())]);
    }

    #[test]
    fn a_colleague_with_a_smaller_role_is_not_the_account_that_is_asked_for() {
        use crate::case::account::{HeldRole, Holding};
        let role = |role: &str| vec![HeldRole { role: role.into(), held: Holding::Now }];
        let lost = AccountReport {
            roles: role("Global Administrator"),
            ..report("ann@c.com", AccountState::FactorLost, None)
        };
        let helper = AccountReport { roles: role("User Administrator"), ..AccountReport::about("uma@c.com") };
        let accounts = known(vec![helper, lost]);
        let asked = propose(&ground(&accounts, Cause::MfaLost, &Demand::NotKnown));
        assert_eq!(asked, [Ask::RegisterAgain { account: "ann@c.com".into() }]);
    }
}
