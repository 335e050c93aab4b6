//! Times and durations as Go's `time` writes and reads them.
//!
//! Reference: <https://pkg.go.dev/time>.

mod civil;
mod duration;
pub mod layout;
mod read;

pub use civil::{Civil, Zone, days_in_month, seconds};
pub use duration::{duration, duration_of, duration_segment};
pub use read::{parse, parse_fault};
