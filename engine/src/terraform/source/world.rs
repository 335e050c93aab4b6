//! What is evaluated for one root: its modules, their instances, and limits.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::eval::{self, Budget, Context};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::Expr;
use bartizan_hcl::value::{Kind, Marks, Reason, Type, Value};

use super::expand::{Expansion, Key};
use super::module::{Call, Module};
use super::names::Names;
use super::reader::Reader;
use super::{Note, Root, parse, tree};
use crate::files::FileError;

/// Expressions and elements evaluated for one root.
const MAX_STEPS: u64 = 4_000_000;
/// Bytes of strings made for one root.
const MAX_BYTES: u64 = 96 << 20;
/// Instances of modules.
const MAX_MODULES: usize = 5_000;
/// Instances of resources.
const MAX_RESOURCES: usize = 50_000;

/// Everything that expressions of one root can refer to.
pub(super) struct World<'a> {
    pub(super) root: &'a Root,
    pub(super) reader: &'a Reader<'a>,
    pub(super) budget: Budget,
    /// By the names of the calls that lead to them.
    modules: HashMap<Arc<str>, &'a Module<'a>>,
    /// Values that the root's variables are given.
    pub(super) given: HashMap<Arc<str>, super::variables::Given>,
    instances: RefCell<Vec<Rc<Instance<'a>>>>,
    resources: Cell<usize>,
    said: RefCell<HashSet<String>>,
    /// What is unknown though it need not be.
    notes: RefCell<Vec<Note>>,
    /// Was a limit met, or is it unknown how many instances something has?
    partial: Cell<bool>,
}

/// An instance of a module.
pub(super) struct Instance<'a> {
    index: usize,
    pub(super) module: &'a Module<'a>,
    /// Names of the calls that lead to it: `a.b`.
    pub(super) key: Arc<str>,
    /// `module.a["x"].module.b.`, empty for the root.
    pub(super) path: Arc<str>,
    /// The call that made it; none for the root.
    pub(super) caller: Option<Caller<'a>>,
    values: RefCell<HashMap<Item, Slot>>,
    pub(super) expansions: RefCell<HashMap<*const (), Option<Rc<Expansion>>>>,
    children: RefCell<HashMap<&'a str, Rc<Children>>>,
}

/// Where an instance of a module was called.
pub(super) struct Caller<'a> {
    /// The calling instance.
    pub(super) index: usize,
    pub(super) call: &'a Call<'a>,
    /// Which of the call's instances.
    pub(super) repeat: usize,
}

/// The instances that a call made.
pub(super) struct Children {
    pub(super) expansion: Rc<Expansion>,
    /// Of the instances of `expansion`, in order; none when the module is not there.
    pub(super) instances: Option<Vec<usize>>,
}

/// What has a value of its own in an instance of a module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Item {
    /// `var.x`
    Variable(Arc<str>),
    /// `local.x`
    Local(Arc<str>),
    /// An output.
    Output(Arc<str>),
    /// An attribute, or the blocks of one kind, of an instance of a block.
    Attribute(Arc<str>, usize, Arc<str>),
}

#[derive(Clone)]
enum Slot {
    Busy,
    Done(Value),
}

impl<'a> World<'a> {
    pub(super) fn new(
        root: &'a Root,
        reader: &'a Reader<'a>,
        modules: HashMap<Arc<str>, &'a Module<'a>>,
        given: HashMap<Arc<str>, super::variables::Given>,
    ) -> Self {
        Self {
            root,
            reader,
            budget: Budget::new(MAX_STEPS, MAX_BYTES),
            modules,
            given,
            instances: RefCell::default(),
            resources: Cell::new(0),
            said: RefCell::default(),
            notes: RefCell::default(),
            partial: Cell::new(false),
        }
    }

