//! Whether a line can only come from a pasted page.
//!
//! It looks at one line and knows the words that sign-in pages, their copied details, portals and exports put into
//! one. It refuses to read the line; that is the paste reader's work. A pipe brings a page and the next answers
//! together, and this is what tells them apart, so a line that somebody could have typed as an answer is never one.

/// What sign-in pages write around their details, in lower case.
const WORDS: &[&str] = &[
    "sorry, but we",
    "you cannot access this right now",
    "you can't access this",
    "you don't have access to this",
    "your sign-in was successful but",
    "does not meet the criteria",
    "troubleshooting details",
    "if you contact your administrator",
    "if you plan on getting help",
    "copy the error details",
    "copy info to clipboard",
    "send this info to your administrator",
    "flag sign-in errors",
    "enable flagging",
    "more details",
    "access has been blocked by conditional access",
    "help us keep your device secure",
    "set up your device to get access",
];

/// The labels of such a page, in lower case, as they stand before a colon.
const LABELS: &[&str] = &[
    "error code",
    "error",
    "error_description",
    "request id",
    "requestid",
    "correlation id",
    "correlationid",
    "trace id",
    "timestamp",
    "app name",
    "app id",
    "application id",
    "ip address",
    "device identifier",
    "device platform",
    "device state",
    "user name",
    "signed in as",
    "message",
    "sign-in error code",
    "failure reason",
    "conditional access",
];

/// What stands above the words of such a page, in lower case. Somebody could type each of these as an answer, so it
/// counts only where a line of a page follows.
const TITLES: &[&str] = &[
    "sign in",
    "sign in to your account",
    "pick an account",
    "microsoft",
    "microsoft azure",
    "microsoft 365",
    "something went wrong",
    "more information required",
    "action required",
    "help us protect your account",
    "approve sign in request",
    "let's keep your account secure",
    "access denied",
    "details",
];

/// Whether this line can be the title of a page, if a line of a page follows.
#[must_use]
pub fn is_page_title(line: &str) -> bool {
    let head: String = line.chars().take(60).collect::<String>().to_lowercase().replace('\u{2019}', "'");
    TITLES.contains(&head.trim().trim_end_matches('.'))
}

/// Whether this line can only be a line of a pasted page.
#[must_use]
pub fn is_page_line(line: &str) -> bool {
    let line = line.trim().trim_start_matches('>').trim_start();
    // A page's lines are short, and a log's are not: what tells it stands at the beginning.
    let head: String = line.chars().take(400).collect::<String>().to_lowercase().replace('\u{2019}', "'");
    let labelled = head
        .split_once(':')
        .is_some_and(|(label, _)| LABELS.contains(&label.trim_matches(|c: char| "-*\"'` ".contains(c))));
    let rule = head.len() >= 3 && head.chars().all(|c| matches!(c, '-' | '=' | '_' | '*'));
    let code = head.find("aadsts").is_some_and(|at| head[at + 6..].starts_with(|c: char| c.is_ascii_digit()));
    labelled
        || rule
        || code
        || WORDS.iter().any(|words| head.contains(words))
        || head.starts_with(['{', '#', '<', '|'])
        || (head.starts_with('[') && head.len() > 12)
        || (head.starts_with('"') && head.contains("\":"))
        || (!head.is_empty() && head.chars().all(|c| "}],".contains(c)) && head.contains(['}', ']']))
        || (head.starts_with("https://") && head.len() > 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_pages_are_told_from_answers() {
        for page in [
            "Error Code: 53003",
            "  Request Id: 3f1c2d4e-1111-4222-8333-abcdefabcdef",
            "> **Timestamp**: 2026-01-20",
            "---",
            "### You don't have access",
            "{\"sessionId\":\"929fc098eb0145c5977a5db9bddc0057\"}",
            "If you plan on getting help for this problem, enable flagging",
            "AADSTS50126: Error validating credentials",
            "You cannot access this right now",
            "  \"errorCode\": 53003,",
            "}],",
            "https://portal.azure.com/#view/Microsoft_AAD_IAM/ActiveDirectoryMenuBlade/~/Overview",
        ] {
            assert!(is_page_line(&page.replace("**", "")), "{page}");
        }
        for answer in [
            "1",
            "quit",
            "1, 3",
            "note: they called at 3",
            "anna@contoso.com",
            "we switched on the passkey policy for everyone at 10 pm, nobody has a key",
            "+49 170 1234567",
            "today, 17:30",
            "0b9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c4",
            "IT manager: authorised by the managing director",
            "",
        ] {
            assert!(!is_page_line(answer), "{answer}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at_without_a_panic(line in "\\PC{0,500}") {
            let _ = is_page_line(&line);
        }
    }
}
