//! What names mean in an expression of an instance of a module.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::eval::{self, Error, Scope, Step};
use bartizan_hcl::span::Span;
use bartizan_hcl::value::{Entry, Kind, Reason, Type, Value};

use super::expand::{Expansion, Repeat, Repetition};
use super::module::Declared;
use super::world::{Instance, Item, World, call_address, reference_marks};

/// The names of one expression.
#[derive(Clone)]
pub(super) struct Names<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) at: &'w Rc<Instance<'a>>,
    /// The instance of the block that the expression stands in.
    pub(super) repeat: Option<&'w Repeat>,
    pub(super) iterators: Iterators,
}

/// Iterators of `dynamic` blocks, which share those of the blocks around them.
#[derive(Clone, Debug, Default)]
pub(super) struct Iterators(Option<Rc<Iterator>>);

#[derive(Debug)]
struct Iterator {
    name: Arc<str>,
    value: Value,
    around: Iterators,
}

impl Iterators {
    /// These and, within them, `name`.
    pub(super) fn with(&self, name: &Arc<str>, value: Value) -> Self {
        Self(Some(Rc::new(Iterator { name: Arc::clone(name), value, around: self.clone() })))
    }

    /// The value of the innermost one of this name.
    fn get(&self, name: &str) -> Option<&Value> {
        let mut own = self.0.as_ref();
        while let Some(iterator) = own {
            if *iterator.name == *name {
                return Some(&iterator.value);
            }
            own = iterator.around.0.as_ref();
        }
        None
    }
}

/// No names at all: what values of variables are evaluated with.
pub(super) struct Constant;

impl Scope for Constant {
    fn resolve(&self, root: &str, _: &[Step], _: Span) -> eval::Result<(Value, usize)> {
        Err(Error::new(format!("`{root}` cannot be used here: only constant values can")))
    }
}

fn attr(steps: &[Step], index: usize) -> Option<&Arc<str>> {
    match steps.get(index) {
        Some(Step::Attr(name)) => Some(name),
        _ => None,
    }
}

fn index(steps: &[Step], index: usize) -> Option<&Value> {
    match steps.get(index) {
        Some(Step::Index(key)) => Some(key),
        _ => None,
    }
}

fn needed(steps: &[Step], root: &str, what: &str) -> eval::Result<Arc<str>> {
    attr(steps, 0).cloned().ok_or_else(|| Error::new(format!("`{root}` is followed by {what}")))
}

impl Scope for Names<'_, '_> {
    fn resolve(&self, root: &str, steps: &[Step], span: Span) -> eval::Result<(Value, usize)> {
        if let Some(value) = self.iterators.get(root) {
            return Ok((value.clone(), 0));
        }
        match root {
            "var" => Ok((self.world.variable(self.at, &needed(steps, root, "the name of a variable")?, span)?, 1)),
            "local" => Ok((self.local(&needed(steps, root, "the name of a local value")?, span)?, 1)),
            "each" | "count" => self.repetition(root, &needed(steps, root, "a name")?),
            "path" => self.path(&needed(steps, root, "a name")?),
            "terraform" => self.terraform(&needed(steps, root, "a name")?),
            "self" => Ok((other("`self` is known when Terraform applies"), 0)),
            "module" => self.module(steps, span),
            "data" | "resource" | "ephemeral" => {
                let kind = needed(steps, root, "a type")?;
                let (value, taken) = self.resource(root, &kind, steps.get(1..).unwrap_or_default(), span)?;
                Ok((value, taken + 1))
            }
            kind => self.resource("", kind, steps, span),
        }
    }
}

fn other(why: &str) -> Value {
    Value::unknown(Type::Dynamic, Reason::Other(why.into()))
}

impl<'w, 'a> Names<'w, 'a> {
    /// The names of `at` outside of any block.
    pub(super) fn new(world: &'w World<'a>, at: &'w Rc<Instance<'a>>) -> Self {
        Self { world, at, repeat: None, iterators: Iterators::default() }
    }

    /// The names of the instance `repeat` of a block of `at`.
    pub(super) fn of(world: &'w World<'a>, at: &'w Rc<Instance<'a>>, repeat: &'w Repeat) -> Self {
        Self { world, at, repeat: Some(repeat), iterators: Iterators::default() }
    }

    fn local(&self, name: &Arc<str>, span: Span) -> eval::Result {
        let Some(expr) = self.at.module.locals.get(&**name).copied() else {
            return Err(Error::new(format!("a local value with the name \"{name}\" has not been declared")));
        };
        let item = Item::Local(Arc::clone(name));
        let make = || self.world.evaluate(expr, &Names::new(self.world, self.at));
        Ok(self.world.value(self.at, item, span, &|| format!("`{}local.{name}`", self.at.path), make))
    }

