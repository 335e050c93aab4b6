//! Charts of tests, rendered as Helm does it: values with their keys, what templates are executed with, the order of
//! files.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_helm::run::Engine;
use bartizan_helm::template::parse;
use bartizan_helm::trace::{Keys, Traces, ValuesKey};
use bartizan_helm::value::{Field, FileTable, Kind, Map, MapType, Methods, Struct, Text, Value};
use bartizan_helm::{Budget, Limits};
use bartizan_source::{Node, Source, SourceId, parse_yaml};

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) values: String,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) templates: BTreeMap<String, String>,
}

pub(crate) fn case(name: &str, body: &str) -> Case {
    let mut case =
        Case { name: name.to_owned(), values: String::new(), files: BTreeMap::new(), templates: BTreeMap::new() };
    for part in format!("\n{body}").split("\n--- ").skip(1) {
        let (file, text) = part.split_once('\n').unwrap_or((part, ""));
        match file {
            "values" => text.clone_into(&mut case.values),
            _ if file.starts_with("files/") => drop(case.files.insert(file.to_owned(), text.to_owned())),
            _ => drop(case.templates.insert(format!("c/templates/{file}"), text.to_owned())),
        }
    }
    case
}

/// Reads values, each with the key of its path.
fn value(traces: &Traces, node: &Node, path: &str) -> Value {
    use bartizan_source::Value as Read;
    let keys =
        if path.is_empty() { Keys::NONE } else { traces.key(ValuesKey { path: path.into(), span: Some(node.span) }) };
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let kind = match &node.value {
        Read::Null => Kind::Nil,
        Read::Bool(value) => Kind::Bool(*value),
        Read::Number(number) => Kind::Float(number.parse().unwrap_or(f64::NAN)),
        Read::String(text) => Kind::String(text.to_string().into()),
        Read::Sequence(items) => {
            let items = items.iter().enumerate().map(|(at, item)| value(traces, item, &format!("{path}[{at}]")));
            return Value::list(items.collect()).with_keys(keys);
        }
        Read::Mapping(mapping) => {
            let entries = mapping
                .entries()
                .iter()
                .map(|entry| (Rc::from(&*entry.key), value(traces, &entry.value, &below(&entry.key))))
                .collect();
            let of = if path.is_empty() { MapType::Values } else { MapType::Any };
            Kind::Map(Map::new(entries, of))
        }
    };
    Value::new(kind).with_keys(keys)
}

fn map(entries: impl IntoIterator<Item = (&'static str, Value)>, of: MapType) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (Rc::from(key), value)).collect();
    Value::new(Kind::Map(Map::new(entries, of)))
}

fn data(traces: &Traces, case: &Case) -> BTreeMap<Rc<str>, Value> {
    let source = Source::new(SourceId(1), "values.yaml", case.values.as_str());
    let parsed = parse_yaml(&source);
    assert!(parsed.errors.is_empty(), "{}: {:?}", case.name, parsed.errors);
    let values = match parsed.documents.first() {
        Some(document) => value(traces, &document.root, ""),
        None => map([], MapType::Values),
    };
    let field = |name, value: Value| Field { name, json: None, omit_empty: false, value };
    let chart = Struct {
        type_name: "chart.Metadata",
        fields: vec![
            field("Name", "c".into()),
            field("Version", "1.2.3".into()),
            field("AppVersion", "4.5".into()),
            field("IsRoot", true.into()),
        ],
        methods: Methods::None,
    };
    let kube = Struct {
        type_name: "chartutil.KubeVersion",
        fields: vec![field("Version", "v1.20.0".into()), field("Major", "1".into()), field("Minor", "20".into())],
        methods: Methods::KubeVersion,
    };
    let versions = Struct {
        type_name: "chartutil.VersionSet",
        fields: Vec::new(),
        methods: Methods::ApiVersions(["v1".into(), "apps/v1".into()].into()),
    };
    let capabilities = Struct {
        type_name: "*chartutil.Capabilities",
        fields: vec![
            field("KubeVersion", Value::new(Kind::Struct(Rc::new(kube)))),
            field("APIVersions", Value::new(Kind::Struct(Rc::new(versions)))),
        ],
        methods: Methods::None,
    };
    let bytes = case.files.iter().map(|(path, text)| (Rc::from(path.as_str()), text.as_bytes().into())).collect();
    let files = FileTable { bytes, ..FileTable::default() };
    let files = Struct { type_name: "engine.files", fields: Vec::new(), methods: Methods::Files(Rc::new(files)) };
    let release = map(
        [
            ("Name", "rel".into()),
            ("Namespace", "demo".into()),
            ("Revision", Value::int(1)),
            ("IsInstall", true.into()),
            ("Service", "Helm".into()),
        ],
        MapType::Any,
    );
    [
        ("Values", values),
        ("Release", release),
        ("Chart", Value::new(Kind::Struct(Rc::new(chart)))),
        ("Capabilities", Value::new(Kind::Struct(Rc::new(capabilities)))),
        ("Files", Value::new(Kind::Struct(Rc::new(files)))),
        ("Subcharts", map([], MapType::Any)),
    ]
    .into_iter()
    .map(|(key, value)| (Rc::from(key), value))
    .collect()
}

/// The names of a chart's templates, in the order in which Helm reads and executes them.
pub(crate) fn order(case: &Case) -> Vec<&String> {
    let mut names: Vec<&String> = case.templates.keys().collect();
    names.sort_by_key(|name| (name.matches('/').count(), name.as_str()));
    names.reverse();
    names
}

/// Renders a chart as Helm does: the outputs, or the error. The source of the n-th template by [`order`] is n + 2.
pub(crate) fn render(case: &Case, traces: &Traces, limits: Limits) -> Result<BTreeMap<String, Text>, String> {
    let budget = Budget::new(limits);
    let names = order(case);
    let mut engine = Engine::new(traces, &budget);
    for (id, name) in (2..).zip(&names) {
        let parsed = parse(name, &Arc::from(case.templates[*name].as_str()), SourceId(id));
        if let Some(error) = parsed.errors.first() {
            return Err(error.helm_message());
        }
        engine.add(&parsed);
    }
    let data = data(traces, case);
    let mut outputs = BTreeMap::new();
    for name in names {
        if name.rsplit('/').next().is_some_and(|file| file.starts_with('_')) {
            continue;
        }
        let mut data = data.clone();
        let template = map([("Name", name.as_str().into()), ("BasePath", "c/templates".into())], MapType::Values);
        data.insert("Template".into(), template);
        let data = Value::new(Kind::Map(Map::new(data, MapType::Values)));
        let text = engine.execute(name, data).map_err(|error| error.to_string())?;
        outputs.insert(name.clone(), text);
    }
    Ok(outputs)
}
