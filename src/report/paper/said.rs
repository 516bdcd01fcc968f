//! A runbook's prose as paper says it.
//!
//! The same prose is read on the screen, where a program answers. Paper has no key to press and nothing to paste into, so a
//! sentence that only speaks of the program is left out, and so is PowerShell that nobody could run from this sheet. The
//! tenant's own names stand where the prose has an example's. This room rewrites blocks and refuses to know which part
//! they belong to.

use super::Filling;
use crate::model::{FactId, facts};
use crate::report::document::{Block, Inline, Item};

/// The example's names in the prose, in the order in which they are replaced.
const EXAMPLES: [(&str, &str); 2] =
    [("contoso.onmicrosoft.com", facts::ONMICROSOFT), ("contoso.com", facts::DOMAINS)];

/// What prose names, as this print names it.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The tenant's own names instead of the example's.
    own: Vec<(&'static str, String)>,
    runbooks: Vec<Named>,
}

/// A runbook that a sentence may send to, and its number; none where this print leaves it out.
#[derive(Debug)]
struct Named {
    id: String,
    title: String,
    number: Option<usize>,
}

impl Named {
    /// Whether a text is its title, or the part before the colon.
    fn is(&self, text: &str) -> bool {
        self.title.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }
}

impl Names {
    pub(super) fn of(filling: &Filling) -> Self {
        let own = |(example, fact): (&'static str, &str)| {
            let value = filling.get(&fact.parse::<FactId>().ok()?)?;
            let name = value.items().first()?.trim().to_owned();
            // A name goes into command lines: nothing but a plain domain may stand there.
            let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
            (plain && name.contains('.') && name.len() <= 253).then_some((example, name))
        };
        Self { own: EXAMPLES.into_iter().filter_map(own).collect(), runbooks: Vec::new() }
    }

    /// With the runbooks that prose may name: id, title, and number in this print.
    pub(super) fn with_runbooks<'r>(
        self,
        all: impl Iterator<Item = (&'r str, &'r str, Option<usize>)>,
    ) -> Self {
        let named = |(id, title, number): (&str, &str, _)| Named {
            id: id.to_owned(),
            title: title.to_owned(),
            number,
        };
        Self { runbooks: all.map(named).collect(), ..self }
    }

    /// The sentence with numbers behind the runbooks that it names; nothing where it sends to one that is not there.
    fn numbered(&self, words: Vec<Inline>) -> Option<Vec<Inline>> {
        words.into_iter().map(|word| self.numbered_word(word)).collect()
    }

    fn numbered_word(&self, word: Inline) -> Option<Inline> {
        match word {
            Inline::Code(code) => match self.runbooks.iter().find(|one| one.id == code) {
                Some(one) => {
                    Some(Inline::Text(format!("\u{201c}{}\u{201d} (runbook {})", one.title, one.number?)))
                }
                None => Some(Inline::Code(code)),
            },
            Inline::Text(text) => {
                let mut done = String::with_capacity(text.len());
                let mut rest = text.as_str();
                while let Some((before, open, inside, after)) = quoted(rest) {
                    done.push_str(before);
                    let close = if open == '"' { '"' } else { '\u{201d}' };
                    done.extend([open]);
                    done.push_str(inside);
                    done.push(close);
                    if let Some(one) = self.runbooks.iter().find(|one| one.is(inside)) {
                        done.push_str(&format!(" (runbook {})", one.number?));
                    }
                    rest = after;
                }
                done.push_str(rest);
                Some(Inline::Text(done))
            }
            other => Some(other),
        }
    }

    fn own(&self, text: &str) -> String {
        self.own.iter().fold(text.to_owned(), |text, (example, own)| text.replace(example, own))
    }
}

