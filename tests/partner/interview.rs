//! What people remember: from a few facts to a name to call and a text to read out; and the journal that keeps it.

use std::fs;
use std::process::Command;

use chrono::{DateTime, Utc};
use reentry::case::{Case, FactSource, Known, Outcome, Position};
use reentry::guide::partner_check::{Given, as_said, outcome, weigh_case, whom_to_call};
use reentry::guide::{Asked, Guide};
use reentry::model::{Cause, FactId, Value};
use reentry::partner::finding::Reason;
use reentry::partner::role::Role;
use reentry::partner::{Finding, Kind, Verdict};
use reentry::report::partner::ask::Sender;
use reentry::report::partner::{interview, words};
use reentry::runbook::Library;

const NOW: &str = "2026-11-22T01:00:00Z";

fn case(facts: &[(&str, &[&str])]) -> Case {
    let mut case = Case::default();
    for (fact, values) in facts {
        let value = match values {
            [] => Value::Unknown,
            [one] => Value::One((*one).into()),
            many => Value::Many(many.iter().map(ToString::to_string).collect()),
        };
        let at = DateTime::parse_from_rfc3339(NOW).unwrap();
        let known = Known { value, at, source: FactSource::Person, who: "unknown".into(), step: None };
        case.facts.insert(fact.parse::<FactId>().unwrap(), known);
    }
    case
}

fn weighed(facts: &[(&str, &[&str])]) -> Finding {
    weigh_case(&case(facts), &Given::default(), NOW.parse::<DateTime<Utc>>().unwrap())
}

#[test]
fn who_knows_only_that_some_company_invoices_ends_with_a_name_and_a_text() {
    let nothing = case(&[("lockout.cause", &["conditional-access"]), ("partner.exists", &["unknown"])]);
    let call = whom_to_call(&nothing, Cause::ConditionalAccess).unwrap();
    let shown = reentry::report::text::write(
        &interview::blocks(&call, Cause::ConditionalAccess, &Sender::of(&nothing, None, None)),
        reentry::report::text::Page::new(80),
    );
    assert!(shown.contains("whose name is on the invoice"), "{shown}");

    let named = case(&[
        ("partner.name", &["TD Synnex Nederland"]),
        ("tenant.onmicrosoft", &["contoso.onmicrosoft.com"]),
    ]);
    let call = whom_to_call(&named, Cause::ConditionalAccess).unwrap();
    assert_eq!(call.name.as_deref(), Some("TD Synnex Nederland"));
    assert!(call.distributor, "a distributor may not be the one who manages the tenant");
    let wanted: Vec<&str> = call.wanted.iter().map(|role| role.name()).collect();
    assert_eq!(wanted, ["Conditional Access Administrator", "Security Administrator"]);
    let text = interview::words(&call, Cause::ConditionalAccess, &Sender::of(&named, None, None));
    for needed in [
        "contoso.onmicrosoft.com",
        "Admin relationships",
        "Until when",
        "Security Administrator",
        "call me back",
    ] {
        assert!(text.contains(needed), "{needed} is not in: {text}");
    }
    assert_eq!(whom_to_call(&case(&[("partner.exists", &["no"])]), Cause::MfaLost), None);
}

#[test]
fn each_lockout_asks_for_its_own_role() {
    let wanted = |cause| -> Vec<&str> {
        whom_to_call(&Case::default(), cause).unwrap().wanted.into_iter().map(Role::name).collect()
    };
    assert_eq!(wanted(Cause::MfaLost), ["Privileged Authentication Administrator"]);
    assert_eq!(wanted(Cause::RoleLost), ["Privileged Role Administrator"]);
    assert_eq!(wanted(Cause::FederationDown), ["Domain Name Administrator", "Security Administrator"]);
    assert!(wanted(Cause::TenantBlocked).is_empty());
}

