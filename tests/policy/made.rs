//! Policies and questions made from a number, and what can be taken away from them.

use serde_json::{Map, Value, json};

pub(crate) const ME: &str = "a0000000-0000-4000-8000-000000000001";
pub(crate) const OTHER: &str = "a0000000-0000-4000-8000-000000000002";
const GROUPS: [&str; 3] = [
    "c0000000-0000-4000-8000-000000000001",
    "c0000000-0000-4000-8000-000000000002",
    "c0000000-0000-4000-8000-000000000003",
];
const ROLES: [&str; 2] = ["62e90394-69f5-4237-9190-012177145e10", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"];
const PLACES: [&str; 3] = [
    "e0000000-0000-4000-8000-000000000001",
    "e0000000-0000-4000-8000-000000000002",
    "e0000000-0000-4000-8000-000000000003",
];
pub(crate) const STRENGTH: &str = "90000000-0000-4000-8000-000000000009";
const APPS: [&str; 6] = [
    "All",
    "Office365",
    "MicrosoftAdminPortals",
    "00000003-0000-0000-c000-000000000000",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
];
const RULES: [&str; 5] = [
    "device.isCompliant -eq True",
    "device.trustType -ne \"ServerAD\"",
    "device.model -startsWith \"Surface\" -or device.isCompliant -ne True",
    "-not (device.deviceOwnership -eq \"Company\") -and device.trustType -eq \"ServerAD\"",
    "device.extensionAttribute1 -eq \"SAW\"",
];

/// A source of choices that a number decides.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }

    /// A few of them, often none.
    fn some(&mut self, all: &[&str], sides: usize) -> Vec<String> {
        all.iter().filter(|_| self.one_in(sides)).map(|one| (*one).to_owned()).collect()
    }
}

pub(crate) fn policy(dice: &mut Dice, number: usize) -> Value {
    let mut users = Map::new();
    let include = match dice.roll(4) {
        0 => vec![ME],
        1 => vec!["None"],
        2 => vec!["GuestsOrExternalUsers"],
        _ => vec!["All"],
    };
    users.insert("includeUsers".into(), json!(include));
    users.insert("excludeUsers".into(), json!(dice.some(&[ME, OTHER], 8)));
    users.insert("includeGroups".into(), json!(dice.some(&GROUPS, 6)));
    users.insert("excludeGroups".into(), json!(dice.some(&GROUPS, 6)));
    users.insert("includeRoles".into(), json!(dice.some(&ROLES, 4)));
    users.insert("excludeRoles".into(), json!(dice.some(&ROLES, 8)));
    if dice.one_in(6) {
        let kinds =
            dice.pick(&["serviceProvider", "internalGuest,b2bCollaborationGuest", "b2bCollaborationMember"]);
        let tenants = if dice.one_in(2) {
            json!({"membershipKind": "all"})
        } else {
            json!({"membershipKind": "enumerated", "members": []})
        };
        let side = dice.pick(&["includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"]);
        users.insert(side.into(), json!({"guestOrExternalUserTypes": kinds, "externalTenants": tenants}));
    }
    let include = vec![if dice.one_in(2) { "All" } else { dice.pick(&APPS) }];
    let mut conditions = json!({
        "users": users,
        "applications": {"includeApplications": include, "excludeApplications": dice.some(&APPS[2..], 10)},
        "clientAppTypes": if dice.one_in(2) { vec!["all"] } else { vec![dice.pick(&["browser", "mobileAppsAndDesktopClients", "other"])] },
    });
    let conditions_of = conditions.as_object_mut().unwrap();
    if dice.one_in(4) {
        let include =
            if dice.one_in(2) { vec!["all"] } else { vec![dice.pick(&["windows", "linux", "iOS"])] };
        let exclude = dice.some(&["windows", "macOS", "linux"], 3);
        conditions_of
            .insert("platforms".into(), json!({"includePlatforms": include, "excludePlatforms": exclude}));
    }
    if dice.one_in(3) {
        let include = if dice.one_in(2) { vec!["All"] } else { vec![dice.pick(&PLACES)] };
        let exclude = match dice.roll(3) {
            0 => vec!["AllTrusted"],
            1 => vec![dice.pick(&PLACES)],
            _ => vec![],
        };
        conditions_of
            .insert("locations".into(), json!({"includeLocations": include, "excludeLocations": exclude}));
    }
    if dice.one_in(4) {
        let filter = json!({"mode": dice.pick(&["include", "exclude"]), "rule": dice.pick(&RULES)});
        conditions_of.insert("devices".into(), json!({"deviceFilter": filter}));
    }
    if dice.one_in(6) {
        conditions_of.insert("signInRiskLevels".into(), json!([dice.pick(&["high", "none"])]));
    }
    if dice.one_in(6) {
        conditions_of.insert("userRiskLevels".into(), json!([dice.pick(&["high", "medium"])]));
    }
    if dice.one_in(8) {
        conditions_of.insert("authenticationFlows".into(), json!({"transferMethods": "deviceCodeFlow"}));
    }
    let controls = match dice.roll(3) {
        0 => vec!["block".to_owned()],
        _ => dice.some(&["mfa", "compliantDevice", "domainJoinedDevice"], 2),
    };
    let mut grant = json!({"operator": dice.pick(&["AND", "OR"]), "builtInControls": controls});
    if dice.one_in(4) {
        let id = dice.pick(&[
            STRENGTH,
            "00000000-0000-0000-0000-000000000004",
            "00000000-0000-0000-0000-000000000002",
        ]);
        grant["authenticationStrength"] = json!({"id": id});
    }
    let state = match dice.roll(6) {
        0 => "disabled",
        1 => "enabledForReportingButNotEnforced",
        _ => "enabled",
    };
    json!({
        "id": format!("f0000000-0000-4000-8000-{number:012}"),
        "displayName": format!("Policy {number}"),
        "state": state,
        "conditions": conditions,
        "grantControls": grant,
    })
}

