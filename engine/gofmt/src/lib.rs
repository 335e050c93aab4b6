//! Values as Go's `fmt`, `strconv` and `time` write them: what Rego's `sprintf` and the functions of templates have in common.
//!
//! Reference: <https://pkg.go.dev/fmt>.

mod directives;
pub mod floats;
mod quote;
pub mod time;
mod verbs;
pub mod yaml;

pub use directives::{Directives, Segment, directives};
pub use quote::{is_printable, quote, quote_char};
pub use verbs::{Flags, float, hexadecimal, integer, pad, text, truncated};
