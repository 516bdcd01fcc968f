use std::ops::Range;

use super::{Draft, Shape};
use crate::signin::paste::clean::Clean;
use crate::signin::paste::scan::{Item, What};
use crate::signin::paste::value;
use crate::signin::{ErrorCode, Field};

/// Texts in a language that we have no labels for: GUID, GUID, moment, each behind some label, right behind a
/// sentence or right before one. The order is the service's own.
pub(super) fn positional(clean: &Clean, items: &[Item], drafts: &mut Vec<Draft>) {
    let raw: Vec<&Item> = items
        .iter()
        .filter(|i| {
            !matches!(
                i.what,
                What::Stop
                    | What::Mention(_)
                    | What::Prose { .. }
                    | What::ProseCode(_)
                    | What::ProseUser(_)
                    | What::Flag(_)
                    | What::Begin
                    | What::Succeeded
            )
        })
        .collect();
    // In the order of their places, so that those around an item are found without looking at all.
    drafts.sort_by_key(|draft| draft.start);
    let mut fresh: Vec<Draft> = Vec::new();
    for n in 0..raw.len() {
        let guid = |item: &Item| match &item.what {
            What::LooseGuid(g)
            | What::Trace(Some(g))
            | What::Request(Some(g))
            | What::Correlation(Some(g)) => Some(g.clone()),
            _ => None,
        };
        let Some([a, b, t]) = raw.get(n..n + 3).and_then(|w| <&[&Item; 3]>::try_from(w).ok()) else { break };
        let loose = [a, b, t].iter().any(|i| matches!(i.what, What::LooseGuid(_) | What::LooseTime(_)));
        let (Some(first), Some(second)) = (guid(a), guid(b)) else { continue };
        let moment = match &t.what {
            What::LooseTime(m) | What::Time { moment: Some(m), .. } if m.utc.is_some() => m,
            _ => continue,
        };
        let spaced = b.start.saturating_sub(a.end) <= 80 && t.start.saturating_sub(b.end) <= 80;
        let quiet = |from: usize, to: usize| {
            let text = &clean.text[from.min(to)..to];
            text.iter().any(|c| c.is_alphabetic())
                && !text.iter().any(|c| matches!(c, '=' | '&' | '/' | '{' | '}'))
        };
        // A block has its lines one below the other, or all with a blank line between: what stands apart is another text.
        let apart = |from: usize, to: usize| {
            let text = &clean.text[from.min(to)..to];
            text.split(|c| *c == '\n')
                .rev()
                .skip(1)
                .any(|line| line.iter().all(|c| c.is_whitespace()) && !line.is_empty())
                || text.windows(2).any(|pair| pair == ['\n', '\n'])
        };
        if apart(b.end, t.start) && !apart(a.end, b.start) {
            continue;
        }
        let labelled = clean.text[a.start.saturating_sub(6)..a.start].contains(&':')
            || clean.text[a.start.saturating_sub(40)..a.start].contains(&':');
        if !(loose && spaced && labelled && quiet(a.end, b.start) && quiet(b.end, t.start)) {
            continue;
        }
        let before = n.checked_sub(1).map(|p| raw[p]).filter(|p| matches!(p.what, What::Message(..)));
        let after = raw.get(n + 3).filter(|p| matches!(p.what, What::Message(..)));
        let code = match (before, after) {
            (Some(p), _) if a.start.saturating_sub(p.end) <= 1500 => p,
            (_, Some(p)) if p.start.saturating_sub(t.end) <= 200 => p,
            _ => {
                let known = &drafts[around(drafts, t.end)];
                let told = known.iter().chain(fresh.last()).any(|d| d.start <= t.end && a.start <= d.end);
                if let Some((code, at)) = code_line_above(&clean.text, a.start).filter(|_| !told) {
                    let item = Item { start: at, end: t.end, what: What::PageCode(code) };
                    let mut draft = Draft::new(Shape::Page, &item);
                    draft.add_code(code, &item);
                    draft.set(Field::RequestId, Some(&first), a.start);
                    draft.set(Field::CorrelationId, Some(&second), b.start);
                    draft.set_time(moment, t.start);
                    fresh.push(draft);
                }
                continue;
            }
        };
        let near = around(drafts, code.start);
        let Some(draft) = drafts[near].iter_mut().find(|d| {
            d.shape != Shape::Mention && d.start <= code.start && code.end <= d.code_end.max(d.end)
        }) else {
            continue;
        };
        let fits = draft.sign_in.request_id.is_none_or(|r| r.to_string() == first)
            && draft.sign_in.correlation_id.is_none_or(|c| c.to_string() == second);
        if fits {
            draft
                .invalid
                .retain(|f| !matches!(f, Field::RequestId | Field::CorrelationId | Field::Timestamp));
            if draft.sign_in.request_id.is_none() {
                draft.set(Field::RequestId, Some(&first), a.start);
            }
            if draft.sign_in.correlation_id.is_none() {
                draft.set(Field::CorrelationId, Some(&second), b.start);
            }
            draft.set_time(moment, t.start);
        }
    }
    drafts.append(&mut fresh);
}

/// The records that begin at this place or shortly before it; none is so long that more could reach it.
fn around(drafts: &[Draft], at: usize) -> Range<usize> {
    let end = drafts.partition_point(|draft| draft.start <= at);
    end.saturating_sub(64)..end
}

/// A known code that ends the line above, behind a colon.
pub(super) fn code_line_above(text: &[char], at: usize) -> Option<(ErrorCode, usize)> {
    let mut above = text[at.saturating_sub(160)..at].rsplit(|c| value::is_wrap(*c)).skip(1);
    let line: String = above.next()?.iter().collect();
    let (label, digits) = line.trim_end().rsplit_once([':', '：'])?;
    let code: ErrorCode = digits.trim().parse().ok()?;
    let known = label.chars().any(char::is_alphabetic) && crate::signin::catalogue::lookup(code).is_some();
    let line = text[..at].iter().rposition(|c| value::is_wrap(*c))?;
    known.then_some((code, line.saturating_sub(digits.trim_start().chars().count())))
}
