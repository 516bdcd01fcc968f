//! All files of one import as one snapshot, in whatever order they came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::file_name::{folder_of, guessed, own_name, page_number};
use super::read::{FileRead, Kind, ListRead, NotRead, Rows, Shape};
use super::{
    Collection, Item, Lack, Object, Origin, Sign, Snapshot, Source, Told, User, Whole, merge, two_dates,
};
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

/// How the lists of one kind add up.
#[derive(Debug, Default)]
struct Extent {
    /// Pages that link to a next one.
    going_on: Vec<String>,
    /// A page without such a link.
    ended: bool,
    /// The names of the pages, and the highest number that the name of a last one has.
    pages: BTreeSet<String>,
    last: Option<(usize, String)>,
    /// A list in one file.
    list: bool,
    /// Objects that stand alone, outside a folder of such objects.
    alone: Vec<String>,
    in_folder: bool,
    lacks: Vec<Lack>,
    files: BTreeSet<usize>,
}

impl Extent {
    fn add(&mut self, source: usize, file: &str, list: &ListRead, folder: bool) {
        self.files.insert(source);
        match list.shape {
            Shape::Page { more: true } => {
                self.pages.insert(own_name(file).to_owned());
                self.going_on.push(file.to_owned());
            }
            Shape::Page { more: false } => {
                self.pages.insert(own_name(file).to_owned());
                self.ended = true;
                let number = page_number(file).map(|number| (number, file.to_owned()));
                self.last = self.last.take().max(number);
            }
            Shape::Array => self.list = true,
            Shape::Lone if folder => self.in_folder = true,
            Shape::Lone => self.alone.push(file.to_owned()),
        }
        if list.short {
            self.lacks.push(Lack::NextPage { file: file.to_owned() });
        }
        self.lacks.extend(list.cut.iter().map(|entry| Lack::Cut { file: file.to_owned(), entry: *entry }));
    }

    /// `first`: the number of a first page, 0 or 1.
    fn whole(mut self, given: bool, only_one: bool, first: usize) -> Whole {
        if !given && self.lacks.is_empty() {
            return Whole::Absent;
        }
        // Nothing in a last page says that there were others before it; people number the files.
        if let Some((_, file)) =
            self.last.take().filter(|(number, _)| *number + 1 > self.pages.len() + first && !only_one)
        {
            self.lacks.push(Lack::EarlierPage { file });
        }
        let sign = if only_one {
            Some(Sign::OnlyOne)
        } else if self.ended {
            Some(Sign::LastPage)
        } else if self.list {
            Some(Sign::List)
        } else if self.in_folder && self.alone.is_empty() && self.going_on.is_empty() {
            Some(Sign::Folder)
        } else {
            None
        };
        if sign.is_none() {
            let pages = self.going_on.drain(..).map(|file| Lack::NextPage { file });
            self.lacks.extend(pages);
            self.lacks.extend(self.alone.drain(..).map(|file| Lack::OneOfMany { file }));
        }
        self.lacks.sort();
        self.lacks.dedup();
        match sign {
            Some(by) if self.lacks.is_empty() => Whole::Whole { by },
            _ => Whole::Part { lacks: self.lacks },
        }
    }
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
    users: HashMap<ObjectId, usize>,
    user_names: HashMap<String, usize>,
    /// For each group, how many pages of its members link to a next one, and how many end a list.
    member_pages: HashMap<Option<ObjectId>, (usize, usize)>,
    /// Files of members, each as it was read.
    member_lists: Vec<(Shape, Item<Membership>)>,
    /// Somebody counts the pages of these exports from 0.
    zero_based: bool,
}