pub(crate) fn policies(dice: &mut Dice) -> Vec<Value> {
    (0..1 + dice.roll(4)).map(|number| policy(dice, number)).collect()
}

/// A question in which every fact is known.
pub(crate) fn question(dice: &mut Dice) -> Value {
    let surface = dice.pick(&["entra-portal", "graph-powershell", "graph-explorer", "azure-cli"]);
    let page = matches!(surface, "entra-portal" | "graph-explorer");
    let registered = dice.one_in(2);
    let platform = dice.pick(&["windows", "linux", "android", "macOS"]);
    let device = if registered {
        let hybrid = platform == "windows" && dice.one_in(2);
        json!({
            "registered": true,
            "isCompliant": dice.one_in(2),
            "hybridJoined": hybrid,
            "trustType": if hybrid { "ServerAD" } else { "AzureAD" },
            "model": dice.pick(&["Surface Pro", "Latitude"]),
            "deviceOwnership": dice.pick(&["Company", "Personal"]),
            "extensionAttribute1": dice.pick(&["SAW", "other"]),
            "mdmAppId": "0000000a-0000-0000-c000-000000000000",
        })
    } else {
        json!({"registered": false})
    };
    let mut methods = vec!["password".to_owned()];
    methods.extend(dice.some(&["push", "fido2", "tap", "windowsHello"], 3));
    let kind = dice.pick(&["member", "member", "member", "internalGuest", "serviceProvider"]);
    // A partner's technician has no account, no role and no group here.
    let partner = kind == "serviceProvider";
    let (roles, groups) = (dice.some(&ROLES, 2), dice.some(&GROUPS, 2));
    json!({
        "admin": {
            "id": if partner { "d0000000-0000-4000-8000-000000000009" } else { ME },
            "kind": kind,
            "homeTenant": OTHER,
            "activeRoles": if partner { Vec::new() } else { roles },
            "groups": if partner { Vec::new() } else { groups },
            "groupsComplete": true,
            "methods": methods,
        },
        "context": {
            "surface": surface,
            "client": if page { "browser" } else { "mobileAppsAndDesktopClients" },
            "platform": platform,
            "ip": dice.pick(&["203.0.113.7", "198.51.100.7", "2001:db8::7"]),
            "country": dice.pick(&["NL", "FR"]),
            "device": device,
            "signInRisk": dice.pick(&["none", "high"]),
            "userRisk": dice.pick(&["none", "high"]),
            "insiderRisk": "none",
            "flow": if page || dice.one_in(2) { "none" } else { "deviceCodeFlow" },
        },
        "given": {
            "namedLocations": [
                {"@odata.type": "#microsoft.graph.ipNamedLocation", "id": PLACES[0], "isTrusted": true, "ipRanges": [{"cidrAddress": "203.0.113.0/24"}]},
                {"@odata.type": "#microsoft.graph.ipNamedLocation", "id": PLACES[1], "isTrusted": false, "ipRanges": [{"cidrAddress": "2001:db8::/32"}]},
                {"@odata.type": "#microsoft.graph.countryNamedLocation", "id": PLACES[2], "countriesAndRegions": ["NL"], "includeUnknownCountriesAndRegions": false},
            ],
            "namedLocationsComplete": true,
            "mfaTrustedIps": if dice.one_in(2) { json!([]) } else { json!(["198.51.100.0/24"]) },
            "authenticationStrengths": [{"id": STRENGTH, "allowedCombinations": ["password,microsoftAuthenticatorPush", "temporaryAccessPassOneTime"]}],
            "authenticationMethodsPolicy": {"authenticationMethodConfigurations": [pass(dice)]},
        },
    })
}

