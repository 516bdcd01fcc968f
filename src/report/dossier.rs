//! What a bundle holds: the case told in files, summary first. Decides by class what goes in and what is only named.

use serde::Serialize;

use super::custody::{self, Fates};
#[cfg(feature = "pdf")]
use super::pdf;
use super::summary::{self, Summary};
use super::{html, ticket, timeline};
use crate::case::{Audience, Case, Content, Entry, Event, journal};
use crate::evidence::bag;
use crate::evidence::inventory::{Reason, Removed};
use crate::model::Class;
use crate::runbook::Library;

/// A case ready to be packed.
pub struct Dossier<'a> {
    case: &'a Case,
    entries: &'a [Entry],
    library: &'a Library,
    class: Class,
}

impl<'a> Dossier<'a> {
    /// The lines of a case up to the last one that tells of the case itself: a bundle never tells of bundles, so that
    /// two bundles of one case are the same.
    #[must_use]
    pub fn lines(entries: &[Entry]) -> &[Entry] {
        let about_bundles =
            |e: &&Entry| matches!(e.event(), Some(Event::Bundled { .. } | Event::HandedOver { .. }));
        let trailing = entries.iter().rev().take_while(about_bundles).count();
        entries.get(..entries.len() - trailing).unwrap_or_default()
    }

    /// `case` and `entries` are those of [`Dossier::lines`].
    #[must_use]
    pub fn new(case: &'a Case, entries: &'a [Entry], library: &'a Library, class: Class) -> Self {
        Self { case, entries, library, class }
    }

    /// Every file but the attachments. `journal` holds the verified lines, as many as `entries`; `fates` tells of
    /// attachments that are not in the bundle as they were attached.
    pub fn files<'f>(&self, journal: &[u8], fates: &Fates) -> Result<Vec<bag::Entry<'f>>, journal::Broken> {
        let all = self.class == Class::Internal;
        let text = |path: &str, text: String| -> bag::Entry<'f> { made(path, Class::Support, text) };
        let mut files = self.summary();
        if self.class == Class::Legal {
            files.push(text("80-custody/custody.json", custody::json(self.case, self.class, fates)));
            files.push(text(
                "80-custody/custody.md",
                custody::screen(self.case, self.class, fates).markdown(),
            ));
            return Ok(files);
        }
        let at = self.case.last.unwrap_or_default();
        let journal = if all { journal.to_vec() } else { journal::withhold(journal, &self.case.retracted)? };
        let show = if all { timeline::Show::All } else { timeline::Show::Support(&self.case.retracted) };
        let withheld = self.withheld(all);
        let own = if all { Class::Internal } else { Class::Support };
        files.extend([
            text("10-ticket/ticket.txt", ticket::request(self.case, self.library, at, false)),
            text("10-ticket/ticket-history.json", self.tickets()),
            made(
                "20-timeline/timeline.md",
                own,
                timeline::screen(self.entries, self.library, show).markdown(),
            ),
            made("20-timeline/timeline.json", own, timeline::json(self.entries, self.library, show)),
            bag::Entry {
                removed: withheld,
                net: bag::Net::Values,
                ..bag::Entry::new("20-timeline/journal.jsonl", own, bag::Source::Bytes(journal))
            },
            text("20-timeline/chain-head.txt", format!("{}\n", self.case.head)),
            text("30-signin/signin-ids.json", self.sign_ins()),
            text("80-custody/custody.json", custody::json(self.case, self.class, fates)),
            text("80-custody/custody.md", custody::screen(self.case, self.class, fates).markdown()),
        ]);
        files.extend(self.observations());
        files.extend(
            super::partner::kept::files(self.case).into_iter().map(|(name, words)| text(name, words)),
        );
        Ok(files)
    }

