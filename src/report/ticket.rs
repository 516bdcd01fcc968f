//! The support request: what support asks first, first. Words to Microsoft such as "no other administrator" are
//! printed only where the recorded facts support them; otherwise the line says what is not known yet.

use chrono::{DateTime, FixedOffset};

use super::harmless::shown;
use super::when::{full, span, utc};
use crate::case::{Case, Reply};
use crate::dns_proof::expected::unquoted;
use crate::model::StepRef;
use crate::model::{Cause, facts};
use crate::runbook::Library;
use crate::signin::SignIn;

/// The request as text to paste. Without the fingerprint inside a bundle: it would cover itself.
#[must_use]
pub fn request(case: &Case, library: &Library, now: DateTime<FixedOffset>, with_fingerprint: bool) -> String {
    let mut text = super::drill::mark(case).to_owned();
    let tenant = known(case, facts::TENANT_ID, "TENANT ID NOT KNOWN YET");
    text.push_str(&format!("Subject: Tenant lockout, no administrator can sign in: {tenant}\n\n"));
    text.push_str("Please route this to the Data Protection team. This is a TENANT LOCKOUT.\n");
    text.push_str(&format!("Tenant ID          {tenant}\n"));
    row(&mut text, "Organisation", case.text(facts::NAME));
    row(&mut text, "First domain", case.text(facts::ONMICROSOFT));
    row(&mut text, "Own domains", case.text(facts::DOMAINS));
    row(&mut text, "Cloud", case.text(facts::CLOUD).filter(|c| c != "public"));
    row(&mut text, "Licence", case.text(facts::LICENCE).filter(|l| l != "unknown"));
    row(&mut text, "Invoice", case.text(facts::INVOICE));
    text.push_str(&format!("Administrators     {}\n", administrators(case)));
    text.push_str(&format!("Partners           {}\n", partners(case)));
    text.push_str(&format!("Cause              {}\n", cause(case)));
    row(&mut text, "Policy", case.text(facts::POLICY));
    row(&mut text, "Since", case.text(facts::SINCE));
    row(&mut text, "Changed before", case.text(facts::CHANGE));
    row(&mut text, "Impact", case.text(facts::IMPACT));
    text.push('\n');
    text.push_str(&sign_ins(case, now));
    text.push_str(&tried(case, library));
    text.push_str(if inside(case).is_some() { "Contact\n" } else { "Contact (outside the locked tenant)\n" });
    for (label, fact) in
        [("Name", facts::PERSON_NAME), ("Role", facts::PERSON_ROLE), ("Phone", facts::PERSON_PHONE)]
    {
        text.push_str(&format!("   {label:8} {}\n", known(case, fact, "not given yet")));
    }
    text.push_str(&format!("   {:8} {}\n", "E-mail", email(case, "not given yet")));
    match case.tickets.as_slice() {
        [] => {}
        [only] => text.push_str(&format!(
            "\nThis belongs to request {}   (since {})\n",
            shown(&only.number),
            full(only.since)
        )),
        several => {
            text.push_str("\nRequest numbers so far (please keep them together)\n");
            for ticket in several {
                text.push_str(&format!("   {}   since {}\n", shown(&ticket.number), full(ticket.since)));
            }
        }
    }
    if with_fingerprint && let Some((_, file, fingerprint)) = case.bundles.last() {
        let short = fingerprint.short();
        // The folders of this laptop are nobody else's business. The case may come from another system.
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        text.push_str(&format!("\nEvidence bundle {}\nFingerprint {short}\n", shown(name)));
    }
    text.push_str("\nWhat we ask: verify us, then let one verified Global Administrator in. We repair the cause ourselves.\n");
    text.push_str(super::drill::mark(case));
    text
}

