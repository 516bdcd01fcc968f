//! The imports of the sources, read from the syntax tree.
//!
//! It knows every path that code outside of tests names: in `use` trees, in types and expressions, and inside macros. It
//! follows `self`, `super` and what a module hands on with `pub use`, so that an arrow ends at the file that defines the
//! name. It refuses to know which arrows are right: that is a table in the test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// One source file and every path that it names: absolute ones of this crate without the word `crate`, others as written.
pub(crate) struct File {
    /// Below `src`, with `/`.
    pub(crate) path: String,
    pub(crate) inside: BTreeSet<Vec<String>>,
    pub(crate) outside: BTreeSet<Vec<String>>,
}

/// All sources, by the path of their module.
pub(crate) struct Tree {
    pub(crate) files: BTreeMap<Vec<String>, File>,
    handed_on: BTreeMap<Vec<String>, Vec<String>>,
    globs: Vec<(Vec<String>, Vec<String>)>,
}

/// Where the sources are.
pub(crate) fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

impl Tree {
    pub(crate) fn read() -> Self {
        let src = sources();
        let mut tree = Self { files: BTreeMap::new(), handed_on: BTreeMap::new(), globs: Vec::new() };
        let mut open = vec![src.clone()];
        while let Some(at) = open.pop() {
            for entry in fs::read_dir(&at).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    tree.add(&src, &path);
                }
            }
        }
        tree
    }

    fn add(&mut self, src: &Path, path: &PathBuf) {
        let below = path.strip_prefix(src).unwrap();
        let mut module: Vec<String> =
            below.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        // Tests may touch the world and know everybody.
        if module.iter().any(|part| part == "tests") {
            return;
        }
        let name = below.to_string_lossy().replace('\\', "/");
        if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
            module.pop();
        }
        let text = fs::read_to_string(path).unwrap();
        let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut names = Names { module: module.clone(), ..Names::default() };
        names.children.extend(parsed.items.iter().filter_map(|item| match item {
            syn::Item::Mod(one) => Some(one.ident.to_string()),
            _ => None,
        }));
        names.visit_file(&parsed);
        let file = File { path: name, inside: names.inside, outside: names.outside };
        assert!(self.files.insert(module, file).is_none());
        self.handed_on.extend(names.handed_on);
        self.globs.extend(names.globs);
    }

    /// The room that a path of this crate leads to: the first name below the root.
    pub(crate) fn room(path: &[String]) -> &str {
        path.first().map_or("lib", String::as_str)
    }

    /// The module of the file that defines what a path names, through everything that hands it on.
    pub(crate) fn home<'a>(&'a self, path: &[String]) -> &'a [String] {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let Some(next) = self.next(&path) else { break };
            path = next;
        }
        let longest = (0..=path.len()).rev().find(|n| self.files.contains_key(&path[..*n]));
        let (module, _) = self.files.get_key_value(&path[..longest.unwrap()]).unwrap();
        module
    }

    fn next(&self, path: &[String]) -> Option<Vec<String>> {
        for n in (1..=path.len()).rev() {
            if let Some(to) = self.handed_on.get(&path[..n]) {
                return Some([to.as_slice(), &path[n..]].concat());
            }
        }
        // `pub use module::*`: the name is in there, if a module of this name is.
        let (last, above) = path.split_last()?;
        let globs = self.globs.iter().filter(|(from, _)| from == above);
        let named = globs.map(|(_, to)| [to.as_slice(), std::slice::from_ref(last)].concat());
        named.into_iter().find(|to| self.files.contains_key(to) && !self.files.contains_key(path))
    }

    /// The arrows between files, each with the names that make it.
    pub(crate) fn arrows(&self) -> BTreeMap<&str, BTreeMap<&str, Vec<String>>> {
        let mut arrows: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
        for (module, file) in &self.files {
            for path in &file.inside {
                let home = self.home(path);
                if home != module.as_slice() {
                    let to = self.files[home].path.as_str();
                    arrows.entry(&file.path).or_default().entry(to).or_default().push(path.join("::"));
                }
            }
        }
        arrows
    }
}

#[derive(Default)]
struct Names {
    module: Vec<String>,
    inside: BTreeSet<Vec<String>>,
    outside: BTreeSet<Vec<String>>,
    handed_on: BTreeMap<Vec<String>, Vec<String>>,
    globs: Vec<(Vec<String>, Vec<String>)>,
    /// Modules that the file declares.
    children: BTreeSet<String>,
}

