//! `print`: the kit for the safe, or parts of it.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::open_case::OpenCase;
use super::profile;
use crate::cli::{self, Paper, PrintFormat};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report::document::Document;
use crate::report::logo::Logo;
use crate::report::paper::{Extent, Filling, Print};
use crate::report::{html, text};
use crate::world::World;

/// Columns of a text file, whatever the screen: it goes to paper.
const COLUMNS: usize = 76;

pub(super) fn run(args: &cli::Print, world: &mut World) -> Result<Exit> {
    let library = super::runbook::library(world)?;
    if let Some(folder) = &args.profiles {
        return super::print_many::run(args, folder, &library, world);
    }
    let format = form(args.format, PrintFormat::Html, "kit", world)?;
    let today = world.clock.now().date_naive();
    let (filling, logo, answered) = filling(args, today, world)?;
    let print = Print { library: &library, filling: &filling, today, logo: logo.as_ref(), answered };
    let (written, notices) = render(args, format, &print, &fonts(args, world)?)?;
    for notice in notices {
        let _ = writeln!(world.err, "notice: {notice}");
    }
    world.out.write_all(&written).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// What is known is printed where a blank line would be: from the profile that is named, else from the case (the
/// partner's name and number among it), else from the profile in this folder. Never from two: they may be two tenants.
///
/// The flag says whether these are answers of a case.
fn filling(
    args: &cli::Print,
    today: NaiveDate,
    world: &mut World,
) -> Result<(Filling, Option<Arc<Logo>>, bool)> {
    if let Some(path) = &args.profile {
        let (known, logo) = profile::kit_facts(path, args.maker.as_deref(), today, world)?;
        return Ok((known, logo, false));
    }
    if let Some(open) = OpenCase::find_quietly(world)? {
        let case = open.case();
        let known = case.facts.iter().map(|(id, known)| (id.clone(), known.value.clone()));
        return Ok((crate::report::drill::marked(case, known.collect()), None, true));
    }
    let here = Path::new(profile::HERE);
    if !world.files.exists(here) {
        return Ok((Filling::new(), None, false));
    }
    let _ = writeln!(world.err, "filled from {}", profile::HERE);
    let (known, logo) = profile::kit_facts(here, args.maker.as_deref(), today, world)?;
    Ok((known, logo, false))
}

/// The form of what is written: as asked for, else as the file's name ends. Only text goes to a screen.
pub(super) fn form(
    asked: Option<PrintFormat>,
    usual: PrintFormat,
    name: &str,
    world: &World,
) -> Result<PrintFormat> {
    let file = world.settings.output.as_deref();
    let promised = file.and_then(PrintFormat::promised);
    if let (Some(file), Some(asked), Some(promised)) = (file, asked, promised)
        && asked != promised
    {
        let (is, says) = (asked.ending(), promised.ending());
        let what = format!("--format and the name {} contradict each other", file.display());
        return Err(Error::new(Kind::Usage, what)
            .because(format!("the form is {is}, and the name ends like a file of the form {says}"))
            .hint("leave --format out: the ending of the name chooses the form"));
    }
    let format = asked.or(promised).unwrap_or(usual);
    if world.settings.on_screen && format != PrintFormat::Text {
        let what = format!("this is {} for a file, not for the screen", format.ending().to_uppercase());
        return Err(Error::new(Kind::Usage, what)
            .hint(format!("type the same again with: -o {name}.{}", format.ending()))
            .hint("or, to read it on the screen, with: --format text"));
    }
    Ok(format)
}

/// The bytes of one print, and what is to be said beside it. Where no font has the letters of the name, a PDF has the name in
/// Latin letters, where the profile knows it, and the characters' numbers otherwise, so that no customer is left without a kit.
pub(super) fn render(
    args: &cli::Print,
    format: PrintFormat,
    print: &Print<'_>,
    fonts: &Fonts,
) -> Result<(Vec<u8>, Vec<String>)> {
    let document = made(args, print)?;
    #[cfg(feature = "pdf")]
    if format == PrintFormat::Pdf {
        use std::collections::BTreeSet;

        use crate::model::{FactId, Value, facts};
        use crate::report::pdf;

        let sheet = sheet(args.sheet);
        let mut written = pdf::write_any(&document, sheet, fonts).map_err(unwritten)?;
        let mut missing: BTreeSet<char> = written.missing.iter().copied().collect();
        let latin = print.filling.get(&FactId::known(facts::KIT_NAME_LATIN)).cloned();
        let name = print.filling.get(&FactId::known(facts::NAME)).and_then(Value::text);
        if let (Some(latin), Some(name)) = (latin, name)
            && name.contains(|c| missing.contains(&c))
        {
            let mut filling = print.filling.clone();
            filling.insert(FactId::known(facts::NAME), latin);
            let document = made(args, &Print { filling: &filling, ..*print })?;
            written = pdf::write_any(&document, sheet, fonts).map_err(unwritten)?;
            // The name itself is not on the paper: that is said as well.
            missing.extend(&written.missing);
        }
        let unfit = written.unfit.iter().filter_map(|at| args.font.get(*at));
        let mut notices: Vec<String> = unfit
            .map(|path| {
                format!("the font {} is spoiled: the PDF is made without its letters", path.display())
            })
            .collect();
        if !missing.is_empty() {
            notices.push(spelled_notice(&missing.into_iter().collect::<Vec<char>>()));
        }
        return Ok((written.bytes, notices));
    }
    let _ = fonts;
    Ok((written(&document, format, args.sheet)?, Vec::new()))
}

/// The fonts that somebody brings for names.
#[cfg(feature = "pdf")]
pub(super) type Fonts = Vec<crate::report::pdf::FontFile>;
#[cfg(not(feature = "pdf"))]
pub(super) type Fonts = ();

/// Reads and checks the fonts. One that cannot be used is named, before anything is written.
#[cfg(feature = "pdf")]
pub(super) fn fonts(args: &cli::Print, world: &World) -> Result<Fonts> {
    let read = |path: &std::path::PathBuf| {
        let bytes = world.files.read_whole(path, 128 << 20).map_err(|e| Error::unread(path, e))?;
        crate::report::pdf::FontFile::read(bytes).map_err(|why| {
            Error::new(Kind::Input, format!("the font {} cannot be used", path.display())).because(why)
        })
    };
    args.font.iter().map(read).collect()
}

#[cfg(not(feature = "pdf"))]
pub(super) fn fonts(_: &cli::Print, _: &World) -> Result<Fonts> {
    Ok(())
}

/// What is said beside a kit in which characters are spelled by their numbers.
#[cfg(feature = "pdf")]
fn spelled_notice(missing: &[char]) -> String {
    let named: Vec<String> = missing.iter().take(8).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let more = if missing.len() > named.len() { " and more" } else { "" };
    format!(
        "the PDF has no letters for {}{more}; it prints the name in Latin letters where the profile has them (name-latin = \"...\", \
         above [tenant]), else these numbers. Give a font that has them (--font FILE), or make the HTML form, which prints any name",
        named.join(", ")
    )
}

fn made(args: &cli::Print, print: &Print<'_>) -> Result<Document> {
    let extent = match args.ids.as_slice() {
        [] if args.full => Extent::All,
        [] => Extent::Kit,
        ids => Extent::These(ids),
    };
    print.document(extent).map_err(|unknown| {
        let names: Vec<String> = unknown.iter().map(|id| format!("\"{}\"", id.escape_debug())).collect();
        Error::new(Kind::Usage, format!("there is no runbook {}", names.join(", ")))
            .hint("reentry runbook list")
    })
}

/// A document as a file to keep or to print.
pub(super) fn written(document: &Document, format: PrintFormat, sheet: cli::Sheet) -> Result<Vec<u8>> {
    Ok(match format {
        PrintFormat::Text => text::document(document, text::Page::new(COLUMNS)).into_bytes(),
        PrintFormat::Html => html::write(document, page(sheet)).into_bytes(),
        #[cfg(feature = "pdf")]
        PrintFormat::Pdf => pdf(document, sheet)?,
    })
}

#[cfg(feature = "pdf")]
fn pdf(document: &Document, sheet: cli::Sheet) -> Result<Vec<u8>> {
    // A name without letters stops no report: its characters are printed by their numbers, and the page says so.
    let (bytes, _) =
        crate::report::pdf::write_said(document.clone(), self::sheet(sheet)).map_err(unwritten)?;
    Ok(bytes)
}

#[cfg(feature = "pdf")]
fn unwritten(problem: crate::report::pdf::Problem) -> Error {
    Error::new(Kind::Input, "the PDF could not be made")
        .because(problem)
        .hint("type the same again with -o FILE.html, and print that from a browser")
}

/// The sheet that goes into the printer.
#[cfg(feature = "pdf")]
pub(super) fn sheet(sheet: cli::Sheet) -> crate::report::pdf::Sheet {
    let (width, height) = match sheet.paper {
        Paper::A4 => (595.276, 841.89),
        Paper::Letter => (612.0, 792.0),
    };
    crate::report::pdf::Sheet { width, height, body: if sheet.large { 14.5 } else { 10.5 } }
}

/// Body text is 11 points, because what must be done has to be read at arm's length.
fn page(sheet: cli::Sheet) -> html::Sheet {
    let size = match sheet.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    html::Sheet { size, points: if sheet.large { 15 } else { 11 } }
}
