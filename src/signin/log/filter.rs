use chrono::{DateTime, Utc};

use crate::signin::{ErrorCode, SignIn};

/// Which failures are wanted. Empty: all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The sign-in name, in whole, without regard to case.
    pub user: Option<String>,
    pub codes: Vec<ErrorCode>,
    /// Failures before it, and those without a readable date, are left out.
    pub since: Option<DateTime<Utc>>,
}

impl Filter {
    /// Whether user and code fit; the time is asked apart, because many logs leave it open.
    pub(super) fn wants(&self, s: &SignIn) -> bool {
        let code = self.codes.is_empty() || s.codes.iter().any(|c| self.codes.contains(c));
        code && self.user.as_ref().is_none_or(|user| s.user.as_ref().is_some_and(|u| same_user(u, user)))
    }
}

fn same_user(a: &str, b: &str) -> bool {
    // Letters outside ASCII that fold into it (the Kelvin sign) make another name.
    if b.is_ascii() { a.eq_ignore_ascii_case(b) } else { a.to_lowercase() == b.to_lowercase() }
}
