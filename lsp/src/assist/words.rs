//! What may stand at a [`Spot`], and what a word there means: ids of policies, teams, rows, keys and their values.

use std::collections::BTreeSet;

use bartizan_engine::maturity::models::{LAYERS, Place as RowPlace, ROWS, row};
use bartizan_engine::policy::{Metadata, Pack, Severity};
use bartizan_engine::report::{explain, row_line};

use super::schema::{ATTESTATIONS, Entry, SETTINGS, Schema};
use super::{Part, Place, Spot};

/// Platforms as `fleet.complete` names them, which may also name an environment.
const PLATFORMS: [&str; 3] = ["terraform", "kubernetes", "keycloak"];

/// Keys of `bartizan.toml` whose elements are ids of policies, globs of ids, or severities.
const SELECTORS: [&str; 3] = ["select", "ignore", "warn_only"];

/// A word that may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) kind: Kind,
    pub(crate) label: String,
    /// What it is, in a few words.
    pub(crate) about: String,
    /// What is written for it.
    pub(crate) text: String,
    /// Is it what is probably meant?
    pub(crate) likely: bool,
}

/// What a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Policy,
    Key,
    Value,
    Team,
    Row,
}

/// The words that may stand at `spot` of `text`, in the project whose policies are `pack`. Those `found` are ids of
/// policies that have findings in the file.
pub(crate) fn words_at(spot: &Spot, text: &str, pack: &Pack, found: &BTreeSet<String>) -> Vec<Word> {
    let policies = || policies(pack, found);
    match &spot.place {
        Place::Ids => policies(),
        Place::Reason => {
            vec![Word::new(Kind::Value, "until=", "the last day on which it holds, such as until=2027-01-31")]
        }
        Place::Attestations(Part::Value(path)) => {
            let words = match path.last().map(String::as_str) {
                Some("row") => ROWS.iter().map(|row| Word::new(Kind::Row, row.key, row.text)).collect(),
                Some("owner") => teams(pack),
                _ => choices(&ATTESTATIONS, path),
            };
            let is_close = text[..spot.word.start].ends_with(':');
            let apart = |word: Word| Word { text: format!(" {}", word.text), ..word };
            words.into_iter().map(|word| if is_close { apart(word) } else { word }).collect()
        }
        Place::Attestations(Part::Key(path) | Part::Header(path)) => {
            let after = |entry: &Entry<'_>| match entry.is_list {
                _ if is_begun(spot, text) => "",
                true => ":",
                false => ": ",
            };
            let keys = ATTESTATIONS.keys(path);
            keys.iter().map(|entry| entry.word(format!("{}{}", entry.name, after(entry)))).collect()
        }
        Place::Settings(part) => of_settings(part, spot, text, (pack, found)),
    }
}

/// The words of a part of `bartizan.toml`.
fn of_settings(part: &Part, spot: &Spot, text: &str, (pack, found): (&Pack, &BTreeSet<String>)) -> Vec<Word> {
    let quote = |word: Word| if spot.quoted { word } else { Word { text: format!("\"{}\"", word.text), ..word } };
    // Behind a key that has its value already, or in its quotes, nothing is added.
    let is_begun = spot.quoted || is_begun(spot, text);
    let begin = |word: Word, value: &str| if is_begun { word } else { word.followed(" = ").followed(value) };
    match part {
        Part::Header(before) => {
            let are_lists = text[..spot.word.start].trim_end_matches(|c| c != '[').ends_with("[[");
            headers(pack, before, spot.quoted, are_lists)
        }
        Part::Key(path) => match path.as_slice() {
            [table] if table == "severities" => {
                policies(pack, found).into_iter().map(|word| begin(quote(word), "")).collect()
            }
            [table] if table == "parameters" => with_parameters(pack).map(|word| begin(word, "")).collect(),
            [table, id] if table == "parameters" => {
                parameters(pack, id).map(|(word, default)| begin(word, &default)).collect()
            }
            path => {
                let tables = path.is_empty() && !is_begun && is_last(text, spot.word.end);
                let keys = SETTINGS.keys(path).into_iter().filter_map(|entry| {
                    let is_table = path.is_empty() && (entry.is_table || entry.is_tables);
                    let name = entry.word(entry.name.to_owned());
                    match is_table {
                        true => tables.then(|| entry.word(header(&entry))),
                        false => Some(begin(name, "")),
                    }
                });
                keys.collect()
            }
        },
        Part::Value(path) => {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            let words = match names.as_slice() {
                [key] if SELECTORS.contains(key) => policies(pack, found).into_iter().chain(severities()).collect(),
                ["exceptions", "policy"] => policies(pack, found),
                [.., "owner"] => teams(pack),
                ["fleet", "complete" | "platforms"] => {
                    PLATFORMS.iter().map(|name| Word::new(Kind::Value, name, "platform")).collect()
                }
                _ => choices(&SETTINGS, path),
            };
            let bare = |word: &Word| matches!(word.text.as_str(), "true" | "false");
            let words = words.into_iter().map(|word| if bare(&word) { word } else { quote(word) });
            match SETTINGS.takes_list(path) && !spot.listed {
                false => words.collect(),
                true if spot.quoted => Vec::new(),
                true => words.map(|word| Word { text: format!("[{}]", word.text), ..word }).collect(),
            }
        }
    }
}

