//! The nouns of a case as its lines tell them: accounts, doors, requests, what happened, what is asked.
//!
//! The fold keeps every report; what stands is decided when it is asked for, so that a report that comes late but
//! happened early finds its place. Facts and answers of the first edition become reports as well: a case that was begun
//! with them goes on, and nothing of it is lost. What an answer did not say is not added here.

use std::collections::HashSet;

use chrono::{DateTime, FixedOffset};

use super::account::{
    self, Account, AccountKind, AccountReport, AccountState, Attempt, GLOBAL_ADMINISTRATOR, HeldRole,
    Holding, ListState,
};
use super::ask::{self, Ask};
use super::demand::{self, Demand};
use super::door::{self, Door, DoorReport, DoorState};
use super::event::Reply;
use super::found;
use super::happened::{Happened, HappenedReport};
use super::reason;
use super::request::{self, Request, RequestReport, RequestState, Turn};
use super::state::{Case, SignInRecord};
use super::told::Told;
use crate::model::{Cause, FactId, StepRef, Value, denies_its_address, facts};
use crate::partner::spoken;
use crate::policy::lockout::OfAccount;
use crate::signin::cause::Tried;

/// Every report, in the order in which it was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nouns {
    pub accounts: Vec<Told<AccountReport>>,
    pub lists: Vec<Told<ListState>>,
    /// Reports about doors; those that are a step's answer are taken back with it.
    pub doors: Vec<(Told<DoorReport>, bool)>,
    pub requests: Vec<Told<RequestReport>>,
    pub happened: Vec<Told<HappenedReport>>,
    /// The person's own sentence for Microsoft; nothing after it was taken back.
    pub ask: Option<Told<String>>,
}

impl Nouns {
    /// A step was answered.
    pub(super) fn answered(&mut self, step: &StepRef, reply: &Reply, note: Option<&String>, at: Told<()>) {
        if let Some(state) = DoorState::answered(reply) {
            let what = DoorReport { door: step.clone(), state, by: None, why: note.cloned() };
            self.doors.push((at.saying(what), true));
        }
    }

    /// The answer of a step is taken back.
    pub(super) fn taken_back(&mut self, step: &StepRef) {
        self.doors.retain(|(told, answer)| !(*answer && told.what.door == *step));
    }

    /// What happened, and what follows from it.
    pub(super) fn happened(&mut self, told: Told<HappenedReport>) {
        let bare = Told { what: (), at: told.at, by: told.by.clone() };
        let report = &told.what;
        let mut request = report.request.clone().map(RequestReport::about);
        match &report.what {
            Happened::SomebodyIsIn { account: Some(account) } => {
                let state = Some(AccountState::In);
                let what = AccountReport { state, ..AccountReport::about(account) };
                self.accounts.push(bare.clone().saying(what));
            }
            Happened::CauseIsAnother { cause, account: Some(account) } => {
                let what = AccountReport { cause: Some(*cause), ..AccountReport::about(account) };
                self.accounts.push(bare.clone().saying(what));
            }
            Happened::RequestClosed { number } => {
                let state = Some(RequestState::Closed);
                request = Some(RequestReport { state, ..RequestReport::about(number) });
            }
            Happened::RequestMoved { number, to } => {
                let moved_to = Some(to.clone());
                request = Some(RequestReport { moved_to, ..RequestReport::about(number) });
            }
            Happened::DoorTried { door, state } => {
                let (by, why) = (report.who.clone(), report.text.clone());
                let what = DoorReport { door: door.clone(), state: *state, by, why };
                self.doors.push((bare.clone().saying(what), false));
            }
            Happened::EmailCame { answer_by, .. } => {
                if let Some(request) = &mut request {
                    (request.turn, request.next) = (Some(Turn::Ours), *answer_by);
                }
            }
            Happened::TxtWanted { .. } | Happened::PapersWanted { .. } => {
                if let Some(request) = &mut request {
                    request.turn = Some(Turn::Ours);
                }
            }
            Happened::PapersSent { .. } => {
                if let Some(request) = &mut request {
                    request.turn = Some(Turn::Microsoft);
                }
            }
            Happened::SomebodyIsIn { account: None }
            | Happened::CauseIsAnother { account: None, .. }
            | Happened::SupportCalled { .. }
            | Happened::SomethingElse {} => {}
        }
        if let Some(mut what) = request {
            // What a person says of a door, of the cause or of anything else is no word of support.
            let of_support = matches!(
                report.what,
                Happened::SupportCalled { .. }
                    | Happened::EmailCame { .. }
                    | Happened::TxtWanted { .. }
                    | Happened::PapersWanted { .. }
                    | Happened::RequestClosed { .. }
                    | Happened::RequestMoved { .. }
            );
            if of_support {
                what.word = what.word.or_else(|| report.text.clone());
            }
            what.team = what.team.or_else(|| report.team.clone());
            let by = report.who.clone().or_else(|| told.by.clone());
            self.requests.push(Told { what, at: told.at, by });
        }
        self.happened.push(told);
    }
}

