use super::Reference;
use super::loose::{Fields, Inner, List};

/// When a policy applies. A part that the export does not have, or has without content, is empty here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// Whom it is about; nothing where the export has no such key.
    pub users: Option<Users>,
    /// What is opened or done.
    pub applications: Applications,
    /// Kinds of program, in small letters.
    pub clients: Vec<String>,
    /// Operating systems, in small letters.
    pub platforms: Sides,
    /// Places.
    pub locations: Locations,
    /// Devices.
    pub devices: Devices,
    /// Levels, in small letters; empty for any.
    pub sign_in_risk: Vec<String>,
    /// Levels, in small letters; empty for any.
    pub user_risk: Vec<String>,
    /// Levels, in small letters; empty for any.
    pub insider_risk: Vec<String>,
    /// Ways of signing in, in small letters; empty for any.
    pub flows: Vec<String>,
    /// The policy is about identities of applications and agents, and never about a person.
    pub workloads: bool,
    /// Parts that are not understood, by their path: `conditions.agents`.
    pub unknown: Vec<String>,
    /// Parts that a tool cut off, by their path.
    pub cut: Vec<String>,
}

/// Texts that include and texts that exclude, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sides {
    pub include: Vec<String>,
    pub exclude: Vec<String>,
}

impl Sides {
    /// Nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

/// Whom a policy includes and excludes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Users {
    pub include_users: Vec<Reference>,
    pub exclude_users: Vec<Reference>,
    pub include_groups: Vec<Reference>,
    pub exclude_groups: Vec<Reference>,
    pub include_roles: Vec<Reference>,
    pub exclude_roles: Vec<Reference>,
    pub include_guests: Option<Guests>,
    pub exclude_guests: Option<Guests>,
    /// What is not understood, or was cut off, and may include more.
    pub unclear_include: Vec<Unclear>,
    /// What is not understood, or was cut off, and may exclude more.
    pub unclear_exclude: Vec<Unclear>,
}

/// A part that cannot be read, by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// It is not understood.
    Unknown(String),
    /// A tool cut it off.
    Cut(String),
}

/// Guests and other people of other tenants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guests {
    /// Kinds as Graph names them, in small letters.
    pub kinds: Vec<String>,
    /// Of which tenants.
    pub tenants: Tenants,
}

/// Of which tenants a guest may be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tenants {
    /// Of any.
    #[default]
    All,
    /// Of these alone; of none where the list is empty.
    These(Vec<Reference>),
    /// The export says something else.
    Unknown(String),
}

/// What a policy is about: resources, or actions, or authentication contexts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applications {
    pub include: Vec<Reference>,
    pub exclude: Vec<Reference>,
    pub user_actions: Vec<String>,
    pub contexts: Vec<String>,
    /// A filter by attributes of applications: it includes or excludes, or says neither.
    pub filter: Option<String>,
    /// Keys that are not understood.
    pub unknown: Vec<String>,
}

impl Applications {
    /// Nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// From where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Locations {
    /// From anywhere: the condition is not set.
    #[default]
    Any,
    /// The condition is there and both of its lists are empty, or the including one is missing. Nobody can say what it
    /// does.
    Malformed,
    /// The lists.
    Lists { include: Vec<Reference>, exclude: Vec<Reference> },
}

/// From which devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devices {
    pub filter: Option<DeviceFilter>,
}

/// A rule about the device's properties, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFilter {
    /// `include` or `exclude`, in small letters.
    pub mode: String,
    pub rule: String,
}

/// Notes what could not be understood while a part is read.
#[derive(Default)]
struct Reader {
    unknown: Vec<String>,
    cut: Vec<String>,
}

impl Reader {
    fn unclear(self) -> Vec<Unclear> {
        let cut = self.cut.into_iter().map(Unclear::Cut);
        self.unknown.into_iter().map(Unclear::Unknown).chain(cut).collect()
    }

    fn list(&mut self, fields: &Fields, path: &str, key: &str) -> Vec<String> {
        match fields.list(key) {
            List::Words(words) => words,
            List::Absent => Vec::new(),
            List::Cut => {
                self.cut.push(format!("{path}.{key}"));
                Vec::new()
            }
        }
    }

    fn small(&mut self, fields: &Fields, path: &str, key: &str) -> Vec<String> {
        self.list(fields, path, key).into_iter().map(|word| word.to_lowercase()).collect()
    }

    fn references(&mut self, fields: &Fields, path: &str, key: &str) -> Vec<Reference> {
        self.list(fields, path, key).iter().map(|word| Reference::read(word)).collect()
    }

