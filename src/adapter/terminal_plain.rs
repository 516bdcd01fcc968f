//! Plain lines: numbered choices, no cursor movement, no colour. The equal of the rich terminal: it serves screen
//! readers, old consoles, pipes and tests.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::port::{Prompt, Said, Silent, Terminal, Words};
use crate::signin::page_line::is_page_line;

/// The largest paste: a page of text is a few thousand bytes, a console log a few million.
const MAX_PASTE: usize = 8 << 20;

/// A pasted page may hold empty lines. On a terminal the rest of a paste follows at once; a person does not.
const REST_OF_PASTE: Duration = Duration::from_millis(150);

/// The same for a pipe that stays open: whoever writes into it may be waiting for our next question.
const REST_IN_PIPE: Duration = Duration::from_secs(2);

/// Reads standard input on a thread of its own, so that Ctrl-C is noticed while nobody types. The thread reads a line
/// only when one is wanted: whoever else reads the terminal in between (the rich prompts) is not robbed.
pub struct PlainTerminal {
    reader: Option<Reader>,
    /// A line was wanted, and nobody has typed it yet.
    outstanding: bool,
    /// A line that was read too far.
    ahead: Option<String>,
    interrupted: &'static AtomicBool,
    by_hand: bool,
    /// The ways out of a question were named: they are the same at each.
    told_ways_out: bool,
}

impl PlainTerminal {
    /// Nothing is read before the first question.
    #[must_use]
    pub fn new(interrupted: &'static AtomicBool) -> Self {
        Self {
            reader: None,
            outstanding: false,
            ahead: None,
            interrupted,
            by_hand: io::stdin().is_terminal(),
            told_ways_out: false,
        }
    }

    fn line(&mut self, patience: Option<Duration>) -> Result<Option<String>, Silent> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let reader = self.reader.get_or_insert_with(read_on_demand);
        if !self.outstanding {
            self.outstanding = reader.wanted.send(()).is_ok();
        }
        let mut waited = Duration::ZERO;
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                if self.by_hand {
                    // The terminal has written ^C behind the question.
                    let _ = io::stderr().write_all(b"\n");
                }
                return Err(Silent::Interrupted);
            }
            let beat = Duration::from_millis(50);
            match reader.lines.recv_timeout(patience.map_or(beat, |p| p.min(beat))) {
                Ok(line) => {
                    self.outstanding = false;
                    return Ok(Some(line?));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(Silent::Nobody),
                Err(RecvTimeoutError::Timeout) => waited += beat,
            }
            if patience.is_some_and(|p| waited >= p) {
                return Ok(None);
            }
        }
    }

    /// Whether the next line that is typed goes to this terminal, because a paste was waiting for more.
    pub(super) fn is_listening(&self) -> bool {
        self.outstanding
    }

    /// Reads a paste to an empty line that nothing follows.
    pub(super) fn paste(&mut self, first: String) -> Result<String, Silent> {
        let mut text = first;
        let mut left_out = false;
        loop {
            let line = match self.line(None) {
                Ok(line) => line.unwrap_or_default(),
                Err(Silent::Nobody) => return self.pasted(text, left_out),
                Err(e) => return Err(e),
            };
            if line.trim().is_empty() {
                if text.trim().is_empty() {
                    continue;
                }
                match self.rest_of_paste()? {
                    Some(more) => {
                        text.push_str("\n\n");
                        text.push_str(&more);
                        continue;
                    }
                    None => return self.pasted(text, left_out),
                }
            }
            if text.len() + line.len() < MAX_PASTE {
                text.push('\n');
                text.push_str(&line);
            } else {
                left_out = true;
            }
        }
    }

    /// The end of a paste; says so if it was longer than is read.
    fn pasted(&mut self, text: String, left_out: bool) -> Result<String, Silent> {
        if left_out {
            let most = MAX_PASTE >> 20;
            self.say(&format!(
                "notice: the paste is longer than {most} MiB; the lines after that were left out."
            ))?;
        }
        Ok(text)
    }
}

impl PlainTerminal {
    /// What follows an empty line in a paste, if the paste goes on. On a terminal the rest of a paste is there at
    /// once. In a pipe everything may be there at once, so only a further line of a page counts: a labelled one
    /// (`Request Id: …`), or one that nobody types as an answer.
    fn rest_of_paste(&mut self) -> Result<Option<String>, Silent> {
        let patience = Some(if self.by_hand { REST_OF_PASTE } else { REST_IN_PIPE });
        let next = loop {
            match self.line(patience) {
                Ok(Some(next)) if self.by_hand && next.trim().is_empty() => {}
                Ok(Some(next)) => break next,
                Ok(None) | Err(Silent::Nobody) => return Ok(None),
                Err(e) => return Err(e),
            }
        };
        let labelled =
            next.find(": ").is_some_and(|at| (3..40).contains(&at) && !next[..at].contains("note"));
        if self.by_hand || labelled || is_page_line(&next) {
            return Ok(Some(next));
        }
        if !next.trim().is_empty() {
            self.ahead = Some(next);
        }
        Ok(None)
    }
}

