//! Renaming of variables and rules.

use bartizan_rego::builtins;
use bartizan_rego::symbols::{Occurrence, Role, Symbol, Symbols};
use bartizan_rego::syntax::Span;

use super::modules::View;
use super::navigate::{Found, Named, rules_at};
use super::renaming::Renaming;

/// Words that no name can be, in some version.
const KEYWORDS: [&str; 19] = [
    "and", "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not", "null",
    "or", "package", "some", "true", "with",
];

impl View<'_> {
    /// The word at a name that can be renamed, and where it stands, without quotes.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    pub(crate) fn renamable(&self, named: &Named) -> Result<(Span, String), String> {
        let occurrence = &named.occurrence;
        let span = unquoted(occurrence.span, &self.module.text);
        let word = span.text(&self.module.text).to_owned();
        match &occurrence.symbol {
            Symbol::Local(_) => Ok((span, word)),
            Symbol::Builtin(name) => Err(format!("`{name}` is a builtin")),
            Symbol::Data(path) => {
                if path.last().is_none_or(|last| **last != *word) {
                    return Err(format!("`{word}` is the name that an import gives: change the import"));
                }
                let definitions = self.definitions(named);
                if let Some(bundled) = definitions.iter().find(|found| found.module.is_bundled()) {
                    return Err(format!("`{word}` is of the bundled library {}", bundled.module.package()));
                }
                if !definitions.iter().any(|found| rules_at(&found.module, path).next().is_some()) {
                    return Err(format!("`{word}` is no rule: packages and documents are not renamed"));
                }
                Ok((span, word))
            }
        }
    }

    /// The places that the new name is to be written at.
    ///
    /// # Errors
    ///
    /// Why it cannot be.
    pub(crate) fn rename(&self, named: &Named, new: &str) -> Result<Vec<Found>, String> {
        let (_, old) = self.renamable(named)?;
        let is_name = new.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic())
            && new.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
        if !is_name || new == "_" {
            return Err(format!("`{new}` is no name: letters, digits and `_`, and no digit first"));
        }
        if KEYWORDS.contains(&new) {
            return Err(format!("`{new}` is a keyword"));
        }
        if new == old {
            return Ok(Vec::new());
        }
        let places: Vec<(Found, Occurrence)> = self.references(named);
        match &named.occurrence.symbol {
            Symbol::Local(at) => self.local_clash(&named.symbols, *at, new)?,
            _ => self.rule_clash(named, new)?,
        }
        let unquoted = |(found, _): (Found, Occurrence)| {
            let span = unquoted(found.span, &found.module.text);
            (span.text(&found.module.text) == old).then_some(Found { span, ..found })
        };
        let places: Vec<Found> = places.into_iter().filter_map(unquoted).collect();
        Renaming { view: self, symbol: &named.occurrence.symbol, old: &old, new, places: &places }.keeps_meanings()?;
        Ok(places)
    }

    /// Does the new name mean something already where the variable stands?
    fn local_clash(&self, symbols: &Symbols, local: usize, new: &str) -> Result<(), String> {
        let text = &self.module.text;
        let rule = symbols.locals[local].rule;
        let is_there = |other: &&Occurrence| rule.start <= other.span.start && other.span.end <= rule.end;
        let begins = |other: &&Occurrence| other.role != Role::Step && first_word(other.span.text(text)) == new;
        if let Some(other) = symbols.occurrences.iter().filter(is_there).find(begins) {
            let line = self.module.lines().position(text, other.span.start).line;
            return Err(format!("`{new}` is used in this rule already, in line {line}"));
        }
        // A variable that nothing declares would become what the name means outside.
        let is_rule = symbols.occurrences.iter().any(|other| {
            matches!(other.role, Role::Definition | Role::Alias | Role::Import)
                && matches!(&other.symbol, Symbol::Data(path) if !path.is_empty())
                && other.span.text(text) == new
        });
        if is_rule || self.rules_of(&self.module).contains(new) {
            return Err(format!("`{new}` is a rule or an import of this package"));
        }
        Ok(())
    }

    /// Is there a rule, or a builtin, of the new name already?
    fn rule_clash(&self, named: &Named, new: &str) -> Result<(), String> {
        let Symbol::Data(path) = &named.occurrence.symbol else { return Ok(()) };
        let mut wanted = path.to_vec();
        if let Some(last) = wanted.last_mut() {
            *last = new.into();
        }
        if builtins::signature(new).is_some() {
            return Err(format!("`{new}` is a builtin"));
        }
        if self.closure().iter().any(|module| rules_at(module, &wanted).next().is_some()) {
            return Err(format!("there is a rule `{new}` already"));
        }
        Ok(())
    }
}

fn first_word(text: &str) -> &str {
    text.split('.').next().unwrap_or(text)
}

/// A span without the quotes around it.
fn unquoted(span: Span, text: &str) -> Span {
    let quoted = matches!(span.text(text).as_bytes(), [b'"' | b'`', .., b'"' | b'`']);
    if quoted { Span { start: span.start + 1, end: span.end - 1 } } else { span }
}
