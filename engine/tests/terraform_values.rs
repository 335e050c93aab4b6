//! Every configuration of `terraform/cases/*.txt`, of which `record.py` recorded what Terraform plans, read here: the same
//! instances, the same values, the same of them known and sensitive. `exceptions.txt` lists what differs, and why.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bartizan_engine::config::Config;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::resource::{PathElement, Platform, Unknown};
use bartizan_engine::source::{Node, Value};
use bartizan_engine::terraform::Declarations;
use bartizan_engine::terraform::source::{Reading, Root, SyntaxCache, read};
use serde_json::{Map, Value as Json};

const UNKNOWN: &str = "⁇";

/// A configuration and what Terraform says of it.
#[derive(Default)]
struct Case {
    name: String,
    options: Vec<String>,
    files: Vec<(String, String)>,
    recorded: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform")
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder().join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found: Vec<Case> = Vec::new();
    for path in paths {
        let (mut in_case, mut in_record) = (false, false);
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some(name) = line.strip_prefix("=== ") {
                let name = format!("{}: {name}", path.file_stem().unwrap().to_string_lossy());
                found.push(Case { name, ..Case::default() });
                (in_case, in_record) = (true, false);
                continue;
            }
            let Some(case) = found.last_mut().filter(|_| in_case) else { continue };
            if in_record {
                case.recorded.extend((!line.is_empty()).then(|| line.to_owned()));
            } else if line == ">>>" {
                in_record = true;
            } else if let Some(path) = line.strip_prefix("--- ") {
                case.files.push((path.to_owned(), String::new()));
            } else if let Some((_, text)) = case.files.last_mut() {
                text.push_str(line);
                text.push('\n');
            } else if let Some(options) = line.strip_prefix("$ ") {
                case.options = words(options);
            }
        }
    }
    found
}

/// Words as a shell reads them, of which quotes are single ones.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (index, part) in text.split('\'').enumerate() {
        let mut pieces = if index % 2 == 0 { part.split(' ').collect() } else { vec![part] }.into_iter();
        words.last_mut().unwrap().push_str(pieces.next().unwrap());
        words.extend(pieces.map(str::to_owned));
    }
    words
}

fn reading(case: &Case) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in &case.files {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    let option = |name: &str| {
        let values = case.options.iter().filter_map(move |it| it.strip_prefix(name)?.strip_prefix('='));
        values.map(str::to_owned).collect::<Vec<_>>()
    };
    let dir = option("-chdir").pop().unwrap_or_else(|| ".".to_owned());
    let resolved = |path: String| bartizan_engine::files::path::resolve(&dir, &path).unwrap().into();
    let root = Root {
        dir: dir.as_str().into(),
        var_files: option("-var-file").into_iter().map(resolved).collect(),
        vars: option("-var").iter().map(|it| it.split_once('=').unwrap()).map(|(a, b)| (a.into(), b.into())).collect(),
        workspace: option("-workspace").pop().map(Into::into),
        declarations: Declarations { outputs: true, calls: false },
        ..Root::default()
    };
    read(&files, &root, &Config::default(), &SyntaxCache::default())
}

/// What is said of things: `terraform_data.a` or `output.x`, and what of it is sensitive.
#[derive(Default)]
struct Said {
    values: BTreeMap<String, Json>,
    sensitive: BTreeSet<(String, String)>,
}

fn recorded(case: &Case) -> Said {
    let mut said = Said::default();
    for line in &case.recorded {
        let (kind, rest) = line.split_once(' ').unwrap();
        if kind == "sensitive" {
            let (what, path) = rest.rsplit_once(' ').unwrap();
            said.sensitive.insert((what.to_owned(), path.to_owned()));
            continue;
        }
        // An address may have spaces in a key; JSON begins behind the last bracket of the address.
        let end = if kind == "output" { rest.find(' ') } else { rest.find(" {") }.unwrap();
        let prefix = if kind == "output" { "output." } else { "" };
        let value: Json = serde_json::from_str(&rest[end + 1..]).unwrap();
        let value = if value.is_null() { Json::Array(Vec::new()) } else { value };
        said.values.insert(format!("{prefix}{}", &rest[..end]), normal(value));
    }
    said
}

