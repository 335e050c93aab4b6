//! The tree as JSON.

use super::super::ast::Module;
use super::places::Source;
use super::tree::{
    Every, Head, Import, Kind, Literal, Modifier, Node, Operand, Part, Rule, Stands, Template, Terms, Tree,
};
use crate::value::Value;

/// What the JSON of a module shows besides the module itself.
#[derive(Clone, Copy, Debug)]
pub struct JsonOptions<'a> {
    /// Where all stands, as `location` of each node.
    pub locations: bool,
    /// Comments.
    pub comments: bool,
    /// METADATA blocks.
    pub annotations: bool,
    /// The name of the file in locations.
    pub file: &'a str,
}

/// The JSON of `module`, whose text is `text`, as OPA's parser has it. The module must have been read without errors.
#[must_use]
pub fn module_to_json(text: &str, module: &Module, options: JsonOptions<'_>) -> Value {
    let tree = super::lower(text, module);
    Writer { source: Source::new(text), options }.module(&tree)
}

struct Writer<'a> {
    source: Source<'a>,
    options: JsonOptions<'a>,
}

type Fields<'a> = Vec<(&'a str, Value)>;

impl Writer<'_> {
    fn module(&self, tree: &Tree) -> Value {
        let mut package = vec![("path", self.nodes(&tree.package))];
        self.place(&mut package, tree.package_place);
        let mut fields = vec![("package", Value::record(package))];
        let annotations = tree.annotations.iter().map(|found| self.annotations(found)).collect();
        let comments = tree.comments.iter().map(|(place, text)| {
            let fields = [("Text", base64(text.as_bytes())), ("Location", self.location(*place))];
            Value::record(fields)
        });
        let lists: [(_, Vec<Value>, bool); 4] = [
            ("imports", tree.imports.iter().map(|import| self.import(import)).collect(), true),
            ("annotations", annotations, self.options.annotations),
            ("rules", tree.rules.iter().map(|rule| self.rule(tree, rule)).collect(), true),
            ("comments", comments.collect(), self.options.comments),
        ];
        let shown = lists.into_iter().filter(|(_, items, shown)| *shown && !items.is_empty());
        fields.extend(shown.map(|(key, items, _)| (key, Value::array(items))));
        Value::record(fields)
    }

    fn location(&self, place: Stands) -> Value {
        let Some(place) = place.0 else { return Value::Null };
        let (row, column) = self.source.position(place.at);
        let count = |count: usize| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
        let mut fields = vec![("file", Value::from(self.options.file)), ("row", count(row)), ("col", count(column))];
        let text = place.text.text(self.source.text);
        if self.options.locations && !text.is_empty() {
            fields.push(("text", base64(text.as_bytes())));
        }
        Value::record(fields)
    }

    fn place(&self, fields: &mut Fields<'_>, place: Stands) {
        if self.options.locations && place.0.is_some() {
            fields.push(("location", self.location(place)));
        }
    }

    fn annotations(&self, (place, value): &(Stands, Value)) -> Value {
        let Some(object) = value.as_object() else { return value.clone() };
        let mut fields: Vec<_> = object.iter().cloned().collect();
        if self.options.locations {
            fields.push(("location".into(), self.location(*place)));
        }
        Value::object(fields)
    }

    fn import(&self, import: &Import) -> Value {
        let mut fields = vec![("path", self.node(&import.path))];
        if let Some((alias, place)) = &import.alias {
            fields.push(("alias", Value::String(alias.clone())));
            if self.options.locations {
                fields.push(("alias_location", self.location(*place)));
            }
        }
        self.place(&mut fields, import.place);
        Value::record(fields)
    }

    fn rule(&self, tree: &Tree, rule: &Rule) -> Value {
        let mut fields = vec![("head", self.head(&rule.head)), ("body", self.body(&rule.body))];
        if rule.default {
            fields.push(("default", Value::Bool(true)));
        }
        if let Some(next) = &rule.otherwise {
            fields.push(("else", self.rule(tree, next)));
        }
        if self.options.annotations && !rule.annotations.is_empty() {
            let found = rule.annotations.iter().filter_map(|index| tree.annotations.get(*index));
            fields.push(("annotations", Value::array(found.map(|found| self.annotations(found)).collect())));
        }
        self.place(&mut fields, rule.place);
        Value::record(fields)
    }

    fn head(&self, head: &Head) -> Value {
        let mut fields = vec![("ref", self.nodes(&head.reference))];
        if let Some(name) = &head.name {
            fields.push(("name", Value::String(name.clone())));
        }
        if !head.arguments.is_empty() {
            fields.push(("args", self.nodes(&head.arguments)));
        }
        if let Some(key) = &head.key {
            fields.push(("key", self.node(key)));
        }
        if let Some(value) = &head.value {
            fields.push(("value", self.node(value)));
        }
        if head.assign {
            fields.push(("assign", Value::Bool(true)));
        }
        self.place(&mut fields, head.place);
        Value::record(fields)
    }

    fn body(&self, body: &[Literal]) -> Value {
        Value::array(body.iter().map(|literal| self.literal(literal)).collect())
    }

    fn literal(&self, literal: &Literal) -> Value {
        let terms = match &literal.terms {
            Terms::Some(symbols, place) => {
                let mut fields = vec![("symbols", self.nodes(symbols))];
                self.place(&mut fields, *place);
                Value::record(fields)
            }
            Terms::Term(term) => self.node(term),
            Terms::Call(items) => self.nodes(items),
            Terms::Every(every) => self.every(every),
            // None of these has a place of its own.
            Terms::Not(operand) => {
                let explicit = Value::Bool(operand.explicit);
                let body = self.body(&operand.body);
                Value::record(vec![("type", Value::from("not")), ("body", body), ("explicit_body", explicit)])
            }
            Terms::And(operands) => self.logical("and", operands),
            Terms::Or(operands) => self.logical("or", operands),
        };
        let index = i64::try_from(literal.index).unwrap_or(i64::MAX);
        let mut fields = vec![("index", Value::from(index)), ("terms", terms)];
        for (key, flag) in [("generated", literal.generated), ("negated", literal.negated)] {
            if flag {
                fields.push((key, Value::Bool(true)));
            }
        }
        if !literal.with.is_empty() {
            let with = literal.with.iter().map(|with| self.modifier(with)).collect();
            fields.push(("with", Value::array(with)));
        }
        self.place(&mut fields, literal.place);
        Value::record(fields)
    }

    fn every(&self, every: &Every) -> Value {
        let mut fields = vec![
            ("key", every.key.as_ref().map_or(Value::Null, |key| self.node(key))),
            ("value", self.node(&every.value)),
            ("domain", self.node(&every.domain)),
            ("body", self.body(&every.body)),
        ];
        self.place(&mut fields, every.place);
        Value::record(fields)
    }

    fn logical(&self, name: &str, operands: &[Operand; 2]) -> Value {
        let [left, right] = operands;
        let mut fields =
            vec![("type", Value::from(name)), ("lhs", self.body(&left.body)), ("rhs", self.body(&right.body))];
        for (key, operand) in [("explicit_lhs", left), ("explicit_rhs", right)] {
            if operand.explicit {
                fields.push((key, Value::Bool(true)));
            }
        }
        Value::record(fields)
    }

    fn modifier(&self, with: &Modifier) -> Value {
        let mut fields = vec![("target", self.node(&with.target)), ("value", self.node(&with.value))];
        self.place(&mut fields, with.place);
        Value::record(fields)
    }

    fn nodes(&self, nodes: &[Node]) -> Value {
        Value::array(nodes.iter().map(|node| self.node(node)).collect())
    }

    fn node(&self, node: &Node) -> Value {
        let (name, value) = match &node.kind {
            Kind::Null => ("null", Value::empty_object()),
            Kind::Bool(value) => ("boolean", Value::Bool(*value)),
            Kind::Number(number) => ("number", Value::Number(number.clone())),
            Kind::String(text) => ("string", Value::String(text.clone())),
            Kind::Template(template) => ("templatestring", self.template(template)),
            Kind::Var(name) => ("var", Value::String(name.clone())),
            Kind::Ref(path) => ("ref", self.nodes(path)),
            Kind::Array(items) => ("array", self.nodes(items)),
            Kind::Object(pairs) => {
                let pair = |(key, value): &(Node, Node)| Value::array(vec![self.node(key), self.node(value)]);
                ("object", Value::array(pairs.iter().map(pair).collect()))
            }
            Kind::Set(items) => ("set", self.nodes(items)),
            Kind::ArrayComprehension(head, body) => ("arraycomprehension", self.comprehension(head, body)),
            Kind::SetComprehension(head, body) => ("setcomprehension", self.comprehension(head, body)),
            Kind::ObjectComprehension(key, value, body) => {
                let fields = [("key", self.node(key)), ("value", self.node(value)), ("body", self.body(body))];
                ("objectcomprehension", Value::record(fields))
            }
            Kind::Call(items) => ("call", self.nodes(items)),
        };
        let mut fields = vec![("type", Value::from(name)), ("value", value)];
        self.place(&mut fields, node.place);
        Value::record(fields)
    }

    fn comprehension(&self, head: &Node, body: &[Literal]) -> Value {
        Value::record([("term", self.node(head)), ("body", self.body(body))])
    }

    fn template(&self, template: &Template) -> Value {
        let parts = template.parts.iter().map(|part| match part {
            Part::Term(term) => self.node(term),
            Part::Literal(literal) => self.literal(literal),
        });
        // OPA has no list at all where there are no parts.
        let parts = if template.parts.is_empty() { Value::Null } else { Value::array(parts.collect()) };
        Value::record([("parts", parts), ("multi_line", Value::Bool(template.raw))])
    }
}

/// In base64, as Go writes bytes.
fn base64(bytes: &[u8]) -> Value {
    Value::from(crate::builtins::base64(bytes))
}
