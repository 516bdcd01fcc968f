//! What can happen in a case. The journal keeps these; everything else follows from them.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::dns_proof::report::Report;
use crate::model::{Class, Fingerprint, OptionId, TenantId, facts};
use crate::model::{FactId, StepRef, Value};
use crate::partner::Finding;
use crate::policy::lockout::Computed;
use crate::signin::SignIn;

use super::account::{AccountReport, ListState};
use super::attachment::Attachment;
use super::case_id::CaseId;
use super::door::DoorReport;
use super::happened::HappenedReport;
use super::journal::Audience;
use super::observation::{ObservationName, Observed};
use super::request::RequestReport;

/// One thing that happened. Names are stable: old journals must stay readable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Event {
    /// The case began.
    Opened {
        /// Its name for good: day and four random hex digits.
        case: CaseId,
        /// The program and version that opened it.
        tool: String,
        /// True in rehearsals, where the time was set by hand.
        #[serde(default, skip_serializing_if = "is_false")]
        rehearsal: bool,
        /// The scenario's id where the case is an exercise: nothing in it is real.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drill: Option<String>,
    },
    /// A fact became known, or was said to be unknown.
    Learned {
        fact: FactId,
        value: Value,
        /// Who or what said it.
        source: FactSource,
        /// The step that asked, so that going back can ask again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepRef>,
    },
    /// A step was answered, and the walk went on.
    Answered {
        step: StepRef,
        reply: Reply,
        /// The person's own words about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Where the walk went; nothing at its end.
        to: Option<StepRef>,
    },
    /// The person wants to answer an earlier step again.
    WentBack { to: StepRef },
    /// The person will answer later.
    PutOff { step: StepRef, to: Option<StepRef> },
    /// A step that was put off is answered now.
    TakenUp { step: StepRef, back_to: Option<StepRef> },
    /// A failed sign-in was recorded.
    SignedIn {
        sign_in: Box<SignIn>,
        /// The file's name, or "paste".
        source: String,
        /// Whose it is, where the text does not say and a person does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
    },
    /// Somebody said something about one account.
    AccountTold {
        report: Box<AccountReport>,
        /// When it happened, if that was not when it was written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened: Option<DateTime<FixedOffset>>,
        /// Who said it, if that was not who wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said_by: Option<String>,
    },
    /// Somebody said how whole the list of accounts is.
    AccountsListed {
        list: ListState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said_by: Option<String>,
    },
    /// Somebody said how one door stands.
    DoorTold {
        report: Box<DoorReport>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened: Option<DateTime<FixedOffset>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said_by: Option<String>,
    },
    /// Somebody said something about one support request.
    RequestTold {
        report: Box<RequestReport>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened: Option<DateTime<FixedOffset>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said_by: Option<String>,
    },
    /// Something has happened since.
    Happened {
        report: Box<HappenedReport>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened: Option<DateTime<FixedOffset>>,
    },
    /// The person's own sentence for Microsoft; nothing goes back to what is proposed.
    AskWorded {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// A line of this case was wrong, and is not shown to support any more.
    Retracted { line: u64 },
    /// A line of another copy of this case, brought in as somebody told it there.
    BroughtIn {
        told_by: String,
        told_at: DateTime<FixedOffset>,
        /// The line's own number and hash in that copy.
        line: u64,
        hash: String,
        told: Box<Event>,
    },
    /// DNS was asked: the whole observation. In a journal only those of the first edition hold it; in memory every look
    /// stands so.
    DnsObserved { report: Box<Report> },
    /// Roles and partners were weighed; kept in the same way.
    PartnersWeighed { finding: Box<Finding> },
    /// Exported policies were weighed for the accounts; kept in the same way. Since minor 1.
    PoliciesWeighed { computed: Box<Computed> },
    /// A machine looked; what it saw is a file beside the journal. Since minor 1.
    Observed {
        what: Observed,
        /// Which domain, where it was DNS.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
        file: ObservationName,
        /// Of the file.
        bytes: u64,
    },
    /// It looked again and saw the same. Since minor 1.
    SameObserved {
        file: ObservationName,
        /// How many further looks.
        looks: u32,
        /// The last of them.
        until: DateTime<FixedOffset>,
    },
    /// Somebody wrote a line.
    Noted {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
        /// The account it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
        /// When it happened, if that was not when it was written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened: Option<DateTime<FixedOffset>>,
    },
    /// In a drill: the scenario's other side did something.
    Played {
        /// The move's id in the scenario.
        id: String,
        from: String,
        text: String,
        /// How far the drill's clock was set forward before it.
        minutes: u32,
        /// What was answered, where an answer was wanted, in the order of the attempts.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        replies: Vec<String>,
    },
    /// A file became evidence.
    Attached { item: Attachment },
    /// A bundle was made.
    Bundled { class: Class, file: String, fingerprint: Fingerprint },
    /// The case was packed for somebody else.
    HandedOver { to: String, file: String },
    /// Somebody took the case over from this line on.
    TookOver { by: String },
}

