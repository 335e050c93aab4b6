//! The builtin functions of OPA.
//!
//! Reference: <https://www.openpolicyagent.org/docs/policy-reference/builtins>. Names and types are those of
//! `opa capabilities --current`; the operators are builtins too, `plus` for `+`.

mod aggregates;
mod arithmetic;
mod arrays;
mod aws;
mod bytes;
mod casts;
mod comparison;
mod context;
mod crypto;
mod der;
mod descriptions;
mod encoding;
mod glob;
mod graph;
mod graphql;
mod http;
mod identity;
mod json;
mod json_patch;
mod json_paths;
mod json_schema;
mod jwt;
mod keys;
mod net;
mod numbers;
mod objects;
mod operands;
mod parse_module;
mod regex;
mod semver;
mod sets;
mod signatures;
mod sprintf;
mod strings;
#[cfg(test)]
mod tables;
mod template;
mod template_string;
#[cfg(test)]
mod testing;
mod time;
mod types;
mod units;
mod uri;
mod url;
mod x509;
mod yaml;
mod yaml_scalar;
mod yaml_write;

use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) use bytes::base64;
#[cfg(test)]
pub(crate) use bytes::from_base64;
pub use context::{Context, Outside};
pub use descriptions::{Description, description};
pub(crate) use json::account;
pub use signatures::SIGNATURES;
pub use types::{Signature, Type};

use crate::value::Value;

/// What a builtin answers.
pub type Answer = Result<Value, Error>;

/// A builtin's code. The arguments are as many as its signature says; their types are not checked before.
pub type Function = fn(&mut Context<'_>, &[Value]) -> Answer;

/// Why a builtin has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is undefined for these arguments, which is no error.
    #[error("undefined")]
    Undefined,
    /// An argument has the wrong type: `eval_type_error`. Undefined unless builtin errors are strict.
    #[error("{0}")]
    Type(String),
    /// It failed: `eval_builtin_error`. Undefined unless builtin errors are strict.
    #[error("{0}")]
    Failed(String),
    /// The evaluation ends: a limit was reached, or it was cancelled. Never undefined.
    #[error("{0}")]
    Halt(String),
    /// The evaluation ends: the builtin is not allowed here. Never undefined.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    /// A failure that says why.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }

    /// The refusal of what must not be reached, for what reason, and how `bartizan eval` reaches it.
    fn refused(name: &str, reason: &str, eval: &str) -> Self {
        Self::Refused(format!("{name} is off in `check` and `lsp`: {reason}; `bartizan eval` {eval}"))
    }

    /// The refusal of what needs the network.
    fn without_network(name: &str) -> Self {
        Self::refused(name, "findings must not depend on a network", "can switch it on with `--allow-net`")
    }

    /// The refusal of what is random.
    fn without_chance(name: &str) -> Self {
        Self::refused(name, "the same input must give the same findings", "has it on")
    }
}

/// Functions by name, of all modules.
static FUNCTIONS: LazyLock<HashMap<&'static str, Function>> = LazyLock::new(|| {
    // One module a line.
    #[rustfmt::skip]
    let modules: &[&[(&'static str, Function)]] = &[
        aggregates::FUNCTIONS,
        arithmetic::FUNCTIONS,
        arrays::FUNCTIONS,
        aws::FUNCTIONS,
        casts::FUNCTIONS,
        comparison::FUNCTIONS,
        crypto::FUNCTIONS,
        encoding::FUNCTIONS,
        glob::FUNCTIONS,
        graph::FUNCTIONS,
        graphql::FUNCTIONS,
        identity::FUNCTIONS,
        json::FUNCTIONS,
        json_patch::FUNCTIONS,
        json_paths::FUNCTIONS,
        http::FUNCTIONS,
        json_schema::FUNCTIONS,
        jwt::FUNCTIONS,
        net::FUNCTIONS,
        numbers::FUNCTIONS,
        objects::FUNCTIONS,
        parse_module::FUNCTIONS,
        regex::FUNCTIONS,
        semver::FUNCTIONS,
        sets::FUNCTIONS,
        sprintf::FUNCTIONS,
        strings::FUNCTIONS,
        template::FUNCTIONS,
        template_string::FUNCTIONS,
        time::FUNCTIONS,
        units::FUNCTIONS,
        uri::FUNCTIONS,
        x509::FUNCTIONS,
        yaml::FUNCTIONS,
    ];
    modules.iter().copied().flatten().copied().collect()
});

/// The code of a builtin. `walk`, `print`, `trace` and `rego.metadata.*` are the evaluator's own.
#[must_use]
pub fn function(name: &str) -> Option<Function> {
    FUNCTIONS.get(name).copied()
}

/// The signature of a builtin.
#[must_use]
pub fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.binary_search_by(|signature| signature.name.cmp(name)).ok().map(|at| &SIGNATURES[at])
}
