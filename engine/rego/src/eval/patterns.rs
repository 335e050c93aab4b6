//! Values against patterns.

use super::machine::{Machine, Result};
use crate::compile::program::Pattern;
use crate::value::Value;

impl<'p> Machine<'p> {
    /// Does `value` match? Variables of the pattern take what stands in their place.
    pub(super) fn matches(&mut self, pattern: &'p Pattern, value: &Value) -> Result<bool> {
        match pattern {
            Pattern::Any => Ok(true),
            Pattern::Bind(slot) => {
                self.set_local(*slot, value.clone());
                Ok(true)
            }
            Pattern::Equal(operand) => match self.peek(operand) {
                Some(known) => Ok(known == value),
                None => Ok(self.operand(operand)? == *value),
            },
            Pattern::Array(patterns) => {
                let Value::Array(items) = value else { return Ok(false) };
                if items.len() != patterns.len() {
                    return Ok(false);
                }
                for (pattern, item) in patterns.iter().zip(items.iter()) {
                    if !self.matches(pattern, item)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Pattern::Object(patterns) => {
                let Value::Object(object) = value else { return Ok(false) };
                if object.len() != patterns.len() {
                    return Ok(false);
                }
                for (key, pattern) in patterns {
                    let key = self.operand(key)?;
                    match object.get(&key) {
                        Some(item) if self.matches(pattern, item)? => {}
                        _ => return Ok(false),
                    }
                }
                Ok(true)
            }
        }
    }
}
