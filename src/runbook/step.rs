//! One step: a small closed set of kinds, each with the keys it needs and no others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::later::Later;
use crate::model::OptionId;
use crate::model::{Class, FactId, StepRef, is_kebab};

/// Where a step leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// The following step; after the last one, the runbook's `next`.
    Next,
    /// The walk is over.
    End,
    /// A step of this runbook, or else the first step of the runbook of that name.
    Name(String),
    /// A step of another runbook.
    Step(StepRef),
}

impl TryFrom<String> for Target {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "next" => Ok(Self::Next),
            "end" => Ok(Self::End),
            name if is_kebab(name) => Ok(Self::Name(text)),
            _ => text.parse().map(Self::Step),
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        match target {
            Target::Next => "next".to_owned(),
            Target::End => "end".to_owned(),
            Target::Name(name) => name,
            Target::Step(step) => step.into(),
        }
    }
}

/// Facts and the values they must have. `*` is any value that is known; of a role its name counts, not its holder.
pub type Condition = BTreeMap<FactId, Vec<String>>;

/// One option of a choice.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Kept as the fact's value; what an answers file names.
    pub id: OptionId,
    /// What the person reads, 60 characters at most.
    pub label: String,
    /// Where it leads; the step's own target if absent.
    pub go: Option<Target>,
    /// Offered only if each of these facts has one of its values.
    #[serde(default)]
    pub when: Condition,
    /// Not offered if any of these facts has one of its values.
    #[serde(default)]
    pub unless: Condition,
    /// What else is known once it is chosen: facts and their values.
    #[serde(default)]
    pub says: Says,
    /// On a board: what is known if the others were chosen and this was not.
    #[serde(default)]
    pub otherwise: Says,
}

/// Facts and the one value that each gets.
pub type Says = BTreeMap<FactId, String>;

/// What has happened, as the board of the case offers it. The first letters of a night's report; what it means in full is
/// the case's to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum News {
    SupportCalled,
    EmailCame,
    TxtWanted,
    PapersWanted,
    RequestChanged,
    DoorTried,
    SomebodyIsIn,
    CauseIsAnother,
    SomethingElse,
}

/// One line of the board of the case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewsOption {
    pub news: News,
    /// What the person reads, 60 characters at most.
    pub label: String,
    /// The runbook that follows from it; back to the board if absent.
    pub go: Option<Target>,
    /// Of a call: where a missed one leads.
    pub missed: Option<Target>,
}

/// A door that is one account's, with answers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoorAccount {
    /// The emergency access account: opened, refused, out of reach, not found after a look, none.
    Emergency,
}

/// What a step shows below its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// The text of the support request, as far as it can be written now.
    Request,
}

/// The machine checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Is the recorded failed sign-in good evidence?
    SignIn,
    /// Is the TXT record visible?
    DnsTxt,
    /// Does anybody's surviving role or partner relationship help?
    Partner,
    /// What does DNS say about the tenant?
    TenantDns,
}

/// The two kinds of clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitKind {
    /// Nothing can happen before.
    NotBefore,
    /// Somebody must have acted before.
    Deadline,
}

/// What a step asks of the person or the machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Kind {
    /// A person acts, then says what happened. With `opens`, the step is a door.
    Do { opens: Option<Target> },
    /// Typed facts.
    Ask { facts: Vec<FactId> },
    /// Several ways in at once: the person says which of them there are.
    Board { fact: FactId, options: Vec<ChoiceOption> },
    /// How the case stands, and what has happened since.
    Case {
        options: Vec<NewsOption>,
        /// Where Enter leads while there is no request.
        open: Target,
        /// Forms that are filled while it is Microsoft's turn, in this order.
        later: Vec<Target>,
        /// Where Enter leads when nothing is left to fill in.
        moving: Target,
    },
    /// A branch.
    Choose { fact: Option<FactId>, options: Vec<ChoiceOption>, paste_sign_in: bool },
    /// The machine looks.
    Check {
        check: Check,
        facts: Vec<FactId>,
        yes: Option<Target>,
        no: Option<Target>,
        unknown: Option<Target>,
    },
    /// A clock.
    Wait {
        kind: WaitKind,
        minutes: u32,
        after: Option<String>,
        /// The news that starts it as well; a time that was told with the news is its clock time.
        told: Option<News>,
    },
    /// A file becomes evidence.
    Attach { class: Class },
}

