//! Configurations with the plans that Terraform made of them: the same instances, and the same values where they are
//! written.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::super::{Reading, Root, SyntaxCache, read};
use crate::config::Config;
use crate::files::{Files, Limits};
use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{Format, Node, Value, parse};
use crate::terraform::read_plan;
use crate::testing;

/// The pairs of the corpus; nothing, and a note, when it is not there.
fn corpus() -> Vec<(String, Reading, Vec<Resource>)> {
    testing::corpus_folder().map_or_else(Vec::new, |folder| pairs(folder.join("pairs")))
}

/// Each folder in `folder`: its configuration as read, and its plan.
fn pairs(folder: PathBuf) -> Vec<(String, Reading, Vec<Resource>)> {
    let files = Files::new(folder.clone(), Limits::default()).unwrap();
    let names = std::fs::read_dir(&folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = names.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    let pair = |name: String| {
        let root = Root { dir: name.as_str().into(), ..Root::default() };
        let reading = read(&files, &root, &Config::default(), &SyntaxCache::default());
        let source = files.read(&format!("{name}/tfplan.json")).unwrap();
        let parsed = parse(&source, Format::Json);
        let (planned, errors) = read_plan(&parsed.documents[0], &Config::default());
        assert_eq!(errors, []);
        (name, reading, planned)
    };
    names.into_iter().map(pair).collect()
}

fn own(resources: &[Resource]) -> impl Iterator<Item = &Resource> {
    resources.iter().filter(|resource| resource.platform == Platform::Terraform)
}

/// Paths and values of all scalars.
fn scalars(node: &Node, path: &mut Path, found: &mut Vec<(Path, Node)>) {
    match &node.value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                path.push(PathElement::from(&*entry.key));
                scalars(&entry.value, path, found);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(PathElement::from(index));
                scalars(item, path, found);
                path.pop();
            }
        }
        _ => found.push((path.clone(), node.clone())),
    }
}

fn at<'n>(node: &'n Node, path: &[PathElement]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, element| match element {
        PathElement::Key(key) => node.get(key),
        PathElement::Index(index) => node.index(*index),
    })
}

/// Are both the same, as JSON documents where they hold such?
fn same(a: &Node, b: &Node) -> bool {
    let document =
        |node: &Node| serde_json::from_str::<serde_json::Value>(&text(node)).ok().filter(|it| it.is_object());
    text(a) == text(b) || document(a).is_some_and(|json| Some(json) == document(b))
}

fn text(node: &Node) -> String {
    match &node.value {
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::String(text) => text.to_string(),
        _ => String::new(),
    }
}

/// What of a pair is not the same: only what a provider makes of it may be.
struct Compared {
    same: usize,
    values: usize,
    different: Vec<String>,
}

fn compare(read: &BTreeMap<&str, &Resource>, planned: &[Resource]) -> Compared {
    let mut compared = Compared { same: 0, values: 0, different: Vec::new() };
    for resource in own(planned) {
        let Some(source) = read.get(resource.address.as_str()) else {
            compared.different.push(format!("{} is not there", resource.address));
            continue;
        };
        let mut found = Vec::new();
        scalars(&source.values, &mut Path::new(), &mut found);
        // An element that is not known keeps its place.
        found.retain(|(path, _)| !source.unknown.iter().any(|unknown| planned_path(&unknown.path) == *path));
        for (path, node) in found {
            compared.values += 1;
            match at(&resource.values, &path) {
                Some(value) if same(value, &node) => compared.same += 1,
                other => compared.different.push(format!(
                    "{} {}: {} planned {}",
                    resource.address,
                    testing::path(&path),
                    testing::json(&node),
                    other.map_or_else(|| "nothing".to_owned(), testing::json)
                )),
            }
        }
        for path in missed(source, resource) {
            compared.different.push(format!("{} {}: only planned", resource.address, testing::path(&path)));
        }
        compared.different.extend(unknowns(source, resource));
        for reference in &source.references {
            if !resource.references.contains(reference) {
                let path = testing::path(&reference.path);
                compared.different.push(format!("{} {path} -> {}", resource.address, reference.address));
            }
        }
    }
    compared
}

/// The path that is unknown in a plan where this one is in configuration: to a plan a string is unknown as a whole.
fn planned_path(path: &[PathElement]) -> &[PathElement] {
    path.split(|element| *element == PathElement::from("@json")).next().unwrap_or(path)
}

