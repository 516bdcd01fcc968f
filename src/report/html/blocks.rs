//! Blocks and fields as HTML elements.

use std::fmt::Write as _;

use super::{escape, inlines, readable};
use crate::report::document::{self, Block, Code, Column, Field, Inline, Item, Role, Row};
use crate::report::qr;

/// Writes blocks, and numbers the fields so that each label finds its input.
pub(super) struct Fields {
    last: usize,
    /// The level of the heading above all of this.
    level: u8,
    /// The list of parts, ready to be put where it belongs.
    contents: String,
}

impl Fields {
    pub(super) fn new(contents: String) -> Self {
        Self { last: 0, level: 2, contents }
    }

    /// Writes blocks that stand under a heading of this level.
    pub(super) fn blocks(&mut self, blocks: &[Block], level: u8, html: &mut String) {
        self.level = level;
        self.run(blocks, html);
    }

    fn run(&mut self, blocks: &[Block], html: &mut String) {
        for block in blocks {
            self.block(block, html);
        }
    }

    fn block(&mut self, block: &Block, html: &mut String) {
        match block {
            Block::Heading { level, text } => {
                let level = (*level).clamp(self.level + 1, 6);
                element(&format!("h{level}"), text, html);
            }
            Block::Paragraph(text) => element("p", text, html),
            Block::List { first, tight, items } => self.list(*first, *tight, items, html),
            Block::Table { head, rows } => table(head, rows, html),
            Block::Quote(blocks) => {
                html.push_str("<blockquote>\n");
                self.run(blocks, html);
                html.push_str("</blockquote>\n");
            }
            Block::Code(code) => {
                html.push_str("<pre><code>");
                for line in code.lines() {
                    html.push_str(&readable(&line.replace('\t', "    ")));
                    html.push('\n');
                }
                html.push_str("</code></pre>\n");
            }
            Block::Rule => html.push_str("<hr>\n"),
            Block::Step { number, anchor, title, blocks } => {
                let anchor = escape(anchor);
                let level = self.level + 1;
                let _ = write!(
                    html,
                    "<section class=\"step\" id=\"{anchor}\" aria-labelledby=\"{anchor}-title\">\n\
                     <h{level} class=\"title\" id=\"{anchor}-title\"><span class=\"number\">{}</span> {}</h{level}>\n",
                    readable(number),
                    readable(title)
                );
                self.run(blocks, html);
                html.push_str("</section>\n");
            }
            Block::Section { title, blocks } => {
                let above = self.level;
                self.level = (above + 1).min(6);
                html.push_str("<section>\n");
                element(&format!("h{}", self.level), title, html);
                self.run(blocks, html);
                html.push_str("</section>\n");
                self.level = above;
            }
            Block::Indent(blocks) => self.inside("indent", blocks, html),
            Block::Tight(blocks) => self.inside("tight", blocks, html),
            Block::Rows(rows) => {
                html.push_str("<table class=\"rows\">\n");
                for Row { name, text } in rows {
                    let _ = write!(html, "<tr><th scope=\"row\">{}</th><td>", readable(name));
                    inlines(text, html);
                    html.push_str("</td></tr>\n");
                }
                html.push_str("</table>\n");
            }
            Block::Command(command) => {
                let _ = writeln!(html, "<pre class=\"command\"><code>{}</code></pre>", readable(command));
            }
            Block::Marked { mark, role, blocks } => {
                let class = if matches!(role, Role::Danger | Role::Caution) { "mark danger" } else { "mark" };
                let _ = writeln!(
                    html,
                    "<div class=\"marked\"><span class=\"{class}\">{}</span><div>",
                    readable(mark)
                );
                self.run(blocks, html);
                html.push_str("</div></div>\n");
            }
            Block::Field(field) => self.field(field, html),
            Block::Small(blocks) => self.inside("small", blocks, html),
            Block::Large(blocks) => self.inside("large", blocks, html),
            Block::Frame(blocks) => self.inside("frame", blocks, html),
            Block::Contents => html.push_str(&self.contents),
            Block::Form { columns, rows } => form(columns, *rows, html),
            Block::Codes(codes) => {
                html.push_str("<div class=\"codes\">\n");
                for Code { content, label } in codes {
                    let _ = write!(html, "<figure>{}<figcaption>{}<br>", qr::svg(content), readable(label));
                    let _ = writeln!(html, "<code>{}</code></figcaption></figure>", readable(content));
                }
                html.push_str("</div>\n");
            }
        }
    }

    fn inside(&mut self, class: &str, blocks: &[Block], html: &mut String) {
        let _ = writeln!(html, "<div class=\"{class}\">");
        self.run(blocks, html);
        html.push_str("</div>\n");
    }

    fn list(&mut self, first: Option<u64>, tight: bool, items: &[Item], html: &mut String) {
        let tag = if first.is_some() { "ol" } else { "ul" };
        let _ = match first {
            Some(first) if first != 1 => write!(html, "<ol start=\"{first}\">"),
            _ => write!(html, "<{tag}>"),
        };
        html.push('\n');
        for item in items {
            html.push_str(if item.task.is_some() { "<li class=\"task\">" } else { "<li>" });
            if let Some(done) = item.task {
                let id = self.next();
                let words = words(&item.blocks);
                let checked = if done { " checked" } else { "" };
                let _ = write!(
                    html,
                    "<input type=\"checkbox\" id=\"{id}\" aria-label=\"{}\"{checked}> ",
                    escape(&words)
                );
            }
            for block in &item.blocks {
                match block {
                    Block::Paragraph(text) if tight => inlines(text, html),
                    other => self.block(other, html),
                }
            }
            html.push_str("</li>\n");
        }
        let _ = writeln!(html, "</{tag}>");
    }

