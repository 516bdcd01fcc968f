//! Whom a policy reaches: accounts, groups, roles, guests.

use std::collections::HashMap;

use uuid::{Uuid, uuid};

use super::assumed::Fact;
use super::question::{Kind, Person};
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::partner::role::Role;
use crate::tenant::conditional_access::around::Group;
use crate::tenant::conditional_access::{Guests, Reference, Tenants, Unclear, Users};

/// Roles that everybody of a kind has without holding them: guests, restricted guests, members.
const GUEST: Uuid = uuid!("10dae51f-b6af-4016-8d66-8c2a99b929b3");
const RESTRICTED_GUEST: Uuid = uuid!("2af84b1e-32c8-42b7-82bc-daa82404023b");
const MEMBER: Uuid = uuid!("a0b1b346-4d3e-4e8b-98f8-753987be4970");

/// At most so many groups are followed into one another.
const MOST: usize = 512;

/// One side of a policy's people.
struct Side<'a> {
    users: &'a [Reference],
    groups: &'a [Reference],
    roles: &'a [Reference],
    guests: Option<&'a Guests>,
    unclear: &'a [Unclear],
    /// `included` or `excluded`, for the path.
    word: &'static str,
}

/// Whether a policy reaches the person. Whoever is excluded is not reached, however often he is included.
pub(super) fn reached(users: &Users, scene: &Scene, trace: &mut Trace) -> Truth {
    let excluded = Side {
        users: &users.exclude_users,
        groups: &users.exclude_groups,
        roles: &users.exclude_roles,
        guests: users.exclude_guests.as_ref(),
        unclear: &users.unclear_exclude,
        word: "excluded",
    };
    let included = Side {
        users: &users.include_users,
        groups: &users.include_groups,
        roles: &users.include_roles,
        guests: users.include_guests.as_ref(),
        unclear: &users.unclear_include,
        word: "included",
    };
    let excluded = excluded.holds(scene, trace);
    if excluded == Truth::Yes {
        return Truth::No;
    }
    included.holds(scene, trace).and(excluded.not())
}

impl Side<'_> {
    fn holds(&self, scene: &Scene, trace: &mut Trace) -> Truth {
        let mark = trace.mark();
        let mut truth = Truth::No;
        let users = self.users.iter().map(Fact::User);
        let groups = self.groups.iter().map(Fact::Group);
        let roles = self.roles.iter().map(Fact::Role);
        for fact in users.chain(groups).chain(roles) {
            let before = trace.mark();
            let (one, truth_of, what) = match fact {
                Fact::Group(one) => (one, group(one, scene, trace), "group "),
                Fact::Role(one) => (one, role(one, scene, trace), "role "),
                Fact::User(one) => (one, user(one, scene, trace), ""),
                _ => continue,
            };
            match scene.or_assumed(truth_of, fact) {
                Truth::Yes => {
                    trace.settled(mark);
                    trace.because(|| match one {
                        one if one.is("all") => format!("{}: every user", self.word),
                        one if one.is("guestsorexternalusers") => format!("{}: every guest", self.word),
                        one => format!("{} through {what}{}", self.word, scene.name_of(one)),
                    });
                    return Truth::Yes;
                }
                Truth::Unknown => truth = Truth::Unknown,
                Truth::No => trace.retract(before),
            }
        }
        if let Some(kinds) = self.guests {
            match guests(kinds, scene.person, trace) {
                Truth::Yes => {
                    trace.settled(mark);
                    trace.because(|| {
                        format!("{} as a guest or external user: {}", self.word, kinds.kinds.join(", "))
                    });
                    return Truth::Yes;
                }
                other => truth = truth.or(other),
            }
        }
        for part in self.unclear {
            truth = Truth::Unknown;
            match part {
                Unclear::Unknown(path) => trace.lacks(Reason::UnknownKey, || format!("what {path} does")),
                Unclear::Cut(path) => trace.lacks(Reason::Cut, || {
                    format!("{path}: a tool cut it off; export again with a greater depth")
                }),
            }
        }
        truth
    }
}

fn user(one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    let person = scene.person;
    match one {
        one if one.is("all") => Truth::Yes,
        one if one.is("none") => Truth::No,
        one if one.is("guestsorexternalusers") => {
            let truth = over_kinds(person, |kind| match kind {
                Kind::InternalGuest | Kind::B2bGuest => Truth::Yes,
                Kind::Member => Truth::No,
                _ => Truth::Unknown,
            });
            if truth == Truth::Unknown {
                trace.lacks(Reason::AccountKind, || {
                    "whether the older word GuestsOrExternalUsers reaches this kind of account".to_owned()
                });
            }
            truth
        }
        _ if person.kinds.is_service_provider() => Truth::No,
        one if person.id.as_ref() == Some(one) && !is_nil(one) => Truth::Yes,
        Reference::Word(word) => by_name(word, scene, trace),
        one if is_nil(one) => placeholder(one, trace),
        _ => match &person.id {
            Some(Reference::Word(word)) if word.contains('@') => unnamed(trace),
            Some(_) => Truth::No,
            None => unnamed(trace),
        },
    }
}

