//! One configuration file: its text to a [`Config`] and to where each key and value stands, and all that is not of the form.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, ConfigFault};
use crate::nearest::{self, nearest};
use crate::source::{Source, Span};

/// Most faults that are told of one file.
const MOST_FAULTS: usize = 100;

/// The keys that lead to a value; elements of arrays by their number.
pub(crate) type KeyPath = Vec<String>;

/// A configuration file as read.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) source: Arc<Source>,
    /// What it says, without what is wrong in it.
    pub(crate) config: Config,
    places: BTreeMap<KeyPath, Place>,
}

/// Where a key and its value stand; of an element of an array both are the element.
#[derive(Clone, Debug)]
struct Place {
    key: Range<usize>,
    value: Range<usize>,
}

impl Layer {
    /// Reads a file, with all that is wrong with its form.
    pub(crate) fn read(source: &Arc<Source>) -> (Self, Vec<ConfigFault>) {
        let (mut table, errors) = DeTable::parse_recoverable(&source.text);
        let mut faults: Vec<_> =
            errors.into_iter().map(|error| fault(source, error.span(), error.message().to_owned())).collect();
        // What follows on a line follows from what is wrong before it.
        faults.dedup_by_key(|fault| fault.position().line);
        // What a broken line leaves behind would be told twice.
        let is_broken = !faults.is_empty();
        let mut places = places_of(&table);
        loop {
            match Config::deserialize(toml::Deserializer::from(table.clone())) {
                Ok(config) => return (Self { source: Arc::clone(source), config, places }, faults),
                Err(error) => {
                    let at = error.span().and_then(|span| innermost(&places, &span));
                    if !is_broken {
                        let message = wording(error.message(), at.as_deref().unwrap_or_default());
                        faults.push(fault(source, error.span(), message));
                    }
                    let removed = at.is_some_and(|path| remove(table.get_mut(), &path));
                    if !removed || faults.len() >= MOST_FAULTS {
                        let config = Config::default();
                        return (Self { source: Arc::clone(source), config, places: BTreeMap::new() }, faults);
                    }
                    places = places_of(&table);
                }
            }
        }
    }

    /// Where the key at the end of `path` stands, or the element of an array; none where the file does not say it.
    pub(crate) fn place(&self, path: &[String]) -> Option<Span> {
        self.places.get(path).map(|place| span_of(&self.source, &place.key))
    }

    /// A fault of the value at `path`.
    pub(crate) fn fault(&self, path: &[String], message: String) -> ConfigFault {
        fault(&self.source, self.places.get(path).map(|place| place.value.clone()), message)
    }
}

/// A fault of `source`, at its beginning where no place is known.
fn fault(source: &Arc<Source>, place: Option<Range<usize>>, message: String) -> ConfigFault {
    ConfigFault { source: Arc::clone(source), span: span_of(source, &place.unwrap_or(0..0)), message }
}

fn span_of(source: &Source, place: &Range<usize>) -> Span {
    let narrow = |at: usize| u32::try_from(at.min(source.text.len())).unwrap_or(u32::MAX);
    Span::new(source.id, narrow(place.start), narrow(place.end))
}

fn places_of(table: &Spanned<DeTable<'_>>) -> BTreeMap<KeyPath, Place> {
    let mut places = BTreeMap::new();
    add_table(&mut places, &Vec::new(), table.get_ref());
    places
}

fn add_table(places: &mut BTreeMap<KeyPath, Place>, path: &KeyPath, table: &DeTable<'_>) {
    for (key, value) in table {
        let path = below(path, key.get_ref());
        places.insert(path.clone(), Place { key: key.span(), value: value.span() });
        add_value(places, &path, value);
    }
}

fn add_value(places: &mut BTreeMap<KeyPath, Place>, path: &KeyPath, value: &Spanned<DeValue<'_>>) {
    match value.get_ref() {
        DeValue::Table(table) => add_table(places, path, table),
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let path = below(path, &at.to_string());
                places.insert(path.clone(), Place { key: item.span(), value: item.span() });
                add_value(places, &path, item);
            }
        }
        _ => {}
    }
}

