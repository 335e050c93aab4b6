//! Tokens of the native syntax.

/// A token. Comments are not among them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` where a closing token is missing and was put in.
    pub end: u32,
    /// Index of the token that closes or opens what this one opens or closes.
    pub pair: u32,
}

/// Kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name.
    Ident,
    /// A number.
    Number,
    /// An operator or separator.
    Op,
    /// A line break.
    Newline,
    /// `{`, `[`, `(`
    Open,
    /// `}`, `]`, `)`
    Close,
    /// `"`
    QuoteOpen,
    /// `"`
    QuoteClose,
    /// `<<EOT` or `<<-EOT` with its line break.
    HeredocOpen,
    /// The marker at the end.
    HeredocClose,
    /// A run of text in a template, not across lines.
    Literal,
    /// `${`, `${~`
    Interpolation,
    /// `%{`, `%{~`
    Directive,
    /// `}`, `~}` of the two.
    SequenceClose,
    /// Something that does not belong here.
    Bad,
}

impl TokenKind {
    /// Does it open something?
    pub(super) fn opens(self) -> bool {
        matches!(self, Self::Open | Self::QuoteOpen | Self::HeredocOpen | Self::Interpolation | Self::Directive)
    }
}

/// A fault by bytes of the text.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// First byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What is wrong.
    pub message: String,
    /// Is it a limit of ours?
    pub is_limit: bool,
}
