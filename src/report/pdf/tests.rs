use chrono::NaiveDate;
use proptest::prelude::*;

use super::item::{Flow, Ink, Item};
use super::*;
use crate::report::document::{Block, Edition, Inline, Part, Role, Row};
use crate::report::markdown;

const A4: Sheet = Sheet { width: 595.276, height: 841.89, body: 10.5 };

fn document(parts: Vec<Vec<Block>>, one_page: bool) -> Document {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let part = |(number, blocks): (usize, Vec<Block>)| Part {
        anchor: format!("part-{number}"),
        group: "Group".into(),
        label: format!("Runbook {number} of 9"),
        title: format!("Title {number}"),
        blocks,
        one_page,
        flows: false,
        end: format!("END of {number}"),
    };
    Document {
        title: "Kit".into(),
        owner: Some("Contoso".into()),
        edition: Edition { version: "reentry 1".into(), issued: day, review_by: Some(day) },
        logo: None,
        parts: parts.into_iter().enumerate().map(part).collect(),
    }
}

fn blocks(text: &str) -> Vec<Block> {
    markdown::read(text, &|id| Some(format!("({id})"))).blocks
}

/// A page that says this.
pub(super) fn page(text: &str) -> Document {
    document(vec![vec![Block::said(text)]], false)
}

fn words(count: usize) -> Vec<Block> {
    blocks(&"a word of prose ".repeat(count))
}

fn step(number: usize, lines: usize) -> Block {
    Block::Step {
        number: format!("1.{number}"),
        anchor: format!("step-{number}"),
        title: format!("Step {number}"),
        blocks: vec![Block::Paragraph(vec![Inline::text("line of a step ".repeat(lines * 6))])],
    }
}

#[test]
fn the_same_document_is_the_same_bytes() {
    let document = document(vec![vec![step(1, 3), Block::Contents], words(900)], false);
    let first = write(&document, A4).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, write(&document, A4).unwrap());
    assert_ne!(first, write(&document, Sheet { body: 14.0, ..A4 }).unwrap());
}

#[test]
fn a_letter_nobody_can_print_is_named() {
    let document = document(vec![blocks("Müller, Ψυχή, Łódź, Київ → fine; \u{4f60}\u{597d} not")], false);
    let problem = write(&document, A4).unwrap_err();
    assert_eq!(problem, Problem::Missing(vec!['\u{4f60}', '\u{597d}']));
}

#[test]
fn a_letter_that_only_the_foot_holds_is_named_and_then_spelled() {
    for name in ["\u{4e2d}\u{6587}\u{516c}\u{53f8}", "\u{5d0}\u{5d1}\u{5d2}"] {
        let document = Document { owner: Some(name.into()), ..document(vec![blocks("plain")], true) };
        assert!(matches!(write(&document, A4), Err(Problem::Missing(_))), "{name}");
        let missing = write_any(&document, A4, &[]).unwrap().missing;
        assert!(name.chars().all(|c| missing.contains(&c)), "{name}");
    }
}

#[test]
fn a_card_is_set_smaller_until_it_fits_and_refused_when_it_cannot() {
    let pages = |count| layout_pages(&document(vec![words(count)], true)).map(|pages| pages.len());
    assert_eq!(pages(300), Ok(1));
    assert_eq!(pages(420), Ok(1));
    assert_eq!(pages(2000), Err(Problem::Overflow("Title 0".into())));
}

/// The pages of a document, without drawing them.
fn layout_pages(document: &Document) -> Result<Vec<pages::Page>, Problem> {
    layout_on(A4, document)
}

fn layout_on(sheet: Sheet, document: &Document) -> Result<Vec<pages::Page>, Problem> {
    let (mut shaper, mut tree) = (Shaper::new(&[], &[]), Tree::default());
    let mut pager = Pager::new(sheet.room().1);
    let known = BTreeMap::new();
    for part in &document.parts {
        let mut layout = Layout { document, sheet, shaper: &mut shaper, tree: &mut tree, pages: &known };
        layout.part(part, false, &mut pager)?;
    }
    Ok(pager.finish())
}

const LARGE: Sheet = Sheet { body: 14.5, ..A4 };

#[test]
fn large_print_leaves_no_page_half_empty() {
    let steps: Vec<Block> = (1..13).map(|number| step(number, 22)).collect();
    let pages = layout_on(LARGE, &document(vec![steps], false)).unwrap();
    let (_, room) = LARGE.room();
    for (number, page) in pages.iter().enumerate().rev().skip(1) {
        let filled = page.iter().map(|placed| placed.y + placed.item.height).fold(0.0, f32::max);
        assert!(filled > room * 0.85, "page {number} of {} is filled to {filled} of {room}", pages.len());
    }
}

