use super::{Compare, LONGEST, Operator, Rule, Value};

/// How deep brackets may lie in one another; no rule that people write comes near.
const DEEPEST: usize = 64;

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARule {
    #[error("the rule is longer than {LONGEST} characters")]
    TooLong,
    #[error("brackets lie deeper than {DEEPEST} in one another")]
    TooDeep,
    #[error("at character {at}: {wanted} is expected")]
    Expected { at: usize, wanted: &'static str },
    #[error("at character {at}: there is no operator -{name}")]
    NoOperator { at: usize, name: String },
    #[error("at character {at}: the text is not closed by its quote")]
    Open { at: usize },
}

/// Reads a rule.
///
/// # Errors
/// The text is no rule of this language; the error names the place.
pub fn parse(text: &str) -> Result<Rule, NotARule> {
    let all: Vec<char> = text.chars().take(LONGEST + 1).collect();
    if all.len() > LONGEST {
        return Err(NotARule::TooLong);
    }
    let mut reader = Reader { all, at: 0, depth: 0 };
    let rule = reader.or()?;
    reader.blanks();
    if reader.at < reader.all.len() { Err(reader.expected("-and, -or or the end")) } else { Ok(rule) }
}

struct Reader {
    all: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn expected(&self, wanted: &'static str) -> NotARule {
        NotARule::Expected { at: self.at + 1, wanted }
    }

    fn blanks(&mut self) {
        while self.all.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
    }

    fn takes(&mut self, c: char) -> bool {
        self.blanks();
        let here = self.all.get(self.at) == Some(&c);
        self.at += usize::from(here);
        here
    }

    /// A word of letters and digits; it does not move when `wanted` is another one.
    fn word(&self, from: usize) -> String {
        self.all.iter().skip(from).take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect()
    }

    /// `-and` and its like; the hyphen may be left out, as Entra allows.
    fn keyword(&mut self, wanted: &str) -> bool {
        self.blanks();
        let start = self.at + usize::from(self.all.get(self.at) == Some(&'-'));
        let word = self.word(start);
        let here = word.eq_ignore_ascii_case(wanted);
        if here {
            self.at = start + word.chars().count();
        }
        here
    }

    fn or(&mut self) -> Result<Rule, NotARule> {
        let mut rules = vec![self.and()?];
        while self.keyword("or") {
            rules.push(self.and()?);
        }
        Ok(one_or(rules, Rule::Or))
    }

    fn and(&mut self) -> Result<Rule, NotARule> {
        let mut rules = vec![self.not()?];
        while self.keyword("and") {
            rules.push(self.not()?);
        }
        Ok(one_or(rules, Rule::And))
    }

    fn not(&mut self) -> Result<Rule, NotARule> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(NotARule::TooDeep);
        }
        let rule = if self.keyword("not") {
            Rule::Not(Box::new(self.not()?))
        } else if self.takes('(') {
            let rule = self.or()?;
            if !self.takes(')') {
                return Err(self.expected("a closing bracket"));
            }
            rule
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(rule)
    }

    fn comparison(&mut self) -> Result<Rule, NotARule> {
        if !self.keyword("device") || self.all.get(self.at) != Some(&'.') {
            return Err(self.expected("device. and a property"));
        }
        self.at += 1;
        let property = self.word(self.at).to_lowercase();
        if property.is_empty() {
            return Err(self.expected("the name of a property"));
        }
        self.at += property.chars().count();
        self.blanks();
        let start = self.at + usize::from(self.all.get(self.at) == Some(&'-'));
        let name = self.word(start);
        let known = Operator::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
        let Some((_, operator)) = known else {
            return Err(NotARule::NoOperator { at: self.at + 1, name });
        };
        self.at = start + name.chars().count();
        let value = self.value()?;
        let list = matches!(value, Value::List(_));
        if list != (operator.compare == Compare::In) {
            return Err(self.expected(if list { "-in or -notIn before a list" } else { "a list after -in" }));
        }
        Ok(Rule::Is { property, operator: *operator, value })
    }

    fn value(&mut self) -> Result<Value, NotARule> {
        if self.takes('[') {
            let mut items = Vec::new();
            if self.takes(']') {
                return Ok(Value::List(items));
            }
            loop {
                items.push(self.text()?.ok_or_else(|| self.expected("a text between quotes"))?);
                if self.takes(']') {
                    return Ok(Value::List(items));
                }
                if !self.takes(',') {
                    return Err(self.expected("a comma or ]"));
                }
            }
        }
        if let Some(text) = self.text()? {
            return Ok(Value::Text(text));
        }
        let start = self.at + usize::from(self.all.get(self.at) == Some(&'$'));
        let word = self.word(start);
        let value = match word.to_lowercase().as_str() {
            "true" => Value::Flag(true),
            "false" => Value::Flag(false),
            "null" => Value::Null,
            _ => return Err(self.expected("a text between quotes, True, False or a list")),
        };
        self.at = start + word.chars().count();
        Ok(value)
    }

    fn text(&mut self) -> Result<Option<String>, NotARule> {
        self.blanks();
        let open = self.at;
        let Some(quote) = self.all.get(open).copied().filter(|c| matches!(c, '"' | '\'')) else {
            return Ok(None);
        };
        let mut text = String::new();
        self.at += 1;
        while let Some(&c) = self.all.get(self.at) {
            self.at += 1;
            match c {
                '`' => match self.all.get(self.at) {
                    Some(&next) => {
                        text.push(next);
                        self.at += 1;
                    }
                    None => break,
                },
                c if c == quote => return Ok(Some(text)),
                c => text.push(c),
            }
        }
        Err(NotARule::Open { at: open + 1 })
    }
}

/// Rules of one kind that lie in one another are one rule: they mean the same, and are written the same.
fn one_or(mut rules: Vec<Rule>, join: fn(Vec<Rule>) -> Rule) -> Rule {
    match rules.pop() {
        Some(only) if rules.is_empty() => only,
        Some(last) => {
            rules.push(last);
            join(rules)
        }
        None => join(rules),
    }
}
