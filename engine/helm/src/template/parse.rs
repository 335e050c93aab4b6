//! Tokens to trees. Blocks are kept on a stack of their own, so that nesting costs none of the thread's.

mod fault;
mod operand;

use std::sync::Arc;

use bartizan_source::{SourceId, Span};
use rustc_hash::FxHashMap;

use super::lex::{Kind, Lexer, Token};
use super::quote::{quote, unquote};
use super::tree::{Branch, Node, NodeId, NodeKind, Tree};
use super::{Parsed, SyntaxError};

/// Nodes of a text: they need far more space than the text. Helm takes no files of more than 5 MiB.
const MAX_NODES: usize = 1_000_000;

type Result<T> = std::result::Result<T, Box<SyntaxError>>;

pub(super) fn parse(name: &str, text: &Arc<str>, source: SourceId) -> Parsed {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        tokens: [Token { kind: Kind::Eof, start: 0, end: 0, line: 1 }; 3],
        peeked: 0,
        name: name.into(),
        text,
        source,
        action: 0,
        action_line: 0,
        building: vec![Building::new(name.into(), None, 0, After::Nothing)],
        trees: Vec::new(),
        by_name: FxHashMap::default(),
        finished: 0,
    };
    let outcome = parser.run();
    let comments = std::mem::take(&mut parser.lexer.comments);
    Parsed {
        comments: comments.into_iter().map(|(start, end)| parser.span(start, end)).collect(),
        trees: parser.trees,
        errors: outcome.err().map(|error| *error).into_iter().collect(),
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// Tokens read ahead; `tokens[0]` is the last one read.
    tokens: [Token; 3],
    peeked: usize,
    name: Arc<str>,
    text: &'a Arc<str>,
    source: SourceId,
    /// Where the last action begins.
    action: usize,
    /// The line that the action being read begins in; 0 for none.
    action_line: usize,
    /// Trees being built, each inside of the one before.
    building: Vec<Building<'a>>,
    trees: Vec<Arc<Tree>>,
    by_name: FxHashMap<Arc<str>, usize>,
    /// Nodes of trees that have ended.
    finished: usize,
}

/// A tree being built.
struct Building<'a> {
    name: Arc<str>,
    name_span: Option<Span>,
    /// Where its first action begins.
    start: usize,
    after: After,
    nodes: Vec<Node>,
    root: Vec<NodeId>,
    blocks: Vec<Block>,
    variables: Variables<'a>,
    ranges: usize,
    /// Parentheses around what is being read.
    parens: usize,
}

/// What the tree around a tree gets when it ends.
enum After {
    /// It is the text's own.
    Nothing,
    /// `define`: nothing.
    Define,
    /// `block`: a node that executes it.
    Execute { position: usize, pipe: NodeId },
}

/// An `if`, `range` or `with` that has not ended.
struct Block {
    keyword: Kind,
    start: usize,
    pipe: NodeId,
    list: Vec<NodeId>,
    otherwise: Option<Vec<NodeId>>,
    /// Variables there were before it.
    variables: usize,
    /// Is it the `if` of an `else if`, so that it ends with the one around it?
    chained: bool,
}

/// Variables that are declared, by name.
struct Variables<'a> {
    stack: Vec<&'a str>,
    counts: FxHashMap<&'a str, usize>,
}

impl<'a> Variables<'a> {
    fn declare(&mut self, name: &'a str) {
        self.stack.push(name);
        *self.counts.entry(name).or_default() += 1;
    }

    fn truncate(&mut self, length: usize) {
        for name in self.stack.drain(length.min(self.stack.len())..) {
            if let Some(count) = self.counts.get_mut(name) {
                *count -= 1;
            }
        }
    }

    fn is_declared(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|&count| count > 0)
    }
}

