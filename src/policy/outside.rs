//! What refuses a sign-in with the same sign on the screen and is no policy: mandatory multifactor authentication,
//! security defaults, and multifactor authentication that somebody switched on for this one account.

use super::controls::any_method;
use super::question::{Person, Surface};
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::Around;

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

/// Whether multifactor authentication is switched on for this account by itself; nothing where nobody says it.
#[must_use]
pub(super) fn per_user(person: &Person, around: &Around) -> Option<bool> {
    if person.kinds.is_service_provider() {
        return Some(false);
    }
    person.per_user_mfa.or_else(|| person.id.as_ref().and_then(|id| around.per_user_mfa.get(id).copied()))
}

/// Whether the demand refuses this sign-in.
pub(super) fn refuses(demand: Demand, scene: &Scene, trace: &mut Trace) -> Truth {
    if demand == Demand::EnabledAccount {
        let refused = Truth::from(scene.person.enabled == Some(false));
        if refused == Truth::Yes {
            trace.because(|| {
                "the export of accounts says that it is disabled; no policy comes before that".to_owned()
            });
        }
        return refused;
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
        Demand::SecurityDefaults => Truth::from(scene.around.security_defaults == Some(true)),
        // Nobody exports it as a whole; where nobody says it, it is named as missing and decides nothing.
        Demand::PerUserMfa => Truth::from(per_user(scene.person, scene.around) == Some(true)),
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
