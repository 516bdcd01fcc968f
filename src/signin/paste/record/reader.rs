use super::{Draft, MOST_CODES, Reader, Shape};
use crate::signin::Field;
use crate::signin::paste::scan::{Item, What};
use crate::signin::paste::value;

impl Reader<'_> {
    pub(super) fn flush(&mut self) {
        if let Some(mut draft) = self.current.take() {
            // An OAuth word that no sentence followed belongs to the record before it, if it stands close.
            let end = draft.end;
            self.waiting.retain(|item| {
                let close = item.start >= end && item.start < end + 300;
                if let What::Oauth { word, bare: false } = &item.what
                    && close
                    && draft.shape != Shape::Block
                    && !draft.has(Field::OauthError)
                {
                    draft.set(Field::OauthError, Some(word), item.start);
                    return false;
                }
                true
            });
            self.done.push(draft);
        }
    }

    pub(super) fn open(&mut self, shape: Shape, item: &Item) -> &mut Draft {
        let waiting_oauth = self.next_oauth(item);
        self.flush();
        let mut draft = Draft::new(shape, item);
        if let Some((word, at)) = waiting_oauth {
            draft.set(Field::OauthError, Some(&word), at);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            let close = item.start.saturating_sub(waiting.end);
            let together = self.lines.same_paragraph(waiting.end, item.start);
            let listed = matches!(shape, Shape::Page | Shape::Log);
            match &waiting.what {
                What::Correlation(Some(id)) if close <= 600 && together => {
                    draft.low_correlation = Some((id.clone(), waiting.start));
                }
                What::Value(Field::Suberror, Some(text))
                    if shape == Shape::Message
                        && close <= 120
                        && self.lines.between(waiting.end, item.start) <= 1 =>
                {
                    draft.set(Field::Suberror, Some(text), waiting.start);
                }
                What::Value(Field::User, Some(text))
                    if shape == Shape::Message && close <= 1000 && together =>
                {
                    draft.low_user = Some((text.clone(), waiting.start));
                }
                What::Time { moment: Some(moment), .. }
                    if shape == Shape::Message && close <= 1000 && together && moment.utc.is_some() =>
                {
                    draft.low_time = Some((moment.clone(), waiting.start));
                }
                What::Value(Field::TenantId, id) if close <= 400 && together => {
                    draft.set(Field::TenantId, id.as_deref(), waiting.start);
                }
                What::Value(field @ (Field::AppName | Field::Suberror), Some(text))
                    if listed && close <= 1500 =>
                {
                    draft.set(*field, Some(text), waiting.start);
                }
                What::Value(field, Some(text)) if listed && close <= 600 && together && !text.is_empty() => {
                    draft.set(*field, Some(text), waiting.start);
                }
                What::Time { moment: Some(moment), weak: true }
                    if shape == Shape::Block && close <= 200 && together =>
                {
                    draft.low_time = Some((moment.clone(), waiting.start));
                }
                What::Time { moment: Some(moment), weak }
                    if moment.utc.is_some()
                        && match shape {
                            Shape::Log => close <= 1500 && (*weak || together),
                            // A page copied in another order begins with its time.
                            Shape::Page | Shape::Block => close <= 400 && together && !weak,
                            _ => false,
                        } =>
                {
                    draft.set_time(moment, waiting.start);
                }
                _ => {}
            }
        }
        self.current.insert(draft)
    }

    /// The OAuth word that announces this sentence.
    pub(super) fn next_oauth(&mut self, item: &Item) -> Option<(String, usize)> {
        let lines = &self.lines;
        let at = self.waiting.iter().rposition(|waiting| match &waiting.what {
            What::Oauth { bare: false, .. } => item.start - waiting.end.min(item.start) <= 600,
            What::Oauth { bare: true, .. } => {
                item.start - waiting.end.min(item.start) <= 120 && lines.same_line(waiting.end, item.start)
            }
            _ => false,
        })?;
        match self.waiting.remove(at) {
            Item { start, what: What::Oauth { word, .. }, .. } => Some((word, start)),
            _ => None,
        }
    }

    /// How far an item stands behind the current record.
    pub(super) fn distance(&self, item: &Item) -> usize {
        self.current.as_ref().map_or(usize::MAX, |d| item.start.saturating_sub(d.end))
    }

    /// Whether only blanks and line ends stand between the current record and the item: a page has no prose in it.
    pub(super) fn quiet(&self, item: &Item) -> bool {
        let Some(draft) = &self.current else { return false };
        let (from, to) = (draft.end.min(item.start), item.start);
        if to - from > 400 {
            return false;
        }
        if self.lines.same_line(from, to) {
            return to - from <= 80;
        }
        let between = &self.text[from..to];
        // The words before a sentence on its own line are its label, in whatever language.
        let label =
            matches!(item.what, What::Message(..)) && between.iter().rev().find(|c| **c != ' ') == Some(&':');
        let last =
            if label { between.iter().rposition(|c| value::is_wrap(*c)).unwrap_or(0) } else { between.len() };
        let mut rest = between[..last].iter().skip_while(|c| !value::is_wrap(**c));
        !rest.any(|c| c.is_alphabetic())
    }

    /// In the same paragraph, or with nothing between.
    pub(super) fn close(&self, item: &Item) -> bool {
        let together = self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
        together && self.distance(item) <= 1500 || self.quiet(item)
    }

    pub(super) fn take(&mut self, item: &Item) {
        let far = self.distance(item);
        match &item.what {
            What::Message(code, said) => self.message(*code, said, item, far),
            What::PageCode(code) => self.page_code(*code, item, far),
            What::AlteredCode => self.open(Shape::Page, item).invalid.push(Field::Code),
            What::LogCode(code) => {
                let close = self.close(item);
                let fits = self.current.as_ref().is_some_and(|d| {
                    let s = &d.sign_in;
                    let again = s.code() == Some(*code) && !d.has_ids() && d.device_labels == 0;
                    far <= 2500 && !d.closed && ((s.codes.is_empty() && close) || again)
                });
                match self.current.as_mut().filter(|_| fits) {
                    Some(draft) => {
                        draft.shape = Shape::Log;
                        draft.add_code(*code, item);
                    }
                    None => self.open(Shape::Log, item).add_code(*code, item),
                }
            }
            What::Codes(codes) => {
                let fits = self.current.as_ref().is_some_and(|d| {
                    let known = d.sign_in.codes.iter().any(|c| codes.contains(c));
                    far <= 3000
                        && !d.closed
                        && (known && d.sign_in.codes.len() < MOST_CODES
                            || (d.sign_in.codes.is_empty() && far <= 300))
                });
                let draft = match self.current.as_mut().filter(|_| fits) {
                    Some(draft) => draft,
                    None => self.open(Shape::List, item),
                };
                for code in codes {
                    draft.add_code(*code, item);
                }
                draft.end = item.end;
            }
            What::Mention(code) | What::AddressCode(code) => self.mention(*code, item),
            What::Request(id) => self.request(id.as_deref(), item, far),
            What::Trace(id) => self.trace(id.as_deref(), item, far),
            What::Correlation(id) => self.correlation(id.as_deref(), item, far),
            What::Time { moment, weak } => self.time(moment.as_ref(), *weak, item, far),
            What::Value(field, text) => self.value(*field, text.as_deref(), item, far),
            What::Oauth { word, bare } => {
                if self.told_oauth(word, item, far) {
                    return;
                }
                if *bare || self.current.is_none() || far <= 600 {
                    self.wait(item);
                } else {
                    self.waiting.retain(|waiting| !matches!(waiting.what, What::Oauth { .. }));
                    self.wait(item);
                }
            }
            What::Stop => {
                // Lines of the page that do not interest still belong to it.
                let quiet = self.quiet(item);
                let together =
                    self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
                if let Some(draft) = self.current.as_mut().filter(|d| {
                    quiet
                        && (together && d.shape == Shape::Log
                            || matches!(d.shape, Shape::Page | Shape::Block))
                }) {
                    draft.end = draft.end.max(item.end);
                }
            }
            What::Flag(flagged) => {
                let fits = self.close(item);
                if let Some(draft) = self.current.as_mut().filter(|d| fits && d.shape != Shape::Mention) {
                    draft.sign_in.flagged = draft.sign_in.flagged.or(*flagged);
                    draft.end = draft.end.max(item.end);
                    // The sentence of a page stands above its flag line.
                    draft.closed |= matches!(draft.shape, Shape::Page | Shape::Block);
                }
            }
            What::Succeeded => {
                let fits = self.close(item)
                    && self.current.as_ref().is_some_and(|d| {
                        d.sign_in.codes.is_empty() && matches!(d.shape, Shape::Block | Shape::Log)
                    });
                if !fits && self.current.as_ref().is_some_and(|d| !d.sign_in.codes.is_empty() && far <= 1500)
                {
                    return;
                }
                let draft = match self.current.as_mut().filter(|_| fits) {
                    Some(draft) => draft,
                    None => self.open(Shape::Log, item),
                };
                draft.shape = Shape::Log;
                draft.succeeded = true;
                draft.end = draft.end.max(item.end);
            }
            What::Begin => {
                self.flush();
                self.waiting.clear();
            }
            What::LooseGuid(_)
            | What::LooseTime(_)
            | What::Prose { .. }
            | What::ProseCode(_)
            | What::ProseUser(_) => {}
        }
    }

    /// Whether the word is the current record's: it has it already, or the word closes the object that told of it.
    fn told_oauth(&mut self, word: &str, item: &Item, far: usize) -> bool {
        let one_object = self.lines.same_line(self.current.as_ref().map_or(0, |d| d.end), item.start)
            && self.current.as_ref().is_some_and(|d| {
                let between = self.text.get(d.end..item.start).unwrap_or_default();
                d.shape == Shape::Message
                    && between.len() <= 12
                    && between.contains(&',')
                    && between.iter().all(|c| matches!(c, '"' | '\\' | ',' | ' '))
            });
        let Some(draft) = self.current.as_mut().filter(|_| far <= 600) else { return false };
        if one_object && !draft.has(Field::OauthError) {
            draft.set(Field::OauthError, Some(word), item.start);
        }
        one_object || draft.sign_in.oauth_error.as_deref() == Some(word)
    }

    pub(super) fn wait(&mut self, item: &Item) {
        if self.waiting.len() >= 24 {
            self.waiting.remove(0);
        }
        self.waiting.push(item.clone());
    }
}
