//! The support request: what support asks first, first. As text to paste, as a phone script, and as one screen for the
//! next engineer.
//!
//! The three are one derivation: each sentence about administrators, partners, cause and request comes from
//! [`super::said`], which says no more than the nouns of the case. This file decides the order and nothing else.

use chrono::{DateTime, FixedOffset};

use super::harmless::shown;
use super::said::{self, accounts, opening, words};
use super::when::{full, span, utc};
use crate::case::account::AccountState;
use crate::case::claims::{Claims, Situation};
use crate::case::demand::Demand;
use crate::case::{Audience, Case};
use crate::dns_proof::expected::unquoted;
use crate::model::facts;
use crate::runbook::Library;
use crate::signin::SignIn;

/// The request as text to paste. Without the fingerprint inside a bundle: it would cover itself.
#[must_use]
pub fn request(case: &Case, library: &Library, now: DateTime<FixedOffset>, with_fingerprint: bool) -> String {
    let claims = Claims::of(case, now);
    let mut text = super::drill::mark(case).to_owned();
    text.push_str(&format!("Subject: {}\n\n", subject(case, &claims)));
    let name = case.text(facts::NAME).unwrap_or_else(|| "our organisation".into());
    sentences(&mut text, &opening::first(&claims, &name));
    row(&mut text, "Tenant ID", Some(tenant(case)));
    row(&mut text, "Organisation", case.text(facts::NAME));
    row(&mut text, "Initial domain", case.text(facts::ONMICROSOFT));
    row(&mut text, "Own domains", case.text(facts::DOMAINS));
    row(&mut text, "Cloud", case.text(facts::CLOUD).filter(|c| c != "public" && c != "unknown"));
    row(&mut text, "Licence", case.text(facts::LICENCE).filter(|l| l != "unknown"));
    row(&mut text, "Invoice", case.text(facts::INVOICE));
    rows(&mut text, "Administrators", &accounts::sentences(&claims));
    rows(&mut text, "Other accounts", &other_accounts(&claims));
    rows(&mut text, "Partners", &said::partner::sentences(case, &claims));
    rows(&mut text, "Cause", &cause(&claims));
    row(&mut text, "Since", said::since(case));
    row(&mut text, "Changed before", case.text(facts::CHANGE).map(|text| words::quoted(&text)));
    row(&mut text, "Impact", case.text(facts::IMPACT).map(|text| words::quoted(&text)));
    row(&mut text, "Severity", severity(case, &claims));
    text.push('\n');
    text.push_str(if matches!(claims.situation, Situation::In(_)) {
        "What we ask now\n"
    } else {
        "What we ask\n"
    });
    for line in said::ask::sentences(&claims) {
        text.push_str(&format!("   {line}\n"));
    }
    if !matches!(claims.situation, Situation::In(_)) {
        text.push_str("   Please verify us first, in any way that you choose.\n");
    }
    text.push('\n');
    text.push_str(&sign_ins(case, now));
    text.push_str(&tried(case, library));
    text.push_str(if inside(case).is_some() { "Contact\n" } else { "Contact (outside the locked tenant)\n" });
    for (label, fact) in [("Name", facts::PERSON_NAME), ("Phone", facts::PERSON_PHONE)] {
        text.push_str(&format!("   {label:10} {}\n", known(case, fact, "not given yet")));
    }
    text.push_str(&format!("   {:10} {}\n", "E-mail", email(case, "not given yet")));
    text.push_str(&format!("   {:10} {}\n", "Authority", authority(case)));
    let requests = said::requests::sentences(&claims);
    if !requests.is_empty() {
        text.push_str("\nRequest numbers, in the order in which they were opened\n");
        requests.iter().for_each(|line| text.push_str(&format!("   {line}\n")));
    }
    if with_fingerprint && let Some((_, file, fingerprint)) = case.bundles.last() {
        // The folders of this laptop are nobody else's business. The case may come from another system.
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        text.push_str(&format!("\nEvidence bundle {}\nFingerprint {}\n", shown(name), fingerprint.short()));
    }
    text.push_str(super::drill::mark(case));
    text
}

/// The subject of the request, and of the mail that carries it.
#[must_use]
pub fn subject(case: &Case, claims: &Claims) -> String {
    opening::subject(claims, &tenant(case))
}

fn tenant(case: &Case) -> String {
    known(case, facts::TENANT_ID, "TENANT ID NOT KNOWN YET")
}

