//! `runbook list|show|lint`.

use std::path::Path;

use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::lint;
use crate::model::Exit;
use crate::runbook::{Library, Problem};
use crate::world::World;

pub(super) fn run(args: &cli::Runbook, world: &mut World) -> Result<Exit> {
    match args {
        cli::Runbook::List => {
            let library = library(world)?;
            let mut phase = String::new();
            for runbook in library.in_order() {
                if runbook.head.phase != phase {
                    phase.clone_from(&runbook.head.phase);
                    say(world, &phase)?;
                }
                let alone = if runbook.head.stand_alone { "  (on its own)" } else { "" };
                say(world, &format!("  {:28} {}{alone}", runbook.head.id, runbook.title))?;
            }
            Ok(Exit::Done)
        }
        cli::Runbook::Show { id } => {
            let library = library(world)?;
            let runbook = library.get(id).ok_or_else(|| {
                Error::new(Kind::Usage, format!("there is no runbook \"{}\"", id.escape_debug()))
                    .hint("reentry runbook list")
            })?;
            let text = crate::report::runbook::text(runbook, world.settings.page().columns);
            say(world, &text)?;
            Ok(Exit::Done)
        }
        cli::Runbook::Lint { dir } => check(dir.as_deref(), world),
    }
}

/// The runbooks of this run: the embedded ones, with `--runbooks DIR` laid over them.
pub(super) fn library(world: &World) -> Result<Library> {
    let read = match &world.settings.runbooks {
        None => Ok(Library::embedded()),
        Some(dir) => {
            let own = folder(world, dir)?;
            lint::checked(
                Library::embedded().overlaid(own.iter().map(|(path, text)| (path.as_str(), text.as_str()))),
            )
        }
    };
    read.map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::new(Kind::Input, "the runbooks cannot be used")
            .because(lines.join("\n"))
            .hint("reentry runbook lint DIR")
    })
}

fn check(dir: Option<&Path>, world: &mut World) -> Result<Exit> {
    let problems: Vec<Problem> = match dir {
        None => lint::lint(Ok(Library::embedded())),
        Some(dir) => {
            let own = folder(world, dir)?;
            if !own.iter().any(|(path, _)| path.ends_with(".md") || path == "facts.toml") {
                let what = format!("there is no runbook in {}: nothing was checked", dir.display());
                return Err(Error::new(Kind::Input, what).hint(
                    "a runbook is a .md file; name the folder that holds them, or none for the built-in ones",
                ));
            }
            let files = own.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            // A folder with its own start is a whole set; any other is laid over the built-in one.
            let whole = own.iter().any(|(path, _)| path == "1-triage/stop-card.md");
            let read = if whole { Library::read(files) } else { Library::embedded().overlaid(files) };
            lint::lint(read)
        }
    };
    for problem in &problems {
        say(world, &problem.to_string())?;
    }
    if problems.is_empty() {
        say(world, "Every runbook keeps the format.")?;
        return Ok(Exit::Done);
    }
    Ok(Exit::NotSatisfied)
}

fn folder(world: &World, dir: &Path) -> Result<Vec<(String, String)>> {
    world.files.read_folder(dir, &["md", "toml"]).map_err(|e| {
        Error::new(Kind::Input, format!("the runbooks in {} could not be read", dir.display()))
            .because(e)
            .hint("name the folder that holds them: one folder for each phase, with one .md file for each runbook")
    })
}

fn say(world: &mut World, line: &str) -> Result<()> {
    writeln!(world.out, "{}", crate::report::text::fold(line, world.settings.columns))
        .map_err(Error::from_output)
}