    fn repetition(&self, root: &str, name: &str) -> eval::Result<(Value, usize)> {
        let value = match (root, name) {
            ("each", "key") | ("count", "index") => self.repeat.and_then(|repeat| repeat.name.clone()),
            ("each", "value") => self.repeat.and_then(|repeat| repeat.value.clone()),
            _ => None,
        };
        let value = value.ok_or_else(|| {
            let argument = if root == "each" { "for_each" } else { "count" };
            Error::new(format!("`{root}.{name}` can be used only in a block with `{argument}`"))
        })?;
        Ok((value, 1))
    }

    fn path(&self, name: &str) -> eval::Result<(Value, usize)> {
        let value = match name {
            "module" => Value::string(relative(&self.world.root.dir, &self.at.module.dir)),
            "root" => Value::string("."),
            "cwd" => other("the folder that Terraform runs in is not known"),
            _ => return Err(Error::new(format!("`path` has no `{name}`"))),
        };
        Ok((value, 1))
    }

    fn terraform(&self, name: &str) -> eval::Result<(Value, usize)> {
        let value = match name {
            "workspace" => Value::string(self.world.root.workspace.clone().unwrap_or_else(|| "default".into())),
            _ => other("it is known when Terraform runs"),
        };
        Ok((value, 1))
    }

    fn module(&self, steps: &[Step], span: Span) -> eval::Result<(Value, usize)> {
        let name = needed(steps, "module", "the name of a call")?;
        let Some(call) = self.at.module.call(&name) else {
            return Err(Error::new(format!("no module call named \"{name}\" is declared")));
        };
        let children = self.world.children(self.at, call);
        let address = call_address(self.at, call.name);
        let Some(instances) = &children.instances else {
            return Ok((Value::unknown(Type::Dynamic, Reason::Module(address.into())), 1));
        };
        let (which, key, taken) = match which(&children.expansion, steps)? {
            Which::One { number, key, taken } => (number, key, taken),
            Which::All => {
                let all = instances.iter().filter_map(|index| self.world.instance(*index));
                let values = all.map(|child| self.outputs(&child, span)).collect();
                return Ok((whole(&children.expansion, values), 1));
            }
            Which::Unknown(reason) => return Ok((Value::unknown(Type::Dynamic, reason), 2)),
        };
        let Some(child) = instances.get(which).and_then(|index| self.world.instance(*index)) else {
            return Ok((other("it is one of those beyond the limit"), taken));
        };
        let mut value = match attr(steps, taken) {
            None => (self.outputs(&child, span), taken),
            Some(output) => (self.world.output(&child, output, span)?, taken + 1),
        };
        value.0.mark(key.and_then(|key| key.marks.as_ref()));
        Ok(value)
    }

    /// All outputs of an instance of a module.
    fn outputs(&self, child: &Rc<Instance<'a>>, span: Span) -> Value {
        let mut entries = BTreeMap::new();
        for (name, block) in &child.module.outputs {
            let name: Arc<str> = (*name).into();
            let value = self.world.settle(self.world.output(child, &name, span), span);
            entries.insert(name, Entry { key_span: Some(block.header), value });
        }
        Value::new(Kind::Object(Arc::new(entries)))
    }

    /// `steps` begin with the name of the block; `mode` is `data`, `ephemeral`, or anything else for a resource.
    fn resource(&self, mode: &str, kind: &str, steps: &[Step], span: Span) -> eval::Result<(Value, usize)> {
        let name = match attr(steps, 0) {
            Some(name) => name,
            None => return Err(Error::new(format!("there is nothing named \"{kind}\""))),
        };
        let address = match mode {
            "data" | "ephemeral" => format!("{mode}.{kind}.{name}"),
            _ => format!("{kind}.{name}"),
        };
        if mode == "ephemeral" {
            return Ok((Value::unknown(Type::Dynamic, Reason::AfterApply(address.into())), 1));
        }
        let Some(block) = self.at.module.block(&address) else {
            return Err(Error::new(format!("`{address}` has not been declared")));
        };
        let expansion = self.world.expand(self.at, block.block, &format!("{}{address}", self.at.path));
        match which(&expansion, steps)? {
            Which::One { number, key, taken } => {
                let (mut value, taken) = match attr(steps, taken) {
                    Some(asked) => (self.world.attribute(self.at, block, &expansion, number, asked, span), taken + 1),
                    None => (self.world.whole(self.at, block, &expansion, number, span), taken),
                };
                value.mark(key.and_then(|key| key.marks.as_ref()));
                Ok((value, taken))
            }
            Which::Unknown(reason) => {
                let value = Value::unknown(Type::Dynamic, reason);
                Ok((self.referring(value, block), 2))
            }
            Which::All => {
                self.world.budget.take(expansion.items.len() as u64)?;
                let each = |number| self.world.whole(self.at, block, &expansion, number, span);
                let values: Vec<Value> = (0..expansion.items.len()).map(each).collect();
                // Elements say themselves where they come from.
                let is_told = !values.is_empty() && !matches!(expansion.repetition, Repetition::Unknown(_));
                let all = whole(&expansion, values);
                Ok((if is_told { all } else { self.referring(all, block) }, 1))
            }
        }
    }

