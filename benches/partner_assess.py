#!/usr/bin/env python3
"""Times `reentry partner assess` on 10,000 relationships against Python's json module reading the same file.

    cargo build --release && benches/partner_assess.py target/release/reentry

Prints the best of five of each and their ratio. Python only parses and counts roles; reentry weighs every customer
against every lockout and writes the table.
"""
import json
import subprocess
import sys
import tempfile
import time

ROLES = [
    "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    "fe930be7-5e62-47db-91af-98c3a49a38b1", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
    "f023fd81-a637-4b56-95fd-791ac0226033", "194ae4cb-b126-40b2-bd5b-6091b380977d", "29232cdf-9323-42fd-ade2-1d097af3e4de",
    "62e90394-69f5-4237-9190-012177145e10",
]
STATUSES = ["active", "active", "active", "expired", "approvalPending", "terminated"]


def relationship(n):
    roles = [{"roleDefinitionId": ROLES[i]} for i in range(len(ROLES)) if (n * 2654435761 >> i) & 1]
    return {
        "@odata.type": "#microsoft.graph.delegatedAdminRelationship",
        "@odata.etag": 'W/"JyIwMzAwZTM0ZS0wMDAwLTAyMDAtMDAwMC02MTRjZjI1YzAwMDAiJw=="',
        "id": f"aaaaaaaa-0000-4000-8000-{n:012d}-bbbbbbbb-0000-4000-8000-000000000001",
        "displayName": f"Relationship {n}",
        "duration": "P730D",
        "customer": {"tenantId": f"cccccccc-0000-4000-8000-{n // 2:012d}", "displayName": f"Customer {n // 2}"},
        "accessDetails": {"unifiedRoles": roles},
        "status": STATUSES[n % len(STATUSES)],
        "autoExtendDuration": "P180D" if n % 3 else "PT0S",
        "createdDateTime": "2025-02-10T11:24:42.3148266Z",
        "lastModifiedDateTime": "2025-02-10T11:26:44.9941884Z",
        "activatedDateTime": "2025-02-10T11:26:44.9941884Z",
        "endDateTime": f"202{6 + n % 3}-{1 + n % 12:02d}-{1 + n % 28:02d}T11:24:42.3148266Z",
    }


def best(run):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    program = sys.argv[1]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"value": [relationship(n) for n in range(10_000)]}, file)
        file.flush()

        def python():
            with open(file.name) as f:
                return sum(len(r["accessDetails"]["unifiedRoles"]) for r in json.load(f)["value"])

        def reentry(*more):
            command = [program, "partner", "assess", file.name, *more]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False, env={"REENTRY_CLOCK": "2026-11-22T01:00:00Z"})

        base = best(python)
        print(f"python json.load      {base * 1000:7.1f} ms")
        for form in (["--format", "table"], ["--format", "csv"], ["--format", "html"], ["--json"]):
            taken = best(lambda form=form: reentry(*form))
            print(f"reentry {' '.join(form):<14}{taken * 1000:7.1f} ms   {taken / base:5.2f} x")


if __name__ == "__main__":
    main()
