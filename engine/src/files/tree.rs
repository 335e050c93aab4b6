//! All files of a folder, whatever their names: what a chart is made of.

use super::{FileError, Files, path};

/// Files that are read of one folder.
const MAX_FILES: usize = 20_000;
/// Bytes that are read of one folder.
const MAX_BYTES: usize = 256 << 20;

impl Files {
    /// The bytes of the file at `path`; as [`read`](Self::read), but it need not be text.
    ///
    /// # Errors
    /// As those of [`read`](Self::read).
    pub fn read_bytes(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match self.overlay(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.bytes(path),
        }
    }

    /// The files below `folder` that `keep` says are wanted, with their paths in it, sorted. `keep` is asked about
    /// folders, too (then with `true`); what it refuses is not entered.
    ///
    /// # Errors
    /// When one of them cannot be read, or they are too many or too large together.
    pub fn tree(&self, folder: &str, keep: &dyn Fn(&str, bool) -> bool) -> Result<Vec<(String, Vec<u8>)>, FileError> {
        let mut found = Vec::new();
        let mut size = 0;
        let mut waiting = vec![String::new()];
        while let Some(prefix) = waiting.pop() {
            let below = prefix.strip_suffix('/').map_or_else(|| folder.to_owned(), |below| path::join(folder, below));
            if prefix.matches('/').count() > self.limits().folder_depth {
                return Err(FileError::limit(below, "lies too many folders deep"));
            }
            for (name, is_folder) in self.list(&below)? {
                let inside = format!("{prefix}{name}");
                if !keep(&inside, is_folder) {
                    continue;
                }
                if is_folder {
                    waiting.push(inside + "/");
                    continue;
                }
                let bytes = self.read_bytes(&path::join(&below, &name))?;
                size += bytes.len();
                found.push((inside, bytes));
                if found.len() > MAX_FILES || size > MAX_BYTES {
                    let most = format!("{MAX_FILES} files or {} MiB", MAX_BYTES >> 20);
                    return Err(FileError::limit(folder, format!("has more than {most}")));
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }
}