/// Does what separates a key from its value stand behind the word?
fn is_begun(spot: &Spot, text: &str) -> bool {
    let behind = text[spot.word.end..].trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t']);
    behind.starts_with(['=', ':', '.'])
}

/// Does nothing but tables, comments and empty lines stand behind the line of `offset`? A header there takes no keys away
/// from the top.
fn is_last(text: &str, offset: usize) -> bool {
    let mut lines = text[offset..].lines().skip(1).map(str::trim);
    let next = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    next.is_none_or(|line| line.starts_with('['))
}

/// What the word at `spot` of `text` means, as Markdown.
pub(crate) fn meaning(spot: &Spot, text: &str, pack: &Pack) -> Option<String> {
    let word = text.get(spot.word.clone())?;
    let policy = || pack.get(word).map(|policy| explain(policy.metadata()));
    match &spot.place {
        Place::Ids => policy(),
        Place::Reason => None,
        Place::Attestations(Part::Value(_)) => row(word).map(row_line),
        Place::Attestations(Part::Key(path) | Part::Header(path)) => about(&ATTESTATIONS, path, word),
        Place::Settings(Part::Value(_)) => policy(),
        Place::Settings(Part::Key(path) | Part::Header(path)) => {
            let parameter = || match path.as_slice() {
                [table, id] if table == "parameters" => {
                    let parameter = pack.get(id)?.metadata().parameters.get(word)?;
                    Some(format!("{} ({}, default `{}`)", parameter.description, parameter.kind, parameter.default))
                }
                _ => None,
            };
            policy().or_else(parameter).or_else(|| about(&SETTINGS, path, word))
        }
    }
}

impl Word {
    fn new(kind: Kind, label: &str, about: &str) -> Self {
        Self { kind, label: label.to_owned(), about: about.to_owned(), text: label.to_owned(), likely: false }
    }

    fn followed(mut self, by: &str) -> Self {
        self.text.push_str(by);
        self
    }
}

impl Entry<'_> {
    fn word(&self, text: String) -> Word {
        Word { text, ..Word::new(Kind::Key, self.name, self.about.unwrap_or_default()) }
    }
}

/// How a table of `bartizan.toml` is begun.
fn header(entry: &Entry<'_>) -> String {
    if entry.is_tables { format!("[[{}]]\n", entry.name) } else { format!("[{}]\n", entry.name) }
}

/// Names of tables: those of the schema, and what stands below tables whose keys are ids.
fn headers(pack: &Pack, before: &[String], quoted: bool, are_lists: bool) -> Vec<Word> {
    if let [table] = before
        && table == "parameters"
    {
        let bare = |word: Word| if quoted { word } else { Word { text: word.label.clone(), ..word } };
        return with_parameters(pack).map(bare).collect();
    }
    let fits = |entry: &Entry<'_>| if are_lists { entry.is_tables } else { entry.is_table && !entry.is_tables };
    let tables = SETTINGS.keys(before).into_iter().filter(fits);
    tables.map(|entry| entry.word(entry.name.to_owned())).collect()
}

fn policies(pack: &Pack, found: &BTreeSet<String>) -> Vec<Word> {
    let word = |policy: &Metadata| Word {
        likely: found.contains(&policy.id),
        ..Word::new(Kind::Policy, &policy.id, &format!("{} ({})", policy.title, policy.severity.as_str()))
    };
    pack.policies().iter().map(|policy| word(policy.metadata())).collect()
}

/// The policies that have parameters; ids need no quotes as keys.
fn with_parameters(pack: &Pack) -> impl Iterator<Item = Word> {
    let some = pack.policies().iter().map(|policy| policy.metadata()).filter(|policy| !policy.parameters.is_empty());
    some.map(|policy| Word::new(Kind::Policy, &policy.id, &policy.title))
}

/// The parameters of a policy, each with its default.
fn parameters(pack: &Pack, id: &str) -> impl Iterator<Item = (Word, String)> {
    let parameters = pack.get(id).into_iter().flat_map(|policy| &policy.metadata().parameters);
    parameters
        .map(|(name, parameter)| (Word::new(Kind::Key, name, &parameter.description), parameter.default.to_string()))
}

fn severities() -> impl Iterator<Item = Word> {
    Severity::ALL
        .into_iter()
        .map(|severity| Word::new(Kind::Value, &format!("@{}", severity.as_str()), "all policies of this severity"))
}

/// The teams of the models and those that policies name.
fn teams(pack: &Pack) -> Vec<Word> {
    let of_layers = LAYERS.iter().map(|layer| layer.primary);
    let of_rows = ROWS.iter().filter_map(|row| match row.place {
        RowPlace::Responsibility { team } => Some(team),
        RowPlace::Maturity { .. } => None,
    });
    let of_policies =
        pack.policies().iter().map(|policy| policy.metadata().owner.as_str()).filter(|owner| !owner.is_empty());
    let teams: BTreeSet<&str> = of_layers.chain(of_rows).chain(of_policies).collect();
    teams.into_iter().map(|team| Word::new(Kind::Team, team, "team")).collect()
}

fn choices(schema: &Schema, path: &[String]) -> Vec<Word> {
    schema.choices(path).iter().map(|choice| Word::new(Kind::Value, choice, "")).collect()
}

fn about(schema: &Schema, path: &[String], key: &str) -> Option<String> {
    let path: Vec<String> = path.iter().cloned().chain([key.to_owned()]).collect();
    schema.about(&path).map(str::to_owned)
}
