use std::net::{IpAddr, SocketAddr};

use chrono::DateTime;
use serde_json::Value;

use crate::signin::paste::moment;
use crate::signin::{AppliedPolicy, Field, Form, SignIn, UtcTime};

/// One line of a sign-in log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub sign_in: SignIn,
    pub outcome: Outcome,
}

/// What a log says about how a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It failed or was interrupted.
    Failed,
    /// The account got in.
    Succeeded,
    /// Nothing that can be read: PowerShell writes the name of a type where the result should stand.
    NotSaid,
}

/// A scalar of the event, with its own name and the name of the object around it, both folded.
struct Leaf {
    name: String,
    around: String,
    text: String,
}

/// The most scalars that are looked at in one event.
const LEAVES: usize = 800;

impl Event {
    /// Reads an event of Graph, Azure Monitor, Log Analytics or a SIEM that wraps one of them.
    /// `None` for an object that is no sign-in.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        let mut leaves = Vec::new();
        walk(value, "", &mut leaves, 0);
        let mut policies = Vec::new();
        find_policies(value, &mut policies, 0);
        Self::from_leaves(&leaves, policies, Form::Log)
    }

    /// Reads one row of a table by the names of its columns.
    #[must_use]
    pub fn from_row<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let (mut leaves, mut policies) = (Vec::new(), Vec::new());
        for (name, text) in cells {
            leaf(name, "", text, &mut leaves, 0);
            if text.starts_with('[') && fold(name).contains("polic") {
                let text: Vec<char> = text.chars().collect();
                if let Some(parsed) = super::parse(&text) {
                    read_policies(&parsed, &mut policies);
                }
            }
        }
        Self::from_leaves(&leaves, policies, Form::Csv)
    }

    fn from_leaves(leaves: &[Leaf], policies: Vec<AppliedPolicy>, form: Form) -> Option<Self> {
        let exact = |names: &[&str]| {
            names.iter().find_map(|name| {
                let fits = |l: &&Leaf| {
                    l.name == *name
                        || (l.name.len() + l.around.len() == name.len()
                            && format!("{}{}", l.around, l.name) == *name)
                };
                leaves.iter().find(fits).map(|l| l.text.as_str())
            })
        };
        let correlation = exact(&["correlationid"]);
        // Agents, devices, policies and users have ids too: the sign-in's own stands beside its correlation or its time.
        let owner = |l: &Leaf| {
            leaves.iter().any(|own| {
                matches!(own.name.as_str(), "correlationid" | "createddatetime") && own.around == l.around
            })
        };
        let request = leaves
            .iter()
            .find(|l| l.name == "id" && owner(l))
            .map(|l| l.text.as_str())
            .or_else(|| exact(&["requestid", "originalrequestid"]));
        let instant = |text: &str| moment(text.trim()).and_then(|m| m.1).map(UtcTime::at);
        // The log may spell the sign-in's own moment once more; its spelling is the one that people compare.
        let time = exact(&TIMES).map(|own| {
            exact(&["time"]).filter(|t| instant(t).is_some() && instant(t) == instant(own)).unwrap_or(own)
        });
        let code = exact(&["statuserrorcode", "signinerrorcode", "errorcode", "resulttype", "errornumber"]);
        let operation = exact(&["operation", "operations"]).and_then(unified);
        let known = [correlation, request, time].iter().flatten().count() >= 2
            && (code.is_some() || exact(&["status", "userprincipalname", "appdisplayname"]).is_some());
        // A change in the directory has ids, a time and an account too.
        let change = code.is_none() && exact(&["activitydisplayname"]).is_some();
        if (!known && operation.is_none()) || change {
            return None;
        }
        let mut s = SignIn { form, policies, ..SignIn::default() };
        let mut invalid = Vec::new();
        macro_rules! id {
            ($slot:ident, $field:ident, $text:expr) => {
                if let Some(text) = $text.map(str::trim).filter(|t| is_said(t)) {
                    match text.parse() {
                        Ok(id) => s.$slot = Some(id),
                        Err(_) => invalid.push(Field::$field),
                    }
                }
            };
        }
        id!(request_id, RequestId, request);
        id!(correlation_id, CorrelationId, correlation);
        s.app_id = exact(&["appid", "applicationid"]).and_then(|t| t.trim().parse().ok());
        // In Log Analytics "TenantId" is the workspace, whatever its name says.
        let workspace = exact(&["aadtenantid", "timegenerated", "timegeneratedutc"]).is_some();
        let tenants = ["aadtenantid", "tenantid", "resourcetenantid", "organizationid"];
        s.tenant_id = tenants
            .iter()
            .filter(|name| !workspace || **name != "tenantid")
            .find_map(|name| exact(&[name]))
            .and_then(|t| t.trim().parse().ok());
        s.resource_id = exact(&["resourceidentity", "resourceid"]).and_then(|t| t.trim().parse().ok());
        s.device_id = exact(&["deviceid", "aaddeviceid", "entraiddeviceid"])
            .filter(|t| t.len() == 36)
            .and_then(|t| t.parse().ok());
        s.ip = exact(&["ipaddress", "calleripaddress", "sourceip", "clientip", "ip"]).and_then(address);
        let user = USERS.iter().filter_map(|name| exact(&[name])).find(|t| t.contains('@')).map(harmless);
        if user.as_ref().is_some_and(|user| user.contains(['*', '…', '█', '•'])) {
            invalid.push(Field::User);
        } else {
            s.user = user;
        }
        s.app_name = exact(&["appdisplayname", "application", "app"]).filter(|t| is_said(t)).map(harmless);
        s.device_platform = exact(&["operatingsystem", "osplatform"]).filter(|t| is_said(t)).map(harmless);
        s.device_state =
            exact(&["trusttype", "jointype", "devicetrusttype"]).filter(|t| is_said(t)).map(harmless);
        s.failure_reason = exact(&["failurereason", "statusfailurereason", "resultdescription"])
            .filter(|t| is_said(t) && *t != "Other")
            .map(harmless);
        s.flagged = exact(&["flaggedforreview"]).and_then(|t| match t.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        });
        let number = code.map(|c| c.trim().trim_end_matches(".0"));
        if let Some(number) = number.filter(|n| is_said(n) && !n.starts_with('0')) {
            match number.parse() {
                Ok(code) => s.codes.push(code),
                Err(_) if number.starts_with(|c: char| c.is_ascii_digit()) => invalid.push(Field::Code),
                Err(_) => {}
            }
        }
        if let Some(text) = time.map(str::trim).filter(|t| is_said(t)) {
            match moment(text) {
                // The column says that it holds UTC: so it does, if the order of day and month is plain.
                Some((written, utc)) => {
                    let of_utc = |l: &Leaf| l.name.ends_with("utc") && l.text.trim() == text;
                    s.timestamp_utc = utc.or_else(|| {
                        let told = leaves.iter().any(of_utc);
                        let iso = written.get(4..5) == Some("-");
                        (told && iso).then(|| moment(&format!("{written} UTC")).and_then(|m| m.1)).flatten()
                    });
                    s.timestamp = Some(written);
                }
                None => match serialized(text) {
                    Some(at) => {
                        s.timestamp = Some(harmless(text));
                        s.timestamp_utc = Some(at);
                    }
                    None => invalid.push(Field::Timestamp),
                },
            }
        }
        s.invalid = invalid;
        let status = exact(&["status", "signinstatus"]).map(str::to_ascii_lowercase);
        let said = |words: &[&str]| status.as_deref().is_some_and(|status| words.contains(&status));
        // "resultType" may be a word, and the object beside it holds the code.
        let failed = !s.codes.is_empty()
            || said(&["failure", "interrupted", "fehler", "failed"])
            || number.is_some_and(|n| n != "0" && n.parse::<u32>().is_ok());
        let refused =
            || exact(&["conditionalaccessstatus"]).is_some_and(|t| t.eq_ignore_ascii_case("failure"));
        let outcome = match (operation, failed) {
            (Some(outcome), false) => outcome,
            (_, true) => Outcome::Failed,
            _ if number == Some("0") || said(&["success"]) => Outcome::Succeeded,
            _ if refused() => Outcome::Failed,
            _ => Outcome::NotSaid,
        };
        Some(Self { sign_in: s, outcome })
    }

    /// Whether an object is a line of an audit log: what was changed in the directory, and by whom.
    #[must_use]
    pub fn is_change(value: &Value) -> bool {
        let Some(map) = value.as_object() else { return false };
        let has = |wanted: &str| map.keys().any(|name| folds_to(name, wanted));
        let inner = map.get("properties").is_some_and(Self::is_change);
        let graph = has("activitydisplayname") && (has("targetresources") || has("initiatedby"));
        graph || (has("operationname") && has("targetresources")) || inner
    }
}