/// Somebody is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// With which account, if it was said.
    pub account: Option<String>,
    /// Since when, if it was said.
    pub since: Option<DateTime<FixedOffset>>,
}

impl Case {
    /// Every account that is known, with how it stands.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        let mut reports = self.told_by_facts();
        reports.extend(self.nouns.accounts.iter().cloned());
        let attempts: Vec<Attempt> = self
            .sign_ins
            .iter()
            .filter_map(|record| {
                let at = record.sign_in.timestamp_utc.map(|at| at.at().fixed_offset()).or(Some(record.at));
                Some(Attempt { account: record.whose()?.to_owned(), code: record.sign_in.code(), at })
            })
            .collect();
        account::accounts(&reports, &attempts)
    }

    /// Accounts as the facts that stand tell them. They follow every change of their fact, and go with it.
    fn told_by_facts(&self) -> Vec<Told<AccountReport>> {
        let known = |fact: &'static str| self.facts.get(&FactId::known(fact));
        let told = |fact: &'static str, what: AccountReport| {
            let at = known(fact).map(|known| known.at);
            Told { what, at, by: None }
        };
        let role = |role: &str| vec![HeldRole { role: role.to_owned(), held: Holding::Now }];
        let mut reports = Vec::new();
        let differing = self.differing();
        let told_alone: HashSet<String> = self
            .nouns
            .accounts
            .iter()
            .chain(&differing)
            .filter(|told| told.what.state.is_some())
            .flat_map(|told| std::iter::once(&told.what.account).chain(&told.what.user))
            .map(|name| name.to_lowercase())
            .collect();
        let spoken_of = |name: &str| told_alone.contains(&name.to_lowercase());
        let all_refused = self.says(facts::TRIED, "all-refused");
        // Whoever signs in without the role is not refused at the sign-in.
        let unsorted = self.says(facts::REASONS, "several") && differing.is_empty();
        let refused = |name: &str| {
            let own =
                |record: &SignInRecord| record.whose().is_some_and(|who| who.eq_ignore_ascii_case(name));
            self.sign_ins.iter().any(own)
        };
        let shut_out = |name: &str| match self.cause() {
            Some(Cause::RoleLost) if !unsorted && !refused(name) => AccountState::RoleLost,
            _ => AccountState::Refused,
        };
        for name in &self.administrators() {
            // "All have tried" is said of everybody at once; what was said of one account alone counts more.
            let state = (all_refused && !spoken_of(name)).then(|| shut_out(name));
            let roles = role(GLOBAL_ADMINISTRATOR);
            // The reasons differ, and nobody said whose is which: the case's cause is not each account's.
            let cause = (state.is_some() && unsorted).then_some(Cause::Unknown);
            reports.push(told(
                if state.is_some() { facts::TRIED } else { facts::GLOBAL_ADMINS },
                AccountReport { roles, state, cause, ..AccountReport::about(name) },
            ));
        }
        let emergency = self.nouns.accounts.iter().any(|t| t.what.kind == Some(AccountKind::Emergency));
        if !emergency {
            let state = match self.text(facts::EMERGENCY).as_deref() {
                Some("refused") => Some(Some(AccountState::Refused)),
                Some("exists") => Some(None),
                _ => None,
            };
            if let Some(state) = state {
                let kind = Some(AccountKind::Emergency);
                let about = AccountReport::about("the emergency access account");
                reports.push(told(facts::EMERGENCY, AccountReport { kind, state, ..about }));
            }
        }
        for item in self.items(facts::OTHER_ROLES).iter().filter(|item| !spoken::is_none(item)) {
            let (who, role) = match spoken::read(item) {
                Some(spoken) => {
                    let held = if spoken.eligible { Holding::Eligible } else { Holding::Now };
                    (spoken.who, HeldRole { role: spoken.role.name().to_owned(), held })
                }
                // Free words, or a sentence that may deny its role, make no account that holds one.
                None => continue,
            };
            let name = who.unwrap_or_else(|| format!("an account with {}", role.role));
            reports.push(told(
                facts::OTHER_ROLES,
                AccountReport { roles: vec![role], ..AccountReport::about(name) },
            ));
        }
        // A command line named the roles, and nobody was asked in the walk.
        if known(facts::OTHER_ROLES).is_none()
            && let Some((at, finding)) = self.partners.last()
        {
            let told = |what| Told { what, at: Some(*at), by: None };
            reports.extend(found::accounts(finding).map(told));
        }
        for name in self.items(facts::HOSTILE_ADMINS) {
            let state = Some(AccountState::Hostile);
            // "klaus" is klaus@firma.de where only one known account is called so.
            let account = self.account_named(name).unwrap_or_else(|| name.clone());
            reports
                .push(told(facts::HOSTILE_ADMINS, AccountReport { state, ..AccountReport::about(account) }));
        }
        reports.extend(differing.iter().cloned());
        if let Some(account) = self.text(facts::ADMIN_IN) {
            let state = Some(AccountState::In);
            reports.push(told(facts::ADMIN_IN, AccountReport { state, ..AccountReport::about(account) }));
        }
        reports
    }

    /// What was said of the accounts that are refused for another reason, as long as the reasons differ. A line of an
    /// earlier version holds the same as reports; those are not told twice.
    fn differing(&self) -> Vec<Told<AccountReport>> {
        let Some(known) = self.facts.get(&FactId::known(facts::DIFFER)) else { return Vec::new() };
        if self.says(facts::REASONS, "one") {
            return Vec::new();
        }
        let told = |what| Told { what, at: Some(known.at), by: Some(known.who.clone()) };
        let lines = self.read_reasons(known.value.items(), known.at).into_iter().filter_map(Result::ok);
        lines.map(told).filter(|told| !self.nouns.accounts.contains(told)).collect()
    }

    /// What each line of an answer says of an account that is refused for another reason; the line itself where it names
    /// no account.
    pub fn read_reasons(
        &self,
        items: &[String],
        at: DateTime<FixedOffset>,
    ) -> Vec<Result<AccountReport, String>> {
        let accounts = self.administrators();
        let lines = reason::whose::lines(items, &accounts).into_iter();
        lines.map(|line| reason::read(&line, at.date_naive(), &accounts).ok_or(line)).collect()
    }

    /// Whoever was named as a Global Administrator. An item that was kept as it was typed and may say that somebody is none
    /// names nobody.
    #[must_use]
    pub fn administrators(&self) -> Vec<String> {
        let items = self.items(facts::GLOBAL_ADMINS).iter();
        items.filter(|item| !denies_its_address(item)).cloned().collect()
    }

    /// The account of that name: a known one where only one fits, else a name that is written as one.
    #[must_use]
    pub fn account_named(&self, name: &str) -> Option<String> {
        reason::whose::account_named(name, &self.administrators())
    }

    /// How whole the list of Global Administrators is.
    #[must_use]
    pub fn list_of_accounts(&self) -> ListState {
        if let Some(told) = self.nouns.lists.iter().max_by_key(|told| told.at) {
            return told.what;
        }
        let named = !self.administrators().is_empty();
        let emergency = self.text(facts::EMERGENCY);
        let emergency_told = matches!(emergency.as_deref(), Some("none" | "refused"));
        match (named, self.says(facts::TRIED, "all-refused") && emergency_told) {
            (true, true) => ListState::Complete,
            (true, false) => ListState::PerhapsMore,
            (false, _) if !self.nouns.accounts.is_empty() => ListState::PerhapsMore,
            (false, _) => ListState::NotKnown,
        }
    }

    /// Every door that somebody spoke of.
    #[must_use]
    pub fn known_doors(&self) -> Vec<Door> {
        let mut reports: Vec<_> = self.nouns.doors.iter().map(|(told, _)| told.clone()).collect();
        // What a person says of a door stands, whenever the file was read.
        let found = self.partners.last().and_then(|(at, finding)| Some((at, found::door(finding)?)));
        if let Some((at, what)) = found
            && !reports.iter().any(|told| told.what.door == what.door)
        {
            reports.push(Told { what, at: Some(*at), by: None });
        }
        door::doors(&reports)
    }

    /// Every support request, the first opened first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        let mut reports = self.nouns.requests.clone();
        let none = |number: &&String| ["none", "no", "-"].contains(&number.trim().to_lowercase().as_str());
        for number in self.items(facts::EARLIER_REQUESTS).iter().filter(|number| !none(number)) {
            let known = self.facts.get(&FactId::known(facts::EARLIER_REQUESTS));
            let what = RequestReport { state: Some(RequestState::Closed), ..RequestReport::about(number) };
            // Closed before anything that this case was told of; when, nobody said.
            reports.push(Told { what, at: None, by: known.map(|known| known.who.clone()) });
        }
        request::requests(&reports)
    }

    /// Whether and since when somebody is in.
    #[must_use]
    pub fn entered(&self) -> Option<Entered> {
        let accounts = self.accounts();
        let of = |account: &Account| Entered {
            account: Some(account.called().to_owned()),
            since: account.evidence().and_then(|evidence| evidence.at),
        };
        if let Some(account) = accounts.iter().rfind(|a| a.may_be_global() && a.state() == AccountState::In) {
            return Some(of(account));
        }
        let unnamed =
            |told: &&Told<HappenedReport>| matches!(told.what.what, Happened::SomebodyIsIn { account: None });
        let reported = self.nouns.happened.iter().rfind(unnamed).map(|told| told.at);
        // A door that opened, or a partner who let somebody in, before the account was named.
        let doors = self.known_doors().into_iter().filter(|door| door.state == DoorState::Open);
        let opened = doors.map(|door| door.since).max();
        let partner = self.facts.get(&FactId::known(facts::PARTNER_ANSWER));
        let partner = partner.filter(|k| k.value == Value::One("fixed".into())).map(|k| Some(k.at));
        let known = self.facts.get(&FactId::known(facts::STATE));
        let regained = known.filter(|k| k.value == Value::One("regained".into())).map(|k| Some(k.at));
        // Whoever was in and is out again takes the general word back.
        let own = accounts.iter().filter(|account| account.may_be_global());
        let lost = own.flat_map(|a| &a.seen).filter(|s| s.state == AccountState::In);
        let lost = lost.map(|seen| seen.evidence.at).max();
        let since = reported.or(regained).or(opened).or(partner)?;
        (lost.is_none() || lost < Some(since)).then_some(Entered { account: None, since })
    }

    /// What the refusing policy does, as far as anything settles it.
    #[must_use]
    pub fn demand(&self) -> Demand {
        let said: Vec<String> =
            [facts::POLICY, facts::CHANGE].iter().filter_map(|fact| self.text(fact)).collect();
        let notes = self.notes.iter().map(|note| note.text.as_str());
        let told = self.nouns.happened.iter().filter_map(|told| told.what.text.as_deref());
        let policy = |text: &&str| text.to_lowercase().contains("polic");
        let words = said.iter().map(String::as_str).chain(notes.chain(told).filter(policy));
        let accounts = self.accounts();
        let computed = self.computed.as_ref().map(|(_, computed)| &**computed);
        let computed = computed.into_iter().flat_map(|all| {
            accounts.iter().filter_map(|account| all.account(account.called())).flat_map(OfAccount::policies)
        });
        demand::demand(self.sign_ins.iter().map(|record| &record.sign_in), computed, words)
    }

    /// What was tried or is known beside the recorded sign-ins.
    #[must_use]
    pub fn tried(&self) -> Tried {
        let doors = self.known_doors();
        let shut = |is: &dyn Fn(&StepRef) -> bool| {
            doors.iter().any(|door| door.state == DoorState::Shut && is(&door.step))
        };
        Tried {
            place: shut(&|step| step.runbook == "trusted-place"),
            method: shut(&|step| step.runbook == "wait-and-see" && step.step == "other-factor"),
            another: self.accounts().iter().filter(|account| account.state().is_shut_out()).count() > 1,
            demand: self.demand() != Demand::NotKnown,
        }
    }

    /// What is asked of Microsoft, the first thing first.
    #[must_use]
    pub fn asks(&self) -> Vec<Ask> {
        let (accounts, demand, entered) = (self.accounts(), self.demand(), self.entered());
        let policy = self.text(facts::POLICY);
        let words = self.nouns.ask.as_ref().filter(|told| {
            // What was asked before somebody got in is not asked any more.
            entered.as_ref().is_none_or(|entered| entered.since.is_none_or(|since| told.at > Some(since)))
        });
        ask::propose(&ask::Ground {
            accounts: &accounts,
            cause: self.cause(),
            demand: &demand,
            policy: policy.as_deref(),
            computed: self.computed.as_ref().map(|(_, computed)| &**computed),
            somebody_is_in: entered.is_some(),
            words: words.map(|told| told.what.as_str()),
        })
    }
}

impl SignInRecord {
    /// Whose sign-in it is, if that is known.
    #[must_use]
    pub fn whose(&self) -> Option<&str> {
        self.account.as_deref().or(self.sign_in.user.as_deref())
    }
}
