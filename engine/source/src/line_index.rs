//! Byte offsets to lines and columns.

/// A place counted as people count: line and column from 1, the column in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// The offsets at which the lines of a text start. A line ends with `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// The line starts of `text`, which must be shorter than 4 GiB.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(offset(at + 1));
            }
        }
        Self { starts }
    }

    /// The number of the line, from 0, that holds `offset`, and the offset of its first byte.
    #[must_use]
    pub fn line_start(&self, offset: u32) -> (usize, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, self.starts[line])
    }

    /// The offset of the first byte of `line` (from 0), when the text has that line.
    #[must_use]
    pub fn start_of(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// How many lines the text has (at least one).
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Where `offset` stands in `text`, the text this index was made of.
    #[must_use]
    pub fn position(&self, text: &str, at: u32) -> Position {
        let (line, start) = self.line_start(at);
        let before = text.get(start as usize..at as usize).unwrap_or_default();
        Position { line: offset(line + 1), column: offset(before.chars().count() + 1) }
    }
}

/// Texts are bounded far below 4 GiB by whoever reads the files.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_scalar_values() {
        let text = "ä: 🌈x\r\n\ty\rz";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.position(text, u32::try_from(text.find(needle).unwrap()).unwrap());
        assert_eq!(at("x"), Position { line: 1, column: 5 });
        assert_eq!(at("y"), Position { line: 2, column: 2 });
        assert_eq!(at("z"), Position { line: 3, column: 1 });
        assert_eq!(index.count(), 3);
    }
}
