use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::report::document::{Block, Edition, Field, Part};
use crate::report::markdown;

const SHEET: Sheet = Sheet { size: "letter", points: 15 };

fn document(blocks: Vec<Block>, title: &str) -> Document {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let part = |anchor: &str, blocks| Part {
        anchor: anchor.into(),
        group: title.into(),
        label: title.into(),
        title: title.into(),
        blocks,
        one_page: false,
        flows: false,
        end: "END".into(),
    };
    Document {
        title: title.into(),
        owner: Some(title.into()),
        edition: Edition { version: "reentry 1".into(), issued: day, review_by: Some(day) },
        logo: None,
        parts: vec![part("a", blocks.clone()), part("b", blocks)],
    }
}

/// The tags of a page, with whatever stands inside them outside of quotes.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, next) = after.split_once('>').expect("every tag is closed");
        tags.push(tag.to_owned());
        rest = next;
    }
    tags
}

const ELEMENTS: &[&str] = &[
    "!DOCTYPE",
    "html",
    "head",
    "meta",
    "link",
    "title",
    "style",
    "body",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "nav",
    "ol",
    "ul",
    "li",
    "main",
    "figure",
    "figcaption",
    "svg",
    "path",
    "article",
    "section",
    "span",
    "a",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "div",
    "input",
    "label",
    "bdi",
];

/// Elements that are never closed.
const VOID: &[&str] = &["!DOCTYPE", "meta", "link", "hr", "br", "input"];

fn well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let tags = tags(html);
    for tag in &tags {
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
        assert!(ELEMENTS.contains(&name), "<{tag}>");
        if VOID.contains(&name) || tag.ends_with('/') {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "</{name}> closes something else");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let page = write(&document(vec![Block::Rule], "Kit"), SHEET);
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("src=") && !page.contains("@import") && !page.contains("url("), "{page}");
    for tag in tags(&page) {
        assert!(!tag.starts_with("script") && !tag.contains(" on"), "{tag}");
        assert!(!tag.starts_with("link") || tag.contains("href=\"data:,\""), "{tag}");
    }
    assert!(page.contains("size: letter") && page.contains("--body: 15pt"));
}

#[test]
fn an_address_stands_after_its_words_for_paper() {
    let read = markdown::read("[the page](https://contoso.com/a?b&c) and <https://contoso.com>", &|_| None);
    let page = write(&document(read.blocks, "Kit"), SHEET);
    assert!(
        page.contains("the page</a><span class=\"address\"> (https://contoso.com/a?b&amp;c)</span>"),
        "{page}"
    );
    assert!(page.contains("https://contoso.com</a></p>"));
}

#[test]
fn each_label_has_its_input() {
    let blank = Field::Blank { label: "Tenant ID".into(), hint: None, value: None, lines: 3 };
    let page = write(&document(vec![Block::Field(blank.clone()), Block::Field(blank)], "Kit"), SHEET);
    let ids: Vec<&str> =
        page.split(" id=\"field-").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(ids, ["1", "2", "3", "4"]);
    for (at, _) in page.match_indices("for=\"") {
        let id = page[at + 5..].split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert_eq!(page.matches("Tenant ID, line 3").count(), 4);
}

/// Every kind of block with this text wherever a text can stand.
fn everywhere(text: &str) -> Vec<Block> {
    use crate::report::document::{Code, Column, Item, Role, Row};
    let own = || text.to_owned();
    let words = || {
        vec![
            Inline::text(text),
            Inline::Break,
            Inline::Code(own()),
            Inline::Emphasis(vec![Inline::text(text)]),
            Inline::strong(text),
            Inline::Link { text: vec![Inline::text(text)], url: "https://contoso.com".into() },
            Inline::Note(own()),
            Inline::Go { text: own(), anchor: None },
            Inline::Go { text: own(), anchor: Some("a".into()) },
            Inline::Span(Role::Value, own()),
            Inline::Span(Role::Id, own()),
            Inline::Span(Role::Dim, own()),
            Inline::Span(Role::Danger, own()),
            Inline::Span(Role::Good, own()),
        ]
    };
    let paragraph = || vec![Block::Paragraph(words())];
    let blank = |value: Option<String>| Field::Blank { label: own(), hint: Some(own()), value, lines: 2 };
    vec![
        Block::Heading { level: 2, text: words() },
        Block::List {
            first: None,
            tight: true,
            items: vec![Item { task: Some(false), blocks: paragraph() }],
        },
        Block::Table { head: vec![words()], rows: vec![vec![words()]] },
        Block::Quote(paragraph()),
        Block::Code(own()),
        Block::Step { number: own(), anchor: "step".into(), title: own(), blocks: paragraph() },
        Block::Section { title: words(), blocks: paragraph() },
        Block::Rows(vec![Row { name: own(), text: words() }]),
        Block::Command(own()),
        Block::Marked { mark: own(), role: Role::Caution, blocks: paragraph() },
        Block::Field(blank(None)),
        Block::Field(blank(Some(own()))),
        Block::Field(Field::Tick { label: words(), go: words(), ticked: false, time: true }),
        Block::Field(Field::Done { label: words() }),
        Block::Field(Field::Clock { label: words() }),
        Block::Form { columns: vec![Column { name: own(), width: 10 }], rows: 1 },
        Block::Codes(vec![Code { content: own(), label: own() }]),
        Block::Contents,
    ]
}

/// What stands between the tags of the page's body, each with the innermost `bdi` around it.
fn seen(html: &str) -> Vec<(Option<&str>, &str)> {
    let body = &html[html.find("<body").unwrap()..];
    let mut around: Vec<&str> = Vec::new();
    let mut seen = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        match tag {
            "/bdi" => drop(around.pop()),
            _ if tag.starts_with("bdi") => around.push(tag),
            _ => {}
        }
        seen.push((around.last().copied(), text));
    }
    seen
}

