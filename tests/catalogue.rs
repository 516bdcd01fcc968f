//! The catalogue of error codes: every code that pastes show is known, and what is said about it does not contradict
//! what it means.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use reentry::model::Cause;
use reentry::signin::catalogue::{self, Entry, Origin};

fn entry(code: &str) -> &'static Entry {
    catalogue::lookup(code.parse().unwrap()).unwrap_or_else(|| panic!("{code} is not known"))
}

fn said(entry: &Entry) -> String {
    format!("{} {} {} {}", entry.means, entry.says, entry.says_not, entry.tries.join(" "))
}

#[test]
fn every_code_of_the_pastes_says_what_it_tells_about_the_lockout() {
    for line in include_str!("catalogue/codes.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (code, about) = line.split_once('\t').unwrap();
        let entry = entry(code);
        let is = |word: &str| about.split(", ").any(|a| a == word);
        let fits = |cause: Cause| entry.causes.contains(&cause);
        if is("app") && !is("policy") || is("technical") || is("session") || is("customer tenant") {
            assert!(entry.causes.is_empty(), "{code} is no lockout: {:?}", entry.causes);
        }
        // A limit that passes by itself is no lockout.
        if is("wait") {
            assert!(entry.causes.is_empty() && entry.runbook == "wait-and-see", "{code}: {:?}", entry.causes);
        }
        if is("policy") {
            assert!(fits(Cause::ConditionalAccess), "{code}: {:?}", entry.causes);
        }
        if is("lockout") || is("method") && !is("wait") || is("password") {
            assert!(!entry.causes.is_empty(), "{code} belongs to a lockout");
        }
        if is("not confirmed") {
            assert!(said(entry).contains("Do not build on it"), "{code}: {}", said(entry));
            assert!(entry.means.contains("not confirmed"), "{code}");
        }
        if is("session") {
            assert!(entry.says.contains("session"), "{code}: {}", entry.says);
        }
        if is("customer tenant") {
            assert!(entry.says.contains("nothing about your administrators"), "{code}: {}", entry.says);
        }
        if !matches!(code, "530034" | "135010" | "135011") {
            assert_ne!(entry.origin, Origin::Page, "{code} is not on Microsoft's page");
        }
    }
}

/// Sentences that would contradict what the code means.
#[test]
fn no_entry_contradicts_itself() {
    for (code, never) in [
        // No tenant was found, so none can know or refuse an account.
        ("90002", "reached a tenant"),
        ("50059", "reached a tenant"),
        ("50128", "reached a tenant"),
        ("90038", "reached a tenant"),
        ("900023", "reached a tenant"),
        ("90019", "reached a tenant"),
        // A session that ran out is no fault of an app.
        ("70008", "registration is at fault"),
        ("700082", "registration is at fault"),
        ("700084", "registration is at fault"),
        // A Temporary Access Pass is no password.
        ("130503", "password"),
        ("130504", "password"),
        ("130505", "password"),
        // Nothing was accepted before a first factor that is not allowed.
        ("130500", "password was accepted"),
        ("135016", "password was accepted"),
        // A limit of calls is no failure of the service.
        ("500881", "service failed"),
        ("50088", "service failed"),
        ("500882", "itself works"),
        // The message names neither the account nor a policy.
        ("165000", "looked at"),
        ("130503", "account was found"),
        ("130504", "account was found"),
        // A consent that is missing says nothing about the sign-in or about portals.
        ("90094", "went well"),
        ("90095", "went well"),
        ("90094", "portal of Microsoft"),
        ("5000224", "Every account"),
        // A deleted account is a lockout.
        ("500341", "no lockout"),
        ("500021", "no lockout"),
        ("530036", "password was accepted"),
        ("90094", "registration is at fault"),
    ] {
        assert!(!said(entry(code)).contains(never), "{code} says: {}", said(entry(code)));
    }
}

#[test]
fn an_open_session_that_ran_out_is_said_to_be_one() {
    for code in ["70008", "700082", "700084", "70043", "70044", "70045", "70046"] {
        assert!(entry(code).says.starts_with("An open session ran out"), "{code}");
        assert_eq!(entry(code).runbook, "open-session", "{code}");
    }
}

#[test]
fn a_consent_prompt_speaks_to_the_person_who_is_the_administrator() {
    for code in ["90094", "90095"] {
        let readings = &entry(code).readings;
        assert_eq!(readings.len(), 2, "{code}");
        assert!(readings.iter().any(|r| r.when.contains("no administrator") && r.causes.is_empty()));
        assert!(
            readings.iter().any(|r| r.when == "you are the administrator" && r.causes == [Cause::RoleLost])
        );
    }
}

#[test]
fn the_retired_grant_is_not_advised() {
    for code in ["53002", "53003", "530021"] {
        let entry = entry(code);
        assert!(!entry.tries.join(" ").contains("approved app"), "{code}: {:?}", entry.tries);
    }
}
