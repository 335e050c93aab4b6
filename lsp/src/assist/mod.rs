//! Completion and hover in what steers Bartizan itself: `bartizan.toml`, the attestations, and suppressions wherever they
//! stand.
//!
//! [`spot_of`] says where the cursor is, [`words`] what may stand there and what it means.

mod attestations;
mod schema;
mod settings;
mod suppression;
pub(crate) mod words;

use std::ops::Range;

/// What the cursor is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) place: Place,
    /// Bytes of the word that the cursor is in or behind, without quotes; empty where there is none.
    pub(crate) word: Range<usize>,
    /// Does the word stand in quotes?
    pub(crate) quoted: bool,
    /// Is it an element of a list?
    pub(crate) listed: bool,
}

/// Where words stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the configuration file.
    Settings(Part),
    /// In the file of attestations.
    Attestations(Part),
    /// Among the ids of a suppression.
    Ids,
    /// Behind the ids of a suppression.
    Reason,
}

/// A part of a document of settings, by the keys that lead there. Elements of lists have no key of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The name of a table, with the keys before its last one.
    Header(Vec<String>),
    /// A key of the table at this path.
    Key(Vec<String>),
    /// The value, or an element of it, at this path.
    Value(Vec<String>),
}

/// Which files have words of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// `bartizan.toml`.
    Settings,
    /// `bartizan-attestations.yaml`.
    Attestations,
    /// Any other: suppressions may stand in it.
    Other,
}

/// What the cursor at the byte `offset` of `text` is at; none where nothing of ours stands.
pub(crate) fn spot_of(language: Language, text: &str, offset: usize) -> Option<Spot> {
    match language {
        Language::Settings => settings::spot(text, offset),
        Language::Attestations => attestations::spot(text, offset),
        Language::Other => suppression::spot(text, offset),
    }
}

/// The bytes of the line around `offset`, without its end.
fn line_around(text: &str, offset: usize) -> Range<usize> {
    let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
    let end = text[offset..].find(['\n', '\r']).map_or(text.len(), |end| offset + end);
    start..end
}

#[cfg(test)]
mod tests;
