use std::io::{self, Read};

use super::search::{NotSearched, Seen, Wanted, search};
use super::{Filter, Outcome, columns, table};
use crate::signin::Reading;
use crate::signin::paste::{MOST, cut_short};

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
    let head = &head[..head.len().min(64 << 10)];
    columns::is_columns(head) || table::has_header(head)
}

/// Whether a text begins like an export of any form: a table, or objects among which are sign-ins or changes.
#[must_use]
pub fn is_export(head: &[u8]) -> bool {
    let told = || {
        let mut told = false;
        let seen = search(&mut &*head, &Filter::default(), Wanted::Successes(1), &mut |_, _| told = true);
        told || matches!(seen, Err(NotSearched::Changes))
    };
    is_table(head) || (head.iter().take(8).any(|b| matches!(b, b'{' | b'[')) && told())
}

/// What a person should know about a text of JSON that was read as a paste: that it is cut, that it is another log.
pub(in crate::signin) fn notes(text: &[u8]) -> Vec<String> {
    match search(&mut &*text, &Filter::default(), Wanted::Successes(1), &mut |_, _| ()) {
        Ok(seen) if seen.events > seen.unrecognized => remarks(seen),
        Err(changes @ NotSearched::Changes) => vec![changes.to_string()],
        _ => Vec::new(),
    }
}

fn remarks(seen: Seen) -> Vec<String> {
    let mut remarks = Vec::new();
    if seen.cut {
        remarks.push("the text ends in the middle of the export: what stood behind is missing; copy or download it again".to_owned());
    }
    if seen.unsaid > 0 {
        remarks.push(format!(
            "{} sign-ins do not say whether they failed, as when PowerShell writes the name of a type where the result should stand: export again with  Get-MgAuditLogSignIn | ConvertTo-Json -Depth 6",
            seen.unsaid
        ));
    }
    if seen.ambiguous > 0 {
        remarks.push(format!(
            "{} dates leave open which number is the day, or their zone: download the log again as JSON, and do not open it in a spreadsheet",
            seen.ambiguous
        ));
    }
    remarks
}

/// Reads all failures of an export of any length, in its order, and what went well beside them.
///
/// # Errors
/// What the source says.
pub fn read(from: &mut dyn Read) -> io::Result<Reading> {
    let mut reading = Reading::default();
    let mut more = 0u64;
    let wanted = Wanted::Successes(MOST as u64);
    let seen = search(from, &Filter::default(), wanted, &mut |outcome, s| match outcome {
        Outcome::Succeeded => reading.succeeded.push(s),
        _ if reading.sign_ins.len() < MOST => reading.sign_ins.push(s),
        _ => more += 1,
    });
    match seen {
        Err(NotSearched::Io(e)) => return Err(e),
        Err(other) => reading.problems.push(other.to_string()),
        Ok(seen) => {
            if seen.failures == 0 && seen.unsaid == 0 && seen.events > seen.unrecognized {
                reading.problems.push(match seen.events {
                    1 => "the export holds one sign-in, and it did not fail".to_owned(),
                    many => format!("the export holds {many} sign-ins, and none of them failed"),
                });
            }
            reading.problems.extend(remarks(seen));
        }
    }
    if more > 0 {
        reading.problems.push(cut_short(more));
    }
    Ok(reading)
}
