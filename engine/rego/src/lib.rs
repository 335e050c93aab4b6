//! Rego, the policy language of Open Policy Agent, as OPA means it.
//!
//! Text becomes a tree in [`syntax`]; [`builtins`] are the functions of the language; [`value`] is what all of them
//! speak of, [`diagnostic`] what is wrong with a text.
//!
//! Language: <https://www.openpolicyagent.org/docs/policy-reference>.

pub mod builtins;
pub mod diagnostic;
pub mod syntax;
pub mod value;
