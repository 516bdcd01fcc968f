use super::{Draft, MOST_CODES, Reader, Shape};
use crate::signin::paste::message::Said;
use crate::signin::paste::scan::Item;
use crate::signin::{ErrorCode, Field};

impl Reader<'_> {
    /// Ids that stand between one code and a labelled sentence with another belong to the sentence: pages that
    /// name the code first have no sentence.
    pub(super) fn detach_ids(&mut self, code: ErrorCode, item: &Item) {
        let before = &self.text[item.start.saturating_sub(40)..item.start];
        let labelled = before.iter().rev().find(|c| !matches!(c, ' ' | '*')) == Some(&':');
        let quiet = self.quiet(item);
        let Some(draft) = self.current.as_mut() else { return };
        let first_id = draft
            .places
            .iter()
            .filter(|p| matches!(p.0, Field::RequestId | Field::CorrelationId))
            .map(|p| p.1)
            .min();
        let splits = labelled
            && quiet
            && matches!(draft.shape, Shape::Page | Shape::Log)
            && !draft.sign_in.codes.is_empty()
            && !draft.sign_in.codes.contains(&code)
            && first_id.is_some_and(|at| at >= draft.code_end);
        let Some(first_id) = first_id.filter(|_| splits) else { return };
        let mut block = Draft::new(Shape::Block, item);
        block.start = first_id;
        let s = &mut draft.sign_in;
        block.sign_in.request_id = s.request_id.take();
        block.sign_in.correlation_id = s.correlation_id.take();
        if draft.places.iter().any(|p| p.0 == Field::Timestamp && p.1 >= first_id) {
            block.sign_in.timestamp = s.timestamp.take();
            block.sign_in.timestamp_utc = s.timestamp_utc.take();
        }
        let moved = |p: &(Field, usize)| {
            p.1 >= first_id && matches!(p.0, Field::RequestId | Field::CorrelationId | Field::Timestamp)
        };
        block.places = draft.places.iter().copied().filter(moved).collect();
        draft.places.retain(|p| !moved(p));
        self.flush();
        self.current = Some(block);
    }

    pub(super) fn message(&mut self, code: ErrorCode, said: &[Said], item: &Item, far: usize) {
        self.detach_ids(code, item);
        let far = if self.current.as_ref().is_some_and(|d| d.end >= item.start) { 0 } else { far };
        let lines = &self.lines;
        let quiet = self.quiet(item);
        let fits = self.current.as_ref().is_some_and(|d| {
            let s = &d.sign_in;
            let again = s.codes.contains(&code);
            let awaited = s.codes.is_empty()
                && !d.by_trace
                && !d.closed
                && ((d.has_ids() && quiet)
                    || (d.shape == Shape::Block && far <= 300 && lines.same_paragraph(d.end, item.start)));
            let told = |field, text: &Option<String>| {
                text.as_ref().is_none_or(|t| d.tells(field).is_some_and(|known| known == *t))
            };
            let repeated = again
                && !d.has_ids()
                && d.device_labels == 0
                && s.timestamp.is_none()
                && far <= 1500
                // What one of them knows besides its code is of one failure only where both stand together.
                && ((s.oauth_error.is_none() && s.suberror.is_none() && d.low_correlation.is_none())
                    || lines.same_paragraph(d.end, item.start))
                && said.iter().all(|value| told(value.field, &value.text));
            let listed =
                again && far <= 1500 && (d.shape == Shape::List || (d.shape == Shape::Page && quiet));
            let nested = d.shape == Shape::Message
                && !again
                && (1..MOST_CODES).contains(&s.codes.len())
                && !d.has_ids()
                && item.start.saturating_sub(d.code_end) <= 200
                && (lines.same_line(d.code_end, item.start)
                    || (s.code() == OUTER.parse().ok() && lines.between(d.code_end, item.start) <= 1));
            awaited || repeated || listed || nested
        });
        let oauth = if fits { self.next_oauth(item) } else { None };
        let draft = match self.current.as_mut().filter(|_| fits) {
            Some(draft) => draft,
            None => self.open(Shape::Message, item),
        };
        if let Some((word, at)) = oauth
            && !draft.has(Field::OauthError)
        {
            draft.set(Field::OauthError, Some(&word), at);
        }
        if matches!(draft.shape, Shape::Block | Shape::Mention) {
            draft.shape = if draft.has_ids() { Shape::Page } else { Shape::Message };
        }
        draft.add_code(code, item);
        for value in said {
            if !draft.has(value.field) {
                draft.set(value.field, value.text.as_deref(), value.at);
                draft.end = draft.end.max(value.at);
            }
        }
    }

    pub(super) fn page_code(&mut self, code: ErrorCode, item: &Item, far: usize) {
        let close = self.close(item);
        let fits = self.current.as_ref().is_some_and(|d| {
            let s = &d.sign_in;
            let headline = matches!(d.shape, Shape::Message | Shape::Log) && d.device_labels == 0;
            (s.codes.is_empty() && d.shape == Shape::Block && !d.closed && close && far <= 300)
                || (s.code() == Some(code) && !d.has_ids() && headline && far <= 1500)
        });
        match self.current.as_mut().filter(|_| fits) {
            Some(draft) => {
                draft.shape = Shape::Page;
                draft.add_code(code, item);
            }
            None => self.open(Shape::Page, item).add_code(code, item),
        }
    }

    /// A code in passing is kept apart, so that it disturbs no record. If ids follow at once, it was no passing.
    pub(super) fn mention(&mut self, code: ErrorCode, item: &Item) {
        let inside = self.current.as_ref().is_some_and(|d| d.sign_in.codes.contains(&code));
        if inside {
            return;
        }
        let mut draft = Draft::new(Shape::Mention, item);
        draft.add_code(code, item);
        self.done.push(draft);
    }

    /// Takes up the code in passing that stands right before an id.
    pub(super) fn wake_mention(&mut self, item: &Item) {
        let woken = self.done.last().is_some_and(|d| {
            let after = self.current.as_ref().is_none_or(|c| c.end < d.start);
            d.shape == Shape::Mention && after && item.start.saturating_sub(d.end) <= 200
        });
        if woken && let Some(mut draft) = self.done.pop() {
            self.flush();
            draft.shape = Shape::Message;
            self.current = Some(draft);
        }
    }
}

/// The code that is always followed by the true one ("Error validating credentials. AADSTS…").
pub(super) const OUTER: &str = "70002";
