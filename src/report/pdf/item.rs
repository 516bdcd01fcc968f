//! What layout hands to the pages: pieces with marks on them, and the tree that a screen reader walks.

use std::rc::Rc;

use krilla::tagging::{Identifier, Node, TagGroup, TagKind, TagTree};

use super::face::{Face, Glyph};

/// Words in one face and size on one line.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) width: f32,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Url(String),
    Anchor(String),
}

/// What can be on paper.
#[derive(Debug, Clone)]
pub(super) enum Ink {
    /// Words; the mark's height is that of the line.
    Words { run: Rc<Run>, link: Option<Rc<Target>> },
    /// A filled rectangle: rules, bars, the ground of code.
    Fill { grey: bool },
    /// An empty rectangle with a line around it.
    Frame,
    /// A box to tick.
    Tick { done: bool },
    /// The dark modules of a code, in runs.
    Qr { side: i32, runs: Rc<Vec<crate::report::qr::Run>> },
    /// A logo, in shades of grey.
    Logo(std::sync::Arc<crate::report::logo::Logo>),
}

/// Something on a piece; x from the left edge of the text, y from the top of the piece.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) ink: Ink,
    /// The node it belongs to; ornaments belong to none.
    pub(super) owner: Option<usize>,
    /// Reaches up to the piece above, over the space between.
    pub(super) joins: bool,
}

/// A piece that is never cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    /// Space above, dropped at the top of a page.
    pub(super) before: f32,
    pub(super) height: f32,
    pub(super) marks: Vec<Mark>,
    /// Never the last on a page while something follows.
    pub(super) keep: bool,
    /// Names of this place.
    pub(super) anchors: Vec<String>,
    /// The head of the table that this row belongs to.
    pub(super) head: Option<Rc<Item>>,
}

impl Item {
    pub(super) fn blank(before: f32, height: f32) -> Self {
        Self { before, height, ..Self::default() }
    }

    /// An ornament.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, height: f32, grey: bool) {
        let ink = Ink::Fill { grey };
        self.marks.push(Mark { x, y, width, height, ink, owner: None, joins: false });
    }

    /// The same piece as an ornament, for a head that is shown again.
    pub(super) fn repeated(&self) -> Self {
        let mut again = self.clone();
        again.anchors.clear();
        for mark in &mut again.marks {
            mark.owner = None;
            if let Ink::Words { link, .. } = &mut mark.ink {
                *link = None;
            }
        }
        again
    }
}

/// Pieces, and groups of them that share a page where they can.
#[derive(Debug, Clone)]
pub(super) enum Flow {
    Item(Item),
    Keep(Vec<Flow>),
}

/// The tree that a screen reader walks. Nodes join their parent when something of theirs is first drawn, so that the
/// tree has the order of reading.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Part>,
    roots: Vec<usize>,
}

struct Part {
    tag: TagKind,
    parent: Option<usize>,
    children: Vec<Child>,
    attached: bool,
}

enum Child {
    Node(usize),
    Content(Identifier),
}

impl Tree {
    pub(super) fn node(&mut self, tag: impl Into<TagKind>, parent: Option<usize>) -> usize {
        self.nodes.push(Part { tag: tag.into(), parent, children: Vec::new(), attached: false });
        self.nodes.len() - 1
    }

    pub(super) fn content(&mut self, owner: usize, content: Identifier) {
        self.attach(owner);
        self.nodes[owner].children.push(Child::Content(content));
    }

    fn attach(&mut self, at: usize) {
        if std::mem::replace(&mut self.nodes[at].attached, true) {
            return;
        }
        match self.nodes[at].parent {
            Some(parent) => {
                self.attach(parent);
                self.nodes[parent].children.push(Child::Node(at));
            }
            None => self.roots.push(at),
        }
    }

    pub(super) fn finish(mut self) -> TagTree {
        let roots = std::mem::take(&mut self.roots);
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for root in roots {
            tree.push(self.group(root));
        }
        tree
    }

    fn group(&mut self, at: usize) -> TagGroup {
        let children = std::mem::take(&mut self.nodes[at].children);
        let nodes = children
            .into_iter()
            .map(|child| match child {
                Child::Content(content) => Node::from(content),
                Child::Node(node) => Node::from(self.group(node)),
            })
            .collect();
        TagGroup::with_children(self.nodes[at].tag.clone(), nodes)
    }
}
