//! Who was weighed, one line each: for the walk.

use super::harmless::shown;
use super::partner::words;
use crate::partner::Finding;

/// One line for each holder of a role.
#[must_use]
pub fn lines(finding: &Finding) -> String {
    let mut text = String::new();
    for helper in &finding.helpers {
        text.push_str(&format!("   {}: {}\n", shown(&words::name(helper)), words::verdict(helper.verdict)));
        for means in helper.means.iter().take(2) {
            text.push_str(&format!("      {}\n", shown(&words::means(means))));
        }
    }
    text
}
