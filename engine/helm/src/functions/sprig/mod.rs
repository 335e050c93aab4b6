//! The functions of Sprig 3.3.0, as Helm has them: without those of the environment.
//!
//! Reference: <https://masterminds.github.io/sprig/>.

mod cases;
mod cast;
mod certificates;
mod constraints;
mod crypto;
mod dates;
mod decimal;
mod defaults;
mod dicts;
mod encodings;
mod equal;
mod json;
mod lists;
mod merge;
mod numbers;
mod paths;
mod random;
mod regexes;
mod strings;
mod texts;
mod types;
mod urls;
mod versions;

pub(crate) use constraints::is_compatible;
pub(crate) use versions::is_version;

use super::{Call, Function};
use crate::trace::Keys;
use crate::value::Value;

/// All of them, by family.
pub(super) const TABLES: &[&[Function]] = &[
    cases::FUNCTIONS,
    certificates::FUNCTIONS,
    crypto::FUNCTIONS,
    dates::FUNCTIONS,
    defaults::FUNCTIONS,
    dicts::FUNCTIONS,
    encodings::FUNCTIONS,
    json::FUNCTIONS,
    lists::FUNCTIONS,
    numbers::FUNCTIONS,
    paths::FUNCTIONS,
    random::FUNCTIONS,
    regexes::FUNCTIONS,
    strings::FUNCTIONS,
    types::FUNCTIONS,
    urls::FUNCTIONS,
    versions::FUNCTIONS,
];

/// What is random, of the moment, or of the machine.
fn stand_in(call: &Call<'_>, value: impl Into<Value>) -> Value {
    let value = value.into();
    let keys = call.traces.union(value.keys, Keys::STAND_IN);
    value.with_keys(keys)
}
