//! What the terminal can show, and writing to it.

use std::io::{self, IsTerminal as _, Write as _};

use bartizan_engine::report::Style;

/// The style for standard output: colours and links on a terminal only, and never against `NO_COLOR`
/// (<https://no-color.org>).
pub(crate) fn style() -> Style {
    style_of(io::stdout().is_terminal())
}

/// The style for standard error.
pub(crate) fn error_style() -> Style {
    style_of(io::stderr().is_terminal())
}

fn style_of(is_terminal: bool) -> Style {
    let terminal = is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100);
    Style { color: terminal && !dumb, hyperlinks: terminal && !dumb, width }
}

/// Writes `text` to standard output. A reader that went away (`| head`) is no fault.
pub(crate) fn print(text: &str) -> io::Result<()> {
    print_bytes(text.as_bytes())
}

/// As [`print()`], for what others have encoded.
pub(crate) fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    match io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes `text` to standard error.
pub(crate) fn error(text: &str) -> io::Result<()> {
    io::stderr().lock().write_all(text.as_bytes())
}

/// Writes a line to standard error; there is nobody left to tell when that fails.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
