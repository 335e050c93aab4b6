//! The tree of a module, as written: nothing resolved, nothing rewritten. Every node knows its byte range.

use std::sync::Arc;

use super::Span;
use crate::value::{Number, Value};

/// Which grammar a module follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// Rego before OPA 1.0: `if` and `contains` are optional, and imported from `future.keywords`.
    V0,
    /// Rego as of OPA 1.0.
    #[default]
    V1,
}

/// A file.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The grammar it was read with: v1 where it imports `rego.v1`.
    pub version: Version,
    /// Its package; absent where the file declares none (which is an error).
    pub package: Option<Package>,
    /// In order.
    pub imports: Vec<Import>,
    /// In order; the rules of an `else` chain hang on the first.
    pub rules: Vec<Rule>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// METADATA blocks, in order.
    pub annotations: Vec<Annotations>,
}

/// `package a.b`.
#[derive(Clone, Debug)]
pub struct Package {
    /// The whole clause.
    pub span: Span,
    /// `a`, `b`.
    pub path: Vec<Name>,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
    /// The name itself.
    pub text: Arc<str>,
}

/// `import data.a.b as c`.
#[derive(Clone, Debug)]
pub struct Import {
    /// The whole clause.
    pub span: Span,
    /// `data`, `a`, `b`: the first is `data`, `input`, `future` or `rego`.
    pub path: Vec<Name>,
    /// `c`.
    pub alias: Option<Name>,
}

/// `# text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line, exclusive.
    pub span: Span,
    /// What follows `#`.
    pub text: Arc<str>,
}

/// A METADATA block.
#[derive(Clone, Debug)]
pub struct Annotations {
    /// From the line of `# METADATA` to the end of its last line.
    pub span: Span,
    /// To what it applies.
    pub scope: Scope,
    /// The YAML as written: an object with `title`, `description`, `custom`…, and `scope` as given or as defaulted.
    pub value: Value,
    /// What it stands before.
    pub target: Target,
}

/// Scope of annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The rule that follows.
    Rule,
    /// All rules of that name in the package.
    Document,
    /// The package.
    Package,
    /// The package and those below it.
    Subpackages,
}

/// What annotations stand before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The package clause.
    Package,
    /// The import of this place in [`Module::imports`].
    Import(usize),
    /// The rule of this place in [`Module::rules`].
    Rule(usize),
}

/// A rule; of `a { … } else := 1 { … }` each part is one.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Head and body, without what follows as `else`.
    pub span: Span,
    /// Is it a `default` rule?
    pub default: bool,
    /// What it defines.
    pub head: Head,
    /// Empty where none is written.
    pub body: Vec<Expr>,
    /// Was the body introduced by `if` (as opposed to braces alone)?
    pub has_if: bool,
    /// The next part of the chain; its head has no reference and no arguments.
    pub otherwise: Option<Box<Rule>>,
}

/// The head of a rule.
#[derive(Clone, Debug)]
pub struct Head {
    /// Without `if`.
    pub span: Span,
    /// `p`, `p.q[x]`: the first element is a variable, constant elements written `.name` are strings. In `p contains x`
    /// only `p`. Under [`Version::V0`] a `p[x]` without a value stays a reference; its meaning is the compiler's affair.
    pub reference: Vec<Term>,
    /// Of a function.
    pub arguments: Option<Vec<Term>>,
    /// `x` of `p contains x`.
    pub key: Option<Term>,
    /// `v` of `p := v` and `p = v`.
    pub value: Option<Term>,
    /// Is the value given by `:=`?
    pub assign: bool,
}

/// An expression of a body.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The whole of it, `not` and `with` included.
    pub span: Span,
    /// Preceded by `not`?
    pub negated: bool,
    /// What it says.
    pub kind: ExprKind,
    /// Its modifiers, in order.
    pub with: Vec<With>,
}

/// What an expression says.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A term that must be neither false nor undefined.
    Term(Term),
    /// `x := t`; the left side is a variable, or an array or object of patterns.
    Assign(Term, Term),
    /// `x = t`.
    Unify(Term, Term),
    /// `some x, y`.
    Some(Vec<Name>),
    /// `some k, v in xs`: key, value, collection.
    SomeIn(Option<Term>, Term, Term),
    /// `every k, v in xs { … }`.
    Every(Box<Every>),
    /// `not x` and `not { … }` where `future.keywords.not` or `rego.v2` is imported: all of what is negated, its
    /// arguments too, may be undefined.
    Not(Operand),
    /// `a and b`, `a or b`.
    Logical(Connective, Box<[Operand; 2]>),
}

