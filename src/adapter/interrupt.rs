//! Ctrl-C, a closed window and a mistake of ours: what the process does when it is not allowed to end by itself.
//!
//! The first signal only sets a flag: whoever waits for a person or for a name server returns, and the ordinary path
//! saves and says so. It knows nothing of cases; what was acknowledged is on disk already.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::files;

/// Set by the first signal.
pub static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Ends the process with 130 at a signal, at once or after [`files::GRACE`], and leaves no temporary file.
pub fn handle_signals() {
    let _ = ctrlc::set_handler(|| {
        let again = INTERRUPTED.swap(true, Ordering::Relaxed);
        if !again {
            // Whoever asks or waits ends within this time; who reads, packs or hangs on a pipe does not look up.
            std::thread::sleep(files::GRACE);
            let _ = writeln!(io::stderr(), "error: interrupted");
        }
        files::drop_unfinished();
        std::process::exit(130);
    });
}

/// Says of a panic that it is our mistake, and what is saved; ends with 1.
pub fn explain_panics() {
    std::panic::set_hook(Box::new(|mistake| {
        let _ = writeln!(
            io::stderr(),
            "error: a mistake in reentry itself, not yours: {mistake}\n\
             hint: type the same again; a case that was open goes on with its own command\n\
             saved: in a case, everything that was acknowledged"
        );
        std::process::exit(1);
    }));
}
