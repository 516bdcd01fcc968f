//! Laws that hold whatever the policies are: a change of a certain kind moves answers in one direction only, two
//! evaluators that share no code agree, and no answer stands without the facts that could turn it round.

use proptest::prelude::*;
use reentry::policy::grid::Grid;
use reentry::policy::{Law, Verdict, gaps};
use serde_json::{Value, json};

use crate::made::{Dice, ME, forgotten, policies, policy, question, wide_question, with_less};
use crate::slow;
use crate::vectors::Case;

fn verdict(policies: &[Value], question: &Value) -> Verdict {
    Case::of(&json!({ "value": policies }), question).judge()[0].verdict
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn two_evaluators_agree(seed: u64) {
        let mut dice = Dice(seed);
        let policies = policies(&mut dice);
        let mut question = question(&mut dice);
        if dice.roll(2) == 0 {
            question = forgotten(&mut dice, &question);
        }
        let fast = verdict(&policies, &question);
        prop_assert_eq!(fast.name(), slow::verdict(&policies, &question), "{} {}", json!(policies), question);
    }

    #[test]
    fn nothing_is_certain_without_its_facts(seed: u64) {
        let mut dice = Dice(seed);
        let policies = policies(&mut dice);
        let whole = question(&mut dice);
        let less = forgotten(&mut dice, &whole);
        let (known, guessed) = (verdict(&policies, &whole), verdict(&policies, &less));
        prop_assert!(guessed == known || guessed == Verdict::CannotTell, "{:?} became {:?}: {} {}", known, guessed, json!(policies), less);
    }

    #[test]
    fn nothing_is_certain_where_a_single_fact_was_taken_away(seed: u64) {
        let mut dice = Dice(seed);
        let policies = policies(&mut dice);
        let whole = wide_question(&mut dice);
        let less = with_less(&mut dice, &whole);
        let (known, guessed) = (verdict(&policies, &whole), verdict(&policies, &less));
        prop_assert!(guessed == known || guessed == Verdict::CannotTell, "{:?} became {:?}: {}\n{}\n{}", known, guessed, json!(policies), whole, less);
    }

    #[test]
    fn an_exclusion_only_opens(seed: u64) {
        let mut dice = Dice(seed);
        let policies = policies(&mut dice);
        let question = question(&mut dice);
        let mut opened = policies.clone();
        let which = dice.roll(opened.len());
        let users = &mut opened[which]["conditions"]["users"]["excludeUsers"];
        users.as_array_mut().unwrap().push(json!(ME));
        prop_assert!(verdict(&opened, &question) <= verdict(&policies, &question));
    }

    #[test]
    fn what_is_disabled_has_no_influence(seed: u64) {
        let mut dice = Dice(seed);
        let policies = policies(&mut dice);
        let question = question(&mut dice);
        let which = dice.roll(policies.len());
        let (mut off, mut gone) = (policies.clone(), policies);
        off[which]["state"] = json!("disabled");
        gone.remove(which);
        prop_assert_eq!(verdict(&off, &question), verdict(&gone, &question));
    }

    #[test]
    fn order_means_nothing_and_a_block_opens_nothing(seed: u64) {
        let mut dice = Dice(seed);
        let policies = policies(&mut dice);
        let question = question(&mut dice);
        let before = verdict(&policies, &question);
        let mut turned = policies.clone();
        turned.reverse();
        prop_assert_eq!(verdict(&turned, &question), before);
        let mut block = policy(&mut dice, 99);
        block["state"] = json!("enabled");
        block["grantControls"] = json!({"operator": "OR", "builtInControls": ["block"]});
        let more: Vec<Value> = policies.into_iter().chain([block]).collect();
        prop_assert!(verdict(&more, &question) >= before);
    }

    #[test]
    fn many_at_once_are_judged_like_each_alone(seed: u64) {
        let mut dice = Dice(seed);
        let policies = json!({ "value": policies(&mut dice) });
        let first = question(&mut dice);
        let mut people = Vec::new();
        let mut contexts = Vec::new();
        let mut case = Case::of(&policies, &first);
        for _ in 0..3 {
            let whole = question(&mut dice);
            let other = Case::of(&policies, &forgotten(&mut dice, &whole)).question;
            people.push(other.person);
            contexts.push(other.context);
        }
        case.export.around = Case::of(&policies, &first).export.around;
        let gaps = gaps(&case.export);
        let law = Law::of(&case.export, &gaps);
        let grid = Grid::of(&law, &people, &contexts);
        for (row, person) in people.iter().enumerate() {
            for (column, context) in contexts.iter().enumerate() {
                prop_assert_eq!(grid.verdict(row, column), reentry::policy::verdict(&law, person, context));
            }
        }
    }
}

/// Two people whom nobody names are two people: one is in the group that may use its key, one is not, and one is disabled.
#[test]
fn people_without_a_name_are_not_one_in_the_grid() {
    let group = "c0000000-0000-4000-8000-000000000001";
    let law = json!({"value": [{
        "id": "f0000000-0000-4000-8000-000000000001", "displayName": "Factor", "state": "enabled",
        "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"]},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }]});
    let question = |groups: Value, enabled: bool| {
        json!({
            "admin": {"kind": "member", "activeRoles": [], "groups": groups, "groupsComplete": true, "methods": ["password", "fido2"], "accountEnabled": enabled},
            "context": {"surface": "graph-powershell", "client": "mobileAppsAndDesktopClients", "platform": "windows",
                "device": {"registered": false}, "signInRisk": "none", "userRisk": "none", "insiderRisk": "none", "flow": "none"},
            "given": {"authenticationMethodsPolicy": {"policyMigrationState": "migrationComplete", "authenticationMethodConfigurations": [
                {"id": "Fido2", "state": "enabled", "includeTargets": [{"targetType": "group", "id": group}], "excludeTargets": [],
                 "keyRestrictions": {"isEnforced": false}}]}},
        })
    };
    let cases: Vec<Case> = [(json!([group]), true), (json!([]), true), (json!([group]), false)]
        .into_iter()
        .map(|(groups, enabled)| Case::of(&law, &question(groups, enabled)))
        .collect();
    let people: Vec<_> = cases.iter().map(|case| case.question.person.clone()).collect();
    let contexts = [cases[0].question.context.clone()];
    let gaps = gaps(&cases[0].export);
    let law = Law::of(&cases[0].export, &gaps);
    let grid = Grid::of(&law, &people, &contexts);
    for (row, person) in people.iter().enumerate() {
        assert_eq!(grid.verdict(row, 0), reentry::policy::verdict(&law, person, &contexts[0]), "{row}");
    }
    let each: Vec<Verdict> = (0..3).map(|row| grid.verdict(row, 0)).collect();
    assert_eq!(each, [Verdict::Open, Verdict::Locked, Verdict::Locked]);
}
