//! For each finding, what the person does next.

use super::expected::Expected;
use super::finding::FindingId as Id;
use super::name::Name;
use super::observation::Observation;
use super::provider::Provider;

/// Said only by a program that can do it.
const OVER_HTTPS: &str =
    if cfg!(feature = "doh") { " Or ask over HTTPS: --resolver https://1.1.1.1/dns-query" } else { "" };

/// What the hand that edits the zone should do next.
pub(super) struct Advice<'a> {
    domain: &'a Name,
    target: &'a Name,
    value: &'a str,
    parent_names: String,
    provider: Option<&'static Provider>,
}

impl<'a> Advice<'a> {
    pub(super) fn new(o: &'a Observation, expected: &'a Expected) -> Self {
        Self {
            domain: &o.domain,
            target: &o.target,
            value: &expected.text,
            parent_names: o.parent_names.iter().take(4).map(Name::to_string).collect::<Vec<_>>().join(", "),
            provider: Provider::of_all(&o.parent_names),
        }
    }

    /// How to put the record where it belongs, at this provider if we know it.
    fn put(&self) -> String {
        let host = self.host();
        match self.provider {
            Some(provider) => provider.advice(self.domain, host.as_deref()),
            None => match host {
                Some(label) => format!(
                    "In the panel of the provider that runs {}, put \"{label}\" in the host field.",
                    self.parent_names
                ),
                None => format!(
                    "In the panel of the provider that runs {}, put \"@\" in the host field, or leave it empty.",
                    self.parent_names
                ),
            },
        }
    }

    /// The labels below the domain, when the record is not for the domain itself.
    fn host(&self) -> Option<String> {
        let below = self.target.depth().checked_sub(self.domain.depth()).filter(|n| *n > 0)?;
        let labels: Vec<&[u8]> = self.target.labels().take(below).collect();
        Name::from_labels(labels).ok().map(|n| n.to_string())
    }

