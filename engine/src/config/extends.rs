//! `extends`: a configuration file that goes by another.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::layer::Layer;
use super::rebase::Rebase;
use super::{ConfigFault, check};
use crate::files::Files;
use crate::source::Source;

/// Most files that extend each other.
const MOST: usize = 8;

/// The key.
const KEY: &str = "extends";

/// The files that a configuration file goes by, the nearest first, each with what it says in the words of the project.
pub(super) struct Chain<'a> {
    files: &'a Files,
    /// The whole repository, where the files are those of a revision.
    repository: Option<Files>,
    /// The folder above which nothing is read.
    top: PathBuf,
    /// The files of the chain so far, links resolved.
    known: Vec<PathBuf>,
    pub(super) layers: Vec<(Layer, Table)>,
    pub(super) faults: Vec<ConfigFault>,
}

impl<'a> Chain<'a> {
    /// All that the file at `place` goes by; `first` is what it says.
    pub(super) fn of(files: &'a Files, place: &Path, first: &Layer) -> Self {
        let root = files.root();
        let repository = files.of_repository();
        let top = match &repository {
            Some(repository) => repository.root(),
            None => root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(root),
        };
        let top = top.to_path_buf();
        let mut chain = Self { files, repository, top, known: Vec::new(), layers: Vec::new(), faults: Vec::new() };
        let place = place.canonicalize().unwrap_or_else(|_| place.to_path_buf());
        chain.known.push(place);
        let mut next = chain.follow(first);
        while let Some(layer) = next {
            next = chain.follow(&layer);
            let mut table: Table = toml::from_str(&layer.source.text).unwrap_or_default();
            chain.rebase(chain.layers.len() + 1).table(&mut table);
            chain.layers.push((layer, table));
        }
        chain
    }

    /// The file that `layer` extends.
    fn follow(&mut self, layer: &Layer) -> Option<Layer> {
        let given = layer.config.extends.as_ref()?;
        match self.read(given) {
            Ok(source) => {
                let (next, faults) = Layer::read(&source);
                self.faults.extend(faults);
                self.faults.extend(check::check(&next));
                Some(next)
            }
            Err(message) => {
                self.faults.push(layer.fault(&[KEY.to_owned()], message));
                None
            }
        }
    }

    fn read(&mut self, given: &str) -> Result<Arc<Source>, String> {
        let folder = self.known.last().and_then(|last| last.parent()).unwrap_or(&self.top);
        let place = self.place(&folder.join(given)).ok_or_else(|| format!("`{given}` in `{KEY}` does not exist"))?;
        if !place.starts_with(&self.top) {
            return Err(format!("`{given}` in `{KEY}` lies outside of {}", self.top.display()));
        }
        let shown = self.shown(&place);
        if self.known.contains(&place) {
            return Err(format!("`{given}` in `{KEY}` leads in a circle: {shown} goes by this file"));
        }
        if self.known.len() >= MOST {
            return Err(format!("`{given}` in `{KEY}` is one more than the {MOST} files that may follow each other"));
        }
        let text = self.text(&place).map_err(|error| format!("`{given}` in `{KEY}`: {error}"))?;
        self.known.push(place);
        Ok(Arc::new(Source::new(self.files.source_id(&shown), shown, text)))
    }

    /// Where a path leads, links resolved; none where nothing is there. In a revision, the links of its own count when it
    /// is read.
    fn place(&self, path: &Path) -> Option<PathBuf> {
        match &self.repository {
            Some(repository) => match repository.relative(path) {
                Some(inside) => repository.is_file(&inside).then(|| repository.on_disk(&inside)),
                None => Some(path.to_path_buf()),
            },
            None => path.canonicalize().ok(),
        }
    }

    /// The text of a file below the top. Of one in the project what is laid over it counts.
    fn text(&self, place: &Path) -> Result<String, String> {
        let from = |files: &Files, inside: &str| match files.read(inside) {
            Ok(source) => Ok(source.text.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Some(inside) = self.files.relative(place) {
            return from(self.files, &inside);
        }
        if let Some(repository) = &self.repository {
            let inside = repository.relative(place).ok_or("lies outside of the repository")?;
            return from(repository, &inside);
        }
        let limit = self.files.limits().file_bytes;
        if place.metadata().is_ok_and(|metadata| metadata.len() > limit) {
            return Err(format!("it is larger than {} MiB", limit >> 20));
        }
        std::fs::read_to_string(place).map_err(|error| error.to_string())
    }

    /// The path of a file as the project would write it.
    fn shown(&self, place: &Path) -> String {
        let below = |path: &Path| path.strip_prefix(&self.top).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let root = below(self.files.root());
        Rebase::new(&root, "").path(&below(place))
    }

    /// From the folder of the file at `at` of the chain to the root.
    fn rebase(&self, at: usize) -> Rebase {
        let below = |path: &Path| path.strip_prefix(&self.top).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let folder = self.known.get(at).and_then(|file| file.parent()).unwrap_or(&self.top);
        Rebase::new(&below(self.files.root()), &below(folder))
    }
}

/// Lays `over` over `under`: tables key by key, anything else whole.
pub(super) fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => merge(under, over),
            (_, value) => _ = under.insert(key, value),
        }
    }
}
