//! The paste reader against anything at all: it never panics, never echoes what moves a cursor, and takes linear time.

use proptest::prelude::*;
use reentry::signin::{self, Field, SignIn};

fn texts(s: &SignIn) -> Vec<&str> {
    let fields = [&s.timestamp, &s.tenant_name, &s.app_name, &s.user, &s.device_platform, &s.device_state];
    fields
        .into_iter()
        .chain([&s.oauth_error, &s.suberror, &s.failure_reason])
        .filter_map(|f| f.as_deref())
        .collect()
}

fn harmless(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E000}'..='\u{F8FF}'))
}

/// Pieces of real pastes, so that random texts reach deep.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("AADSTS53003".to_owned()),
        Just("AADSTS50053: x".to_owned()),
        Just("Request Id: ".to_owned()),
        Just("8fdc0a48-915a-4099-b368-bf7ac719bf00".to_owned()),
        Just("Timestamp: 2022-12-12T01:17:25Z".to_owned()),
        Just("Correlation ID".to_owned()),
        Just("\"error\":\"invalid_grant\"".to_owned()),
        Just("{\"createdDateTime\": \"2022-12-12T01:17:25Z\", \"id\": ".to_owned()),
        Just("App name: ".to_owned()),
        Just("\\r\\n".to_owned()),
        Just("%0d%0a".to_owned()),
        Just("<br>".to_owned()),
        Just("\u{1b}[31m".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("\n".to_owned()),
        Just("IP address: 1.2.3.4".to_owned()),
        ".{0,12}",
        "[\\\\\"'{}\\[\\]:,=&%+<>|#*` -]{0,8}",
        "[0-9a-f-]{1,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for s in signin::read(&bytes).sign_ins {
            prop_assert!(texts(&s).into_iter().all(harmless));
        }
    }

    #[test]
    fn pieces_in_any_order_are_read_without_panic(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        for s in signin::read_text(&text).sign_ins {
            prop_assert!(texts(&s).into_iter().all(harmless), "{:?}", texts(&s));
            if let Some(id) = s.request_id {
                // An id is never made up: its digits stand in the text, in this order.
                let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
                prop_assert!(digits.contains(&id.to_string().replace('-', "")));
            }
        }
    }
}

/// Texts made to be slow: every one is 300 kB of one thing.
#[test]
fn hostile_lengths_come_back() {
    let repeated = |piece: &str| piece.repeat(300_000 / piece.len());
    for piece in [
        "(",
        "{",
        "[",
        "\\",
        "<",
        "%",
        "&#",
        "\"",
        "a",
        "A",
        "AADSTS",
        "AADSTS50053",
        "Request Id: ",
        "\n",
        "0",
        "-",
        "https://x?error=%25",
        "> ",
        "`",
        "Correlation ID Trace ID ",
        "\u{1b}[",
        "\"createdDateTime\":{",
        "x\n\n",
        "8fdc0a48-915a-4099-b368-bf7ac719bf00 ",
        "AADSTS50053: 'a' ",
        "Error Code: 53003\n",
        "'",
        "Application with ",
    ] {
        let _ = signin::read_text(&repeated(piece));
    }
}

/// Texts made to be slow in another way: every record differs from all others, so that none falls into one with them.
#[test]
fn thousands_that_differ_come_back_each_in_its_place() {
    let id = |n: usize| format!("8fdc0a48-915a-4099-b368-{n:012x}");
    let record = |n: usize| {
        format!("\u{e9} AADSTS50076: x Trace ID: {} Correlation ID: {} ", id(2 * n), id(2 * n + 1))
    };
    let found = signin::read_text(&(0..8_000).map(record).collect::<String>()).sign_ins;
    assert_eq!(found.len(), 8_000);
    let width = record(0).chars().count();
    for (n, sign_in) in found.iter().enumerate() {
        let code = sign_in.places.iter().find(|place| place.field == Field::Code).unwrap();
        assert_eq!((code.line as usize, code.column as usize), (1, n * width + 3));
    }
    let pieces: [&dyn Fn(usize) -> String; 6] = [
        &|n| format!("AADSTS{}: x ", 10_000 + n),
        &|n| format!("see AADSTS{} ", 10_000 + n),
        &|n| format!("\"error_codes\":[{},{}] ", 10_000 + n, 10_001 + n),
        &|n| {
            format!(
                "AADSTS{}: cut off\n\nRequest Id: {}\nCorrelation Id: {}\n\n",
                10_000 + n,
                id(2 * n),
                id(2 * n + 1)
            )
        },
        &|n| {
            format!(
                "AADSTS{}: x. Spor: {} Kor: {} Tid: 2026-11-22 03:00:00Z ",
                10_000 + n,
                id(2 * n),
                id(2 * n + 1)
            )
        },
        &|n| {
            format!(
                "x {{\"createdDateTime\":\"2026-11-22T03:00:00Z\",\"id\":\"{}\",\"status\":{{\"errorCode\":53003}}}} ",
                id(n)
            )
        },
    ];
    for piece in pieces {
        let found = signin::read_text(&(0..8_000).map(piece).collect::<String>()).sign_ins;
        assert!(found.iter().all(|sign_in| sign_in.codes.len() <= 32), "{}", piece(1));
        assert!(!found.is_empty(), "{}", piece(1));
    }
}
