//! Many failed sign-ins as a table: an export read, not searched. Ids are whole, so what else is known of a sign-in stands
//! in a line below its row.

use super::document::{Block, Inline};
use super::screen::Screen;
use crate::signin::SignIn;

/// Rows shown; the others are counted.
const SHOWN: usize = 40;

/// The table, in the order of the source.
#[must_use]
pub fn screen(sign_ins: &[SignIn]) -> Screen {
    let head = ["Time (UTC)", "Code", "Request ID"].map(|name| vec![Inline::text(name)]);
    let rows = sign_ins.iter().take(SHOWN).map(row).collect();
    let mut blocks = vec![
        Block::said(format!("{} failed sign-ins", sign_ins.len())),
        Block::Table { head: head.to_vec(), rows },
    ];
    if sign_ins.len() > SHOWN {
        let more = sign_ins.len() - SHOWN;
        blocks.push(Block::said(format!("and {more} more (reentry signin find groups them)")));
    }
    blocks.into()
}

fn row(s: &SignIn) -> Vec<Vec<Inline>> {
    let time = match (s.timestamp_utc, &s.timestamp) {
        (Some(utc), _) => vec![Inline::id(utc.at().format("%Y-%m-%d %H:%M:%S"))],
        // As it stands there: neither its zone nor its order is known.
        (None, Some(written)) => vec![Inline::value(written), " (?)".into()],
        (None, None) => vec!["-".into()],
    };
    let code = s.code().map_or_else(|| "-".into(), Inline::id);
    let mut id = vec![s.request_id.map_or_else(|| "-".into(), Inline::id)];
    let refused = s.policies.iter().filter(|p| p.result.eq_ignore_ascii_case("failure"));
    let refused = refused.filter_map(|p| p.name.as_deref().or(p.id.as_deref()));
    let who =
        [s.user.as_deref(), s.app_name.as_deref()].into_iter().flatten().map(|w| vec![Inline::value(w)]);
    let refused = refused.map(|name| vec!["refused by \"".into(), Inline::value(name), "\"".into()]);
    for (at, words) in who.chain(refused).enumerate() {
        id.push(if at == 0 { Inline::Break } else { ", ".into() });
        id.extend(words);
    }
    vec![time, vec![code], id]
}
