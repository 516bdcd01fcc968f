//! Files that others wrote: any bytes are read or refused with a place and a cure.

use proptest::prelude::*;
use reentry::partner::read::{Unreadable, gather, read};
use reentry::partner::relationship::{Assigned, Status};
use reentry::partner::role::Role;

#[test]
fn graphs_own_samples_are_read() {
    let page = read("page.json", include_bytes!("../corpus/partner/graph-page.json")).unwrap();
    assert_eq!(page.relationships.len(), 3);
    let statuses: Vec<&Status> = page.relationships.iter().map(|r| &r.status).collect();
    assert_eq!(statuses, [&Status::Active, &Status::Terminated, &Status::ApprovalPending]);
    let reseller = &page.relationships[2];
    assert!(reseller.partner_consent_pending);
    assert_eq!(reseller.indirect_provider, Some("60ea59db-a506-485e-94c5-d115f369e239".parse().unwrap()));
    assert_eq!(reseller.partner_tenant, Some("8777b240-c6f0-4469-9e98-a3205431b836".parse().unwrap()));
    assert_eq!(page.relationships[0].auto_extend, Some(180));
    assert_eq!(page.relationships[1].auto_extend, Some(0));

    let assignments = read("aa.json", include_bytes!("../corpus/partner/graph-assignments.json")).unwrap();
    assert_eq!((assignments.relationships.len(), assignments.assignments.len()), (0, 2));
}

#[test]
fn assignments_find_their_relationship() {
    let one = br#"{"id":"5d027261-d21f-4aa9-b7db-7fa1f56fb163-8777b240-c6f0-4469-9e98-a3205431b836","displayName":"A",
        "status":"active","accessDetails":{"unifiedRoles":[{"roleDefinitionId":"b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"}]}}"#;
    let role = Role::by_name("Conditional Access Administrator").unwrap();
    let page = |items: &str| {
        format!(
            r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships('5d027261-d21f-4aa9-b7db-7fa1f56fb163-8777b240-c6f0-4469-9e98-a3205431b836')/accessAssignments","value":[{items}]}}"#
        )
    };
    let assignment = r#"{"id":"1","status":"STATUS","accessContainer":{"accessContainerId":"2"},
        "accessDetails":{"unifiedRoles":[{"roleDefinitionId":"b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"}]}}"#;
    let assigned = |files: &[&[u8]]| {
        let record = gather(files.iter().map(|bytes| read("f.json", bytes).unwrap()).collect());
        record.relationships[0].assigned(role)
    };
    assert_eq!(assigned(&[one]), Assigned::Unknown);
    assert_eq!(assigned(&[one, page("").as_bytes()]), Assigned::No);
    for (status, wanted) in
        [("active", Assigned::Yes), ("pending", Assigned::Pending), ("error", Assigned::No)]
    {
        let page = page(&assignment.replace("STATUS", status));
        assert_eq!(assigned(&[one, page.as_bytes()]), wanted, "{status}");
        assert_eq!(assigned(&[page.as_bytes(), one]), wanted, "the order of the files makes no difference");
    }
}

