//! The device filter: a rule about a device's properties, as it is written in a policy.
//!
//! The module knows the language and Microsoft's rules for a device that has no such property: a positive comparison with
//! nothing is false, a negative one is true. It refuses to guess: a rule that does not parse, or a property that the
//! language does not have, gives no answer.

mod parse;
mod weigh;

use std::fmt;

pub use parse::{NotARule, parse};
pub use weigh::{Device, Property, weigh};

/// The longest rule that Entra takes.
pub const LONGEST: usize = 3072;

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    Or(Vec<Rule>),
    And(Vec<Rule>),
    Not(Box<Rule>),
    /// A comparison of one property.
    Is {
        /// Its name, in small letters.
        property: String,
        operator: Operator,
        value: Value,
    },
}

/// How a property is compared. The negative forms are true of a device without the property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    pub compare: Compare,
    pub negative: bool,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Equals,
    StartsWith,
    EndsWith,
    Contains,
    In,
}

/// What a property is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Flag(bool),
    Null,
    List(Vec<String>),
}

impl Operator {
    /// Every operator with its name.
    pub const ALL: [(&'static str, Self); 10] = {
        const fn of(compare: Compare, negative: bool) -> Operator {
            Operator { compare, negative }
        }
        [
            ("eq", of(Compare::Equals, false)),
            ("ne", of(Compare::Equals, true)),
            ("startsWith", of(Compare::StartsWith, false)),
            ("notStartsWith", of(Compare::StartsWith, true)),
            ("endsWith", of(Compare::EndsWith, false)),
            ("notEndsWith", of(Compare::EndsWith, true)),
            ("contains", of(Compare::Contains, false)),
            ("notContains", of(Compare::Contains, true)),
            ("in", of(Compare::In, false)),
            ("notIn", of(Compare::In, true)),
        ]
    };
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, operator)| operator == self).map_or("eq", |(name, _)| *name);
        write!(f, "-{name}")
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, rules: &[Self], word: &str| {
            for (place, rule) in rules.iter().enumerate() {
                if place > 0 {
                    write!(f, " {word} ")?;
                }
                if matches!(rule, Self::Or(_) | Self::And(_)) {
                    write!(f, "({rule})")?;
                } else {
                    write!(f, "{rule}")?;
                }
            }
            Ok(())
        };
        match self {
            Self::Or(rules) => joined(f, rules, "-or"),
            Self::And(rules) => joined(f, rules, "-and"),
            Self::Not(rule) => write!(f, "-not ({rule})"),
            Self::Is { property, operator, value } => write!(f, "device.{property} {operator} {value}"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => quoted(f, text),
            Self::Flag(flag) => f.write_str(if *flag { "True" } else { "False" }),
            Self::Null => f.write_str("null"),
            Self::List(items) => {
                f.write_str("[")?;
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        f.write_str(",")?;
                    }
                    quoted(f, item)?;
                }
                f.write_str("]")
            }
        }
    }
}

/// A text between double quotes; the character before a quote inside it is the backtick.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '`') {
            f.write_str("`")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

#[cfg(test)]
mod tests;
