//! Pipelines, commands and operands.

use std::sync::Arc;

use super::{Parser, Result};
use crate::signatures::signature;
use crate::template::lex::{Kind, Token};
use crate::template::number::{character, number};
use crate::template::quote::quote;
use crate::template::tree::{NodeId, NodeKind, Number};

/// Parentheses inside of one another. Go allows 10,000; nobody writes them, and a thread's stack has to hold them.
const MAX_PARENS: usize = 200;

impl Parser<'_> {
    /// A pipeline up to and with the token that ends it.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<NodeId> {
        let first = self.peek_non_space();
        let (assign, variables) = self.declarations(context)?;
        let mut commands = Vec::new();
        loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::Character
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.backup();
                    commands.push(self.command()?);
                }
                _ => return self.unexpected(token, context),
            }
        }
        self.check_commands(&commands, context)?;
        let tree = self.tree();
        let last = commands.last().or(variables.last()).and_then(|last| tree.nodes.get(last.0 as usize));
        let end = last.map_or(first.end, |node| node.end as usize);
        Ok(tree.add(first.start, end, first.start, NodeKind::Pipe { assign, variables, commands }))
    }

    /// Only the first command of a pipeline may be a constant.
    fn check_commands(&mut self, commands: &[NodeId], context: &str) -> Result<()> {
        let place = self.tokens[0];
        if commands.is_empty() {
            return self.fail(place, format!("missing value for {context}"));
        }
        let tree = self.tree();
        let bad = commands.iter().skip(1).position(|command| {
            let NodeKind::Command(operands) = &tree.nodes[command.0 as usize].kind else { return false };
            operands.first().is_some_and(|operand| is_constant(&tree.nodes[operand.0 as usize].kind))
        });
        let Some(bad) = bad else { return Ok(()) };
        let node = &tree.nodes[commands[bad + 1].0 as usize];
        let place = Token { start: node.start as usize, end: node.end as usize, ..place };
        self.fail(place, format!("non executable command in pipeline stage {}", bad + 2))
    }

    /// `$x :=`, `$x =`, `$i, $x :=`
    fn declarations(&mut self, context: &str) -> Result<(bool, Vec<NodeId>)> {
        let mut variables = Vec::new();
        let mut assign = false;
        loop {
            let variable = self.peek_non_space();
            if variable.kind != Kind::Variable {
                return Ok((assign, variables));
            }
            self.next();
            let after = self.peek();
            let next = self.peek_non_space();
            let comma = next.kind == Kind::Other && self.lexer.text_of(next) == ",";
            if !comma && !matches!(next.kind, Kind::Assign | Kind::Declare) {
                // An operand: what was read goes back, the space after it as well.
                if after.kind == Kind::Space {
                    self.tokens[1] = after;
                    self.tokens[2] = variable;
                    self.peeked = 3;
                } else {
                    self.tokens[1] = variable;
                    self.peeked = 2;
                }
                return Ok((assign, variables));
            }
            self.next_non_space();
            let name = self.lexer.text_of(variable);
            let names = vec![Arc::from(name)];
            let tree = self.tree();
            tree.variables.declare(name);
            variables.push(tree.add(variable.start, variable.end, variable.start, NodeKind::Variable(names)));
            if !comma {
                assign = next.kind == Kind::Assign;
                return Ok((assign, variables));
            }
            if context != "range" || variables.len() >= 2 {
                return self.fail(next, format!("too many declarations in {context}"));
            }
            let second = self.peek_non_space();
            if !matches!(second.kind, Kind::Variable | Kind::RightDelimiter | Kind::RightParen) {
                return self.fail(second, "range can only initialize variables");
            }
        }
    }

    /// Operands up to a pipe, which is read, or to the end of the pipeline, which is not.
    fn command(&mut self) -> Result<NodeId> {
        let first = self.peek_non_space();
        let mut operands = Vec::new();
        let mut end = first.end;
        loop {
            self.peek_non_space();
            if let Some((operand, operand_end)) = self.operand()? {
                operands.push(operand);
                end = operand_end;
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelimiter | Kind::RightParen => self.backup(),
                Kind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break;
        }
        if operands.is_empty() {
            return self.fail(first, "empty command");
        }
        Ok(self.tree().add(first.start, end, first.start, NodeKind::Command(operands)))
    }

    /// A term with the fields after it, and where it ends.
    fn operand(&mut self) -> Result<Option<(NodeId, usize)>> {
        let Some((term, start, mut end)) = self.term()? else { return Ok(None) };
        let dot = self.peek();
        if dot.kind != Kind::Field {
            return Ok(Some((term, end)));
        }
        let mut fields: Vec<Arc<str>> = Vec::new();
        while self.peek().kind == Kind::Field {
            let field = self.next();
            fields.push(self.lexer.text_of(field).get(1..).unwrap_or_default().into());
            end = field.end;
        }
        let text = self.text;
        let tree = self.tree();
        let node = &mut tree.nodes[term.0 as usize];
        match &mut node.kind {
            NodeKind::Field(names) | NodeKind::Variable(names) => {
                names.append(&mut fields);
                (node.end, node.position) = (super::offset(end), super::offset(dot.start));
                Ok(Some((term, end)))
            }
            kind if is_constant(kind) => {
                let constant = match kind {
                    NodeKind::Dot => ".",
                    NodeKind::Nil => "nil",
                    _ => text.get(node.start as usize..node.end as usize).unwrap_or_default(),
                };
                let message = format!("unexpected . after term {}", quote(constant));
                self.fail(dot, message)
            }
            _ => Ok(Some((tree.add(start, end, dot.start, NodeKind::Chain(term, fields)), end))),
        }
    }

    /// A term, where it begins and where it ends, parentheses included.
    fn term(&mut self) -> Result<Option<(NodeId, usize, usize)>> {
        let token = self.next_non_space();
        let text = self.lexer.text_of(token);
        let kind = match token.kind {
            Kind::Identifier if signature(text).is_none() => {
                return self.fail(token, format!("function {} not defined", quote(text)));
            }
            Kind::Identifier => NodeKind::Identifier(text.into()),
            Kind::Dot => NodeKind::Dot,
            Kind::Nil => NodeKind::Nil,
            Kind::Variable if !self.tree().variables.is_declared(text) => {
                return self.fail(token, format!("undefined variable {}", quote(text)));
            }
            Kind::Variable => NodeKind::Variable(vec![text.into()]),
            Kind::Field => NodeKind::Field(vec![text.get(1..).unwrap_or_default().into()]),
            Kind::Bool => NodeKind::Bool(text == "true"),
            Kind::Character | Kind::Number | Kind::Complex => NodeKind::Number(self.number(token)?),
            Kind::String | Kind::RawString => NodeKind::String(self.unquoted(token)?),
            Kind::LeftParen => {
                if self.tree().parens >= MAX_PARENS {
                    return self.fail(token, "max expression depth exceeded");
                }
                self.tree().parens += 1;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.tree().parens -= 1;
                let end = self.tokens[self.peeked].end;
                return Ok(Some((pipe, token.start, end)));
            }
            _ => {
                self.backup();
                return Ok(None);
            }
        };
        let node = self.tree().add(token.start, token.end, token.start, kind);
        Ok(Some((node, token.start, token.end)))
    }

    fn number(&mut self, token: Token) -> Result<Number> {
        let text = self.lexer.text_of(token);
        let number = if token.kind == Kind::Character { character(text) } else { number(text) };
        match number {
            Ok(number) => Ok(number),
            Err(message) => self.fail(token, message),
        }
    }
}

/// Is it something that cannot be executed or asked for fields?
fn is_constant(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Bool(_) | NodeKind::Dot | NodeKind::Nil | NodeKind::Number(_) | NodeKind::String(_))
}