/// What stands for roles that may be activated among the requests.
const ELIGIBLE: &str = "eligible";

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
                    all.into_iter().filter(|(_, o)| o.get("deletedDateTime").is_none_or(Value::is_null));
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
            let name = user.user.as_ref().map(|name| name.to_lowercase());
            let by_id = user.id.and_then(|id| self.users.get(&id).copied());
            // A user name is unique in a tenant, unlike the name of a group; still, two ids are two users.
            let by_name = name.as_ref().and_then(|name| self.user_names.get(name).copied());
            let by_name = by_name.filter(|at| user.id.is_none() || items[*at].value.id.is_none());
            let at = by_id.or(by_name).unwrap_or(items.len());
            if let Some(id) = user.id {
                self.users.insert(id, at);
            }
            if let Some(name) = name {
                self.user_names.insert(name, at);
            }
            match items.get_mut(at) {
                Some(known) => merge::users(&mut known.value, user, &mut lacks),
                None => items.push(Item { from: Origin { source, entry }, value: user }),
            }
        }
        self.extents.entry(Kind::Users.words()).or_default().lacks.extend(lacks);
    }

    fn members(&mut self, source: usize, members: Membership, shape: Shape) {
        let pages = self.member_pages.entry(members.group).or_default();
        match shape {
            Shape::Page { more: true } => pages.0 += 1,
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

/// Of the lists of held roles one that is whole is enough: each shows every role that is active.
fn roles(lists: BTreeMap<String, Extent>, first: usize) -> (Whole, Whole) {
    let (mut held, mut eligible) = (Whole::Absent, Whole::Absent);
    for (of, extent) in lists {
        let whole = extent.whole(true, false, first);
        let to = if of == ELIGIBLE { &mut eligible } else { &mut held };
        *to = match (std::mem::take(to), whole) {
            (whole @ Whole::Whole { .. }, _) | (_, whole @ Whole::Whole { .. }) => whole,
            (Whole::Part { mut lacks }, Whole::Part { lacks: more }) => {
                lacks.extend(more);
                Whole::Part { lacks }
            }
            (Whole::Absent, other) | (other, Whole::Absent) => other,
        };
    }
    (held, eligible)
}

fn push<T>(list: &mut Collection<T>, source: usize, all: impl IntoIterator<Item = (usize, T)>) {
    list.items.extend(all.into_iter().map(|(entry, value)| Item { from: Origin { source, entry }, value }));
}

fn add_domains(list: &mut Collection<Domain>, source: usize, all: Vec<(usize, Domain)>) {
    for (entry, domain) in all {
        match list.items.iter_mut().find(|one| one.value.name == domain.name) {
            Some(known) => {
                let known = &mut known.value;
                // One list says that it is verified, the other one was not asked.
                for (is, other) in
                    [(&mut known.verified, domain.verified), (&mut known.initial, domain.initial)]
                {
                    if is.is_not_asked() {
                        *is = other;
                    }
                }
                if known.authentication.is_not_asked() {
                    known.authentication = domain.authentication;
                }
            }
            None => list.items.push(Item { from: Origin { source, entry }, value: domain }),
        }
    }
}

/// The same value from two files is one.
fn once<T: Ord + Clone>(list: &mut Collection<T>) {
    let mut seen = BTreeSet::new();
    list.items.retain(|item| seen.insert(item.value.clone()));
}

/// Each object with an id once. Those that contradict themselves are taken out and named.
fn once_each(items: &mut Vec<Item<Object>>) -> Vec<Lack> {
    let mut kept: Vec<Item<Object>> = Vec::with_capacity(items.len());
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut without_id: HashMap<String, usize> = HashMap::new();
    let mut gone: BTreeMap<usize, String> = BTreeMap::new();
    for item in items.drain(..) {
        let id = item.value.get("id").and_then(Value::as_str).map(str::to_ascii_lowercase);
        let Some(id) = id else {
            // The same file given twice: nothing else makes two objects without id one.
            let text = Value::Object(item.value.clone()).to_string();
            if without_id.get(&text).is_none_or(|source| *source == item.from.source) {
                without_id.insert(text, item.from.source);
                kept.push(item);
            }
            continue;
        };
        let Some(at) = by_id.get(&id).copied() else {
            by_id.insert(id, kept.len());
            kept.push(item);
            continue;
        };
        let (known, new) = (Value::Object(kept[at].value.clone()), Value::Object(item.value.clone()));
        match merge::together(&known, &new) {
            Some(Value::Object(both)) => kept[at].value = both,
            _ => match later(&kept[at].value, &item.value) {
                Some(true) => kept[at] = item,
                Some(false) => {}
                None => drop(gone.insert(at, name_of(&item.value, &id))),
            },
        }
    }
    let mut at = 0;
    kept.retain(|_| {
        at += 1;
        !gone.contains_key(&(at - 1))
    });
    *items = kept;
    gone.into_values().map(|object| Lack::TwoVersions { object }).collect()
}

/// Whether the second one was changed later; nothing if they do not say.
fn later(one: &Object, other: &Object) -> Option<bool> {
    let changed = |object: &Object| {
        let when = object.get("modifiedDateTime").or_else(|| object.get("createdDateTime"))?;
        super::read::moment(when)
    };
    let (one, other) = (changed(one)?, changed(other)?);
    (one != other).then_some(other > one)
}

fn name_of(object: &Object, id: &str) -> String {
    object.get("displayName").and_then(Value::as_str).map_or_else(|| id.to_owned(), super::read::name)
}
