//! What resolvers are asked, and when: as soon as nothing can be spoiled by it. A resolver that is asked too early
//! remembers "no such record" for hours. What they say never makes the verdict better; it tells who still sees the past.

use super::answer_class::AnswerClass;
use super::exchange::{Ask, Kind, Place, Rcode, Style};
use super::executor::all;
use super::name::Name;
use super::observation::{Observation, Purpose, WalkOutcome};
use super::survey::Field;

impl Field {
    /// Resolvers: when the value is there, or when there is nothing else to ask.
    pub(super) async fn ask_resolvers(&self, observation: &Observation) {
        let blocked = matches!(
            observation.way,
            WalkOutcome::RootsSilent | WalkOutcome::Intercepted | WalkOutcome::NotWalked
        );
        if self.plan.authoritative_only && !blocked {
            return;
        }
        let right = observation.way == WalkOutcome::Found && self.is_right(observation);
        if !(right || self.plan.resolvers_now || blocked) {
            return;
        }
        // Where nothing else can be asked, the laptop's own resolvers are the ones that work.
        let own = blocked && !self.plan.fallback.is_empty();
        let asked = if own { &self.plan.fallback } else { &self.plan.resolvers };
        let each = asked.iter().map(|place| self.ask_resolver(place, observation));
        let unsure = all(each).await.into_iter().any(|shows| !shows);
        if right && unsure {
            self.ask_in_mixed_letters(observation).await;
        }
    }

    /// Asks one resolver, and once more where its answer needs a reason; true when it shows the value.
    async fn ask_resolver(&self, place: &Place, observation: &Observation) -> bool {
        let target = &observation.target;
        let question = |name: &Name, kind, purpose| {
            let ask = Ask {
                recursion: true,
                checking_disabled: purpose == Purpose::ResolverUnchecked,
                ..Ask::new(place.clone(), name.clone(), kind)
            };
            self.send(None, ask, purpose)
        };
        let first = question(target, Kind::Txt, Purpose::Resolver).await;
        let Some(reply) = first.reply() else { return true };
        let right = AnswerClass::of_records(reply, target, &self.plan.expected).is_right();
        match reply.rcode {
            Rcode::SERVFAIL => {
                question(target, Kind::Txt, Purpose::ResolverUnchecked).await;
            }
            Rcode::OK | Rcode::NXDOMAIN => {
                let impossible = Name::root().child(self.plan.random.as_bytes()).ok();
                let impossible = impossible.filter(|_| reply.rcode == Rcode::OK);
                let zone = (!right && observation.way == WalkOutcome::Found).then_some(&observation.zone);
                let (a, b) = (
                    impossible.as_ref().map(|n| question(n, Kind::Txt, Purpose::Impossible)),
                    zone.map(|z| question(z, Kind::Ns, Purpose::ResolverDelegation)),
                );
                all(a.into_iter().chain(b)).await;
            }
            _ => {}
        }
        right
    }

    /// Let's Encrypt and Google ask in mixed letters; a server that takes them for another name has no value for them.
    async fn ask_in_mixed_letters(&self, observation: &Observation) {
        let stages = observation.stages();
        let Some(end) = stages.last() else { return };
        let servers = end.servers.iter().filter(|s| !self.leaves_out(s)).filter_map(|s| {
            let ip = s.addresses.iter().find(|ip| !self.family_is_dead(**ip))?;
            Some((&s.name, *ip))
        });
        let style = Style { mixed_case: true, once: true, ..Style::default() };
        all(servers.take(4).map(|(server, ip)| {
            let ask = Ask { style, ..Ask::new(self.place(ip), end.name.clone(), Kind::Txt) };
            self.send(Some(server), ask, Purpose::MixedCase)
        }))
        .await;
    }
}
