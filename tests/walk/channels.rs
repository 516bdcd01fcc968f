//! The same secrets and the same look-alikes through every way into a case and out of it: no way may be weaker than
//! another, and none may take out what is harmless.
//!
//! The texts are those of `tests/corpus/redaction/`. A secret may pass where [`PASS_AS_A_NAME`] says so and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::forge::{self, FIRST};
use crate::program::{err, file, out, reentry, walk};

/// What passes where a person's name stands: there a table has no columns any more, and a bare key no neighbours. Nothing
/// passes any other channel.
const PASS_AS_A_NAME: [&str; 2] = ["ests-table", "storage-key-bare"];

struct Row {
    id: String,
    text: String,
    /// The secret itself, or what must stay.
    part: String,
}

fn rows(name: &str, part: &str) -> Vec<Row> {
    let text = fs::read_to_string(file("corpus/redaction").join(name)).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let field = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    lines
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|row| Row { id: field(&row, "id"), text: field(&row, "text"), part: field(&row, part) })
        .collect()
}

fn secrets() -> Vec<Row> {
    let rows = rows("secrets.jsonl", "secret");
    assert_eq!(rows.len(), 67);
    rows
}

fn harmless() -> Vec<Row> {
    let rows = rows("harmless.jsonl", "must_stay");
    assert_eq!(rows.len(), 33);
    rows
}

/// Those that were made beside them, and that no digest could hold by chance; for the ways that need no run for each.
fn made(name: &str, part: &str) -> Vec<Row> {
    let long = |row: &Row| row.part.len() >= 8 && row.part.bytes().any(|b| !b.is_ascii_digit());
    let rows: Vec<_> = rows(name, part).into_iter().filter(long).collect();
    assert!(rows.len() >= 100);
    rows
}

/// Where texts are looked for: every string of every line of JSON, and everything else as it is.
fn strings(bytes: &[u8]) -> String {
    fn all(value: &Value, into: &mut String) {
        match value {
            Value::String(text) => {
                into.push_str(text);
                into.push('\u{1}');
            }
            Value::Array(items) => items.iter().for_each(|item| all(item, into)),
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                into.push_str(name);
                into.push('\u{1}');
                all(member, into);
            }),
            _ => {}
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let mut found = text.clone().into_owned();
    for line in text.lines() {
        if let Ok(value) = serde_json::from_str::<Value>(line) {
            all(&value, &mut found);
        }
    }
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        all(&value, &mut found);
    }
    found
}

/// Everything that a folder holds.
fn held(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.push_str(&if path.is_dir() { held(&path) } else { strings(&fs::read(&path).unwrap()) });
    }
    all
}

struct Place {
    dir: tempfile::TempDir,
    case: PathBuf,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let case = dir.path().join("case");
        assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
        Self { dir, case }
    }

    fn run(&self, args: &[&str]) -> Output {
        reentry().current_dir(self.dir.path()).args(args).arg("--case").arg(&self.case).output().unwrap()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What a bundle holds.
    fn bundle(&self, args: &[&str]) -> (Output, String) {
        let zip = self.dir.path().join("b.zip");
        let _ = fs::remove_file(&zip);
        let made = self.run(&[&["bundle", "--store", "-o", zip.to_str().unwrap()], args].concat());
        (made, fs::read(&zip).map(|bytes| files_of(&bytes)).unwrap_or_default())
    }

    /// The last bundle is one that `verify` finds nothing wrong with.
    fn verifies(&self, what: &str) {
        let verified = self.run(&["verify", self.dir.path().join("b.zip").to_str().unwrap()]);
        assert_eq!(verified.status.code(), Some(0), "{what}: {}{}", out(&verified), err(&verified));
    }
}

/// The files of a zip that packs nothing: their bytes stand in it as they are.
fn files_of(zip: &[u8]) -> String {
    let mut from = std::io::Cursor::new(zip);
    let layout = reentry::evidence::container::layout(&mut from).unwrap();
    let mut at = 0;
    let mut all = String::new();
    for file in layout.files {
        let head = &zip[at..];
        let length = |place: usize| usize::from(u16::from_le_bytes([head[place], head[place + 1]]));
        let begin = at + 30 + length(26) + length(28);
        let end = begin + usize::try_from(file.size).unwrap();
        all.push_str(&strings(&zip[begin..end]));
        at = end;
    }
    all
}

