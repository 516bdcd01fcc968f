//! A second evaluator, written from the rules as a table and not for speed. It reads the JSON by itself and shares no code
//! with the first one. `None` is: not known.

use serde_json::Value;

type Known = Option<bool>;

fn and(all: impl IntoIterator<Item = Known>) -> Known {
    let all: Vec<Known> = all.into_iter().collect();
    if all.contains(&Some(false)) {
        Some(false)
    } else if all.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn or(all: impl IntoIterator<Item = Known>) -> Known {
    not(and(all.into_iter().map(not)))
}

fn not(one: Known) -> Known {
    one.map(|one| !one)
}

fn list<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    value[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn same(text: &Value, wanted: &str) -> Known {
    text.as_str().map(|text| text.eq_ignore_ascii_case(wanted))
}

/// `open`, `locked` or `cannot-tell`.
pub(crate) fn verdict(policies: &[Value], question: &Value) -> &'static str {
    let verdict = without_guessing(policies, question);
    let locked = |question: &Value| without_guessing(policies, question) == "locked";
    let whatever = || alternatives(policies, question).iter().any(|values| values.iter().all(locked));
    if verdict == "cannot-tell" && whatever() { "locked" } else { verdict }
}

/// For each fact that is not known, the question with every value of it.
fn alternatives(policies: &[Value], question: &Value) -> Vec<Vec<Value>> {
    let mut all: Vec<Vec<Value>> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for policy in policies {
        let conditions = &policy["conditions"];
        let part = |part: &'static str, end: &'static str| {
            let sides = ["include", "exclude"].map(|side| list(&conditions[part], &format!("{side}{end}")));
            sides.into_iter().flatten().map(move |name| format!("{end} {name}")).collect::<Vec<_>>()
        };
        for (what, end) in
            [("users", "Users"), ("users", "Groups"), ("users", "Roles"), ("locations", "Locations")]
        {
            named.extend(part(what, end));
        }
        named.extend(
            conditions["devices"]["deviceFilter"]["rule"].as_str().map(|rule| format!("Rule {rule}")),
        );
    }
    for name in named {
        all.push([true, false].map(|holds| with(question, &["assumed", &name], &Value::Bool(holds))).into());
    }
    let (admin, context) = (&question["admin"], &question["context"]);
    let mut values = |known: &Value, path: &[&str], words: &[&str]| {
        if known.is_null() {
            all.push(words.iter().map(|word| with(question, path, &Value::from(*word))).collect());
        }
    };
    let clients = ["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"];
    let possible = if context["surface"].is_null() { 4 } else { 2 };
    values(&context["client"], &["context", "client"], &clients[..possible]);
    let platforms = ["windows", "macOS", "linux", "iOS", "android", "windowsPhone", "other"];
    values(&context["platform"], &["context", "platform"], &platforms);
    for risk in ["signInRisk", "userRisk"] {
        values(&context[risk], &["context", risk], &["none", "low", "medium", "high", "hidden"]);
    }
    let kinds = [
        "member",
        "internalGuest",
        "b2bCollaborationGuest",
        "b2bCollaborationMember",
        "b2bDirectConnectUser",
        "otherExternalUser",
        "serviceProvider",
    ];
    values(&admin["kind"], &["admin", "kind"], &kinds);
    if context["device"]["isCompliant"].is_null() && context["device"]["registered"] != false {
        let path = ["context", "device", "isCompliant"];
        all.push([true, false].map(|is| with(question, &path, &Value::Bool(is))).into());
    }
    all
}

fn with(question: &Value, path: &[&str], value: &Value) -> Value {
    let mut changed = question.clone();
    let mut at = &mut changed;
    for key in path {
        at = &mut at[*key];
    }
    *at = value.clone();
    changed
}

/// What is taken as known where it is not.
fn or_assumed(known: Known, question: &Value, what: &str) -> Known {
    known.or_else(|| question["assumed"][what].as_bool())
}

fn without_guessing(policies: &[Value], question: &Value) -> &'static str {
    let mut refusals: Vec<Known> = policies
        .iter()
        .filter(|policy| policy["state"] == "enabled")
        .map(|policy| and([applies(policy, question), not(met(policy, question))]))
        .collect();
    refusals.push(mandatory(question));
    if refusals.contains(&Some(true)) {
        "locked"
    } else if refusals.contains(&None) {
        "cannot-tell"
    } else {
        "open"
    }
}