/// What the methods policy says about Temporary Access Passes; whom it is about is sometimes cut off.
fn pass(dice: &mut Dice) -> Value {
    let targets = if dice.one_in(6) { json!("System.Object[]") } else { everybody() };
    json!({"id": "TemporaryAccessPass", "state": dice.pick(&["enabled", "disabled"]), "includeTargets": targets, "excludeTargets": []})
}

fn everybody() -> Value {
    json!([{"targetType": "group", "id": "all_users"}])
}

/// A question with more of what exports hold: groups by their members, models of keys, a methods policy with its
/// restrictions, roles with their scope, locations of every kind.
pub(crate) fn wide_question(dice: &mut Dice) -> Value {
    let mut wide = question(dice);
    let (model, other) = ("ee882879-721c-4913-9775-3dfcce97072a", "2fc0579f-8113-47ea-b116-bb5a8db9202a");
    let kinds = [
        "member",
        "internalGuest",
        "b2bCollaborationGuest",
        "b2bCollaborationMember",
        "b2bDirectConnectUser",
        "otherExternalUser",
    ];
    if wide["admin"]["kind"] != "serviceProvider" {
        wide["admin"]["kind"] = json!(dice.pick(&kinds));
        let within = dice.one_in(2);
        wide["admin"]["activeRoles"] = json!([{
            "roleTemplateId": ROLES[0],
            "directoryScopeId": if within { "/administrativeUnits/5d107bba-d8e2-4e13-b6ae-884be90e5d1a" } else { "/" },
        }]);
        let admin = wide["admin"].as_object_mut().unwrap();
        admin.remove("groups");
        admin.remove("groupsComplete");
        let user = |id: &str| json!({"@odata.type": "#microsoft.graph.user", "id": id});
        let inner = if dice.one_in(2) { vec![user(ME)] } else { vec![user(OTHER)] };
        let direct = if dice.one_in(3) { vec![user(ME)] } else { vec![] };
        wide["given"]["groups"] = json!([
            {"id": GROUPS[0], "groupTypes": [], "members": [{"@odata.type": "#microsoft.graph.group", "id": GROUPS[1]}]},
            {"id": GROUPS[1], "groupTypes": [], "members": inner},
            {"id": GROUPS[2], "groupTypes": ["DynamicMembership"], "membershipRule": "x", "members": direct},
        ]);
    }
    wide["admin"]["methods"] = json!([
        "password",
        {"method": dice.pick(&["push", "phoneSignIn", "sms", "softwareOath", "tap"])},
        {"method": "fido2", "aaGuid": dice.pick(&[model, other])},
    ]);
    let restrictions = |dice: &mut Dice| json!({"isEnforced": dice.one_in(2), "enforcementType": dice.pick(&["allow", "block"]), "aaGuids": [model]});
    let to = |dice: &mut Dice| match dice.roll(3) {
        0 => json!([{"targetType": "group", "id": GROUPS[dice.roll(3)]}]),
        1 => json!([{"targetType": "user", "id": dice.pick(&[ME, OTHER])}]),
        _ => everybody(),
    };
    let mut keys = json!({"id": "Fido2", "state": "enabled", "includeTargets": to(dice)});
    keys["excludeTargets"] =
        if dice.one_in(3) { json!([{"targetType": "group", "id": GROUPS[2]}]) } else { json!([]) };
    if dice.one_in(2) {
        keys["keyRestrictions"] = restrictions(dice);
    } else {
        let profiles: Vec<Value> = (0..1 + dice.roll(2))
            .map(|number| {
                let types = dice.pick(&["deviceBound,synced", "deviceBound"]);
                json!({"id": number.to_string(), "passkeyTypes": types, "keyRestrictions": restrictions(dice)})
            })
            .collect();
        keys["includeTargets"][0]["allowedPasskeyProfiles"] = json!(["0"]);
        keys["passkeyProfiles"] = json!(profiles);
    }
    wide["given"]["authenticationMethodsPolicy"] = json!({
        "policyMigrationState": dice.pick(&["migrationComplete", "preMigration"]),
        "authenticationMethodConfigurations": [
            {"id": "TemporaryAccessPass", "state": dice.pick(&["enabled", "disabled"]), "includeTargets": everybody(), "excludeTargets": []},
            keys,
            {"id": "Sms", "state": dice.pick(&["enabled", "disabled"]), "includeTargets": to(dice), "excludeTargets": []},
        ],
    });
    wide["given"]["authenticationStrengths"] = json!([{
        "id": STRENGTH,
        "allowedCombinations": ["fido2", "password,softwareOath"],
        "combinationConfigurations": [{"appliesToCombinations": ["fido2"], "allowedAAGUIDs": [model]}],
    }]);
    wide
}

