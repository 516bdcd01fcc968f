//! What public DNS says about a Microsoft 365 tenant, and what it does not.

use serde::{Deserialize, Serialize};

use super::exchange::{CLASS_IN, Data, Kind, Rcode};
use super::executor::all;
use super::name::Name;
use super::observation::{Observation, Purpose};
use super::survey::Field;
use super::walk::Reached;

/// The names that carry traces: label below the domain, record type.
const TRACES: [(&str, Kind); 9] = [
    ("", Kind::Mx),
    ("", Kind::Txt),
    ("autodiscover", Kind::Cname),
    ("selector1._domainkey", Kind::Cname),
    ("selector2._domainkey", Kind::Cname),
    ("enterpriseregistration", Kind::Cname),
    ("enterpriseenrollment", Kind::Cname),
    ("lyncdiscover", Kind::Cname),
    ("msoid", Kind::Cname),
];

/// One record that tells something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    pub name: Name,
    pub kind: Kind,
    /// As seen, harmless on a screen.
    pub value: String,
    pub proves: String,
    pub does_not_prove: String,
}

impl Field {
    pub(super) async fn ask_traces(&self, domain: &Name, place: &Reached) {
        let mut addresses: Vec<_> = place.cut.glue.clone();
        addresses.retain(|(name, ip)| self.is_public(name, *ip));
        for name in place.cut.names.iter().take(4) {
            if !addresses.iter().any(|a| a.0 == *name) {
                addresses.extend(self.host(name, 1).await.addresses.into_iter().map(|ip| (name.clone(), ip)));
            }
        }
        addresses.sort_by_key(|a| a.1.is_ipv6());
        for (server, ip) in addresses.iter().filter(|a| !self.family_is_dead(a.1)).take(3) {
            let questions = TRACES.iter().filter_map(|(labels, kind)| {
                let front: Name = labels.parse().ok()?;
                let name = domain.below(&front).ok()?;
                Some(self.exchange(Some(server), self.place(*ip), name, *kind, Purpose::Trace))
            });
            let exchanges = all(questions).await;
            let good = |e: &super::exchange::Exchange| {
                e.reply().is_some_and(|r| r.authoritative && matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))
            };
            if exchanges.iter().any(|e| good(e)) {
                return;
            }
        }
    }
}

/// True when a name server of the zone answered, so that silence about a trace means something.
#[must_use]
pub fn was_answered(observation: &Observation) -> bool {
    let traces = observation.exchanges.iter().filter(|e| e.purpose == Purpose::Trace);
    traces.filter_map(|e| e.exchange.reply()).any(|r| r.authoritative)
}

/// Reads the traces out of what was seen.
#[must_use]
pub fn traces(observation: &Observation) -> Vec<Trace> {
    let mut found: Vec<Trace> = Vec::new();
    for observed in observation.exchanges.iter().filter(|e| e.purpose == Purpose::Trace) {
        let asked = &observed.exchange.ask;
        let Some(reply) = observed.exchange.reply().filter(|r| r.authoritative) else { continue };
        for record in reply.answers.iter().filter(|r| r.class == CLASS_IN && r.owner == asked.name) {
            let read = match &record.data {
                Data::Mx(_, host) => mail(host),
                Data::Txt(parts) => text(&parts.iter().flat_map(|p| p.0.clone()).collect::<Vec<u8>>()),
                Data::Cname(to) => alias(&asked.name, &observation.domain, to),
                _ => None,
            };
            let Some((value, proves, does_not_prove)) = read else { continue };
            let trace = Trace { name: asked.name.clone(), kind: record.kind, value, proves, does_not_prove };
            if !found.contains(&trace) {
                found.push(trace);
            }
        }
    }
    found
}

/// The tenant's initial domain (`contoso.onmicrosoft.com`), when a DKIM alias tells it.
#[must_use]
pub fn initial_domain(traces: &[Trace]) -> Option<Name> {
    traces.iter().filter(|t| t.kind == Kind::Cname).find_map(|t| {
        let target: Name = t.value.parse().ok()?;
        let known =
            target.to_string().contains("._domainkey.") && target.to_string().ends_with(".onmicrosoft.com");
        known.then(|| target.suffix(3))
    })
}

