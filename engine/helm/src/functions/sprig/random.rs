//! What is random, of the moment or of the network: always the same here, and of the same form.

use super::stand_in;
use crate::functions::arguments::{int, str};
use crate::functions::{Call, Function, base64};
use crate::value::Value;
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("randAlphaNum", 1, |call, args| letters(call, args, b"aB3dE5gH7jK9mN2pQ4sT6vW8")),
    Function::of("randAlpha", 1, |call, args| letters(call, args, b"aBcDeFgHiJkLmNoPqRsTuVwXyZ")),
    Function::of("randAscii", 1, |call, args| letters(call, args, b"aB3dE5gH7jK9mN2pQ4sT6vW8")),
    Function::of("randNumeric", 1, |call, args| letters(call, args, b"3917462085")),
    Function::of("randBytes", 1, |call, args| {
        let count = int(&args[0])?;
        let count = usize::try_from(count).map_err(|_| Error::new("runtime error: makeslice: len out of range"))?;
        call.budget.take_bytes((count as u64).saturating_mul(3))?;
        let bytes: Vec<u8> = (0..count).map(|at| (at as u8).wrapping_mul(167).wrapping_add(41)).collect();
        Ok(stand_in(call, base64(&bytes)))
    }),
    Function::of("uuidv4", 0, |call, _| Ok(stand_in(call, "3f1c2a9e-5b7d-4e60-8a14-9c2d6b0f7e35"))),
    // Sprig takes the first address that the system finds; Helm finds none unless it may ask.
    Function::of("getHostByName", 1, |call, args| str(&args[0]).map(|_| stand_in(call, ""))),
];

/// So many of the letters, over and over; none for less than none.
fn letters(call: &Call<'_>, args: &[Value], letters: &[u8]) -> Result<Value> {
    let count = usize::try_from(int(&args[0])?).unwrap_or(0);
    call.budget.take_bytes(count as u64)?;
    let text: String = letters.iter().copied().cycle().take(count).map(char::from).collect();
    Ok(stand_in(call, text))
}
