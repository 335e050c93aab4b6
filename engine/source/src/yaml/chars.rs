//! Character offsets, which saphyr-parser counts in, to byte offsets.

/// Converts offsets of one text; made in linear time.
pub(super) struct CharOffsets {
    /// For each character of more than one byte: its number, and how many bytes more than characters the text has
    /// behind it.
    wide: Vec<(usize, usize)>,
    len: usize,
}

impl CharOffsets {
    pub(super) fn new(text: &str) -> Self {
        let mut wide = Vec::new();
        if !text.is_ascii() {
            let mut extra = 0;
            for (number, character) in text.chars().enumerate() {
                if !character.is_ascii() {
                    extra += character.len_utf8() - 1;
                    wide.push((number, extra));
                }
            }
        }
        Self { wide, len: text.len() }
    }

    /// The byte at which character `index` begins; the end of the text for every later one.
    pub(super) fn byte(&self, index: usize) -> usize {
        let before = self.wide.partition_point(|(number, _)| *number < index);
        let extra = before.checked_sub(1).map_or(0, |last| self.wide[last].1);
        (index + extra).min(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_char_indices() {
        for text in ["", "abc", "ä", "aä🌈b\r\nü", "🌈🌈", "x€"] {
            let offsets = CharOffsets::new(text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.byte(index), byte, "{text:?} {index}");
            }
            assert_eq!(offsets.byte(text.chars().count()), text.len());
            assert_eq!(offsets.byte(100), text.len());
        }
    }
}
