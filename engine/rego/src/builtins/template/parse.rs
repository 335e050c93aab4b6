//! Text of templates, read to a tree. Syntax: <https://pkg.go.dev/text/template>.

use std::collections::HashMap;

/// Levels that actions and parentheses may nest.
const MAX_NESTING: usize = 100;

/// A piece of a template.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Action(Pipe),
    If(Branch),
    With(Branch),
    Range(Branch),
    Break,
    Continue,
    Template(String, Option<Pipe>),
}

/// A pipeline that decides, and what it decides on.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) pipe: Pipe,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

/// Commands, each with the answer of the one before as its last argument.
#[derive(Debug, Default)]
pub(super) struct Pipe {
    /// Variables that get the answer.
    pub(super) variables: Vec<String>,
    /// Are they new?
    pub(super) declares: bool,
    pub(super) commands: Vec<Vec<Operand>>,
}

#[derive(Debug)]
pub(super) enum Operand {
    Dot,
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Function(String),
    Field(Vec<String>),
    Variable(String, Vec<String>),
    Pipe(Pipe, Vec<String>),
}

/// A template and those that it defines.
pub(super) struct Templates {
    pub(super) main: Vec<Node>,
    pub(super) named: HashMap<String, Vec<Node>>,
}

/// Functions of templates.
const FUNCTIONS: &[&str] = &[
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
    "println", "slice", "urlquery",
];

/// Text and actions, in their order.
enum Item<'a> {
    Text(&'a str),
    Action(&'a str),
}

/// Cuts a template at its actions.
fn items(text: &str) -> Result<Vec<Item<'_>>, String> {
    let mut items = Vec::new();
    let (mut rest, mut trim) = (text, false);
    loop {
        let start = rest.find("{{");
        let mut before = &rest[..start.unwrap_or(rest.len())];
        if trim {
            before = before.trim_start_matches(is_space);
        }
        let Some(start) = start else {
            items.push(Item::Text(before));
            return Ok(items);
        };
        rest = &rest[start + 2..];
        if rest.starts_with('-') && rest[1..].starts_with(is_space) {
            before = before.trim_end_matches(is_space);
            rest = rest[1..].trim_start_matches(is_space);
        }
        items.push(Item::Text(before));
        if let Some(comment) = rest.strip_prefix("/*") {
            let (_, after) = comment.split_once("*/").ok_or("unclosed comment")?;
            let trimmed =
                after.strip_prefix(is_space).and_then(|after| after.trim_start_matches(is_space).strip_prefix("-}}"));
            trim = trimmed.is_some();
            rest = trimmed.or_else(|| after.strip_prefix("}}")).ok_or("comment ends before closing delimiter")?;
            continue;
        }
        let end = action_end(rest).ok_or("unclosed action")?;
        let action = &rest[..end];
        rest = &rest[end + 2..];
        let trimmed = action.strip_suffix('-').filter(|action| action.ends_with(is_space));
        trim = trimmed.is_some();
        items.push(Item::Action(trimmed.unwrap_or(action)));
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Where an action's `}}` stands, outside of quotes.
fn action_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut quote) = (0, None);
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (None, b'"' | b'`' | b'\'') => quote = Some(byte),
            (None, b'}') if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            (Some(b'"' | b'\''), b'\\') => at += 1,
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Reads a template.
pub(super) fn parse(text: &str) -> Result<Templates, String> {
    let items = items(text)?;
    let mut parser =
        Parser { items: items.into_iter(), named: HashMap::new(), variables: vec!["$".to_owned()], loops: 0 };
    let (main, end) = parser.list(0)?;
    match end {
        End::Text => Ok(Templates { main, named: parser.named }),
        _ => Err("unexpected {{end}} or {{else}}".to_owned()),
    }
}

/// What ended a list of nodes; `else` with what follows it.
enum End<'a> {
    Text,
    Close,
    Else(&'a str),
}

struct Parser<'a> {
    items: std::vec::IntoIter<Item<'a>>,
    named: HashMap<String, Vec<Node>>,
    /// Variables in scope.
    variables: Vec<String>,
    /// Loops around.
    loops: usize,
}

