//! Entries of the baseline.

use std::sync::Arc;

use super::exception::quoted;
use crate::config::{Config, ConfigFaults, FILE_NAME};
use crate::files::{FileError, Files, path};
use crate::finding::{Baseline, BaselineError, Finding};

/// The baseline that is begun where the configuration names none.
pub const BASELINE: &str = "bartizan-baseline.json";

/// A file that is to hold something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Path relative to the root.
    pub file: Arc<str>,
    /// What it holds; none where it does not exist.
    pub before: Option<Arc<str>>,
    /// What it is to hold.
    pub after: String,
}

/// Why a finding was not added to the baseline.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// A file cannot be read or written.
    #[error("{0}")]
    File(#[from] FileError),
    /// The baseline is none.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigFaults),
}

/// The files as they are to be so that the baseline knows `finding`: that which `config` names, or else a new one, which
/// the configuration file then names.
///
/// # Errors
/// When one of them cannot be read or is not what it should be.
pub fn baselined(files: &Files, config: &Config, finding: &Finding) -> Result<Vec<Rewrite>, Unwritten> {
    let held = |path: &str| -> Result<Option<Arc<str>>, FileError> {
        let exists = files.overlay(path).is_some() || files.on_disk(path).exists();
        if exists { files.read(path).map(|source| Some(Arc::clone(&source.text))) } else { Ok(None) }
    };
    let named = config.baseline.as_ref().and_then(|file| path::resolve(path::ROOT, file));
    let file: Arc<str> = named.as_deref().unwrap_or(BASELINE).into();
    let before = held(&file)?;
    let mut baseline = before.as_deref().map(Baseline::parse).transpose()?.unwrap_or_default();
    baseline.add(Baseline::of(std::slice::from_ref(finding)));
    let mut rewrites = vec![Rewrite { file, before, after: baseline.to_text()? }];
    if named.is_none() {
        let before = held(FILE_NAME)?;
        // Before all else, since no key stands at the top behind the first table.
        let after = format!("baseline = {}\n{}", quoted(BASELINE), before.as_deref().unwrap_or_default());
        Config::parse(&after, FILE_NAME)?;
        rewrites.push(Rewrite { file: FILE_NAME.into(), before, after });
    }
    Ok(rewrites)
}

impl Rewrite {
    /// Writes the file.
    ///
    /// # Errors
    /// When it has changed since it was read, or cannot be written; then it is as it was.
    pub fn write(&self, files: &Files) -> Result<(), Unwritten> {
        match &self.before {
            Some(before) => files.replace(&self.file, before, &self.after)?,
            None => files.create(&self.file, &self.after)?,
        }
        Ok(())
    }
}
