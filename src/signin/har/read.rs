use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{entries, header, text};
use crate::signin::{Form, Reading, SignIn, UtcTime, read_text};

/// Bodies longer than this are no error page.
const BODY: usize = 4 << 20;

/// Reads the failed sign-ins of a HAR: what the pages and redirects say, and what only the headers hold.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let har: Value = match serde_json::from_slice(bytes) {
        Ok(har) => har,
        Err(e) => {
            let problem = format!("this looks like a HAR, but it is damaged ({e}); save it again");
            return Reading { problems: vec![problem], ..Reading::default() };
        }
    };
    let mut reading = Reading::default();
    let mut seen = 0;
    for entry in entries(&har) {
        seen += 1;
        for sign_in in one(entry) {
            add(&mut reading.sign_ins, sign_in);
        }
    }
    if reading.sign_ins.is_empty() {
        reading.problems.push(format!(
            "the HAR holds {seen} requests and no failed sign-in; start recording before you sign in, with \"Preserve log\" on"
        ));
    }
    reading
}

/// The failures that one exchange tells.
fn one(entry: &Value) -> Vec<SignIn> {
    let response = entry.pointer("/response");
    let headers = response.and_then(|r| r.pointer("/headers"));
    let mut found = Vec::new();
    if let Some(body) = response.and_then(body) {
        found = read_text(&body).sign_ins;
    }
    // A refusal that is handed back to the app travels in an address.
    for address in
        [header(headers, "location"), text(entry, "/response/redirectURL"), text(entry, "/request/url")]
    {
        let Some(address) = address.filter(|a| a.contains("AADSTS")) else { continue };
        for sign_in in read_text(address).sign_ins {
            add(&mut found, sign_in);
        }
    }
    let sent = form_body(entry);
    for sign_in in read_text(&sent).sign_ins {
        add(&mut found, sign_in);
    }
    // Only the sign-in service names itself so: other services have request ids of other things.
    let service = header(headers, "x-ms-ests-server").is_some()
        || text(entry, "/request/url").is_some_and(|url| SERVICES.iter().any(|s| url.starts_with(s)));
    if let [sign_in] = &mut found[..] {
        if service {
            let id = |name: &str| header(headers, name).and_then(|value| value.trim().parse().ok());
            sign_in.request_id = sign_in.request_id.or_else(|| id("x-ms-request-id"));
            sign_in.correlation_id = sign_in.correlation_id.or_else(|| {
                let named = ["x-ms-correlation-id", "client-request-id"];
                named.iter().find_map(|name| header(headers, name).and_then(|v| v.trim().parse().ok()))
            });
        }
        if service && let Some(url) = text(entry, "/request/url") {
            asked(url, sign_in);
        }
        if sign_in.timestamp.is_none() && (sign_in.request_id.is_some() || sign_in.correlation_id.is_some()) {
            date(entry, headers, sign_in);
        }
    }
    for sign_in in &mut found {
        sign_in.form = Form::Har;
        sign_in.line = 0;
        sign_in.places.clear();
        let known = [
            (crate::signin::Field::RequestId, sign_in.request_id.is_some()),
            (crate::signin::Field::CorrelationId, sign_in.correlation_id.is_some()),
        ];
        sign_in.invalid.retain(|field| !known.contains(&(*field, true)));
    }
    found
}

const SERVICES: [&str; 7] = [
    "https://login.microsoftonline.com/",
    "https://login.microsoftonline.us/",
    "https://login.partner.microsoftonline.cn/",
    "https://login.chinacloudapi.cn/",
    "https://login.windows.net/",
    "https://login.microsoft.com/",
    "https://sts.windows.net/",
];

/// What the address of the service says that was asked: its first part is the tenant, `client_id` the app.
fn asked(url: &str, sign_in: &mut SignIn) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    // The service's own files (login.srf) stand where a tenant stands, and nothing behind them.
    let mut parts = path.split('/').skip(3);
    let tenant = parts.next().unwrap_or_default();
    let further = parts.next().is_some_and(|part| !part.is_empty());
    sign_in.tenant_id = sign_in.tenant_id.or_else(|| tenant.parse().ok());
    if sign_in.tenant_id.is_none() && sign_in.tenant_name.is_none() && further && is_domain(tenant) {
        sign_in.tenant_name = Some(tenant.to_ascii_lowercase());
    }
    let words = query.split(['&', '#']).filter_map(|pair| pair.split_once('='));
    let client = words.into_iter().find(|(name, _)| *name == "client_id").map(|(_, value)| value);
    sign_in.app_id = sign_in.app_id.or_else(|| client.and_then(|id| id.parse().ok()));
}

