//! Byte ranges that name their file.

/// Identity of a file within a session. The same path keeps its id when its text changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open byte range `start..end` of the decoded text of `source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`.
    #[must_use]
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// Does the offset lie in the range (its end included, so that an empty range covers its place)?
    #[must_use]
    pub fn covers(&self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }
}
