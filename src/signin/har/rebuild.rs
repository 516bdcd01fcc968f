use serde_json::{Map, Value, json};

use super::{MAX_BYTES, entries, text};
use crate::model::{AppId, RequestId};
use crate::signin::read_text;

/// Why a HAR is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    #[error("it is no readable HAR")]
    NoHar,
    #[error("it is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// The scanner still found something in the rebuilt file. Nothing of it is kept.
    #[error("{0} secrets were still found in it after rebuilding, so it is not kept")]
    NotClean(usize),
}

/// Response headers that may stay, each with the signs that its value may be made of.
const HEADERS: [(&str, &str); 6] = [
    ("x-ms-request-id", "-"),
    ("x-ms-correlation-id", "-"),
    ("client-request-id", "-"),
    ("date", " ,:-"),
    ("content-type", "/;=+.- \""),
    ("x-ms-ests-server", " .-"),
];

/// Most entries that are kept.
const ENTRIES: usize = 20_000;

/// Builds a new HAR of what may stay and lets `scan` look through it; `scan` gives the number of secrets it finds.
/// No body, cookie, credential or free query value is ever copied.
///
/// # Errors
/// When the bytes are no HAR, or when the scanner is not satisfied: then nothing is kept.
pub fn redact(bytes: &[u8], scan: impl Fn(&str) -> usize) -> Result<String, NotKept> {
    if bytes.len() > MAX_BYTES {
        return Err(NotKept::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let har: Value = serde_json::from_slice(bytes).map_err(|_| NotKept::NoHar)?;
    if har.pointer("/log/entries").and_then(Value::as_array).is_none() {
        return Err(NotKept::NoHar);
    }
    let entries: Vec<Value> = entries(&har).take(ENTRIES).map(entry).collect();
    let version =
        |pointer: &str| text(&har, pointer).filter(|t| t.len() <= 40 && shaped(t, " ._-")).unwrap_or("");
    let rebuilt = json!({ "log": {
        "version": "1.2",
        "creator": { "name": "reentry", "version": env!("CARGO_PKG_VERSION") },
        "comment": format!("rebuilt from a recording of {} {}; bodies, cookies, credentials and free values left out",
            version("/log/creator/name"), version("/log/creator/version")),
        "entries": entries,
    } });
    let out = serde_json::to_string_pretty(&rebuilt).map_err(|_| NotKept::NoHar)? + "\n";
    match scan(&out) {
        0 => Ok(out),
        hits => Err(NotKept::NotClean(hits)),
    }
}

fn entry(entry: &Value) -> Value {
    let request_url = text(entry, "/request/url").unwrap_or("");
    let body = text(entry, "/response/content/text").unwrap_or("");
    let mut codes: Vec<String> = Vec::new();
    if body.contains("AADSTS") {
        for sign_in in read_text(body).sign_ins {
            codes.extend(sign_in.codes.iter().map(|code| code.with_letters()));
        }
        codes.sort();
        codes.dedup();
    }
    let number =
        |pointer: &str| entry.pointer(pointer).filter(|v| v.is_number()).cloned().unwrap_or(json!(-1));
    let (url, query) = address(request_url);
    let (redirect, _) = address(text(entry, "/response/redirectURL").unwrap_or(""));
    json!({
        "startedDateTime": text(entry, "/startedDateTime").filter(|t| t.len() <= 40 && shaped(t, ":.+-")).unwrap_or(""),
        "time": number("/time"),
        "request": {
            "method": text(entry, "/request/method").filter(|m| m.len() <= 10 && m.bytes().all(|b| b.is_ascii_uppercase())).unwrap_or(""),
            "url": url,
            "httpVersion": "", "cookies": [], "headers": [],
            "queryString": query,
            "headersSize": -1, "bodySize": -1,
        },
        "response": {
            "status": number("/response/status"), "statusText": "", "httpVersion": "", "cookies": [],
            "headers": headers(entry),
            "content": {
                "size": number("/response/content/size"),
                "mimeType": text(entry, "/response/content/mimeType").filter(|t| t.len() <= 80 && shaped(t, "/;=+.- ")).unwrap_or(""),
                "comment": codes.join(" "),
            },
            "redirectURL": redirect, "headersSize": -1, "bodySize": -1,
        },
        "cache": {},
        "timings": timings(entry),
    })
}

fn timings(entry: &Value) -> Value {
    let mut kept = Map::new();
    for name in ["blocked", "dns", "connect", "send", "wait", "receive", "ssl"] {
        if let Some(value) = entry.pointer(&format!("/timings/{name}")).filter(|v| v.is_number()) {
            kept.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(kept)
}

fn headers(entry: &Value) -> Vec<Value> {
    let list = entry.pointer("/response/headers").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|h| {
            let (name, value) = (text(h, "/name")?.to_ascii_lowercase(), text(h, "/value")?.trim());
            let (_, signs) = HEADERS.iter().find(|(wanted, _)| *wanted == name)?;
            let id = *signs == "-";
            let fine = if id {
                value.parse::<RequestId>().is_ok()
            } else {
                value.len() <= 80 && shaped(value, signs)
            };
            fine.then(|| json!({ "name": name, "value": value }))
        })
        .collect()
}

/// Letters, digits and the given signs.
fn shaped(text: &str, signs: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
}

/// Scheme, host and path of an address, and the few query values that tell of the sign-in.
fn address(url: &str) -> (String, Vec<Value>) {
    let Some((scheme, rest)) = url.split_once("://").filter(|(s, _)| matches!(*s, "http" | "https")) else {
        return (String::new(), Vec::new());
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (place, query) = rest.split_at(end);
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.rsplit('@').next().unwrap_or(host);
    if host.len() > 253 || !shaped(host, ".-:[]") {
        return (String::new(), Vec::new());
    }
    let path: Vec<&str> =
        path.split('/').take(12).map(|part| if plain(part) { part } else { "removed" }).collect();
    let mut kept = Vec::new();
    for pair in query.split(['?', '#', '&']) {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let value = value.replace('+', " ");
        let value = percent_encoding::percent_decode_str(&value).decode_utf8_lossy();
        if let Some(value) = query_value(name, &value) {
            kept.push(json!({ "name": name, "value": value }));
        }
    }
    let mut url = format!("{scheme}://{host}/{}", path.join("/"));
    for (n, pair) in kept.iter().enumerate() {
        let (name, value) = (text(pair, "/name").unwrap_or(""), text(pair, "/value").unwrap_or(""));
        let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
        url.push_str(&format!("{}{name}={value}", if n == 0 { '?' } else { '&' }));
    }
    (url, kept)
}

/// A part of a path that is a word, a GUID or a domain. Anything longer may be a token.
fn plain(part: &str) -> bool {
    part.len() <= 64
        && shaped(part, "-_.")
        && (part.len() <= 36 || part.contains('.'))
        && part.split(['-', '_', '.']).all(|run| run.len() <= 24 || part.parse::<AppId>().is_ok())
}

fn query_value(name: &str, value: &str) -> Option<String> {
    match name {
        "client_id" => value.parse::<AppId>().ok().map(|id| id.to_string()),
        "response_type" => (value.len() <= 40 && shaped(value, " _")).then(|| value.to_owned()),
        "error" => (value.len() <= 40 && shaped(value, "_")).then(|| value.to_owned()),
        // Rebuilt from what was understood of it, so that nothing else can ride along.
        "error_description" => {
            let reading = read_text(value);
            let s = reading.sign_ins.first()?;
            let mut words: Vec<String> =
                s.codes.iter().map(|code| format!("{}:", code.with_letters())).collect();
            words.extend(s.request_id.map(|id| format!("Trace ID: {id}")));
            words.extend(s.correlation_id.map(|id| format!("Correlation ID: {id}")));
            words.extend(s.timestamp_utc.map(|time| format!("Timestamp: {time}")));
            Some(words.join(" "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "S3cr3tWinter2026";

    fn recording() -> Value {
        let id = "8fdc0a48-915a-4099-b368-bf7ac719bf00";
        json!({ "log": { "version": "1.2", "creator": { "name": "WebInspector", "version": "537.36", "key": SECRET }, "pages": [{ "title": SECRET }],
            "entries": [{
                "startedDateTime": "2026-11-22T01:17:25.000Z", "time": 12.5, "serverIPAddress": SECRET, "_initiator": SECRET,
                "request": {
                    "method": "POST", "httpVersion": SECRET,
                    "url": format!("https://u:{SECRET}@login.microsoftonline.com/common/{SECRET}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/login?client_id=c44b4083-3bb0-49c1-b47d-974e53cbdf3c&code={SECRET}&state={SECRET}&login_hint={SECRET}&ctx={SECRET}&error=access_denied&response_type=code#id_token={SECRET}"),
                    "headers": [{ "name": "Cookie", "value": SECRET }, { "name": "Authorization", "value": SECRET }, { "name": "x-ms-request-id", "value": SECRET }],
                    "cookies": [{ "name": "ESTSAUTH", "value": SECRET }], "queryString": [{ "name": "code", "value": SECRET }],
                    "postData": { "text": format!("login=a&passwd={SECRET}&flowToken={SECRET}") },
                },
                "response": {
                    "status": 200, "statusText": SECRET, "redirectURL": format!("https://app.contoso.com/cb?code={SECRET}"),
                    "headers": [{ "name": "Set-Cookie", "value": SECRET }, { "name": "X-Ms-Request-Id", "value": id }, { "name": "content-type", "value": "text/html" },
                        { "name": "x-ms-ests-server", "value": "2.1.1 - WEULR1 ProdSlices" }, { "name": "x-ms-correlation-id", "value": SECRET }],
                    "cookies": [{ "name": "x", "value": SECRET }],
                    "content": { "size": 10, "mimeType": "text/html", "text": format!("AADSTS53003: blocked {SECRET}") },
                },
                "timings": { "send": 1, "wait": 2, "comment": SECRET },
            }],
        } })
    }

    #[test]
    fn only_what_is_listed_survives() {
        let kept = redact(recording().to_string().as_bytes(), |_| 0).unwrap();
        assert!(!kept.contains(SECRET), "{kept}");
        for wanted in [
            "8fdc0a48-915a-4099-b368-bf7ac719bf00",
            "AADSTS53003",
            "login.microsoftonline.com/common/removed/login",
            "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            "access_denied",
            "2.1.1 - WEULR1 ProdSlices",
            "app.contoso.com/cb",
        ] {
            assert!(kept.contains(wanted), "{wanted}: {kept}");
        }
        assert!(super::super::is_har(kept.as_bytes()));
    }

    #[test]
    fn an_unhappy_scanner_leaves_nothing() {
        assert_eq!(redact(recording().to_string().as_bytes(), |_| 2), Err(NotKept::NotClean(2)));
        assert_eq!(redact(b"{}", |_| 0), Err(NotKept::NoHar));
        assert_eq!(redact(b"\xff", |_| 0), Err(NotKept::NoHar));
    }

    proptest! {
        /// Wherever a secret is planted, by whatever name, it does not come out.
        #[test]
        fn a_planted_secret_never_comes_out(place in 0usize..400, name in "[a-zA-Z_-]{1,16}") {
            let mut har = recording();
            let mut left = place;
            plant(&mut har, &mut left, &name);
            let kept = redact(har.to_string().as_bytes(), |_| 0).unwrap_or_default();
            prop_assert!(!kept.contains(SECRET), "{kept}");
        }
    }

    fn plant(value: &mut Value, left: &mut usize, name: &str) {
        match value {
            Value::Object(map) => {
                if *left == 0 {
                    map.insert(name.to_owned(), json!(SECRET));
                }
                *left = left.wrapping_sub(1);
                map.values_mut().for_each(|v| plant(v, left, name));
            }
            Value::Array(list) => list.iter_mut().for_each(|v| plant(v, left, name)),
            _ => {}
        }
    }
}