#[test]
fn a_name_from_right_to_left_moves_nothing_beside_it() {
    for (name, number) in [
        ("\u{5d7}\u{5d1}\u{5e8}\u{5d4} \u{5d1}\u{5e2}", "03-123-4567"),
        ("\u{634}\u{631}\u{643}\u{629}", "\u{660}\u{663} \u{661}\u{662}\u{663} \u{664}\u{665}\u{666}"),
        ("\u{634}\u{631}\u{643}\u{629}", "+972\u{202f}3\u{2013}123\u{2009}4567"),
    ] {
        let text = format!("{name} {number}, Contoso ({name})");
        let page = write(&document(everywhere(&text), &text), SHEET);
        well_formed(&page);
        let (mut names, mut numbers) = (0, 0);
        for (around, text) in seen(&page) {
            match around {
                None => {
                    let loose = super::super::bidi::has_right_to_left(text) || text.contains(number);
                    assert!(!loose, "{text}");
                }
                Some("bdi") => {
                    assert_eq!(text, name);
                    names += 1;
                }
                Some(_) if text == number => numbers += 1,
                Some(_) => assert_eq!(text, "2026-11-22", "the day of the edition"),
            }
        }
        assert_eq!(names, numbers * 2);
        assert!(numbers > 100, "{numbers}");
        // The foot of each page, where no element can stand.
        assert!(page.contains(&format!("\\002068 {name}\\002069 ")), "{page}");
    }
}

proptest! {
    #[test]
    fn hostile_markdown_makes_only_our_elements(text in "(<script>|</style>|<img src=x onerror=y>|\"|'|&|&lt;|\\[a\\]\\(https://x\" onclick=\"y\\)|\\[b\\]\\(javascript:x\\)|<https://a>|- |> |\\| |\n|\n\n|`|\\*\\*|[a-z ]{1,4}|\u{202e}){0,40}") {
        let read = markdown::read(&text, &|id| Some(format!("({id})")));
        let page = write(&document(read.blocks, &text), SHEET);
        well_formed(&page);
        prop_assert_eq!(page.matches("</style>").count(), 1);
        for tag in tags(&page) {
            // Quoted values cannot hold < or >, so a tag ends where we ended it; outside the quotes stand our names only.
            let outside: String = tag.split('"').step_by(2).collect();
            prop_assert!(!outside.contains("onclick") && !outside.contains("onerror"), "{}", tag);
            if let Some((_, href)) = tag.split_once("href=\"") {
                let href = href.split('"').next().unwrap_or_default();
                prop_assert!(["#", "http:", "https:", "mailto:", "tel:", "data:,"].iter().any(|s| href.starts_with(s)), "{}", href);
            }
        }
    }

    #[test]
    fn a_string_in_the_style_sheet_cannot_end_it(text in any::<String>()) {
        let quoted = quoted(&text);
        let inner = &quoted[1..quoted.len() - 1];
        prop_assert!(!inner.contains(['"', '<', '>', '\n', ';', '}']), "{}", quoted);
    }
}
