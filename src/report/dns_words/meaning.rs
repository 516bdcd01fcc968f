//! What each finding means in general, for `dns explain` and for the manual.

use crate::dns_proof::finding::{FindingId as Id, Severity};

/// A finding in general: its id, how bad it is, what it means and what helps.
#[must_use]
pub fn explain(id: Id) -> String {
    let severity = match id.severity() {
        Severity::Error => "error: the value is not visible, or not everywhere, because of this",
        Severity::Warning => "warning: it may mislead somebody",
        Severity::Info => "information",
    };
    format!("{id}\n  {severity}\n\n{}\n", meaning(id))
}

/// What a finding means, and what helps.
#[must_use]
pub fn meaning(id: Id) -> &'static str {
    match id {
        Id::SurveyBudget => {
            "The zone leads to more name servers, or to slower ones, than one look may ask (300 questions, 13 names, 26 addresses of one zone). Nothing is known."
        }
        Id::Intercepted => {
            "Something in this network answers in the place of the name servers. Nothing it says is a proof. Use another network."
        }
        Id::NotRegistered => {
            "The registry does not know the domain: it is misspelt, not paid, or held back. It is mended at the registrar."
        }
        Id::RegistrarHold => {
            "The registrar has taken the domain off the net and sends it to servers of its own. It is mended at the registrar."
        }
        Id::GlueMissing => {
            "A name server lives inside the zone that it serves, and the registry does not give its address. A host record at the registrar mends it."
        }
        Id::GlueStale => {
            "The registry's address of a name server inside the zone is, or may be, an old one. The host record at the registrar mends it."
        }
        Id::ZoneNotAtProvider => {
            "The name servers that the registry lists do not serve the zone: it was not created there, or they refuse this network."
        }
        Id::ServerRefuses => {
            "Every name server refuses the question. Either the zone is not set up there, or they refuse this network: try another one."
        }
        Id::DsLeftBehind => {
            "The registry, or the zone above, says how the zone is signed (DS record), and it is not signed so. Resolvers that check signatures show nothing in it or below it. It is mended where the DS record stands, or by signing."
        }
        Id::SignaturesExpired => {
            "The zone's signatures are out of date. Resolvers that check them show nothing. The zone must be signed again; the DS record stays."
        }
        Id::WildcardAlias => {
            "A wildcard makes every name an alias, and nothing was made for this one yet. Add the TXT record; a record of its own comes before the wildcard."
        }
        Id::CnameAtName => {
            "An alias (CNAME) stands at the name, and the value is not at its end. A TXT record cannot stand beside an alias."
        }
        Id::DnameAbove => "A whole tree of names is renamed (DNAME); records below it are not seen.",
        Id::DoubledDomain => {
            "The panel added the zone's name to a name that was typed in full. Edit the host field."
        }
        Id::LiteralAtHost => {
            "The panel took the @ in the host field literally. Empty the host field, or type the whole name."
        }
        Id::SwappedFields => {
            "The value was typed into the host field. Edit the record: host and value changed places."
        }
        Id::WildcardOnly => {
            "The value stands in a wildcard record, which does not count for the name asked for. Add a record of its own."
        }
        Id::AtSubdomain => {
            "The value stands at another name, below the one asked for or beside it. Add it at the right name."
        }
        Id::AtParent => "The value stands at the name above. Add it at the name asked for.",
        Id::InsideOtherRecord => {
            "The value was put into another record (SPF, MS=). Give it a record of its own, and leave the rest of the other one as it was."
        }
        Id::CutValue => {
            "The value is cut off. Type all of it; where a semicolon cuts it, quotation marks help."
        }
        Id::BlankSplitsValue => {
            "The panel cut the value in two at its space. Put quotation marks around the whole value."
        }
        Id::BackslashInValue => {
            "A backslash stands in the value. Take it out, or tell the provider whose panel puts it there."
        }
        Id::DateYesterday => "It is yesterday's date. Type today's.",
        Id::DateTomorrow => "It is tomorrow's date. Publish today's beside it.",
        Id::DateEarlier => "It is a date of up to a month before. Type the one asked for.",
        Id::DateLater => "It is a date of up to a month after. Publish the one asked for beside it.",
        Id::FormatDayMonthSwapped => "Day and month, or the year, stand in another order than asked for.",
        Id::FormatIso => "The year stands first, and another form was asked for.",
        Id::FormatSeparator => "Other signs stand between the parts of the date than asked for.",
        Id::FormatTwoDigitYear => {
            "The year has two digits where four were asked for, or the other way round."
        }
        Id::FormatMissingZero => "A zero before a one-digit day or month is missing, or one too many.",
        Id::QuotesInValue => "Quotation marks are part of the value. The panel adds its own; take them out.",
        Id::WhitespaceInValue => "Blanks or invisible characters are part of the value. Type it by hand.",
        Id::LookalikeCharacters => {
            "Characters that look like the right ones stand in the value. Type it by hand."
        }
        Id::PrefixInValue => "Something stands before the value. Type the value alone.",
        Id::SuffixInValue => "Something stands after the value. Type the value alone.",
        Id::NameAbsent => "The name does not exist. Add the record, or check the spelling.",
        Id::RecordAbsent => {
            "The name exists, and the value is not there. Add the TXT record, in the zone that the registry's name servers serve."
        }
        Id::AnswersDiffer => {
            "One address gives several answers: machines behind it are not in step. Wait some minutes."
        }
        Id::TwoProviders => {
            "The registry lists servers of two providers, and only one has the value. Add it at both, or list one only."
        }
        Id::SerialNotRaised => {
            "A server lacks the value although its serial is the same. The serial was not raised, or the provider is still spreading the change."
        }
        Id::StaleSecondary => {
            "A server has an older copy of the zone. It fetches the new one after its refresh time."
        }
        Id::HiddenPrimary => {
            "The primary that the zone names has the value; the public servers have not fetched it yet."
        }
        Id::NsIsAlias => {
            "A name server's name is an alias, which RFC 2181 forbids. Some resolvers do not follow it."
        }
        Id::DelegationMismatch => {
            "The registry and the zone name different name servers. The registry's list decides."
        }
        Id::LameDelegation => {
            "A name server on the registry's list does not serve the zone, or has no address."
        }
        Id::TruncatedTcpBlocked => "The answer is too big for UDP, and TCP does not come through.",
        Id::ServerUnreachable => {
            "A server cannot be reached: its port is closed, or there is no way to it. This says nothing about the record."
        }
        Id::ServerTimeout => {
            "A server is silent, or whoever could say where it lives is. This says nothing about the record. One that will not come back is left out with --ignore."
        }
        Id::ServerError => {
            "A server failed. The server is in trouble, not the record; a secondary's copy may have expired."
        }
        Id::NotAuthoritative => "An answer without authority, from a cache. It is no proof.",
        Id::MalformedReply => "A reply was no DNS message. It was not believed.",
        Id::SpoofedReply => "Replies came that do not belong to the question. They were not believed.",
        Id::ForeignClass => "An answer held records of another class than the internet's. They do not count.",
        Id::DnssecBogus => {
            "A resolver refuses the zone's signatures. What no such resolver shows is not visible for many."
        }
        Id::TenantHostedDns => {
            "The zone's editor needs a sign-in to a Microsoft tenant, perhaps the locked one."
        }
        Id::AmbiguousDate => "Day and month of the date can be read the other way round. Ask which is which.",
        Id::CaseSensitiveServer => {
            "A server does not find the name when it is asked in mixed letters, as some resolvers do on purpose."
        }
        Id::ResolverOldDelegation => {
            "A resolver still asks the name servers of before, for as long as their NS records may be remembered."
        }
        Id::ResolverFilters => "A resolver blocks the domain. That is its filter, and not the zone.",
        Id::ResolverOwnZone => {
            "A resolver answers from a zone of its own with this name, as in an office. It says nothing about the public one."
        }
        Id::NegativeCache => "A resolver remembers that nothing was there, for a known time.",
        Id::ResolverStale => "A resolver still shows the records of before, for a known time.",
        Id::ResolverRefuses => "A resolver does not answer us. It is left out.",
        Id::AliasFollowed => {
            "The name is an alias, and the value was looked for at its end, as resolvers do."
        }
        Id::OccludedRecord => {
            "The name is a zone of its own. Records for it in the panel of the zone above have no effect."
        }
        Id::ZoneCutMissing => {
            "The name is no zone of its own. A zone made for it elsewhere is not seen, because the zone above does not point to it."
        }
        Id::LeftoverRecord => "Another record of the same kind stands beside it. It does no harm.",
        Id::SplitString => "The value is published in several strings. Readers join them.",
        Id::LargeAnswer => "There are so many TXT records that the answer is fragile.",
        Id::NotUtf8 => "A record beside it is not UTF-8. It does not hide ours.",
        Id::ServerSlow => "A server takes long to answer. It explains delays.",
        Id::EdnsRefused => {
            "A server, or something on the way, does not let modern questions (EDNS) through. It was asked without."
        }
        Id::Ipv6Untested => "An address could not be asked, because this computer has no IPv6 connectivity.",
        Id::ServerIgnored => "A server was left out of the verdict, because --ignore names it.",
    }
}
