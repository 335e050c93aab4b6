//! What the terminal can show, and writing to it.

use std::io::{self, IsTerminal as _, Write as _};

use bartizan_engine::report::Style;

/// Columns of text where no terminal tells, and the most where one does: longer lines are hard to read.
const WIDTH: usize = 100;

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
    let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen =
        || terminal_size::terminal_size().filter(|_| is_terminal).map(|(width, _)| usize::from(width.0).min(WIDTH));
    let width = given.or_else(seen).unwrap_or(WIDTH);
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