fn mandatory(question: &Value) -> Known {
    let asked = question["context"]["surface"].as_str().map(|surface| !surface.starts_with("graph"));
    and([asked, not(any_factor(question))])
}

fn applies(policy: &Value, question: &Value) -> Known {
    let conditions = &policy["conditions"];
    let context = &question["context"];
    let risk = |key: &str, said: &str| match &conditions[key] {
        Value::Array(levels) => context[said].as_str().map(|said| levels.iter().any(|level| level == said)),
        _ => Some(true),
    };
    and([
        users(&conditions["users"], question),
        applications(&conditions["applications"], context),
        clients(conditions, context),
        platforms(&conditions["platforms"], context),
        locations(&conditions["locations"], question),
        device_filter(&conditions["devices"]["deviceFilter"], question),
        risk("signInRiskLevels", "signInRisk"),
        risk("userRiskLevels", "userRisk"),
        match &conditions["authenticationFlows"] {
            Value::Null => Some(true),
            _ => same(&context["flow"], "deviceCodeFlow"),
        },
    ])
}

fn users(users: &Value, question: &Value) -> Known {
    let admin = &question["admin"];
    let partner = same(&admin["kind"], "serviceProvider");
    let side = |word: &str| {
        let person = list(users, &format!("{word}Users")).into_iter().map(|one| {
            (
                one,
                match one {
                    "All" => Some(true),
                    "None" => Some(false),
                    "GuestsOrExternalUsers" => match admin["kind"].as_str() {
                        Some("member") => Some(false),
                        Some("internalGuest") => Some(true),
                        _ => None,
                    },
                    id => and([not(partner), same(&admin["id"], id)]).or_else(|| {
                        // The same id is the same account, whatever kind it is of.
                        same(&admin["id"], id).filter(|same| *same)
                    }),
                },
            )
        });
        let person = person.map(|(one, known)| or_assumed(known, question, &format!("Users {one}")));
        let groups = list(users, &format!("{word}Groups")).into_iter().map(|group| {
            if partner == Some(true) {
                Some(false)
            } else if list(admin, "groups").contains(&group) {
                Some(true)
            } else if admin["groupsComplete"] == true {
                Some(false)
            } else {
                or_assumed(None, question, &format!("Groups {group}"))
            }
        });
        let roles = list(users, &format!("{word}Roles")).into_iter().map(|role| {
            if partner == Some(true) {
                Some(false)
            } else {
                let held = admin["activeRoles"].as_array().map(|roles| roles.iter().any(|one| one == role));
                or_assumed(held, question, &format!("Roles {role}"))
            }
        });
        let guests = &users[format!("{word}GuestsOrExternalUsers")];
        let kinds = guests["guestOrExternalUserTypes"].as_str().unwrap_or_default();
        let nobody = guests.is_null() || guests["externalTenants"]["membershipKind"] == "enumerated";
        let guest = if nobody {
            Some(false)
        } else {
            admin["kind"].as_str().map(|kind| kinds.split(',').any(|one| one == kind))
        };
        or(person.chain(groups).chain(roles).chain([guest]))
    };
    and([side("include"), not(side("exclude"))])
}

/// For each surface its resources, and for each name in a policy which of them it means.
fn applications(applications: &Value, context: &Value) -> Known {
    const PORTAL: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
    const AZURE: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
    const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
    let resources: &[&str] = match context["surface"].as_str() {
        Some("entra-portal") => &[PORTAL, AZURE],
        Some("azure-cli") => &[AZURE],
        Some(_) => &[GRAPH],
        None => {
            let all = list(applications, "includeApplications").contains(&"All");
            return (all && list(applications, "excludeApplications").is_empty()).then_some(true);
        }
    };
    let means = |name: &str, resource: &str| match (name, resource) {
        ("All", _) | ("MicrosoftAdminPortals", PORTAL) => Some(true),
        ("MicrosoftAdminPortals", AZURE) => None,
        (name, resource) => Some(name == resource),
    };
    let any =
        |key: &str, resource: &str| or(list(applications, key).into_iter().map(|name| means(name, resource)));
    or(resources.iter().map(|resource| {
        and([any("includeApplications", resource), not(any("excludeApplications", resource))])
    }))
}

