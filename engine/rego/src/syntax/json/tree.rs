//! The tree as OPA's parser makes it: operators are calls, keys are sorted, wildcards are numbered. It has what OPA's
//! JSON shows, and the order of OPA's terms, by which elements of sets and keys of objects are sorted.

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::Span;
use crate::value::{Number, Value};

/// Where OPA says that something stands: row and column are those of one place, the text that of another.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Place {
    pub(super) at: u32,
    pub(super) text: Span,
}

/// A place that does not count when two nodes are compared; what OPA makes itself has none.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Stands(pub(super) Option<Place>);

impl PartialEq for Stands {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Stands {}

impl PartialOrd for Stands {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Stands {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Node {
    pub(in super::super) kind: Kind,
    pub(super) place: Stands,
}

/// What a term is, in the order of OPA's types.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Template(Template),
    Var(Arc<str>),
    Ref(Vec<Node>),
    Array(Vec<Node>),
    Object(Vec<(Node, Node)>),
    Set(Vec<Node>),
    ArrayComprehension(Box<Node>, Vec<Literal>),
    ObjectComprehension(Box<Node>, Box<Node>, Vec<Literal>),
    SetComprehension(Box<Node>, Vec<Literal>),
    Call(Vec<Node>),
}

/// A template string; the shorter one comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Template {
    pub(super) raw: bool,
    pub(super) length: usize,
    pub(super) parts: Vec<Part>,
}

/// A part of a template string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Part {
    Term(Node),
    Literal(Literal),
}

/// An expression of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Literal {
    pub(in super::super) index: usize,
    pub(in super::super) negated: bool,
    pub(in super::super) terms: Terms,
    pub(in super::super) with: Vec<Modifier>,
    /// The `true` of a rule without a body.
    pub(super) generated: bool,
    pub(super) place: Stands,
}

impl PartialOrd for Literal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Literal {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |literal: &Self| (literal.terms.rank(), literal.index, literal.negated);
        let rest = || (&self.terms, &self.with).cmp(&(&other.terms, &other.with));
        key(self).cmp(&key(other)).then_with(rest)
    }
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Terms {
    /// `some …`: variables, or one call of `internal.member_2` or `internal.member_3`.
    Some(Vec<Node>, Stands),
    Term(Node),
    /// An operator and its arguments.
    Call(Vec<Node>),
    Every(Box<Every>),
    Not(Operand),
    And(Box<[Operand; 2]>),
    Or(Box<[Operand; 2]>),
}

/// What `not`, `and` and `or` combine.
#[derive(Clone, Debug)]
pub(in super::super) struct Operand {
    pub(in super::super) body: Vec<Literal>,
    /// Does it stand in braces? Two are equal whether or not.
    pub(super) explicit: bool,
}

impl PartialEq for Operand {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl Eq for Operand {}

impl PartialOrd for Operand {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Operand {
    fn cmp(&self, other: &Self) -> Ordering {
        self.body.cmp(&other.body)
    }
}

impl Terms {
    fn rank(&self) -> u8 {
        match self {
            Self::Some(..) => 0,
            Self::Term(_) => 1,
            Self::Call(_) => 2,
            Self::Every(_) => 3,
            Self::Not(_) => 4,
            Self::And(_) => 5,
            Self::Or(_) => 6,
        }
    }
}

/// `every k, v in xs { … }`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Every {
    pub(in super::super) key: Option<Node>,
    pub(in super::super) value: Node,
    pub(in super::super) domain: Node,
    pub(in super::super) body: Vec<Literal>,
    pub(super) place: Stands,
}

/// `with target as value`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Modifier {
    pub(in super::super) target: Node,
    pub(in super::super) value: Node,
    pub(super) place: Stands,
}

/// A module.
#[derive(Debug)]
pub(in super::super) struct Tree {
    pub(in super::super) package: Vec<Node>,
    pub(super) package_place: Stands,
    pub(in super::super) imports: Vec<Import>,
    pub(in super::super) rules: Vec<Rule>,
    pub(in super::super) annotations: Vec<(Stands, Value)>,
    pub(in super::super) comments: Vec<(Stands, Arc<str>)>,
}

/// An import.
#[derive(Debug)]
pub(in super::super) struct Import {
    pub(in super::super) path: Node,
    pub(in super::super) alias: Option<(Arc<str>, Stands)>,
    pub(super) place: Stands,
}

