//! `strings.render_template`: templates of Go's `text/template`, as far as data of Rego can meet them.
//!
//! Numbers of the data are text to Go: they are true whatever they are, and equal only to text.

mod functions;
mod parse;

use parse::{Branch, Node, Operand, Pipe, Templates};

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[("strings.render_template", render)];

/// Levels that templates may call each other.
const MAX_DEPTH: usize = 50;

/// A value within a template.
#[derive(Clone, Debug)]
enum Item {
    /// What is not there.
    Missing,
    /// Data, or constant text.
    Data(Value),
    Int(i64),
    Float(f64),
}

impl Item {
    fn text(text: impl Into<String>) -> Self {
        Self::Data(Value::from(text.into()))
    }

    fn is_nil(&self) -> bool {
        matches!(self, Self::Missing | Self::Data(Value::Null))
    }

    fn is_true(&self) -> bool {
        match self {
            Self::Missing | Self::Data(Value::Null) => false,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Data(Value::Bool(value)) => *value,
            Self::Data(Value::Number(_)) => true,
            Self::Data(Value::String(text)) => !text.is_empty(),
            Self::Data(Value::Array(items)) => !items.is_empty(),
            Self::Data(Value::Object(object)) => !object.is_empty(),
            Self::Data(Value::Set(set)) => !set.is_empty(),
        }
    }

    fn field(&self, name: &str) -> Result<Self, Error> {
        match self {
            Self::Missing => Ok(Self::Missing),
            Self::Data(Value::Object(object)) => Ok(object.field(name).cloned().map_or(Self::Missing, Self::Data)),
            _ => Err(Error::failed(format!("template: can't evaluate field {name}"))),
        }
    }
}

/// How a list of nodes ended.
enum Flow {
    On,
    Break,
    Continue,
}

struct Renderer<'a, 'b, 'c> {
    context: &'a mut Context<'c>,
    templates: &'b Templates,
    variables: Vec<(String, Item)>,
    out: String,
    depth: usize,
}

fn render(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    operands::object(arguments, 2)?;
    context.make(text.len() * 4)?;
    let templates = parse::parse(text).map_err(|why| Error::failed(format!("template: template: {why}")))?;
    let dot = Item::Data(arguments[1].clone());
    let variables = vec![("$".to_owned(), dot.clone())];
    let mut renderer = Renderer { context, templates: &templates, variables, out: String::new(), depth: 0 };
    renderer.list(&templates.main, &dot)?;
    Ok(renderer.out.replace("<no value>", "<undefined>").into())
}

