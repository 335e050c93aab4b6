//! Properties of values, and random programs: they evaluate without harm, and as the real `opa` evaluates them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod against;
mod programs;

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use bartizan_rego::value::Value;
use programs::Random;

/// Numbers that meet at the edges of what is exact.
const NUMBERS: [&str; 16] = [
    "0",
    "-0",
    "1",
    "1.0",
    "1e0",
    "10e-1",
    "0.1",
    "1e-1",
    "9007199254740993",
    "9007199254740992.0",
    "-1",
    "1e400",
    "12345678901234567890",
    "1.2345678901234567890e19",
    "-2.5",
    "1e2",
];

const TEXTS: [&str; 8] = ["", "a", "aa", "b", "Ä", "🌈", "\u{0}\n\"\\", "1"];

fn value(random: &mut Random, depth: usize) -> Value {
    let items = random.below(4);
    match random.below(if depth == 0 { 5 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(random.one_in(2)),
        2 | 3 => Value::Number(random.pick(&NUMBERS).parse().unwrap()),
        4 => Value::from(random.pick(&TEXTS)),
        5 | 6 => Value::array((0..items).map(|_| value(random, depth - 1)).collect()),
        7 => Value::set((0..items).map(|_| value(random, depth - 1)).collect()),
        _ => Value::object((0..items).map(|_| (value(random, depth - 1), value(random, depth - 1))).collect()),
    }
}

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn values_are_totally_ordered() {
    let mut random = Random::new(1);
    let values: Vec<Value> = (0..400).map(|_| value(&mut random, 3)).collect();
    for left in &values {
        for right in &values {
            let order = left.cmp(right);
            assert_eq!(right.cmp(left), order.reverse(), "{left:?} {right:?}");
            assert_eq!(order == Ordering::Equal, left == right, "{left:?} {right:?}");
            assert!(left != right || hash(left) == hash(right), "{left:?} {right:?}");
            for third in values.iter().step_by(7) {
                if order != Ordering::Greater && right <= third {
                    assert!(left <= third, "{left:?} {right:?} {third:?}");
                }
            }
        }
    }
    let mut sorted = values.clone();
    sorted.sort();
    assert!(sorted.is_sorted());
}

/// The same value with neither sets nor keys other than texts.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::array(items.iter().map(plain).collect()),
        Value::Set(set) => Value::array(set.iter().map(plain).collect()),
        Value::Object(object) => {
            let entries = object.iter().filter(|(key, _)| key.as_str().is_some());
            Value::object(entries.map(|(key, value)| (key.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn json_comes_back_as_it_went() {
    let mut random = Random::new(2);
    for _ in 0..5_000 {
        let value = plain(&value(&mut random, 4));
        let text = value.to_json();
        let read = Value::from_json(&text).unwrap();
        assert_eq!(read, value);
        assert_eq!(read.to_json(), text);
        let foreign: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(Value::from_json(&foreign.to_string()).unwrap(), value);
    }
}
