//! What the stages before and around a single evaluation cost: parsing, reading, judging a unit, a whole check.
//!
//! Inputs are the documents of `examples/`, repeated where one is too small to measure.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; its macros write undocumented items"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::config::Config;
use bartizan_engine::files::{Files, Limits as FileLimits};
use bartizan_engine::policy::{Pack, Parameters, Profile, Scope, Selection, SelectionRules};
use bartizan_engine::rego::{Evaluator, Limits};
use bartizan_engine::resource::{Platform, Resource};
use bartizan_engine::session::{Options, Session};
use bartizan_engine::source::{Document, Source, SourceId, parse_json, parse_yaml};
use bartizan_engine::terraform::read_plan;
use chrono::NaiveDate;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// Times that the manifests are repeated.
const MANIFESTS: usize = 50;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").canonicalize().unwrap()
}

fn example(name: &str) -> String {
    std::fs::read_to_string(examples().join(name)).unwrap()
}

fn plan() -> Document {
    let source = Source::new(SourceId(0), "tfplan.json", example("terraform/tfplan.json"));
    parse_json(&source).documents.remove(0)
}

fn parse(criterion: &mut Criterion) {
    let json = Source::new(SourceId(0), "tfplan.json", example("terraform/tfplan.json"));
    let manifests = format!("---\n{}\n", example("kubernetes/portal.yaml")).repeat(MANIFESTS);
    let yaml = Source::new(SourceId(0), "portal.yaml", manifests);
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(json.text.len() as u64));
    group.bench_function("JSON", |bench| bench.iter_with_large_drop(|| parse_json(&json)));
    group.throughput(Throughput::Bytes(yaml.text.len() as u64));
    group.bench_function("YAML", |bench| bench.iter_with_large_drop(|| parse_yaml(&yaml)));
    group.finish();
}

fn read(criterion: &mut Criterion) {
    let (document, config) = (plan(), Config::default());
    criterion.bench_function("read the resources of a plan", |bench| {
        bench.iter_with_large_drop(|| read_plan(&document, &config));
    });
}

fn evaluator() -> Evaluator {
    let pack = Pack::bundled();
    let rules = SelectionRules { profile: Profile::Strict, ..SelectionRules::default() };
    let selection = Selection::new(&pack, &rules).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
    Evaluator::new(Arc::new(pack), &selection, Parameters::default(), Limits::default(), today).unwrap()
}

/// A root module that changes each time, so that nothing is remembered of it.
fn judge_unit(criterion: &mut Criterion) {
    let (document, config) = (plan(), Config::default());
    let resources = read_plan(&document, &config).0;
    let evaluator = evaluator();
    let mut number = 0_u64;
    criterion.bench_function("judge a root module as a unit", |bench| {
        bench.iter_batched(
            || {
                number += 1;
                let version = Some(number.to_string());
                let changed = |resource: &Resource| Resource { version: version.clone(), ..resource.clone() };
                resources.iter().map(changed).collect::<Vec<_>>()
            },
            |unit| evaluator.set(Scope::Unit, Platform::Terraform, None, &unit.iter().collect::<Vec<_>>(), true),
            BatchSize::SmallInput,
        );
    });
}

fn session() -> Session {
    let files = Files::new(examples(), FileLimits::default()).unwrap();
    Session::open(files, Options { skip_config: true, profile: Some(Profile::Strict), ..Options::default() }).unwrap()
}

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for path in ["kubernetes/portal.yaml", "terraform/tfplan.json", "keycloak/citizens-realm.json"] {
        let paths = [Arc::from(path)];
        group.bench_function(format!("{path} from cold start"), |bench| {
            bench.iter_with_large_drop(|| (session().check(&paths), paths.clone()));
        });
        let mut warm = session();
        let texts = [example(path), format!("{}\n", example(path))];
        let mut edits = 0;
        group.bench_function(format!("{path} after a keystroke"), |bench| {
            bench.iter(|| {
                edits += 1;
                warm.set_overlay(path, texts[edits % 2].as_str().into());
                warm.check(&paths)
            });
        });
    }
    group.finish();
}

/// A root module of 3,000 lines: with one team a file, or all in one.
fn terraform(folder: &Path, in_one_file: bool) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/terraform");
    let read = |name: &str| std::fs::read_to_string(from.join(name)).unwrap();
    let (mut main, service, team) = (read("main.tf"), read("service/main.tf"), read("team.tf.template"));
    let teams = (3_000 - main.lines().count() - service.lines().count()) / team.lines().count();
    for number in 0..teams {
        let text = team.replace('@', &number.to_string());
        if in_one_file {
            main.push_str(&text);
        } else {
            std::fs::write(folder.join(format!("team_{number}.tf")), text).unwrap();
        }
    }
    std::fs::create_dir(folder.join("service")).unwrap();
    std::fs::write(folder.join("service/main.tf"), service).unwrap();
    std::fs::write(folder.join("main.tf"), main).unwrap();
}

fn edit_terraform(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a keystroke in a root module of 3,000 lines");
    for (name, in_one_file) in [("of many files", false), ("of one file", true)] {
        let folder = tempfile::tempdir().unwrap();
        terraform(folder.path(), in_one_file);
        let files = Files::new(folder.path().canonicalize().unwrap(), FileLimits::default()).unwrap();
        let options =
            Options { skip_config: true, profile: Some(Profile::Strict), is_told: true, ..Options::default() };
        let mut session = Session::open(files, options).unwrap();
        let text = std::fs::read_to_string(folder.path().join("main.tf")).unwrap();
        let texts = [text.clone(), text.replacen("publicly_accessible = true", "publicly_accessible = tru", 1)];
        let paths = [Arc::from("main.tf")];
        let mut edits = 0;
        group.bench_function(name, |bench| {
            bench.iter(|| {
                edits += 1;
                session.set_overlay("main.tf", texts[edits % 2].as_str().into());
                session.check_open(&paths)
            });
        });
    }
    group.finish();
}

criterion_group!(all, parse, read, judge_unit, check, edit_terraform);
criterion_main!(all);
