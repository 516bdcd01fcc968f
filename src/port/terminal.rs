/// The person in front of the screen.
pub trait Terminal {
    /// Prints prose for the person (never to standard output).
    fn say(&mut self, text: &str) -> Result<(), Silent>;
    /// Puts one question and returns what was said.
    fn ask(&mut self, prompt: &Prompt<'_>) -> Result<Said, Silent>;
    /// Whether a person sits there, as opposed to a file of answers.
    fn is_person(&self) -> bool;
}

/// One question. Prose is printed before by `say`; the line itself is short.
#[derive(Debug, Clone, Copy)]
pub struct Prompt<'a> {
    /// At most 40 characters.
    pub line: &'a str,
    /// Numbered from 1; at most 60 characters each.
    pub options: &'a [&'a str],
    /// Whether words of the person's own are wanted.
    pub words: Words,
    /// The step's name, so that a question nobody answers can be named.
    pub step: &'a str,
    /// Whether back, later, note and quit make sense here.
    pub ways_out: bool,
    /// Whether Enter alone is an answer: empty words.
    pub enter: bool,
}

/// What may be typed besides an option's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Nothing.
    None,
    /// One line.
    Line,
    /// Many lines, ended by an empty one. Several lines may be pasted at any other question as well.
    Paste,
}

/// What the person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The option's place, from 0.
    Option(usize),
    /// Words of one line.
    Text(String),
    /// Several lines that came at once: a page, a mail, a list. Never an answer line by line.
    Pasted(String),
    /// Why is this asked?
    Why,
    /// A note for the timeline; its text if it was typed along.
    Note(Option<String>),
    /// Answer later.
    Later,
    /// The step before.
    Back,
    /// Something that is known shall be changed.
    Change,
    /// Stop; everything is saved.
    Quit,
}

/// Why nobody answered.
#[derive(Debug, thiserror::Error)]
pub enum Silent {
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The input ended, or asking is not allowed.
    #[error("there is nobody to ask")]
    Nobody,
    /// The screen or keyboard failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
