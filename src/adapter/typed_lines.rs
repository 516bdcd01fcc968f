//! What is typed or pasted, one entry at a time.
//!
//! It knows the difference between a line that somebody typed and a page that came at once, and hands a page over as
//! one piece, so that no line of it can be run as an answer. It refuses to know questions and answers. Three signs tell
//! a paste: the marks that a terminal sets around it, several lines that arrive faster than anybody types, and, in a
//! pipe, where everything may arrive at once, lines that only a page has (see `signin::page_line`).
//!
//! Standard input is read by a thread of its own, so that Ctrl-C is noticed while nobody types, and only when something
//! is wanted. Nothing that was read is lost: what belongs to the next answer waits here.

use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::unfinished_line;
use crate::model::answer::yes_no;
use crate::port::Silent;
use crate::signin::page_line::{is_page_line, is_page_title};

/// The largest paste: a page of text is a few thousand bytes, a console log a few million.
pub(super) const MAX_PASTE: usize = 8 << 20;

/// Lines that follow each other within this time were not typed by a person.
const TOGETHER: Duration = Duration::from_millis(60);

/// The rest of a paste follows within this time, also over a slow connection.
const REST_OF_PASTE: Duration = Duration::from_millis(250);

/// Whoever types a page, and waits so long, is told how it ends.
const LONG_SILENCE: Duration = Duration::from_secs(2);

/// The same for a pipe that stays open: whoever writes into it may be waiting for our next question.
const REST_IN_PIPE: Duration = Duration::from_secs(2);

/// So many lines are looked at to see whether a page begins; a talk of many answers is not read to its end each time.
const LOOKED_AHEAD: usize = 40;

/// What a terminal writes around a paste, where somebody asked it to.
const BEGIN: &str = "\u{1b}[200~";
const END: &str = "\u{1b}[201~";

/// One answer, or one paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A line that somebody typed.
    Line(String),
    /// Several lines that came together, and whether the rest was longer than is read.
    Pasted { text: String, cut: bool },
}

impl Entry {
    /// The same without marks that were left alone: the end of a paste whose beginning nobody saw.
    fn without_lone_marks(self) -> Self {
        let bare = |text: String| {
            if text.contains('\u{1b}') { text.replace(BEGIN, "").replace(END, "") } else { text }
        };
        match self {
            Self::Line(text) => Self::Line(bare(text)),
            Self::Pasted { text, cut } => Self::Pasted { text: bare(text), cut },
        }
    }
}

/// What comes next.
enum Next {
    Line(String),
    Silence,
    End,
}

/// The lines of standard input.
pub(super) struct TypedLines {
    reader: Option<Reader>,
    /// Bytes were wanted, and none have come yet.
    outstanding: bool,
    /// Bytes that are no whole line yet.
    rest: Vec<u8>,
    /// Whole lines that were read ahead.
    ahead: VecDeque<String>,
    ended: bool,
    /// The last paste ended inside a line: the Enter that ends this line is no answer.
    enter_follows: bool,
    interrupted: &'static AtomicBool,
    by_hand: bool,
}

impl TypedLines {
    /// Nothing is read before the first entry is wanted.
    pub(super) fn new(interrupted: &'static AtomicBool, by_hand: bool) -> Self {
        Self {
            reader: None,
            outstanding: false,
            rest: Vec::new(),
            ahead: VecDeque::new(),
            ended: false,
            enter_follows: false,
            interrupted,
            by_hand,
        }
    }

    /// The next entry. `wants_page` says whether a first line begins a page that the question asks for: such a page goes
    /// on to an empty line.
    pub(super) fn entry(&mut self, wants_page: impl Fn(&str) -> bool) -> Result<Entry, Silent> {
        self.next_entry(wants_page).map(Entry::without_lone_marks)
    }

    fn next_entry(&mut self, wants_page: impl Fn(&str) -> bool) -> Result<Entry, Silent> {
        let first = loop {
            match self.next(None)? {
                Next::Line(line) if std::mem::take(&mut self.enter_follows) && line.is_empty() => {}
                Next::Line(line) => break line,
                Next::End | Next::Silence => return Err(Silent::Nobody),
            }
        };
        if first.contains(BEGIN) {
            return self.marked(&first);
        }
        let first = if self.by_hand { without_keys(&first) } else { first };
        if wants_page(&first) && !self.is_sentence(&first)? {
            return self.page(Paste::of(first));
        }
        if self.by_hand { self.at_keyboard(first) } else { self.in_pipe(first) }
    }

