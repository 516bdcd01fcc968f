//! Reading a screen: what stands between two answers, as a person sees it.

/// Rows of a window of 24 that are free for one screen: one for the answer, one to see where it ends.
pub(super) const WINDOW: usize = 22;

/// What was shown since the last answer, without the sequences of a terminal and without the echo of that answer.
#[derive(Debug, Clone)]
pub(super) struct Screen {
    /// All rows; the last one is the prompt.
    rows: Vec<String>,
}

impl Screen {
    /// `sent` is what was answered before: a terminal shows it again.
    pub(super) fn read(raw: &str, sent: &str) -> Self {
        let text = without_sequences(raw).replace("\r\n", "\n");
        let mut rows: Vec<String> = text.split('\n').map(|row| row.trim_end().to_owned()).collect();
        let first = rows.first().map(|row| row.trim().to_owned()).unwrap_or_default();
        let echo = sent.lines().next().unwrap_or_default().trim();
        if rows.len() > 1 && (first.is_empty() || (!echo.is_empty() && first.ends_with(echo))) {
            rows.remove(0);
        }
        // A pasted page is shown again row by row.
        let pasted: Vec<&str> = sent.lines().skip(1).map(str::trim).filter(|row| !row.is_empty()).collect();
        if !pasted.is_empty() {
            rows.retain(|row| !pasted.contains(&row.trim_start_matches("> ").trim()));
        }
        Self { rows }
    }

    pub(super) fn text(&self) -> String {
        self.rows.join("\n")
    }

    /// The rows without the text for support, which stands between two rules.
    fn own_rows(&self) -> Vec<&str> {
        let rule = |row: &str| {
            let row = row.trim();
            row.chars().count() >= 20 && row.chars().all(|c| matches!(c, '-' | '─' | '='))
        };
        let mut own = Vec::new();
        let mut inside = false;
        for row in &self.rows {
            if rule(row) {
                inside = !inside;
            } else if !inside {
                own.push(row.as_str());
            }
        }
        if inside { self.rows.iter().map(String::as_str).collect() } else { own }
    }

    /// Whether a text for support stands on this screen.
    pub(super) fn shows_text(&self) -> bool {
        self.rows.len() > self.own_rows().len() + 3
    }

    /// Words to read: whatever holds a letter or a digit.
    pub(super) fn words(&self) -> usize {
        let rows = self.own_rows();
        let words = rows.iter().flat_map(|row| row.split_whitespace());
        words.filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }

    pub(super) fn height(&self) -> usize {
        let rows = self.own_rows();
        let first = rows.iter().position(|row| !row.is_empty()).unwrap_or(0);
        rows.len() - first
    }

    /// What the screen says is still to answer: `(about 7 more …)`.
    pub(super) fn promised(&self) -> Option<usize> {
        let (_, rest) = self.rows.iter().find_map(|row| row.split_once("(about "))?;
        rest.split(' ').next()?.parse().ok()
    }

    /// The lines of the menu, in their order; empty where there is none. The board of the case has several in a row.
    pub(super) fn options(&self) -> Vec<String> {
        let rows = &self.rows[..self.rows.len().saturating_sub(1)];
        let rows = rows.iter().map(|row| row.trim()).filter(|row| !is_aside(row));
        let mut options: Vec<String> = Vec::new();
        for row in rows {
            let cells: Vec<(&str, &str)> = row.split(" · ").map(str::trim).filter_map(numbered).collect();
            if cells.first().is_some_and(|(number, _)| *number == "1") {
                options.clear();
            }
            // An empty row ends a list, so that a list in the prose is none.
            if row.is_empty() {
                options.clear();
            }
            for (number, label) in cells {
                if number.parse() == Ok(options.len() + 1) {
                    options.push(format!("{number} {label}"));
                }
            }
        }
        options
    }

    /// The places in which the question may stand, the nearest to the answer first.
    pub(super) fn zones(&self) -> Vec<String> {
        let menu = self.options();
        let is_option = |row: &str| menu.iter().any(|option| row.trim().starts_with(option.as_str()));
        let rows: Vec<&str> =
            self.own_rows().into_iter().filter(|row| !is_option(row) && !is_aside(row.trim())).collect();
        let prompt = rows.last().copied().unwrap_or_default();
        let before: Vec<&str> = rows[..rows.len().saturating_sub(1)]
            .iter()
            .rev()
            .copied()
            .filter(|row| !row.is_empty())
            .collect();
        let nearest = |count: usize| before.iter().take(count).rev().copied().collect::<Vec<_>>().join(" ");
        let all = [prompt.to_owned(), nearest(1), nearest(2), self.heading(), rows.join(" ")];
        all.map(|zone| zone.to_lowercase()).to_vec()
    }

    /// The title of the step, without its counter; empty where a form goes on with its next field.
    pub(super) fn heading(&self) -> String {
        let rows: Vec<&str> = self.rows.iter().map(String::as_str).filter(|row| !row.is_empty()).collect();
        let counted = rows.iter().position(|row| row.contains("(about "));
        let titled = counted.or_else(|| {
            // A title stands alone, above an empty row.
            let first = self.rows.iter().position(|row| !row.is_empty())?;
            self.rows.get(first + 1).is_some_and(String::is_empty).then_some(0)
        });
        titled.and_then(|at| rows.get(at)).map_or("", |row| row.split("(about").next().unwrap_or("")).into()
    }

    /// The question's own words, without counters and values: its line, and before a line that is the same at every
    /// step (`of_step`) the title of the step, which may stand on an earlier screen. What is asked twice has the same.
    pub(super) fn question(&self, title: &str, of_step: &[String]) -> String {
        let bare = |text: &str| {
            let text = text.to_lowercase();
            let text = text.split("   ").next().unwrap_or_default();
            let letters: String = text.chars().filter(|c| c.is_alphabetic() || *c == ' ').collect();
            letters.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let zones = self.zones();
        let asked = bare(&zones[0]);
        let asked = if asked.is_empty() || asked == "your answer" { bare(&zones[1]) } else { asked };
        if self.options().is_empty() && !of_step.iter().any(|words| asked.contains(words)) {
            return asked;
        }
        format!("{} | {asked}", bare(title))
    }
}

/// A remark in brackets below a menu.
fn is_aside(row: &str) -> bool {
    row.starts_with('(') && row.ends_with(')')
}

/// The number before a line of a menu, without the dot of a list in the prose.
fn numbered(cell: &str) -> Option<(&str, &str)> {
    let (number, label) = cell.split_once(' ')?;
    number.parse::<usize>().ok()?;
    Some((number, label.trim()))
}

/// Text without the sequences that move a cursor or colour a word.
pub(super) fn without_sequences(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            if chars.next() == Some('[') {
                while chars.next().is_some_and(|c| !c.is_ascii_alphabetic() && c != '~') {}
            }
        } else if c != '\u{7}' {
            plain.push(c);
        }
    }
    plain
}
