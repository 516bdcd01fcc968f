//! What is looked at twice before a typed fact is taken: what was pasted with it, and what is plausible in general and
//! doubtful in this case. A doubt never refuses: repeating the same answer confirms it, and an answers file is believed
//! with a notice.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};

use crate::case::Case;
use crate::case::account::AccountState;
use crate::dns_proof::{expected::unquoted, zone};
use crate::model::{Cause, FactDef, FactId, FactType, Value, answer, facts, person_name};
use crate::partner::spoken;

/// Behind a doubt, where a person can insist.
pub const KEEP: &str = "To keep it, type it again.";

/// Why an answer was not taken, and how whoever means it keeps it, where it can be kept at all.
#[must_use]
pub fn refused(def: &FactDef, typed: &str, why: &str) -> String {
    let again = if def.as_typed(typed).is_some() { format!(". {KEEP}") } else { String::new() };
    format!("   {}{again}", why.trim_end_matches('.'))
}

/// The text to keep, without what came along with it.
#[must_use]
pub fn tidy<'t>(fact: &FactId, typed: &'t str) -> Cow<'t, str> {
    match fact.as_str() {
        facts::PROOF_VALUE => {
            unquoted(typed).map_or(Cow::Borrowed(typed), |inner| Cow::Owned(inner.to_owned()))
        }
        facts::NUMBER | facts::EARLIER_REQUESTS => {
            numbers(typed, fact.as_str() == facts::NUMBER).map_or(Cow::Borrowed(typed), Cow::Owned)
        }
        facts::OTHER_ROLES | facts::PARTNER_ROLES => Cow::Owned(spoken::items(typed).join("\n")),
        _ => Cow::Borrowed(typed),
    }
}

/// The numbers of requests in a sentence or a mail, one a line; nothing where there is none, or where one is wanted and
/// there are several. A telephone number has a plus or is shorter.
fn numbers(typed: &str, one: bool) -> Option<String> {
    typed.chars().any(char::is_alphabetic).then_some(())?;
    let mut found: Vec<&str> = Vec::new();
    for (at, run) in runs(typed) {
        let telephone = typed[..at].ends_with('+') || run.starts_with("00");
        if run.len() >= LIKE_A_REQUEST && !telephone && !found.contains(&run) {
            found.push(run);
        }
    }
    (!found.is_empty() && (!one || found.len() == 1)).then(|| found.join("\n"))
}

/// So many digits in a row are the number of a request; those in our sources have 15 and 16.
const LIKE_A_REQUEST: usize = 15;

/// The runs of digits in a text, each with its place.
fn runs(text: &str) -> Vec<(usize, &str)> {
    let (mut runs, mut begin) = (Vec::new(), None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begin, c.is_ascii_digit()) {
            (None, true) => begin = Some(at),
            (Some(from), false) => {
                runs.push((from, &text[from..at]));
                begin = None;
            }
            _ => {}
        }
    }
    runs
}

/// What to say where [`tidy`] leaves something out.
#[must_use]
pub fn left_out(fact: &FactId, typed: &str) -> Option<&'static str> {
    (fact.as_str() == facts::PROOF_VALUE && tidy(fact, typed) != typed).then_some(WITHOUT_MARKS)
}

/// Said where quotation marks around a value were left out.
pub const WITHOUT_MARKS: &str =
    "The quotation marks around the value were left out: they belong to the mail, not to the record.";