    /// Whether a line where a page is wanted is no beginning of one: nothing follows it at once, and it has nothing of a
    /// page. Whoever typed it is answered, and does not wait for an empty line that nobody told of.
    fn is_sentence(&mut self, first: &str) -> Result<bool, Silent> {
        if is_page_line(first) || is_page_title(first) {
            return Ok(false);
        }
        Ok(match self.next(Some(TOGETHER))? {
            Next::Line(line) => {
                self.ahead.push_front(line);
                false
            }
            Next::Silence | Next::End => true,
        })
    }

    /// A paste with the terminal's marks around it, and what was typed before and behind it on its lines.
    fn marked(&mut self, first: &str) -> Result<Entry, Silent> {
        let mut inside = false;
        let mut paste = Paste::of(self.without_marks(first, &mut inside));
        while inside {
            match self.next(None)? {
                Next::Line(line) => paste.push(&self.without_marks(&line, &mut inside)),
                Next::End | Next::Silence => break,
            }
        }
        Ok(paste.entry())
    }

    /// A line without the marks of a paste; `inside` says whether one is open before it, and then whether one is behind it.
    fn without_marks(&self, line: &str, inside: &mut bool) -> String {
        let mut kept = String::with_capacity(line.len());
        let mut rest = line;
        loop {
            let mark = if *inside { END } else { BEGIN };
            let (part, more) = rest.split_once(mark).map_or((rest, None), |(part, more)| (part, Some(more)));
            // Keys are pressed outside a paste; inside it every character was copied.
            let typed = !*inside && self.by_hand;
            kept.push_str(&if typed { without_keys(part) } else { part.replace(BEGIN, "").replace(END, "") });
            let Some(more) = more else { return kept };
            *inside = !*inside;
            rest = more;
        }
    }

    /// A page that is wanted: to an empty line that nothing follows.
    fn page(&mut self, mut paste: Paste) -> Result<Entry, Silent> {
        let mut told = !self.by_hand;
        loop {
            let line = match self.next(if told { None } else { Some(LONG_SILENCE) })? {
                Next::Line(line) => line,
                Next::Silence if !told => {
                    told = true;
                    let mut err = io::stderr().lock();
                    err.write_all(b"   (go on, or press Enter on an empty line)\n")?;
                    err.flush()?;
                    continue;
                }
                Next::Silence | Next::End => break,
            };
            if line.contains(BEGIN) {
                self.ahead.push_front(line);
                break;
            }
            if !line.trim().is_empty() {
                paste.push(&line);
                continue;
            }
            if paste.lines == 0 {
                continue;
            }
            match self.behind_empty_line()? {
                Some(more) => {
                    paste.push("");
                    paste.push(&more);
                }
                None => break,
            }
        }
        Ok(Entry::Pasted { text: plain(&paste.text), cut: paste.cut })
    }

    /// What follows an empty line of a page, if the page goes on. On a terminal the rest of a paste is there at once. In
    /// a pipe everything may be there at once, so only a further line of a page counts: a labelled one
    /// (`Request Id: …`), or one that nobody types as an answer. Further empty lines that do not lead to one are Enter,
    /// the answer to what is asked next.
    fn behind_empty_line(&mut self) -> Result<Option<String>, Silent> {
        let patience = Some(if self.by_hand { REST_OF_PASTE } else { REST_IN_PIPE });
        let mut enters = 0;
        let next = loop {
            match self.next(patience)? {
                Next::Line(line) if line.trim().is_empty() => enters += usize::from(!self.by_hand),
                Next::Line(line) => break Some(line),
                Next::Silence | Next::End => break None,
            }
        };
        let more = match next {
            Some(next) => self.goes_on(next, enters > 0, patience)?,
            None => None,
        };
        if more.is_none() {
            (0..enters).for_each(|_| self.ahead.push_front(String::new()));
        }
        Ok(more)
    }

