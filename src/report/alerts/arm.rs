//! A template for Azure Resource Manager: one log search alert rule for each alert, and a saved search for the one that
//! no rule can do.

use serde_json::{Value, json};

use super::rhythm;
use crate::readiness::alerts::{Alert, Rule, Subjects};

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

/// The template as text.
#[must_use]
pub fn template(alerts: &[&Alert], of: &Subjects) -> String {
    let can = alerts.iter().filter(|alert| alert.lacks(of).next().is_none());
    let resources: Vec<Value> = can
        .map(|alert| match &alert.rule {
            Some(rule) => scheduled(alert, rule, of),
            None => saved(alert, of),
        })
        .collect();
    let template = json!({
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "metadata": { "generator": format!("reentry {}", env!("CARGO_PKG_VERSION")) },
        "parameters": {
            "workspaceResourceId": workspace(of),
            "actionGroupResourceIds": {
                "type": "array",
                "minLength": 1,
                "metadata": { "description": receivers(of) },
            },
            "location": {
                "type": "string",
                "defaultValue": "[resourceGroup().location]",
                "metadata": { "description": "The workspace's region." },
            },
        },
        "resources": resources,
    });
    format!("{template:#}\n")
}

fn scheduled(alert: &Alert, rule: &Rule, of: &Subjects) -> Value {
    let (every, window) = rhythm(rule);
    let dimensions: Vec<Value> = rule
        .rings_once_for
        .iter()
        .map(|column| json!({ "name": column, "operator": "Include", "values": ["*"] }))
        .collect();
    json!({
        "type": "Microsoft.Insights/scheduledQueryRules",
        "apiVersion": "2023-12-01",
        "name": of.rule_name(&alert.id),
        "location": "[parameters('location')]",
        "properties": {
            "displayName": literal(&of.titled(&alert.title)),
            "description": literal(&alert.means),
            "severity": alert.severity,
            "enabled": true,
            "evaluationFrequency": every,
            "windowSize": window,
            "scopes": ["[parameters('workspaceResourceId')]"],
            "criteria": { "allOf": [{
                "query": literal(&alert.query(of)),
                "timeAggregation": "Count",
                "operator": "GreaterThan",
                "threshold": 0,
                "dimensions": dimensions,
                "failingPeriods": { "numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1 },
            }] },
            "autoMitigate": true,
            // A table appears in a workspace with its first row; until then Azure would refuse the rule.
            "skipQueryValidation": true,
            "actions": { "actionGroups": "[parameters('actionGroupResourceIds')]" },
        },
    })
}

fn saved(alert: &Alert, of: &Subjects) -> Value {
    json!({
        "type": "Microsoft.OperationalInsights/workspaces/savedSearches",
        "apiVersion": "2020-08-01",
        "name": format!("[concat(last(split(parameters('workspaceResourceId'), '/')), '/{}')]", of.rule_name(&alert.id)),
        "properties": {
            "category": "reentry",
            "displayName": literal(&of.titled(&alert.title)),
            "query": literal(&alert.query(of)),
            "version": 2,
        },
    })
}

/// The parameter of the workspace: the profile's own where it is a resource ID, else its words beside the question.
fn workspace(of: &Subjects) -> Value {
    let asked =
        "The Log Analytics workspace that holds the sign-in and audit logs. Deploy into its resource group.";
    match of.workspace.as_deref().map(str::trim) {
        Some(id) if id.to_lowercase().starts_with("/subscriptions/") && !id.contains(char::is_whitespace) => {
            json!({
                "type": "string",
                "defaultValue": literal(id),
                "metadata": { "description": asked },
            })
        }
        Some(words) if !words.is_empty() => json!({
            "type": "string",
            "metadata": { "description": format!("{asked} The profile says: {words}") },
        }),
        _ => json!({ "type": "string", "metadata": { "description": asked } }),
    }
}

/// Whom the action groups must reach.
fn receivers(of: &Subjects) -> String {
    let asked = "Who is alerted: action groups that reach two people outside this tenant.";
    if of.on_duty.is_empty() {
        asked.to_owned()
    } else {
        format!("{asked} The profile names: {}", of.on_duty.join("; "))
    }
}

/// Text that Resource Manager takes as it is: a bracket in front would make it an expression.
fn literal(text: &str) -> String {
    if text.starts_with('[') { format!("[{text}") } else { text.to_owned() }
}
