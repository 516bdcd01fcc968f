//! A case as it stands: a pure fold over its events. Nothing else stores state.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, FixedOffset};
use indexmap::{IndexMap, IndexSet};

use crate::dns_proof::report::Report;
use crate::model::{Fingerprint, StepRef};
use crate::partner::Finding;
use crate::policy::lockout::Computed;
use crate::signin::SignIn;

use super::account::AccountReport;
use super::attachment::Attachment;
use super::case_id::CaseId;
use super::event::{Event, FactSource, Reply};
use super::happened::Happened;
use super::journal::{Audience, Entry};
use super::kept_name::KeptName;
use super::nouns::Nouns;
use super::one_sign_in::OneSignIn;
use super::request::RequestReport;
use super::told::Told;
use crate::model::{Cause, FactId, Value, facts};

/// A fact and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// What is known, or that it is not.
    pub value: Value,
    /// When it was said.
    pub at: DateTime<FixedOffset>,
    /// By what.
    pub source: FactSource,
    /// Who wrote it down.
    pub who: String,
    /// The step that asked.
    pub step: Option<StepRef>,
}

/// A step's latest answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// What was answered.
    pub reply: Reply,
    /// The person's words.
    pub note: Option<String>,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// Where the walk is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Position {
    /// Before the first step.
    #[default]
    Start,
    /// At this step, or at the first one after it that applies.
    At(StepRef),
    /// The walk reached its end.
    End,
}

/// A recorded sign-in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignInRecord {
    /// What was read.
    pub sign_in: SignIn,
    /// The file it came from, or "paste".
    pub source: String,
    /// Whose it is, where a person said so.
    pub account: Option<String>,
    /// When it was recorded.
    pub at: DateTime<FixedOffset>,
}

/// A line somebody wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub text: String,
    pub ticket: Option<String>,
    pub team: Option<String>,
    pub who: Option<String>,
    /// When it happened.
    pub at: DateTime<FixedOffset>,
    pub audience: Audience,
}

/// The state of a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Its name for good; empty before the first line is read.
    pub id: CaseId,
    /// The program that opened it.
    pub tool: String,
    /// When it was opened.
    pub opened: Option<DateTime<FixedOffset>>,
    /// When the last line was written.
    pub last: Option<DateTime<FixedOffset>>,
    /// True where the time was set by hand.
    pub rehearsal: bool,
    /// The scenario, where the case is an exercise.
    pub drill: Option<String>,
    /// Moves of the scenario that were made.
    pub played: Vec<String>,
    /// Lines so far.
    pub events: u64,
    /// The chain's head.
    pub head: String,
    pub facts: BTreeMap<FactId, Known>,
    pub position: Position,
    /// The steps answered on the way here, for going back.
    pub trail: Vec<StepRef>,
    pub answers: BTreeMap<StepRef, Answered>,
    /// Steps to come back to.
    pub put_off: IndexSet<StepRef>,
    /// When the walk had come to a step that was put off: at the last answer before. A clock that began then runs on.
    pub arrived: BTreeMap<StepRef, DateTime<FixedOffset>>,
    /// A step that a person came back to: it is asked again, whatever is known.
    pub again: Option<StepRef>,
    /// Where to return after a step that was taken up again.
    pub detour: Option<Option<StepRef>>,
    pub sign_ins: Vec<SignInRecord>,
    /// Where each of them stands.
    pub(super) sign_in_places: HashMap<OneSignIn, usize>,
    pub dns: Vec<(DateTime<FixedOffset>, Report)>,
    pub partners: Vec<(DateTime<FixedOffset>, Finding)>,
    /// What exported policies say about the accounts; the last look stands.
    pub computed: Option<(DateTime<FixedOffset>, Box<Computed>)>,
    pub notes: Vec<Note>,
    /// The numbers of support requests, each with the time at which it was first named.
    pub tickets: IndexMap<String, DateTime<FixedOffset>>,
    pub attachments: Vec<(DateTime<FixedOffset>, String, Attachment)>,
    pub bundles: Vec<(DateTime<FixedOffset>, String, Fingerprint)>,
    /// Accounts, doors, requests and what happened, as reported.
    pub nouns: Nouns,
    /// Lines that were taken back; support does not see them.
    pub retracted: BTreeSet<u64>,
    /// Who works on it, in order of appearance.
    pub people: IndexSet<String>,
    /// The last hand-over, if nobody has taken the case up since.
    pub handed_to: Option<String>,
}

