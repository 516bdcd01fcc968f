//! `account`: who the administrators are, how each stands, and how whole the list is.

use super::open_case::OpenCase;
use super::tell::{free, parsed, said, word};
use super::typed_words::without_secrets;
use crate::case::Event;
use crate::case::account::{AccountKind, AccountReport, AccountState, HeldRole, ListState};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report::{self, text::fold};
use crate::world::World;

pub(super) fn run(args: &cli::Account, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    match args {
        cli::Account::Add(told) => {
            let report = report_of(told, world)?;
            if open.case().accounts().iter().any(|account| account.is(&report.account)) {
                let what = format!("the account \"{}\" is known already", report.account.escape_debug());
                return Err(Error::new(Kind::Usage, what)
                    .command("to say something more about it", "reentry account set NAME --state STATE"));
            }
            tell(report, told, &mut open, world)?;
        }
        cli::Account::Set(told) => {
            let report = report_of(told, world)?;
            if !open.case().accounts().iter().any(|account| account.is(&report.account)) {
                let what = format!("there is no account \"{}\" in this case", report.account.escape_debug());
                return Err(Error::new(Kind::Usage, what)
                    .command("to see those that are known", "reentry account list")
                    .command("to name a new one", "reentry account add NAME"));
            }
            tell(report, told, &mut open, world)?;
        }
        cli::Account::List { set } => {
            let words = ["complete", "perhaps-more", "not-known"];
            if let Some(list) = word("--set", set.as_deref(), ListState::named, words)? {
                open.record(world, &[Event::AccountsListed { list, said_by: None }])?;
            }
        }
    }
    let text = fold(&report::said::account_list(open.case()), world.settings.columns);
    writeln!(world.out, "{text}").map_err(Error::from_output)?;
    Ok(Exit::Done)
}

fn tell(
    report: AccountReport,
    told: &cli::AccountTold,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<()> {
    let (happened, said_by) = said(&told.said, world)?;
    open.record(world, &[Event::AccountTold { report: Box::new(report), happened, said_by }])
}

fn report_of(told: &cli::AccountTold, world: &mut World) -> Result<AccountReport> {
    let account = without_secrets(told.account.trim(), "the account's name", world);
    if account.is_empty() {
        return Err(Error::new(Kind::Usage, "the account has no name")
            .hint("call it by what is known: \"the nephew's\", \"the key in the safe\""));
    }
    let role = |text: &String| {
        HeldRole::read(text).map_err(|why| {
            Error::new(Kind::Usage, format!("--role \"{}\" cannot be used", text.escape_debug())).because(why)
        })
    };
    Ok(AccountReport {
        account,
        user: free("--user", told.user.as_deref(), world),
        person: free("--person", told.person.as_deref(), world),
        kind: word("--kind", told.kind.as_deref(), AccountKind::named, AccountKind::words())?,
        roles: told.role.iter().map(role).collect::<Result<_>>()?,
        factors: free("--factors", told.factors.as_deref(), world),
        state: word("--state", told.state.as_deref(), AccountState::named, AccountState::words())?,
        code: parsed("--code", told.code.as_deref())?,
        cause: parsed("--cause", told.cause.as_deref())?,
        day: None,
    })
}
