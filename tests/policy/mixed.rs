//! Exports that do not belong together: of two dates in any layout, or of two tenants. What they say together is the law of
//! no day and of nobody, and no answer may stand on it.

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{json_of, put, reentry};

const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const GRAPH: &str = "https://graph.microsoft.com/v1.0/$metadata#";
const TENANT: &str = "11111111-0000-4000-8000-000000000001";

fn block(number: usize, users: &Value) -> Value {
    json!({
        "id": format!("f0000000-0000-4000-8000-{number:012}"), "displayName": format!("Policy {number}"), "state": "enabled",
        "conditions": {"users": users, "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"]},
        "grantControls": {"operator": "OR", "builtInControls": ["block"]},
    })
}

fn everybody(number: usize) -> Value {
    block(number, &json!({"includeUsers": ["All"]}))
}

/// A policy that reaches nobody who is asked about.
fn others(number: usize) -> Value {
    block(number, &json!({"includeUsers": ["a0000000-0000-4000-8000-0000000000ff"]}))
}

fn list(of: &str, value: &[Value]) -> Value {
    json!({"@odata.context": format!("{GRAPH}{of}"), "value": value})
}

fn policies(all: &[Value]) -> Value {
    list("identity/conditionalAccess/policies", all)
}

fn question() -> Value {
    json!({
        "admin": {"id": ANNA, "name": "anna@contoso.com", "kind": "member", "activeRoles": [], "groups": [], "groupsComplete": true, "methods": ["password", "push"]},
        "context": {
            "surface": "graph-powershell", "client": "mobileAppsAndDesktopClients", "platform": "windows", "ip": "203.0.113.7",
            "device": {"registered": false}, "signInRisk": "none", "userRisk": "none", "insiderRisk": "none", "flow": "none",
        },
    })
}

fn ask(dir: &Path, paths: &[&str], question: &Value) -> Value {
    let question = put(dir, "asked/question.json", question);
    let args: Vec<&str> = ["policy", "check"].into_iter().chain(paths.iter().copied()).collect();
    json_of(&reentry(&[&args[..], &["--question", &question, "--json"]].concat()))
}

fn codes(view: &Value) -> Vec<&str> {
    view["missing"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect()
}

fn zip(path: &Path, files: &[(&str, Value)]) -> String {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, value) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(value.to_string().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    path.display().to_string()
}

fn profile(dir: &Path, name: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, "format = \"reentry/profile/v1\"\n\n[tenant]\nname = \"Contoso\"\n").unwrap();
    path.display().to_string()
}

/// The snapshot that an import of these files keeps.
fn kept(dir: &Path, name: &str, files: &[(&str, Value)]) -> String {
    let profile = profile(dir, &format!("{name}.toml"));
    let folder = dir.join(format!("{name}-exports"));
    for (file, value) in files {
        put(&folder, file, value);
    }
    let taken =
        reentry(&["prepare", &profile, "--no-input", "--plain", "--import", &folder.display().to_string()]);
    assert!(matches!(taken.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&taken.stderr));
    dir.join(format!("{name}.snapshot.json")).display().to_string()
}

/// Two exports in every layout that people have: the paths to name.
fn layouts(dir: &Path, old: &[Value], new: &[Value]) -> Vec<(&'static str, Vec<String>)> {
    let folder = |name: &str| dir.join(name).display().to_string();
    let one_each = |at: &str, all: &[Value]| {
        for policy in all {
            let name = policy["displayName"].as_str().unwrap();
            put(dir, &format!("{at}/{name}.json"), policy);
        }
    };
    put(dir, "named/before the weekend.json", &policies(old));
    put(dir, "named/conditional-access.json", &policies(new));
    put(dir, "a/policies.json", &policies(old));
    put(dir, "b/policies.json", &policies(new));
    one_each("tree/2026-01/ConditionalAccess", old);
    one_each("tree/2026-02/ConditionalAccess", new);
    one_each("flat/march", old);
    one_each("flat/april", new);
    for (at, all) in [("deep/one", old), ("deep/two", new)] {
        for policy in all {
            let id = policy["id"].as_str().unwrap();
            put(dir, &format!("{at}/Identity/Conditional/AccessPolicies/{id}/{id}.json"), policy);
        }
    }
    put(dir, "half/all.json", &policies(old));
    one_each("half/ConditionalAccess", new);
    put(dir, "bare/monday.json", &json!(old));
    put(dir, "bare/tuesday.json", &json!({"conditionalAccessPolicies": new}));
    let zips = [("old.zip", old), ("new.zip", new)].map(|(name, all)| {
        let files: Vec<(&str, Value)> = vec![("export/policies.json", policies(all))];
        zip(&dir.join(name), &files)
    });
    let [old_kept, new_kept] = [("kept-old", old), ("kept-new", new)]
        .map(|(name, all)| kept(dir, name, &[("policies.json", policies(all))]));
    vec![
        ("files of other names", vec![folder("named")]),
        ("files of one name, each named", vec![folder("a/policies.json"), folder("b/policies.json")]),
        ("two folders", vec![folder("a"), folder("b")]),
        ("a folder for each date, a file for each policy", vec![folder("tree")]),
        ("folders that nobody named after policies", vec![folder("flat")]),
        ("a folder for each policy", vec![folder("deep")]),
        ("a list beside a folder", vec![folder("half")]),
        ("lists of other tools", vec![folder("bare")]),
        ("zips", zips.to_vec()),
        ("snapshots", vec![old_kept.clone(), new_kept]),
        ("a snapshot and a newer list", vec![old_kept, folder("b/policies.json")]),
    ]
}

