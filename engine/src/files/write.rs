//! Writing one file: whole or not at all, inside the root, in the encoding that it had.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{FileError, Files};
use crate::source::{decode, encode_like};

/// Names tried for the file beside the one that is written.
const TRIES: u32 = 16;

impl Files {
    /// Gives the file at `path`, whose text was `before`, the text `after`. Encoding, byte order mark and permissions stay.
    ///
    /// # Errors
    /// When its text on disk is not `before` any more, it lies outside the root, or it cannot be written. Then it is as
    /// it was.
    pub fn replace(&self, path: &str, before: &str, after: &str) -> Result<(), FileError> {
        let bytes = self.bytes(path)?;
        if decode(&bytes).ok().as_deref() != Some(before) {
            return Err(FileError::io(path, "has changed since it was read, so it was not written")
                .with_help("run the command again"));
        }
        let place = self.inside(path)?;
        let failed = |error: &std::io::Error| FileError::io(path, format!("cannot be written: {error}"));
        let permissions = fs::metadata(&place).map_err(|error| failed(&error))?.permissions();
        if permissions.readonly() {
            return Err(FileError::io(path, "may not be written: it is read-only"));
        }
        let (mut file, beside) = create_beside(&place).map_err(|error| failed(&error))?;
        let written = file
            .write_all(&encode_like(after, &bytes))
            .and_then(|()| file.set_permissions(permissions))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&beside, &place));
        written.map_err(|error| {
            // What was begun goes; that it may stay behind is not the fault to report.
            let _ = fs::remove_file(&beside);
            failed(&error)
        })
    }
}

/// A new file in the folder of `place`.
fn create_beside(place: &Path) -> std::io::Result<(File, PathBuf)> {
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut last = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for number in 0..TRIES {
        let beside = place.with_file_name(format!(".{name}.{}-{number}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((file, beside)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}
