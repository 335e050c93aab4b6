//! Which files a scan considers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use globset::GlobSet;

use super::ignoring::Rules;
use super::place::{Item, ItemKind};
use super::{FileError, Files, path};

/// What makes a folder a project of its own.
const CONFIG: &str = crate::config::FILE_NAME;

/// Folders that hold no configuration of the project's own, ignored by git or not.
const NEVER: [&str; 3] = [".git", ".terraform", "node_modules"];

/// How to look for files.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Paths left out, relative to the root, even when given explicitly; what leaves out a folder leaves out all of it.
    pub excludes: GlobSet,
    /// Go into the folders of a folder?
    pub recursive: bool,
    /// Go into the folders that hold a configuration of their own, too? They are projects of their own.
    pub projects: bool,
}

impl Default for WalkOptions {
    fn default() -> Self {
        Self { excludes: GlobSet::empty(), recursive: true, projects: false }
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
    /// Does a folder give files of this name?
    wanted: fn(&str) -> bool,
    /// Files that exist only as overlays, and the folders that lead to them, by folder.
    overlays: BTreeMap<&'a str, BTreeMap<&'a str, Kind>>,
    found: BTreeSet<Arc<str>>,
    /// Links to files, with what they lead to.
    links: Vec<(Arc<str>, Option<Arc<str>>)>,
    errors: Vec<FileError>,
    /// The folders that are projects of their own.
    projects: BTreeSet<Arc<str>>,
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
        match self.items(folder) {
            Ok((items, _)) => {
                for item in items.into_iter().filter(|item| item.kind != ItemKind::LinkToFolder) {
                    if let Ok(name) = item.name {
                        entries.entry(name).or_insert(item.kind == ItemKind::Folder);
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
        self.walk_for(under, options, is_candidate)
    }

    /// [`walk`](Self::walk), for files whose names are `wanted` instead of the candidates of a scan.
    #[must_use]
    pub fn walk_for(
        &self,
        under: &[Arc<str>],
        options: &WalkOptions,
        wanted: fn(&str) -> bool,
    ) -> (Vec<Arc<str>>, Vec<FileError>) {
        let mut walk = Walk::over(self, under, options, wanted);
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

impl Files {
    /// The projects with a configuration of their own that the paths `under` lie in or above, the outermost of them, sorted.
    #[must_use]
    pub fn projects(&self, under: &[Arc<str>], excludes: &GlobSet) -> Vec<Arc<str>> {
        let options = WalkOptions { excludes: excludes.clone(), ..WalkOptions::default() };
        let is_project = |folder: &&str| match self.division() {
            Some(folders) => folders.contains(*folder),
            None => *folder != path::ROOT && self.is_file(&path::join(folder, CONFIG)),
        };
        let mut found = BTreeSet::new();
        let mut folders = Vec::new();
        for path in under {
            match path::ancestors(path).filter(is_project).last() {
                Some(project) => _ = found.insert(Arc::from(project)),
                None if self.is_folder(path) => folders.push(Arc::clone(path)),
                None => {}
            }
        }
        found.extend(Walk::over(self, &folders, &options, is_candidate).projects);
        found.into_iter().collect()
    }
}

impl<'a> Walk<'a> {
    fn over(files: &'a Files, under: &[Arc<str>], options: &'a WalkOptions, wanted: fn(&str) -> bool) -> Self {
        let mut walk = Self {
            files,
            options,
            wanted,
            overlays: BTreeMap::new(),
            found: BTreeSet::new(),
            links: Vec::new(),
            errors: Vec::new(),
            projects: BTreeSet::new(),
            full: false,
        };
        for overlay in files.overlays.keys() {
            walk.lay(overlay);
        }
        for path in under {
            walk.start(path);
        }
        walk
    }

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
        match self.files.holds_folder(&path) {
            Ok(true) => self.enter_first(&path),
            Ok(false) => _ = self.found.insert(path),
            Err(_) if self.overlays.contains_key(&*path) => self.enter_first(&path),
            Err(error) => self.errors.push(error),
        }
    }

    fn enter_first(&mut self, folder: &str) {
        let above = (folder != path::ROOT).then(|| Rules::of(self.files, path::folder(folder), &mut self.errors));
        self.enter(folder, above, true);
    }

    fn enter(&mut self, folder: &str, above: Option<Arc<Rules>>, is_first: bool) {
        let depth = if folder == path::ROOT { 0 } else { folder.split('/').count() };
        let limit = self.files.limits().folder_depth;
        if depth > limit {
            let message = format!("lies more than {limit} folders deep, so nothing in it is read");
            return self.errors.push(FileError::limit(folder, message));
        }
        let entries = self.list(folder);
        if !is_first && !self.options.projects && self.is_project(folder, &entries) {
            self.projects.insert(folder.into());
            return;
        }
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
                Kind::Folder if self.options.recursive => self.enter(&path, Some(Arc::clone(&rules)), false),
                Kind::Folder => {}
                Kind::File => self.take(&path),
            }
        }
    }

    fn is_project(&self, folder: &str, entries: &BTreeMap<String, Kind>) -> bool {
        self.files.division().map_or_else(|| entries.contains_key(CONFIG), |folders| folders.contains(folder))
    }

    fn take(&mut self, path: &str) {
        if !(self.wanted)(path) {
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
        if self.files.overlay(path).is_none() && self.files.is_link(path) {
            self.links.push((path.into(), self.files.leads_to(path).ok()));
        } else {
            self.found.insert(path.into());
        }
    }

    /// The entries of `folder` on disk and in overlays, sorted by name.
    fn list(&mut self, folder: &str) -> BTreeMap<String, Kind> {
        let laid = self.overlays.get(folder).cloned().unwrap_or_default();
        let mut entries = BTreeMap::new();
        match self.files.items(folder) {
            Ok((items, errors)) => {
                items.into_iter().for_each(|item| self.list_item(folder, item, &mut entries));
                self.errors.extend(errors);
            }
            // A folder that exists only in overlays.
            Err(_) if !laid.is_empty() => {}
            Err(error) => self.errors.push(error),
        }
        entries.extend(laid.into_iter().map(|(name, kind)| (name.to_owned(), kind)));
        entries
    }

    fn list_item(&mut self, folder: &str, item: Item, entries: &mut BTreeMap<String, Kind>) {
        let kind = match item.kind {
            ItemKind::Folder => Kind::Folder,
            ItemKind::LinkToFolder => return,
            ItemKind::File => Kind::File,
        };
        match item.name {
            Ok(name) => {
                entries.insert(name, kind);
            }
            Err(name) => {
                let path = path::join(folder, &name);
                if kind == Kind::Folder || (self.wanted)(&path) {
                    self.errors.push(FileError::io(path, "cannot be read: its name is not UTF-8"));
                }
            }
        }
    }
}