    /// Attachments of this class: id, the name below the case folder, the path in the bundle.
    #[must_use]
    pub fn attachments(&self) -> Vec<Kept<'a>> {
        self.case
            .attachments
            .iter()
            .filter_map(|(at, who, item)| {
                let class = item.class;
                let kept = item.kept_as.as_ref()?;
                let wanted = if self.class == Class::Legal {
                    class == Class::Legal
                } else {
                    self.class.may_hold(class)
                };
                let name = kept.file().split_once('-').map_or(kept.file(), |(_, name)| name);
                let path = format!("60-attachments/{}-{name}", item.id);
                wanted.then(|| Kept { item, class, path, at: at.to_rfc3339(), who })
            })
            .collect()
    }

    /// Lines whose payload support does not see, and why.
    fn withheld(&self, all: bool) -> Vec<Removed> {
        let reason = |entry: &&Entry| match &entry.content {
            Content::Newer(_) => Some(Reason::UnknownKind),
            _ if entry.audience == Audience::Internal => Some(Reason::Internal),
            _ if self.case.retracted.contains(&entry.seq) => Some(Reason::Retracted),
            _ => None,
        };
        let lines = self.entries.iter().filter(|_| !all);
        lines.filter_map(|entry| Some(Removed::withheld(reason(&entry)?, entry.seq))).collect()
    }

    /// The page that support reads, in the three forms that somebody may be able to open.
    fn summary<'f>(&self) -> Vec<bag::Entry<'f>> {
        let at = self.case.last.unwrap_or_default();
        let page = Summary::of(self.case, self.library, at, true);
        let version = format!("reentry {}", env!("CARGO_PKG_VERSION"));
        let document = summary::document(&page, &version);
        let html = html::write(&document, html::Sheet { size: "A4", points: 10 });
        let text = |path: &str, text| made(path, Class::Support, text);
        let mut files = vec![text("00-SUMMARY.md", summary::markdown(&page)), text("00-SUMMARY.html", html)];
        #[cfg(feature = "pdf")]
        if let Ok((bytes, _)) = summary::pdf(&page, &version, pdf::A4) {
            let pdf = bag::Entry::new("00-SUMMARY.pdf", Class::Support, bag::Source::Bytes(bytes));
            files.push(bag::Entry { net: bag::Net::Nothing, ..pdf });
        }
        files
    }

    fn tickets(&self) -> String {
        #[derive(Serialize)]
        struct Ticket<'a> {
            number: &'a str,
            since: String,
        }
        #[derive(Serialize)]
        struct Said<'a> {
            at: String,
            text: &'a str,
            ticket: Option<&'a str>,
            team: Option<&'a str>,
            who: Option<&'a str>,
        }
        #[derive(Serialize)]
        struct View<'a> {
            schema: &'static str,
            tickets: Vec<Ticket<'a>>,
            notes: Vec<Said<'a>>,
        }
        let all = self.class == Class::Internal;
        let notes = self.case.notes.iter().filter(|n| all || n.audience == Audience::Support);
        pretty(&View {
            schema: "reentry/ticket-history/v1",
            tickets: self
                .case
                .tickets
                .iter()
                .map(|(number, since)| Ticket { number, since: since.to_rfc3339() })
                .collect(),
            notes: notes
                .map(|n| Said {
                    at: n.at.to_rfc3339(),
                    text: &n.text,
                    ticket: n.ticket.as_deref(),
                    team: n.team.as_deref(),
                    who: n.who.as_deref(),
                })
                .collect(),
        })
    }

    fn sign_ins(&self) -> String {
        #[derive(Serialize)]
        struct Recorded<'a> {
            recorded_at: String,
            source: &'a str,
            #[serde(flatten)]
            sign_in: &'a crate::signin::SignIn,
        }
        #[derive(Serialize)]
        struct View<'a> {
            schema: &'static str,
            signins: Vec<Recorded<'a>>,
        }
        let signins = self.case.sign_ins.iter().map(|r| Recorded {
            recorded_at: r.at.to_rfc3339(),
            source: &r.source,
            sign_in: &r.sign_in,
        });
        pretty(&View { schema: "reentry/signin-ids/v1", signins: signins.collect() })
    }

    /// Two files for each observation, numbered in order: what programs read, and what an engineer recognises.
    fn observations<'f>(&self) -> Vec<bag::Entry<'f>> {
        let mut files = Vec::new();
        for (at, (_, report)) in self.case.dns.iter().enumerate() {
            let name = crate::evidence::item::safe_name(&report.observation.domain.to_string());
            let view = super::json::document(&super::json::dns_check::View::from(report));
            let path = |ending: &str| format!("40-dns/{:03}-{name}.{ending}", at + 1);
            for (ending, text) in [("json", view), ("txt", super::dig::text(report))] {
                let entry = bag::Entry::text(&path(ending), Class::Support, text);
                files.push(bag::Entry { net: bag::Net::Nothing, ..entry });
            }
        }
        files
    }
}

/// An attachment that goes in.
pub struct Kept<'a> {
    pub item: &'a crate::case::Attachment,
    pub class: Class,
    /// Below `data/`.
    pub path: String,
    /// When it was attached, RFC 3339.
    pub at: String,
    /// By whom.
    pub who: &'a str,
}

/// A file that this program makes of the lines of a case. The lines themselves are looked through; here their words stand
/// in sentences and lists, between marks that would hide or make up a secret.
fn made<'f>(path: &str, class: Class, text: String) -> bag::Entry<'f> {
    bag::Entry { net: bag::Net::Nothing, ..bag::Entry::text(path, class, text) }
}

fn pretty(view: &impl Serialize) -> String {
    // Plain structs of text and numbers: serialising them cannot fail.
    serde_json::to_string_pretty(view).unwrap_or_default() + "\n"
}
