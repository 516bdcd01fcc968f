//! The order of a board of doors, where exported policies say which ways are open.
//!
//! It knows which line of the board a computed way belongs to. It refuses to take a line away: a way that the exports
//! leave out may still be open, because exports are old or in parts. The open session stays first, whatever was computed.

use crate::policy::lockout::{Computed, Needs};
use crate::runbook::ChoiceOption;

/// The same lines: the open session first, then those that were computed to be open, the easiest first, then the others
/// as the runbook has them.
pub(super) fn by_ways<'a>(
    mut options: Vec<&'a ChoiceOption>,
    computed: Option<&Computed>,
) -> Vec<&'a ChoiceOption> {
    let Some(computed) = computed else { return options };
    let ways: Vec<Needs> = computed.ways().into_iter().map(|(_, way)| way.needs).collect();
    options.sort_by_key(|option| match option.id.as_str() {
        "session" => 0,
        id => place(id, &ways, computed).map_or(usize::MAX, |at| at + 1),
    });
    options
}

/// The place of a line among the computed ways.
fn place(id: &str, ways: &[Needs], computed: &Computed) -> Option<usize> {
    let first = |fits: &dyn Fn(Needs) -> bool| ways.iter().position(|needs| fits(*needs));
    match id {
        "place" => first(&|needs| matches!(needs, Needs::APlace | Needs::ADevice)),
        "shell" => first(&|needs| matches!(needs, Needs::AnotherApp | Needs::AnotherSystem)),
        "people" => first(&|needs| needs == Needs::Nothing),
        "partner" => first(&|needs| needs == Needs::APartner),
        "application" => (!computed.applications.is_empty()).then_some(ways.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::judge::Verdict;
    use crate::policy::lockout::{OfAccount, OpenWay, Repairs};
    use crate::runbook::{Kind, Library};

    fn computed(ways: &[(Needs, u32)]) -> Computed {
        let way = |(needs, cost): &(Needs, u32)| OpenWay {
            needs: *needs,
            surface: None,
            platform: None,
            steps: Vec::new(),
            cost: *cost,
        };
        let account = OfAccount {
            name: "anna@contoso.com".into(),
            id: None,
            partner: false,
            home: None,
            verdict: Verdict::Open,
            place: None,
            by: Vec::new(),
            missing: Vec::new(),
            repairs: Repairs::Yes,
            ways: ways.iter().map(way).collect(),
        };
        Computed {
            files: vec!["policies.json".into()],
            read: None,
            policies: 1,
            incomplete: Vec::new(),
            accounts: vec![account],
            left_out: 0,
            applications: Vec::new(),
        }
    }

    #[test]
    fn open_ways_stand_first_and_no_line_is_lost() {
        let library = Library::embedded();
        let Some((_, step)) = library.board() else { panic!("there is a board") };
        let Kind::Board { options, .. } = &step.kind else { panic!("it is one") };
        let ids = |found: &Computed| -> Vec<String> {
            by_ways(options.iter().collect(), Some(found)).iter().map(|one| one.id.to_string()).collect()
        };
        let plain: Vec<String> = options.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(ids(&computed(&[])), plain);
        let found = ids(&computed(&[(Needs::APlace, 9), (Needs::AnotherApp, 2)]));
        assert_eq!(found[..3], ["session", "shell", "place"], "{found:?}");
        let mut sorted = found.clone();
        sorted.sort();
        let mut all = plain;
        all.sort();
        assert_eq!(sorted, all);
        assert_eq!(ids(&computed(&[(Needs::APartner, 1)]))[1], "partner");
    }
}
