//! `signin find` and its fellows, through the real program.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its export has failed")]

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use reentry::signin::log::{self, Filter};
use serde_json::{Value, json};

const REQUEST: &str = "8fdc0a48-915a-4099-b368-bf7ac719bf00";
const CORRELATION: &str = "e2af9d80-f80a-4465-ac5b-3ce95baa4b9b";

fn reentry() -> Command {
    let mut command = Command::cargo_bin("reentry").unwrap();
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("REENTRY_CLOCK", "2026-11-22T02:17:00+01:00")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

fn event(user: &str, code: u32, time: &str) -> Value {
    json!({
        "id": REQUEST, "createdDateTime": time, "userPrincipalName": user, "appDisplayName": "Azure Portal",
        "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "correlationId": CORRELATION, "ipAddress": "203.0.113.7",
        "status": { "errorCode": code, "failureReason": "x" },
        "appliedConditionalAccessPolicies": [
            { "id": "p1", "displayName": "CA001 Require MFA", "result": "success", "enforcedGrantControls": ["Mfa"] },
            { "id": "p2", "displayName": "CA007 Block \u{1b}[31mall", "result": if code == 53003 { "failure" } else { "notApplied" } },
        ],
    })
}

fn events() -> Vec<Value> {
    vec![
        event("a@contoso.com", 53003, "2026-11-22T01:00:00Z"),
        event("A@Contoso.com", 53003, "2026-11-22T01:10:00Z"),
        event("b@contoso.com", 0, "2026-11-22T01:20:00Z"),
        event("b@contoso.com", 50126, "2026-11-20T01:20:00Z"),
    ]
}

fn search(text: &[u8], filter: &Filter) -> log::Found {
    log::find(&mut &*text, filter).unwrap()
}

fn codes(text: &[u8], wanted: &str) -> u64 {
    search(text, &Filter { codes: vec![wanted.parse().unwrap()], ..Filter::default() }).failures
}

#[test]
fn one_event_is_found_in_every_shape_of_export() {
    let events = events();
    let lines: String = events.iter().map(|e| format!("{e}\n")).collect();
    let shapes = [
        json!({ "@odata.context": "x", "value": events }).to_string(),
        serde_json::to_string_pretty(&json!({ "value": events })).unwrap(),
        json!(events).to_string(),
        lines,
        json!({ "records": events.iter().map(|e| json!({
            "time": e["createdDateTime"], "category": "SignInLogs", "resultType": e["status"]["errorCode"].to_string(),
            "correlationId": CORRELATION, "properties": e })).collect::<Vec<_>>() }).to_string(),
        json!({ "hits": { "hits": events.iter().map(|e| json!({ "_source": { "azure": { "signinlogs": e } } })).collect::<Vec<_>>() } })
            .to_string(),
        events.iter().map(|e| format!("{}\n", json!({ "result": { "_raw": e.to_string() } }))).collect(),
    ];
    for shape in &shapes {
        for bytes in [
            shape.clone().into_bytes(),
            format!("\u{FEFF}{shape}").into_bytes(),
            shape.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ] {
            let found = search(&bytes, &Filter::default());
            assert_eq!((found.events, found.failures, found.unrecognized), (4, 3, 0), "{shape}");
            assert_eq!(codes(&bytes, "53003"), 2, "{shape}");
            let user = Filter { user: Some("a@contoso.com".into()), ..Filter::default() };
            assert_eq!(search(&bytes, &user).failures, 2, "{shape}");
            let since = Filter { since: "2026-11-22T01:05:00Z".parse().ok(), ..Filter::default() };
            assert_eq!(search(&bytes, &since).failures, 1, "{shape}");
            let policy = &found.groups[0].refused_by;
            assert_eq!(policy.len(), 1, "{shape}");
            assert_eq!(policy[0].0.as_deref(), Some("p2"));
        }
    }
}

#[test]
fn no_shortcut_misses_an_escaped_or_differently_spelled_value() {
    let escaped = events()[0].to_string().replace("53003", r#""\u0035300\u0033""#);
    assert_eq!(codes(escaped.as_bytes(), "53003"), 1);
    let user = events()[0].to_string().replace("a@contoso.com", r"\u0061@contoso.com");
    let filter = Filter { user: Some("a@contoso.com".into()), ..Filter::default() };
    assert_eq!(search(user.as_bytes(), &filter).failures, 1);
    let text = events()[0].to_string().replace(":53003", " : \"53003\"");
    assert_eq!(codes(text.as_bytes(), "53003"), 1);
    // A failure that the log tells by its status alone.
    let status = json!({ "id": REQUEST, "createdDateTime": "2026-11-22T01:00:00Z", "status": "Failure", "errorMessage": "x" });
    assert_eq!(search(status.to_string().as_bytes(), &Filter::default()).failures, 1);
    // The number of another field is no code.
    let decoy = events()[2].to_string().replace("203.0.113.7", "53003");
    assert_eq!(codes(decoy.as_bytes(), "53003"), 0);
}

/// One event with its code and its user spelled in one of the ways that JSON allows and logs use.
fn spelled(code: u32, mut how: usize) -> String {
    let mut pick = |list: &[&str]| {
        let chosen = list[how % list.len()].to_owned();
        how /= list.len();
        chosen
    };
    let digits = code.to_string();
    let (head, last) = digits.split_at(digits.len() - 1);
    let key = pick(&["errorCode", "ErrorCode", "ERROR_CODE", r"\u0065rrorCode", "error-code"]);
    let value = pick(&[
        &digits,
        &format!("\"{digits}\""),
        &format!("{digits}.0"),
        &format!("{:e}", f64::from(code)),
        &format!(r#""{head}\u003{last}""#),
    ]);
    let colon = pick(&[":", " : ", "\t:\n"]);
    let user = pick(&["anna@contoso.com", "Anna@Contoso.COM", r"\u0061nna@contoso.com"]);
    let event = format!(
        r#"{{"id":"{REQUEST}","createdDateTime":"2026-11-22T01:00:00Z","userPrincipalName"{colon}"{user}","status":{{"{key}"{colon}{value}}}}}"#
    );
    if pick(&["plain", "nested"]) == "plain" { event } else { json!({ "_raw": event }).to_string() }
}

proptest::proptest! {
    #[test]
    fn a_filter_misses_no_spelling(events in proptest::collection::vec((0usize..3, 0usize..1000), 1..20)) {
        let codes = [53003, 50126, 0];
        let text: String = events.iter().map(|(code, how)| spelled(codes[*code], *how) + "\n").collect();
        let user = Some("anna@contoso.com".to_owned());
        for (n, code) in codes.iter().enumerate().take(2) {
            let filter = Filter { user: user.clone(), codes: vec![code.to_string().parse().unwrap()], since: None };
            let there = events.iter().filter(|event| event.0 == n).count() as u64;
            proptest::prop_assert_eq!(search(text.as_bytes(), &filter).failures, there, "{}", text);
        }
        let failed = events.iter().filter(|event| event.0 < 2).count() as u64;
        proptest::prop_assert_eq!(search(text.as_bytes(), &Filter::default()).failures, failed, "{}", text);
    }
}

#[test]
fn a_cut_export_still_gives_its_last_event() {
    let page = json!({ "value": events() }).to_string();
    let cut = &page[..page.rfind("userPrincipalName").unwrap()];
    assert_eq!(search(cut.as_bytes(), &Filter::default()).failures, 3);
}

const PORTAL: &str = "Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,User type,Cross tenant access type,Incoming token type,Authentication Protocol,Unique token identifier,Original transfer method,Client credential type,Token Protection - Sign In Session,Token Protection - Sign In Session StatusCode,Application,Application ID ,App owner tenant ID,Resource,Resource ID ,Resource tenant ID,Resource owner tenant ID,Home tenant ID,Home tenant name,IP address,Location,Status,Sign-in error code,Failure reason,Client app,Device ID,Browser,Operating System,Compliant,Managed,Join Type,Multifactor authentication result,Multifactor authentication auth method,Multifactor authentication auth detail,Authentication requirement,Sign-in identifier,Session ID,IP address (seen by resource),Through Global Secure Access,Global Secure Access IP address,Autonomous system  number,Flagged for review,Token issuer type,Incoming token type,Token issuer name,Latency,Conditional Access,Managed Identity type,Associated Resource Id,Federated Token Id,Federated Token Issuer";

fn portal_row(date: &str, status: &str, code: &str) -> String {
    let cells = [
        date,
        REQUEST,
        "\"Mozilla/5.0 (X11, Linux)\"",
        CORRELATION,
        "5b9f356d-9592-42fd-9ec4-d70963909534",
        "An Admin",
        "admin@contoso.com",
        "Member",
        "none",
        "none",
        "none",
        "x",
        "none",
        "none",
        "unbound",
        "1002",
        "Azure Portal",
        "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
        "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        "Windows Azure Service Management API",
        "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        "4fdbff88-9d6b-42e0-9713-45c922ba8001",
        "x",
        "x",
        "Contoso",
        "203.0.113.7",
        "\"Utrecht, Utrecht, NL\"",
        status,
        code,
        "\"Access has been blocked, \"\"really\"\".\"",
        "Browser",
        "",
        "Edge",
        "Windows10",
        "No",
        "No",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "No",
        "",
        "1136",
        "Yes",
    ];
    cells.join(",")
}

#[test]
fn the_portal_form_is_read_by_column_names_with_its_quirks() {
    let csv = format!(
        "\u{FEFF}{PORTAL}\r\n{}\r\n{}\r\n",
        portal_row("2026-11-22T01:17:25Z", "Failure", "53003"),
        portal_row("2026-11-22T01:18:25Z", "Success", "0")
    );
    let found = search(csv.as_bytes(), &Filter::default());
    assert_eq!((found.events, found.failures), (2, 1));
    let s = &found.groups[0].last;
    assert_eq!(s.request_id.unwrap().to_string(), REQUEST);
    assert_eq!(s.timestamp_utc.unwrap().to_string(), "2026-11-22T01:17:25Z");
    assert_eq!(s.user.as_deref(), Some("admin@contoso.com"));
    assert_eq!(s.app_id.unwrap().to_string(), "c44b4083-3bb0-49c1-b47d-974e53cbdf3c");
    assert_eq!(s.tenant_id.unwrap().to_string(), "4fdbff88-9d6b-42e0-9713-45c922ba8001");
    assert_eq!(s.ip.unwrap().to_string(), "203.0.113.7");
    assert_eq!(s.flagged, Some(true));
    assert_eq!(s.failure_reason.as_deref(), Some("Access has been blocked, \"really\"."));
}

#[test]
fn a_date_in_local_order_is_said_and_not_guessed() {
    let excel = |date: &str| {
        format!("{PORTAL}\n{}", portal_row(date, "Failure", "53003"))
            .replace(',', ";")
            .replace("X11;", "X11,")
    };
    for (date, utc) in [("05/12/2025 08:19", None), ("2025-12-05 08:19:41", Some("2025-12-05T08:19:41Z"))] {
        let found = search(excel(date).as_bytes(), &Filter::default());
        let s = &found.groups[0].last;
        assert_eq!(s.timestamp_utc.map(|t| t.to_string()).as_deref(), utc, "{date}");
        assert_eq!(s.timestamp.as_deref(), Some(date));
        assert_eq!(found.ambiguous, u64::from(utc.is_none()));
    }
}

fn file(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, text).unwrap();
    (dir, path)
}

#[test]
fn the_program_names_the_refusing_policy_and_ends_with_the_right_code() {
    let (_dir, path) = file("export.json", &json!({ "value": events() }).to_string());
    let done = reentry().args(["signin", "find"]).arg(&path).assert().success();
    let text = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(text.contains("refused by      policy \"CA007 Block [31mall\" (p2)"), "{text}");
    assert!(!text.contains('\u{1b}'));
    reentry().args(["signin", "find", "--code", "50053"]).arg(&path).assert().code(3);
    reentry().args(["signin", "find", "--since", "some day"]).arg(&path).assert().code(2);
    let (_dir, none) = file("letter.txt", "Dear all,\nno log here.\n");
    reentry().args(["signin", "find"]).arg(&none).assert().code(7);
    let (_dir, empty) = file("empty.json", "");
    reentry().args(["signin", "find"]).arg(&empty).assert().code(7);
    let json = reentry().args(["--json", "signin", "find"]).arg(&path).assert().success();
    let view: Value = serde_json::from_slice(&json.get_output().stdout).unwrap();
    assert_eq!(
        (view["schema"].as_str(), view["failures"].as_u64()),
        (Some("reentry/signin-find/v1"), Some(3))
    );
    // What is no sign-in is counted under its name of today and under the first one, which v1 keeps.
    let mut mixed = events();
    mixed.extend([json!({ "id": "x" }), json!({ "hello": 1 })]);
    let (_dir, path) = file("mixed.json", &json!({ "value": mixed }).to_string());
    let done = reentry().args(["--json", "signin", "find"]).arg(&path).assert().success();
    let view: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!((view["unrecognized"].as_u64(), view["strangers"].as_u64()), (Some(2), Some(2)));
}

#[test]
fn reading_follows_the_contract() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/signin/016.txt");
    let json = reentry().args(["signin", "read", page, "--json"]).assert().success();
    let view: Value = serde_json::from_slice(&json.get_output().stdout).unwrap();
    assert_eq!(view["schema"], "reentry/signin/v1");
    assert_eq!(view["source"], "016.txt");
    assert_eq!(view["signins"][0]["code"], "53003");
    assert_eq!(view["signins"][0]["tenant_id"], Value::Null);
    assert_eq!(view["signins"][0]["line"], 1);
    let piped = reentry().args(["signin", "read"]).write_stdin(fs::read(page).unwrap()).assert().success();
    let text = String::from_utf8_lossy(&piped.get_output().stdout).into_owned();
    assert!(text.contains("Request ID      e289bbe9-276a-4154-ba5e-08a32afa0200\n"), "{text}");
    assert!(text.contains("\nRequest Id: e289bbe9-276a-4154-ba5e-08a32afa0200\n"), "{text}");
    let none = reentry().args(["signin", "read", "-"]).write_stdin("hello").assert().code(3);
    assert!(String::from_utf8_lossy(&none.get_output().stderr).contains("Paste instead"));
    reentry().args(["signin", "read", "no-such-file"]).assert().code(7);
    reentry().args(["signin", "explain", "AADSTS53003"]).assert().success();
    reentry().args(["signin", "explain", "99999"]).assert().code(3);
    reentry().args(["signin", "explain", "x"]).assert().code(2);
}

#[test]
fn reading_an_export_shows_its_failures() {
    let rows = format!(
        "{PORTAL}\r\n{}\r\n{}\r\n",
        portal_row("2026-11-22T01:18:25Z", "Success", "0"),
        portal_row("2026-11-22T01:17:25Z", "Failure", "53003"),
    );
    let wide: Vec<u8> = rows.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [rows.clone().into_bytes(), wide, rows.replace(',', "\t").into_bytes()] {
        let piped = reentry().args(["signin", "read", "--json"]).write_stdin(bytes).assert().success();
        let view: Value = serde_json::from_slice(&piped.get_output().stdout).unwrap();
        assert_eq!(view["signins"].as_array().unwrap().len(), 1);
        let read = &view["signins"][0];
        assert_eq!((read["request_id"].as_str(), read["code"].as_str()), (Some(REQUEST), Some("53003")));
        assert_eq!((read["form"].as_str(), read["line"].as_u64()), (Some("csv"), Some(3)));
    }
    // An export that is longer than any paste comes out as the same failures.
    let many: Vec<Value> = (0..4000)
        .map(|n| event("a@contoso.com", if n % 1000 == 7 { 53003 } else { 0 }, "2026-11-22T01:00:00Z"))
        .collect();
    let page = json!({ "value": many.iter().map(|e| { let mut e = e.clone(); e["padding"] = json!("x".repeat(900)); e }).collect::<Vec<_>>() });
    let piped = reentry().args(["signin", "read", "--json"]).write_stdin(page.to_string()).assert().success();
    let view: Value = serde_json::from_slice(&piped.get_output().stdout).unwrap();
    assert_eq!(view["signins"].as_array().unwrap().len(), 4);
    assert_eq!(view["signins"][0]["policies"][1]["result"], "failure");
    let table = reentry().args(["signin", "read"]).write_stdin(page.to_string()).assert().success();
    let table = String::from_utf8_lossy(&table.get_output().stdout).into_owned();
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(&format!(
            "2026-11-22 01:00:00 53003 {REQUEST} a@contoso.com, Azure Portal, refused by \"CA007"
        )),
        "{table}"
    );
    assert!(
        table.contains(&format!("\nRequest Id: {REQUEST}\nCorrelation Id: {CORRELATION}\n"))
            && !table.contains('\u{1b}'),
        "{table}"
    );
    let well = rows.lines().take(2).collect::<Vec<_>>().join("\n");
    let none = reentry().args(["signin", "read"]).write_stdin(well).assert().success();
    let told = String::from_utf8_lossy(&none.get_output().stdout).into_owned();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("the account admin@contoso.com got in at 2026-11-22 01:18:25 UTC"), "{told}");
    assert!(told.contains("the export holds one sign-in, and it did not fail"), "{told}");
}

#[test]
fn a_row_without_end_is_refused_with_little_memory() {
    struct Endless(&'static [u8], u64);
    impl std::io::Read for Endless {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let head = std::mem::take(&mut self.0);
            out[..head.len()].copy_from_slice(head);
            out[head.len()..].fill(b'x');
            self.1 += out.len() as u64;
            Ok(out.len())
        }
    }
    for head in [
        &b"one long line "[..],
        b"Date (UTC),Request ID,Status\r\n\"",
        b"{\"value\":[{\"id\":\"",
        b"\xFF\xFEo\0n\0e\0",
    ] {
        let mut source = Endless(head, 0);
        let refused = log::find(&mut source, &Filter::default());
        assert!(matches!(refused, Err(log::NotSearched::TooLarge)), "{refused:?}");
        assert!(source.1 < 64 << 20, "{} bytes were read", source.1);
    }
}