/// The blocks as paper says them.
pub(super) fn on_paper(blocks: Vec<Block>, names: &Names, powershell: bool) -> Vec<Block> {
    let mut said: Vec<Block> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(words) => {
                let words = sentences(words, names);
                if words.is_empty() {
                    lead_in(&mut said);
                } else {
                    said.push(Block::Paragraph(own(words, names)));
                }
            }
            Block::Code(code) if of_the_program(&code) || (!powershell && is_powershell(&code)) => {
                lead_in(&mut said);
            }
            Block::Code(code) => said.push(Block::Code(names.own(&code))),
            Block::Quote(inner) => said.push(Block::Quote(on_paper(inner, names, powershell))),
            Block::List { first, tight, items } => {
                let item = |item: Item| {
                    if item.blocks.is_empty() {
                        return Some(item);
                    }
                    let blocks = on_paper(item.blocks, names, powershell);
                    (!blocks.is_empty()).then_some(Item { task: item.task, blocks })
                };
                let items: Vec<Item> = items.into_iter().filter_map(item).collect();
                if !items.is_empty() {
                    said.push(Block::List { first, tight, items });
                }
            }
            Block::Table { head, rows } => {
                let cells =
                    |cells: Vec<Vec<Inline>>| cells.into_iter().map(|cell| own(cell, names)).collect();
                said.push(Block::Table { head: cells(head), rows: rows.into_iter().map(cells).collect() });
            }
            other => said.push(other),
        }
    }
    said
}

/// A line for the program, and no text to read out.
fn of_the_program(code: &str) -> bool {
    code.lines().any(|line| line == "reentry" || line.starts_with("reentry "))
}

/// A line that begins with one of PowerShell's verbs, or sets a variable.
fn is_powershell(code: &str) -> bool {
    const VERBS: [&str; 11] = [
        "Connect-", "Get-", "Update-", "New-", "Set-", "Remove-", "Restore-", "Revoke-", "Install-",
        "Import-", "Start-",
    ];
    code.lines().any(|line| {
        let line = line.trim_start();
        VERBS.iter().any(|verb| line.starts_with(verb)) || line.starts_with('$')
    })
}

/// Takes back the sentence that announced what is left out.
fn lead_in(said: &mut Vec<Block>) {
    if let Some(Block::Paragraph(words)) = said.last_mut() {
        let mut parts = split(std::mem::take(words));
        if parts.last().is_some_and(|last| plain(last).trim_end().ends_with(':')) {
            parts.pop();
        }
        *words = parts.into_iter().flatten().collect();
        trim_end(words);
        if words.is_empty() {
            said.pop();
        }
    }
}

/// The sentences that a sheet of paper can say.
fn sentences(words: Vec<Inline>, names: &Names) -> Vec<Inline> {
    let said = split(words).into_iter().filter_map(sentence).filter_map(|words| names.numbered(words));
    let mut kept: Vec<Inline> = said.flatten().collect();
    trim_end(&mut kept);
    if let Some(Inline::Text(first)) = kept.first_mut() {
        *first = first.trim_start().to_owned();
    }
    kept
}

/// A sentence without the program, or nothing.
fn sentence(mut words: Vec<Inline>) -> Option<Vec<Inline>> {
    let program = |word: &Inline| matches!(word, Inline::Code(code) if code.starts_with("reentry ") || matches!(code.as_str(), "change" | "back"));
    let said = plain(&words);
    if words.iter().any(program) || OF_THE_SCREEN.iter().any(|screen| said.contains(screen)) {
        return None;
    }
    // `If nobody has one, type none.`: on paper it is written.
    for at in 1..words.len() {
        let strong = matches!(words.get(at), Some(Inline::Strong(_)));
        if let (true, Some(Inline::Text(before))) = (strong, words.get_mut(at - 1))
            && let Some(bare) = before.strip_suffix("type ")
        {
            *before = format!("{bare}write ");
        }
    }
    let Some(key) = words.iter().position(|word| matches!(word, Inline::Code(code) if code == "?")) else {
        return Some(words);
    };
    let Some(Inline::Text(before)) = words.get_mut(key.checked_sub(1)?) else { return None };
    // `The lines are below ?`: what is below on the screen is below on paper.
    if let Some(bare) = before.strip_suffix("below ") {
        *before = format!("{bare}below");
        words.remove(key);
        return Some(words);
    }
    // `Look for what was left behind: press ?`: the sentence is whole without its end.
    let at = before
        .rfind([':', ',', ';'])
        .filter(|at| before[*at..].trim_matches([' ', ':', ',', ';']) == "press")?;
    before.truncate(at);
    before.push('.');
    words.truncate(key);
    Some(words)
}

