//! All files of one import as one snapshot, in whatever order they came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::extent::{ELIGIBLE, Extent, roles};
use super::file_name::{folder_of, guessed, page_number};
use super::once::{add_domains, once, once_each};
use super::read::{FileRead, Kind, ListRead, NotRead, Rows, Shape};
use super::{Collection, Item, Lack, Origin, Snapshot, Source, Told, User, Whole, merge, two_dates};
use super::{Domain, Holding, Membership};
use crate::model::{ObjectId, TenantId};
use crate::partner::read as relationships;

/// What came of an import.
#[derive(Debug)]
pub struct Gathered {
    pub snapshot: Snapshot,
    /// One for each file, by name.
    pub files: Vec<Report>,
    /// Relationships of every customer that the files name.
    pub relationships: relationships::Record,
    /// Accounts that an assessment tool was told to be emergency accounts.
    pub proposed: Vec<String>,
    /// Every tenant that a file names, with the first file that does.
    pub tenants: BTreeMap<TenantId, String>,
}

/// What was read of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub file: String,
    /// Kinds and how many objects of each.
    pub holds: Vec<(Kind, usize)>,
    /// Entries that a tool cut, by kind.
    pub cut: Vec<(Kind, usize)>,
    /// Why it could not be used, and what to do.
    pub problem: Option<(String, &'static str)>,
    /// It is no export; nobody misses it.
    pub passed_over: bool,
}

/// Puts files together. `vouched`: a person says that each folder holds everything of its kind.
#[must_use]
pub fn gather(
    mut files: Vec<(String, Result<FileRead, NotRead>)>,
    read: DateTime<Utc>,
    vouched: bool,
) -> Gathered {
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let mut all = Gathering::default();
    for (kind, of, lack) in two_dates::taken_out(&mut files) {
        all.extent(kind, &of).lacks.push(lack);
    }
    all.zero_based = files.iter().any(|(name, file)| file.is_ok() && page_number(name) == Some(0));
    for (name, file) in files {
        match file {
            Ok(file) => all.file(file, read, vouched),
            Err(not_read) => all.unread(name, &not_read),
        }
    }
    all.done()
}

#[derive(Default)]
struct Gathering {
    snapshot: Snapshot,
    extents: BTreeMap<&'static str, Extent>,
    /// Lists of roles that are held, by the request, and of those that may be activated.
    held: BTreeMap<String, Extent>,
    reports: Vec<Report>,
    readings: Vec<relationships::Reading>,
    proposed: Vec<String>,
    tenants: BTreeMap<TenantId, String>,
    users: merge::Users,
    /// Users of lists that need not be whole, by their file.
    parts: Vec<(usize, Vec<(usize, User)>)>,
    /// For each group, how many pages of its members link to a next one, and how many end a list.
    member_pages: HashMap<Option<ObjectId>, (usize, usize)>,
    /// Files of members, each as it was read.
    member_lists: Vec<(Shape, Item<Membership>)>,
    /// Somebody counts the pages of these exports from 0.
    zero_based: bool,
}

impl Gathering {
    fn unread(&mut self, file: String, not_read: &NotRead) {
        let missing = not_read.kind.or_else(|| guessed(&file).filter(|_| !not_read.is_nothing_known()));
        if let Some(kind) = missing {
            self.extent(kind, "").lacks.push(Lack::Unreadable { file: file.clone() });
        }
        self.reports.push(Report {
            file,
            holds: Vec::new(),
            cut: Vec::new(),
            problem: Some((not_read.what.clone(), not_read.cure)),
            passed_over: not_read.strange && missing.is_none(),
        });
    }

    fn extent(&mut self, kind: Kind, of: &str) -> &mut Extent {
        match kind {
            Kind::Roles | Kind::DirectoryRoles => self.held.entry(of.to_owned()).or_default(),
            kind => self.extents.entry(kind.words()).or_default(),
        }
    }

