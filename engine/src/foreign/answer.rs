//! What a rule of another tool returned, as verdicts.

use bartizan_rego::eval::Reason;
use bartizan_rego::value::Value;

use crate::rego::{Verdict, value_of};
use crate::resource::{Path, PathElement};
use crate::source::Node;

/// What a policy said.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Id of the policy.
    pub policy: String,
    /// What it said.
    pub verdict: Verdict,
    /// Where, in a file, when the policy says that itself.
    pub written: Option<Written>,
    /// Of several documents judged at once the one that the verdict's path leads into, when it is known.
    pub document: Option<usize>,
}

/// A place that a policy names by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file; that of the document when absent.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
}

/// The key under which the library for Trivy's checks leaves what a result is about.
pub(super) const CAUSE: &str = "__cause__";

impl Answer {
    pub(super) fn failed(policy: &str, message: String) -> Self {
        Self { policy: policy.to_owned(), verdict: Verdict::Failed { message }, written: None, document: None }
    }
}

/// What a rule was asked about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'a> {
    /// The input is this document, and a plan stands also under further keys.
    Document(&'a Node),
    /// The input is a list of documents, each under `contents`.
    Documents,
    /// The object of Kubernetes at `input.review.object`.
    Object,
}

/// Are there results in the value of a rule?
pub(super) fn says(value: &Value) -> bool {
    match value {
        Value::Set(elements) => !elements.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        _ => false,
    }
}

/// The answers in the value of a rule: a set or array of messages, or of objects that hold one. An empty message is a
/// pass, and so is any value of another type. `reasons` are what the elements depend on.
pub(super) fn read(policy: &str, value: &Value, reasons: &[(Value, Vec<Reason>)], about: About<'_>) -> Vec<Answer> {
    let elements = match value {
        Value::Set(elements) => elements.as_slice(),
        Value::Array(elements) => elements,
        _ => return Vec::new(),
    };
    let why = |element: &Value| {
        let whole = || reasons.iter().find(|(of, _)| of == value);
        reasons.iter().find(|(of, _)| of == element).or_else(whole).map_or(&[][..], |(_, reasons)| reasons)
    };
    elements.iter().filter_map(|element| one(policy, element, why(element), about)).collect()
}

fn one(policy: &str, element: &Value, reasons: &[Reason], about: About<'_>) -> Option<Answer> {
    let message = match element {
        Value::String(message) => message,
        Value::Object(object) => {
            let given = ["msg", "message"].into_iter().find_map(|name| object.field(name));
            match given {
                Some(Value::String(message)) => message,
                _ => return Some(Answer::failed(policy, "a result has no `msg` that is a string".to_owned())),
            }
        }
        _ => return None,
    };
    if message.is_empty() {
        return None;
    }
    let (document, path) = best_path(element, reasons, about);
    let verdict = Verdict::Deny {
        message: message.to_string(),
        path,
        related: Vec::new(),
        key: Some(message.to_string()),
        fix: Vec::new(),
    };
    let written = element.field("_loc").and_then(written);
    Some(Answer { policy: policy.to_owned(), verdict, written, document })
}

/// The path in the document that a result is about: the one that it names, or that of the only value equal to its
/// cause, or the foremost of those that it depends on; else that of the document itself. Of several documents also
/// which of them.
fn best_path(element: &Value, reasons: &[Reason], about: About<'_>) -> (Option<usize>, Path) {
    if let Some(path) = element.field("path").and_then(path) {
        return within(path, about);
    }
    let cause = element.field(CAUSE).filter(|cause| matches!(cause, Value::Object(_) | Value::Array(_)));
    if let (Some(cause), About::Document(root)) = (cause, about)
        && let Some(path) = only_place(cause, root)
    {
        return (None, path);
    }
    let foremost = Reason::foremost(reasons).and_then(|reason| path(&Value::array(reason.path.clone())));
    foremost.map_or((None, Vec::new()), |path| within(path, about))
}

