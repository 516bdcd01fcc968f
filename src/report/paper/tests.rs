use super::*;
use crate::report::document::{Block, Field, Inline};
use crate::report::{html, text};

const FILES: [(&str, &str); 3] = [
    ("facts.toml", include_str!("tests/facts.toml")),
    ("1-triage/stop-card.md", include_str!("tests/stop-card.md")),
    ("5-proof-of-control/wait-and-prove.md", include_str!("tests/wait-and-prove.md")),
];

fn library() -> Library {
    Library::read(FILES).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn filling(facts: &[(&str, &str)]) -> Filling {
    facts.iter().map(|(id, value)| (id.parse().unwrap(), Value::One((*value).to_owned()))).collect()
}

fn print(ids: &[&str], facts: &[(&str, &str)]) -> Document {
    let library = library();
    let filling = filling(facts);
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    Print { library: &library, filling: &filling, today }.runbooks(&ids).unwrap()
}

fn words(document: &Document) -> String {
    text::document(document, text::Page::new(76))
}

fn page(document: &Document) -> String {
    html::write(document, html::Sheet { size: "A4", points: 11 })
}

#[test]
fn the_whole_set_as_text() {
    insta::assert_snapshot!(words(&print(&[], &[])));
}

#[test]
fn one_runbook_filled_as_html() {
    let filled = print(
        &["stop-card"],
        &[("case.name", "Contoso & Sons"), ("tenant.id", "4fdbff88-9d6b-42e0-9713-45c922ba8001")],
    );
    let page = page(&filled);
    let body = page.split("</head>").nth(1).unwrap();
    insta::assert_snapshot!(body);
}

#[test]
fn a_step_keeps_its_number_when_it_is_printed_alone() {
    let whole = words(&print(&[], &[]));
    let alone = words(&print(&["wait-and-prove"], &[]));
    assert!(whole.contains("2.2  Is the record there?"), "{whole}");
    assert!(alone.contains("2.2  Is the record there?"), "{alone}");
    let other = words(&print(&["stop-card"], &[]));
    assert!(other.contains("step\u{a0}2.2") || other.contains("step 2.2"), "{other}");
    assert!(other.contains("not in this print"), "{other}");
}

#[test]
fn every_link_inside_the_page_has_its_target() {
    let page = page(&print(&[], &[]));
    for (at, _) in page.match_indices("href=\"#") {
        let anchor = page[at + 7..].split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{anchor}\"")), "nothing has the id {anchor}");
    }
}

#[test]
fn names_nobody_knows_come_back() {
    let library = library();
    let filling = Filling::new();
    let print = Print { library: &library, filling: &filling, today: NaiveDate::MIN };
    assert_eq!(print.runbooks(&["stop-card".into(), "nobody".into()]), Err(vec!["nobody".to_owned()]));
}

/// A profile from a hostile hand must arrive as text, wherever it is printed.
#[test]
fn a_value_never_becomes_markup() {
    let nasty = "</style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u{202e}\u{1b}[2J";
    let filled = print(&[], &[("case.name", nasty), ("tenant.id", nasty), ("tenant.domains", nasty)]);
    let page = page(&filled);
    for tag in ["<script", "<img", "onerror=alert(1)>\"", "\u{202e}", "\u{1b}"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!words(&filled).contains(['\u{202e}', '\u{1b}']));
}

#[test]
fn a_known_choice_is_ticked_and_a_known_fact_has_no_empty_line() {
    let filled = print(&["stop-card"], &[("lockout.cause", "mfa-lost"), ("tenant.domains", "contoso.com")]);
    let Block::Step { blocks, .. } = &filled.parts[0].blocks[2] else { panic!() };
    let ticked: Vec<bool> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Field(Field::Tick { ticked, .. }) => Some(*ticked),
            _ => None,
        })
        .collect();
    assert_eq!(ticked, [false, true]);
    assert!(words(&filled).contains("Your verified domains: contoso.com\n"));
}

#[test]
fn the_review_falls_ninety_days_after_the_print() {
    assert_eq!(print(&[], &[]).edition.review_by.to_string(), "2027-02-20");
}

#[test]
fn every_step_of_the_set_is_printed_once_and_its_targets_are_named() {
    let document = print(&[], &[]);
    let steps: Vec<&str> = document
        .parts
        .iter()
        .flat_map(|part| &part.blocks)
        .filter_map(|block| match block {
            Block::Step { number, .. } => Some(number.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(steps, ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]);
    let Block::Step { blocks, .. } = &document.parts[1].blocks[1] else { panic!() };
    let Some(Block::Field(Field::Tick { go, .. })) = blocks.iter().find(|b| matches!(b, Block::Field(_)))
    else {
        panic!()
    };
    assert!(
        go.contains(&Inline::Go { text: "step 2.2".into(), anchor: Some("wait-and-prove--proof".into()) }),
        "{go:?}"
    );
}
