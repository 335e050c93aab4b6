//! Variables: their types, and which of the values that they are given counts.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::eval::{self, Budget, Context, Error};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::{Block, Expr, ExprKind};
use bartizan_hcl::syntax::{self, Origin};
use bartizan_hcl::value::{Entry, Kind, Marks, Number, Reason, Type, Value};

use super::module::Module;
use super::names::{Constant, is_true};
use super::reader::Reader;
use super::world::{Instance, Item, World};
use super::{Root, parse};
use crate::files::{FileError, path};
use crate::source::{self, Node};

/// What a variable of the root module is given.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// By a file of values, or by `-var`.
    set: Option<Value>,
    /// By a plan.
    planned: Option<Value>,
}

/// The mark of what must not be printed.
pub(super) fn sensitive() -> Arc<Marks> {
    Arc::new(Marks { sensitive: true, references: Default::default() })
}

/// The values that `root` gives to the variables of its module, in Terraform's order: the last counts.
pub(super) fn given(reader: &Reader<'_>, root: &Root, module: &Module<'_>) -> HashMap<Arc<str>, Given> {
    let mut given: HashMap<Arc<str>, Given> = HashMap::new();
    let budget = Budget::new(1_000_000, 64 << 20);
    let context = Context { scope: &Constant, files: reader, budget: &budget };
    for path in files(reader, root) {
        let Some(file) = reader.values(&path) else { continue };
        for attribute in &file.body.attributes {
            let value = eval::evaluate(&attribute.value, &context).unwrap_or_else(|error| refused(&error));
            given.entry(Arc::clone(&attribute.name.text)).or_default().set = Some(value);
        }
    }
    for (name, text) in &root.vars {
        let value = command_line(text, module.variables.get(&**name).copied(), &context);
        match value {
            Ok(value) => given.entry(Arc::clone(name)).or_default().set = Some(value),
            Err(error) => {
                let message = format!("the value given to variable `{name}` cannot be read: {error}");
                reader.fault(FileError::parse(Arc::clone(&root.dir), message));
            }
        }
    }
    for (name, node) in &root.given {
        given.entry(Arc::clone(name)).or_default().planned = Some(of_node(node));
    }
    given
}

/// The files of values, the one that counts least first.
fn files(reader: &Reader<'_>, root: &Root) -> Vec<String> {
    let names = reader.list(&root.dir).unwrap_or_default();
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"];
    let fixed = fixed.into_iter().filter(|name| names.get(*name) == Some(&false)).map(str::to_owned);
    let is_automatic = |name: &str| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
    let automatic = names.iter().filter(|(name, is_folder)| !**is_folder && is_automatic(name));
    let beside = fixed.chain(automatic.map(|(name, _)| name.clone())).map(|name| path::join(&root.dir, &name));
    beside.chain(root.var_files.iter().map(|path| path.to_string())).collect()
}

/// A value as `-var` gives it: text as it is for a variable that takes text, an expression for any other.
fn command_line(text: &str, declared: Option<&Block>, context: &Context<'_>) -> eval::Result {
    let ty = declared.and_then(|block| block.body.attribute("type")).map(|attribute| &attribute.value);
    let is_text = match ty.map(|ty| &ty.kind) {
        None => true,
        Some(ExprKind::Root(name)) => matches!(&**name, "string" | "number" | "bool"),
        Some(ExprKind::String(text)) => &*text.text == "string",
        Some(_) => false,
    };
    if is_text {
        return Ok(Value::string(text));
    }
    // It stands in no file: what it is made of has no place.
    let (expr, errors) = syntax::parse_expression(text, Origin::At { source: u32::MAX, offset: 0 });
    match errors.into_iter().next() {
        Some(error) => Err(Error::new(error.message)),
        None => eval::evaluate(&expr, context),
    }
}

fn refused(error: &Error) -> Value {
    Value::unknown(Type::Dynamic, Reason::Error(error.message.as_str().into()))
}

