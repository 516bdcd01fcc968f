use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;
use crate::evidence::item::{self, Clean};
use crate::evidence::redact::{Hit, Rule};

const SECRET: &str = "Account: admin@contoso.com\nPassword: Winter2026!Kq7\n";
const HARMLESS: &str = "The router was restarted at 02:05.\nNobody could sign in after that.\n";

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut to = DeflateEncoder::new(Vec::new(), Compression::default());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut to = ZlibEncoder::new(Vec::new(), Compression::default());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::default());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

/// The local part of a zip; nothing here reads its directory.
fn zip(files: &[(&str, &[u8])], flags: u16, method: u16) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        let data = if method == 8 { deflated(bytes) } else { bytes.to_vec() };
        let size = if flags & 8 == 0 { u32::try_from(data.len()).unwrap() } else { 0 };
        out.extend(b"PK\x03\x04\x14\0");
        out.extend(flags.to_le_bytes());
        out.extend(method.to_le_bytes());
        out.extend([0; 8]);
        out.extend(size.to_le_bytes());
        out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        out.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        out.extend([0; 2]);
        out.extend(name.as_bytes());
        out.extend(data);
    }
    out
}

fn docx(text: &str) -> Vec<u8> {
    let runs: String =
        text.lines().map(|line| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", split(line))).collect();
    let xml =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body>{runs}</w:body></w:document>");
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())], 8, 8)
}

/// Word parts a word into runs wherever its spelling checker has looked.
fn split(line: &str) -> String {
    let middle = line.len() / 3;
    format!("{}</w:t></w:r><w:proofErr w:type=\"x\"/><w:r><w:t>{}", &line[..middle], &line[middle..])
        .replace('&', "&amp;")
}

fn xlsx(table: &[[&str; 2]]) -> Vec<u8> {
    let texts: Vec<&str> = table.iter().flatten().copied().collect();
    let items: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let row = |(at, _): (usize, &[&str; 2])| {
        let cell = |n: usize| format!("<c r=\"A{n}\" t=\"s\"><v>{n}</v></c>");
        format!("<row>{}{}</row>", cell(2 * at), cell(2 * at + 1))
    };
    let rows: String = table.iter().enumerate().map(row).collect();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let texts = format!("<sst>{items}</sst>");
    zip(&[("xl/worksheets/sheet1.xml", sheet.as_bytes()), ("xl/sharedStrings.xml", texts.as_bytes())], 0, 8)
}

fn pdf(text: &str) -> Vec<u8> {
    pdf_of(text, true)
}

fn pdf_of(text: &str, packed: bool) -> Vec<u8> {
    // Kerning parts a word into several strings.
    let show =
        |line: &str| format!("[({}) -12 ({})] TJ T*\n", &line[..line.len() / 2], &line[line.len() / 2..]);
    let page: String = text.lines().map(show).collect();
    let page = format!("BT /F1 12 Tf {page}ET").into_bytes();
    let (stream, filter) = if packed { (zlib(&page), " /Filter /FlateDecode") } else { (page, "") };
    let mut out = format!("%PDF-1.7\n1 0 obj <</Length {}{filter}>> stream\n", stream.len()).into_bytes();
    out.extend(stream);
    out.extend(b"\nendstream endobj\n%%EOF\n");
    out
}

fn rtf(text: &str) -> Vec<u8> {
    let body: String = text
        .lines()
        .map(|line| format!("{{\\b {}}}{}\\par\n", &line[..4], line[4..].replace('a', "\\'61")))
        .collect();
    format!("{{\\rtf1\\ansi\\deff0 {body}}}").into_bytes()
}

fn mail(text: &str, how: &str) -> Vec<u8> {
    let body = match how {
        "base64" => {
            let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let mut out = String::new();
            for chunk in text.as_bytes().chunks(3) {
                let all =
                    chunk.iter().fold(0u32, |all, b| all << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
                for at in 0..=chunk.len() {
                    out.push(char::from(digits[(all >> (18 - 6 * at) & 63) as usize]));
                }
                if out.len() % 77 == 76 {
                    out.push('\n');
                }
            }
            out
        }
        "7bit" => text.to_owned(),
        _ => text.replace("word", "=\nwor=64").replace('@', "=40"),
    };
    format!(
        "From: anna@contoso.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\
         Content-Type: text/plain\nContent-Transfer-Encoding: {how}\n\n{body}\n--x--\n"
    )
    .into_bytes()
}

/// The same text in every form.
fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let name = "notes.txt";
    vec![
        ("zip", zip(&[(name, text.as_bytes())], 0, 8)),
        ("zip, not packed", zip(&[(name, text.as_bytes())], 0, 0)),
        ("zip, length behind", zip(&[(name, text.as_bytes()), ("b", b"b")], 8, 0)),
        ("zip in a zip", zip(&[("in.zip", &zip(&[(name, text.as_bytes())], 0, 8))], 0, 0)),
        ("gzip", gzip(text.as_bytes())),
        ("gzip of a zip", gzip(&zip(&[(name, text.as_bytes())], 0, 8))),
        ("docx", docx(text)),
        ("docx in a zip", zip(&[("a.docx", &docx(text))], 0, 8)),
        ("mail in a zip", zip(&[("a.eml", &mail(text, "7bit"))], 0, 8)),
        ("rtf in a zip", zip(&[("a.rtf", &rtf(text))], 0, 8)),
        ("pdf in a zip", zip(&[("a.pdf", &pdf(text))], 0, 8)),
        ("pdf", pdf(text)),
        ("pdf, not packed", pdf_of(text, false)),
        ("rtf", rtf(text)),
        ("mail, base64", mail(text, "base64")),
        ("mail, quoted-printable", mail(text, "quoted-printable")),
        ("UTF-16 in a zip", {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            zip(&[(name, &[b"\xff\xfe".to_vec(), wide].concat())], 0, 8)
        }),
    ]
}

