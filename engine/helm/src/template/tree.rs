//! Trees of templates.

use std::fmt::Write as _;
use std::sync::Arc;

use bartizan_source::{SourceId, Span};

use super::quote::quote;

/// A node of its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(pub(super) u32);

/// One template: that of a file, or one it defines.
#[derive(Debug)]
pub struct Tree {
    /// Its name: the path of its file, or the name it is defined under.
    pub name: Arc<str>,
    /// The name that its text was parsed under: messages have it.
    pub parse_name: Arc<str>,
    /// The whole text that it stands in.
    pub text: Arc<str>,
    /// The file of the text.
    pub source: SourceId,
    /// The action that defines it, from `{{define` to the `}}` of its end; the whole text for that of a file.
    pub span: Span,
    /// Its name where it is defined, quotes included; none for that of a file.
    pub name_span: Option<Span>,
    /// The list of its nodes.
    pub root: NodeId,
    pub(super) nodes: Vec<Node>,
}

/// A node: the bytes `start..end` of the text.
#[derive(Debug)]
pub struct Node {
    /// First byte. That of the left delimiter for actions.
    pub start: u32,
    /// One past the last byte. That of the right delimiter for actions, of `{{end}}`'s for blocks.
    pub end: u32,
    /// What Go takes for the node's place in messages.
    pub position: u32,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug)]
pub enum NodeKind {
    /// Nodes in their order.
    List(Vec<NodeId>),
    /// Text that is printed as it stands.
    Text,
    /// A pipeline that is evaluated and, unless it declares, printed.
    Action(NodeId),
    /// `if`
    If(Branch),
    /// `range`
    Range(Branch),
    /// `with`
    With(Branch),
    /// `template` and `block`
    Template {
        /// Name of the template that is executed.
        name: Arc<str>,
        /// What is dot in it.
        pipe: Option<NodeId>,
    },
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// Commands, each of which gets the value of the one before as its last argument.
    Pipe {
        /// Are the variables assigned, not declared?
        assign: bool,
        /// Variables that get the value.
        variables: Vec<NodeId>,
        /// Commands, at least one.
        commands: Vec<NodeId>,
    },
    /// An operand with arguments.
    Command(Vec<NodeId>),
    /// The name of a function.
    Identifier(Arc<str>),
    /// `$name` and fields of it; the dollar sign is part of the name.
    Variable(Vec<Arc<str>>),
    /// `.a.b`
    Field(Vec<Arc<str>>),
    /// `(…).a.b`
    Chain(NodeId, Vec<Arc<str>>),
    /// `.`
    Dot,
    /// `nil`
    Nil,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, without its quotes and escapes.
    String(Arc<str>),
}

/// What `if`, `range` and `with` have in common.
#[derive(Debug)]
pub struct Branch {
    /// What is decided by, or gone through.
    pub pipe: NodeId,
    /// What is executed when it is not empty.
    pub list: NodeId,
    /// What is executed when it is empty. For `else if` and `else with`, a list of that node alone.
    pub otherwise: Option<NodeId>,
}

/// A number in each of the types that can hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Number {
    /// As a signed integer.
    pub int: Option<i64>,
    /// As an unsigned integer.
    pub uint: Option<u64>,
    /// As a float.
    pub float: Option<f64>,
    /// Is it written as a float, so that it is one where any type may stand?
    pub is_float: bool,
}

impl Tree {
    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The place of a node in its file.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        Span::new(self.source, node.start, node.end)
    }

    /// All nodes, those inside of others before them.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// Is nothing but space in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nothing_in(self.root)
    }

    fn nothing_in(&self, id: NodeId) -> bool {
        let node = self.node(id);
        match &node.kind {
            NodeKind::List(nodes) => nodes.iter().all(|&node| self.nothing_in(node)),
            NodeKind::Text => self.slice(node).trim().is_empty(),
            _ => false,
        }
    }

    /// The text of a node as it is written.
    #[must_use]
    pub fn slice(&self, node: &Node) -> &str {
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// `NAME:LINE:COLUMN` of a node, as messages have it: columns count bytes from 0.
    #[must_use]
    pub fn location(&self, id: NodeId) -> String {
        let before = &self.text[..self.node(id).position as usize];
        let line = 1 + before.bytes().filter(|&byte| byte == b'\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
        format!("{}:{line}:{column}", self.parse_name)
    }

    /// The node as messages have it: written again from the tree.
    #[must_use]
    pub fn written(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.write(id, &mut out);
        out
    }

    fn write(&self, id: NodeId, out: &mut String) {
        let node = self.node(id);
        match &node.kind {
            NodeKind::Action(pipe) => {
                out.push_str("{{");
                self.write(*pipe, out);
                out.push_str("}}");
            }
            NodeKind::Template { name, pipe } => {
                // Writing to a string does not fail.
                let _ = write!(out, "{{{{template {}", quote(name));
                if let Some(pipe) = pipe {
                    out.push(' ');
                    self.write(*pipe, out);
                }
                out.push_str("}}");
            }
            NodeKind::Break => out.push_str("{{break}}"),
            NodeKind::Continue => out.push_str("{{continue}}"),
            NodeKind::Pipe { assign, variables, commands } => {
                self.write_joined(variables, ", ", out);
                if !variables.is_empty() {
                    out.push_str(if *assign { " = " } else { " := " });
                }
                self.write_joined(commands, " | ", out);
            }
            NodeKind::Command(operands) => {
                for (at, &operand) in operands.iter().enumerate() {
                    if at > 0 {
                        out.push(' ');
                    }
                    self.write_operand(operand, out);
                }
            }
            NodeKind::Variable(names) => {
                for (at, name) in names.iter().enumerate() {
                    out.push_str(if at > 0 { "." } else { "" });
                    out.push_str(name);
                }
            }
            NodeKind::Field(names) => write_fields(names, out),
            NodeKind::Chain(base, names) => {
                self.write_operand(*base, out);
                write_fields(names, out);
            }
            NodeKind::Identifier(name) => out.push_str(name),
            NodeKind::Dot => out.push('.'),
            NodeKind::Nil => out.push_str("nil"),
            NodeKind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            NodeKind::Number(_)
            | NodeKind::String(_)
            | NodeKind::List(_)
            | NodeKind::Text
            | NodeKind::If(_)
            | NodeKind::Range(_)
            | NodeKind::With(_) => out.push_str(self.slice(node)),
        }
    }

    fn write_joined(&self, nodes: &[NodeId], separator: &str, out: &mut String) {
        for (at, &node) in nodes.iter().enumerate() {
            out.push_str(if at > 0 { separator } else { "" });
            self.write(node, out);
        }
    }

    fn write_operand(&self, id: NodeId, out: &mut String) {
        let in_parens = matches!(self.node(id).kind, NodeKind::Pipe { .. });
        out.push_str(if in_parens { "(" } else { "" });
        self.write(id, out);
        out.push_str(if in_parens { ")" } else { "" });
    }
}

fn write_fields(names: &[Arc<str>], out: &mut String) {
    for name in names {
        out.push('.');
        out.push_str(name);
    }
}