impl Renderer<'_, '_, '_> {
    fn write(&mut self, text: &str) -> Result<(), Error> {
        self.context.make(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    fn list(&mut self, nodes: &[Node], dot: &Item) -> Result<Flow, Error> {
        for node in nodes {
            self.context.work(1)?;
            let scope = self.variables.len();
            let flow = match node {
                Node::Text(text) => {
                    self.write(text)?;
                    continue;
                }
                Node::Action(pipe) => {
                    let item = self.pipe(pipe, dot)?;
                    if pipe.variables.is_empty() {
                        let text = functions::show(self.context, &item)?;
                        self.write(if item.is_nil() { "<no value>" } else { &text })?;
                    }
                    // What it declares stays.
                    continue;
                }
                Node::If(branch) | Node::With(branch) => {
                    let item = self.pipe(&branch.pipe, dot)?;
                    let inner = if matches!(node, Node::With(_)) { &item } else { dot };
                    match item.is_true() {
                        true => self.list(&branch.body, inner)?,
                        false => self.list(&branch.otherwise, dot)?,
                    }
                }
                Node::Range(branch) => self.range(branch, dot)?,
                Node::Break => Flow::Break,
                Node::Continue => Flow::Continue,
                Node::Template(name, pipe) => {
                    let inner = pipe.as_ref().map_or(Ok(Item::Missing), |pipe| self.pipe(pipe, dot))?;
                    self.template(name, &inner)?;
                    Flow::On
                }
            };
            self.variables.truncate(scope);
            if !matches!(flow, Flow::On) {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn template(&mut self, name: &str, dot: &Item) -> Result<(), Error> {
        let templates = self.templates;
        let body = templates.named.get(name);
        let body = body.ok_or_else(|| Error::failed(format!("template: template {name:?} not defined")))?;
        if self.depth >= MAX_DEPTH {
            return Err(Error::failed("template: exceeded maximum template depth"));
        }
        self.depth += 1;
        let variables = std::mem::replace(&mut self.variables, vec![("$".to_owned(), dot.clone())]);
        self.list(body, dot)?;
        self.variables = variables;
        self.depth -= 1;
        Ok(())
    }

    fn range(&mut self, branch: &Branch, dot: &Item) -> Result<Flow, Error> {
        let over = self.commands(&branch.pipe, dot)?;
        let mut pairs: Box<dyn Iterator<Item = (Item, Item)>> = match &over {
            Item::Missing | Item::Data(Value::Null) => Box::new(std::iter::empty()),
            Item::Int(count) => Box::new((0..*count).map(|at| (Item::Int(at), Item::Int(at)))),
            Item::Data(Value::Array(items)) => Box::new(listed(items)),
            Item::Data(Value::Set(set)) => Box::new(listed(set.as_slice())),
            Item::Data(Value::Object(object)) => {
                Box::new(object.iter().map(|(key, value)| (Item::Data(key.clone()), Item::Data(value.clone()))))
            }
            _ => return Err(Error::failed("template: range can't iterate over this value")),
        };
        let Some(first) = pairs.next() else { return self.list(&branch.otherwise, dot) };
        for (key, value) in std::iter::once(first).chain(pairs) {
            self.context.work(1)?;
            let scope = self.variables.len();
            let items = match branch.pipe.variables.len() {
                2 => vec![key, value.clone()],
                _ => vec![value.clone()],
            };
            self.set(&branch.pipe, items)?;
            let flow = self.list(&branch.body, &value)?;
            self.variables.truncate(scope);
            if matches!(flow, Flow::Break) {
                break;
            }
        }
        Ok(Flow::On)
    }

    /// Gives a pipeline's variables their values.
    fn set(&mut self, pipe: &Pipe, items: Vec<Item>) -> Result<(), Error> {
        for (name, item) in pipe.variables.iter().zip(items) {
            if pipe.declares {
                self.context.make(64)?;
                self.variables.push((name.clone(), item));
            } else if let Some((_, own)) = self.variables.iter_mut().rev().find(|(own, _)| own == name) {
                *own = item;
            }
        }
        Ok(())
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Item) -> Result<Item, Error> {
        let item = self.commands(pipe, dot)?;
        if pipe.variables.len() > 1 {
            return Err(Error::failed("template: too many declarations"));
        }
        self.set(pipe, vec![item.clone()])?;
        Ok(item)
    }

    fn commands(&mut self, pipe: &Pipe, dot: &Item) -> Result<Item, Error> {
        let mut last = None;
        for command in &pipe.commands {
            self.context.work(1)?;
            let Some((first, rest)) = command.split_first() else { continue };
            last = Some(match first {
                Operand::Function(name) => self.call(name, rest, last, dot)?,
                _ if !rest.is_empty() || last.is_some() => {
                    return Err(Error::failed("template: can't give argument to non-function"));
                }
                _ => self.operand(first, dot)?,
            });
        }
        Ok(last.unwrap_or(Item::Missing))
    }

    fn operand(&mut self, operand: &Operand, dot: &Item) -> Result<Item, Error> {
        let follow = |item: Item, fields: &[String]| fields.iter().try_fold(item, |item, name| item.field(name));
        match operand {
            Operand::Dot => Ok(dot.clone()),
            Operand::Nil => Ok(Item::Data(Value::Null)),
            Operand::Bool(value) => Ok(Item::Data(Value::Bool(*value))),
            Operand::Int(number) => Ok(Item::Int(*number)),
            Operand::Float(number) => Ok(Item::Float(*number)),
            Operand::Text(text) => Ok(Item::text(text.as_str())),
            Operand::Function(name) => self.call(name, &[], None, dot),
            Operand::Field(fields) => follow(dot.clone(), fields),
            Operand::Pipe(pipe, fields) => follow(self.pipe(pipe, dot)?, fields),
            Operand::Variable(name, fields) => {
                let item = self.variables.iter().rev().find(|(own, _)| own == name).map(|(_, item)| item.clone());
                follow(item.unwrap_or(Item::Missing), fields)
            }
        }
    }

    /// Calls a function; `last` is its last argument where a pipeline gives one.
    fn call(&mut self, name: &str, operands: &[Operand], last: Option<Item>, dot: &Item) -> Result<Item, Error> {
        let stop_at = match name {
            "and" => Some(false),
            "or" => Some(true),
            _ => None,
        };
        let mut items = Vec::with_capacity(operands.len() + 1);
        for operand in operands {
            let item = self.operand(operand, dot)?;
            // What decides is the answer, and what follows is not looked at.
            if stop_at == Some(item.is_true()) {
                return Ok(item);
            }
            items.push(item);
        }
        items.extend(last);
        match (stop_at, items.pop()) {
            (Some(_), Some(item)) => Ok(item),
            (Some(_), None) => Err(Error::failed(format!("template: wrong number of args for {name}"))),
            (None, item) => {
                items.extend(item);
                functions::call(self.context, name, &items)
            }
        }
    }
}

/// Elements with their places.
fn listed(items: &[Value]) -> impl Iterator<Item = (Item, Item)> {
    (0..).zip(items).map(|(at, item)| (Item::Int(at), Item::Data(item.clone())))
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/template.jsonl"));
    }

    #[test]
    fn is_bounded() {
        let render = |text: &str| testing::call("strings.render_template", &[text.into(), Value::empty_object()]);
        assert!(matches!(render(r#"{{define "a"}}{{template "a"}}{{end}}{{template "a"}}"#), Err(Error::Failed(_))));
        assert!(matches!(render(r#"{{range 9000000000}}{{printf "%20000d" 1}}{{end}}"#), Err(Error::Halt(_))));
        assert!(matches!(render(&"{{if 1}}".repeat(5000)), Err(Error::Failed(_))));
        assert!(matches!(render(&format!("{{{{{}", "(".repeat(5000))), Err(Error::Failed(_))));
    }
}