#[test]
fn memory_helps_only_as_far_as_it_goes() {
    let paa: &[&str] = &["Privileged Authentication Administrator"];
    let base: &[(&str, &[&str])] = &[("lockout.cause", &["mfa-lost"]), ("partner.exists", &["yes"])];
    let with = |more: &[(&str, &[&str])]| weighed(&[base, more].concat());
    let verdict = |finding: &Finding| finding.helpers[0].verdict;

    let both = with(&[("partner.roles", paa), ("partner.ends", &["2027-03-01"])]);
    assert_eq!((verdict(&both), outcome(&both, Kind::Gdap)), (Verdict::MayHelp, Outcome::Yes));
    let no_end = with(&[("partner.roles", paa)]);
    assert_eq!((verdict(&no_end), outcome(&no_end, Kind::Gdap)), (Verdict::Unknown, Outcome::Unknown));
    let ended = with(&[("partner.roles", paa), ("partner.ends", &["2026-11-21"])]);
    assert_eq!((verdict(&ended), outcome(&ended, Kind::Gdap)), (Verdict::NoAccess, Outcome::No));
    let today = with(&[("partner.roles", paa), ("partner.ends", &["2026-11-22"])]);
    assert_eq!(verdict(&today), Verdict::MayHelp, "the last day counts");
    let no_roles = with(&[("partner.roles", &[]), ("partner.ends", &["2027-03-01"])]);
    assert_eq!(outcome(&no_roles, Kind::Gdap), Outcome::Unknown);
    let nothing = with(&[]);
    assert_eq!(outcome(&nothing, Kind::Gdap), Outcome::Unknown);
    assert_eq!(outcome(&nothing, Kind::SurvivingRole), Outcome::Unknown);
}

#[test]
fn a_no_is_said_to_support_only_when_the_partner_said_it() {
    let statement = |facts: &[(&str, &[&str])]| words::for_support(&weighed(facts)).join(" ");
    let roles: &[(&str, &[&str])] = &[
        ("partner.exists", &["yes"]),
        ("partner.roles", &["Helpdesk Administrator"]),
        ("partner.ends", &["2027-01-01"]),
    ];
    assert!(statement(roles).contains("not known yet"), "remembered roles close no door");
    let asked = [roles, &[("partner.answer", &["cannot"] as &[&str])]].concat();
    assert!(statement(&asked).contains("was asked and says that it cannot help"));
    assert_eq!(weighed(&asked).helpers[0].reasons[0], Reason::SaidSo);
    let blocked = weighed(&[roles, &[("partner.answer", &["blocked"] as &[&str])]].concat());
    assert_eq!(blocked.helpers[0].refused, Some(true));
    assert_eq!(blocked.rescuers().count(), 0);
}

#[test]
fn none_is_an_answer_and_not_knowing_is_none() {
    let asked = |facts: &[(&str, &[&str])]| outcome(&weighed(facts), Kind::SurvivingRole);
    let cause: (&str, &[&str]) = ("lockout.cause", &["conditional-access"]);
    assert_eq!(asked(&[cause, ("admins.other-roles", &["none"])]), Outcome::No);
    assert_eq!(asked(&[cause, ("admins.other-roles", &[])]), Outcome::Unknown);
    assert_eq!(asked(&[cause]), Outcome::Unknown);
    assert_eq!(asked(&[cause, ("admins.other-roles", &["Carla: Security Administrator"])]), Outcome::Yes);
}

