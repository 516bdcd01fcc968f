//! What a person reports that has happened since: the words of the night, each with a value of its own.
//!
//! Each choice is its own value, so that a program can count them, lead on from them and play them in a drill. What
//! follows from one (an account is in, a request is closed, a door is shut) is the fold's to say; nothing is stored
//! twice. A report that fits none is [`Happened::SomethingElse`], with the person's own words beside it.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::door::DoorState;
use crate::model::Cause;
use crate::model::StepRef;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Happened {
    /// An administrator got in; which account, if it was said.
    SomebodyIsIn {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
    },
    /// Support called.
    SupportCalled {
        /// Whether the call was missed.
        #[serde(default)]
        missed: bool,
    },
    /// An e-mail came that wants an answer.
    EmailCame {
        /// The exact sentence that they want back, if they named one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wanted: Option<String>,
        /// Until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer_by: Option<DateTime<FixedOffset>>,
    },
    /// They want a TXT record.
    TxtWanted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
        /// Verbatim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// They want papers.
    PapersWanted {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        papers: Vec<String>,
    },
    /// Papers were sent.
    PapersSent {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        papers: Vec<String>,
        /// By which way.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
    },
    RequestClosed {
        number: String,
    },
    RequestMoved {
        number: String,
        to: String,
    },
    /// A way in was tried.
    DoorTried {
        door: StepRef,
        state: DoorState,
    },
    /// It is another lockout than was thought; of one account, where one is named.
    CauseIsAnother {
        cause: Cause,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
    },
    /// Only the person's words say what.
    SomethingElse {},
}

impl Happened {
    /// The word in files and JSON.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::SomebodyIsIn { .. } => "somebody-is-in",
            Self::SupportCalled { .. } => "support-called",
            Self::EmailCame { .. } => "email-came",
            Self::TxtWanted { .. } => "txt-wanted",
            Self::PapersWanted { .. } => "papers-wanted",
            Self::PapersSent { .. } => "papers-sent",
            Self::RequestClosed { .. } => "request-closed",
            Self::RequestMoved { .. } => "request-moved",
            Self::DoorTried { .. } => "door-tried",
            Self::CauseIsAnother { .. } => "cause-is-another",
            Self::SomethingElse {} => "something-else",
        }
    }

    /// Texts that a person typed.
    pub fn words_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::SomebodyIsIn { account } | Self::CauseIsAnother { account, .. } => {
                account.iter_mut().collect()
            }
            Self::EmailCame { wanted, .. } => wanted.iter_mut().collect(),
            Self::TxtWanted { domain, value } => domain.iter_mut().chain(value).collect(),
            Self::PapersWanted { papers } => papers.iter_mut().collect(),
            Self::PapersSent { papers, channel } => papers.iter_mut().chain(channel).collect(),
            Self::RequestClosed { number } => vec![number],
            Self::RequestMoved { number, to } => vec![number, to],
            Self::SupportCalled { .. } | Self::DoorTried { .. } | Self::SomethingElse {} => Vec::new(),
        }
    }
}

/// A report of what happened, with the words around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HappenedReport {
    #[serde(flatten)]
    pub what: Happened,
    /// The person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The request it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Who said or did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

impl HappenedReport {
    /// Texts that a person typed.
    pub fn words_mut(&mut self) -> Vec<&mut String> {
        let Self { what, text, request, who, team } = self;
        let mut words = what.words_mut();
        words.extend([text, request, who, team].into_iter().flatten());
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_its_own_value_and_comes_back() {
        let all = [
            Happened::SomebodyIsIn { account: Some("a@c.com".into()) },
            Happened::SupportCalled { missed: true },
            Happened::EmailCame { wanted: None, answer_by: None },
            Happened::TxtWanted { domain: None, value: Some("22-11-2026".into()) },
            Happened::PapersWanted { papers: vec!["registry extract".into()] },
            Happened::PapersSent { papers: vec![], channel: Some("their link".into()) },
            Happened::RequestClosed { number: "1".into() },
            Happened::RequestMoved { number: "1".into(), to: "2".into() },
            Happened::DoorTried { door: "a/b".parse().unwrap(), state: DoorState::Shut },
            Happened::CauseIsAnother { cause: Cause::MfaLost, account: None },
            Happened::SomethingElse {},
        ];
        for what in all {
            let report =
                HappenedReport { what, text: Some("x".into()), request: None, who: None, team: None };
            let json = serde_json::to_value(&report).unwrap();
            assert_eq!(json["what"], report.what.id());
            assert_eq!(serde_json::from_value::<HappenedReport>(json).unwrap(), report);
        }
    }
}
