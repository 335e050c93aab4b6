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

#[cfg(test)]
mod tests {
    use super::*;

    fn first<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
        let regex = Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        regex.captures_iter(text).next().and_then(|captures| group(&captures, 0, text))
    }

    #[test]
    fn means_what_go_means() {
        assert_eq!(first(r"\d+", "٣12"), Some("12"));
        assert_eq!(first("[[a]+", "x[a["), Some("[a["));
        assert_eq!(first("{a}", "{a}"), Some("{a}"));
        assert_eq!(first(r"\bé\b", "é"), None);
        assert_eq!(
            Regex::new("a**").err().unwrap().to_string(),
            "error parsing regexp: invalid nested repetition operator: `**`"
        );
        assert!(Regex::new("(?=a)").is_err());
        assert_eq!(Regex::new(r"(\pL{900}){1}").err(), Some(Error::TooLarge));
    }

    #[test]
    fn replaces_by_number_and_name() {
        let regex = Regex::new("(?P<x>a)(b)?").unwrap();
        let free = |_, _| Ok::<_, ()>(());
        assert_eq!(regex.replace_all("ab-a", "<$x.${2}.$$.$xy.$>", free).unwrap(), "<a.b.$..$>-<a..$..$>");
        let stopped =
            regex.replace_all("aaaa", "x", |searched, _| if searched == Some(2) { Err("enough") } else { Ok(()) });
        assert_eq!(stopped, Err("enough"));
    }
}
