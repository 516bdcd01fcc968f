//! A scenario: what is wrong, and what the others do.

use std::sync::LazyLock;

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveTime, Utc};
use serde::Deserialize;

use crate::case::Case;
use crate::case::happened::Happened;
use crate::model::{FactId, StepRef, carried, facts};

/// The time zone of the played support engineer: their today is the record's today.
const THERE: i32 = 5 * 3600 + 1800;

/// A drill from its first move to its last.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub id: String,
    pub title: String,
    /// What everybody is told before it begins.
    pub briefing: String,
    /// The only steps at which a door may open.
    pub opens: Vec<StepRef>,
    #[serde(rename = "move")]
    pub moves: Vec<Move>,
}

/// Something that somebody else does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Move {
    pub id: String,
    /// It comes when the walk stands here for the first time.
    pub at: StepRef,
    pub from: String,
    pub text: String,
    /// Minutes that pass before it.
    #[serde(default)]
    pub clock: u32,
    /// Or: the next time it is this hour in UTC.
    pub until_utc: Option<String>,
    /// What this is to the case: the same event as a person's report at the board.
    pub news: Option<Happened>,
    /// The only right answer, character by character.
    pub wants: Option<String>,
    /// The right answer is what this fact says.
    pub wants_fact: Option<FactId>,
    /// Any of these is right, in any case.
    #[serde(default)]
    pub wants_one_of: Vec<String>,
    /// What a good team has done about it.
    pub check: Option<Check>,
}

/// What is looked at in the end.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// This fact …
    pub fact: Option<FactId>,
    /// … has this value, …
    pub is: Option<String>,
    /// … or has not this one, …
    pub is_not: Option<String>,
    /// … or is known at all.
    #[serde(default)]
    pub known: bool,
    /// The team wrote this down somewhere.
    pub noted: Option<String>,
    /// The move was answered as it wanted.
    #[serde(default)]
    pub answered: bool,
    /// What is said when it is not so.
    #[serde(rename = "else")]
    pub otherwise: String,
}

impl Scenario {
    /// The scenarios that came with this program.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
            let texts = [carried!("runbooks/drills/policy-at-night.toml").text()];
            #[expect(clippy::expect_used, reason = "constants: every test of this module reads them")]
            texts.into_iter().map(|text| toml::from_str(text).expect("a scenario")).collect()
        });
        &ALL
    }

    /// One by its id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|scenario| scenario.id == id)
    }

    /// The move that comes now, if one does.
    #[must_use]
    pub fn due(&self, case: &Case, at: &StepRef) -> Option<&Move> {
        self.moves.iter().find(|one| one.at == *at && !case.played.contains(&one.id))
    }
}

impl Scenario {
    /// The move that comes while a team waits at the board of its case: the next of those that were not made.
    #[must_use]
    pub fn next(&self, case: &Case) -> Option<&Move> {
        self.moves.iter().find(|one| !case.played.contains(&one.id))
    }
}

impl Move {
    /// When it is made, seen from the drill's clock: whole minutes, never back.
    #[must_use]
    pub fn when(&self, now: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        let hour = self.until_utc.as_deref().and_then(|text| NaiveTime::parse_from_str(text, "%H:%M").ok());
        let Some(hour) = hour else { return now + Duration::minutes(self.clock.into()) };
        let utc = now.to_utc();
        let today = utc.date_naive().and_time(hour).and_utc();
        let next = if today < utc { today.checked_add_days(Days::new(1)).unwrap_or(today) } else { today };
        next.with_timezone(now.offset())
    }

    /// Its words, when it is made at this moment.
    #[must_use]
    pub fn words(
        &self,
        case: &Case,
        at: DateTime<FixedOffset>,
        moment_of_txt: Option<DateTime<FixedOffset>>,
    ) -> String {
        let who = administrator(case).unwrap_or("One of your administrators");
        filled(self.text.trim(), at, moment_of_txt).replace(ADMINISTRATOR, who)
    }

    /// What it is to this case. What is news of an administrator is none where the team named nobody.
    #[must_use]
    pub fn news_to(&self, case: &Case) -> Option<Happened> {
        let mut news = self.news.clone()?;
        for words in news.words_mut() {
            if words.contains(ADMINISTRATOR) {
                *words = words.replace(ADMINISTRATOR, administrator(case)?);
            }
        }
        Some(news)
    }

    /// Whether it asks for an answer.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.wants.is_some() || self.wants_fact.is_some() || !self.wants_one_of.is_empty()
    }

    /// Whether that answer must be exact, so that a second attempt makes sense.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.wants_one_of.is_empty()
    }

    /// Whether an answer is the one that it wants.
    #[must_use]
    pub fn accepts(&self, answer: &str, case: &Case, moment_of_txt: Option<DateTime<FixedOffset>>) -> bool {
        let answer = answer.trim();
        if let Some(wanted) = &self.wants {
            return filled(wanted, moment_of_txt.unwrap_or_default(), moment_of_txt) == answer;
        }
        if let Some(fact) = &self.wants_fact {
            return case.text(fact.as_str()).is_some_and(|value| value == answer);
        }
        self.wants_one_of.iter().any(|one| one.eq_ignore_ascii_case(answer.trim_end_matches('.')))
    }
}

/// Stands in a move for the Global Administrator that the team named last.
const ADMINISTRATOR: &str = "{administrator}";

fn administrator(case: &Case) -> Option<&str> {
    case.items(facts::GLOBAL_ADMINS).last().map(String::as_str)
}

/// The text with what is worked out when a move is made.
pub(super) fn filled(
    text: &str,
    at: DateTime<FixedOffset>,
    moment_of_txt: Option<DateTime<FixedOffset>>,
) -> String {
    let page = (at.with_timezone(&Utc) - Duration::minutes(2)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let there = FixedOffset::east_opt(THERE);
    let txt = match (there, moment_of_txt) {
        (Some(there), Some(moment)) => moment.with_timezone(&there).format("%d-%m-%Y").to_string(),
        _ => "{txt}".to_owned(),
    };
    text.replace("{page-time}", &page).replace("{txt}", &txt)
}
