//! One project root in the editor: its session, and what is wrong with its configuration.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::compat::IGNORE_FILES;
use bartizan_engine::config::{self, Config, FILE_NAME};
use bartizan_engine::files::path::{ROOT, is_within, resolve};
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::session::{Options, Pace, Session, SessionError};
use bartizan_engine::source::Source;
use tower_lsp_server::ls_types::Uri;

use crate::rego::Modules;

/// A project: everything below one root.
pub(crate) struct Project {
    pub(crate) session: Session,
    /// Its root as the client writes it.
    root: PathBuf,
    /// What is wrong with the configuration on disk; the project is then judged without it.
    pub(crate) config_faults: Vec<ConfigFault>,
    /// The configuration file that it was opened with.
    config_text: Option<Arc<str>>,
    /// Its modules of Rego.
    pub(crate) modules: RefCell<Modules>,
}

/// What is wrong with a configuration file.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFault {
    pub(crate) message: String,
    /// Where in the file, in bytes; its first line where that is not known.
    pub(crate) span: Option<Range<u32>>,
}

impl ConfigFault {
    fn all_of(error: &SessionError) -> Vec<Self> {
        let of_file = |fault: &config::ConfigFault| match &*fault.source.path {
            FILE_NAME => Self { message: fault.message.clone(), span: Some(fault.span.start..fault.span.end) },
            _ => Self { message: fault.to_string(), span: None },
        };
        match error.config_faults() {
            [] => vec![Self { message: error.to_string(), span: None }],
            faults => faults.iter().map(of_file).collect(),
        }
    }
}

impl Project {
    /// Opens the project at `root`. Where its configuration is wrong, it opens without. Checks go at `pace`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn open(root: &Path, local_policies: bool, pace: Option<Arc<dyn Pace>>) -> Result<Self, String> {
        let files = || Files::new(root.to_path_buf(), Limits::default()).map_err(SessionError::from);
        let open = |skip_config| {
            let pace = pace.clone();
            let options = Options {
                local_policies,
                honour_ignores: true,
                skip_config,
                is_told: true,
                once: pace.is_some(),
                pace,
                ..Options::default()
            };
            Session::open(files()?, options)
        };
        let (session, config_faults) = match open(false) {
            Ok(session) => (session, Vec::new()),
            Err(error) => (open(true).map_err(|error| error.to_string())?, ConfigFault::all_of(&error)),
        };
        let config_text = session.files().read(FILE_NAME).ok().map(|source| Arc::clone(&source.text));
        Ok(Self { session, root: root.to_path_buf(), config_faults, config_text, modules: RefCell::default() })
    }

    /// What is wrong with the configuration file when it holds `text`: of the one on disk everything is known, of an
    /// unsaved one what reading it tells.
    pub(crate) fn config_faults(&self, text: Option<&str>) -> Vec<ConfigFault> {
        match text.filter(|text| self.config_text.as_deref() != Some(text)) {
            None => self.config_faults.clone(),
            Some(text) => match Config::parse(text, FILE_NAME) {
                Ok(_) => Vec::new(),
                Err(faults) => ConfigFault::all_of(&faults.into()),
            },
        }
    }

    /// The path of a file relative to the root, when it lies below it.
    pub(crate) fn relative(&self, path: &Path) -> Option<Arc<str>> {
        self.session.files().relative(path)
    }

    /// Is it one of the files that the configuration was read from, or may it be one, where that is wrong?
    pub(crate) fn is_configured_by(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        let is_broken = !self.config_faults.is_empty();
        is_broken || self.session.configuration_files().any(|file| file.canonicalize().is_ok_and(|file| file == path))
    }

    /// Is it the file of findings that the configuration takes for known?
    pub(crate) fn is_baseline(&self, path: &Path) -> bool {
        let named = self.session.config().baseline.as_ref();
        let named = named.and_then(|file| resolve(ROOT, file));
        named.is_some_and(|file| self.relative(path).as_deref() == Some(&file))
    }

    /// Where a file or folder of the project is on disk, as the client would write it.
    pub(crate) fn on_disk(&self, path: &str) -> PathBuf {
        if path == ROOT { self.root.clone() } else { self.root.join(path) }
    }

    /// Does a file stand in a folder of policies that run here?
    pub(crate) fn runs(&self, file: &str) -> bool {
        let folders = self.session.config().policies.iter().filter_map(|folder| resolve(ROOT, folder));
        folders.into_iter().any(|folder| is_within(file, &folder))
    }

    /// The address of a file of the project.
    pub(crate) fn uri(&self, file: &str) -> Option<Uri> {
        Uri::from_file_path(self.on_disk(file))
    }

    /// The text of a file of the project, unsaved changes included.
    pub(crate) fn source(&self, file: &str) -> Option<Arc<Source>> {
        self.session.source(file)
    }
}

/// Is this a file of another tool that excuses findings in others?
pub(crate) fn is_ignore_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| IGNORE_FILES.iter().any(|file| name == *file))
}

/// Is this the configuration file of a project?
pub(crate) fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}