/// What to say on the phone: the first sentences, then the facts in the order they are asked.
#[must_use]
pub fn phone(case: &Case, now: DateTime<FixedOffset>) -> String {
    let claims = Claims::of(case, now);
    let name = case.text(facts::NAME).unwrap_or_else(|| "our organisation".into());
    let mut text = format!("{}SAY\n", super::drill::mark(case));
    let say = |text: &mut String, line: &str| text.push_str(&format!("   \"{line}\"\n"));
    opening::first(&claims, &name).iter().for_each(|line| say(&mut text, line));
    if let Some(request) = claims.current_request() {
        say(&mut text, &format!("The request number is {}.", shown(&request.number)));
    }
    text.push_str("\nWHAT WE ASK\n");
    said::ask::sentences(&claims).iter().for_each(|line| say(&mut text, line));
    text.push_str("\nREAD OUT, SLOWLY, WHEN ASKED\n");
    let mut line = |label: &str, value: &str| text.push_str(&format!("   {label:16} {value}\n"));
    line("Tenant ID", &known(case, facts::TENANT_ID, "not known yet"));
    line("Initial domain", &known(case, facts::ONMICROSOFT, "not known yet"));
    line("Own domains", &known(case, facts::DOMAINS, "not known yet"));
    line("Administrators", &accounts::sentences(&claims).join(" "));
    line("Partners", &said::partner::sentences(case, &claims).join(" "));
    line("Cause", &cause(&claims).join(" "));
    if let Some(record) = case.best_sign_ins().first() {
        let sign_in = &record.sign_in;
        line("Error code", &code(sign_in));
        line(
            "User",
            &record.whose().map_or_else(|| "not known whose".into(), |user| shown(user).into_owned()),
        );
        line("Request ID", &id(sign_in.request_id.map(|i| i.to_string())));
        line("Correlation ID", &id(sign_in.correlation_id.map(|i| i.to_string())));
        line("Time", &time(sign_in));
    }
    line("Call me back", &known(case, facts::PERSON_PHONE, "not given yet"));
    line("Write to me", &email(case, "not given yet"));
    line("My authority", &authority(case));
    if !matches!(claims.situation, Situation::In(_)) {
        let why = match claims.globals().any(|account| account.state() == AccountState::RoleLost) {
            true => "it needs an administrator role",
            false => "I cannot sign in",
        };
        let please = match claims.current_request() {
            Some(_) => "Please go on with the request that I named.",
            None => "Please open the request now.",
        };
        text.push_str(&format!(
            "\nIF THEY SEND YOU TO SELF-SERVICE\n   \"I cannot use self-service: {why}. {please}\"\n"
        ));
        text.push_str(&format!(
            "IF THEY SAY \"NOT A TENANT LOCKOUT SCENARIO\"\n   \"{}\"\n",
            look_it_up(case, &claims)
        ));
    }
    let number = if claims.current_request().is_some() { "" } else { "the request number, " };
    text.push_str(&format!(
        "BEFORE YOU HANG UP, ASK\n   {number}the name and team of the agent, when they call back and in which time zone.\n"
    ));
    text.push_str(&format!(
        "\nNow {} ({})\nThen:\n   reentry note \"what they said\" --who NAME --team TEAM\n",
        full(now),
        utc(now)
    ));
    text
}

/// What to answer where the agent's tool says that it is no lockout. Whose sign-in it is, is said only where that is
/// recorded.
fn look_it_up(case: &Case, claims: &Claims) -> String {
    let of_global = case.best_sign_ins().into_iter().find_map(|record| {
        record.sign_in.request_id?;
        let whose = record.whose()?;
        claims.globals().find(|account| account.is(whose))
    });
    match of_global {
        Some(account) => format!(
            "Please look up the Request ID in the tenant I named. It is a sign-in of {}, a Global Administrator.",
            shown(account.called())
        ),
        None if case.sign_ins.iter().any(|record| record.sign_in.has_an_id()) => {
            "Please look up the Request ID in the tenant I named, not in another one.".into()
        }
        None => "Please look at the tenant I named, not at another one.".into(),
    }
}