/// Fails where more secrets can be read than may pass, or a harmless text is gone.
fn check(channel: &str, secrets: &[Row], harmless: &[Row], all: &str) {
    let passed: Vec<_> = secrets.iter().filter(|row| all.contains(&row.part)).map(|row| &row.id).collect();
    let may: &[&str] = if channel.ends_with("who") { &PASS_AS_A_NAME } else { &[] };
    assert_eq!(passed, may, "{channel}: {} of {} pass", passed.len(), secrets.len());
    let gone: Vec<_> = harmless.iter().filter(|row| !all.contains(&row.part)).map(|row| &row.id).collect();
    assert!(gone.is_empty(), "{channel}: {} of {} touched: {gone:?}", gone.len(), harmless.len());
}

#[test]
fn notes_keep_no_secret_and_every_harmless_text() {
    let (place, secrets, harmless) = (Place::new(), secrets(), harmless());
    for row in secrets.iter().chain(&harmless) {
        let noted = place.run(&["note", "--", &row.text]);
        assert_eq!(noted.status.code(), Some(0), "{}: {}", row.id, err(&noted));
    }
    check("note", &secrets, &harmless, &held(&place.case));
    bundles("note", &place, &secrets, &harmless);
}

/// What is in a case leaves it as it is: without `--redact` nothing is refused, and with it nothing more is taken out.
fn bundles(channel: &str, place: &Place, secrets: &[Row], harmless: &[Row]) {
    for args in [&[][..], &["--redact"]] {
        let (made, all) = place.bundle(args);
        assert_eq!(made.status.code(), Some(0), "{channel} {args:?}: {}", err(&made));
        place.verifies(&format!("{channel} {args:?}"));
        check(&format!("bundle {args:?} after {channel}"), secrets, harmless, &all);
    }
}

#[test]
fn attachments_keep_no_secret_and_every_harmless_text() {
    let (place, mut secrets, mut harmless) = (Place::new(), secrets(), harmless());
    // A paper is refused as a whole.
    secrets.extend(made("secrets-made.jsonl", "secret").into_iter().filter(|row| row.id != "mrz-card"));
    harmless.extend(made("harmless-made.jsonl", "must_stay"));
    // Two corpora may have rows of one id.
    let rows = secrets.iter().chain(&harmless).zip(1..);
    let files: Vec<_> =
        rows.map(|(row, nr)| place.write(&format!("{nr} {}.txt", row.id), &row.text)).collect();
    let mut args = vec!["attach"];
    args.extend(files.iter().map(String::as_str));
    let attached = place.run(&args);
    assert_eq!(attached.status.code(), Some(0), "{}", err(&attached));
    check("attach", &secrets, &harmless, &held(&place.case));
    bundles("attach", &place, &secrets, &harmless);
}

#[test]
fn no_name_of_a_file_carries_a_secret_and_no_key_is_kept() {
    let place = Place::new();
    for name in [
        "kennwort-Zwerg9Kelle.txt",
        "TAP Zwerg9Kelle.txt",
        "Password_Zwerg9Kelle.txt",
        "breakglass-pw-Zwerg9Kelle!.txt",
        "YubiKey_PIN_739184.txt",
        "TOTP-MZXW6YTBOI4DQ3LKPJ2WNGEE.txt",
    ] {
        let attached = place.run(&["attach", &place.write(name, "nothing in it")]);
        assert_eq!(attached.status.code(), Some(7), "{name}");
    }
    // PKCS #8 in DER.
    let key = place.write("key.der", "");
    fs::write(&key, [0x30, 7, 2, 1, 0, 0x30, 2, 5, 0]).unwrap();
    let attached = place.run(&["attach", &key]);
    assert_eq!(attached.status.code(), Some(7), "{}", err(&attached));
    for name in ["Password-reset-procedure.txt", "PIN-reset-2026.txt", "Kennwort_Liste_2024.txt"] {
        let attached = place.run(&["attach", &place.write(name, "nothing in it")]);
        assert_eq!(attached.status.code(), Some(0), "{name}: {}", err(&attached));
    }
}