impl<'a> Parser<'a> {
    fn list(&mut self, depth: usize) -> Result<(Vec<Node>, End<'a>), String> {
        if depth > MAX_NESTING {
            return Err("template nests too deeply".to_owned());
        }
        let mut nodes = Vec::new();
        while let Some(item) = self.items.next() {
            let action = match item {
                Item::Text("") => continue,
                Item::Text(text) => {
                    nodes.push(Node::Text(text.to_owned()));
                    continue;
                }
                Item::Action(action) => action.trim_matches(is_space),
            };
            let length = action.find(|c: char| !c.is_alphanumeric()).unwrap_or(action.len());
            let (word, rest) = action.split_at(length);
            let scope = self.variables.len();
            let node = match word {
                "end" if rest.is_empty() => return Ok((nodes, End::Close)),
                "else" => return Ok((nodes, End::Else(rest.trim_start_matches(is_space)))),
                "if" => Node::If(self.branch(rest, depth, false)?),
                "with" => Node::With(self.branch(rest, depth, false)?),
                "range" => Node::Range(self.branch(rest, depth, true)?),
                "break" | "continue" if rest.is_empty() => match (self.loops, word) {
                    (0, _) => return Err(format!("{{{{{word}}}}} outside {{{{range}}}}")),
                    (_, "break") => Node::Break,
                    _ => Node::Continue,
                },
                "template" | "define" | "block" => {
                    let mut action = Action { rest, variables: &mut self.variables };
                    action.spaces();
                    let name = action.quoted()?;
                    action.spaces();
                    let pipe = if action.rest.is_empty() { None } else { Some(action.whole()?) };
                    match (word, pipe) {
                        ("template", pipe) => Node::Template(name, pipe),
                        ("block", None) => return Err("missing value for block".to_owned()),
                        ("define", Some(_)) => return Err("unexpected value in define".to_owned()),
                        (_, pipe) => {
                            self.define(name.clone(), depth)?;
                            match pipe {
                                Some(pipe) => Node::Template(name, Some(pipe)),
                                None => continue,
                            }
                        }
                    }
                }
                _ => {
                    nodes.push(Node::Action(Action { rest: action, variables: &mut self.variables }.whole()?));
                    continue;
                }
            };
            self.variables.truncate(scope);
            nodes.push(node);
        }
        Ok((nodes, End::Text))
    }

    /// The body of a template with a name, to its end.
    fn define(&mut self, name: String, depth: usize) -> Result<(), String> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".to_owned()]);
        let loops = std::mem::take(&mut self.loops);
        let (body, end) = self.list(depth + 1)?;
        (self.variables, self.loops) = (variables, loops);
        if !matches!(end, End::Close) {
            return Err("unexpected EOF".to_owned());
        }
        self.named.insert(name, body);
        Ok(())
    }

    fn branch(&mut self, pipe: &str, depth: usize, looped: bool) -> Result<Branch, String> {
        let pipe = Action { rest: pipe, variables: &mut self.variables }.whole()?;
        let scope = self.variables.len();
        self.loops += usize::from(looped);
        let (body, end) = self.list(depth + 1)?;
        self.loops -= usize::from(looped);
        self.variables.truncate(scope);
        let otherwise = match end {
            End::Text => return Err("unexpected EOF".to_owned()),
            End::Close => Vec::new(),
            End::Else("") => match self.list(depth + 1)? {
                (otherwise, End::Close) => otherwise,
                _ => return Err("expected end".to_owned()),
            },
            End::Else(next) => {
                if let Some(pipe) = next.strip_prefix("if").filter(|pipe| pipe.starts_with(is_space)) {
                    vec![Node::If(self.branch(pipe, depth + 1, false)?)]
                } else if let Some(pipe) = next.strip_prefix("with").filter(|pipe| pipe.starts_with(is_space)) {
                    vec![Node::With(self.branch(pipe, depth + 1, false)?)]
                } else {
                    return Err(format!("unexpected {next} in else"));
                }
            }
        };
        Ok(Branch { pipe, body, otherwise })
    }
}