impl Names {
    /// The path from the root of this crate; nothing for a path that begins elsewhere.
    fn absolute(&self, written: &[String]) -> Option<Vec<String>> {
        let mut base = match written.first()?.as_str() {
            "crate" | "reentry" => Vec::new(),
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().checked_sub(1)?].to_vec(),
            _ => return None,
        };
        for part in &written[1..] {
            match part.as_str() {
                "super" => drop(base.pop()),
                "self" => {}
                part => base.push(part.to_owned()),
            }
        }
        Some(base)
    }

    fn name(&mut self, written: Vec<String>) {
        match self.absolute(&written) {
            Some(path) => drop(self.inside.insert(path)),
            None => drop(self.outside.insert(written)),
        }
    }

    /// Every leaf of a `use` tree: what it is called here, and what it names. `*` stands for everything.
    fn leaves(tree: &UseTree, above: &[String], found: &mut Vec<(String, Vec<String>)>) {
        let with = |name: &syn::Ident| [above, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => Self::leaves(&path.tree, &with(&path.ident), found),
            UseTree::Name(name) if name.ident == "self" => {
                found.push((above.last().unwrap().clone(), above.to_vec()));
            }
            UseTree::Name(name) => found.push((name.ident.to_string(), with(&name.ident))),
            UseTree::Rename(new) if new.ident == "self" => {
                found.push((new.rename.to_string(), above.to_vec()));
            }
            UseTree::Rename(new) => found.push((new.rename.to_string(), with(&new.ident))),
            UseTree::Glob(_) => found.push(("*".to_owned(), above.to_vec())),
            UseTree::Group(group) => {
                group.items.iter().for_each(|item| Self::leaves(item, above, found));
            }
        }
    }
}

/// Whether an item is there for tests only.
fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| {
        one.path().is_ident("test")
            || one.path().is_ident("cfg")
                && one.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Fn(one) => &one.attrs,
            syn::Item::Mod(one) => &one.attrs,
            syn::Item::Use(one) => &one.attrs,
            syn::Item::Impl(one) => &one.attrs,
            syn::Item::Static(one) => &one.attrs,
            syn::Item::Const(one) => &one.attrs,
            syn::Item::Struct(one) => &one.attrs,
            syn::Item::Enum(one) => &one.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, one: &'ast syn::ImplItemFn) {
        if !for_tests(&one.attrs) {
            visit::visit_impl_item_fn(self, one);
        }
    }

    fn visit_item_mod(&mut self, one: &'ast ItemMod) {
        self.module.push(one.ident.to_string());
        visit::visit_item_mod(self, one);
        self.module.pop();
    }

    fn visit_item_use(&mut self, one: &'ast ItemUse) {
        let mut leaves = Vec::new();
        Self::leaves(&one.tree, &[], &mut leaves);
        for (called, written) in leaves {
            // What stands below this module is named without `self`.
            let path = self.absolute(&written).unwrap_or_else(|| [&*self.module, &*written].concat());
            if !matches!(one.vis, Visibility::Inherited) {
                // What a room hands on of its own is no arrow; what it hands on of others is one.
                let first = written.first().map(String::as_str);
                let own = matches!(first, Some("self" | "super"))
                    || self.children.contains(first.unwrap_or_default());
                if !own {
                    self.name(written.clone());
                }
                match called.as_str() {
                    "*" => self.globs.push((self.module.clone(), path)),
                    _ => drop(self.handed_on.insert([&*self.module, &[called]].concat(), path)),
                }
                continue;
            }
            assert!(
                !written.iter().all(|part| part == "crate"),
                "{:?} takes in the whole crate",
                self.module
            );
            self.name(written);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> = path.segments.iter().map(|one| one.ident.to_string()).collect();
        if written.len() > 1 {
            self.name(written);
        }
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_macro(&mut self, one: &'ast Macro) {
        visit::visit_macro(self, one);
        // A macro's body is tokens only: every run of names with `::` between is a path.
        let text = one.tokens.to_string();
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let is_name = |token: &str| {
            token.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && token.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        let mut at = 0;
        while at < tokens.len() {
            let mut path: Vec<String> = Vec::new();
            while let Some(token) =
                tokens.get(at).map(|token| token.trim_start_matches(['(', '&', '[', '!', '*', '{']))
                && is_name(token)
            {
                path.push(token.to_owned());
                at += 1;
                if tokens.get(at) != Some(&"::") {
                    break;
                }
                at += 1;
            }
            if path.len() > 1 {
                self.name(path);
            } else {
                at += usize::from(path.is_empty());
            }
        }
    }
}
