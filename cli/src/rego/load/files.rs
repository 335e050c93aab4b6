//! Files and folders.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use bartizan_rego::value::Value;
use globset::{Glob, GlobMatcher};

use super::{Loader, Module};
use crate::rego::document;

/// Files and folders to leave out, by their names.
#[derive(Debug, Default)]
pub(crate) struct Ignore(Vec<GlobMatcher>);

impl Ignore {
    /// Names as globs.
    ///
    /// # Errors
    ///
    /// A glob that is none.
    pub(crate) fn new(globs: &[String]) -> Result<Self, globset::Error> {
        globs.iter().map(|glob| Ok(Glob::new(glob)?.compile_matcher())).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        self.0.iter().any(|glob| glob.is_match(name))
    }
}

impl Loader<'_> {
    /// Loads what a path of the command line names.
    pub(super) fn path(&mut self, path: &str) {
        let (prefix, path) = split_prefix(path);
        let path = path.strip_prefix("file://").unwrap_or(path);
        let mut seen = BTreeSet::new();
        let prefix: Vec<String> =
            prefix.map(|prefix| prefix.split('.').map(str::to_owned).collect()).unwrap_or_default();
        self.below(Path::new(path), &prefix, 0, &mut seen);
    }

    fn below(&mut self, path: &Path, at: &[String], depth: usize, seen: &mut BTreeSet<String>) {
        let shown = shown(path);
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.fail(format!("stat {shown}: {}", told(&error))),
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if depth > 0 && self.ignore.holds(&name) {
            return;
        }
        if !metadata.is_dir() {
            let known = self.documents.iter().any(|(file, _)| *file == shown) || self.modules.contains_key(&shown);
            if !known {
                self.file(path, at, depth);
            }
            return;
        }
        // A link to a folder above would never end.
        let Ok(real) = fs::canonicalize(path) else { return };
        if !seen.insert(real.to_string_lossy().into_owned()) {
            return;
        }
        let mut at = at.to_vec();
        if depth > 0 {
            at.push(name);
        }
        match sorted(path) {
            Ok(names) => names.iter().for_each(|name| self.below(&path.join(name), &at, depth + 1, seen)),
            Err(error) => self.fail(format!("open {shown}: {}", told(&error))),
        }
    }

    fn file(&mut self, path: &Path, at: &[String], depth: usize) {
        let shown = shown(path);
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let archive = shown.ends_with(".tar.gz");
        let known = matches!(extension, "rego" | "json" | "yaml" | "yml") || archive;
        if depth > 0 && !known {
            return;
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.fail(format!("open {shown}: {}", told(&error))),
        };
        if archive {
            return self.archive(&shown, at, &bytes);
        }
        match extension {
            "rego" => self.module(&shown, &bytes),
            "json" => self.parsed(&shown, at, document::json(&bytes)),
            "yaml" | "yml" => self.parsed(&shown, at, document::yaml(&bytes)),
            _ => match document::any(&bytes) {
                Ok(value) => self.document(&shown, at, value),
                Err(_) => self.fail(format!("{shown}: can't recognize file type")),
            },
        }
    }

    pub(super) fn module(&mut self, name: &str, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let module = Module { text: text.to_owned(), version: self.version };
                self.modules.insert(name.to_owned(), module);
            }
            Err(error) => self.fail(format!("{name}: {error}")),
        }
    }

    fn parsed(&mut self, file: &str, at: &[String], value: Result<Value, String>) {
        match value {
            Ok(value) => self.document(file, at, value),
            Err(message) => self.fail(format!("{file}: {message}")),
        }
    }
}

/// Names in a folder, sorted.
pub(super) fn sorted(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// `a.b:file` taken apart; the colon of `file://` separates nothing.
fn split_prefix(path: &str) -> (Option<&str>, &str) {
    match path.split_once(':') {
        Some((prefix, rest)) if !prefix.is_empty() && !rest.starts_with("//") => (Some(prefix), rest),
        _ => (None, path),
    }
}

/// A path as messages show it: without `.` in it.
pub(super) fn shown(path: &Path) -> String {
    let clean: std::path::PathBuf = path.components().filter(|part| *part != std::path::Component::CurDir).collect();
    if clean.as_os_str().is_empty() { ".".to_owned() } else { clean.to_string_lossy().into_owned() }
}

/// What the system says, as OPA tells it.
pub(crate) fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        _ => error.to_string(),
    }
}
