"""Writes sign-in exports of about the wanted size: objects line by line, one page in a single line, and the portal's
table. One event in twelve failed; each carries eight evaluated policies, as in a grown tenant."""

import json
import random
import sys
import uuid

size, folder = int(sys.argv[1]) * 1_000_000, sys.argv[2]
rnd = random.Random(7)
CODES = [0] * 110 + [50126] * 5 + [50074] * 3 + [53003, 500121]


def guid():
    return str(uuid.UUID(int=rnd.getrandbits(128), version=4))


POLICIES = [(guid(), f"CA{n:03} {name}") for n, name in enumerate(
    ["Require MFA for admins", "Block legacy authentication", "Require compliant device", "Require MFA for all users",
     "Block countries", "Terms of use", "Session lifetime", "Block device code flow"])]


def event():
    code, who = rnd.choice(CODES), rnd.randrange(40)
    results = ["success" if rnd.random() < 0.4 else "notApplied" for _ in POLICIES]
    if code == 53003:
        results[4] = "failure"
    return {
        "id": guid(), "createdDateTime": f"2026-11-{rnd.randrange(1, 22):02}T{rnd.randrange(24):02}:{rnd.randrange(60):02}:25Z",
        "userDisplayName": f"Person {who}", "userPrincipalName": f"admin{who}@contoso.com", "userId": guid(),
        "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "appDisplayName": "Azure Portal",
        "ipAddress": f"203.0.113.{rnd.randrange(255)}", "clientAppUsed": "Browser",
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "correlationId": guid(), "conditionalAccessStatus": "failure" if code == 53003 else "success", "isInteractive": True,
        "riskDetail": "none", "riskLevelAggregated": "none", "riskState": "none", "riskEventTypes_v2": [],
        "resourceDisplayName": "Windows Azure Service Management API", "resourceId": "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        "status": {"errorCode": code, "failureReason": "Other." if code == 0 else "The sign-in failed.", "additionalDetails": None},
        "deviceDetail": {"deviceId": "", "displayName": "", "operatingSystem": "Windows10", "browser": "Chrome 142.0.0", "isCompliant": False, "isManaged": False, "trustType": ""},
        "location": {"city": "Utrecht", "state": "Utrecht", "countryOrRegion": "NL", "geoCoordinates": {"altitude": None, "latitude": 52.09, "longitude": 5.12}},
        "appliedConditionalAccessPolicies": [
            {"id": id, "displayName": name, "enforcedGrantControls": ["Mfa"], "enforcedSessionControls": [], "result": result}
            for (id, name), result in zip(POLICIES, results)],
    }


def row(e):
    return ",".join([
        e["createdDateTime"], e["id"], f'"{e["userAgent"]}"', e["correlationId"], e["userId"], e["userDisplayName"], e["userPrincipalName"],
        "Member", "none", "none", "none", "x", "none", "none", "unbound", "1002", e["appDisplayName"], e["appId"], e["resourceId"],
        e["ipAddress"], '"Utrecht, Utrecht, NL"', "Success" if e["status"]["errorCode"] == 0 else "Failure", str(e["status"]["errorCode"]),
        e["status"]["failureReason"], "Browser", "", "Chrome 142", "Windows10", "No", "No"])


HEAD = ("Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,User type,Cross tenant access type,Incoming token type,"
        "Authentication Protocol,Unique token identifier,Original transfer method,Client credential type,Token Protection - Sign In Session,"
        "Token Protection - Sign In Session StatusCode,Application,Application ID ,Resource ID ,IP address,Location,Status,Sign-in error code,"
        "Failure reason,Client app,Device ID,Browser,Operating System,Compliant,Managed")
# Some thousand events, over and over: what is searched is as varied as a real log, and written in seconds.
events = [event() for _ in range(6000)]


def write(name, parts, join, before="", after=""):
    block = join.join(parts)
    with open(f"{folder}/{name}", "w") as file:
        file.write(before + block)
        for _ in range(max(0, size // len(block) - 1)):
            file.write(join + block)
        file.write(after)


write("lines.json", [json.dumps(e, separators=(",", ":")) for e in events], "\n", after="\n")
write("page.json", [json.dumps(e, separators=(",", ":")) for e in events], ",",
      before='{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns","value":[', after="]}\n")
write("table.csv", [row(e) for e in events], "\n", before=HEAD + "\n", after="\n")
