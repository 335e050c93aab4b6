//! Which files a scan considers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::sync::Arc;

use globset::GlobSet;

use super::ignoring::Rules;
use super::{FileError, Files, path};

/// Folders that hold no configuration of the project's own, ignored by git or not.
const NEVER: [&str; 3] = [".git", ".terraform", "node_modules"];

/// How to look for files.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Paths left out, relative to the root, even when given explicitly; what leaves out a folder leaves out all of it.
    pub excludes: GlobSet,
    /// Go into the folders of a folder?
    pub recursive: bool,
}

impl Default for WalkOptions {
    fn default() -> Self {
        Self { excludes: GlobSet::empty(), recursive: true }
    }
}

impl WalkOptions {
    /// Is `path`, or a folder it is in, left out?
    #[must_use]
    pub fn exclude(&self, path: &str) -> bool {
        !self.excludes.is_empty()
            && (self.excludes.is_match(path)
                || path::ancestors(path::folder(path)).any(|folder| self.excludes.is_match(folder)))
    }
}

/// Does a folder's scan consider a file of this name (`.json`, `.yaml`, `.yml`, `.tf`, `.tofu`, `.tfvars`)?
#[must_use]
pub fn is_candidate(path: &str) -> bool {
    let extension = path::name(path).rsplit_once('.').map_or("", |(_, extension)| extension);
    ["json", "yaml", "yml", "tf", "tofu", "tfvars"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// One walk under way.
struct Walk<'a> {
    files: &'a Files,
    options: &'a WalkOptions,
    /// Files that exist only as overlays, and the folders that lead to them, by folder.
    overlays: BTreeMap<&'a str, BTreeMap<&'a str, Kind>>,
    found: BTreeSet<Arc<str>>,
    /// Links to files, with what they lead to.
    links: Vec<(Arc<str>, Option<Arc<str>>)>,
    errors: Vec<FileError>,
    full: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    File,
    Folder,
}

impl Files {
    /// The names in `folder`, on disk and in overlays, each with whether it is a folder; no links to folders, no names that
    /// are not UTF-8.
    ///
    /// # Errors
    /// When there is no such folder, it lies outside the root (by its path or by a link) or it may not be read.
    pub fn list(&self, folder: &str) -> Result<BTreeMap<String, bool>, FileError> {
        let mut entries = BTreeMap::new();
        let prefix = if folder == path::ROOT { String::new() } else { format!("{folder}/") };
        for overlay in self.overlays.keys() {
            if let Some(rest) = overlay.strip_prefix(&prefix) {
                match rest.split_once('/') {
                    Some((name, _)) => _ = entries.insert(name.to_owned(), true),
                    None => _ = entries.insert(rest.to_owned(), false),
                }
            }
        }
        match self
            .inside(folder)
            .and_then(|place| fs::read_dir(place).map_err(|error| FileError::from_io(folder, &error)))
        {
            Ok(listing) => {
                for entry in listing.flatten() {
                    let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
                    if !(kind.is_symlink() && entry.path().is_dir()) {
                        entries.entry(name).or_insert(kind.is_dir());
                    }
                }
            }
            Err(_) if !entries.is_empty() => {}
            Err(error) => return Err(error),
        }
        Ok(entries)
    }

    /// The files to consider under the paths `under`, sorted: a path to a file is always taken, whatever its name and
    /// whatever ignore files say; a folder gives its candidates that no ignore file leaves out. Hidden files and
    /// folders, `.git`, `.terraform` and `node_modules` are passed over unless given explicitly.
    ///
    /// Links to folders are not followed. A link to a file is listed unless what it leads to is listed too.
    #[must_use]
    pub fn walk(&self, under: &[Arc<str>], options: &WalkOptions) -> (Vec<Arc<str>>, Vec<FileError>) {
        let mut walk = Walk {
            files: self,
            options,
            overlays: BTreeMap::new(),
            found: BTreeSet::new(),
            links: Vec::new(),
            errors: Vec::new(),
            full: false,
        };
        for overlay in self.overlays.keys() {
            walk.lay(overlay);
        }
        for path in under {
            walk.start(path);
        }
        for (link, target) in std::mem::take(&mut walk.links) {
            if !target.is_some_and(|target| walk.found.contains(&target)) {
                walk.found.insert(link);
            }
        }
        walk.errors.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.message.cmp(&b.message)));
        walk.errors.dedup();
        (walk.found.into_iter().collect(), walk.errors)
    }
}

