//! The administrators that exports name: who holds or may activate a role, with the groups and methods that are known.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::question::{Kind, Kinds, Person};
use crate::model::{ObjectId, TenantId};
use crate::partner::relationship::Status;
use crate::tenant::conditional_access::around::Heard;
use crate::tenant::conditional_access::loose::Fields;
use crate::tenant::conditional_access::{Reference, Registered};
use crate::tenant::{
    Holding, Lack, Membership, Principal, RoleAssignment, Scope, Snapshot, Told, User, Whole,
};

/// Everybody who holds a role, or may activate one, ordered by name.
#[must_use]
pub fn roster(snapshot: &Snapshot) -> Vec<Person> {
    let book = Book::of(snapshot);
    let mut ids: BTreeMap<ObjectId, Option<&str>> = BTreeMap::new();
    for one in snapshot.role_assignments.values().chain(snapshot.role_eligibilities.values()) {
        for id in book.holders(one) {
            let name = one.principal_name.as_deref().filter(|_| id == one.principal);
            let known = ids.entry(id).or_default();
            *known = known.or(name);
        }
    }
    let mut people: Vec<Person> = ids.into_iter().map(|(id, name)| book.person(id, name)).collect();
    people.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    people
}

/// One account by its id or its sign-in name; nothing is known of one that the exports do not have.
#[must_use]
pub fn find(snapshot: &Snapshot, who: &str) -> Person {
    let book = Book::of(snapshot);
    let small = who.trim().to_lowercase();
    let by_name = || {
        let user = snapshot
            .users
            .values()
            .find(|user| user.user.as_ref().is_some_and(|name| name.to_lowercase() == small));
        let held = || {
            let all = snapshot.role_assignments.values().chain(snapshot.role_eligibilities.values());
            let fits = |one: &&RoleAssignment| {
                one.principal_name.as_ref().is_some_and(|name| name.to_lowercase() == small)
            };
            all.into_iter().find(fits).map(|one| one.principal)
        };
        user.and_then(|user| user.id).or_else(held)
    };
    match who.trim().parse::<ObjectId>().ok().or_else(by_name) {
        Some(id) => book.person(id, Some(who.trim()).filter(|who| who.contains('@'))),
        None => Person { name: Some(who.trim().to_owned()), ..Person::default() },
    }
}

/// Technicians of partners with a relationship that is active now: one for each partner's name.
#[must_use]
pub fn partners(snapshot: &Snapshot) -> Vec<Person> {
    let active = snapshot.relationships.values().filter(|one| one.status == Status::Active);
    let mut partners: Vec<(Option<&str>, Option<TenantId>)> =
        active.map(|one| (one.name.as_deref(), one.partner)).collect();
    partners.sort_unstable();
    partners.dedup();
    partners.into_iter().map(|(name, home)| technician(name, home)).collect()
}

/// A technician of a partner: nobody of this tenant, without a role or a group in it.
#[must_use]
pub fn technician(relationship: Option<&str>, home: Option<TenantId>) -> Person {
    let name = relationship.unwrap_or("without a name");
    Person {
        name: Some(format!("a technician of the partner, relationship {name}")),
        kinds: Kinds(vec![Kind::ServiceProvider]),
        home_tenant: home.map(|id| Reference::read(&id.to_string())),
        ..Person::default()
    }
}

/// What a snapshot says, ready to be looked up by account.
struct Book<'a> {
    snapshot: &'a Snapshot,
    users: HashMap<ObjectId, &'a User>,
    /// The groups that an account or a group is directly in.
    groups_of: HashMap<ObjectId, Vec<ObjectId>>,
    members_of: HashMap<ObjectId, Vec<ObjectId>>,
    /// Groups with all their members, and with all members of the groups in them.
    whole: HashSet<ObjectId>,
    methods: HashMap<ObjectId, Vec<Registered>>,
}

