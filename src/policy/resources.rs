//! What a policy is about: resources behind a surface, or an action.

use uuid::{Uuid, uuid};

use super::question::Surface;
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Applications, Reference};

const AZURE_PORTAL: Uuid = uuid!("c44b4083-3bb0-49c1-b47d-974e53cbdf3c");
const AZURE_MANAGEMENT: Uuid = uuid!("797f4846-ba00-4fd7-ba43-dac1f8f63013");
const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");

/// The user action that policies about all resources may reach as well.
const ACCOUNT_RECOVERY: &str = "urn:user:accountrecovery";

/// One resource behind a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resource {
    Application(Uuid),
    /// The Microsoft 365 admin center: which resources it opens is not published as a whole.
    M365Admin,
}

impl Surface {
    fn resources(self) -> &'static [Resource] {
        match self {
            Self::EntraPortal => {
                &[Resource::Application(AZURE_PORTAL), Resource::Application(AZURE_MANAGEMENT)]
            }
            Self::M365Admin => &[Resource::M365Admin],
            Self::GraphPowershell | Self::GraphExplorer => &[Resource::Application(GRAPH)],
            Self::AzureCli | Self::AzurePowershell => &[Resource::Application(AZURE_MANAGEMENT)],
        }
    }

    /// The program itself. Policies are about resources; naming the program has no effect by the documented rule.
    fn program(self) -> Option<Uuid> {
        Some(match self {
            Self::GraphPowershell => uuid!("14d82eec-204b-4c2f-b7e8-296a70dab67e"),
            Self::GraphExplorer => uuid!("de8bc8b5-d9f9-48b1-a8ad-b748da725064"),
            Self::AzureCli => uuid!("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
            Self::AzurePowershell => uuid!("1950a258-227b-4e31-a9cf-717495945fc2"),
            Self::EntraPortal | Self::M365Admin => return None,
        })
    }
}

/// Whether a policy is about what the person opens or does.
pub(super) fn reached(applications: &Applications, scene: &Scene, trace: &mut Trace) -> Truth {
    if let Some(action) = &scene.context.user_action {
        return by_action(applications, action, scene, trace);
    }
    if applications.is_empty() {
        trace.because(|| "no application is named, so it is about all of them".to_owned());
        return Truth::Yes;
    }
    let listed =
        !applications.include.is_empty() || applications.filter.is_some() || !applications.unknown.is_empty();
    if !listed && !applications.contexts.is_empty() {
        trace.lacks(Reason::Context, || {
            format!(
                "whether this place asks for the authentication context {}: the policy is about nothing else",
                applications.contexts.join(", ")
            )
        });
        return Truth::Unknown;
    }
    if !listed && !applications.user_actions.is_empty() {
        return Truth::No;
    }
    let Some(surface) = scene.context.surface else {
        let all = applications.include.iter().any(|one| one.is("all"));
        if all
            && applications.exclude.is_empty()
            && applications.filter.is_none()
            && applications.unknown.is_empty()
        {
            trace.because(|| "about all resources".to_owned());
            return Truth::Yes;
        }
        trace.lacks(Reason::Surface, || "where the person signs in (surface)".to_owned());
        return Truth::Unknown;
    };
    let mark = trace.mark();
    let mut truth = Truth::No;
    for resource in surface.resources() {
        truth = truth.or(about(*resource, applications, surface, trace));
        if truth == Truth::Yes {
            trace.settled(mark);
            break;
        }
    }
    truth
}

fn by_action(applications: &Applications, action: &str, scene: &Scene, trace: &mut Trace) -> Truth {
    if applications.user_actions.iter().any(|named| named == action) {
        trace.because(|| format!("about the action {action}"));
        return Truth::Yes;
    }
    let mut named = all_resources(applications, action, scene, trace);
    for key in &applications.unknown {
        trace.lacks(Reason::UnknownKey, || format!("what {key} does"));
        named = named.or(Truth::Unknown);
    }
    named
}

/// Whether a policy about all resources reaches the action: of all actions, only account recovery may be reached so.
fn all_resources(applications: &Applications, action: &str, scene: &Scene, trace: &mut Trace) -> Truth {
    if action == ACCOUNT_RECOVERY && applications.include.iter().any(|one| one.is("all")) {
        return match &scene.around.actions_left_out {
            Some(left_out) => Truth::from(!left_out.iter().any(|one| one == action)),
            None => {
                trace.lacks(Reason::TenantSettings, || {
                    "whether the tenant's Conditional Access settings leave account recovery out of policies about all \
                     resources"
                        .to_owned()
                });
                Truth::Unknown
            }
        };
    }
    Truth::No
}

