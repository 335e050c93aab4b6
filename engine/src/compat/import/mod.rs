//! The settings of other tools as a `bartizan.toml` that says the same by the policies here, and what it cannot say.

mod checkov;
mod conftest;
mod draft;
mod found;
mod kics;
mod read;
mod trivy;

use crate::files::{FileError, Files};
use crate::policy::Pack;

use super::Peers;
use draft::Draft;
use found::{Found, found};
use read::Settings;

/// A tool whose settings are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Checkov: `.checkov.yaml`.
    Checkov,
    /// Trivy: `trivy.yaml`, `.trivyignore`.
    Trivy,
    /// KICS: `kics.config`.
    Kics,
    /// conftest: `conftest.toml`.
    Conftest,
}

impl Tool {
    /// Its name in references.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checkov => "checkov",
            Self::Trivy => "trivy",
            Self::Kics => "kics",
            Self::Conftest => "conftest",
        }
    }

    /// The files that hold its settings, at the root of the project.
    #[must_use]
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Checkov => &[".checkov.yaml", ".checkov.yml", ".checkov.baseline"],
            Self::Trivy => &["trivy.yaml", "trivy.yml", ".trivyignore", ".trivyignore.yaml", ".trivyignore.yml"],
            Self::Kics => &["kics.config", ".kics.yaml", ".kics.yml"],
            Self::Conftest => &["conftest.toml", "policy"],
        }
    }
}

/// What came of the settings of another tool.
#[derive(Clone, Debug)]
pub struct Import {
    /// The text of a `bartizan.toml`.
    pub text: String,
    /// What it was taken from.
    pub read: Vec<&'static str>,
    /// What it does not say, each with the reason.
    pub untold: Vec<String>,
    /// Marks of the tool in the files of the project.
    pub marks: usize,
    /// Files that hold them.
    pub marked: usize,
    /// What is left to do, before a check.
    pub next: Vec<String>,
}

/// Why there is nothing to take over.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file is not what its name says.
    #[error("{file}: {message}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// The project holds nothing of the tool.
    #[error("there is nothing of {tool} here: no {files}, and no marks in the files")]
    Nothing {
        /// The tool.
        tool: &'static str,
        /// What was looked for.
        files: String,
    },
}

/// Takes over what `tool` is told in the project of `files`.
///
/// # Errors
/// When there is nothing, or it cannot be read.
pub fn import(tool: Tool, files: &Files, pack: &Pack) -> Result<Import, ImportError> {
    let peers = Peers::new(pack);
    let mut draft = Draft::new(tool.as_str(), &peers);
    let mut read = Vec::new();
    for file in tool.files().iter().filter(|file| files.exists(file)) {
        read.push(*file);
        match tool {
            Tool::Checkov => checkov::take(&mut draft, files, file)?,
            Tool::Trivy => trivy::take(&mut draft, files, file)?,
            Tool::Kics => kics::take(&mut draft, files, file)?,
            Tool::Conftest => conftest::take(&mut draft, files, file)?,
        }
    }
    let Found { marks, marked, unknown } = found(tool, files, &peers);
    if read.is_empty() && marks == 0 {
        let files = tool.files().join(", ");
        return Err(ImportError::Nothing { tool: tool.as_str(), files });
    }
    for (id, number) in unknown {
        let times = if number == 1 { "a mark".to_owned() } else { format!("{number} marks") };
        draft.untold(format!("{id}: {times}, and no policy looks for the same"));
    }
    let text = draft.text(&read, marks > 0);
    Ok(Import { text, read, untold: draft.untold, marks, marked, next: draft.next })
}
