//! What comes out of each small export.

use reentry::tenant::read::Kind;
use reentry::tenant::{Holding, Lack, Sign, Synced, Told, Whole};

use super::support::{import, texts};

const BG_ONE: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a02";
const BG_TWO: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a03";

fn is_part(whole: &Whole) -> bool {
    matches!(whole, Whole::Part { .. })
}

#[test]
fn one_object_of_a_list_is_a_part_of_it() {
    let one = import(&["01-one-policy-of-many.json"]).snapshot;
    assert_eq!(one.policies.items.len(), 1);
    assert!(matches!(one.policies.lacks(), [Lack::OneOfMany { .. }]), "{:?}", one.policies.whole);
    let both = import(&["01-one-policy-of-many.json", "12-page-1-of-2.json"]).snapshot;
    assert_eq!(both.policies.items.len(), 2);
    assert_eq!(both.policies.lacks().len(), 2, "{:?}", both.policies.whole);
}

#[test]
fn a_last_page_without_the_pages_before_it_is_a_part() {
    let page = |more: bool, id: u32| {
        let id = format!("f0000000-0000-4000-8000-{id:012}");
        let next = if more { r#""@odata.nextLink":"https://graph.microsoft.com/v1.0/x","# } else { "" };
        let policy = format!(
            r#"{{"id":"{id}","displayName":"{id}","state":"enabled","conditions":{{"users":{{}}}},"grantControls":null}}"#
        );
        format!(
            r##"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies",{next}"value":[{policy}]}}"##
        )
    };
    let whole = |files: &[(&str, String)]| {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        texts(&files).snapshot.policies.whole
    };
    for name in [
        "policies-2.json",
        "policies page 3.json",
        "x/policies_02.json",
        "page-2-of-2.json",
        "policies (2).json",
    ] {
        let alone = whole(&[(name, page(false, 2))]);
        assert!(is_part(&alone), "{name}: {alone:?}");
    }
    for name in
        ["policies.json", "policies-1.json", "policies-2026.json", "policies-2026-11-27.json", "ca2.json"]
    {
        let alone = whole(&[(name, page(false, 2))]);
        assert!(!is_part(&alone), "{name}: {alone:?}");
    }
    assert!(!is_part(&whole(&[("policies-1.json", page(true, 1)), ("policies-2.json", page(false, 2))])));
    assert!(is_part(&whole(&[("a/policies-2.json", page(false, 2)), ("b/policies-2.json", page(false, 2))])));
}

#[test]
fn what_a_tool_cut_is_no_object() {
    for file in ["02-convertto-json-default-depth.json", "03-convertto-json-depth3.json"] {
        let read = import(&[file]);
        assert!(read.snapshot.policies.items.is_empty());
        assert_eq!(read.files[0].cut, [(Kind::Policies, 2)]);
        assert!(is_part(&read.snapshot.policies.whole));
        let earlier = import(&["05-two-without-name-and-id.json"]).snapshot;
        let renewed = read.snapshot.over(earlier.clone());
        assert_eq!(renewed.policies.items.len(), 2);
        assert_eq!(renewed.policies.whole, earlier.policies.whole);
    }
}

#[test]
fn policies_of_any_wrapper_are_read_with_how_whole_they_are() {
    let count = |file| {
        let policies = import(&[file]).snapshot.policies;
        (policies.items.len(), policies.whole)
    };
    let list = Whole::Whole { by: Sign::List };
    let page = Whole::Whole { by: Sign::LastPage };
    assert_eq!(count("04-excluded-by-name.json"), (3, list.clone()));
    assert_eq!(count("05-two-without-name-and-id.json"), (2, list.clone()));
    assert_eq!(count("06-base64-name.json"), (1, list.clone()));
    assert_eq!(count("11-no-policies.json"), (0, page.clone()));
    assert_eq!(count("15-batch.json"), (1, page));
    assert_eq!(count("26-scuba-container.json"), (1, list));
    let scuba = import(&["26-scuba-container.json"]).snapshot;
    let policy = &scuba.policies.items[0].value;
    assert_eq!(policy["createdDateTime"], "2026-01-30T15:57:07.239Z");
    assert_eq!(policy["conditions"]["users"]["includeUsers"][0], "All");
}

#[test]
fn what_is_no_list_of_policies_is_known_by_its_name() {
    for (file, words) in [
        ("23-evaluate-applied-only.json", "What If"),
        ("24-own-schema-teuftis.json", "another tool's own format"),
        ("16-plan.json", "policy plans"),
    ] {
        let read = import(&[file]);
        assert!(read.snapshot.policies.is_absent(), "{file}");
        assert!(read.files[0].holds[0].0.words().contains(words), "{file}: {:?}", read.files[0].holds);
    }
    assert_eq!(import(&["16-plan.json"]).snapshot.policy_plans.items.len(), 1);
}

#[test]
fn nobody_asked_is_not_no() {
    let users = import(&["07-users-of-Get-MgUser-default.json"]).snapshot.users;
    assert_eq!(users.items.len(), 2);
    for user in users.values() {
        assert_eq!((user.enabled, user.synced), (Told::NotAsked, Synced::NotKnown));
    }
    // Another account of the list has an answer, so it was asked.
    let asked = r#"[{"Id":"0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a02","UserPrincipalName":"bg-one@contoso.onmicrosoft.com","AccountEnabled":true,"OnPremisesSyncEnabled":null},
        {"Id":"0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a09","UserPrincipalName":"anna@contoso.com","AccountEnabled":true,"OnPremisesSyncEnabled":true}]"#;
    let users = texts(&[("users.json", asked)]).snapshot.users;
    assert_eq!(users.values().map(|user| user.synced).collect::<Vec<_>>(), [Synced::No, Synced::Yes]);
    let portal = import(&["20-m365-users.csv"]).snapshot.users;
    let seen: Vec<_> = portal.values().map(|user| (user.enabled, user.synced)).collect();
    assert_eq!(seen, [(Told::Is(false), Synced::No), (Told::Is(true), Synced::Yes)]);
}