    /// This line, if it belongs to the page before it; else it waits for its own question.
    fn goes_on(
        &mut self,
        next: String,
        apart: bool,
        patience: Option<Duration>,
    ) -> Result<Option<String>, Silent> {
        if next.contains(BEGIN) {
            self.ahead.push_front(next);
            return Ok(None);
        }
        let labelled =
            next.find(": ").is_some_and(|at| (3..40).contains(&at) && !next[..at].contains("note"));
        if self.by_hand || labelled && !apart || is_page_line(&next) {
            return Ok(Some(next));
        }
        // Nothing follows a word that ends the talk; where something does, it is a word of the page.
        if is_end(&next) && !apart {
            let mut blank = 0;
            let follows = loop {
                match self.next(patience)? {
                    Next::Line(line) if line.trim().is_empty() => blank += 1,
                    Next::Line(line) => break Some(line),
                    Next::Silence | Next::End => break None,
                }
            };
            let goes_on = follows.is_some();
            follows.into_iter().for_each(|line| self.ahead.push_front(line));
            (0..blank).for_each(|_| self.ahead.push_front(String::new()));
            if goes_on {
                return Ok(Some(next));
            }
        }
        self.ahead.push_front(next);
        Ok(None)
    }

    /// On a terminal, lines that come together are a paste.
    fn at_keyboard(&mut self, first: String) -> Result<Entry, Silent> {
        let of_a_page = is_page_line(&first);
        let mut paste = Paste::of(first);
        loop {
            let patience = if paste.lines < 2 { TOGETHER } else { REST_OF_PASTE };
            match self.next(Some(patience))? {
                Next::Line(line) if line.contains(BEGIN) => {
                    self.ahead.push_front(line);
                    break;
                }
                Next::Line(line) => paste.push(&without_keys(&line)),
                // The last line of a paste waits in the terminal for its Enter.
                Next::Silence if paste.lines > 1 || of_a_page => match self.unfinished()? {
                    Some(line) => {
                        paste.push(&without_keys(&line));
                        self.enter_follows = true;
                    }
                    None => break,
                },
                Next::Silence | Next::End => break,
            }
        }
        // Whoever types ahead is quick as well: short words that only answer are a talk, and no page.
        if !of_a_page && paste.text.lines().all(is_short_answer) {
            let mut lines = paste.text.lines().map(str::to_owned);
            let first = lines.next().unwrap_or_default();
            let rest: Vec<String> = lines.collect();
            rest.into_iter().rev().for_each(|line| self.ahead.push_front(line));
            return Ok(Entry::Line(first));
        }
        Ok(paste.entry())
    }

    /// In a pipe a whole talk may come at once. A page is told by its lines; where the other end waits for the next
    /// question, what it has sent at once is one entry if a line of a page is in it.
    fn in_pipe(&mut self, first: String) -> Result<Entry, Silent> {
        let of_a_page = is_page_line(&first);
        if is_talk(&first) || !(of_a_page || is_page_title(&first) || !self.ahead.is_empty()) {
            return Ok(Entry::Line(first));
        }
        let mut read = VecDeque::new();
        let mut waits = false;
        while read.len() < LOOKED_AHEAD {
            match self.next(Some(TOGETHER))? {
                Next::Line(line) if line.contains(BEGIN) => {
                    self.ahead.push_front(line);
                    break;
                }
                Next::Line(line) => read.push_back(line),
                Next::End => break,
                Next::Silence => {
                    waits = true;
                    break;
                }
            }
        }
        let mut following = read.iter().filter(|line| !line.trim().is_empty());
        let begins = if of_a_page {
            following.next().is_some_and(|line| is_page_line(line))
        } else {
            is_page_title(&first) && following.take(3).any(|line| is_page_line(line))
        };
        let sent_at_once = waits && !of_a_page && read.iter().any(|line| is_page_line(line));
        let mut paste = Paste::of(first);
        if sent_at_once {
            read.iter().for_each(|line| paste.push(line));
            return Ok(paste.entry());
        }
        for line in read.into_iter().rev() {
            self.ahead.push_front(line);
        }
        if begins { self.page(paste) } else { Ok(Entry::Line(paste.text)) }
    }

