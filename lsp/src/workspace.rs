//! One project root in the editor: its session, and what is wrong with its configuration.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::config::{Config, FILE_NAME};
use bartizan_engine::files::path::ROOT;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::session::{Options, Session, SessionError};
use bartizan_engine::source::Source;
use tower_lsp_server::ls_types::Uri;

/// A project: everything below one root.
pub(crate) struct Project {
    pub(crate) session: Session,
    /// Its root as the client writes it.
    root: PathBuf,
    /// What is wrong with the configuration on disk; the project is then judged without it.
    pub(crate) config_error: Option<ConfigFault>,
    /// The configuration file that it was opened with.
    config_text: Option<Arc<str>>,
}

/// What is wrong with a configuration file.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFault {
    pub(crate) message: String,
    /// From 1.
    pub(crate) line: u32,
}

impl From<SessionError> for ConfigFault {
    fn from(error: SessionError) -> Self {
        Self { line: error.config_line().unwrap_or(1), message: error.to_string() }
    }
}

impl Project {
    /// Opens the project at `root`. Where its configuration is wrong, it opens without.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn open(root: &Path, local_policies: bool) -> Result<Self, String> {
        let files = || Files::new(root.to_path_buf(), Limits::default()).map_err(SessionError::from);
        let open = |skip_config| {
            let options =
                Options { local_policies, honour_ignores: true, skip_config, is_told: true, ..Options::default() };
            Session::open(files()?, options)
        };
        let (session, config_error) = match open(false) {
            Ok(session) => (session, None),
            Err(error) => (open(true).map_err(|error| error.to_string())?, Some(ConfigFault::from(error))),
        };
        let config_text = session.files().read(FILE_NAME).ok().map(|source| Arc::clone(&source.text));
        Ok(Self { session, root: root.to_path_buf(), config_error, config_text })
    }

    /// What is wrong with the configuration file when it holds `text`: of the one on disk everything is known, of an
    /// unsaved one what reading it tells.
    pub(crate) fn config_fault(&self, text: Option<&str>) -> Option<ConfigFault> {
        match text.filter(|text| self.config_text.as_deref() != Some(text)) {
            None => self.config_error.clone(),
            Some(text) => Config::parse(text, FILE_NAME).err().map(|error| SessionError::from(error).into()),
        }
    }

    /// The path of a file relative to the root, when it lies below it.
    pub(crate) fn relative(&self, path: &Path) -> Option<Arc<str>> {
        self.session.files().relative(path)
    }

    /// Where a file or folder of the project is on disk, as the client would write it.
    pub(crate) fn on_disk(&self, path: &str) -> PathBuf {
        if path == ROOT { self.root.clone() } else { self.root.join(path) }
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

/// Is this the configuration file of a project?
pub(crate) fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}
