//! `bartizan check --since`: what a change brings.

use std::path::Path;
use std::sync::Arc;

use bartizan_engine::files::{Files, Limits, Revision};
use bartizan_engine::finding::{Baseline, Scan};
use bartizan_engine::session::{Comparison, Options, Session, Wanted, relaxed_baseline};

use crate::args::ScanArgs;
use crate::{Failure, scan};

/// The revisions that a check is told to look at.
pub(crate) struct Revisions {
    /// What the change began with.
    before: Arc<Revision>,
    /// Where the configuration is taken from.
    config: Option<Arc<Revision>>,
    files: Files,
}

/// A check of two revisions.
pub(crate) struct Compared {
    comparison: Comparison,
    /// What the baseline has more than it had.
    baseline: Option<(String, Baseline, Baseline)>,
}

impl Revisions {
    /// Those that the arguments name; none where they name none.
    pub(crate) fn of(args: &ScanArgs, since: Option<&str>, config: Option<&str>) -> Result<Option<Self>, Failure> {
        let Some(since) = since else { return Ok(None) };
        let files = Files::new(scan::root(args), Limits::default())?;
        let before = Arc::new(Revision::before_change(files.root(), since)?);
        let config = match config {
            Some(name) => Some(Arc::new(Revision::exactly(files.root(), name)?)),
            None => None,
        };
        Ok(Some(Self { before, config, files }))
    }

    /// Where the configuration is taken from.
    pub(crate) fn config(&self) -> Option<Arc<Revision>> {
        self.config.clone()
    }

    /// Was there something at `path` before the change?
    pub(crate) fn had(&self, path: &Path) -> bool {
        self.files.relative(path).is_some_and(|inside| self.files.at(Arc::clone(&self.before)).exists(&inside))
    }

    /// The baseline in `file`: that of the revision that the configuration is taken from, if any.
    pub(crate) fn baseline(&self, file: &Path) -> Result<Option<Baseline>, Failure> {
        match &self.config {
            Some(revision) => self.baseline_at(revision, file),
            None => scan::baseline(file).map(Some),
        }
    }

    /// The baseline in `file` as a revision has it; a file outside of the repository is what it is.
    fn baseline_at(&self, revision: &Arc<Revision>, file: &Path) -> Result<Option<Baseline>, Failure> {
        let holding = self.files.at(Arc::clone(revision)).holding(file);
        let Some((files, inside)) = holding else { return scan::baseline(file).map(Some) };
        if !files.exists(&inside) {
            return Ok(None);
        }
        let wrong = |error: &dyn std::error::Error| {
            Failure::usage(format!("{} at {}: {error}", file.display(), revision.name()))
        };
        let source = files.read(&inside).map_err(|error| wrong(&error))?;
        Baseline::parse(&source.text).map(Some).map_err(|error| wrong(&error))
    }

    /// Compares `session`, which was opened with `options`, with the revision before.
    pub(crate) fn compare(self, session: &Session, options: Options, file: Option<&Path>) -> Result<Compared, Failure> {
        let now = options.baseline.clone();
        let baseline = match file.zip(now).filter(|_| self.config.is_none()) {
            Some((file, now)) => {
                let name =
                    self.files.relative(file).map_or_else(|| file.display().to_string(), |inside| inside.to_string());
                Some((name, self.baseline_at(&self.before, file)?.unwrap_or_default(), now))
            }
            None => None,
        };
        Ok(Compared { comparison: Comparison::open(session, options, self.before)?, baseline })
    }
}

impl Compared {
    /// Checks what `paths` belong to, before and now.
    pub(crate) fn check(mut self, session: &mut Session, paths: &[Arc<str>], explained: Option<Wanted<'_>>) -> Scan {
        let mut scan = self.comparison.check(session, paths, explained);
        if let (Some(since), Some((file, before, now))) = (&mut scan.since, &self.baseline) {
            since.relaxed.extend(relaxed_baseline(file, before, now));
        }
        scan
    }
}