/// One screen for the next engineer or the next colleague.
#[must_use]
pub fn handoff(case: &Case, now: DateTime<FixedOffset>) -> String {
    let claims = Claims::of(case, now);
    let mut text = format!(
        "{}{}   tenant {}\n",
        super::drill::mark(case),
        known(case, facts::NAME, "Organisation not named"),
        known(case, facts::TENANT_ID, "ID not known yet")
    );
    if let Some(opened) = case.opened {
        text.push_str(&format!("This case is open since {} ({}).\n", full(opened), span(now - opened)));
    }
    let mut part = |label: &str, lines: &[String]| {
        if !lines.is_empty() {
            text.push_str(&format!("{label}: {}\n", lines.join(" ")));
        }
    };
    part("Administrators", &accounts::sentences(&claims));
    part("Cause", &cause(&claims));
    part("Partners", &said::partner::sentences(case, &claims));
    part("We ask", &said::ask::sentences(&claims));
    if let Some(record) = case.best_sign_ins().first() {
        let s = &record.sign_in;
        text.push_str(&format!(
            "Failed sign-in: error {}, {}\n   Request ID     {}\n   Correlation ID {}\n",
            code(s),
            time(s),
            id(s.request_id.map(|i| i.to_string())),
            id(s.correlation_id.map(|i| i.to_string()))
        ));
    }
    for line in said::requests::sentences(&claims) {
        text.push_str(&format!("Request {line}\n"));
    }
    for (label, fact) in
        [("Domain for the TXT record", facts::PROOF_DOMAIN), ("TXT value asked for", facts::PROOF_VALUE)]
    {
        if let Some(value) = case.text(fact) {
            let value = unquoted(&value).unwrap_or(&value);
            text.push_str(&format!("{label}: {}\n", shown(value)));
        }
    }
    let mut notes: Vec<_> = case.notes.iter().filter(|n| n.audience == Audience::Support).collect();
    notes.sort_by_key(|note| note.at);
    if !notes.is_empty() {
        text.push_str("Last words:\n");
        for note in notes.iter().skip(notes.len().saturating_sub(5)) {
            let who = note.who.as_ref().or(note.team.as_ref());
            let who = who.map(|w| format!("{}: ", shown(w))).unwrap_or_default();
            text.push_str(&format!("   {}  {who}{}\n", full(note.at), words::quoted(&note.text)));
        }
    }
    let authority = said::authority(case).map(|said| format!(" ({said})")).unwrap_or_default();
    text.push_str(&format!(
        "Contact: {}{authority}, {}, {}\n",
        known(case, facts::PERSON_NAME, "name not given"),
        known(case, facts::PERSON_PHONE, "phone not given"),
        email(case, "e-mail not given")
    ));
    text
}

/// What support will ask for and the case does not hold yet.
#[must_use]
pub fn missing(case: &Case) -> Vec<String> {
    let claims = Claims::of(case, case.last.unwrap_or_default());
    let asked = |fact: &str| {
        if case.value(fact).is_some() { " (asked, not known)" } else { "" }
    };
    let mut missing: Vec<String> = [
        (facts::TENANT_ID, "the tenant ID"),
        (facts::DOMAINS, "your own domains in the tenant"),
        (facts::INVOICE, "an invoice or subscription number"),
        (facts::IMPACT, "what stands still (it decides the severity)"),
        (facts::PERSON_NAME, "your name"),
        (facts::PERSON_PHONE, "a phone number that reaches you day and night"),
        (facts::PERSON_EMAIL, "an e-mail address outside the tenant"),
    ]
    .into_iter()
    .filter(|(fact, _)| case.text(fact).is_none())
    .map(|(fact, words)| format!("{words}{}", asked(fact)))
    .collect();
    if claims.globals().next().is_none() {
        let asked = asked(facts::GLOBAL_ADMINS);
        missing.push(format!("the user names of the Global Administrators{asked}"));
    }
    if let Some(address) = inside(case) {
        missing.push(format!("an e-mail address outside the tenant ({} is inside)", shown(&address)));
    }
    if matches!(claims.situation, Situation::In(_)) {
        return missing;
    }
    if !case.sign_ins.iter().any(|s| s.sign_in.can_be_found()) {
        missing.push("a failed sign-in with Request ID and time (reentry signin add)".into());
    }
    if claims.situation != Situation::NobodyIn {
        let open: Vec<String> = claims
            .globals()
            .chain(claims.without_known_role())
            .filter(|account| !account.state().is_shut_out())
            .map(|account| shown(account.called()).into_owned())
            .collect();
        missing.push(if open.is_empty() {
            "whether there are other Global Administrators (reentry account list --set complete)".into()
        } else {
            format!("how it stands with {}", words::listed(&open))
        });
    }
    missing
}

/// The contact's address, where it is known to lie in the locked tenant.
fn inside(case: &Case) -> Option<String> {
    case.text(facts::PERSON_EMAIL).filter(|address| case.is_inside_tenant(address))
}

fn email(case: &Case, otherwise: &str) -> String {
    let mark = if inside(case).is_some() { " (INSIDE the locked tenant: please telephone)" } else { "" };
    format!("{}{mark}", known(case, facts::PERSON_EMAIL, otherwise))
}