impl Terminal for PlainTerminal {
    fn say(&mut self, text: &str) -> Result<(), Silent> {
        let mut err = io::stderr().lock();
        err.write_all(text.as_bytes())?;
        err.write_all(b"\n")?;
        Ok(err.flush()?)
    }

    fn ask(&mut self, prompt: &Prompt<'_>) -> Result<Said, Silent> {
        loop {
            let mut text = String::new();
            for (at, option) in prompt.options.iter().enumerate() {
                text.push_str(&format!("   {} {option}\n", at + 1));
            }
            if prompt.ways_out && !self.told_ways_out {
                text.push_str("   (? more, change, note, later, back, quit)\n");
                self.told_ways_out = true;
            }
            text.push_str(&format!(
                "{}> ",
                if prompt.line.is_empty() { String::new() } else { format!("{} ", prompt.line) }
            ));
            let mut err = io::stderr().lock();
            err.write_all(text.as_bytes())?;
            err.flush()?;
            drop(err);
            let line = self.line(None)?.unwrap_or_default();
            if !self.by_hand {
                // A pipe does not echo; the transcript shall read like the talk it was.
                self.say(&shown(&line))?;
            }
            match understand(&line, prompt) {
                Understood::Said(Said::Text(first)) if prompt.words == Words::Paste && !first.is_empty() => {
                    let text = self.paste(first)?;
                    return Ok(Said::Text(text));
                }
                Understood::Said(said) => return Ok(said),
                Understood::Not(why) => self.say(&why)?,
            }
        }
    }

    fn is_person(&self) -> bool {
        self.by_hand
    }
}

/// What a line means as the answer to a prompt.
pub enum Understood {
    Said(Said),
    Not(String),
}

pub fn understand(line: &str, prompt: &Prompt<'_>) -> Understood {
    let typed = line.trim();
    let (word, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let rest = Some(rest.trim().trim_start_matches(':').to_owned()).filter(|r| !r.is_empty());
    let said = match word.to_lowercase().as_str() {
        "?" | "why" if rest.is_none() => Said::Why,
        "back" if rest.is_none() && prompt.ways_out => Said::Back,
        "later" if rest.is_none() && prompt.ways_out => Said::Later,
        "change" if rest.is_none() && prompt.ways_out => Said::Change,
        "quit" | "exit" if rest.is_none() => Said::Quit,
        // In a field of free text "Note from the bank: …" is an answer; there the word counts when it stands alone.
        "note" | "note:" if prompt.ways_out && (rest.is_none() || prompt.words != Words::Line) => {
            Said::Note(rest)
        }
        _ => {
            if let Ok(number) = typed.parse::<usize>()
                && (1..=prompt.options.len()).contains(&number)
            {
                return Understood::Said(Said::Option(number - 1));
            }
            if let Some(at) = prompt.options.iter().position(|o| o.eq_ignore_ascii_case(typed)) {
                return Understood::Said(Said::Option(at));
            }
            return match prompt.words {
                _ if typed.is_empty() && prompt.enter => Understood::Said(Said::Text(String::new())),
                _ if typed.is_empty() => {
                    Understood::Not("   Nothing was typed. Your earlier answers are safe.".into())
                }
                Words::None => {
                    Understood::Not(format!("   Type a number from 1 to {}.", prompt.options.len()))
                }
                Words::Line | Words::Paste => Understood::Said(Said::Text(line.to_owned())),
            };
        }
    };
    Understood::Said(said)
}

/// What was read, made harmless for a screen and short enough for a line or two.
fn shown(line: &str) -> String {
    crate::report::harmless::shown(line).chars().take(200).collect()
}

struct Reader {
    wanted: Sender<()>,
    lines: Receiver<io::Result<String>>,
}

/// Reads a line for each request, decodes it leniently, and ends with the input.
fn read_on_demand() -> Reader {
    let (wanted, requests) = mpsc::channel();
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        while requests.recv().is_ok() {
            let mut bytes = Vec::new();
            let read =
                io::Read::take(&mut io::stdin().lock(), MAX_PASTE as u64).read_until(b'\n', &mut bytes);
            let line = match read {
                Ok(0) => return,
                Ok(_) => Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()),
                Err(e) => Err(e),
            };
            if send.send(line).is_err() {
                return;
            }
        }
    });
    Reader { wanted, lines }
}
