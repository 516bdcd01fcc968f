//! Draws finished pages. It decides nothing: every place was found by the rooms before it.

use std::collections::BTreeMap;
use std::ops::Range;

use krilla::Data;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target as LinkTarget};
use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document as Pdf, SerializeSettings};

use super::face::{Face, Glyph, Shaper};
use super::item::{Ink, Mark, Run, Target, Tree};
use super::layout::LEADING;
use super::line::{Span, fill};
use super::pages::Page;
use super::{Problem, Sheet};
use crate::report::document::Document;
use chrono::Datelike;

/// Size of the foot.
const SMALL: f32 = 7.8;

pub(super) fn draw(
    document: &Document,
    sheet: Sheet,
    shaper: &mut Shaper,
    mut tree: Tree,
    pages: &[Page],
) -> Result<Vec<u8>, Problem> {
    let refused = |what: &str| Problem::Refused(what.to_owned());
    let settings = SerializeSettings {
        compress_content_streams: true,
        enable_tagging: true,
        configuration: configuration()?,
        ..SerializeSettings::default()
    };
    let mut pdf = Pdf::new_with(settings);
    let fonts: Vec<Font> = shaper.data().iter().filter_map(|data| Font::new(Data::from(*data), 0)).collect();
    if fonts.len() != shaper.data().len() {
        return Err(refused("a face could not be read"));
    }
    let places = places(pages);
    for (number, page) in pages.iter().enumerate() {
        let settings =
            PageSettings::from_wh(sheet.width, sheet.height).ok_or_else(|| refused("no such paper"))?;
        let mut sheet_page = pdf.start_page_with(settings);
        let mut surface = sheet_page.surface();
        let mut links = Vec::new();
        for placed in page {
            let (x, y) = (Sheet::MARGIN + placed.x, Sheet::TOP + placed.y);
            let mut marks = placed.item.marks.clone();
            for mark in &mut marks {
                if mark.joins {
                    mark.y -= placed.gap;
                    mark.height += placed.gap;
                }
                mark.x += x;
                mark.y += y;
                if let (Ink::Words { link: Some(link), run }, Some(owner)) = (&mark.ink, mark.owner) {
                    links.push((mark.clone(), link.clone(), run.text.clone(), owner));
                }
            }
            ink(&mut surface, &fonts, &marks, &mut tree);
        }
        foot(&mut surface, &fonts, shaper, document, sheet, number + 1, pages.len());
        surface.finish();
        for (mark, link, words, owner) in links {
            let Some(rect) = Rect::from_xywh(mark.x, mark.y, mark.width.max(1.0), mark.height.max(1.0))
            else {
                continue;
            };
            let target = match link.as_ref() {
                Target::Url(url) => LinkTarget::Action(LinkAction::new(url.clone()).into()),
                Target::Anchor(anchor) => match places.get(anchor) {
                    Some(place) => LinkTarget::Destination(place.clone().into()),
                    None => continue,
                },
            };
            let annotation = Annotation::new_link(LinkAnnotation::new(rect, target), Some(words));
            let id = sheet_page.add_tagged_annotation(annotation);
            tree.content(owner, id);
        }
        sheet_page.finish();
    }
    pdf.set_outline(outline(document, &places));
    pdf.set_metadata(metadata(document, sheet));
    pdf.set_tag_tree(tree.finish());
    pdf.finish().map_err(|error| match &error {
        KrillaError::Font(font, _) => match fonts.iter().position(|one| one == font) {
            Some(at) if at >= Face::OWN.len() => Problem::Font(at - Face::OWN.len()),
            _ => Problem::Refused(error.to_string()),
        },
        _ => Problem::Refused(error.to_string()),
    })
}

fn configuration() -> Result<Configuration, Problem> {
    ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Problem::Refused(format!("{error:?}")))
}