/// One H2 of a runbook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step {
    /// Unique in its runbook.
    pub id: String,
    /// The H2's text.
    pub title: String,
    /// What it asks.
    pub kind: Kind,
    /// Shown only if these hold.
    pub when: Condition,
    /// Skipped if any of these holds.
    pub unless: Condition,
    /// Where it leads by default.
    pub go: Target,
    /// What it shows below its words.
    pub shows: Option<Shows>,
    /// The account that this door is about: its answers are that account's.
    pub account: Option<DoorAccount>,
    /// The prose that the guide shows, as Markdown: at most 60 words and 6 rows.
    pub body: Later<String>,
    /// The prose below `### More`: one key away in the guide, always on paper.
    pub more: Option<Later<String>>,
    /// The H2's line in the file, from 1.
    pub line: usize,
}

impl Step {
    /// Every target this step can lead to.
    pub fn targets(&self) -> Vec<&Target> {
        let mut targets = vec![&self.go];
        match &self.kind {
            Kind::Do { opens } => targets.extend(opens),
            Kind::Choose { options, .. } => targets.extend(options.iter().filter_map(|o| o.go.as_ref())),
            Kind::Check { yes, no, unknown, .. } => targets.extend([yes, no, unknown].into_iter().flatten()),
            Kind::Case { options, open, later, moving } => {
                targets.extend(options.iter().flat_map(|o| o.go.iter().chain(&o.missed)));
                targets.extend([open, moving].into_iter().chain(later));
            }
            Kind::Ask { .. } | Kind::Board { .. } | Kind::Wait { .. } | Kind::Attach { .. } => {}
        }
        targets
    }

    /// The options of a choice or a board; none for other steps.
    #[must_use]
    pub fn options(&self) -> &[ChoiceOption] {
        match &self.kind {
            Kind::Choose { options, .. } | Kind::Board { options, .. } => options,
            _ => &[],
        }
    }

    /// Every fact this step names.
    pub fn facts(&self) -> Vec<&FactId> {
        let mut facts: Vec<&FactId> = self.when.keys().chain(self.unless.keys()).collect();
        match &self.kind {
            Kind::Ask { facts: asked } | Kind::Check { facts: asked, .. } => facts.extend(asked),
            Kind::Choose { fact, .. } => facts.extend(fact),
            Kind::Board { fact, .. } => facts.push(fact),
            Kind::Do { .. } | Kind::Case { .. } | Kind::Wait { .. } | Kind::Attach { .. } => {}
        }
        for option in self.options() {
            let ChoiceOption { when, unless, says, otherwise, .. } = option;
            facts.extend(when.keys().chain(unless.keys()).chain(says.keys()).chain(otherwise.keys()));
        }
        facts
    }
}

/// The keys of a step fence as written; `Step` is what they mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fence {
    pub id: String,
    pub kind: String,
    #[serde(default)]
    pub when: Condition,
    #[serde(default)]
    pub unless: Condition,
    pub go: Option<Target>,
    pub opens: Option<Target>,
    pub facts: Option<Vec<FactId>>,
    pub fact: Option<FactId>,
    pub options: Option<Vec<ChoiceOption>>,
    pub news: Option<Vec<NewsOption>>,
    pub open: Option<Target>,
    pub later: Option<Vec<Target>>,
    pub moving: Option<Target>,
    pub shows: Option<Shows>,
    pub account: Option<DoorAccount>,
    pub paste: Option<String>,
    pub check: Option<Check>,
    pub yes: Option<Target>,
    pub no: Option<Target>,
    pub unknown: Option<Target>,
    pub wait: Option<WaitKind>,
    pub minutes: Option<u32>,
    pub after: Option<String>,
    pub told: Option<News>,
    pub class: Option<Class>,
}

