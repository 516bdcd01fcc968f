//! A document as one HTML file that needs nothing else: no script, no remote asset, no font to fetch.
//!
//! Every character that came from outside goes through `escape`, also inside the style sheet. On a screen the fields
//! can be typed into; the browser keeps what is typed to itself, because the page has no form and no way to send.

mod blocks;

use std::fmt::Write as _;

use super::document::{Block, Document, Inline, Part, Role};
use super::harmless;
use crate::model::carried;

/// What the browser may load: nothing but the style sheet inside the file and images inside it.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The sheet that goes into the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// `A4` or `letter`, as CSS names it.
    pub size: &'static str,
    /// Body text, in points.
    pub points: u8,
}

/// The whole file.
#[must_use]
pub fn write(document: &Document, sheet: Sheet) -> String {
    let mut html = String::with_capacity(64 * 1024);
    let title = escape(&document.title);
    let foot = quoted(&format!("{} \u{b7} {}", document.title, document.line()));
    let Sheet { size, points } = sheet;
    let style = carried!("src/report/html/style.css").text();
    let _ = write!(
        html,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}</title>\n<style>\n:root {{ --body: {points}pt }}\n{style}\
         @page {{ size: {size}; margin: 16mm 18mm 20mm;\n\
         @bottom-left {{ content: {foot}; font: 8.5pt sans-serif; width: 82% }}\n\
         @bottom-right {{ content: \"Page \" counter(page) \" of \" counter(pages); font: 8.5pt sans-serif }} }}\n\
         </style>\n</head>\n"
    );
    // Large print has one column.
    let large = if points > 12 { " class=\"large-print\"" } else { "" };
    let _ = write!(html, "<body{large}>\n<header>\n");
    // A cover, or a sheet alone, carries the title of the whole itself.
    let covered = document.parts.first().is_some_and(|part| part.title == document.title);
    if !covered {
        let _ = writeln!(html, "<h1>{}</h1>", readable(&document.title));
    }
    let _ = write!(html, "<p class=\"edition\">{}</p>\n</header>\n<main>\n", readable(&document.line()));
    let mut fields = blocks::Fields::new(contents(document));
    for (at, part) in document.parts.iter().enumerate() {
        let level = if covered && at == 0 { 1 } else { 2 };
        let card = match part {
            Part { one_page: true, .. } => " class=\"card\"",
            Part { flows: true, .. } => " class=\"flows\"",
            Part { .. } => "",
        };
        let anchor = escape(&part.anchor);
        let _ = writeln!(html, "<article id=\"{anchor}\"{card}>");
        if let Some(logo) = document.logo.as_ref().filter(|_| at == 0 || part.one_page) {
            let _ = writeln!(
                html,
                "<img class=\"logo\" alt=\"{}\" src=\"data:image/png;base64,{}\">",
                escape(&logo.alt),
                base64(&logo.png)
            );
        }
        let kicker = part.kicker();
        if !kicker.is_empty() {
            let _ = writeln!(html, "<p class=\"kicker\">{}</p>", readable(&kicker));
        }
        let _ = writeln!(html, "<h{level}>{}</h{level}>", readable(&part.title));
        fields.blocks(&part.blocks, level, &mut html);
        let _ = write!(html, "<p class=\"end\">{}</p>\n</article>\n", readable(&part.end));
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

/// Text between tags. A name that is read from right to left acts on what stands beside it: a browser would put the groups
/// of a telephone number, a date or a bracket elsewhere, and somebody would dial another number. So each such name and each
/// number beside one is a unit of its own.
fn readable(text: &str) -> String {
    let text = &harmless::shown(text);
    if !super::bidi::has_right_to_left(text) {
        return escape(text);
    }
    let mut html = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for (unit, name) in super::bidi::isolated(text) {
        html.push_str(&escape(&text[from..unit.start]));
        let tag = if name { "<bdi>" } else { "<bdi dir=\"ltr\">" };
        let _ = write!(html, "{tag}{}</bdi>", escape(&text[unit.clone()]));
        from = unit.end;
    }
    html.push_str(&escape(&text[from..]));
    html
}

/// Bytes as an address inside the page can hold them.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * n) & 63) as usize];
            text.push(if n > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

/// The parts under the names of their groups.
fn contents(document: &Document) -> String {
    let mut html = String::from("<nav class=\"contents\" aria-label=\"Contents\">\n");
    for group in document.parts.chunk_by(|a, b| a.group == b.group) {
        if let Some(part) = group.first().filter(|part| !part.group.is_empty()) {
            let _ = writeln!(html, "<h3>{}</h3>", readable(&part.group));
        }
        html.push_str("<ul>\n");
        for part in group.iter().filter(|part| !part.blocks.contains(&Block::Contents)) {
            let (anchor, name) = (escape(&part.anchor), readable(&part.name()));
            let _ = writeln!(html, "<li><a href=\"#{anchor}\">{name}</a></li>");
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</nav>\n");
    html
}

/// Text for between tags and for attribute values in double quotes.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in harmless::shown(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// A string of the style sheet. All but letters, digits and spaces are written by their number, so that nothing can end
/// the string, the rule or the element. No element can stand in it, so isolating characters hold its names apart.
fn quoted(text: &str) -> String {
    let text = &harmless::shown(text);
    let mut safe = String::from("\"");
    let mut from = 0;
    if super::bidi::has_right_to_left(text) {
        for (unit, name) in super::bidi::isolated(text) {
            numbered(&text[from..unit.start], &mut safe);
            safe.push_str(if name { "\\002068 " } else { "\\002066 " });
            numbered(&text[unit.clone()], &mut safe);
            safe.push_str("\\002069 ");
            from = unit.end;
        }
    }
    numbered(&text[from..], &mut safe);
    safe.push('"');
    safe
}

fn numbered(text: &str, safe: &mut String) {
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',') {
            safe.push(c);
        } else {
            // The space ends the number and is not part of the text.
            let _ = write!(safe, "\\{:06x} ", u32::from(c));
        }
    }
}

/// Runs of text as HTML.
fn inlines(inlines: &[Inline], html: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => html.push_str(&readable(text)),
            Inline::Code(code) => {
                let _ = write!(html, "<code>{}</code>", readable(code));
            }
            Inline::Emphasis(inner) => wrapped("em", inner, html),
            Inline::Strong(inner) => wrapped("strong", inner, html),
            Inline::Link { text, url } => {
                let _ = write!(html, "<a href=\"{}\" rel=\"noopener noreferrer\">", escape(url));
                self::inlines(text, html);
                html.push_str("</a>");
                if let Some(shown) = super::document::address(text, url) {
                    let _ = write!(html, "<span class=\"address\"> ({})</span>", readable(shown));
                }
            }
            Inline::Note(note) => {
                let _ = write!(html, " <span class=\"note\">{}</span>", readable(note));
            }
            Inline::Go { text, anchor: Some(anchor) } => {
                let _ = write!(html, "<a class=\"go\" href=\"#{}\">{}</a>", escape(anchor), readable(text));
            }
            Inline::Go { text, anchor: None } => {
                let _ = write!(html, "<span class=\"go\">{}</span>", readable(text));
            }
            Inline::Span(role, words) => {
                let words = readable(words);
                let _ = match role {
                    Role::Value => write!(html, "{words}"),
                    Role::Id | Role::Path | Role::Command => write!(html, "<code>{words}</code>"),
                    Role::Dim => write!(html, "<span class=\"dim\">{words}</span>"),
                    Role::Caution | Role::Danger => {
                        write!(html, "<strong class=\"danger\">{words}</strong>")
                    }
                    Role::Good => write!(html, "<strong>{words}</strong>"),
                };
            }
            Inline::Break => html.push_str("<br>\n"),
        }
    }
}

fn wrapped(tag: &str, inner: &[Inline], html: &mut String) {
    let _ = write!(html, "<{tag}>");
    inlines(inner, html);
    let _ = write!(html, "</{tag}>");
}

#[cfg(test)]
mod tests;
