//! What a person does to enter through an open way.

use super::question::{Context, Surface};
use super::warning::{self, Warning};
use crate::tenant::conditional_access::{Control, Policy};

/// The steps, in order: where to go, then what the policies that apply will ask for.
pub(super) fn steps<'a>(
    applied: impl Iterator<Item = &'a Policy>,
    context: &Context,
    warnings: &mut Vec<Warning>,
) -> Vec<String> {
    let mut steps = Vec::new();
    let mut add = |step: &'static str| {
        if !steps.contains(&step) {
            steps.push(step);
        }
    };
    if let Some(surface) = context.surface.filter(|_| context.user_action.is_none()) {
        add(place(surface));
    }
    for policy in applied {
        for control in &policy.grant.controls {
            match control {
                Control::BuiltIn(word) => match word.as_str() {
                    "mfa" => add("Complete multifactor authentication when it is asked for."),
                    "compliantdevice" | "domainjoineddevice" => add(
                        "Use the managed device, in a browser that shows its state. Do not use a private window.",
                    ),
                    "compliantapplication" => {
                        add("Use Microsoft Edge with its app protection policy on the telephone.");
                    }
                    "passwordchange" => add("Change the password when it is asked for."),
                    _ => {}
                },
                Control::Strength(_) => add(
                    "At the first screen, choose the method that the policy accepts, for example the security key, instead \
                     of the password.",
                ),
                Control::TermsOfUse => {
                    add("Accept the terms of use in the browser when they are shown.");
                    warnings.push(Warning::new(
                        warning::TERMS,
                        policy,
                        "terms of use must be accepted in a browser; some must be accepted once on each device",
                    ));
                }
                Control::Custom => {}
            }
        }
    }
    steps.into_iter().map(str::to_owned).collect()
}

fn place(surface: Surface) -> &'static str {
    match surface {
        Surface::EntraPortal => "Open a browser and sign in at https://entra.microsoft.com",
        Surface::M365Admin => "Open a browser and sign in at https://admin.microsoft.com",
        Surface::GraphPowershell => {
            "In PowerShell type: Connect-MgGraph -Scopes Policy.ReadWrite.ConditionalAccess"
        }
        Surface::GraphExplorer => {
            "Open a browser and sign in at https://developer.microsoft.com/graph/graph-explorer"
        }
        Surface::AzureCli => "In a terminal type: az login",
        Surface::AzurePowershell => "In PowerShell type: Connect-AzAccount",
    }
}