/// The times of an event, the sign-in's own before those of the log that carries it.
pub(super) const TIMES: [&str; 14] = [
    "createddatetime",
    "createddatetimeutc",
    "createddatetimevalue",
    "createdat",
    "dateutc",
    "date",
    "activitydatetime",
    "timestamp",
    "timestamputc",
    "time",
    "timegenerated",
    "timegeneratedutc",
    "creationtime",
    "creationdate",
];

/// Where the name of the account stands; what is no address is something else.
const USERS: [&str; 8] = [
    "userprincipalname",
    "accountupn",
    "username",
    "alternatesigninname",
    "signinidentifier",
    "identity",
    "userid",
    "userids",
];

/// How the unified audit log names a sign-in.
fn unified(operation: &str) -> Option<Outcome> {
    match operation.trim() {
        "UserLoginFailed" => Some(Outcome::Failed),
        "UserLoggedIn" => Some(Outcome::Succeeded),
        _ => None,
    }
}

/// An address, perhaps with a port behind it.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// `/Date(1763773045000)/`: milliseconds since 1970, as older serializers write a moment.
fn serialized(text: &str) -> Option<UtcTime> {
    let inner = text.trim().replace('\\', "");
    let inner = inner.strip_prefix("/Date(")?.strip_suffix(")/")?;
    // What follows a sign is the zone of the writer; the number counts in UTC all the same.
    let digits = inner.get(1..).and_then(|rest| rest.find(['+', '-'])).map_or(inner, |at| &inner[..=at]);
    let at = DateTime::from_timestamp_millis(digits.parse().ok()?)?;
    Some(UtcTime::new(at, 3))
}

