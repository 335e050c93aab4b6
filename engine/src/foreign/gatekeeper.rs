//! Gatekeeper: templates, their Constraints, and the review of an object.
//!
//! Facts: <https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates>,
//! <https://open-policy-agent.github.io/gatekeeper/website/docs/sync> and the behaviour of Gatekeeper 3.23.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bartizan_rego::compile::{Program, Rules};
use bartizan_rego::eval::Options;
use bartizan_rego::syntax::ast::Version;
use bartizan_rego::value::{Object, Value};

use super::answer::{self, About, Answer};
use super::matching::{Match, Matched};
use super::metadata;
use super::module::{self, RegoFile};
use crate::policy::{Format, Metadata, PolicyError, Severity};
use crate::rego::{Dependency, Explanation, Fault, Verdict, value_of};
use crate::resource::{Path, Resource};
use crate::source::Node;

/// The API group of templates.
const TEMPLATES: &str = "templates.gatekeeper.sh/";

/// The API group of Constraints.
const CONSTRAINTS: &str = "constraints.gatekeeper.sh/";

/// Does the text of a file look as if a template or a Constraint was in it?
pub(super) fn may_hold(text: &str) -> bool {
    text.contains(TEMPLATES) || text.contains(CONSTRAINTS)
}

/// A template, or a Constraint, as written.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    Template(Node),
    Constraint(Node),
}

/// The object that a document is, if it is one of Gatekeeper.
pub(super) fn object_of(root: &Node) -> Option<Kept> {
    let api_version = root.get("apiVersion")?.as_str()?;
    if api_version.starts_with(TEMPLATES) && root.get("kind")?.as_str()? == "ConstraintTemplate" {
        return Some(Kept::Template(root.clone()));
    }
    api_version.starts_with(CONSTRAINTS).then(|| Kept::Constraint(root.clone()))
}

/// A template with its Constraints.
#[derive(Debug)]
pub(super) struct Template {
    program: Program,
    rules: Rules,
    constraints: Vec<Constraint>,
}

#[derive(Debug)]
struct Constraint {
    policy: String,
    parameters: Value,
    matching: Match,
}

/// What a template could be made of.
pub(super) enum Made {
    Template(Template, Vec<Metadata>),
    /// It cannot run.
    Unfit(String),
}

/// Compiles a template that stands in `file` and prepares the Constraints of its kind among `constraints`.
pub(super) fn template(file: &str, root: &Node, constraints: &[Node]) -> Result<Made, Vec<PolicyError>> {
    let text = |path: &[&str]| root.at(path).and_then(Node::as_str);
    let name = text(&["metadata", "name"]).unwrap_or_default();
    let kind = text(&["spec", "crd", "spec", "names", "kind"]).unwrap_or(name);
    let unfit = |why: &str| Ok(Made::Unfit(format!("template {name} cannot run: {why}")));
    let Some(target) = root.at(&["spec", "targets"]).and_then(|targets| targets.index(0)) else {
        return unfit("it has no target");
    };
    let code = match code(target) {
        Ok(code) => code,
        Err(why) => return unfit(&why),
    };
    let schema = root.at(&["spec", "crd", "spec", "validation", "openAPIV3Schema"]);
    let own: Vec<_> = constraints.iter().filter(|node| kind_of(node) == Some(kind)).collect();
    let mut files = vec![RegoFile::read_as(&format!("{file}:{name}"), &code.rego, code.version)?];
    for (at, library) in code.libraries.iter().enumerate() {
        files.push(RegoFile::read_as(&format!("{file}:{name}:libs[{at}]"), library, code.version)?);
    }
    let program = module::compile(&files)?;
    let mut path: Vec<&str> = files[0].package();
    path.push("violation");
    let rules = program.rules([path.clone()]);
    if !files[0].rules().contains(&"violation") {
        return unfit("it has no rule `violation`");
    }
    if own.is_empty() {
        return unfit(&format!("no Constraint of kind {kind} is there"));
    }
    let described = |key: &str| root.at(&["metadata", "annotations", key]).and_then(Node::as_str).map(str::to_owned);
    let mut policies = Vec::new();
    let mut ready = Vec::new();
    for node in own {
        let name = node.at(&["metadata", "name"]).and_then(Node::as_str).unwrap_or_default();
        let mut policy = metadata(format!("{kind}/{name}"), Format::Gatekeeper, files[0].package_name());
        policy.title = described("metadata.gatekeeper.sh/title").unwrap_or_else(|| policy.id.clone());
        policy.description = described("description").unwrap_or_default();
        policy.severity = action(node);
        let given = node.at(&["spec", "parameters"]).map_or_else(Value::empty_object, value_of);
        ready.push(Constraint {
            policy: policy.id.clone(),
            parameters: with_defaults(given, schema),
            matching: node.at(&["spec", "match"]).map(Match::read).unwrap_or_default(),
        });
        policies.push(policy);
    }
    Ok(Made::Template(Template { program, rules, constraints: ready }, policies))
}