fn cause(claims: &Claims) -> Vec<String> {
    let mut lines = said::cause::sentences(claims);
    if claims.demand != Demand::NotKnown {
        lines.extend(said::cause::demand(claims));
    }
    let policy = claims.policy.as_ref().filter(|_| said::cause::is_by_policy(claims));
    lines.extend(policy.map(|policy| format!("Policy: {}.", words::quoted(policy))));
    lines
}

fn other_accounts(claims: &Claims) -> Vec<String> {
    let hostile = claims.hostile().map(|account| accounts::line(account, claims));
    hostile.chain(claims.others().map(|account| accounts::line(account, claims))).collect()
}

/// The severity that is recorded, of the current request before that of the case.
fn severity(case: &Case, claims: &Claims) -> Option<String> {
    let current = claims.current_request().and_then(|request| request.severity.clone());
    let letter = current.or_else(|| case.text(facts::SEVERITY)).filter(|letter| letter != "unknown")?;
    // Nobody is reached day and night at a number that is not given.
    let round = letter.eq_ignore_ascii_case("a") && case.text(facts::PERSON_PHONE).is_some();
    let round = if round { " (we can be reached day and night)" } else { "" };
    Some(format!("{}{round}", letter.to_uppercase()))
}

fn sign_ins(case: &Case, now: DateTime<FixedOffset>) -> String {
    if case.sign_ins.is_empty() {
        return "Failed sign-in: none recorded yet.\n\n".into();
    }
    let mut text = String::new();
    for (at, record) in case.best_sign_ins().into_iter().enumerate() {
        let s = &record.sign_in;
        text.push_str(if at == 0 { "Failed sign-in\n" } else { "Another failed sign-in\n" });
        let mut line = |label: &str, value: &str| text.push_str(&format!("   {label:15} {value}\n"));
        line("Error code", &code(s));
        line("Request ID", &id(s.request_id.map(|i| i.to_string())));
        line("Correlation ID", &id(s.correlation_id.map(|i| i.to_string())));
        line("Time", &time(s));
        line(
            "User",
            &record.whose().map_or_else(|| "not known whose".into(), |user| shown(user).into_owned()),
        );
        if let Some(app) = &s.app_name {
            line("Application", &shown(app));
        }
        if let Some(at) = s.timestamp_utc {
            let age = now.to_utc() - at.at();
            if age.num_days() >= 7 {
                text.push_str(&format!(
                    "   (it is {} old; the log may have dropped it. A fresh one is better.)\n",
                    span(age)
                ));
            }
        }
        text.push('\n');
    }
    text
}

fn tried(case: &Case, library: &Library) -> String {
    let lines = said::tried::sentences(case, library);
    let mut text = String::from("What we tried before we asked you\n");
    if lines.is_empty() {
        text.push_str("   nothing recorded yet\n");
    }
    lines.iter().for_each(|line| text.push_str(&format!("   {line}\n")));
    text.push('\n');
    text
}

fn sentences(text: &mut String, lines: &[String]) {
    lines.iter().for_each(|line| text.push_str(&format!("{line}\n")));
}

fn row(text: &mut String, label: &str, value: Option<String>) {
    if let Some(value) = value {
        text.push_str(&format!("{label:18} {}\n", shown(&value)));
    }
}

/// Several sentences behind one label, each on its line: a mail program folds long lines as it likes.
fn rows(text: &mut String, label: &str, lines: &[String]) {
    for (at, line) in lines.iter().enumerate() {
        text.push_str(&format!("{:18} {line}\n", if at == 0 { label } else { "" }));
    }
}

fn authority(case: &Case) -> String {
    said::authority(case).unwrap_or_else(|| "not given yet".to_owned())
}

fn known(case: &Case, fact: &str, otherwise: &str) -> String {
    case.text(fact).map_or_else(|| otherwise.to_owned(), |t| shown(&t).into_owned())
}

fn code(sign_in: &SignIn) -> String {
    sign_in.code().map_or_else(|| "none shown".to_owned(), crate::signin::ErrorCode::with_letters)
}

fn id(id: Option<String>) -> String {
    id.unwrap_or_else(|| "not shown".into())
}

fn time(sign_in: &SignIn) -> String {
    match (&sign_in.timestamp_utc, &sign_in.timestamp) {
        (Some(utc), _) => utc.to_string(),
        (None, Some(written)) => format!("{} (zone not stated)", shown(written)),
        (None, None) => "not shown".into(),
    }
}
