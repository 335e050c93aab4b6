//! Tables of text, drawn with lines.

/// How the cells of a column stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    /// All but the first column to the right.
    Right,
}

/// A table with its header, if it has one.
pub(crate) fn draw(header: &[String], rows: &[Vec<String>], align: Align) -> String {
    let columns = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or_default();
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).chain(header.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let rule = |left: char, middle: &str, right: char| {
        let lines: Vec<String> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}\n", lines.join(middle))
    };
    let mut out = rule('┌', "┬", '┐');
    if !header.is_empty() {
        let cells = header.iter().zip(&widths).map(|(cell, width)| format!(" {cell:^width$} "));
        out.push_str(&format!("│{}│\n", cells.collect::<Vec<_>>().join("│")));
        out.push_str(&rule('├', "┼", '┤'));
    }
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match align {
            Align::Right if at > 0 => format!(" {cell:>width$} "),
            _ => format!(" {cell:<width$} "),
        });
        out.push_str(&format!("│{}│\n", cells.collect::<Vec<_>>().join("│")));
    }
    out.push_str(&rule('└', "┴", '┘'));
    out
}
