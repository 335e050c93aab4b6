//! The tree of a configuration.
//!
//! Reference: <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>.

use std::sync::Arc;

use crate::span::{Pieces, Span};

/// The contents of a file or of a block. Attributes are unique by name (the first stays, a second is a fault).
#[derive(Clone, Debug)]
pub struct Body {
    /// `name = expression`, in order.
    pub attributes: Vec<Attribute>,
    /// Blocks, in order.
    pub blocks: Vec<Block>,
    /// From behind the opening brace to the closing one; the whole text for a file.
    pub span: Span,
}

/// `name = expression`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Name,
    /// The expression.
    pub value: Expr,
}

/// `kind "label" { … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// `resource`, `ingress`.
    pub kind: Name,
    /// Labels, quoted or not.
    pub labels: Vec<Name>,
    /// Contents.
    pub body: Body,
    /// Kind and labels, without the brace: where a finding stands that concerns the whole.
    pub header: Span,
    /// Everything, braces included.
    pub span: Span,
}

/// A name and where it is written (quotes included where it has them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

/// An expression and where it is written.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where: for a string its quotes included; for a heredoc from `<<` to the end of its closing marker.
    pub span: Span,
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as it is written: `12`, `1.50`, `1e3`.
    Number(Arc<str>),
    /// A string or heredoc without interpolation, decoded. A string in quotes, and a heredoc, may have line breaks.
    String(Text),
    /// A string or heredoc with interpolations or directives.
    Template(Vec<TemplatePart>),
    /// `[a, b]`
    Tuple(Vec<Expr>),
    /// `{ k = v, (e) : v }`
    Object(Vec<ObjectItem>),
    /// The first name of a reference: `var`, `each`, `aws_s3_bucket`, a variable of a `for`.
    Root(Arc<str>),
    /// `object.name`
    GetAttr(Box<Expr>, Name),
    /// `object[key]`; `object.0` is `object[0]`.
    Index(Box<Expr>, Box<Expr>),
    /// `object.*…`, `object[*]…`
    Splat(Box<Splat>),
    /// Inside [`Splat::each`]: the element.
    Element,
    /// `name(arguments…)`; names of providers' functions are `provider::local_name::function`.
    Call(Box<Call>),
    /// `condition ? a : b`
    Conditional(Box<[Expr; 3]>),
    /// `!a`, `-a`
    Unary(UnaryOperator, Box<Expr>),
    /// `a + b`
    Binary(BinaryOperator, Box<[Expr; 2]>),
    /// `(a)`
    Parens(Box<Expr>),
    /// `[for …]`, `{for …}`
    For(Box<For>),
    /// What could not be read.
    Broken,
}

/// Text of a string, decoded, with where each part of it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Decoded.
    pub text: Arc<str>,
    /// Where its parts are written; none where every byte stands as it is between two quotes.
    pub pieces: Option<Arc<Pieces>>,
}

/// A part of a template.
#[derive(Clone, Debug)]
pub enum TemplatePart {
    /// Text as it is.
    Literal(Text, Span),
    /// `${ e }`; the span holds the markers. Strip markers have been applied to the neighbouring texts.
    Interpolation(Expr, Span),
    /// `%{ if c }a%{ else }b%{ endif }`
    If(Box<TemplateIf>),
    /// `%{ for k, v in c }…%{ endfor }`
    For(Box<TemplateFor>),
}

/// `%{ if c }a%{ else }b%{ endif }`
#[derive(Clone, Debug)]
pub struct TemplateIf {
    /// The condition.
    pub condition: Expr,
    /// Where it holds.
    pub then: Vec<TemplatePart>,
    /// Where it does not; empty when there is no `else`.
    pub otherwise: Vec<TemplatePart>,
    /// All of it.
    pub span: Span,
}

/// `%{ for k, v in c }…%{ endfor }`
#[derive(Clone, Debug)]
pub struct TemplateFor {
    /// Variable of the key or index.
    pub key: Option<Name>,
    /// Variable of the value.
    pub value: Name,
    /// What it goes over.
    pub collection: Expr,
    /// What it repeats.
    pub body: Vec<TemplatePart>,
    /// All of it.
    pub span: Span,
}

/// One entry of an object.
#[derive(Clone, Debug)]
pub struct ObjectItem {
    /// The key: a bare name is [`ExprKind::String`]; anything else is evaluated.
    pub key: Expr,
    /// The value.
    pub value: Expr,
}

/// `source.*.a.b` or `source[*].a[0]`.
#[derive(Clone, Debug)]
pub struct Splat {
    /// What it goes over; a value that is no list is taken as a list of it, null as an empty one.
    pub source: Expr,
    /// What is asked of each element, which is [`ExprKind::Element`].
    pub each: Expr,
}

/// `name(arguments…)`
#[derive(Clone, Debug)]
pub struct Call {
    /// The function.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Expr>,
    /// Does `...` stand behind the last?
    pub expand: bool,
}

/// `[for k, v in c : e if x]`, `{for k, v in c : ke => e... if x}`
#[derive(Clone, Debug)]
pub struct For {
    /// Variable of the key or index.
    pub key: Option<Name>,
    /// Variable of the value.
    pub value: Name,
    /// What it goes over.
    pub collection: Expr,
    /// Key of the result, for an object.
    pub result_key: Option<Expr>,
    /// Value of the result.
    pub result: Expr,
    /// Does `...` group equal keys?
    pub group: bool,
    /// The filter.
    pub condition: Option<Expr>,
}

/// `!`, `-`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the specification")]
pub enum UnaryOperator {
    Not,
    Negate,
}

/// `||` to `%`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the specification")]
pub enum BinaryOperator {
    Or,
    And,
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

impl Body {
    /// The attribute of this name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name.text == name)
    }

    /// The blocks of this kind.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| &*block.kind.text == kind)
    }
}

impl Block {
    /// The label at `index`.
    #[must_use]
    pub fn label(&self, index: usize) -> Option<&str> {
        self.labels.get(index).map(|label| &*label.text)
    }
}
