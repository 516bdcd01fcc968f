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
    Print { library: &library, filling: &filling, today, logo: None, answered: true }
        .document(if ids.is_empty() { Extent::All } else { Extent::These(&ids) })
        .unwrap()
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
    let print =
        Print { library: &library, filling: &filling, today: NaiveDate::MIN, logo: None, answered: true };
    assert_eq!(
        print.document(Extent::These(&["stop-card".into(), "nobody".into()])),
        Err(vec!["nobody".to_owned()])
    );
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
    assert_eq!(print(&[], &[]).edition.review_by.unwrap().to_string(), "2027-02-20");
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

const PAGE: &str = "+++\nid = \"card\"\nplace = \"front\"\none-page = true\n+++\n# A card\n\n[Stop](runbook:stop-card)\n\n\
```fields\nframe = true\ntimes = 2\nfields = [{ fact = \"tenant.id\" }, { label = \"Sealed\", clock = true }]\n```\n\n\
```codes\ncodes = [{ fact = \"tenant.id\", label = \"Tenant ID\" }, { text = \"https://contoso.com\", label = \"Web\" }]\n```\n\n\
```form\ncolumns = [{ name = \"When\", width = 1 }, { name = \"What\", width = 3 }]\nrows = 2\n```\n";

fn with_page(page: &str) -> Result<Library, Vec<crate::runbook::Problem>> {
    crate::lint::checked(Library::read(FILES.into_iter().chain([("kit/1-card.md", page)])))
}

#[test]
fn a_sheet_has_its_fields_and_codes_only_for_what_is_known() {
    let library = with_page(PAGE).unwrap();
    let of = |filling: &Filling| {
        let print = Print { library: &library, filling, today: NaiveDate::MIN, logo: None, answered: true };
        let document = print.document(Extent::These(&["card".to_owned(), "stop-card".to_owned()])).unwrap();
        assert_eq!(document.parts[0].anchor, "card");
        document.parts[0].clone()
    };
    let codes = |part: &Part| -> Vec<String> {
        let found = part.blocks.iter().find_map(|block| match block {
            Block::Codes(codes) => Some(codes.iter().map(|code| code.content.clone()).collect()),
            _ => None,
        });
        found.unwrap_or_default()
    };
    let empty = of(&Filling::new());
    assert!(empty.one_page);
    assert_eq!(codes(&empty), ["https://contoso.com"]);
    assert_eq!(empty.blocks.iter().filter(|block| matches!(block, Block::Frame(_))).count(), 2);
    let id = "4fdbff88-9d6b-42e0-9713-45c922ba8001";
    assert_eq!(codes(&of(&filling(&[("tenant.id", id)]))), [id, "https://contoso.com"]);
    let link = Inline::Go { text: "runbook 1".into(), anchor: Some("stop-card".into()) };
    assert!(
        matches!(&empty.blocks[0], Block::Paragraph(words) if words.contains(&link)),
        "{:?}",
        empty.blocks[0]
    );
}

#[test]
fn a_broken_sheet_is_refused_with_its_line() {
    for (from, to, line, said) in [
        ("runbook:stop-card", "runbook:nobody", 8, "there is no runbook \"nobody\""),
        ("rows = 2", "rows = 2\nrowss = 3", 20, "unknown field `rowss`"),
        ("{ fact = \"tenant.id\" },", "{ lines = 2 },", 10, "needs a fact or a label"),
        ("fact = \"tenant.id\" },", "fact = \"tenant.idd\" },", 7, "\"tenant.idd\" is not in facts.toml"),
        ("# A card", "A card", 1, "must be the title"),
        ("id = \"card\"", "id = \"stop-card\"", 1, "a runbook has the id"),
        ("[Stop]", "<b>[Stop]", 8, "HTML is not allowed"),
    ] {
        assert!(PAGE.contains(from), "{from}");
        let problems = with_page(&PAGE.replace(from, to)).unwrap_err();
        let first = &problems[0];
        assert_eq!((first.file.as_str(), first.line), ("kit/1-card.md", line), "{first}");
        assert!(first.what.contains(said), "{first}");
    }
}