impl Fence {
    /// The kind with exactly the keys it takes. The error says which key is missing or out of place.
    pub(super) fn kind(&mut self) -> Result<Kind, String> {
        let missing = |key: &str| format!("a step of kind \"{}\" needs the key \"{key}\"", self.kind);
        let kind = match self.kind.as_str() {
            "do" => Kind::Do { opens: self.opens.take() },
            "ask" => Kind::Ask {
                facts: self.facts.take().filter(|f| !f.is_empty()).ok_or_else(|| missing("facts"))?,
            },
            "board" => Kind::Board {
                fact: self.fact.take().ok_or_else(|| missing("fact"))?,
                options: self.options.take().filter(|o| o.len() > 1).ok_or_else(|| missing("options"))?,
            },
            "case" => Kind::Case {
                options: self.news.take().filter(|o| o.len() > 1).ok_or_else(|| missing("news"))?,
                open: self.open.take().ok_or_else(|| missing("open"))?,
                later: self.later.take().unwrap_or_default(),
                moving: self.moving.take().ok_or_else(|| missing("moving"))?,
            },
            "choose" => Kind::Choose {
                options: self.options.take().filter(|o| o.len() > 1).ok_or_else(|| missing("options"))?,
                fact: self.fact.take(),
                paste_sign_in: match self.paste.take().as_deref() {
                    None => false,
                    Some("sign-in") => true,
                    Some(other) => {
                        return Err(format!("paste = \"{other}\" is unknown; only \"sign-in\" exists"));
                    }
                },
            },
            "check" => Kind::Check {
                check: self.check.take().ok_or_else(|| missing("check"))?,
                facts: self.facts.take().unwrap_or_default(),
                yes: self.yes.take(),
                no: self.no.take(),
                unknown: self.unknown.take(),
            },
            "wait" => Kind::Wait {
                kind: self.wait.take().ok_or_else(|| missing("wait"))?,
                minutes: self.minutes.take().filter(|m| *m > 0).ok_or_else(|| missing("minutes"))?,
                after: self.after.take(),
                told: self.told.take(),
            },
            "attach" => Kind::Attach { class: self.class.take().ok_or_else(|| missing("class"))? },
            other => {
                return Err(format!(
                    "kind = \"{other}\" is unknown; use do, ask, choose, board, case, check, wait or attach"
                ));
            }
        };
        let left = [
            ("opens", self.opens.is_some()),
            ("facts", self.facts.is_some()),
            ("fact", self.fact.is_some()),
            ("options", self.options.is_some()),
            ("news", self.news.is_some()),
            ("open", self.open.is_some()),
            ("later", self.later.is_some()),
            ("moving", self.moving.is_some()),
            ("paste", self.paste.is_some()),
            ("check", self.check.is_some()),
            ("yes", self.yes.is_some()),
            ("no", self.no.is_some()),
            ("unknown", self.unknown.is_some()),
            ("wait", self.wait.is_some()),
            ("minutes", self.minutes.is_some()),
            ("after", self.after.is_some()),
            ("told", self.told.is_some()),
            ("class", self.class.is_some()),
        ];
        let left = left.into_iter().chain([
            ("shows", self.shows.is_some() && !matches!(kind, Kind::Do { .. })),
            ("account", self.account.is_some() && !matches!(kind, Kind::Do { opens: Some(_) })),
        ]);
        match left.into_iter().find(|(_, there)| *there) {
            Some((key, _)) => {
                Err(format!("the key \"{key}\" does not belong to a step of kind \"{}\"", self.kind))
            }
            None => Ok(kind),
        }
    }
}