    /// What somebody's paste has left in the terminal without its Enter.
    fn unfinished(&mut self) -> Result<Option<String>, Silent> {
        let Some(back) = unfinished_line::give_out() else { return Ok(None) };
        let waited = self.next(Some(TOGETHER));
        drop(back);
        match waited? {
            Next::Line(line) => Ok(Some(line)),
            Next::End => Ok(None),
            Next::Silence => {
                let rest = std::mem::take(&mut self.rest);
                Ok(Some(line_of(&rest)).filter(|line| !line.trim().is_empty()))
            }
        }
    }

    /// The next line, waiting this long for it, or as long as it takes.
    fn next(&mut self, patience: Option<Duration>) -> Result<Next, Silent> {
        let mut waited = Duration::ZERO;
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                if self.by_hand {
                    // The terminal has written ^C behind the question.
                    let _ = io::stderr().write_all(b"\n");
                }
                return Err(Silent::Interrupted);
            }
            if let Some(line) = self.ahead.pop_front() {
                return Ok(Next::Line(line));
            }
            if self.ended {
                return Ok(Next::End);
            }
            let reader = self.reader.get_or_insert_with(read_on_demand);
            if !self.outstanding {
                self.outstanding = reader.wanted.send(()).is_ok();
            }
            let beat = Duration::from_millis(50);
            let left = patience.map_or(beat, |p| p.saturating_sub(waited).min(beat));
            match reader.bytes.recv_timeout(left) {
                Ok(bytes) => {
                    self.outstanding = false;
                    self.take(&bytes?);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.ended = true;
                    if !self.rest.is_empty() {
                        let last = std::mem::take(&mut self.rest);
                        self.ahead.push_back(line_of(&last));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    waited += left;
                    if patience.is_some_and(|p| waited >= p) {
                        return Ok(Next::Silence);
                    }
                }
            }
        }
    }

    /// Parts bytes into lines. A line that is longer than any paste is parted too: memory has an end.
    fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.rest.len() > MAX_PASTE {
                let line = std::mem::take(&mut self.rest);
                self.ahead.push_back(line_of(&line));
            }
        }
    }
}

fn line_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

/// Whether a line is one of a talk: nothing, or a number.
fn is_talk(line: &str) -> bool {
    let word = line.trim();
    word.is_empty() || word.parse::<usize>().is_ok()
}

/// Whether a line can only be an answer to a menu, or a way out.
fn is_short_answer(line: &str) -> bool {
    let words = ["quit", "exit", "back", "later", "change", "note", "none", "?"];
    let typed = line.trim();
    is_talk(typed) || words.iter().any(|word| typed.eq_ignore_ascii_case(word)) || yes_no(typed).is_some()
}

/// Whether a line ends the talk.
fn is_end(line: &str) -> bool {
    let word = line.trim();
    word.eq_ignore_ascii_case("quit") || word.eq_ignore_ascii_case("exit")
}

/// A typed line without what the arrow keys write into it, and without the marks of a paste.
fn without_keys(line: &str) -> String {
    if !line.contains('\u{1b}') {
        return line.to_owned();
    }
    let mut kept = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            kept.push(c);
        } else if rest.next_if(|c| matches!(c, '[' | 'O')).is_some() {
            while rest.next_if(|c| !('\u{40}'..='\u{7e}').contains(c)).is_some() {}
            rest.next();
        }
    }
    kept
}

