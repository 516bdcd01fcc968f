//! A hostile text through every writer: it stays text, and nothing of it acts.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::report::document::{Inline, Item, Role, Row};
use crate::report::html;
use crate::report::markdown::write::escape;

/// What must never reach a screen or a file as itself. A list of its own, written from Unicode's tables and not from the
/// function under test.
const ACTING: [(u32, u32); 17] = [
    (0x00, 0x1f),
    (0x7f, 0x9f),
    (0xad, 0xad),
    (0x61c, 0x61c),
    (0x180e, 0x180e),
    (0x200b, 0x200f),
    (0x2028, 0x2029),
    (0x202a, 0x202e),
    (0x2060, 0x2064),
    (0x2066, 0x2069),
    (0x206a, 0x206f),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0xe0001, 0xe0001),
    (0xe0020, 0xe007f),
    (0xe0100, 0xe01ef),
];

fn acting(text: &str) -> Option<char> {
    let acts = |c: &char| *c != '\n' && ACTING.iter().any(|(a, b)| (*a..=*b).contains(&u32::from(*c)));
    text.chars().find(acts)
}

/// Our own looks taken away, as a terminal takes them.
fn undressed(text: &str) -> String {
    let mut bare = String::new();
    for (at, part) in text.split('\u{1b}').enumerate() {
        let known = ["[0m", "[1m", "[2m", "[3m", "[4m", "[1;4m", "[35m", "[1;35m", "[1;31m", "[1;32m"];
        let look = known.iter().find_map(|look| part.strip_prefix(look));
        match look {
            Some(words) if at > 0 => bare.push_str(words),
            _ if at == 0 => bare.push_str(part),
            _ => panic!("a sequence that is none of ours: {part:?}"),
        }
    }
    bare
}

/// The text in every place of the model that can hold one.
fn everywhere(text: &str) -> Screen {
    let t = || text.to_owned();
    let roles = [
        Role::Value,
        Role::Id,
        Role::Path,
        Role::Command,
        Role::Dim,
        Role::Caution,
        Role::Danger,
        Role::Good,
    ];
    let mut words: Vec<Inline> = roles.into_iter().map(|role| Inline::Span(role, t())).collect();
    words.extend([
        Inline::text(t()),
        Inline::Code(t()),
        Inline::strong(t()),
        Inline::Emphasis(vec![Inline::text(t())]),
        Inline::Note(t()),
        Inline::Go { text: t(), anchor: None },
        Inline::Break,
        Inline::text(t()),
    ]);
    let cell = || vec![Inline::value(t())];
    Screen::new([
        Block::heading(1, t()),
        Block::Paragraph(words.clone()),
        Block::said(t()),
        Block::Tight(vec![Block::said(t()), Block::said(t()), Block::Command(t())]),
        Block::Rows(vec![Row::new(t(), words.clone()), Row::new("User", cell())]),
        Block::section(t(), vec![Block::said(t()), Block::Code(t())]),
        Block::Indent(vec![Block::said(t()), Block::Command(t())]),
        Block::marked(t(), Role::Danger, cell()),
        Block::Table { head: vec![cell(), cell()], rows: vec![vec![cell(), vec![Inline::Code(t())]]] },
        Block::List {
            first: None,
            tight: true,
            items: vec![Item { task: None, blocks: vec![Block::said(t())] }],
        },
        Block::List {
            first: Some(1),
            tight: false,
            items: vec![Item { task: Some(true), blocks: vec![Block::said(t())] }],
        },
        Block::Quote(vec![Block::said(t())]),
        Block::Small(vec![Block::said(t())]),
        Block::Frame(vec![Block::said(t())]),
    ])
}

/// Texts as an attacker, a paste and a fuzzer write them.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<img src=http://x.test/y onerror=alert(1)>".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just("[here](http://evil.test)".to_owned()),
        Just("![x](http://evil.test/p.png)".to_owned()),
        Just("<http://evil.test>".to_owned()),
        Just("&lt;b&gt; &amp; &#65;".to_owned()),
        Just("| a | b |".to_owned()),
        Just("|---|---|".to_owned()),
        Just("# title".to_owned()),
        Just("- item".to_owned()),
        Just("12. item".to_owned()),
        Just("> said".to_owned()),
        Just("```".to_owned()),
        Just("`` ` ``".to_owned()),
        Just("**bold** _em_ ~~gone~~ $x$".to_owned()),
        Just("===".to_owned()),
        Just("---".to_owned()),
        Just("[a]: http://evil.test".to_owned()),
        Just("\u{1b}[2J\u{1b}]8;;http://evil.test\u{7}".to_owned()),
        Just("gpj.\u{202e}exe\u{2066}".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("    ".to_owned()),
        Just("\\".to_owned()),
        "[a-zA-Z0-9 .:@#&<>|_*-]{0,12}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.join(" "))
}

/// What a reader of Markdown makes of it, in its most obliging dialect.
fn options() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION
}

