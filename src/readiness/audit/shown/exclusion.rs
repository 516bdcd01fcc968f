//! Whether policies leave the accounts out.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::evidence::{Found, no, not_applicable, said, unknown, worst, yes};
use super::{Look, folded, user};
use crate::model::ObjectId;
use crate::policy::{By, Law, Person, entry, roster};
use crate::readiness::profile::{EmergencyAccount, Excluded, Exclusion, Policy, Verdict};
use crate::tenant::conditional_access::around::Heard;
use crate::tenant::conditional_access::{Export, Policy as CaPolicy, State};
use crate::tenant::exclusion;
use crate::tenant::{self, Object, Principal, Snapshot, Told};

/// A policy, and for each emergency account whether it leaves it out.
struct Rule {
    name: String,
    leaves: Vec<Option<bool>>,
}

/// The exported policies as the evaluator takes them.
struct Weighed<'a> {
    seen: &'a Snapshot,
    export: Export,
}

impl<'a> Weighed<'a> {
    fn of(seen: &'a Snapshot) -> Self {
        let mut export = Export::default();
        export.take_snapshot(seen);
        Self { seen, export }
    }

    /// An account by its object ID, else by its user name; nothing where the profile knows neither.
    fn person(&self, account: &EmergencyAccount) -> Option<Person> {
        let id = account.object_id.map(|id| id.to_string());
        let mut person = roster::find(self.seen, id.as_deref().or(account.user.as_deref())?);
        person.name = person.name.or_else(|| account.user.clone());
        Some(person)
    }

    fn is_about(&self, policy: &CaPolicy, person: &Person) -> Option<bool> {
        entry::is_about(policy, &self.export.around, person)
    }
}

/// Who is in a group, directly or through the groups in it.
struct Held {
    members: BTreeSet<ObjectId>,
    /// All of them are known.
    whole: bool,
    from: String,
    /// The oldest day on which its members were read.
    read: Option<NaiveDate>,
}

impl Held {
    /// Nothing where the exports have no members of it at all.
    fn of(seen: &Snapshot, group: ObjectId) -> Option<Self> {
        let item = seen.members(group)?;
        let mut held =
            Self { members: BTreeSet::new(), whole: true, from: seen.from(item), read: seen.read_on(item) };
        let (mut open, mut known) = (vec![group], BTreeSet::from([group]));
        while let Some(one) = open.pop() {
            let Some(item) = seen.members(one) else {
                held.whole = false;
                continue;
            };
            held.whole &= item.value.whole;
            held.read = held.read.into_iter().chain(seen.read_on(item)).min();
            for member in &item.value.members {
                let Some(id) = member.id else {
                    held.whole = false;
                    continue;
                };
                let is_group = member.kind == Principal::Group
                    || member.kind == Principal::NotKnown && seen.lists_of(id).next().is_some();
                match is_group {
                    // A list that counts nested members names them beside the groups.
                    true if item.value.nested => {}
                    true if known.insert(id) => open.push(id),
                    true => {}
                    false => drop(held.members.insert(id)),
                }
            }
        }
        Some(held)
    }
}

/// The day of the lists that let an account out of a policy; nothing where the policy names the account itself. One group is
/// enough; where no group lets it out, the policy includes others, or a role lets it out, and every list of its groups and of
/// the roles was needed.
struct Outside {
    groups: Option<NaiveDate>,
    by_roles: bool,
}

impl Outside {
    fn of(seen: &Snapshot, policy: &Object, account: &EmergencyAccount, person: Option<&Person>) -> Self {
        let name = exclusion::Account { id: account.object_id, user: account.user.as_deref() };
        if exclusion::names_account(policy, name) {
            return Self { groups: None, by_roles: false };
        }
        let id = |text: &str| text.parse().ok().or_else(|| seen.group(None, Some(text))?.value.id);
        let own = account.object_id.or_else(|| person?.id.as_ref()?.to_string().parse().ok());
        let holds = |group: &ObjectId| {
            own.is_some_and(|own| matches!(seen.is_member(*group, own), tenant::Look::Found(())))
        };
        let read = |group: ObjectId| Held::of(seen, group)?.read;
        let letting_out =
            exclusion::excluded_groups(policy).filter_map(id).filter(holds).filter_map(read).max();
        let including = || exclusion::included_groups(policy).filter_map(id).filter_map(read).min();
        Self {
            groups: letting_out.or_else(including),
            by_roles: letting_out.is_none() && exclusion::roles(policy).next().is_some(),
        }
    }
}