/// The text of an action.
struct Action<'a, 'b> {
    rest: &'a str,
    variables: &'b mut Vec<String>,
}

impl<'a> Action<'a, '_> {
    fn spaces(&mut self) -> bool {
        let trimmed = self.rest.trim_start_matches(is_space);
        let any = trimmed.len() < self.rest.len();
        self.rest = trimmed;
        any
    }

    /// A pipeline that is all there is.
    fn whole(&mut self) -> Result<Pipe, String> {
        let pipe = self.pipe(0)?;
        if self.rest.is_empty() { Ok(pipe) } else { Err(format!("unexpected {:?} in action", self.rest)) }
    }

    fn pipe(&mut self, depth: usize) -> Result<Pipe, String> {
        if depth > MAX_NESTING {
            return Err("pipeline nests too deeply".to_owned());
        }
        let mut pipe = Pipe::default();
        self.spaces();
        self.declaration(&mut pipe)?;
        loop {
            let mut command = Vec::new();
            let mut apart = true;
            loop {
                apart |= self.spaces();
                if self.rest.is_empty() || self.rest.starts_with([')', '|']) {
                    break;
                }
                if !apart {
                    return Err(format!("unexpected {:?} in operand", self.rest));
                }
                command.push(self.operand(depth)?);
                apart = false;
            }
            let executable = matches!(
                command.first(),
                Some(Operand::Function(_) | Operand::Field(_) | Operand::Variable(..) | Operand::Pipe(..))
            );
            match command.first() {
                None => return Err("missing value for command".to_owned()),
                Some(Operand::Nil) => return Err("nil is not a command".to_owned()),
                Some(_) if !pipe.commands.is_empty() && !executable => {
                    return Err("non executable command in pipeline".to_owned());
                }
                Some(_) => pipe.commands.push(command),
            }
            match self.rest.strip_prefix('|') {
                Some(rest) => self.rest = rest,
                None => break,
            }
        }
        if pipe.declares {
            self.variables.extend(pipe.variables.iter().cloned());
        }
        Ok(pipe)
    }

    /// `$x :=`, `$x =`, `$i, $x :=`.
    fn declaration(&mut self, pipe: &mut Pipe) -> Result<(), String> {
        let before = self.rest;
        let mut names = Vec::new();
        while let Some(rest) = self.rest.strip_prefix('$') {
            self.rest = rest;
            names.push(format!("${}", self.word()));
            self.spaces();
            match self.rest.strip_prefix(',') {
                Some(rest) => self.rest = rest,
                None => break,
            }
            self.spaces();
        }
        let declares = self.rest.starts_with(":=");
        if names.is_empty() || !declares && !self.rest.starts_with('=') {
            self.rest = before;
            return Ok(());
        }
        self.rest = &self.rest[if declares { 2 } else { 1 }..];
        if !declares && let Some(name) = names.iter().find(|name| !self.variables.contains(name)) {
            return Err(format!("undefined variable {name:?}"));
        }
        if names.len() > 2 {
            return Err("too many declarations".to_owned());
        }
        (pipe.variables, pipe.declares) = (names, declares);
        Ok(())
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// `.a.b` right here.
    fn fields(&mut self) -> Result<Vec<String>, String> {
        let mut fields = Vec::new();
        while let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            let word = self.word();
            if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(format!("unexpected .{word} in operand"));
            }
            fields.push(word.to_owned());
        }
        Ok(fields)
    }

    fn operand(&mut self, depth: usize) -> Result<Operand, String> {
        let first = self.rest.chars().next().unwrap_or_default();
        match first {
            '(' => {
                self.rest = &self.rest[1..];
                let pipe = self.pipe(depth + 1)?;
                self.rest = self.rest.strip_prefix(')').ok_or("unclosed left paren")?;
                Ok(Operand::Pipe(pipe, self.fields()?))
            }
            '"' | '`' => self.quoted().map(Operand::Text),
            '.' if !self.rest[1..].starts_with(|c: char| c == '_' || c.is_alphanumeric()) => {
                self.rest = &self.rest[1..];
                Ok(Operand::Dot)
            }
            '.' if !self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.fields().map(Operand::Field),
            '$' => {
                self.rest = &self.rest[1..];
                let name = format!("${}", self.word());
                if !self.variables.contains(&name) {
                    return Err(format!("undefined variable {name:?}"));
                }
                Ok(Operand::Variable(name, self.fields()?))
            }
            '\'' => self.character(),
            '0'..='9' | '+' | '-' | '.' => self.number(),
            _ => match self.word() {
                "true" => Ok(Operand::Bool(true)),
                "false" => Ok(Operand::Bool(false)),
                "nil" => Ok(Operand::Nil),
                word if FUNCTIONS.contains(&word) => Ok(Operand::Function(word.to_owned())),
                "" => Err(format!("unexpected {:?} in command", self.rest)),
                word => Err(format!("function {word:?} not defined")),
            },
        }
    }

    fn number(&mut self) -> Result<Operand, String> {
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "_+-.".contains(c))).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        let wrong = || format!("bad number syntax: {text:?}");
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let plain = digits.replace('_', "");
        let radix = |prefix: &str, radix| {
            plain.to_ascii_lowercase().strip_prefix(prefix).map(|digits| i64::from_str_radix(digits, radix))
        };
        let octal =
            || (plain.len() > 1 && plain.bytes().all(|byte| byte.is_ascii_digit())).then(|| radix("0", 8)).flatten();
        if let Some(value) = radix("0x", 16).or_else(|| radix("0b", 2)).or_else(|| radix("0o", 8)).or_else(octal) {
            return value.map(|value| Operand::Int(sign * value)).map_err(|_| wrong());
        }
        if !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return Err(wrong());
        }
        if plain.contains(['.', 'e', 'E']) {
            return plain.parse::<f64>().map(|value| Operand::Float(sign as f64 * value)).map_err(|_| wrong());
        }
        plain.parse::<i64>().map(|value| Operand::Int(sign * value)).map_err(|_| wrong())
    }

    /// `'a'`, the number of a character.
    fn character(&mut self) -> Result<Operand, String> {
        let text = self.literal('\'')?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(Operand::Int(i64::from(u32::from(c)))),
            _ => Err("malformed character constant".to_owned()),
        }
    }

    /// A string in quotes, or raw.
    fn quoted(&mut self) -> Result<String, String> {
        if let Some(raw) = self.rest.strip_prefix('`') {
            let (text, rest) = raw.split_once('`').ok_or("unterminated raw quoted string")?;
            self.rest = rest;
            return Ok(text.replace('\r', ""));
        }
        self.literal('"')
    }

    /// Text between quotes, its escapes resolved.
    fn literal(&mut self, quote: char) -> Result<String, String> {
        const OPEN: &str = "unterminated quoted string";
        let mut chars = self.rest.strip_prefix(quote).ok_or("expected a quoted string")?.chars();
        let mut out = String::new();
        loop {
            let c = match chars.next().ok_or(OPEN)? {
                c if c == quote => break,
                '\n' => return Err(OPEN.to_owned()),
                '\\' => match chars.next().ok_or(OPEN)? {
                    'a' => '\x07',
                    'b' => '\x08',
                    'f' => '\x0c',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\x0b',
                    c if c == quote || c == '\\' => c,
                    c @ ('x' | 'u' | 'U') => {
                        let length = match c {
                            'x' => 2,
                            'u' => 4,
                            _ => 8,
                        };
                        let digits = chars.as_str().get(..length).ok_or(OPEN)?;
                        chars = chars.as_str()[length..].chars();
                        let code = u32::from_str_radix(digits, 16).map_err(|_| "invalid syntax")?;
                        char::from_u32(code).ok_or("invalid syntax")?
                    }
                    _ => return Err("invalid syntax".to_owned()),
                },
                c => c,
            };
            out.push(c);
        }
        self.rest = chars.as_str();
        Ok(out)
    }
}
