//! The one place that reads bytes: disk, with an editor's unsaved buffers laid over it, and standard input.
//!
//! It keeps reads inside the project root and enforces [`Limits`]. All paths are relative to the root, with `/`.

/// Bounds on what is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest file read, in bytes.
    pub file_bytes: u64,
    /// Most files considered in one scan.
    pub files: usize,
    /// Deepest folder below the root.
    pub folder_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, files: 200_000, folder_depth: 64 }
    }
}
