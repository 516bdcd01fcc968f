use super::clean::{Clean, MAYBE_WRAP};
use super::scan::{Item, What};
use super::value::{Moment, looks_like_guid};
use crate::signin::{ErrorCode, Field, Form, SignIn};

/// How a record shows its code: it decides what else may belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A sentence with AADSTS; its ids follow.
    Message,
    /// "Error Code:" first, then the other lines of the page.
    Page,
    /// A portal's or a log's fields in any order.
    Log,
    /// `error_codes` before anything else.
    List,
    /// Ids or device lines, and no code yet.
    Block,
    /// A code in passing.
    Mention,
}

/// The code that is always followed by the true one ("Error validating credentials. AADSTS…").
const OUTER: &str = "70002";

/// A record while it is being read.
#[derive(Debug, Clone)]
struct Draft {
    sign_in: SignIn,
    shape: Shape,
    /// Opened by "Trace ID": its sentence must have come before, so none may follow.
    by_trace: bool,
    start: usize,
    end: usize,
    /// Where the last code stands.
    code_end: usize,
    /// Labels of a device section that were there, with a value or not.
    device_labels: usize,
    places: Vec<(Field, usize)>,
    invalid: Vec<Field>,
    low_correlation: Option<(String, usize)>,
    /// The "Date" above a block of ids: its time, if the block turns out to be a portal's view of a log.
    low_time: Option<(Moment, usize)>,
}

impl Draft {
    fn new(shape: Shape, item: &Item) -> Self {
        Self {
            sign_in: SignIn::default(),
            shape,
            by_trace: false,
            start: item.start,
            end: item.end,
            code_end: item.end,
            device_labels: 0,
            places: Vec::new(),
            invalid: Vec::new(),
            low_correlation: None,
            low_time: None,
        }
    }

    fn has_ids(&self) -> bool {
        self.sign_in.request_id.is_some()
            || self.sign_in.correlation_id.is_some()
            || self.invalid.contains(&Field::RequestId)
            || self.invalid.contains(&Field::CorrelationId)
    }

    fn add_code(&mut self, code: ErrorCode, item: &Item) {
        if !self.sign_in.codes.contains(&code) {
            self.sign_in.codes.push(code);
            self.places.push((Field::Code, item.start));
        }
        self.code_end = item.end;
        self.end = self.end.max(item.end);
    }

    /// Sets a field that is still empty. A text that is no value marks the field as invalid.
    fn set(&mut self, field: Field, text: Option<&str>, at: usize) {
        let s = &mut self.sign_in;
        let fine = match (field, text) {
            (_, None) | (Field::Timestamp | Field::Code, _) => false,
            (Field::RequestId, Some(t)) => fill(&mut s.request_id, t),
            (Field::CorrelationId, Some(t)) => fill(&mut s.correlation_id, t),
            (Field::TenantId, Some(t)) => fill(&mut s.tenant_id, t),
            (Field::AppId, Some(t)) => fill(&mut s.app_id, t),
            (Field::ResourceId, Some(t)) => fill(&mut s.resource_id, t),
            (Field::DeviceId, Some(t)) => fill(&mut s.device_id, t),
            (Field::Ip, Some(t)) => fill(&mut s.ip, t),
            (Field::TenantName, Some(t)) => keep(&mut s.tenant_name, t),
            (Field::AppName, Some(t)) => keep(&mut s.app_name, t),
            (Field::User, Some(t)) => keep(&mut s.user, t),
            (Field::DevicePlatform, Some(t)) => keep(&mut s.device_platform, t),
            (Field::DeviceState, Some(t)) => keep(&mut s.device_state, t),
            (Field::OauthError, Some(t)) => keep(&mut s.oauth_error, t),
            (Field::Suberror, Some(t)) => keep(&mut s.suberror, t),
        };
        if fine {
            self.places.push((field, at));
        } else if !self.invalid.contains(&field) {
            self.invalid.push(field);
        }
    }

    fn set_time(&mut self, moment: &Moment, at: usize) {
        if self.sign_in.timestamp.is_none() {
            self.sign_in.timestamp = Some(moment.written.clone());
            self.sign_in.timestamp_utc = moment.utc;
            self.places.push((Field::Timestamp, at));
        }
    }

