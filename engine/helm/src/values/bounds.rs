//! How much a schema asks for, told before it is asked: one of a few lines may take longer, or more, than there is.

use std::collections::{HashMap, HashSet};
use std::ptr::from_ref;

use bartizan_re2::Regex;
use serde_json::{Map, Value as Json};

/// Schemas that are applied to values, those in one another counted each time.
const MOST: u64 = 500_000;

/// Keywords whose schema is applied to the same value.
const SAME: [&str; 4] = ["not", "if", "then", "else"];

/// Keywords whose list of schemas is applied to the same value.
const ALL_SAME: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Keywords that lead to another schema.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Keywords whose schema is applied to what is in a value.
const WITHIN: [&str; 6] =
    ["additionalProperties", "unevaluatedProperties", "items", "additionalItems", "unevaluatedItems", "contains"];

/// Can `schema` be asked about `values`?
///
/// # Errors
/// With the pattern that is none, or as it would take too much.
pub(super) fn check(schema: &Json, values: &Json) -> Result<(), String> {
    let mut index = Index::default();
    index.add(schema, schema)?;
    let mut cost = Cost { index: &index, known: HashMap::new(), open: HashSet::new() };
    if cost.of(schema, values) > MOST {
        return Err(format!("the schema takes more than {MOST} steps to check these values\n"));
    }
    Ok(())
}

/// Where references lead.
#[derive(Default)]
struct Index<'a> {
    /// The schema resource that each object with a reference is in.
    bases: HashMap<*const Map<String, Json>, &'a Json>,
    /// Resources by `$id`, and schemas by their anchors.
    named: HashMap<&'a str, &'a Json>,
}

impl<'a> Index<'a> {
    /// Adds what is in `schema`, part of the resource `base`.
    fn add(&mut self, schema: &'a Json, base: &'a Json) -> Result<(), String> {
        match schema {
            Json::Array(items) => items.iter().try_for_each(|item| self.add(item, base)),
            Json::Object(fields) => {
                let id = ["$id", "id"].iter().find_map(|name| fields.get(*name)?.as_str());
                let base = if id.is_some() { schema } else { base };
                let anchors = ["$anchor", "$dynamicAnchor"].iter().filter_map(|name| fields.get(*name)?.as_str());
                for name in id.map(|id| id.trim_start_matches('#')).into_iter().chain(anchors) {
                    self.named.insert(name, schema);
                }
                self.bases.insert(from_ref(fields), base);
                let patterns = fields.get("patternProperties").and_then(Json::as_object);
                let patterns = patterns.into_iter().flat_map(|patterns| patterns.keys().map(String::as_str));
                for pattern in patterns.chain(fields.get("pattern").and_then(Json::as_str)) {
                    Regex::new(pattern).map_err(|error| format!("'{pattern}' is not valid regex: {error}\n"))?;
                }
                fields.values().try_for_each(|value| self.add(value, base))
            }
            _ => Ok(()),
        }
    }

    /// The schema that `reference`, written in `fields`, leads to; none where that is not here.
    fn target(&self, fields: &Map<String, Json>, reference: &str) -> Option<&'a Json> {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = match document {
            "" => *self.bases.get(&from_ref(fields))?,
            document => {
                let ends = |(id, schema): (&&str, &&'a Json)| id.ends_with(document).then_some(*schema);
                self.named.iter().find_map(ends)?
            }
        };
        if fragment.is_empty() {
            return Some(base);
        }
        let unescaped = fragment.replace("%25", "%").replace("%24", "$");
        if fragment.starts_with('/') { base.pointer(&unescaped) } else { self.named.get(fragment).copied() }
    }
}

struct Cost<'a, 'i> {
    index: &'i Index<'a>,
    known: HashMap<(*const Json, *const Json), u64>,
    /// What is being counted: a schema that leads to itself with the same value is refused by whoever checks.
    open: HashSet<(*const Json, *const Json)>,
}

