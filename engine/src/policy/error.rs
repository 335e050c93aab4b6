//! What can be wrong with the policies of a user.

/// A fault of a policy file: its author's to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A folder or file of policies cannot be read.
    #[error("{path}: {message}")]
    Read {
        /// Path as given.
        path: String,
        /// What the system said.
        message: String,
    },
    /// The annotations or the Rego are wrong.
    #[error("{file}:{line}: {message}")]
    Invalid {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u32,
        /// Column, from 1, when known.
        column: Option<u32>,
        /// What is wrong.
        message: String,
    },
    /// The id is that of another policy.
    #[error("{file}: policy id {id} is already that of {other}")]
    DuplicateId {
        /// The file.
        file: String,
        /// The id.
        id: String,
        /// The other policy's file.
        other: String,
    },
    /// The package is that of another file.
    #[error("{file}: package {package} is already that of {other}")]
    DuplicatePackage {
        /// The file.
        file: String,
        /// The package.
        package: String,
        /// The other file.
        other: String,
    },
}

impl PolicyError {
    /// How to mend it, for people.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Read { .. } => Some("policies are read from the folders named by `policies` or `--policy`"),
            Self::Invalid { .. } => None,
            Self::DuplicateId { .. } => {
                Some("give it an id of your own; to change a bundled policy, set its parameters or its severity")
            }
            Self::DuplicatePackage { .. } => Some("one policy or library a file, each with a package of its own"),
        }
    }
}
