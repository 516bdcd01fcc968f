use std::collections::HashMap;

use serde_json::{Map, Value};

use super::loose::{Fields, holds_something};
use super::{MethodsPolicy, Place, Range, Reference, Strength};

/// The objects of a tenant that its policies refer to, as far as an export or a person gives them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    pub places: Vec<Place>,
    /// Every named location of the tenant is there.
    pub places_whole: bool,
    /// The trusted addresses of the older multifactor settings; nothing where nobody says them.
    pub trusted_ips: Option<Vec<Range>>,
    pub strengths: Vec<Strength>,
    pub methods: Option<MethodsPolicy>,
    pub security_defaults: Heard,
    pub groups: Vec<Group>,
    /// Accounts by their id, each with the names that it goes by, in small letters.
    pub users: HashMap<Reference, Vec<String>>,
    /// Every account of the tenant that a policy could name is among them.
    pub users_whole: bool,
    /// Accounts of which somebody says whether multifactor authentication is switched on for them alone.
    pub per_user_mfa: HashMap<Reference, Heard>,
    /// Actions that policies about all resources leave out, by the tenant's settings; nothing where nobody says them.
    pub actions_left_out: Option<Vec<String>>,
}

/// Yes or no, as far as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Heard {
    /// Nobody says it.
    #[default]
    Nothing,
    Is(bool),
    /// One export says yes, another one no.
    Both,
}

impl Heard {
    /// Takes in what one more export says.
    pub fn hear(&mut self, said: bool) {
        *self = match self {
            Self::Nothing => Self::Is(said),
            Self::Is(known) if *known == said => return,
            _ => Self::Both,
        };
    }

    /// This, or the other where this says nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::Nothing { other } else { self }
    }
}

impl From<Option<bool>> for Heard {
    fn from(said: Option<bool>) -> Self {
        said.map_or(Self::Nothing, Self::Is)
    }
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: Reference,
    pub name: Option<String>,
    /// Its members follow a rule.
    pub dynamic: bool,
    pub members: Vec<Member>,
    /// Every member is there.
    pub members_whole: bool,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Reference,
    /// It is an account and no group; nothing where the export does not say it.
    pub is_account: Option<bool>,
}

/// Graph expands at most so many members of a group and says nothing of the others.
const EXPANDED: usize = 20;

impl Group {
    /// Whether an object has the shape of a group.
    #[must_use]
    pub fn is_one(object: &Map<String, Value>) -> bool {
        let fields = Fields::of(object);
        let kind = fields.text("@odata.type").unwrap_or_default().to_lowercase();
        let looks = fields.has("groupTypes") || fields.has("membershipRule") || fields.has("securityEnabled");
        fields.has("id") && (kind.ends_with(".group") || looks)
    }

    /// Reads a group.
    #[must_use]
    pub fn read(object: &Map<String, Value>) -> Option<Self> {
        let fields = Fields::of(object);
        let members = fields.get("members").and_then(Value::as_array);
        let read: Vec<Member> = members.into_iter().flatten().filter_map(member).collect();
        let count = members.map_or(0, Vec::len);
        Some(Self {
            id: fields.text("id").map(Reference::read)?,
            name: fields.text("displayName").map(str::to_lowercase),
            dynamic: fields.list("groupTypes").words().iter().any(|kind| kind == "DynamicMembership")
                || fields.text("membershipRule").is_some(),
            members_whole: members.is_some()
                && read.len() == count
                && count != EXPANDED
                && !fields.has("members@odata.nextLink"),
            members: read,
        })
    }
}

fn member(value: &Value) -> Option<Member> {
    match value {
        Value::String(text) => Some(Member { id: Reference::read(text), is_account: None }),
        Value::Object(object) => {
            let fields = Fields::of(object);
            let kind = fields.text("@odata.type").unwrap_or_default().to_lowercase();
            let is_account = if kind.is_empty() {
                fields.has("userPrincipalName").then_some(true)
            } else {
                Some(!kind.ends_with(".group"))
            };
            fields.text("id").map(|id| Member { id: Reference::read(id), is_account })
        }
        _ => None,
    }
}

/// Whether multifactor authentication is switched on for an account by itself: Graph's `perUserMfaState`.
#[must_use]
pub fn per_user_mfa(fields: &Fields) -> Option<bool> {
    match fields.text("perUserMfaState")?.to_lowercase().as_str() {
        "enabled" | "enforced" => Some(true),
        "disabled" => Some(false),
        _ => None,
    }
}

impl Around {
    /// Takes an account in.
    pub fn take_user(&mut self, object: &Map<String, Value>) {
        let fields = Fields::of(object);
        let Some(id) = fields.text("id").map(Reference::read) else { return };
        if let Some(on) = per_user_mfa(&fields) {
            self.per_user_mfa.entry(id.clone()).or_default().hear(on);
        }
        let names = ["userPrincipalName", "displayName", "mail"].iter().filter_map(|key| fields.text(key));
        self.name_user(id, names.map(str::to_lowercase));
    }

