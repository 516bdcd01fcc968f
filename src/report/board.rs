//! The board of the case: whose turn it is, until when, what is open, on one screen of 22 rows.
//!
//! Every line is one of the shared sentences or a clock; what nobody said is not shown as an empty promise. Rows that
//! would not fit are counted, never dropped without a word.

use chrono::{DateTime, FixedOffset};

use super::document::{Block, Inline, Row};
use super::said;
use super::screen::Screen;
use super::text::Page;
use super::when::{clock_time, full, span};
use crate::case::Case;
use crate::case::claims::{Claims, Situation};
use crate::case::door::DoorState;
use crate::guide::Guide;
use crate::model::facts;
use crate::runbook::{Library, NewsOption, WaitKind};

/// What the board asks, one line each.
pub const ONE_OF_THEM: &str = "A number; Enter goes on with NOW";
pub const CALLED: &str = "Did you speak to support?";
pub const CALLED_HOW: [&str; 2] = ["yes", "no, the call was missed"];
pub const THEY_SAID: &str = "What did support say, and what is next?";
pub const WANTED: &str = "Which sentence does support want back, exactly?";
pub const UNTIL: &str = "Until when must you answer? (like 11:05)";
pub const NO_TIME: &str = "   Write a time of the next 24 hours, like 11:05, or press Enter.";
pub const WHICH: &str = "The number of the request:";
/// What is kept where nobody knows which of both it is.
pub const CLOSED_OR_MOVED: &str =
    "The request was closed, or goes on under another number; which of both is not known.";
pub const NEW_NUMBER: &str = "The new number? (Enter: closed without one)";
pub const WHICH_DOOR: &str = "Which one?";
pub const HOW: &str = "How did it end?";
pub const HOW_IT_ENDED: [&str; 3] = ["somebody is in", "it did not open", "somebody is still trying"];
pub const WORDS: &str = "In your words (Enter: none):";
pub const WHO_IS_IN: &str = "Which account is in?";
pub const WHICH_CAUSE: &str = "What is the cause?";
pub const WHEN: &str = "When? (like 03:10; Enter: just now)";
pub const KEPT: &str = "   Kept.";

/// Said of a sentence that was typed where a number was wanted.
#[must_use]
pub fn kept_in_words(text: &str, lines: usize) -> String {
    format!(
        "   Kept as \"something else\": {text}\n   If it is one of the {lines} lines, type its number as well."
    )
}

/// A time in the past as it was understood.
#[must_use]
pub fn happened(at: DateTime<FixedOffset>) -> String {
    format!("   Understood: {}.", at.format("%A %-d %B %Y, %H:%M %:z"))
}

/// Something that is no line of the board.
#[must_use]
pub fn not_a_line(lines: usize) -> String {
    format!("   Nothing was kept. Type a number from 1 to {lines}, or press Enter to go on.")
}

/// A time as it was understood.
#[must_use]
pub fn understood(at: DateTime<FixedOffset>) -> String {
    format!("   Before {}.", at.format("%A %-d %B %Y, %H:%M %:z"))
}

/// Accounts and doors that are shown one by one, where there is room.
const SHOWN: usize = 4;

/// Rows of a window of 24 without the question below: its three lines, its title, two empty rows and the answer.
const ROWS: usize = 15;

/// How the case stands, in as many lines of each kind as fit the window.
#[must_use]
pub fn board(case: &Case, library: &Library, now: DateTime<FixedOffset>, page: Page) -> Screen {
    let all = (2..=SHOWN).rev().map(|shown| Room { shown, longest: usize::MAX });
    let mut rooms = all.chain(
        [160, 80, 40].into_iter().flat_map(|longest| (1..=2).rev().map(move |shown| Room { shown, longest })),
    );
    let fits = |room: &Room| sheet(case, library, now, *room).text(page).trim_end().lines().count() <= ROWS;
    let room = rooms.find(fits).unwrap_or(Room { shown: 1, longest: 40 });
    sheet(case, library, now, room)
}

/// How much is shown of each kind.
#[derive(Clone, Copy)]
struct Room {
    /// Lines.
    shown: usize,
    /// Characters of a line; words that somebody typed may be long.
    longest: usize,
}