impl Case {
    /// The case that these lines tell.
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry> + Clone) -> Self {
        let mut case = Self { retracted: super::retract::lines(entries.clone()), ..Self::default() };
        for entry in entries {
            case.apply(entry);
        }
        case
    }

    /// One more line.
    pub fn apply(&mut self, entry: &Entry) {
        self.events = entry.seq;
        self.head.clone_from(&entry.hash);
        self.last = Some(entry.at);
        if !self.people.contains(&entry.who) {
            self.people.insert(entry.who.clone());
        }
        let Some(event) = entry.event() else { return };
        if self.retracted.contains(&entry.seq) && super::retract::tells(event) {
            return;
        }
        self.happens(entry, event);
    }

    fn happens(&mut self, entry: &Entry, event: &Event) {
        let told = |happened: &Option<DateTime<FixedOffset>>, by: &Option<String>| Told {
            what: (),
            at: Some(happened.unwrap_or(entry.moment())),
            by: Some(by.clone().unwrap_or_else(|| entry.who.clone())),
        };
        match event {
            Event::Opened { case, tool, rehearsal, drill } => {
                self.id.clone_from(case);
                self.tool.clone_from(tool);
                self.rehearsal = *rehearsal;
                self.drill.clone_from(drill);
                self.opened = Some(entry.at);
            }
            Event::Learned { fact, value, source, step } => {
                self.learn(entry, fact, value, *source, step.as_ref());
            }
            Event::Answered { step, reply, note, to } => {
                let answered = Answered { reply: reply.clone(), note: note.clone(), at: entry.moment() };
                self.answers.insert(step.clone(), answered);
                self.nouns.answered(step, reply, note.as_ref(), told(&None, &None));
                self.put_off.shift_remove(step);
                self.arrived.remove(step);
                self.trail.push(step.clone());
                self.detour = None;
                self.again = None;
                self.go(to.as_ref());
            }
            Event::WentBack { to } => {
                while let Some(step) = self.trail.pop() {
                    if step == *to {
                        break;
                    }
                }
                self.ask_again(to, entry.minor);
                self.answers.remove(to);
                self.nouns.taken_back(to);
                self.arrived.remove(to);
                self.go(Some(to));
            }
            Event::PutOff { step, to } => {
                self.put_off.shift_remove(step);
                self.put_off.insert(step.clone());
                if let Some(last) = self.trail.last().and_then(|step| self.answers.get(step)) {
                    self.arrived.entry(step.clone()).or_insert(last.at);
                }
                self.detour = None;
                self.again = None;
                self.go(to.as_ref());
            }
            Event::TakenUp { step, back_to } => {
                self.ask_again(step, entry.minor);
                self.detour = Some(back_to.clone());
                self.go(Some(step));
            }
            Event::SignedIn { sign_in, source, account } => self.signed_in(SignInRecord {
                sign_in: (**sign_in).clone(),
                source: source.clone(),
                account: account.clone(),
                at: entry.at,
            }),
            Event::AccountTold { report, happened, said_by } => {
                self.nouns.accounts.push(told(happened, said_by).saying((**report).clone()));
            }
            Event::AccountsListed { list, said_by } => {
                self.nouns.lists.push(told(&None, said_by).saying(*list));
            }
            Event::DoorTold { report, happened, said_by } => {
                self.nouns.doors.push((told(happened, said_by).saying((**report).clone()), false));
            }
            Event::RequestTold { report, happened, said_by } => {
                let told = told(happened, said_by).saying((**report).clone());
                self.ticket(&report.number, report.opened.or(told.at).unwrap_or(entry.at));
                self.nouns.requests.push(told);
            }
            Event::Happened { report, happened } => {
                if let Happened::RequestMoved { to, .. } = &report.what {
                    self.ticket(to, happened.unwrap_or(entry.at));
                }
                self.learn_from(entry, &report.what);
                self.nouns.happened(told(happened, &None).saying((**report).clone()));
            }
            Event::AskWorded { words } => {
                self.nouns.ask = words.clone().map(|words| told(&None, &None).saying(words));
            }
            Event::Retracted { line } => drop(self.retracted.insert(*line)),
            Event::BroughtIn { told_by, told_at, told, .. } if super::retract::tells(told) => {
                let there = Entry { at: *told_at, who: told_by.clone(), ..entry.clone() };
                self.happens(&there, told);
            }
            Event::DnsObserved { report } => self.dns.push((entry.at, (**report).clone())),
            // What was observed is gone from beside the journal; or it was the same again.
            Event::Observed { .. } | Event::SameObserved { .. } | Event::BroughtIn { .. } => {}
            Event::PartnersWeighed { finding } => self.partners.push((entry.at, (**finding).clone())),
            Event::PoliciesWeighed { computed } => self.computed = Some((entry.at, computed.clone())),
            Event::Noted { text, ticket, team, who, account, happened } => {
                let at = happened.unwrap_or(entry.at);
                if let Some(account) = account {
                    let what = AccountReport::about(account);
                    self.nouns.accounts.push(Told { what, at: Some(at), by: who.clone() });
                }
                if let Some(number) = ticket {
                    self.ticket(number, at);
                    let word = Some(text.clone()).filter(|_| entry.audience == Audience::Support);
                    let report = RequestReport { word, team: team.clone(), ..RequestReport::about(number) };
                    self.nouns.requests.push(Told { what: report, at: Some(at), by: who.clone() });
                }
                self.notes.push(Note {
                    text: text.clone(),
                    ticket: ticket.clone(),
                    team: team.clone(),
                    who: who.clone(),
                    at,
                    audience: entry.audience,
                });
            }
            Event::Attached { item } => self.attachments.push((entry.at, entry.who.clone(), item.clone())),
            Event::Bundled { file, fingerprint, .. } => {
                self.bundles.push((entry.at, file.clone(), *fingerprint));
            }
            Event::HandedOver { to, .. } => self.handed_to = Some(to.clone()),
            Event::Played { id, .. } => self.played.push(id.clone()),
            Event::TookOver { .. } => self.handed_to = None,
        }
    }

    fn learn(
        &mut self,
        entry: &Entry,
        fact: &FactId,
        value: &Value,
        source: FactSource,
        step: Option<&StepRef>,
    ) {
        if fact.as_str() == facts::NUMBER
            && let Value::One(number) = value
        {
            self.ticket(number, entry.moment());
            let what = RequestReport::about(number);
            self.nouns.requests.push(Told { what, at: Some(entry.moment()), by: None });
        }
        let known = Known {
            value: value.clone(),
            at: entry.moment(),
            source,
            who: entry.who.clone(),
            step: step.cloned(),
        };
        self.facts.insert(fact.clone(), known);
    }

    /// What a report of something that happened says about the facts of the case.
    fn learn_from(&mut self, entry: &Entry, what: &Happened) {
        let mut learn = |fact: &'static str, value: Value| {
            self.learn(entry, &FactId::known(fact), &value, FactSource::Person, None);
        };
        match what {
            Happened::CauseIsAnother { cause, account: None } => {
                learn(facts::CAUSE, Value::One(cause.id().to_owned()));
            }
            Happened::TxtWanted { domain, value } => {
                domain.iter().for_each(|d| learn(facts::PROOF_DOMAIN, Value::One(d.clone())));
                value.iter().for_each(|v| learn(facts::PROOF_VALUE, Value::One(v.clone())));
            }
            Happened::PapersWanted { papers } if !papers.is_empty() => {
                learn(facts::DOCUMENTS, Value::Many(papers.clone()));
            }
            Happened::SomebodyIsIn { .. } => learn(facts::STATE, Value::One("regained".to_owned())),
            _ => {}
        }
    }

    fn ticket(&mut self, number: &str, since: DateTime<FixedOffset>) {
        self.tickets.entry(number.into()).or_insert(since);
    }

    /// A person came back to a step. What it had asked stands, and is shown, until it is answered once more; a line of the
    /// first edition took it away.
    fn ask_again(&mut self, step: &StepRef, minor: u32) {
        if super::retract::going_back_deletes(minor) {
            self.facts.retain(|_, known| known.step.as_ref() != Some(step));
        }
        self.again = Some(step.clone());
    }

    fn go(&mut self, to: Option<&StepRef>) {
        self.position = to.map_or(Position::End, |step| Position::At(step.clone()));
    }

    /// A fact's text, if it is known.
    #[must_use]
    pub fn text(&self, fact: &str) -> Option<String> {
        self.value(fact).and_then(Value::text)
    }

    /// A fact's value, which may be "unknown"; nothing if it was never asked.
    #[must_use]
    pub fn value(&self, fact: &str) -> Option<&Value> {
        self.facts.get(&fact.parse::<FactId>().ok()?).map(|k| &k.value)
    }

    /// The items of a fact; none if it is not known.
    #[must_use]
    pub fn items(&self, fact: &str) -> &[String] {
        self.value(fact).map_or(&[], Value::items)
    }

    /// Which lockout it is, as far as known.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.text(facts::CAUSE)?.parse().ok()
    }

    /// Whether a fact has this value.
    #[must_use]
    pub fn says(&self, fact: &str, value: &str) -> bool {
        self.text(fact).is_some_and(|text| text == value)
    }

    /// Whether a file was attached once more later: under the same name, or from its own place in the case. Then the later
    /// one stands for it, whatever became of it.
    #[must_use]
    pub fn attached_again(&self, item: &Attachment) -> bool {
        let later = self.attachments.iter().skip_while(|(_, _, other)| other.id != item.id).skip(1);
        let kept = item.kept_as.as_ref().map(KeptName::file);
        later.into_iter().any(|(_, _, other)| {
            other.original_name == item.original_name || Some(other.original_name.as_str()) == kept
        })
    }
}
