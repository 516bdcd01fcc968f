use crate::signin::paste::clean::{MAYBE_WRAP, WRAP};
use crate::signin::paste::value::is_wrap;

/// The closed list of OAuth errors that the sign-in service sends.
pub(super) const OAUTH: [&str; 26] = [
    "access_denied",
    "account_selection_required",
    "authorization_declined",
    "authorization_pending",
    "bad_verification_code",
    "consent_required",
    "expired_token",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_instance",
    "invalid_request",
    "invalid_resource",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unmet_authn_requirements",
    "unsupported_grant_type",
    "unsupported_response_mode",
    "unsupported_response_type",
    "user_authentication_required",
    "protection_policy_required",
];

pub(super) fn oauth_word(text: &[char], at: usize) -> Option<(String, usize)> {
    // A line end inside may be the console's, or the end of the word.
    word_over(text, at, &[WRAP]).or_else(|| word_over(text, at, &[WRAP, MAYBE_WRAP]))
}

fn word_over(text: &[char], at: usize, wraps: &[char]) -> Option<(String, usize)> {
    let mut word = String::new();
    let mut i = at;
    while let Some(c) = text.get(i) {
        if c.is_ascii_lowercase() || *c == '_' {
            word.push(*c);
        } else if !wraps.contains(c) || word.is_empty() {
            break;
        }
        if word.len() > 32 {
            return None;
        }
        i += 1;
    }
    OAUTH.contains(&word.as_str()).then_some((word, i))
}

/// A word of letters and underlines, over a line end if a closing quote shows that it goes on.
pub(super) fn suberror(text: &[char], at: usize) -> (String, usize) {
    let run = |from: usize| {
        text[from..].iter().take(64).take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count()
    };
    let mut end = at + run(at);
    let mut word: String = text[at..end].iter().collect();
    if end > at && text.get(end).is_some_and(|c| is_wrap(*c)) {
        let rest = end + 1 + run(end + 1);
        if rest > end + 1 && (text[end] == WRAP || matches!(text.get(rest), Some('"' | '\''))) {
            word.extend(&text[end + 1..rest]);
            end = rest;
        }
    }
    (word, end)
}
