//! The evaluator: frames of variables, and bodies solved step by step.

use rustc_hash::FxHashMap;

use std::time::Instant;

use super::error::{ErrorCode, EvalError};
use super::explain::{Explainer, Members};
use super::observe::{Observer, Op};
use super::scope::{Replacement, Scope};
use super::{Answer, Options};
use crate::builtins::{Context, Function, account};
use crate::compile::Ready;
use crate::compile::program::{
    Body, Callee, Closure, ClosureKind, Code, Every, GroupId, Operand, Place, Replaced, Slot, Step, StepKind, Target,
};
use crate::value::Value;

pub(super) type Result<T> = std::result::Result<T, EvalError>;

/// Go on looking for answers?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Enough,
}

/// What to do with each answer.
pub(super) type Then<'t, 'p> = &'t mut dyn FnMut(&mut Machine<'p>) -> Result<Flow>;

/// Levels that calls and choices may nest.
const MAX_DEPTH: u32 = 2_500;

/// One evaluation.
pub(super) struct Machine<'p> {
    pub(super) code: &'p Code,
    pub(super) context: Context<'p>,
    pub(super) scope: Scope,
    pub(super) strict: bool,
    pub(super) prints: Vec<String>,
    pub(super) observer: Option<Box<Observer<'p>>>,
    /// The expression that is being evaluated, for errors.
    pub(super) place: Place,
    /// Documents of groups that depend on nothing, whatever the scope.
    pub(super) constants: FxHashMap<GroupId, Option<Value>>,
    pub(super) explainer: Option<Explainer>,
    locals: Vec<Value>,
    frame: usize,
    depth: u32,
}

impl<'p> Machine<'p> {
    pub(super) fn new(code: &'p Code, options: &'p Options, input: Option<Value>, data: Value) -> Self {
        let context = Context {
            now_ns: options.now_ns,
            deadline: options.limits.time.map(|time| Instant::now() + time),
            allowance: options.limits.bytes,
            ..Context::new(&options.outside, options.cancelled.as_ref())
        };
        Self {
            code,
            context,
            scope: Scope { input, data, ..Scope::default() },
            strict: options.strict_builtin_errors,
            prints: Vec::new(),
            observer: None,
            place: Place::default(),
            constants: FxHashMap::default(),
            explainer: None,
            locals: Vec::new(),
            frame: 0,
            depth: 0,
        }
    }

    /// All answers to a query.
    pub(super) fn query(&mut self, query: &'p Ready) -> Result<Vec<Answer>> {
        let mut answers = Vec::new();
        let (place, name) = (query.place(self.code), std::sync::Arc::from("query"));
        let mark = self.mark();
        self.in_frame(query.slots, |machine| {
            machine.observe_level(Some(&query.names));
            machine.observe_place(Op::Enter, place, &name);
            machine.solve(&query.body.0, &mut |machine| {
                machine.observe_place(Op::Exit, place, &name);
                let values: Result<Vec<Value>> =
                    query.expressions.iter().map(|(operand, _)| machine.operand(operand)).collect();
                let values = values?;
                if answers.is_empty()
                    && let Some(first) = values.first()
                {
                    let reads = machine.notes_since(mark);
                    machine.note_element(first, reads);
                }
                for value in &values {
                    machine.hand_out(value)?;
                }
                for (_, slot) in &query.bindings {
                    machine.hand_out(&machine.local(*slot).clone())?;
                }
                let bindings = query.bindings.iter().map(|(name, slot)| (name.clone(), machine.local(*slot).clone()));
                answers.push(Answer { bindings: bindings.collect(), values });
                machine.make(64 * (query.bindings.len() + query.expressions.len()))?;
                Ok(Flow::On)
            })
        })?;
        Ok(answers)
    }

    pub(super) fn error(&self, code: ErrorCode, message: impl Into<String>) -> EvalError {
        EvalError::new(code, self.place, self.code, message)
    }

    /// Accounts for one step.
    pub(super) fn tick(&mut self) -> Result<()> {
        self.context.work(1).map_err(|error| self.error(ErrorCode::Halted, error.to_string()))
    }

    /// Accounts for a value that is made.
    pub(super) fn make(&mut self, bytes: usize) -> Result<()> {
        self.context.make(bytes).map_err(|error| self.error(ErrorCode::Halted, error.to_string()))
    }

