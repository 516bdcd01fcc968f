//! The direction of imports, held by a test: who may know whom is one table, and nobody else is known.
//!
//! The core is pure, adapters are known to `main` alone, the crates that touch the world are each named in one place, and
//! two files know each other only where a line here says why.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use tree::Tree;

/// Every room from the ground up, and the rooms that it knows. A room knows only rooms that stand above it in this table,
/// so there is no circle between rooms. An arrow that is not needed any more is taken out of its line.
const ROOMS: [(&str, &[&str]); 22] = [
    ("model", &[]),
    ("signin", &["model"]),
    ("dns_proof", &["model"]),
    ("runbook", &["model"]),
    ("words", &["signin"]),
    ("evidence", &["model", "signin"]),
    ("partner", &["evidence", "model"]),
    ("tenant", &["evidence", "model", "partner"]),
    ("policy", &["model", "partner", "tenant"]),
    ("case", &["dns_proof", "model", "partner", "policy", "signin"]),
    ("guide", &["case", "dns_proof", "model", "partner", "policy", "runbook", "signin", "tenant"]),
    ("readiness", &["case", "evidence", "model", "partner", "policy", "runbook", "tenant"]),
    (
        "report",
        &[
            "case",
            "dns_proof",
            "evidence",
            "guide",
            "model",
            "partner",
            "policy",
            "readiness",
            "runbook",
            "signin",
            "tenant",
            "words",
        ],
    ),
    ("lint", &["model", "report", "runbook"]),
    ("error", &["model", "report"]),
    ("cli", &["model", "report"]),
    ("settings", &["cli", "error", "model", "report"]),
    ("port", &["dns_proof", "evidence"]),
    ("world", &["error", "port", "report", "settings"]),
    ("adapter", &["dns_proof", "evidence", "model", "port", "report", "signin"]),
    (
        "command",
        &[
            "case",
            "cli",
            "dns_proof",
            "error",
            "evidence",
            "guide",
            "lint",
            "model",
            "partner",
            "policy",
            "port",
            "readiness",
            "report",
            "runbook",
            "settings",
            "signin",
            "tenant",
            "world",
        ],
    ),
    // `run` is the one function of the library.
    ("main", &["adapter", "cli", "error", "model", "port", "report", "run", "settings", "world"]),
];

/// Whoever comes new reads the table of CONTRIBUTING.md: it names every room, in this order.
#[test]
fn the_table_for_people_names_every_room_in_its_order() {
    let guide = include_str!("../../CONTRIBUTING.md");
    let rows = guide.lines().filter_map(|line| line.strip_prefix("| `")?.split('|').next());
    let named: Vec<&str> =
        rows.flat_map(|cell| cell.split([' ', '`'])).filter(|name| !name.is_empty()).collect();
    let rooms: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).filter(|room| *room != "main").collect();
    assert_eq!(named, rooms);
}

/// The rooms that neither read nor write, ask no clock and start nothing: what they are given is all they know.
const PURE: [&str; 13] = [
    "model",
    "partner",
    "signin",
    "dns_proof",
    "runbook",
    "words",
    "evidence",
    "tenant",
    "policy",
    "case",
    "guide",
    "readiness",
    "report",
];

/// What touches the world, as the end or the beginning of a path.
const WORLD: [&[&str]; 12] = [
    &["std", "fs"],
    &["std", "env"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "net", "UdpSocket"],
    &["std", "net", "TcpStream"],
    &["std", "net", "TcpListener"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
];

/// Crates that touch the world or bring much with them: each is named in one place.
const CRATES: [(&str, &[&str]); 18] = [
    ("dialoguer", &["adapter/terminal_rich.rs"]),
    ("hickory_resolver", &["adapter/hickory"]),
    ("tokio", &["adapter/hickory"]),
    ("rustls", &["adapter/hickory"]),
    ("webpki_roots", &["adapter/hickory"]),
    ("zip", &["adapter/zip_archive.rs"]),
    ("getrandom", &["adapter"]),
    ("tempfile", &["adapter"]),
    ("ctrlc", &["adapter/interrupt.rs"]),
    ("terminal_size", &["settings.rs"]),
    ("clap", &["cli", "command/manual.rs"]),
    ("clap_complete", &["cli", "command/manual.rs"]),
    ("clap_mangen", &["command/manual.rs"]),
    ("fluent_bundle", &["words"]),
    ("krilla", &["report"]),
    ("rustybuzz", &["report"]),
    ("pulldown_cmark", &["report", "runbook"]),
    ("kusto", &["readiness"]),
];

/// Two files that know each other, and why that is one idea in two files.
const CIRCLES: [(&str, &str, &str); 24] = [
    (
        "case/door.rs",
        "case/event.rs",
        "a door holds how a step was answered, an event holds what was told of a door",
    ),
    ("case/event.rs", "case/journal.rs", "each event has its audience, each line has its event"),
    ("case/nouns.rs", "case/state.rs", "the nouns are a part of the case, and are named after its sign-ins"),
    (
        "command/attach.rs",
        "command/signin_add.rs",
        "a sign-in's paper is attached, and an attached paper may hold a sign-in",
    ),
    (
        "command/audit.rs",
        "command/audit_many.rs",
        "one tenant or many by one flag; what fails is the same rule",
    ),
    (
        "command/dns_check.rs",
        "command/dns_watch.rs",
        "`--wait` is the watch, and a watch looks again as the check does",
    ),
    (
        "command/find_case.rs",
        "command/open_case.rs",
        "a case that is not found ends as one that cannot be opened",
    ),
    (
        "command/print.rs",
        "command/print_many.rs",
        "one kit or many by one flag; a kit is made by the same function",
    ),
    (
        "command/recover/pasted.rs",
        "command/recover/person.rs",
        "a question hears what was pasted, and a paste is answered as a question is",
    ),
    ("dns_proof/finding.rs", "dns_proof/what.rs", "an id of the contract for each kind, and the kind's data"),
    (
        "dns_proof/observation.rs",
        "dns_proof/survey.rs",
        "what was seen keeps the plan by which it was looked for",
    ),
    (
        "guide/ask.rs",
        "guide/walk.rs",
        "a question is put where the walk stands, and its fields say whether it stands there",
    ),
    ("partner/export.rs", "partner/read.rs", "one reader, and a file for each tool that exports"),
    ("partner/graph.rs", "partner/read.rs", "one reader, and a file for each tool that exports"),
    (
        "policy/people.rs",
        "policy/scene.rs",
        "the scene asks who a person is, which depends on the scene's tenant",
    ),
    (
        "report/said/accounts.rs",
        "report/said/cause.rs",
        "a cause is said with its account, an account with its cause",
    ),
    (
        "runbook/kit.rs",
        "runbook/library.rs",
        "the library holds the rules of the kit, which choose from the library",
    ),
    ("signin/har/read.rs", "signin/paste/mod.rs", "a recording holds pages, and a page may be a recording"),
    ("signin/log/columns.rs", "signin/log/search.rs", "one search, and a file for each shape of a log"),
    ("signin/log/glance.rs", "signin/log/split.rs", "pieces are looked at before they are read"),
    ("signin/log/search.rs", "signin/log/table.rs", "one search, and a file for each shape of a log"),
    ("signin/log/search.rs", "signin/log/wide.rs", "one search, and a file for each shape of a log"),
    (
        "signin/paste/scan/altered.rs",
        "signin/paste/scan/labelled.rs",
        "an altered value stands behind a label",
    ),
    ("tenant/read/file.rs", "tenant/read/table.rs", "one reader, and a file for tables"),
];

static TREE: LazyLock<Tree> = LazyLock::new(Tree::read);

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    words.into_iter().collect()
}