/// The first text in quotation marks: what stands before it, how it opens, the text, what follows.
fn quoted(text: &str) -> Option<(&str, char, &str, &str)> {
    let (at, open) = text.char_indices().find(|(_, c)| matches!(c, '"' | '\u{201c}'))?;
    let close = if open == '"' { '"' } else { '\u{201d}' };
    let (inside, after) = text[at + open.len_utf8()..].split_once(close)?;
    Some((&text[..at], open, inside, after))
}

/// What only a screen can say: it takes keys and pasted text, and looks by itself.
const OF_THE_SCREEN: [&str; 6] = [
    "The program",
    "Press Enter",
    "Paste the whole block",
    "Paste the whole page here",
    "Nothing leaves this computer",
    "in a second window",
];

/// Parts words behind the end of each sentence; what cites a source stays with the sentence before it.
fn split(words: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut parts: Vec<Vec<Inline>> = vec![Vec::new()];
    let mut ended = false;
    for word in words {
        match word {
            Inline::Text(text) => {
                let mut rest = text.as_str();
                while !rest.is_empty() {
                    if ended && rest.starts_with(' ') {
                        parts.push(Vec::new());
                    }
                    let end = rest.char_indices().find(|(at, c)| {
                        matches!(c, '.' | '?' | '!')
                            && rest[at + 1..].chars().next().is_none_or(|next| next == ' ')
                    });
                    let end = end.map_or(rest.len(), |(at, _)| at + 1);
                    ended = rest[..end].ends_with(['.', '?', '!']);
                    push(&mut parts, Inline::Text(rest[..end].to_owned()));
                    rest = &rest[end..];
                }
            }
            Inline::Note(_) => push(&mut parts, word),
            other => {
                ended = false;
                push(&mut parts, other);
            }
        }
    }
    parts
}

fn push(parts: &mut [Vec<Inline>], word: Inline) {
    if let Some(last) = parts.last_mut() {
        last.push(word);
    }
}

fn trim_end(words: &mut Vec<Inline>) {
    while let Some(Inline::Text(text)) = words.last_mut() {
        let bare = text.trim_end().to_owned();
        if bare.is_empty() {
            words.pop();
        } else {
            *text = bare;
            return;
        }
    }
}

fn plain(words: &[Inline]) -> String {
    crate::report::document::plain(words)
}