/// Takes single facts away, wherever they stand: memberships, methods, locations, strengths, roles' scopes, the state of
/// the device, risks, and any property of them. What takes a fact out of a list says that the list is not whole any more,
/// as an export does. What stands nowhere in the exports that a policy refers to is left in: the methods policy as a whole.
pub(crate) fn with_less(dice: &mut Dice, question: &Value) -> Value {
    let mut less = question.clone();
    for _ in 0..1 + dice.roll(3) {
        let mut paths = Vec::new();
        places(&less, "", &mut paths);
        let path = paths[dice.roll(paths.len())].clone();
        let (parent, key) = path.rsplit_once('/').unwrap();
        let in_list = less.pointer(parent).is_some_and(Value::is_array);
        match less.pointer_mut(parent) {
            Some(Value::Object(object)) => drop(object.remove(key)),
            Some(Value::Array(items)) => drop(items.remove(key.parse().unwrap())),
            _ => continue,
        }
        if in_list {
            not_whole_any_more(&mut less, parent);
        }
    }
    less
}

/// Every place in a question that can be taken away by itself.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let whole_lists = [
        "/admin/methods",
        "/admin/activeRoles",
        "/given/mfaTrustedIps",
        "/admin/groups",
        "/allowedCombinations",
    ];
    let kept = [
        "/admin",
        "/context",
        "/given",
        "/admin/eligibleRoles",
        "/given/authenticationMethodsPolicy",
        "/given/authenticationMethodsPolicy/authenticationMethodConfigurations",
    ];
    let restricts = at.ends_with("/membershipRule");
    let rule_or_part = at.contains("authenticationMethodConfigurations/") && at.split('/').count() == 5
        || at.contains("combinationConfigurations/") && at.split('/').count() == 6
        || at.contains("/id") && at.contains("authenticationMethodConfigurations/")
        || at.ends_with("/groupTypes");
    if !at.is_empty() && !kept.contains(&at) && !restricts && !rule_or_part {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) if !whole_lists.iter().any(|list| at.ends_with(list)) => {
            items
                .iter()
                .enumerate()
                .for_each(|(place, value)| places(value, &format!("{at}/{place}"), found));
        }
        Value::Array(items) if at.ends_with("/methods") || at.ends_with("/activeRoles") => {
            for (place, item) in items.iter().enumerate() {
                for key in item.as_object().into_iter().flat_map(Map::keys) {
                    if key == "aaGuid" || key == "directoryScopeId" {
                        found.push(format!("{at}/{place}/{key}"));
                    }
                }
            }
        }
        _ => {}
    }
}