#[test]
fn powershell_is_read_and_its_shallow_json_is_refused_with_the_cure() {
    let read_it = |bytes: &[u8]| read("ps.json", bytes);
    let deep = read_it(include_bytes!("../corpus/partner/powershell-deep.json")).unwrap();
    let one = &deep.relationships[0];
    assert_eq!(one.status, Status::Active);
    assert_eq!(one.auto_extend, Some(180));
    assert_eq!(
        one.known_roles().map(Role::name).collect::<Vec<_>>(),
        ["Privileged Authentication Administrator"]
    );
    assert_eq!(one.ends.map(|at| at.to_rfc3339()), Some("2027-01-15T08:00:00+00:00".into()));
    let shallow = read_it(include_bytes!("../corpus/partner/powershell-shallow.json")).unwrap_err();
    assert!(matches!(shallow, Unreadable::CutOff { .. }), "{shallow}");
    assert!(shallow.cure().contains("-Depth 6"));
    let utf16: Vec<u8> = String::from_utf8_lossy(include_bytes!("../corpus/partner/powershell-deep.json"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read_it(&[&[0xff, 0xfe][..], &utf16].concat()).unwrap(), deep);
}

#[test]
fn what_is_no_relationship_file_is_named_for_what_it_is() {
    let said = |bytes: &[u8]| read("f", bytes).unwrap_err().to_string();
    for (bytes, wanted) in [
        (&b""[..], "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (br#"{"value":[{"id":"1","accessDetails":{"unif"#, "line 1, column 42"),
        (br#"{"value":[{"id":"1",}]}"#, "a mistake at line 1, column 21"),
        (br#"{"error":{"code":"Authorization_RequestDenied","message":"no"}}"#, "Authorization_RequestDenied"),
        (br##"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies","value":[]}"##, "Conditional Access policies"),
        (br#"[{"id":"1","displayName":"CA01","grantControls":null}]"#, "Conditional Access policies"),
        (br#"[{"id":"1","userPrincipalName":"a@contoso.com"}]"#, "users"),
        (br#"[{"id":"1"},{"hello":"world"}]"#, "f, entry 1 is not a GDAP relationship"),
        (b"[1,2]", "f, entry 1 is not a GDAP relationship"),
        (b"Name,Mail\na,b\n", "the customer is missing (found: \"Name\", \"Mail\")"),
        (b"Customer name,Status\na,b\n", "the relationship's name or its roles is missing"),
        (b"Customer,Status,Roles\na,active,x,y,z\n", "line 2 breaks the table: it has 5 fields, the header has 3"),
    ] {
        assert!(said(bytes).contains(wanted), "{} does not say: {wanted}", said(bytes));
    }
}

#[test]
fn a_table_is_read_by_the_meaning_of_its_columns() {
    let csv = "#TYPE System.Object\r\n\"Relationship name\";\"Customer name\";\"Microsoft ID\";\"State\";\"Expiration date\";\"Auto-extend\";\"Roles\";\"Notes\"\r\n\
        \"Managed\";\"Contoso; Ltd\";\"52eaad04-13a2-4a2f-9ce8-93a294fadf36\";\"Active\";\"2027-02-01\";\"Yes (6 months)\";\"Conditional Access Administrator, Helpdesk Administrator\";\"x\"\r\n\
        \"Old\";\"Fabrikam\";\"not an id\";\"Zombie\";\"03/04/2027\";\"\";\"Chief Admin\"\r\n;;;;;;\r\n";
    let reading = read("partners.csv", csv.as_bytes()).unwrap();
    let [first, second] = &reading.relationships[..] else { panic!("{:?}", reading.relationships) };
    assert_eq!(first.customer.name.as_deref(), Some("Contoso; Ltd"));
    assert_eq!(first.auto_extend, Some(180));
    assert_eq!(first.known_roles().count(), 2);
    assert_eq!(second.place, "partners.csv, line 4");
    let said: String = reading.problems.iter().map(|p| format!("{p}\n")).collect();
    for wanted in [
        "the status \"Zombie\"",
        "can be read in two ways",
        "the tenant ID is not one",
        "the role \"Chief Admin\"",
    ] {
        assert!(
            said.contains(&format!("partners.csv, line 4: {wanted}")) || said.contains(wanted),
            "{wanted} in\n{said}"
        );
    }
}

#[test]
fn one_relationship_in_two_files_counts_once_and_the_newer_picture_wins() {
    let file = |modified: &str, status: &str| {
        format!(
            r#"[{{"id":"5d027261-d21f-4aa9-b7db-7fa1f56fb163-8777b240-c6f0-4469-9e98-a3205431b836","displayName":"A",
            "status":"{status}","accessDetails":{{"unifiedRoles":[]}},"lastModifiedDateTime":"{modified}"}}]"#
        )
    };
    let (old, new) = (file("2026-01-01T00:00:00Z", "active"), file("2026-06-01T00:00:00Z", "terminated"));
    for order in [[&old, &new], [&new, &old]] {
        let record = gather(order.iter().map(|text| read("f.json", text.as_bytes()).unwrap()).collect());
        assert_eq!(record.relationships.len(), 1);
        assert_eq!(record.relationships[0].status, Status::Terminated);
    }
}

#[test]
fn a_page_that_is_not_the_last_says_so() {
    let page = br#"{"@odata.nextLink":"https://graph.microsoft.com/v1.0/next","value":[]}"#;
    let record = gather(vec![read("p1.json", page).unwrap()]);
    assert!(record.incomplete);
    assert!(record.problems[0].cure.contains("nextLink"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Err(unreadable) = read("x", &bytes) {
            prop_assert!(!unreadable.cure().is_empty());
        }
    }

    #[test]
    fn any_json_is_read_or_refused(text in "\\{\"(value|accessDetails|status|customer|accessContainer)\": ?(\\[|\\{|\"|[0-9]).{0,60}") {
        let _ = read("x", text.as_bytes());
    }

    #[test]
    fn any_broken_copy_of_a_real_file_is_read_or_refused(cut in 0usize..3000, at in 0usize..3000, byte: u8) {
        let mut bytes = include_bytes!("../corpus/partner/graph-page.json").to_vec();
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Some(one) = bytes.get_mut(at) {
            *one = byte;
        }
        let _ = read("x", &bytes).map(|reading| gather(vec![reading]));
    }

    #[test]
    fn any_table_is_read_or_refused(lines in proptest::collection::vec("[a-z,;\"\\t 0-9/-]{0,60}", 0..6)) {
        let text = format!("Customer,Status,End date,Roles\n{}", lines.join("\n"));
        let _ = read("x.csv", text.as_bytes());
    }
}