/// What to say on the phone: two sentences, then the facts in the order they are asked.
#[must_use]
pub fn phone(case: &Case, now: DateTime<FixedOffset>) -> String {
    let name = known(case, facts::NAME, "our organisation");
    let mark = super::drill::mark(case);
    let mut text = format!(
        "{mark}SAY\n   \"This is a tenant lockout. No administrator of {name} can sign in.\n   \
         Please open a request with the Data Protection team.\"\n"
    );
    if let Some(ticket) = case.tickets.last() {
        text.push_str(&format!("   \"The request number is {}.\"\n", shown(&ticket.number)));
    }
    text.push_str("\nREAD OUT, SLOWLY, WHEN ASKED\n");
    text.push_str(&format!("   Tenant ID        {}\n", known(case, facts::TENANT_ID, "not known yet")));
    text.push_str(&format!("   First domain     {}\n", known(case, facts::ONMICROSOFT, "not known yet")));
    text.push_str(&format!("   Own domains      {}\n", known(case, facts::DOMAINS, "not known yet")));
    text.push_str(&format!("   Administrators   {}\n", administrators(case)));
    text.push_str(&format!("   Partners         {}\n", partners(case)));
    if let Some(record) = case.best_sign_ins().first() {
        let sign_in = &record.sign_in;
        text.push_str(&format!("   Error code       {}\n", code(sign_in)));
        text.push_str(&format!("   Request ID       {}\n", id(sign_in.request_id.map(|i| i.to_string()))));
        text.push_str(&format!(
            "   Correlation ID   {}\n",
            id(sign_in.correlation_id.map(|i| i.to_string()))
        ));
        text.push_str(&format!("   Time             {}\n", time(sign_in)));
    }
    text.push_str(&format!("   Call me back     {}\n", known(case, facts::PERSON_PHONE, "not given yet")));
    text.push_str(&format!("   Write to me      {}\n", email(case, "not given yet")));
    text.push_str(
        "\nIF THEY SEND YOU TO SELF-SERVICE\n   \"I cannot sign in anywhere, so I cannot use self-service. Please open the request now.\"\n\
         IF THEY SAY \"NOT A TENANT LOCKOUT SCENARIO\"\n   \"Please look up the Request ID in the tenant I named. It is a Global Administrator's sign-in.\"\n\
         BEFORE YOU HANG UP, ASK\n   the request number, the name and team of the agent, when they call back and in which time zone.\n",
    );
    text.push_str(&format!(
        "\nNow {} ({})\nThen:\n   reentry note \"what they said\" --who NAME --team TEAM\n",
        full(now),
        utc(now)
    ));
    text
}

/// One screen for the next engineer or the next colleague.
#[must_use]
pub fn handoff(case: &Case, now: DateTime<FixedOffset>) -> String {
    let mut text = format!(
        "{}{}   tenant {}\n",
        super::drill::mark(case),
        known(case, facts::NAME, "Organisation not named"),
        known(case, facts::TENANT_ID, "ID not known yet")
    );
    if let Some(opened) = case.opened {
        text.push_str(&format!(
            "Locked out; this case is open since {} ({}).\n",
            full(opened),
            span(now - opened)
        ));
    }
    text.push_str(&format!(
        "Cause: {}\nAdministrators: {}\nPartners: {}\n",
        cause(case),
        administrators(case),
        partners(case)
    ));
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
    for ticket in &case.tickets {
        text.push_str(&format!("Request {} since {}\n", shown(&ticket.number), full(ticket.since)));
    }
    for (label, fact) in
        [("Domain for the TXT record", facts::PROOF_DOMAIN), ("TXT value asked for", facts::PROOF_VALUE)]
    {
        if let Some(value) = case.text(fact) {
            let value = unquoted(&value).unwrap_or(&value);
            text.push_str(&format!("{label}: {}\n", shown(value)));
        }
    }
    let notes: Vec<_> = case.notes.iter().filter(|n| n.audience == crate::case::Audience::Support).collect();
    if !notes.is_empty() {
        text.push_str("Last words:\n");
        for note in notes.iter().skip(notes.len().saturating_sub(5)) {
            let who = note
                .who
                .as_ref()
                .or(note.team.as_ref())
                .map(|w| format!("{}: ", shown(w)))
                .unwrap_or_default();
            text.push_str(&format!("   {}  {who}{}\n", full(note.at), shown(&note.text)));
        }
    }
    text.push_str(&format!(
        "Contact: {}, {}, {}\n",
        known(case, facts::PERSON_NAME, "name not given"),
        known(case, facts::PERSON_PHONE, "phone not given"),
        email(case, "e-mail not given")
    ));
    text
}