/// Line ends as they are here; a terminal may have written others.
fn plain(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// Lines that came together.
struct Paste {
    text: String,
    /// Lines with something in them.
    lines: usize,
    cut: bool,
}

impl Paste {
    fn of(first: String) -> Self {
        let lines = usize::from(!first.trim().is_empty());
        Self { text: first, lines, cut: false }
    }

    fn push(&mut self, line: &str) {
        if self.text.len() + line.len() >= MAX_PASTE {
            self.cut = true;
            return;
        }
        self.text.push('\n');
        self.text.push_str(line);
        self.lines += usize::from(!line.trim().is_empty());
    }

    /// A paste within one line is a line like any other.
    fn entry(self) -> Entry {
        let text = plain(&self.text);
        if self.lines > 1 || text.trim().contains('\n') {
            Entry::Pasted { text, cut: self.cut }
        } else {
            Entry::Line(text.trim_matches('\n').to_owned())
        }
    }
}

struct Reader {
    wanted: Sender<()>,
    bytes: Receiver<io::Result<Vec<u8>>>,
}

/// Reads what is there for each request, and ends with the input.
fn read_on_demand() -> Reader {
    let (wanted, requests) = mpsc::channel();
    let (send, bytes) = mpsc::channel();
    std::thread::spawn(move || {
        while requests.recv().is_ok() {
            let mut input = io::stdin().lock();
            let read = match input.fill_buf() {
                Ok([]) => return,
                Ok(read) => Ok(read.to_vec()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => Ok(Vec::new()),
                Err(e) => Err(e),
            };
            let count = read.as_ref().map_or(0, Vec::len);
            input.consume(count);
            drop(input);
            if send.send(read).is_err() {
                return;
            }
        }
    });
    Reader { wanted, bytes }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Input that has ended, with these lines in it.
    fn ended(lines: &[&str], by_hand: bool) -> TypedLines {
        static NEVER: AtomicBool = AtomicBool::new(false);
        let mut typed = TypedLines::new(&NEVER, by_hand);
        typed.ahead = lines.iter().map(|line| (*line).to_owned()).collect();
        typed.ended = true;
        typed
    }

    fn all(mut typed: TypedLines) -> Vec<Entry> {
        std::iter::from_fn(|| typed.entry(|_| false).ok()).collect()
    }

    fn line(text: &str) -> Entry {
        Entry::Line(text.to_owned())
    }

    #[test]
    fn a_page_in_a_pipe_is_one_entry_and_a_talk_is_not() {
        let talk = ["2", "anna@contoso.com", "quit"];
        assert_eq!(all(ended(&talk, false)), talk.map(line));
        let page =
            ["Sign in", "Sorry, but we're having trouble signing you in.", "quit", "Error Code: 53003"];
        let more = ["", "Request Id: 1", "2", "", "anna@contoso.com"];
        let text = "Sign in\nSorry, but we're having trouble signing you in.\nquit\nError Code: 53003\n\n\
                    Request Id: 1\n2";
        let lines: Vec<&str> = page.iter().chain(&more).copied().collect();
        let pasted = Entry::Pasted { text: text.into(), cut: false };
        assert_eq!(all(ended(&lines, false)), [pasted, line("anna@contoso.com")]);
        // Enter behind a page answers what is asked of it.
        let entered = ["Error Code: 53003", "Request Id: 1", "", "", "2"];
        let pasted = Entry::Pasted { text: "Error Code: 53003\nRequest Id: 1".into(), cut: false };
        assert_eq!(all(ended(&entered, false)), [pasted, line(""), line("2")]);
        // A page with several empty lines inside is one page.
        let parted =
            ["Error Code: 53003", "Request Id: 1", "", "", "Timestamp: 2026-11-22T01:05:00Z", "", "2"];
        let text = "Error Code: 53003\nRequest Id: 1\n\nTimestamp: 2026-11-22T01:05:00Z";
        assert_eq!(all(ended(&parted, false)), [Entry::Pasted { text: text.into(), cut: false }, line("2")]);
        let alone = ["Message: they rang", "1"];
        assert_eq!(all(ended(&alone, false)), alone.map(line));
    }

    #[test]
    fn marks_and_keys_are_no_part_of_what_was_typed() {
        let marked = ["\u{1b}[200~one", "quit", "", "two\u{1b}[201~", "2"];
        let pasted = Entry::Pasted { text: "one\nquit\n\ntwo".into(), cut: false };
        assert_eq!(all(ended(&marked, false)), [pasted, line("2")]);
        let typed_on = ["an\u{1b}[200~na@contoso.com\u{1b}[201~, bert@contoso.com", "2"];
        assert_eq!(all(ended(&typed_on, true)), [line("anna@contoso.com, bert@contoso.com"), line("2")]);
        let behind = ["\u{1b}[200~one", "two\u{1b}[201~ three\u{1b}[200~ four\u{1b}[201~", "2"];
        let pasted = Entry::Pasted { text: "one\ntwo three four".into(), cut: false };
        assert_eq!(all(ended(&behind, false)), [pasted, line("2")]);
        // A marked paste behind a page is an entry of its own.
        let after = ["Error Code: 53003", "Request Id: 1", "\u{1b}[200~one", "", "two\u{1b}[201~", "2"];
        let first = Entry::Pasted { text: "Error Code: 53003\nRequest Id: 1".into(), cut: false };
        let second = Entry::Pasted { text: "one\n\ntwo".into(), cut: false };
        assert_eq!(all(ended(&after, false)), [first, second, line("2")]);
        let within = ["\u{1b}[200~anna@contoso.com\u{1b}[201~"];
        assert_eq!(all(ended(&within, true)), [line("anna@contoso.com")]);
        assert_eq!(without_keys("an\u{1b}[D\u{1b}[1;5Cna\u{1b}OA"), "anna");
    }

    /// A line that only a page has.
    fn page_line() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "Error Code: 53003",
            "Request Id: 4fdbff88-9d6b-42e0-9713-45c922ba8001",
            "Correlation Id: 4fdbff88-9d6b-42e0-9713-45c922ba8001",
            "Timestamp: 2026-11-22T01:05:00Z",
        ])
    }

    /// A line as it is sent: of a page, of a talk, with marks around a part of it, or empty.
    fn sent_line() -> impl Strategy<Value = String> {
        let talk = || {
            prop::sample::select(vec![
                "2",
                "quit",
                "anna@contoso.com",
                "Message: they rang",
                "Sign in",
                "none",
                "a b",
            ])
        };
        prop_oneof![
            3 => page_line().prop_map(str::to_owned),
            3 => talk().prop_map(str::to_owned),
            2 => Just(String::new()),
            1 => (talk(), page_line(), talk()).prop_map(|(before, inside, behind)| {
                format!("{before} {BEGIN}{inside}{END} {behind}")
            }),
            1 => page_line().prop_map(|inside| format!("{BEGIN}{inside}")),
            1 => page_line().prop_map(|inside| format!("{inside}{END} more")),
            2 => "[a-zA-Z0-9:{# .]{0,20}",
        ]
    }

    proptest! {
        #[test]
        fn nothing_that_was_sent_is_lost(
            sent in prop::collection::vec(sent_line(), 0..30),
            by_hand in any::<bool>(),
            wanted in any::<bool>(),
        ) {
            let lines: Vec<&str> = sent.iter().map(String::as_str).collect();
            let mut typed = ended(&lines, by_hand);
            let wants = |line: &str| wanted && is_page_line(line);
            let mut words = Vec::new();
            while let Ok(Entry::Line(text) | Entry::Pasted { text, .. }) = typed.entry(wants) {
                words.extend(text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
            }
            let bare = sent.join("\n").replace(BEGIN, "").replace(END, "");
            let expected: Vec<&str> = bare.split_whitespace().collect();
            prop_assert_eq!(words, expected);
        }

        #[test]
        fn every_enter_behind_a_page_in_a_pipe_is_an_answer(
            page in prop::collection::vec(page_line(), 2..6),
            enters in 1usize..4,
            answer in "[a-z]{1,8}|[1-9]",
        ) {
            let mut lines: Vec<&str> = page.clone();
            lines.extend(std::iter::repeat_n("", enters + 1));
            lines.push(&answer);
            let pasted = Entry::Pasted { text: page.join("\n"), cut: false };
            let expected = std::iter::once(pasted).chain(std::iter::repeat_n(line(""), enters)).chain([line(&answer)]);
            prop_assert_eq!(all(ended(&lines, false)), expected.collect::<Vec<_>>());
        }

        #[test]
        fn any_keys_are_left_out_without_a_panic(text in "[\u{1b}\\[O;~A-Za-z0-9 ]{0,60}") {
            let kept = without_keys(&text);
            prop_assert!(!kept.contains(char::is_control), "{:?}", kept);
        }
    }
}