/// A path of the input as one of the document.
fn within(mut path: Path, about: About<'_>) -> (Option<usize>, Path) {
    let key = |path: &Path, at: usize| match path.get(at) {
        Some(PathElement::Key(key)) => key.clone(),
        _ => String::new(),
    };
    match about {
        About::Document(root) => {
            let first = key(&path, 0);
            if matches!(first.as_str(), "plan" | "terraform") && root.get(&first).is_none() {
                path.remove(0);
            }
            (None, path)
        }
        About::Documents => match (path.first(), key(&path, 1).as_str()) {
            (Some(PathElement::Index(document)), "contents") => (Some(*document), path.split_off(2)),
            (Some(PathElement::Index(document)), _) => (Some(*document), Vec::new()),
            _ => (None, Vec::new()),
        },
        About::Object if key(&path, 0) == "review" && key(&path, 1) == "object" => (None, path.split_off(2)),
        // The object's namespace and name are also beside it.
        About::Object if key(&path, 0) == "review" && matches!(key(&path, 1).as_str(), "namespace" | "name") => {
            (None, vec!["metadata".into(), path.swap_remove(1)])
        }
        About::Object if key(&path, 0) == "review" => (None, Vec::new()),
        // A policy says itself where in the object its `path` leads.
        About::Object if key(&path, 0) == "parameters" => (None, Vec::new()),
        About::Object => (None, path),
    }
}

/// An array of keys and indices.
fn path(value: &Value) -> Option<Path> {
    let element = |element: &Value| match element {
        Value::String(key) => Some(PathElement::Key(key.to_string())),
        Value::Number(number) => number.as_usize().map(PathElement::Index),
        _ => None,
    };
    value.as_array()?.iter().map(element).collect()
}

fn written(location: &Value) -> Option<Written> {
    let file = location.field("file").and_then(Value::as_str).filter(|file| !file.is_empty()).map(str::to_owned);
    let line = location.field("line").and_then(Value::as_number).and_then(|line| line.as_usize());
    let line = line.and_then(|line| u32::try_from(line).ok()).filter(|line| *line > 0);
    (file.is_some() || line.is_some()).then_some(Written { file, line })
}

/// Where the only value below `root` stands that equals `cause`.
fn only_place(cause: &Value, root: &Node) -> Option<Path> {
    fn search(cause: &Value, node: &Node, path: &mut Path, found: &mut Vec<Path>) {
        if found.len() > 1 {
            return;
        }
        let compound = node.as_mapping().is_some() || node.as_sequence().is_some();
        if !compound {
            return;
        }
        if value_of(node) == *cause {
            found.push(path.clone());
            return;
        }
        for (at, item) in node.items().enumerate() {
            path.push(at.into());
            search(cause, item, path, found);
            path.pop();
        }
        for entry in node.entries() {
            path.push((&*entry.key).into());
            search(cause, &entry.value, path, found);
            path.pop();
        }
    }
    let mut found = Vec::new();
    search(cause, root, &mut Vec::new(), &mut found);
    if found.len() == 1 { found.pop() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_messages_objects_and_passes() {
        let value = |json: &str| crate::foreign::of_json(&serde_json::from_str(json).unwrap());
        let answers = |json: &str| {
            let answer = |answer: Answer| match answer.verdict {
                Verdict::Deny { message, path, .. } => format!("{message} {path:?} {:?}", answer.written),
                other => format!("{other:?}"),
            };
            read("p", &value(json), &[], About::Object).into_iter().map(answer).collect::<Vec<_>>()
        };
        assert_eq!(
            answers(r#"["a", "", 1, {"message": "b", "path": ["c", 0]}]"#),
            ["a [] None", "b [Key(\"c\"), Index(0)] None"]
        );
        assert_eq!(
            answers(r#"[{"msg": "a", "_loc": {"file": "f", "line": 3}}]"#),
            ["a [] Some(Written { file: Some(\"f\"), line: Some(3) })"]
        );
        assert_eq!(answers(r#"[{"text": "a"}]"#), ["Failed { message: \"a result has no `msg` that is a string\" }"]);
        assert!(answers("true").is_empty() && answers(r#"{"a": "b"}"#).is_empty());
    }
}