fn clients(conditions: &Value, context: &Value) -> Known {
    let listed = list(conditions, "clientAppTypes");
    if listed.contains(&"all") {
        return Some(true);
    }
    match context["client"].as_str() {
        Some(client) => Some(listed.contains(&client)),
        // No surface is opened by a program of the old protocols.
        None if listed == ["other"] && !context["surface"].is_null() => Some(false),
        None => None,
    }
}

fn platforms(platforms: &Value, context: &Value) -> Known {
    let any = |key: &str| {
        or(list(platforms, key)
            .into_iter()
            .map(|one| if one == "all" { Some(true) } else { same(&context["platform"], one) }))
    };
    if platforms.is_null() {
        Some(true)
    } else {
        and([any("includePlatforms"), not(any("excludePlatforms"))])
    }
}

/// The addresses of the made questions are told apart by their beginnings.
fn within(ip: Option<&str>, range: &str) -> Known {
    let start = range.split('/').next().unwrap().trim_end_matches('0').trim_end_matches("::").to_owned();
    ip.map(|ip| ip.starts_with(&start))
}

fn locations(locations: &Value, question: &Value) -> Known {
    if locations.is_null() {
        return Some(true);
    }
    let (given, context) = (&question["given"], &question["context"]);
    let places = || given["namedLocations"].as_array().into_iter().flatten();
    let ip = context["ip"].as_str();
    let inside = |place: &Value| match place["countriesAndRegions"].as_array() {
        Some(countries) => {
            context["country"].as_str().map(|country| countries.iter().any(|one| one == country))
        }
        None => or(place["ipRanges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|range| within(ip, range["cidrAddress"].as_str().unwrap()))),
    };
    let any = |key: &str| {
        or(list(locations, key)
            .into_iter()
            .map(|one| {
                (
                    one,
                    match one {
                        "All" => Some(true),
                        "AllTrusted" => {
                            let named = places().filter(|place| place["isTrusted"] == true).map(inside);
                            let whole = (given["namedLocationsComplete"] == true).then_some(false);
                            let older = match given["mfaTrustedIps"].as_array() {
                                Some(ranges) => {
                                    or(ranges.iter().map(|range| within(ip, range.as_str().unwrap())))
                                }
                                None => None,
                            };
                            or(named.chain([whole, older]))
                        }
                        id => places().find(|place| place["id"] == id).and_then(inside),
                    },
                )
            })
            .map(|(one, known)| or_assumed(known, question, &format!("Locations {one}"))))
    };
    // What is included and excluded alike is excluded, whatever it contains.
    let excluded = list(locations, "excludeLocations");
    let alike = list(locations, "includeLocations").iter().all(|one| excluded.contains(one));
    and([any("includeLocations"), not(any("excludeLocations")), Some(!alike)])
}

/// What a device of the made questions says to each rule, by hand.
fn device_filter(filter: &Value, question: &Value) -> Known {
    let device = &question["context"]["device"];
    let Some(rule) = filter["rule"].as_str() else { return Some(true) };
    let flag = |key: &str| device[key].as_bool();
    let registered = if flag("isCompliant") == Some(true) || flag("hybridJoined") == Some(true) {
        Some(true)
    } else {
        flag("registered")
    };
    // A comparison: on the value where the device is registered, on nothing where it is not, on both where that is open.
    let compare = |with_value: Known, with_nothing: bool| match registered {
        Some(false) => Some(with_nothing),
        Some(true) => with_value,
        None => with_value.filter(|with_value| *with_value == with_nothing),
    };
    let compliant = compare(flag("isCompliant"), false);
    let hybrid = match same(&device["trustType"], "ServerAD") {
        None if flag("hybridJoined") == Some(false) => Some(false),
        known => known,
    };
    let server = compare(hybrid, false);
    let surface = compare(device["model"].as_str().map(|model| model.starts_with("Surface")), false);
    let company = compare(same(&device["deviceOwnership"], "Company"), false);
    let reports = flag("isCompliant") == Some(true)
        || flag("hybridJoined").or(same(&device["trustType"], "ServerAD")) == Some(true)
        || device["mdmAppId"].is_string();
    let attribute = same(&device["extensionAttribute1"], "SAW").filter(|_| reports);
    let saw = compare(attribute, false);
    let fits = match rule {
        "device.isCompliant -eq True" => compliant,
        "device.trustType -ne \"ServerAD\"" => not(server),
        "device.model -startsWith \"Surface\" -or device.isCompliant -ne True" => {
            or([surface, not(compliant)])
        }
        "-not (device.deviceOwnership -eq \"Company\") -and device.trustType -eq \"ServerAD\"" => {
            and([not(company), server])
        }
        "device.extensionAttribute1 -eq \"SAW\"" => saw,
        other => panic!("no such rule: {other}"),
    };
    let fits = or_assumed(fits, question, &format!("Rule {rule}"));
    if filter["mode"] == "include" { fits } else { not(fits) }
}

/// Whether the methods policy lets the account use a Temporary Access Pass.
fn pass(question: &Value) -> Known {
    let rule = &question["given"]["authenticationMethodsPolicy"]["authenticationMethodConfigurations"][0];
    and([Some(rule["state"] != "disabled"), rule["includeTargets"].is_array().then_some(true)])
}

fn any_factor(question: &Value) -> Known {
    let methods = question["admin"]["methods"].as_array()?;
    let has = |name: &str| methods.iter().any(|one| one == name);
    let other = ["push", "fido2", "windowsHello"].into_iter().any(has);
    or([Some(other), and([Some(has("tap")), pass(question)])])
}

fn met(policy: &Value, question: &Value) -> Known {
    let grant = &policy["grantControls"];
    let (admin, context) = (&question["admin"], &question["context"]);
    // Nobody outside knows what a home tenant's proof counts for.
    let local = match admin["kind"].as_str() {
        Some("member" | "internalGuest") => Some(true),
        _ => None,
    };
    let shown = |state: Known, shows: Known| {
        let page = matches!(context["surface"].as_str(), Some("entra-portal" | "graph-explorer"));
        let code = if page { Some(false) } else { same(&context["flow"], "deviceCodeFlow") };
        and([state, not(code), shows, local])
    };
    let managed = |state: Known| {
        shown(
            state,
            match context["platform"].as_str() {
                Some("macOS" | "iOS") | None => None,
                Some(_) => Some(true),
            },
        )
    };
    let device = &context["device"];
    let unregistered = device["registered"] == false;
    let mut controls: Vec<Known> = list(grant, "builtInControls")
        .into_iter()
        .map(|control| match control {
            "block" => Some(false),
            "mfa" => and([any_factor(question), local]),
            "compliantDevice" => {
                managed(if unregistered { Some(false) } else { device["isCompliant"].as_bool() })
            }
            "domainJoinedDevice" => {
                let said = device["hybridJoined"].as_bool();
                let by_type = same(&device["trustType"], "ServerAD");
                let said = said.or(by_type).or(unregistered.then_some(false));
                match (context["platform"].as_str(), said) {
                    // Only Windows is hybrid joined, so a device that is tells its platform.
                    (None, Some(true)) => shown(said, Some(true)),
                    (Some("windows") | None, _) => managed(said),
                    (Some(_), Some(true)) => None,
                    (Some(_), _) => Some(false),
                }
            }
            other => panic!("no such control: {other}"),
        })
        .collect();
    if list(grant, "builtInControls").contains(&"block") {
        return Some(false);
    }
    if let Some(id) = grant["authenticationStrength"]["id"].as_str() {
        let defined = id.ends_with("0000-000000000004")
            || id.ends_with("0000-000000000002")
            || question["given"]["authenticationStrengths"].is_array();
        let accepted = admin["methods"].as_array().and_then(|methods| {
            let has = |name: &str| methods.iter().any(|one| one == name);
            let resistant = Some(has("fido2") || has("windowsHello"));
            let pass = and([Some(has("tap")), pass(question)]);
            match id.as_bytes()[id.len() - 1] {
                b'4' => resistant,
                b'2' => or([resistant, Some(has("push")), pass]),
                // The own strength names a pass that works once; of the account's pass nobody says it.
                _ => or([Some(has("push")), and([pass, None])]),
            }
        });
        controls.push(if defined { and([accepted, local]) } else { None });
    }
    if controls.is_empty() {
        return Some(true);
    }
    if grant["operator"] == "AND" { and(controls) } else { or(controls) }
}
