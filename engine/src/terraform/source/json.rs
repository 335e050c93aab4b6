//! JSON syntax of configuration.
//!
//! Reference: <https://developer.hashicorp.com/terraform/language/syntax/json>.

use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::File;
use bartizan_hcl::syntax::ast::Body;

use crate::source::Source;

/// The tree of a file in JSON.
pub(super) fn file(source: &Source) -> File {
    let span = Span::new(source.id.0, 0, 0);
    File { body: Body { attributes: Vec::new(), blocks: Vec::new(), span }, errors: Vec::new(), comments: Vec::new() }
}
