//! Those who could help, held against the exported policies: a partner whose technicians are refused helps nobody.
//!
//! It knows which sign-in belongs to which helper: a technician of the partner's own tenant, or the accounts that hold a
//! role. It refuses to know what a policy means, which is the evaluator's, and it takes back nothing that was measured:
//! who tried and got in is not refused.

use crate::partner::finding::{ByPolicies, Finding, Helper, Kind, Verdict};
use crate::partner::role::Held;
use crate::policy::entry::{Entry, entries};
use crate::policy::lockout::{Computed, OfAccount};
use crate::policy::{self, Law, Person, roster};
use crate::tenant::Snapshot;
use crate::tenant::conditional_access::Reference;

/// Weighs every helper of a finding.
pub fn weigh(finding: &mut Finding, law: &Law, snapshot: &Snapshot) {
    let administrators = roster::roster(snapshot);
    for helper in &mut finding.helpers {
        let people: Vec<Person> = match helper.kind {
            Kind::Gdap => {
                let home = helper.gdap.as_ref().and_then(|gdap| gdap.partner_tenant);
                vec![roster::technician(Some(&helper.who), home)]
            }
            Kind::SurvivingRole => {
                administrators.iter().filter(|person| holds(person, &helper.roles)).cloned().collect()
            }
        };
        // Of a role that somebody remembers, and of whose holders no export tells, nothing can be said.
        if people.is_empty() {
            continue;
        }
        let found = entries(law, &people);
        let names = |entry: &Entry| entry.by.iter().map(|by| by.name.clone()).collect::<Vec<_>>();
        let each: Vec<_> = found.iter().map(|entry| (entry.verdict, names(entry))).collect();
        set(helper, &each);
    }
    finding.helpers.sort_by_key(|helper| (helper.verdict, helper.kind));
}

/// The same from what a case holds already.
pub fn as_computed(finding: &mut Finding, computed: &Computed) {
    for helper in finding.helpers.iter_mut().filter(|helper| helper.kind == Kind::Gdap) {
        let Some(home) = helper.gdap.as_ref().and_then(|gdap| gdap.partner_tenant) else { continue };
        let home = home.to_string();
        let same = |one: &&OfAccount| one.partner && one.home.as_ref() == Some(&home);
        let Some(one) = computed.accounts.iter().find(same) else { continue };
        // One that is let in somewhere is not kept out by what refuses it elsewhere.
        let by = one.by.iter().map(|by| by.name.clone()).collect();
        set(helper, &[(one.verdict, if one.verdict == policy::Verdict::Open { Vec::new() } else { by })]);
    }
    finding.helpers.sort_by_key(|helper| (helper.verdict, helper.kind));
}

fn holds(person: &Person, roles: &[Held]) -> bool {
    let templates = roles.iter().filter_map(|held| held.known()?.template());
    templates.map(|id| Reference::read(&id.to_string())).any(|role| person.active.contains(&role))
}

/// One that gets in is enough; all must be refused for a refusal.
fn set(helper: &mut Helper, each: &[(policy::Verdict, Vec<String>)]) {
    let Some((best, by)) = each.iter().min_by_key(|(verdict, _)| *verdict) else { return };
    let refused = match best {
        policy::Verdict::Open => Some(false),
        policy::Verdict::Locked => Some(true),
        policy::Verdict::CannotTell => None,
    };
    helper.by_policies = Some(ByPolicies { refused, by: by.clone() });
    if helper.is_refused() == Some(true) {
        helper.verdict = helper.verdict.max(Verdict::NoAccess);
    }
}
