//! The functions of Terraform 1.11.
//!
//! Reference: <https://developer.hashicorp.com/terraform/language/functions>.

use crate::eval::{Budget, Files, Result};
use crate::value::{Type, Value};

/// What a function is called with besides its arguments.
pub struct Call<'a> {
    /// Limits.
    pub budget: &'a Budget,
    /// Reading.
    pub files: &'a dyn Files,
}

/// One parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, for messages.
    pub name: &'static str,
    /// What the argument is converted to; [`Type::Dynamic`] leaves it as it is.
    pub ty: Type,
    /// May the argument be null? If not, null is a fault.
    pub null: bool,
    /// Does the function itself deal with an argument that is unknown? If not, the result is unknown too.
    pub unknown: bool,
    /// Does the function itself deal with marks (of the argument itself, not of what is inside)? If not, they are taken
    /// off and put on the result.
    pub marks: bool,
}

/// A function.
pub struct Function {
    /// Parameters by position.
    pub parameters: Vec<Parameter>,
    /// Parameter of all further arguments, if there may be some.
    pub rest: Option<Parameter>,
    /// Type of the result, as far as it is known without looking at the arguments: what an unknown result gets.
    pub result: Type,
    /// The work. Results without place get that of the call.
    pub run: fn(&Call<'_>, &[Value]) -> Result,
}

/// The function of this name, if Terraform has one.
#[must_use]
pub fn function(name: &str) -> Option<&'static Function> {
    _ = name;
    None
}
