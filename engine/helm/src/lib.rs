//! Renders Helm charts as Helm 3 does, without Helm, and knows of every byte which template and which values wrote it.
//!
//! `template` parses Go's `text/template`, `run` executes it, [`functions`] are Go's, Sprig's and Helm's,
//! [`value`] is the data they work on, and [`trace`] where its bytes come from. [`chart`] reads a chart's
//! files, [`values`] lays its values over one another.
//!
//! None of the crates for Go templates is used (`gotmpl`, `gtmpl-ng`, `lithos-gotmpl-engine`): their values do not
//! know where they come from, and their trees say where a node begins but not where it ends.

pub mod chart;
pub mod functions;
pub mod render;
pub mod run;
pub mod template;
pub mod trace;
pub mod value;
pub mod values;

mod error;
mod limits;
mod signatures;

pub use error::{Error, ErrorKind, Problem, Result};
pub use limits::{Budget, Limits};
