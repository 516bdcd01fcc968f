//! `--no-input`: nobody is asked; prose still goes to standard error.

use std::io::{self, Write};

use crate::port::{Prompt, Said, Silent, Terminal};

/// Stands where nobody can be asked.
pub struct NoOne;

impl Terminal for NoOne {
    fn say(&mut self, text: &str) -> Result<(), Silent> {
        Ok(writeln!(io::stderr(), "{text}")?)
    }

    fn ask(&mut self, _prompt: &Prompt<'_>) -> Result<Said, Silent> {
        Err(Silent::Nobody)
    }

    fn is_person(&self) -> bool {
        false
    }
}
