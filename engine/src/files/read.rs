//! Reading one file: what was laid over it, else the disk, inside the root and within the limits.

use std::fs::{self, File, FileType, Metadata};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use super::place::is_folder;
use super::revision::EntryKind;
use super::{FileError, Files, Revision, path};
use crate::source::{Source, decode};

/// How long after its last change a file's timestamps are trusted to tell the next change.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// What tells whether a file is still the one that was read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(Mark);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    Disk(OnDisk),
    /// The name of an object of git, which tells its bytes.
    Object(gix::ObjectId),
}

/// What the disk says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OnDisk {
    bytes: u64,
    modified: SystemTime,
    inode: Option<(u64, u64, i64, i64)>,
}

impl OnDisk {
    fn new(metadata: &Metadata) -> Option<Self> {
        #[cfg(unix)]
        let inode = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let inode = None;
        Some(Self { bytes: metadata.len(), modified: metadata.modified().ok()?, inode })
    }

    /// Is the last change long enough ago that a further one gives another stamp?
    fn is_settled(&self) -> bool {
        let changed = match self.inode {
            Some((_, _, seconds, _)) => {
                let changed = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
                self.modified.max(SystemTime::UNIX_EPOCH + changed)
            }
            None => self.modified,
        };
        changed.elapsed().is_ok_and(|age| age > SETTLED_AFTER)
    }
}

impl Files {
    /// The text of the file at `path`.
    ///
    /// # Errors
    /// When it does not exist, lies outside the root (by its path or by a link), is no regular file, is larger than
    /// the limit, may not be read, or is not text.
    pub fn read(&self, path: &str) -> Result<Arc<Source>, FileError> {
        if let Some(overlay) = self.overlays.get(path) {
            self.check_size(path, u64::try_from(overlay.text.len()).unwrap_or(u64::MAX))?;
            return Ok(Arc::clone(&overlay.source));
        }
        let text =
            decode(&self.bytes(path)?).map_err(|error| FileError::from_decoding(path, self.source_id(path), error))?;
        Ok(Arc::new(Source::new(self.source_id(path), path, text)))
    }

    /// Is there a file at `path`, on disk or laid over it?
    #[must_use]
    pub fn is_file(&self, path: &str) -> bool {
        let on_place = || match &self.revision {
            Some(revision) => revision.resolve(path).is_ok_and(|(_, entry)| entry.kind == EntryKind::File),
            None => self.on_disk(path).is_file(),
        };
        self.overlay(path).is_some() || on_place()
    }

    /// Is there a folder at `path`?
    #[must_use]
    pub fn is_folder(&self, path: &str) -> bool {
        match &self.revision {
            Some(revision) => revision.resolve(path).is_ok_and(|(_, entry)| is_folder(entry.kind)),
            None => self.on_disk(path).is_dir(),
        }
    }

    /// What tells a change of the file at `path`; none when it is not there, is covered by an overlay, or
    /// changed so recently that a further change could go unseen.
    #[must_use]
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        if self.overlay(path).is_some() {
            return None;
        }
        if let Some(revision) = &self.revision {
            let (_, entry) = revision.resolve(path).ok()?;
            return (entry.kind == EntryKind::File).then_some(Stamp(Mark::Object(entry.id)));
        }
        let on_disk = OnDisk::new(&fs::metadata(self.on_disk(path)).ok()?).filter(OnDisk::is_settled);
        on_disk.map(|on_disk| Stamp(Mark::Disk(on_disk)))
    }

    /// The first bytes, at most `count`, of the file at `path`, however large it is; of a revision none where it is
    /// larger than the limit.
    pub(crate) fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, FileError> {
        if let Some(revision) = &self.revision {
            let mut bytes = self.bytes_in(revision, path)?;
            bytes.truncate(usize::try_from(count).unwrap_or(usize::MAX));
            return Ok(bytes);
        }
        let (file, _) = self.open(path)?;
        let mut bytes = Vec::new();
        file.take(count).read_to_end(&mut bytes).map_err(|error| FileError::from_io(path, &error))?;
        Ok(bytes)
    }

    /// The bytes of the file at `path`, whatever is laid over it.
    pub(crate) fn bytes(&self, path: &str) -> Result<Vec<u8>, FileError> {
        if let Some(revision) = &self.revision {
            return self.bytes_in(revision, path);
        }
        let (file, size) = self.open(path)?;
        self.check_size(path, size)?;
        self.reads.fetch_add(1, Ordering::Relaxed);
        let limit = self.limits.file_bytes;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| FileError::from_io(path, &error))?;
        self.check_size(path, u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        Ok(bytes)
    }

    /// The bytes of the file at `path` in a revision.
    fn bytes_in(&self, revision: &Revision, path: &str) -> Result<Vec<u8>, FileError> {
        let (_, entry) = revision.resolve(path)?;
        if entry.kind != EntryKind::File {
            return Err(FileError::io(path, "is a folder, not a regular file"));
        }
        let missing = || FileError::io(path, "cannot be read: its objects are missing in the repository");
        self.check_size(path, revision.size(entry.id).ok_or_else(missing)?)?;
        self.reads.fetch_add(1, Ordering::Relaxed);
        revision.blob(entry.id).ok_or_else(missing)
    }

    /// Opens the regular file at `path`; also says how large it is.
    fn open(&self, path: &str) -> Result<(File, u64), FileError> {
        let place = self.inside(path)?;
        let metadata = fs::metadata(&place).map_err(|error| FileError::from_io(path, &error))?;
        check_regular(path, metadata.file_type())?;
        let file = File::open(&place).map_err(|error| FileError::from_io(path, &error))?;
        Ok((file, metadata.len()))
    }

    /// Where the file at `path` really is, links resolved, when that is inside the root.
    pub(super) fn inside(&self, path: &str) -> Result<PathBuf, FileError> {
        let outside = || {
            FileError::io(path, "lies outside the project root, so it is not read")
                .with_help("choose a root that holds it with `--root`")
        };
        let clean = path::resolve(path::ROOT, path).ok_or_else(outside)?;
        let written = self.on_disk(&clean);
        let place = written.canonicalize().map_err(|error| {
            if fs::symlink_metadata(&written).is_ok_and(|metadata| metadata.is_symlink()) {
                return FileError::io(path, format!("is a link that cannot be followed: {error}"));
            }
            FileError::from_io(path, &error)
        })?;
        if place.starts_with(&self.root) {
            return Ok(place);
        }
        Err(FileError::io(path, "is a link that leads outside the project root, so it is not read")
            .with_help("choose a root that holds both with `--root`, or leave it out with `exclude` in bartizan.toml"))
    }

    fn check_size(&self, path: &str, bytes: u64) -> Result<(), FileError> {
        let limit = self.limits.file_bytes;
        if bytes <= limit {
            return Ok(());
        }
        Err(FileError::limit(path, format!("is larger than {} MiB, the most that is read of one file", limit >> 20)))
    }
}

/// Refuses what blocks or never ends when read.
fn check_regular(path: &str, kind: FileType) -> Result<(), FileError> {
    if kind.is_file() {
        return Ok(());
    }
    let what = if kind.is_dir() { "a folder" } else { special(kind) };
    Err(FileError::io(path, format!("is {what}, not a regular file")))
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "a device"
}
