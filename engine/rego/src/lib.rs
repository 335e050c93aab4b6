//! Rego, the policy language of Open Policy Agent, as OPA means it.
//!
//! Text becomes a tree in [`syntax`]; [`compile`] resolves names, orders bodies and says what is wrong, with
//! `check`; [`eval`] answers queries with the functions of [`builtins`]. [`value`] is what all of them speak of,
//! [`diagnostic`] what is wrong with a text. [`symbols`] tells editors what names stand for,
//! [`testing`] runs the tests of policies.
//!
//! Language: <https://www.openpolicyagent.org/docs/policy-reference>.

pub mod builtins;
mod check;
pub mod compile;
pub mod diagnostic;
pub mod eval;
pub mod symbols;
pub mod syntax;
pub mod testing;
pub mod value;

pub use check::untidy;