/// `contoso.onmicrosoft.com`; "common" and "organizations" name no tenant, and `MSAuth1.0.html` is a file.
fn is_domain(text: &str) -> bool {
    const FILES: [&str; 11] = ["srf", "ico", "htm", "html", "js", "json", "css", "aspx", "php", "png", "svg"];
    let last = text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    text.len() <= 253
        && text.contains('.')
        && last.len() >= 2
        && (last.bytes().all(|b| b.is_ascii_alphabetic()) || last.starts_with("xn--"))
        && !FILES.contains(&last.as_str())
        && text
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}

/// The service's own date, else when the browser asked.
fn date(entry: &Value, headers: Option<&Value>, sign_in: &mut SignIn) {
    let written = header(headers, "date").and_then(|d| Some((d, DateTime::parse_from_rfc2822(d).ok()?)));
    let started =
        || text(entry, "/startedDateTime").and_then(|d| Some((d, DateTime::parse_from_rfc3339(d).ok()?)));
    if let Some((written, at)) = written.or_else(started) {
        sign_in.timestamp = Some(written.chars().filter(|c| !c.is_control()).take(64).collect());
        sign_in.timestamp_utc = Some(UtcTime::new(at.with_timezone(&Utc), 0));
    }
}

/// Adds a failure unless the same one is known; a later telling fills in what the first one lacked.
fn add(list: &mut Vec<SignIn>, new: SignIn) {
    let twin = list.iter_mut().find(|old| {
        let clash = old.request_id.is_some() && new.request_id.is_some() && old.request_id != new.request_id;
        let strange = old.correlation_id.is_some()
            && new.correlation_id.is_some()
            && old.correlation_id != new.correlation_id;
        !clash
            && !strange
            && (old.codes == new.codes || (old.request_id.is_some() && old.request_id == new.request_id))
    });
    let Some(old) = twin else { return list.push(new) };
    old.request_id = old.request_id.or(new.request_id);
    old.correlation_id = old.correlation_id.or(new.correlation_id);
    old.user = old.user.take().or(new.user);
    old.app_id = old.app_id.or(new.app_id);
    old.app_name = old.app_name.take().or(new.app_name);
    old.ip = old.ip.or(new.ip);
    old.tenant_id = old.tenant_id.or(new.tenant_id);
    old.device_id = old.device_id.or(new.device_id);
    old.device_platform = old.device_platform.take().or(new.device_platform);
    old.device_state = old.device_state.take().or(new.device_state);
    if old.timestamp_utc.is_none() {
        old.timestamp = new.timestamp.or(old.timestamp.take());
        old.timestamp_utc = new.timestamp_utc;
    }
}

fn body(response: &Value) -> Option<String> {
    let body = text(response, "/content/text").filter(|t| t.len() <= BODY)?;
    if text(response, "/content/encoding").is_some_and(|e| e.eq_ignore_ascii_case("base64")) {
        return base64(body).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    }
    Some(body.to_owned())
}

