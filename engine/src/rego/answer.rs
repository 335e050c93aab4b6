//! What a policy returned, checked and turned into outcomes.

use bartizan_rego::value::Value;

use super::explain::{Dependency, Explanation};
use super::{EditOp, FixStep, Outcome, RelatedPath, Safety, Verdict};
use crate::policy::{Policy, Scope};
use crate::resource::{Path, PathElement};

/// The rules of a policy that answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Deny,
    Undetermined,
}

impl Rule {
    pub(super) const ALL: [Self; 2] = [Self::Deny, Self::Undetermined];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Undetermined => "undetermined",
        }
    }
}

/// What an answer is about.
pub(super) enum Subject<'a> {
    /// The resource with this address.
    Resource(&'a str),
    /// Several resources, by address: each answer names its own.
    Set {
        /// In the order of the input.
        members: &'a [&'a str],
        /// Sorted.
        addresses: &'a [&'a str],
    },
}

impl Subject<'_> {
    /// The resource that a path of the input leads into, with the path in its values.
    pub(super) fn place(&self, mut path: Path) -> Option<(String, Path)> {
        let named = |at: usize, name: &str| matches!(path.get(at), Some(PathElement::Key(key)) if key == name);
        match (self, path.get(1)) {
            (Subject::Resource(address), _) if named(0, "values") => Some(((*address).to_owned(), path.split_off(1))),
            (Subject::Set { members, .. }, Some(PathElement::Index(at)))
                if named(0, "resources") && named(2, "values") =>
            {
                Some(((*members.get(*at)?).to_owned(), path.split_off(3)))
            }
            _ => None,
        }
    }
}

/// The outcomes of the `value` of one rule of a policy. `explanation` places what has no path of its own.
pub(super) fn read(
    policy: &Policy,
    rule: Rule,
    value: &Value,
    subject: &Subject<'_>,
    explanation: Option<&Explanation>,
) -> Vec<Outcome> {
    match elements(value) {
        Some(elements) => {
            elements.into_iter().map(|element| outcome(policy, rule, element, subject, explanation)).collect()
        }
        None => vec![failed(policy, subject, format!("`{}` is not a set", rule.as_str()))],
    }
}

/// What a rule's value holds; none where it is no collection.
pub(super) fn elements(value: &Value) -> Option<Vec<&Value>> {
    match value {
        Value::Set(elements) => Some(elements.iter().collect()),
        Value::Array(elements) => Some(elements.iter().collect()),
        _ => None,
    }
}

/// Does some element of a rule's value not say where it stands?
pub(super) fn lacks_path(value: &Value) -> bool {
    elements(value).is_some_and(|elements| elements.into_iter().any(|element| given(element, "path").is_none()))
}

/// The outcome of one element.
pub(super) fn outcome(
    policy: &Policy,
    rule: Rule,
    element: &Value,
    subject: &Subject<'_>,
    explanation: Option<&Explanation>,
) -> Outcome {
    one(policy, rule, element, subject, explanation)
        .unwrap_or_else(|fault| failed(policy, subject, format!("an element of `{}` {fault}", rule.as_str())))
}

/// A policy's failure.
pub(super) fn failed(policy: &Policy, subject: &Subject<'_>, message: String) -> Outcome {
    let resource = match subject {
        Subject::Resource(address) => Some((*address).to_owned()),
        Subject::Set { .. } => None,
    };
    Outcome { policy: policy.id.to_string(), resource, verdict: Verdict::Failed { message } }
}

/// Sorts, and drops what was said twice.
pub(super) fn tidy(outcomes: &mut Vec<Outcome>) {
    fn detail(verdict: &Verdict) -> (u8, Option<&Path>, &str, Option<&str>) {
        match verdict {
            Verdict::Deny { message, path, key, .. } => (0, Some(path), message, key.as_deref()),
            Verdict::Undetermined { path, reason } => (1, Some(path), reason, None),
            Verdict::Failed { message } => (2, None, message, None),
        }
    }
    outcomes.sort_by(|a, b| {
        (&a.policy, &a.resource, detail(&a.verdict)).cmp(&(&b.policy, &b.resource, detail(&b.verdict)))
    });
    outcomes.dedup();
}

/// One element, or what is wrong with it.
fn one(
    policy: &Policy,
    rule: Rule,
    element: &Value,
    subject: &Subject<'_>,
    explanation: Option<&Explanation>,
) -> Result<Outcome, String> {
    let field = |name: &str| given(element, name);
    match element {
        Value::Object(_) => {}
        Value::String(_) if rule == Rule::Deny => {}
        _ => return Err("is not an object".to_owned()),
    }
    let mut resource = field("resource");
    let mut related = field("related").map(related).transpose()?.unwrap_or_default();
    let own = field("path").map(path).transpose()?;
    let places = match (&own, explanation) {
        (None, Some(explanation)) => {
            let of = resource.and_then(Value::as_str);
            let is_it = |(address, _): &(String, Path)| of.is_none_or(|of| of == address);
            explanation.places(element, &|path| subject.place(path).filter(is_it))
        }
        _ => Vec::new(),
    };
    let mut places = places.into_iter();
    let place = places.next();
    let named = place.as_ref().map(|place| Value::from(place.resource.as_str()));
    resource = resource.or(named.as_ref());
    related.extend(places.map(also));
    let path = own.or(place.map(|place| place.path)).unwrap_or_default();
    let verdict = match rule {
        Rule::Deny => Verdict::Deny {
            message: text(field("message").or(field("msg")).unwrap_or(element), "message")?,
            path,
            related,
            within: field("within").map(within).transpose()?.unwrap_or_default(),
            key: field("key").map(key).transpose()?,
            fix: field("fix").map(steps).transpose()?.unwrap_or_default(),
        },
        Rule::Undetermined => {
            Verdict::Undetermined { path, reason: text(field("reason").ok_or("has no `reason`")?, "reason")? }
        }
    };
    let resource = address(policy.scope, resource, subject)?;
    Ok(Outcome { policy: policy.id.to_string(), resource, verdict })
}

