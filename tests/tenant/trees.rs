//! Trees as export tools write them, with made ids: one file for each object, in folders by which the tool is known.

use reentry::tenant::{Sign, Whole};
use serde_json::{Value, json};

use super::support::texts;

const BETA: &str = "https://graph.microsoft.com/beta/$metadata#";
const GROUP: &str = "2802b872-ccfb-4b29-a9a9-459808dfb11b";

fn policy(number: u32) -> Value {
    json!({
        "id": format!("f0000000-0000-4000-8000-{number:012}"),
        "displayName": format!("CA{number:03}"),
        "createdDateTime": "2026-01-30T15:57:07.239Z",
        "state": "enabled",
        "conditions": {
            "clientAppTypes": ["all"],
            "users": {"includeUsers": ["All"], "excludeUsers": [], "excludeGroups": [GROUP]},
            "applications": {"includeApplications": ["All"], "excludeApplications": []},
            "locations": null,
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        "sessionControls": null,
    })
}

fn location() -> Value {
    json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "id": "e0000000-0000-4000-8000-000000000001", "displayName": "Office",
        "isTrusted": true, "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"}],
    })
}

fn organization() -> Value {
    json!({
        "id": "d0000000-0000-4000-8000-000000000001", "displayName": "Contoso",
        "verifiedDomains": [{"name": "contoso.onmicrosoft.com", "isInitial": true}, {"name": "contoso.com", "isInitial": false}],
    })
}

fn read(files: &[(String, Value)]) -> reentry::tenant::Gathered {
    let files: Vec<(&str, String)> =
        files.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    texts(&files)
}

/// A folder for each object, named by its id, with a file of that name in it.
fn entra_exporter(at: &str, object: &Value) -> (String, Value) {
    let id = object["id"].as_str().unwrap();
    (format!("export/{at}/{id}/{id}.json"), object.clone())
}

#[test]
fn entra_exporter_s_tree_is_read_as_whole_lists() {
    let group = json!({"id": GROUP, "displayName": "CA-BreakGlass", "securityEnabled": true, "groupTypes": [], "isAssignableToRole": true});
    let read = read(&[
        entra_exporter("Identity/Conditional/AccessPolicies", &policy(1)),
        entra_exporter("Identity/Conditional/AccessPolicies", &policy(2)),
        entra_exporter("Identity/Conditional/NamedLocations", &location()),
        entra_exporter("Groups", &group),
        ("export/Organization/Organization.json".to_owned(), organization()),
    ]);
    let seen = &read.snapshot;
    assert_eq!(seen.policies.whole, Whole::Whole { by: Sign::Folder }, "{:?}", read.files);
    assert_eq!(seen.policies.items.len(), 2);
    assert_eq!(seen.named_locations.whole, Whole::Whole { by: Sign::Folder });
    assert_eq!(seen.groups.items.len(), 1);
    assert_eq!(seen.tenant.unwrap().to_string(), "d0000000-0000-4000-8000-000000000001");
    assert!(read.files.iter().all(|file| file.problem.is_none()), "{:?}", read.files);
}

#[test]
fn intune_management_s_tree_is_read_with_the_noise_of_the_protocol() {
    let full = |request: &str, mut object: Value| {
        let id = object["id"].as_str().unwrap().to_owned();
        let members = object.as_object_mut().unwrap();
        members.insert("@odata.context".into(), json!(format!("{BETA}{request}/$entity")));
        members.insert("@odata.id".into(), json!(format!("{request}('{id}')")));
        members.insert("createdDateTime@odata.type".into(), json!("#DateTimeOffset"));
        members.insert(
            "#microsoft.graph.restore".into(),
            json!({"title": "microsoft.graph.restore", "target": "https://graph.microsoft.com/beta/x"}),
        );
        object
    };
    let read = read(&[
        (
            "Config/ConditionalAccess/CA001.json".to_owned(),
            full("identity/conditionalAccess/policies", policy(1)),
        ),
        (
            "Config/ConditionalAccess/CA002.json".to_owned(),
            full("identity/conditionalAccess/policies", policy(2)),
        ),
        (
            "Config/NamedLocations/Office.json".to_owned(),
            full("identity/conditionalAccess/namedLocations", location()),
        ),
        (
            "Config/MigrationTable.json".to_owned(),
            json!({"TenantId": "d0000000-0000-4000-8000-000000000001", "Organization": "Contoso", "Objects": [{"Id": GROUP, "DisplayName": "CA-BreakGlass", "Type": "Group"}]}),
        ),
    ]);
    let seen = &read.snapshot;
    assert_eq!(seen.policies.whole, Whole::Whole { by: Sign::Folder }, "{:?}", read.files);
    assert_eq!(seen.policies.items.len(), 2);
    assert_eq!(seen.named_locations.items.len(), 1);
    let excluded = &seen.policies.items[0].value["conditions"]["users"]["excludeGroups"];
    assert_eq!(*excluded, json!([GROUP]));
}

#[test]
fn scuba_gear_s_file_is_read_below_its_container() {
    let raw = json!({
        "baseline_version": "1.7.1", "module_version": "1.7.1", "date": "2026-11-20",
        "tenant_details": [{"DisplayName": "Contoso", "TenantId": "d0000000-0000-4000-8000-000000000001"}],
        "scuba_config": {},
        "conditional_access_policies": [policy(1), policy(2)],
        "authorization_policies": [],
        "privileged_users": {"a0000000-0000-4000-8000-000000000001": {"DisplayName": "Anna", "OnPremisesImmutableId": null, "roles": ["Global Administrator"]}},
        "aad_successful_commands": ["Get-MgBetaIdentityConditionalAccessPolicy"],
    });
    for container in [
        raw.clone(),
        json!({"MetaData": {"TenantId": "d0000000-0000-4000-8000-000000000001"}, "Results": {}, "Raw": raw}),
    ] {
        let read = read(&[("M365BaselineConformance/ScubaResults.json".to_owned(), container)]);
        assert_eq!(read.snapshot.policies.items.len(), 2, "{:?}", read.files);
        assert!(read.snapshot.policies.is_whole());
    }
}