/// What is odd about this answer; nothing where it is not. Whether it may be kept is said by the caller, with [`KEEP`].
#[must_use]
pub fn doubt(case: &Case, fact: &FactId, typed: &str, now: DateTime<FixedOffset>) -> Option<String> {
    let typed = typed.trim();
    match fact.as_str() {
        facts::PERSON_EMAIL => inside(case, typed).map(|_| {
            "This address is inside the locked tenant: its mail may be out of reach just when support writes.\n\
             Better: a private address, or one at another company."
                .into()
        }),
        facts::NUMBER => request_number(typed),
        facts::DIFFER => nobodys_reason(case, typed, now),
        facts::NAME | facts::PARTNER_NAME => not_words(typed).or_else(|| no_company(typed)),
        facts::PERSON_NAME => not_words(typed).or_else(|| more_than_a_name(typed)),
        facts::PERSON_ROLE | facts::ENGINEER => not_words(typed),
        facts::PARTNER_ROLES => only_a_day(typed),
        facts::OTHER_ROLES => nobodys_role(typed),
        facts::HOSTILE_ADMINS => nobodys_account(typed),
        facts::POLICY => unsure_name(typed),
        facts::PROOF_VALUE => proof_value(tidy(fact, typed).as_ref()),
        facts::PROOF_HOST => proof_host(typed),
        facts::ENGINEER_OFFSET => match zone::read(typed, now.to_utc()) {
            Some(_) => None,
            None => Some(
                "From this no offset from UTC is known, and this laptop's is not taken for theirs.\n\
                 Ask the engineer: \"What is your offset from UTC now, like +05:30?\""
                    .into(),
            ),
        },
        _ => None,
    }
}

/// The first address in a text that lies inside the locked tenant.
fn inside(case: &Case, typed: &str) -> Option<String> {
    answer::addresses(typed).into_iter().find(|address| case.is_inside_tenant(address))
}

/// A reason that no account is named for: it would be lost, and the account be asked for with the others' reason.
fn nobodys_reason(case: &Case, typed: &str, now: DateTime<FixedOffset>) -> Option<String> {
    let items: Vec<String> = typed.split(['\n', ';']).map(|item| item.trim().to_owned()).collect();
    let read = case.read_reasons(&items, now);
    let nobodys = read.into_iter().filter_map(Result::err).find(|line| !line.is_empty())?;
    Some(format!(
        "Which account is \"{}\"? Write its user name first, then a colon and the reason.",
        nobodys.escape_debug()
    ))
}

/// Words among the accounts of a hostile administrator that are no account: support is asked to block what stands there.
fn nobodys_account(typed: &str) -> Option<String> {
    let items = typed.split([',', ';', '\n']).map(str::trim).filter(|item| !item.is_empty());
    let odd = items.into_iter().find(|item| {
        let words: Vec<&str> = item.split_whitespace().collect();
        answer::addresses(item).is_empty() && words.len() > 1 && !person_name::is_written(&words)
    })?;
    Some(format!(
        "Support is asked to block what you write here. Write the user name alone, like eve@contoso.com. What is \"{}\"?",
        odd.escape_debug()
    ))
}

/// A policy's name with doubt in it: support is asked for the exact one.
fn unsure_name(typed: &str) -> Option<String> {
    const DOUBT: [&str; 12] = [
        "think",
        "sure",
        "maybe",
        "perhaps",
        "guess",
        "probably",
        "glaube",
        "vielleicht",
        "creo",
        "quizás",
        "crois",
        "misschien",
    ];
    let lower = typed.to_lowercase();
    let doubt =
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| DOUBT.contains(&word)) || typed.ends_with('?');
    doubt
        .then(|| "Support is given this as the exact name. Type the name alone, or \"I do not know\".".into())
}

/// A role in a sentence that does not say for certain who holds it now.
fn nobodys_role(typed: &str) -> Option<String> {
    let items = spoken::items(typed);
    let unclear = items.iter().find(|item| spoken::is_unclear(item))?;
    Some(format!(
        "Who has the role in \"{}\" now? Write the name, a colon, and the role, like Anna Berg: User Administrator.",
        unclear.escape_debug()
    ))
}