    fn file(&mut self, file: FileRead, read: DateTime<Utc>, vouched: bool) {
        let FileRead { file, lists, tenants, errors } = file;
        let source = self.snapshot.sources.len();
        let one = (tenants.len() == 1).then(|| tenants.first().copied()).flatten();
        self.snapshot.sources.push(Source { file: file.clone(), read, tenant: one });
        for tenant in tenants {
            self.tenants.entry(tenant).or_insert_with(|| file.clone());
        }
        let mut report =
            Report { file: file.clone(), holds: vec![], cut: vec![], problem: None, passed_over: false };
        if let Some(code) = errors.first() {
            let what = format!("it holds an error answer of Microsoft Graph ({code}) where data should be");
            report.problem = Some((what, "Export it again, with the permission that is missing."));
            for kind in lists.iter().map(|list| list.kind).chain(guessed(&file)) {
                self.extent(kind, "").lacks.push(Lack::Unreadable { file: file.clone() });
            }
        }
        report.passed_over =
            errors.is_empty() && lists.iter().all(|list| matches!(list.kind, Kind::PassedOver(_)));
        for list in lists {
            report.holds.push((list.kind, list.count));
            if !list.cut.is_empty() {
                report.cut.push((list.kind, list.cut.len()));
            }
            self.list(&file, source, list, vouched);
        }
        self.reports.push(report);
    }

    fn list(&mut self, file: &str, source: usize, list: ListRead, vouched: bool) {
        let kind = list.kind;
        let folder = folder_of(file) == Some(kind) || (vouched && file.contains('/'));
        let of = match &list.rows {
            Rows::Roles(roles) if list.of.contains("eligib") || eligible(roles) => ELIGIBLE.to_owned(),
            _ => list.of.clone(),
        };
        if !matches!(kind, Kind::PassedOver(_) | Kind::Members) {
            self.extent(kind, &of).add(source, file, &list, folder);
        }
        let shape = list.shape;
        let to = &mut self.snapshot;
        match list.rows {
            Rows::Organization(all) => {
                for (_, one) in &all {
                    let named = one.verified_domains.iter().map(|name| Domain {
                        name: name.clone(),
                        verified: Told::Is(true),
                        initial: Told::Is(one.initial_domain.as_ref() == Some(name)),
                        authentication: Told::NotAsked,
                    });
                    let named: Vec<(usize, Domain)> = named.map(|domain| (1, domain)).collect();
                    if !named.is_empty() {
                        let extent = self.extents.entry(Kind::Domains.words()).or_default();
                        extent.list = true;
                        extent.files.insert(source);
                        add_domains(&mut to.domains, source, named);
                    }
                }
                push(&mut to.organization, source, all);
            }
            Rows::Domains(all) => add_domains(&mut to.domains, source, all),
            Rows::Users(all) if shape == Shape::Part => self.parts.push((source, all)),
            Rows::Users(all) => self.users(source, all),
            Rows::Groups(all) => {
                for (entry, group, members) in all {
                    let from = Origin { source, entry };
                    match to
                        .groups
                        .items
                        .iter_mut()
                        .find(|one| group.id.is_some() && one.value.id == group.id)
                    {
                        Some(known) => {
                            if known.value.role_assignable.is_not_asked() {
                                known.value.role_assignable = group.role_assignable;
                            }
                        }
                        None => to.groups.items.push(Item { from, value: group }),
                    }
                    to.memberships.items.extend(members.map(|value| Item { from, value }));
                }
            }
            Rows::Members(members) => self.members(source, members, shape),
            Rows::Roles(all) => {
                for (entry, role) in all {
                    let list = match role.holding {
                        Holding::Eligible | Holding::NotKnown => &mut to.role_eligibilities,
                        _ => &mut to.role_assignments,
                    };
                    list.items.push(Item { from: Origin { source, entry }, value: role });
                }
            }
            Rows::SecurityDefaults(all) => push(&mut to.security_defaults, source, all),
            Rows::Objects(all) => {
                let list = match kind {
                    Kind::NamedLocations => &mut to.named_locations,
                    Kind::Strengths => &mut to.authentication_strengths,
                    Kind::MethodsPolicy => &mut to.authentication_methods_policy,
                    Kind::RegisteredMethods => &mut to.registered_methods,
                    Kind::Settings => &mut to.conditional_access_settings,
                    Kind::Plans => &mut to.policy_plans,
                    _ => &mut to.policies,
                };
                // A deleted policy can be restored, and applies to nobody.
                let live =
                    all.into_iter().filter(|(_, o)| o.get("deletedDateTime").is_none_or(merge::says_nothing));
                push(list, source, live);
            }
            Rows::Relationships(reading) => self.readings.push(reading),
            Rows::Proposed(names) => self.proposed.extend(names),
            Rows::Nothing => {}
        }
    }

