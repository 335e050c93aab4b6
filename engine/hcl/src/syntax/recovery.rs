//! Closes what was left open, where line starts and indentation show where that was.

use super::layout::{self, Line};
use super::scan::{Content, Frame, FrameKind, Scanner};
use super::token::{Fault, Token, TokenKind};

impl Scanner<'_> {
    /// Closes all frames but `depth` where the last line that holds something ends.
    pub(super) fn close_quietly(&mut self, depth: usize) {
        if self.frames.len() <= depth {
            return;
        }
        let is_newline = |token: &Token| token.kind == TokenKind::Newline;
        let kept = self.out.tokens.iter().rposition(|token| !is_newline(token)).map_or(0, |last| last + 1);
        let newlines = self.out.tokens.split_off(kept);
        let (here, fresh) = (self.at, self.fresh);
        self.at = self.out.tokens.last().map_or(0, |token| token.end as usize);
        let mut ends_line = false;
        while let Some(frame) = self.frames.last().filter(|_| self.frames.len() > depth) {
            let kind = match frame.kind {
                FrameKind::Quote => TokenKind::QuoteClose,
                FrameKind::Heredoc(..) => TokenKind::HeredocClose,
                FrameKind::Sequence => TokenKind::SequenceClose,
                _ => TokenKind::Close,
            };
            ends_line |= kind == TokenKind::HeredocClose;
            self.close(kind, 0);
        }
        if ends_line && newlines.is_empty() {
            self.push(TokenKind::Newline, 0);
        }
        if (ends_line || !newlines.is_empty()) && self.in_body() {
            self.assigned = false;
        }
        self.out.tokens.extend(newlines);
        (self.at, self.fresh) = (here, fresh);
    }

    /// Closes all frames but `depth`, which should have been closed by now, and says so: of the innermost one, and of
    /// the innermost block.
    pub(super) fn close_missing(&mut self, depth: usize) {
        self.mismatched = true;
        let Some(open) = self.frames.get(depth..) else { return };
        let Some(innermost) = open.last().copied() else { return };
        let block = open.iter().rev().find(|frame| frame.kind == FrameKind::Block).copied();
        // A string or heredoc may have taken the brace of the block along.
        let block = block.filter(|block| block.open != innermost.open && !innermost.kind.is_text());
        for frame in [block, Some(innermost)].into_iter().flatten() {
            let Some(token) = self.out.tokens.get(frame.open as usize).copied() else { continue };
            let mut end = token.end as usize;
            let message = match frame.kind {
                FrameKind::Block => "this block is not closed: expected `}`".to_owned(),
                FrameKind::Object => "this object is not closed: expected `}`".to_owned(),
                FrameKind::Bracket => "this bracket is not closed: expected `]`".to_owned(),
                FrameKind::Paren => "this parenthesis is not closed: expected `)`".to_owned(),
                FrameKind::Quote => "this string is not closed: expected `\"`".to_owned(),
                FrameKind::Sequence => "this template sequence is not closed: expected `}`".to_owned(),
                FrameKind::Heredoc(start, until) => {
                    end = until as usize;
                    let marker = &self.text[start as usize..end];
                    format!("this heredoc is not closed: expected a line that holds only `{marker}`")
                }
            };
            // What was found on the same line is the reason.
            let said = |fault: &Fault| fault.start > token.start && self.fault_line == frame.line;
            if frame.kind == FrameKind::Block || !self.out.faults.last().is_some_and(said) {
                self.fault(token.start as usize, end, message);
            }
        }
        self.close_quietly(depth);
    }

    /// A line ends inside of a string.
    pub(super) fn broken_string(&mut self) {
        self.mismatched = true;
        let begins = |frame: &Frame| frame.kind == FrameKind::Quote && self.opener(frame) >= self.line;
        let depth = self.frames.iter().position(begins).unwrap_or(self.frames.len().saturating_sub(1));
        match self.frames.get(depth + 1).filter(|frame| frame.kind == FrameKind::Sequence) {
            Some(sequence) => {
                let message = "this template sequence is not closed before the end of the line: expected `}`";
                self.fault(self.opener(sequence), self.at, message);
            }
            None => {
                self.give_back_brace(depth);
                let start = self.frames.get(depth).map_or(self.at, |frame| self.opener(frame));
                let message = "this string is not closed before the end of the line: expected `\"`";
                self.fault(start, self.at, message);
            }
        }
        self.close_quietly(depth);
    }

    /// First byte of the token that opens `frame`.
    fn opener(&self, frame: &Frame) -> usize {
        self.out.tokens.get(frame.open as usize).map_or(self.at, |token| token.start as usize)
    }

    /// Where the string that was not closed is the label of a block, the brace at its end opens the block.
    fn give_back_brace(&mut self, depth: usize) {
        let header = self.content == Content::Body && !self.assigned && self.statement() == depth;
        let Some(last) = self.out.tokens.last_mut().filter(|token| header && token.kind == TokenKind::Literal) else {
            return;
        };
        let text = &self.text[last.start as usize..last.end as usize];
        let Some(label) = text.trim_end().strip_suffix('{').filter(|_| self.frames.len() == depth + 1) else { return };
        last.end = last.start + label.trim_end().len() as u32;
        self.at = last.start as usize + label.len();
    }

    /// At the beginning of a line, in the second pass: closes what the line shows not to have been closed.
    pub(super) fn recover_at_line(&mut self) {
        self.fresh = false;
        let line = Line::of(layout::line(self.text, self.line));
        if self.frames.is_empty() || line.is_blank {
            return;
        }
        if line.opens_file_block() {
            return self.close_missing(0);
        }
        let is_brace = |frame: &Frame| matches!(frame.kind, FrameKind::Block | FrameKind::Object);
        let states = line.assigns || line.opens_block;
        if states {
            let depth = self.frames.iter().rposition(is_brace).map_or(0, |found| found + 1);
            self.close_missing(depth);
        }
        if let Some(top) = self.frames.last().copied().filter(is_brace) {
            let deeper = line.indent > top.indent;
            let indented = top.indented.unwrap_or(deeper);
            let unclosed = match top.kind {
                FrameKind::Object => line.opens_block || line.assigns && !deeper,
                _ => states && !deeper && indented,
            };
            if unclosed {
                let outer = |frame: &Frame| is_brace(frame) && frame.indent < line.indent;
                let depth = self.frames.iter().rposition(outer).map_or(0, |found| found + 1);
                return self.close_missing(depth.min(self.frames.len() - 1));
            }
            if let Some(top) = self.frames.last_mut() {
                top.indented = Some(indented);
            }
        }
        if line.closes
            && let Some(depth) = self.frames.iter().rposition(|frame| is_brace(frame) && frame.indent <= line.indent)
            && self.frames.get(depth).is_some_and(|frame| frame.indent == line.indent)
        {
            self.close_missing(depth + 1);
        }
    }
}