    /// Notes names that an account goes by.
    pub fn name_user(&mut self, id: Reference, names: impl Iterator<Item = String>) {
        let known = self.users.entry(id).or_default();
        for name in names {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }

    /// Takes a named location in: each stands there once, with what every export says of it.
    pub fn take_place(&mut self, place: Place) {
        match self.places.iter_mut().find(|known| known.id.is_some() && known.id == place.id) {
            Some(known) => known.join(place),
            None => self.places.push(place),
        }
    }

    /// Reads what a question gives beside the policies.
    #[must_use]
    pub fn given(object: &Map<String, Value>) -> Self {
        let fields = Fields::of(object);
        let objects = |key: &str| -> Vec<&Map<String, Value>> {
            let list = fields.get(key).map(|value| match value {
                Value::Object(page) => Fields::of(page).get("value").unwrap_or(value),
                value => value,
            });
            list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
        };
        let trusted = fields.get("mfaTrustedIps").and_then(Value::as_array).and_then(|items| {
            // One that cannot be read makes the list useless: an address outside the others may lie in it.
            items.iter().map(|item| item.as_str().and_then(Range::read)).collect::<Option<Vec<_>>>()
        });
        let first = |key: &str| match fields.get(key) {
            Some(Value::Array(items)) => items.first().and_then(Value::as_object),
            value => value.and_then(Value::as_object),
        };
        let mut defaults = Heard::from(fields.flag("securityDefaults"));
        if let Some(one) = first("securityDefaults") {
            defaults = Fields::of(one).flag("isEnabled").into();
        }
        for one in objects("securityDefaults") {
            Fields::of(one).flag("isEnabled").into_iter().for_each(|on| defaults.hear(on));
        }
        let strengths = objects("authenticationStrengths");
        let settings =
            ["conditionalAccessSettings", "tenantSettings", "settings"].iter().find_map(|key| first(key));
        let mut around = Self {
            places_whole: fields.flag("namedLocationsComplete") == Some(true),
            trusted_ips: trusted,
            strengths: strengths
                .into_iter()
                .filter_map(|object| Strength::read(&Fields::of(object)))
                .collect(),
            methods: fields.get("authenticationMethodsPolicy").filter(|value| holds_something(value)).map(
                |_| {
                    first("authenticationMethodsPolicy")
                        .map_or_else(MethodsPolicy::unread, MethodsPolicy::read)
                },
            ),
            security_defaults: defaults,
            groups: objects("groups").into_iter().filter_map(Group::read).collect(),
            actions_left_out: settings.and_then(actions_left_out),
            users_whole: fields.get("users").is_some_and(is_whole),
            ..Self::default()
        };
        objects("namedLocations").into_iter().for_each(|place| around.take_place(Place::read(place)));
        objects("users").into_iter().for_each(|user| around.take_user(user));
        around
    }

    /// Lays what a person says over what an export shows: of a location or strength that both have, the person's word counts.
    pub fn add(&mut self, more: Self) {
        let said: Vec<_> = more.places.iter().map(|place| &place.id).collect();
        self.places.retain(|place| place.id.is_none() || !said.contains(&&place.id));
        let said: Vec<_> = more.strengths.iter().map(|strength| &strength.id).collect();
        self.strengths.retain(|strength| strength.id.is_none() || !said.contains(&&strength.id));
        self.places.extend(more.places);
        self.places_whole |= more.places_whole;
        self.trusted_ips = more.trusted_ips.or(self.trusted_ips.take());
        self.strengths.extend(more.strengths);
        self.methods = more.methods.or(self.methods.take());
        self.security_defaults = more.security_defaults.or(self.security_defaults);
        self.groups.extend(more.groups);
        self.users_whole |= more.users_whole;
        more.users.into_iter().for_each(|(id, names)| self.name_user(id, names.into_iter()));
        self.per_user_mfa.extend(more.per_user_mfa);
        self.actions_left_out = more.actions_left_out.or(self.actions_left_out.take());
    }

    /// The group that a policy names, by its id or its name.
    #[must_use]
    pub fn group(&self, named: &Reference) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == *named).or_else(|| {
            let Reference::Word(word) = named else { return None };
            let mut all = self.groups.iter().filter(|group| group.name.as_ref() == Some(word));
            // Two groups of one name: nobody can say which is meant.
            all.next().filter(|one| all.all(|other| other.id == one.id))
        })
    }

    /// The account that a policy names by a name; two accounts of one name are nobody in particular.
    #[must_use]
    pub fn user(&self, word: &str) -> Option<&Reference> {
        let mut all = self.users.iter().filter(|(_, names)| names.iter().any(|name| name == word));
        all.next().filter(|_| all.next().is_none()).map(|(id, _)| id)
    }

    /// The named location that a policy names.
    #[must_use]
    pub fn place(&self, named: &Reference) -> Option<&Place> {
        self.places.iter().find(|place| place.id.as_ref() == Some(named)).or_else(|| {
            let Reference::Word(word) = named else { return None };
            let fits = |place: &&Place| place.name.as_ref().is_some_and(|name| name.to_lowercase() == *word);
            let mut all = self.places.iter().filter(fits);
            all.next().filter(|_| all.next().is_none())
        })
    }

    /// What the exports say about a group, each for itself: one may list its members, another one not.
    pub fn versions_of_group(&self, id: &Reference) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.id == *id)
    }
}

/// Whether a list that is given is all of it: a list alone, or a page that names no next one.
fn is_whole(list: &Value) -> bool {
    match list {
        Value::Array(_) => true,
        Value::Object(page) => {
            let page = Fields::of(page);
            let goes_on = page.get("@odata.nextLink").is_some_and(holds_something);
            page.get("value").is_some_and(Value::is_array) && !goes_on
        }
        _ => false,
    }
}

fn actions_left_out(object: &Map<String, Value>) -> Option<Vec<String>> {
    let exclusions = Fields::of(object).get("exclusions")?.as_object()?;
    let resources = Fields::of(exclusions).get("allResourcesExclusions")?.as_object()?;
    let items = Fields::of(resources).get("userActionExclusions")?.as_array()?;
    let on = |item: &Value| {
        let fields = Fields::of(item.as_object()?);
        let on = fields.text("state").is_some_and(|state| state.eq_ignore_ascii_case("enabled"));
        fields.text("userAction").filter(|_| on).map(str::to_lowercase)
    };
    Some(items.iter().filter_map(on).collect())
}