    /// The instance of the root module.
    pub(super) fn root_instance(&self) -> Option<Rc<Instance<'a>>> {
        let module = self.modules.get("")?;
        Some(self.add(module, "".into(), "".into(), None))
    }

    fn add(
        &self,
        module: &'a Module<'a>,
        key: Arc<str>,
        path: Arc<str>,
        caller: Option<Caller<'a>>,
    ) -> Rc<Instance<'a>> {
        let mut instances = self.instances.borrow_mut();
        let instance = Rc::new(Instance {
            index: instances.len(),
            module,
            key,
            path,
            caller,
            values: RefCell::default(),
            expansions: RefCell::default(),
            children: RefCell::default(),
        });
        instances.push(Rc::clone(&instance));
        instance
    }

    /// The instance of this number.
    pub(super) fn instance(&self, index: usize) -> Option<Rc<Instance<'a>>> {
        self.instances.borrow().get(index).cloned()
    }

    /// The instance that called `at`.
    pub(super) fn caller(&self, at: &Instance<'a>) -> Option<(Rc<Instance<'a>>, &'a Call<'a>, Rc<Expansion>, usize)> {
        let caller = at.caller.as_ref()?;
        let outer = self.instance(caller.index)?;
        let expansion = self.expand(&outer, caller.call.block, &call_address(&outer, caller.call.name));
        Some((outer, caller.call, expansion, caller.repeat))
    }

    /// The instances that the call `call` in `at` makes.
    pub(super) fn children(&self, at: &Rc<Instance<'a>>, call: &'a Call<'a>) -> Rc<Children> {
        if let Some(known) = at.children.borrow().get(call.name) {
            return Rc::clone(known);
        }
        let expansion = self.expand(at, call.block, &call_address(at, call.name));
        if let Some(known) = at.children.borrow().get(call.name) {
            return Rc::clone(known);
        }
        let key: Arc<str> = tree::child_key(&at.key, call.name).into();
        let instances = self.modules.get(&key).map(|module| {
            let mut made = Vec::new();
            for (repeat, instance) in expansion.items.iter().enumerate() {
                if self.instances.borrow().len() >= MAX_MODULES {
                    let message = format!("more than {MAX_MODULES} instances of modules; the rest is not read");
                    self.limit(&message, call.block.header);
                    break;
                }
                let path = format!("{}module.{}{}.", at.path, call.name, instance.key);
                let caller = Caller { index: at.index, call, repeat };
                made.push(self.add(module, Arc::clone(&key), path.into(), Some(caller)).index);
            }
            made
        });
        let children = Rc::new(Children { expansion, instances });
        at.children.borrow_mut().insert(call.name, Rc::clone(&children));
        children
    }

    /// Counts an instance of a resource; is there room for it?
    pub(super) fn admit(&self, span: Span) -> bool {
        let count = self.resources.get();
        self.resources.set(count + 1);
        if count >= MAX_RESOURCES {
            self.limit(&format!("more than {MAX_RESOURCES} instances of resources; the rest is not read"), span);
        }
        count < MAX_RESOURCES
    }

    /// The value of `item` of `at`, made once. One that needs itself is said and unknown.
    pub(super) fn value(
        &self,
        at: &Instance<'a>,
        item: Item,
        span: Span,
        name: &dyn Fn() -> String,
        make: impl FnOnce() -> eval::Result,
    ) -> Value {
        let known = at.values.borrow().get(&item).cloned();
        match known {
            Some(Slot::Done(value)) => return value,
            Some(Slot::Busy) => return self.cycle(&name(), span),
            None => {}
        }
        at.values.borrow_mut().insert(item.clone(), Slot::Busy);
        let value = self.settle(make(), span);
        at.values.borrow_mut().insert(item, Slot::Done(value.clone()));
        value
    }

    /// What refers to itself, at `span`.
    pub(super) fn cycle(&self, name: &str, span: Span) -> Value {
        let message = format!("{name} refers to itself");
        self.say(FileError::parse(self.path_of(span), message.as_str()), span, &message);
        Value::unknown(Type::Dynamic, Reason::Error(message.into()))
    }

    /// A value, or an unknown one for what is wrong. A limit is said; what Terraform would refuse, and a file that may not
    /// be read, are noted.
    pub(super) fn settle(&self, result: eval::Result, span: Span) -> Value {
        match result {
            Ok(value) => {
                if let Kind::Unknown(unknown) = &value.kind
                    && matches!(unknown.reason, Reason::File(_))
                {
                    self.remark(&unknown.reason.to_string(), value.span.unwrap_or(span));
                }
                value
            }
            Err(error) => {
                if !error.is_limit {
                    self.remark(&error.message, error.span.unwrap_or(span));
                }
                if error.is_limit {
                    // Conversion says before it in which element it was met.
                    let message = error.message.rsplit(": ").next().unwrap_or_default();
                    self.limit(message, error.span.unwrap_or(span));
                }
                Value::unknown(Type::Dynamic, Reason::Error(error.message.into()))
            }
        }
    }

    /// Are all instances known that were asked for?
    pub(super) fn is_complete(&self) -> bool {
        !self.partial.get()
    }

    /// Notes that there may be more instances.
    pub(super) fn miss(&self) {
        self.partial.set(true);
    }

    /// Notes, once a place, why a value is not known.
    fn remark(&self, why: &str, span: Span) {
        if self.said.borrow_mut().insert(format!("{}:{}:{why}", span.source, span.start)) {
            let message = format!("the value is unknown: {why}");
            self.notes.borrow_mut().push(Note { span: parse::span(span), message, help: None });
        }
    }

    /// What was noted.
    pub(super) fn notes(&self) -> Vec<Note> {
        self.notes.borrow().clone()
    }

    /// Says, once a place, what Terraform would refuse.
    pub(super) fn refuse(&self, message: &str, span: Span) {
        let once = format!("{}:{}:{message}", span.source, span.start);
        self.say(FileError::parse(self.path_of(span), message), span, &once);
    }

    /// Says that a limit was met, once.
    pub(super) fn limit(&self, message: &str, span: Span) {
        self.miss();
        self.say(FileError::limit(self.path_of(span), message), span, message);
    }

    fn say(&self, error: FileError, span: Span, once: &str) {
        if self.said.borrow_mut().insert(once.to_owned()) {
            self.reader.fault(error.with_span(parse::span(span)));
        }
    }

    fn path_of(&self, span: Span) -> Arc<str> {
        let source = self.reader.source(parse::span(span).source);
        source.map_or_else(|| Arc::clone(&self.root.dir), |source| Arc::clone(&source.path))
    }

    /// The value of `expr` with the names that `names` gives.
    pub(super) fn evaluate(&self, expr: &Expr, names: &Names<'_, 'a>) -> eval::Result {
        eval::evaluate(expr, &Context { scope: names, files: self.reader, budget: &self.budget })
    }
}

/// `module.a.module.b`
pub(super) fn call_address(at: &Instance<'_>, name: &str) -> String {
    format!("{}module.{name}", at.path)
}

/// Marks of what came through `reference`.
pub(super) fn reference_marks(reference: &str) -> Arc<Marks> {
    Arc::new(Marks { sensitive: false, references: [Arc::from(reference)].into() })
}

impl Instance<'_> {
    /// The address of an instance of a block in this module.
    pub(super) fn address(&self, block: &str, key: &Key) -> String {
        format!("{}{block}{key}", self.path)
    }
}