    /// Accounts for the text of a value that leaves the evaluation: it may hold another one many times over, and so be
    /// far larger written out than in memory.
    pub(super) fn hand_out(&mut self, value: &Value) -> Result<()> {
        account(&mut self.context, value, 0).map_err(|error| self.error(ErrorCode::Halted, error.to_string()))
    }

    pub(super) fn local(&self, slot: Slot) -> &Value {
        &self.locals[self.frame + slot as usize]
    }

    pub(super) fn set_local(&mut self, slot: Slot, value: Value) {
        self.locals[self.frame + slot as usize] = value;
    }

    /// Runs `work` with a frame of its own.
    pub(super) fn in_frame<T>(&mut self, slots: u32, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let (frame, start, place) = (self.frame, self.locals.len(), self.place);
        let unset = self.observer.as_ref().map_or(Value::Null, |observer| observer.unset());
        self.locals.resize(start + slots as usize, unset);
        self.frame = start;
        let result = self.deeper(work);
        self.locals.truncate(start);
        self.frame = frame;
        self.place = place;
        result
    }

    /// Runs `work` one level deeper.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(ErrorCode::Halted, "the evaluation nests too deep and was stopped"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// Calls `then` for each answer to `steps`.
    pub(super) fn solve(&mut self, steps: &'p [Step], then: Then<'_, 'p>) -> Result<Flow> {
        for (at, step) in steps.iter().enumerate() {
            self.tick()?;
            self.place = step.place;
            if self.observer.is_some() {
                self.observe_step(step);
            }
            let rest = &steps[at + 1..];
            let holds = match &step.kind {
                StepKind::Test(operand) => self.is_true(operand)?,
                StepKind::Match(operand, pattern) => {
                    let value = self.operand(operand)?;
                    self.matches(pattern, &value)?
                }
                StepKind::Ref(reference, target) => match self.fixed(reference)? {
                    Some(value) => match value {
                        Some(value) => self.hits(target, &value)?,
                        None => false,
                    },
                    None => {
                        let mut found = false;
                        let flow = self.deeper(|machine| {
                            machine.enumerate(reference, &mut |machine, value| {
                                let (mark, behind) = (machine.mark(), machine.behind());
                                machine.note_read(value, target);
                                if !machine.hits(target, value)? {
                                    machine.forget(mark);
                                    return Ok(Flow::On);
                                }
                                found = true;
                                let flow = machine.solve(rest, then)?;
                                machine.forget(mark);
                                machine.stand_behind(behind);
                                if flow == Flow::On && machine.observer.is_some() {
                                    machine.observe_redo(std::slice::from_ref(step), None);
                                }
                                Ok(flow)
                            })
                        })?;
                        if flow == Flow::On && self.observer.is_some() {
                            self.observe_end(&steps[..at], step, found);
                        }
                        return Ok(flow);
                    }
                },
                StepKind::Call(Callee::Walk, arguments, target) => {
                    let value = self.operand(&arguments[0])?;
                    return self.deeper(|machine| machine.walk(&value, target, rest, then));
                }
                StepKind::Call(callee, arguments, target) => match self.call(*callee, arguments, target)? {
                    Some(value) => self.hits(target, &value)?,
                    None => false,
                },
                StepKind::Not(body) => !self.holds_in_vain(body)?,
                StepKind::With(modifiers, body) => {
                    let inner = self.modified(modifiers)?;
                    return self.deeper(|machine| machine.under(inner, body, rest, then));
                }
                StepKind::Every(every) => self.every(every)?,
                StepKind::Any(bodies) => self.any(bodies)?,
                StepKind::Print(closures) => self.print(closures)?,
            };
            if !holds {
                if self.observer.is_some() {
                    self.observe_fail(&steps[..at], step);
                }
                return Ok(Flow::On);
            }
        }
        let flow = then(self)?;
        if flow == Flow::On && self.observer.is_some() {
            self.observe_redo(steps, None);
        }
        Ok(flow)
    }

    /// Is the operand anything but false?
    fn is_true(&mut self, operand: &'p Operand) -> Result<bool> {
        match self.peek(operand) {
            Some(value) => Ok(*value != Value::Bool(false)),
            None => self.operand(operand).map(|value| value != Value::Bool(false)),
        }
    }

