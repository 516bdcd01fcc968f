//! A question of any shape beside policies of any shape: it is read without falling, and the judge, the quick verdict and the
//! grid of many sign-ins say the same of the person and of each further way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::policy::grid::Grid;
use reentry::policy::{Law, Question, gaps, judge, verdict};
use reentry::tenant::conditional_access::Export;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(Value::Object(one)) = serde_json::from_slice(data) else { return };
    let Some(Value::Object(written)) = one.get("question") else { return };
    let mut export = Export::default();
    export.take_json("policies.json", one.get("policies").unwrap_or(&Value::Null));
    let question = Question::read(written);
    export.around.add(question.around.clone());
    let gaps = gaps(&export);
    let law = Law::of(&export, &gaps);
    let ways =
        question.ways.iter().map(|way| (way.person.as_ref().unwrap_or(&question.person), &way.context));
    for (person, context) in std::iter::once((&question.person, &question.context)).chain(ways) {
        let said = judge(&law, person, context).verdict;
        assert_eq!(said, verdict(&law, person, context));
        let grid = Grid::of(&law, std::slice::from_ref(person), std::slice::from_ref(context));
        assert_eq!(said, grid.verdict(0, 0));
    }
});
