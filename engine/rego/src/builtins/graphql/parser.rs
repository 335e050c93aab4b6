//! The parser of GraphQL: what queries and schemas share, and queries.
//!
//! Grammar: <https://spec.graphql.org/October2021/#sec-Appendix-Grammar-Summary>, as far as gqlparser follows it, with its
//! messages.

use super::lexer::{Kind, Token, tokens};
use super::tree::{kind, node};
use crate::builtins::{Context, Error};
use crate::value::Value;

/// Levels that a document may nest.
pub(super) const MAX_DEPTH: usize = 100;

/// Reads a document token by token.
pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Value, Error>;

impl Parser {
    /// A parser of a text.
    pub(super) fn new(context: &mut Context<'_>, text: &str) -> Result<Self, Error> {
        // A token and its node take some hundreds of bytes.
        context.make(text.len().saturating_mul(200))?;
        Ok(Self::of(text))
    }

    /// A parser of a text that is not a policy's.
    pub(super) fn of(text: &str) -> Self {
        let mut parser = Self { tokens: tokens(text), at: 0, depth: 0 };
        parser.skip_comments();
        parser
    }

    fn skip_comments(&mut self) {
        while self.tokens[self.at].kind == Kind::Comment {
            self.at += 1;
        }
    }

    /// The token that comes next.
    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    /// The comments right before it.
    pub(super) fn comment(&self) -> Value {
        let before = self.tokens[..self.at].iter().rev().take_while(|token| token.kind == Kind::Comment);
        let mut texts: Vec<Value> =
            before.map(|token| Value::record([("Value", Value::from(token.text.as_str()))])).collect();
        texts.reverse();
        if texts.is_empty() { Value::Null } else { Value::record([("List", Value::array(texts))]) }
    }

    /// Its place.
    pub(super) fn place(&self) -> (usize, usize) {
        self.peek().place
    }