/// A rule, or a part of its `else` chain.
#[derive(Debug)]
pub(in super::super) struct Rule {
    pub(in super::super) head: Head,
    pub(in super::super) body: Vec<Literal>,
    pub(in super::super) otherwise: Option<Box<Rule>>,
    pub(super) default: bool,
    /// Places of its annotations in [`Tree::annotations`].
    pub(super) annotations: Vec<usize>,
    pub(super) place: Stands,
}

/// The head of a rule.
#[derive(Clone, Debug)]
pub(in super::super) struct Head {
    pub(super) name: Option<Arc<str>>,
    pub(in super::super) reference: Vec<Node>,
    pub(in super::super) arguments: Vec<Node>,
    pub(super) key: Option<Node>,
    pub(in super::super) value: Option<Node>,
    pub(super) assign: bool,
    pub(super) place: Stands,
}

impl Node {
    /// Has it no variables, as OPA sees it: heads of references do not count?
    pub(super) fn is_ground(&self) -> bool {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => true,
            Kind::Var(_) | Kind::Template(_) => false,
            Kind::Ref(path) => path.iter().skip(1).all(Self::is_ground),
            Kind::Array(items) | Kind::Set(items) | Kind::Call(items) => items.iter().all(Self::is_ground),
            Kind::Object(pairs) => pairs.iter().all(|(key, value)| key.is_ground() && value.is_ground()),
            Kind::ArrayComprehension(head, body) | Kind::SetComprehension(head, body) => {
                head.is_ground() && body.iter().all(Literal::is_ground)
            }
            Kind::ObjectComprehension(key, value, body) => {
                key.is_ground() && value.is_ground() && body.iter().all(Literal::is_ground)
            }
        }
    }

    /// Puts it and all in it at one place.
    pub(super) fn move_to(&mut self, place: Stands) {
        self.place = place;
        match &mut self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Var(_) => {}
            Kind::Template(template) => template.parts.iter_mut().for_each(|part| match part {
                Part::Term(term) => term.move_to(place),
                Part::Literal(literal) => literal.move_to(place),
            }),
            Kind::Ref(items) | Kind::Array(items) | Kind::Set(items) | Kind::Call(items) => move_all(items, place),
            Kind::Object(pairs) => pairs.iter_mut().for_each(|(key, value)| {
                key.move_to(place);
                value.move_to(place);
            }),
            Kind::ArrayComprehension(head, body) | Kind::SetComprehension(head, body) => {
                head.move_to(place);
                body.iter_mut().for_each(|literal| literal.move_to(place));
            }
            Kind::ObjectComprehension(key, value, body) => {
                key.move_to(place);
                value.move_to(place);
                body.iter_mut().for_each(|literal| literal.move_to(place));
            }
        }
    }
}

fn move_all(items: &mut [Node], place: Stands) {
    items.iter_mut().for_each(|item| item.move_to(place));
}

impl Literal {
    fn is_ground(&self) -> bool {
        let terms = match &self.terms {
            Terms::Term(term) => term.is_ground(),
            Terms::Call(items) => items.iter().all(Node::is_ground),
            Terms::Some(..) | Terms::Every(_) | Terms::Not(_) | Terms::And(_) | Terms::Or(_) => false,
        };
        terms && self.with.iter().all(|with| with.target.is_ground() && with.value.is_ground())
    }

    /// Puts it and all in it at one place.
    pub(super) fn move_to(&mut self, place: Stands) {
        self.place = place;
        match &mut self.terms {
            Terms::Some(symbols, stands) => {
                *stands = place;
                move_all(symbols, place);
            }
            Terms::Term(term) => term.move_to(place),
            Terms::Call(items) => move_all(items, place),
            Terms::Every(every) => {
                every.place = place;
                every.key.iter_mut().for_each(|key| key.move_to(place));
                every.value.move_to(place);
                every.domain.move_to(place);
                every.body.iter_mut().for_each(|literal| literal.move_to(place));
            }
            Terms::Not(operand) => operand.body.iter_mut().for_each(|literal| literal.move_to(place)),
            Terms::And(operands) | Terms::Or(operands) => {
                operands.iter_mut().flat_map(|operand| &mut operand.body).for_each(|literal| literal.move_to(place));
            }
        }
        for with in &mut self.with {
            with.place = place;
            with.target.move_to(place);
            with.value.move_to(place);
        }
    }
}

impl Head {
    /// Puts it and all in it at one place.
    pub(super) fn move_to(&mut self, place: Stands) {
        self.place = place;
        move_all(&mut self.reference, place);
        move_all(&mut self.arguments, place);
        self.key.iter_mut().chain(&mut self.value).for_each(|term| term.move_to(place));
    }
}
