//! What is asked about a zone's keys (DNSSEC): the word of the zone above it (DS), the keys at its own servers, and the same
//! for every zone above it that is no registry. Only what is needed to compare them is asked for. The registries' and the
//! root's own keys are not asked for: a chain that breaks there breaks for everybody, and is mended by others. Whether a
//! signature is right is not asked either; `signatures` judges what can be compared.

use super::exchange::{Ask, Data, Kind, Rcode, Style};
use super::executor::{Cut, all};
use super::name::Name;
use super::observation::{Purpose, Stage};
use super::survey::Field;
use super::walk::MOST_NAMES;

impl Field {
    /// What the parent says about the zone's keys, unless its referral said so already.
    pub(super) async fn ask_ds(&self, zone: &Name, above: &Cut) {
        let told = self.seen.borrow().iter().any(|o| {
            o.purpose == Purpose::Delegation
                && o.exchange.reply().is_some_and(|r| {
                    r.authority.iter().any(|a| matches!(a.kind, Kind::Ds | Kind::Other(47 | 50)))
                        && r.authority.iter().any(|a| a.kind == Kind::Ns && a.owner == *zone)
                })
        });
        if !told && above.zone != *zone {
            self.ask_until_one_knows(above, zone, Kind::Ds, Purpose::Ds).await;
        }
    }

    /// Of what only one server needs to be asked, and one that is silent is not the zone's word.
    async fn ask_until_one_knows(&self, cut: &Cut, name: &Name, kind: Kind, purpose: Purpose) {
        let style = Style { signatures: true, ..Style::default() };
        for (server, ip) in self.willing(cut, 1).await.into_iter().take(2) {
            let ask = Ask { style, ..Ask::new(self.place(ip), name.clone(), kind) };
            let exchange = self.send(Some(&server), ask, purpose).await;
            if exchange.reply().is_some_and(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN)) {
                return;
            }
        }
    }

    /// The keys of the zones above that are no registries: a chain that breaks there breaks for all that is below.
    pub(super) async fn ask_keys_above(&self, zone: &Name) {
        let mut cut = self.start(zone, true);
        while !cut.zone.is_registry() {
            let above = self.start(&cut.zone, true);
            self.ask_ds(&cut.zone, &above).await;
            let signed = {
                let seen = self.seen.borrow();
                let mut records = seen
                    .iter()
                    .filter_map(|o| o.exchange.reply())
                    .flat_map(|r| r.answers.iter().chain(&r.authority));
                records.any(|r| matches!(r.data, Data::Ds(_)) && r.owner == cut.zone)
            };
            if signed {
                self.ask_until_one_knows(&cut, &cut.zone, Kind::Dnskey, Purpose::Keys).await;
            }
            cut = above;
        }
    }

    /// The keys of a zone that is signed, or that its parent says is.
    pub(super) async fn ask_keys(&self, stage: &Stage) {
        let signed = self.seen.borrow().iter().filter_map(|o| o.exchange.reply()).any(|r| {
            r.answers.iter().chain(&r.authority).any(|a| match &a.data {
                Data::Ds(_) => a.owner == stage.zone,
                Data::Rrsig(signature) => signature.signer == stage.zone,
                _ => false,
            })
        });
        if !signed {
            return;
        }
        let style = Style { signatures: true, ..Style::default() };
        // A server that only the zone names decides nothing.
        let listed = |name: &Name| stage.servers.iter().any(|s| s.in_parent && s.name == *name);
        let answering = self.answering(stage).into_iter().filter(|(server, _)| listed(server));
        let asked = answering.take(MOST_NAMES).map(|(server, ip)| async move {
            let ask = Ask { style, ..Ask::new(self.place(ip), stage.zone.clone(), Kind::Dnskey) };
            self.send(Some(&server), ask, Purpose::Keys).await
        });
        all(asked).await;
    }
}