impl Event {
    /// Reads an event as a journal keeps it. Every field that becomes a name, a path or a word on a screen without
    /// further thought is of a type that holds nothing else.
    ///
    /// # Errors
    /// What is wrong with it, in a clause.
    pub fn read(json: &str) -> Result<Self, String> {
        let event: Self = serde_json::from_str(json).map_err(|e| e.to_string())?;
        match &event {
            Self::Learned { fact, value: Value::One(text), .. } if fact.as_str() == facts::TENANT_ID => {
                text.parse::<TenantId>().map_err(|e| e.to_string())?;
            }
            Self::Learned { fact, value: Value::Many(_), .. } if fact.as_str() == facts::TENANT_ID => {
                return Err("a tenant has one ID".into());
            }
            _ => {}
        }
        Ok(event)
    }

    /// Dates what a person tells: it happened then, however late it is written down. Gives the moment back where the event
    /// has no place for it, and [`journal::write_told`](super::journal::write_told) has to set it beside. What the program
    /// itself does or sees happens when it is written.
    pub fn happened(&mut self, then: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Noted { happened, .. }
            | Self::AccountTold { happened, .. }
            | Self::DoorTold { happened, .. }
            | Self::RequestTold { happened, .. }
            | Self::Happened { happened, .. } => {
                happened.get_or_insert(then);
                None
            }
            Self::Learned { .. } | Self::Answered { .. } => Some(then),
            Self::BroughtIn { told, .. } => told.happened(then),
            _ => None,
        }
    }

    /// The words in it that a person typed or pasted, or that a file gave: they are looked through before they are
    /// written.
    pub fn words_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Learned { value: Value::One(text), .. } => vec![text],
            Self::Learned { value: Value::Many(items), .. } => items.iter_mut().collect(),
            Self::Answered { note, .. } => note.iter_mut().collect(),
            Self::SignedIn { sign_in, source, account } => {
                [source].into_iter().chain(account).chain(sign_in.words_mut()).collect()
            }
            Self::AccountTold { report, said_by, .. } => report.words_mut().chain(said_by).collect(),
            Self::AccountsListed { said_by, .. } => said_by.iter_mut().collect(),
            Self::DoorTold { report, said_by, .. } => {
                let DoorReport { by, why, .. } = &mut **report;
                by.iter_mut().chain(why).chain(said_by).collect()
            }
            Self::RequestTold { report, said_by, .. } => report.words_mut().chain(said_by).collect(),
            Self::Happened { report, .. } => report.words_mut(),
            Self::AskWorded { words } => words.iter_mut().collect(),
            Self::BroughtIn { told_by, told, .. } => {
                let mut words = told.words_mut();
                words.push(told_by);
                words
            }
            Self::Noted { text, ticket, team, who, account, .. } => {
                [text].into_iter().chain(ticket).chain(team).chain(who).chain(account).collect()
            }
            Self::Played { replies, .. } => replies.iter_mut().collect(),
            Self::Attached { item } => {
                let Attachment { original_name, place, note, account, .. } = item;
                [original_name].into_iter().chain(place).chain(note).chain(account).collect()
            }
            Self::Bundled { file, .. } => vec![file],
            Self::HandedOver { to, file } => vec![to, file],
            Self::TookOver { by } => vec![by],
            Self::PoliciesWeighed { computed } => computed.words_mut(),
            Self::PartnersWeighed { finding } => finding.words_mut(),
            // What name servers answered is public, and evidence to the letter.
            Self::DnsObserved { report } => {
                let expected = [&mut report.expected.text];
                expected.into_iter().chain(&mut report.observation.ignored).collect()
            }
            Self::Opened { tool, drill, .. } => [tool].into_iter().chain(drill).collect(),
            Self::Learned { value: Value::Unknown, .. }
            | Self::WentBack { .. }
            | Self::PutOff { .. }
            | Self::TakenUp { .. }
            | Self::Retracted { .. }
            | Self::Observed { .. }
            | Self::SameObserved { .. } => Vec::new(),
        }
    }

    /// Who may see it at most: what names places on a person's laptop, or is not for support, stays inside.
    #[must_use]
    pub fn audience(&self) -> Audience {
        match self {
            Self::Attached { item } if item.class != Class::Support => Audience::Internal,
            Self::Bundled { .. } | Self::HandedOver { .. } => Audience::Internal,
            Self::BroughtIn { told, .. } => told.audience(),
            _ => Audience::Support,
        }
    }
}

/// Who or what stated a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactSource {
    /// Typed by the person.
    Person,
    /// From `tenant.toml`.
    Profile,
    /// From an answers file.
    Answers,
    /// Read out of a sign-in error.
    SignIn,
    /// Read from public DNS records.
    Dns,
    /// The command line.
    CommandLine,
}

/// How a step was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// Done as described.
    Done,
    /// This door opened: somebody is in.
    Opened,
    /// It was tried and did not work.
    Closed,
    /// There is no such thing here.
    NotPossible,
    /// The facts were given.
    Told,
    /// An option of a choice.
    Chosen(OptionId),
    /// The machine looked.
    Checked(Outcome),
    /// The wait is over.
    Over,
    /// Files were attached; how many.
    Attached(usize),
}

/// Three-valued: a machine check that could not run is `unknown`, never `no`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Yes,
    No,
    Unknown,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}