impl Building<'_> {
    fn new(name: Arc<str>, name_span: Option<Span>, start: usize, after: After) -> Self {
        let mut variables = Variables { stack: Vec::new(), counts: FxHashMap::default() };
        variables.declare("$");
        Self {
            name,
            name_span,
            start,
            after,
            nodes: Vec::new(),
            root: Vec::new(),
            blocks: Vec::new(),
            variables,
            ranges: 0,
            parens: 0,
        }
    }

    fn add(&mut self, start: usize, end: usize, position: usize, kind: NodeKind) -> NodeId {
        let id = NodeId(offset(self.nodes.len()));
        self.nodes.push(Node { start: offset(start), end: offset(end), position: offset(position), kind });
        id
    }

    /// Puts a node at the end of the innermost list.
    fn append(&mut self, node: NodeId) {
        match self.blocks.last_mut() {
            Some(Block { otherwise: Some(list), .. } | Block { list, .. }) => list.push(node),
            None => self.root.push(node),
        }
    }

    fn list(&mut self, nodes: Vec<NodeId>, otherwise: usize) -> NodeId {
        let place = |id: NodeId, nodes: &[Node]| nodes.get(id.0 as usize).map(|node| (node.start, node.end));
        let start = nodes.first().and_then(|&id| place(id, &self.nodes)).map_or(otherwise, |(start, _)| start as usize);
        let end = nodes.last().and_then(|&id| place(id, &self.nodes)).map_or(otherwise, |(_, end)| end as usize);
        self.add(start, end, start, NodeKind::List(nodes))
    }

    /// Ends the innermost block, which `end` is the end of.
    fn close(&mut self, block: Block, end: usize) -> NodeId {
        self.variables.truncate(block.variables);
        let position = self.nodes.get(block.pipe.0 as usize).map_or(block.start, |pipe| pipe.position as usize);
        let body = self.list(block.list, position);
        let otherwise = block.otherwise.map(|nodes| self.list(nodes, end));
        let branch = Branch { pipe: block.pipe, list: body, otherwise };
        let kind = match block.keyword {
            Kind::Range => NodeKind::Range(branch),
            Kind::With => NodeKind::With(branch),
            _ => NodeKind::If(branch),
        };
        self.add(block.start, end, position, kind)
    }
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<()> {
        loop {
            let token = self.next_non_space();
            if self.finished + self.tree().nodes.len() > MAX_NODES {
                return self.fail(token, "the template has too many expressions");
            }
            match token.kind {
                Kind::Eof if self.building.len() > 1 || !self.tree().blocks.is_empty() => {
                    return self.fail(token, "unexpected EOF");
                }
                Kind::Eof => return self.finish(self.text.len()),
                Kind::Text => {
                    let tree = self.tree();
                    let node = tree.add(token.start, token.end, token.start, NodeKind::Text);
                    tree.append(node);
                }
                Kind::LeftDelimiter => self.action(token)?,
                _ => return self.unexpected(token, "input"),
            }
        }
    }

    fn action(&mut self, left: Token) -> Result<()> {
        self.action = left.start;
        let keyword = self.next_non_space();
        let at_root = self.building.len() == 1 && self.tree().blocks.is_empty();
        if keyword.kind == Kind::Define && at_root {
            return self.define(left);
        }
        self.action_line = left.line;
        match keyword.kind {
            Kind::Block => return self.block(left),
            Kind::If | Kind::Range | Kind::With => return self.open(left.start, keyword.kind, false),
            Kind::Break => self.jump(left, keyword, NodeKind::Break, "{{break}}")?,
            Kind::Continue => self.jump(left, keyword, NodeKind::Continue, "{{continue}}")?,
            Kind::Else => self.otherwise()?,
            Kind::End => self.end()?,
            Kind::Template => self.template(left)?,
            _ => {
                self.backup();
                let pipe = self.pipeline("command", Kind::RightDelimiter)?;
                let end = self.tokens[self.peeked].end;
                let tree = self.tree();
                let node = tree.add(left.start, end, keyword.start, NodeKind::Action(pipe));
                tree.append(node);
            }
        }
        self.action_line = 0;
        Ok(())
    }

    fn jump(&mut self, left: Token, keyword: Token, kind: NodeKind, action: &str) -> Result<()> {
        let right = self.next_non_space();
        if right.kind != Kind::RightDelimiter {
            return self.unexpected(right, action);
        }
        if self.tree().ranges == 0 {
            return self.fail(keyword, format!("{action} outside {{{{range}}}}"));
        }
        let tree = self.tree();
        let node = tree.add(left.start, right.end, keyword.start, kind);
        tree.append(node);
        Ok(())
    }

    /// `if`, `range` or `with`, whose keyword has been read.
    fn open(&mut self, start: usize, keyword: Kind, chained: bool) -> Result<()> {
        let variables = self.tree().variables.stack.len();
        let context = match keyword {
            Kind::Range => "range",
            Kind::With => "with",
            _ => "if",
        };
        let pipe = self.pipeline(context, Kind::RightDelimiter)?;
        let tree = self.tree();
        tree.ranges += usize::from(keyword == Kind::Range);
        tree.blocks.push(Block { keyword, start, pipe, list: Vec::new(), otherwise: None, variables, chained });
        Ok(())
    }

    fn otherwise(&mut self) -> Result<()> {
        let next = self.peek_non_space();
        let condition = matches!(next.kind, Kind::If | Kind::With);
        if !condition {
            let right = self.next_non_space();
            if right.kind != Kind::RightDelimiter {
                return self.unexpected(right, "else");
            }
        }
        self.action_line = 0;
        let place = self.tokens[0];
        let tree = self.tree();
        match tree.blocks.last_mut() {
            None => self.misplaced(place, "{{else}}"),
            Some(Block { otherwise: Some(_), .. }) => self.fail(place, "expected end; found {{else}}"),
            Some(block) => {
                block.otherwise = Some(Vec::new());
                let keyword = block.keyword;
                tree.ranges -= usize::from(keyword == Kind::Range);
                if condition && next.kind == keyword {
                    self.next_non_space();
                    return self.open(next.start, keyword, true);
                }
                Ok(())
            }
        }
    }

    fn end(&mut self) -> Result<()> {
        let right = self.next_non_space();
        if right.kind != Kind::RightDelimiter {
            return self.unexpected(right, "end");
        }
        let inner = self.building.len() > 1;
        let tree = self.tree();
        if tree.blocks.is_empty() {
            return if inner { self.finish(right.end) } else { self.misplaced(right, "{{end}}") };
        }
        while let Some(block) = tree.blocks.pop() {
            let chained = block.chained;
            tree.ranges -= usize::from(block.keyword == Kind::Range && block.otherwise.is_none());
            let node = tree.close(block, right.end);
            tree.append(node);
            if !chained {
                break;
            }
        }
        Ok(())
    }

    /// An `else` or `end` that belongs to nothing.
    fn misplaced(&mut self, place: Token, action: &str) -> Result<()> {
        let context = match self.tree().after {
            After::Nothing => "",
            After::Define => " in define clause",
            After::Execute { .. } => " in block clause",
        };
        self.fail(place, format!("unexpected {action}{context}"))
    }

    fn define(&mut self, left: Token) -> Result<()> {
        let context = "define clause";
        let name = self.next_non_space();
        if !matches!(name.kind, Kind::String | Kind::RawString) {
            return self.unexpected(name, context);
        }
        let unquoted = self.unquoted(name)?;
        let right = self.next_non_space();
        if right.kind != Kind::RightDelimiter {
            return self.unexpected(right, context);
        }
        let name_span = Some(self.span(name.start, name.end));
        self.building.push(Building::new(unquoted, name_span, left.start, After::Define));
        Ok(())
    }

    fn block(&mut self, left: Token) -> Result<()> {
        let context = "block clause";
        let name = self.next_non_space();
        let unquoted = self.template_name(name, context)?;
        let pipe = self.pipeline(context, Kind::RightDelimiter)?;
        let name_span = Some(self.span(name.start, name.end));
        let after = After::Execute { position: name.start, pipe };
        self.building.push(Building::new(unquoted, name_span, left.start, after));
        Ok(())
    }

    fn template(&mut self, left: Token) -> Result<()> {
        let context = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(token, context)?;
        let pipe = if self.next_non_space().kind == Kind::RightDelimiter {
            None
        } else {
            self.backup();
            Some(self.pipeline(context, Kind::RightDelimiter)?)
        };
        let end = self.tokens[self.peeked].end;
        let tree = self.tree();
        let node = tree.add(left.start, end, token.start, NodeKind::Template { name, pipe });
        tree.append(node);
        Ok(())
    }

    fn template_name(&mut self, token: Token, context: &str) -> Result<Arc<str>> {
        match token.kind {
            Kind::String | Kind::RawString => self.unquoted(token),
            _ => self.unexpected(token, context),
        }
    }

    fn unquoted(&mut self, token: Token) -> Result<Arc<str>> {
        match unquote(self.lexer.text_of(token)) {
            Some(text) => Ok(text.into()),
            None => self.fail(token, "invalid syntax"),
        }
    }

    /// Ends the innermost tree.
    fn finish(&mut self, end: usize) -> Result<()> {
        let Some(mut tree) = self.building.pop() else { return Ok(()) };
        self.finished += tree.nodes.len();
        let nodes = std::mem::take(&mut tree.root);
        let root = tree.list(nodes, tree.start);
        let built = Tree {
            name: tree.name,
            parse_name: self.name.clone(),
            text: self.text.clone(),
            source: self.source,
            span: self.span(tree.start, end),
            name_span: tree.name_span,
            root,
            nodes: tree.nodes,
        };
        let name = built.name.clone();
        match self.by_name.get(&name) {
            Some(&known) if !self.trees[known].is_empty() => {
                if !built.is_empty() {
                    let place = self.tokens[0];
                    return self.fail(place, format!("template: multiple definition of template {}", quote(&name)));
                }
            }
            Some(&known) => self.trees[known] = Arc::new(built),
            None => {
                self.by_name.insert(name.clone(), self.trees.len());
                self.trees.push(Arc::new(built));
            }
        }
        if let After::Execute { position, pipe } = tree.after {
            let outer = self.tree();
            let node = outer.add(tree.start, end, position, NodeKind::Template { name, pipe: Some(pipe) });
            outer.append(node);
        }
        Ok(())
    }

    fn tree(&mut self) -> &mut Building<'a> {
        if self.building.is_empty() {
            // Only after the end of the text, when nothing is read any more.
            self.building.push(Building::new(self.name.clone(), None, 0, After::Nothing));
        }
        let last = self.building.len() - 1;
        &mut self.building[last]
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, offset(start), offset(end))
    }

    fn fail<T>(&self, place: Token, message: impl Into<String>) -> Result<T> {
        Err(Box::new(SyntaxError {
            message: message.into(),
            name: self.name.clone(),
            line: self.tokens[0].line,
            span: self.place_of(place),
        }))
    }

    fn unexpected<T>(&self, token: Token, context: &str) -> Result<T> {
        let described = self.lexer.describe(token);
        if token.kind != Kind::Error {
            return self.fail(token, format!("unexpected {described} in {context}"));
        }
        if self.action_line == 0 || self.action_line == token.line {
            return self.fail(token, described);
        }
        let action = if described.ends_with(" action") { "" } else { " in action" };
        self.fail(token, format!("{described}{action} started at {}:{}", self.name, self.action_line))
    }

    fn next(&mut self) -> Token {
        if self.peeked > 0 {
            self.peeked -= 1;
        } else {
            self.tokens[0] = self.lexer.next();
        }
        self.tokens[self.peeked]
    }

    fn backup(&mut self) {
        self.peeked += 1;
    }

    fn peek(&mut self) -> Token {
        if self.peeked == 0 {
            self.peeked = 1;
            self.tokens[0] = self.lexer.next();
        }
        self.tokens[self.peeked - 1]
    }

    fn next_non_space(&mut self) -> Token {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_non_space(&mut self) -> Token {
        let token = self.next_non_space();
        self.backup();
        token
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
