//! The answers to the twenty questions, each from the claims of the case or from its facts.

use chrono::{DateTime, FixedOffset};

use super::{Answer, Question};
use crate::case::account::{Account, AccountKind, AccountState};
use crate::case::claims::{Claims, Emergency, Partnership};
use crate::case::door::DoorState;
use crate::case::happened::Happened;
use crate::case::{Case, Known};
use crate::dns_proof::expected::{DateFormat, unquoted};
use crate::model::{Cause, FactId, StepRef, Value, facts};
use crate::partner::spoken;
use crate::report::harmless::shown;
use crate::report::said::{self, accounts, words};
use crate::report::when::{full, span, utc};
use crate::report::{dns, ticket};
use crate::runbook::Library;
use crate::signin::quality::Retention;

/// The subject of the request.
pub(super) fn title(case: &Case, now: DateTime<FixedOffset>) -> String {
    ticket::subject(case, &Claims::of(case, now))
}

/// What must be seen before anything else.
pub(super) fn marks(case: &Case) -> Vec<String> {
    let mut marks = Vec::new();
    if case.drill.is_some() {
        marks.push(crate::report::drill::mark(case).trim_end().to_owned());
    }
    if case.rehearsal {
        marks.push("REHEARSAL: the clock of this case was set by hand.".into());
    }
    marks
}

/// What lies beside the page in a bundle.
pub(super) fn contents() -> Vec<String> {
    [
        "10-ticket: the request as text",
        "20-timeline: what happened, and the chained journal",
        "30-signin: ids of failed sign-ins",
        "40-dns: what name servers answered",
        "50-partners: who can help",
        "60-attachments: files",
        "80-custody: who held what, when",
        "VERIFY.txt beside the folder data says how to check the bundle with the tools of any computer. Hashes show a change only to somebody who got the fingerprint over another channel.",
    ]
    .map(str::to_owned)
    .to_vec()
}

struct Page<'a> {
    case: &'a Case,
    library: &'a Library,
    claims: Claims,
    now: DateTime<FixedOffset>,
}

/// All twenty, in the order in which they are asked.
pub(super) fn all(case: &Case, library: &Library, now: DateTime<FixedOffset>) -> Vec<Question> {
    let page = Page { case, library, claims: Claims::of(case, now), now };
    let question = |title, answer| Question { title, answer };
    vec![
        question("Which tenant", page.tenant()),
        question("Which cloud", page.cloud()),
        question("Who asks, and by what authority", page.contact()),
        question("Since when", page.since()),
        question("Each administrator account, and what happens with it", page.accounts()),
        question("Roles that still work", page.roles()),
        question("Emergency access account", page.emergency()),
        question("Partner", page.partner()),
        question("The error: user, application, place, device", page.error()),
        question("Ids of the failed sign-in, with zone, flag and age", page.ids()),
        question("What changed before", page.changed()),
        question("Block, or a demand that could not be met", page.demand()),
        question("What is asked", Answer::Known(said::ask::sentences(&page.claims))),
        question("What was tried", page.tried()),
        question("Earlier and current requests", page.requests()),
        question("Proofs of control", page.proofs()),
        question("TXT record", page.txt()),
        question("Papers, and by which channel", page.papers()),
        question("How to check the bundle", page.check()),
        question("Who made this, with which version", page.maker()),
    ]
}

