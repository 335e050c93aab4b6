//! Where findings in charts stand: charts of public services in `tests/fixtures/helm/places`, each with a snapshot beside
//! it that shows every place, the text that is there, and what is said of further places.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Project, workspace};

/// The policies whose findings the snapshots show.
const POLICIES: &str = "K8S-001,K8S-003,K8S-004,K8S-005,K8S-011,K8S-012,K8S-017,K8S-043,SEC-005,SEC-006,SEC-019,\
                        KC-003,KC-004,KC-006,KC-009,KC-014,KC-022,KC-026,KC-028";

/// The files of a chart, by path.
type Chart = BTreeMap<String, Vec<u8>>;

/// The charts by name.
fn charts() -> BTreeMap<String, Chart> {
    let folders = fs::read_dir(workspace().join("tests/fixtures/helm/places")).unwrap().map(|entry| entry.unwrap());
    let charts = folders.filter(|entry| entry.file_type().unwrap().is_dir()).map(|entry| {
        let mut chart = Chart::new();
        collect(&entry.path(), "", &mut chart);
        (entry.file_name().into_string().unwrap(), chart)
    });
    charts.collect()
}

fn collect(folder: &Path, prefix: &str, chart: &mut Chart) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let path = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), chart);
        } else {
            chart.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// The chart with lines that end as on Windows.
fn with_crlf(chart: &Chart) -> Chart {
    let convert = |(path, data): (&String, &Vec<u8>)| match String::from_utf8(data.clone()) {
        Ok(text) => (path.clone(), text.replace('\n', "\r\n").into_bytes()),
        Err(_) => (path.clone(), data.clone()),
    };
    chart.iter().map(convert).collect()
}

fn check(chart: &Chart, format: &str) -> Value {
    let project = chart.iter().fold(Project::new(), |project, (path, data)| project.file(path, data));
    project.run(["check", "--profile", "strict", "--select", POLICIES, "--format", format]).json()
}

/// The place and the text that is there.
fn place(chart: &Chart, file: &str, [line, column, end_line, end_column]: [u64; 4]) -> String {
    let place = format!("{file}:{line}:{column}-{end_line}:{end_column}");
    let Some(text) = chart.get(file).and_then(|data| std::str::from_utf8(data).ok()) else { return place };
    let cut = |number: u64, line_text: &str| {
        let from = if number == line { column - 1 } else { 0 };
        let to = if number == end_line { end_column - 1 } else { u64::MAX };
        let within = |at: usize| (from..to).contains(&u64::try_from(at).unwrap());
        line_text.chars().enumerate().filter(|(at, _)| within(*at)).map(|(_, c)| c).collect::<String>()
    };
    let lines = text.lines().zip(1..).filter(|(_, number)| (line..=end_line).contains(number));
    let text: Vec<String> = lines.map(|(text, number)| cut(number, text)).collect();
    format!("{place} `{}`", text.join("⏎"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// The place of a location in JSON.
fn json_place(chart: &Chart, location: &Value) -> String {
    let (start, end) = (&location["start"], &location["end"]);
    let ends = [&start["line"], &start["column"], &end["line"], &end["column"]];
    place(chart, location["file"].as_str().unwrap(), ends.map(number))
}

/// The place of a location in SARIF.
fn sarif_place(chart: &Chart, location: &Value) -> String {
    let region = &location["physicalLocation"]["region"];
    let file = location["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
    let end_line = region.get("endLine").unwrap_or(&region["startLine"]);
    let ends = [&region["startLine"], &region["startColumn"], end_line, &region["endColumn"]];
    place(chart, file, ends.map(number))
}

/// All that is told of a chart.
fn told(chart: &Chart, output: &Value) -> String {
    let mut told = String::new();
    for finding in output["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap();
        let names = finding["environments"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        let environments = names.collect::<Vec<_>>().join(", ");
        let environments = if environments.is_empty() { environments } else { format!(" [{environments}]") };
        let state = if text("state") == "new" { "" } else { text("state") };
        let address = finding["resource"]["address"].as_str().unwrap();
        let place = json_place(chart, &finding["location"]);
        writeln!(told, "{place}\n  {} {address}: {}{environments} {state}", text("policy"), text("message")).unwrap();
        for related in finding["related"].as_array().unwrap() {
            let place = json_place(chart, &related["location"]);
            writeln!(told, "  - {}: {place}", related["message"].as_str().unwrap()).unwrap();
        }
    }
    for kind in ["errors", "notes"] {
        for fault in output[kind].as_array().unwrap() {
            writeln!(told, "{kind}: {} {}", fault["file"].as_str().unwrap(), fault["message"]).unwrap();
        }
    }
    told.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn findings_stand_where_people_edit() {
    for (name, chart) in charts() {
        let told = told(&chart, &check(&chart, "json"));
        insta::with_settings!({
            snapshot_path => workspace().join("tests/fixtures/helm/places"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, told);
        });
    }
}

#[test]
fn ends_of_lines_move_nothing() {
    for (name, chart) in charts() {
        let crlf = with_crlf(&chart);
        assert_eq!(told(&crlf, &check(&crlf, "json")), told(&chart, &check(&chart, "json")), "{name}");
    }
}

#[test]
fn sarif_has_the_same_places() {
    for (name, chart) in charts() {
        let places = |of: &Value, place: &dyn Fn(&Chart, &Value) -> String, at: &dyn Fn(&Value) -> Value| {
            let told = of.as_array().unwrap().iter().map(|finding| place(&chart, &at(finding)));
            told.collect::<Vec<_>>()
        };
        let (json, sarif) = (check(&chart, "json"), check(&chart, "sarif"));
        let findings = json["findings"].as_array().unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert!(!findings.is_empty() && findings.len() == results.len(), "{name}");
        for (finding, result) in findings.iter().zip(results) {
            let own = json_place(&chart, &finding["location"]);
            assert_eq!(sarif_place(&chart, &result["locations"][0]), own, "{name}");
            let related = places(&finding["related"], &json_place, &|related| related["location"].clone());
            let empty = Value::Array(Vec::new());
            let of_result = result.get("relatedLocations").unwrap_or(&empty);
            assert_eq!(places(of_result, &sarif_place, &Value::clone), related, "{name}");
        }
    }
}
