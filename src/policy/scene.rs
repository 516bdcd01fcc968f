use uuid::Uuid;

use super::people::role_of;
use super::question::{Context, Person};
use crate::partner::role::Role;
use crate::tenant::conditional_access::{Around, Reference};

/// One sign-in that is weighed: who, how, and what is known of the tenant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub around: &'a Around,
    pub person: &'a Person,
    pub context: &'a Context,
}

impl Scene<'_> {
    /// The name of an object where it is known, with its id.
    #[must_use]
    pub(super) fn name_of(&self, one: &Reference) -> String {
        let group = self.around.group(one).and_then(|group| group.name.as_deref());
        let place = || self.around.place(one).and_then(|place| place.name.as_deref());
        let role = || match one {
            Reference::Id(id) => role_of(*id).map(Role::name),
            Reference::Word(_) => None,
        };
        let own = || self.person.name.as_deref().filter(|_| self.person.id.as_ref() == Some(one));
        match group.or_else(place).or_else(role).or_else(own) {
            Some(name) => format!("{name} ({one})"),
            None => one.to_string(),
        }
    }

    /// The name of a role.
    #[must_use]
    pub(super) fn role_name(&self, template: Uuid) -> String {
        role_of(template).map_or_else(|| template.to_string(), |role| role.name().to_owned())
    }
}