#[test]
fn a_secret_is_seen_in_every_container_and_a_harmless_text_in_none() {
    for (form, bytes) in forms(SECRET) {
        let clean = item::clean(&bytes);
        assert!(matches!(clean, Clean::Never { rule: Rule::Password, .. }), "{form}: {clean:?}");
        assert!(begins(&bytes), "{form}");
    }
    for (form, bytes) in forms(HARMLESS) {
        let clean = item::clean(&bytes);
        // The base64 of a mail's body does not stay in it, whatever it holds.
        let only_base64 = |hits: &[Hit]| hits.iter().all(|hit| hit.rule == Rule::LongBase64);
        match clean {
            Clean::AsItIs { .. } => {}
            Clean::Text { removed, .. } if form == "mail, base64" && only_base64(&removed) => {}
            clean => panic!("{form}: {clean:?}"),
        }
    }
}

#[test]
fn a_value_in_an_attribute_of_a_settings_file_is_seen() {
    let xml = br#"<configuration><add key="x" connectionString="Server=a;Password=Winter2026!Kq7;" /></configuration>"#;
    let clean = item::clean(&zip(&[("app.xml", xml)], 0, 8));
    assert!(matches!(clean, Clean::Never { rule: Rule::Password, .. }), "{clean:?}");
}

#[test]
fn the_text_of_a_mail_is_cleaned_and_kept() {
    let mail =
        format!("From: anna@contoso.com\nMIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\n{SECRET}");
    let Clean::Text { text, removed } = item::clean(mail.as_bytes()) else { panic!() };
    assert!(removed.len() == 1 && text.contains("admin@contoso.com") && !text.contains("Winter"), "{text}");
}

#[test]
fn a_column_of_passwords_in_a_workbook_is_one() {
    let users = [
        ["User name", "Password"],
        ["anna@contoso.com", "Winter2026!Kq7"],
        ["bert@contoso.com", "Fog-88-Lamp!x"],
    ];
    assert!(matches!(item::clean(&xlsx(&users)), Clean::Never { rule: Rule::Password, .. }));
    let rooms = [["Room", "Phone"], ["Reception", "+31 20 123 4567"]];
    assert!(matches!(item::clean(&xlsx(&rooms)), Clean::AsItIs { looked_into: true }));
}

#[test]
fn the_part_with_the_secret_is_named() {
    let Clean::Never { part, .. } = item::clean(&zip(&[("deep/notes.txt", SECRET.as_bytes())], 0, 8)) else {
        panic!()
    };
    assert_eq!(part, "deep/notes.txt");
}

#[test]
fn what_cannot_be_seen_is_said_to_be_not_seen() {
    let whole = |bytes: &[u8]| look(bytes).whole;
    assert!(whole(&zip(&[("a.txt", b"hello")], 0, 8)));
    assert!(whole(&gzip(b"hello")));
    assert!(!whole(&zip(&[("a.txt", b"hello")], 1, 8)), "encrypted");
    assert!(!whole(&zip(&[("a.txt", b"hello")], 0, 14)), "LZMA");
    assert!(!whole(&pdf("hello you")), "the letters of a PDF's fonts");
    assert!(!whole(b"7z\xbc\xaf\x27\x1c\0\x04"));
    let gz = gzip(HARMLESS.as_bytes());
    assert!(!whole(&gz[..gz.len() / 2]), "cut");
    let mut deep = HARMLESS.as_bytes().to_vec();
    for _ in 0..DEEPEST + 1 {
        deep = gzip(&deep);
    }
    assert!(!whole(&deep), "too deep");
    // Much from little is not unpacked to its end.
    let bomb = gzip(&vec![0; (MOST_BYTES + 10) as usize]);
    let seen = look(&bomb);
    assert!(!seen.whole);
    assert!(seen.parts.iter().map(|part| part.bytes.len() as u64).sum::<u64>() <= MOST_BYTES + 1);
}

#[test]
fn many_small_parts_share_one_budget() {
    let zeros = vec![0; 1 << 20];
    let many = zip(&[("a", &zeros)], 8, 8).repeat(2 * (MOST_BYTES >> 20) as usize);
    let seen = look(&many);
    assert!(!seen.whole);
    assert!(seen.parts.iter().map(|part| part.bytes.len() as u64).sum::<u64>() <= MOST_BYTES + 1);
}