/// What stands between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connective {
    /// `and`
    And,
    /// `or`
    Or,
}

/// What `not`, `and` and `or` combine.
#[derive(Clone, Debug)]
pub struct Operand {
    /// What must hold: one expression where there are no braces.
    pub body: Vec<Expr>,
    /// Does it stand in braces? Then its variables are its own.
    pub explicit: bool,
}

/// `every k, v in xs { … }`.
#[derive(Clone, Debug)]
pub struct Every {
    /// `k`.
    pub key: Option<Name>,
    /// `v`.
    pub value: Name,
    /// `xs`.
    pub domain: Term,
    /// What must hold.
    pub body: Vec<Expr>,
}

/// `with target as value`.
#[derive(Clone, Debug)]
pub struct With {
    /// The whole of it.
    pub span: Span,
    /// A reference to `input`, `data` or a function.
    pub target: Term,
    /// What stands there instead.
    pub value: Term,
}

/// A term with its place.
#[derive(Clone, Debug)]
pub struct Term {
    /// The whole of it, parentheses around it not included.
    pub span: Span,
    /// What it is.
    pub kind: TermKind,
}

/// What a term is.
#[derive(Clone, Debug)]
pub enum TermKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number, exactly as written.
    Number(Number),
    /// `"…"` or a raw string in backquotes, its escapes resolved.
    String(Arc<str>),
    /// `$"… {x} …"` or its raw form.
    Template(Vec<TemplatePart>),
    /// A variable; `_` stands for a new one each time.
    Var(Arc<str>),
    /// `head.a[b]`: a head that is not itself a reference, and at least one step. Steps written `.a` are strings.
    Ref(Box<Term>, Vec<Term>),
    /// `f(x)`: the function is a variable or a reference of constant steps.
    Call(Box<Term>, Vec<Term>),
    /// `[a, b]`.
    Array(Vec<Term>),
    /// `{a: b}`.
    Object(Vec<(Term, Term)>),
    /// `{a, b}`; `set()` is an empty one.
    Set(Vec<Term>),
    /// `[t | …]`.
    ArrayComprehension(Box<Term>, Vec<Expr>),
    /// `{t | …}`.
    SetComprehension(Box<Term>, Vec<Expr>),
    /// `{k: v | …}`.
    ObjectComprehension(Box<Term>, Box<Term>, Vec<Expr>),
    /// `a + b`.
    Infix(Operator, Box<Term>, Box<Term>),
    /// `x in xs`, `k, v in xs`: key, value, collection.
    In(Option<Box<Term>>, Box<Term>, Box<Term>),
    /// Stands where the parser could not read a term; an error was reported there.
    Error,
}

/// A part of a template string.
#[derive(Clone, Debug)]
pub enum TemplatePart {
    /// Text, its escapes resolved.
    Text(Span, Arc<str>),
    /// `{x}`.
    Expr(Expr),
}

/// An operator between two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `&`
    And,
    /// `|`
    Or,
}

impl Term {
    /// The terms that this one is made of, in order: not the function of a call, nor what stands in comprehensions and
    /// templates, which have variables of their own.
    #[must_use]
    pub fn operands(&self) -> Vec<&Self> {
        match &self.kind {
            TermKind::Ref(head, path) => std::iter::once(&**head).chain(path).collect(),
            TermKind::Call(_, terms) | TermKind::Array(terms) | TermKind::Set(terms) => terms.iter().collect(),
            TermKind::Object(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
            TermKind::Infix(_, left, right) => vec![left, right],
            TermKind::In(key, value, collection) => key.iter().chain([value, collection]).map(|term| &**term).collect(),
            TermKind::Null
            | TermKind::Bool(_)
            | TermKind::Number(_)
            | TermKind::String(_)
            | TermKind::Template(_)
            | TermKind::Var(_)
            | TermKind::ArrayComprehension(..)
            | TermKind::SetComprehension(..)
            | TermKind::ObjectComprehension(..)
            | TermKind::Error => Vec::new(),
        }
    }
}

impl Operator {
    /// As written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::And => "&",
            Self::Or => "|",
        }
    }

    /// The builtin it calls.
    #[must_use]
    pub fn builtin(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::NotEqual => "neq",
            Self::Less => "lt",
            Self::LessOrEqual => "lte",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "gte",
            Self::Plus => "plus",
            Self::Minus => "minus",
            Self::Multiply => "mul",
            Self::Divide => "div",
            Self::Remainder => "rem",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}