    /// A detail of the sentence, as text.
    fn tells(&self, field: Field) -> Option<String> {
        let s = &self.sign_in;
        match field {
            Field::AppId => s.app_id.map(|v| v.to_string()),
            Field::ResourceId => s.resource_id.map(|v| v.to_string()),
            Field::TenantId => s.tenant_id.map(|v| v.to_string()),
            Field::TenantName => s.tenant_name.clone(),
            Field::User => s.user.clone(),
            Field::AppName => s.app_name.clone(),
            _ => None,
        }
    }

    fn has(&self, field: Field) -> bool {
        let s = &self.sign_in;
        match field {
            Field::RequestId => s.request_id.is_some(),
            Field::CorrelationId => s.correlation_id.is_some(),
            Field::Timestamp => s.timestamp.is_some(),
            Field::Code => !s.codes.is_empty(),
            Field::TenantId => s.tenant_id.is_some(),
            Field::TenantName => s.tenant_name.is_some(),
            Field::AppId => s.app_id.is_some(),
            Field::AppName => s.app_name.is_some(),
            Field::ResourceId => s.resource_id.is_some(),
            Field::Ip => s.ip.is_some(),
            Field::User => s.user.is_some(),
            Field::DeviceId => s.device_id.is_some(),
            Field::DevicePlatform => s.device_platform.is_some(),
            Field::DeviceState => s.device_state.is_some(),
            Field::OauthError => s.oauth_error.is_some(),
            Field::Suberror => s.suberror.is_some(),
        }
    }
}

fn fill<T: std::str::FromStr>(slot: &mut Option<T>, text: &str) -> bool {
    if slot.is_none() {
        *slot = text.parse().ok();
    }
    slot.is_some()
}

fn keep(slot: &mut Option<String>, text: &str) -> bool {
    if slot.is_none() && !text.is_empty() {
        *slot = Some(text.to_owned());
    }
    slot.is_some()
}

/// Line ends up to each character, so that "on the same line" and "in the same paragraph" cost nothing to ask.
struct Lines {
    ends: Vec<u32>,
    blanks: Vec<u32>,
}

impl Lines {
    fn new(text: &[char]) -> Self {
        let (mut ends, mut blanks) = (Vec::with_capacity(text.len() + 1), Vec::with_capacity(text.len() + 1));
        let (mut end, mut blank, mut empty) = (0, 0, false);
        for c in text {
            ends.push(end);
            blanks.push(blank);
            if matches!(*c, '\n' | MAYBE_WRAP) {
                end += 1;
                blank += u32::from(empty);
                empty = true;
            } else if !c.is_whitespace() {
                empty = false;
            }
        }
        ends.push(end);
        blanks.push(blank);
        Self { ends, blanks }
    }

    fn same_line(&self, a: usize, b: usize) -> bool {
        self.ends[a.min(b)] == self.ends[a.max(b)]
    }

    fn same_paragraph(&self, a: usize, b: usize) -> bool {
        self.blanks[a.min(b)] == self.blanks[a.max(b)]
    }

    fn between(&self, a: usize, b: usize) -> u32 {
        self.ends[b.max(a)] - self.ends[a.min(b)]
    }
}

/// Gathers the items of one text into records.
pub(super) fn gather(clean: &Clean, items: &[Item]) -> Vec<Found> {
    let mut reader = Reader {
        text: &clean.text,
        lines: Lines::new(&clean.text),
        current: None,
        done: Vec::new(),
        waiting: Vec::new(),
    };
    for item in items {
        reader.take(item);
    }
    reader.flush();
    let mut drafts = reader.done;
    positional(clean, items, &mut drafts);
    drafts.sort_by_key(|d| d.start);
    join_blocks(&mut drafts);
    finish(drafts)
}

/// A finished record with the places of its values, as indexes into the clean text.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sign_in: SignIn,
    pub(super) start: usize,
    pub(super) places: Vec<(Field, usize)>,
    /// Only a code, named in passing.
    pub(super) mention: bool,
}