/// Draws the marks of one piece; neighbours that belong to the same node share one entry in the tree.
fn ink(surface: &mut Surface, fonts: &[Font], marks: &[Mark], tree: &mut Tree) {
    let alone = |mark: &Mark| matches!(mark.ink, Ink::Tick { .. });
    for group in marks.chunk_by(|a, b| a.owner == b.owner && !alone(a) && !alone(b)) {
        let Some(first) = group.first() else { continue };
        let tag = match (&first.ink, first.owner) {
            (_, None) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            (Ink::Tick { done }, Some(_)) => {
                let words = if *done { "ticked box" } else { "box to tick" };
                ContentTag::Span(SpanTag::empty().with_actual_text(Some(words)))
            }
            _ => ContentTag::Span(SpanTag::empty()),
        };
        let id = surface.start_tagged(tag);
        for mark in group {
            one(surface, fonts, mark);
        }
        surface.end_tagged();
        if let Some(owner) = first.owner {
            tree.content(owner, id);
        }
    }
}

fn one(surface: &mut Surface, fonts: &[Font], mark: &Mark) {
    match &mark.ink {
        Ink::Words { run, .. } => words(surface, fonts, run, mark.x, baseline(mark.y, mark.height)),
        Ink::Fill { grey } => shape(surface, *grey, &[(mark.x, mark.y, mark.width, mark.height)]),
        Ink::Frame => shape(surface, false, &frame(mark, 1.2)),
        Ink::Tick { done } => {
            shape(surface, false, &frame(mark, 1.0));
            if *done {
                let (inset, side) = (mark.width * 0.25, mark.width * 0.5);
                shape(surface, false, &[(mark.x + inset, mark.y + inset, side, side)]);
            }
        }
        Ink::Logo(logo) => {
            let (across, down) = logo.grid;
            let (w, h) = (mark.width / across as f32, mark.height / down as f32);
            for shade in (0..8).map(|n| n * 32) {
                let of_shade = logo.runs.iter().filter(|run| run.shade == shade);
                // A little larger than its cell, so that no hair of white parts two of them.
                let rects: Vec<_> = of_shade
                    .map(|run| {
                        let (x, y) = (mark.x + run.column as f32 * w, mark.y + run.row as f32 * h);
                        (x, y, run.length as f32 * w + w * 0.08, h * 1.08)
                    })
                    .collect();
                filled(surface, shade, &rects);
            }
        }
        Ink::Qr { side, runs } => {
            let all = (side + 2 * crate::report::qr::QUIET) as f32;
            let module = mark.width / all;
            let quiet = crate::report::qr::QUIET as f32 * module;
            let dark: Vec<_> = runs
                .iter()
                .map(|run| {
                    let (x, y) = (run.column as f32 * module, run.row as f32 * module);
                    (mark.x + quiet + x, mark.y + quiet + y, run.length as f32 * module, module * 1.02)
                })
                .collect();
            shape(surface, false, &dark);
        }
    }
}

/// Letters stand in the middle of their line.
fn baseline(top: f32, height: f32) -> f32 {
    top + height * 0.5 + height / LEADING * 0.36
}

fn words(surface: &mut Surface, fonts: &[Font], run: &Run, x: f32, y: f32) {
    let glyph = |glyph: &Glyph| {
        let Glyph { id, advance, dx, dy, range } = glyph;
        KrillaGlyph::new(GlyphId::new(*id), *advance, *dx, *dy, 0.0, Range::clone(range), None)
    };
    let glyphs: Vec<KrillaGlyph> = run.glyphs.iter().map(glyph).collect();
    surface.set_fill(Some(Fill::default()));
    let font = fonts[run.face.at()].clone();
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, &run.text, run.size, false);
}

/// The four sides of a rectangle.
fn frame(mark: &Mark, thick: f32) -> [(f32, f32, f32, f32); 4] {
    let Mark { x, y, width, height, .. } = *mark;
    [
        (x, y, width, thick),
        (x, y + height - thick, width, thick),
        (x, y + thick, thick, height - 2.0 * thick),
        (x + width - thick, y + thick, thick, height - 2.0 * thick),
    ]
}

fn shape(surface: &mut Surface, grey: bool, rects: &[(f32, f32, f32, f32)]) {
    // Grey as light as this does not turn black on a photocopy of a photocopy.
    filled(surface, if grey { 238 } else { 0 }, rects);
}