fn own(reading: &Reading) -> Said {
    let mut said = Said::default();
    for resource in &reading.resources {
        if resource.platform != Platform::Terraform || resource.kind.contains('.') {
            continue;
        }
        if resource.kind == "output" {
            let value = with_unknown(Some(&resource.values), &resource.unknown);
            let value = value.get("value").cloned().unwrap_or_else(|| Json::Array(Vec::new()));
            said.values.insert(resource.address.clone(), normal(value));
            let sensitive = resource.sensitive.iter().map(|path| (resource.address.clone(), shown(&path[1..])));
            said.sensitive.extend(sensitive);
            continue;
        }
        let value = with_unknown(Some(&resource.values), &resource.unknown);
        said.values.insert(resource.address.clone(), normal(value));
        let sensitive = resource.sensitive.iter().map(|path| (resource.address.clone(), shown(path)));
        said.sensitive.extend(sensitive);
    }
    said
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(text) => serde_json::from_str(text).unwrap(),
        Value::String(text) => Json::String(text.to_string()),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(mapping) => {
            mapping.entries().iter().map(|entry| (entry.key.to_string(), json(&entry.value))).collect()
        }
    }
}

fn with_unknown(node: Option<&Node>, unknown: &[Unknown]) -> Json {
    let mut value = node.map_or(Json::Null, json);
    for unknown in unknown {
        let mut place = &mut value;
        // To a plan a string is unknown as a whole.
        for element in unknown.path.iter().take_while(|element| **element != PathElement::from("@json")) {
            place = match element {
                PathElement::Key(key) => {
                    if !place.is_object() {
                        *place = Json::Object(Map::new());
                    }
                    place.as_object_mut().unwrap().entry(key.clone()).or_insert(Json::Null)
                }
                PathElement::Index(index) => {
                    if !place.is_array() {
                        *place = Json::Array(Vec::new());
                    }
                    let items = place.as_array_mut().unwrap();
                    items.resize(items.len().max(index + 1), Json::Null);
                    &mut items[*index]
                }
            };
        }
        *place = Json::String(UNKNOWN.to_owned());
    }
    value
}

