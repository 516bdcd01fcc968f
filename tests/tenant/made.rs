//! Made tenants: the same content as several tools write it.

use serde_json::{Value, json};

pub(crate) const GA: &str = "62e90394-69f5-4237-9190-012177145e10";
pub(crate) const CAA: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";

/// A tenant's content, before any tool has written it.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub number: u32,
    pub users: Vec<Value>,
    pub roles: Vec<Value>,
    pub policies: Vec<Value>,
    pub domains: Vec<Value>,
    pub organization: Value,
    pub relationships: Vec<Value>,
}

pub(crate) fn id(kind: u32, tenant: u32, number: u32) -> String {
    format!("{kind:08x}-{:04x}-4000-8000-{number:012x}", tenant & 0xffff)
}

impl Made {
    pub(crate) fn initial(&self) -> String {
        format!("made{}.onmicrosoft.com", self.number)
    }

    pub(crate) fn emergency(&self, number: u32) -> String {
        format!("bg0{number}@{}", self.initial())
    }

    pub(crate) fn new(number: u32) -> Self {
        let user = |at: u32, name: String| {
            json!({"id": id(1, number, at), "userPrincipalName": name, "displayName": format!("User {at}"),
                "accountEnabled": true, "onPremisesSyncEnabled": if at < 2 { Value::Null } else { json!(true) }})
        };
        let initial = format!("made{number}.onmicrosoft.com");
        let mut users = vec![user(0, format!("bg01@{initial}")), user(1, format!("bg02@{initial}"))];
        users.extend((2..8).map(|at| user(at, format!("person{at}@made{number}.example"))));
        let role = |at: u32, role: &str| {
            json!({"id": format!("a{at}"), "principalId": id(1, number, at), "roleDefinitionId": role,
                "directoryScopeId": "/", "assignmentType": "Assigned", "memberType": "Direct",
                "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": null})
        };
        let policy = |at: u32, left: &[String]| {
            json!({"id": id(2, number, at), "displayName": format!("CA{at:03}"), "state": "enabled",
                "conditions": {"users": {"includeUsers": ["All"], "excludeUsers": left, "excludeGroups": []},
                    "applications": {"includeApplications": ["All"]}},
                "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}})
        };
        let both = [id(1, number, 0), id(1, number, 1)];
        let tenant = id(9, number, 0);
        Self {
            number,
            users,
            roles: vec![role(0, GA), role(1, GA), role(2, GA), role(3, CAA)],
            policies: vec![policy(1, &both), policy(2, &both), policy(3, &both[..1])],
            domains: vec![
                json!({"id": initial, "isInitial": true, "isVerified": true}),
                json!({"id": format!("made{number}.example"), "isInitial": false, "isVerified": true}),
                json!({"id": format!("also{number}.example"), "isInitial": false, "isVerified": true}),
            ],
            organization: json!({"id": tenant, "displayName": format!("Made {number}"),
                "technicalNotificationMails": [format!("it@made{number}.example")], "verifiedDomains": []}),
            relationships: vec![
                json!({"id": format!("r{number}"), "displayName": format!("GDAP_made{number}"),
                "duration": "P730D", "autoExtendDuration": "P180D", "status": "active",
                "customer": {"tenantId": tenant, "displayName": format!("Made {number}")},
                "accessDetails": {"unifiedRoles": [{"roleDefinitionId": CAA}]},
                "endDateTime": "2028-06-01T00:00:00Z",
                "accessAssignments": [{"id": "x", "status": "active", "accessContainer": {"accessContainerId": "g"},
                    "accessDetails": {"unifiedRoles": [{"roleDefinitionId": CAA}]}}]}),
            ],
        }
    }

    /// Each list with the end of its request.
    pub(crate) fn lists(&self) -> Vec<(&'static str, &'static str, Vec<Value>)> {
        vec![
            ("users", "users", self.users.clone()),
            ("roles", "roleManagement/directory/roleAssignmentScheduleInstances", self.roles.clone()),
            ("policies", "identity/conditionalAccess/policies", self.policies.clone()),
            ("domains", "domains", self.domains.clone()),
            ("organization", "organization", vec![self.organization.clone()]),
            ("gdap", "tenantRelationships/delegatedAdminRelationships", self.relationships.clone()),
        ]
    }

    /// One page for each list.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let page = |(name, request, list): (&str, &str, Vec<Value>)| {
            (format!("{name}.json"), page(request, &list, false).into_bytes())
        };
        self.lists().into_iter().map(page).collect()
    }
}

/// A page as Graph sends it.
pub(crate) fn page(request: &str, list: &[Value], more: bool) -> String {
    let context = format!("https://graph.microsoft.com/v1.0/$metadata#{request}");
    let mut page = json!({"@odata.context": context, "value": list});
    if more {
        page["@odata.nextLink"] = json!(format!("https://graph.microsoft.com/v1.0/{request}?$skiptoken=1"));
    }
    page.to_string()
}