fn is_said(text: &str) -> bool {
    !matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "" | "null" | "none" | "n/a" | "-" | "not available" | "unknown"
    )
}

/// Names without case and signs.
fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a name is this one without its case and signs.
fn folds_to(name: &str, folded: &str) -> bool {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    letters.eq(folded.bytes())
}

/// A text of a log, without anything that could move a cursor.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')).take(400).collect::<String>().trim().to_owned()
}

fn walk(value: &Value, around: &str, leaves: &mut Vec<Leaf>, depth: usize) {
    if depth > 10 || leaves.len() >= LEAVES {
        return;
    }
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::Object(_) => walk(value, &fold(name), leaves, depth + 1),
                    // Elastic writes a single value as a list of one.
                    Value::Array(list) if list.len() == 1 && list[0].is_string() => {
                        leaf(name, around, list[0].as_str().unwrap_or_default(), leaves, depth);
                    }
                    // Policies and authentication steps have ids and codes of their own.
                    Value::Array(list)
                        if depth < 3
                            && !fold(name).contains("polic")
                            && !fold(name).contains("authentication") =>
                    {
                        list.iter().take(4).for_each(|item| walk(item, &fold(name), leaves, depth + 1));
                    }
                    Value::Array(_) | Value::Null => {}
                    Value::String(text) => leaf(name, around, text, leaves, depth),
                    other => leaf(name, around, &other.to_string(), leaves, depth),
                }
            }
        }
        Value::Array(list) => list.iter().take(4).for_each(|item| walk(item, around, leaves, depth + 1)),
        _ => {}
    }
}

/// Adds a scalar. A text that is itself JSON (Log Analytics and SIEMs do that) is opened.
fn leaf(name: &str, around: &str, text: &str, leaves: &mut Vec<Leaf>, depth: usize) {
    if leaves.len() >= LEAVES {
        return;
    }
    if text.trim_start().starts_with('{') && depth < 6 {
        let letters: Vec<char> = text.chars().collect();
        let start = letters.iter().position(|c| *c == '{').unwrap_or(0);
        if let Some(parsed) = super::parse(&letters[start..]) {
            let last = name.rsplit('.').next().unwrap_or(name);
            return walk(&parsed, &fold(last), leaves, depth + 1);
        }
    }
    let mut parts = name.rsplit('.');
    let own = fold(parts.next().unwrap_or(name));
    let around = parts.next().map_or_else(|| around.to_owned(), fold);
    leaves.push(Leaf { name: own, around, text: text.to_owned() });
}

fn find_policies(value: &Value, policies: &mut Vec<AppliedPolicy>, depth: usize) {
    let Value::Object(map) = value else { return };
    if depth > 6 {
        return;
    }
    for (name, value) in map {
        // Hardly any name is folded: every event has dozens of them.
        let folded = if name.contains("olic") || name.contains("OLIC") { fold(name) } else { String::new() };
        if folded.ends_with("conditionalaccesspolicies") || folded == "appliedconditionalaccesspolicy" {
            match value {
                Value::String(text) => {
                    let letters: Vec<char> = text.chars().collect();
                    if let Some(parsed) = super::parse(&letters) {
                        read_policies(&parsed, policies);
                    }
                }
                other => read_policies(other, policies),
            }
        } else if let Some(text) = value.as_str().filter(|text| text.trim_start().starts_with('{')) {
            // A SIEM may keep the whole event as a text.
            let letters: Vec<char> = text.trim_start().chars().collect();
            if let Some(parsed) = super::parse(&letters) {
                find_policies(&parsed, policies, depth + 1);
            }
        } else {
            find_policies(value, policies, depth + 1);
        }
    }
}

