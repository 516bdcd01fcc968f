#!/usr/bin/env python3
"""Many tenants in one run, and one large tenant, against a JSON parse by Python of the same files in the same run.

    benches/tenants.py [PROGRAM]        (else target/release/reentry)

Makes 120 tenants of 55 users, two domains and eight files each, in six export styles, and one tenant of 200,000 users
and 500 groups. Prints wall seconds and peak MiB. The limits: import and audit of the 120 in at most 1 s and 64 MiB each,
import of the large one below 3 s and 256 MiB, on two cores.
"""

import json
import pathlib
import sys
import tempfile

import measure

GA = "62e90394-69f5-4237-9190-012177145e10"
PARSE = "import json,pathlib,sys\nfor f in pathlib.Path(sys.argv[1]).rglob('*.json'):\n b=f.read_bytes()\n json.loads(b.decode('utf-16') if b[:2]==b'\\xff\\xfe' else b)"
GRAPH = "https://graph.microsoft.com/v1.0/$metadata#"
REQUESTS = {
    "users": "users",
    "roles": "roleManagement/directory/roleAssignmentScheduleInstances",
    "eligible": "roleManagement/directory/roleEligibilityScheduleInstances",
    "policies": "identity/conditionalAccess/policies",
    "domains": "domains",
    "organization": "organization",
    "groups": "groups(id,displayName,members())",
    "gdap": "tenantRelationships/delegatedAdminRelationships",
}


def guid(kind, tenant, number):
    return f"{kind:08x}-{tenant:04x}-4000-8000-{number:012x}"


def lists(t, users=55, groups=1):
    initial = f"made{t}.onmicrosoft.com"
    accounts = [guid(1, t, 0), guid(1, t, 1)]
    group = guid(3, t, 0)

    def user(n):
        name = f"bg0{n + 1}@{initial}" if n < 2 else f"person{n}@made{t}.example"
        return {"id": guid(1, t, n), "userPrincipalName": name, "displayName": f"User {n}", "accountEnabled": True,
                "onPremisesSyncEnabled": None if n < 2 else True, "userType": "Member", "mail": name}

    def role(n):
        return {"id": f"a{n}", "principalId": guid(1, t, n), "roleDefinitionId": GA, "directoryScopeId": "/",
                "assignmentType": "Assigned", "memberType": "Direct", "startDateTime": "2025-01-01T00:00:00Z",
                "endDateTime": None}

    def policy(n):
        return {"id": guid(2, t, n), "displayName": f"CA{n:03}", "state": "enabled",
                "conditions": {"users": {"includeUsers": ["All"], "excludeUsers": [], "excludeGroups": [group]},
                               "applications": {"includeApplications": ["All"]}},
                "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}}

    tenant = guid(9, t, 0)
    role_in = {"unifiedRoles": [{"roleDefinitionId": "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"}]}
    return {
        "users": [user(n) for n in range(users)],
        "roles": [role(n) for n in range(3)],
        "eligible": [],
        "policies": [policy(n) for n in range(12)],
        "domains": [{"id": initial, "isInitial": True, "isVerified": True},
                    {"id": f"made{t}.example", "isInitial": False, "isVerified": True}],
        "organization": [{"id": tenant, "displayName": f"Made {t}", "technicalNotificationMails": [],
                          "verifiedDomains": [{"name": initial, "isInitial": True}]}],
        "groups": [{"id": guid(3, t, n), "displayName": f"Group {n}", "isAssignableToRole": True,
                    "members": [{"@odata.type": "#microsoft.graph.user", "id": one} for one in accounts]}
                   for n in range(groups)],
        "gdap": [{"id": f"r{t}", "displayName": f"GDAP_made{t}", "duration": "P730D", "autoExtendDuration": "P180D",
                  "status": "active", "customer": {"tenantId": tenant, "displayName": f"Made {t}"},
                  "accessDetails": role_in, "endDateTime": "2029-06-01T00:00:00Z",
                  "accessAssignments": [{"status": "active", "accessContainer": {}, "accessDetails": role_in}]}],
    }


def pascal(value):
    if isinstance(value, dict):
        return {key if key.startswith("@") else key[0].upper() + key[1:]: pascal(one) for key, one in value.items()}
    return [pascal(one) for one in value] if isinstance(value, list) else value


def write(folder, t, style, **size):
    folder.mkdir(parents=True)
    made = lists(t, **size)
    pages = {name: {"@odata.context": GRAPH + REQUESTS[name], "value": made[name]} for name in made}
    if style == 3:
        batch = {"responses": [{"id": name, "status": 200, "body": page} for name, page in pages.items()]}
        (folder / "batch.json").write_text(json.dumps(batch))
        return
    for name, page in pages.items():
        file = folder / f"{name}.json"
        if style == 1 and made[name]:
            file.write_text(json.dumps(pascal(made[name])))
        elif style == 2:
            file.write_bytes(b"\xff\xfe" + json.dumps(page).encode("utf-16-le"))
        elif style == 4:
            file.write_text(json.dumps({"Results": [page]}))
        elif style == 5 and len(made[name]) > 4:
            half = len(made[name]) // 2
            first = {**page, "value": made[name][:half], "@odata.nextLink": "https://graph.microsoft.com/v1.0/x"}
            file.write_text(json.dumps(first))
            (folder / f"{name}-2.json").write_text(json.dumps({**page, "value": made[name][half:]}))
        else:
            file.write_text(json.dumps(page))


def timed(what, command, cwd, codes=(0,)):
    run = measure.once(command, codes, cwd=cwd)
    print(f"{what:<44} {run.wall:7.2f} s {run.rss:7.1f} MiB")


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    program = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here / "target/release/reentry").resolve())
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for t in range(1, 121):
            write(work / "exports" / f"made{t}", t, t % 6)
        (work / "profiles").mkdir()
        for t in range(1, 121):
            accounts = "".join(f'[[emergency-account]]\nuser = "bg0{n}@made{t}.onmicrosoft.com"\n' for n in (1, 2))
            (work / "profiles" / f"made{t}.toml").write_text(f'format = "reentry/profile/v1"\n{accounts}')
        timed("120 tenants: Python's json", [sys.executable, "-c", PARSE, "exports"], work)
        timed("120 tenants: import", [program, "prepare", "--profiles", "profiles", "--import", "exports"], work)
        timed("120 tenants: audit", [program, "audit", "--profiles", "profiles", "--format", "csv"], work, (0, 3, 6))
        write(work / "large", 500, 0, users=200_000, groups=500)
        timed("200,000 users: Python's json", [sys.executable, "-c", PARSE, "large"], work)
        timed("200,000 users: import", [program, "prepare", "large.toml", "--no-input", "--import", "large"], work)


if __name__ == "__main__":
    main()
