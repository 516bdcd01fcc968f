//! Everything a command may touch, handed to it once.

use std::io::Write;

use crate::error::{Error, Result};
use crate::port::{Archive, CaseStore, Clock, Dns, Entropy, Files, Terminal};
use crate::report::screen::Screen;
use crate::settings::Settings;

/// The world as one run sees it. Built by `main` from adapters, or by a test from doubles.
pub struct World<'a> {
    /// How this run behaves.
    pub settings: Settings,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Random bytes.
    pub entropy: &'a dyn Entropy,
    /// Files that a person names.
    pub files: &'a dyn Files,
    /// Questions to name servers.
    pub dns: &'a dyn Dns,
    /// Zip files.
    pub archive: &'a dyn Archive,
    /// Case folders.
    pub store: &'a dyn CaseStore,
    /// The person.
    pub terminal: &'a mut dyn Terminal,
    /// Carries the answer.
    pub out: &'a mut dyn Write,
    /// Carries progress, notices and hints.
    pub err: &'a mut dyn Write,
}

impl World<'_> {
    /// Prints an answer where answers go.
    pub fn answer(&mut self, screen: &Screen) -> Result<()> {
        let text = screen.text(self.settings.answer_page());
        self.out.write_all(text.as_bytes()).map_err(Error::from_output)
    }

    /// Says something beside the answer. Nobody may be listening, which is no failure.
    pub fn tell(&mut self, screen: &Screen) {
        let _ = self.err.write_all(screen.text(self.settings.page()).as_bytes());
    }

    /// Says what the disks could not do, so that another way was taken; each once.
    pub fn tell_limits(&mut self) {
        for limit in self.store.limits_met() {
            let _ = writeln!(self.err, "{limit}");
        }
    }
}