fn unnamed(trace: &mut Trace) -> Truth {
    trace
        .lacks(Reason::AccountId, || "the object ID of the account: policies name accounts by it".to_owned());
    Truth::Unknown
}

fn is_nil(one: &Reference) -> bool {
    matches!(one, Reference::Id(id) if id.is_nil())
}

fn by_name(word: &str, scene: &Scene, trace: &mut Trace) -> Truth {
    let name = scene.person.name.as_deref().map(str::to_lowercase);
    if name.as_deref() == Some(word) {
        return Truth::Yes;
    }
    if let Some(user) = scene.around.user(word) {
        return match &scene.person.id {
            Some(id) => Truth::from(*id == user.id),
            None => unnamed(trace),
        };
    }
    // Two sign-in names that differ are two accounts.
    let is_sign_in_name = |text: &str| text.contains('@') && !text.contains(['<', '{', '$', ' ', '%']);
    if is_sign_in_name(word) && name.is_some_and(|name| is_sign_in_name(&name)) {
        return Truth::No;
    }
    placeholder(&Reference::Word(word.to_owned()), trace)
}

fn placeholder(one: &Reference, trace: &mut Trace) -> Truth {
    trace.lacks(Reason::Placeholder, || format!("which object \"{one}\" stands for: it is no ID"));
    Truth::Unknown
}

fn group(one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    let person = scene.person;
    if person.kinds.is_service_provider() {
        return Truth::No;
    }
    if person.groups.contains(one) && !is_nil(one) {
        return Truth::Yes;
    }
    let known = scene.around.group(one);
    let id = known.map_or(one, |group| &group.id);
    if person.groups.contains(id) && !is_nil(id) {
        return Truth::Yes;
    }
    if id.is_no_object() {
        return placeholder(one, trace);
    }
    if person.groups_whole || person.outside.contains(id) {
        return Truth::No;
    }
    let mark = trace.mark();
    if let Some(group) = known {
        let truth = all_listed(&group.id, scene, trace, &mut Seen::new());
        if truth != Truth::Unknown {
            return truth;
        }
        trace.retract(mark);
        if group.dynamic {
            trace.lacks(Reason::DynamicGroup, || {
                format!(
                    "whether the account is in the group {}, whose members follow a rule",
                    scene.name_of(one)
                )
            });
            return Truth::Unknown;
        }
    }
    trace.lacks(Reason::GroupMembership, || {
        format!(
            "whether the account is in the group {}, directly or through another group",
            scene.name_of(one)
        )
    });
    Truth::Unknown
}

/// Groups that were looked at, so that groups within one another are looked at once.
type Seen<'a> = HashMap<&'a Reference, Truth>;

/// Whether the account is in a group, by every export that lists its members; not known where they disagree.
fn all_listed<'a>(id: &'a Reference, scene: &Scene<'a>, trace: &mut Trace, seen: &mut Seen<'a>) -> Truth {
    if let Some(known) = seen.get(id) {
        return *known;
    }
    // A group that contains itself adds nothing to itself.
    seen.insert(id, Truth::No);
    let truth = if seen.len() > MOST {
        Truth::Unknown
    } else {
        let all = scene.around.versions_of_group(id).map(|group| listed(group, scene, trace, seen));
        let known = all.filter(|one| *one != Truth::Unknown).reduce(Truth::agreed);
        known.unwrap_or(Truth::Unknown)
    };
    seen.insert(id, truth);
    truth
}

/// Whether the account is among a group's members or in a group that is.
fn listed<'a>(group: &'a Group, scene: &Scene<'a>, trace: &mut Trace, seen: &mut Seen<'a>) -> Truth {
    let Some(own) = &scene.person.id else { return Truth::Unknown };
    let mut truth = if group.members_whole { Truth::No } else { Truth::Unknown };
    for member in &group.members {
        if member.id == *own {
            return Truth::Yes;
        }
        let is_user =
            member.is_account == Some(true) || scene.around.users.iter().any(|user| user.id == member.id);
        if is_user {
            continue;
        }
        let inside = scene.person.groups.contains(&member.id);
        let inner = if inside { Truth::Yes } else { all_listed(&member.id, scene, trace, seen) };
        if inner == Truth::Yes {
            trace.because(|| format!("a member of it is the group {}", scene.name_of(&member.id)));
            return Truth::Yes;
        }
        truth = truth.or(inner);
    }
    truth
}

