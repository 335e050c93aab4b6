//! Applies the rules of a kind to a resource: values, and every path that it knows something of.

use std::sync::Arc;

use crate::resource::{Path, PathElement, Reference, Resource, Unknown};
use crate::source::{Entry, Node, Span, Value};

use super::super::case::camel;
use super::super::origin::Origins;
use super::rules::{How, Kind, Rule};

/// What a resource becomes.
pub(super) struct Made {
    pub(super) values: Node,
    pub(super) unknown: Vec<Unknown>,
    pub(super) sensitive: Vec<Path>,
    pub(super) references: Vec<Reference>,
    pub(super) literals: Vec<Path>,
}

/// A rule with its paths spelled out.
struct Step {
    from: Path,
    to: Path,
    how: How,
    is_block: bool,
}

/// Applies the rules of `kind` to `resource`.
pub(super) fn transform(resource: &Resource, kind: &Kind, origins: &Origins) -> Made {
    let same = kind.camel.iter().map(|name| Step {
        from: vec![PathElement::from(*name)],
        to: vec![PathElement::Key(camel(name))],
        how: How::Same,
        is_block: false,
    });
    let steps: Vec<Step> = same.chain(kind.rules.iter().map(Step::of)).collect();
    let mut tree = Tree { head: resource.head, listed: kind.kind == "component", entries: Vec::new() };
    let is_unknown = |step: &Step| resource.unknown.iter().any(|unknown| step.from.starts_with(&unknown.path));
    for step in &steps {
        tree.apply(step, &resource.values);
        let is_left_out = matches!(step.how, How::On | How::OnText) && step.entry(&resource.values).is_none();
        if is_left_out && !is_unknown(step) {
            tree.default_on(step);
        }
    }
    let moved = |path: &Path| steps.iter().filter_map(|step| step.moved(path)).collect::<Vec<_>>();
    let mut unknown = Vec::new();
    for found in &resource.unknown {
        for step in &steps {
            let unwritten = found.path == step.from && !step.is_block && origins.is_unwritten(&found.path);
            let reason = found.reason.clone();
            unknown.extend(step.moved(&found.path).filter(|_| !unwritten).map(|path| Unknown { path, reason }));
        }
    }
    let realm = |path: &Path| {
        let is_realm = matches!(path.as_slice(), [PathElement::Key(key)] if key == "realm_id" || key == "realm");
        is_realm.then(|| vec![PathElement::from("realm")]).filter(|_| kind.kind != "realm")
    };
    let references = resource.references.iter().flat_map(|found| {
        let paths = realm(&found.path).into_iter().chain(moved(&found.path));
        paths.map(|path| Reference { path, address: found.address.clone() }).collect::<Vec<_>>()
    });
    Made {
        unknown,
        sensitive: resource.sensitive.iter().flat_map(&moved).collect(),
        references: references.collect(),
        literals: resource.literals.iter().flat_map(&moved).collect(),
        values: Node::mapping(resource.values.span, tree.entries),
    }
}

impl Step {
    fn of(rule: &Rule) -> Self {
        let mut from = Path::new();
        for name in rule.from {
            if !from.is_empty() {
                from.push(PathElement::from(0));
            }
            from.push(PathElement::from(*name));
        }
        let to = rule.to.iter().map(|key| match *key {
            "[0]" => PathElement::from(0),
            key => PathElement::from(key),
        });
        Self { from, to: to.collect(), how: rule.how, is_block: rule.is_block() }
    }

    /// Where what is known of `path` belongs: of the argument, of a block around it, or of something inside it.
    fn moved(&self, path: &Path) -> Option<Path> {
        if self.from.is_empty() {
            return None;
        }
        if self.from.starts_with(path) {
            return Some(self.to.clone());
        }
        let inside = path.strip_prefix(self.from.as_slice())?;
        match self.how {
            How::Same | How::Entries => Some(self.to.iter().chain(inside).cloned().collect()),
            How::Present | How::PresentText => None,
            How::Each(names) => {
                let mut path: Path = self.to.iter().chain(inside).cloned().collect();
                if let Some(PathElement::Key(key)) = path.get_mut(self.to.len() + 1) {
                    *key = renamed(names, key).to_owned();
                }
                Some(path)
            }
            _ => Some(self.to.clone()),
        }
    }

    /// The argument's entry in `values`.
    fn entry<'a>(&self, values: &'a Node) -> Option<&'a Entry> {
        let (last, blocks) = self.from.split_last()?;
        let block = blocks.iter().try_fold(values, |node, element| match element {
            PathElement::Key(key) => node.get(key),
            PathElement::Index(index) => node.index(*index),
        })?;
        match last {
            PathElement::Key(key) => block.entry(key),
            PathElement::Index(_) => None,
        }
    }
}

/// The export's values while they are put together.
struct Tree {
    /// Place of keys that stand nowhere in the plan.
    head: Span,
    /// Do the entries of `config` hold lists of strings, as a component's do?
    listed: bool,
    entries: Vec<Entry>,
}

impl Tree {
    fn apply(&mut self, step: &Step, values: &Node) {
        if let How::Constant(text) = step.how {
            return self.insert(&step.to, self.head, Node::string(self.head, text));
        }
        let Some(entry) = step.entry(values) else { return };
        if step.how == How::Entries {
            for inner in entry.value.entries() {
                let mut to = step.to.clone();
                to.push(PathElement::from(&*inner.key));
                self.insert(&to, inner.key_span, text(&inner.value).unwrap_or_else(|| inner.value.clone()));
            }
        } else if let Some(value) = convert(step.how, &entry.value) {
            self.insert(&step.to, entry.key_span, value);
        }
    }