    fn users(&mut self, source: usize, all: Vec<(usize, User)>) {
        let items = &mut self.snapshot.users.items;
        let mut lacks = Vec::new();
        for (entry, user) in all {
            let item = Item { from: Origin { source, entry }, value: user };
            self.users.join(items, item, &mut lacks);
        }
        self.extents.entry(Kind::Users.words()).or_default().lacks.extend(lacks);
    }

    /// Lists that need not be whole, after those that seem to be. Who is in one of them and not in those, may be new or gone:
    /// nothing is known of such a user, and those lists need not be whole either.
    fn parts_of_users(&mut self) {
        let items = &self.snapshot.users.items;
        let extent = self.extents.entry(Kind::Users.words()).or_default();
        let first = items.first().filter(|_| extent.sign().is_some()).map(|item| item.from.source);
        let mut parts = std::mem::take(&mut self.parts);
        if let Some(first) = first.and_then(|source| self.snapshot.sources.get(source)) {
            for (_, all) in &mut parts {
                let before = all.len();
                all.retain(|(_, user)| self.users.place(items, user).is_some());
                if all.len() < before {
                    extent.lacks.push(Lack::Filtered { file: first.file.clone() });
                }
            }
        }
        for (source, all) in parts {
            self.users(source, all);
        }
    }

    fn members(&mut self, source: usize, members: Membership, shape: Shape) {
        let pages = self.member_pages.entry(members.group).or_default();
        match shape {
            Shape::Page { more: true } | Shape::Part => pages.0 += 1,
            Shape::Page { more: false } | Shape::Array => pages.1 += 1,
            Shape::Lone => {}
        }
        self.member_lists.push((shape, Item { from: Origin { source, entry: 1 }, value: members }));
    }

    /// Pages of one list of members are put together; two lists that are each complete stay two.
    fn put_members_together(&mut self) {
        let list = &mut self.snapshot.memberships.items;
        for item in list.iter_mut() {
            item.value.members.sort();
            item.value.members.dedup();
        }
        let first = list.len();
        for (shape, mut item) in std::mem::take(&mut self.member_lists) {
            let members = &mut item.value;
            let (more, last) = self.member_pages.get(&members.group).copied().unwrap_or_default();
            // Which pages belong to which of two lists, nobody can tell.
            let whole = more == 0 || last == 1;
            members.whole = members.group.is_some() && whole;
            let in_pages = more > 0 || shape == Shape::Lone;
            let same = |one: &&mut Item<Membership>| {
                in_pages
                    && members.group.is_some()
                    && one.value.group == members.group
                    && one.value.nested == members.nested
            };
            match list.iter_mut().skip(first).find(same) {
                Some(known) => known.value.members.append(&mut members.members),
                None => list.push(item),
            }
        }
        for item in list.iter_mut().skip(first) {
            item.value.members.sort();
            item.value.members.dedup();
        }
        let mut seen = BTreeSet::new();
        list.retain(|item| item.value.group.is_none() || seen.insert(item.value.clone()));
    }

