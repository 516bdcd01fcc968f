//! The looks of a terminal: which role is bold, dim or coloured, and how wide a line is that carries looks.
//!
//! A look is a short sequence that this file puts around words *after* they were made harmless, so a sequence that came
//! from outside can never act. The sixteen colours alone are used, and of them those that can be read on a light and on a
//! dark ground: magenta for what is copied, red for what is wrong, green for what is right. Bold and dim do the rest.
//! Nothing is said by a look alone.

use unicode_width::UnicodeWidthStr;

use crate::report::document::Role;

/// Ends every look.
pub(super) const END: &str = "\u{1b}[0m";

/// A title, the head of a table, strong stress.
pub(super) const BOLD: &str = "\u{1b}[1m";
/// The title of the whole.
pub(super) const TITLE: &str = "\u{1b}[1;4m";
/// Emphasis.
pub(super) const ITALIC: &str = "\u{1b}[3m";
/// Sources, and signs that only guide the eye.
pub(super) const DIM: &str = "\u{1b}[2m";
/// An address.
pub(super) const UNDERLINED: &str = "\u{1b}[4m";
/// What is typed or compared character by character.
pub(super) const COPIED: &str = "\u{1b}[35m";
/// A command on a line of its own.
pub(super) const COMMAND: &str = "\u{1b}[1;35m";

/// The look of a role; none for what should look like the words around it.
pub(super) fn look(role: Role) -> Option<&'static str> {
    match role {
        Role::Value => None,
        Role::Path => Some(UNDERLINED),
        Role::Id => Some(COPIED),
        Role::Command => Some(COMMAND),
        Role::Dim => Some(DIM),
        Role::Caution => Some(BOLD),
        Role::Danger => Some("\u{1b}[1;31m"),
        Role::Good => Some("\u{1b}[1;32m"),
    }
}

/// The columns that a text takes on a screen, looks not counted.
pub(super) trait Wide {
    fn width(&self) -> usize;
}

impl Wide for str {
    fn width(&self) -> usize {
        if !self.contains('\u{1b}') {
            return UnicodeWidthStr::width(self);
        }
        let mut parts = self.split('\u{1b}');
        let first = parts.next().map_or(0, UnicodeWidthStr::width);
        let words = parts.map(|part| part.split_once('m').map_or(part, |(_, words)| words));
        first + words.map(UnicodeWidthStr::width).sum::<usize>()
    }
}

impl Wide for String {
    fn width(&self) -> usize {
        Wide::width(self.as_str())
    }
}

/// Lines of one text whose looks may reach over their ends: each line ends its looks and the next one begins them again,
/// so that a line can be set in, put in a column, or printed alone.
pub(super) fn closed(lines: &mut [String]) {
    let mut open = String::new();
    for line in lines {
        let begun = std::mem::take(&mut open);
        open.push_str(&begun);
        for sequence in line.split('\u{1b}').skip(1) {
            let Some((code, _)) = sequence.split_once('m') else { continue };
            if code == "[0" {
                open.clear();
            } else {
                open.push_str(&format!("\u{1b}{code}m"));
            }
        }
        let end = if open.is_empty() { "" } else { END };
        if !begun.is_empty() || !end.is_empty() {
            *line = format!("{begun}{line}{end}");
        }
    }
}
