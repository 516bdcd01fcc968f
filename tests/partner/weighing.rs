//! The constructed files of `tests/corpus/partner`, weighed on 2026-11-22 at 01:00 UTC for the tenant of Contoso.

use std::fs;

use proptest::prelude::*;
use reentry::model::Cause;
use reentry::partner::finding::Reason;
use reentry::partner::read::{Record, gather, read};
use reentry::partner::relationship::Assigned;
use reentry::partner::rescue::{Question, weigh};
use reentry::partner::role::{Held, Role};
use reentry::partner::standing::Standing;
use reentry::partner::{Finding, Verdict};

const NOW: &str = "2026-11-22T01:00:00Z";
const CONTOSO: &str = "4fdbff88-9d6b-42e0-9713-45c922ba8001";

fn record(file: &str) -> Record {
    let path = format!("{}/tests/corpus/partner/{file}.json", env!("CARGO_MANIFEST_DIR"));
    gather(vec![read(file, &fs::read(path).unwrap()).unwrap()])
}

fn ask(cause: Cause, record: Option<&Record>, surviving: &[&str]) -> Finding {
    let surviving: Vec<Held> = surviving.iter().map(|name| Held::read(name)).collect();
    let question = Question {
        cause: Some(cause),
        surviving: &surviving,
        record,
        tenant: Some(CONTOSO.parse().unwrap()),
        ..Question::default()
    };
    weigh(&question, NOW.parse().unwrap())
}

fn check(file: &str, cause: Cause, verdict: Verdict, reasons: &[Reason]) {
    let finding = ask(cause, Some(&record(file)), &[]);
    let helper = finding.helpers.first().unwrap_or_else(|| panic!("{file}: nobody was weighed"));
    assert_eq!(helper.verdict, verdict, "{file}, {cause}: {helper:#?}");
    for reason in reasons {
        assert!(
            helper.reasons.contains(reason),
            "{file}, {cause}: {reason:?} is not in {:?}",
            helper.reasons
        );
    }
    assert_eq!(finding.rescuers().count(), usize::from(verdict.rescues()), "{file}, {cause}");
}

#[test]
fn each_constructed_file_has_its_answer_and_its_reason() {
    use Cause::{
        AccountDeleted, AccountDisabled, ConditionalAccess as Ca, FederationDown, MfaLost, PasswordLost,
        RoleLost, TenantBlocked,
    };
    use Standing as S;
    use Verdict::{Helps, MayHelp, NoAccess, OneStepAway, Powerless, RemoteChance, Unknown};
    let standing = |s: S| vec![Reason::Standing(s)];
    let assignment = |a: Assigned| vec![Reason::Assignment(a)];
    for (file, cause, verdict, reasons) in [
        ("01-works", Ca, Helps, standing(S::Works)),
        ("01-works", MfaLost, Powerless, standing(S::Works)),
        ("01-works", TenantBlocked, Powerless, standing(S::Works)),
        ("02-assignment-unknown", Ca, MayHelp, assignment(Assigned::Unknown)),
        ("03-unassigned", Ca, OneStepAway, assignment(Assigned::No)),
        ("04-other-role-assigned", Ca, OneStepAway, assignment(Assigned::No)),
        ("05-assignment-pending", Ca, OneStepAway, assignment(Assigned::Pending)),
        ("06-expired-yesterday", Ca, NoAccess, standing(S::Over)),
        ("07-called-active-but-ended", Ca, NoAccess, standing(S::PastItsEnd)),
        ("08-maybe-extended", Ca, Unknown, standing(S::MaybeExtended)),
        ("09-ends-tomorrow", Ca, Helps, vec![Reason::EndsSoon(1)]),
        ("10-global-admin-without-extension", Ca, Helps, vec![Reason::NoExtensionWithGlobalAdministrator]),
        ("11-global-admin-ended", Ca, NoAccess, standing(S::PastItsEnd)),
        ("12-helpdesk-only", Ca, Powerless, standing(S::Works)),
        ("12-helpdesk-only", PasswordLost, Powerless, standing(S::Works)),
        ("13-privileged-authentication", Ca, MayHelp, standing(S::Works)),
        ("13-privileged-authentication", MfaLost, Helps, standing(S::Works)),
        ("13-privileged-authentication", PasswordLost, Helps, standing(S::Works)),
        ("13-privileged-authentication", AccountDisabled, Helps, standing(S::Works)),
        ("13-privileged-authentication", AccountDeleted, Helps, standing(S::Works)),
        ("13-privileged-authentication", RoleLost, Powerless, standing(S::Works)),
        ("14-approval-pending", Ca, NoAccess, standing(S::AwaitsCustomer)),
        ("15-request-lapsed", Ca, NoAccess, standing(S::Lapsed)),
        ("16-created", MfaLost, NoAccess, standing(S::AwaitsCustomer)),
        ("17-activating", Ca, OneStepAway, standing(S::Starting)),
        ("18-termination-requested", Ca, NoAccess, standing(S::Over)),
        ("19-unknown-status", Ca, Unknown, standing(S::Unclear)),
        (
            "20-unknown-role",
            Ca,
            Unknown,
            vec![Reason::UnknownRoles(vec!["dd4db9a0-cc4a-4213-9f9f-70242232d97e".into()])],
        ),
        ("21-two-partners", Ca, Helps, standing(S::Works)),
        ("23-customer-not-named", Ca, Unknown, vec![Reason::CustomerNotNamed]),
        ("24-transition", MfaLost, Helps, vec![Reason::Transition]),
        ("24-transition", RoleLost, Powerless, vec![Reason::Transition]),
        ("25-default-for-new-tenants", Ca, RemoteChance, standing(S::Works)),
        ("25-default-for-new-tenants", MfaLost, Powerless, standing(S::Works)),
        ("26-reseller-has-not-consented", Ca, OneStepAway, standing(S::AwaitsPartner)),
        ("27-role-admin", RoleLost, Helps, standing(S::Works)),
        ("27-role-admin", Ca, MayHelp, standing(S::Works)),
        ("28-backup-admin", Ca, Unknown, vec![Reason::SourcesSilent]),
        ("29-hybrid", FederationDown, Unknown, vec![Reason::SourcesSilent]),
        ("29-hybrid", MfaLost, Powerless, standing(S::Works)),
        ("30-roles-not-listed", Ca, Unknown, vec![Reason::RolesNotListed]),
        ("31-expiring", Ca, NoAccess, standing(S::Over)),
    ] {
        check(file, cause, verdict, &reasons);
    }
}

