//! The first and the last words of a walk.

use super::document::{Block, Inline, Role};
use super::screen::Screen;
use crate::case::Case;

/// What is said when a case is opened: before the first question, or on coming back.
#[must_use]
pub fn greeting(case: &Case, path: &str, synced: Option<&str>) -> Screen {
    let first = if case.trail.is_empty() {
        "You are locked out. Nothing here needs a sign-in, and nothing leaves this laptop \
         unless you say so. Every answer is saved; stop whenever you like."
            .to_owned()
    } else {
        let saved = match case.trail.len() {
            1 => "One answer is".to_owned(),
            many => format!("{many} answers are"),
        };
        format!("Welcome back. {saved} saved; you continue where you stopped.")
    };
    let mut below = vec![Block::words(["Case folder: ".into(), Inline::path(path)])];
    let caution = |words: String| Block::marked("CAUTION:", Role::Danger, [Inline::value(words)]);
    match synced {
        Some(service) => {
            below.push(caution(format!(
                "this looks like a {service} folder. It may sync INTO the locked tenant, where you \
                 cannot read it, and somebody else might. Better: quit, and start again with a FOLDER on a \
                 USB stick or a plain local disk:"
            )));
            below.push(Block::Command("reentry recover FOLDER".into()));
        }
        None => {
            below.push(Block::words([Inline::dim("(it is on this laptop only; copy it now and then)")]));
        }
    }
    below.extend(mark(case));
    if case.rehearsal {
        below.push(rehearsal("the clock is set by hand, and the case says so."));
    }
    if let Some(to) = &case.handed_to {
        below.push(caution(format!(
            "this case was handed to {to}. If it goes on there and here, the two copies part."
        )));
    }
    vec![Block::said(first), Block::Tight(below)].into()
}

/// What stands on each screen of a drill; nothing for a real case.
pub(super) fn mark(case: &Case) -> Option<Block> {
    let (head, words) = super::drill::mark(case).trim_end().split_once(' ')?;
    Some(Block::marked(head, Role::Caution, [words.into()]))
}

/// What stands on each screen of a rehearsal.
pub(super) fn rehearsal(words: &str) -> Block {
    Block::marked("REHEARSAL:", Role::Caution, [words.into()])
}

/// What is said when the person stops.
#[must_use]
pub fn until_later(case: &Case, path: &str) -> Screen {
    let verb = if case.drill.is_some() { "drill" } else { "recover" };
    Block::command("Saved. Continue with:", format!("reentry {verb} \"{path}\"")).into()
}

/// Keys of an answers file that nothing asked.
#[must_use]
pub fn unused(keys: &[String]) -> Screen {
    if keys.is_empty() {
        return Screen::default();
    }
    let head = Block::said("Nothing asked for these keys of the answers file:");
    let keys = keys.iter().map(|key| Block::words([Inline::id(key)])).collect();
    Block::Tight(vec![head, Block::Indent(keys)]).into()
}

/// What is said at the end of the path.
#[must_use]
pub fn end(case: &Case, path: &str, put_off: usize) -> Screen {
    let what = if case.drill.is_some() { "drill" } else { "path" };
    let mut words = vec![Block::words([
        format!("This is the end of the {what}. Everything is in ").into(),
        Inline::path(path),
    ])];
    match put_off {
        0 => {}
        1 => words.push(Block::said("One step is still put off; reentry status names it.")),
        many => {
            words.push(Block::said(format!("{many} steps are still put off; reentry status names them.")));
        }
    }
    if case.drill.is_some() {
        words.push(Block::command("To see the record:", format!("reentry drill \"{path}\"")));
    } else {
        words.push(Block::command("To pack the evidence:", format!("reentry bundle --case \"{path}\"")));
        words
            .push(Block::command("To read the whole story:", format!("reentry status -v --case \"{path}\"")));
    }
    Block::Tight(words).into()
}