fn about(resource: Resource, applications: &Applications, surface: Surface, trace: &mut Trace) -> Truth {
    let mark = trace.mark();
    let mut excluded = any(resource, &applications.exclude, surface, trace);
    let mut included = any(resource, &applications.include, surface, trace);
    if let Some(mode) = &applications.filter {
        trace.lacks(Reason::ApplicationFilter, || {
            "which applications the policy's application filter means".to_owned()
        });
        if mode != "exclude" {
            included = included.or(Truth::Unknown);
        }
        if mode != "include" {
            excluded = excluded.or(Truth::Unknown);
        }
    }
    for key in &applications.unknown {
        trace.lacks(Reason::UnknownKey, || format!("what {key} does"));
        included = included.or(Truth::Unknown);
        if included == Truth::Yes {
            excluded = excluded.or(Truth::Unknown);
        }
    }
    if applications.include.is_empty() && applications.filter.is_none() && applications.unknown.is_empty() {
        trace.lacks(Reason::UnknownKey, || {
            "which applications the policy means: it only excludes some".to_owned()
        });
        included = Truth::Unknown;
    }
    let truth = included.and(excluded.not());
    match truth {
        Truth::Yes => {
            trace.settled(mark);
            trace.because(|| match resource {
                Resource::Application(AZURE_PORTAL) => {
                    "about the Azure portal and the Entra admin center".to_owned()
                }
                Resource::Application(AZURE_MANAGEMENT) => {
                    "about the Azure management service, which this place needs".to_owned()
                }
                Resource::Application(_) => "about Microsoft Graph".to_owned(),
                Resource::M365Admin => "about the Microsoft 365 admin center".to_owned(),
            });
        }
        Truth::No => trace.settled(mark),
        Truth::Unknown => {}
    }
    truth
}

fn any(resource: Resource, named: &[Reference], surface: Surface, trace: &mut Trace) -> Truth {
    let mut truth = Truth::No;
    for one in named {
        truth = truth.or(names(one, resource, surface, trace));
        if truth == Truth::Yes {
            break;
        }
    }
    truth
}

fn names(one: &Reference, resource: Resource, surface: Surface, trace: &mut Trace) -> Truth {
    let bundle = |trace: &mut Trace| {
        trace.lacks(Reason::Bundle, || format!("whether {one} contains what {} opens", surface.name()));
        Truth::Unknown
    };
    match one {
        Reference::Word(word) => match (word.as_str(), resource) {
            ("all", _) | ("microsoftadminportals", Resource::Application(AZURE_PORTAL)) => Truth::Yes,
            ("none" | "allagentidresources", _)
            | ("office365", Resource::Application(_))
            | ("microsoftadminportals", Resource::Application(GRAPH)) => Truth::No,
            ("office365" | "microsoftadminportals", _) => bundle(trace),
            _ => {
                trace.lacks(Reason::Placeholder, || {
                    format!("which application \"{one}\" stands for: it is no ID")
                });
                Truth::Unknown
            }
        },
        Reference::Id(id) if id.is_nil() => {
            trace.lacks(Reason::Placeholder, || {
                format!("which application {one} stands for: it is no real ID")
            });
            Truth::Unknown
        }
        Reference::Id(id) => match resource {
            Resource::Application(own) if *id == own => Truth::Yes,
            _ if surface.program() == Some(*id) => {
                trace.lacks(Reason::PublicClient, || {
                    format!(
                        "whether naming the program {id} has an effect: by the documented rule it has none; ask for a test"
                    )
                });
                Truth::Unknown
            }
            Resource::M365Admin if is_microsofts(*id) => {
                trace.lacks(Reason::Dependency, || {
                    format!("whether the Microsoft 365 admin center needs the application {id}")
                });
                Truth::Unknown
            }
            Resource::Application(_) | Resource::M365Admin => Truth::No,
        },
    }
}

/// Applications of Microsoft's own that the admin center may open: those with Microsoft's older numbers, and the portals.
fn is_microsofts(id: Uuid) -> bool {
    let text = id.to_string();
    matches!(id, AZURE_PORTAL | AZURE_MANAGEMENT)
        || text.starts_with("000000")
            && (text.ends_with("0000-c000-000000000000") || text.ends_with("0ff1-ce00-000000000000"))
}