#[test]
fn another_customers_relationship_is_left_out() {
    let finding = ask(Cause::ConditionalAccess, Some(&record("22-foreign-customer")), &[]);
    assert_eq!(finding.helpers.len(), 0);
    assert!(!finding.nobody(), "nothing is on record about this tenant");
}

#[test]
fn a_request_waits_for_somebody_who_may_approve_it() {
    let pending = record("14-approval-pending");
    let approver = "Customer Delegated Admin Relationship Administrator";
    let finding = ask(Cause::ConditionalAccess, Some(&pending), &[approver]);
    assert!(finding.helpers.iter().all(|helper| helper.verdict == Verdict::OneStepAway), "{finding:#?}");
    assert!(finding.chains.iter().any(|chain| chain.id == "approver-lets-a-partner-in"));
    assert!(!finding.nobody());
    assert!(ask(Cause::ConditionalAccess, Some(&pending), &["Helpdesk Administrator"]).nobody());
}

#[test]
fn one_role_can_switch_on_what_the_other_needs() {
    let partner = record("13-privileged-authentication");
    let pass_is_free = |surviving: &[&str]| {
        let finding = ask(Cause::PasswordLost, Some(&partner), surviving);
        let helper = finding.helpers.iter().find(|helper| helper.gdap.is_some()).cloned().unwrap();
        helper.means.iter().any(|means| means.action.id() == "issue-tap" && means.only_if.is_empty())
    };
    assert!(!pass_is_free(&[]));
    assert!(pass_is_free(&["Authentication Policy Administrator"]));
}

#[test]
fn nobody_is_said_only_when_nothing_is_open() {
    let nobody = |file: &str| ask(Cause::ConditionalAccess, Some(&record(file)), &[]).nobody();
    for file in
        ["06-expired-yesterday", "07-called-active-but-ended", "12-helpdesk-only", "14-approval-pending"]
    {
        assert!(nobody(file), "{file}");
    }
    for file in
        ["03-unassigned", "08-maybe-extended", "19-unknown-status", "20-unknown-role", "30-roles-not-listed"]
    {
        assert!(!nobody(file), "{file}");
    }
    assert!(!ask(Cause::ConditionalAccess, None, &[]).nobody(), "an empty record supports nothing");
    assert!(!ask(Cause::ConditionalAccess, None, &["Contoso rescue role"]).nobody());
    assert!(ask(Cause::ConditionalAccess, None, &["Helpdesk Administrator"]).nobody());
    assert!(ask(Cause::TenantBlocked, None, &["Global Administrator"]).nobody());
}

#[test]
fn a_finding_survives_the_journal() {
    let finding =
        ask(Cause::ConditionalAccess, Some(&record("21-two-partners")), &["Reports Reader", "my own role"]);
    let kept = serde_json::to_string(&finding).unwrap();
    assert_eq!(serde_json::from_str::<Finding>(&kept).unwrap(), finding);
}

fn any_role() -> impl Strategy<Value = Role> {
    let all: Vec<Role> = Role::all().collect();
    proptest::sample::select(all)
}

proptest! {
    /// Whatever the roles: a relationship that gives no access today is never a rescuer.
    #[test]
    fn no_expired_or_unapproved_relationship_is_a_rescuer(
        roles in proptest::collection::vec(any_role(), 0..6),
        dead in proptest::sample::select(vec!["06-expired-yesterday", "07-called-active-but-ended", "14-approval-pending",
            "15-request-lapsed", "18-termination-requested", "19-unknown-status", "03-unassigned", "31-expiring"]),
        cause in proptest::sample::select(Cause::all().collect::<Vec<_>>()),
    ) {
        let mut record = record(dead);
        record.relationships[0].roles = Some(roles.into_iter().map(Held::Known).collect());
        prop_assert_eq!(ask(cause, Some(&record), &[]).rescuers().count(), 0);
    }

    /// A further role never makes a helper less helpful, and an unknown one never makes it a rescuer.
    #[test]
    fn more_roles_never_hurt(
        roles in proptest::collection::vec(any_role(), 0..5),
        more in any_role(),
        cause in proptest::sample::select(Cause::all().collect::<Vec<_>>()),
    ) {
        let mut record = record("02-assignment-unknown");
        let mut verdict = |roles: Vec<Held>| {
            record.relationships[0].roles = Some(roles);
            ask(cause, Some(&record), &[]).helpers[0].verdict
        };
        let held: Vec<Held> = roles.into_iter().map(Held::Known).collect();
        let before = verdict(held.clone());
        let after = verdict([held.clone(), vec![Held::Known(more)]].concat());
        prop_assert!(after <= before, "{:?} then {:?}", before, after);
        let foreign = verdict([held, vec![Held::Unknown("x".into())]].concat());
        prop_assert_eq!(foreign.rescues(), before.rescues());
        prop_assert!(foreign != Verdict::Powerless);
    }
}
