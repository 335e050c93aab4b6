//! What a rule of another tool returned, as verdicts.

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
        Self { policy: policy.to_owned(), verdict: Verdict::Failed { message }, written: None }
    }
}

/// The answers in the value of a rule: a set or array of messages, or of objects that hold one. An empty message is a
/// pass, and so is any value of another type.
pub(super) fn read(policy: &str, value: &Value, root: Option<&Node>) -> Vec<Answer> {
    let elements = match value {
        Value::Set(elements) => elements.as_slice(),
        Value::Array(elements) => elements,
        _ => return Vec::new(),
    };
    elements.iter().filter_map(|element| one(policy, element, root)).collect()
}

fn one(policy: &str, element: &Value, root: Option<&Node>) -> Option<Answer> {
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
    let verdict = Verdict::Deny {
        message: message.to_string(),
        path: best_path(element, root),
        related: Vec::new(),
        key: Some(message.to_string()),
        fix: Vec::new(),
    };
    Some(Answer { policy: policy.to_owned(), verdict, written: element.field("_loc").and_then(written) })
}

/// The path below `root` that a result is about: the one that it names, or that of the only value equal to its cause;
/// else the root itself.
fn best_path(element: &Value, root: Option<&Node>) -> Path {
    if let Some(path) = element.field("path").and_then(path) {
        return path;
    }
    let cause = element.field(CAUSE).filter(|cause| matches!(cause, Value::Object(_) | Value::Array(_)));
    cause.zip(root).and_then(|(cause, root)| only_place(cause, root)).unwrap_or_default()
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
            read("p", &value(json), None).into_iter().map(answer).collect::<Vec<_>>()
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
