//! Custom checks of Trivy: metadata, selectors, the functions that Trivy adds.
//!
//! Facts: <https://trivy.dev/latest/docs/scanner/misconfiguration/custom/>.

use std::sync::Arc;

use bartizan_rego::compile::Program;
use bartizan_rego::eval::Options;
use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::{Import, Module, Name};
use bartizan_rego::value::Value;

use super::module::RegoFile;
use super::{Document, answer, names};
use crate::discover::FileKind;
use crate::policy::Metadata;
use crate::source::Node;

/// Where the functions stand that Trivy adds.
const LIBRARY: [&str; 2] = ["bartizan_trivy", "functions"];

/// What a check judges.
#[derive(Clone, Debug, Default)]
pub(super) struct Selector {
    types: Vec<String>,
    /// Each with conditions on `kind`, `group`, `version`, `namespace`; one must hold.
    subtypes: Vec<Vec<(String, String)>>,
}

/// Is the file a check of Trivy: does its package name what it wants as input, or does it speak to Trivy's functions?
pub(super) fn is_check(file: &RegoFile) -> bool {
    let rules = file.rules();
    let selects = file.annotations().is_some_and(|annotations| selector_of(annotations).is_some());
    selects
        || rules.contains(&"__rego_metadata__")
        || rules.contains(&"__rego_input__")
        || file.text.contains("result.new(")
}

fn selector_of(annotations: &Value) -> Option<&Value> {
    annotations.field("custom")?.field("input")?.field("selector")
}

impl Selector {
    /// What a check with these annotations selects, or why it cannot run.
    pub(super) fn of(annotations: &Value) -> Result<Self, String> {
        let mut selector = Self::default();
        let listed = selector_of(annotations).and_then(Value::as_array).unwrap_or_default();
        for element in listed {
            let kind = element.field("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
            for subtype in element.field("subtypes").and_then(Value::as_array).unwrap_or_default() {
                let conditions = subtype.as_object().into_iter().flat_map(|object| object.iter());
                let text = |(key, value): &(Value, Value)| Some((key.as_str()?.to_owned(), value.as_str()?.to_owned()));
                selector.subtypes.push(conditions.filter_map(text).collect());
            }
            selector.types.push(kind);
        }
        let known = |kind: &String| ["kubernetes", "rbac", "helm", "json", "yaml"].contains(&kind.as_str());
        match selector.types.iter().find(|kind| !known(kind)) {
            Some(kind) if !selector.types.iter().any(known) => Err(match kind.as_str() {
                "cloud" | "defsec" => {
                    format!("its input `{kind}` is Trivy's own typed model of Terraform, which only Trivy makes")
                }
                _ => format!("its input `{kind}` is no file that is judged here"),
            }),
            _ => Ok(selector),
        }
    }

    /// Is the document one that it selects?
    pub(super) fn matches(&self, document: &Document<'_>) -> bool {
        let json = document.file.ends_with(".json");
        let of_type = |kind: &String| match kind.as_str() {
            "json" => json,
            "yaml" => !json,
            _ => document.kind == FileKind::Kubernetes,
        };
        (self.types.is_empty() || self.types.iter().any(of_type))
            && (self.subtypes.is_empty() || self.subtypes.iter().any(|wanted| has(document.root, wanted)))
    }
}

fn has(root: &Node, wanted: &[(String, String)]) -> bool {
    let text = |path: &[&str]| root.at(path).and_then(Node::as_str).unwrap_or_default();
    let api_version = text(&["apiVersion"]);
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    wanted.iter().all(|(key, value)| {
        let own = match key.as_str() {
            "kind" => text(&["kind"]),
            "group" => group,
            "version" => version,
            "namespace" => text(&["metadata", "namespace"]),
            "name" => text(&["metadata", "name"]),
            _ => return true,
        };
        own.eq_ignore_ascii_case(value)
    })
}

/// The library that a check imports from Trivy itself, when it is not among `packages`.
pub(super) fn missing_library(file: &RegoFile, packages: &[Vec<String>]) -> Option<String> {
    let given = |import: &[&str]| {
        // One path begins with the other.
        packages.iter().any(|package| package.iter().zip(import).all(|(own, other)| own == other))
    };
    let missing = file.imports().find(|import| import.first() == Some(&"lib") && !given(import))?;
    Some(super::module::name_of(&[&["data"], &missing[..]].concat()))
}

/// The functions that Trivy adds, as Rego.
pub(super) fn library() -> Result<RegoFile, Vec<crate::policy::PolicyError>> {
    let package = LIBRARY.join(".");
    let text =
        format!("package {package}.result\n\nnew(msg, cause) := {{\"msg\": msg, \"{}\": cause}}\n", answer::CAUSE);
    RegoFile::read("functions of Trivy", &text)
}

/// The same for a function that stands in no package.
pub(super) fn managed() -> Result<RegoFile, Vec<crate::policy::PolicyError>> {
    RegoFile::read("functions of Trivy", &format!("package {}\n\nisManaged(_) := true\n", LIBRARY.join(".")))
}

/// The file with those functions at hand.
pub(super) fn with_library(file: &RegoFile) -> RegoFile {
    let name = |text: &str| Name { span: Span::default(), text: text.into() };
    let import = |function: &str| Import {
        span: Span::default(),
        path: ["data"].into_iter().chain(LIBRARY).chain([function]).map(name).collect(),
        alias: None,
    };
    let mut tree = Module::clone(&file.tree);
    for function in ["result", "isManaged"] {
        if !file.rules().contains(&function) {
            tree.imports.push(import(function));
        }
    }
    RegoFile { tree: Arc::new(tree), ..file.clone() }
}

/// The annotations of a check; of one in Trivy's old form what its rules `__rego_metadata__` and `__rego_input__` say.
pub(super) fn annotations(file: &RegoFile, program: &Program) -> Value {
    if let Some(annotations) = file.annotations() {
        return annotations.clone();
    }
    let path = |rule| file.package().into_iter().chain([rule]).collect::<Vec<_>>();
    let rules = program.rules([path("__rego_metadata__"), path("__rego_input__")]);
    let mut values = rules.eval(None, &Value::empty_object(), &Options::default()).into_iter();
    let mut next = || values.next().and_then(Result::ok).flatten().unwrap_or_else(Value::empty_object);
    let (metadata, input) = (next(), next());
    let mut custom: Vec<(Value, Value)> = metadata.as_object().into_iter().flatten().cloned().collect();
    custom.push((Value::from("input"), input));
    let top = ["title", "description"].into_iter().filter_map(|key| Some((key, metadata.field(key)?.clone())));
    Value::record(top.chain([("custom", Value::object(custom))]))
}

/// Takes over what a check says of itself.
pub(super) fn describe(annotations: &Value, metadata: &mut Metadata) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let custom = |key: &str| annotations.field("custom").and_then(|custom| custom.field(key));
    metadata.title = text(annotations.field("title")).unwrap_or_else(|| metadata.id.clone());
    metadata.description = text(annotations.field("description")).unwrap_or_default();
    metadata.remediation =
        text(custom("recommended_actions").or_else(|| custom("recommended_action"))).unwrap_or_default();
    if let Some(id) = text(custom("id")).or_else(|| text(custom("avd_id"))) {
        metadata.id = id;
    }
    if let Some(severity) = custom("severity").and_then(Value::as_str).and_then(names::severity) {
        metadata.severity = severity;
    }
    let links = annotations.field("related_resources").and_then(Value::as_array).unwrap_or_default();
    let link = |link: &Value| text(Some(link)).or_else(|| text(link.field("ref")));
    metadata.related_resources = links.iter().filter_map(link).collect();
}