/// The sign that an export gives when something of a list is not there.
fn not_whole_any_more(question: &mut Value, list: &str) {
    if list.ends_with("/members") {
        let group = list.trim_end_matches("/members");
        if let Some(Value::Object(group)) = question.pointer_mut(group) {
            group.insert("members@odata.nextLink".into(), json!("https://graph.microsoft.com/v1.0/next"));
        }
    } else if list.ends_with("/namedLocations") {
        drop(question["given"].as_object_mut().unwrap().remove("namedLocationsComplete"));
    } else if [
        "/ipRanges",
        "/countriesAndRegions",
        "/aaGuids",
        "/allowedAAGUIDs",
        "/includeTargets",
        "/excludeTargets",
        "/passkeyProfiles",
    ]
    .iter()
    .any(|end| list.ends_with(end))
    {
        // What was taken out stands there and cannot be read.
        if let Some(Value::Array(items)) = question.pointer_mut(list) {
            items.push(json!("(not exported)"));
        }
    }
}

/// The question without some of its facts.
pub(crate) fn forgotten(dice: &mut Dice, question: &Value) -> Value {
    let mut less = question.clone();
    for _ in 0..1 + dice.roll(4) {
        let (part, keys): (&str, &[&str]) = match dice.roll(3) {
            0 => ("admin", &["id", "kind", "homeTenant", "activeRoles", "groupsComplete", "methods"]),
            1 => (
                "context",
                &[
                    "surface",
                    "client",
                    "platform",
                    "ip",
                    "country",
                    "device",
                    "signInRisk",
                    "userRisk",
                    "flow",
                ],
            ),
            _ => (
                "given",
                &["namedLocationsComplete", "namedLocations", "mfaTrustedIps", "authenticationStrengths"],
            ),
        };
        let key = dice.pick(keys);
        let object = less[part].as_object_mut().unwrap();
        match key {
            // Whoever forgets that the list is whole may forget some of it as well.
            "groupsComplete" => {
                object.remove(key);
                let kept = dice.some(&GROUPS, 2);
                let groups = object["groups"].as_array_mut().unwrap();
                groups.retain(|group| kept.iter().any(|kept| *group == json!(kept)));
            }
            "namedLocations" => {
                object.remove("namedLocationsComplete");
                let at = dice.roll(4);
                let places = object["namedLocations"].as_array_mut().unwrap();
                if at < places.len() {
                    places.remove(at);
                }
            }
            "device" if dice.one_in(2) => {
                if let Some(device) = object.get_mut("device").and_then(Value::as_object_mut) {
                    let keys: Vec<String> = device.keys().cloned().collect();
                    let key = keys.get(dice.roll(keys.len().max(1))).cloned().unwrap_or_default();
                    device.remove(&key);
                }
            }
            key => {
                object.remove(key);
            }
        }
    }
    less
}