impl Page<'_> {
    fn known(&self, fact: &'static str) -> Option<&Known> {
        self.case.facts.get(&FactId::known(fact))
    }

    /// A fact's text behind its label, or how far asking got.
    fn line(&self, label: &str, fact: &'static str) -> Option<String> {
        match self.known(fact)? {
            Known { value: Value::Unknown, at, who, .. } => {
                Some(format!("{label}: asked, not known ({})", whom(who, *at)))
            }
            // A sentence in the person's own words and language is marked as one.
            known if fact == facts::IMPACT => {
                known.value.text().map(|text| format!("{label}: {}", words::quoted(&text)))
            }
            known => known.value.text().map(|text| format!("{label}: {}", shown(&text))),
        }
    }

    /// The answer that these facts make together.
    fn facts(&self, of: &[(&str, &'static str)]) -> Answer {
        let told = of.iter().filter_map(|(_, fact)| self.known(fact)).collect::<Vec<_>>();
        if told.is_empty() {
            return Answer::NotRecorded;
        }
        if told.iter().all(|known| known.value == Value::Unknown)
            && let Some(known) = told.first()
        {
            return Answer::AskedNotKnown(whom(&known.who, known.at));
        }
        Answer::Known(of.iter().filter_map(|(label, fact)| self.line(label, fact)).collect())
    }

    fn tenant(&self) -> Answer {
        self.facts(&[
            ("Tenant ID", facts::TENANT_ID),
            ("Organisation", facts::NAME),
            ("Initial domain", facts::ONMICROSOFT),
            ("Own domains", facts::DOMAINS),
            ("Entra ID licence", facts::LICENCE),
            ("Invoice or subscription", facts::INVOICE),
        ])
    }

    fn cloud(&self) -> Answer {
        match self.known(facts::CLOUD) {
            Some(known) if known.value.text().as_deref() == Some("unknown") => {
                Answer::AskedNotKnown(whom(&known.who, known.at))
            }
            Some(_) => self.facts(&[("Cloud", facts::CLOUD)]),
            None => Answer::NotRecorded,
        }
    }

    fn contact(&self) -> Answer {
        let answer = self.facts(&[
            ("Name", facts::PERSON_NAME),
            ("Authority", facts::PERSON_ROLE),
            ("Phone", facts::PERSON_PHONE),
            ("E-mail", facts::PERSON_EMAIL),
            ("What stands still", facts::IMPACT),
        ]);
        let Answer::Known(mut lines) = answer else { return answer };
        let authority = said::authority(self.case);
        match lines.iter().position(|line| line.starts_with("Authority: ")) {
            Some(at) => {
                if let Some(said) = authority {
                    lines[at] = format!("Authority: {said}");
                }
            }
            None => {
                let said = authority.unwrap_or_else(|| "not recorded".into());
                lines.insert(lines.len().min(1), format!("Authority: {said}"));
            }
        }
        if self.case.text(facts::PERSON_EMAIL).is_some_and(|address| self.case.is_inside_tenant(&address)) {
            lines.push("The e-mail address lies inside the locked tenant: please telephone".into());
        }
        Answer::Known(lines)
    }

    fn since(&self) -> Answer {
        let told = said::since(self.case).map(|since| format!("An administrator last got in: {since}"));
        let mut lines: Vec<String> =
            told.or_else(|| self.line("An administrator last got in", facts::SINCE)).into_iter().collect();
        if let Some(opened) = self.case.opened {
            lines.push(format!("This case was opened {} ({})", full(opened), utc(opened)));
        }
        match self.known(facts::SINCE) {
            Some(known) if known.value == Value::Unknown => Answer::AskedNotKnown(whom(&known.who, known.at)),
            _ if lines.is_empty() => Answer::NotRecorded,
            _ => Answer::Known(lines),
        }
    }

    fn accounts(&self) -> Answer {
        let claims = &self.claims;
        let admin = |a: &&Account| a.may_be_global() || a.state() == AccountState::Hostile;
        let mut lines: Vec<String> =
            claims.accounts.iter().filter(admin).map(|account| accounts::line(account, claims)).collect();
        // The sentences say the list's state, and who is in; each account has its own line here.
        lines.extend(accounts::frame(claims));
        match self.known(facts::GLOBAL_ADMINS) {
            Some(known) if known.value == Value::Unknown && claims.accounts.is_empty() => {
                Answer::AskedNotKnown(whom(&known.who, known.at))
            }
            None if claims.accounts.is_empty() && claims.list == Default::default() => Answer::NotRecorded,
            _ => Answer::Known(lines),
        }
    }

    fn roles(&self) -> Answer {
        let lines: Vec<String> =
            self.claims.others().map(|account| accounts::line(account, &self.claims)).collect();
        if !lines.is_empty() {
            return Answer::Known(lines);
        }
        match self.known(facts::OTHER_ROLES) {
            Some(known) if known.value == Value::Unknown => Answer::AskedNotKnown(whom(&known.who, known.at)),
            Some(known) if !known.value.items().iter().all(|item| spoken::is_none(item)) => {
                let said: Vec<String> =
                    known.value.items().iter().map(|item| format!("\"{}\"", shown(item))).collect();
                Answer::Known(vec![format!(
                    "This was said, and it is not clear who holds a role: {} ({})",
                    said.join("; "),
                    whom(&known.who, known.at)
                )])
            }
            Some(known) => Answer::Known(vec![format!(
                "We were told that nobody else holds an administrator role ({})",
                whom(&known.who, known.at)
            )]),
            None => Answer::NotRecorded,
        }
    }

    fn emergency(&self) -> Answer {
        let known = self.known(facts::EMERGENCY);
        match self.claims.emergency {
            Emergency::SaidNone => Answer::Known(vec!["There is no emergency access account.".into()]),
            Emergency::Known => {
                let kind = |a: &&Account| a.kind == Some(AccountKind::Emergency);
                // An account that question 5 or 6 tells of is not told of twice.
                let above = |a: &Account| a.may_be_global() || a.state() == AccountState::Hostile;
                let lines = self.claims.accounts.iter().filter(kind);
                Answer::Known(
                    lines
                        .map(|account| match above(account) {
                            true => format!("{}. See question 5.", accounts::brief(account)),
                            false => accounts::line(account, &self.claims),
                        })
                        .collect(),
                )
            }
            Emergency::NotKnown => {
                known.map_or(Answer::NotRecorded, |k| Answer::AskedNotKnown(whom(&k.who, k.at)))
            }
        }
    }

    fn partner(&self) -> Answer {
        let asked = self.known(facts::PARTNER_EXISTS);
        if self.claims.partnership == Partnership::NotKnown && self.case.partners.is_empty() {
            return asked.map_or(Answer::NotRecorded, |k| Answer::AskedNotKnown(whom(&k.who, k.at)));
        }
        Answer::Known(said::partner::sentences(self.case, &self.claims))
    }

    /// Why there is no failed sign-in where there cannot be one.
    fn no_sign_in(&self) -> Answer {
        let nobody = self.claims.globals().chain(self.claims.without_known_role()).next().is_none();
        if nobody {
            return Answer::DoesNotApply("no account is known to us that could try a sign-in".into());
        }
        let hostile = self.claims.cause == Some(Cause::HostileAdmin);
        let tried =
            self.claims.accounts.iter().any(|a| a.may_be_global() && a.state() == AccountState::Refused);
        if hostile && !tried {
            return Answer::DoesNotApply(
                "we hold sign-ins back: a failed one would show in the log that the hostile administrator reads".into(),
            );
        }
        match self.claims.cause {
            Some(Cause::AccountDeleted | Cause::LastAdminLeft) => Answer::DoesNotApply(
                "an account that is deleted, or whose holder is gone, gives no error page with ids".into(),
            ),
            Some(Cause::RoleLost) => {
                Answer::DoesNotApply("the account signs in; it is the role that is gone".into())
            }
            _ => {
                let asked = self.case.answers.get(&StepRef::new(ASKS_FOR_SIGN_IN.0, ASKS_FOR_SIGN_IN.1));
                asked.map_or(Answer::NotRecorded, |answered| Answer::AskedNotKnown(full(answered.at)))
            }
        }
    }

    fn error(&self) -> Answer {
        let lines: Vec<String> = self
            .case
            .best_sign_ins()
            .into_iter()
            .take(4)
            .map(|record| {
                let s = &record.sign_in;
                let code = s.code().map_or_else(|| "no code shown".to_owned(), |c| c.to_string());
                let or = |label: &str, value: Option<String>| {
                    value.map_or_else(|| format!("{label} not shown"), |v| format!("{label} {}", shown(&v)))
                };
                let user = record.whose().map(shown);
                let user = user.map_or_else(|| "not known whose".to_owned(), std::borrow::Cow::into_owned);
                let app = s.app_name.clone().or_else(|| s.app_id.map(|id| id.to_string()));
                let device = s.device_platform.clone().or_else(|| s.device_id.map(|id| id.to_string()));
                let state = s.device_state.as_ref().map(|d| format!(", {}", shown(d))).unwrap_or_default();
                format!(
                    "{code}: {user}, {}, {}, {}{state}",
                    or("application", app),
                    or("address", s.ip.map(|ip| ip.to_string())),
                    or("device", device)
                )
            })
            .collect();
        if lines.is_empty() {
            self.coded().unwrap_or_else(|| self.no_sign_in())
        } else {
            Answer::Known(lines)
        }
    }

    /// Codes that people told without a page to show for them.
    fn coded(&self) -> Option<Answer> {
        let told = self.claims.accounts.iter().filter_map(|account| {
            let code = account.code()?;
            Some(format!("{code}: {}, as told; no error page is recorded", shown(account.called())))
        });
        Some(told.collect::<Vec<_>>()).filter(|lines| !lines.is_empty()).map(Answer::Known)
    }

    fn ids(&self) -> Answer {
        let retention = match self.case.text(facts::LICENCE).as_deref() {
            Some("free") => Retention::Free,
            Some("p1" | "p2") => Retention::Premium,
            _ => Retention::Unknown,
        };
        let kept = match retention {
            Retention::Free => "kept 7 days (Entra ID Free)",
            Retention::Premium => "kept 30 days (P1 or P2)",
            Retention::Unknown => "kept 7 or 30 days, by licence",
        };
        let or = |value: Option<String>| value.unwrap_or_else(|| "not shown".into());
        let mut lines = Vec::new();
        for record in self.case.best_sign_ins().into_iter().filter(|r| r.sign_in.has_an_id()).take(4) {
            let s = &record.sign_in;
            let time = match (&s.timestamp_utc, &s.timestamp) {
                (Some(at), _) => {
                    format!("{at}, {} old when this page was made, {kept}", span(self.now.to_utc() - at.at()))
                }
                (None, Some(written)) => format!("{} (zone not stated)", shown(written)),
                (None, None) => "time not shown".into(),
            };
            let flag = match s.flagged {
                Some(true) => "flagged for review",
                Some(false) => "not flagged for review",
                None => "not known whether it was flagged for review",
            };
            lines.push(format!("Request ID {}", or(s.request_id.map(|i| i.to_string()))));
            lines.push(format!("Correlation ID {}", or(s.correlation_id.map(|i| i.to_string()))));
            lines.push(format!("Time {time}; {flag}"));
        }
        if lines.is_empty() {
            return match self.no_sign_in() {
                Answer::NotRecorded if !self.case.sign_ins.is_empty() => {
                    Answer::Known(vec!["A failed sign-in is recorded, without an id.".into()])
                }
                answer => answer,
            };
        }
        Answer::Known(lines)
    }

    fn changed(&self) -> Answer {
        match self.known(facts::CHANGE) {
            None => Answer::NotRecorded,
            Some(Known { value: Value::Unknown, at, who, .. }) => Answer::AskedNotKnown(whom(who, *at)),
            Some(known) => Answer::Known(vec![words::quoted(&known.value.text().unwrap_or_default())]),
        }
    }

    fn demand(&self) -> Answer {
        match said::cause::demand(&self.claims) {
            Some(line) => {
                let mut lines = vec![line];
                lines.extend(self.claims.policy.as_ref().map(|p| format!("Policy: {}", words::quoted(p))));
                lines.extend(said::computed::sentences(&self.claims));
                Answer::Known(lines)
            }
            None if self.claims.computed.is_some() => Answer::Known(said::computed::sentences(&self.claims)),
            None if self.claims.cause.is_none() && self.case.sign_ins.is_empty() => {
                match self.known(facts::CAUSE) {
                    Some(known) => Answer::AskedNotKnown(whom(&known.who, known.at)),
                    None => Answer::NotRecorded,
                }
            }
            None => {
                let cause = said::cause::sentences(&self.claims).join(" ");
                Answer::DoesNotApply(format!(
                    "nothing recorded points to a policy. {}",
                    cause.trim_end_matches('.')
                ))
            }
        }
    }

    fn tried(&self) -> Answer {
        let lines = said::tried::sentences(self.case, self.library);
        if !lines.is_empty() {
            return Answer::Known(lines);
        }
        let doors = self.case.known_doors();
        let gone = doors
            .iter()
            .filter(|door| door.state == DoorState::DoesNotExist && self.library.is_door(&door.step));
        let titles: Vec<String> =
            gone.filter_map(|door| Some(self.library.step(&door.step)?.1.title.clone())).collect();
        if titles.is_empty() {
            return Answer::NotRecorded;
        }
        Answer::DoesNotApply(format!("no try is recorded. These do not exist here: {}", titles.join("; ")))
    }

    fn requests(&self) -> Answer {
        let lines = said::requests::sentences(&self.claims);
        if lines.is_empty() {
            return Answer::DoesNotApply("this case records no request; this may be the first".into());
        }
        Answer::Known(lines)
    }

    fn proofs(&self) -> Answer {
        let mut lines: Vec<String> = [
            ("Registrar and DNS", facts::REGISTRAR),
            ("Contact on file in the tenant", facts::TECHNICAL_CONTACT),
            ("Invoice or subscription", facts::INVOICE),
            ("Administrators who read their mail", facts::WITH_MAIL),
        ]
        .into_iter()
        .filter_map(|(label, fact)| self.line(label, fact))
        .collect();
        for told in &self.case.nouns.happened {
            let at = told.at.map(full).unwrap_or_default();
            match &told.what.what {
                Happened::SupportCalled { missed } => lines.push(format!(
                    "{at}: support called{}",
                    if *missed { "; the call was missed" } else { "" }
                )),
                Happened::EmailCame { wanted, .. } => lines.push(format!(
                    "{at}: an e-mail from support came{}",
                    wanted
                        .as_ref()
                        .map(|w| format!("; it wants exactly {}", words::quoted(w)))
                        .unwrap_or_default()
                )),
                _ => {}
            }
        }
        match lines.is_empty() {
            true if self.claims.requests.is_empty() => {
                Answer::DoesNotApply("this case records no request, so support has asked for no proof".into())
            }
            true => Answer::NotRecorded,
            false => Answer::Known(lines),
        }
    }

    fn txt(&self) -> Answer {
        let Some(value) = self.case.text(facts::PROOF_VALUE) else {
            return match self.known(facts::PROOF_VALUE) {
                Some(known) => Answer::AskedNotKnown(whom(&known.who, known.at)),
                None => Answer::DoesNotApply("this case records no TXT record that support asked for".into()),
            };
        };
        let bare = unquoted(&value).unwrap_or(&value);
        let mut lines = vec![format!("Value: {}", shown(bare))];
        lines.extend(self.day_meant(bare));
        lines.extend(self.line("Domain", facts::PROOF_DOMAIN));
        lines.extend(self.line("Host", facts::PROOF_HOST));
        match self.case.dns.last() {
            Some((at, report)) => {
                lines.push(format!("Looked at {}: {}", full(*at), dns::headline(report)));
            }
            None => lines.push("Whether it is visible was not checked yet".into()),
        }
        Answer::Known(lines)
    }

    /// Where the value is a date: the days that it can mean, and the day on which it was asked for. Whoever publishes the
    /// wrong one of two loses a day.
    fn day_meant(&self, value: &str) -> Vec<String> {
        let days: Vec<String> = DateFormat::readings(value)
            .into_iter()
            .map(|(day, _)| day.format("%-d %B %Y").to_string())
            .collect();
        let mut lines = match days.as_slice() {
            [] => return Vec::new(),
            [only] => vec![format!("It reads as {only}")],
            several => vec![format!(
                "It can be read as {}. Please confirm the value, character by character",
                several.join(", or as ")
            )],
        };
        let wanted = self.case.nouns.happened.iter().rev().find_map(|told| match &told.what.what {
            Happened::TxtWanted { .. } => told.at,
            _ => None,
        });
        if let Some(at) = wanted {
            lines.push(format!("Asked for on {}", full(at)));
        }
        lines
    }

    fn papers(&self) -> Answer {
        let mut lines: Vec<String> = self.line("Asked for", facts::DOCUMENTS).into_iter().collect();
        for told in &self.case.nouns.happened {
            let at = told.at.map(full).unwrap_or_default();
            match &told.what.what {
                Happened::PapersSent { papers, channel } => {
                    let what = if papers.is_empty() {
                        "papers".to_owned()
                    } else {
                        shown(&papers.join(", ")).into()
                    };
                    let by = channel.as_ref().map(|c| format!(", by {}", shown(c)));
                    lines.push(format!(
                        "{at}: sent: {what}{}",
                        by.unwrap_or_else(|| ", channel not recorded".into())
                    ));
                }
                Happened::PapersWanted { papers } if papers.is_empty() => {
                    lines.push(format!("{at}: support wants papers; which ones is not recorded"));
                }
                _ => {}
            }
        }
        if lines.is_empty() {
            return Answer::DoesNotApply("this case records no papers that support asked for".into());
        }
        Answer::Known(lines)
    }

    fn check(&self) -> Answer {
        Answer::Known(vec![
            format!("Case {}, journal line {}, chain head", shown(&self.case.id.to_string()), self.case.events),
            self.case.head.clone(),
            "as of when this page was made. A bundle that is sent later continues it if its journal (data/20-timeline/journal.jsonl) has this hash in that line. To let the program say so:".into(),
            format!("reentry verify BUNDLE.zip --chain-head {}", self.case.head),
            "The fingerprint of a bundle is told with the bundle, never inside it.".into(),
        ])
    }

    fn maker(&self) -> Answer {
        let people: Vec<String> = self
            .case
            .people
            .iter()
            .filter(|p| p.as_str() != "unknown")
            .map(|p| shown(p).into_owned())
            .collect();
        let people = match self.case.text(facts::PERSON_NAME) {
            Some(name) if people.is_empty() => vec![shown(&name).into_owned()],
            _ => people,
        };
        let people = if people.is_empty() {
            "people whose names are not recorded".into()
        } else {
            words::listed(&people)
        };
        Answer::Known(vec![format!(
            "Recorded by {people}, with {}; page made {} ({})",
            shown(&self.case.tool),
            full(self.now),
            utc(self.now)
        )])
    }
}

/// The step that asks for a failed sign-in.
const ASKS_FOR_SIGN_IN: (&str, &str) = ("failed-sign-in", "read-it");

fn whom(who: &str, at: DateTime<FixedOffset>) -> String {
    let who = if who == "unknown" { "name not recorded".into() } else { shown(who) };
    format!("{who}, {}", full(at))
}