    /// What the provider sends of an argument that is left out.
    fn default_on(&mut self, step: &Step) {
        let value = if step.how == How::OnText { Value::String("true".into()) } else { Value::Bool(true) };
        self.insert(&step.to, self.head, Node::new(self.head, value));
    }

    fn insert(&mut self, to: &[PathElement], key_span: Span, value: Node) {
        let in_config = matches!(to.first(), Some(PathElement::Key(key)) if key == "config");
        let value = if self.listed && in_config && value.as_sequence().is_none() {
            Node::sequence(value.span, vec![value])
        } else {
            value
        };
        let entries = std::mem::take(&mut self.entries);
        self.entries = inserted(entries, to, key_span, value, self.head);
    }
}

/// `entries` with `value` at `to`; what is missing on the way is made. The last value of a key counts.
fn inserted(mut entries: Vec<Entry>, to: &[PathElement], key_span: Span, value: Node, head: Span) -> Vec<Entry> {
    let Some((PathElement::Key(key), rest)) = to.split_first() else { return entries };
    let at = entries.iter().position(|entry| *entry.key == **key);
    let old = at.and_then(|at| entries.get(at)).map(|entry| entry.value.clone());
    let (key_span, value) = match rest {
        [] => (key_span, value),
        [PathElement::Index(_), rest @ ..] => {
            let first = old.as_ref().and_then(|old| old.index(0));
            let inner = first.into_iter().flat_map(Node::entries).cloned().collect();
            let element = Node::mapping(head, inserted(inner, rest, key_span, value, head));
            (head, Node::sequence(head, vec![element]))
        }
        rest => {
            let inner = old.iter().flat_map(Node::entries).cloned().collect();
            (head, Node::mapping(head, inserted(inner, rest, key_span, value, head)))
        }
    };
    let entry = Entry::new(Arc::<str>::from(key.as_str()), key_span, value);
    match at.and_then(|at| entries.get_mut(at)) {
        Some(place) => *place = entry,
        None => entries.push(entry),
    }
    entries
}

/// The value of the export for an argument's value; none when it gives none.
fn convert(how: How, node: &Node) -> Option<Node> {
    let string = |text: &str| Node::string(node.span, text);
    match how {
        How::Same | How::Entries | How::On | How::Constant(_) => Some(node.clone()),
        How::Text | How::OnText => text(node),
        How::Each(names) => {
            let item = |item: &Node| match &item.value {
                Value::Mapping(mapping) => {
                    let entry = |entry: &Entry| {
                        Entry::new(Arc::<str>::from(renamed(names, &entry.key)), entry.key_span, entry.value.clone())
                    };
                    let renamed = Node::mapping(item.span, mapping.entries().iter().map(entry).collect());
                    Node { alias: item.alias, written: item.written.clone(), ..renamed }
                }
                _ => item.clone(),
            };
            Some(Node { alias: node.alias, ..Node::sequence(node.span, node.items().map(item).collect()) })
        }
        How::Seconds => Some(node.as_str().and_then(seconds).map_or_else(
            || node.clone(),
            |seconds| Node::new(node.span, Value::Number(Arc::from(seconds.to_string()))),
        )),
        How::Joined(separator) => {
            let parts: Option<Vec<&str>> = node.items().map(Node::as_str).collect();
            Some(string(&parts?.join(separator)))
        }
        How::Present => Some(Node::new(node.span, Value::Bool(true))),
        How::PresentText => Some(string("true")),
        How::GivenText => node.as_str().filter(|text| !text.is_empty()).map(|_| string("true")),
        How::Is(word) => Some(Node::new(node.span, Value::Bool(node.as_str()? == word))),
        How::Choice(words) => {
            let word = node.as_str()?;
            Some(string(words.iter().find(|(from, _)| *from == word).map_or(word, |(_, to)| to)))
        }
        How::Lower => Some(string(&node.as_str()?.to_lowercase())),
    }
}

/// What the key `name` is called elsewhere.
fn renamed<'n>(names: &[(&str, &'n str)], name: &'n str) -> &'n str {
    names.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| to)
}

/// A scalar as a string.
fn text(node: &Node) -> Option<Node> {
    let text = match &node.value {
        Value::Bool(value) => Arc::from(value.to_string()),
        Value::Number(text) | Value::String(text) => Arc::clone(text),
        _ => return None,
    };
    Some(Node::new(node.span, Value::String(text)))
}

/// Seconds of a duration as Go writes it: `1h30m`, `300s`, `1.5h`; none when it is none.
fn seconds(text: &str) -> Option<i64> {
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let amount: f64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].find(|c: char| c.is_ascii_digit() || c == '.').map_or(rest.len(), |at| digits + at);
        total += amount
            * match &rest[digits..unit] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 0.001,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    // Durations of a realm are far inside the range where a double is exact.
    #[allow(clippy::cast_possible_truncation)]
    (!text.is_empty() && total < 1e15).then_some(total as i64)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_those_of_go() {
        for (text, expected) in
            [("5m", Some(300)), ("1h30m", Some(5400)), ("1.5h", Some(5400)), ("0s", Some(0)), ("1500ms", Some(1))]
        {
            assert_eq!(seconds(text), expected, "{text}");
        }
        for text in ["", "5", "5 m", "m", "5d", "ä", "1h-3m"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