proptest! {
    #[test]
    fn nothing_acts_on_a_screen(text in hostile(), columns in 20_usize..120, ascii: bool, color: bool) {
        let page = Page { ascii, color, ..Page::new(columns) };
        let shown = everywhere(&text).text(page);
        let bare = if color { undressed(&shown) } else { shown };
        prop_assert_eq!(acting(&bare), None, "{:?}", bare);
    }

    #[test]
    fn looks_change_no_word_and_no_line(text in hostile(), columns in 20_usize..120) {
        let screen = Screen::new([
            Block::Paragraph(vec![Inline::text("a"), Inline::id(&text), Inline::strong(&text), Inline::dim(&text)]),
            Block::Rows(vec![Row::new("Name", [Inline::value(&text), Inline::Code(text.clone())])]),
            Block::section(text.as_str(), vec![Block::said(text.as_str()), Block::Command(text.clone())]),
            Block::Table { head: vec![vec!["a".into()], vec!["b".into()]],
                rows: vec![vec![vec![Inline::id(&text)], vec![Inline::dim("old")]]] },
        ]);
        let plain = screen.text(Page::new(columns));
        let dressed = screen.text(Page { color: true, ..Page::new(columns) });
        let bare: Vec<String> = undressed(&dressed).lines().map(|line| line.trim_end().to_owned()).collect();
        prop_assert_eq!(bare, plain.lines().collect::<Vec<_>>());
        // Each line can be printed alone: its looks end with it.
        for line in dressed.lines() {
            let last = line.rfind("\u{1b}[").map(|at| &line[at..]);
            prop_assert!(last.is_none_or(|last| last.starts_with("\u{1b}[0m")), "{:?}", line);
        }
    }

    #[test]
    fn a_stranger_s_markdown_shows_the_characters(text in hostile()) {
        let page = everywhere(&text).markdown();
        prop_assert_eq!(acting(&page), None, "{:?}", page);
        for event in Parser::new_ext(&page, options()) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => prop_assert!(false, "HTML {html:?} in {page:?}"),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    prop_assert!(false, "link to {dest_url:?} in {page:?}");
                }
                Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                    prop_assert!(false, "{event:?} in {page:?}");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn escaped_text_reads_as_it_was(text in hostile()) {
        let wanted: String = crate::report::harmless::shown(&text).split_whitespace().collect::<Vec<_>>().join(" ");
        let page = Screen::said(text.as_str()).markdown();
        let mut read = String::new();
        for event in Parser::new_ext(&page, options()) {
            match event {
                Event::Text(words) => read.push_str(&words),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => prop_assert!(false, "{other:?} in {page:?}"),
            }
        }
        prop_assert_eq!(read.split_whitespace().collect::<Vec<_>>().join(" "), wanted);
    }

    #[test]
    fn a_table_keeps_its_columns(text in hostile()) {
        let cell = || vec![Inline::value(text.as_str()), Inline::Code(text.clone())];
        let table = Block::Table { head: vec![vec!["a".into()], vec!["b".into()]], rows: vec![vec![cell(), cell()]] };
        let page = Screen::new([table]).markdown();
        let starts = |tag: &Tag<'_>| Parser::new_ext(&page, options())
            .filter(|event| matches!(event, Event::Start(t) if std::mem::discriminant(t) == std::mem::discriminant(tag)))
            .count();
        prop_assert_eq!((starts(&Tag::TableRow), starts(&Tag::TableCell)), (1, 4), "{}", page);
    }

    #[test]
    fn a_browser_shows_the_characters(text in hostile()) {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let sheet = html::Sheet { size: "A4", points: 11 };
        let page = html::write(&everywhere(&text).document(text.as_str(), day), sheet);
        let quiet = html::write(&everywhere("x").document("x", day), sheet);
        prop_assert_eq!(acting(&page), None);
        // Names from right to left stand in an element of their own, and nothing else may come from a text.
        let tags = |page: &str| page.matches('<').count() - page.matches("<bdi").count() - page.matches("</bdi>").count();
        prop_assert_eq!(tags(&page), tags(&quiet), "{}", text);
        prop_assert_eq!(page.matches("<bdi").count(), page.matches("</bdi>").count());
        prop_assert_eq!(page.matches("http:").count() >= quiet.matches("http:").count(), true);
    }
}

#[test]
fn ids_dates_and_names_of_records_are_left_as_they_are() {
    for plain in [
        "3f1c2d4e-1111-4222-8333-abcdefabcdef",
        "2026-11-22T02:17:25+01:00",
        "AADSTS53003",
        "user_name.of_anna",
        "MS=ms12345678",
        "reentry status -v (twice)!",
    ] {
        assert_eq!(escape(plain), plain);
    }
    assert_eq!(escape("_dnsauth.contoso.com"), "\\_dnsauth.contoso.com");
    assert_eq!(
        escape("see https://x.test or www.x.test, @anna"),
        "see https\\://x.test or www\\.x.test, &#64;anna"
    );
}

#[test]
fn a_terminal_shows_roles_and_a_value_keeps_its_letters() {
    let screen = Screen::new([
        Block::section(
            "Found",
            vec![Block::words([Inline::id("53003"), " at ".into(), Inline::value("Müller")])],
        ),
        Block::marked("!", Role::Danger, ["zwei – drei".into()]),
    ]);
    let color = Page { color: true, ..Page::new(60) };
    insta::assert_snapshot!(screen.text(color).replace('\u{1b}', "ESC"), @r"
    ESC[1mFoundESC[0m
       ESC[35m53003ESC[0m at Müller

    ESC[1;31m!ESC[0m zwei – drei
    ");
    let old = Page { ascii: true, ..Page::new(60) };
    insta::assert_snapshot!(screen.text(old), @r"
    Found
       53003 at Müller

    ! zwei -- drei
    ");
}