fn role(one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    let person = scene.person;
    if person.kinds.is_service_provider() {
        return Truth::No;
    }
    let template = match one {
        Reference::Id(id) if !id.is_nil() => *id,
        Reference::Id(_) => return placeholder(one, trace),
        Reference::Word(word) => match word.as_str() {
            "guest user" => GUEST,
            "restricted guest user" => RESTRICTED_GUEST,
            "user" => MEMBER,
            word => match template(word) {
                Some(id) => id,
                None => return placeholder(one, trace),
            },
        },
    };
    if matches!(template, GUEST | RESTRICTED_GUEST | MEMBER) {
        let truth = over_kinds(person, |kind| match kind {
            Kind::ServiceProvider => Truth::No,
            Kind::Member if template != MEMBER => Truth::No,
            _ => Truth::Unknown,
        });
        if truth == Truth::Unknown {
            trace.lacks(Reason::PseudoRole, || {
                format!("whether the role {one}, which everybody of a kind has, counts for this account")
            });
        }
        return truth;
    }
    if !person.active.contains(&Reference::Id(template)) {
        if person.unscoped.contains(&Reference::Id(template)) {
            trace.lacks(Reason::RoleScope, || {
                format!(
                    "whether the role {} is over the whole directory: its scope is not said",
                    scene.role_name(template)
                )
            });
            return Truth::Unknown;
        }
        if person.active_whole {
            return Truth::No;
        }
        trace.lacks(Reason::RoleActivation, || {
            format!("whether the role {} is active for the account now", scene.role_name(template))
        });
        return Truth::Unknown;
    }
    if role_of(template).is_some() {
        return Truth::Yes;
    }
    trace.lacks(Reason::RoleScope, || {
        format!("whether the role {template} is a built-in one: policies do not count others")
    });
    Truth::Unknown
}

/// The built-in role of this template.
pub(super) fn role_of(template: Uuid) -> Option<Role> {
    template.to_string().parse().ok().and_then(Role::by_template)
}

fn template(name: &str) -> Option<Uuid> {
    Role::by_name(name)?.template().and_then(|id| id.to_string().parse().ok())
}

fn guests(guests: &Guests, person: &Person, trace: &mut Trace) -> Truth {
    let strange = |kind: &String| {
        kind != "none" && !Kind::ALL.iter().any(|known| known.name().eq_ignore_ascii_case(kind))
    };
    let mut unsure = None;
    let truth = over_kinds(person, |kind| {
        if guests.kinds.iter().any(|name| name.eq_ignore_ascii_case(kind.name())) {
            let truth = of_tenant(&guests.tenants, kind, person);
            if truth == Truth::Unknown {
                unsure = Some(Reason::Trust);
            }
            truth
        } else if kind != Kind::Member && guests.kinds.iter().any(strange) {
            unsure = Some(Reason::UnknownKey);
            Truth::Unknown
        } else {
            Truth::No
        }
    });
    if truth == Truth::Unknown {
        let reason = unsure.unwrap_or(Reason::AccountKind);
        trace.lacks(reason, || match reason {
            Reason::Trust => "the home tenant of the account".to_owned(),
            Reason::UnknownKey => format!("what the kinds of guests mean: {}", guests.kinds.join(", ")),
            _ => "whether the account is a member, which kind of guest, or a partner's technician".to_owned(),
        });
    }
    truth
}

fn of_tenant(tenants: &Tenants, kind: Kind, person: &Person) -> Truth {
    match tenants {
        Tenants::All => Truth::Yes,
        Tenants::These(list) if list.is_empty() => Truth::No,
        // A guest that the tenant made itself has no other home.
        Tenants::These(_) if kind == Kind::InternalGuest => Truth::Unknown,
        Tenants::These(list) => match &person.home_tenant {
            Some(home) if list.contains(home) => Truth::Yes,
            Some(_) if list.iter().any(Reference::is_no_object) => Truth::Unknown,
            Some(_) => Truth::No,
            None => Truth::Unknown,
        },
        Tenants::Unknown(_) => Truth::Unknown,
    }
}

/// What is true of every kind that the account may be of.
fn over_kinds(person: &Person, mut truth: impl FnMut(Kind) -> Truth) -> Truth {
    let mut all = person.kinds.0.iter().map(|kind| truth(*kind));
    let first = all.next().unwrap_or(Truth::Unknown);
    all.fold(first, |first, next| if first == next { first } else { Truth::Unknown })
}
