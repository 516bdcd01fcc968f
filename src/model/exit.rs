//! The exit-code table: the part of the contract that scripts rely on.

/// How a run of `reentry` ended. The numbers never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or the person chose to quit.
    Done = 0,
    /// Something this program did not foresee.
    Unexpected = 1,
    /// The command line could not be understood.
    Usage = 2,
    /// Checked, and the answer is no, or not yet.
    NotSatisfied = 3,
    /// An answer is needed and nobody can be asked.
    NeedsAnswer = 4,
    /// The case is unreadable, locked, or newer than this program.
    Case = 5,
    /// Could not check: offline, or nobody answered.
    Unchecked = 6,
    /// The input could not be read, or was refused.
    Input = 7,
    /// Interrupted by the person; what was answered is saved.
    Interrupted = 130,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// The table as `--help` and the README print it.
pub const TABLE: &str = "\
0    done (or you chose to quit)
1    unexpected error
2    the command line was not understood
3    checked, and the answer is no, or not yet
4    an answer is needed, but nobody can be asked
5    the case is unreadable, locked, or newer than this program
6    could not check (offline, or nobody answered)
7    the input could not be read, or was refused
130  interrupted; everything answered so far is saved";