    /// Takes it.
    pub(super) fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
            self.skip_comments();
        }
        token
    }

    /// Does this mark come next?
    pub(super) fn at_mark(&self, mark: char) -> bool {
        self.peek().kind == Kind::Mark(mark)
    }

    /// Does this word come next?
    pub(super) fn at_word(&self, word: &str) -> bool {
        self.peek().kind == Kind::Name && self.peek().text == word
    }

    /// Takes a mark if it comes next.
    pub(super) fn skip(&mut self, mark: char) -> bool {
        let found = self.at_mark(mark);
        if found {
            self.next();
        }
        found
    }

    fn error(&self, message: &str) -> Error {
        located(message, Some(self.place()))
    }

    /// The error for a token that does not belong.
    pub(super) fn unexpected(&self, token: &Token) -> Error {
        let shown = match token.text.as_str() {
            "" => token.kind.name(),
            text => format!("{} {}", token.kind.name(), crate::builtins::url::quote(text)),
        };
        located(&format!("Unexpected {shown}"), Some(token.place))
    }

    /// The error for the token that comes next.
    pub(super) fn unexpected_next(&self) -> Error {
        self.unexpected(self.peek())
    }

    /// Takes a token of a kind.
    pub(super) fn expect(&mut self, kind: Kind) -> Result<Token, Error> {
        if self.peek().kind == kind {
            return Ok(self.next());
        }
        Err(self.error(&format!("Expected {}, found {}", kind.name(), self.peek().kind.name())))
    }

    /// Takes a word.
    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), Error> {
        if self.at_word(word) {
            self.next();
            return Ok(());
        }
        let found = self.peek();
        let shown = match found.text.as_str() {
            "" => found.kind.name(),
            text => format!("{} {}", found.kind.name(), crate::builtins::url::quote(text)),
        };
        Err(self.error(&format!("Expected \"{word}\", found {shown}")))
    }

    /// Takes a name.
    pub(super) fn name(&mut self) -> Result<String, Error> {
        self.expect(Kind::Name).map(|token| token.text)
    }

    /// What stands between two marks, if the first comes next: at least one, if asked. Also the comments before the end.
    pub(super) fn between(
        &mut self,
        [start, end]: [char; 2],
        some: bool,
        item: &mut dyn FnMut(&mut Self) -> Parsed,
    ) -> Result<(Value, Value), Error> {
        if !self.skip(start) {
            return Ok((Value::Null, Value::Null));
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(&format!("nests more than {MAX_DEPTH} levels")));
        }
        let mut items = Vec::new();
        while !self.at_mark(end) {
            items.push(item(self)?);
        }
        if items.is_empty() && some {
            return Err(self.error(&format!("expected at least one definition, found {end}")));
        }
        self.depth -= 1;
        let comment = self.comment();
        self.next();
        Ok((Value::array(items), comment))
    }

    /// A document of queries and fragments.
    pub(super) fn query_document(mut self) -> Parsed {
        let (mut operations, mut fragments) = (Vec::new(), Vec::new());
        while self.peek().kind != Kind::End {
            let next = self.peek();
            match (next.kind, next.text.as_str()) {
                (Kind::Mark('{'), _) | (Kind::Name, "query" | "mutation" | "subscription") => {
                    operations.push(self.operation()?);
                }
                (Kind::Name, "fragment") => fragments.push(self.fragment_definition()?),
                _ => return Err(self.unexpected_next()),
            }
        }
        Ok(node((1, 1), [("Operations", Value::array(operations)), ("Fragments", Value::array(fragments))]))
    }

    fn operation(&mut self) -> Parsed {
        let (place, comment) = (self.place(), self.comment());
        if self.at_mark('{') {
            let selections = self.selections()?;
            let fields = [("Operation", Value::from("query")), ("Name", Value::from("")), ("SelectionSet", selections)];
            return Ok(node(place, fields));
        }
        let operation = self.next().text;
        let name = if self.peek().kind == Kind::Name { self.next().text } else { String::new() };
        let variables = self.variables()?;
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        Ok(node(
            place,
            [
                ("Comment", comment),
                ("Operation", Value::from(operation)),
                ("Name", Value::from(name)),
                ("VariableDefinitions", variables),
                ("Directives", directives),
                ("SelectionSet", selections),
            ],
        ))
    }

    fn variables(&mut self) -> Parsed {
        let variable = &mut |parser: &mut Self| {
            let (place, comment) = (parser.place(), parser.comment());
            let name = parser.variable()?;
            parser.expect(Kind::Mark(':'))?;
            let kind = parser.type_reference()?;
            let default = if parser.skip('=') { parser.value(true)? } else { Value::Null };
            let directives = parser.directives(false)?;
            Ok(node(
                place,
                [
                    ("Comment", comment),
                    ("Variable", Value::from(name)),
                    ("Type", kind),
                    ("DefaultValue", default),
                    ("Directives", directives),
                    ("Used", Value::Bool(false)),
                ],
            ))
        };
        self.between(['(', ')'], true, variable).map(|(variables, _)| variables)
    }

    fn variable(&mut self) -> Result<String, Error> {
        self.expect(Kind::Mark('$'))?;
        self.name()
    }

    fn selections(&mut self) -> Parsed {
        if !self.at_mark('{') {
            return Err(self.error(&format!("Expected {{, found {}", self.peek().kind.name())));
        }
        self.between(['{', '}'], true, &mut Self::selection).map(|(selections, _)| selections)
    }

    fn selection(&mut self) -> Parsed {
        if self.peek().kind == Kind::Spread {
            return self.fragment();
        }
        let (place, comment) = (self.place(), self.comment());
        let alias = self.name()?;
        let name = if self.skip(':') { self.name()? } else { alias.clone() };
        let arguments = self.arguments(false)?;
        let directives = self.directives(false)?;
        let selections = if self.at_mark('{') { self.selections()? } else { Value::Null };
        Ok(node(
            place,
            [
                ("Comment", comment),
                ("Alias", Value::from(alias)),
                ("Name", Value::from(name)),
                ("Arguments", arguments),
                ("Directives", directives),
                ("SelectionSet", selections),
            ],
        ))
    }

    fn fragment(&mut self) -> Parsed {
        let comment = self.comment();
        self.next();
        let place = self.place();
        if self.peek().kind == Kind::Name && !self.at_word("on") {
            let name = self.name()?;
            let directives = self.directives(false)?;
            return Ok(node(place, [("Comment", comment), ("Name", Value::from(name)), ("Directives", directives)]));
        }
        let condition = if self.at_word("on") {
            self.next();
            self.name()?
        } else {
            String::new()
        };
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        Ok(node(
            place,
            [
                ("Comment", comment),
                ("TypeCondition", Value::from(condition)),
                ("Directives", directives),
                ("SelectionSet", selections),
            ],
        ))
    }

    fn fragment_definition(&mut self) -> Parsed {
        let (place, comment) = (self.place(), self.comment());
        self.next();
        if self.at_word("on") {
            return Err(self.unexpected_next());
        }
        let name = self.name()?;
        let variables = self.variables()?;
        self.expect_word("on")?;
        let condition = self.name()?;
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        Ok(node(
            place,
            [
                ("Comment", comment),
                ("Name", Value::from(name)),
                ("VariableDefinition", variables),
                ("TypeCondition", Value::from(condition)),
                ("Directives", directives),
                ("SelectionSet", selections),
            ],
        ))
    }

    fn arguments(&mut self, constant: bool) -> Parsed {
        let argument = &mut |parser: &mut Self| {
            let (place, comment) = (parser.place(), parser.comment());
            let name = parser.name()?;
            parser.expect(Kind::Mark(':'))?;
            let value = parser.value(constant)?;
            Ok(node(place, [("Comment", comment), ("Name", Value::from(name)), ("Value", value)]))
        };
        self.between(['(', ')'], true, argument).map(|(arguments, _)| arguments)
    }

    /// Directives, if there are any.
    pub(super) fn directives(&mut self, constant: bool) -> Parsed {
        let mut directives = Vec::new();
        while self.skip('@') {
            let place = self.place();
            let name = self.name()?;
            let arguments = self.arguments(constant)?;
            let fields = [("Name", Value::from(name)), ("Arguments", arguments), ("Location", Value::from(""))];
            directives.push(node(place, fields));
        }
        Ok(Value::array(directives))
    }

    /// A value; a constant has no variables.
    pub(super) fn value(&mut self, constant: bool) -> Parsed {
        let (place, comment) = (self.place(), self.comment());
        let literal = |kind: i64, raw: &str, comment: Value, children: Value| {
            let fields = [
                ("Comment", comment),
                ("Kind", Value::from(kind)),
                ("Raw", Value::from(raw)),
                ("Children", children),
                ("ExpectedTypeHasDefault", Value::Bool(false)),
            ];
            node(place, fields)
        };
        let next = self.peek().clone();
        let kind = match (next.kind, next.text.as_str()) {
            (Kind::Mark('['), _) => {
                let item = &mut |parser: &mut Self| {
                    let value = parser.value(constant)?;
                    Ok(Value::record([("Name", Value::from("")), ("Value", value)]))
                };
                let (items, _) = self.between(['[', ']'], false, item)?;
                return Ok(literal(kind::LIST, "", comment, items));
            }
            (Kind::Mark('{'), _) => {
                let field = &mut |parser: &mut Self| {
                    let (place, comment) = (parser.place(), parser.comment());
                    let name = parser.name()?;
                    parser.expect(Kind::Mark(':'))?;
                    let value = parser.value(constant)?;
                    Ok(node(place, [("Comment", comment), ("Name", Value::from(name)), ("Value", value)]))
                };
                let (fields, _) = self.between(['{', '}'], false, field)?;
                return Ok(literal(kind::OBJECT, "", comment, fields));
            }
            (Kind::Mark('$'), _) if !constant => {
                let name = self.variable()?;
                return Ok(literal(kind::VARIABLE, &name, Value::Null, Value::Null));
            }
            (Kind::Int, _) => kind::INT,
            (Kind::Float, _) => kind::FLOAT,
            (Kind::String, _) => kind::STRING,
            (Kind::BlockString, _) => kind::BLOCK,
            (Kind::Name, "true" | "false") => kind::BOOLEAN,
            (Kind::Name, "null") => kind::NULL,
            (Kind::Name, _) => kind::ENUM,
            _ => return Err(self.unexpected_next()),
        };
        self.next();
        Ok(literal(kind, &next.text, Value::Null, Value::Null))
    }

    /// A type.
    pub(super) fn type_reference(&mut self) -> Parsed {
        let list = self.skip('[');
        let place = self.place();
        let (name, inner) = if list {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(self.error(&format!("nests more than {MAX_DEPTH} levels")));
            }
            let inner = self.type_reference()?;
            self.depth -= 1;
            self.expect(Kind::Mark(']'))?;
            (String::new(), inner)
        } else {
            (self.name()?, Value::Null)
        };
        let required = Value::Bool(self.skip('!'));
        Ok(node(place, [("NamedType", Value::from(name)), ("Elem", inner), ("NonNull", required)]))
    }
}

/// An error at a place, as OPA words it.
pub(super) fn located(message: &str, place: Option<(usize, usize)>) -> Error {
    Error::failed(match place {
        Some((line, column)) => format!("{message} in GraphQL string at location {line}:{column}"),
        None => format!("GraphQL parse error: input: {message}"),
    })
}
