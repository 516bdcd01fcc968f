//! The files around the payload: what BagIt asks for (RFC 8493), and how to check the bag without us.

use chrono::NaiveDate;

use crate::model::Class;

/// `bagit.txt`, to the letter.
pub(super) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Written by every version whose bundles have this form. It carries no version number of the program: the same case
/// must keep its fingerprint when the program is newer.
pub(super) const AGENT: &str = "reentry (bundle format 1)";

/// `bag-info.txt`. The date is the case's, not the clock's, so that two bundles of one case are the same.
pub(super) fn info(date: NaiveDate, class: Class, case: &str, files: usize, bytes: u64) -> String {
    format!(
        "Bag-Software-Agent: {AGENT}\nBagging-Date: {date}\nBundle-Class: {class}\nExternal-Identifier: {case}\nPayload-Oxum: {bytes}.{files}\n"
    )
}

/// `VERIFY.txt`: the same words in every bundle of this form.
pub(in crate::evidence) fn verify(folder: &str) -> String {
    include_str!("VERIFY.txt").replace("\r\n", "\n").replace("{folder}", folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fingerprint::Fingerprint;

    /// `verify` holds the file of every bundle against these words. Whoever changes them keeps the old ones as an edition
    /// that is accepted, or every bundle that is out there contradicts itself.
    #[test]
    fn the_words_of_this_form_stay_what_they_are() {
        assert_eq!(
            Fingerprint::of(verify("x").as_bytes()).to_string(),
            "30d4d45fdb0085c135397a83480c3e75562c950d3d2056f20db095b0945b936e"
        );
    }
}
