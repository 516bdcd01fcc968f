//! What refuses a sign-in with the same sign on the screen and is no policy: mandatory multifactor authentication,
//! security defaults, and multifactor authentication that somebody switched on for this one account.

use super::methods::any_method;
use super::places;
use super::question::{Person, Surface};
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::around::Heard;
use crate::tenant::conditional_access::{Around, Mixed};

/// Something of Microsoft's own that demands a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// Of everybody, in the portals and for changes through Azure; no policy and no exclusion changes it.
    MandatoryMfa,
    /// Of administrators, where the tenant has no policies of its own.
    SecurityDefaults,
    /// Of one account, by the older settings of multifactor authentication.
    PerUserMfa,
    /// That the account itself may sign in.
    EnabledAccount,
}

impl Demand {
    pub(super) const ALL: [Self; 4] =
        [Self::MandatoryMfa, Self::SecurityDefaults, Self::PerUserMfa, Self::EnabledAccount];

    /// Its name where policies are named.
    #[must_use]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MandatoryMfa => "mandatory MFA",
            Self::SecurityDefaults => "security defaults",
            Self::PerUserMfa => "per-user MFA",
            Self::EnabledAccount => "the account is disabled",
        }
    }
}

/// Whether multifactor authentication is switched on for this account by itself, as far as anybody says it.
#[must_use]
pub(super) fn per_user(person: &Person, around: &Around) -> Heard {
    if person.kinds.is_service_provider() {
        return Heard::Is(false);
    }
    let listed = person.id.as_ref().and_then(|id| around.per_user_mfa.get(id).copied());
    Heard::from(person.per_user_mfa).or(listed.unwrap_or_default())
}

/// What was said; where two exports disagree it is not known. Where nobody says it, it is off: nobody exports it as a
/// whole, so it is named as missing and decides nothing.
fn on(heard: Heard, what: &'static str, reason: Reason, trace: &mut Trace) -> Truth {
    match heard {
        Heard::Nothing => Truth::No,
        Heard::Is(on) => Truth::from(on),
        Heard::Both => {
            trace.lacks(reason, || format!("whether {what}: the exports say yes and no"));
            Truth::Unknown
        }
    }
}

/// Whether the demand refuses this sign-in. Where the files may be of several tenants or dates, neither what they say about the
/// account nor what they say beside the policies makes a refusal certain; what whoever asks says of the account does.
pub(super) fn refuses(demand: Demand, mixed: Option<Mixed>, scene: &Scene, trace: &mut Trace) -> Truth {
    let truth = weighed(demand, scene, trace);
    if mixed.is_none() || truth == Truth::No {
        return truth;
    }
    let without_files = Around::default();
    let said = |scene: &Scene| weighed(demand, scene, &mut Trace::off()) == Truth::Yes;
    if scene.person.said && said(&Scene { around: &without_files, ..*scene }) {
        return Truth::Yes;
    }
    Truth::Unknown
}

fn weighed(demand: Demand, scene: &Scene, trace: &mut Trace) -> Truth {
    if demand == Demand::EnabledAccount {
        return match scene.person.enabled {
            Heard::Is(false) => {
                trace.because(|| {
                    "the export of accounts says that it is disabled; no policy comes before that".to_owned()
                });
                Truth::Yes
            }
            Heard::Both => {
                trace.lacks(Reason::Stale, || {
                    "whether the account is enabled: two exports contradict each other about it".to_owned()
                });
                Truth::Unknown
            }
            Heard::Is(true) | Heard::Nothing => Truth::No,
        };
    }
    if scene.context.user_action.is_some() {
        return Truth::No;
    }
    let asked = match demand {
        Demand::MandatoryMfa => match scene.context.surface {
            Some(Surface::GraphPowershell | Surface::GraphExplorer) => Truth::No,
            Some(_) => Truth::Yes,
            None => {
                trace.lacks(Reason::Surface, || "where the person signs in (surface)".to_owned());
                Truth::Unknown
            }
        },
        // Nobody exports it beside policies: a tenant that has policies has it off.
        Demand::SecurityDefaults => {
            on(scene.around.security_defaults, "security defaults are on", Reason::SecurityDefaults, trace)
        }
        Demand::PerUserMfa => {
            let heard = per_user(scene.person, scene.around);
            let on = on(heard, "per-user MFA is on for the account", Reason::PerUserMfa, trace);
            // The same older settings hold the addresses from which it is not asked for.
            if on == Truth::No { on } else { on.and(places::older(scene, trace).not()) }
        }
        Demand::EnabledAccount => Truth::No,
    };
    if asked == Truth::No {
        return Truth::No;
    }
    let refused = asked.and(any_method(scene, trace).not());
    if refused == Truth::Yes {
        trace.because(|| match (demand, scene.context.surface) {
            (Demand::MandatoryMfa, Some(Surface::AzureCli | Surface::AzurePowershell)) => {
                "Microsoft demands multifactor authentication of everybody for every change here, and the account has no \
                 method for it; reading works without"
                    .to_owned()
            }
            (Demand::MandatoryMfa, _) => {
                "Microsoft demands multifactor authentication of everybody here, whatever the policies say, and the \
                 account has no method for it"
                    .to_owned()
            }
            (Demand::PerUserMfa, _) => {
                "per-user MFA is on for the account, which demands multifactor authentication at every sign-in, and the \
                 account has no method for it"
                    .to_owned()
            }
            (Demand::SecurityDefaults | Demand::EnabledAccount, _) => {
                "security defaults are on: they demand multifactor authentication of administrators, and the account has \
                 no method for it"
                    .to_owned()
            }
        });
    }
    refused
}