    fn inner<'a>(&mut self, fields: &Fields<'a>, path: &str, key: &str) -> Option<Fields<'a>> {
        match fields.inner(key) {
            Inner::Absent => None,
            Inner::Object(inner) => Some(inner),
            Inner::Cut => {
                self.cut.push(format!("{path}.{key}"));
                None
            }
        }
    }

    fn rest(&mut self, fields: &Fields, path: &str) {
        self.unknown.extend(fields.rest().into_iter().map(|key| format!("{path}.{key}")));
    }
}

impl Conditions {
    /// Reads the object under `conditions`; `exported`: the policy bears the marks of an export of Graph.
    #[must_use]
    pub fn read(fields: &Fields, exported: bool) -> Self {
        const AT: &str = "conditions";
        let mut reader = Reader::default();
        let users = reader.inner(fields, AT, "users").map(|inner| users(&inner, exported));
        let applications = reader.inner(fields, AT, "applications");
        let applications = applications.map(|inner| apps(&inner, &mut reader)).unwrap_or_default();
        let platforms = reader.inner(fields, AT, "platforms").map(|inner| {
            let sides = Sides {
                include: reader.small(&inner, "conditions.platforms", "includePlatforms"),
                exclude: reader.small(&inner, "conditions.platforms", "excludePlatforms"),
            };
            reader.rest(&inner, "conditions.platforms");
            sides
        });
        let locations = reader.inner(fields, AT, "locations").map(|inner| places(&inner, &mut reader));
        let devices = reader.inner(fields, AT, "devices").map(|inner| devices(&inner, &mut reader));
        let flows = reader.inner(fields, AT, "authenticationFlows").map(|inner| {
            let flows = reader.small(&inner, "conditions.authenticationFlows", "transferMethods");
            reader.rest(&inner, "conditions.authenticationFlows");
            flows
        });
        let workloads = reader.inner(fields, AT, "clientApplications").is_some_and(|inner| {
            let targets = ["includeServicePrincipals", "includeAgentIdServicePrincipals"].iter().any(|key| {
                let list = reader.small(&inner, "conditions.clientApplications", key);
                list.iter().any(|word| word != "none")
            });
            let filters = ["servicePrincipalFilter", "agentIdServicePrincipalFilter"];
            let filtered =
                filters.iter().any(|key| inner.get(key).is_some_and(super::loose::holds_something));
            let _ = ["excludeServicePrincipals", "excludeAgentIdServicePrincipals"].map(|key| inner.get(key));
            reader.rest(&inner, "conditions.clientApplications");
            targets || filtered
        });
        let times = reader.inner(fields, AT, "times").is_some_and(|inner| {
            let all = inner.flag("includeAllTimes");
            all == Some(false) || !inner.rest().is_empty()
        });
        if times {
            reader.unknown.push("conditions.times".to_owned());
        }
        let clients = reader.small(fields, AT, "clientAppTypes");
        let sign_in_risk = reader.small(fields, AT, "signInRiskLevels");
        let user_risk = reader.small(fields, AT, "userRiskLevels");
        let insider_risk = reader.small(fields, AT, "insiderRiskLevels");
        reader.rest(fields, AT);
        Self {
            users,
            applications,
            clients,
            platforms: platforms.unwrap_or_default(),
            locations: locations.unwrap_or_default(),
            devices: devices.unwrap_or_default(),
            sign_in_risk,
            user_risk,
            insider_risk,
            flows: flows.unwrap_or_default(),
            workloads,
            unknown: reader.unknown,
            cut: reader.cut,
        }
    }
}

/// Each side has its own reader: what is not clear on one side changes nothing that is certain by the other.
fn users(fields: &Fields, exported: bool) -> Users {
    const AT: &str = "conditions.users";
    let (mut include, mut exclude) = (Reader::default(), Reader::default());
    let users = Users {
        include_users: include.references(fields, AT, "includeUsers"),
        exclude_users: exclude.references(fields, AT, "excludeUsers"),
        include_groups: include.references(fields, AT, "includeGroups"),
        exclude_groups: exclude.references(fields, AT, "excludeGroups"),
        include_roles: include.references(fields, AT, "includeRoles"),
        exclude_roles: exclude.references(fields, AT, "excludeRoles"),
        include_guests: guests(fields, AT, "includeGuestsOrExternalUsers", &mut include),
        exclude_guests: guests(fields, AT, "excludeGuestsOrExternalUsers", &mut exclude),
        ..Users::default()
    };
    for key in fields.rest() {
        let small = key.to_lowercase();
        let path = format!("{AT}.{key}");
        if !small.starts_with("exclude") {
            include.unknown.push(path.clone());
        }
        if !small.starts_with("include") {
            exclude.unknown.push(path);
        }
    }
    for key in lost(fields, &users, exported) {
        let side = if key.starts_with("exclude") { &mut exclude } else { &mut include };
        side.cut.push(format!("{AT}.{key}"));
    }
    Users { unclear_include: include.unclear(), unclear_exclude: exclude.unclear(), ..users }
}