/// The kind of a Constraint.
pub(super) fn kind_of(constraint: &Node) -> Option<&str> {
    constraint.get("kind")?.as_str()
}

/// The kind that a template defines.
pub(super) fn kind_defined(template: &Node) -> Option<&str> {
    template.at(&["spec", "crd", "spec", "names", "kind"])?.as_str()
}

struct Code {
    rego: String,
    libraries: Vec<String>,
    version: Version,
}

/// The Rego of a target: under `rego`, or in `code` beside that for other engines.
fn code(target: &Node) -> Result<Code, String> {
    let listed = || target.get("code").map(Node::items).into_iter().flatten();
    let engine = |code: &&Node| code.get("engine").and_then(Node::as_str) == Some("Rego");
    let from = match listed().find(engine).and_then(|code| code.get("source")) {
        Some(source) => source,
        None if target.get("rego").is_some() => target,
        None => {
            let engines: Vec<&str> = listed().filter_map(|code| code.get("engine")?.as_str()).collect();
            return Err(format!("it holds no Rego (engines: {})", engines.join(", ")));
        }
    };
    let libraries = from.get("libs").map(Node::items).into_iter().flatten();
    Ok(Code {
        rego: from.get("rego").and_then(Node::as_str).ok_or("it holds no Rego")?.to_owned(),
        libraries: libraries.filter_map(Node::as_str).map(str::to_owned).collect(),
        version: match from.get("version").and_then(Node::as_str) {
            Some("v1") => Version::V1,
            _ => Version::V0,
        },
    })
}

/// The severity of what a Constraint does with a violation; of several actions the hardest.
fn action(constraint: &Node) -> Severity {
    let severity = |action: &str| match action {
        "deny" => Severity::Medium,
        "warn" => Severity::Low,
        _ => Severity::Info,
    };
    let text = |path: &[&str]| constraint.at(path).and_then(Node::as_str);
    match text(&["spec", "enforcementAction"]) {
        None => Severity::Medium,
        Some("scoped") => {
            let scoped = constraint.at(&["spec", "scopedEnforcementActions"]).map(Node::items).into_iter().flatten();
            let actions = scoped.filter_map(|one| one.get("action")?.as_str()).map(severity);
            actions.max().unwrap_or(Severity::Info)
        }
        Some(action) => severity(action),
    }
}

/// Parameters with the defaults of their schema.
fn with_defaults(given: Value, schema: Option<&Node>) -> Value {
    let Some(schema) = schema else { return given };
    match &given {
        Value::Object(object) => {
            let mut object = Object::clone(object);
            for property in schema.get("properties").map(Node::entries).into_iter().flatten() {
                let key = Value::from(&*property.key);
                let value = match (object.get(&key), property.value.get("default")) {
                    (Some(value), _) => value.clone(),
                    (None, Some(default)) => value_of(default),
                    (None, None) => continue,
                };
                object.insert(key, with_defaults(value, Some(&property.value)));
            }
            Value::Object(Arc::new(object))
        }
        Value::Array(items) => {
            let of_items = schema.get("items");
            Value::array(items.iter().map(|item| with_defaults(item.clone(), of_items)).collect())
        }
        _ => given,
    }
}

/// The objects of the scan, as `data.inventory` has them.
#[derive(Debug, Default)]
pub struct Cluster {
    data: Value,
    namespaces: HashMap<String, Node>,
}

impl Cluster {
    /// The cluster that consists of `objects`.
    #[must_use]
    pub fn new<'a>(objects: impl IntoIterator<Item = &'a Resource>) -> Self {
        let (mut cluster, mut namespace) = (Vec::new(), Vec::new());
        let mut namespaces = HashMap::new();
        for object in objects {
            if object.kind == "Namespace" && object.group.is_none() {
                namespaces.insert(object.name.clone(), object.values.clone());
            }
            let version = object.api_version.as_deref().unwrap_or_default();
            let path = [version, object.kind.as_str(), object.name.as_str()].map(str::to_owned);
            match &object.namespace {
                Some(within) => {
                    namespace.push(([std::slice::from_ref(within), &path[..]].concat(), value_of(&object.values)))
                }
                None => cluster.push((path.to_vec(), value_of(&object.values))),
            }
        }
        let inventory = Value::record([("cluster", tree(cluster)), ("namespace", tree(namespace))]);
        Self { data: Value::record([("inventory", inventory)]), namespaces }
    }
}