    fn field(&mut self, field: &Field, html: &mut String) {
        let id = self.next();
        match field {
            Field::Tick { label, go, ticked, time } => {
                let checked = if *ticked { " checked" } else { "" };
                let _ = write!(
                    html,
                    "<div class=\"tick\"><input type=\"checkbox\" id=\"{id}\"{checked}>\
                     <span class=\"what\"><label for=\"{id}\">"
                );
                inlines(label, html);
                html.push_str("</label>");
                if !go.is_empty() {
                    html.push_str(" \u{2192} ");
                    inlines(go, html);
                }
                html.push_str("</span>");
                if *time {
                    let _ = write!(
                        html,
                        "<span class=\"time\"><label for=\"{id}-time\">Time</label> \
                         <input type=\"text\" class=\"short\" id=\"{id}-time\" autocomplete=\"off\"></span>"
                    );
                }
                html.push_str("</div>\n");
            }
            Field::Done { label } => {
                let _ = write!(
                    html,
                    "<div class=\"tick\"><input type=\"checkbox\" id=\"{id}\">\
                     <label for=\"{id}\">"
                );
                inlines(label, html);
                let _ = writeln!(
                    html,
                    "</label><input type=\"text\" class=\"line\" aria-label=\"{}\" autocomplete=\"off\">\
                     <span class=\"time\"><label for=\"{id}-time\">Time</label> \
                     <input type=\"text\" class=\"short\" id=\"{id}-time\" autocomplete=\"off\"></span></div>",
                    escape(&document::plain(label))
                );
            }
            Field::Blank { label, hint, value, lines } => {
                if let Some(value) = value {
                    // Text and no input: an input cuts off on paper what is longer than itself.
                    let (label, value) = (readable(label), readable(value));
                    let _ = writeln!(
                        html,
                        "<div class=\"blank row\"><span class=\"label\">{label}</span> <span class=\"value\">{value}</span></div>"
                    );
                    return;
                }
                let row = if *lines < 2 { "blank row" } else { "blank" };
                let _ = write!(html, "<div class=\"{row}\"><label for=\"{id}\">{}</label>", readable(label));
                if let Some(hint) = hint {
                    let _ = write!(html, " <span class=\"hint\">{}</span>", readable(hint));
                }
                let _ = write!(html, "<input type=\"text\" id=\"{id}\" autocomplete=\"off\">");
                for line in 1..*lines {
                    let _ = write!(
                        html,
                        "<input type=\"text\" aria-label=\"{}, line {}\" autocomplete=\"off\">",
                        escape(label),
                        line + 1
                    );
                }
                html.push_str("</div>\n");
            }
            Field::Clock { label } => {
                let _ = write!(html, "<div class=\"clock\"><label for=\"{id}\">");
                inlines(label, html);
                let _ = writeln!(
                    html,
                    "</label> <input type=\"text\" id=\"{id}\" autocomplete=\"off\" \
                     placeholder=\"2026-11-22 14:05 +01:00\"></div>"
                );
            }
        }
    }

    fn next(&mut self) -> String {
        self.last += 1;
        format!("field-{}", self.last)
    }
}

fn element(tag: &str, text: &[Inline], html: &mut String) {
    let _ = write!(html, "<{tag}>");
    inlines(text, html);
    let _ = writeln!(html, "</{tag}>");
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], html: &mut String) {
    html.push_str("<table>\n<thead><tr>");
    for cell in head {
        // An empty corner is no heading.
        let (open, close) = if cell.is_empty() { ("<td>", "</td>") } else { ("<th scope=\"col\">", "</th>") };
        html.push_str(open);
        inlines(cell, html);
        html.push_str(close);
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            html.push_str("<td>");
            inlines(cell, html);
            html.push_str("</td>");
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}

/// A table for a pen: each empty cell can be typed into as well.
fn form(columns: &[Column], rows: u8, html: &mut String) {
    html.push_str("<table class=\"form\">\n<thead><tr>");
    let all: u32 = columns.iter().map(|column| u32::from(column.width)).sum();
    for Column { name, width } in columns {
        let share = u32::from(*width) * 100 / all.max(1);
        let _ = write!(html, "<th scope=\"col\" style=\"width: {share}%\">{}</th>", readable(name));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in 1..=rows {
        html.push_str("<tr>");
        for Column { name, .. } in columns {
            let name = escape(name);
            let _ = write!(
                html,
                "<td><input type=\"text\" aria-label=\"{name}, row {row}\" autocomplete=\"off\"></td>"
            );
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}

/// The words of an entry, for a screen reader that stands on its box.
fn words(blocks: &[Block]) -> String {
    let first = blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => Some(document::plain(text)),
        _ => None,
    });
    first.unwrap_or_else(|| "done".to_owned())
}