fn sheet(case: &Case, library: &Library, now: DateTime<FixedOffset>, room: Room) -> Screen {
    let shown = room.shown;
    let guide = Guide::new(library, case);
    let claims = Claims::of(case, now);
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |label: &str, lines: Vec<String>| {
        for (at, line) in lines.into_iter().enumerate() {
            let line = brief(line, room.longest);
            rows.push(Row::new(if at == 0 { label } else { "" }, vec![Inline::value(line)]));
        }
    };
    add("Accounts", short(said::accounts::sentences(&claims), shown));
    add("We ask", short(said::ask::sentences(&claims), shown.min(2)));
    add("Doors", short(doors(case, library, now), shown));
    let requests = said::requests::sentences(&claims);
    let current = claims.current_request().map(|request| said::requests::sentence(request, true, now));
    let earlier = requests.len().saturating_sub(usize::from(current.is_some()));
    let mut lines: Vec<String> = current.into_iter().collect();
    match earlier {
        0 => {}
        1 => lines.push("One earlier request.".into()),
        many => lines.push(format!("{many} earlier requests.")),
    }
    add("Request", lines);
    add("Clocks", short(clocks(&guide, now), shown));
    // A walk that stands elsewhere goes on there.
    let elsewhere = guide.here().filter(|at| library.case_board().as_ref() != Some(at));
    if let Some(next) = elsewhere.or_else(|| guide.after_the_board(now)) {
        let title = library.step(&next).map_or_else(|| next.to_string(), |(_, step)| step.title.clone());
        add("NOW", vec![title]);
    }
    let missing = super::ticket::missing(case);
    if !missing.is_empty() {
        let more = missing.len().saturating_sub(3);
        let mut line = missing.into_iter().take(3).collect::<Vec<_>>().join(" · ");
        if more > 0 {
            line.push_str(&format!(" · and {more} more (reentry status)"));
        }
        add("Missing", vec![line]);
    }
    vec![head(case, &claims, now), Block::Rows(rows)].into()
}

fn head(case: &Case, claims: &Claims, now: DateTime<FixedOffset>) -> Block {
    let name = case.text(facts::NAME).unwrap_or_else(|| "Organisation not named yet".into());
    let tenant = case.text(facts::TENANT_ID).map(|id| format!(" ({id})")).unwrap_or_default();
    let since = case.opened.map(|opened| span(now - opened)).unwrap_or_default();
    let state = match &claims.situation {
        Situation::In(_) => "somebody is in".to_owned(),
        _ => format!("case open for {since}"),
    };
    Block::words([Inline::strong(name), Inline::value(tenant), format!(": {state}").into()])
}

/// The beginning of a line that is longer than this, and where the rest is.
fn brief(line: String, longest: usize) -> String {
    let Some((cut, _)) = line.char_indices().nth(longest) else { return line };
    let cut = line[..cut].rfind(' ').unwrap_or(cut);
    format!("{} \u{2026} (reentry status)", &line[..cut])
}

/// A few lines, and how many more there are.
fn short(mut lines: Vec<String>, shown: usize) -> Vec<String> {
    let more = lines.len().saturating_sub(shown);
    lines.truncate(shown);
    if more > 0 {
        lines.push(format!("and {more} more (reentry status)"));
    }
    lines
}

/// The doors in somebody's hands.
fn doors(case: &Case, library: &Library, now: DateTime<FixedOffset>) -> Vec<String> {
    let open = case.known_doors().into_iter().filter(|door| door.state == DoorState::BeingTried);
    open.map(|door| {
        let title =
            library.step(&door.step).map_or_else(|| door.step.to_string(), |(_, step)| step.title.clone());
        let by = door.by.map(|by| format!(" ({by})")).unwrap_or_default();
        let since = door.since.map(|at| format!(", since {}", clock_time(at, now))).unwrap_or_default();
        format!("{title}{by}{since}")
    })
    .collect()
}

fn clocks(guide: &Guide<'_, '_>, now: DateTime<FixedOffset>) -> Vec<String> {
    guide
        .clocks(now)
        .into_iter()
        .map(|clock| match (clock.kind, clock.over) {
            (WaitKind::Deadline, false) => {
                format!("{}: before {} ({} left)", clock.title, full(clock.until), span(clock.until - now))
            }
            (WaitKind::Deadline, true) => {
                format!("{}: the time was over at {}", clock.title, full(clock.until))
            }
            (WaitKind::NotBefore, _) => format!("{}: not before {}", clock.title, full(clock.until)),
        })
        .collect()
}

/// The board for whoever comes back and has typed nothing yet: the sheet, and what to type when the telephone rings.
#[must_use]
pub fn alone(case: &Case, library: &Library, now: DateTime<FixedOffset>, page: Page, path: &str) -> Screen {
    let mut screen = board(case, library, now, page);
    if case.rehearsal {
        screen.0.insert(1, Block::said("REHEARSAL: the clock is set by hand"));
    }
    let recover = vec![Inline::path(format!("reentry recover \"{path}\""))];
    let phone = vec![Inline::path(format!("reentry ticket --phone --case \"{path}\""))];
    screen.0.push(Block::words(["When the telephone rings, type:".into()]));
    screen.0.push(Block::Rows(vec![
        Row::new("the words", phone),
        Row::new("the news", recover),
        Row::new("the rest", vec![Inline::path("reentry status")]),
    ]));
    screen
}

/// The question of the board, packed into few rows.
#[must_use]
pub fn question(options: &[&NewsOption]) -> Screen {
    let cell = |(at, option): (usize, &&NewsOption)| format!("{} {}", at + 1, option.label);
    let cells: Vec<String> = options.iter().enumerate().map(cell).collect();
    let lines: Vec<Block> =
        cells.chunks(3).map(|row| Block::words([Inline::value(row.join(" · "))])).collect();
    Block::Indent(vec![Block::Tight(lines)]).into()
}
