//! What the program says about the values of other rooms, in a catalogue that can be translated.
//!
//! A finding, a warning or a reason is a typed value in the room that decides it. Here, and nowhere else, it becomes a
//! sentence: each room below has a file here that turns its values into a [`Message`], and a resource in Project Fluent's
//! format, `en/<room>.ftl`, that holds the sentences. Journals and JSON keep ids and data; a sentence is made only when
//! somebody reads it, so that a better wording reaches old cases and another language needs no change in any other room.
//!
//! This room refuses to know where a sentence is shown and how wide the screen is, and it decides nothing: two values that
//! differ in meaning differ in the room that made them. What an administrator should do is written in `runbooks/`, and what
//! Microsoft reads (the support request, the phone script, the dossier) stays English whatever the screen speaks; neither
//! belongs here. English is complete: a message that is missing, that nobody says, or whose variables differ from what code
//! gives it fails a test or does not compile.
//!
//! A day or a moment is given to a sentence already written, as `2026-11-22` or `02:17 UTC`: these forms are the same in
//! every language and can be copied into a search.

mod catalogue;
pub(crate) mod quality;
#[cfg(test)]
mod tests;

use catalogue::messages;
pub(crate) use catalogue::{Arg, Message};

/// Every catalogue of the program. A test holds it against the folder of the resources.
#[cfg(test)]
static ALL: [&catalogue::Catalogue; 1] = [&quality::CATALOGUE];

/// A value that can be told in a sentence.
pub(crate) trait Say {
    /// The sentence, and what belongs to it, as a message of the catalogue.
    fn say(&self) -> Message;

    /// What to do about it, where there is something to do.
    fn hint(&self) -> Option<String> {
        self.say().attribute("hint")
    }
}