/// How the accounts of an answer were understood, each in its state.
fn reasons(case: &Case, typed: &str, now: DateTime<FixedOffset>) -> String {
    let items: Vec<String> = typed.split(['\n', ';']).map(|item| item.trim().to_owned()).collect();
    let each = case.read_reasons(&items, now).into_iter().filter_map(Result::ok).map(|report| {
        let state = report.state.unwrap_or(AccountState::NotKnown).id().replace('-', " ");
        let why = match report.cause {
            Some(Cause::ConditionalAccess) => ", by a policy",
            Some(Cause::Unknown) if report.state == Some(AccountState::Refused) && report.code.is_none() => {
                ", the reason is not known"
            }
            _ => "",
        };
        format!("{}: {state}{why}", report.account)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// A number or an address where a name is wanted.
fn not_words(typed: &str) -> Option<String> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let of_a_number = typed.chars().all(|c| c.is_ascii_digit() || " +-/().x".contains(c));
    if digits >= 5 && of_a_number {
        return Some("This looks like a telephone number, and words are wanted here.".into());
    }
    let address = answer::addresses(typed);
    (address.len() == 1 && !typed.contains(char::is_whitespace))
        .then(|| "This looks like an e-mail address, and words are wanted here.".into())
}

/// A name with an address or a telephone number behind it: each has a line of its own, and would be missing there.
fn more_than_a_name(typed: &str) -> Option<String> {
    let number = typed.chars().filter(char::is_ascii_digit).count() >= 6;
    (number || !answer::addresses(typed).is_empty()).then(|| {
        "There is more than a name in it. Type the name alone; e-mail and telephone are asked next.".into()
    })
}

/// A role where a company's name is wanted: it answers another line of the same form.
fn no_company(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    ["administrator", "global reader"].iter().any(|role| lower.contains(role)).then(|| {
        "This names a role. The name of a company is wanted here; roles have a question of their own.".into()
    })
}

/// A day where roles are wanted: the form asks for it in its next line.
fn only_a_day(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    let role = ["admin", "reader", "operator", "none", "no ", "role"].iter().any(|word| lower.contains(word));
    let mut words = lower.split_whitespace().map(|word| word.trim_matches(|c: char| ",.;:()".contains(c)));
    let day = |word: &str| !answer::days(word, None).is_empty();
    (!role && words.any(day))
        .then(|| "This is a day. The roles are wanted here; the day has a question of its own.".into())
}

/// What is odd about the value of a TXT record.
fn proof_value(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    if lower.starts_with("ms=") {
        return Some(
            "MS=… belongs to another procedure: it verifies a domain, or takes over an unmanaged directory.\n\
             Look into the mail from support once more, or ask the engineer for the exact value."
                .into(),
        );
    }
    if lower.starts_with("v=spf1") || lower.starts_with("v=dmarc1") || lower.starts_with("v=dkim1") {
        return Some(
            "This is a record for mail. It is not the value that support asks for; leave it alone.".into(),
        );
    }
    let words: Vec<&str> = typed
        .split(|c: char| c.is_whitespace() || ",;:()\"\u{201c}\u{201d}".contains(c))
        .map(|word| word.trim_end_matches(['.', '!', '?']))
        .filter(|word| !word.is_empty())
        .collect();
    let dated = words.iter().find_map(|word| {
        let days = answer::days(word, None);
        days.first().map(|_| ((*word).to_owned(), days.clone()))
    });
    let alone = |date: &str| typed.trim_end_matches(['.', '!', '?']) == date;
    match dated {
        Some((date, days)) if days.len() > 1 => {
            let which = days.iter().map(|day| month_in_words(*day)).collect::<Vec<_>>().join(" or ");
            let words = if alone(&date) { "" } else { "\nType the value alone, without the words around it." };
            Some(format!(
                "{date} can be {which}. Support compares it to the letter.{words}\n\
                 Ask whose day it is, theirs or yours. Send them this:\n\
                 \"Which day do you mean, {which}? Is it the day at your place or at ours, and in which time \
                 zone? Please write the value exactly as you will look for it.\""
            ))
        }
        Some((date, days)) if !alone(&date) && words.len() > 1 => Some(format!(
            "There are words around the date {date} ({}). The value is compared to the letter.\n\
             Type the value alone. If you are not sure, send them this: \"Please write the value of the TXT record \
             exactly as you will look for it, and say whose day it is.\"",
            days.first().map(|day| answer::day_in_words(*day)).unwrap_or_default()
        )),
        None if is_sentence(&words) => Some(
            "This reads like a sentence, and the value is compared to the letter. Type the value alone.\n\
             If they wrote no value, send them this: \"Please write the value of the TXT record exactly as you will \
             look for it. If it is a date: which day, at which place, with the month as a word?\""
                .into(),
        ),
        _ => None,
    }
}

fn month_in_words(day: chrono::NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// Three words of letters or more, or a word that stands for a day.
fn is_sentence(words: &[&str]) -> bool {
    let plain = |word: &&&str| word.chars().all(char::is_alphabetic);
    let day = |word: &&str| {
        ["today", "today's", "heute", "tomorrow", "yesterday", "date"].contains(&word.to_lowercase().as_str())
    };
    words.iter().filter(plain).count() >= 3 || words.iter().any(day)
}

/// What is odd about a host.
fn proof_host(typed: &str) -> Option<String> {
    if typed.contains('=') || !answer::days(typed, None).is_empty() {
        return Some(
            "This looks like the value. The host is the place of the record, like @ or _proof.".into(),
        );
    }
    let known = ["the domain itself", "domain itself", "root", "apex", "none", "empty"];
    let sentence = typed.contains(char::is_whitespace) || typed.contains('@') && typed != "@";
    (sentence && !known.contains(&typed.to_lowercase().as_str())).then(|| {
        "This is not a host. It is one word without spaces, like _proof, or @ for the domain itself.".into()
    })
}

/// What must be said at once of an answer that is taken as it is.
#[must_use]
pub fn notice(case: &Case, fact: &FactId, typed: &str, now: DateTime<FixedOffset>) -> Option<String> {
    if fact.as_str() == facts::ENGINEER_OFFSET {
        let offset = zone::read(typed, now.to_utc())?;
        let plain = typed.trim() == offset.to_string();
        return (!plain).then(|| format!("   Understood: {offset} from UTC, as the clocks are there now."));
    }
    if [facts::NUMBER, facts::EARLIER_REQUESTS].contains(&fact.as_str()) {
        let kept = tidy(fact, typed);
        return (kept != typed).then(|| format!("   Understood: {}", kept.replace('\n', ", ")));
    }
    if fact.as_str() == facts::DIFFER {
        let said = reasons(case, typed, now);
        return (!said.is_empty()).then(|| format!("   Understood: {said}"));
    }
    if fact.as_str() == facts::PERSON_PHONE {
        let number = typed.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+');
        let home = !number.starts_with('+') && !number.starts_with("00");
        return home.then(|| {
            "   Support may call from another country. If you know the country code, type `change` and add it, like +49.".into()
        });
    }
    let contact = [facts::TECHNICAL_CONTACT, facts::REGISTRAR, facts::PARTNER_CONTACT];
    if !contact.contains(&fact.as_str()) {
        return None;
    }
    if let Some(address) = inside(case, typed) {
        return Some(format!(
            "{address} is inside the locked tenant, and its mail can stop at any time.\n\
             Change it to an address outside the tenant now, while mail still works."
        ));
    }
    let lower = typed.to_lowercase();
    let through = [
        "with microsoft",
        "microsoft account",
        "microsoft login",
        "microsoft 365 login",
        "entra",
        "azure ad",
        "sso",
        "single sign-on",
        "work account",
    ];
    let words = |needle: &&&str| {
        lower.match_indices(**needle).any(|(at, _)| {
            let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            let (before, behind) = (&lower[..at], &lower[at + needle.len()..]);
            edge(before.chars().next_back()) && edge(behind.chars().next()) && !is_denied(before, behind)
        })
    };
    (fact.as_str() == facts::REGISTRAR && through.iter().any(|needle| words(&needle))).then(|| {
        "That login goes through the locked tenant.\n\
         Change it to a password and an address outside the tenant now, while mail still works."
            .into()
    })
}

/// Whether what stands between these two parts of a sentence is denied there: "no SSO", "not with our work account",
/// "SSO is not used". Another statement beside it denies nothing: "no own password, we use SSO".
fn is_denied(before: &str, behind: &str) -> bool {
    let parts = |c: char| ",;.\n".contains(c);
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && !"'\u{2019}".contains(c));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let before = words(before.rsplit(parts).next().unwrap_or_default());
    let behind = words(behind.split(parts).next().unwrap_or_default());
    let denies = |word: Option<&String>, skip: &[&str]| {
        word.is_some_and(|word| answer::denies(word) && !skip.contains(&word.as_str()))
    };
    let first = before.iter().rposition(|word| !BESIDE_IT.contains(&word.as_str()));
    let next = behind.iter().find(|word| !BEHIND_IT.contains(&word.as_str()));
    // "No login without SSO" denies every other login.
    let twice = first.is_some_and(|at| {
        WITHOUT.contains(&before[at].as_str()) && before[..at].iter().any(|word| answer::denies(word))
    });
    // "SSO without a password" denies the password.
    denies(first.map(|at| &before[at]), &[]) && !twice || denies(next, &WITHOUT)
}

/// "Without", as it is said.
const WITHOUT: [&str; 4] = ["without", "ohne", "sans", "sin"];

/// Words between a denial and the login that it denies.
const BESIDE_IT: [&str; 24] = [
    "a", "an", "any", "the", "our", "my", "your", "their", "own", "company", "with", "through", "via", "by",
    "in", "over", "single", "use", "using", "used", "have", "has", "need", "mit",
];

/// Words between a login and its denial.
const BEHIND_IT: [&str; 12] =
    ["is", "are", "was", "does", "do", "has", "login", "account", "there", "it", "works", "wird"];

/// What was understood, where it is not what was typed: a date with its month as a word, an address out of a mail.
#[must_use]
pub fn understood(def: &FactDef, typed: &str, value: &Value) -> Option<String> {
    let kept = value.text()?;
    let same = |a: &str, b: &str| {
        let bare =
            |text: &str| text.split(|c: char| c.is_whitespace() || ",;".contains(c)).collect::<String>();
        bare(a).eq_ignore_ascii_case(&bare(b))
    };
    match def.kind {
        FactType::Date => {
            kept.parse().ok().map(|day| format!("   Understood: {}.", answer::day_in_words(day)))
        }
        FactType::Choice | FactType::Choices | FactType::YesNo => None,
        _ if same(&kept, typed.trim().trim_matches(['.', '<', '>'])) => None,
        FactType::Email | FactType::Emails | FactType::TenantId | FactType::Roles => {
            Some(format!("   Understood: {kept}"))
        }
        _ => None,
    }
}

/// What is odd about the number of a support request. Microsoft documents no form; those in our sources have 16 digits,
/// and older ones had fewer.
#[must_use]
pub fn request_number(typed: &str) -> Option<String> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    (!(6..=24).contains(&digits))
        .then(|| format!("Digits in it: {digits}. A request number mostly has 16, like 2611220040001234."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<FixedOffset> {
        "2026-11-26T09:00:00+01:00".parse().unwrap()
    }

    #[test]
    fn a_place_has_the_offset_of_now() {
        let said = |now: &str| {
            let fact = FactId::known(facts::ENGINEER_OFFSET);
            notice(&Case::default(), &fact, "he sits in Redmond", now.parse().unwrap()).unwrap_or_default()
        };
        assert!(said("2026-11-26T09:00:00+01:00").contains("-08:00"));
        assert!(said("2026-07-01T09:00:00+02:00").contains("-07:00"));
    }

    fn odd(fact: &'static str, typed: &str) -> Option<String> {
        doubt(&Case::default(), &FactId::known(fact), typed, now())
    }

    #[test]
    fn the_number_of_a_request_is_found_in_a_sentence() {
        let of = |fact: &'static str, typed: &str| tidy(&FactId::known(fact), typed).into_owned();
        let said = "Hello, your case 2611230040009876 is with the Data Protection team";
        assert_eq!(of(facts::NUMBER, said), "2611230040009876");
        assert_eq!(of(facts::NUMBER, "TrackingID#2611230040009876"), "2611230040009876");
        let two = "2611230040009876, formerly 2611200040001111";
        assert_eq!(of(facts::NUMBER, two), two, "which of them is asked back");
        assert_eq!(of(facts::EARLIER_REQUESTS, two), "2611230040009876\n2611200040001111");
        for other in [
            "call +491701234567890 please",
            "call 00491701234567890",
            "20261120103000",
            "2611 2300 4000 9876",
            "I do not have it",
            "none",
            "12345678",
        ] {
            assert_eq!(of(facts::NUMBER, other), other);
        }
    }

    #[test]
    fn a_date_with_two_readings_is_asked_back_with_both() {
        for typed in ["today's date as usual, 03-04-2027", "03-04-2027", "03/04/2027."] {
            let said = odd(facts::PROOF_VALUE, typed).unwrap();
            for part in ["3 April 2027", "4 March 2027", "whose day", "Send them this"] {
                assert!(said.contains(part), "{typed}: {said}");
            }
        }
        for clear in ["22-11-2026", "09-09-2022", "2027-04-03", "abc123=", "K7Q2-ZZ", "ms12345"] {
            assert_eq!(odd(facts::PROOF_VALUE, clear), None, "{clear}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_doubted() {
        for (fact, typed) in [
            (facts::PERSON_ROLE, "+49 170 1234567"),
            (facts::PERSON_NAME, "anna@contoso.com"),
            (facts::PERSON_NAME, "Anna Berg, anna@example.org, +49 170 1234567"),
            (facts::PROOF_VALUE, "MS=ms12345678"),
            (facts::PROOF_VALUE, "the value of today please"),
            (facts::PROOF_VALUE, "the date is 22-11-2026"),
            (facts::PROOF_HOST, "they said put it at the root please"),
            (facts::PROOF_HOST, "MS=ms123"),
            (facts::PARTNER_NAME, "Service Support Administrator, expired CSP yesterday"),
            (facts::PARTNER_ROLES, "until 2027-03-01"),
        ] {
            assert!(odd(fact, typed).is_some(), "{typed}");
        }
        for (fact, typed) in [
            (facts::PERSON_ROLE, "IT manager, Global Administrator"),
            (facts::PERSON_NAME, "Anna 2nd"),
            (facts::PROOF_HOST, "@"),
            (facts::PROOF_HOST, "_proof"),
            (facts::PARTNER_NAME, "Fabrikam Services"),
            (facts::PARTNER_ROLES, "Service Support Administrator until 2027-03-01"),
            (facts::PARTNER_ROLES, "none since 2027-03-01"),
        ] {
            assert_eq!(odd(fact, typed), None, "{typed}");
        }
    }

    #[test]
    fn a_login_inside_the_tenant_is_answered_at_once() {
        let said = |fact, typed| notice(&Case::default(), &FactId::known(fact), typed, now());
        for (fact, typed) in [
            (facts::REGISTRAR, "TransIP, login admin@contoso.onmicrosoft.com"),
            (facts::REGISTRAR, "GoDaddy, sign in with Microsoft"),
            (facts::REGISTRAR, "our SSO"),
            (facts::TECHNICAL_CONTACT, "it@contoso.onmicrosoft.com"),
            (facts::PARTNER_CONTACT, "they write to helpdesk@contoso.onmicrosoft.com"),
        ] {
            assert!(said(fact, typed).is_some_and(|said| said.contains("while mail still works")), "{typed}");
        }
        assert_eq!(said(facts::REGISTRAR, "TransIP, login anna@example.org"), None);
        for own in [
            "TransIP, own password, no SSO",
            "GoDaddy, not with our work account",
            "without any single sign-on",
            "the login isn\u{2019}t through Entra",
            "kein SSO",
            "TransIP, we log in without SSO",
            "we do not use SSO",
            "SSO is not used there",
            "SSO: no",
            "the Entra login isn\u{2019}t used",
        ] {
            assert_eq!(said(facts::REGISTRAR, own), None, "{own}");
        }
        for through in [
            "no own password there, we use the company SSO",
            "SSO without a password",
            "TransIP, no login without SSO",
            "not possible without our work account",
            "nobody gets in without the company SSO",
            "we cannot log in without single sign-on",
            "kein Login ohne SSO",
            "no other way than SSO",
            "without password via SSO",
            "not sure. SSO",
        ] {
            assert!(said(facts::REGISTRAR, through).is_some(), "{through}");
        }
        assert_eq!(said(facts::REGISTRAR, "Microsoft is not asked; our own key"), None);
    }

    #[test]
    fn what_was_understood_is_said_back() {
        let table = crate::model::FactTable::parse(
            "[partner.ends]\ntype = 'date'\nask = 'x'\nwhy = 'x'\n[admins.other-roles]\ntype = 'roles'\n\
             ask = 'x'\nwhy = 'x'\n[tenant.id]\ntype = 'tenant-id'\nask = 'x'\nwhy = 'x'\n",
        )
        .unwrap();
        let said = |fact: &'static str, typed: &str| {
            let (id, def) = (FactId::known(fact), table.get(&FactId::known(fact)).unwrap());
            let value = def.read(&tidy(&id, typed)).unwrap();
            understood(def, typed, &value).unwrap_or_default()
        };
        assert!(said(facts::PARTNER_ENDS, "Aug 1st, 2025").contains("Friday 1 August 2025"));
        assert!(said(facts::OTHER_ROLES, "Lena has User Admin").contains("Lena: User Administrator"));
        assert_eq!(said(facts::OTHER_ROLES, "User Administrator"), "");
        let id = "4fdbff88-9d6b-42e0-9713-45c922ba8001";
        assert!(said(facts::TENANT_ID, &format!("https://login.microsoftonline.com/{id}/v2.0")).contains(id));
        assert_eq!(said(facts::TENANT_ID, id), "");
        let two = table.get(&FactId::known(facts::PARTNER_ENDS)).unwrap().read("03-04-2027").unwrap_err();
        assert!(two.contains("3 April 2027") && two.contains("4 March 2027"), "{two}");
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at_without_a_panic(text in "\\PC{0,200}") {
            let facts = [facts::PROOF_VALUE, facts::PROOF_HOST, facts::PERSON_ROLE, facts::REGISTRAR];
            for fact in facts.map(FactId::known) {
                let _ = (doubt(&Case::default(), &fact, &text, now()), notice(&Case::default(), &fact, &text, now()));
            }
        }

        #[test]
        fn one_pair_of_marks_is_left_out_and_nothing_else(
            value in "[0-9A-Za-z=][0-9A-Za-z=. -]{0,20}[0-9A-Za-z]",
            pair in prop::sample::select(vec!["\"\"", "''", "“”", "„“", "‘’", "«»", "““"]),
        ) {
            let fact = FactId::known(facts::PROOF_VALUE);
            let (open, close) = pair.split_at(pair.chars().next().map_or(0, char::len_utf8));
            let quoted = format!(" {open}{value}{close} ");
            prop_assert_eq!(tidy(&fact, &quoted), value.as_str());
            prop_assert!(left_out(&fact, &quoted).is_some() && left_out(&fact, &value).is_none());
            let half = format!("{open}{value}");
            prop_assert_eq!(tidy(&fact, &half), half.as_str());
            let two = format!("{open}{value}{close} {open}{value}{close}");
            prop_assert!(tidy(&fact, &two).contains(open));
            let name = FactId::known(facts::NAME);
            prop_assert_eq!(tidy(&name, &quoted), quoted.as_str());
        }
    }
}