/// A further place at which the same is said.
fn also(place: Dependency) -> RelatedPath {
    RelatedPath { path: place.path, message: "here too".to_owned(), resource: Some(place.resource) }
}

fn address(scope: Scope, given: Option<&Value>, subject: &Subject<'_>) -> Result<Option<String>, String> {
    let given = given.map(|given| text(given, "resource")).transpose()?;
    match subject {
        Subject::Resource(address) => Ok(Some((*address).to_owned())),
        Subject::Set { addresses, .. } => match given {
            Some(given) if addresses.binary_search(&given.as_str()).is_ok() => Ok(Some(given)),
            Some(given) => Err(format!("names the resource `{given}`, which was not in its input")),
            None if scope == Scope::Fleet => Ok(None),
            None => Err("names no `resource`".to_owned()),
        },
    }
}

fn text(value: &Value, name: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.to_string()),
        _ => Err(format!("has no `{name}` that is a string")),
    }
}

/// A key is a string or a number.
fn key(value: &Value) -> Result<String, String> {
    match value {
        Value::Number(_) => Ok(value.to_json()),
        _ => text(value, "key"),
    }
}

fn path(value: &Value) -> Result<Path, String> {
    let fault = || "has a `path` that is not an array of strings and indices".to_owned();
    let elements = value.as_array().ok_or_else(fault)?;
    let element = |element: &Value| match element {
        Value::String(key) => Ok(PathElement::Key(key.to_string())),
        Value::Number(number) => number.as_usize().map(PathElement::Index).ok_or_else(fault),
        _ => Err(fault()),
    };
    elements.iter().map(element).collect()
}

/// Starts and ends in a string.
fn within(value: &Value) -> Result<Vec<(usize, usize)>, String> {
    let range = |range: &Value| match range.as_array()? {
        [Value::Number(start), Value::Number(end)] => {
            Some((start.as_usize()?, end.as_usize()?)).filter(|(start, end)| start <= end)
        }
        _ => None,
    };
    let ranges = value.as_array().and_then(|ranges| ranges.iter().map(range).collect());
    ranges.ok_or_else(|| "has a `within` that is not an array of pairs of start and end".to_owned())
}

fn related(value: &Value) -> Result<Vec<RelatedPath>, String> {
    let elements = value.as_array().ok_or_else(|| "has a `related` that is not an array".to_owned())?;
    let element = |element: &Value| {
        Ok(RelatedPath {
            path: given(element, "path").map(path).transpose()?.unwrap_or_default(),
            message: given(element, "message")
                .map(|value| text(value, "related.message"))
                .transpose()?
                .unwrap_or_default(),
            resource: given(element, "resource").map(|value| text(value, "related.resource")).transpose()?,
        })
    };
    elements.iter().map(element).collect()
}

/// The steps of a fix; a single step need not stand in an array.
fn steps(value: &Value) -> Result<Vec<FixStep>, String> {
    match value {
        Value::Array(steps) => steps.iter().map(step).collect(),
        _ => Ok(vec![step(value)?]),
    }
}

fn step(value: &Value) -> Result<FixStep, String> {
    let op = match given(value, "op").and_then(Value::as_str) {
        Some("set") => EditOp::Set,
        Some("remove") => EditOp::Remove,
        Some("append") => EditOp::Append,
        Some("add_resource") => EditOp::AddResource,
        _ => return Err("has a `fix` whose `op` is not set, remove, append or add_resource".to_owned()),
    };
    let safety = match given(value, "safety").and_then(Value::as_str) {
        Some("safe") => Safety::Safe,
        Some("unsafe") => Safety::Unsafe,
        Some("display") => Safety::Display,
        _ => return Err("has a `fix` whose `safety` is not safe, unsafe or display".to_owned()),
    };
    Ok(FixStep {
        op,
        path: given(value, "path").map(path).transpose()?.unwrap_or_default(),
        value: given(value, "value").map(json).transpose()?.unwrap_or_default(),
        kind: given(value, "kind").map(|value| text(value, "fix.kind")).transpose()?,
        name: given(value, "name").map(|value| text(value, "fix.name")).transpose()?,
        values: given(value, "values").map(json).transpose()?,
        safety,
    })
}

fn json(value: &Value) -> Result<serde_json::Value, String> {
    serde_json::from_str(&value.to_json()).map_err(|error| format!("holds a value that is not JSON: {error}"))
}

/// The field `name` of an object, unless it is null.
fn given<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.field(name).filter(|value| **value != Value::Null)
}
