//! Values, against what Helm itself answered (`tests/values/record` says how it was recorded).

use std::collections::BTreeMap;

use bartizan_source::SourceId;
use serde_json::{Value as Json, json};

use super::set::{Notation, set_values};
use super::{Instance, coalesce_values, empty, process, read};
use crate::chart::load::first_document;
use crate::chart::{Chart, ChartFile};
use crate::trace::Traces;
use crate::value::{Int, Kind, Map, Value};
use crate::{Budget, Limits};

/// The value as the recorder writes it; `floats` are told apart from whole numbers.
fn encode(value: &Value, floats: bool) -> Json {
    match &value.kind {
        Kind::Nil => Json::Null,
        Kind::Bool(value) => json!(value),
        Kind::Int(value, Int::Int64) => json!(value),
        Kind::Float(value) if floats => {
            let sign = if value.is_sign_negative() { "-" } else { "" };
            json!({ "float64": format!("{sign}{}", bartizan_gofmt::floats::text(*value, 'g', None)) })
        }
        Kind::Float(value) => json!(*value as i64),
        Kind::String(text) => json!(text.as_str()),
        Kind::List(list) => list.items.iter().map(|item| encode(item, floats)).collect(),
        Kind::Map(map) => encode_map(map, floats),
        other => panic!("{other:?}"),
    }
}

fn encode_map(map: &Map, floats: bool) -> Json {
    map.entries.borrow().iter().map(|(key, value)| (key.to_string(), encode(value, floats))).collect()
}

fn map(json: &str, traces: &Traces) -> Map {
    let document = first_document(SourceId(0), "values", &json.into()).unwrap();
    document.map_or_else(empty, |node| read::map(&node, "", traces))
}

#[test]
fn arguments_set_values_as_those_of_helm_do() {
    let mut checked = 0;
    let mut lines = Vec::new();
    for line in include_str!("../../tests/values/strvals.txt").lines() {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        if line.is_empty() || kind == "#" {
            continue;
        }
        if !["=", "!"].contains(&kind) {
            lines.push((kind, rest));
            continue;
        }
        let answer = run(&lines);
        let expected = if kind == "=" { Ok(serde_json::from_str(rest).unwrap()) } else { Err(rest.to_owned()) };
        if !(lines[0].0 == "json" && expected.is_err() && answer.is_err()) {
            assert_eq!(answer, expected, "{lines:?}");
        }
        lines.clear();
        checked += 1;
    }
    assert!(checked > 200, "{checked}");
}

fn run(lines: &[(&str, &str)]) -> Result<Json, String> {
    let traces = Traces::default();
    let read = |path: &str| match path {
        "missing" => Err("open missing: no such file or directory".to_owned()),
        path => Ok(format!("<{path}>")),
    };
    let mut values = empty();
    for (kind, argument) in lines {
        let notation = match *kind {
            "from" => {
                values = map(argument, &traces);
                continue;
            }
            "set" => Notation::Typed,
            "string" => Notation::String,
            "json" => Notation::Json,
            "literal" => Notation::Literal,
            "file" => Notation::File(&read),
            other => panic!("{other}"),
        };
        set_values(argument, notation, &values, (&traces, None))?;
    }
    Ok(encode_map(&values, true))
}

#[test]
fn values_of_charts_come_together_as_those_of_helm_do() {
    let mut checked = 0;
    let cases = include_str!("../../tests/values/charts.jsonl");
    for line in cases.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let (charts, result) = match chart(&case) {
            Ok((charts, result)) => (charts, result),
            Err(message) => {
                assert_eq!(Some(message.as_str()), case["error"].as_str(), "{line}");
                continue;
            }
        };
        assert_eq!(json!(charts), case["charts"], "{line}");
        assert_eq!(result, case["result"], "{line}");
        checked += 1;
    }
    assert!(checked > 200, "{checked}");
}

fn chart(case: &Json) -> Result<(Vec<String>, Json), String> {
    let files: BTreeMap<String, String> = serde_json::from_value(case["files"].clone()).unwrap();
    let files = files.into_iter().map(|(path, text)| ChartFile { path, data: text.into_bytes() }).collect();
    let chart = Chart::from_files(files, &mut |_, _| SourceId(0)).map_err(|error| error.message)?;
    if let Some(problem) = chart.problems.iter().find(|problem| problem.fatal) {
        return Err(problem.error.message.clone());
    }
    let traces = Traces::default();
    let given = map(&case["values"].to_string(), &traces);
    let root = Instance::new(&chart);
    let mut problems = Vec::new();
    let budget = Budget::new(Limits::default());
    process(&root, &given, (&traces, &budget), &mut problems).map_err(|error| error.message)?;
    let values =
        coalesce_values(&root, &given, "", (&traces, &budget), &mut problems).map_err(|error| error.message)?;
    let mut charts = Vec::new();
    list(&root, &mut charts);
    Ok((charts, encode_map(&values, false)))
}

fn list(chart: &Instance<'_>, charts: &mut Vec<String>) {
    charts.push(chart.full_path());
    for below in chart.dependencies.borrow().iter() {
        list(below, charts);
    }
}
