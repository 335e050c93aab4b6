//! Real plans, realms and manifests are all read.

use crate::support::{Project, corpus, errors};

#[test]
fn every_real_input_is_read() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.to_string_lossy();
    let run = Project::new().run(["check", "--format", "json", "--root", &path, &path]).ends(1);
    let output = run.json();
    assert_eq!(errors(&output), "");
    let count = |key: &str| output["summary"][key].as_u64().unwrap();
    assert!(count("files") >= 80 && count("resources") >= 400, "{}", output["summary"]);
    for platform in ["terraform", "kubernetes", "keycloak"] {
        let mut findings = output["findings"].as_array().unwrap().iter();
        assert!(findings.any(|finding| finding["resource"]["platform"] == platform), "{platform}");
    }
    for finding in output["findings"].as_array().unwrap() {
        let nowhere = finding["location"].is_null() && finding["resource"]["address"] != "";
        assert!(!nowhere, "a finding on a resource has no place: {finding}");
    }
}

#[test]
fn every_real_input_is_recognised() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.to_string_lossy();
    let run = Project::new().run(["check", "--explain-discovery", "--root", &path, &path]).ends(0);
    let mut wrong = Vec::new();
    for line in run.stdout.lines() {
        let (file, taken_for) = line.split_once(": ").unwrap();
        let kind = taken_for.split(' ').next().unwrap();
        let right = match file.split('/').next().unwrap() {
            "plans" => kind == "terraform-plan",
            "pairs" => kind.starts_with("terraform-"),
            "manifests" => kind == "kubernetes" || std::fs::metadata(corpus.join(file)).unwrap().len() < 8,
            "realms" => kind.starts_with("keycloak-"),
            folder => panic!("{folder}"),
        };
        if !right {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(run.stdout.lines().count() >= 80);
}