/// The oldest day of what says who holds a role: the lists of roles, and the members of groups that hold one.
fn read_of_roles(seen: &Snapshot) -> Option<NaiveDate> {
    let held = seen.role_assignments.values().chain(seen.role_eligibilities.values());
    let holders: BTreeSet<ObjectId> = held.map(|one| one.principal).collect();
    let members = holders.into_iter().filter_map(|group| Held::of(seen, group)?.read);
    let lists = [seen.oldest(&seen.role_assignments), seen.oldest(&seen.role_eligibilities)];
    members.chain(lists.into_iter().flatten()).min()
}

impl Look<'_> {
    /// Nothing can be left out while security defaults are on.
    pub(super) fn exclusion(&self, look: impl Fn(&Self) -> Found) -> Found {
        if self.profile.tenant.security_defaults == Some(true) {
            return not_applicable("Security defaults are on; nothing can be excluded from them.");
        }
        look(self)
    }

    /// An export of the policies counts more than what somebody remembers.
    pub(super) fn left_out(&self) -> Found {
        if let Some(seen) = self.snapshot.filter(|seen| !seen.policies.is_absent()) {
            return self.left_out_of_exported(seen);
        }
        match &self.profile.policy {
            Some(policies) if !policies.is_empty() => {
                let rules: Vec<Rule> = policies
                    .iter()
                    .map(|policy| Rule {
                        name: policy.name.clone().unwrap_or_else(|| "?".into()),
                        leaves: self
                            .profile
                            .emergency_accounts()
                            .iter()
                            .map(|account| self.leaves_out(policy, account))
                            .collect(),
                    })
                    .collect();
                self.each_rule(&rules, "every exported policy")
            }
            _ => self.each(|account| match account.excluded {
                Some(Excluded::All) => yes("All are excluded from every policy."),
                Some(Excluded::Some) => no(format!("{} is excluded from some policies only.", user(account))),
                Some(Excluded::None) => no(format!("{} is excluded from no policy.", user(account))),
                None => unknown(format!("Whether {} is excluded is not known.", user(account))),
            }),
        }
    }

    /// Each account against each policy that is about people of the tenant, in every state.
    fn left_out_of_exported(&self, seen: &Snapshot) -> Found {
        let ours: Vec<_> = seen.policies.values().filter(|one| exclusion::is_about_members(one)).collect();
        let evidence = seen.evidence(&seen.policies, ["policy", "policies"]);
        let group = &self.profile.exclusion_group;
        let trusted = exclusion::Trusted {
            id: group.object_id,
            name: group.name.as_deref(),
            holds_them: group.members_match != Some(false),
        };
        let accounts = self.profile.emergency_accounts();
        let weighed = Weighed::of(seen);
        let people: Vec<Option<Person>> = accounts.iter().map(|one| weighed.person(one)).collect();
        let rule = |policy: &&Object| {
            let read = CaPolicy::read(policy, "");
            let leaves = |(one, person): (&EmergencyAccount, &Option<Person>)| {
                let account = exclusion::Account { id: one.object_id, user: one.user.as_deref() };
                let excluded = seen.leaves_out(policy, account, trusted, self.now);
                // A policy that does not include the account leaves it out as well, where its export says whom it includes.
                let about = person
                    .as_ref()
                    .filter(|_| exclusion::says_whom(policy))
                    .and_then(|person| weighed.is_about(&read, person));
                if about == Some(false) { Some(true) } else { excluded }
            };
            Rule {
                name: exclusion::name(policy).to_owned(),
                leaves: accounts.iter().zip(&people).map(leaves).collect(),
            }
        };
        let rules: Vec<Rule> = ours.iter().map(rule).collect();
        let group_is_told = group.object_id.is_some_and(|id| seen.lists_of(id).next().is_none());
        let by_group = if group_is_told { "; who is in the exclusion group, the profile says" } else { "" };
        let outside = |policy: &&Object| {
            let each = accounts.iter().zip(&people);
            each.map(|(account, person)| Outside::of(seen, policy, account, person.as_ref()))
                .collect::<Vec<_>>()
        };
        let outside: Vec<Outside> = ours.iter().flat_map(outside).collect();
        let by_roles = outside.iter().any(|one| one.by_roles);
        let by_role = match by_roles {
            true => format!(
                "; {}",
                seen.evidence(&seen.role_assignments, ["role assignment", "role assignments"])
            ),
            false => String::new(),
        };
        let found =
            self.each_rule(&rules, &format!("every policy for people ({evidence}{by_role}{by_group})"));
        let found = found
            .read_on(seen.oldest(&seen.policies))
            .read_on(outside.iter().filter_map(|one| one.groups).min())
            .read_on(by_roles.then(|| read_of_roles(seen)).flatten());
        match found.verdict {
            Verdict::Yes if seen.policies.is_whole() && rules.is_empty() => {
                yes(format!("There is no policy for people ({evidence}).")).read_on(found.read)
            }
            // What is not in the export may forget an account.
            Verdict::Yes if !seen.policies.is_whole() => {
                unknown(format!("The export of the policies is not whole ({evidence})."))
            }
            Verdict::Unknown if rules.iter().any(|rule| rule.leaves.contains(&None)) => {
                let mut groups: Vec<String> = ours.iter().flat_map(|one| seen.unknown_groups(one)).collect();
                groups.sort();
                groups.dedup();
                groups.truncate(3);
                if groups.is_empty() {
                    return found;
                }
                let because = format!("{} Who is in {} is not known.", found.because, groups.join(", "));
                Found { because, ..found }
            }
            _ => found,
        }
    }

    fn each_rule(&self, rules: &[Rule], every: &str) -> Found {
        let decided = self.is_decided(rules);
        let Some(accounts) = &self.profile.emergency_account else {
            return unknown("The emergency accounts are not known.");
        };
        let each = accounts.iter().enumerate().map(|(at, account)| {
            let sees = |wanted: Option<bool>| {
                let of = rules.iter().filter(move |rule| rule.leaves.get(at).copied().flatten() == wanted);
                of.map(|rule| rule.name.as_str()).collect::<Vec<_>>()
            };
            Self::forgotten(account, &sees(Some(false)), &sees(None), decided, every)
        });
        worst(each).unwrap_or_else(|| no("There is no emergency account."))
    }

    fn forgotten(
        account: &EmergencyAccount,
        forgetful: &[&str],
        unclear: &[&str],
        decided: Option<bool>,
        every: &str,
    ) -> Found {
        let name = user(account);
        let titles = |policies: &[&str]| {
            let names: Vec<String> =
                policies.iter().take(3).map(|title| format!("\u{201c}{title}\u{201d}")).collect();
            format!("{}{}", names.join(", "), if policies.len() > 3 { " and others" } else { "" })
        };
        match (forgetful, unclear) {
            ([], []) => yes(format!("{name} is left out of {every}.")),
            ([], unclear) => unknown(format!("Whether {} leave {name} out is not clear.", titles(unclear))),
            ([one], []) if decided == Some(true) => {
                yes(format!("{name} has the one policy {} by the decision of BG-37.", titles(&[one])))
            }
            ([_], unclear) if decided.is_none() => {
                unknown(format!("Whether {} leave the accounts out is not clear.", titles(unclear)))
            }
            (forgetful, _) => no(format!("{name} is not left out of {}.", titles(forgetful)))
                .about(forgetful.iter().map(|policy| format!("{name}: {policy}"))),
        }
    }

    /// One account may have one policy of its own, if that was decided in writing and another account has none.
    fn is_decided(&self, rules: &[Rule]) -> Option<bool> {
        let signed = self.profile.audit.get("BG-37").is_some_and(|answer| answer.answer == Verdict::Yes);
        let mut accounts = 0..self.profile.emergency_accounts().len();
        let leaves = |rule: &Rule, at: usize| rule.leaves.get(at).copied().flatten();
        let free = |at: usize| rules.iter().all(|rule| leaves(rule, at) == Some(true));
        let caught = |at: usize| rules.iter().any(|rule| leaves(rule, at) == Some(false));
        match (signed && accounts.clone().any(free), signed && !accounts.all(caught)) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        }
    }

    /// No enabled policy may shut everybody out. One in report-only mode shuts nobody out, and does when it is switched on.
    pub(super) fn locks_nobody_out(&self) -> Found {
        let Some(seen) = self.snapshot.filter(|seen| !seen.policies.is_absent()) else { return unknown("") };
        let evidence = seen.evidence(&seen.policies, ["policy", "policies"]);
        let (mut bad, mut unclear) = (Vec::new(), Vec::new());
        for policy in seen.policies.values() {
            let name = exclusion::name(policy).to_owned();
            match (exclusion::locks_everybody_out(policy), policy.get("state").and_then(|s| s.as_str())) {
                (Some(false), _) | (_, Some("disabled")) => {}
                (Some(true), _) => bad.push(name),
                (None, _) => unclear.push(name),
            }
        }
        if !bad.is_empty() {
            let names = bad.iter().take(3).map(|name| format!("\u{201c}{name}\u{201d}")).collect::<Vec<_>>();
            return no(format!("For everybody and everything, with nobody excluded: {}.", names.join(", ")))
                .about(bad);
        }
        if !unclear.is_empty() {
            return unknown(format!("A condition of {} is not known to this program.", unclear.join(", ")));
        }
        if let Some(found) = self.shut_out_in_effect(seen, &evidence) {
            return found;
        }
        if seen.policies.is_whole() {
            yes(format!("None does ({evidence}).")).read_on(seen.oldest(&seen.policies))
        } else {
            unknown(format!("None of those that were exported does; the export is not whole ({evidence})."))
        }
    }

    /// A policy without an exclusion is one way to shut everybody out; others are a demand that nobody can meet, and several
    /// policies that each leave out another account.
    fn shut_out_in_effect(&self, seen: &Snapshot, evidence: &str) -> Option<Found> {
        let weighed = Weighed::of(seen);
        let mut people: Vec<Person> =
            self.profile.emergency_accounts().iter().filter_map(|one| weighed.person(one)).collect();
        let known: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
        people.extend(roster::roster(seen).into_iter().filter(|person| !known.contains(&person.id)));
        // What keeps a disabled account out is no policy.
        people.retain(|person| person.enabled != Heard::Is(false));
        let administrators = match people.len() {
            1 => "the one administrator that is known".to_owned(),
            count => format!("all {count} administrators that are known"),
        };
        let path = |by: &[By]| {
            let why: Vec<&str> = by.iter().flat_map(|by| by.why.iter().map(String::as_str)).take(4).collect();
            if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) }
        };
        let live = |policy: &&CaPolicy| !policy.deleted && policy.state != State::Disabled;
        for policy in weighed.export.policies.iter().filter(live) {
            if let Some(by) = entry::shuts_all_out(policy, &weighed.export.around, &people) {
                let words = format!(
                    "\u{201c}{}\u{201d} refuses {administrators}{} ({evidence}).",
                    policy.name,
                    path(&by)
                );
                return Some(no(words).about([policy.name.clone()]));
            }
        }
        let by = entry::all_shut_out(&Law::of(&weighed.export, &[]), &people)?;
        let names: Vec<String> = by.iter().map(|by| by.name.clone()).collect();
        let shown: Vec<String> = names.iter().take(3).map(|name| format!("\u{201c}{name}\u{201d}")).collect();
        let words = format!(
            "Together the policies refuse {administrators}; the first of them by {} ({evidence}).",
            shown.join(", ")
        );
        Some(no(words).about(names))
    }

    /// The exclusion group that the profile names; where it names none, the groups that hold an emergency account and
    /// that policies leave out.
    fn exclusion_groups(&self, seen: &Snapshot) -> Vec<ObjectId> {
        let group = &self.profile.exclusion_group;
        if group.object_id.is_some() || group.name.is_some() {
            let by_name = || seen.group(None, Some(group.name.as_deref()?))?.value.id;
            return group.object_id.or_else(by_name).into_iter().collect();
        }
        let accounts: Vec<ObjectId> =
            self.profile.emergency_accounts().iter().filter_map(|account| account.object_id).collect();
        let holds = |group: &ObjectId| {
            seen.is_disputed(*group)
                || accounts
                    .iter()
                    .any(|account| matches!(seen.is_member(*group, *account), tenant::Look::Found(())))
        };
        let ours = seen.policies.values().filter(|one| exclusion::is_about_members(one));
        let mut groups: Vec<ObjectId> = ours
            .flat_map(exclusion::excluded_groups)
            .filter_map(|text| text.parse().ok().or_else(|| seen.group(None, Some(text))?.value.id))
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups.retain(holds);
        groups
    }

    pub(super) fn group_is_protected(&self) -> Found {
        let group = &self.profile.exclusion_group;
        let exported = self.snapshot.and_then(|seen| {
            let of = |id: ObjectId| Self::protection(seen, id);
            worst(self.exclusion_groups(seen).into_iter().map(of))
        });
        match exported {
            Some(found) if found.verdict != Verdict::Unknown => found,
            _ => self.group(
                group.protected,
                "The exclusion group is protected.",
                "The exclusion group is not protected.",
                "Whether the exclusion group is protected is not known.",
            ),
        }
    }

    /// What the exports say about one exclusion group. That a group is in a restricted administrative unit, no export of
    /// groups says.
    fn protection(seen: &Snapshot, id: ObjectId) -> Found {
        let Some(item) = seen.group(Some(id), None) else { return unknown("") };
        let from = seen.from(item);
        if item.value.membership_rule.value().is_some() {
            return no(format!("The exclusion group is dynamic: whoever fits its rule is in it ({from})."));
        }
        match item.value.role_assignable {
            Told::Is(true) => yes(format!("The exclusion group is role-assignable ({from}, 1 group)."))
                .read_on(seen.read_on(item)),
            _ => unknown(""),
        }
    }

    pub(super) fn group_matches(&self) -> Found {
        let group = &self.profile.exclusion_group;
        let accounts = self.profile.emergency_accounts();
        let ids: Option<Vec<_>> = accounts.iter().map(|account| account.object_id).collect();
        let seen = self.snapshot.map(|seen| (seen, self.exclusion_groups(seen)));
        if let (Some((seen, groups)), Some(ids)) = (seen, ids.filter(|ids| !ids.is_empty())) {
            if groups.iter().any(|id| seen.is_disputed(*id)) && group.members_match != Some(false) {
                return unknown("Two exports name different members of the exclusion group.");
            }
            // Several groups may share the work: each holds nobody else, and together they hold every account.
            let all: Option<Vec<Held>> = groups.iter().map(|id| Held::of(seen, *id)).collect();
            if let Some(all) = all.filter(|all| !all.is_empty()) {
                return Self::held_exactly(&all, &ids, accounts);
            }
        }
        self.group(
            group.members_match,
            "The group holds exactly the emergency accounts.",
            "The group holds others, or not all of them.",
            "Whether the group holds exactly the emergency accounts is not known.",
        )
    }

    fn held_exactly(groups: &[Held], ids: &[ObjectId], accounts: &[EmergencyAccount]) -> Found {
        let from: Vec<&str> = groups.iter().map(|group| group.from.as_str()).collect();
        let from = from.join("; ");
        let members: BTreeSet<ObjectId> =
            groups.iter().flat_map(|group| group.members.iter().copied()).collect();
        let others = members.iter().filter(|id| !ids.contains(id)).count();
        let missing = accounts.iter().filter(|one| one.object_id.is_some_and(|id| !members.contains(&id)));
        let missing: Vec<String> = missing.map(user).collect();
        let whole = groups.iter().all(|group| group.whole);
        match (others, missing.is_empty(), whole) {
            (0, true, true) => yes(format!(
                "The group holds exactly the emergency accounts ({from}, {} members).",
                members.len()
            ))
            .read_on(groups.iter().filter_map(|group| group.read).min()),
            (1.., _, _) => no(format!("The group holds {others} others ({from}).")),
            (_, false, true) => {
                no(format!("The group does not hold {} ({from}).", missing.join(", "))).about(missing)
            }
            _ => unknown(format!("Not all members of the group were exported ({from}).")),
        }
    }

    /// Whether a policy leaves this account out; nothing where its list names somebody whom the profile does not know.
    pub(super) fn leaves_out(&self, policy: &Policy, account: &EmergencyAccount) -> Option<bool> {
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

    pub(super) fn group(
        &self,
        known: Option<bool>,
        when_yes: &str,
        when_no: &str,
        when_unknown: &str,
    ) -> Found {
        let accounts = self.profile.emergency_accounts();
        let direct = |account: &EmergencyAccount| account.exclusion == Some(Exclusion::Direct);
        if !accounts.is_empty() && accounts.iter().all(direct) {
            return not_applicable("All are excluded directly; there is no group.");
        }
        said(known, when_yes, when_no, when_unknown)
    }
}