    /// Does a value do for a target?
    pub(super) fn hits(&mut self, target: &'p Target, value: &Value) -> Result<bool> {
        match target {
            Target::Test => Ok(*value != Value::Bool(false)),
            Target::Match(pattern) => self.matches(pattern, value),
        }
    }

    /// Solves a body under another scope, and what comes after it under the present one.
    fn under(&mut self, inner: Scope, body: &'p Body, rest: &'p [Step], then: Then<'_, 'p>) -> Result<Flow> {
        let mut away = std::mem::replace(&mut self.scope, inner);
        let flow = self.solve(&body.0, &mut |machine| {
            std::mem::swap(&mut machine.scope, &mut away);
            let flow = machine.solve(rest, then);
            std::mem::swap(&mut machine.scope, &mut away);
            flow
        });
        self.scope = away;
        flow
    }

    /// Has a body an answer?
    fn has_answer(&mut self, body: &'p Body) -> Result<bool> {
        let mut found = false;
        let outer = self.observe_level(None);
        self.deeper(|machine| {
            machine.solve(&body.0, &mut |_| {
                found = true;
                Ok(Flow::Enough)
            })
        })?;
        self.observe_back(outer);
        Ok(found)
    }

    /// Has one of the bodies an answer? What was read in vain before it decided nothing.
    fn any(&mut self, bodies: &'p [Body]) -> Result<bool> {
        for body in bodies {
            if self.has_answer(body)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Has a negated body an answer? If not, all that was read in vain is why.
    fn holds_in_vain(&mut self, body: &'p Body) -> Result<bool> {
        let mark = self.keep_notes(true);
        let found = self.has_answer(body);
        self.fold_notes(true, mark);
        found
    }

    fn every(&mut self, every: &'p Every) -> Result<bool> {
        let domain = self.operand(&every.domain)?;
        let check = |machine: &mut Self, key: Value, value: &Value| {
            if let Some(slot) = every.key {
                machine.set_local(slot, key);
            }
            machine.set_local(every.value, value.clone());
            let mark = machine.mark();
            let holds = machine.has_answer(&every.body)?;
            if holds {
                machine.drop_notes(mark);
            }
            Ok(holds)
        };
        match &domain {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    if !check(self, Value::from(at), item)? {
                        return Ok(false);
                    }
                }
            }
            Value::Object(object) => {
                for (key, value) in object.iter() {
                    if !check(self, key.clone(), value)? {
                        return Ok(false);
                    }
                }
            }
            Value::Set(set) => {
                for item in set.iter() {
                    if !check(self, item.clone(), item)? {
                        return Ok(false);
                    }
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The operand's value where it is at hand.
    pub(super) fn peek(&self, operand: &'p Operand) -> Option<&Value> {
        match operand {
            Operand::Const(value) => Some(value),
            Operand::Local(slot) => Some(self.local(*slot)),
            _ => None,
        }
    }

    /// The operand's value.
    pub(super) fn operand(&mut self, operand: &'p Operand) -> Result<Value> {
        match operand {
            Operand::Const(value) => Ok(value.clone()),
            Operand::Local(slot) => Ok(self.local(*slot).clone()),
            Operand::Array(items) => {
                self.make(items.len() * 24)?;
                items.iter().map(|item| self.operand(item)).collect::<Result<Vec<_>>>().map(Value::array)
            }
            Operand::Set(items) => {
                self.make(items.len() * 24)?;
                items.iter().map(|item| self.operand(item)).collect::<Result<Vec<_>>>().map(Value::set)
            }
            Operand::Object(entries) => {
                self.make(entries.len() * 48)?;
                let mut made = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    made.push((self.operand(key)?, self.operand(value)?));
                }
                Ok(Value::object(made))
            }
            Operand::Closure(closure) => self.closure(closure),
        }
    }

    fn closure(&mut self, closure: &'p Closure) -> Result<Value> {
        let mut items = Vec::new();
        let mut entries = Vec::new();
        let place = self.place;
        let outer = self.observe_level(None);
        let mark = self.keep_notes(false);
        let mut members = Members::new();
        let solved = self.deeper(|machine| {
            machine.solve(&closure.body.0, &mut |machine| {
                machine.make(32)?;
                let at = items.len();
                match &closure.kind {
                    ClosureKind::Array(item) | ClosureKind::Set(item) => items.push(machine.operand(item)?),
                    ClosureKind::Object(key, value) => {
                        entries.push((machine.operand(key)?, machine.operand(value)?));
                    }
                }
                if machine.explainer.is_some() {
                    let key = match &closure.kind {
                        ClosureKind::Array(_) => Some(Value::from(at)),
                        ClosureKind::Set(_) => items.last().cloned(),
                        ClosureKind::Object(..) => entries.last().map(|(key, _)| key.clone()),
                    };
                    members.extend(key.map(|key| (key, machine.notes_since(mark))));
                }
                Ok(Flow::On)
            })
        });
        solved?;
        self.observe_back(outer);
        self.place = place;
        let value = match closure.kind {
            ClosureKind::Array(_) => Value::array(items),
            ClosureKind::Set(_) => Value::set(items),
            ClosureKind::Object(..) => self.unique_object(entries)?,
        };
        self.note_made(&value, members, mark);
        self.note_whole(&value);
        Ok(value)
    }

    /// An object in which no key has two values.
    pub(super) fn unique_object(&self, mut entries: Vec<(Value, Value)>) -> Result<Value> {
        entries.sort_by(|(left, _), (right, _)| left.cmp(right));
        if entries.windows(2).any(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
            return Err(self.error(ErrorCode::Conflict, "object keys must be unique"));
        }
        Ok(Value::object(entries))
    }

    /// What a call gives.
    fn call(&mut self, callee: Callee, arguments: &'p [Operand], target: &Target) -> Result<Option<Value>> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.operand(argument)?);
        }
        if let Callee::Builtin(name, _) = callee {
            self.note_lookup(name, &values, target);
        }
        self.call_with(callee, values)
    }

    fn call_with(&mut self, callee: Callee, arguments: Vec<Value>) -> Result<Option<Value>> {
        if !self.scope.functions.is_empty() {
            let replaced = match callee {
                Callee::Builtin(name, _) => Some(Replaced::Builtin(name)),
                Callee::Function(group) => Some(Replaced::Function(group)),
                Callee::Walk | Callee::Trace => None,
            };
            match replaced.and_then(|replaced| self.scope.functions.get(&replaced)) {
                Some(Replacement::Value(value)) => return Ok(Some(value.clone())),
                Some(Replacement::Function(callee)) => {
                    let callee = *callee;
                    return self.call_in_place(callee, arguments);
                }
                None => {}
            }
        }
        self.call_itself(callee, arguments)
    }

    /// Calls what stands in for a function: there, no function is replaced.
    fn call_in_place(&mut self, callee: Callee, arguments: Vec<Value>) -> Result<Option<Value>> {
        let inner = self.scope.with_own_functions();
        let outer = std::mem::replace(&mut self.scope, inner);
        let value = self.call_itself(callee, arguments);
        self.scope = outer;
        value
    }

    fn call_itself(&mut self, callee: Callee, arguments: Vec<Value>) -> Result<Option<Value>> {
        match callee {
            Callee::Builtin(name, function) => self.builtin(name, function, &arguments),
            Callee::Function(group) => self.function(group, arguments),
            Callee::Trace => {
                self.note(&arguments);
                Ok(Some(Value::Bool(true)))
            }
            Callee::Walk => Ok(None),
        }
    }

    fn builtin(&mut self, name: &'static str, function: Function, arguments: &[Value]) -> Result<Option<Value>> {
        match function(&mut self.context, arguments) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                self.observe_builtin_error(&error, name);
                match EvalError::of_builtin(error, name, self.strict, self.place, self.code) {
                    Some(error) => Err(error),
                    None => Ok(None),
                }
            }
        }
    }

    fn print(&mut self, closures: &'p [Closure]) -> Result<bool> {
        let mut line = String::new();
        for (at, closure) in closures.iter().enumerate() {
            if at > 0 {
                line.push(' ');
            }
            let value = self.closure(closure)?;
            match value.as_set().and_then(|set| set.iter().next()) {
                Some(Value::String(text)) => line.push_str(text),
                Some(value) => line.push_str(&value.to_string()),
                None => line.push_str("<undefined>"),
            }
        }
        self.make(line.len())?;
        self.prints.push(line);
        Ok(true)
    }
}
