use proptest::prelude::*;

use super::*;
use crate::report::markdown;

const STEP: &str = "\
Read the value back to the engineer, **character by character**.[^story] Write it into the field exactly as \
it was said; do not correct it, even when it looks odd.

You should see:
- the name of the zone, for example `contoso.com`
- the value that you wrote down
  1. with its hyphens
  2. without quotes
- [ ] a name server that answers

| Provider | Host field | Note |
|---|---|---|
| Cloudflare | `@` | The proxy does not matter for TXT records |
| GoDaddy | `@` | Wait for the green tick, then an hour |

> \"We are the verified owner of contoso.com and all Global Administrators are refused by error 53003.\"

```
reentry dns check contoso.com --value MS=ms12345678
```

If not, see [how to add a record](https://learn.microsoft.com/en-us/microsoft-365/admin/get-help-with-domains) \
or call [+1 800 000 0000](tel:+18000000000).

---

Next step.";

fn blocks(text: &str) -> Vec<Block> {
    markdown::read(text, &|id| (id == "story").then(|| "(field report, 2022)".to_owned())).blocks
}

#[test]
fn a_step_at_80_columns() {
    insta::assert_snapshot!(write(&blocks(STEP), Page::new(80)));
}

#[test]
fn a_step_at_40_columns() {
    insta::assert_snapshot!(write(&blocks(STEP), Page::new(40)));
}

#[test]
fn a_step_on_an_old_console() {
    let page = Page { ascii: true, ..Page::new(76) };
    insta::assert_snapshot!(write(&blocks(STEP), page));
}

#[test]
fn a_row_that_the_screen_must_fold_counts_as_two() {
    assert_eq!(rows(&blocks("one\ntwo"), 76), 1);
    assert_eq!(rows(&blocks(&format!("```\n{}\n```", "x".repeat(100))), 76), 2);
    assert_eq!(rows(&blocks("- a\n- b\n\nc"), 76), 4);
}

#[test]
fn terminal_escapes_arrive_as_text() {
    let text = write(&blocks("Type \u{1b}[2J`a\u{202e}b` now"), Page::new(80));
    assert_eq!(text, "Type <U+001B>[2J`a<U+202E>b` now\n");
}

/// Markdown as an attacker, a tired author and a fuzzer write it.
fn prose() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[a-zA-Z]{1,9}",
        1 => Just("8fdc0a48-915a-4099-b368-bf7ac719bf00".to_owned()),
        1 => Just("**strong**".to_owned()),
        1 => Just("`code span`".to_owned()),
        1 => Just("[words](https://example.org/a-b)".to_owned()),
        1 => Just("\u{4f60}\u{597d}\u{4e16}\u{754c}\u{4f60}\u{597d}".to_owned()),
        1 => Just("[^story]".to_owned()),
        1 => Just("<script>".to_owned()),
    ];
    let line = (
        prop_oneof![
            4 => Just(""), 1 => Just("- "), 1 => Just("  - "), 1 => Just("1. "), 1 => Just("> "), 1 => Just("> > - "),
            1 => Just("- [ ] "), 1 => Just("### "), 1 => Just("| a | b |\n|---|---|\n| ")
        ],
        prop::collection::vec(word, 0..14),
    );
    prop::collection::vec(line.prop_map(|(mark, words)| format!("{mark}{}", words.join(" "))), 0..8)
        .prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_page_unless_it_is_one_token(text in prose(), columns in 20_usize..100, ascii: bool) {
        for line in lines(&blocks(&text), Page { ascii, ..Page::new(columns) }) {
            prop_assert_eq!(line.trim_end(), &line, "trailing space");
            let mark = |w: &str| w.ends_with('.') || ["|", "\u{2502}", "\u{2022}", "-", "[", "]"].contains(&w);
            let alone = line.split(' ').filter(|w| !w.is_empty() && !mark(w)).count() == 1;
            prop_assert!(line.width() <= columns || alone, "{:?} is {} wide", line, line.width());
        }
    }

    #[test]
    fn no_word_is_lost(text in "[a-z]{1,8}( [a-z]{1,8}){0,40}", columns in 20_usize..100) {
        let written = write(&blocks(&text), Page::new(columns));
        prop_assert_eq!(written.split_whitespace().collect::<Vec<_>>(), text.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn nothing_that_acts_reaches_the_screen(text in any::<String>(), columns in 20_usize..100) {
        for line in lines(&blocks(&text), Page::new(columns)) {
            prop_assert!(!line.contains(harmless::is_control_like), "{:?}", line);
        }
    }
}
