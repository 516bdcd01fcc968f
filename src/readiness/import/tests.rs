use super::*;
use crate::readiness::interview::changes;
use crate::readiness::profile::{EmergencyAccount, Excluded, Exclusion, ExclusionGroup, parse, write};

const BG_ONE: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a02";
const BG_TWO: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a03";
const GROUP: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a04";
const TENANT: &str = "4fdbff88-9d6b-42e0-9713-45c922ba8001";

fn account(user: &str) -> EmergencyAccount {
    EmergencyAccount { user: Some(user.to_owned()), ..EmergencyAccount::default() }
}

fn contoso() -> Profile {
    Profile {
        emergency_account: Some(vec![
            account("bg-one@contoso.onmicrosoft.com"),
            account("bg-two@contoso.onmicrosoft.com"),
        ]),
        exclusion_group: ExclusionGroup { object_id: GROUP.parse().ok(), ..ExclusionGroup::default() },
        ..Profile::default()
    }
}

/// Fills from these files in turn; the result is always a profile that can be written.
fn filled(profile: &Profile, files: &[&str]) -> (Profile, String) {
    let exports: Vec<Export> = files.iter().map(|text| read("export", text.as_bytes()).unwrap()).collect();
    let (after, untold) = fill(&exports, profile, "2026-11-22".parse().unwrap()).unwrap();
    assert_eq!(parse(&write(&after)).unwrap(), after);
    assert_eq!(fill(&exports, &after, "2026-11-22".parse().unwrap()).unwrap().0, after, "twice is once");
    (after, untold.join("\n"))
}

fn users() -> String {
    format!(
        r#"{{"@odata.context":"…#users","value":[
        {{"id":"{BG_ONE}","userPrincipalName":"BG-One@contoso.onmicrosoft.com","accountEnabled":true,"onPremisesSyncEnabled":null}},
        {{"id":"{BG_TWO}","userPrincipalName":"bg-two@contoso.onmicrosoft.com","accountEnabled":false,"onPremisesSyncEnabled":true}},
        {{"id":"0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a09","userPrincipalName":"anna@contoso.com","accountEnabled":true}}]}}"#
    )
}

#[test]
fn users_say_what_they_show_and_nothing_else() {
    let (after, _) = filled(&contoso(), &[&users()]);
    let accounts = after.emergency_accounts();
    assert_eq!(accounts[0].object_id, BG_ONE.parse().ok());
    assert_eq!((accounts[0].enabled, accounts[0].cloud_only), (Some(true), Some(true)));
    assert_eq!((accounts[1].enabled, accounts[1].cloud_only), (Some(false), Some(false)));
    assert_eq!(after.admin, None, "a user is no administrator because he is in a list");

    let table = "\u{feff}userPrincipalName,displayName,id,accountEnabled\nbg-one@contoso.onmicrosoft.com,\"BG, one\",0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a02,True\n";
    let (after, untold) = filled(&contoso(), &[table]);
    assert_eq!(after.emergency_accounts()[0].enabled, Some(true));
    assert_eq!(after.emergency_accounts()[0].cloud_only, None, "there is no such column");
    assert!(untold.contains("bg-two@contoso.onmicrosoft.com is not in it"), "{untold}");
}

