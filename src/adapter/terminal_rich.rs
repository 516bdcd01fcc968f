//! What the console of this system can show. The only file that names dialoguer.
//!
//! Nothing is read here. A prompt that edits a line reads the keyboard key by key and leaves the rest of a pasted page
//! lying, to be run as the next answers; a list for the cursor keys takes whatever stands under the cursor when somebody
//! types `2`, `no` or `quit`. At three in the morning people type and paste, so every answer is read in whole lines, by
//! `typed_lines`, on every terminal.

use std::io;

use dialoguer::console::Term;

/// Whether a screen acts on the sequences that make words bold or coloured. Elsewhere than on Windows every terminal does;
/// there a console is asked to, and one that refuses gets plain words.
#[must_use]
pub fn shows_looks(stream: &impl io::IsTerminal) -> bool {
    !cfg!(windows) || !stream.is_terminal() || {
        Term::stdout().features().colors_supported() || Term::stderr().features().colors_supported()
    }
}