/// What is unknown in one of both only, of a resource whose schema leaves values as they are.
fn unknowns(source: &Resource, planned: &Resource) -> Vec<String> {
    if source.kind != "terraform_data" {
        return Vec::new();
    }
    let paths = |resource: &Resource| -> BTreeSet<Path> {
        let written = resource.unknown.iter().filter(|unknown| unknown.path.first() == Some(&"input".into()));
        written.map(|unknown| planned_path(&unknown.path).to_vec()).collect()
    };
    let (ours, theirs) = (paths(source), paths(planned));
    let one = ours.difference(&theirs).map(|path| format!("{} {}: unknown", source.address, testing::path(path)));
    let other =
        theirs.difference(&ours).map(|path| format!("{} {}: planned unknown", source.address, testing::path(path)));
    one.chain(other).collect()
}

/// Paths of planned values in attributes that the configuration writes, where it is not known to have one.
fn missed(source: &Resource, planned: &Resource) -> Vec<Path> {
    let is_block = |node: &Node| node.items().any(|item| item.written.is_some());
    let mut found = Vec::new();
    for entry in planned.values.entries() {
        let is_written = source.values.get(&entry.key).is_some_and(|value| !is_block(value))
            || source.unknown.iter().any(|unknown| unknown.path == [PathElement::from(&*entry.key)]);
        if is_written {
            scalars(&entry.value, &mut vec![PathElement::from(&*entry.key)], &mut found);
        }
    }
    let is_missed = |(path, _): &(Path, Node)| at(&source.values, path).is_none();
    found.into_iter().filter(is_missed).map(|(path, _)| path).collect()
}

fn report(pairs: Vec<(String, Reading, Vec<Resource>)>) -> String {
    let mut report = String::new();
    for (name, reading, planned) in pairs {
        assert_eq!(reading.errors, [], "{name}");
        let read: BTreeMap<&str, &Resource> =
            own(&reading.resources).map(|resource| (resource.address.as_str(), resource)).collect();
        let Compared { same, values, different } = compare(&read, &planned);
        report.push_str(&format!("{name}: {} resources, {same} of {values} values\n", read.len()));
        different.iter().for_each(|line| report.push_str(&format!("  {line}\n")));
    }
    report
}

#[test]
fn configurations_come_out_as_terraform_plans_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/terraform/source/tests/planned");
    insta::assert_snapshot!(report(pairs(folder.into())), @r#"
    json: 3 resources, 9 of 9 values
    modules: 24 resources, 107 of 107 values
      terraform_data.vals input -> terraform_data.counted[2]
    unknown: 6 resources, 57 of 57 values
      terraform_data.t input -> terraform_data.c[0]
      terraform_data.t input -> terraform_data.c[1]
      terraform_data.t input -> terraform_data.e["a"]
      terraform_data.t input -> terraform_data.e["b"]
    "#);
}

#[test]
fn pairs_have_the_same_instances_and_values() {
    let report = report(corpus());
    if !report.is_empty() {
        insta::assert_snapshot!(report, @r##"
    aws: 29 resources, 101 of 103 values
      aws_instance.worker[0] user_data: "#!/bin/sh\nexport DB_PASSWORD=example-only-Passw0rd\nexec worker --index 0\n" planned "5802aa53493607a69789b4b8c9f094942c5d2e1f"
      aws_instance.worker[1] user_data: "#!/bin/sh\nexport DB_PASSWORD=example-only-Passw0rd\nexec worker --index 1\n" planned "54604cf35312b2e2677f4d55c16c4a28bb745d65"
    azure: 9 resources, 69 of 75 values
      azurerm_network_security_group.admin security_rule[0].name: "rdp" planned "ssh"
      azurerm_network_security_group.admin security_rule[0].priority: 100 planned 101
      azurerm_network_security_group.admin security_rule[0].destination_port_range: "3389" planned "22"
      azurerm_network_security_group.admin security_rule[1].name: "ssh" planned "rdp"
      azurerm_network_security_group.admin security_rule[1].priority: 101 planned 100
      azurerm_network_security_group.admin security_rule[1].destination_port_range: "22" planned "3389"
    google: 13 resources, 62 of 62 values
      google_storage_bucket.documents["prod"] encryption[0].default_kms_key_name -> google_kms_crypto_key.data
    keycloak: 8 resources, 66 of 66 values
    kubernetes: 9 resources, 76 of 76 values
    lifecycle: 8 resources, 13 of 13 values
    "##);
    }
}
