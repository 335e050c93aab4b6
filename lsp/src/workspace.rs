//! One project root in the editor: its session, and what is wrong with its configuration.

use std::path::Path;
use std::sync::Arc;

use bartizan_engine::config::FILE_NAME;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::session::{Options, Session, SessionError};
use bartizan_engine::source::Source;
use tower_lsp_server::ls_types::Uri;

/// A project: everything below one root.
pub(crate) struct Project {
    pub(crate) session: Session,
    /// What is wrong with the configuration, with its line; the project is then judged without it.
    pub(crate) config_error: Option<(String, u32)>,
}

impl Project {
    /// Opens the project at `root`. Where its configuration is wrong, it opens without.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn open(root: &Path, local_policies: bool) -> Result<Self, String> {
        let open = |skip_config| {
            let files = Files::new(root.to_path_buf(), Limits::default()).map_err(SessionError::from)?;
            let options = Options { local_policies, honour_ignores: true, skip_config, ..Options::default() };
            Session::open(files, options)
        };
        let (session, config_error) = match open(false) {
            Ok(session) => (session, None),
            Err(error) => {
                let line = error.config_line().unwrap_or(1);
                (open(true).map_err(|error| error.to_string())?, Some((error.to_string(), line)))
            }
        };
        Ok(Self { session, config_error })
    }

    /// The path of a file relative to the root, when it lies below it.
    pub(crate) fn relative(&self, path: &Path) -> Option<Arc<str>> {
        self.session.files().relative(path)
    }

    /// The address of a file of the project.
    pub(crate) fn uri(&self, file: &str) -> Option<Uri> {
        Uri::from_file_path(self.session.files().on_disk(file))
    }

    /// The text of a file of the project, unsaved changes included.
    pub(crate) fn source(&self, file: &str) -> Option<Arc<Source>> {
        self.session.files().read(file).ok()
    }
}

/// Is this the configuration file of a project?
pub(crate) fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}