#[test]
fn policies_of_two_dates_are_the_law_of_no_day_whatever_the_layout() {
    let dir = TempDir::new().unwrap();
    // The block was taken away since; another policy came.
    let (old, new) = ([others(1), everybody(2)], [others(1), others(3)]);
    for (layout, paths) in layouts(dir.path(), &old, &new) {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let view = ask(dir.path(), &paths, &question());
        assert_eq!(view["verdict"], "cannot-tell", "{layout}: {view}");
        assert!(codes(&view).contains(&"stale-export"), "{layout}: {view}");
    }
}

#[test]
fn one_export_given_twice_or_in_pieces_is_one() {
    let dir = TempDir::new().unwrap();
    let all = [others(1), everybody(2), others(3)];
    for (layout, paths) in layouts(dir.path(), &all, &all) {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        assert_eq!(ask(dir.path(), &paths, &question())["verdict"], "locked", "{layout}");
    }
    let folder = dir.path().join("pages");
    let mut first = policies(&all[..2]);
    first["@odata.nextLink"] = json!("https://graph.microsoft.com/v1.0/next");
    put(&folder, "ca-1.json", &first);
    put(&folder, "ca-2.json", &policies(&all[2..]));
    assert_eq!(ask(dir.path(), &[&folder.display().to_string()], &question())["verdict"], "locked");
    // Folders by state share nothing.
    let folder = dir.path().join("sorted");
    put(&folder, "on/a.json", &all[0]);
    put(&folder, "on/b.json", &all[1]);
    put(&folder, "off/c.json", &all[2]);
    assert_eq!(ask(dir.path(), &[&folder.display().to_string()], &question())["verdict"], "locked");
}

fn place(number: usize, range: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "id": format!("e0000000-0000-4000-8000-{number:012}"),
           "displayName": format!("Office {number}"), "isTrusted": true, "ipRanges": [{"cidrAddress": range}]})
}

