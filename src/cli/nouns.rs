//! Accounts, requests and what has happened: the nouns of a case, told from scripts and second terminals.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Account {
    /// Name an administrator account, or one that is known to exist
    Add(AccountTold),
    /// Say something more about an account
    Set(AccountTold),
    /// Show every account that is known, and how whole the list is
    List {
        /// Say how whole the list is: complete, perhaps-more, not-known
        #[arg(long, value_name = "STATE")]
        set: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct AccountTold {
    /// The user name, or what the account is called until its name is known
    pub account: String,
    /// The user name, once it is known
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// The person behind it
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// member, emergency, guest, partner-technician, application
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// A role it holds; "ROLE=eligible", "ROLE=gone", "ROLE=not-known" where it is not held now
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// Second factors it has, or that none is left
    #[arg(long, value_name = "TEXT")]
    pub factors: Option<String>,
    /// not-tried, refused, out-of-reach, disabled, deleted, factor-lost, role-lost, hostile, in, not-known
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// The error code that refused it
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// Why this account does not get in, as in `recover --cause`
    #[arg(long)]
    pub cause: Option<String>,
    #[command(flatten)]
    pub said: Source,
}

/// When it happened and who says so.
#[derive(Debug, Clone, Default, Args)]
pub struct Source {
    /// When it happened, if not now: HH:MM or 2026-11-22T02:05
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Who said it, if not you
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Request {
    /// Say something about a support request: opened, moved, whose turn it is
    Set(Box<RequestTold>),
    /// Show every request; the current one is marked
    List,
    /// Show what is asked of Microsoft, or say it in your own sentence
    Ask {
        /// Your own sentence
        words: Vec<String>,
        /// Go back to what the program proposes
        #[arg(long, conflicts_with = "words")]
        proposed: bool,
    },
}

#[derive(Debug, Args)]
pub struct RequestTold {
    /// Its number
    pub number: String,
    /// open, closed, moved
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// The number that it goes on under
    #[arg(long, value_name = "NUMBER")]
    pub moved_to: Option<String>,
    /// When it was opened
    #[arg(long, value_name = "TIME")]
    pub opened: Option<String>,
    /// Who opened it
    #[arg(long, value_name = "NAME")]
    pub opened_by: Option<String>,
    /// The team at Microsoft that has it
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// The engineer's name
    #[arg(long, value_name = "NAME")]
    pub engineer: Option<String>,
    /// a, b, c
    #[arg(long)]
    pub severity: Option<String>,
    /// What they said last, or how it ended
    #[arg(long, value_name = "TEXT")]
    pub word: Option<String>,
    /// Whose turn it is: ours, microsoft
    #[arg(long, value_name = "WHO")]
    pub turn: Option<String>,
    /// When something is due
    #[arg(long, value_name = "TIME")]
    pub next: Option<String>,
    #[command(flatten)]
    pub said: Source,
}

#[derive(Debug, Args)]
pub struct Happened {
    /// somebody-is-in, support-called, email-came, txt-wanted, papers-wanted, papers-sent, request-closed,
    /// request-moved, door-tried, cause-is-another, something-else
    pub what: String,
    /// What happened, in your words
    pub text: Vec<String>,
    /// The account that is in, or that the cause is about
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// The support request it belongs to
    #[arg(long, value_name = "NUMBER")]
    pub request: Option<String>,
    /// The number that a request goes on under
    #[arg(long, value_name = "NUMBER")]
    pub to: Option<String>,
    /// The call was missed
    #[arg(long)]
    pub missed: bool,
    /// The exact sentence that the e-mail wants
    #[arg(long, value_name = "TEXT")]
    pub wanted: Option<String>,
    /// Until when the e-mail wants its answer
    #[arg(long, value_name = "TIME")]
    pub answer_by: Option<String>,
    /// The domain of the TXT record
    #[arg(long)]
    pub domain: Option<String>,
    /// The value of the TXT record, exactly as they wrote it
    #[arg(long)]
    pub value: Option<String>,
    /// A paper that is wanted or was sent
    #[arg(long, value_name = "NAME")]
    pub paper: Vec<String>,
    /// By which way papers were sent
    #[arg(long, value_name = "TEXT")]
    pub channel: Option<String>,
    /// The door that was tried: runbook/step
    #[arg(long, value_name = "STEP")]
    pub door: Option<String>,
    /// How the door stands: open, shut, being-tried, does-not-exist
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// The cause, as in `recover --cause`
    #[arg(long)]
    pub cause: Option<String>,
    /// The team at Microsoft or elsewhere
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    #[command(flatten)]
    pub said: Source,
}

#[derive(Debug, Args)]
pub struct Retract {
    /// The line's number, as in the journal
    pub line: u64,
}