    fn done(mut self) -> Gathered {
        let record = relationships::gather(std::mem::take(&mut self.readings));
        self.put_members_together();
        if !self.parts.is_empty() {
            self.parts_of_users();
        }
        let snapshot = &mut self.snapshot;
        // Objects with an id once; what contradicts itself is not kept.
        for (list, kind) in [
            (&mut snapshot.policies, Kind::Policies),
            (&mut snapshot.named_locations, Kind::NamedLocations),
            (&mut snapshot.authentication_strengths, Kind::Strengths),
            (&mut snapshot.authentication_methods_policy, Kind::MethodsPolicy),
            (&mut snapshot.registered_methods, Kind::RegisteredMethods),
            (&mut snapshot.conditional_access_settings, Kind::Settings),
            (&mut snapshot.policy_plans, Kind::Plans),
        ] {
            let twice = once_each(&mut list.items);
            if !twice.is_empty() {
                self.extents.entry(kind.words()).or_default().lacks.extend(twice);
            }
        }
        once(&mut snapshot.organization);
        once(&mut snapshot.security_defaults);
        once(&mut snapshot.role_assignments);
        once(&mut snapshot.role_eligibilities);
        let first = usize::from(!self.zero_based);
        let mut extent = |kind: Kind| self.extents.remove(kind.words());
        macro_rules! whole {
            ($($field:ident: $kind:expr, $one:expr;)*) => {$(
                if let Some(extent) = extent($kind) {
                    let only = $one && !snapshot.$field.items.is_empty();
                    snapshot.$field.files.clone_from(&extent.files);
                    snapshot.$field.whole = extent.whole(true, only, first);
                }
            )*};
        }
        whole! {
            organization: Kind::Organization, true;
            domains: Kind::Domains, false;
            users: Kind::Users, false;
            groups: Kind::Groups, false;
            policies: Kind::Policies, false;
            named_locations: Kind::NamedLocations, false;
            authentication_strengths: Kind::Strengths, false;
            authentication_methods_policy: Kind::MethodsPolicy, true;
            registered_methods: Kind::RegisteredMethods, false;
            security_defaults: Kind::SecurityDefaults, true;
            conditional_access_settings: Kind::Settings, true;
            policy_plans: Kind::Plans, false;
            relationships: Kind::Relationships, false;
        }
        // Every tenant has a user: a list without any is none of all of them.
        if snapshot.users.items.is_empty() && snapshot.users.is_whole() {
            snapshot.users.whole = Whole::Part { lacks: vec![] };
        }
        if extent(Kind::AccessAssignments).is_some() && snapshot.relationships.is_absent() {
            snapshot.relationships.whole = Whole::Part { lacks: vec![] };
        }
        if !snapshot.memberships.items.is_empty() {
            snapshot.memberships.whole = Whole::Part { lacks: vec![] };
        }
        for (of, extent) in &self.held {
            let list = if of == ELIGIBLE {
                &mut snapshot.role_eligibilities
            } else {
                &mut snapshot.role_assignments
            };
            list.files.extend(&extent.files);
        }
        let (held, eligible) = roles(self.held, first);
        snapshot.role_assignments.whole = held;
        snapshot.role_eligibilities.whole = eligible;
        snapshot.tenant = (self.tenants.len() == 1).then(|| self.tenants.keys().next().copied()).flatten();
        let mut proposed = self.proposed;
        proposed.sort();
        proposed.dedup();
        Gathered {
            snapshot: self.snapshot,
            files: self.reports,
            relationships: record,
            proposed,
            tenants: self.tenants,
        }
    }
}

fn eligible(roles: &[(usize, super::RoleAssignment)]) -> bool {
    !roles.is_empty()
        && roles.iter().all(|(_, role)| matches!(role.holding, Holding::Eligible | Holding::NotKnown))
}

fn push<T>(list: &mut Collection<T>, source: usize, all: impl IntoIterator<Item = (usize, T)>) {
    list.items.extend(all.into_iter().map(|(entry, value)| Item { from: Origin { source, entry }, value }));
}