#[test]
fn answers_keep_no_secret_and_every_harmless_text() {
    let (secrets, harmless) = (secrets(), harmless());
    let rows: Vec<_> = secrets.iter().chain(&harmless).collect();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    // As words of what happened, as items of a list, as the note of a step, as facts.
    let happened = rows
        .iter()
        .map(|row| format!("[[happened]]\nwhat = \"something-else\"\ntext = {}\n", quoted(&row.text)));
    let papers: Vec<_> = rows.iter().map(|row| quoted(&row.text)).collect();
    let papers = format!("[[happened]]\nwhat = \"papers-wanted\"\npapers = [{}]\n", papers.join(", "));
    for (channel, text) in [("happened", happened.collect::<String>()), ("papers", papers)] {
        let place = Place::new();
        let answers = place.write("a.toml", &text);
        let said = place.run(&["recover", "--no-input", "--offline", "--answers", &answers]);
        assert!(matches!(said.status.code(), Some(0 | 4)), "{}", err(&said));
        check(channel, &secrets, &harmless, &held(&place.case));
        bundles(channel, &place, &secrets, &harmless);
    }
    // A fact has one line; the note of a step may have several.
    let (mut notes, mut facts) = (String::new(), String::new());
    for rows in rows.chunks(FACTS.len()) {
        let dir = tempfile::tempdir().unwrap();
        let case = dir.path().join("case");
        let answers = dir.path().join("a.toml");
        let text = fs::read_to_string(file("answers/fabrikam-lost-phone.toml")).unwrap();
        let mut steps = text.split("= \"done\"");
        let mut with_notes = steps.next().unwrap().to_owned();
        for (at, rest) in steps.enumerate() {
            assert!(at < FACTS.len());
            let note = rows.get(at).map(|row| format!(", note = {}", quoted(&row.text))).unwrap_or_default();
            with_notes.push_str(&format!("= {{ answer = \"done\"{note} }}{rest}"));
        }
        let told = FACTS.iter().zip(rows).filter(|(_, row)| !row.text.contains('\n'));
        let told: String = told.map(|(fact, row)| format!("\"{fact}\" = {}\n", quoted(&row.text))).collect();
        let with_facts = with_notes.replace("[facts]\n", &format!("facts-first = true\n[facts]\n{told}"));
        fs::write(&answers, with_facts).unwrap();
        let run = reentry()
            .args(["recover", "--no-input", "--offline", "--answers"])
            .args([&answers, &case])
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", err(&run));
        for line in fs::read_to_string(case.join("journal.jsonl")).unwrap().lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            let learned = value["payload"]["event"] == "learned";
            if learned { &mut facts } else { &mut notes }.push_str(&strings(line.as_bytes()));
        }
    }
    check("notes of steps", &secrets, &harmless, &notes);
    let lines = |rows: Vec<Row>| rows.into_iter().filter(|row| !row.text.contains('\n')).collect::<Vec<_>>();
    check("facts", &secrets, &lines(harmless), &facts);
}

/// Facts that take any line of text: as many as the answers file has steps that are done.
const FACTS: [&str; 5] = ["person.name", "person.role", "lockout.change", "lockout.impact", "lockout.policy"];

#[test]
fn profiles_refuse_secrets_and_take_harmless_texts() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tenant.toml");
    let read = |row: &Row| {
        let name = serde_json::to_string(&row.text).unwrap();
        let text = format!("format = \"reentry/profile/v1\"\n\n[tenant]\nname = {name}\n");
        fs::write(&path, text).unwrap();
        let run = reentry().args(["audit", "--json", "--profile"]).arg(&path).output().unwrap();
        assert!(matches!(run.status.code(), Some(0 | 3 | 6 | 7)), "{}: {}", row.id, err(&run));
        (run.status.code() != Some(7), err(&run))
    };
    let passed: Vec<_> = secrets().into_iter().filter(|row| read(row).0).map(|row| row.id).collect();
    assert!(passed.is_empty(), "{} secrets pass: {passed:?}", passed.len());
    for row in harmless() {
        let (taken, why) = read(&row);
        assert!(taken, "{}: {why}", row.id);
    }
}

/// A handover whose journal somebody else wrote, with these texts in notes.
fn foreign(place: &Place, rows: &[Row]) -> PathBuf {
    use reentry::adapter::{files::DiskFiles, zip_archive::ZipFiles};
    use reentry::evidence::bag::Packing;
    use reentry::port::{Archive, Files};
    let journal = place.dir.path().join("forged.jsonl");
    fs::copy(place.case.join("journal.jsonl"), &journal).unwrap();
    for row in rows {
        forge::append(&journal, FIRST, &json!({ "event": "noted", "text": row.text }).to_string());
    }
    let bytes = fs::read(&journal).unwrap();
    let first: Value = serde_json::from_slice(bytes.split(|b| *b == b'\n').next().unwrap()).unwrap();
    let id = first["payload"]["case"].as_str().unwrap();
    let zip = place.dir.path().join("forged.zip");
    let mut file = DiskFiles.create(&zip).unwrap();
    let mut archive = ZipFiles.pack(&mut *file);
    archive.begin(&format!("{id}/journal.jsonl"), bytes.len() as u64, Packing::Stored).unwrap();
    archive.write(&bytes).unwrap();
    archive.finish().unwrap();
    file.commit().unwrap();
    zip
}