proptest! {
    #[test]
    fn any_bytes_end(head in 0..7usize, bytes in prop::collection::vec(any::<u8>(), 0..600), cut in any::<prop::sample::Index>()) {
        let heads: [&[u8]; 7] = [
            b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.7 obj<</FlateDecode>>stream\n", b"{\\rtf1 \\", b"A: b\nMime-Version: 1\n", b"", b"<a",
        ];
        let bytes = [heads[head], &bytes].concat();
        let _ = look(&bytes);
        let (_, mut form) = forms(SECRET).swap_remove(cut.index(16));
        form.truncate(cut.index(form.len()));
        let _ = look(&form);
        let _ = item::clean(&form);
    }
}

#[test]
fn cells_keep_their_columns_where_others_are_empty() {
    let sheet = "<worksheet><sheetData><row><c r=\"A1\" t='s'><v>0</v></c><c r=\"B1\" t='s'><v>1</v></c>\
                 <c r=\"C1\" t='s'><v>2</v></c></row><row><c r=\"A2\" t='s'><v>3</v></c><c r=\"C2\" t='s'><v>4</v></c></row>\
                 </sheetData></worksheet>";
    let texts = "<sst><si><t>Name</t></si><si><t>Phone</t></si><si><t>Password</t></si><si><t>anna</t></si>\
                 <si><t>Winter2026!Kq7</t></si></sst>";
    let book = zip(
        &[("xl/worksheets/sheet1.xml", sheet.as_bytes()), ("xl/sharedStrings.xml", texts.as_bytes())],
        0,
        8,
    );
    assert!(matches!(item::clean(&book), Clean::Never { rule: Rule::Password, .. }));
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let empty = "<table:table-cell/>".to_owned();
    let ods =
        row(&["Name", "Phone", "Password"].map(cell)) + &row(&[cell("anna"), empty, cell("Winter2026!Kq7")]);
    let ods = zip(&[("content.xml", ods.as_bytes())], 0, 8);
    assert!(matches!(item::clean(&ods), Clean::Never { rule: Rule::Password, .. }));
}

#[test]
fn a_document_keeps_no_secret_in_an_attribute_and_no_file_hides_behind_another() {
    let connection =
        b"<connections><dbPr connection=\"Provider=x;Password=Winter2026!Kq7;User ID=sa\"/></connections>";
    let book = zip(&[("xl/worksheets/sheet1.xml", b"<a/>"), ("xl/connections.xml", connection)], 0, 8);
    assert!(matches!(item::clean(&book), Clean::Never { rule: Rule::Password, .. }));
    // A stored file that claims to be as long as can be, and a packed one behind it.
    let mut hiding = zip(&[("a.log", b"nothing")], 0, 0);
    hiding[18..22].fill(0xff);
    hiding.extend(zip(&[("b.txt", SECRET.as_bytes())], 0, 8));
    assert!(matches!(item::clean(&hiding), Clean::Never { rule: Rule::Password, .. }));
}

#[test]
fn a_mail_ends_a_part_only_at_its_own_boundary() {
    let body = "Hello\n-- \nAnna\n-----Original Message-----\nPass=\nword: Winter2026!Kq7\n";
    for front in ["", "From anna@contoso.com Fri Nov 27 10:00:00 2026\n"] {
        let long = "ARC-Seal: x".repeat(200);
        let mail = format!(
            "{front}From: anna@contoso.com\n{long}\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n{body}"
        );
        assert!(matches!(item::clean(mail.as_bytes()), Clean::Never { rule: Rule::Password, .. }), "{front}");
    }
}

#[test]
fn strings_of_a_document_that_stand_apart_are_not_put_together() {
    let outline = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\0\x01\n1 0 obj <</Title (Reset the password, knowing the price)>> endobj\n2 0 obj <</Title (this?10.2)>> endobj\n%%EOF";
    assert!(matches!(item::clean(outline), Clean::AsItIs { looked_into: false }));
    let page =
        zlib(b"BT [(1.)-500(APPLICABILITY)-333(AND)-333(DEFINITIONS)-333(OF)-333(THE)-333(LICENSE)]TJ ET");
    let mut spaced = b"%PDF-1.7\n1 0 obj <</Filter /FlateDecode>> stream\n".to_vec();
    spaced.extend(page);
    spaced.extend(b"\nendstream endobj\n");
    assert!(matches!(item::clean(&spaced), Clean::AsItIs { looked_into: false }));
}

#[test]
fn what_a_container_holds_that_is_no_text_was_not_seen() {
    let picture = [0x89, b'P', b'N', b'G', 0, 0, 0, 1, 0xff, 0xfe, 0x80];
    assert!(matches!(item::clean(&zip(&[("a.png", &picture)], 0, 8)), Clean::AsItIs { looked_into: false }));
    assert!(matches!(item::clean(&gzip(&picture)), Clean::AsItIs { looked_into: false }));
}
