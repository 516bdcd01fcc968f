use std::io::{self, Read};

use super::search::{NotSearched, search};
use super::{Filter, table};
use crate::signin::Reading;

/// More sign-ins than this no person reads; `signin find` groups them.
const MOST: usize = 10_000;

/// Whether a text begins like an export as a table: a row of names that only a sign-in log has.
#[must_use]
pub fn is_table(head: &[u8]) -> bool {
    let mut wide = head;
    let decoded;
    let mut head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if super::wide::Decoded::is_wide(head) {
        let mut text = Vec::new();
        let read = super::wide::Decoded::new(&mut wide).take(64 << 10).read_to_end(&mut text);
        decoded = text;
        head = if read.is_ok() { &decoded } else { head };
    }
    table::has_header(&head[..head.len().min(64 << 10)])
}

/// Whether a text begins like an export of any form: a table, or objects among which are failed sign-ins.
#[must_use]
pub fn is_export(head: &[u8]) -> bool {
    let failures =
        || search(&mut &*head, &Filter::default(), &mut |_| ()).is_ok_and(|seen| seen.failures > 0);
    is_table(head) || (head.iter().take(8).any(|b| matches!(b, b'{' | b'[')) && failures())
}

/// Reads all failures of an export of any length, in its order.
///
/// # Errors
/// What the source says.
pub fn read(from: &mut dyn Read) -> io::Result<Reading> {
    let mut reading = Reading::default();
    let mut more = 0u64;
    let seen = search(from, &Filter::default(), &mut |s| {
        if reading.sign_ins.len() < MOST {
            reading.sign_ins.push(s);
        } else {
            more += 1;
        }
    });
    let mut say = |problem: String| reading.problems.push(problem);
    match seen {
        Err(NotSearched::Io(e)) => return Err(e),
        Err(other) => say(other.to_string()),
        Ok(seen) => {
            if seen.failures == 0 && seen.events > seen.unrecognized {
                say(format!("the export holds {} sign-ins, and none of them failed", seen.events));
            }
            if seen.ambiguous > 0 {
                say(format!(
                    "{} dates leave open which number is the day, or their zone: download the log again as JSON, and do not open it in a spreadsheet",
                    seen.ambiguous
                ));
            }
        }
    }
    if more > 0 {
        say(format!("{more} further failed sign-ins are not shown; reentry signin find groups them"));
    }
    Ok(reading)
}
