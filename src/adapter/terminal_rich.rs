//! A line that can be edited, by dialoguer. The only file that names it.
//!
//! A choice is the same numbered list as on the plain terminal. A list for the cursor keys takes whatever stands under
//! the cursor when somebody types `2`, `no` or `quit` and presses Enter, and an error page pasted into it is lost; at
//! three in the morning people type and paste.
//!
//! Known traps: the cursor stays hidden after Ctrl-C (so it is shown again on every way out), and a long prompt is drawn
//! twice (so prose is printed by us and the prompt line is short). On Windows a key is waited for without ever looking
//! up, so Ctrl-C is answered by its handler: see [`left`].

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use dialoguer::console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Error, Input};

use super::terminal_plain::{PlainTerminal, Understood, understand};
use crate::port::{Prompt, Said, Silent, Terminal, Words};

/// Whether a key is being waited for.
static WAITING: AtomicBool = AtomicBool::new(false);

/// Called by the handler of Ctrl-C: whether the program has to end here, because nobody below will notice. What was
/// answered is on disk by then; this only says so.
pub fn left() -> bool {
    let deaf = cfg!(windows) && WAITING.load(Ordering::Relaxed);
    if deaf {
        let _ = Term::stderr().show_cursor();
        let _ = writeln!(
            io::stderr(),
            "\nerror: interrupted\nhint: to continue where you were, type the same command again\nsaved: everything answered so far"
        );
    }
    deaf
}

/// Whether a screen acts on the sequences that make words bold or coloured. Elsewhere than on Windows every terminal does;
/// there a console is asked to, and one that refuses gets plain words.
#[must_use]
pub fn shows_looks(stream: &impl io::IsTerminal) -> bool {
    !cfg!(windows) || !stream.is_terminal() || {
        Term::stdout().features().colors_supported() || Term::stderr().features().colors_supported()
    }
}

/// A terminal that can move its cursor.
pub struct RichTerminal {
    theme: Box<dyn Theme>,
    /// Reads choices and pastes, and the one answer after a paste: its reader may still be waiting for the next line.
    lines: PlainTerminal,
}

impl RichTerminal {
    /// `color` was decided in `settings`; nothing here looks at the environment.
    #[must_use]
    pub fn new(color: bool, lines: PlainTerminal) -> Self {
        dialoguer::console::set_colors_enabled(color);
        dialoguer::console::set_colors_enabled_stderr(color);
        Self { theme: if color { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) }, lines }
    }

    fn line(&self, prompt: &Prompt<'_>) -> Result<String, Silent> {
        let _waiting = Waiting::begin();
        let asked = if prompt.line.is_empty() { "Your answer" } else { prompt.line };
        let typed =
            Input::<String>::with_theme(&*self.theme).with_prompt(asked).allow_empty(true).interact_text();
        typed.map_err(silent)
    }
}

impl Terminal for RichTerminal {
    fn say(&mut self, text: &str) -> Result<(), Silent> {
        self.lines.say(text)
    }

    fn ask(&mut self, prompt: &Prompt<'_>) -> Result<Said, Silent> {
        if self.lines.is_listening() || !prompt.options.is_empty() || prompt.words != Words::Line {
            return self.lines.ask(prompt);
        }
        let _cursor = CursorBack;
        loop {
            match understand(&self.line(prompt)?, prompt) {
                Understood::Said(said) => return Ok(said),
                Understood::Not(_) => {
                    self.say("Nothing was typed. Type ? for help, or: back, later, note, quit")?;
                }
            }
        }
    }

    fn is_person(&self) -> bool {
        true
    }
}

/// Marks the time in which dialoguer waits for a key.
struct Waiting;

impl Waiting {
    fn begin() -> Self {
        WAITING.store(true, Ordering::Relaxed);
        Self
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.store(false, Ordering::Relaxed);
    }
}

/// Shows the cursor again however the question ended.
struct CursorBack;

impl Drop for CursorBack {
    fn drop(&mut self) {
        let _ = Term::stderr().show_cursor();
    }
}

fn silent(error: Error) -> Silent {
    let Error::IO(error) = error;
    match error.kind() {
        io::ErrorKind::Interrupted => Silent::Interrupted,
        io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => Silent::Nobody,
        _ => Silent::Io(error),
    }
}
