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
            "authenticationMethodsPolicy": {"authenticationMethodConfigurations": [{"id": "TemporaryAccessPass", "state": dice.pick(&["enabled", "disabled"])}]},
        },
    })
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