#[test]
fn the_answers_to_one_question_stand_on_one_page() {
    let tick = |label: &str| {
        Block::Field(crate::report::document::Field::Tick {
            label: vec![Inline::text(label)],
            go: Vec::new(),
            ticked: false,
            time: false,
        })
    };
    for sheet in [A4, LARGE] {
        for lines in 10..60 {
            let mut inner = vec![Block::Paragraph(vec![Inline::text("line of a step ".repeat(lines * 6))])];
            inner.extend((0..6).map(|n| tick(&format!("answer {n}"))));
            let asked = Block::Step {
                number: "1.1".into(),
                anchor: "s".into(),
                title: "Asked".into(),
                blocks: inner,
            };
            let mut pages = layout_on(sheet, &document(vec![vec![step(0, lines), asked]], false)).unwrap();
            pages.retain(|page| {
                page.iter()
                    .flat_map(|placed| &placed.item.marks)
                    .any(|mark| matches!(mark.ink, Ink::Tick { .. }))
            });
            assert_eq!(pages.len(), 1, "{lines} lines in {}", sheet.body);
        }
    }
}

#[test]
fn each_part_begins_a_page_and_a_step_is_never_cut() {
    let steps = (1..=12).map(|number| step(number, number * 2)).collect();
    let pages = layout_pages(&document(vec![steps, words(10)], false)).unwrap();
    let anchors = pages::anchors(&pages);
    assert_eq!(anchors["part-1"], pages.len() - 1);
    for (number, page) in pages.iter().enumerate() {
        let first = page.first().expect("no empty page");
        let starts = !first.item.anchors.is_empty();
        assert!(starts || number == pages.len() - 1, "page {number} begins in the middle of a step");
    }
}

#[test]
fn a_step_longer_than_a_page_goes_on_with_two_lines_at_least() {
    let pages = layout_pages(&document(vec![vec![step(1, 90)]], false)).unwrap();
    assert!(pages.len() > 1);
    for page in &pages {
        assert!(page.len() >= 2, "a lone line");
    }
}

#[test]
fn the_head_of_a_table_stands_on_every_page_it_reaches() {
    let mut text = String::from("| Number | What |\n|---|---|\n");
    for row in 0..120 {
        text.push_str(&format!("| {row} | a row |\n"));
    }
    let pages = layout_pages(&document(vec![blocks(&text)], false)).unwrap();
    assert!(pages.len() >= 3);
    let heads = |page: &pages::Page| {
        let said = |item: &Item| {
            item.marks.iter().any(|mark| matches!(&mark.ink, Ink::Words { run, .. } if run.text == "Number"))
        };
        page.iter().filter(|placed| said(&placed.item)).count()
    };
    let last = pages.len() - 1;
    for (number, page) in pages.iter().enumerate() {
        let rows = page.iter().any(|placed| placed.item.head.is_some());
        assert_eq!(heads(page), usize::from(rows), "page {number} of {last}");
    }
}

