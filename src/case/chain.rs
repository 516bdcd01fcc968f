//! Follows a journal's chain without keeping it: what a stranger does with the journal inside a bundle.

use std::io::{self, BufRead, BufReader, Read};

use super::journal::{self, Head, MAX_LINE};

/// Why a chain is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum NoChain {
    /// A line is wrong.
    #[error(transparent)]
    Broken(#[from] journal::Broken),
    /// The last line is not whole. In a case that is a crash; in a bundle, somebody cut it.
    #[error("line {0} is cut off")]
    Cut(u64),
    /// The bytes could not be read.
    #[error("it cannot be read: {0}")]
    Read(#[from] io::Error),
}

/// Reads a whole journal, one line at a time, and gives the end of its chain. `seen` is shown every line's end of the
/// chain on the way: whether an earlier one is among them tells whether this journal continues it.
///
/// # Errors
/// The first line that is wrong.
pub fn follow(journal: &mut dyn Read, seen: &mut dyn FnMut(&Head)) -> Result<Head, NoChain> {
    let mut from = BufReader::new(journal);
    let mut head = Head::start();
    let mut line = Vec::new();
    loop {
        line.clear();
        (&mut from).take(MAX_LINE as u64 + 2).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(head);
        }
        let reading = journal::read(&head, &line)?;
        match reading.entries.last() {
            Some(entry) if !reading.unended => {
                head = Head::after(entry);
                seen(&head);
            }
            _ => return Err(NoChain::Cut(head.seq + 1)),
        }
    }
}
