//! What evaluating costs: compiling the policies of a kind, and judging one resource.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; its macros write undocumented items"
)]

use std::hint::black_box;
use std::sync::Arc;

use bartizan_engine::policy::{Pack, Parameters, Profile, Selection, SelectionRules};
use bartizan_engine::rego::{Evaluator, Limits};
use bartizan_engine::resource::{Platform, Resource};
use bartizan_engine::source::{Entry, Node, SourceId, Span, Value};
use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;

fn span() -> Span {
    Span::new(SourceId(0), 0, 0)
}

fn node(json: &serde_json::Value) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Number(number.to_string().into()),
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => return Node::sequence(span(), items.iter().map(node).collect()),
        serde_json::Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| Entry::new(key.as_str(), span(), node(value)));
            return Node::mapping(span(), entries.collect());
        }
    };
    Node::new(span(), value)
}

/// A workload as one finds them, named `name`.
fn deployment(name: &str) -> Resource {
    let container = |name: &str| {
        json!({
            "name": name,
            "image": "registry.example/portal/web:1.4.2",
            "ports": [{"name": "http", "containerPort": 8080}],
            "env": [
                {"name": "DATABASE_URL", "value": "postgres://db.prod.svc:5432/portal"},
                {"name": "DATABASE_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "portal-db", "key": "password"}}},
                {"name": "LOG_LEVEL", "value": "info"},
            ],
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
            "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
            "livenessProbe": {"httpGet": {"path": "/health", "port": "http"}},
        })
    };
    let values = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "prod", "labels": {"app": name}},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "serviceAccountName": name,
                    "securityContext": {"runAsNonRoot": true},
                    "containers": [container("web"), container("proxy")],
                    "volumes": [{"name": "tmp", "emptyDir": {}}],
                },
            },
        },
    });
    let address = format!("Deployment/prod/{name}");
    let mut resource = Resource::new(Platform::Kubernetes, "Deployment", name, address, node(&values), span());
    resource.group = Some("apps".to_owned());
    resource.api_version = Some("apps/v1".to_owned());
    resource.namespace = Some("prod".to_owned());
    resource
}

fn evaluator() -> Evaluator {
    let pack = Pack::bundled();
    let rules = SelectionRules { profile: Profile::Strict, ..SelectionRules::default() };
    let selection = Selection::new(&pack, &rules).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
    Evaluator::new(Arc::new(pack), &selection, Parameters::default(), Limits::default(), today).unwrap()
}

fn benchmarks(criterion: &mut Criterion) {
    criterion.bench_function("prepare an evaluator", |bench| bench.iter(evaluator));
    criterion.bench_function("read all metadata", |bench| {
        bench.iter_with_large_drop(|| {
            let pack = Pack::bundled();
            black_box(pack.policies().iter().map(|policy| policy.metadata().title.len()).sum::<usize>());
            pack
        });
    });
    let first = deployment("web");
    criterion.bench_function("compile for workloads and judge one", |bench| {
        bench.iter(|| evaluator().resource(&first, false));
    });
    let warm = evaluator();
    let mut number = 0_u64;
    criterion.bench_function("judge a new workload", |bench| {
        bench.iter_batched(
            || {
                number += 1;
                deployment(&format!("web-{number}"))
            },
            |resource| warm.resource(&resource, false),
            criterion::BatchSize::SmallInput,
        );
    });
    criterion.bench_function("judge a known workload", |bench| bench.iter(|| warm.resource(&first, false)));
}

criterion_group!(all, benchmarks);
criterion_main!(all);
