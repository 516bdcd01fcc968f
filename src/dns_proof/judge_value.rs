use super::answer_class::{AnswerClass, negative_ttl, strings, values};
use super::exchange::{Data, Kind, Rcode};
use super::finding::{FindingId as Id, Severity, Verdict};
use super::miss::Miss;
use super::name::Name;
use super::near_miss::{Likeness, compare_strings, is_date};
use super::observation::{Probe, Purpose, WalkOutcome};
use super::provider::Provider;
use super::verdict::{Evaluator, Seen};
use super::walk::unique;
use super::what::{AliasEnd, Lacks, Memory, What};

impl Evaluator<'_> {
    /// What stands there instead, or beside it.
    pub(super) fn the_value(&mut self, verdict: Verdict) {
        if self.stages.iter().any(|s| s.way != WalkOutcome::Found) {
            return;
        }
        let mut found: Vec<(Severity, Option<String>, What)> = Vec::new();
        let right = self.at_end().any(|s| s.class.is_right());
        for seen in self.at_end() {
            let at = Some(seen.label());
            let mut tell = |at: Option<String>, what: What| found.push((what.id().severity(), at, what));
            if seen.differs() {
                tell(at, What::AnswersDiffer { right: seen.right, answers: seen.answers });
            } else if right && seen.class.is_answer() && !seen.class.is_right() {
                let what = self.behind(seen);
                let severity = if seen.counts { what.id().severity() } else { Severity::Warning };
                found.push((severity, at, what));
            } else if let AnswerClass::Near { misses, value } = &seen.class {
                for id in unique(misses.iter().map(Miss::id)) {
                    let misses = misses.iter().filter(|m| m.id() == id).cloned().collect();
                    let value = super::exchange::shown(value);
                    tell(at.clone(), What::Near { id, misses, value });
                }
            }
        }
        found.extend(self.aliases(verdict));
        if !right {
            found.extend(self.absence());
        }
        found.extend(self.beside());
        let registry = self.registry();
        for (severity, server, what) in found {
            // "Absent" beside the fault that explains it would say the same thing twice, and worse.
            let absent = matches!(what.id(), Id::RecordAbsent | Id::NameAbsent);
            if !(absent && verdict == Verdict::Wrong) {
                self.find_as(severity, server, what);
            }
        }
        if let Some((registry, listed)) = registry {
            self.find(What::NotRegistered { registry, listed });
        }
    }

    /// The registry that names no name servers for the domain, and whether it has something else for it: a wildcard, or
    /// addresses that some registries hold themselves.
    fn registry(&self) -> Option<(Name, bool)> {
        let end = self.end();
        let says = |class: &AnswerClass| self.at_end().any(|s| s.class == *class);
        let (none, other) = (says(&AnswerClass::NameAbsent), says(&AnswerClass::RecordAbsent));
        let asked = self.stages.len() == 1 && end.zone.depth() < self.o.domain.depth();
        // Below a country's second level somebody's own zone may have such a name: there only "does not exist" counts.
        let says = none || other && end.zone.depth() == 1;
        (says && asked && end.zone.is_registry()).then(|| (end.zone.clone(), !none))
    }

    /// Names that are aliases, and where they lead.
    fn aliases(&self, verdict: Verdict) -> Vec<(Severity, Option<String>, What)> {
        let mut found = Vec::new();
        let right = matches!(verdict, Verdict::Visible | Verdict::Partly);
        // An alias at one server, and the value at another of the same zone: how they differ is said of the server.
        let mixed = self.at_end().any(|s| s.class.is_right());
        let wildcard = self.wildcard_alias();
        for (index, stage) in self.stages.iter().enumerate() {
            let here = self.seen.iter().filter(|s| s.stage == index);
            let Some((seen, to)) = here.filter_map(|s| Some((s, s.class.alias()?.clone()))).next() else {
                continue;
            };
            let last = index + 1 == self.stages.len();
            if last && mixed {
                continue;
            }
            let value = self.expected.text.to_ascii_lowercase();
            let what = match &seen.class {
                _ if right && !last => What::AliasFollowed { from: stage.name.clone(), to },
                AnswerClass::Renamed(from, _) => What::DnameAbove { from: from.clone() },
                _ if index == 0 && wildcard.is_some() => What::WildcardAlias { to },
                _ if index > 0 && !last => continue,
                _ => {
                    let end =
                        if to.to_string() == value || to.to_string().replace('\\', "").starts_with(&value) {
                            AliasEnd::Value
                        } else if last {
                            AliasEnd::Ring
                        } else if self.end().way == WalkOutcome::Found {
                            AliasEnd::Without
                        } else {
                            AliasEnd::Unknown
                        };
                    What::CnameAtName { to, end }
                }
            };
            found.push((what.id().severity(), None, what));
        }
        found
    }

    /// How a server that lacks the value stands against one that has it.
    fn behind(&self, seen: &Seen<'_>) -> What {
        if let AnswerClass::Near { misses, value } = &seen.class
            && let Some(miss) = misses.iter().find(|m| matches!(m, Miss::Cut { .. }))
        {
            let value = super::exchange::shown(value);
            return What::Near { id: miss.id(), misses: vec![miss.clone()], value };
        }
        let has: Vec<&Seen<'_>> = self.at_end().filter(|s| s.class.is_right()).collect();
        let (here, serial) = (self.names_at(seen), seen.serial);
        // A copy that is only old can still name the primary of before: who runs a zone has a server in the list.
        let runs = |primary: &Name| {
            let domain = primary.registered();
            self.end().servers.iter().any(|s| s.in_parent && s.name.registered() == domain)
        };
        for other in &has {
            let there = self.names_at(other);
            if !here.is_empty() && !there.is_empty() && !here.iter().any(|n| there.contains(n)) {
                return What::TwoProviders { here, there };
            }
            // Both list the servers of both; a directory's servers name themselves, but all within one domain.
            if let Some((a, b)) = serial.zip(other.serial).map(|(a, b)| (&a.mname, &b.mname))
                && a.registered() != b.registered()
                && runs(a)
                && runs(b)
            {
                let (here, there) =
                    if here == there { (vec![a.clone()], vec![b.clone()]) } else { (here, there) };
                return What::TwoProviders { here, there };
            }
        }
        let newest = has.iter().filter_map(|s| s.serial).map(|s| s.serial).max();
        if let (Some(soa), Some(newest)) = (serial, newest)
            && soa.serial == newest
        {
            return What::SerialNotRaised { serial: newest };
        }
        let lacks = match &seen.class {
            AnswerClass::Near { misses, .. } => {
                misses.first().map_or(Lacks::Value, |m| Lacks::Other(Box::new(m.clone())))
            }
            AnswerClass::NameAbsent => Lacks::Name,
            class => class.alias().map_or(Lacks::Value, |to| Lacks::Alias(to.clone())),
        };
        What::StaleSecondary {
            lacks,
            serial: serial.map(|s| s.serial),
            newest,
            refresh: serial.map_or(0, |s| s.refresh),
            retry: serial.map_or(0, |s| s.retry),
        }
    }

    /// The zone's name servers as this one lists them.
    fn names_at(&self, seen: &Seen<'_>) -> Vec<Name> {
        let zone = &self.end().zone;
        let place = &seen.observed.exchange.ask.server;
        let here = self.of(Purpose::NameServers).filter(|e| e.ask.server == *place && e.ask.name == *zone);
        let records = here.filter_map(|e| e.reply()).flat_map(|r| &r.answers);
        let mut names: Vec<Name> = records
            .filter_map(|r| match &r.data {
                Data::Ns(name) if r.owner == *zone => Some(name.clone()),
                _ => None,
            })
            .collect();
        names.sort();
        names
    }

    /// No server has the value: what they say instead, and where else it stands.
    fn absence(&self) -> Vec<(Severity, Option<String>, What)> {
        let mut found = Vec::new();
        let mut tell = |at: Option<String>, what: What| found.push((what.id().severity(), at, what));
        for (probe, at) in self.wrong_places() {
            let what = match probe {
                Probe::Doubled => What::DoubledDomain { at },
                Probe::LiteralAt => What::LiteralAtHost { at },
                Probe::Subdomain | Probe::ValueAsHost => What::AtSubdomain { at },
                Probe::Random => What::WildcardOnly { at },
                Probe::Parent => What::AtParent { at },
                Probe::OldSpfType => continue,
            };
            tell(None, what);
        }
        if let Some(at) = self.swapped() {
            tell(None, What::SwappedFields { at });
        }
        let registry = self.registry().is_some();
        let alias = self.stages.len() > 1;
        let absent = self.at_end().filter(|s| s.counts && !alias);
        for seen in absent {
            let Some(reply) = seen.observed.exchange.reply() else { continue };
            let memory = self.memory(reply);
            let at = Some(seen.label());
            match seen.class {
                AnswerClass::NameAbsent if registry => {
                    let what = What::NameAbsent { memory, explained: true };
                    found.push((Severity::Info, at, what));
                }
                AnswerClass::RecordAbsent if registry => {}
                AnswerClass::NameAbsent => {
                    let what = What::NameAbsent { memory, explained: false };
                    found.push((Severity::Error, at, what));
                }
                AnswerClass::RecordAbsent => {
                    let others = values(reply, &self.o.target).len();
                    let what = What::RecordAbsent {
                        others,
                        memory,
                        wildcard: others > 0 && self.is_from_wildcard(reply),
                        spf_type: self.is_of_old_type(),
                    };
                    found.push((Severity::Error, at, what));
                }
                _ => {}
            }
        }
        if alias && self.wildcard_alias().is_some() {
            let memory = Memory::NotSaid;
            let what = What::RecordAbsent { others: 0, memory, wildcard: false, spf_type: false };
            found.push((Severity::Info, None, what));
        }
        found.extend(self.around());
        found
    }

    /// What cannot be seen from here, and what people do all the same.
    fn around(&self) -> Vec<(Severity, Option<String>, What)> {
        let mut found = Vec::new();
        let end = self.end();
        let absent =
            self.at_end().any(|s| matches!(s.class, AnswerClass::RecordAbsent | AnswerClass::NameAbsent));
        if !absent || self.stages.len() > 1 || self.registry().is_some() {
            return found;
        }
        for e in self.o.exchanges.iter().filter(|e| e.purpose == Purpose::Primary) {
            let right = AnswerClass::read(&e.exchange, &end.name, self.expected).is_right();
            if let Some(primary) = e.server.clone().filter(|_| right) {
                found.push((Severity::Warning, None, What::HiddenPrimary { primary }));
            }
        }
        if let Some(parent) = end.parent.clone().filter(|p| !p.is_registry()) {
            let seen = self.of(Purpose::Probe(Probe::Parent)).filter(|e| e.ask.name == end.name);
            let seen = seen.map(|e| AnswerClass::read(e, &end.name, self.expected)).any(|p| p.is_right());
            let what = What::OccludedRecord { zone: end.zone.clone(), parent, seen };
            found.push((if seen { Severity::Warning } else { Severity::Info }, None, what));
        } else if end.name != end.zone && !end.zone.is_registry() {
            let what = What::ZoneCutMissing { name: end.name.clone(), zone: end.zone.clone() };
            found.push((Severity::Info, None, what));
        }
        found
    }

    fn memory(&self, reply: &super::exchange::Reply) -> Memory {
        let here = reply.answers.iter().filter(|r| r.owner == self.o.target && r.kind == Kind::Txt);
        match (here.map(|r| r.ttl).max(), negative_ttl(reply)) {
            (Some(ttl), _) => Memory::Positive(ttl),
            (None, Some(ttl)) => Memory::Negative(ttl),
            (None, None) => Memory::NotSaid,
        }
    }

    /// The same records stand at a name that nobody made.
    fn is_from_wildcard(&self, reply: &super::exchange::Reply) -> bool {
        let beside = self.of(Purpose::Probe(Probe::Random)).filter_map(|e| Some((&e.ask.name, e.reply()?)));
        let here = values(reply, &self.o.target);
        self.o.target != self.o.zone && beside.into_iter().any(|(name, r)| values(r, name) == here)
    }

    /// The value was saved in a record of the type SPF, which nobody reads.
    fn is_of_old_type(&self) -> bool {
        let replies = self.of(Purpose::Probe(Probe::OldSpfType)).filter_map(|e| e.reply());
        replies.filter(|r| r.rcode == Rcode::OK).flat_map(|r| &r.answers).any(|r| r.kind == Kind::Other(99))
    }

    /// What else stands in the same place.
    fn beside(&self) -> Vec<(Severity, Option<String>, What)> {
        let mut found = Vec::new();
        let name = &self.end().name;
        for seen in self.at_end().filter(|s| s.class.is_answer()) {
            let Some(reply) = seen.observed.exchange.reply() else { continue };
            let at = Some(seen.label());
            for parts in strings(reply, name) {
                let value = parts.concat();
                let likeness = compare_strings(self.expected, &parts);
                let same = likeness == Likeness::Same;
                // A value that is longer than one string cannot stand in one.
                if same && parts.len() > 1 && value.len() <= 255 {
                    found.push((Severity::Info, at.clone(), What::SplitString { parts: parts.len() }));
                }
                let old = matches!(likeness, Likeness::OtherDate(_))
                    || self.expected.meant().is_some() && is_date(&value);
                let beside = !same && (old || matches!(likeness, Likeness::Near(_)));
                let shown = super::exchange::shown(&value);
                if beside && (seen.class.is_right() || matches!(likeness, Likeness::OtherDate(_))) {
                    found.push((Severity::Info, at.clone(), What::LeftoverRecord { value: shown.clone() }));
                }
                if std::str::from_utf8(&value).is_err() {
                    found.push((Severity::Info, at.clone(), What::NotUtf8 { value: shown }));
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
        self.find_as(severity, None, What::AmbiguousDate { day: date.day, format: date.format });
    }

    /// A zone whose editor is behind the door that is locked.
    pub(super) fn the_provider(&mut self) {
        let names = self.o.parent_names.iter().chain(&self.o.child_names);
        let inside = names.into_iter().find_map(|n| Provider::of(n).filter(|p| p.tenant).map(|p| (n, p)));
        let onmicrosoft = self.o.domain.to_string().ends_with(".onmicrosoft.com");
        match inside {
            Some((server, provider)) => self.find(What::TenantHostedDns {
                server: Some(server.clone()),
                provider: Some(provider.name.clone()),
            }),
            None if onmicrosoft => self.find(What::TenantHostedDns { server: None, provider: None }),
            None => {}
        }
    }
}
