//! Plain lines: numbered choices, no cursor movement, no colour. The equal of the rich terminal: it serves screen
//! readers, old consoles, pipes and tests.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::AtomicBool;

use super::typed_lines::{Entry, MAX_PASTE, TypedLines};
use crate::model::{answer, not_known};
use crate::port::{Prompt, Said, Silent, Terminal, Words};
use crate::signin::page_line::{is_page_line, is_page_title};

/// Numbered choices and lines, on any terminal and in any pipe.
pub struct PlainTerminal {
    lines: TypedLines,
    by_hand: bool,
    /// The ways out of a question were named: they are the same at each.
    told_ways_out: bool,
}

impl PlainTerminal {
    /// Nothing is read before the first question.
    #[must_use]
    pub fn new(interrupted: &'static AtomicBool) -> Self {
        let by_hand = io::stdin().is_terminal();
        Self { lines: TypedLines::new(interrupted, by_hand), by_hand, told_ways_out: false }
    }

    /// Several lines as they came; says so where they do not stand on the screen, and where some were left out.
    fn pasted(&mut self, text: String, cut: bool) -> Result<Said, Silent> {
        if !self.by_hand {
            self.say(&shown(text.lines().next().unwrap_or_default()))?;
        }
        if cut {
            let most = MAX_PASTE >> 20;
            self.say(&format!(
                "notice: the paste is longer than {most} MiB; the lines after that were left out."
            ))?;
        }
        Ok(Said::Pasted(text))
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
            let wants_page = |line: &str| {
                prompt.words == Words::Paste
                    && matches!(understand(line, prompt), Understood::Said(Said::Text(text)) if !text.trim().is_empty())
            };
            let line = match self.lines.entry(wants_page)? {
                Entry::Line(line) => line,
                Entry::Pasted { text, cut } => return self.pasted(text, cut),
            };
            if !self.by_hand {
                // A pipe does not echo; the transcript shall read like the talk it was.
                self.say(&shown(&line))?;
            }
            if is_page_line(&line) {
                return Ok(Said::Pasted(line));
            }
            match understand(&line, prompt) {
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
            if let Some(at) = chosen(typed, prompt) {
                return Understood::Said(Said::Option(at));
            }
            return match prompt.words {
                _ if typed.is_empty() && prompt.enter => Understood::Said(Said::Text(String::new())),
                _ if typed.is_empty() => {
                    Understood::Not("   Nothing was typed. Your earlier answers are safe.".into())
                }
                // Whoever is asked decides what it means that nobody knows.
                Words::None if not_known(typed) => Understood::Said(Said::Text(line.to_owned())),
                // No line of the menu, and more than a slip: it may be what the next question asks for.
                Words::None if prompt.ways_out && is_sentence(typed) => {
                    Understood::Said(Said::Text(line.to_owned()))
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

/// Whether these are words that somebody would miss: three or more, and no question to this program.
fn is_sentence(typed: &str) -> bool {
    let words = typed.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    words.take(3).count() == 3 && !typed.contains('?')
}

/// The line of a menu that was meant. Where words are an answer too, only a number or the label itself is a choice.
fn chosen(typed: &str, prompt: &Prompt<'_>) -> Option<usize> {
    if prompt.words == Words::None {
        return answer::menu(typed, prompt.options);
    }
    let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let label = || prompt.options.iter().position(|option| option.eq_ignore_ascii_case(typed));
    // A page is long, and its title is no choice; a few words beside it are one.
    let few = || {
        let words = prompt.words == Words::Paste && typed.chars().count() <= 60;
        (words && !is_page_title(typed)).then_some(())
    };
    number
        .filter(|at| *at < prompt.options.len())
        .or_else(label)
        .or_else(|| few().and_then(|()| answer::menu(typed, prompt.options)))
}

/// What was read, made harmless for a screen and short enough for a line or two.
fn shown(line: &str) -> String {
    crate::report::harmless::shown(line).chars().take(200).collect()
}
