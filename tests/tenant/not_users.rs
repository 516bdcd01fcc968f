//! Lists that name users and are no list of them. Taken for one, each would say that everybody else is gone.

use reentry::tenant::Told;

use crate::support::texts;

const ONE: &str = "11111111-0000-4000-8000-000000000001";

fn page(request: &str, object: &str) -> String {
    format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#{request}","value":[{object}]}}"#
    )
}

#[test]
fn what_only_names_users_is_no_list_of_users() {
    let name = "anna@contoso.onmicrosoft.com";
    let named = format!(r#""id":"{ONE}","userPrincipalName":"{name}""#);
    let cases = [
        (
            "risky.json",
            page("identityProtection/riskyUsers", &format!(r#"{{{named},"riskState":"dismissed"}}"#)),
        ),
        ("unknown.json", page("reports/somethingNew", &format!("{{{named}}}"))),
        (
            "devices.json",
            page("deviceManagement/managedDevices", &format!(r#"{{{named},"complianceState":"x"}}"#)),
        ),
        (
            "methods.json",
            page(&format!("users('{ONE}')/authentication/methods"), r#"{"id":"k","displayName":"Key"}"#),
        ),
        ("without-context.json", format!(r#"[{{{named},"RecipientTypeDetails":"UserMailbox"}}]"#)),
        ("bin.json", format!(r#"[{{{named},"deletedDateTime":"2026-11-20T00:00:00Z"}}]"#)),
        (
            "members.csv",
            format!("id,userPrincipalName,objectType,isUser,isGroup\n{ONE},{name},User,True,False\n"),
        ),
        (
            "mailboxes.csv",
            format!(
                "#TYPE Mailbox\n\"UserPrincipalName\",\"RecipientTypeDetails\"\n\"{name}\",\"UserMailbox\"\n"
            ),
        ),
        (
            "report.csv",
            format!("Report Refresh Date,User Principal Name,Is Deleted\n2026-11-25,{name},False\n"),
        ),
        ("registered.csv", format!("userPrincipalName,userType,isMfaRegistered\n{name},member,True\n")),
        (
            "directory.csv",
            format!("DistinguishedName,Enabled,SamAccountName,UserPrincipalName\nCN=A,True,anna,{name}\n"),
        ),
        (
            "bin.csv",
            format!("userPrincipalName,id,userType,deletedDateTime\n{name},{ONE},Member,2026-11-20\n"),
        ),
        ("admins.csv", format!("RoleName,UserPrincipalName\nGlobal Administrator,{name}\n")),
        (
            "bin of the admin center.csv",
            format!(
                "Block credential,Display name,Object Id,Soft deletion time stamp,User principal name,User type\n\
                 False,A,{ONE},2026-11-20 10:00,{name},Member\n"
            ),
        ),
        (
            "bin of an older module.csv",
            format!(
                "ObjectId,UserPrincipalName,BlockCredential,SoftDeletionTimestamp\n{ONE},{name},False,2026-11-20\n"
            ),
        ),
        (
            "bin of an older module.json",
            format!(
                r#"[{{"ObjectId":"{ONE}","UserPrincipalName":"{name}","SoftDeletionTimestamp":"\/Date(1763600000000)\/"}}]"#
            ),
        ),
        (
            "older bin.json",
            format!(
                r#"[{{"objectId":"{ONE}","userPrincipalName":"{name}","accountEnabled":true,"deletionTimestamp":"2026-11-20T00:00:00Z"}}]"#
            ),
        ),
        ("active users.csv", format!("User Principal Name,AccountEnabled,Is Deleted\n{name},True,True\n")),
        ("script.csv", format!("UserPrincipalName,AccountEnabled,DeletedDate\n{name},True,2026-11-20\n")),
        ("mailbox.json", format!(r#"[{{{named},"accountEnabled":true,"WhenSoftDeleted":"2026-11-20"}}]"#)),
        ("removed.json", page("users", &format!(r#"{{{named},"@removed":{{"reason":"changed"}}}}"#))),
        (
            "signins of the portal.csv",
            format!(
                "Date (UTC),User principal name,User type,Application\n2026-11-20,{name},Member,Portal\n"
            ),
        ),
        (
            "summary.json",
            page(
                "Collection(microsoft.graph.userRegistrationMethodSummary)",
                &format!(r#"{{{named},"accountEnabled":true}}"#),
            ),
        ),
        ("sources.json", page("userSources", &format!("{{{named}}}"))),
        (
            "signins.csv",
            format!(
                "Date (UTC),Request ID,User ID,User principal name,User type,Application\n2026-11-20,r,{ONE},{name},Member,Portal\n"
            ),
        ),
        (
            "signins of a script.csv",
            format!(
                "createdDateTime,userPrincipalName,userType,appId,status\n2026-11-20,{name},Member,x,0\n"
            ),
        ),
        (
            "signins of a script.json",
            format!(
                r#"[{{"createdDateTime":"2026-11-20T00:00:00Z",{named},"userType":"Member","ipAddress":"203.0.113.7"}}]"#
            ),
        ),
    ];
    for (file, text) in cases {
        let gathered = texts(&[(file, &text)]);
        assert!(gathered.snapshot.users.is_absent(), "{file}: {:?}", gathered.snapshot.users);
        assert!(gathered.files.iter().all(|report| report.passed_over), "{file}: {:?}", gathered.files);
    }
}

#[test]
fn lists_of_users_are_read_whatever_else_they_say() {
    let cases = [
        ("users.json", page("users", &format!(r#"{{"id":"{ONE}","userPrincipalName":"anna@contoso.com"}}"#))),
        (
            "call.json",
            page(
                "Collection(microsoft.graph.user)",
                &format!(r#"{{"id":"{ONE}","userPrincipalName":"a@b.com"}}"#),
            ),
        ),
        (
            "older.json",
            format!(
                r#"[{{"objectId":"{ONE}","userPrincipalName":"anna@contoso.com","dirSyncEnabled":true}}]"#
            ),
        ),
        (
            "users.csv",
            format!("Id,UserPrincipalName,DeletedDateTime,AccountEnabled\n{ONE},anna@contoso.com,,True\n"),
        ),
    ];
    for (file, text) in cases {
        let gathered = texts(&[(file, &text)]);
        let users: Vec<_> = gathered.snapshot.users.values().collect();
        assert_eq!(users.len(), 1, "{file}");
        assert_eq!(users[0].id.map(|id| id.to_string()).as_deref(), Some(ONE), "{file}");
    }
}

/// Whoever is not in a whole list of users does not exist; of a part nothing follows about those who are not in it.
#[test]
fn a_list_is_whole_only_where_it_is_one_of_all_users() {
    let name = "anna@contoso.onmicrosoft.com";
    let named = format!(r#""id":"{ONE}","userPrincipalName":"{name}""#);
    let table = |column: &str| {
        format!("UserPrincipalName,Id,AccountEnabled,UserType,{column}\n{name},{ONE},True,Member,x\n")
    };
    let lone = |more: &str| format!(r#"[{{{named},{more}}}]"#);
    let whole = [
        ("all.json", page("users", &format!(r#"{{{named},"riskLevel":"none","roleName":"x"}}"#))),
        ("selected.json", page("users(id,userPrincipalName)", &format!("{{{named}}}"))),
        ("enabled.json", lone(r#""accountEnabled":true"#)),
        ("dir.json", lone(r#""dirSyncEnabled":null"#)),
        (
            "not removed.csv",
            format!("Id,UserPrincipalName,AccountEnabled,IsDeleted\n{ONE},{name},True,False\n"),
        ),
        (
            "no date.csv",
            format!("Id,UserPrincipalName,AccountEnabled,DeletedDateTime\n{ONE},{name},True,0001-01-01\n"),
        ),
        ("not deleted.json", lone(r#""accountEnabled":true,"deletedDateTime":"""#)),
        (
            "created.csv",
            format!("Id,UserPrincipalName,CreatedDateTime,OnPremisesSyncEnabled\n{ONE},{name},01.02.2020,\n"),
        ),
        (
            "portal.csv",
            format!(
                "userPrincipalName,id,userType,accountEnabled,state,createdDateTime\n{name},{ONE},Member,True,,2020-01-01\n"
            ),
        ),
        (
            "admin center.csv",
            format!(
                "Block credential,Licenses,Object Id,Soft deletion time stamp,User principal name\nFalse,E5,{ONE},,{name}\n"
            ),
        ),
    ];
    let part = [
        ("licences.csv", format!("UserPrincipalName,ObjectId,Licenses,Cost\n{name},{ONE},E5,50\n")),
        ("factors.csv", format!("UserPrincipalName,ObjectId,PerUserMfaState\n{name},{ONE},enforced\n")),
        ("created.csv", format!("Id,UserPrincipalName,CreatedDateTime\n{ONE},{name},01.02.2020\n")),
        ("types.csv", format!("UserPrincipalName,ObjectId,UserType\n{name},{ONE},Member\n")),
        (
            "changes.json",
            page("users", &format!(r#"{{{named},"accountEnabled":true}}"#))
                .replace("\"value\"", "\"@odata.deltaLink\":\"x\",\"value\""),
        ),
        ("names.json", lone(r#""displayName":"Anna""#)),
        (
            "call.json",
            page("Collection(microsoft.graph.user)", &format!(r#"{{{named},"accountEnabled":true}}"#)),
        ),
        ("short call.json", page("Collection(user)", &format!(r#"{{{named},"accountEnabled":true}}"#))),
        (
            "unit.json",
            page(
                "administrativeUnits('x')/members/microsoft.graph.user",
                &format!(r#"{{{named},"accountEnabled":true}}"#),
            ),
        ),
        ("products.csv", table("SkuPartNumber")),
        ("registered.csv", table("IsMfaRegistered")),
        ("active.csv", table("LastActivityDate")),
        ("on-premises.csv", table("SamAccountName")),
        ("risk.csv", table("riskLevel")),
        ("groups.json", lone(r#""accountEnabled":true,"groupName":"x""#)),
        ("mail.json", lone(r#""accountEnabled":true,"PrimarySmtpAddress":"x""#)),
    ];
    let cases = whole.iter().map(|case| (case, true)).chain(part.iter().map(|case| (case, false)));
    for ((file, text), is_whole) in cases {
        let users = texts(&[(*file, text.as_str())]).snapshot.users;
        assert_eq!(users.items.len(), 1, "{file}: {users:?}");
        assert_eq!(users.is_whole(), is_whole, "{file}: {users:?}");
        // Beside a list of all of them, a part takes nothing away.
        let beside = texts(&[("0.json", &whole[2].1), (*file, text.as_str())]).snapshot.users;
        assert!(beside.is_whole(), "{file}: {beside:?}");
        // Unless it has somebody who is not in that one: whether there is such a user, nobody can tell.
        let other = text.replace(ONE, "11111111-0000-4000-8000-0000000000aa").replace("anna@", "b@");
        for before in ["0.json", "z.json"] {
            let both = texts(&[(before, &whole[2].1), (*file, other.as_str())]).snapshot.users;
            assert_eq!(
                (both.items.len(), both.is_whole()),
                (1 + usize::from(is_whole), is_whole),
                "{file}: {both:?}"
            );
        }
    }
    let unit = page("administrativeUnits('x')/members/microsoft.graph.user/$entity", "");
    let unit = unit.replace(r#""value":[]"#, &named);
    assert!(!texts(&[("users/anna.json", unit.as_str())]).snapshot.users.is_whole());
    // Every tenant has a user: a list without any is none of all of them.
    for (file, text) in [
        ("none.csv", "UserPrincipalName,Id,AccountEnabled,DeletedDateTime\n".to_owned()),
        ("none.json", page("users", "")),
    ] {
        let gathered = texts(&[(file, &text)]);
        assert_eq!(gathered.files[0].holds.len(), 1, "{file}");
        assert_eq!(gathered.files[0].holds[0].0.words(), "users", "{file}");
        assert!(!gathered.snapshot.users.is_whole(), "{file}");
    }
    let said = r#"[{"id":"f0000000-0000-4000-8000-000000000001","displayName":"Live","state":"enabled","deletedDateTime":"",
        "conditions":{"users":{"includeUsers":["All"]}},"grantControls":null}]"#;
    assert_eq!(
        texts(&[("policies.json", said)]).snapshot.policies.items.len(),
        1,
        "a policy that nobody deleted"
    );
}

#[test]
fn one_file_with_objects_of_two_tenants_is_not_read() {
    let row = |number: u32, tenant: &str| {
        format!(
            r#"{{"Tenant":"{tenant}","id":"11111111-0000-4000-8000-00000000000{number}","userPrincipalName":"u{number}@{tenant}"}}"#
        )
    };
    let (one, other) = (row(1, "contoso.onmicrosoft.com"), row(2, "fabrikam.onmicrosoft.com"));
    let gathered = texts(&[("users.json", &format!(r#"{{"Results":[{one},{other}]}}"#))]);
    assert!(gathered.snapshot.users.items.is_empty());
    let problem = &gathered.files[0].problem.as_ref().unwrap().0;
    assert_eq!(
        problem,
        "it holds objects of 2 tenants, of contoso.onmicrosoft.com and fabrikam.onmicrosoft.com for example"
    );
    let gathered = texts(&[("users.json", &format!(r#"{{"Results":[{one}]}}"#))]);
    assert_eq!(gathered.snapshot.users.items.len(), 1);
}

/// A table without ids names people by their sign-in names; an earlier export of the same people must not outlive it.
#[test]
fn a_table_without_ids_is_newer_than_an_earlier_export_with_them() {
    let id: reentry::model::ObjectId = ONE.parse().unwrap();
    let with_id = page(
        "users",
        &format!(r#"{{"id":"{ONE}","userPrincipalName":"anna@contoso.com","accountEnabled":true}}"#),
    );
    let without = "UserPrincipalName,AccountEnabled,SkuPartNumber\nANNA@contoso.com,False,E5\n";
    let enabled = |new: &str, old: &str| {
        let users = texts(&[("new", new)]).snapshot.over(texts(&[("old", old)]).snapshot);
        assert!(!users.users.is_whole());
        assert_eq!(users.users.items.len(), 1, "{:?}", users.users);
        match users.user(Some(id), None) {
            reentry::tenant::Look::Found(item) => item.value.enabled,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(enabled(without, &with_id), Told::Is(false));
    let of_some = with_id.replace("\"value\"", "\"@odata.nextLink\":\"x\",\"value\"");
    assert_eq!(enabled(&of_some, without), Told::Is(true));
}

#[test]
fn who_is_in_the_bin_is_not_counted() {
    let user = |id: &str, when: &str| {
        format!(
            r#"{{"id":"{id}","userPrincipalName":"{id}@contoso.com","accountEnabled":true,"deletedDateTime":{when}}}"#
        )
    };
    let both =
        format!("{},{}", user(ONE, "null"), user("11111111-0000-4000-8000-000000000002", "\"2026-11-20\""));
    let gathered = texts(&[("users.json", &page("users", &both))]);
    assert_eq!(gathered.files[0].holds[0].1, 1);
    assert_eq!(gathered.snapshot.users.items.len(), 1);
}

#[test]
fn a_group_in_the_bin_is_no_group() {
    let group = |when: &str| {
        format!(
            r#"[{{"id":"{ONE}","displayName":"G","groupTypes":[],"securityEnabled":true,"deletedDateTime":{when}}}]"#
        )
    };
    assert_eq!(texts(&[("g.json", &group("null"))]).snapshot.groups.items.len(), 1);
    assert!(texts(&[("g.json", &group("\"2026-11-20T00:00:00Z\""))]).snapshot.groups.items.is_empty());
}