/// A form that a page posted back to the app: `response_mode=form_post`.
fn form_body(entry: &Value) -> String {
    let mut out = String::new();
    for pair in entry.pointer("/request/postData/params").and_then(Value::as_array).into_iter().flatten() {
        if let (Some(name @ ("error" | "error_description")), Some(value)) =
            (text(pair, "/name"), text(pair, "/value"))
        {
            out.push_str(&format!("{name}={value}\n"));
        }
    }
    if let Some(posted) =
        text(entry, "/request/postData/text").filter(|t| t.len() <= BODY && t.contains("AADSTS"))
    {
        out.push_str(posted);
    }
    out
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const REQUEST: &str = "8fdc0a48-915a-4099-b368-bf7ac719bf00";
    const CORRELATION: &str = "e2af9d80-f80a-4465-ac5b-3ce95baa4b9b";

    fn har(url: &str, headers: &Value, content: &Value) -> Vec<u8> {
        json!({ "log": { "version": "1.2", "creator": { "name": "x" }, "entries": [{
            "startedDateTime": "2026-11-22T01:17:25.000Z",
            "request": { "method": "GET", "url": url, "headers": [] },
            "response": { "status": 200, "headers": headers, "content": content, "redirectURL": "" },
        }] } })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn ids_come_from_the_page_or_from_the_headers_of_the_service() {
        let page = json!({ "mimeType": "text/html", "text": "<div>AADSTS50105: Your administrator has configured</div>" });
        let headers = json!([
            { "name": "X-Ms-Request-Id", "value": REQUEST }, { "name": "client-request-id", "value": CORRELATION },
            { "name": "Date", "value": "Sun, 22 Nov 2026 01:17:26 GMT" },
        ]);
        let found =
            read(&har("https://login.microsoftonline.com/common/oauth2/authorize", &headers, &page)).sign_ins;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].request_id.unwrap().to_string(), REQUEST);
        assert_eq!(found[0].correlation_id.unwrap().to_string(), CORRELATION);
        assert_eq!(found[0].timestamp_utc.unwrap().to_string(), "2026-11-22T01:17:26Z");
        // Another service's request id is the id of something else.
        let other = read(&har("https://contoso.blob.core.windows.net/x", &headers, &page)).sign_ins;
        assert_eq!((other[0].request_id, other[0].correlation_id), (None, None));
    }

    #[test]
    fn tenant_and_app_come_from_the_address_of_the_service() {
        let page = json!({ "mimeType": "text/html", "text": "<div>AADSTS50105: Your administrator has configured</div>" });
        let path = format!("{CORRELATION}/oauth2/v2.0/authorize?response_type=code&client_id={REQUEST}");
        let found =
            read(&har(&format!("https://login.microsoftonline.com/{path}"), &json!([]), &page)).sign_ins;
        assert_eq!(found[0].tenant_id.unwrap().to_string(), CORRELATION);
        assert_eq!(found[0].app_id.unwrap().to_string(), REQUEST);
        // "common" is no tenant, and another service's address names none.
        for url in
            [format!("https://contoso.example/{path}"), "https://login.microsoftonline.com/common/x".into()]
        {
            let found = read(&har(&url, &json!([]), &page)).sign_ins;
            assert_eq!((found[0].tenant_id, found[0].app_id), (None, None), "{url}");
        }
    }

    #[test]
    fn a_file_of_the_service_is_no_tenant() {
        let page = json!({ "mimeType": "text/html", "text": "<div>AADSTS50105: Your administrator has configured</div>" });
        for (path, tenant) in [
            ("login.srf", None),
            ("login.srf?wa=x/y", None),
            ("favicon.ico", None),
            ("MSAuth1.0.html/x", None),
            ("1.2/x", None),
            ("contoso.com", None),
            ("contoso.com/", None),
            ("contoso.onmicrosoft.com/oauth2/v2.0/authorize?x=1", Some("contoso.onmicrosoft.com")),
            ("Contoso.co.uk/saml2", Some("contoso.co.uk")),
        ] {
            let found = read(&har(&format!("https://login.microsoftonline.com/{path}"), &json!([]), &page));
            assert_eq!(found.sign_ins[0].tenant_name.as_deref(), tenant, "{path}");
        }
    }

    #[test]
    fn a_base64_body_and_a_redirect_are_read() {
        assert_eq!(base64("aGVsbG8=").unwrap(), b"hello");
        let location = format!(
            "https://app/?error=access_denied&error_description=AADSTS53003%3a+Blocked.%0d%0aTrace+ID%3a+{REQUEST}%0d%0aCorrelation+ID%3a+{CORRELATION}%0d%0aTimestamp%3a+2026-11-22+01%3a17%3a25Z"
        );
        let found = read(&har("https://x/", &json!([{ "name": "Location", "value": location }]), &json!({})))
            .sign_ins;
        assert_eq!(found[0].code().unwrap().number(), 53003);
        assert_eq!(found[0].request_id.unwrap().to_string(), REQUEST);
        assert_eq!(found[0].oauth_error.as_deref(), Some("access_denied"));
    }
}
