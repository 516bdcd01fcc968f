use super::exchange::{Kind, shown};
use super::finding::{FindingId as Id, Severity, Verdict};
use super::near_miss::{Likeness, compare, is_date};
use super::observation::{Probe, Way};
use super::picture::{Picture, negative_ttl, strings, values};
use super::provider::Provider;
use super::verdict::Bench;

impl Bench<'_> {
    /// What stands there instead, or beside it.
    pub(super) fn the_value(&mut self, verdict: Verdict) {
        if self.o.way != Way::Found {
            return;
        }
        let mut found: Vec<(Id, Severity, Option<String>, String)> = Vec::new();
        let right = self.seen.iter().any(|s| s.picture.is_right());
        let ahead = self
            .seen
            .iter()
            .filter(|s| s.picture.is_right())
            .filter_map(|s| s.serial)
            .map(|s| s.serial)
            .max();
        for seen in &self.seen {
            let at = Some(seen.label());
            if right && seen.picture.is_answer() && !seen.picture.is_right() {
                found.push((Id::StaleSecondary, Severity::Error, at, self.behind(seen, ahead)));
                continue;
            }
            let mut one = |id: Id, detail: String| found.push((id, id.severity(), at.clone(), detail));
            match &seen.picture {
                Picture::Near(near) => {
                    let ids: Vec<Id> = near.iter().map(|n| n.0).collect();
                    for id in super::walk::unique(ids) {
                        let told: Vec<&str> =
                            near.iter().filter(|n| n.0 == id).map(|n| n.1.as_str()).collect();
                        one(id, told.join("; "));
                    }
                }
                Picture::Alias(to) => {
                    one(
                        Id::CnameAtName,
                        format!(
                            "\"{}\" is an alias (CNAME) for \"{to}\"; no TXT record can stand beside it",
                            self.o.target
                        ),
                    );
                }
                Picture::Renamed(from) => {
                    one(
                        Id::DnameAbove,
                        format!(
                            "everything below \"{from}\" is renamed (DNAME); a TXT record there cannot be seen"
                        ),
                    );
                }
                _ => {}
            }
        }
        if !right {
            found.extend(self.absence());
        }
        found.extend(self.beside());
        let mistaken = verdict == Verdict::Wrong;
        for (id, severity, server, detail) in found {
            // Told apart from the fault that explains it, "absent" would only frighten.
            if !(mistaken && matches!(id, Id::RecordAbsent | Id::NameAbsent)) {
                self.find_as(id, severity, server, detail);
            }
        }
    }

    /// How a server that lacks the value stands against one that has it.
    fn behind(&self, seen: &super::verdict::Seen<'_>, ahead: Option<u32>) -> String {
        let what = match &seen.picture {
            Picture::Near(near) => {
                format!("it has another value ({})", near.first().map_or("", |n| n.1.as_str()))
            }
            Picture::NameAbsent => "it says that the name does not exist".into(),
            Picture::Alias(to) => format!("it has an alias for \"{to}\" instead"),
            _ => "it does not have the value".into(),
        };
        match (seen.serial, ahead) {
            (Some(soa), Some(ahead)) if is_before(soa.serial, ahead) => format!(
                "{what}: its copy of the zone is {} behind (serial {}, newest {ahead}); it looks for a new copy every {} s, after a failure every {} s",
                ahead.wrapping_sub(soa.serial),
                soa.serial,
                soa.refresh,
                soa.retry
            ),
            (Some(soa), Some(ahead)) if soa.serial == ahead => format!(
                "{what}, although its serial is the same ({ahead}): the provider is still spreading the change, or two providers serve the zone"
            ),
            (Some(soa), Some(ahead)) => format!(
                "{what}, and its serial is the newer one ({}, against {ahead} where the value is): another copy of the zone, perhaps at another provider",
                soa.serial
            ),
            _ => format!("{what}; it gave no serial number to compare"),
        }
    }

    /// No server has the value: what they say instead, and where else it stands.
    fn absence(&self) -> Vec<(Id, Severity, Option<String>, String)> {
        let mut found = Vec::new();
        for (probe, name) in self.wrong_places() {
            let (id, detail) = match probe {
                Probe::Doubled => (
                    Id::DoubledDomain,
                    format!(
                        "the value stands at \"{name}\": the panel added the domain to a name typed in full"
                    ),
                ),
                Probe::LiteralAt => (
                    Id::LiteralAtHost,
                    format!("the value stands at \"{name}\": this panel takes the @ literally"),
                ),
                Probe::Subdomain => {
                    (Id::AtSubdomain, format!("the value stands at \"{name}\", not at \"{}\"", self.o.target))
                }
                Probe::Random => (
                    Id::WildcardOnly,
                    format!(
                        "the value stands in a wildcard record (*.{}), which does not count for \"{}\"",
                        self.o.domain, self.o.target
                    ),
                ),
                Probe::Parent => {
                    (Id::AtParent, format!("the value stands at \"{name}\", not at \"{}\"", self.o.target))
                }
            };
            found.push((id, Severity::Error, None, detail));
        }
        for seen in &self.seen {
            let Some(reply) = seen.observed.exchange.reply() else { continue };
            let cached = reply
                .answers
                .iter()
                .filter(|r| r.owner == self.o.target && r.kind == Kind::Txt)
                .map(|r| r.ttl)
                .max();
            let wait = match negative_ttl(reply) {
                _ if cached.is_some() => format!(
                    "a resolver that was asked already may go on showing these for up to {} s",
                    cached.unwrap_or(0)
                ),
                Some(ttl) => format!(
                    "whoever asked a resolver already may see \"not there\" for up to {ttl} s after it is there"
                ),
                None => "how long a resolver remembers that is not said; reckon with up to 3 hours".into(),
            };
            let detail = match seen.picture {
                Picture::NameAbsent if self.o.zone.depth() <= 1 => (
                    Id::NameAbsent,
                    format!("the registry \"{}\" does not know \"{}\"", self.o.zone, self.o.domain),
                ),
                Picture::NameAbsent => {
                    (Id::NameAbsent, format!("the name \"{}\" does not exist; {wait}", self.o.target))
                }
                Picture::RecordAbsent => {
                    let others = values(reply, &self.o.target).len();
                    let at = format!("at \"{}\"", self.o.target);
                    let what = match others {
                        0 => format!("there is no TXT record at all {at}"),
                        1 => format!("there is one TXT record {at}, and it is another one"),
                        n => format!("there are {n} TXT records {at}, and none of them is it"),
                    };
                    (Id::RecordAbsent, format!("{what}; {wait}"))
                }
                _ => continue,
            };
            found.push((detail.0, Severity::Error, Some(seen.label()), detail.1));
        }
        found
    }

    /// What else stands in the same place.
    fn beside(&self) -> Vec<(Id, Severity, Option<String>, String)> {
        let mut found = Vec::new();
        for seen in self.seen.iter().filter(|s| s.picture.is_answer()) {
            let Some(reply) = seen.observed.exchange.reply() else { continue };
            let at = Some(seen.label());
            for parts in strings(reply, &self.o.target) {
                let value = parts.concat();
                let likeness = compare(self.expected, &value);
                let same = likeness == Likeness::Same;
                if same && parts.len() > 1 {
                    let detail = format!(
                        "the value is published in {} strings; readers join them without a blank",
                        parts.len()
                    );
                    found.push((Id::SplitString, Severity::Info, at.clone(), detail));
                }
                let old = matches!(likeness, Likeness::OtherDate(_))
                    || self.expected.meant().is_some() && is_date(&value);
                let beside = !same && (old || matches!(likeness, Likeness::Near(_)));
                if beside && (seen.picture.is_right() || matches!(likeness, Likeness::OtherDate(_))) {
                    let detail = format!("\"{}\" stands there as well", shown(&value));
                    found.push((Id::LeftoverRecord, Severity::Info, at.clone(), detail));
                }
                if std::str::from_utf8(&value).is_err() {
                    let detail = format!("a TXT record is not UTF-8: {}", shown(&value));
                    found.push((Id::NotUtf8, Severity::Info, at.clone(), detail));
                }
            }
        }
        found
    }

    /// Day and month that can be swapped.
    pub(super) fn the_date(&mut self) {
        if !self.expected.is_ambiguous() {
            return;
        }
        let Some(date) = self.expected.date else { return };
        let severity = if date.format_given { Severity::Info } else { Severity::Warning };
        let detail = format!(
            "\"{}\" is meant as {} ({}); somebody may read day and month the other way round",
            self.expected.text,
            date.day.format("%-d %B %Y"),
            date.format
        );
        self.find_as(Id::AmbiguousDate, severity, None, detail);
    }

    /// A zone whose editor is behind the door that is locked.
    pub(super) fn the_provider(&mut self) {
        let names = self.o.parent_names.iter().chain(&self.o.child_names);
        let inside = names.into_iter().find_map(|n| Provider::of(n).filter(|p| p.tenant).map(|p| (n, p)));
        let onmicrosoft = self.o.domain.to_string().ends_with(".onmicrosoft.com");
        let detail = match inside {
            Some((server, provider)) => format!(
                "the zone is served by {} ({server}): its editor needs a sign-in to a Microsoft tenant, perhaps the locked one",
                provider.name
            ),
            None if onmicrosoft => {
                "a name below onmicrosoft.com belongs to Microsoft; nobody else can add a record there".into()
            }
            None => return,
        };
        self.find(Id::TenantHostedDns, None, detail);
    }
}

/// Serial arithmetic (RFC 1982): numbers wrap round.
fn is_before(a: u32, b: u32) -> bool {
    a != b && b.wrapping_sub(a) < 1 << 31
}

#[cfg(test)]
mod tests {
    #[test]
    fn serials_wrap_round() {
        assert!(super::is_before(1, 2));
        assert!(!super::is_before(2, 1));
        assert!(super::is_before(u32::MAX, 3));
        assert!(!super::is_before(7, 7));
    }
}
