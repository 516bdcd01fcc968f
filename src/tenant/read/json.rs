//! The objects of a JSON export, whatever they are wrapped in: a page, an array, pages in an array, a `$batch`
//! answer, the container of an assessment tool, or one object alone.
//!
//! Objects are handed on one by one, so that a file of 200,000 users is never in memory as a tree. This file knows
//! wrappers; it refuses to know what an object means.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// Wrappers within wrappers; deeper is no export.
const DEEPEST: usize = 12;

/// A list or a lone object of one file.
#[derive(Debug)]
pub(super) struct List<'a> {
    /// `@odata.context`, or nothing.
    pub(super) context: String,
    /// The key of the container that it stood under.
    pub(super) key: String,
    pub(super) shape: Shape,
    pub(super) objects: Vec<&'a RawValue>,
    /// `@odata.count`, where the page has it.
    pub(super) count: Option<usize>,
}

/// What holds the objects together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tenant) enum Shape {
    /// A page; `more` when it links to a next one.
    Page { more: bool },
    /// An array.
    Array,
    /// One object.
    Lone,
    /// Objects that need not be all of their kind, in whatever they stand.
    Part,
}

/// What a wrapper says beside its objects.
#[derive(Debug, Default)]
pub(super) struct Walked<'a> {
    pub(super) lists: Vec<List<'a>>,
    /// Codes of error answers.
    pub(super) errors: Vec<String>,
    /// Tenant IDs that a wrapper names (`TenantId` beside the data).
    pub(super) tenants: Vec<String>,
}

/// The members of an object, in their order; the text of each is read only when it is needed.
pub(super) struct Members<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(All)
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Members<'a> {
    /// A member by its name in any case of letters.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }
}

/// Walks through a file. `known` says of the names of an object's members whether it is an object of a kind, and no
/// wrapper.
pub(super) fn walk<'a>(
    text: &'a str,
    known: &dyn Fn(&Members<'a>) -> bool,
) -> Result<Walked<'a>, serde_json::Error> {
    let whole: &RawValue = serde_json::from_str(text)?;
    let mut walked = Walked::default();
    step(whole, Place { context: "", key: "", depth: 0 }, known, &mut walked)?;
    Ok(walked)
}

#[derive(Clone, Copy)]
struct Place<'p> {
    context: &'p str,
    key: &'p str,
    depth: usize,
}

fn kind(value: &RawValue) -> u8 {
    value.get().bytes().next().unwrap_or_default()
}

fn step<'a>(
    value: &'a RawValue,
    at: Place<'_>,
    known: &dyn Fn(&Members<'a>) -> bool,
    walked: &mut Walked<'a>,
) -> Result<(), serde_json::Error> {
    match kind(value) {
        _ if at.depth > DEEPEST => Ok(()),
        b'[' => array(value, at, Shape::Array, None, known, walked),
        b'{' => object(value, at, known, walked),
        _ => Ok(()),
    }
}

/// An array of objects is a list; an array of pages or arrays is looked through.
fn array<'a>(
    value: &'a RawValue,
    at: Place<'_>,
    shape: Shape,
    count: Option<usize>,
    known: &dyn Fn(&Members<'a>) -> bool,
    walked: &mut Walked<'a>,
) -> Result<(), serde_json::Error> {
    let items: Vec<&RawValue> = serde_json::from_str(value.get())?;
    let wraps = |item: &&RawValue| match kind(item) {
        b'[' => true,
        // A page, or an answer of several, within an array.
        b'{' => serde_json::from_str::<Members<'_>>(item.get()).is_ok_and(|members| {
            members.get("value").is_some_and(|value| kind(value) == b'[')
                || members.get("body").is_some_and(|body| kind(body) == b'{')
                || members.get("responses").is_some_and(|all| kind(all) == b'[')
        }),
        _ => false,
    };
    if shape == Shape::Array && items.first().is_some_and(wraps) {
        for item in items {
            step(item, Place { depth: at.depth + 1, ..at }, known, walked)?;
        }
        return Ok(());
    }
    let objects: Vec<&RawValue> = items.into_iter().filter(|item| kind(item) == b'{').collect();
    walked.lists.push(List { context: at.context.to_owned(), key: at.key.to_owned(), shape, objects, count });
    Ok(())
}

fn object<'a>(
    value: &'a RawValue,
    at: Place<'_>,
    known: &dyn Fn(&Members<'a>) -> bool,
    walked: &mut Walked<'a>,
) -> Result<(), serde_json::Error> {
    let members: Members<'a> = serde_json::from_str(value.get())?;
    let context = members.text("@odata.context").unwrap_or_else(|| at.context.to_owned());
    let inner = Place { context: &context, key: at.key, depth: at.depth + 1 };
    if let Some(error) = members.get("error").filter(|error| kind(error) == b'{') {
        let code = serde_json::from_str::<Members<'_>>(error.get())?.text("code");
        walked.errors.push(code.unwrap_or_else(|| "no code".to_owned()));
        return Ok(());
    }
    if let Some(list) = members.get("value").filter(|list| kind(list) == b'[') {
        let more = ["@odata.nextLink", "odata.nextLink", "nextLink"]
            .iter()
            .any(|link| members.get(link).is_some_and(|link| kind(link) == b'"'));
        let count = members.get("@odata.count").and_then(|count| serde_json::from_str(count.get()).ok());
        // Answers about changes hold what changed; whether that is everything, the last of them does not say.
        let changes = ["@odata.deltaLink", "odata.deltaLink"].iter().any(|link| members.get(link).is_some());
        let shape = if changes { Shape::Part } else { Shape::Page { more } };
        return array(list, inner, shape, count, known, walked);
    }
    if let Some(body) = members.get("body").filter(|_| members.get("status").is_some()) {
        return step(body, inner, known, walked);
    }
    if known(&members) {
        let (context, key) = (context.clone(), at.key.to_owned());
        walked.lists.push(List { context, key, shape: Shape::Lone, objects: vec![value], count: None });
        return Ok(());
    }
    if let Some(tenant) = members.text("TenantId") {
        walked.tenants.push(tenant);
    }
    let before = walked.lists.len();
    for (key, value) in &members.0 {
        if matches!(kind(value), b'[' | b'{') && !key.starts_with('@') {
            step(value, Place { key, ..inner }, known, walked)?;
        }
    }
    // Nothing within it is a list either: then it is one strange object, and not nothing.
    if walked.lists.len() == before && at.depth == 0 {
        let key = at.key.to_owned();
        walked.lists.push(List { context, key, shape: Shape::Lone, objects: vec![value], count: None });
    }
    Ok(())
}