struct Reader<'a> {
    text: &'a [char],
    lines: Lines,
    current: Option<Draft>,
    done: Vec<Draft>,
    /// Items that may belong to the next record.
    waiting: Vec<Item>,
}

impl Reader<'_> {
    fn flush(&mut self) {
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

    fn open(&mut self, shape: Shape, item: &Item) -> &mut Draft {
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
    fn next_oauth(&mut self, item: &Item) -> Option<(String, usize)> {
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
    fn distance(&self, item: &Item) -> usize {
        self.current.as_ref().map_or(usize::MAX, |d| item.start.saturating_sub(d.end))
    }

    /// Whether only blanks and line ends stand between the current record and the item: a page has no prose in it.
    fn quiet(&self, item: &Item) -> bool {
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
        let last = if label {
            between.iter().rposition(|c| super::value::is_wrap(*c)).unwrap_or(0)
        } else {
            between.len()
        };
        let mut rest = between[..last].iter().skip_while(|c| !super::value::is_wrap(**c));
        !rest.any(|c| c.is_alphabetic())
    }

    /// In the same paragraph, or with nothing between.
    fn close(&self, item: &Item) -> bool {
        let together = self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
        together && self.distance(item) <= 1500 || self.quiet(item)
    }

    fn take(&mut self, item: &Item) {
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
                    far <= 2500 && ((s.codes.is_empty() && close) || again)
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
                    far <= 3000 && (known || (d.sign_in.codes.is_empty() && far <= 300))
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
            What::Oauth { bare, .. } => {
                if *bare || self.current.is_none() || far <= 600 {
                    self.wait(item);
                } else {
                    self.waiting.clear();
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
            What::LooseGuid(_) | What::LooseTime(_) => {}
        }
    }

    fn wait(&mut self, item: &Item) {
        if self.waiting.len() >= 24 {
            self.waiting.remove(0);
        }
        self.waiting.push(item.clone());
    }

    /// Ids that stand between one code and a labelled sentence with another belong to the sentence: pages that
    /// name the code first have no sentence.
    fn detach_ids(&mut self, code: ErrorCode, item: &Item) {
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

    fn message(&mut self, code: ErrorCode, said: &[super::message::Said], item: &Item, far: usize) {
        self.detach_ids(code, item);
        let far = if self.current.as_ref().is_some_and(|d| d.end >= item.start) { 0 } else { far };
        let lines = &self.lines;
        let quiet = self.quiet(item);
        let fits = self.current.as_ref().is_some_and(|d| {
            let s = &d.sign_in;
            let again = s.codes.contains(&code);
            let awaited = s.codes.is_empty()
                && !d.by_trace
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
                && said.iter().all(|value| told(value.field, &value.text));
            let listed =
                again && far <= 1500 && (d.shape == Shape::List || (d.shape == Shape::Page && quiet));
            let nested = d.shape == Shape::Message
                && !again
                && !s.codes.is_empty()
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

    fn page_code(&mut self, code: ErrorCode, item: &Item, far: usize) {
        let close = self.close(item);
        let fits = self.current.as_ref().is_some_and(|d| {
            let s = &d.sign_in;
            let headline = matches!(d.shape, Shape::Message | Shape::Log) && d.device_labels == 0;
            (s.codes.is_empty() && d.shape == Shape::Block && close && far <= 300)
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
    fn mention(&mut self, code: ErrorCode, item: &Item) {
        let inside = self.current.as_ref().is_some_and(|d| d.sign_in.codes.contains(&code));
        if inside {
            return;
        }
        let mut draft = Draft::new(Shape::Mention, item);
        draft.add_code(code, item);
        self.done.push(draft);
    }

    /// Takes up the code in passing that stands right before an id.
    fn wake_mention(&mut self, item: &Item) {
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

    fn request(&mut self, id: Option<&str>, item: &Item, far: usize) {
        let same = self
            .current
            .as_ref()
            .is_some_and(|d| d.sign_in.request_id.map(|r| r.to_string()).as_deref() == id && id.is_some());
        let (quiet, close) = (self.quiet(item), self.close(item));
        let fits = self.current.as_ref().is_some_and(|d| {
            let open = d.sign_in.request_id.is_none() && !d.invalid.contains(&Field::RequestId);
            let near = match d.shape {
                // The ids of a page stand above its device lines: below them another page begins.
                Shape::Page if d.device_labels > 0 => quiet && self.lines.same_paragraph(d.end, item.start),
                Shape::Page | Shape::Block => quiet,
                Shape::Log => close && self.lines.same_paragraph(d.end, item.start),
                Shape::Message => !d.has_ids() && far <= 200 && self.lines.same_line(d.end, item.start),
                Shape::List | Shape::Mention => false,
            };
            open && near
        });
        if same || fits {
            if let Some(draft) = self.current.as_mut() {
                if !same {
                    draft.set(Field::RequestId, id, item.start);
                }
                draft.end = item.end;
            }
            return;
        }
        if id.is_none() && self.current.as_ref().is_some_and(|d| d.has_ids() && far <= 600) {
            return;
        }
        self.open(Shape::Block, item).set(Field::RequestId, id, item.start);
    }

    fn trace(&mut self, id: Option<&str>, item: &Item, _: usize) {
        self.wake_mention(item);
        let far = self.distance(item);
        let Some(draft) = self.current.as_mut() else {
            if id.is_some() {
                let draft = self.open(Shape::Block, item);
                draft.by_trace = true;
                draft.set(Field::RequestId, id, item.start);
            }
            return;
        };
        let held = draft.sign_in.request_id.map(|r| r.to_string());
        if held.is_some() && (held.as_deref() == id || id.is_none()) {
            if far <= 1500 {
                draft.end = item.end;
            }
            return;
        }
        if held.is_none() && far <= 4000 && (!draft.sign_in.codes.is_empty() || draft.has_ids()) {
            draft.set(Field::RequestId, id, item.start);
            draft.end = item.end;
        } else if id.is_some() {
            let draft = self.open(Shape::Block, item);
            draft.by_trace = true;
            draft.set(Field::RequestId, id, item.start);
        }
    }

    fn correlation(&mut self, id: Option<&str>, item: &Item, _: usize) {
        self.wake_mention(item);
        let far = self.distance(item);
        let together = self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
        let quiet = self.quiet(item);
        let Some(draft) = self.current.as_mut() else {
            return self.wait(item);
        };
        let held = draft.sign_in.correlation_id.map(|c| c.to_string());
        let request = draft.sign_in.request_id.is_some() || draft.invalid.contains(&Field::RequestId);
        let near = match draft.shape {
            _ if id.is_none() && !(together || (request && quiet)) => false,
            _ if request => far <= 400 && (together || quiet),
            Shape::Message | Shape::List => (together && far <= 1500) || quiet,
            Shape::Page | Shape::Block => quiet,
            Shape::Log => together && far <= 1500,
            Shape::Mention => false,
        };
        if held.is_none() && near {
            draft.set(Field::CorrelationId, id, item.start);
            draft.end = item.end;
        } else if held.is_some() && held.as_deref() == id {
            if far <= 400 {
                draft.end = item.end;
            }
        } else if id.is_some() {
            self.wait(item);
        }
    }

    fn time(&mut self, moment: Option<&Moment>, weak: bool, item: &Item, far: usize) {
        let together = self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
        let quiet = self.quiet(item);
        let Some(draft) = self.current.as_mut() else {
            return self.wait(item);
        };
        let spelled = moment.is_some_and(|m| m.written.contains(' ') && m.utc.is_some());
        let fits = !draft.has(Field::Timestamp)
            && match draft.shape {
                Shape::Message | Shape::List => {
                    !weak
                        && ((draft.has_ids() && far <= 400 && (together || quiet))
                            || (together && far <= 1500 && (spelled || moment.is_none())))
                }
                Shape::Page | Shape::Block => quiet,
                Shape::Log => together && far <= 1500,
                Shape::Mention => false,
            };
        match moment {
            Some(moment) if fits => {
                draft.set_time(moment, item.start);
                draft.end = item.end;
            }
            None if fits && !draft.invalid.contains(&Field::Timestamp) => {
                draft.invalid.push(Field::Timestamp);
            }
            Some(_) if !draft.has(Field::Timestamp) || far > 1500 => self.wait(item),
            _ => {}
        }
    }

    fn value(&mut self, field: Field, text: Option<&str>, item: &Item, far: usize) {
        let (close, together) = self.current.as_ref().map_or((false, false), |d| {
            let lines = self.lines.between(d.end, item.start);
            (far <= 1500 && lines <= 40, self.lines.same_paragraph(d.end, item.start))
        });
        let device =
            matches!(field, Field::Ip | Field::DeviceId | Field::DevicePlatform | Field::DeviceState);
        let quiet = self.quiet(item);
        let fits = self.current.as_ref().is_some_and(|d| match d.shape {
            Shape::Page | Shape::Block => quiet,
            Shape::Log => close,
            Shape::Message | Shape::List => close && together && far <= 500,
            Shape::Mention => false,
        });
        let fits = fits && (field != Field::TenantId || together);
        if !fits {
            if device {
                let draft = self.open(Shape::Block, item);
                put(draft, field, text, item);
            } else {
                self.wait(item);
            }
            return;
        }
        if let Some(draft) = self.current.as_mut() {
            put(draft, field, text, item);
        }
    }
}

/// Puts a labelled value into a record. An app's name may carry its id in brackets, or be an id.
fn put(draft: &mut Draft, field: Field, text: Option<&str>, item: &Item) {
    draft.end = draft.end.max(item.end);
    if matches!(field, Field::Ip | Field::DeviceId | Field::DevicePlatform | Field::DeviceState) {
        draft.device_labels += 1;
    }
    if field == Field::DeviceId && text == Some("") {
        return;
    }
    if draft.has(field) {
        return;
    }
    let Some(text) = text.filter(|_| field == Field::AppName) else {
        return draft.set(field, text, item.start);
    };
    let text = text.trim_matches(|c: char| matches!(c, '\'' | '"' | '.' | ',' | ' ' | '`'));
    if text.parse::<crate::ids::AppId>().is_ok() {
        if !draft.has(Field::AppId) {
            draft.set(Field::AppId, Some(text), item.start);
        }
        return;
    }
    if looks_like_guid(text) {
        return draft.set(Field::AppId, None, item.start);
    }
    if let Some((name, id)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
        let id = id.trim_matches(|c: char| matches!(c, '\'' | '"' | ' '));
        let guid = id.parse::<crate::ids::AppId>().is_ok();
        if guid || looks_like_guid(id) {
            draft.set(Field::AppName, Some(name.trim()), item.start);
            if !draft.has(Field::AppId) {
                draft.set(Field::AppId, Some(id).filter(|_| guid), item.start);
            }
            return;
        }
    }
    let prose = text.contains(['{', '}', '=', ';', '<']) || text.contains("://");
    if !prose {
        draft.set(Field::AppName, Some(text), item.start);
    }
}

/// Texts in a language that we have no labels for: GUID, GUID, moment, each behind some label, right behind a
/// sentence or right before one. The order is the service's own.
fn positional(clean: &Clean, items: &[Item], drafts: &mut Vec<Draft>) {
    let raw: Vec<&Item> = items.iter().filter(|i| !matches!(i.what, What::Stop | What::Mention(_))).collect();
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
                let told = drafts.iter().any(|d| d.start <= t.end && a.start <= d.end);
                if let Some((code, at)) = code_line_above(&clean.text, a.start).filter(|_| !told) {
                    let item = Item { start: at, end: t.end, what: What::PageCode(code) };
                    let mut draft = Draft::new(Shape::Page, &item);
                    draft.add_code(code, &item);
                    draft.set(Field::RequestId, Some(&first), a.start);
                    draft.set(Field::CorrelationId, Some(&second), b.start);
                    draft.set_time(moment, t.start);
                    drafts.push(draft);
                }
                continue;
            }
        };
        let Some(draft) = drafts.iter_mut().find(|d| {
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
}

/// A known code that ends the line above, behind a colon.
fn code_line_above(text: &[char], at: usize) -> Option<(ErrorCode, usize)> {
    let mut above = text[at.saturating_sub(160)..at].rsplit(|c| super::value::is_wrap(*c)).skip(1);
    let line: String = above.next()?.iter().collect();
    let (label, digits) = line.trim_end().rsplit_once([':', '：'])?;
    let code: ErrorCode = digits.trim().parse().ok()?;
    let known = label.chars().any(char::is_alphabetic) && crate::signin::catalogue::lookup(code).is_some();
    let line = text[..at].iter().rposition(|c| super::value::is_wrap(*c))?;
    known.then_some((code, line.saturating_sub(digits.trim_start().chars().count())))
}

/// Ids whose sentence was cut off belong to the headline right above them.
fn join_blocks(drafts: &mut Vec<Draft>) {
    let mut n = 1;
    while n < drafts.len() {
        let (above, below) = (&drafts[n - 1], &drafts[n]);
        let ids = [below.has(Field::RequestId), below.has(Field::CorrelationId), below.has(Field::Timestamp)];
        let joins = below.shape == Shape::Block
            && below.sign_in.codes.is_empty()
            && ids.iter().filter(|has| **has).count() >= 2
            && matches!(above.shape, Shape::Message | Shape::Page | Shape::Log)
            && !above.has_ids()
            && above.sign_in.timestamp.is_none()
            && below.start.saturating_sub(above.end) <= 1500;
        if joins {
            let below = drafts.remove(n);
            merge(&mut drafts[n - 1], below);
        } else {
            n += 1;
        }
    }
}

/// Adds what the other record knows and this one does not.
fn merge(into: &mut Draft, from: Draft) {
    let (a, b) = (&mut into.sign_in, from.sign_in);
    for code in b.codes {
        if !a.codes.contains(&code) {
            a.codes.push(code);
        }
    }
    macro_rules! take {
        ($($field:ident = $name:ident),*) => {$(
            if a.$field.is_none() && b.$field.is_some() {
                a.$field = b.$field;
                into.places.extend(from.places.iter().filter(|(f, _)| *f == Field::$name));
            }
        )*};
    }
    if a.timestamp.is_none() {
        a.timestamp_utc = b.timestamp_utc;
    }
    take!(
        request_id = RequestId,
        correlation_id = CorrelationId,
        timestamp = Timestamp,
        tenant_id = TenantId,
        tenant_name = TenantName,
        app_id = AppId,
        app_name = AppName,
        resource_id = ResourceId,
        ip = Ip,
        user = User,
        device_id = DeviceId,
        device_platform = DevicePlatform,
        device_state = DeviceState,
        oauth_error = OauthError,
        suberror = Suberror
    );
    for field in from.invalid {
        if !into.invalid.contains(&field) {
            into.invalid.push(field);
        }
    }
    if into.shape == Shape::Message && from.shape == Shape::Block {
        into.shape = Shape::Page;
    }
    into.device_labels += from.device_labels;
    into.low_correlation = into.low_correlation.take().or(from.low_correlation);
}

/// Whether two records tell of the same failure.
fn same(a: &Draft, b: &Draft) -> bool {
    let (x, y) = (&a.sign_in, &b.sign_in);
    let differ = |p: bool, q: bool| p && q;
    if x.request_id.is_some() && x.request_id == y.request_id {
        return true;
    }
    let conflict = differ(x.request_id.is_some(), y.request_id.is_some())
        || (x.correlation_id.is_some() && y.correlation_id.is_some() && x.correlation_id != y.correlation_id)
        || (x.timestamp_utc.is_some() && y.timestamp_utc.is_some() && x.timestamp_utc != y.timestamp_utc)
        || (x.app_id.is_some() && y.app_id.is_some() && x.app_id != y.app_id)
        || (x.user.is_some() && y.user.is_some() && x.user != y.user)
        || (x.tenant_id.is_some() && y.tenant_id.is_some() && x.tenant_id != y.tenant_id)
        || (x.tenant_name.is_some() && y.tenant_name.is_some() && x.tenant_name != y.tenant_name)
        || (x.resource_id.is_some() && y.resource_id.is_some() && x.resource_id != y.resource_id)
        || (x.ip.is_some() && y.ip.is_some() && x.ip != y.ip);
    // Told once with more and once with less it is one error; told with different details it is two.
    let details = |s: &SignIn| {
        [
            s.app_id.is_some(),
            s.app_name.is_some(),
            s.tenant_id.is_some(),
            s.tenant_name.is_some(),
            s.user.is_some(),
            s.resource_id.is_some(),
            s.ip.is_some(),
            s.device_state.is_some(),
        ]
    };
    let (p, q) = (details(x), details(y));
    let more = |p: &[bool], q: &[bool]| p.iter().zip(q).any(|(p, q)| *p && !*q);
    let blanked = |d: &Draft| {
        d.invalid.iter().any(|f| matches!(f, Field::RequestId | Field::CorrelationId) && !d.has(*f))
    };
    let known = |s: &SignIn| s.request_id.is_some() || s.correlation_id.is_some();
    let page = |d: &Draft| matches!(d.shape, Shape::Page | Shape::Block) && d.device_labels > 0;
    let conflict = conflict
        || (more(&p, &q) && more(&q, &p))
        || (blanked(a) && known(y))
        || (blanked(b) && known(x))
        || (page(a) && known(y) && more(&p, &q))
        || (page(b) && known(x) && more(&q, &p));
    let code = x.codes.iter().any(|c| y.codes.contains(c));
    let shared = x.correlation_id.is_some() && x.correlation_id == y.correlation_id;
    (code && !conflict) || (shared && !conflict && (x.codes.is_empty() || y.codes.is_empty()))
}

/// Drops what is no sign-in of Microsoft's, makes the same error told twice one record, and settles what is invalid.
fn finish(drafts: Vec<Draft>) -> Vec<Found> {
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts {
        if !is_sign_in(&draft) {
            continue;
        }
        match kept.iter_mut().rev().take(64).find(|k| same(k, &draft)) {
            Some(known) if draft.shape == Shape::Mention => known.end = known.end.max(draft.end),
            Some(known) => {
                if known.shape == Shape::Mention {
                    known.shape = draft.shape;
                }
                merge(known, draft);
            }
            None => kept.push(draft),
        }
    }
    kept.into_iter().map(settle).collect()
}

fn is_sign_in(draft: &Draft) -> bool {
    let s = &draft.sign_in;
    let ids = s.request_id.is_some() && s.correlation_id.is_some();
    let listed = |c: &ErrorCode| crate::signin::catalogue::lookup(*c).is_some();
    match draft.shape {
        Shape::Message | Shape::Mention | Shape::Log => true,
        Shape::List => s.codes.iter().any(listed) || ids,
        Shape::Page => {
            s.codes.iter().any(listed)
                || ((!s.codes.is_empty() || draft.invalid.contains(&Field::Code))
                    && (s.correlation_id.is_some() || s.request_id.is_some())
                    && s.timestamp.is_some())
        }
        Shape::Block => {
            let page = s.device_platform.is_some() && s.device_state.is_some();
            (ids && (s.timestamp.is_some() || draft.device_labels > 1)) || (page && draft.device_labels > 2)
        }
    }
}

fn settle(mut draft: Draft) -> Found {
    if let Some((id, at)) = draft.low_correlation.take()
        && draft.sign_in.correlation_id.is_none()
        && !draft.invalid.contains(&Field::CorrelationId)
    {
        draft.set(Field::CorrelationId, Some(&id), at);
    }
    if let Some((moment, at)) = draft.low_time.take().filter(|_| draft.shape == Shape::Log) {
        draft.set_time(&moment, at);
    }
    let mut invalid = std::mem::take(&mut draft.invalid);
    invalid.retain(|field| !draft.has(*field));
    invalid.sort();
    draft.sign_in.invalid = invalid;
    draft.sign_in.form = match draft.shape {
        Shape::Page | Shape::Block => Form::ErrorPage,
        Shape::Log => Form::Log,
        Shape::List => Form::OauthJson,
        Shape::Message => Form::MsalError,
        Shape::Mention => Form::Other,
    };
    Found {
        start: draft.start,
        mention: draft.shape == Shape::Mention,
        places: draft.places,
        sign_in: draft.sign_in,
    }
}
