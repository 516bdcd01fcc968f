//! The catalogue is whole: what code says is in the resources, what is in the resources is said, and every sentence
//! resolves with the values that it gets.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::catalogue::Catalogue;
use super::{ALL, Arg, Message};

/// The variables of a pattern, wherever they stand in it.
fn variables<'a>(pattern: &Pattern<&'a str>, found: &mut BTreeSet<&'a str>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, found);
        }
    }
}

fn of_expression<'a>(expression: &Expression<&'a str>, found: &mut BTreeSet<&'a str>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, found),
        Expression::Select { selector, variants } => {
            of_inline(selector, found);
            variants.iter().for_each(|variant| variables(&variant.value, found));
        }
    }
}

fn of_inline<'a>(inline: &InlineExpression<&'a str>, found: &mut BTreeSet<&'a str>) {
    let mut of_arguments = |arguments: &CallArguments<&'a str>| {
        arguments.positional.iter().for_each(|inline| of_inline(inline, found));
        arguments.named.iter().for_each(|named| of_inline(&named.value, found));
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name);
        }
        InlineExpression::FunctionReference { arguments, .. } => of_arguments(arguments),
        InlineExpression::TermReference { arguments, .. } => arguments.iter().for_each(of_arguments),
        InlineExpression::Placeable { expression } => of_expression(expression, found),
        InlineExpression::MessageReference { id, .. } => {
            panic!("a message refers to the message {}: share words by a term", id.name)
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
    }
}

type Shape<'a> = BTreeMap<&'a str, (BTreeSet<&'a str>, BTreeSet<&'a str>)>;

/// Each message of a resource with its variables and its attributes.
fn written(catalogue: &Catalogue) -> Shape<'_> {
    let resource = fluent_syntax::parser::parse(catalogue.english)
        .unwrap_or_else(|(_, errors)| panic!("{}.ftl: {errors:?}", catalogue.name));
    let mut shape = Shape::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let (mut named, mut attributes) = (BTreeSet::new(), BTreeSet::new());
        let value = message.value.as_ref();
        variables(value.unwrap_or_else(|| panic!("{} has no sentence", message.id.name)), &mut named);
        for attribute in &message.attributes {
            variables(&attribute.value, &mut named);
            attributes.insert(attribute.id.name);
        }
        let twice = shape.insert(message.id.name, (named, attributes));
        assert!(twice.is_none(), "{}.ftl has {} twice", catalogue.name, message.id.name);
    }
    shape
}

#[test]
fn what_code_says_and_what_is_written_are_the_same() {
    for catalogue in ALL {
        let declared: Shape<'_> = catalogue
            .declared
            .iter()
            .map(|one| {
                let set = |names: &[&'static str]| names.iter().copied().collect();
                (one.id, (set(one.variables), set(one.attributes)))
            })
            .collect();
        assert_eq!(
            declared.len(),
            catalogue.declared.len(),
            "{}: a message is declared twice",
            catalogue.name
        );
        assert_eq!(written(catalogue), declared, "{}.ftl and what code says differ", catalogue.name);
    }
}

#[test]
fn every_resource_belongs_to_a_room() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/words/en");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, ALL.iter().map(|catalogue| catalogue.name.to_owned()).collect());
}

#[test]
fn every_sentence_resolves_with_few_and_with_many() {
    for catalogue in ALL {
        for one in catalogue.declared {
            for value in
                [Arg::Number(0), Arg::Number(1), Arg::Number(2), Arg::Number(12), Arg::from("contoso")]
            {
                let values = one.variables.iter().map(|name| (*name, value.clone())).collect();
                let message = Message::new(catalogue, one.id, values);
                let mut errors = Vec::new();
                for attribute in [None].into_iter().chain(one.attributes.iter().copied().map(Some)) {
                    let text = message.render(attribute, &mut errors).unwrap();
                    assert!(errors.is_empty(), "{} in {}.ftl: {errors:?}", one.id, catalogue.name);
                    assert!(!text.trim().is_empty() && !text.contains(['\u{2068}', '\u{2069}']), "{text:?}");
                    assert!(!wrong_number(&text), "{}: {text}", one.id);
                }
            }
        }
    }
}

/// "1 days", "one files": a number and a word that do not fit. Words that end in s and are no plural are let through.
fn wrong_number(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    words.windows(2).any(|pair| {
        let plural =
            pair[1].ends_with('s') && !pair[1].ends_with("ss") && !["is", "was", "has"].contains(&pair[1]);
        matches!(pair[0], "1" | "one") && plural
    })
}
