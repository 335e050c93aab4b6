//! Templates of cases against what Helm's engine makes of them (`templates/record.go`).

#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use bartizan_helm::run::{Engine, with_stack};
use bartizan_helm::template::parse;
use bartizan_helm::trace::{Keys, Traces, ValuesKey};
use bartizan_helm::value::{Field, Kind, Map, MapType, Methods, Struct, Value};
use bartizan_helm::{Budget, Limits};
use bartizan_source::{Node, Source, SourceId, parse_yaml};

/// Cases that Helm answers in ways that are not followed, with the reason.
const DIFFERENT: &[(&str, &str)] = &[("syntax: {{ 1+2i }}", "no chart has complex numbers: they are refused")];

struct Case {
    name: String,
    values: String,
    files: BTreeMap<String, String>,
    templates: BTreeMap<String, String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates")
}

/// The files of a folder: their names and texts.
fn texts(name: &str) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = std::fs::read_dir(folder().join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    texts.sort();
    texts
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (_, text) in texts("cases") {
        for part in format!("\n{text}").split("\n=== ").skip(1) {
            let (name, body) = part.split_once('\n').unwrap();
            cases.push(case(name, body.strip_suffix('\n').unwrap_or(body)));
        }
    }
    for (stem, text) in texts("lines") {
        let (files, lines) = text.split_once("\n=====\n").unwrap();
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let template = line.replace('⏎', "\n");
            cases.push(case(&format!("{stem}: {line}"), &format!("{files}\n--- a.yaml\n{template}")));
        }
    }
    cases
}

fn case(name: &str, body: &str) -> Case {
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
        Read::Number(number) => Kind::Float(number.parse().unwrap()),
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
    let files = case.files.iter().map(|(path, text)| (Rc::from(path.as_str()), text.as_bytes().into())).collect();
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

/// Renders a case as Helm does: the outputs, or the error.
fn render(case: &Case) -> Result<BTreeMap<String, String>, String> {
    let traces = Traces::default();
    let budget = Budget::new(Limits::default());
    let mut names: Vec<&String> = case.templates.keys().collect();
    names.sort_by_key(|name| (name.matches('/').count(), name.as_str()));
    names.reverse();
    let mut engine = Engine::new(&traces, &budget);
    for (id, name) in (2..).zip(&names) {
        let parsed = parse(name, &Arc::from(case.templates[*name].as_str()), SourceId(id));
        if let Some(error) = parsed.errors.first() {
            return Err(error.helm_message());
        }
        engine.add(&parsed);
    }
    let data = data(&traces, case);
    let mut outputs = BTreeMap::new();
    for name in names {
        if name.rsplit('/').next().unwrap().starts_with('_') {
            continue;
        }
        let mut data = data.clone();
        let template = map([("Name", Value::from(name.as_str())), ("BasePath", "c/templates".into())], MapType::Values);
        data.insert("Template".into(), template);
        let data = Value::new(Kind::Map(Map::new(data, MapType::Values)));
        let text = engine.execute(name, data).map_err(|error| error.to_string())?;
        outputs.insert(name.clone(), text.as_str().to_owned());
    }
    Ok(outputs)
}

#[test]
fn cases_render_as_helm_renders_them() {
    let answers = std::fs::read_to_string(folder().join("answers.json")).unwrap();
    let answers: serde_json::Value = serde_json::from_str(&answers).unwrap();
    let different: BTreeMap<&str, &str> = DIFFERENT.iter().copied().collect();
    let cases = cases();
    let (count, wrong) = with_stack(move || {
        let mut wrong = Vec::new();
        for case in &cases {
            let answer = &answers[&case.name];
            assert!(!answer.is_null(), "{} is not recorded", case.name);
            let expected = match answer["error"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(serde_json::from_value(answer["output"].clone()).unwrap()),
            };
            let made = render(case);
            if (made == expected) == different.contains_key(case.name.as_str()) {
                wrong.push(format!("{}:\n  helm: {expected:?}\n  we:   {made:?}", case.name));
            }
        }
        (cases.len(), wrong)
    })
    .unwrap();
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
