//! What the evaluator runs: rules with their bodies ordered, variables numbered, references resolved.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::builtins::Function;
use crate::syntax::Span;
use crate::value::Value;

/// A variable's place in the frame of its rule.
pub(crate) type Slot = u32;

/// A node's place in [`Program::nodes`].
pub(crate) type NodeId = u32;

/// A group's place in [`Program::groups`].
pub(crate) type GroupId = u32;

/// Modules compiled together.
#[derive(Debug, Default)]
pub(crate) struct Code {
    /// Documents that rules make, from the root `data` on.
    pub(crate) nodes: Vec<Node>,
    /// Rules that define one document together.
    pub(crate) groups: Vec<Group>,
    /// Types of the groups.
    pub(crate) types: crate::check::Types,
    /// The modules, for messages.
    pub(crate) sources: Vec<SourceFile>,
}

/// A module as far as messages need it.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) name: Arc<str>,
    pub(crate) text: Arc<str>,
}

/// A document that rules make, or one above such.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) parent: Option<NodeId>,
    pub(crate) key: Option<Value>,
    pub(crate) children: FxHashMap<Value, NodeId>,
    /// The rules at just this path.
    pub(crate) group: Option<GroupId>,
}

/// Rules that define one document together.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) node: NodeId,
    /// `data.a.b`, for messages.
    pub(crate) name: Arc<str>,
    pub(crate) kind: GroupKind,
    /// In the order of the modules and of the rules in them.
    pub(crate) clauses: Vec<Clause>,
    /// The value where no clause answers; of objects, for each constant path one.
    pub(crate) defaults: Vec<Clause>,
    /// The only value that any clause can give, where that is known: one answer is enough then.
    pub(crate) only_value: Option<Value>,
    /// Does it read `input`, itself or through what it refers to?
    pub(crate) reads_input: bool,
    /// Does it read base documents, or call what may be replaced?
    pub(crate) reads_data: bool,
}

/// What kind of document rules define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GroupKind {
    /// One value.
    Complete,
    /// A function of so many arguments.
    Function(usize),
    /// A set.
    Set,
    /// An object whose keys, at one or more levels, are computed.
    Object,
}

/// One rule.
#[derive(Debug)]
pub(crate) struct Clause {
    pub(crate) place: Place,
    /// Slots that its frame needs.
    pub(crate) slots: u32,
    /// Patterns of a function's arguments.
    pub(crate) arguments: Box<[Pattern]>,
    /// The body, ending with what the head computes.
    pub(crate) body: Body,
    pub(crate) head: ClauseHead,
    /// The next part of an `else` chain, which shares the frame's arguments but has a frame of its own.
    pub(crate) otherwise: Option<Box<Clause>>,
    /// Names of slots that a person wrote.
    pub(crate) names: Box<[(Slot, Arc<str>)]>,
}

/// What a clause gives.
#[derive(Debug)]
pub(crate) enum ClauseHead {
    /// The value of a complete rule or function.
    Value(Operand),
    /// An element of a set.
    Element(Operand),
    /// Computed keys below the group's path, and the value there.
    Entry(Box<[Operand]>, Operand),
    /// Computed keys below the group's path, and an element of the set there.
    EntryElement(Box<[Operand]>, Operand),
}

/// Where something stands: a module, and a range in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) module: u32,
    pub(crate) span: Span,
}

/// Steps in the order of their evaluation.
#[derive(Debug, Default)]
pub(crate) struct Body(pub(crate) Box<[Step]>);

/// One step of a body.
#[derive(Debug)]
pub(crate) struct Step {
    /// The expression that it comes from.
    pub(crate) place: Place,
    pub(crate) kind: StepKind,
}

/// What a step does.
#[derive(Debug)]
pub(crate) enum StepKind {
    /// Go on unless the operand is false.
    Test(Operand),
    /// Go on if the operand matches.
    Match(Operand, Pattern),
    /// Go on with each document that the reference stands for.
    Ref(Box<Reference>, Target),
    /// Call a function.
    Call(Callee, Box<[Operand]>, Target),
    /// Go on if the body has no answer.
    Not(Body),
    /// Evaluate the body under other documents or functions, then go on without.
    With(Box<[Modifier]>, Body),
    /// Go on if the body has an answer for each element.
    Every(Box<Every>),
    /// Go on, once, if one of the bodies has an answer; they are tried in order.
    Any(Box<[Body]>),
    /// Show values; undefined ones too.
    Print(Box<[Closure]>),
}

/// `every key, value in domain { body }`.
#[derive(Debug)]
pub(crate) struct Every {
    pub(crate) key: Option<Slot>,
    pub(crate) value: Slot,
    pub(crate) domain: Operand,
    pub(crate) body: Body,
}

/// What becomes of a value.
#[derive(Debug)]
pub(crate) enum Target {
    /// It must not be false.
    Test,
    /// It must match.
    Match(Pattern),
}

/// A value that can be computed without a choice.
#[derive(Debug)]
pub(crate) enum Operand {
    Const(Value),
    Local(Slot),
    Array(Box<[Operand]>),
    Object(Box<[(Operand, Operand)]>),
    Set(Box<[Operand]>),
    Closure(Box<Closure>),
}

/// A comprehension.
#[derive(Debug)]
pub(crate) struct Closure {
    pub(crate) kind: ClosureKind,
    pub(crate) body: Body,
}

/// What a comprehension collects.
#[derive(Debug)]
pub(crate) enum ClosureKind {
    Array(Operand),
    Set(Operand),
    Object(Operand, Operand),
}

/// What a value is compared with.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// Anything.
    Any,
    /// A variable that has no value yet.
    Bind(Slot),
    /// Something known.
    Equal(Operand),
    /// An array of as many elements.
    Array(Box<[Pattern]>),
    /// An object of just these keys.
    Object(Box<[(Operand, Pattern)]>),
}

/// A reference.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) base: Base,
    pub(crate) path: Box<[Pattern]>,
}

/// What a reference begins with.
#[derive(Debug)]
pub(crate) enum Base {
    Input,
    Local(Slot),
    /// Any other value.
    Operand(Operand),
    /// The document of a group that is not a function.
    Group(GroupId),
    /// A document under `data` at a constant path. The node is given where rules stand below that path.
    Data(Option<NodeId>, Box<[Value]>),
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Callee {
    Builtin(&'static str, Function),
    /// A builtin that gives several answers: all documents below its argument, with their paths.
    Walk,
    /// Takes a note in the trace.
    Trace,
    Function(GroupId),
}

impl Callee {
    /// Its name; of a function, its path.
    pub(crate) fn name(self, code: &Code) -> &str {
        match self {
            Self::Builtin(name, _) => name,
            Self::Walk => "walk",
            Self::Trace => "trace",
            Self::Function(group) => &code.groups[group as usize].name,
        }
    }
}

/// `with target as value`.
#[derive(Debug)]
pub(crate) enum Modifier {
    /// `input`, or something below it.
    Input(Box<[Value]>, Operand),
    /// A document under `data`, and the node there where rules make it.
    Data(Box<[Value]>, Option<NodeId>, Operand),
    /// A function, replaced by a value.
    FunctionByValue(Replaced, Operand),
    /// A function, replaced by another.
    FunctionByFunction(Replaced, Callee),
}

/// A function that is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Replaced {
    Builtin(&'static str),
    Function(GroupId),
}