type Told = Option<(String, String, String)>;

fn told(value: &dyn std::fmt::Display, proves: &str, not: &str) -> Told {
    Some((value.to_string(), proves.to_owned(), not.to_owned()))
}

fn mail(host: &Name) -> Told {
    let text = host.to_string();
    if text.ends_with(".mail.protection.outlook.com") || text.ends_with(".mx.microsoft") {
        return told(
            host,
            "mail for this domain goes to Exchange Online: Microsoft's e-mails to addresses of this domain land in the locked tenant",
            "that the tenant is yours, or that every mailbox is there",
        );
    }
    told(
        host,
        "mail for this domain goes here first, not straight to Exchange Online",
        "that no mailbox is in Microsoft 365: a filter may stand in front of it",
    )
}

fn text(value: &[u8]) -> Told {
    let plain = String::from_utf8_lossy(value).to_ascii_lowercase();
    let shown = super::exchange::shown(value);
    if plain.starts_with("ms=") {
        return told(
            &shown,
            "somebody proved this domain to a Microsoft tenant at some time",
            "which tenant has it now; the record stays behind when a domain moves",
        );
    }
    if plain.starts_with("v=spf1") {
        return if plain.contains("spf.protection.outlook.com") {
            told(&shown, "Microsoft 365 may send mail for this domain", "that it does, or from which tenant")
        } else {
            told(
                &shown,
                "mail of this domain is sent by others",
                "that Microsoft 365 is not used for anything else",
            )
        };
    }
    None
}

fn alias(name: &Name, domain: &Name, to: &Name) -> Told {
    let target = to.to_string();
    let below = name.depth().saturating_sub(domain.depth());
    let first = name.labels().next().map(|l| String::from_utf8_lossy(l).into_owned()).unwrap_or_default();
    match first.as_str() {
        "selector1" | "selector2" if target.ends_with(".onmicrosoft.com") => told(
            to,
            "the tenant's initial domain, the one ending in onmicrosoft.com: emergency accounts live under it, and support asks for it",
            "that the domain still belongs to that tenant",
        ),
        "selector1" | "selector2" => told(
            to,
            "mail is signed by the service of that name",
            "a tenant's name: newer Microsoft targets do not show it",
        ),
        "autodiscover" if target.ends_with(".outlook.com") => {
            told(to, "Outlook is sent to Exchange Online", "that mail arrives there")
        }
        "enterpriseregistration" if target.ends_with(".windows.net") => {
            told(to, "devices register with Entra ID for this domain", "which tenant")
        }
        "enterpriseenrollment" if target.ends_with(".microsoft.com") => {
            told(to, "devices enrol in Intune for this domain", "that Intune is in use")
        }
        "lyncdiscover" if target.ends_with(".lync.com") => {
            told(to, "Teams or Skype for Business was set up", "that it is in use")
        }
        "msoid" => told(to, "an old sign-in set-up of Microsoft 365 remains", "anything about today"),
        _ if below == 0 => None,
        _ => told(to, "this service is not pointed at Microsoft 365", "that it is not used"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_of_a_tenant_comes_from_dkim_only() {
        let name: Name = "selector1._domainkey.contoso.com".parse().unwrap();
        let domain: Name = "contoso.com".parse().unwrap();
        let of = |to: &str| {
            let (value, proves, does_not_prove) = alias(&name, &domain, &to.parse().unwrap()).unwrap();
            initial_domain(&[Trace { name: name.clone(), kind: Kind::Cname, value, proves, does_not_prove }])
        };
        let old = of("selector1-contoso-com._domainkey.contosogroup.onmicrosoft.com");
        assert_eq!(old, Some("contosogroup.onmicrosoft.com".parse().unwrap()));
        assert_eq!(of("selector1-contoso-com._domainkey.contoso.n-v1.dkim.mail.microsoft"), None);
    }
}
