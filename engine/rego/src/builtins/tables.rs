//! Tables of calls and what the real `opa` answers: `name(arguments) => answer`.
//!
//! An answer is a value as Rego text, `undefined`, `type: message` or `failed: message` (of `failed` only the message
//! of OPA itself is compared, and nothing where the table has none).

use super::testing::{self, said};
use crate::value::Value;

/// Reads values as Rego text, from the start of `rest`.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip();
        self.rest.strip_prefix(token).inspect(|rest| self.rest = rest).is_some()
    }

    /// Values up to `end`, each with what follows it after a colon.
    fn list(&mut self, end: &str) -> Vec<(Value, Option<Value>)> {
        let mut items = Vec::new();
        while !self.eat(end) {
            let item = self.value();
            let value = self.eat(":").then(|| self.value());
            items.push((item, value));
            if !self.eat(",") {
                assert!(self.eat(end), "wanted {end} at {}", self.rest);
                break;
            }
        }
        items
    }

    fn value(&mut self) -> Value {
        if self.eat("[") {
            return Value::array(self.list("]").into_iter().map(|(item, _)| item).collect());
        }
        if self.eat("set()") {
            return Value::set(Vec::new());
        }
        if self.eat("{") {
            let items = self.list("}");
            return if items.iter().all(|(_, value)| value.is_some()) {
                Value::object(items.into_iter().map(|(key, value)| (key, value.unwrap())).collect())
            } else {
                Value::set(items.into_iter().map(|(item, _)| item).collect())
            };
        }
        self.skip();
        if self.eat("`") {
            let (text, rest) = self.rest.split_once('`').unwrap();
            self.rest = rest;
            return Value::from(text);
        }
        let length = if self.rest.starts_with('"') {
            let mut escaped = false;
            let end = self.rest.char_indices().skip(1).find(|(_, c)| {
                let found = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                found
            });
            end.unwrap().0 + 1
        } else {
            self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(self.rest.len())
        };
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        if let Ok(number) = text.parse() {
            return Value::Number(number);
        }
        Value::from_json(&json_escapes(text)).unwrap_or_else(|error| panic!("{text}: {error}"))
    }
}

/// `text` with Go's escapes of quoted strings as JSON has them.
fn json_escapes(text: &str) -> String {
    let mut json = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let escape = if c == '\\' { chars.next() } else { None };
        let mut code = |digits| chars.by_ref().take(digits).collect::<String>();
        let code = match escape {
            None => {
                json.push(c);
                continue;
            }
            Some('a') => "7".to_owned(),
            Some('v') => "b".to_owned(),
            Some('x') => code(2),
            Some('U') => code(8),
            Some(other) => {
                json.extend(['\\', other]);
                continue;
            }
        };
        let c = char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap();
        json.push_str(serde_json::to_string(&c).unwrap().trim_matches('"'));
    }
    json
}

/// Calls what a table lists and compares.
fn check(table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (call, wanted) = line.rsplit_once(" => ").unwrap_or_else(|| panic!("no => in {line}"));
        let (name, rest) = call.split_once('(').unwrap();
        let arguments: Vec<_> = Reader { rest }.list(")").into_iter().map(|(item, _)| item).collect();
        let got = said(&testing::call(name, &arguments));
        let wanted = match wanted {
            "failed" if got.starts_with("failed: ") => got.clone(),
            text if matches!(text, "undefined" | "failed")
                || text.contains(": ") && !text.starts_with(['{', '[', '"']) =>
            {
                text.to_owned()
            }
            text => Reader { rest: text }.value().to_string(),
        };
        if got != wanted {
            wrong.push(format!("{call}\n  wanted {wanted}\n     got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(include_str!(concat!("tables/", stringify!($name), ".txt")));
        })*
    };
}

tables!(
    aggregates,
    arithmetic,
    arrays,
    casts,
    comparison,
    graph,
    json,
    json_patch,
    json_paths,
    json_schema,
    numbers,
    objects,
    sets,
    sprintf,
    units,
    yaml
);