    /// `value`, come through a reference to all of `block`.
    fn referring(&self, mut value: Value, block: &Declared<'a>) -> Value {
        value.mark(Some(&reference_marks(&format!("{}{}", self.at.path, block.address))));
        value
    }
}

/// Which instances a reference means.
enum Which<'s> {
    /// The instance of this number, after so many steps.
    One { number: usize, key: Option<&'s Value>, taken: usize },
    /// All of them.
    All,
    /// One that is not known.
    Unknown(Reason),
}

/// Which instances `steps` mean, of which the first is the name of the block or call.
fn which<'s>(expansion: &Expansion, steps: &'s [Step]) -> eval::Result<Which<'s>> {
    if expansion.repetition == Repetition::Single {
        return Ok(Which::One { number: 0, key: None, taken: 1 });
    }
    let Some(key) = index(steps, 1) else {
        return Ok(Which::All);
    };
    if let Kind::Unknown(unknown) = &key.kind {
        return Ok(Which::Unknown(unknown.reason.clone()));
    }
    match expansion.find(key) {
        Some(number) => Ok(Which::One { number, key: Some(key), taken: 2 }),
        None => Err(Error::new("The given key does not identify an element in this collection value.")),
    }
}

/// All instances as one value.
fn whole(expansion: &Expansion, values: Vec<Value>) -> Value {
    match &expansion.repetition {
        Repetition::Unknown(reason) => Value::unknown(Type::Dynamic, reason.clone()),
        Repetition::Single => values.into_iter().next().unwrap_or_else(Value::null),
        Repetition::Count => Value::tuple(values),
        Repetition::Each => {
            let entries = expansion.items.iter().zip(values).filter_map(|(item, value)| {
                let name = item.name.as_ref()?;
                Some((name.as_str()?.into(), Entry { key_span: name.span, value }))
            });
            Value::new(Kind::Object(Arc::new(entries.collect())))
        }
    }
}

/// The folder `to` as a path that starts from the folder `from`.
pub(super) fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    let path: Vec<String> = up.chain(to.into_iter().skip(same)).collect();
    if path.is_empty() { ".".to_owned() } else { path.join("/") }
}

impl<'a> World<'a> {
    /// The output `name` of an instance of a module.
    pub(super) fn output(&self, at: &Rc<Instance<'a>>, name: &Arc<str>, span: Span) -> eval::Result {
        let Some(block) = at.module.outputs.get(&**name).copied() else {
            return Err(Error::new(format!("this object does not have an attribute named \"{name}\"")));
        };
        let Some(attribute) = block.body.attribute("value") else {
            return Err(Error::new(format!("output `{name}` has no value")));
        };
        let make = || self.evaluate(&attribute.value, &Names::new(self, at));
        let address = || format!("`{}output.{name}`", at.path);
        let mut value = self.value(at, Item::Output(Arc::clone(name)), span, &address, make);
        if is_true(block, "sensitive") {
            value.mark(Some(&super::variables::sensitive()));
        }
        Ok(value)
    }

    /// The call and its names that gave the variables of `at` their values.
    pub(super) fn argument(&self, at: &Instance<'a>, name: &str) -> Option<eval::Result> {
        let (outer, call, expansion, number) = self.caller(at)?;
        let attribute = call.block.body.attribute(name)?;
        let result = match expansion.items.get(number) {
            Some(repeat) => self.evaluate(&attribute.value, &Names::of(self, &outer, repeat)),
            None => self.evaluate(&attribute.value, &Names::new(self, &outer)),
        };
        Some(result)
    }
}

/// Is the attribute `name` of `block` written as `true`?
pub(super) fn is_true(block: &bartizan_hcl::syntax::ast::Block, name: &str) -> bool {
    let attribute = block.body.attribute(name);
    attribute.is_some_and(|attribute| match &attribute.value.kind {
        bartizan_hcl::syntax::ast::ExprKind::Bool(value) => *value,
        bartizan_hcl::syntax::ast::ExprKind::String(text) => &*text.text == "true",
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn folders_are_seen_from_the_root_module() {
        assert_eq!(relative("live/prod", "live/prod"), ".");
        assert_eq!(relative(".", "modules/a"), "modules/a");
        assert_eq!(relative("live/prod", "modules/a"), "../../modules/a");
        assert_eq!(relative("live/prod", "."), "../..");
    }
}
