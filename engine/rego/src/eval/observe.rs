//! What an evaluation went through: for traces, coverage and profiles.
//!
//! Nothing is noted unless asked for; the evaluator then pays one look at an empty option a step.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::error::EvalError;
use super::machine::Machine;
use crate::builtins;
use crate::compile::program::{Clause, Group, Place, Slot, Step};
use crate::syntax::Span;
use crate::value::Value;

/// What to note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Observe {
    /// Every event, in order.
    pub trace: bool,
    /// Which expressions were evaluated, and which rules answered.
    pub coverage: bool,
    /// How often expressions were evaluated, and how long.
    pub profile: bool,
    /// Errors of builtins that left their calls undefined.
    pub builtin_errors: bool,
}

impl Observe {
    fn anything(self) -> bool {
        self.trace || self.coverage || self.profile || self.builtin_errors
    }
}

/// What was noted.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// In order.
    pub events: Vec<Event>,
    /// Expressions that were evaluated and rules that answered: module and range.
    pub covered: BTreeSet<(usize, Span)>,
    /// By expression, in the order of their places; the query comes after all modules.
    pub profile: Vec<Measured>,
    /// In order.
    pub builtin_errors: Vec<EvalError>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// What.
    pub op: Op,
    /// The query or rule body that it happened in, counted from 0.
    pub query: u32,
    /// The one that asked for that.
    pub parent: u32,
    /// How many are around it.
    pub depth: u32,
    /// The module; the query comes after all modules.
    pub module: usize,
    /// The rule or expression.
    pub span: Span,
    /// Name of the rule, or what a note says; else nothing.
    pub message: Arc<str>,
    /// Variables that had a value, by name.
    pub locals: Vec<(Arc<str>, Value)>,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A rule or the query begins.
    Enter,
    /// An expression is evaluated.
    Eval,
    /// A rule or the query has an answer.
    Exit,
    /// Something is asked for a further answer.
    Redo,
    /// An expression has no answer.
    Fail,
    /// `trace` says something.
    Note,
}

impl Op {
    /// OPA's name of it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enter => "Enter",
            Self::Eval => "Eval",
            Self::Exit => "Exit",
            Self::Redo => "Redo",
            Self::Fail => "Fail",
            Self::Note => "Note",
        }
    }
}

/// What an expression took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// The module; the query comes after all modules.
    pub module: usize,
    /// The expression.
    pub span: Span,
    /// Time spent in it, without what it asked for.
    pub time: Duration,
    /// How often it was evaluated.
    pub evals: u64,
    /// How often it was asked for a further answer.
    pub redos: u64,
    /// Into how many steps it was compiled, as far as they were reached.
    pub generated: u64,
}

/// The body that is being evaluated.
#[derive(Clone, Copy, Debug, Default)]
struct Level<'p> {
    query: u32,
    parent: u32,
    depth: u32,
    /// The expression that is being evaluated.
    place: Place,
    names: &'p [(Slot, Arc<str>)],
}

/// Notes what is evaluated.
#[derive(Debug)]
pub(super) struct Observer<'p> {
    wanted: Observe,
    level: Level<'p>,
    queries: u32,
    events: Vec<Event>,
    covered: BTreeSet<Place>,
    measured: HashMap<Place, Measured>,
    steps: HashMap<Place, BTreeSet<usize>>,
    builtin_errors: Vec<EvalError>,
    since: Instant,
    /// Stands for a variable without a value.
    unset: Arc<str>,
}

/// The level to go back to; none where nothing is observed.
pub(super) struct Outer<'p>(Option<Level<'p>>);

impl<'p> Observer<'p> {
    /// An observer where something is to be noted.
    pub(super) fn new(wanted: Observe) -> Option<Box<Self>> {
        wanted.anything().then(|| {
            Box::new(Self {
                wanted,
                level: Level::default(),
                queries: 0,
                events: Vec::new(),
                covered: BTreeSet::new(),
                measured: HashMap::new(),
                steps: HashMap::new(),
                builtin_errors: Vec::new(),
                since: Instant::now(),
                unset: Arc::from(""),
            })
        })
    }

    /// What a variable holds that has no value yet.
    pub(super) fn unset(&self) -> Value {
        Value::String(Arc::clone(&self.unset))
    }

    pub(super) fn finish(mut self) -> Observation {
        self.spend();
        let mut profile: Vec<Measured> = self
            .measured
            .iter()
            .map(|(place, measured)| Measured {
                module: place.module as usize,
                span: place.span,
                generated: self.steps.get(place).map_or(0, BTreeSet::len) as u64,
                ..*measured
            })
            .collect();
        profile.sort_by_key(|measured| (measured.module, measured.span));
        let covered = self.covered.iter().map(|place| (place.module as usize, place.span)).collect();
        Observation { events: self.events, covered, profile, builtin_errors: self.builtin_errors }
    }

    /// Puts the time since the last event on the account of the present expression.
    fn spend(&mut self) {
        if self.wanted.profile {
            let now = Instant::now();
            if self.level.place != Place::default() {
                self.measured.entry(self.level.place).or_default().time += now - self.since;
            }
            self.since = now;
        }
    }

