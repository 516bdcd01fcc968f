use proptest::prelude::*;
use serde_json::{Value, json};

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
    assert_eq!(seen, [("Block legacy", 1), ("MFA for all", 2)]);
    let accounts = after.emergency_accounts();
    assert_eq!((accounts[0].excluded, accounts[0].exclusion), (Some(Excluded::All), Some(Exclusion::Direct)));
    assert_eq!((accounts[1].excluded, accounts[1].exclusion), (Some(Excluded::Some), Some(Exclusion::Group)));
    assert!(
        untold.contains("1 policies concern no users") && untold.contains("who is in the exclusion group"),
        "{untold}"
    );
}

/// A list as Graph sends it, in pages after these entries.
fn paged(list: &[Value], cuts: &[bool]) -> Vec<String> {
    let mut pages = vec![Vec::new()];
    for (entry, cut) in list.iter().zip(cuts.iter().chain(std::iter::repeat(&false))) {
        pages.last_mut().unwrap().push(entry.clone());
        if *cut {
            pages.push(Vec::new());
        }
    }
    pages.retain(|page| !page.is_empty());
    let last = pages.len() - 1;
    let page = |(at, entries)| match at {
        _ if at == last => json!({ "value": entries }).to_string(),
        _ => json!({ "value": entries, "@odata.nextLink": "https://graph.microsoft.com/x?$skiptoken=1" })
            .to_string(),
    };
    pages.into_iter().enumerate().map(page).collect()
}

/// A tenant in six lists. Each needs another: names have their ids in one list only, the tenant's id is in another.
fn lists() -> [Vec<Value>; 6] {
    let id = |n: usize| format!("0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9b{n:02}");
    let ga = "62e90394-69f5-4237-9190-012177145e10";
    let user = |id: &str, name: &str| json!({"id": id, "userPrincipalName": name, "accountEnabled": true});
    let rule = |n: usize, left: &[&str]| {
        json!({"id": id(n), "displayName": format!("CA{n:03}"), "state": "enabled",
            "conditions": {"users": {"includeUsers": ["All"], "excludeUsers": left}}})
    };
    let holder = |who: &str, role: &str| json!({"roleDefinitionId": role, "principalId": who, "directoryScopeId": "/"});
    let domain = |n: usize| json!({"id": format!("d{n}.example"), "isVerified": n != 2, "isInitial": false});
    let relationship = |n: usize| {
        json!({"id": format!("{}-{}", id(n), id(n)), "displayName": format!("Partner {n}"), "status": "active",
            "customer": {"tenantId": TENANT, "displayName": "Contoso"}, "endDateTime": format!("2027-0{n}-30T10:00:00Z"),
            "autoExtendDuration": "P180D", "duration": "P730D",
            "accessDetails": {"unifiedRoles": [{"roleDefinitionId": ga}]}})
    };
    [
        vec![json!({"id": TENANT, "displayName": "Contoso", "verifiedDomains": [{"name": "d9.example"}]})],
        vec![
            user(BG_ONE, "bg-one@contoso.onmicrosoft.com"),
            user(BG_TWO, "bg-two@contoso.onmicrosoft.com"),
            user(&id(1), "anna@contoso.com"),
            user(&id(2), "piet@contoso.com"),
        ],
        (1..5).map(domain).collect(),
        vec![
            holder(BG_ONE, ga),
            holder(&id(2), ga),
            holder(&id(1), ga),
            holder(&id(1), "fe930be7-5e62-47db-91af-98c3a49a38b1"),
        ],
        vec![rule(12, &[BG_TWO, BG_ONE]), rule(10, &[BG_TWO]), rule(11, &[BG_ONE, BG_TWO])],
        (3..6).map(relationship).collect(),
    ]
}

proptest! {
    #[test]
    fn any_order_and_any_split_into_pages_give_the_same_profile(
        cuts in prop::collection::vec(prop::collection::vec(any::<bool>(), 4), 6),
        order in prop::collection::vec(any::<u16>(), 32),
        reversed in any::<bool>(),
    ) {
        let whole: Vec<String> = lists().iter().flat_map(|list| paged(list, &[])).collect();
        let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
        let (expected, _) = filled(&contoso(), &whole);
        let mut lists = lists();
        lists.iter_mut().filter(|_| reversed).for_each(|list| list.reverse());
        let pages = lists.iter().zip(&cuts).flat_map(|(list, cuts)| paged(list, cuts));
        let mut pages: Vec<(u16, String)> = order.into_iter().zip(pages).collect();
        pages.sort();
        let pages: Vec<&str> = pages.iter().map(|(_, page)| page.as_str()).collect();
        prop_assert_eq!(&filled(&contoso(), &pages).0, &expected);
        prop_assert_eq!(expected.emergency_accounts()[0].excluded, Some(Excluded::Some));
        prop_assert_eq!(expected.emergency_accounts()[1].excluded, Some(Excluded::All));
    }
}

#[test]
fn a_list_with_a_page_missing_proves_nothing_about_all() {
    let rules = &lists()[4];
    let pages = paged(rules, &[true, true]);
    let (after, untold) = filled(&contoso(), &[&users(), &pages[0]]);
    let account = after.emergency_accounts()[0].clone();
    assert_eq!((after.policy, account.excluded, account.exclusion), (None, None, None));
    assert!(untold.contains("a page is missing"), "{untold}");
    // What an earlier import said of all is not believed against a page that shows the opposite.
    let mut before = contoso();
    before.emergency_account.iter_mut().flatten().for_each(|account| account.excluded = Some(Excluded::All));
    let (after, _) = filled(&before, &[&users(), &pages[1]]);
    let seen: Vec<_> = after.emergency_accounts().iter().map(|account| account.excluded).collect();
    assert_eq!((after.policy, seen), (None, vec![None, Some(Excluded::All)]));
    // Nobody reads "leaves nobody out" where the account's id is not known.
    let (after, _) = filled(&contoso(), &[&paged(rules, &[])[0]]);
    assert!(
        after
            .policy
            .iter()
            .flatten()
            .all(|policy| policy.leaves_out.as_ref().is_some_and(|ids| !ids.is_empty()))
    );
    // Two exports of different days are not one list.
    let later = paged(rules, &[])[0].replace(BG_ONE, "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a09");
    let (after, untold) = filled(&contoso(), &[&users(), &paged(rules, &[])[0], &later]);
    assert_eq!((after.policy, after.emergency_account.unwrap()[0].excluded), (None, None));
    assert!(untold.contains("in two versions"), "{untold}");
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
