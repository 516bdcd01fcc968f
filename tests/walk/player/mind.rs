//! What somebody knows, and what they said so far: an answer for whatever stands on the screen.

use std::collections::{BTreeMap, BTreeSet};

use super::persona::{Answer, Persona, Topic, Topics};
use super::screen::Screen;

pub(super) struct Mind<'a> {
    persona: &'a Persona,
    topics: &'a Topics,
    times: BTreeMap<String, usize>,
    none: BTreeSet<String>,
    shrugs: usize,
    news: usize,
}

impl<'a> Mind<'a> {
    pub(super) fn new(persona: &'a Persona, topics: &'a Topics) -> Self {
        let (times, none) = (BTreeMap::new(), BTreeSet::new());
        Self { persona, topics, times, none, shrugs: 0, news: 0 }
    }

    /// What is asked, by the words nearest to the place of the answer.
    pub(super) fn topic(&self, screen: &Screen) -> Option<&'a Topic> {
        let topics = self.topics;
        screen.zones().iter().find_map(|zone| {
            topics.topic.iter().find(|topic| topic.asked.iter().any(|words| zone.contains(words)))
        })
    }

    /// What there is none of, where the question is about it.
    pub(super) fn about_none(&self, topic: Option<&Topic>, question: &str) -> Option<String> {
        let is_about = |none: &&String| {
            let subject = self.topics.topic.iter().find(|topic| topic.key == **none);
            topic.is_some_and(|topic| topic.key == **none)
                || subject.is_some_and(|topic| topic.subject.iter().any(|words| question.contains(words)))
        };
        self.none.iter().find(is_about).cloned()
    }

    /// What has happened since; nothing when this person has no more news.
    pub(super) fn news(&mut self, screen: &Screen) -> Option<String> {
        let words = self.persona.news.get(self.news)?;
        self.news += 1;
        Some(
            number_of(&screen.options(), words)
                .unwrap_or_else(|| panic!("no news {words:?}: {}", screen.text())),
        )
    }

    /// `again`: the answer before was not taken, so another one is tried.
    pub(super) fn answer(&mut self, topic: Option<&Topic>, screen: &Screen, again: bool) -> String {
        let known = topic.and_then(|topic| {
            self.persona.knows.get(&topic.key).or_else(|| self.topics.common.get(&topic.key))
        });
        let known = known.cloned().unwrap_or_default();
        let key = topic.map(|topic| topic.key.clone()).unwrap_or_default();
        if known.none {
            self.none.insert(key.clone());
        }
        let times = self.times.entry(key).or_insert(0);
        *times += 1;
        let times = *times;
        let options = screen.options();
        let prompt = screen.zones().first().cloned().unwrap_or_default();
        if prompt.contains("enter goes on,") {
            return String::new();
        }
        if !options.is_empty() && prompt.contains("numbers") {
            return self.board(&options, &known);
        }
        let wants_page = screen.text().to_lowercase().contains("paste");
        if let (Some(page), true, 1) = (&known.paste, wants_page, times) {
            return format!("{}\n", page.trim_end());
        }
        if options.is_empty() {
            let said = known.says.get(times - 1).or(known.says.last());
            return match said {
                Some(words) if !again || known.says.len() > 1 => words.clone(),
                _ => self.no_idea(),
            };
        }
        if !again && let Some(number) = known.picks.iter().find_map(|words| number_of(&options, words)) {
            return number;
        }
        let skip = usize::from(again && known.picks.is_empty());
        let mut shrug = self.topics.shrug.iter().filter_map(|words| number_of(&options, words));
        shrug.nth(skip).or_else(|| options.last().map(|option| number(option))).unwrap_or_default()
    }

    /// The numbers of what this person has; what the incident does not tell is not known.
    fn board(&mut self, options: &[String], known: &Answer) -> String {
        let has = |option: &&String| {
            known.has.iter().any(|words| option.to_lowercase().contains(&words.to_lowercase()))
        };
        let have: Vec<String> = options.iter().filter(has).map(|option| number(option)).collect();
        if known.says.is_empty() && have.is_empty() {
            // All that is on the board is known not to be there.
            for none in ["emergency", "roles", "application", "partner"] {
                self.none.insert(none.into());
            }
            return "none".into();
        }
        if have.is_empty() { known.says[0].clone() } else { have.join(" ") }
    }

    fn no_idea(&mut self) -> String {
        self.shrugs += 1;
        let ways = &self.persona.no_idea;
        ways[(self.shrugs - 1) % ways.len()].clone()
    }
}

fn number_of(options: &[String], words: &str) -> Option<String> {
    let words = words.to_lowercase();
    options.iter().find(|option| option.to_lowercase().contains(&words)).map(|option| number(option))
}

fn number(option: &str) -> String {
    option.split(' ').next().unwrap_or_default().to_owned()
}
