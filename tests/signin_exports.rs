//! Exports of sign-in logs in the shapes that tools write them, and what each says and does not say.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::io::Write as _;

use reentry::signin::{self, Reading};
use serde_json::{Value, json};

const APP: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const TENANT: &str = "11111111-2222-4333-8444-555555555555";
const STRANGER: &str = "99999999-2222-4333-8444-555555555555";

fn id(n: u32) -> String {
    format!("{n:08x}-08b6-4029-a65c-29d9a3d20800")
}

fn event(n: u32, code: u32) -> Value {
    json!({
        "id": id(n), "createdDateTime": format!("2026-11-22T01:17:{:02}Z", n % 60), "correlationId": id(n + 100_000),
        "userPrincipalName": "admin@contoso.com", "appDisplayName": "Azure Portal", "appId": APP,
        "ipAddress": "203.0.113.7", "flaggedForReview": n.is_multiple_of(2), "status": { "errorCode": code },
    })
}

fn read(text: &str) -> Reading {
    signin::read(text.as_bytes())
}

/// Request ID, code, time in UTC of the first failure.
fn first(reading: &Reading) -> (Option<String>, Option<String>, Option<String>) {
    let s = reading.sign_ins.first().unwrap();
    let text = |v: Option<String>| v;
    (
        text(s.request_id.map(|v| v.to_string())),
        text(s.code().map(|v| v.to_string())),
        text(s.timestamp_utc.map(|v| v.to_string())),
    )
}

fn told(n: u32, code: &str, time: &str) -> (Option<String>, Option<String>, Option<String>) {
    (Some(id(n)), Some(code.to_owned()), Some(time.to_owned()))
}

#[test]
fn a_success_is_told_as_one() {
    let both = read(&json!({ "value": [event(1, 0), event(2, 53003)] }).to_string());
    assert_eq!((both.sign_ins.len(), both.succeeded.len()), (1, 1));
    assert_eq!(both.succeeded[0].user.as_deref(), Some("admin@contoso.com"));
    assert_eq!((both.sign_ins[0].flagged, both.succeeded[0].flagged), (Some(true), Some(false)));
    let page = format!(
        "Date\t2026-11-22T01:17:25Z\nRequest ID\t{}\nCorrelation ID\t{}\nStatus\tSuccess\nUsername\tadmin@contoso.com\n",
        id(1),
        id(2)
    );
    let page = read(&page);
    assert_eq!((page.sign_ins.len(), page.succeeded.len()), (0, 1));
    let refused = read("HTTP status: Success\nRequest Id: x\n");
    assert_eq!((refused.sign_ins.len(), refused.succeeded.len()), (0, 0));
}

#[test]
fn the_result_that_powershell_lost_is_not_made_up() {
    let type_name = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignIn";
    let row = |n: u32, access: &str| {
        format!(
            "\"{APP}\",\"{access}\",\"{}\",\"11/22/2026 1:17:25 AM\",\"{}\",\"{type_name}Status\",\"admin@contoso.com\"\r\n",
            id(n + 100),
            id(n)
        )
    };
    let names = "\"AppId\",\"ConditionalAccessStatus\",\"CorrelationId\",\"CreatedDateTime\",\"Id\",\"Status\",\"UserPrincipalName\"\r\n";
    let table = format!("#TYPE {type_name}\r\n{names}{}{}", row(1, "failure"), row(2, "notApplied"));
    let reading = read(&table);
    assert_eq!(reading.sign_ins.len(), 1, "Conditional Access refused one, and of the other nothing is said");
    assert_eq!(reading.sign_ins[0].request_id.unwrap().to_string(), id(1));
    assert!(reading.succeeded.is_empty());
    assert!(reading.problems.iter().any(|p| p.starts_with("1 sign-ins do not say whether they failed")));
}

#[test]
fn the_sign_ins_own_time_comes_before_the_logs() {
    let monitor = json!({ "records": [{
        "time": "2026-11-22T01:25:00Z", "resultType": "53003", "tenantId": TENANT, "correlationId": id(9),
        "properties": event(1, 53003),
    }] });
    assert_eq!(first(&read(&monitor.to_string())), told(1, "53003", "2026-11-22T01:17:01Z"));
    let columns = format!(
        "\"TimeGenerated [UTC]\",\"CreatedDateTime [UTC]\",Id,CorrelationId,ResultType,AADTenantId,TenantId\n\
         2026-11-22T01:20:25.123,2026-11-22T01:17:25.123,{},{},53003,{TENANT},{STRANGER}\n",
        id(1),
        id(2)
    );
    let reading = read(&columns);
    assert_eq!(first(&reading), told(1, "53003", "2026-11-22T01:17:25.123Z"));
    assert_eq!(reading.sign_ins[0].tenant_id.unwrap().to_string(), TENANT, "TenantId is the workspace");
    let mut old = event(1, 53003);
    old["createdDateTime"] = json!("/Date(1763773045000)/");
    let old = json!([old]).to_string().replace("/Date(1763773045000)/", r"\/Date(1763773045000)\/");
    assert_eq!(first(&read(&old)), told(1, "53003", "2025-11-22T00:57:25.000Z"));
}