    fn event(&mut self, op: Op, place: Place, message: Arc<str>, locals: Vec<(Arc<str>, Value)>) {
        let Level { query, parent, depth, .. } = self.level;
        let module = place.module as usize;
        self.events.push(Event { op, query, parent, depth, module, span: place.span, message, locals });
    }
}

impl<'p> Machine<'p> {
    /// Goes one level in; `names` are the variables there.
    pub(super) fn observe_level(&mut self, names: Option<&'p [(Slot, Arc<str>)]>) -> Outer<'p> {
        let Some(observer) = &mut self.observer else { return Outer(None) };
        observer.spend();
        let outer = observer.level;
        let depth = outer.depth + u32::from(observer.queries > 0);
        observer.level = Level {
            query: observer.queries,
            parent: outer.query,
            depth,
            place: Place::default(),
            names: names.unwrap_or(outer.names),
        };
        observer.queries += 1;
        Outer(Some(outer))
    }

    /// Goes back.
    pub(super) fn observe_back(&mut self, outer: Outer<'p>) {
        if let (Some(observer), Outer(Some(level))) = (&mut self.observer, outer) {
            observer.spend();
            observer.level = level;
        }
    }

    /// Notes that a rule is entered, has an answer, or is asked for another.
    pub(super) fn observe_rule(&mut self, op: Op, group: &Group, clause: &Clause) {
        if let Some(observer) = &mut self.observer
            && op == Op::Exit
        {
            observer.covered.insert(clause.place);
        }
        self.observe_place(op, clause.place, &group.name);
    }

    /// Notes something about a place, in a trace.
    pub(super) fn observe_place(&mut self, op: Op, place: Place, message: &Arc<str>) {
        if self.observer.as_ref().is_some_and(|observer| observer.wanted.trace) {
            let locals = self.named_locals();
            if let Some(observer) = &mut self.observer {
                observer.event(op, place, Arc::clone(message), locals);
            }
        }
    }

    /// Notes a step: the first of an expression is its evaluation.
    pub(super) fn observe_step(&mut self, step: &Step) {
        let Some(observer) = &mut self.observer else { return };
        if observer.wanted.profile {
            let address = std::ptr::from_ref(step) as usize;
            observer.steps.entry(step.place).or_default().insert(address);
        }
        if observer.level.place == step.place {
            return;
        }
        observer.spend();
        observer.level.place = step.place;
        observer.covered.insert(step.place);
        if observer.wanted.profile {
            observer.measured.entry(step.place).or_default().evals += 1;
        }
        let nothing = Arc::clone(&observer.unset);
        self.observe_place(Op::Eval, step.place, &nothing);
    }

    /// Notes that a step has no answer, and that those before it are asked for another.
    pub(super) fn observe_fail(&mut self, before: &[Step], step: &Step) {
        let Some(observer) = &mut self.observer else { return };
        let nothing = Arc::clone(&observer.unset);
        self.observe_place(Op::Fail, step.place, &nothing);
        self.observe_redo(before, Some(step.place));
    }

    /// Notes that a step with several answers has given them all, or that it had none.
    pub(super) fn observe_end(&mut self, before: &[Step], step: &Step, found: bool) {
        if found {
            self.observe_redo(before, Some(step.place));
        } else {
            self.observe_fail(before, step);
        }
    }

    /// Notes that steps are asked for another answer, the last first; but not those of the expression `except`.
    pub(super) fn observe_redo(&mut self, steps: &[Step], except: Option<Place>) {
        let mut last = except;
        for step in steps.iter().rev() {
            if last == Some(step.place) {
                continue;
            }
            last = Some(step.place);
            let Some(observer) = &mut self.observer else { return };
            observer.spend();
            observer.level.place = step.place;
            if observer.wanted.profile {
                observer.measured.entry(step.place).or_default().redos += 1;
            }
            let nothing = Arc::clone(&observer.unset);
            self.observe_place(Op::Redo, step.place, &nothing);
        }
    }

    /// Notes an error that leaves the call of a builtin undefined.
    pub(super) fn observe_builtin_error(&mut self, error: &builtins::Error, name: &str) {
        if let Some(observer) = &mut self.observer
            && observer.wanted.builtin_errors
            && !self.strict
        {
            observer.builtin_errors.extend(EvalError::of_builtin(error.clone(), name, true, self.place, self.code));
        }
    }

    /// Notes what `trace` says.
    pub(super) fn note(&mut self, arguments: &[Value]) {
        if let Some(Value::String(text)) = arguments.first() {
            let text = Arc::clone(text);
            self.observe_place(Op::Note, self.place, &text);
        }
    }

    fn named_locals(&self) -> Vec<(Arc<str>, Value)> {
        let Some(observer) = &self.observer else { return Vec::new() };
        let has_value = |value: &Value| !matches!(value, Value::String(text) if Arc::ptr_eq(text, &observer.unset));
        let named = observer.level.names.iter().map(|(slot, name)| (Arc::clone(name), self.local(*slot).clone()));
        named.filter(|(_, value)| has_value(value)).collect()
    }
}
