//! Lists that name users and are no list of them. Taken for one, each would say that everybody else is gone.

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