impl<'a> Book<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let mut groups_of: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
        let mut members_of: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
        let mut direct: HashMap<ObjectId, (bool, Vec<ObjectId>)> = HashMap::new();
        let mut lists: HashMap<ObjectId, Vec<&Membership>> = HashMap::new();
        for membership in snapshot.memberships.values() {
            if let Some(group) = membership.group {
                lists.entry(group).or_default().push(membership);
            }
        }
        // Of a member about whom two lists contradict each other nothing is certain, and no such group is whole.
        let disputed: HashMap<ObjectId, HashSet<ObjectId>> =
            lists.iter().map(|(group, lists)| (*group, Membership::disputed(lists))).collect();
        for membership in snapshot.memberships.values() {
            let Some(group) = membership.group else { continue };
            let disputed = disputed.get(&group);
            let entry = direct.entry(group).or_insert((true, Vec::new()));
            entry.0 &= membership.whole
                && membership.members.iter().all(|member| member.id.is_some())
                && disputed.is_none_or(HashSet::is_empty);
            for member in &membership.members {
                let Some(id) = member.id else { continue };
                members_of.entry(group).or_default().push(id);
                if disputed.is_some_and(|disputed| disputed.contains(&id)) {
                    continue;
                }
                groups_of.entry(id).or_default().push(group);
                if !matches!(member.kind, Principal::User | Principal::ServicePrincipal) && !membership.nested
                {
                    entry.1.push(id);
                }
            }
        }
        // A group is whole when every group in it is; one that is missing, or a circle, leaves it open.
        let users: HashMap<ObjectId, &User> =
            snapshot.users.values().filter_map(|user| Some((user.id?, user))).collect();
        let mut whole: HashSet<ObjectId> = HashSet::new();
        loop {
            let before = whole.len();
            for (group, (complete, inner)) in &direct {
                let known = inner.iter().all(|inner| whole.contains(inner) || users.contains_key(inner));
                if *complete && known {
                    whole.insert(*group);
                }
            }
            if whole.len() == before {
                break;
            }
        }
        let methods = snapshot.registered_methods.values().filter_map(registered).collect();
        Self { snapshot, users, groups_of, members_of, whole, methods }
    }

    /// The accounts behind a principal: itself, or the members of the group that it is.
    fn holders(&self, one: &RoleAssignment) -> Vec<ObjectId> {
        match one.kind {
            Principal::ServicePrincipal => Vec::new(),
            Principal::Group => self.members_of.get(&one.principal).cloned().unwrap_or_default(),
            Principal::User | Principal::NotKnown => match self.members_of.get(&one.principal) {
                Some(members) => members.clone(),
                None => vec![one.principal],
            },
        }
    }

    fn person(&self, id: ObjectId, name: Option<&str>) -> Person {
        let user = self.users.get(&id).copied();
        let name = user.and_then(|user| user.user.clone()).or_else(|| name.map(str::to_owned));
        let groups = self.groups(id);
        let mut person = Person {
            id: Some(Reference::read(&id.to_string())),
            kinds: kinds(user.map(|user| &user.user_type), name.as_deref()),
            name,
            active_whole: matches!(self.snapshot.role_assignments.whole, Whole::Whole { .. }),
            groups: groups.iter().map(|group| Reference::read(&group.to_string())).collect(),
            outside: self
                .whole
                .iter()
                .filter(|group| !groups.contains(group))
                .map(|group| Reference::read(&group.to_string()))
                .collect(),
            enabled: user.map_or(Heard::Nothing, |user| self.enabled(user)),
            methods: self.methods.get(&id).cloned(),
            ..Person::default()
        };
        for one in self.snapshot.role_assignments.values().chain(self.snapshot.role_eligibilities.values()) {
            if one.principal != id && !groups.contains(&one.principal) {
                let listed = self.members_of.contains_key(&one.principal);
                // The account may be in a group of which not every member is known.
                person.active_whole &= !listed || self.whole.contains(&one.principal);
                continue;
            }
            let role = one.role.map(|role| Reference::read(&role.to_string()));
            match (role, &one.scope, one.holding) {
                (_, Scope::Within(_), _) => {}
                (Some(role), Scope::Directory, Holding::Assigned | Holding::Activated | Holding::Active) => {
                    person.active.push(role);
                }
                (Some(role), _, Holding::Eligible) => person.eligible.push(role),
                _ => person.active_whole = false,
            }
        }
        person
    }

    /// Whether an account may sign in. Where exports contradict each other about the account, nothing is known.
    fn enabled(&self, user: &User) -> Heard {
        let name = user.user.as_deref().unwrap_or_default();
        let contradicts = |lack: &Lack| matches!(lack, Lack::TwoVersions { object } if object == name);
        match user.enabled {
            Told::Is(enabled) => Heard::Is(enabled),
            Told::NotAsked if self.snapshot.users.lacks().iter().any(contradicts) => Heard::Both,
            Told::Null | Told::NotAsked => Heard::Nothing,
        }
    }

    /// Every group that an account is in, directly or through others.
    fn groups(&self, id: ObjectId) -> HashSet<ObjectId> {
        let mut found = HashSet::new();
        let mut open = vec![id];
        while let Some(one) = open.pop() {
            for group in self.groups_of.get(&one).into_iter().flatten() {
                if found.insert(*group) {
                    open.push(*group);
                }
            }
        }
        found
    }
}

fn kinds(user_type: Option<&Told<String>>, name: Option<&str>) -> Kinds {
    let invited = name.is_some_and(|name| name.to_uppercase().contains("#EXT#"));
    match user_type {
        Some(Told::Is(kind)) if kind.eq_ignore_ascii_case("member") => {
            Kinds(vec![if invited { Kind::B2bMember } else { Kind::Member }])
        }
        Some(Told::Is(kind)) if kind.eq_ignore_ascii_case("guest") => {
            Kinds(if invited { vec![Kind::B2bGuest] } else { vec![Kind::InternalGuest, Kind::B2bGuest] })
        }
        _ if invited => Kinds(vec![Kind::B2bGuest, Kind::B2bMember]),
        _ if name.is_some() => Kinds(vec![Kind::Member, Kind::InternalGuest]),
        _ => Kinds(Kind::ALL.into_iter().filter(|kind| *kind != Kind::ServiceProvider).collect()),
    }
}

/// The methods of one row of Graph's registration report.
fn registered(row: &serde_json::Map<String, Value>) -> Option<(ObjectId, Vec<Registered>)> {
    let fields = Fields::of(row);
    let id = fields.text("id")?.parse().ok()?;
    let listed = fields.get("methodsRegistered")?.as_array()?;
    Some((id, listed.iter().filter_map(Registered::read).collect()))
}
