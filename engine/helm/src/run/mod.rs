//! Executes templates as Go 1.26 and Helm 3 do, and notes of every byte where it comes from.
//!
//! Execution goes down the tree with the thread's own stack: [`with_stack`] gives it a large one. A template may call
//! another one as deep as [`Limits::depth`](crate::Limits) says.

mod arguments;
mod call;
mod eval;
mod frame;
mod operand;
mod stack;
mod tpl;
mod values;

pub use stack::with_stack;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use bartizan_source::Span;
use rustc_hash::FxHashMap;

use crate::template::{NodeId, Parsed, Tree, quote};
use crate::trace::{Calls, Keys, Traces};
use crate::value::{Text, TextBuilder, Value, untie};
use crate::{Budget, Error, ErrorKind, Result};
use frame::Frame;
use operand::Operand;
use stack::Stack;

/// Executes the templates of one rendering. When it ends, so do the maps that were made to hold themselves.
#[derive(Debug)]
pub struct Engine<'e> {
    traces: &'e Traces,
    budget: &'e Budget,
    set: Rc<Set>,
    /// How often each template is being included at the moment.
    included: RefCell<FxHashMap<Arc<str>, u32>>,
    depth: Cell<u32>,
    stack: Cell<Option<Stack>>,
    /// What texts given to `tpl` parse to.
    given: RefCell<FxHashMap<Rc<str>, Rc<Parsed>>>,
    /// Bytes of those texts.
    given_bytes: Cell<usize>,
    /// The unknown key that a condition was decided by.
    torn: RefCell<Option<Rc<str>>>,
}

/// Templates by name.
#[derive(Clone, Debug, Default)]
struct Set {
    own: FxHashMap<Arc<str>, Rc<Template>>,
    /// Those around a text given to `tpl`.
    outer: Option<Rc<Set>>,
}

/// A template that can be executed.
#[derive(Debug)]
struct Template {
    tree: Arc<Tree>,
    /// Where its text comes from, when it was given to `tpl`.
    given: Option<Rc<Given>>,
}

/// A text given to `tpl`.
#[derive(Debug)]
struct Given {
    text: Text,
    keys: Keys,
    /// The expression that calls `tpl`, when it has a place itself.
    site: Option<Span>,
}

/// What Go prints for no value at all; Helm takes it out of files again.
const NO_VALUE: &str = "<no value>";

impl Set {
    fn get(&self, name: &str) -> Option<&Rc<Template>> {
        let mut set = self;
        loop {
            if let Some(template) = set.own.get(name) {
                return Some(template);
            }
            set = set.outer.as_deref()?;
        }
    }

    /// Adds the templates of a text. Those that hold nothing do not take the place of others.
    fn add(&mut self, parsed: &Parsed, given: Option<&Rc<Given>>) {
        for tree in &parsed.trees {
            if !tree.is_empty() || self.get(&tree.name).is_none() {
                let template = Template { tree: tree.clone(), given: given.cloned() };
                self.own.insert(tree.name.clone(), Rc::new(template));
            }
        }
    }
}

impl Template {
    /// The place of a node in a file; none in a text given to `tpl` that is not that of a file.
    fn span(&self, id: NodeId) -> Option<Span> {
        let span = self.tree.span(id);
        let Some(given) = &self.given else { return Some(span) };
        let pieces = given.text.pieces()?;
        let at = pieces.partition_point(|piece| piece.end <= span.start);
        let piece = pieces.get(at).filter(|piece| piece.end >= span.end && piece.origin.verbatim)?;
        let start = at.checked_sub(1).map_or(0, |before| pieces[before].end);
        let place = piece.origin.span?;
        Some(Span::new(place.source, place.start + (span.start - start), place.start + (span.end - start)))
    }

    /// The place of a node in messages.
    fn site(&self, id: NodeId) -> Option<Span> {
        self.span(id).or_else(|| self.given.as_ref().and_then(|given| given.site))
    }
}

impl Drop for Engine<'_> {
    fn drop(&mut self) {
        untie();
    }
}

