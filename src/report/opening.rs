//! The first and the last words of a walk.

use crate::case::Case;

/// What is said when a case is opened: before the first question, or on coming back.
#[must_use]
pub fn greeting(case: &Case, path: &str, synced: Option<&str>) -> String {
    let mut text = if case.trail.is_empty() {
        "You are locked out. Nothing here needs a sign-in, and nothing leaves this laptop \
         unless you say so. Every answer is saved; stop whenever you like.\n"
            .to_owned()
    } else {
        let saved = match case.trail.len() {
            1 => "One answer is".to_owned(),
            many => format!("{many} answers are"),
        };
        format!("Welcome back. {saved} saved; you continue where you stopped.\n")
    };
    text.push_str(&format!("\nCase folder: {path}\n"));
    match synced {
        Some(service) => text.push_str(&format!(
            "CAUTION: this looks like a {service} folder. It may sync INTO the locked tenant, where you \
             cannot read it, and somebody else might. Better: quit, and start again with a FOLDER on a \
             USB stick or a plain local disk:\n   reentry recover FOLDER\n"
        )),
        None => text.push_str("(it is on this laptop only; copy it now and then)\n"),
    }
    text.push_str(super::drill::mark(case));
    if case.rehearsal {
        text.push_str("REHEARSAL: the clock is set by hand, and the case says so.\n");
    }
    if let Some(to) = &case.handed_to {
        text.push_str(&format!(
            "CAUTION: this case was handed to {to}. If it goes on there and here, the two copies part.\n"
        ));
    }
    text
}

/// What is said when the person stops.
#[must_use]
pub fn until_later(case: &Case, path: &str) -> String {
    let verb = if case.drill.is_some() { "drill" } else { "recover" };
    format!("\nSaved. Continue with:\n   reentry {verb} \"{path}\"")
}

/// What is said at the end of the path.
#[must_use]
pub fn end(case: &Case, path: &str, put_off: usize) -> String {
    let open = match put_off {
        0 => String::new(),
        1 => "One step is still put off; reentry status names it.\n".to_owned(),
        many => format!("{many} steps are still put off; reentry status names them.\n"),
    };
    if case.drill.is_some() {
        return format!(
            "\nThis is the end of the drill. Everything is in {path}\n{open}To see the record:\n   reentry drill \"{path}\""
        );
    }
    format!(
        "\nThis is the end of the path. Everything is in {path}\n{open}\
         To pack the evidence:\n   reentry bundle --case \"{path}\"\n\
         To read the whole story:\n   reentry status -v --case \"{path}\""
    )
}