fn below(path: &KeyPath, key: &str) -> KeyPath {
    let mut path = path.clone();
    path.push(key.to_owned());
    path
}

/// The smallest thing of the file that `span` is in.
fn innermost(places: &BTreeMap<KeyPath, Place>, span: &Range<usize>) -> Option<KeyPath> {
    let holds = |place: &Range<usize>| place.start <= span.start && span.end <= place.end;
    let around =
        |place: &Place| [&place.key, &place.value].into_iter().filter(|range| holds(range)).map(|r| r.len()).min();
    let found = places.iter().filter_map(|(path, place)| Some((around(place)?, path)));
    // An array of tables has the place of its first.
    found.min_by_key(|(length, path)| (*length, Reverse(path.len()))).map(|(_, path)| path.clone())
}

/// Takes what is at `path` out of the table.
fn remove(table: &mut DeTable<'_>, path: &[String]) -> bool {
    match path {
        [] => false,
        [last] => table.remove(last.as_str()).is_some(),
        [first, rest @ ..] => {
            let found = table.iter_mut().find(|(key, _)| key.get_ref() == first);
            found.is_some_and(|(_, value)| remove_from(value.get_mut(), rest))
        }
    }
}

fn remove_from(value: &mut DeValue<'_>, path: &[String]) -> bool {
    match (value, path) {
        (DeValue::Table(table), path) => remove(table, path),
        (DeValue::Array(items), [at, rest @ ..]) => {
            let Some(at) = at.parse::<usize>().ok().filter(|at| *at < items.len()) else { return false };
            if !rest.is_empty() {
                return items.get_mut(at).is_some_and(|item| remove_from(item.get_mut(), rest));
            }
            *items = items.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, item)| item.clone()).collect();
            true
        }
        _ => false,
    }
}

/// The keys of `path` as one writes them, without the numbers of elements.
pub(crate) fn shown(path: &[String]) -> String {
    path.iter().filter(|key| key.parse::<usize>().is_err()).cloned().collect::<Vec<_>>().join(".")
}

/// What serde says of what is at `path`, in the words of TOML, with the name that was probably meant in place of all there are.
fn wording(message: &str, path: &[String]) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let (told, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let holder = |path: &[String]| if path.is_empty() { String::new() } else { format!(" in `{}`", shown(path)) };
    if told.starts_with("unknown field ") {
        let given = quoted(told);
        let above = path.split_last().map(|(_, above)| above).unwrap_or_default();
        format!("unknown key `{given}`{}{}", holder(above), meant(&given, expected))
    } else if told.starts_with("unknown variant ") {
        let given = quoted(told);
        format!("`{}` cannot be `{given}`{}", shown(path), meant(&given, expected))
    } else if told.starts_with("missing field ") {
        format!("missing key `{}`{}", quoted(told), holder(path))
    } else if let Some(found) = told.strip_prefix("invalid type: ") {
        let found = found.replace("sequence", "array").replace("map", "table");
        format!("`{}` must be {}, not {}", shown(path), in_toml(expected), with_article(&found))
    } else if message == "wanted string or table" {
        format!("`{}` must be a string", shown(path))
    } else {
        message.to_owned()
    }
}

/// What was probably meant by `given`, else all that `expected` lists.
fn meant(given: &str, expected: &str) -> String {
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    match nearest(given, known.iter().copied()) {
        Some(near) => nearest::meant(Some(near)),
        None if known.is_empty() => String::new(),
        None => format!("; known are {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// What serde expects, in the words of TOML.
fn in_toml(expected: &str) -> String {
    match expected {
        "a sequence" => "an array".to_owned(),
        "a map" => "a table".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other if other.starts_with("enum ") => "a string".to_owned(),
        other => other.to_owned(),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}
