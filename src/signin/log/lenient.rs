use serde_json::{Map, Number, Value};

/// Deeper nesting than this is no log.
const DEPTH: usize = 48;

/// Reads the JSON value at the start of a text and forgives what copying does to JSON: a cut end, missing or extra
/// commas, line ends in strings.
pub(in crate::signin) fn parse(text: &[char]) -> Option<Value> {
    parse_to_end(text).map(|parsed| parsed.0)
}

/// The same, with the place where the value ends or stops making sense.
pub(in crate::signin) fn parse_to_end(text: &[char]) -> Option<(Value, usize)> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    Some((value, reader.at))
}

struct Reader<'a> {
    text: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        while let Some(&c) = self.text.get(self.at) {
            if c.is_whitespace() {
                self.at += 1;
            } else {
                return Some(c);
            }
        }
        None
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        match self.peek()? {
            '{' => {
                self.at += 1;
                Some(self.object(depth))
            }
            '[' => {
                self.at += 1;
                Some(self.array(depth))
            }
            '"' => self.string().map(Value::String),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut map = Map::new();
        loop {
            match self.peek() {
                Some(',') => self.at += 1,
                Some('"') => {
                    let before = self.at;
                    let key = self.string();
                    let (Some(key), Some(':')) = (key, self.peek()) else {
                        self.at = before;
                        break;
                    };
                    self.at += 1;
                    match self.value(depth + 1) {
                        Some(value) => {
                            map.insert(key, value);
                        }
                        None => break,
                    }
                }
                Some('}') => {
                    self.at += 1;
                    break;
                }
                _ => break,
            }
        }
        Value::Object(map)
    }

    fn array(&mut self, depth: usize) -> Value {
        let mut list = Vec::new();
        loop {
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {
                    self.at += 1;
                    break;
                }
                Some(_) => match self.value(depth + 1) {
                    Some(value) => list.push(value),
                    None => break,
                },
                None => break,
            }
        }
        Value::Array(list)
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        while let Some(&c) = self.text.get(self.at) {
            self.at += 1;
            match c {
                '"' => return Some(out),
                '\\' => {
                    let escaped = self.text.get(self.at).copied()?;
                    self.at += 1;
                    match escaped {
                        'n' | 'r' | 't' | 'b' | 'f' => out.push(' '),
                        'u' => {
                            let digits: String = self.text.get(self.at..self.at + 4)?.iter().collect();
                            out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                            self.at += 4;
                        }
                        other => out.push(other),
                    }
                }
                _ => out.push(c),
            }
        }
        None
    }

    fn word(&mut self) -> Option<Value> {
        let start = self.at;
        while self.text.get(self.at).is_some_and(|c| c.is_ascii_alphanumeric() || "+-.".contains(*c)) {
            self.at += 1;
        }
        let word: String = self.text[start..self.at].iter().collect();
        match word.as_str() {
            "" => None,
            "null" => Some(Value::Null),
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => word.parse::<Number>().ok().map(Value::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_object_gives_what_it_still_holds() {
        let text: Vec<char> = r#"x {"a": 1, "b": {"c": "d\u0041", "e": [1, 2, "#.chars().collect();
        let parsed = parse(&text[2..]).unwrap();
        assert_eq!(parsed, serde_json::json!({ "a": 1, "b": { "c": "dA", "e": [1, 2] } }));
        let deep: Vec<char> = "[".repeat(100_000).chars().collect();
        assert!(parse(&deep).is_some());
    }
}
