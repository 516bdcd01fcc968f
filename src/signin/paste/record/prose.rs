use super::{Draft, Shape};
use crate::signin::paste::scan::{Item, What};
use crate::signin::{ErrorCode, Field};

/// What a person wrote in sentences: a code, and ids behind their labels, with no more than this between two of them.
const APART: usize = 300;

/// Makes a record of a code, its ids and its time that stand in sentences. Only where each is told once: with two codes
/// or two ids of a kind, which belongs to which is not said.
pub(super) fn prose(items: &[Item], drafts: &mut Vec<Draft>) {
    let mut group: Vec<&Item> = Vec::new();
    let mut owned = false;
    for item in items {
        let part = match &item.what {
            What::Prose { .. }
            | What::ProseCode(_)
            | What::ProseUser(_)
            | What::Mention(_)
            | What::LooseTime(_)
            | What::Time { moment: Some(_), .. } => true,
            What::Message(_, said) => said.is_empty(),
            // Labelled ids and codes have records of their own.
            What::PageCode(_)
            | What::LogCode(_)
            | What::Codes(_)
            | What::Request(Some(_))
            | What::Trace(Some(_))
            | What::Correlation(Some(_)) => {
                owned = true;
                false
            }
            _ => false,
        };
        if !part {
            continue;
        }
        if group.last().is_some_and(|last| item.start.saturating_sub(last.end) > APART) {
            drafts.extend(told(&group).filter(|_| !owned));
            group.clear();
            owned = false;
        }
        group.push(item);
    }
    drafts.extend(told(&group).filter(|_| !owned));
}

fn told(group: &[&Item]) -> Option<Draft> {
    let one = |texts: Vec<(String, usize)>| {
        let same = texts.windows(2).all(|pair| pair[0].0 == pair[1].0);
        if same { Some(texts.into_iter().next()) } else { None }
    };
    let ids = |wanted: bool| {
        group
            .iter()
            .filter_map(|item| match &item.what {
                What::Prose { request, id } if *request == wanted => Some((id.clone(), item.start)),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let code_of = |item: &&&Item| match &item.what {
        What::Mention(code) | What::ProseCode(code) | What::Message(code, _) => Some(*code),
        _ => None,
    };
    let codes: Vec<(ErrorCode, &Item)> =
        group.iter().filter_map(|item| Some((code_of(&item)?, *item))).collect();
    let (code, at) = *codes.first().filter(|first| codes.iter().all(|c| c.0 == first.0))?;
    let (request, correlation) = (one(ids(true))?, one(ids(false))?);
    if request.is_none() && correlation.is_none() {
        return None;
    }
    let mut draft = Draft::new(Shape::Message, at);
    draft.add_code(code, at);
    for (field, id) in [(Field::RequestId, &request), (Field::CorrelationId, &correlation)] {
        if let Some((id, at)) = id {
            draft.set(field, Some(id), *at);
        }
    }
    let users = group.iter().filter_map(|item| match &item.what {
        What::ProseUser(user) => Some((user.clone(), item.start)),
        _ => None,
    });
    if let Some(Some((user, at))) = one(users.collect()) {
        draft.set(Field::User, Some(&user), at);
    }
    let moments: Vec<_> = group
        .iter()
        .filter_map(|item| match &item.what {
            What::LooseTime(moment) | What::Time { moment: Some(moment), .. } => Some((moment, item.start)),
            _ => None,
        })
        .collect();
    if let Some((moment, at)) = moments.first().filter(|first| moments.iter().all(|m| m.0 == first.0)) {
        draft.set_time(moment, *at);
    }
    draft.start = group.first()?.start.min(draft.start);
    draft.end = group.last()?.end.max(draft.end);
    Some(draft)
}
