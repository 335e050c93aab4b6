//! What a line looks like, for guesses about what was meant where brackets do not match.

use hcl_edit::Ident;

/// Blocks of files of Terraform that stand in no other block (`data` may, in `check`).
const FILE_BLOCKS: [&str; 15] = [
    "check",
    "data",
    "ephemeral",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "run",
    "terraform",
    "variable",
    "variables",
];

/// The text of the line that `at` stands in, from `at`, without its line break.
pub(super) fn line(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    rest.split_once('\n').map_or(rest, |(line, _)| line)
}

/// Bytes of white space that the line at `at` begins with.
pub(super) fn indent(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Bytes of the name that `text` begins with.
pub(super) fn ident_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ascii = bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    if bytes.get(ascii).is_none_or(u8::is_ascii) {
        let starts = bytes.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        return if starts { ascii } else { 0 };
    }
    let mut len = 0;
    let mut buffer = [0; 5];
    for (at, c) in text.char_indices() {
        // Whether a character continues a name is asked of the crate: `a` in front makes it a name.
        let valid = if at == 0 {
            is_ident(c.encode_utf8(&mut buffer))
        } else {
            buffer[0] = b'a';
            let more = c.encode_utf8(&mut buffer[1..]).len();
            std::str::from_utf8(&buffer[..=more]).is_ok_and(is_ident)
        };
        if !valid {
            break;
        }
        len = at + c.len_utf8();
    }
    len
}

/// A line from its looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line<'a> {
    /// Bytes of white space in front.
    pub indent: usize,
    /// Its first name.
    pub name: &'a str,
    /// Does it begin as an attribute: `name =`?
    pub assigns: bool,
    /// Does it open a block: `name "label" {`?
    pub opens_block: bool,
    /// Does it begin with `}`?
    pub closes: bool,
    /// Does it hold nothing, or only a comment to its end?
    pub is_blank: bool,
}

impl<'a> Line<'a> {
    /// Looks at `text`.
    pub(super) fn of(text: &'a str) -> Self {
        let trimmed = text.trim_start_matches([' ', '\t']);
        let indent = text.len() - trimmed.len();
        let (name, mut rest) = trimmed.split_at(ident_len(trimmed));
        let is_blank = trimmed.trim_end().is_empty() || trimmed.starts_with(['#', '/']);
        let mut line = Self { indent, name, closes: trimmed.starts_with('}'), is_blank, ..Self::default() };
        if name.is_empty() {
            return line;
        }
        rest = rest.trim_start();
        line.assigns = rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>");
        while let Some(after) = after_label(rest) {
            rest = after.trim_start();
        }
        line.opens_block = rest.starts_with('{');
        line
    }

    /// Is this the first line of a block that stands in no other?
    pub(super) fn opens_file_block(&self) -> bool {
        self.indent == 0 && self.opens_block && FILE_BLOCKS.contains(&self.name)
    }
}

/// What follows the label that `text` begins with.
fn after_label(text: &str) -> Option<&str> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"').map(|(_, rest)| rest);
    }
    let len = ident_len(text);
    (len > 0).then(|| &text[len..])
}

fn is_ident(text: &str) -> bool {
    Ident::try_new(text).is_ok()
}