fn filled(surface: &mut Surface, light: u8, rects: &[(f32, f32, f32, f32)]) {
    let mut path = PathBuilder::new();
    for &(x, y, width, height) in rects {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
    }
    let paint = luma::Color::new(light).into();
    surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// What stands on every page beside its number.
pub(super) fn foot_words(document: &Document, shaper: &Shaper) -> String {
    shaper.readable(&format!("{} \u{b7} {}", document.title, document.line()))
}

/// What every page says: what it is, which edition, which page of how many.
fn foot(
    surface: &mut Surface,
    fonts: &[Font],
    shaper: &mut Shaper,
    document: &Document,
    sheet: Sheet,
    page: usize,
    pages: usize,
) {
    let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    let (width, _) = sheet.room();
    let y = sheet.height - Sheet::FOOT + 22.0;
    shape(surface, false, &[(Sheet::MARGIN, y - 11.0, width, 0.5)]);
    let span = |text: String, face: Face| Span { text, face, size: SMALL, link: None, address: false };
    let right = span(format!("Page {page} of {pages}"), Face::Bold);
    let right = fill(shaper, &[right], width, 0.0);
    let taken = right.first().map_or(0.0, |line| line.width) + 12.0;
    let left = span(foot_words(document, shaper), Face::Regular);
    let left = fill(shaper, &[left], width - taken, 0.0);
    for (at, line) in left.iter().take(2).enumerate() {
        for placed in &line.runs {
            words(surface, fonts, &placed.run, Sheet::MARGIN + placed.x, y + at as f32 * SMALL * 1.2);
        }
    }
    for line in &right {
        for placed in &line.runs {
            let x = Sheet::MARGIN + width - line.width + placed.x;
            words(surface, fonts, &placed.run, x, y);
        }
    }
    surface.end_tagged();
}

/// Where each anchor is.
fn places(pages: &[Page]) -> BTreeMap<String, XyzDestination> {
    let mut places = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for placed in page {
            for anchor in &placed.item.anchors {
                let point = Point::from_xy(0.0, (Sheet::TOP + placed.y - 6.0).max(0.0));
                places.entry(anchor.clone()).or_insert_with(|| XyzDestination::new(number, point));
            }
        }
    }
    places
}

/// The parts under the names of their groups, for the side bar of a viewer.
fn outline(document: &Document, places: &BTreeMap<String, XyzDestination>) -> Outline {
    let mut outline = Outline::new();
    for group in document.parts.chunk_by(|a, b| a.group == b.group) {
        let nodes: Vec<OutlineNode> = group
            .iter()
            .filter_map(|part| Some(OutlineNode::new(part.name(), places.get(&part.anchor)?.clone())))
            .collect();
        let first =
            group.first().and_then(|part| Some((part.group.clone(), places.get(&part.anchor)?.clone())));
        match first {
            Some((name, place)) if !name.is_empty() && document.parts.len() > 1 => {
                let mut node = OutlineNode::new(name, place);
                nodes.into_iter().for_each(|child| node.push_child(child));
                outline.push_child(node);
            }
            _ => nodes.into_iter().for_each(|node| outline.push_child(node)),
        }
    }
    outline
}

fn metadata(document: &Document, sheet: Sheet) -> Metadata {
    let issued = document.edition.issued;
    let year = u16::try_from(issued.year()).unwrap_or(1970);
    let date = DateTime::new(year)
        .month(u8::try_from(issued.month()).unwrap_or(1))
        .day(u8::try_from(issued.day()).unwrap_or(1))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    // The same document on the same paper has the same identity, so the same bytes.
    let mut identity = format!(
        "{}\n{}\n{} x {}, {}\n",
        document.title,
        document.line(),
        sheet.width,
        sheet.height,
        sheet.body
    );
    for part in &document.parts {
        identity.push_str(&part.title);
        identity.push_str(&crate::report::text::write(&part.blocks, crate::report::text::Page::new(80)));
    }
    Metadata::new()
        .title(document.title.clone())
        .language("en".to_owned())
        .creator(document.edition.version.clone())
        .creation_date(date)
        .document_id(identity_digest(&identity))
}

fn identity_digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    crate::model::hex(&Sha256::digest(text.as_bytes())[..16])
}
