//! Values from JSON and to JSON, numbers exact. Sets become arrays; keys that are not strings, their JSON text.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Number, Value};

/// Levels of arrays and objects that JSON text may nest.
pub const MAX_DEPTH: usize = 512;

/// The text is not JSON, or nests too deep.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(#[from] serde_json::Error);

impl Value {
    /// Reads JSON text, numbers exact. Of equal keys the last wins.
    ///
    /// # Errors
    ///
    /// Text that is not one JSON value, or nests more than [`MAX_DEPTH`] levels.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        reader.disable_recursion_limit();
        let value = Seed { depth: 0 }.deserialize(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    /// As compact JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => serialize_number(number, serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items.iter()),
            Self::Set(set) => {
                let mut items = serializer.serialize_seq(Some(set.len()))?;
                for item in set.iter() {
                    items.serialize_element(item)?;
                }
                items.end()
            }
            Self::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.len()))?;
                for (key, value) in object.iter() {
                    match key {
                        Self::String(key) => map.serialize_entry(&**key, value)?,
                        _ => map.serialize_entry(&key.to_json(), value)?,
                    }
                }
                map.end()
            }
        }
    }
}

fn serialize_number<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    match number.text() {
        None => number.as_i64().unwrap_or_default().serialize(serializer),
        Some(text) => serde_json::from_str::<serde_json::Number>(text).map_err(S::Error::custom)?.serialize(serializer),
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Seed { depth: 0 }.deserialize(deserializer)
    }
}

/// Reads a value at a depth.
#[derive(Clone, Copy)]
struct Seed {
    depth: usize,
}

/// The key under which `serde_json` hands over numbers of any precision.
const NUMBER_TOKEN: &str = "$serde_json::private::Number";

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(format!("nests more than {MAX_DEPTH} levels")));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        value.to_string().parse::<Number>().map(Value::Number).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let seed = Self { depth: self.depth + 1 };
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(seed)? {
            values.push(value);
        }
        Ok(Value::array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let seed = Self { depth: self.depth + 1 };
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if entries.is_empty() && key == NUMBER_TOKEN {
                let text: String = map.next_value()?;
                return text.parse::<Number>().map(Value::Number).map_err(A::Error::custom);
            }
            entries.push((Value::from(key), map.next_value_seed(seed)?));
        }
        Ok(Value::object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for text in ["null", "[1,2.50,1e+3,12345678901234567890]", r#"{"a":{"b":[true,"x\n"]},"c":-0.1}"#] {
            assert_eq!(Value::from_json(text).unwrap().to_json(), text);
        }
        assert_eq!(Value::from_json(r#"{"b":1,"a":2,"b":3}"#).unwrap().to_string(), r#"{"a": 2, "b": 3}"#);
        let set = Value::set(vec![Value::from("b"), Value::from("a"), Value::from("a")]);
        assert_eq!(set.to_json(), r#"["a","b"]"#);
        assert_eq!(Value::object(vec![(Value::from(1_i64), set)]).to_json(), r#"{"1":["a","b"]}"#);
    }

    #[test]
    fn refuses_what_nests_too_deep() {
        assert!(Value::from_json(&"[".repeat(100_000)).is_err());
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Value::from_json(&deep(MAX_DEPTH)).is_ok());
        assert!(Value::from_json(&deep(MAX_DEPTH + 2)).is_err());
    }
}