impl<'e> Engine<'e> {
    /// An engine without templates.
    #[must_use]
    pub fn new(traces: &'e Traces, budget: &'e Budget) -> Self {
        Self {
            traces,
            budget,
            set: Rc::default(),
            included: RefCell::default(),
            depth: Cell::new(0),
            torn: RefCell::default(),
            stack: Cell::new(None),
            given: RefCell::default(),
            given_bytes: Cell::new(0),
        }
    }

    /// Adds the templates that a text defines: they take the place of earlier ones of their names, unless nothing
    /// but space is in them. Helm adds files with the most slashes in their paths first, then by name backwards.
    pub fn add(&mut self, parsed: &Parsed) {
        Rc::make_mut(&mut self.set).add(parsed, None);
    }

    /// Is there a template of this name?
    #[must_use]
    pub fn defines(&self, name: &str) -> bool {
        self.set.get(name).is_some()
    }

    /// Executes a template as that of a file. On threads other than those of [`with_stack`], templates may nest less
    /// deeply.
    ///
    /// # Errors
    /// When the template is wrong, refuses its values, or meets a limit.
    pub fn execute(&self, name: &str, data: Value) -> Result<Text> {
        self.stack.set(Some(Stack::here()));
        self.depth.set(0);
        self.torn.borrow_mut().take();
        self.included.borrow_mut().clear();
        let mut out = TextBuilder::new();
        let Some(template) = self.set.get(name) else { return Err(self.not_defined(name)) };
        let dot = Operand::plain(data);
        match self.run(&self.set, template, dot, (Calls::NONE, Keys::NONE), &mut out) {
            Ok(_) => Ok(without_no_value(out.finish())),
            Err(mut error) => {
                if let (ErrorKind::Refused, Some(place)) = (error.kind, &error.helm) {
                    error.helm = Some(format!("execution error at ({place}): {}", error.message));
                }
                Err(error)
            }
        }
    }

    /// The key of an unknown value that a condition was decided by since the last [`execute`](Self::execute) began:
    /// what is there then, nobody knows.
    #[must_use]
    pub fn torn(&self) -> Option<Rc<str>> {
        self.torn.borrow().clone()
    }

    fn not_defined(&self, name: &str) -> Error {
        Error::new(format!("template: no template {} associated with template \"gotpl\"", quote(name)))
    }

    /// Takes a step, and makes sure that there is stack for it.
    fn enter(&self) -> Result<()> {
        self.budget.take_steps(1)?;
        match self.stack.get() {
            Some(stack) => stack.check(),
            None => Ok(()),
        }
    }

    /// Executes a template among those of `set`; gives the keys that its conditions decided by.
    fn run(
        &self,
        set: &Rc<Set>,
        template: &Template,
        dot: Operand,
        (calls, condition): (Calls, Keys),
        out: &mut TextBuilder,
    ) -> Result<Keys> {
        let depth = self.depth.get() + 1;
        let limit = self.budget.limits().depth;
        if depth > limit {
            return Err(Error::limit(format!("templates call each other more than {limit} deep")));
        }
        self.depth.set(depth);
        let root = template.tree.root;
        let mut frame = Frame {
            engine: self,
            set,
            template,
            tree: &template.tree,
            at: root,
            variables: vec![("$".into(), dot.clone())],
            calls,
            condition,
            decided: Keys::NONE,
        };
        frame.walk(&dot, root, out)?;
        self.depth.set(depth - 1);
        Ok(frame.decided)
    }
}

/// The text without what is printed where there is no value.
fn without_no_value(text: Text) -> Text {
    if !text.as_str().contains(NO_VALUE) {
        return text;
    }
    let mut kept = TextBuilder::new();
    let mut start = 0;
    for (at, _) in text.as_str().match_indices(NO_VALUE) {
        kept.push_range(&text, start..at, Keys::NONE);
        start = at + NO_VALUE.len();
    }
    kept.push_range(&text, start..text.as_str().len(), Keys::NONE);
    kept.finish()
}