#[test]
fn a_no_is_followed_by_every_sentence() {
    let cause: (&str, &[&str]) = ("lockout.cause", &["conditional-access"]);
    let no_partner: (&str, &[&str]) = ("partner.exists", &["no"]);
    let no_role: (&str, &[&str]) = ("admins.other-roles", &["none"]);

    let alone = weighed(&[cause, no_partner]);
    assert_eq!((outcome(&alone, Kind::Gdap), alone.nobody()), (Outcome::No, false));
    assert!(words::next(&alone).contains("who else holds an admin role"), "{}", words::next(&alone));
    assert_eq!(words::for_support(&alone), ["No partner has access: there is none."]);
    assert_eq!(words::short(&alone, Kind::Gdap), ["There is no partner, as you said."]);

    let nobody = weighed(&[cause, no_partner, no_role]);
    assert!(nobody.nobody() && words::next(&nobody).contains("reentry ticket"), "{}", words::next(&nobody));
    assert_eq!(words::short(&nobody, Kind::SurvivingRole), ["Nobody else holds an admin role, as you said."]);
    assert!(words::next(&weighed(&[cause, no_role])).contains("who invoices the licences"));

    // The request is no longer offered by way of a partner, and only then.
    let library = Library::embedded();
    let routes = |facts: &[(&str, &[&str])]| {
        let mut case = case(facts);
        case.position = Position::At("open-request/route".parse().unwrap());
        let asked = Guide::new(&library, &case).ask(NOW.parse().unwrap()).unwrap().asked;
        let Asked::Choice { options, .. } = asked else { panic!("no choice: {asked:?}") };
        options.into_iter().map(|option| option.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(routes(&[no_partner]), ["phone", "other-tenant", "portal"]);
    assert_eq!(routes(&[cause]), ["phone", "partner", "other-tenant", "portal"]);

    // What was weighed before the answer follows it, and an old journal knows nothing of it.
    let before = weighed(&[cause, ("partner.exists", &["yes"]), no_role]);
    let mut old = serde_json::to_value(&before).unwrap();
    old.as_object_mut().unwrap().remove("none-of");
    let old: Finding = serde_json::from_value(old).unwrap();
    let now = as_said(&case(&[cause, no_partner, no_role]), old);
    assert!(words::next(&now).contains("reentry ticket"), "{}", words::next(&now));
}

#[test]
fn surviving_roles_of_the_case_count() {
    let finding = weighed(&[
        ("lockout.cause", &["conditional-access"]),
        ("admins.other-roles", &["Security Administrator", "cleaner"]),
    ]);
    assert_eq!(outcome(&finding, Kind::SurvivingRole), Outcome::Yes);
    let finding = weighed(&[
        ("lockout.cause", &["conditional-access"]),
        ("admins.other-roles", &["Helpdesk Administrator", "Reports Reader"]),
    ]);
    assert_eq!(outcome(&finding, Kind::SurvivingRole), Outcome::No);
    let finding = weighed(&[
        ("lockout.cause", &["conditional-access"]),
        ("admins.other-roles", &["Helpdesk Administrator", "User Administrator"]),
    ]);
    assert_eq!(outcome(&finding, Kind::SurvivingRole), Outcome::Unknown, "a side door is not a no");
}

/// In a case the check takes the lockout from it and keeps what it found.
#[test]
fn a_case_keeps_what_was_found_and_the_request_says_it() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("case");
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_reentry"))
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
            .env_clear()
            .env("REENTRY_CLOCK", NOW)
            .args(["--case", dir.to_str().unwrap(), "--no-input", "--plain"])
            .args(args)
            .output()
            .unwrap();
        (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
    };
    run(&["recover", "--cause", "conditional-access"]);
    assert!(dir.join("journal.jsonl").exists(), "no case was opened");
    let before = fs::read_to_string(dir.join("journal.jsonl")).unwrap().lines().count();
    let (shown, code) = run(&["partner", "check", "corpus/partner/06-expired-yesterday.json"]);
    assert_eq!(code, Some(3), "{shown}");
    assert!(
        shown.contains("a Conditional Access policy refuses the sign-in"),
        "the cause comes from the case: {shown}"
    );
    let journal = fs::read_to_string(dir.join("journal.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), before + 1);
    assert!(journal.contains("\"what\":\"partners\""), "{journal}");
    let (status, _) = run(&["status"]);
    assert!(status.contains("Nobody on record can undo this"), "{status}");
    let (request, _) = run(&["ticket"]);
    assert!(request.contains("No partner relationship on our record can"), "{request}");
}