#[test]
fn tables_of_columns_and_rows_are_read() {
    let names =
        ["TimeGenerated", "CreatedDateTime", "Id", "CorrelationId", "ResultType", "AADTenantId", "TenantId"];
    let columns: Vec<Value> = names.iter().map(|name| json!({ "name": name, "type": "string" })).collect();
    let row = |n: u32, code: &str| {
        json!(["2026-11-22T01:20:00Z", "2026-11-22T01:17:25Z", id(n), id(n + 1), code, TENANT, STRANGER])
    };
    let answer = json!({ "tables": [{ "name": "PrimaryResult", "columns": columns, "rows": [row(1, "53003"), row(3, "0")] }] });
    let reading = read(&answer.to_string());
    assert_eq!(first(&reading), told(1, "53003", "2026-11-22T01:17:25Z"));
    assert_eq!(reading.succeeded.len(), 1);
    let text = answer.to_string();
    assert!(read(&text[..text.len() - 40]).problems[0].contains("cut off"));
}

#[test]
fn hunting_and_the_unified_audit_log_are_read() {
    let hunting = format!(
        "Timestamp,Application,ApplicationId,ErrorCode,CorrelationId,AccountUpn,IPAddress,RequestId,OSPlatform,EntraIdDeviceId\n\
         2026-11-22T01:17:25.123Z,Azure Portal,{APP},50126,{},admin@contoso.com,203.0.113.7,{},Windows10,{}\n",
        id(1),
        id(2),
        id(3)
    );
    let reading = read(&hunting);
    assert_eq!(first(&reading), told(2, "50126", "2026-11-22T01:17:25.123Z"));
    assert_eq!(reading.sign_ins[0].device_id.unwrap().to_string(), id(3));
    let line = |operation: &str, number: &str| {
        json!({
            "CreationTime": "2026-11-22T01:17:25", "Id": id(7), "Operation": operation, "OrganizationId": TENANT,
            "Workload": "AzureActiveDirectory", "ClientIP": "203.0.113.7:4711", "UserId": "admin@contoso.com",
            "AzureActiveDirectoryEventType": 1, "InterSystemsId": id(8), "IntraSystemId": id(9),
            "ApplicationId": APP, "ErrorNumber": number,
        })
    };
    let unified = read(&json!([line("UserLoginFailed", "50126"), line("UserLoggedIn", "0")]).to_string());
    assert_eq!((unified.sign_ins.len(), unified.succeeded.len()), (1, 1));
    let s = &unified.sign_ins[0];
    assert_eq!(
        (s.request_id, s.correlation_id),
        (None, None),
        "no field of it says that it is one of these ids"
    );
    assert_eq!(s.ip.unwrap().to_string(), "203.0.113.7");
    assert_eq!(s.tenant_id.unwrap().to_string(), TENANT);
}

#[test]
fn elastic_hits_are_one_event_each() {
    let hits = json!({ "took": 3, "hits": { "hits": [{ "_id": "abc", "_source": {
        "@timestamp": "2026-11-22T01:30:00Z", "agent": { "id": STRANGER },
        "azure": { "tenant_id": TENANT, "signinlogs": { "result_type": "53003", "properties": {
            "id": id(1), "created_at": "2026-11-22T01:17:25Z", "correlation_id": id(2),
            "user_principal_name": "admin@contoso.com", "status": { "error_code": 53003 },
        } } },
    } }] } });
    let reading = read(&hits.to_string());
    assert_eq!(reading.sign_ins.len(), 1);
    assert_eq!(first(&reading), told(1, "53003", "2026-11-22T01:17:25Z"));
}

#[test]
fn what_is_cut_packed_or_another_log_is_said() {
    let whole =
        serde_json::to_string_pretty(&json!({ "value": [event(1, 53003), event(2, 50126)] })).unwrap();
    assert!(read(&whole).problems.is_empty());
    assert!(read(&whole[..whole.len() * 3 / 4]).problems[0].contains("ends in the middle"));
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(whole.as_bytes()).unwrap();
    assert_eq!(signin::read(&packer.finish().unwrap()).sign_ins.len(), 2);
    let audit = json!({ "value": [{
        "id": "Directory_1", "correlationId": id(5), "activityDisplayName": "Update policy", "result": "failure",
        "activityDateTime": "2026-11-22T01:00:00Z", "initiatedBy": { "user": { "userPrincipalName": "a@contoso.com" } },
        "targetResources": [{ "id": id(7) }],
    }] });
    let reading = read(&audit.to_string());
    assert!(reading.sign_ins.is_empty() && reading.problems[0].starts_with("this is an audit log"));
    let workbook = [b"PK\x03\x04".as_slice(), &[0; 26], b"[Content_Types].xml"].concat();
    let refused = signin::read_from(&mut &workbook[..]).unwrap_err();
    assert!(refused.to_string().contains("CSV UTF-8"));
}

#[test]
fn more_than_a_person_reads_is_said_to_be_cut() {
    let many: Vec<Value> = (0..10_020).map(|n| event(n, 53003)).collect();
    let text = json!({ "value": many }).to_string();
    assert!(text.len() > 1 << 20);
    let reading = signin::read_from(&mut text.as_bytes()).unwrap();
    assert_eq!(reading.sign_ins.len(), 10_000);
    assert!(reading.problems.iter().any(|p| p.starts_with("20 further sign-ins are not shown")));
}