#[test]
fn policies_are_weighed_for_each_account_in_every_state() {
    let rule = |name: &str, state: &str, users: &str, more: &str| {
        format!(
            r#"{{"displayName":"{name}","state":"{state}","conditions":{{"users":{users}{more}}},"grantControls":null}}"#
        )
    };
    let all =
        format!(r#"{{"includeUsers":["All"],"excludeUsers":["{BG_ONE}"],"excludeGroups":["{GROUP}"]}}"#);
    let one = format!(r#"{{"includeUsers":["All"],"excludeUsers":["{BG_ONE}"],"excludeGroups":[]}}"#);
    let workload = r#","clientApplications":{"includeServicePrincipals":["ServicePrincipalsInMyTenant"]}"#;
    let policies = format!(
        r#"{{"value":[{},{},{}]}}"#,
        rule("MFA for all", "enabled", &all, ""),
        rule("Block legacy", "enabledForReportingButNotEnforced", &one, ""),
        rule("Workloads", "enabled", r#"{"includeUsers":["None"]}"#, workload),
    );
    let (after, untold) = filled(&contoso(), &[&users(), &policies]);
    let seen: Vec<(&str, usize)> = after
        .policy
        .iter()
        .flatten()
        .map(|p| (p.name.as_deref().unwrap(), p.leaves_out.as_ref().unwrap().len()))
        .collect();
    assert_eq!(seen, [("MFA for all", 2), ("Block legacy", 1)]);
    let accounts = after.emergency_accounts();
    assert_eq!((accounts[0].excluded, accounts[0].exclusion), (Some(Excluded::All), Some(Exclusion::Direct)));
    assert_eq!((accounts[1].excluded, accounts[1].exclusion), (Some(Excluded::Some), Some(Exclusion::Group)));
    assert!(
        untold.contains("1 policies concern no users") && untold.contains("who is in the exclusion group"),
        "{untold}"
    );
}

#[test]
fn roles_domains_organization_and_relationships_find_their_places() {
    let organization = format!(
        r#"{{"value":[{{"id":"{TENANT}","displayName":"Contoso","technicalNotificationMails":["it@contoso.net"],
        "verifiedDomains":[{{"name":"contoso.onmicrosoft.com","isInitial":true}},{{"name":"Contoso.com","isInitial":false}}]}}]}}"#
    );
    let domains = r#"[{"id":"contoso.com","isVerified":true,"isInitial":false},{"id":"new.example","isVerified":false}]"#;
    let roles = format!(
        r#"{{"value":[{{"roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","principalId":"{BG_ONE}","directoryScopeId":"/"}},
        {{"roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","principalId":"0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a09","directoryScopeId":"/"}},
        {{"roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","principalId":"{GROUP}","directoryScopeId":"/"}},
        {{"roleDefinitionId":"fe930be7-5e62-47db-91af-98c3a49a38b1","principalId":"{BG_TWO}","directoryScopeId":"/administrativeUnits/1"}}]}}"#
    );
    let relationship = |tenant: &str, status: &str| {
        format!(
            r#"{{"id":"x-{status}","displayName":"Contoso 2025","customer":{{"tenantId":"{tenant}","displayName":"Contoso"}},
            "status":"{status}","endDateTime":"2027-09-30T10:00:00Z","autoExtendDuration":"P180D","duration":"P730D",
            "accessDetails":{{"unifiedRoles":[{{"roleDefinitionId":"7be44c8a-adaf-4e2a-84d6-ab2649e08a13"}}]}}}}"#
        )
    };
    let other = "99999999-9d6b-42e0-9713-45c922ba8001";
    let gdap = format!(
        r#"{{"value":[{},{}]}}"#,
        relationship(TENANT, "active"),
        relationship(other, "active").replace("x-active", "y").replace("Contoso 2025", "Somebody else")
    );
    let (after, untold) = filled(&contoso(), &[&organization, domains, &users(), &roles, &gdap]);
    assert_eq!(after.tenant.id, TENANT.parse().ok());
    assert_eq!(after.tenant.onmicrosoft.as_deref(), Some("contoso.onmicrosoft.com"));
    let names: Vec<_> = after.domain.iter().flatten().filter_map(|domain| domain.name.as_deref()).collect();
    assert_eq!(names, ["contoso.com"]);
    let admins: Vec<_> = after.admin.iter().flatten().filter_map(|admin| admin.user.as_deref()).collect();
    assert_eq!(admins, ["anna@contoso.com"]);
    assert!(after.emergency_accounts()[0].role.is_some() && after.emergency_accounts()[1].role.is_none());
    let partner = &after.partner.as_ref().unwrap()[..];
    assert_eq!(partner.len(), 1, "another customer's relationship is not ours");
    assert_eq!((partner[0].ends, partner[0].auto_extend), ("2027-09-30".parse().ok(), Some(true)));
    for part in [
        "1 domains are not verified",
        "1 holders have no user name",
        "whether a role is permanent",
        "phone and mail",
    ] {
        assert!(untold.contains(part), "{part} in {untold}");
    }
    let said: Vec<_> = changes(&contoso(), &after).into_iter().map(|change| change.key).collect();
    assert!(said.contains(&"roles".to_owned()) && said.contains(&"ends".to_owned()), "{said:?}");
}

#[test]
fn another_tenant_and_other_files_give_nothing() {
    let ours = Profile {
        tenant: crate::readiness::profile::Tenant { id: TENANT.parse().ok(), ..Default::default() },
        ..Profile::default()
    };
    let organization =
        r#"{"id":"99999999-9d6b-42e0-9713-45c922ba8001","displayName":"Evil","verifiedDomains":[]}"#;
    let (after, untold) = filled(&ours, &[organization]);
    assert_eq!(after, ours);
    assert!(untold.contains("another tenant"), "{untold}");
    let secret = r#"{"id":"4fdbff88-9d6b-42e0-9713-45c922ba8001","displayName":"pwd: Winter2026!x","verifiedDomains":[]}"#;
    let exports = [read("x", secret.as_bytes()).unwrap()];
    let refused = fill(&exports, &ours, "2026-11-22".parse().unwrap()).unwrap_err().to_string();
    assert!(refused.contains("tenant.name looks like a password"), "{refused}");
    for (text, said) in [
        (&b"\x89PNG\x0d\x0a"[..], "holds none of"),
        (b"{\"value\":[", "EOF"),
        (b"[]", "holds none of"),
        (b"{\"hello\":1}", "holds none of"),
        (b"a,b\n1,2\n", "holds none of"),
    ] {
        let refused = read("x", text).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
}
