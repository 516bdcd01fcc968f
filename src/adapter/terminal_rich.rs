//! Cursor keys, by dialoguer. The only file that names it.
//!
//! Known traps: a stray `q` or Esc leaves a list silently (so a list that was left is simply put again), the cursor
//! stays hidden after Ctrl-C (so it is shown again on every way out), and a long prompt is drawn twice (so prose is
//! printed by us and the prompt line is short). On Windows a key is waited for without ever looking up, so Ctrl-C is
//! answered by its handler: see [`left`].

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use dialoguer::console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Error, Input, Select};

use super::terminal_plain::PlainTerminal;
use crate::port::{Prompt, Said, Silent, Terminal, Words};

/// An item of a list and what choosing it says.
type WayOut = (&'static str, fn() -> Said);

const WAYS_OUT: [WayOut; 5] = [
    ("? why is this asked", || Said::Why),
    ("note   write a line into the timeline", || Said::Note(None)),
    ("later  answer this later", || Said::Later),
    ("back   the step before", || Said::Back),
    ("quit   stop here; everything is saved", || Said::Quit),
];

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
            "\nerror: interrupted\nhint: reentry recover   continues where you were\nsaved: everything answered so far"
        );
    }
    deaf
}

/// A terminal that can move its cursor.
pub struct RichTerminal {
    theme: Box<dyn Theme>,
    /// Reads pastes, and the one answer after a paste: its reader may still be waiting for the next line.
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

    /// One of a list; nothing when the person left it by Esc or `q`.
    fn choose(&self, line: &str, items: &[&str]) -> Result<Option<usize>, Silent> {
        let _waiting = Waiting::begin();
        Select::with_theme(&*self.theme)
            .with_prompt(line)
            .items(items)
            .default(0)
            .interact_opt()
            .map_err(silent)
    }

    fn paste(&mut self) -> Result<String, Silent> {
        self.say("Paste it now. End with an empty line. (back: return to the list)")?;
        self.lines.paste(String::new())
    }
}

impl Terminal for RichTerminal {
    fn say(&mut self, text: &str) -> Result<(), Silent> {
        self.lines.say(text)
    }

    fn ask(&mut self, prompt: &Prompt<'_>) -> Result<Said, Silent> {
        if self.lines.is_listening() {
            return self.lines.ask(prompt);
        }
        let _cursor = CursorBack;
        loop {
            if prompt.options.is_empty() && prompt.words == Words::Line {
                let typed = self.line(prompt)?;
                match typed.trim() {
                    "" => self.say("Nothing was typed. Type ? for help, or: back, later, note, quit")?,
                    "?" => return Ok(Said::Why),
                    "back" if prompt.ways_out => return Ok(Said::Back),
                    "later" if prompt.ways_out => return Ok(Said::Later),
                    "quit" => return Ok(Said::Quit),
                    "note" if prompt.ways_out => return Ok(Said::Note(None)),
                    text => match text.strip_prefix("note ").filter(|_| prompt.ways_out) {
                        Some(note) => return Ok(Said::Note(Some(note.trim().to_owned()))),
                        None => return Ok(Said::Text(typed)),
                    },
                }
                continue;
            }
            // A paste is the better answer, so it comes first; the ways out share one line, so that the list stays short.
            let words = match prompt.words {
                Words::None => None,
                Words::Line => Some("Type an answer"),
                Words::Paste => Some("Paste the error text"),
            };
            let out = prompt.ways_out.then_some("… why, note, later, back or quit");
            let items: Vec<&str> =
                words.into_iter().chain(prompt.options.iter().copied()).chain(out).collect();
            let line =
                if prompt.line.is_empty() { "Choose with the arrow keys, then Enter" } else { prompt.line };
            let Some(at) = self.choose(line, &items)? else { continue };
            match (words, at) {
                (Some(_), 0) if prompt.words == Words::Paste => {
                    let text = self.paste()?;
                    if text.trim() != "back" && !text.trim().is_empty() {
                        return Ok(Said::Text(text));
                    }
                }
                (Some(_), 0) => return Ok(Said::Text(self.line(prompt)?)),
                _ => {
                    let at = at - usize::from(words.is_some());
                    if at < prompt.options.len() {
                        return Ok(Said::Option(at));
                    }
                    let names: Vec<&str> = WAYS_OUT.iter().map(|w| w.0).collect();
                    if let Some((_, said)) = self.choose("Or rather", &names)?.and_then(|at| WAYS_OUT.get(at))
                    {
                        return Ok(said());
                    }
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
