//! Configuration file and options to the settings of a session.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use super::{Options, Session, SessionError, choice, projects};
use crate::compat::Peers;
use crate::config::{self, Config, ConfigFaults, Loaded};
use crate::discover::{DocumentCache, RootSettings};
use crate::files::{FileError, Files, path};
use crate::finding::{Baseline, Owners, ThresholdSettings};
use crate::foreign::{self, Foreign};
use crate::policy::Pack;
use crate::rego::{Evaluator, Limits};
use crate::source::Source;

/// A session; patterns of the options that match no policy in it or in its projects are its [`Session::unmatched`].
pub(super) fn open(files: Files, mut options: Options) -> Result<Session, SessionError> {
    let (loaded, mut faults) = load(&files, &options)?;
    let Loaded { config, written } = loaded;
    let (pack, mut foreign) = match pack(&files, &config, &options) {
        Ok(made) => made,
        // What the file gets wrong may be why policies are not found.
        Err(_) if !faults.0.is_empty() => return Err(faults.into()),
        Err(error) => return Err(error),
    };
    let chosen = choice::choose(&pack, (&config, &written), &options, &mut faults);
    let baseline = match (&options.baseline, &options.config_from) {
        // That given holds, as far as it is of this project.
        (Some(_), _) => Ok(None),
        (None, Some(revision)) => baseline(&files.at(Arc::clone(revision)), &config),
        (None, None) => baseline(&files, &config),
    };
    if let Err(message) = &baseline {
        faults.0.extend(written.fault(&["baseline".to_owned()], || message.clone()));
    }
    if !faults.0.is_empty() {
        faults.sort();
        return Err(faults.into());
    }
    let choice::Chosen { selection, parameters, mut unmatched } = chosen?;
    foreign.select(&|id| selection.severity(id).is_some());
    let config = choice::with_options(config, &options);
    let files = projects::divide(files, &config.excluded(), &options);
    let inner = projects::open(&files, &config.excluded(), &mut options)?;
    unmatched.retain(|error| inner.iter().all(|inner| inner.misses(error)));
    let today = options.today.unwrap_or_else(|| chrono::Utc::now().date_naive());
    let roots = RootSettings {
        declared: config.terraform.roots.clone(),
        var_files: options.var_files,
        vars: options.vars,
        source: options.source,
    };
    let mut evaluator = Evaluator::new(Arc::clone(&pack), &selection, parameters, Limits::default(), today)
        .map_err(SessionError::Policy)?;
    if options.once {
        evaluator.keep_few();
    }
    Ok(Session {
        evaluator,
        foreign,
        peers: config.compat.suppressions.then(|| Peers::new(&pack)),
        files,
        inner,
        unmatched,
        excludes: config.excluded(),
        owners: Owners::new(&config),
        thresholds: ThresholdSettings::new(&config),
        charts: config.helm.renders.clone().into(),
        config,
        written,
        asked_owners: options.owners,
        roots: Arc::new(roots),
        is_told: options.is_told,
        once: options.once,
        renderer: options.renderer,
        pace: options.pace,
        today,
        honour_ignores: options.honour_ignores,
        baseline: options.baseline.or(baseline.unwrap_or_default()),
        before: None,
        compares: false,
        selection,
        pack,
        documents: DocumentCache::default(),
        units: Mutex::new(HashMap::new()),
        loaded_charts: crate::helm::Charts::default(),
        units_read: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
        judged: AtomicUsize::new(0),
        total: AtomicUsize::new(0),
    })
}

/// The configuration, of the revision that the options name, if any: the file named by the options, else `bartizan.toml`
/// at the root, else nothing.
fn load(files: &Files, options: &Options) -> Result<(Loaded, ConfigFaults), SessionError> {
    if options.skip_config {
        return Ok(Default::default());
    }
    let files = match &options.config_from {
        Some(revision) => files.at(Arc::clone(revision)),
        None => files.clone(),
    };
    let named = |text: &str, place: &Path| {
        let name = place.display().to_string();
        Arc::new(Source::new(files.source_id(&name), name, text))
    };
    let (source, place) = match options.config.as_deref() {
        None if !files.exists(config::FILE_NAME) => return Ok(Default::default()),
        None => (files.read(config::FILE_NAME)?, files.on_disk(config::FILE_NAME)),
        Some(place) => match files.holding(place).filter(|_| options.config_from.is_some()) {
            Some((holder, inside)) if !holder.exists(&inside) => return Ok(Default::default()),
            Some((holder, inside)) if holder.root() == files.root() => (holder.read(&inside)?, holder.on_disk(&inside)),
            Some((holder, inside)) => (named(&holder.read(&inside)?.text, place), holder.on_disk(&inside)),
            // What is no part of the repository is the same for all of its revisions.
            None => {
                let failed = |error| FileError::from_io(place.display().to_string(), &error);
                (named(&std::fs::read_to_string(place).map_err(failed)?, place), place.to_path_buf())
            }
        },
    };
    Ok(Loaded::of(&source, Some((&files, &place))))
}

/// The known findings in the file that the configuration names; none while that is not written yet.
///
/// # Errors
/// What is wrong with the file.
fn baseline(files: &Files, config: &Config) -> Result<Option<Baseline>, String> {
    let path = config.baseline.as_ref().and_then(|file| path::resolve(path::ROOT, file));
    let Some(path) = path.filter(|path| files.is_file(path)) else { return Ok(None) };
    let text = Arc::clone(&files.read(&path).map_err(|error| error.to_string())?.text);
    Baseline::parse(&text).map(Some).map_err(|error| format!("{path}: {error}"))
}

/// The bundled policies and those of the folders named by the options and, unless told otherwise, the configuration.
fn pack(files: &Files, config: &Config, options: &Options) -> Result<(Arc<Pack>, Foreign), SessionError> {
    let configured = config.policies.iter().filter(|_| options.local_policies).map(|folder| files.on_disk(folder));
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in configured.chain(options.policies.iter().cloned()) {
        // One that is named twice is read once.
        let is_it = |known: &PathBuf| matches!((known.canonicalize(), folder.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if !folders.iter().any(is_it) {
            folders.push(folder);
        }
    }
    if folders.is_empty() {
        return Ok((Arc::new(Pack::bundled()), Foreign::default()));
    }
    let mut copies = Vec::new();
    if let Some(revision) = &options.config_from {
        let files = files.at(Arc::clone(revision));
        for folder in &mut folders {
            let Some((files, inside)) = files.holding(folder) else { continue };
            let failed = |error: std::io::Error| FileError::from_io(Arc::clone(&inside), &error);
            let copy = tempfile::tempdir().map_err(failed)?;
            *folder = copy.path().join(path::name(&inside));
            super::since::write_out(&files, &inside, folder).map_err(failed)?;
            copies.push(copy);
        }
    }
    let (pack, foreign) = foreign::add_folders(Pack::bundled(), &folders).map_err(SessionError::Policy)?;
    Ok((Arc::new(pack), foreign))
}

/// The settings in force, in the form of the configuration file.
pub(super) fn show(session: &Session) -> String {
    let mut out = format!("# root: {}\n", session.files.root().display());
    let from = session.written.source().map_or("none", |source| &*source.path);
    out.push_str(&format!(
        "# configuration file: {from}\n# policies selected: {}\n# today: {}\n\n",
        session.selection.len(),
        session.today
    ));
    out.push_str(&toml::to_string_pretty(&session.config).unwrap_or_default());
    out
}