/// Takes such a handover up into a folder of its own; what was said.
fn take_up(place: &mut Place, rows: &[Row]) -> String {
    let zip = foreign(place, rows);
    place.case = place.dir.path().join("taken");
    let taken = reentry()
        .args(["recover", "--no-input", "--offline"])
        .arg(zip)
        .arg("--case")
        .arg(&place.case)
        .output()
        .unwrap();
    assert!(matches!(taken.status.code(), Some(0 | 4)), "{}", err(&taken));
    err(&taken).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_handover_brings_does_not_leave_in_a_bundle() {
    let (mut place, secrets) = (Place::new(), secrets());
    let before = fs::read_to_string(place.case.join("journal.jsonl")).unwrap().lines().count();
    let said = take_up(&mut place, &secrets);
    let (refused, _) = place.bundle(&[]);
    assert_eq!(refused.status.code(), Some(7), "{}", err(&refused));
    let named = err(&refused);
    let untold = |said: &str, words: &dyn Fn(usize) -> String| {
        let lines = secrets.iter().zip(before + 1..).filter(|(_, line)| !said.contains(&words(*line)));
        lines.map(|(row, _)| row.id.clone()).collect::<Vec<_>>()
    };
    let at_take_up = untold(&said, &|line| format!(" {line} ("));
    assert!(at_take_up.is_empty(), "take-up: {} are not said: {at_take_up:?}", at_take_up.len());
    let at_bundle = untold(&named, &|line| format!("journal.jsonl, line {line},"));
    assert!(at_bundle.is_empty(), "bundle: {} pass: {at_bundle:?}", at_bundle.len());
    let (made, all) = place.bundle(&["--redact"]);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    check("bundle --redact after a handover", &secrets, &[], &all);
}

#[test]
fn what_is_harmless_in_a_handover_leaves_as_it_came() {
    let (mut place, harmless) = (Place::new(), harmless());
    let said = take_up(&mut place, &harmless);
    assert!(!said.contains("looks like"), "{said}");
    bundles("handover", &place, &[], &harmless);
}

#[test]
fn names_of_partners_keep_no_secret_and_every_harmless_text() {
    let (place, secrets, harmless) = (Place::new(), secrets(), harmless());
    let relationship = |(number, row): (usize, &Row)| {
        let roles = json!([{ "roleDefinitionId": "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9" }]);
        json!({
            "id": format!("aaaaaaaa-0000-4000-8000-{number:012}-bbbbbbbb-0000-4000-8000-000000000001"),
            "displayName": row.text,
            "customer": { "tenantId": "cccccccc-0000-4000-8000-000000000001", "displayName": row.text },
            "accessDetails": { "unifiedRoles": roles }, "status": "active", "autoExtendDuration": "P180D",
            "endDateTime": "2027-01-01T01:00:00Z",
        })
    };
    let all: Vec<_> = secrets.iter().chain(&harmless).enumerate().map(relationship).collect();
    let export = place.write("relationships.json", &json!({ "value": all }).to_string());
    let checked = place.run(&["partner", "check", "--cause", "conditional-access", &export]);
    assert!(matches!(checked.status.code(), Some(0 | 3)), "{} {}", out(&checked), err(&checked));
    // Names are shown on one line and cut, whatever they hold.
    let short = |row: &Row| !row.text.contains('\n') && row.text.len() <= 100;
    let harmless: Vec<_> = harmless.into_iter().filter(short).collect();
    check("partner", &secrets, &harmless, &held(&place.case));
    bundles("partner", &place, &secrets, &harmless);
}

#[test]
fn the_name_of_the_person_who_writes_holds_no_secret() {
    let place = Place::new();
    for row in secrets().iter().filter(|row| !row.text.contains(['\n', '\0'])) {
        let noted = reentry()
            .env("REENTRY_WHO", &row.text)
            .args(["note", "x", "--case"])
            .arg(&place.case)
            .output()
            .unwrap();
        assert!(matches!(noted.status.code(), Some(0 | 2)), "{}: {}", row.id, err(&noted));
    }
    check("who", &secrets(), &[], &held(&place.case));
}
