//! What a rule of another tool returned, as verdicts.

use bartizan_rego::value::Value;

use crate::rego::{Dependency, Explanation, Verdict, value_of};
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
    /// The places that it depends on, each with the number of the document that it is in: 0 where there is but one.
    pub depends_on: Vec<Dependency<usize>>,
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
        let verdict = Verdict::Failed { message };
        Self { policy: policy.to_owned(), verdict, written: None, document: None, depends_on: Vec::new() }
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
/// pass, and so is any value of another type. `explanation` says what they depend on.
pub(super) fn read(policy: &str, value: &Value, explanation: &Explanation, about: About<'_>) -> Vec<Answer> {
    let elements = match value {
        Value::Set(elements) => elements.as_slice(),
        Value::Array(elements) => elements,
        _ => return Vec::new(),
    };
    elements.iter().filter_map(|element| one(policy, element, explanation, about)).collect()
}

fn one(policy: &str, element: &Value, explanation: &Explanation, about: About<'_>) -> Option<Answer> {
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
    let (document, path) = best_path(element, explanation, about);
    let verdict = Verdict::Deny {
        message: message.to_string(),
        path,
        related: Vec::new(),
        within: Vec::new(),
        key: Some(message.to_string()),
        fix: Vec::new(),
    };
    let written = element.field("_loc").and_then(written);
    let mut depends_on = explanation.dependencies(element, &|path| about.place(path));
    // That it was in a document at all says nothing beside the places in it.
    if depends_on.iter().any(|place| !place.path.is_empty()) {
        depends_on.retain(|place| !place.path.is_empty());
    }
    Some(Answer { policy: policy.to_owned(), verdict, written, document, depends_on })
}

/// The path in the document that a result is about: the one that it names, or that of the only value equal to its
/// cause, or the foremost of those that it depends on; else that of the document itself. Of several documents also
/// which of them.
fn best_path(element: &Value, explanation: &Explanation, about: About<'_>) -> (Option<usize>, Path) {
    if let Some(path) = element.field("path").and_then(path) {
        return about.named(path);
    }
    let cause = element.field(CAUSE).filter(|cause| matches!(cause, Value::Object(_) | Value::Array(_)));
    if let (Some(cause), About::Document(root)) = (cause, about)
        && let Some(path) = only_place(cause, root)
    {
        return (None, path);
    }
    let foremost = explanation.places(element, &|path| about.place(path)).into_iter().next();
    foremost.map_or((None, Vec::new()), |place| (Some(place.resource), place.path))
}

impl About<'_> {
    /// The document that a path of the input leads into, by number, and the path in it.
    fn place(self, mut path: Path) -> Option<(usize, Path)> {
        let key = |at: usize| match path.get(at) {
            Some(PathElement::Key(key)) => key.as_str(),
            _ => "",
        };
        match self {
            About::Document(root) => {
                let run = ["plan", "terraform"].into_iter().any(|run| key(0) == run && root.get(run).is_none());
                if run {
                    path.remove(0);
                }
                Some((0, path))
            }
            About::Documents => match (path.first(), key(1)) {
                (Some(PathElement::Index(document)), "contents") => Some((*document, path.split_off(2))),
                (Some(PathElement::Index(document)), _) => Some((*document, Vec::new())),
                _ => None,
            },
            About::Object if key(0) != "review" => None,
            About::Object => match (key(1), key(2)) {
                ("object", _) => Some((0, path.split_off(2))),
                // The object's namespace and name are also beside it, and its kind.
                ("namespace" | "name", _) => Some((0, vec!["metadata".into(), path.swap_remove(1)])),
                ("kind", "kind") => Some((0, vec!["kind".into()])),
                ("kind", "group" | "version") => Some((0, vec!["apiVersion".into()])),
                _ => None,
            },
        }
    }

    /// The same for a path that a policy names, which may be one of an object itself.
    fn named(self, path: Path) -> (Option<usize>, Path) {
        let of_input = matches!(path.first(), Some(PathElement::Key(key)) if key == "review" || key == "parameters");
        match (self, self.place(path.clone())) {
            (_, Some((document, path))) => (Some(document), path),
            (About::Object, None) if !of_input => (None, path),
            (_, None) => (None, Vec::new()),
        }
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
            read("p", &value(json), &Explanation::default(), About::Object).into_iter().map(answer).collect::<Vec<_>>()
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
