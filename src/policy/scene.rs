use uuid::Uuid;

use super::assumed::{Assumed, Fact};
use super::people::role_of;
use super::question::{Context, Person};
use super::truth::Truth;
use crate::partner::role::Role;
use crate::tenant::conditional_access::{Around, Reference};

/// One sign-in that is weighed: who, how, and what is known of the tenant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub around: &'a Around,
    pub person: &'a Person,
    pub context: &'a Context,
    /// What is tried out where nobody knows it.
    pub assumed: Option<Assumed<'a>>,
}

impl<'a> Scene<'a> {
    /// A sign-in of which nothing is assumed.
    #[must_use]
    pub(super) fn of(around: &'a Around, person: &'a Person, context: &'a Context) -> Self {
        Self { around, person, context, assumed: None }
    }

    /// What was found out; where that is not known, what is assumed.
    #[must_use]
    pub(super) fn or_assumed(&self, truth: Truth, fact: Fact) -> Truth {
        match self.assumed {
            Some(assumed) if truth == Truth::Unknown && assumed.fact == fact => Truth::from(assumed.holds),
            _ => truth,
        }
    }

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

    /// A fact in words, whatever it turns out to be.
    #[must_use]
    pub(super) fn whatever(&self, fact: &Fact) -> String {
        match fact {
            Fact::User(one) => format!("whether the account is {} or not", self.name_of(one)),
            Fact::Group(one) => format!("whether the account is in the group {} or not", self.name_of(one)),
            Fact::Role(one) => format!("whether the account has the role {} or not", self.name_of(one)),
            Fact::Place(one) => {
                format!("whether the address is in the location {} or not", self.name_of(one))
            }
            Fact::Filter(rule) => format!("whether the device fits the rule {rule} or not"),
            Fact::Client => "whatever the kind of program is".to_owned(),
            Fact::Platform => "whatever the operating system is".to_owned(),
            Fact::SignInRisk => "whatever the sign-in risk is".to_owned(),
            Fact::UserRisk => "whatever the user risk is".to_owned(),
            Fact::InsiderRisk => "whatever the insider risk is".to_owned(),
            Fact::Compliant => "whether the device is compliant or not".to_owned(),
            Fact::Kind => "whatever the kind of account is".to_owned(),
        }
    }

    /// The name of a role.
    #[must_use]
    pub(super) fn role_name(&self, template: Uuid) -> String {
        role_of(template).map_or_else(|| template.to_string(), |role| role.name().to_owned())
    }
}