impl<'a> Walk<'a> {
    fn lay(&mut self, overlay: &'a str) {
        let mut path = overlay;
        let mut kind = Kind::File;
        while path != path::ROOT {
            let folder = path::folder(path);
            self.overlays.entry(folder).or_default().insert(path::name(path), kind);
            path = folder;
            kind = Kind::Folder;
        }
    }

    fn start(&mut self, path: &Arc<str>) {
        let path: Arc<str> = match path::resolve(path::ROOT, path) {
            Some(path) => path.into(),
            None => Arc::clone(path),
        };
        if self.options.exclude(&path) {
            return;
        }
        if self.files.overlay(&path).is_some() {
            self.found.insert(path);
            return;
        }
        let place = match self.files.inside(&path) {
            Ok(place) => place,
            Err(_) if self.overlays.contains_key(&*path) => return self.enter_first(&path),
            Err(error) => return self.errors.push(error),
        };
        if place.is_dir() {
            self.enter_first(&path);
        } else {
            self.found.insert(path);
        }
    }

    fn enter_first(&mut self, folder: &str) {
        let above = (folder != path::ROOT).then(|| Rules::of(self.files, path::folder(folder), &mut self.errors));
        self.enter(folder, above);
    }

    fn enter(&mut self, folder: &str, above: Option<Arc<Rules>>) {
        let depth = if folder == path::ROOT { 0 } else { folder.split('/').count() };
        let limit = self.files.limits().folder_depth;
        if depth > limit {
            let message = format!("lies more than {limit} folders deep, so nothing in it is read");
            return self.errors.push(FileError::limit(folder, message));
        }
        let entries = self.list(folder);
        let rules = Rules::below(above, self.files, folder, &mut self.errors);
        for (name, kind) in entries {
            if self.full {
                return;
            }
            let path = path::join(folder, &name);
            let passed_over = name.starts_with('.') || kind == Kind::Folder && NEVER.contains(&name.as_str());
            if passed_over || rules.leave_out(&path, kind == Kind::Folder) || self.options.excludes.is_match(&path) {
                continue;
            }
            match kind {
                Kind::Folder if self.options.recursive => self.enter(&path, Some(Arc::clone(&rules))),
                Kind::Folder => {}
                Kind::File => self.take(&path),
            }
        }
    }

    fn take(&mut self, path: &str) {
        if !is_candidate(path) {
            return;
        }
        let limit = self.files.limits().files;
        if self.found.len() + self.links.len() >= limit {
            self.full = true;
            let message = format!("the scan considers at most {limit} files; those after this one are left out");
            return self
                .errors
                .push(FileError::limit(path, message).with_help("name fewer paths, or leave some out with `exclude`"));
        }
        let disk = self.files.on_disk(path);
        let is_link = fs::symlink_metadata(&disk).is_ok_and(|metadata| metadata.is_symlink());
        if is_link && self.files.overlay(path).is_none() {
            let target = disk.canonicalize().ok().and_then(|target| self.files.relative(&target));
            self.links.push((path.into(), target));
        } else {
            self.found.insert(path.into());
        }
    }

    /// The entries of `folder` on disk and in overlays, sorted by name.
    fn list(&mut self, folder: &str) -> BTreeMap<String, Kind> {
        let laid = self.overlays.get(folder).cloned().unwrap_or_default();
        let mut entries = BTreeMap::new();
        match fs::read_dir(self.files.on_disk(folder)) {
            Ok(listing) => {
                for entry in listing {
                    match entry {
                        Ok(entry) => self.list_entry(folder, &entry, &mut entries),
                        Err(error) => self.errors.push(FileError::from_io(folder, &error)),
                    }
                }
            }
            // A folder that exists only in overlays.
            Err(_) if !laid.is_empty() => {}
            Err(error) => self.errors.push(FileError::from_io(folder, &error)),
        }
        entries.extend(laid.into_iter().map(|(name, kind)| (name.to_owned(), kind)));
        entries
    }

    fn list_entry(&mut self, folder: &str, entry: &DirEntry, entries: &mut BTreeMap<String, Kind>) {
        let Ok(kind) = entry.file_type() else { return };
        let kind = if kind.is_dir() {
            Kind::Folder
        } else if kind.is_symlink() && entry.path().is_dir() {
            return;
        } else {
            Kind::File
        };
        match entry.file_name().into_string() {
            Ok(name) => {
                entries.insert(name, kind);
            }
            Err(name) => {
                let path = path::join(folder, &name.to_string_lossy());
                if kind == Kind::Folder || is_candidate(&path) {
                    self.errors.push(FileError::io(path, "cannot be read: its name is not UTF-8"));
                }
            }
        }
    }
}