fn shown(path: &[PathElement]) -> String {
    let mut text = String::new();
    for element in path {
        match element {
            PathElement::Index(index) => text.push_str(&format!("[{index}]")),
            PathElement::Key(key) if text.is_empty() => text.push_str(key),
            PathElement::Key(key) => text.push_str(&format!(".{key}")),
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// `value` without what a reading leaves out: nulls and empty lists in objects.
fn normal(value: Json) -> Json {
    let is_absent = |value: &Json| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match value {
        Json::Array(items) => items.into_iter().map(normal).collect(),
        Json::Object(entries) => {
            let kept = entries.into_iter().filter(|(_, value)| !is_absent(value));
            kept.map(|(key, value)| (key, normal(value))).collect()
        }
        value => value,
    }
}

/// Is all of `own` in `planned`, which a provider may have added to?
fn is_within(own: &Json, planned: &Json) -> bool {
    match (own, planned) {
        (Json::Object(own), Json::Object(planned)) => {
            own.iter().all(|(key, own)| is_within(own, planned.get(key).unwrap_or(&Json::Null)))
        }
        (Json::Array(own), Json::Array(planned)) => {
            own.len() == planned.len() && own.iter().zip(planned).all(|(own, planned)| is_within(own, planned))
        }
        (own, Json::Null) => is_unknown(own),
        (Json::Number(own), Json::Number(planned)) => {
            own == planned || own.as_f64().is_some_and(|own| Some(own) == planned.as_f64())
        }
        // The type of a value is in a provider's schema.
        (Json::String(text), value) | (value, Json::String(text)) if !value.is_string() => format!("{value}") == *text,
        (Json::String(own), Json::String(planned)) => own == planned || is_same_document(own, planned),
        (own, planned) => own == planned,
    }
}

/// Is nothing of this known?
fn is_unknown(value: &Json) -> bool {
    match value {
        Json::String(text) => text == UNKNOWN,
        Json::Array(items) => items.iter().all(is_unknown),
        Json::Object(entries) => entries.values().all(is_unknown),
        _ => false,
    }
}

/// Do both hold the same document?
fn is_same_document(a: &str, b: &str) -> bool {
    let document = |text| serde_json::from_str::<Json>(text).ok().filter(Json::is_object);
    document(a).is_some_and(|a| Some(a) == document(b))
}

/// Subjects in which the reading is not what is planned, with both.
fn differences(case: &Case, reading: &Reading) -> BTreeMap<String, String> {
    let (planned, own) = (recorded(case), own(reading));
    let mut found = BTreeMap::new();
    for error in &reading.errors {
        found.insert("errors".to_owned(), error.to_string());
    }
    let names: BTreeSet<&String> = planned.values.keys().chain(own.values.keys()).collect();
    for name in names {
        let is_own = name.contains("terraform_data.") || name.starts_with("output.");
        let (here, there) = (own.values.get(name), planned.values.get(name));
        let is_same = match (here, there) {
            (Some(here), Some(there)) if is_own => is_same(here, there),
            (Some(here), Some(there)) => is_within(here, there),
            _ => false,
        };
        if !is_same {
            let text = |value: Option<&Json>| value.map_or_else(|| "nothing".to_owned(), Json::to_string);
            found.insert(name.clone(), format!("{} planned {}", text(here), text(there)));
        }
        let paths = |said: &Said| -> Vec<String> {
            said.sensitive.iter().filter(|(what, _)| what == name).map(|(_, path)| path.clone()).collect()
        };
        let (here, there) = (paths(&own), paths(&planned));
        // Of what a provider's schema says is sensitive the configuration knows nothing.
        if here.iter().any(|path| !there.contains(path)) || is_own && here.len() != there.len() {
            found.insert(format!("{name} sensitive"), format!("{here:?} planned {there:?}"));
        }
    }
    found
}

/// Are both equal? What is not known as a whole the record leaves out.
fn is_same(own: &Json, planned: &Json) -> bool {
    match (own, planned) {
        (Json::Object(a), Json::Object(b)) => {
            let unknown = Json::String(UNKNOWN.to_owned());
            a.iter().all(|(key, a)| is_same(a, b.get(key).unwrap_or(&unknown)))
                && b.keys().all(|key| a.contains_key(key))
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64().is_some_and(|a| Some(a) == b.as_f64()),
        (a, b) => a == b,
    }
}

/// `case | subject`, with the reason.
fn exceptions() -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder().join("exceptions.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.rsplit_once(" | ").unwrap()).map(|(what, why)| (what.to_owned(), why.to_owned())).collect()
}

#[test]
fn readings_are_what_terraform_plans() {
    let mut unlisted = Vec::new();
    let mut rest = exceptions();
    for case in cases().iter().filter(|case| !case.recorded.iter().any(|line| line.starts_with("refused "))) {
        assert!(!case.recorded.is_empty(), "{}: nothing is recorded", case.name);
        for (subject, what) in differences(case, &reading(case)) {
            let id = format!("{} | {subject}", case.name);
            if rest.remove(&id).is_none() {
                unlisted.push(format!("{id}: {what}"));
            }
        }
    }
    assert!(unlisted.is_empty(), "{}", unlisted.join("\n"));
    assert!(rest.is_empty(), "no longer exceptions: {rest:#?}");
}

#[test]
fn what_terraform_refuses_is_said() {
    let mut text = String::new();
    for case in cases().iter().filter(|case| case.recorded.iter().any(|line| line.starts_with("refused "))) {
        text.push_str(&format!("{}\n", case.name));
        let reading = reading(case);
        let mut said = BTreeSet::new();
        said.extend(reading.errors.iter().map(|error| format!("  {}: {error}", error.kind.as_str())));
        said.extend(reading.notes.iter().map(|note| format!("  note: {}", note.message)));
        let resources = reading
            .resources
            .iter()
            .flat_map(|resource| resource.unknown.iter().map(move |unknown| (resource.address.clone(), unknown)));
        for (what, unknown) in resources {
            let below = if what.starts_with("output.") { 1 } else { 0 };
            said.insert(format!("  {what} {}: {}", shown(&unknown.path[below..]), unknown.reason));
        }
        said.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    }
    insta::assert_snapshot!(text);
}
