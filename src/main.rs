//! Builds the real world, runs, and turns the end into an exit code.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use reentry::adapter::interrupt::{self, INTERRUPTED};
use reentry::adapter::{
    self, entropy::SystemEntropy, files::DiskFiles, hickory::Hickory, system_clock::SystemClock,
    terminal_none::NoOne, terminal_plain::PlainTerminal, zip_archive::ZipFiles,
};
use reentry::port::Terminal;
use reentry::settings::{Asking, Settings};
use reentry::{
    cli::{Cli, When},
    error::Error,
    model::Exit,
    world::World,
};

fn main() -> ExitCode {
    let cli = Cli::typed();
    interrupt::handle_signals();
    interrupt::explain_panics();
    let mut settings = match Settings::gather(&cli.common) {
        Ok(settings) => settings,
        Err(error) => return failed(&error, None),
    };
    if cli.common.color == When::Auto {
        settings.color &= adapter::terminal_rich::shows_looks(&io::stdout());
        settings.color_asking &= adapter::terminal_rich::shows_looks(&io::stderr());
    }
    let screen = settings.error_page();
    let clock = SystemClock::new(settings.clock, &INTERRUPTED);
    let mut terminal: Box<dyn Terminal> = match settings.asking {
        Asking::Rich | Asking::Plain => Box::new(PlainTerminal::new(&INTERRUPTED)),
        Asking::Never => Box::new(NoOne),
    };
    let mut out = BufWriter::new(io::stdout());
    let mut err = io::stderr();
    let world = World {
        clock: &clock,
        entropy: &SystemEntropy,
        files: &DiskFiles,
        dns: &Hickory::new(&INTERRUPTED),
        archive: &ZipFiles,
        store: &adapter::case_dir::DiskCases,
        terminal: &mut *terminal,
        out: &mut out,
        err: &mut err,
        settings,
    };
    let ended = reentry::run(&cli, world);
    let flushed = out.flush();
    match ended {
        Ok(exit) => match flushed {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => failed(&Error::from_output(e), screen),
            _ => exit.code().into(),
        },
        Err(error) if error.is_closed_pipe() => Exit::Done.code().into(),
        Err(error) => failed(&error, screen),
    }
}

fn failed(error: &Error, screen: Option<reentry::report::text::Page>) -> ExitCode {
    let words =
        screen.map_or_else(|| error.to_string(), |page| error.screen().text(page).trim_end().to_owned());
    let _ = writeln!(io::stderr(), "{words}");
    error.exit().code().into()
}