/// A line that ends with a colon has something below it that it announces.
fn announces_something(title: &str, blocks: &[Block]) {
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(words) if crate::report::document::plain(words).trim_end().ends_with(':') => {
                let below = blocks.get(at + 1);
                assert!(
                    !matches!(below, None | Some(Block::Paragraph(_) | Block::Step { .. })),
                    "{title}: {}",
                    crate::report::document::plain(words)
                );
            }
            Block::List { items, .. } => items.iter().for_each(|one| announces_something(title, &one.blocks)),
            Block::Quote(inner) => announces_something(title, inner),
            _ => {}
        }
    }
}

/// A box sends nobody in a circle, whatever the kit does without.
#[test]
fn no_box_leads_to_its_own_step() {
    let library = Library::embedded();
    let today = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    for known in [
        &[][..],
        &[("partner.exists", "no")],
        &[("admins.emergency", "none"), ("kit.application", "no"), ("kit.federation", "no")],
        &[("tenant.licence", "free"), ("kit.roles", "User Administrator")],
    ] {
        let filling = filling(known);
        let print = Print { library: &library, filling: &filling, today, logo: None, answered: false };
        let kit = print.document(Extent::Kit).unwrap();
        for block in kit.parts.iter().flat_map(|part| &part.blocks) {
            let Block::Step { anchor, blocks, title, .. } = block else { continue };
            for block in blocks {
                let Block::Field(Field::Tick { go, label, .. }) = block else { continue };
                let own = |word: &Inline| matches!(word, Inline::Go { anchor: Some(to), .. } if to == anchor);
                assert!(!go.iter().any(own), "{title}: {label:?}");
            }
        }
        let said = text::document(&kit, text::Page::new(400));
        let opens = said.contains("Our partner opens it for us");
        assert_eq!(opens, !known.contains(&("partner.exists", "no")), "{known:?}");
    }
}

/// What a kit says, a person with a pen can do: no key, no paste, no program, and no way that ends at a sheet that is not
/// there.
#[test]
fn paper_says_nothing_that_only_a_screen_can_do() {
    let library = Library::embedded();
    let filling = Filling::new();
    let today = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    let print = Print { library: &library, filling: &filling, today, logo: None, answered: false };
    let kit = print.document(Extent::Kit).unwrap();
    let said = text::document(&kit, text::Page::new(400));
    let never = [
        "The program",
        "the program",
        "Press Enter",
        "Press `",
        "type none",
        "type change",
        "type back",
        "Paste the whole",
        "Paste the failed",
        "reentry recover",
        "reentry ticket",
        "which is not in this kit",
        "is \u{201c}good\u{201d}",
        "this computer",
        "`mfa-outage`",
        "whose side are you on",
        "the customer's domain",
        "*partner-side*",
        "i help a customer",
        "which of these do you have",
        "is the reason the same for all of them",
        "sovereign-cloud",
        "mfa outage\u{201d}",
        "they take about",
    ];
    let lower = said.to_lowercase();
    for words in never {
        let words = words.to_lowercase();
        assert!(!lower.contains(&words), "{words}: {:?}", lower.lines().find(|line| line.contains(&words)));
    }
    for block in kit.parts.iter().flat_map(|part| &part.blocks) {
        if let Block::Step { title, blocks, .. } = block {
            announces_something(title, blocks);
        }
    }
    // Whoever skips the last step of a runbook is told where to go on.
    let mut skipped = 0;
    for part in &kit.parts {
        let Some(Block::Step { title, blocks, .. }) = part.blocks.last() else { continue };
        let Some(Block::Paragraph(words)) = blocks.first() else { continue };
        let line = crate::report::document::plain(words);
        if (line.starts_with("Only if ") || line.starts_with("Skip this if "))
            && part.anchor != "undo-the-cause"
        {
            assert!(line.contains(" Else go to "), "{title}: {line}");
            skipped += 1;
        }
    }
    assert!(skipped > 5, "{skipped}");
    assert!(said.contains("Then wait for it, and go on with step "), "{said}");
    assert!(said.contains("Tenant lockout. The tenant ID is"), "{said}");
    // "and" behind "or" can be read in two ways.
    for line in said.split(['.', '\n']).filter(|line| line.trim_start().starts_with("Only if")) {
        assert!(!(line.contains(" and ") && line.contains(" or ")), "{line}");
    }
    assert!(said.contains("Only if you have: a computer with PowerShell that you may use."), "{said}");
    assert!(said.contains("a trial (not if your answer is 4 in step 2.3)"), "{said}");
    assert!(said.contains("the contents, and take the runbook for what happens next"), "{said}");
}
