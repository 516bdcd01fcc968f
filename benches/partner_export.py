"""Writes an export of partner relationships as Microsoft Graph gives it, with made ids."""

import json

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


def write(file, count):
    file.write_text(json.dumps({"value": [relationship(n) for n in range(count)]}))
    return count
