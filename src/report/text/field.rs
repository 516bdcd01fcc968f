//! Places to write on, as underscores in a text file.

use super::style::Wide;
use super::wrap::wrap;
use super::{Page, flow, hang};
use crate::report::document::Field;

pub(super) fn write(field: &Field, page: Page) -> Vec<String> {
    match field {
        Field::Tick { label, go, ticked, time } => {
            let arrow = if page.ascii { " -> " } else { " \u{2192} " };
            let mut words = flow(label, page);
            if !go.is_empty() {
                words.push_str(arrow);
                words.push_str(&flow(go, page));
            }
            if *time {
                words.push_str("\u{a0}\u{a0} Time:\u{a0}__:__");
            }
            let mark = if *ticked { "[x] " } else { "[ ] " };
            hang(mark, "    ", page, |page| wrap(&words, page.columns))
        }
        Field::Done { label } => {
            let words = format!("{}\u{a0}____________________   Time:\u{a0}__:__", flow(label, page));
            hang("[ ] ", "    ", page, |page| wrap(&words, page.columns))
        }
        Field::Blank { label, hint, value, lines } => {
            let mut words = page.safe(label);
            if let (Some(hint), None) = (hint, value) {
                words.push_str(&format!(" ({})", page.safe(hint)));
            }
            if !words.ends_with('?') {
                words.push(':');
            }
            if let Some(value) = value {
                words.push_str(&format!(" {}", page.safe(value)));
                return wrap(&words, page.columns);
            }
            let mut out = wrap(&words, page.columns);
            let left = page.columns.saturating_sub(out.last().map_or(0, Wide::width) + 1);
            let mut ruled = 0;
            if let (Some(last), true) = (out.last_mut(), left >= 20) {
                last.push_str(&format!(" {}", "_".repeat(left)));
                ruled = 1;
            }
            let line = "_".repeat(page.columns);
            out.extend((ruled..(*lines).max(1)).map(|_| line.clone()));
            out
        }
        Field::Clock { label } => {
            let blank = "____-__-__\u{a0}__:__\u{a0}UTC____";
            wrap(&format!("{}: {blank}", flow(label, page)), page.columns)
        }
    }
}
