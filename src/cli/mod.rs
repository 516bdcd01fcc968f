//! The command line, declared. What it means is decided in `settings` and `command`.

mod dns;
mod evidence;
mod nouns;
mod partner;
mod policy;
mod safe;
mod signin;

pub use dns::*;
pub use evidence::*;
pub use nouns::*;
pub use partner::*;
pub use policy::*;
pub use safe::*;
pub use signin::*;

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::model::exit;
use crate::report::harmless;

/// A variable switches on by anything but nothing, 0, no, off, false.
fn switch() -> FalseyValueParser {
    FalseyValueParser::new()
}

const AFTER: &str = "\
Locked out? Start here:
  reentry recover
In a case folder: where do I stand?
  reentry
What is in this error text?
  reentry signin read error.txt
Is the TXT record there, and if not, why?
  reentry dns check contoso.com
Not locked out? Print the runbooks for the safe:
  reentry print -o kit.html";

/// Walks a locked-out Microsoft 365 administrator back in. Works offline; needs no sign-in.
#[derive(Debug, Parser)]
#[command(name = "reentry", version = concat!(env!("CARGO_PKG_VERSION"), " (", env!("REENTRY_COMMIT"), ")"), about, after_help = AFTER, propagate_version = true)]
#[command(after_long_help = format!("{AFTER}\n\nExit codes:\n{}\n\nEnvironment: REENTRY_CASE, REENTRY_RUNBOOKS, REENTRY_PLAIN, REENTRY_NO_INPUT, REENTRY_OFFLINE,\nREENTRY_COLOR, REENTRY_WHO (your name in the journal), REENTRY_CLOCK (a fixed time, for rehearsals;\nthe case says so). NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM and ACCESSIBLE are respected.", exit::TABLE))]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// What was typed. Help, the version, and what was wrong end the program here, with nothing in the words that a
    /// screen would obey.
    #[must_use]
    pub fn typed() -> Self {
        Self::try_parse().unwrap_or_else(|refused| {
            let words = refused.to_string();
            let what = words.lines().next().unwrap_or_default().trim_start_matches("error: ");
            if harmless::lines(&words) == words {
                refused.exit()
            }
            Self::command().error(refused.kind(), harmless::shown(what)).exit()
        })
    }
}

/// What every verb understands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// The case folder (else this folder, else the only case below it)
    #[arg(long, global = true, value_name = "DIR", env = "REENTRY_CASE", hide_env = true)]
    pub case: Option<PathBuf>,
    /// Print one JSON document for scripts
    #[arg(long, global = true)]
    pub json: bool,
    /// Write the answer to a file instead of the screen
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Plain lines, numbered choices, no colours: for screen readers and old consoles
    #[arg(long, global = true, env = "REENTRY_PLAIN", hide_env = true, value_parser = switch())]
    pub plain: bool,
    /// Never ask; a missing answer is an error that names it
    #[arg(long, global = true, env = "REENTRY_NO_INPUT", hide_env = true, value_parser = switch())]
    pub no_input: bool,
    /// Send nothing over the network, not even DNS questions
    #[arg(long, global = true, env = "REENTRY_OFFLINE", hide_env = true, value_parser = switch())]
    pub offline: bool,
    /// Colours on the screen
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "REENTRY_COLOR",
        hide_env = true
    )]
    pub color: When,
    /// Your team's own runbooks, laid over the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "REENTRY_RUNBOOKS", hide_env = true)]
    pub runbooks: Option<PathBuf>,
    /// Say more (twice: even more)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Start here: the guided walk back in, or continue it
    Recover(Recover),
    /// Where the case stands, and what is next
    Status,
    /// Write one line into the timeline
    Note(Note),
    /// Say what has happened: support called, somebody is in, a door was tried
    Happened(Box<Happened>),
    /// Administrator accounts: who they are and how each stands
    #[command(subcommand)]
    Account(Account),
    /// Support requests: numbers, teams, whose turn it is, what is asked
    #[command(subcommand)]
    Request(Request),
    /// Take a wrong line back: support does not see it any more
    Retract(Retract),
    /// The support request, ready to paste
    Ticket(Ticket),
    /// One page for support: the twenty questions, each answered or honestly not
    Dossier(Dossier),
    /// Read a failed sign-in
    #[command(subcommand)]
    Signin(Signin),
    /// Check the TXT record that support asked for
    #[command(subcommand)]
    Dns(Dns),
    /// Who can still help: surviving roles and partners
    #[command(subcommand)]
    Partner(Partner),
    /// Conditional Access, offline: who is refused by what
    #[command(subcommand)]
    Policy(Policy),
    /// Make a file part of the evidence
    Attach(Attach),
    /// Pack the case for the next person or laptop
    Handover(Handover),
    /// Pack the evidence bundle
    Bundle(Bundle),
    /// Check a bundle that somebody sent
    Verify(Verify),
    /// The runbooks themselves
    #[command(subcommand)]
    Runbook(Runbook),
    /// While access still works: write down what the worst day will ask for
    Prepare(Prepare),
    /// Print runbooks for the safe
    Print(Print),
    /// Emergency access readiness against the checklist
    #[command(
        after_help = "Ends with 0 when every critical and high item is in order or does not apply,\nwith 3 when one fails, with 6 when none fails and one is not known."
    )]
    Audit(Audit),
    /// Monitoring queries (KQL) with this tenant's ids
    Alerts(Alerts),
    /// Rehearse the whole path on a sample incident
    Drill(Drill),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// The verb, as it is typed: dns check (else the main page)
        verbs: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub struct Recover {
    /// The case folder, or a handover file to take up
    pub place: Option<PathBuf>,
    /// With a handover that parts from the case here: bring in what stands only there, line by line, as told there
    #[arg(long, requires = "place")]
    pub bring_in: bool,
    /// Answers from a file, for rehearsals and scripts
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// What `prepare` gathered before the lockout
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Which lockout it is, when you already know
    #[arg(long)]
    pub cause: Option<String>,
    /// Ask this resolver instead of the public ones, once you said that DNS may be asked: IP, IP:PORT or https://…
    #[arg(long, value_name = "ADDRESS")]
    pub resolver: Vec<String>,
    /// Start at these root servers instead of the public ones
    #[arg(long, value_name = "FILE")]
    pub root_hints: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Note {
    /// What happened, in your words
    #[arg(required = true, num_args = 1..)]
    pub text: Vec<String>,
    /// The support request it belongs to
    #[arg(long, value_name = "NUMBER")]
    pub ticket: Option<String>,
    /// The account it is about
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// The team at Microsoft or elsewhere
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// Who said or did it
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
    /// When it happened, if not now: HH:MM or 2026-11-22T02:05
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Keep it out of bundles for support
    #[arg(long)]
    pub internal: bool,
}

#[derive(Debug, Args)]
pub struct Ticket {
    /// What to say on the phone
    #[arg(long, conflicts_with = "handoff")]
    pub phone: bool,
    /// One screen for the next engineer
    #[arg(long)]
    pub handoff: bool,
}

#[derive(Debug, Subcommand)]
pub enum Runbook {
    /// All runbooks, in the order of the path
    List,
    /// Show one
    Show {
        /// Its id
        id: String,
    },
    /// Check runbooks against the format
    Lint {
        /// A folder of runbooks (else the built-in ones)
        dir: Option<PathBuf>,
    },
}
