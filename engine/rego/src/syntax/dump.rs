//! The tree of a module as indented text: what `opa parse` prints.

use std::fmt::Write;

use super::ast::Module;
use super::json::lower;
use super::json::tree::{Kind, Literal, Node, Operand, Rule, Terms, Tree};
use crate::value::quote;

/// The tree of `module`, whose text is `text`, a node a line. The module must have been read without errors.
#[must_use]
pub fn dump(text: &str, module: &Module) -> String {
    let mut dump = Dump { text: String::new(), depth: 0 };
    dump.module(&lower(text, module));
    dump.text
}

struct Dump {
    text: String,
    depth: usize,
}

impl Dump {
    fn line(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:1$}{text}", "", self.depth);
    }

    /// A line, and what belongs to it one deeper.
    fn group(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        self.line(name);
        self.depth += 1;
        inner(self);
        self.depth -= 1;
    }

    fn module(&mut self, tree: &Tree) {
        self.group("module", |dump| {
            dump.group("package", |dump| dump.nodes("ref", &tree.package));
            for import in &tree.imports {
                dump.group("import", |dump| {
                    dump.node(&import.path);
                    dump.line(import.alias.as_ref().map_or("", |(alias, _)| alias));
                });
            }
            tree.rules.iter().for_each(|rule| dump.rule(rule));
            tree.annotations.iter().for_each(|_| dump.line("annotations"));
            tree.comments.iter().for_each(|_| dump.line("comment"));
        });
    }

    fn rule(&mut self, rule: &Rule) {
        self.group("rule", |dump| {
            dump.group("head", |dump| {
                dump.nodes("ref", &rule.head.reference);
                if !rule.head.arguments.is_empty() {
                    dump.nodes("args", &rule.head.arguments);
                }
                rule.head.value.iter().for_each(|value| dump.node(value));
            });
            dump.body(&rule.body);
            rule.otherwise.iter().for_each(|next| dump.rule(next));
        });
    }

    fn body(&mut self, body: &[Literal]) {
        self.group("body", |dump| body.iter().for_each(|literal| dump.literal(literal)));
    }

    fn literal(&mut self, literal: &Literal) {
        let negated = if literal.negated { "negated " } else { "" };
        self.group(&format!("expr {negated}index={}", literal.index), |dump| {
            match &literal.terms {
                Terms::Some(symbols, _) => dump.nodes("somedecl", symbols),
                Terms::Term(term) => dump.node(term),
                Terms::Call(items) => items.iter().for_each(|item| dump.node(item)),
                Terms::Every(every) => dump.group("every", |dump| {
                    every.key.iter().for_each(|key| dump.node(key));
                    dump.node(&every.value);
                    dump.node(&every.domain);
                    dump.body(&every.body);
                }),
                Terms::Not(operand) => dump.group("not", |dump| dump.body(&operand.body)),
                Terms::And(operands) => dump.group("logicaland", |dump| dump.bodies(operands)),
                Terms::Or(operands) => dump.group("logicalor", |dump| dump.bodies(operands)),
            }
            for with in &literal.with {
                dump.group("with", |dump| {
                    dump.node(&with.target);
                    dump.node(&with.value);
                });
            }
        });
    }

    fn bodies(&mut self, operands: &[Operand; 2]) {
        operands.iter().for_each(|operand| self.body(&operand.body));
    }

    fn nodes(&mut self, name: &str, nodes: &[Node]) {
        self.group(name, |dump| nodes.iter().for_each(|node| dump.node(node)));
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Null => self.line("null"),
            Kind::Bool(value) => self.line(if *value { "true" } else { "false" }),
            Kind::Number(number) => self.line(&number.to_string()),
            Kind::String(text) => self.line(&quote(text, false)),
            Kind::Template(_) => self.line("templatestring"),
            Kind::Var(name) => self.line(if name.starts_with('$') { "_" } else { name }),
            Kind::Ref(path) => self.nodes("ref", path),
            Kind::Array(items) => self.nodes("array", items),
            Kind::Object(pairs) => self.group("object", |dump| {
                for (key, _) in pairs {
                    dump.node(key);
                    // Of equal keys OPA finds the last.
                    let last = pairs.iter().rfind(|(found, _)| found == key);
                    last.iter().for_each(|(_, value)| dump.node(value));
                }
            }),
            Kind::Set(items) => self.nodes("set", items),
            Kind::ArrayComprehension(head, body) => self.comprehension("arraycomprehension", &[head], body),
            Kind::SetComprehension(head, body) => self.comprehension("setcomprehension", &[head], body),
            Kind::ObjectComprehension(key, value, body) => {
                self.comprehension("objectcomprehension", &[key, value], body);
            }
            Kind::Call(items) => self.nodes("call", items),
        }
    }

    fn comprehension(&mut self, name: &str, heads: &[&Node], body: &[Literal]) {
        self.group(name, |dump| {
            heads.iter().for_each(|head| dump.node(head));
            dump.body(body);
        });
    }
}