#[test]
fn go_to_names_the_page() {
    let go = Block::Paragraph(vec![Inline::Go { text: "step 9.9".into(), anchor: Some("step-7".into()) }]);
    let document = document(vec![vec![go], words(2000), vec![step(7, 1)]], false);
    let pages = layout_pages(&document).unwrap();
    let wanted = pages::anchors(&pages)["step-7"] + 1;
    let pdf = write(&document, A4).unwrap();
    assert!(pdf.len() > 10_000 && wanted > 3);
    let (mut shaper, mut tree) = (Shaper::new(&[], &[]), Tree::default());
    let known = pages::anchors(&pages);
    let mut pager = Pager::new(A4.room().1);
    let mut layout =
        Layout { document: &document, sheet: A4, shaper: &mut shaper, tree: &mut tree, pages: &known };
    layout.part(&document.parts[0], false, &mut pager).unwrap();
    let said = pager.finish()[0]
        .iter()
        .flat_map(|placed| placed.item.marks.clone())
        .any(|mark| matches!(&mark.ink, Ink::Words { run, .. } if run.text.contains(&format!("(page\u{a0}{wanted})"))));
    assert!(said);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_is_printed_below_the_text_or_beside_it(
        text in "(- |> |1\\. |\\| a \\| b \\|\n\\|---\\|---\\|\n|```\n|\\*\\*|\n|\n\n|[a-z]{1,90} |<https://[a-z]{5,80}\\.com/[a-z]{3,60}> ){0,60}",
    ) {
        let pages = layout_pages(&document(vec![blocks(&text)], false)).unwrap();
        let (width, height) = A4.room();
        for placed in pages.iter().flatten() {
            prop_assert!(placed.y + placed.item.height <= height + 0.01);
            for mark in &placed.item.marks {
                prop_assert!(mark.x >= -0.01 && mark.x + mark.width <= width + 0.6, "{:?}", mark);
            }
        }
    }

    #[test]
    fn pieces_keep_their_order_and_their_groups(
        groups in prop::collection::vec(prop::collection::vec((1.0_f32..120.0, any::<bool>()), 1..6), 1..30),
    ) {
        let room = 400.0;
        let mut pager = Pager::new(room);
        pager.new_page();
        let mut number = 0;
        let mut flows = Vec::new();
        for group in &groups {
            let items = group.iter().map(|(height, keep)| {
                number += 1;
                let mut item = Item::blank(3.0, *height);
                item.keep = *keep;
                item.anchors.push(number.to_string());
                Flow::Item(item)
            });
            flows.push(Flow::Keep(items.collect()));
        }
        pager.place(flows);
        let pages = pager.finish();
        let order: Vec<String> = pages.iter().flatten().flat_map(|placed| placed.item.anchors.clone()).collect();
        prop_assert_eq!(order, (1..=number).map(|n| n.to_string()).collect::<Vec<_>>());
        let places = pages::anchors(&pages);
        let mut first = 1;
        for group in &groups {
            let height: f32 = group.iter().map(|(height, _)| height + 3.0).sum();
            let page = |n: usize| places[&n.to_string()];
            if height <= room {
                prop_assert_eq!(page(first), page(first + group.len() - 1));
            }
            first += group.len();
        }
    }
}

/// Every card of the kit, with nothing known and with everything known at length, on every paper.
#[test]
fn the_cards_of_the_kit_fit_their_page() {
    use crate::model::{FactType, Value};
    use crate::report::paper::{Extent, Filling, Print};
    let library = crate::runbook::Library::embedded();
    let long = |kind: FactType| match kind {
        FactType::TenantId => "4fdbff88-9d6b-42e0-9713-45c922ba8001".to_owned(),
        FactType::Phone => "+49 (0) 30 1234567-8901".to_owned(),
        FactType::YesNo => "yes".to_owned(),
        _ => "Wilhelmine von Trautmannsdorff-Hohenlohe, +49 170 12345678, wilhelmine@notfall.example"
            .to_owned(),
    };
    let full: Filling =
        library.facts().iter().map(|(id, def)| (id.clone(), Value::One(long(def.kind)))).collect();
    let cards: Vec<String> =
        library.pages().filter(|page| page.head.one_page).map(|page| page.head.id.clone()).collect();
    assert!(!cards.is_empty());
    for filling in [Filling::new(), full] {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let document = Print { library: &library, filling: &filling, today, logo: None, answered: true }
            .document(Extent::These(&cards))
            .unwrap();
        for body in [10.5, 14.5] {
            for (width, height) in [(595.276, 841.89), (612.0, 792.0)] {
                let pdf = write(&document, Sheet { width, height, body });
                assert!(pdf.is_ok(), "{width} x {height} at {body}: {pdf:?}");
            }
        }
    }
}

#[test]
fn the_blocks_of_screens_are_set_and_pass_the_checks() {
    let hostile = "<img src=http://x.test/y> [here](http://evil.test) \u{1b}[2J gpj.\u{202e}exe";
    let row =
        |text: &str| Row::new("Request ID, as the page shows it", [Inline::id(text), Inline::value(hostile)]);
    let screen = vec![
        Block::Rows(vec![row("3f1c2d4e-1111-4222-8333-abcdefabcdef"), Row::new("", [])]),
        Block::section(
            "Found",
            vec![Block::marked("!", Role::Danger, [Inline::dim(hostile)]), Block::Rows(vec![row("x")])],
        ),
        Block::command("Continue with:", format!("reentry recover \"{hostile}\"")),
        Block::Tight(vec![Block::said(hostile), Block::said(hostile)]),
        Block::Marked { mark: hostile.into(), role: Role::Good, blocks: vec![] },
    ];
    let document = document(vec![screen], false);
    assert_eq!(write(&document, A4).unwrap(), write(&document, A4).unwrap());
}
