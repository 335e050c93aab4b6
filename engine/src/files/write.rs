//! Writing one file, whole or not at all: one of the project in the encoding that it had, or a report.

use std::fs::{self, File, OpenOptions, Permissions};
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
        if self.revision.is_some() {
            return Err(FileError::io(path, "belongs to a revision, so it cannot be written"));
        }
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
        put(&place, &encode_like(after, &bytes), Some(permissions)).map_err(|error| failed(&error))
    }

    /// Writes a report to `file`, wherever that is: whole or not at all, in place of what was there. A link is replaced, not
    /// followed, for it may be part of what is judged; a pipe or a device is written to.
    ///
    /// # Errors
    /// When the folder is not there, or the file cannot be written. Then it is as it was.
    pub fn write_report(file: &Path, text: &str) -> std::io::Result<()> {
        match fs::metadata(file) {
            Ok(there) if there.is_file() => put(file, text.as_bytes(), Some(there.permissions())),
            Ok(_) => OpenOptions::new().write(true).open(file)?.write_all(text.as_bytes()),
            Err(_) => put(file, text.as_bytes(), None),
        }
    }
}

/// Puts a file at `place`, in one step.
fn put(place: &Path, bytes: &[u8], permissions: Option<Permissions>) -> std::io::Result<()> {
    let (mut file, beside) = create_beside(place)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions)))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, place));
    written.inspect_err(|_| {
        // What was begun goes; that it may stay behind is not the fault to report.
        let _ = fs::remove_file(&beside);
    })
}

impl Files {
    /// Makes the file at `path`, in a folder that is there.
    ///
    /// # Errors
    /// When there is something at `path`, it lies outside the root, or it cannot be written.
    pub fn create(&self, path: &str, text: &str) -> Result<(), FileError> {
        let folder = self.inside(super::path::folder(path))?;
        let failed = |error: std::io::Error| FileError::io(path, format!("cannot be written: {error}"));
        let place = folder.join(super::path::name(path));
        let mut file = OpenOptions::new().write(true).create_new(true).open(place).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
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