/// Lists that an export has lost. Graph always writes all six: where five are there in an export of its own, the sixth was taken
/// out. People who write a policy by hand leave out what they do not use; but a policy that has lists of people and includes
/// nobody has lost whom it is about.
fn lost(fields: &Fields, users: &Users, exported: bool) -> Vec<&'static str> {
    const ALL: [&str; 6] =
        ["includeUsers", "includeGroups", "includeRoles", "excludeUsers", "excludeGroups", "excludeRoles"];
    let gone: Vec<&str> = ALL.into_iter().filter(|key| !fields.has(key)).collect();
    let nobody = users.include_users.is_empty()
        && users.include_groups.is_empty()
        && users.include_roles.is_empty()
        && users.include_guests.is_none();
    let says_something = gone.len() < ALL.len() || *users != Users::default();
    match gone[..] {
        [_] if exported => gone,
        ["includeUsers", ..] if nobody && says_something => vec!["includeUsers"],
        _ => Vec::new(),
    }
}

fn guests(fields: &Fields, path: &str, key: &str, reader: &mut Reader) -> Option<Guests> {
    let at = format!("{path}.{key}");
    let inner = reader.inner(fields, path, key)?;
    let kinds = reader.small(&inner, &at, "guestOrExternalUserTypes");
    let tenants = reader.inner(&inner, &at, "externalTenants").map(|tenants| {
        let members = reader.references(&tenants, &at, "members");
        let kind = tenants.text("membershipKind").map(str::to_lowercase);
        reader.rest(&tenants, &format!("{at}.externalTenants"));
        match kind.as_deref() {
            None if members.is_empty() => Tenants::All,
            Some("all") => Tenants::All,
            Some("enumerated") | None => Tenants::These(members),
            Some(other) => Tenants::Unknown(other.to_owned()),
        }
    });
    reader.rest(&inner, &at);
    let tenants = tenants.unwrap_or_default();
    (!kinds.is_empty() || tenants != Tenants::All).then_some(Guests { kinds, tenants })
}

fn apps(fields: &Fields, reader: &mut Reader) -> Applications {
    const AT: &str = "conditions.applications";
    let filter = reader.inner(fields, AT, "applicationFilter").and_then(|inner| {
        let mode = inner.text("mode").unwrap_or_default().to_lowercase();
        let rule = inner.text("rule").is_some();
        (rule || !mode.is_empty()).then_some(mode)
    });
    let include = reader.references(fields, AT, "includeApplications");
    let exclude = reader.references(fields, AT, "excludeApplications");
    let user_actions = reader.small(fields, AT, "includeUserActions");
    let contexts = reader.small(fields, AT, "includeAuthenticationContextClassReferences");
    let unknown = fields.rest().into_iter().map(|key| format!("{AT}.{key}")).collect();
    Applications { include, exclude, user_actions, contexts, filter, unknown }
}

fn places(fields: &Fields, reader: &mut Reader) -> Locations {
    const AT: &str = "conditions.locations";
    let (include, exclude) = (fields.get("includeLocations"), fields.get("excludeLocations"));
    let lists = (include.is_some(), exclude.is_some());
    let include = reader.references(fields, AT, "includeLocations");
    let exclude = reader.references(fields, AT, "excludeLocations");
    reader.rest(fields, AT);
    match lists {
        (false, false) => Locations::Any,
        _ if include.is_empty() && exclude.is_empty() => Locations::Malformed,
        _ => Locations::Lists { include, exclude },
    }
}

fn devices(fields: &Fields, reader: &mut Reader) -> Devices {
    const AT: &str = "conditions.devices";
    let filter = reader.inner(fields, AT, "deviceFilter").and_then(|inner| {
        let mode = inner.text("mode").unwrap_or_default().to_lowercase();
        let rule = inner.text("rule").unwrap_or_default().to_owned();
        reader.rest(&inner, "conditions.devices.deviceFilter");
        (!mode.is_empty() || !rule.is_empty()).then_some(DeviceFilter { mode, rule })
    });
    reader.rest(fields, AT);
    Devices { filter }
}
