use super::draft::put;
use super::{Reader, Shape};
use crate::signin::Field;
use crate::signin::paste::moment::Moment;
use crate::signin::paste::scan::{Item, What};
use crate::signin::paste::value::is_wrap;

impl Reader<'_> {
    pub(super) fn request(&mut self, id: Option<&str>, item: &Item, far: usize) {
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
                Shape::Page | Shape::Block => {
                    quiet && (!d.alone || self.lines.same_paragraph(d.end, item.start))
                }
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

    pub(super) fn trace(&mut self, id: Option<&str>, item: &Item, _: usize) {
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

    pub(super) fn correlation(&mut self, id: Option<&str>, item: &Item, _: usize) {
        self.wake_mention(item);
        let far = self.distance(item);
        let together = self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
        let quiet = self.quiet(item);
        let Some(draft) = self.current.as_mut() else {
            return self.lone_correlation(id, item);
        };
        let held = draft.sign_in.correlation_id.map(|c| c.to_string());
        let request = draft.sign_in.request_id.is_some();
        let blanked = draft.invalid.contains(&Field::RequestId);
        let near = match draft.shape {
            _ if id.is_none() && !(together || ((request || blanked) && quiet)) => false,
            _ if request => far <= 400 && (together || quiet),
            // A blanked id is nobody's; a true one may be another's.
            _ if blanked => far <= 400 && (together || (quiet && id.is_none())),
            Shape::Message | Shape::List | Shape::Log => together && far <= 1500,
            Shape::Page | Shape::Block => quiet && together,
            Shape::Mention => false,
        };
        let blanked = draft.invalid.contains(&Field::CorrelationId);
        if held.is_none() && near && (!blanked || id.is_none()) {
            draft.set(Field::CorrelationId, id, item.start);
            draft.end = item.end;
        } else if held.is_some() && held.as_deref() == id {
            if far <= 400 {
                draft.end = item.end;
            }
        } else if id.is_some() {
            self.lone_correlation(id, item);
        }
    }

    /// A correlation that belongs to no record yet. Below a time, or beside the status of a Windows sign-in, it is one.
    fn lone_correlation(&mut self, id: Option<&str>, item: &Item) {
        let below_time = self.waiting.last().is_some_and(|above| {
            matches!(&above.what, What::Time { moment: Some(m), weak: false } if m.utc.is_some())
                && self.on_own_lines(above, item)
        });
        let by_status = status_before(&self.text[..item.start]);
        if id.is_some() && (below_time || by_status) {
            let draft = self.open(Shape::Block, item);
            draft.set(Field::CorrelationId, id, item.start);
            draft.alone = true;
            draft.closed = by_status;
        } else {
            self.wait(item);
        }
    }

    /// A time that belongs to no record yet. Right below a correlation it makes one with it.
    fn lone_time(&mut self, moment: Option<&Moment>, weak: bool, item: &Item) {
        let above = self.waiting.last().and_then(|above| match &above.what {
            What::Correlation(Some(id)) if self.on_own_lines(above, item) => {
                Some((id.clone(), above.clone()))
            }
            _ => None,
        });
        match (moment, above) {
            (Some(moment), Some((id, above))) if !weak && moment.utc.is_some() => {
                self.waiting.pop();
                let draft = self.open(Shape::Block, &above);
                draft.set(Field::CorrelationId, Some(&id), above.start);
                draft.set_time(moment, item.start);
                draft.end = item.end;
                draft.alone = true;
            }
            _ => self.wait(item),
        }
    }

    /// Whether both stand on lines of their own, with nothing but blank lines between. Keys of JSON do not: any service
    /// has a correlation and a timestamp.
    fn on_own_lines(&self, above: &Item, below: &Item) -> bool {
        let begins = |at: usize| {
            let before = self.text[..at].iter().rev().take(80).find(|c| **c != ' ');
            before.is_none_or(|c| is_wrap(*c))
        };
        let between = self.text.get(above.end..below.start).unwrap_or_default();
        begins(above.start)
            && begins(below.start)
            && between.len() <= 400
            && between.iter().all(|c| c.is_whitespace() || is_wrap(*c) || matches!(*c, '.' | ','))
    }

    pub(super) fn time(&mut self, moment: Option<&Moment>, weak: bool, item: &Item, far: usize) {
        let together = self.current.as_ref().is_some_and(|d| self.lines.same_paragraph(d.end, item.start));
        let quiet = self.quiet(item);
        let Some(draft) = self.current.as_mut() else {
            return self.lone_time(moment, weak, item);
        };
        // "Current time: …" is a part of the sentence, and the time of no other.
        if weak && draft.shape == Shape::Message && self.lines.same_line(draft.code_end, item.start) {
            return;
        }
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
            Some(_) if !draft.has(Field::Timestamp) || far > 1500 || !weak => {
                self.lone_time(moment, weak, item);
            }
            _ => {}
        }
    }

    pub(super) fn value(&mut self, field: Field, text: Option<&str>, item: &Item, far: usize) {
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

/// Whether the status of a Windows sign-in (0xC00484…, 0x800484…, 0xCAA…, 0x4AA5…) stands right before, on the same line.
fn status_before(text: &[char]) -> bool {
    let line = text[text.len().saturating_sub(60)..].rsplit(|c| is_wrap(*c)).next().unwrap_or_default();
    let line: String = line.iter().flat_map(|c| c.to_lowercase()).collect();
    ["0xc00484", "0x800484", "0xcaa", "0x4aa5"].iter().any(|status| line.contains(status))
}
