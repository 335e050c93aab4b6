//! Where a fault is shown.

use bartizan_source::Span;

use super::super::lex::{Kind, LEFT, RIGHT, Token};
use super::Parser;

impl Parser<'_> {
    /// Where a fault at `token` is shown. Of what is never closed that is its beginning: the end of the text may be far
    /// from it, and what follows an action that is still being typed is read as a part of it.
    pub(super) fn place_of(&self, token: Token) -> Span {
        let unclosed = if token.kind == Kind::Eof { self.unclosed_block() } else { self.unclosed_action(token) };
        let (start, end) = unclosed.unwrap_or((token.start, token.end));
        self.span(start, end)
    }

    /// The action that opens the innermost block or definition.
    fn unclosed_block(&self) -> Option<(usize, usize)> {
        let tree = self.building.last()?;
        let start = tree.blocks.last().map_or(tree.start, |block| block.start);
        let length = self.text.get(start..)?.find(RIGHT)? + RIGHT.len();
        Some((start, start + length))
    }

    /// The first line of the action that is being read, when another begins before it is closed, and the fault is only
    /// seen on a later line.
    fn unclosed_action(&self, token: Token) -> Option<(usize, usize)> {
        let text = self.text.get(self.action..)?;
        let inside = text.strip_prefix(LEFT)?;
        let is_closed = inside.find(RIGHT).is_some_and(|close| inside.find(LEFT).is_none_or(|another| close < another));
        let end = self.action + text.lines().next()?.trim_end().len();
        (!is_closed && (token.end > end || token.start == token.end)).then_some((self.action, end))
    }
}
