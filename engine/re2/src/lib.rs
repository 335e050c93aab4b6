//! Regular expressions as Go means them: its syntax, its limits, its replacements.
//!
//! What is read becomes a tree of our own for the automata of crate `regex-automata`. Reference:
//! <https://pkg.go.dev/regexp>.

mod cache;
mod class;
mod replacement;
mod syntax;

use regex_automata::meta;
pub use regex_automata::util::captures::Captures;

pub use cache::{Automaton, Cache};
pub use syntax::{Pattern, SyntaxError, parse};

/// Why a pattern cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is none.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Its automaton would be too large.
    #[error("error parsing regexp: expression too large")]
    TooLarge,
    /// The automaton cannot be made for another reason.
    #[error("{0}")]
    Other(String),
}

/// A compiled pattern.
pub struct Regex {
    automaton: Automaton,
    names: Vec<String>,
}

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// It is none, or too large.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let Pattern { hir, names } = parse(pattern)?;
        Ok(Self { automaton: Automaton::new(&hir)?, names })
    }

    /// What searches.
    #[must_use]
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// Names of the groups, from the first; empty where a group has none.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Matches one after the other with what their groups matched.
    pub fn captures_iter<'r, 't>(&'r self, text: &'t str) -> meta::CapturesMatches<'r, 't> {
        self.automaton.code.captures_iter(text)
    }
}

/// The text of the group at `index`, where it took part; the whole match for 0.
#[must_use]
pub fn group<'t>(captures: &Captures, index: usize, text: &'t str) -> Option<&'t str> {
    captures.get_group(index).map(|span| &text[span.range()])
}
