//! The functions of Sprig 3.3.0, as Helm has them: without those of the environment.
//!
//! Reference: <https://masterminds.github.io/sprig/>.

mod cases;
mod cast;
mod decimal;
mod defaults;
mod dicts;
mod equal;
mod lists;
mod merge;
mod numbers;
mod strings;
mod texts;
mod types;

use super::{Call, Function};
use crate::trace::Keys;
use crate::value::Value;

/// All of them, by family.
pub(super) const TABLES: &[&[Function]] = &[
    cases::FUNCTIONS,
    defaults::FUNCTIONS,
    dicts::FUNCTIONS,
    lists::FUNCTIONS,
    numbers::FUNCTIONS,
    strings::FUNCTIONS,
    types::FUNCTIONS,
];

/// What is random, of the moment, or of the machine.
fn stand_in(call: &Call<'_>, value: impl Into<Value>) -> Value {
    let value = value.into();
    let keys = call.traces.union(value.keys, Keys::STAND_IN);
    value.with_keys(keys)
}
