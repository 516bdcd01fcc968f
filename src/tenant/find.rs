//! Looking something up in a snapshot: found, not there, or not known. The three are never mixed.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Collection, Group, Holding, Item, Membership, RoleAssignment, Scope, Snapshot, Told, User};
use crate::model::ObjectId;
use crate::partner::role::Role;

/// What a list says about one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look<T> {
    Found(T),
    /// The list is whole, and it is not in it.
    NotThere,
    NotKnown,
}

impl<T> Look<T> {
    /// What was found.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(found) => Some(found),
            Self::NotThere | Self::NotKnown => None,
        }
    }
}

/// How somebody holds a role at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held<'a> {
    /// Directly, without an end.
    Permanent(&'a Item<RoleAssignment>),
    /// Directly, until then.
    Until(DateTime<Utc>, &'a Item<RoleAssignment>),
    /// Now; the export does not tell whether there is an end.
    Now(&'a Item<RoleAssignment>),
    /// Through a group.
    ThroughGroup(&'a Item<RoleAssignment>),
    /// It may be activated, and is not held.
    Eligible(&'a Item<RoleAssignment>),
    /// An assignment is there, and the export does not tell whether it is active.
    Unclear(&'a Item<RoleAssignment>),
    /// Every list that could show it is whole, and none does.
    No,
    NotKnown,
}

impl Snapshot {
    /// A user by object ID, else by user name.
    #[must_use]
    pub fn user(&self, id: Option<ObjectId>, name: Option<&str>) -> Look<&Item<User>> {
        let named = |user: &User| {
            name.is_some_and(|name| {
                user.user.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name.trim()))
            })
        };
        let items = &self.users.items;
        let by_id = id.and_then(|id| items.iter().find(|item| item.value.id == Some(id)));
        // Another account may have taken over the name of one that is gone.
        let same = |item: &&Item<User>| named(&item.value) && (id.is_none() || item.value.id.is_none());
        if let Some(found) = by_id.or_else(|| items.iter().find(same)) {
            return Look::Found(found);
        }
        let looked_for = self.looked_for(id, name) || self.users.others == 0;
        if self.users.is_whole() && looked_for { Look::NotThere } else { Look::NotKnown }
    }

    fn looked_for(&self, id: Option<ObjectId>, name: Option<&str>) -> bool {
        id.is_some_and(|id| self.looked_for.contains(&id.to_string()))
            || name.is_some_and(|name| self.looked_for.contains(&name.trim().to_lowercase()))
    }

    /// The user name of an object, as far as any list tells it.
    #[must_use]
    pub fn name_of(&self, id: ObjectId) -> Option<&str> {
        let user = self.users.values().find(|user| user.id == Some(id)).and_then(|user| user.user.as_deref());
        let roles = || self.role_assignments.values().chain(self.role_eligibilities.values());
        user.or_else(|| roles().find(|role| role.principal == id)?.principal_name.as_deref())
    }

    /// A group by its id, else by its name.
    #[must_use]
    pub fn group(&self, id: Option<ObjectId>, name: Option<&str>) -> Option<&Item<Group>> {
        let items = &self.groups.items;
        let named = |item: &&Item<Group>| {
            name.is_some_and(|name| {
                item.value.name.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name.trim()))
            })
        };
        match id {
            Some(id) => items.iter().find(|item| item.value.id == Some(id)),
            None => items.iter().find(named),
        }
    }

    /// The members of a group; nothing where no export lists them, or where exports contradict each other about them.
    #[must_use]
    pub fn members(&self, group: ObjectId) -> Option<&Item<Membership>> {
        if self.is_disputed(group) {
            return None;
        }
        self.lists_of(group).max_by_key(|item| (item.value.whole, item.value.nested))
    }

    /// Every list of a group's members that an export has.
    pub fn lists_of(&self, group: ObjectId) -> impl Iterator<Item = &Item<Membership>> {
        self.memberships.items.iter().filter(move |item| item.value.group == Some(group))
    }

    /// Whether exports contradict each other about the members of a group.
    #[must_use]
    pub fn is_disputed(&self, group: ObjectId) -> bool {
        let lists: Vec<&Membership> = self.lists_of(group).map(|item| &item.value).collect();
        !Membership::disputed(&lists).is_empty()
    }

    /// Whether somebody is in a group, directly or by a group within it.
    #[must_use]
    pub fn is_member(&self, group: ObjectId, person: ObjectId) -> Look<()> {
        self.is_member_within(group, person, 0)
    }

    fn is_member_within(&self, group: ObjectId, person: ObjectId, depth: usize) -> Look<()> {
        let Some(members) = self.members(group).map(|item| &item.value).filter(|_| depth < 8) else {
            return Look::NotKnown;
        };
        if members.members.iter().any(|member| member.id == Some(person)) {
            return Look::Found(());
        }
        let mut unknown = !members.whole || members.members.iter().any(|member| member.id.is_none());
        for member in members.members.iter().filter(|_| !members.nested) {
            let inner = match member.kind {
                super::Principal::Group => member.id,
                super::Principal::User | super::Principal::ServicePrincipal => None,
                super::Principal::NotKnown => {
                    // It may be a group.
                    unknown |= member.id.is_none_or(|id| {
                        self.group(Some(id), None).is_some() || self.lists_of(id).next().is_some()
                    });
                    None
                }
            };
            match inner.map(|inner| self.is_member_within(inner, person, depth + 1)) {
                Some(Look::Found(())) => return Look::Found(()),
                Some(Look::NotKnown) => unknown = true,
                Some(Look::NotThere) | None => {}
            }
        }
        if unknown { Look::NotKnown } else { Look::NotThere }
    }

    /// How somebody holds a role over the whole directory at a moment: the best way that the exports show.
    #[must_use]
    pub fn holds(&self, person: ObjectId, role: Role, now: DateTime<Utc>) -> Held<'_> {
        let Some(template) = role.template() else { return Held::NotKnown };
        let of_role = |item: &&Item<RoleAssignment>| item.value.role == Some(template);
        let active = || {
            self.role_assignments
                .items
                .iter()
                .filter(of_role)
                .filter(|item| is_alive(&item.value, now) && item.value.scope != Scope::NotKnown)
                .filter(|item| item.value.scope == Scope::Directory)
        };
        let own: Vec<_> = active().filter(|item| item.value.principal == person).collect();
        let permanent = own.iter().find(|item| {
            item.value.holding == Holding::Assigned
                && item.value.until == Told::Null
                && item.value.through_group == Told::Is(false)
        });
        if let Some(item) = permanent {
            return Held::Permanent(item);
        }
        if let Some(item) = own.iter().find(|item| item.value.through_group == Told::Is(true)) {
            return Held::ThroughGroup(item);
        }
        if let Some((until, item)) = own.iter().find_map(|item| Some((*item.value.until.value()?, item))) {
            return Held::Until(until, item);
        }
        if let Some(item) = own.first() {
            return Held::Now(item);
        }
        let mut unknown = !self.role_assignments.is_whole()
            || self
                .role_assignments
                .items
                .iter()
                .filter(of_role)
                .any(|item| item.value.principal == person && item.value.scope == Scope::NotKnown);
        for item in active().filter(|item| item.value.kind != super::Principal::User) {
            match self.is_member(item.value.principal, person) {
                Look::Found(()) => return Held::ThroughGroup(item),
                Look::NotKnown => {
                    let is_user = self.users.values().any(|user| user.id == Some(item.value.principal));
                    unknown |= !is_user && item.value.kind != super::Principal::ServicePrincipal;
                }
                Look::NotThere => {}
            }
        }
        let may =
            self.role_eligibilities.items.iter().filter(of_role).find(|item| item.value.principal == person);
        if let Some(item) = may {
            return match item.value.holding {
                Holding::Eligible => Held::Eligible(item),
                _ => Held::Unclear(item),
            };
        }
        if unknown { Held::NotKnown } else { Held::No }
    }

    /// Where an item is from, and when: `users.json, read 2026-11-27`.
    #[must_use]
    pub fn from<T>(&self, item: &Item<T>) -> String {
        self.source(item.from)
            .map_or_else(String::new, |source| format!("{}, read {}", source.file, source.read.date_naive()))
    }

    /// The day on which an item was read.
    #[must_use]
    pub fn read_on<T>(&self, item: &Item<T>) -> Option<NaiveDate> {
        self.source(item.from).map(|source| source.read.date_naive())
    }

    /// The oldest day on which files of a list were read.
    #[must_use]
    pub fn oldest<T>(&self, list: &Collection<T>) -> Option<NaiveDate> {
        let sources = list.files.iter().filter_map(|at| self.sources.get(*at));
        sources.map(|source| source.read.date_naive()).min()
    }

    /// The files that a list is from, the newest day, and how many objects: `policies.json, read 2026-11-27, 12 policies`.
    #[must_use]
    pub fn evidence<T>(&self, list: &Collection<T>, [one, many]: [&str; 2]) -> String {
        let sources = || list.files.iter().filter_map(|at| self.sources.get(*at));
        let mut files: Vec<&str> = sources().map(|source| source.file.as_str()).collect();
        files.sort_unstable();
        files.dedup();
        let day = sources().map(|source| source.read.date_naive()).max();
        let files = match files[..] {
            [] => "an empty list".to_owned(),
            [one] => one.to_owned(),
            [first, second] => format!("{first} and {second}"),
            [first, ..] => format!("{first} and {} more files", files.len() - 1),
        };
        let day = day.map(|day| format!(", read {day}")).unwrap_or_default();
        let what = if list.count() == 1 { one } else { many };
        format!("{files}{day}, {} {what}", list.count())
    }
}

/// Whether an assignment holds at a moment.
fn is_alive(role: &RoleAssignment, now: DateTime<Utc>) -> bool {
    role.until.value().is_none_or(|until| *until > now)
}