/// A value of a document.
pub(super) fn of_node(node: &Node) -> Value {
    let value = match &node.value {
        source::Value::Null => Value::null(),
        source::Value::Bool(value) => Value::bool(*value),
        source::Value::Number(text) => {
            Number::parse(text).map_or_else(|| Value::string(Arc::clone(text)), Value::number)
        }
        source::Value::String(text) => Value::string(Arc::clone(text)),
        source::Value::Sequence(items) => Value::tuple(items.iter().map(of_node).collect()),
        source::Value::Mapping(mapping) => {
            let entry = |entry: &source::Entry| {
                let key_span = Some(parse::hcl_span(entry.key_span));
                (Arc::clone(&entry.key), Entry { key_span, value: of_node(&entry.value) })
            };
            Value::new(Kind::Object(Arc::new(mapping.entries().iter().map(entry).collect())))
        }
    };
    value.at(parse::hcl_span(node.span))
}

impl<'a> World<'a> {
    /// The value of a variable.
    pub(super) fn variable(&self, at: &Rc<Instance<'a>>, name: &Arc<str>, span: Span) -> eval::Result {
        let Some(block) = at.module.variables.get(&**name).copied() else {
            return Err(Error::new(format!("an input variable with the name \"{name}\" has not been declared")));
        };
        let make = || self.make_variable(at, name, block);
        let value =
            self.value(at, Item::Variable(Arc::clone(name)), span, &|| format!("`{}var.{name}`", at.path), make);
        Ok(value)
    }

    fn make_variable(&self, at: &Rc<Instance<'a>>, name: &Arc<str>, block: &'a Block) -> eval::Result {
        let context = Context { scope: &Constant, files: self.reader, budget: &self.budget };
        let constant = |expr: &Expr| eval::evaluate(expr, &context);
        let ty = match block.body.attribute("type") {
            Some(attribute) => Type::of_expression(&attribute.value, &constant, &self.budget)?,
            None => Type::Dynamic,
        };
        let given = if at.caller.is_some() {
            self.argument(at, name).transpose()?
        } else {
            let given = self.given.get(name);
            let planned = given.and_then(|given| given.planned.clone());
            match (planned, given.and_then(|given| given.set.clone())) {
                (Some(planned), written) => {
                    let written = match written {
                        Some(written) => Some(written),
                        None => self.default(block, &constant)?,
                    };
                    Some(self.place(planned, written, &ty)?)
                }
                (None, set) => set,
            }
        };
        let nullable = !is_false(block, "nullable");
        let given = given.filter(|value| nullable || !value.is_null());
        let value = match given {
            Some(value) => value,
            None => match self.default(block, &constant)? {
                Some(value) => value,
                None => Value::unknown(ty.clone(), Reason::Variable(Arc::clone(name))).at(block.header),
            },
        };
        let mut value = value.convert(&ty, &self.budget)?.or_at(block.header);
        if is_true(block, "sensitive") {
            value.mark(Some(&sensitive()));
        }
        Ok(value)
    }

    fn default(&self, block: &Block, constant: &dyn Fn(&Expr) -> eval::Result) -> eval::Result<Option<Value>> {
        block.body.attribute("default").map(|attribute| constant(&attribute.value)).transpose()
    }

    /// The value that a plan tells, at the place where it is written when that is in the configuration.
    fn place(&self, planned: Value, written: Option<Value>, ty: &Type) -> eval::Result {
        let Some(written) = written else { return Ok(planned) };
        let (a, b) = (planned.convert(ty, &self.budget), written.convert(ty, &self.budget));
        let same = match (a, b) {
            (Ok(a), Ok(b)) => a.equals(&b, &self.budget)? == Some(true),
            _ => false,
        };
        Ok(if same { written } else { planned })
    }
}

fn is_false(block: &Block, name: &str) -> bool {
    block.body.attribute(name).is_some_and(|attribute| matches!(attribute.value.kind, ExprKind::Bool(false)))
}