fn read_policies(value: &Value, policies: &mut Vec<AppliedPolicy>) {
    let Value::Array(list) = value else { return };
    for item in list.iter().take(400) {
        let text = |name: &str| {
            let map = item.as_object()?;
            let (_, value) = map.iter().find(|(key, _)| folds_to(key, name))?;
            value.as_str().filter(|t| !t.is_empty()).map(harmless)
        };
        let Some(result) = text("result") else { continue };
        let controls = item
            .as_object()
            .and_then(|map| map.iter().find(|(key, _)| folds_to(key, "enforcedgrantcontrols")))
            .and_then(|(_, value)| value.as_array())
            .map(|list| list.iter().filter_map(Value::as_str).map(harmless).collect())
            .unwrap_or_default();
        let policy = AppliedPolicy { id: text("id"), name: text("displayname"), result, controls };
        if !policies.contains(&policy) {
            policies.push(policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn graph_and_log_analytics_spell_one_event_in_two_ways() {
        let graph = json!({
            "id": "0782c515-08b6-4029-a65c-29d9a3d20800", "createdDateTime": "2026-11-22T01:17:25Z",
            "userPrincipalName": "admin@contoso.com", "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            "appDisplayName": "Azure Portal", "ipAddress": "2001:db8::1", "correlationId": "13e19598-e040-487f-bd32-d38a2cd75d9a",
            "status": { "errorCode": 53003, "failureReason": "Blocked by Conditional Access." },
            "deviceDetail": { "deviceId": "", "operatingSystem": "Windows10" },
            "appliedConditionalAccessPolicies": [
                { "id": "p1", "displayName": "Block all", "result": "failure", "enforcedGrantControls": ["Block"] },
            ],
        });
        let analytics = json!({
            "Id": "0782c515-08b6-4029-a65c-29d9a3d20800", "CreatedDateTime": "2026-11-22T01:17:25Z", "ResultType": "53003",
            "UserPrincipalName": "admin@contoso.com", "AppId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            "AppDisplayName": "Azure Portal", "IPAddress": "2001:db8::1", "CorrelationId": "13e19598-e040-487f-bd32-d38a2cd75d9a",
            "Status": "{\"errorCode\":53003,\"failureReason\":\"Blocked by Conditional Access.\"}",
            "DeviceDetail": "{\"deviceId\":\"\",\"operatingSystem\":\"Windows10\"}",
            "ConditionalAccessPolicies":
                "[{\"id\":\"p1\",\"displayName\":\"Block all\",\"result\":\"failure\",\"enforcedGrantControls\":[\"Block\"]}]",
        });
        let (a, b) = (Event::from_json(&graph).unwrap(), Event::from_json(&analytics).unwrap());
        assert_eq!(a, b);
        assert_eq!(a.outcome, Outcome::Failed);
        assert_eq!(a.sign_in.policies[0].name.as_deref(), Some("Block all"));
        assert_eq!(a.sign_in.code().unwrap().number(), 53003);
    }

    #[test]
    fn the_id_of_another_object_is_never_the_request_id() {
        let other = "11111111-1111-4111-8111-111111111111";
        let own = "0782c515-08b6-4029-a65c-29d9a3d20800";
        let event = |id: Option<&str>| {
            json!({
                "agent": { "id": other }, "event": { "id": other },
                "azure": { "signinlogs": { "properties": {
                    "id": id, "created_at": "x", "correlation_id": "13e19598-e040-487f-bd32-d38a2cd75d9a",
                    "createdDateTime": "2026-11-22T01:17:25Z", "status": { "error_code": 53003 },
                    "authenticationAppDeviceDetails": { "id": other }, "userPrincipalName": "a@contoso.com",
                } } },
            })
        };
        let with = Event::from_json(&event(Some(own))).unwrap().sign_in;
        assert_eq!(with.request_id.map(|id| id.to_string()).as_deref(), Some(own));
        assert_eq!(Event::from_json(&event(None)).unwrap().sign_in.request_id, None);
    }

    #[test]
    fn other_objects_are_no_sign_ins() {
        assert_eq!(Event::from_json(&json!({ "sessionId": "x", "errorCode": "401" })), None);
        assert_eq!(Event::from_json(&json!({ "id": "x", "name": "y" })), None);
    }
}