    /// Where to click, what to type, or how long to wait.
    pub(super) fn hint(&self, id: Id) -> String {
        let value = self.value;
        let replace =
            format!("Edit the record: delete its value and type exactly {value} by hand, then save.");
        let fresh = "Run the check again two minutes after saving.";
        match id {
            Id::RecordAbsent | Id::NameAbsent if self.parent_names.is_empty() => format!(
                "Check the spelling of \"{}\", and at the registrar that the registration has not run out.", self.domain
            ),
            Id::RecordAbsent => format!("Add a TXT record with the value {value} and TTL 300 (or the lowest offered), and save. {} {fresh} Leave the MS= and SPF records alone.", self.put()),
            Id::NameAbsent => format!("Check the spelling of \"{}\". If it is right, add the TXT record with the value {value}. {} {fresh}", self.target, self.put()),
            Id::DoubledDomain => format!("Edit that record: the panel adds the domain by itself. {} {fresh}", self.put()),
            Id::LiteralAtHost => format!("Edit that record: empty the host field, or type the whole name \"{}.\" with the dot. {fresh}", self.target),
            Id::WildcardOnly => format!("Add a TXT record of its own for \"{}\", and delete the one for \"*\". {}", self.target, self.put()),
            Id::AtSubdomain => format!("Move the record: delete it there and add it for \"{}\". {}", self.target, self.put()),
            Id::AtParent => format!("Move the record to \"{}\". {} Or ask the engineer whether the name above will do.", self.target, self.put()),
            Id::DateYesterday => format!("{replace} Support wants the date of the day on which they look; ask in which time zone."),
            Id::DateTomorrow => format!("Publish {value} as a second record beside it; both may stand. Ask the engineer which day they expect."),
            Id::FormatDayMonthSwapped => format!("{replace} Read it back to the engineer: which number is the day?"),
            Id::FormatIso | Id::FormatSeparator | Id::FormatTwoDigitYear | Id::FormatMissingZero | Id::LookalikeCharacters | Id::PrefixInValue => replace,
            Id::QuotesInValue => match self.provider {
                Some(p) => format!("Edit the record and remove the quotation marks from the value; save it as {value}. {}", p.advice(self.domain, self.host().as_deref())),
                None => format!("Edit the record and remove the quotation marks; the panel adds its own. Save it as {value}."),
            },
            Id::WhitespaceInValue => format!("{replace} Do not paste it: blanks and invisible characters come with the paste."),
            Id::SplitString => "Nothing to do; but if the engineer reads a gap in it, publish it in one string.".into(),
            Id::LeftoverRecord => "It does no harm. Delete it once the engineer has seen the right one; leave MS= and SPF alone.".into(),
            Id::LargeAnswer => "Delete TXT records that nobody uses any more (old verifications), but not SPF and MS=.".into(),
            Id::NotUtf8 => "It is another service's record or a paste that went wrong; it does not hide ours.".into(),
            Id::StaleSecondary => "Wait one refresh and check again. If it stays: ask the provider to push the zone to that server. Ask the engineer to wait with looking.".into(),
            Id::LameDelegation => "At the registrar, remove this name server from the domain's list, or ask the provider to serve the zone there.".into(),
            Id::DelegationMismatch => format!("The registrar's list decides. Edit the zone at the provider that runs {}; an edit anywhere else has no effect.", self.parent_names),
            Id::ZoneNotAtProvider => format!("Create (or activate, or pay for) the zone at the provider that runs {}, or set the name servers at the registrar to the provider that has it.", self.parent_names),
            Id::ServerUnreachable | Id::ServerTimeout => format!("This says nothing about the record. Try another network (a phone's hotspot); if only this server is silent, tell the DNS provider.{OVER_HTTPS}"),
            Id::ServerError => "The server is in trouble, not the record. Try again in some minutes, then call the DNS provider and read this line to them.".into(),
            Id::ServerSlow | Id::EdnsRefused => "Nothing to do; it explains delays.".into(),
            Id::MalformedReply | Id::SpoofedReply | Id::ForeignClass => "Try another network; a device on the way may change answers. The replies are in the evidence.".into(),
            Id::Ipv6Untested => "Nothing to do; the other addresses count.".into(),
            Id::NotAuthoritative => "Do not show this as a proof. If all servers answer so, the network intercepts DNS: try a phone's hotspot.".into(),
            Id::CnameAtName => match self.host() {
                Some(_) => format!("Delete the CNAME at \"{}\" if nothing needs it, then add the TXT record; or ask the engineer for another host name.", self.target),
                None => format!("A CNAME must not stand at a domain itself. Replace it at the provider (often called ALIAS, ANAME or flattening), then add the TXT record with the value {value}."),
            },
            Id::DnameAbove => "Remove the DNAME record, or publish the TXT record in another verified domain and tell the engineer which.".into(),
            Id::DnssecBogus => "At the registrar, remove the DS record (or renew it from the provider's DNSSEC page); the zone's signatures do not fit it. It takes effect after the DS record's TTL, often a day.".into(),
            Id::NegativeCache | Id::ResolverStale => "Wait that long. For these two you can hurry it: developers.google.com/speed/public-dns/cache and one.one.one.one/purge-cache. Ask the engineer to look at the name servers themselves.".into(),
            Id::ResolverRefuses => "Nothing to do; the other resolvers count.".into(),
            Id::Intercepted => format!("Use another network (a phone's hotspot). Until then nothing is known.{OVER_HTTPS}"),
            Id::TruncatedTcpBlocked => "Delete TXT records that nobody uses, so that the answer gets small; or try a network that lets TCP port 53 through.".into(),
            Id::AmbiguousDate => "Ask the engineer to say the date with the month as a word, and publish the form they want. Then check with --value and their exact text.".into(),
            Id::TenantHostedDns => "If you cannot sign in to edit it: sign in at the REGISTRAR (by an e-mail address that works now), copy the zone's records to another DNS provider, and change the name servers there. That can take a day; tell the engineer.".into(),
        }
    }
}
