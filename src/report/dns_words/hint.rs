//! What to do. No sentence names a record that holds something else as the one to delete or to change.

use super::{Words, names};
use crate::dns_proof::finding::{FindingId as Id, Verdict};
use crate::dns_proof::name::Name;
use crate::dns_proof::what::{AliasEnd, Failure, Lacks, Lame, What};

/// Said only by a program that can do it.
const OVER_HTTPS: &str =
    if cfg!(feature = "doh") { " Or ask over HTTPS: --resolver https://1.1.1.1/dns-query" } else { "" };

const FRESH: &str = "Run the check again two minutes after saving.";

/// Serial numbers go round (RFC 1982).
fn is_newer(serial: u32, other: u32) -> bool {
    serial != other && serial.wrapping_sub(other) < 1 << 31
}

impl Words<'_> {
    /// How to put the record where it belongs, at this provider if we know it.
    fn put(&self) -> String {
        let host = self.host();
        match self.provider {
            Some(provider) => provider.advice(&self.end.zone, host.as_deref()),
            None => {
                let field = match host {
                    Some(label) => format!("put \"{label}\" in the host field"),
                    None => "put \"@\" in the host field, or leave it empty".into(),
                };
                format!("In the panel of the provider that runs {}, {field}.", self.servers())
            }
        }
    }

    /// Two accounts, or two zones of one name: the panel that is open may not be the one that counts.
    fn compare(&self) -> String {
        format!(
            "Open the zone in the panel, and compare the name servers that it shows with these, from the registry: {}. If they are not the same, it is not the zone that counts.",
            self.servers()
        )
    }

    /// The registry lists this server, so that it is at the registrar where it would be taken out.
    fn is_listed(&self, server: Option<&str>) -> bool {
        let name = server.and_then(|s| s.split(' ').next()).unwrap_or_default();
        let mut stages = self.report.observation.stages().into_iter();
        stages.any(|stage| stage.parent_names.iter().any(|n| n.to_string() == name))
    }

    fn replace(&self) -> String {
        format!("Edit that record: clear its value field, type exactly {} by hand, then save.", self.value)
    }

    /// `server`: where it was found, as `name (address)`.
    pub(super) fn cure(&self, what: &What, server: Option<&str>) -> String {
        let (value, target) = (&self.value, &self.end.name);
        match what {
            What::Told { hint, .. } => hint.clone(),
            What::Near { id, .. } => self.cure_value(*id),
            What::Intercepted(_) => {
                format!("Use another network (a phone's hotspot). Until then nothing is known.{OVER_HTTPS}")
            }
            What::WayClosed { why: Failure::Says(_), .. } => "Try again in some minutes, or from another network (a phone's hotspot).".into(),
            What::WayClosed { .. } | What::AddressUnknown => format!("This says nothing about the record. Try another network (a phone's hotspot).{OVER_HTTPS}"),
            What::SurveyBudget { .. } => "Ask the zone's DNS provider whether it is meant to have so many name servers. Until then ask a resolver: --resolvers-only".into(),
            What::DelegationMismatch { .. } => format!(
                "The registry's list decides. Edit the zone at the provider that runs {}; an edit anywhere else has no effect. A server that only the zone itself names is mended in the zone, not at the registrar.",
                self.servers()
            ),
            What::ZoneNotAtProvider { explained: true, .. } | What::LameDelegation(Lame::Refused) => {
                "The finding about the refusal says what to do.".into()
            }
            What::LameDelegation(Lame::NoAddress) => "Look at the domain's list of name servers at the registrar. Compare this name, letter by letter, with the one that the DNS provider gives: a name is needed there, not an IP address. If it is right, tell the DNS provider that it leads to no address.".into(),
            What::LameDelegation(_) if !self.is_listed(server) => "Only the zone itself names this server. Ask the DNS provider whether it should serve the zone; if not, take its NS record out of the zone.".into(),
            What::LameDelegation(_) => "Ask the DNS provider whether this server should serve the zone. If it should not, take it out of the domain's list of name servers at the registrar.".into(),
            What::ZoneNotAtProvider { .. } => format!(
                "Create or activate the zone at the provider that runs {}, or set the name servers at the registrar to the provider that has it. If others see the zone, the servers refuse this network: try another network.",
                self.servers()
            ),
            What::ServerRefuses { .. } => format!(
                "Try another network (a phone's hotspot) first: the servers may refuse this network alone. Change nothing before that.\nIf it is the same there, the zone is not set up at the provider that runs {}: sign in there and look.",
                self.servers()
            ),
            What::NotRegistered { listed: true, .. } => format!(
                "Check the spelling of \"{}\". If it is right, sign in at the registrar (where the domain was bought) and look at its name servers: there must be some. It may also be not registered, or on hold. A record can be added only after that.",
                self.report.observation.domain
            ),
            What::NotRegistered { .. } => format!(
                "Check the spelling of \"{}\". If it is right, sign in at the registrar (where the domain was bought): it may be unpaid, on hold, or its e-mail address not confirmed. A record can be added only after that.",
                self.report.observation.domain
            ),
            What::RegistrarHold { .. } => "Sign in at the registrar (where the domain was bought): pay what is open, or confirm the e-mail address, and ask for the hold to be lifted. Until then, nobody sees what you change at your DNS provider.".into(),
            What::GlueMissing { names: missing, .. } => format!(
                "At the registrar, add a host record (glue) with the address of each: {}. The DNS provider knows the addresses.",
                names(missing)
            ),
            What::GlueUnproven { .. } => "If they have moved, correct their host records (glue) at the registrar; else leave them.".into(),
            What::GlueStale { name, .. } => format!(
                "At the registrar, set the host record (glue) of {name} to the address that the server has now."
            ),
            What::NsIsAlias { to, .. } => format!(
                "At the registrar, name the server by its own name: {to} instead of the alias. Or give the alias an address of its own."
            ),
            What::PrivateAddress { .. } => "Ask the DNS provider for the server's public address. From outside nobody can ask this one.".into(),
            What::ZoneCutMissing { name, zone } if *name == self.report.observation.domain => format!(
                "If \"{zone}\" is not yours, \"{name}\" is not registered, or has no name servers: sign in at the registrar (where it was bought). If you made a zone for it elsewhere, add the record in \"{zone}\" instead: {}",
                self.put()
            ),
            What::ZoneCutMissing { zone, .. } => format!(
                "If you made such a zone elsewhere, add the record in \"{zone}\" instead: {}",
                self.put()
            ),
            What::OccludedRecord { .. } => format!("Add the record at the provider that runs {}.", self.servers()),
            What::TwoProviders { .. } => "Waiting does not help. Add the record at the other provider as well, or let the registry list one provider's servers only.".into(),
            What::HiddenPrimary { .. } => "Wait some minutes and check again. If it stays: raise the zone's serial, or ask who runs the primary to notify the public servers.".into(),
            What::SerialNotRaised { .. } => "Check again in five minutes. If it stays, waiting does not help: raise the zone's serial (save any record of the zone again), or ask the provider to send the zone to that server.".into(),
            What::StaleSecondary { lacks: Lacks::Alias(_), .. } => "Ask the provider why this server has another record there.".into(),
            What::StaleSecondary { serial: Some(serial), newest: Some(newest), .. } if is_newer(*serial, *newest) => format!(
                "Waiting does not help: copies follow the newer serial, and the copy without the value has it. Find out which provider or server you edit. Raise the serial there above {serial}, or add the record in the other copy as well."
            ),
            What::StaleSecondary { refresh, .. } if *refresh > 0 => format!(
                "Wait one refresh ({}) and check again. If it stays: ask the provider to send the zone to that server.{}",
                super::span(*refresh),
                if self.report.verdict == Verdict::Visible { "" } else { " Ask the engineer to wait with looking." }
            ),
            What::StaleSecondary { .. } => "Check again in some minutes. If it stays: ask the provider to send the zone to that server.".into(),
            What::AnswersDiffer { .. } => "Check again in some minutes: the provider spreads a change to all its machines. If it stays for an hour, ask the provider.".into(),
            What::Failed(Failure::Malformed) | What::SpoofedReply | What::MalformedReply | What::ForeignClass => "Try another network; a device on the way may change answers. The replies are in the evidence.".into(),
            What::Failed(Failure::TcpBlocked) => "Try a network that lets TCP port 53 through. If it is the same everywhere, ask the DNS provider to answer over TCP.".into(),
            What::Failed(why) => {
                let state = if matches!(why, Failure::Unreachable { .. }) { "closed" } else { "silent" };
                let ignore = server.and_then(|s| s.split(' ').next()).filter(|s| *s != "resolver");
                let ignore = ignore
                    .map(|s| format!("\nIf it will not come back, leave it out: --ignore {s}"))
                    .unwrap_or_default();
                format!("This says nothing about the record.\nTry another network (a phone's hotspot).{OVER_HTTPS}\nIf only this server is {state}, tell the DNS provider.{ignore}")
            }
            What::ServerError { .. } => "The server is in trouble, not the record. Try again in some minutes, then call the DNS provider and read this line to them.".into(),
            What::NotAuthoritative { .. } => "Do not show this as a proof. If all servers answer so, the network intercepts DNS: try a phone's hotspot.".into(),
            What::Ipv6Untested { only: true } => "All name servers have IPv6 addresses only. Use a network with IPv6 (many phones' hotspots have it), or look at what a public resolver shows: --resolvers-only".into(),
            What::Ipv6Untested { .. } => "The other addresses count.".into(),
            What::ServerSlow { .. } | What::EdnsRefused { .. } => "Nothing to do; it explains delays.".into(),
            What::LargeAnswer { .. } => "It still works. If somebody cannot see the value, ask the owners of old verification records whether they are still needed.".into(),
            What::RecordAbsent { .. } => format!(
                "{}\nAdd a TXT record with the value {value} and TTL 300 (or the lowest offered), and save. {}\nLeave the MS= and SPF records alone.\n{FRESH}",
                self.compare(),
                self.put(),
            ),
            What::NameAbsent { explained: true, .. } => "The finding above says why.".into(),
            What::NameAbsent { .. } => format!(
                "Check the spelling of \"{target}\".\n{}\nAdd the TXT record with the value {value}, and save. {}\n{FRESH}",
                self.compare(),
                self.put(),
            ),
            What::CnameAtName { end: AliasEnd::Value, .. } => format!(
                "Change the type of the record that you added from CNAME to TXT; the value stays {value}. {}",
                self.put()
            ),
            What::CnameAtName { to, .. } if self.report.observation.target == self.report.observation.zone => format!(
                "A CNAME must not stand at a domain itself, and web or mail may depend on it: leave it until you know what it is for. Ask the DNS provider how an alias is published there in another way (ALIAS, ANAME, flattening). A TXT record with the value {value} at \"{to}\" would be seen too, if that name is yours."
            ),
            What::CnameAtName { to, .. } => format!(
                "Leave the alias until you know what it is for. If \"{to}\" is yours, add the TXT record there; resolvers follow the alias. Else ask the engineer for another host name."
            ),
            What::DnameAbove { .. } => "Leave the DNAME record until you know what it is for. Publish the TXT record in another verified domain and tell the engineer which, or at the name that the DNAME leads to.".into(),
            What::AliasFollowed { .. } => "Nothing to do. The record is edited at the end of the alias.".into(),
            What::WildcardAlias { .. } => format!(
                "Add the TXT record for \"{}\" with the value {value}. {} The wildcard may stay: a record of its own comes before it.",
                self.report.observation.target,
                self.put_first()
            ),
            What::DoubledDomain { .. } => format!("Edit that record: the panel adds the zone's name by itself. {} {FRESH}", self.put()),
            What::LiteralAtHost { .. } => match self.host() {
                Some(_) => format!("Edit that record. {} {FRESH}", self.put()),
                None => format!("Edit that record: empty the host field, or type the whole name \"{target}.\" with the dot. {FRESH}"),
            },
            What::WildcardOnly { .. } => format!("Add a TXT record of its own for \"{target}\". {} The wildcard may stay.", self.put()),
            What::AtSubdomain { .. } => format!("Add the record for \"{target}\", and take away the one you added there. {}", self.put()),
            What::AtParent { .. } => format!("Add the record for \"{target}\". {} Or ask the engineer whether the name above will do.", self.put()),
            What::SwappedFields { .. } => format!("In the record that you added, the fields changed places. Edit it: the value is {value}. {} {FRESH}", self.put()),
            What::SplitString { .. } => "Nothing to do; but if the engineer reads a gap in it, publish it in one string.".into(),
            What::LeftoverRecord { .. } => "It does no harm. Leave it until the engineer has seen the right one; leave MS= and SPF alone.".into(),
            What::NotUtf8 { .. } => "It is another service's record or a paste that went wrong; it does not hide ours.".into(),
            What::AmbiguousDate { .. } => "Ask the engineer to say the date with the month as a word, and publish the form they want. Then check with --value and their exact text.".into(),
            What::TenantHostedDns { .. } => "If you cannot sign in to edit it: sign in at the REGISTRAR (by an e-mail address that works now), copy the zone's records to another DNS provider, and change the name servers there. That can take a day; tell the engineer.".into(),
            What::ResolverStale { seconds: None } => "Nothing to do in the zone. Ask the engineer to look at the name servers themselves.".into(),
            What::NegativeCache { .. } | What::ResolverStale { .. } => "Wait that long. For Google and Cloudflare you can hurry it: developers.google.com/speed/public-dns/cache and one.one.one.one/purge-cache. Ask the engineer to look at the name servers themselves.".into(),
            What::ResolverOldDelegation { .. } => "Wait that long, or add the record at the old provider as well while its servers still answer. Ask the engineer to look at the name servers themselves.".into(),
            What::ResolverRefuses { .. } => "Nothing to do; the other resolvers count.".into(),
            What::ResolverFilters { .. } => "Nothing to do in the zone. Who uses this resolver does not see the domain until its filter lets it through.".into(),
            What::ResolverOwnZone => "Ask from another network (a phone's hotspot): inside this one the public zone is not seen.".into(),
            What::ResolverFailed { .. } => "Try again in some minutes; the resolver or its way to the zone is in trouble, not the record.".into(),
            What::CaseSensitiveServer => "Tell the DNS provider: names must be compared without regard to letters (RFC 4343). Until then some resolvers do not see the record.".into(),
            What::DnssecBogus { explained: true, .. } => "The finding about signatures says what to do.".into(),
            What::DnssecBogus { .. } => "Ask the DNS provider to check the zone's DNSSEC: its signatures and the DS record at the registrar do not fit. Until then resolvers that check signatures show nothing.".into(),
            What::DsLeftBehind { signed: false, above } => format!(
                "If the DNS provider does not sign the zone, take the DS record away {}; if it should, switch DNSSEC on there. It takes effect after the DS record's TTL, often a day.",
                self.place_of_ds(above)
            ),
            What::DsLeftBehind { signed: true, above } => format!(
                "Put the DS record that the DNS provider's DNSSEC page shows in the place of the old one, {}. It takes effect after the DS record's TTL, often a day.",
                self.place_of_ds(above)
            ),
            What::KeysUnsigned { above } => format!(
                "Compare the DS record {} with the one that the DNS provider's DNSSEC page shows. If they are not the same, put that one in its place; it takes effect after the DS record's TTL, often a day. If they are the same, ask the DNS provider, or whoever signs the zone, to sign its keys again.",
                self.place_of_ds(above)
            ),
            What::ValueUnsigned { .. } => "Sign the zone again: ask the DNS provider, or whoever signs it. Leave the DS record at the registrar as it is.".into(),
            What::SignaturesExpired { trusted: false, .. } => "Nothing to do for the proof. Re-sign the zone before a DS record is set.".into(),
            What::SignaturesExpired { .. } => "Re-sign the zone: ask the DNS provider, or whoever signs it, why the signing has stopped. Leave the DS record at the registrar as it is.".into(),
            What::ServerIgnored => "The engineer may still ask it.".into(),
        }
    }

    fn place_of_ds(&self, zone: &Option<Name>) -> &'static str {
        if self.is_at_registry(zone) { "at the registrar" } else { "in the zone above it" }
    }

    /// Where the name itself is edited, and not the end of its alias.
    fn put_first(&self) -> String {
        let first = crate::dns_proof::observation::Stage {
            name: self.report.observation.target.clone(),
            zone: self.report.observation.zone.clone(),
            parent_names: self.report.observation.parent_names.clone(),
            ..Default::default()
        };
        let provider = crate::dns_proof::provider::Provider::of_all(&first.parent_names);
        Words { report: self.report, end: first, value: self.value.clone(), provider }.put()
    }

    fn cure_value(&self, id: Id) -> String {
        let (value, replace) = (&self.value, self.replace());
        match id {
            Id::InsideOtherRecord => format!(
                "Give {value} a TXT record of its own, on a line of its own. {} Then take only {value} out of the other record: the rest of it (SPF, MS= or another proof) must stay word for word.",
                self.put()
            ),
            Id::CutValue => format!(
                "Edit that record and type the whole value {value}. Where the panel cuts it at a semicolon or a sign, put quotation marks around it."
            ),
            Id::BlankSplitsValue => format!(
                "Edit that record and put quotation marks around the whole value: \"{value}\". Without them the panel cuts it at the space."
            ),
            Id::BackslashInValue => format!(
                "Edit that record and take the backslash out; save it as {value}. If the panel puts it there by itself, tell the DNS provider."
            ),
            Id::DateYesterday | Id::DateEarlier => format!(
                "{replace} Support wants the date of the day on which they look; ask in which time zone."
            ),
            Id::DateTomorrow | Id::DateLater => format!(
                "Publish {value} as a second record beside it; both may stand. Ask the engineer which day they expect."
            ),
            Id::FormatDayMonthSwapped => {
                format!("{replace} Read it back to the engineer: which number is the day?")
            }
            Id::QuotesInValue => match self.provider {
                Some(p) => format!(
                    "Edit the record and remove the quotation marks from the value; save it as {value}. {}",
                    p.advice(&self.end.zone, self.host().as_deref())
                ),
                None => format!(
                    "Edit the record and remove the quotation marks; the panel adds its own. Save it as {value}."
                ),
            },
            Id::WhitespaceInValue => {
                format!("{replace} Do not paste it: spaces and invisible characters come with the paste.")
            }
            _ => replace,
        }
    }
}