#[test]
fn a_role_is_held_or_may_be_activated_and_has_an_end_or_none() {
    let eligible = import(&["08-eligible-not-active.json"]).snapshot;
    assert!(eligible.role_assignments.is_absent());
    assert!(eligible.role_eligibilities.is_whole());
    assert!(eligible.role_eligibilities.values().all(|role| role.holding == Holding::Eligible));
    let tonight = import(&["19-activated-until-tonight.json"]).snapshot;
    let role = &tonight.role_assignments.items[0].value;
    assert_eq!(role.holding, Holding::Activated);
    assert_eq!(role.until, Told::Is("2026-11-26T23:00:00Z".parse().unwrap()));
    let expanded = import(&["18-directoryRoles.json"]).snapshot;
    let role = &expanded.role_assignments.items[0].value;
    assert!(role.is_global_administrator());
    assert_eq!(role.principal, BG_ONE.parse().unwrap());
    // Without its request and its schedule nobody can tell whether an assignment is active.
    let bare = format!(
        r#"{{"value":[{{"principalId":"{BG_TWO}","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/","memberType":"Direct"}}]}}"#
    );
    let bare = texts(&[("roles.json", &bare)]).snapshot;
    assert!(bare.role_assignments.is_absent());
    assert_eq!(bare.role_eligibilities.items[0].value.holding, Holding::NotKnown);
}

#[test]
fn a_list_with_a_broken_file_beside_it_is_a_part() {
    let whole = include_str!("exports/15-batch.json");
    let read = texts(&[("a.json", whole), ("policies2.json", &whole[..whole.len() - 40])]);
    assert!(is_part(&read.snapshot.policies.whole));
    assert!(read.files[1].problem.as_ref().unwrap().0.contains("cut off"));
    let read = texts(&[("a.json", whole), ("photo.png", "\u{1}\u{2}")]);
    assert!(read.snapshot.policies.is_whole() && read.files[1].passed_over);
}

fn users(ids: &[u32]) -> String {
    let one = |id: &u32| {
        format!(
            r#"{{"id":"a0000000-0000-4000-8000-{id:012}","userPrincipalName":"u{id}@contoso.onmicrosoft.com","accountEnabled":true}}"#
        )
    };
    let all: Vec<String> = ids.iter().map(one).collect();
    format!(
        r##"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{}]}}"##,
        all.join(",")
    )
}

#[test]
fn of_two_lists_of_two_dates_only_what_both_have_is_known() {
    let read = |files: &[(&str, &[u32])]| {
        let made: Vec<(&str, String)> = files.iter().map(|(name, ids)| (*name, users(ids))).collect();
        let made: Vec<(&str, &str)> = made.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let users = texts(&made).snapshot.users;
        let mut names: Vec<String> = users.values().filter_map(|user| user.user.clone()).collect();
        names.sort();
        let short: Vec<String> =
            names.iter().map(|name| name.split('@').next().unwrap().to_owned()).collect();
        (short.join(" "), users.whole)
    };
    // The second account was deleted since last year, the fourth is new.
    for names in [
        ["2025/users.json", "2026/users.json"],
        ["users-2025-11-26.json", "users-2026-11-27.json"],
        ["x/users_20251126.json", "x/users_20261127.json"],
        // Neither is a part of the other, whatever they are called.
        ["everybody.json", "users.json"],
    ] {
        let (known, whole) = read(&[(names[0], &[1, 2, 3]), (names[1], &[1, 3, 4])]);
        assert_eq!(known, "u1 u3", "{names:?}");
        assert!(
            matches!(&whole, Whole::Part { lacks } if matches!(lacks[..], [Lack::TwoLists { .. }])),
            "{whole:?}"
        );
    }
    // The same list twice is one list; lists that share nothing are parts that a filter made; another name is another list.
    assert!(!is_part(&read(&[("a/users.json", &[1, 2]), ("b/users.json", &[2, 1])]).1));
    assert_eq!(read(&[("members/users.json", &[1, 2]), ("guests/users.json", &[3])]).0, "u1 u2 u3");
    assert_eq!(read(&[("admins.json", &[1]), ("users.json", &[1, 2])]).0, "u1 u2");
}

#[test]
fn pages_counted_from_nothing_are_known_by_another_list_that_is() {
    let policies = include_str!("exports/11-no-policies.json");
    let (first, second) = (users(&[1]), users(&[2]));
    let first =
        first.replace("\"value\"", "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/x\",\"value\"");
    let whole = |files: &[(&str, &str)]| texts(files).snapshot.users.whole;
    let both = [("policies-0.json", policies), ("users-0.json", &first), ("users-1.json", &second)];
    assert!(!is_part(&whole(&both)));
    assert!(is_part(&whole(&[both[0], both[2]])), "the first page is missing");
    assert!(!is_part(&whole(&[("policies-1.json", policies), ("users-1.json", &second)])));
}
