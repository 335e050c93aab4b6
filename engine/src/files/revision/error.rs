//! What can be wrong with a revision that is compared with: always the user's to mend.

/// A revision that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevisionError {
    /// The project is in no work tree of git.
    #[error("{root} is in no git repository, so there is no revision to compare with; `--baseline FILE` needs none")]
    NoRepository {
        /// The project root.
        root: String,
    },
    /// The repository does not have it.
    #[error("there is no revision `{name}` in this repository; {help}")]
    Unknown {
        /// As it was asked for.
        name: String,
        /// What to do.
        help: String,
    },
    /// It has no history in common with what is checked out.
    #[error("`{name}` has no common ancestor here to compare with; {help}")]
    Unrelated {
        /// As it was asked for.
        name: String,
        /// What to do.
        help: String,
    },
    /// It names no single revision.
    #[error(
        "`{name}` names several revisions; write one (`main`, `HEAD~1`), or `A...B` for the common ancestor of two"
    )]
    Several {
        /// As it was asked for.
        name: String,
    },
    /// Objects that it needs are missing or broken.
    #[error("the revision `{name}` cannot be read ({reason}); {help}")]
    Unreadable {
        /// As it was asked for.
        name: String,
        /// What is wrong.
        reason: String,
        /// What to do.
        help: String,
    },
}

impl RevisionError {
    pub(super) fn unknown(repository: &gix::Repository, name: &str) -> Self {
        let help = match name.split_once('/') {
            Some((remote, branch)) if is_remote(repository, remote) => format!("`git fetch {remote} {branch}` gets it"),
            _ => advice(repository).unwrap_or("`git fetch` gets what others have pushed").to_owned(),
        };
        Self::Unknown { name: name.to_owned(), help }
    }

    pub(super) fn unrelated(repository: &gix::Repository, name: &str) -> Self {
        let help = advice(repository).unwrap_or("name a revision that what is checked out comes from");
        Self::Unrelated { name: name.to_owned(), help: help.to_owned() }
    }

    pub(super) fn several(name: &str) -> Self {
        Self::Several { name: name.to_owned() }
    }

    pub(super) fn unreadable(repository: &gix::Repository, name: &str, error: &gix::Error) -> Self {
        let help = advice(repository).unwrap_or("`git fsck` tells what the repository lacks");
        Self::Unreadable { name: name.to_owned(), reason: in_a_line(error), help: help.to_owned() }
    }
}

/// What to do when history is missing because only its end was fetched.
fn advice(repository: &gix::Repository) -> Option<&'static str> {
    let shallow =
        "this clone is shallow: `git fetch --unshallow` gets its history (`fetch-depth: 0` in actions/checkout)";
    repository.is_shallow().unwrap_or(false).then_some(shallow)
}

fn is_remote(repository: &gix::Repository, name: &str) -> bool {
    repository.remote_names().iter().any(|known| **known == *name.as_bytes())
}

/// What an error says, without the places in the program that it adds.
fn in_a_line(error: &gix::Error) -> String {
    let said = error.to_string();
    said.lines().next().unwrap_or_default().trim().to_owned()
}
