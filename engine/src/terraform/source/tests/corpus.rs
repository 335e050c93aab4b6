//! Configurations with the plans that Terraform made of them: the same instances, and the same values where they are
//! written.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::{Reading, Root, SyntaxCache, read};
use crate::config::Config;
use crate::files::{Files, Limits};
use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{Format, Node, Value, parse};
use crate::terraform::read_plan;
use crate::testing;

fn pairs() -> Vec<(String, Reading, Vec<Resource>)> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    let folder = PathBuf::from(std::env::var("BARTIZAN_CORPUS").unwrap_or_else(|_| default.to_owned())).join("pairs");
    if !folder.is_dir() {
        eprintln!("skipped: no corpus at {}", folder.display());
        return Vec::new();
    }
    let files = Files::new(folder.clone(), Limits::default()).unwrap();
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
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

fn own<'r>(resources: &'r [Resource]) -> impl Iterator<Item = &'r Resource> {
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

fn text(node: &Node) -> String {
    match &node.value {
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::String(text) => text.to_string(),
        _ => String::new(),
    }
}

#[test]
fn pairs_have_the_same_instances_and_values() {
    let mut report = String::new();
    for (name, reading, planned) in pairs() {
        assert_eq!(reading.errors, [], "{name}");
        let read: BTreeMap<&str, &Resource> =
            own(&reading.resources).map(|resource| (resource.address.as_str(), resource)).collect();
        let (mut same, mut compared) = (0, 0);
        let mut different = Vec::new();
        for resource in own(&planned) {
            let Some(source) = read.get(resource.address.as_str()) else {
                different.push(format!("{} is not there", resource.address));
                continue;
            };
            if source.references != resource.references {
                let list = |resource: &Resource| {
                    let mut texts: Vec<String> = resource
                        .references
                        .iter()
                        .map(|reference| format!("{} -> {}", testing::path(&reference.path), reference.address))
                        .collect();
                    texts.sort();
                    texts
                };
                let (a, b) = (list(source), list(resource));
                if a != b {
                    different.push(format!("{} refers to {a:?}, planned {b:?}", resource.address));
                }
            }
            let mut found = Vec::new();
            scalars(&source.values, &mut Path::new(), &mut found);
            for (path, node) in found {
                compared += 1;
                match at(&resource.values, &path) {
                    Some(value) if text(value) == text(&node) => same += 1,
                    other => different.push(format!(
                        "{} {}: {} planned {}",
                        resource.address,
                        testing::path(&path),
                        testing::json(&node),
                        other.map_or_else(|| "nothing".to_owned(), testing::json)
                    )),
                }
            }
            for literal in &resource.literals {
                if !source.literals.contains(literal) {
                    different.push(format!("{} {} is a literal", resource.address, testing::path(literal)));
                }
            }
        }
        report.push_str(&format!("{name}: {} resources, {same} of {compared} values\n", read.len()));
        different.iter().for_each(|line| report.push_str(&format!("  {line}\n")));
    }
    eprintln!("{report}");
}