impl<'a> Cost<'a, '_> {
    /// How often a schema is applied when `schema` is applied to `value`.
    fn of(&mut self, schema: &'a Json, value: &'a Json) -> u64 {
        let Json::Object(fields) = schema else { return 1 };
        let key = (from_ref(schema), from_ref(value));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.known.len() as u64 > MOST || !self.open.insert(key) {
            return if self.known.len() as u64 > MOST { MOST + 1 } else { 0 };
        }
        let total = 1_u64.saturating_add(self.same(fields, value)).saturating_add(self.within(fields, value));
        self.open.remove(&key);
        self.known.insert(key, total);
        total
    }

    /// What is applied to the same value.
    fn same(&mut self, fields: &'a Map<String, Json>, value: &'a Json) -> u64 {
        let references = REFERENCES.iter().filter_map(|name| fields.get(*name)?.as_str());
        let targets: Vec<&Json> = references.filter_map(|name| self.index.target(fields, name)).collect();
        let single = SAME.iter().filter_map(|name| fields.get(*name));
        let several = ALL_SAME.iter().filter_map(|name| fields.get(*name)?.as_array()).flatten();
        let dependent = ["dependentSchemas", "dependencies"].iter().filter_map(|name| fields.get(*name)?.as_object());
        let all: Vec<&Json> =
            targets.into_iter().chain(single).chain(several).chain(dependent.flat_map(|of| of.values())).collect();
        self.sum(all.into_iter().map(|schema| (schema, value)))
    }

    /// What is applied to what is in the value.
    fn within(&mut self, fields: &'a Map<String, Json>, value: &'a Json) -> u64 {
        let every: Vec<&Json> = WITHIN.iter().filter_map(|name| fields.get(*name)).collect();
        match value {
            Json::Object(entries) => {
                let own = fields.get("properties").and_then(Json::as_object);
                let patterns = fields.get("patternProperties").and_then(Json::as_object);
                let mut total = 0_u64;
                for (name, value) in entries {
                    let own = own.and_then(|own| own.get(name));
                    let others = every.iter().copied().filter(|_| own.is_none());
                    let patterns = patterns.into_iter().flat_map(Map::values);
                    let applied: Vec<&Json> = own.into_iter().chain(others).chain(patterns).collect();
                    total = total.saturating_add(self.sum(applied.into_iter().map(|schema| (schema, value))));
                }
                total
            }
            Json::Array(items) => {
                let at = |name: &str, index: usize| fields.get(name).and_then(Json::as_array)?.get(index);
                let mut total = 0_u64;
                for (index, value) in items.iter().enumerate() {
                    let placed = [at("items", index), at("prefixItems", index)].into_iter().flatten();
                    let applied: Vec<&Json> = placed.chain(every.iter().copied()).collect();
                    total = total.saturating_add(self.sum(applied.into_iter().map(|schema| (schema, value))));
                }
                total
            }
            _ => 0,
        }
    }

    fn sum(&mut self, pairs: impl Iterator<Item = (&'a Json, &'a Json)>) -> u64 {
        pairs.fold(0, |total, (schema, value)| total.saturating_add(self.of(schema, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::{Value as Json, json};

    /// Forty definitions, each of which refers to the next twice, where `reference` says how.
    fn doubling(reference: impl Fn(usize) -> Json) -> Json {
        let definition = |at: usize| (format!("d{at}"), json!({"anyOf": [reference(at + 1), reference(at + 1)]}));
        let definitions: serde_json::Map<String, Json> = (0..40).map(definition).collect();
        json!({"$ref": "#/$defs/d0", "$defs": definitions})
    }

    #[test]
    fn what_doubles_is_refused() {
        let by_pointer = |at: usize| json!({"$ref": format!("#/$defs/d{at}")});
        assert_eq!(
            check(&doubling(by_pointer), &json!({})).unwrap_err(),
            "the schema takes more than 500000 steps to check these values\n"
        );
        let mut by_anchor = doubling(|at| json!({"$ref": format!("#a{at}")}));
        let mut by_id = doubling(|at| json!({"$ref": format!("d{at}.json")}));
        for at in 0..40 {
            by_anchor["$defs"][format!("d{at}")]["$anchor"] = format!("a{at}").into();
            by_id["$defs"][format!("d{at}")]["$id"] = format!("https://example.org/d{at}.json").into();
        }
        assert!(check(&by_anchor, &json!({})).is_err() && check(&by_id, &json!({})).is_err());
        // The same by properties of values that are as deep.
        let twice = json!({"$ref": "#"});
        let schema = json!({"properties": {"a": {"allOf": [twice, twice]}}});
        let deep = |levels: usize| (0..levels).fold(json!({}), |value, _| json!({"a": value}));
        assert!(check(&schema, &deep(30)).is_err());
        assert_eq!(check(&schema, &deep(10)), Ok(()));
    }

    #[test]
    fn schemas_as_people_write_them_pass() {
        let tree = json!({"type": "object", "additionalProperties": {"$ref": "#"}});
        let wide: serde_json::Map<String, Json> =
            (0..1000).map(|at| (format!("k{at}"), json!({"x": [1, 2]}))).collect();
        assert_eq!(check(&tree, &Json::Object(wide)), Ok(()));
        let itself = json!({"$ref": "#"});
        assert_eq!(check(&itself, &json!({})), Ok(()));
    }

    #[test]
    fn patterns_that_are_none_are_refused() {
        let refused = check(&json!({"properties": {"a": {"pattern": "((a{1000}){1000}){1000}"}}}), &json!({}));
        assert!(refused.unwrap_err().starts_with("'((a{1000}){1000}){1000}' is not valid regex: "));
        assert!(check(&json!({"patternProperties": {"[": true}}), &json!({})).is_err());
    }
}