#[test]
fn each_room_knows_exactly_the_rooms_of_its_line() {
    let tree = &*TREE;
    let mut known: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, _)| (*room, BTreeSet::new())).collect();
    for (module, file) in &tree.files {
        let room = Tree::room(module);
        // `lib.rs` names every room, and hands on the few that programs outside may use.
        if room == "lib" {
            continue;
        }
        let knows = known.get_mut(room).unwrap_or_else(|| panic!("{} is in no room of the table", file.path));
        knows.extend(file.inside.iter().map(|path| Tree::room(path)).filter(|other| *other != room));
    }
    let table: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, knows)| (*room, set(knows.iter().copied()))).collect();
    for (room, knows) in &known {
        let right = &table[room];
        let new: Vec<_> = knows.difference(right).collect();
        let unused: Vec<_> = right.difference(knows).collect();
        assert!(new.is_empty(), "{room} knows {new:?}, which its line does not allow");
        assert!(unused.is_empty(), "{room} does not know {unused:?} any more: take it out of its line");
    }
}

#[test]
fn no_line_of_the_table_points_down() {
    for (place, (room, knows)) in ROOMS.iter().enumerate() {
        for other in knows.iter().filter(|other| **other != "run") {
            let above = ROOMS[..place].iter().any(|(above, _)| above == other);
            assert!(above, "{room} knows {other}, which does not stand above it");
        }
    }
}

#[test]
fn the_core_is_pure() {
    let tree = &*TREE;
    let mut wrong = Vec::new();
    for (module, file) in tree.files.iter().filter(|(module, _)| PURE.contains(&Tree::room(module))) {
        for path in &file.outside {
            let names = set(path.iter().map(String::as_str));
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let of_the_world = WORLD.iter().any(|world| path.starts_with(world));
            let clock = path.ends_with(&["Utc", "now"]) || path.ends_with(&["Local", "now"]);
            let by_name = ["SystemTime", "Instant"].iter().any(|name| names.contains(name));
            if of_the_world || clock || by_name {
                wrong.push(format!("{} ({}) names {}", file.path, Tree::room(module), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_outside_crate_has_its_place() {
    let tree = &*TREE;
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for file in tree.files.values() {
        for path in &file.outside {
            let Some((name, places)) = CRATES.iter().find(|(name, _)| *name == path[0]) else { continue };
            let in_place = places.iter().any(|place| file.path.starts_with(place));
            assert!(in_place, "{} names {}, which belongs to {places:?}", file.path, path.join("::"));
            *named.entry(name).or_default() += 1;
        }
    }
    for (name, _) in CRATES {
        assert!(named.contains_key(name), "nobody names {name}: take out its line");
    }
}

#[test]
fn two_files_know_each_other_only_where_a_line_says_why() {
    let tree = &*TREE;
    let arrows = tree.arrows();
    let mut circles: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (from, targets) in &arrows {
        for to in targets.keys() {
            let back = arrows.get(to).is_some_and(|targets| targets.contains_key(from));
            if from < to && back {
                circles.insert((from, to));
            }
        }
    }
    let defended: BTreeSet<(&str, &str)> = CIRCLES.iter().map(|(one, other, _)| (*one, *other)).collect();
    let new: Vec<_> = circles.difference(&defended).collect();
    let gone: Vec<_> = defended.difference(&circles).collect();
    assert!(new.is_empty(), "these two files know each other: {new:?}");
    assert!(gone.is_empty(), "no circle any more, take out the line: {gone:?}");
}

#[test]
fn main_builds_the_world_and_nothing_else() {
    let main = std::fs::read_to_string(tree::sources().join("main.rs")).unwrap();
    let code = main.lines().filter(|line| !line.trim_start().starts_with("//"));
    assert!(code.count() <= 70);
}
