//! The line that a terminal holds back until its Enter.
//!
//! A terminal hands over whole lines. Whoever pastes a page mostly pastes no Enter behind its last line, and that line
//! would be read as the next answer. This asks the terminal for it: the terminal is told for a moment to hand over what
//! it has. It knows nothing of what the line says. Where the system has no such switch, nothing is given out, and the
//! line comes with the next Enter.

/// Lets the terminal hand over what it holds, until the guard goes. Nothing where standard input is no such terminal.
#[cfg(unix)]
pub(super) fn give_out() -> Option<Back> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

    let input = std::io::stdin();
    let before = tcgetattr(&input).ok()?;
    if !before.local_modes.contains(LocalModes::ICANON) {
        return None;
    }
    let mut now = before.clone();
    now.local_modes.remove(LocalModes::ICANON);
    tcsetattr(&input, OptionalActions::Now, &now).ok()?;
    Some(Back(before))
}

/// Puts the terminal back to whole lines.
#[cfg(unix)]
pub(super) struct Back(rustix::termios::Termios);

#[cfg(unix)]
impl Drop for Back {
    fn drop(&mut self) {
        let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, &self.0);
    }
}

/// Lets the terminal hand over what it holds: not on this system.
#[cfg(not(unix))]
pub(super) fn give_out() -> Option<Back> {
    None
}

/// Nothing to put back.
#[cfg(not(unix))]
pub(super) struct Back;
