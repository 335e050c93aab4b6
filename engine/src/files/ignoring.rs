//! Which files `.gitignore` and `.ignore` leave out.
//!
//! Only ignore files inside the project root count: neither the user's global excludes nor `.git/info/exclude`, which
//! no clone shares, so that the same tree gives the same findings on every machine.

use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{FileError, Files, path};
use crate::source::decode;

/// The rules in force in one folder: its own and those of the folders above.
#[derive(Debug)]
pub(super) struct Rules {
    above: Option<Arc<Rules>>,
    /// `.ignore`: outranks every `.gitignore`.
    ignore: Gitignore,
    gitignore: Gitignore,
}

impl Rules {
    /// The rules in force in `folder`, which is inside the root.
    pub(super) fn of(files: &Files, folder: &str, errors: &mut Vec<FileError>) -> Arc<Self> {
        let mut folders: Vec<&str> = path::ancestors(folder).collect();
        folders.reverse();
        let mut rules: Option<Arc<Self>> = None;
        for folder in folders {
            rules = Some(Self::below(rules, files, folder, errors));
        }
        rules.unwrap_or_else(|| {
            Arc::new(Self { above: None, ignore: Gitignore::empty(), gitignore: Gitignore::empty() })
        })
    }

    /// The rules in force in `folder`, given those of the folder above.
    pub(super) fn below(
        above: Option<Arc<Self>>,
        files: &Files,
        folder: &str,
        errors: &mut Vec<FileError>,
    ) -> Arc<Self> {
        let ignore = load(files, folder, ".ignore", errors);
        let gitignore = load(files, folder, ".gitignore", errors);
        match above {
            Some(above) if ignore.is_empty() && gitignore.is_empty() => above,
            above => Arc::new(Self { above, ignore, gitignore }),
        }
    }

    /// Is `path` (a folder if `is_folder`) left out?
    pub(super) fn leave_out(&self, path: &str, is_folder: bool) -> bool {
        self.decide(path, is_folder, |rules| &rules.ignore)
            .or_else(|| self.decide(path, is_folder, |rules| &rules.gitignore))
            .unwrap_or(false)
    }

    /// What the nearest matching rule of one kind of file says: left out or not.
    fn decide(&self, path: &str, is_folder: bool, kind: fn(&Self) -> &Gitignore) -> Option<bool> {
        let mut rules = Some(self);
        while let Some(level) = rules {
            let matched = kind(level).matched(Path::new(path), is_folder);
            if !matched.is_none() {
                return Some(matched.is_ignore());
            }
            rules = level.above.as_deref();
        }
        None
    }
}

fn load(files: &Files, folder: &str, name: &str, errors: &mut Vec<FileError>) -> Gitignore {
    let path = path::join(folder, name);
    let text = match files.overlay(&path) {
        Some(text) => text.to_string(),
        None if !files.is_file(&path) => return Gitignore::empty(),
        None => match files.bytes(&path).and_then(|bytes| {
            decode(&bytes).map_err(|error| FileError::from_decoding(path.as_str(), files.source_id(&path), error))
        }) {
            Ok(text) => text,
            Err(error) => {
                errors.push(error);
                return Gitignore::empty();
            }
        },
    };
    let mut builder = GitignoreBuilder::new(if folder == path::ROOT { "" } else { folder });
    for line in text.lines() {
        // A line that is no pattern matches nothing, as in git.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