fn own(words: Vec<Inline>, names: &Names) -> Vec<Inline> {
    let own_word = |word: Inline| match word {
        Inline::Text(text) => Inline::Text(names.own(&text)),
        Inline::Code(code) => Inline::Code(names.own(&code)),
        Inline::Emphasis(inner) => Inline::Emphasis(own(inner, names)),
        Inline::Strong(inner) => Inline::Strong(own(inner, names)),
        Inline::Link { text, url } => Inline::Link { text: own(text, names), url: names.own(&url) },
        other => other,
    };
    words.into_iter().map(own_word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;
    use crate::report::markdown;
    use crate::report::text;
    use proptest::prelude::*;

    fn read(markdown: &str) -> Vec<Block> {
        markdown::read(markdown, &|id| Some(format!("[{id}]"))).blocks
    }

    fn said(markdown: &str, powershell: bool) -> String {
        text::write(&on_paper(read(markdown), &Names::default(), powershell), text::Page::new(200))
    }

    #[test]
    fn a_sentence_that_only_the_screen_can_say_is_left_out() {
        for (screen, paper) in [
            ("Do this.[^a] Press `?` for the lines. Then that.", "Do this. [a] Then that.\n"),
            ("3. Look for what was left behind: press `?`.", "3. Look for what was left behind.\n"),
            ("If it does not come back, press `?`. Or wait.", "If it does not come back. Or wait.\n"),
            ("The lines below `?` add one. Good.", "The lines below add one. Good.\n"),
            ("Send it. `reentry ticket` writes it.", "Send it.\n"),
            ("Paste the whole page. The program itself does not open it.", "Paste the whole page.\n"),
            (
                "See entra.microsoft.com, e.g. here. **If not:** `reentry note`. End.",
                "See entra.microsoft.com, e.g. here. End.\n",
            ),
        ] {
            assert_eq!(said(screen, true), paper, "{screen}");
        }
        assert_eq!(said("Only `reentry ticket`.", true), "");
    }

    #[test]
    fn a_runbook_is_named_with_its_number_or_not_at_all() {
        let all = [
            ("undo-it", "Undo it", Some(9)),
            ("outage", "An outage: relax the rule", None),
            ("cloud", "A cloud", None),
        ];
        let names = Names::default().with_runbooks(all.into_iter());
        for (screen, paper) in [
            ("Go on. Read \"Undo it\" first.", "Go on. Read \"Undo it\" (runbook 9) first.\n"),
            ("See `undo-it`. Then go.", "See \u{201c}Undo it\u{201d} (runbook 9). Then go.\n"),
            ("Go on. If so, read \u{201c}An outage\u{201d} before. Stop.", "Go on. Stop.\n"),
            ("Go on. For a cloud see `cloud`.", "Go on.\n"),
            ("Say \"Undo this\" and \"Outage.\" Go on.", "Say \"Undo this\" and \"Outage.\" Go on.\n"),
        ] {
            let blocks = on_paper(read(screen), &names, true);
            assert_eq!(text::write(&blocks, text::Page::new(200)), paper, "{screen}");
        }
    }

    #[test]
    fn powershell_goes_with_the_sentence_that_announces_it() {
        let markdown = "In the portal. Or, by command:\n\n```powershell\nUpdate-MgUser -UserId a@contoso.com\n```\n\nThen look.";
        assert_eq!(said(markdown, false), "In the portal.\n\nThen look.\n");
        assert!(said(markdown, true).contains("Update-MgUser"));
    }

    #[test]
    fn own_names_stand_for_the_example_and_nothing_but_a_domain_does() {
        let fill = |name: &str| -> Filling {
            let id = |fact: &str| fact.parse().unwrap();
            [
                (id(facts::ONMICROSOFT), Value::One("fabrikam.onmicrosoft.com".into())),
                (id(facts::DOMAINS), Value::Many(vec![name.into()])),
            ]
            .into()
        };
        let text = |name: &str| {
            let blocks = read("`Connect -TenantId contoso.onmicrosoft.com` as anna@contoso.com");
            text::write(&on_paper(blocks, &Names::of(&fill(name)), true), text::Page::new(200))
        };
        assert_eq!(
            text("fabrikam.com"),
            "`Connect -TenantId fabrikam.onmicrosoft.com` as anna@fabrikam.com\n"
        );
        assert!(text("x.com'; Remove-Item").contains("anna@contoso.com"));
    }

    proptest! {
        #[test]
        fn words_without_the_program_are_all_kept(markdown in "[a-zA-Z0-9 .,:;!*()-]{0,200}") {
            let squeeze = |blocks: &[Block]| {
                text::write(blocks, text::Page::new(200)).split_whitespace().collect::<String>()
            };
            let before = read(&markdown);
            prop_assert_eq!(squeeze(&on_paper(before.clone(), &Names::default(), false)), squeeze(&before));
        }
    }
}
