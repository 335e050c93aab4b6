//! Indexes: `key[0]`, `key[0][1].name`.

use super::{MAX_INDEX, MAX_INDEXES, Parser, Step, Stop, fault, not_a};
use crate::value::{Kind, Value};
use crate::values::empty;

impl Parser<'_> {
    /// The index up to `]`.
    pub(super) fn index(&mut self) -> Step<i64> {
        let (text, stop) = self.until("]");
        if stop.is_none() {
            return fault("error parsing index: EOF");
        }
        let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
        let wrong = |why: &str| format!("error parsing index: strconv.Atoi: parsing {text:?}: {why}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return fault(wrong("invalid syntax"));
        }
        self.path.push_str(&format!("[{text}]"));
        text.parse().map_err(|_| Stop::Fault(wrong("value out of range")))
    }

    /// Behind `[index]`: sets what follows at `index` of the list.
    pub(super) fn item(&mut self, items: &mut Vec<Value>, index: i64, level: usize, depth: usize) -> Step {
        if index < 0 {
            return fault(format!("negative {index} index not allowed"));
        }
        if depth == MAX_INDEXES {
            return fault(format!("more than {MAX_INDEXES} indexes inside of one another"));
        }
        let (text, stop) = self.until("[.=");
        if !text.is_empty() {
            let found: Vec<String> = text.chars().map(|c| bartizan_gofmt::quote_char(c, false)).collect();
            return fault(format!("unexpected data at end of array index: [{}]", found.join(" ")));
        }
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        let own = items.get(at).cloned();
        match stop {
            None => Err(Stop::End),
            Some('=') => {
                let value = self.item_value()?;
                put(items, index, value)
            }
            Some('[') => {
                let next = self.index()?;
                let mut inner = match own {
                    None | Some(Value { kind: Kind::Nil, .. }) => Vec::new(),
                    Some(Value { kind: Kind::List(list), .. }) => list.items.to_vec(),
                    Some(other) => return fault(not_a(&other, "[]interface {}")),
                };
                let keys = self.keys();
                self.item(&mut inner, next, level, depth + 1)?;
                put(items, index, Value::list(inner).with_keys(keys))
            }
            Some(_) => {
                let value = match own {
                    Some(value) if matches!(value.kind, Kind::Map(_)) => value,
                    _ => Value::new(Kind::Map(empty())).with_keys(self.keys()),
                };
                if let Some(own) = items.get_mut(at) {
                    *own = value.clone();
                }
                if let Kind::Map(inner) = &value.kind {
                    self.key(inner, level)?;
                }
                put(items, index, value)
            }
        }
    }

    /// Behind `[index]=`.
    fn item_value(&mut self) -> Step<Value> {
        let keys = self.value_keys();
        let value = match self.notation {
            super::Notation::Json => self.json()?,
            super::Notation::Literal => {
                let text: String = self.chars[self.at..].iter().collect();
                self.at = self.chars.len();
                Value::from(text)
            }
            _ if self.at == self.chars.len() => Value::from(""),
            _ if self.chars[self.at] == '{' => Value::list(self.braces()?),
            _ => {
                let (text, _) = self.until(",");
                self.value(&text)?
            }
        };
        Ok(value.with_keys(keys))
    }
}

/// Sets an element of the list, which is made longer with nulls where it must be.
fn put(items: &mut Vec<Value>, index: i64, value: Value) -> Step {
    if index > MAX_INDEX {
        return fault(format!("index of {index} is greater than maximum supported index of {MAX_INDEX}"));
    }
    let at = usize::try_from(index).unwrap_or_default();
    if items.len() <= at {
        items.resize(at + 1, Value::nil());
    }
    items[at] = value;
    Ok(())
}