/// What support will ask for and the case does not hold yet.
#[must_use]
pub fn missing(case: &Case) -> Vec<String> {
    let mut missing: Vec<String> = [
        (facts::TENANT_ID, "the tenant ID"),
        (facts::DOMAINS, "your own domains in the tenant"),
        (facts::GLOBAL_ADMINS, "the user names of all Global Administrators"),
        (facts::INVOICE, "an invoice or subscription number"),
        (facts::IMPACT, "what stands still (it decides the severity)"),
        (facts::PERSON_NAME, "your name"),
        (facts::PERSON_PHONE, "a phone number that reaches you day and night"),
        (facts::PERSON_EMAIL, "an e-mail address outside the tenant"),
    ]
    .into_iter()
    .filter(|(fact, _)| case.text(fact).is_none())
    .map(|(_, words)| words.to_owned())
    .collect();
    if let Some(address) = inside(case) {
        missing.push(format!("an e-mail address outside the tenant ({} is inside)", shown(&address)));
    }
    if !case.sign_ins.iter().any(|s| s.sign_in.can_be_found()) {
        missing.push("a failed sign-in with Request ID and time (reentry signin add)".into());
    }
    if !case.says(facts::TRIED, "all-refused") {
        missing.push("whether every Global Administrator has tried".into());
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

fn administrators(case: &Case) -> String {
    let names = case.items(facts::GLOBAL_ADMINS);
    let list = if names.is_empty() { String::new() } else { format!(": {}", shown(&names.join(", "))) };
    let emergency = match case.text(facts::EMERGENCY).as_deref() {
        Some("none") => " There is no emergency access account.",
        Some("refused") => " The emergency access account is refused as well.",
        _ => "",
    };
    match case.text(facts::TRIED).as_deref() {
        Some("all-refused") if names.is_empty() => format!("No Global Administrator can sign in.{emergency}"),
        Some("all-refused") => {
            format!("None of our {} Global Administrators can sign in{list}.{emergency}", names.len())
        }
        Some("some-untried") => format!("Not all have tried yet{list}.{emergency}"),
        Some("one-works") => format!("One of them gets in{list}.{emergency}"),
        _ => format!("It is not recorded yet whether all have tried{list}.{emergency}"),
    }
}

/// What may be said about partners: only what was recorded.
#[must_use]
pub fn partners(case: &Case) -> String {
    let name = case.text(facts::PARTNER_NAME).map(|n| format!(" ({})", shown(&n))).unwrap_or_default();
    let exists = case.text(facts::PARTNER_EXISTS);
    let answer = case.text(facts::PARTNER_ANSWER);
    match (exists.as_deref(), answer.as_deref()) {
        (Some("no"), _) => super::partner::words::NO_PARTNER.into(),
        (Some("yes"), Some("cannot")) => {
            format!("No partner has access that helps: ours{name} was asked and cannot.")
        }
        (Some("yes"), Some("blocked")) => format!("Our partner{name} was asked and is blocked as well."),
        (Some("yes"), Some("fixed")) => format!("Our partner{name} let us in."),
        (Some("yes"), Some("no-answer")) => format!("Our partner{name} was asked and has not answered yet."),
        (Some("yes"), _) => format!("There is a partner{name}; whether they have access is not known yet."),
        _ => super::partner::kept::statement(case)
            .unwrap_or_else(|| "Whether a partner has access is not known yet.".into()),
    }
}

fn cause(case: &Case) -> String {
    match case.cause() {
        None | Some(Cause::Unknown) => "not known yet".into(),
        Some(cause) => cause.title().to_owned(),
    }
}

fn sign_ins(case: &Case, now: DateTime<FixedOffset>) -> String {
    if case.sign_ins.is_empty() {
        return "Failed sign-in: none recorded yet.\n\n".into();
    }
    let mut text = String::new();
    for (at, record) in case.best_sign_ins().into_iter().enumerate() {
        let s = &record.sign_in;
        text.push_str(if at == 0 { "Failed sign-in\n" } else { "Another failed sign-in\n" });
        text.push_str(&format!("   Error code      {}\n", code(s)));
        text.push_str(&format!("   Request ID      {}\n", id(s.request_id.map(|i| i.to_string()))));
        text.push_str(&format!("   Correlation ID  {}\n", id(s.correlation_id.map(|i| i.to_string()))));
        text.push_str(&format!("   Time            {}\n", time(s)));
        if let Some(user) = &s.user {
            text.push_str(&format!("   User            {}\n", shown(user)));
        }
        if let Some(app) = &s.app_name {
            text.push_str(&format!("   Application     {}\n", shown(app)));
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
    let mut text = String::from("What we tried before we asked you\n");
    // What was answered "not possible" may be any step; what came after the request is not asked for.
    let before = |step: &StepRef| {
        let phase = library.get(&step.runbook).map(|runbook| runbook.head.phase.as_str());
        matches!(phase, Some("triage" | "regain-access")) && library.is_door(step)
    };
    let doors: Vec<_> = case.doors().into_iter().filter(|(step, _)| before(step)).collect();
    if doors.is_empty() {
        text.push_str("   nothing recorded yet\n");
    }
    for (step, answered) in doors {
        let how = match answered.reply {
            Reply::Opened => "opened",
            Reply::NotPossible => "not available to us",
            _ => "refused",
        };
        let words = answered.note.as_ref().map(|n| format!(" ({})", shown(n))).unwrap_or_default();
        let title = library.step(step).map_or_else(|| step.to_string(), |(_, s)| s.title.clone());
        text.push_str(&format!("   {title}: {how}{words}\n"));
    }
    text.push('\n');
    text
}

fn row(text: &mut String, label: &str, value: Option<String>) {
    if let Some(value) = value {
        text.push_str(&format!("{label:18} {}\n", shown(&value)));
    }
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
