//! Every cell of the role table, written down a second time and by hand from the role pages and "Privileged roles
//! and permissions in Microsoft Entra ID" (2026-06-05). A change in the data must be made here as well, on purpose.

use reentry::partner::action::Action;
use reentry::partner::matrix::{Answer, cell_of, has_own_line};
use reentry::partner::role::Role;

/// One letter an action, in this order: edit policy, exclusion group, device compliance, reset MFA, issue TAP,
/// allow TAP, reset password, enable account, restore account, assign GA, accept GDAP, federation, ticket, logs.
/// y yes · n no · ? unknown · t TAP on · g open group · m open Microsoft 365 group · r role-assignable group ·
/// c compliance asked · a application prepared · s snapshot · z Azure only
const CELLS: &str = "
yyyyyyyyyyyyyy Global Administrator
nnnytnyyynnnyn Privileged Authentication Administrator
nrnnnnnnnynnnn Privileged Role Administrator
ynnnnnnnnnnnnn Conditional Access Administrator
ynnnnnnnnnnyyy Security Administrator
nnnnnnnnnnnnyn Authentication Administrator
nnnnnynnnnnnzn Authentication Policy Administrator
nnnnnnnnnnnnyn Helpdesk Administrator
nnnnnnnnnnnnnn Password Administrator
ngnnnnnnnnnnyn User Administrator
ngnnnnnnnnnnyn Groups Administrator
ngnnnnnnnnnnnn Directory Writers
ngnnnnnnnnnnnn Identity Governance Administrator
ngcnnnnnnnnnyn Intune Administrator
nmnnnnnnnnnnyn Exchange Administrator
nmnnnnnnnnnnyn SharePoint Administrator
nmnnnnnnnnnnyn Teams Administrator
annnnnnnnnnnyy Application Administrator
annnnnnnnnnnyy Cloud Application Administrator
nnnnnnnnnnn?yy Hybrid Identity Administrator
nnnnnnnnnnnyyn Domain Name Administrator
nnnnnnnnnnnynn External Identity Provider Administrator
snnnnsnS?nnnnn Entra Backup Administrator
nnnnnnnnnnynnn Customer Delegated Admin Relationship Administrator
nnnnnnnnnnnnnn Entra SOC Identity Responder
nnnnnnnnnnnnyy Security Operator
nnnnnnnnnnnnyn Service Support Administrator
nnnnnnnnnnnnyn Billing Administrator
nnnnnnnnnnnnnn License Administrator
nnnnnnnnnnnnny Reports Reader
nnnnnnnnnnnnny Global Reader
nnnnnnnnnnnnny Security Reader
nnnnnnnnnnnnnn Directory Readers
nnnnnnnnnnnnnn Directory Synchronization Accounts
agnnnnnnnnnnyn Partner Tier1 Support
agn??ny?y?nyyn Partner Tier2 Support
n?nnnnnnnnnn?? Dynamics 365 Administrator
";

fn letter(answer: Answer) -> char {
    match answer {
        Answer::Yes => 'y',
        Answer::No => 'n',
        Answer::Unknown => '?',
        Answer::If(condition) => match condition.id() {
            "tap-on" => 't',
            "open-group" => 'g',
            "open-m365-group" => 'm',
            "role-group" => 'r',
            "asks-compliance" => 'c',
            "app-with-policy-write" => 'a',
            "snapshot" => 's',
            "cloud-snapshot" => 'S',
            "azure-only" => 'z',
            other => panic!("no letter for {other}"),
        },
    }
}

#[test]
fn every_cell_says_what_the_sources_say() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in CELLS.trim().lines() {
        let (wanted, name) = line.split_once(' ').unwrap();
        let role = Role::by_name(name).unwrap_or_else(|| panic!("{name} is not in the catalogue"));
        seen += usize::from(has_own_line(role));
        for (action, wanted) in Action::ALL.into_iter().zip(wanted.chars()) {
            let found = letter(cell_of(role, action).answer);
            if found != wanted {
                wrong.push(format!("{name}, {action}: {found}, and it should be {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        seen,
        Role::all().filter(|role| has_own_line(*role)).count(),
        "a line of the matrix has no expectation"
    );
}

#[test]
fn the_ids_of_the_roles_that_decide_are_the_published_ones() {
    for (id, name) in [
        ("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
        ("7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator"),
        ("e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"),
        ("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "Conditional Access Administrator"),
        ("194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"),
        ("c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator"),
        ("0526716b-113d-4c15-b2c8-68e3c22b9f80", "Authentication Policy Administrator"),
        ("729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator"),
        ("966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator"),
        ("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator"),
        ("f023fd81-a637-4b56-95fd-791ac0226033", "Service Support Administrator"),
        ("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", "Hybrid Identity Administrator"),
        ("8329153b-31d0-4727-b945-745eb3bc5f31", "Domain Name Administrator"),
        ("e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8", "Partner Tier2 Support"),
    ] {
        let role = Role::by_template(id.parse().unwrap());
        assert_eq!(role.map(Role::name), Some(name), "{id}");
    }
}