#[test]
fn locations_and_strengths_of_two_dates_decide_nothing_where_they_differ() {
    let dir = TempDir::new().unwrap();
    let locations = |all: &[Value]| list("identity/conditionalAccess/namedLocations", all);
    let (one, two, gone) =
        (place(1, "192.0.2.0/24"), place(2, "198.51.100.0/24"), place(3, "203.0.113.0/24"));
    let mut policy = everybody(1);
    policy["conditions"]["locations"] =
        json!({"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]});
    let folder = dir.path().join("places");
    put(&folder, "policies.json", &policies(&[policy]));
    put(&folder, "old/locations.json", &locations(&[one.clone(), gone.clone()]));
    let mut question = question();
    question["given"] = json!({"mfaTrustedIps": []});
    let path = folder.display().to_string();
    assert_eq!(ask(dir.path(), &[&path], &question)["verdict"], "open", "the old one alone");
    put(&folder, "new/places.json", &locations(&[one.clone(), two]));
    let view = ask(dir.path(), &[&path], &question);
    assert_eq!(view["verdict"], "cannot-tell", "the address lies in a location that only one has: {view}");
    question["context"]["ip"] = json!("192.0.2.7");
    assert_eq!(ask(dir.path(), &[&path], &question)["verdict"], "open", "both have this one");
    // A strength that stands in one of two lists alone is not defined.
    let id = "90000000-0000-4000-8000-000000000009";
    let strength = |id: &str| json!({"id": id, "displayName": id, "policyType": "custom", "allowedCombinations": ["windowsHelloForBusiness"], "combinationConfigurations": []});
    let strengths = |all: &[Value]| list("policies/authenticationStrengthPolicies", all);
    let mut policy = everybody(2);
    policy["grantControls"] =
        json!({"operator": "OR", "builtInControls": [], "authenticationStrength": {"id": id}});
    let folder = dir.path().join("strengths");
    put(&folder, "policies.json", &policies(&[policy]));
    let (shared, other) = ("90000000-0000-4000-8000-000000000001", "90000000-0000-4000-8000-000000000002");
    put(&folder, "s1/strengths.json", &strengths(&[strength(shared), strength(id)]));
    let path = folder.display().to_string();
    assert_eq!(ask(dir.path(), &[&path], &question)["verdict"], "locked", "the old one alone");
    put(&folder, "s2/strengths.json", &strengths(&[strength(shared), strength(other)]));
    let view = ask(dir.path(), &[&path], &question);
    assert_eq!(codes(&view), ["auth-strength-undefined"], "{view}");
}

fn organization(tenant: &str) -> Value {
    list(
        "organization",
        &[
            json!({"id": tenant, "displayName": "X", "verifiedDomains": [{"name": format!("t{}.onmicrosoft.com", &tenant[..2]), "isInitial": true}]}),
        ],
    )
}

#[test]
fn what_another_tenant_says_beside_its_policies_locks_nobody_out() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("both");
    put(&folder, "a/organization.json", &organization(TENANT));
    put(&folder, "a/policies.json", &policies(&[others(1)]));
    put(&folder, "b/organization.json", &organization("22222222-0000-4000-8000-000000000002"));
    put(
        &folder,
        "b/defaults.json",
        &json!({"@odata.context": format!("{GRAPH}policies/identitySecurityDefaultsEnforcementPolicy/$entity"), "displayName": "Security Defaults", "isEnabled": true}),
    );
    let mut question = question();
    question["admin"]["methods"] = json!(["password"]);
    let path = folder.display().to_string();
    let view = ask(dir.path(), &[&path], &question);
    assert_eq!(view["verdict"], "cannot-tell", "{view}");
    assert!(codes(&view).contains(&"two-tenants"), "{view}");
    // What whoever asks says of the account holds in either tenant.
    let mut disabled = question.clone();
    disabled["admin"]["accountEnabled"] = json!(false);
    let view = ask(dir.path(), &[&path], &disabled);
    assert_eq!((&view["verdict"], &view["by"][0]["outcome"]), (&json!("locked"), &json!("block")), "{view}");
    question["context"]["surface"] = json!("entra-portal");
    question["context"]["client"] = json!("browser");
    let view = ask(dir.path(), &[&path], &question);
    assert_eq!(
        (&view["verdict"], &view["by"][0]["outcome"]),
        (&json!("locked"), &json!("mandatory-mfa")),
        "{view}"
    );
    question["admin"]["methods"] = json!(["password", "fido2"]);
    assert_eq!(ask(dir.path(), &[&path], &question)["verdict"], "cannot-tell");
}

fn users(enabled: bool) -> Value {
    list(
        "users(id,userPrincipalName,userType,accountEnabled)",
        &[
            json!({"id": ANNA, "userPrincipalName": "anna@contoso.com", "userType": "Member", "accountEnabled": enabled}),
        ],
    )
}

fn roles(role: &str) -> Value {
    let one = json!({"id": "1", "principalId": ANNA, "roleDefinitionId": role, "directoryScopeId": "/"});
    list("roleManagement/directory/roleAssignments", &[one])
}

fn methods(registered: &[&str]) -> Value {
    let row = json!({"id": ANNA, "userPrincipalName": "anna@contoso.com", "methodsRegistered": registered});
    list("reports/authenticationMethods/userRegistrationDetails", &[row])
}

const READER: &str = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";

/// Anna's verdict for changes through PowerShell, by what the exports say about her.
fn anna(paths: &[&str]) -> String {
    let args = [
        &["policy", "check"],
        paths,
        &["--who", "anna@contoso.com", "--surface", "graph-powershell", "--json"],
    ];
    json_of(&reentry(&args.concat()))["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn snapshots_that_contradict_each_other_about_a_person_say_nothing_certain_in_any_order() {
    const GA: &str = "62e90394-69f5-4237-9190-012177145e10";
    let dir = TempDir::new().unwrap();
    let factor = json!({"operator": "OR", "builtInControls": ["mfa"]});
    let mut by_role = block(1, &json!({"includeRoles": [GA]}));
    let mut by_factor = everybody(2);
    by_factor["grantControls"] = factor;
    by_role["displayName"] = json!("By role");
    let law = |one: &Value| policies(std::slice::from_ref(one));
    let cases = [
        ("enabled", law(&others(3)), [("users.json", users(true)), ("users.json", users(false))]),
        ("role", law(&by_role), [("roles.json", roles(GA)), ("roles.json", roles(READER))]),
        ("method", law(&by_factor), [("m.json", methods(&["sms"])), ("m.json", methods(&[]))]),
    ];
    for (name, law, sides) in cases {
        let [one, two] = [0, 1].map(|at: usize| {
            let (file, value) = &sides[at];
            let mut files = vec![("policies.json", law.clone()), (*file, value.clone())];
            if *file != "users.json" {
                files.push(("users.json", users(true)));
            }
            // Only people with a role are kept.
            if *file != "roles.json" {
                files.push(("roles.json", roles(READER)));
            }
            kept(dir.path(), &format!("{name}{at}"), &files)
        });
        assert!([anna(&[&one]), anna(&[&two])].contains(&"locked".to_owned()), "{name}: one of them locks");
        let both = [anna(&[&one, &two]), anna(&[&two, &one])];
        assert_eq!(both, ["cannot-tell", "cannot-tell"], "{name}");
    }
}

#[test]
fn snapshots_of_two_tenants_lock_nobody_out() {
    let dir = TempDir::new().unwrap();
    let law = policies(&[others(1)]);
    let one = kept(
        dir.path(),
        "one",
        &[("organization.json", organization(TENANT)), ("policies.json", law.clone())],
    );
    let other = organization("22222222-0000-4000-8000-000000000002");
    let two = kept(
        dir.path(),
        "two",
        &[
            ("organization.json", other),
            ("policies.json", law),
            ("users.json", users(false)),
            ("roles.json", roles(READER)),
        ],
    );
    assert_eq!(anna(&[&two]), "locked");
    assert_eq!([anna(&[&one, &two]), anna(&[&two, &one])], ["cannot-tell", "cannot-tell"]);
}

#[test]
fn a_methods_policy_that_is_there_and_cannot_be_read_opens_nothing() {
    let dir = TempDir::new().unwrap();
    let mut law = everybody(1);
    law["grantControls"] = json!({"operator": "OR", "builtInControls": ["mfa"]});
    let methods = |state: &str| {
        json!({"@odata.context": format!("{GRAPH}authenticationMethodsPolicy"), "id": "authenticationMethodsPolicy", "policyMigrationState": "migrationComplete",
            "authenticationMethodConfigurations": [{"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", "id": "Fido2", "state": state,
                "isAttestationEnforced": false, "keyRestrictions": {"isEnforced": false, "enforcementType": "block", "aaGuids": []},
                "includeTargets": [{"targetType": "group", "id": "all_users"}], "excludeTargets": []}]})
    };
    let law = policies(&[law]);
    let mut question = question();
    question["admin"]["methods"] = json!(["password", "fido2"]);
    let open = kept(dir.path(), "open", &[("policies.json", law.clone()), ("m.json", methods("enabled"))]);
    assert_eq!(ask(dir.path(), &[&open], &question)["verdict"], "open");
    let two =
        [("policies.json", law.clone()), ("m1.json", methods("enabled")), ("m2.json", methods("disabled"))];
    let two = kept(dir.path(), "two", &two);
    let mut cut = methods("enabled");
    cut["authenticationMethodConfigurations"] = json!("System.Object[]");
    let cut = kept(dir.path(), "cut", &[("policies.json", law), ("m.json", cut)]);
    for (what, path) in [("two versions", two), ("cut", cut)] {
        let view = ask(dir.path(), &[&path], &question);
        assert_eq!(view["verdict"], "cannot-tell", "{what}: {view}");
        assert!(codes(&view).contains(&"methods-policy"), "{what}: {view}");
    }
}

#[test]
fn files_of_one_name_are_all_read() {
    let dir = TempDir::new().unwrap();
    let question = question();
    for count in 2..=4 {
        // The last of them blocks everybody.
        let paths: Vec<String> = (0..count)
            .map(|at| {
                let one = if at + 1 == count { everybody(9) } else { others(9) };
                put(dir.path(), &format!("{count}/{at}/same/policies.json"), &policies(&[one]))
            })
            .collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let view = ask(dir.path(), &paths, &question);
        assert_eq!(view["verdict"], "cannot-tell", "{count} versions of one policy: {view}");
        // Each has a name of its own, by which it is compared with the others and named to people.
        let profile = profile(dir.path(), &format!("{count}.toml"));
        let mut words =
            vec!["prepare", profile.as_str(), "--no-input", "--plain", "--dry-run", "--json", "--import"];
        words.extend(&paths);
        let import = json_of(&reentry(&words));
        let named: HashSet<&str> =
            import["files"].as_array().unwrap().iter().filter_map(|file| file["file"].as_str()).collect();
        assert_eq!(named.len(), count, "{import}");
    }
}

#[test]
fn an_excluded_account_that_one_page_of_users_lacks_may_exist() {
    let dir = TempDir::new().unwrap();
    let mut law = everybody(1);
    law["conditions"]["users"]["excludeUsers"] = json!(["a0000000-0000-4000-8000-0000000000fe"]);
    put(dir.path(), "in/policies.json", &policies(&[law]));
    let path = dir.path().join("in").display().to_string();
    let warned = |page: &Value| {
        put(dir.path(), "in/users.json", page);
        let view = ask(dir.path(), &[&path], &question());
        view["warnings"][0].clone()
    };
    let mut page = users(true);
    let whole = warned(&page);
    assert_eq!(whole["id"], "exclusion-protects-nobody", "{whole}");
    page["@odata.nextLink"] = json!("https://graph.microsoft.com/v1.0/users?$skiptoken=x");
    let part = warned(&page);
    assert_eq!(part["id"], "excluded-account-not-known", "{part}");
    let text = part["text"].as_str().unwrap();
    assert!(text.contains("whether it exists is not known") && !text.contains("protects nobody"), "{text}");
}

#[test]
fn a_refusal_whatever_is_not_known_keeps_its_path_and_names_the_fact() {
    let dir = TempDir::new().unwrap();
    let (mut one, mut two) = (everybody(1), everybody(2));
    one["conditions"]["signInRiskLevels"] = json!(["none", "low"]);
    two["conditions"]["signInRiskLevels"] = json!(["medium", "high", "hidden"]);
    let path = put(dir.path(), "policies.json", &policies(&[one, two]));
    let mut question = question();
    question["context"].as_object_mut().unwrap().remove("signInRisk");
    let view = ask(dir.path(), &[&path], &question);
    assert_eq!(view["verdict"], "locked", "{view}");
    for by in view["by"].as_array().unwrap() {
        let why: Vec<&str> = by["why"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(why.iter().any(|step| step.contains("every user")), "{why:?}");
        assert!(why.last().unwrap().contains("whatever the sign-in risk is"), "{why:?}");
    }
}

#[test]
fn a_change_from_one_tenant_to_another_is_no_change() {
    let dir = TempDir::new().unwrap();
    for (side, tenant, policy) in
        [("before", TENANT, others(1)), ("after", "22222222-0000-4000-8000-000000000002", everybody(2))]
    {
        put(dir.path(), &format!("{side}/organization.json"), &organization(tenant));
        put(dir.path(), &format!("{side}/policies.json"), &policies(&[policy]));
    }
    let path = |side: &str| dir.path().join(side).display().to_string();
    let output = reentry(&["policy", "preview", &path("before"), &path("after"), "--json"]);
    assert_eq!(output.status.code(), Some(6), "{}", String::from_utf8_lossy(&output.stdout));
    let view = json_of(&output);
    assert!(view["incomplete"].to_string().contains("two-tenants"), "{view}");
}

#[test]
fn a_tenant_with_one_policy_is_a_tenant_and_one_file_is_something_to_import() {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "tenant/ConditionalAccess/Policy 1.json", &others(1));
    let tenant = dir.path().join("tenant").display().to_string();
    let packed = zip(&dir.path().join("tenant.zip"), &[("ConditionalAccess/Policy 1.json", others(1))]);
    let snapshot = kept(dir.path(), "one", &[("policies.json", policies(&[others(1)]))]);
    let import = put(dir.path(), "import.json", &everybody(2));
    let other = put(dir.path(), "old.json", &others(1));
    let packed_import = zip(&dir.path().join("import.zip"), &[("import.json", everybody(2))]);
    let policies_of = |before: &str, after: &str| {
        let view = json_of(&reentry(&["policy", "preview", before, after, "--json"]));
        let names = |key: &str| view["policies"][key].as_array().unwrap().len();
        (names("added"), names("removed"))
    };
    for before in [&tenant, &packed, &snapshot] {
        assert_eq!(policies_of(before, &import), (1, 0), "{before}");
        assert_eq!(policies_of(before, &packed_import), (1, 1), "a zip is a whole tenant: {before}");
    }
    assert_eq!(policies_of(&other, &import), (1, 1), "two files with a policy each are compared");
}

#[test]
fn every_refusal_stands_in_the_list_of_doors() {
    let dir = TempDir::new().unwrap();
    let mut all: Vec<Value> = (1..=14).map(everybody).collect();
    all[3]["displayName"] = all[2]["displayName"].clone();
    let path = put(dir.path(), "policies.json", &policies(&all));
    let view = json_of(&reentry(&["policy", "doors", &path, "--json"]));
    let closed = view["closed"].as_array().unwrap();
    assert!(!closed.is_empty());
    for one in closed {
        let ids: std::collections::BTreeSet<&str> =
            one["by"].as_array().unwrap().iter().filter_map(|by| by["id"].as_str()).collect();
        assert_eq!(ids.len(), 14, "{one}");
        assert_eq!(one["by_others"], 0, "nobody is left out, and the key stays: {one}");
        assert_eq!(one["by"][0]["outcome"], "block");
        assert!(!one["by"][0]["why"].as_array().unwrap().is_empty(), "{one}");
    }
    let said = String::from_utf8(reentry(&["policy", "doors", &path, "--plain"]).stdout).unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(
            "refused by Policy 1, Policy 2, Policy 3 (2 of this name), Policy 5, Policy 6 and 8 more."
        ),
        "{said}"
    );
}

#[test]
fn what_is_incomplete_is_said_for_the_people_of_all_ways() {
    let dir = TempDir::new().unwrap();
    let path = put(dir.path(), "policies.json", &policies(&[others(1)]));
    let mut question = question();
    question["admin"]["perUserMfaState"] = json!("disabled");
    let incomplete = |question: &Value| ask(dir.path(), &[&path], question)["incomplete"].to_string();
    assert!(!incomplete(&question).contains("per-user-mfa"));
    let mut other = question["admin"].clone();
    other.as_object_mut().unwrap().remove("perUserMfaState");
    question["ways"] = json!([{"name": "somebody else", "admin": other, "context": question["context"]}]);
    assert!(incomplete(&question).contains("per-user-mfa"));
}

#[test]
fn a_managed_policy_of_unknown_age_may_be_on_by_now() {
    let dir = TempDir::new().unwrap();
    let stale = |created: Option<&str>| {
        let mut policy = others(1);
        policy["displayName"] = json!("Microsoft-managed: Block device code");
        policy["state"] = json!("enabledForReportingButNotEnforced");
        if let Some(created) = created {
            policy["createdDateTime"] = json!(created);
        }
        let path = put(dir.path(), "policies.json", &policies(&[policy]));
        ask(dir.path(), &[&path], &question())["incomplete"].to_string().contains("stale-export")
    };
    assert!(stale(None), "nobody exported when it came");
    assert!(!stale(Some("2026-11-20T08:00:00Z")));
    assert!(stale(Some("/Date(1767225600000)/")), "1 January 2026, as older PowerShell writes it");
}

/// A table without ids names people by their sign-in names, which are unique in a tenant.
#[test]
fn a_table_without_ids_contradicts_a_snapshot_by_the_name_in_any_order() {
    let dir = TempDir::new().unwrap();
    let files = [
        ("policies.json", policies(&[others(3)])),
        ("users.json", users(true)),
        ("roles.json", roles(READER)),
    ];
    let snapshot = kept(dir.path(), "tenant", &files);
    assert_eq!(anna(&[&snapshot]), "open");
    let table = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let disabled = table("disabled.csv", "UserPrincipalName,AccountEnabled\nANNA@contoso.com,False\n");
    assert_eq!(
        [anna(&[&snapshot, &disabled]), anna(&[&disabled, &snapshot])],
        ["cannot-tell", "cannot-tell"]
    );
    let enabled = table("enabled.csv", "UserPrincipalName,AccountEnabled\nanna@contoso.com,True\n");
    assert_eq!([anna(&[&snapshot, &enabled]), anna(&[&enabled, &snapshot])], ["open", "open"]);
    // Two ids are two accounts, whatever their name.
    let other = "a0000000-0000-4000-8000-0000000000fe";
    let another = table(
        "another.csv",
        &format!("UserPrincipalName,Id,AccountEnabled\nanna@contoso.com,{other},False\n"),
    );
    assert_eq!(anna(&[&snapshot, &another]), "open");
}

/// People who write a policy by hand write the lists that they use; Graph's export of one has them all.
#[test]
fn only_an_export_of_graph_can_have_lost_a_list_of_people() {
    const LISTS: [&str; 6] =
        ["includeUsers", "includeGroups", "includeRoles", "excludeUsers", "excludeGroups", "excludeRoles"];
    let dir = TempDir::new().unwrap();
    let verdict = |exported: bool, left_out: &[&str]| {
        let mut users = json!({"includeUsers": ["All"]});
        for key in LISTS.into_iter().filter(|key| *key != "includeUsers") {
            users[key] = json!([]);
        }
        for key in left_out {
            users.as_object_mut().unwrap().remove(*key);
        }
        let mut policy = block(1, &users);
        if exported {
            policy["createdDateTime"] = json!("2026-01-01T00:00:00Z");
        } else {
            policy.as_object_mut().unwrap().remove("id");
        }
        let file = put(dir.path(), "policies.json", &policies(&[policy]));
        ask(dir.path(), &[&file], &question())["verdict"].as_str().unwrap().to_owned()
    };
    for key in LISTS.into_iter().filter(|key| key.starts_with("exclude")) {
        assert_eq!(verdict(false, &[key]), "locked", "{key}");
        assert_eq!(verdict(true, &[key]), "cannot-tell", "{key}");
    }
    assert_eq!(verdict(false, &["excludeRoles", "excludeGroups"]), "locked");
    // Whom it is about must be said, whatever else is there.
    assert_eq!(verdict(false, &["includeUsers"]), "cannot-tell");
    assert_eq!(verdict(false, &["includeUsers", "excludeRoles"]), "cannot-tell");
    assert_eq!(
        verdict(false, &["includeUsers", "includeGroups", "includeRoles", "excludeUsers"]),
        "cannot-tell"
    );
}

/// The word of our own help for a security key, and Graph's older and newer ones.
#[test]
fn a_security_key_is_bound_to_its_device_by_every_name() {
    let dir = TempDir::new().unwrap();
    let mut by_factor = everybody(2);
    by_factor["grantControls"] = json!({"operator": "OR", "builtInControls": ["mfa"]});
    let free = json!({"isEnforced": false, "enforcementType": "block", "aaGuids": []});
    let verdict = |types: &str, method: &str| {
        let key = json!({"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", "id": "Fido2",
            "state": "enabled", "isAttestationEnforced": false, "keyRestrictions": free, "excludeTargets": [],
            "includeTargets": [{"targetType": "group", "id": "all_users", "allowedPasskeyProfiles": ["1"]}],
            "passkeyProfiles": [{"id": "1", "passkeyTypes": types, "attestationEnforcement": "disabled", "keyRestrictions": free}]});
        put(dir.path(), "given/policies.json", &policies(std::slice::from_ref(&by_factor)));
        put(
            dir.path(),
            "given/methods.json",
            &json!({"@odata.context": format!("{GRAPH}authenticationMethodsPolicy"),
            "policyMigrationState": "migrationComplete", "authenticationMethodConfigurations": [key]}),
        );
        let mut question = question();
        question["admin"]["methods"] = json!(["password", method]);
        let given = dir.path().join("given").display().to_string();
        ask(dir.path(), &[&given], &question)["verdict"].as_str().unwrap().to_owned()
    };
    for method in ["fido2", "FIDO2", "fido2SecurityKey", "passKeyDeviceBound"] {
        assert_eq!(verdict("deviceBound", method), "open", "{method}");
        assert_eq!(verdict("synced", method), "cannot-tell", "{method}");
    }
    for method in ["passKeySynced", "passkey", "#microsoft.graph.fido2AuthenticationMethod"] {
        assert_eq!(verdict("deviceBound", method), "cannot-tell", "{method}");
    }
}
