//! Configuration file and options to the settings of a session.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use super::{Options, Session, SessionError};
use crate::config::{self, Config};
use crate::discover::{DocumentCache, RootSettings};
use crate::files::{FileError, Files};
use crate::finding::Owners;
use crate::foreign::{self, Foreign};
use crate::policy::{Pack, Parameters, Selection, SelectionRules};
use crate::rego::{Evaluator, Limits};
use crate::source::Source;

pub(super) fn open(files: Files, options: Options) -> Result<Session, SessionError> {
    let (mut config, config_source) = read_config(&files, &options)?;
    config.select.extend(options.select);
    config.ignore.extend(options.ignore);
    config.profile = options.profile.unwrap_or(config.profile);
    let (pack, mut foreign) = pack(&files, &config, &options.policies, options.local_policies)?;
    let rules = SelectionRules {
        profile: config.profile,
        select: config.select.clone(),
        ignore: config.ignore.clone(),
        severities: config
            .severities
            .iter()
            .map(|(pattern, severity)| (pattern.clone(), severity.severity()))
            .collect(),
        level: options.level,
        layers: options.layers,
    };
    let selection = Selection::new(&pack, &rules).map_err(SessionError::Selection)?;
    foreign.select(&|id| selection.severity(id).is_some());
    let parameters = Parameters::new(&pack, &config.parameters).map_err(SessionError::Parameters)?;
    let today = options.today.unwrap_or_else(|| chrono::Utc::now().date_naive());
    let excludes = config.excluded()?;
    let roots = RootSettings {
        declared: config.terraform.roots.clone(),
        var_files: options.var_files,
        vars: options.vars,
        source: options.source,
    };
    let owners = Owners::new(&config)?;
    let charts = config.helm.renders.clone().into();
    Ok(Session {
        evaluator: Evaluator::new(Arc::clone(&pack), &selection, parameters, Limits::default(), today)
            .map_err(SessionError::Policy)?,
        foreign,
        files,
        config,
        config_source,
        excludes,
        owners,
        asked_owners: options.owners,
        roots: Arc::new(roots),
        is_told: options.is_told,
        renderer: options.renderer,
        charts,
        today,
        honour_ignores: options.honour_ignores,
        baseline: options.baseline,
        selection,
        pack,
        documents: DocumentCache::default(),
        units: Mutex::new(HashMap::new()),
        loaded_charts: crate::helm::Charts::default(),
        units_read: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        total: AtomicUsize::new(0),
    })
}

/// The configuration: the file named by the options, else `bartizan.toml` at the root, else nothing.
fn read_config(files: &Files, options: &Options) -> Result<(Config, Option<Arc<Source>>), SessionError> {
    if options.skip_config {
        return Ok((Config::default(), None));
    }
    let source = match &options.config {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| FileError::from_io(name.as_str(), &error))?;
            Arc::new(Source::new(files.source_id(&name), name, text))
        }
        None => {
            let exists = files.overlay(config::FILE_NAME).is_some() || files.on_disk(config::FILE_NAME).exists();
            if !exists {
                return Ok((Config::default(), None));
            }
            files.read(config::FILE_NAME)?
        }
    };
    Ok((Config::parse(&source.text, &source.path)?, Some(source)))
}

/// The bundled policies and those of the folders named by the options and, unless told otherwise, the configuration.
fn pack(
    files: &Files,
    config: &Config,
    named: &[std::path::PathBuf],
    local: bool,
) -> Result<(Arc<Pack>, Foreign), SessionError> {
    let configured = config.policies.iter().filter(|_| local).map(|folder| files.on_disk(folder));
    let folders: Vec<_> = configured.chain(named.iter().cloned()).collect();
    if folders.is_empty() {
        return Ok((Arc::new(Pack::bundled()), Foreign::default()));
    }
    let (pack, foreign) = foreign::add_folders(Pack::bundled(), &folders).map_err(SessionError::Policy)?;
    Ok((Arc::new(pack), foreign))
}

/// The settings in force, in the form of the configuration file.
pub(super) fn show(session: &Session) -> String {
    let mut out = format!("# root: {}\n", session.files.root().display());
    let from = session.config_source.as_ref().map_or("none", |source| &*source.path);
    out.push_str(&format!(
        "# configuration file: {from}\n# policies selected: {}\n# today: {}\n\n",
        session.selection.len(),
        session.today
    ));
    out.push_str(&toml::to_string_pretty(&session.config).unwrap_or_default());
    out
}
