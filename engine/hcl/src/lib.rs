//! HCL, the language of Terraform and OpenTofu, as Terraform means it.
//!
//! Text becomes a tree in [`syntax`]; [`eval`] turns expressions into [`value`]s with the functions of [`functions`].
//! What is not known is a value too, with its reason; every value knows where it is written. Nothing here reads a file
//! or knows what a module is: a [`eval::Scope`] answers names, a [`eval::Files`] reads.
//!
//! Language: <https://developer.hashicorp.com/terraform/language>.

pub mod eval;
pub mod functions;
pub mod span;
pub mod syntax;
pub mod value;