/// Values by path as nested objects; of equal paths the last counts.
fn tree(leaves: Vec<(Vec<String>, Value)>) -> Value {
    let mut branches: std::collections::BTreeMap<String, Vec<(Vec<String>, Value)>> = std::collections::BTreeMap::new();
    for (path, value) in leaves {
        let Some((first, rest)) = path.split_first() else { return value };
        let branch = branches.entry(first.clone()).or_default();
        if rest.is_empty() {
            branch.clear();
        }
        branch.push((rest.to_vec(), value));
    }
    Value::object(branches.into_iter().map(|(key, leaves)| (Value::from(key), tree(leaves))).collect())
}

impl Template {
    pub(super) fn is_empty(&self) -> bool {
        self.constraints.is_empty()
    }

    pub(super) fn select(&mut self, runs: &dyn Fn(&str) -> bool) {
        self.constraints.retain(|constraint| runs(&constraint.policy));
    }

    /// What its Constraints say of an object.
    pub(super) fn judge(&self, object: &Resource, cluster: &Cluster, options: &Options) -> Vec<Answer> {
        let mut answers = Vec::new();
        for constraint in &self.constraints {
            match constraint.matching.covers(object, |name| cluster.namespaces.get(name)) {
                Matched::No => {}
                Matched::Unknown(namespace) => {
                    let path: Path = vec!["metadata".into(), "namespace".into()];
                    let absent = object.values.at(&["metadata", "namespace"]).is_none();
                    let reason = format!("the Constraint selects namespaces by labels, and {namespace} is not here");
                    answers.push(Answer {
                        policy: constraint.policy.clone(),
                        depends_on: vec![Dependency { resource: 0, path: path.clone(), absent, decisive: true }],
                        verdict: Verdict::Undetermined { path, reason },
                        written: None,
                        document: None,
                    });
                }
                Matched::Yes => answers.extend(self.ask(constraint, object, cluster, options)),
            }
        }
        answers
    }

    fn ask(&self, constraint: &Constraint, object: &Resource, cluster: &Cluster, options: &Options) -> Vec<Answer> {
        let input = Value::record([("review", review(object, cluster)), ("parameters", constraint.parameters.clone())]);
        let asked = AssertUnwindSafe(|| {
            let value = self.rules.eval(Some(&input), &cluster.data, options).into_iter().next()?;
            let says = matches!(&value, Ok(Some(value)) if answer::says(value));
            let explain = || Explanation::of_each(&self.rules, &input, &cluster.data, options).into_iter().next()?;
            let explained = if says { explain() } else { None };
            Some((value, explained.unwrap_or_default()))
        });
        match catch_unwind(asked).ok().flatten() {
            Some((Ok(Some(value)), explained)) => answer::read(&constraint.policy, &value, &explained, About::Object),
            Some((Ok(None), _)) => Vec::new(),
            Some((Err(error), _)) => {
                vec![Answer::failed(&constraint.policy, Fault::of_evaluation(&error, &self.program).describe())]
            }
            None => vec![Answer::failed(&constraint.policy, "internal error: the evaluator panicked".to_owned())],
        }
    }
}

/// The object as the API server hands it over when it is made.
fn review(object: &Resource, cluster: &Cluster) -> Value {
    let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
    let version = object.api_version.as_deref().unwrap_or_default();
    let version = version.split_once('/').map_or(version, |(_, version)| version);
    let kind = Value::record([
        ("group", text(object.group.as_deref())),
        ("version", Value::from(version)),
        ("kind", Value::from(object.kind.as_str())),
    ]);
    let within = object.namespace.as_ref().and_then(|name| cluster.namespaces.get(name));
    let name = object.values.at(&["metadata", "name"]).and_then(Node::as_str);
    Value::record([
        ("uid", Value::from("")),
        ("kind", kind),
        ("name", text(name)),
        ("namespace", text(object.namespace.as_deref())),
        ("operation", Value::from("CREATE")),
        ("userInfo", Value::empty_object()),
        ("object", value_of(&object.values)),
        ("oldObject", Value::Null),
        ("options", Value::Null),
        ("namespaceObject", within.map_or(Value::Null, value_of)),
    ])
}
