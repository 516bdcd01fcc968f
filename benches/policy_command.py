#!/usr/bin/env python3
"""The commands `policy doors` and `policy preview` on a large tenant: wall time and peak memory of the process.

    benches/policy_command.py [PROGRAM]        (else target/release/reentry)

Makes a tenant of 1,000 policies and 200 administrators, with their methods, groups and named locations, so that every
place, system, device and location is tried. The limits: below 1 s and 64 MiB each on one core. Beside them, in the same
run, the slow way: `policy check`, which judges and explains each sign-in by itself. Sizes of 250 and 500 policies show
that the cost grows with the policies and not faster.
"""

import json
import os
import pathlib
import sys
import tempfile

from measure import once

GA = "62e90394-69f5-4237-9190-012177145e10"
GRAPH = "https://graph.microsoft.com/v1.0/$metadata#"


def guid(kind, number):
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def policy(n, state="enabled"):
    conditions = {
        "users": {"includeUsers": ["All"], "excludeGroups": [guid(3, n % 40)]},
        "applications": {"includeApplications": ["All"], "excludeApplications": []},
        "clientAppTypes": ["all"],
    }
    if n % 5 == 0:
        conditions["locations"] = {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}
    if n % 7 == 0:
        conditions["platforms"] = {"includePlatforms": ["all"], "excludePlatforms": ["windows", "macOS"]}
    if n % 11 == 0:
        conditions["devices"] = {"deviceFilter": {"mode": "exclude", "rule": "device.isCompliant -eq True"}}
    controls = ["mfa", "compliantDevice"] if n % 3 == 0 else ["mfa"]
    return {"id": guid(2, n), "displayName": f"CA{n:04}", "state": state, "conditions": conditions,
            "grantControls": {"operator": "OR", "builtInControls": controls}}


def page(of, value):
    return json.dumps({"@odata.context": GRAPH + of, "value": value})


def write(folder, policies, administrators=200):
    folder.mkdir(parents=True)
    people = range(administrators)
    user = [{"id": guid(1, n), "userPrincipalName": f"admin{n}@contoso.com", "userType": "Member", "accountEnabled": True}
            for n in people]
    role = [{"id": f"a{n}", "principalId": guid(1, n), "roleDefinitionId": GA, "directoryScopeId": "/",
             "assignmentType": "Assigned", "memberType": "Direct", "startDateTime": "2025-01-01T00:00:00Z",
             "endDateTime": None} for n in people]
    kinds = [["passKeyDeviceBound"], ["microsoftAuthenticatorPush"], ["mobilePhone", "softwareOneTimePasscode"], []]
    methods = [{"id": guid(1, n), "methodsRegistered": kinds[n % 4]} for n in people]
    group = [{"id": guid(3, n), "displayName": f"Group {n}", "groupTypes": [],
              "members": [{"@odata.type": "#microsoft.graph.user", "id": guid(1, (n * 5 + m) % administrators)}
                          for m in range(5)]} for n in range(40)]
    place = [{"@odata.type": "#microsoft.graph.ipNamedLocation", "id": guid(4, n), "displayName": f"Office {n}",
              "isTrusted": n < 2, "ipRanges": [{"cidrAddress": f"203.0.{n}.0/24"}]} for n in range(4)]
    for name, of, value in [
        ("policies", "identity/conditionalAccess/policies", policies),
        ("users", "users", user),
        ("roles", "roleManagement/directory/roleAssignmentScheduleInstances", role),
        ("methods", "reports/authenticationMethods/userRegistrationDetails", methods),
        ("groups", "groups(id,displayName,members())", group),
        ("locations", "identity/conditionalAccess/namedLocations", place),
    ]:
        (folder / f"{name}.json").write_text(page(of, value))


def timed(what, command, cwd):
    run = once(command, cwd=cwd)
    print(f"{what:<48} {run.wall:7.2f} s {run.cpu:7.2f} s of work {run.rss:7.1f} MiB {len(run.out):>10} bytes")


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    program = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here / "target/release/reentry").resolve())
    one_core = ["taskset", "-c", "0"] if os.path.exists("/usr/bin/taskset") else []
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for count in (250, 500, 1000):
            before = [policy(n) for n in range(count)]
            after = before[:-1] + [policy(count), {**policy(count + 1), "grantControls": {"operator": "OR", "builtInControls": ["block"]},
                                                   "conditions": {**policy(1)["conditions"], "clientAppTypes": ["browser"]}}]
            write(work / f"before{count}", before)
            write(work / f"after{count}", after)
            one = [*one_core, program, "policy"]
            timed(f"{count} policies, 200 administrators: doors", [*one, "doors", f"before{count}", "--json"], work)
            timed(f"{count} policies, 200 administrators: preview", [*one, "preview", f"before{count}", f"after{count}", "--json"], work)
        timed("1000 policies, one sign-in after the other: check", [*one, "check", "before1000", "--json"], work)


if __name__ == "__main__":
    main()
