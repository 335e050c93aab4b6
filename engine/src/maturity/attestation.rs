//! `bartizan-attestations.yaml`: what no configuration shows, stated by someone who answers for it, until a day.
//!
//! Its JSON Schema is `docs/attestations.schema.json`.

use bartizan_policies::models::{self, ROWS};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::files::{FileError, Files};
use crate::nearest::suggestion;

/// Name of the file, at the project root.
pub const FILE_NAME: &str = "bartizan-attestations.yaml";

/// What is stated, and what does not apply.
#[derive(Clone, Debug, Default)]
pub struct Attestations {
    /// Statements.
    pub attested: Vec<Attestation>,
    /// Rows that do not apply.
    pub not_applicable: Vec<Exclusion>,
    /// Until when each of them holds, with the place where that is written.
    ends: Vec<(NaiveDate, AttestationError)>,
}

/// A statement that a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Key of the row.
    pub row: &'static str,
    /// What is stated.
    pub statement: String,
    /// Who answers for it: a person or a team.
    pub owner: String,
    /// Where the evidence is: a link or a path.
    pub evidence: String,
    /// When it was stated.
    pub date: NaiveDate,
    /// Last day on which it holds.
    pub expires: NaiveDate,
}

impl Attestation {
    /// Does it hold on `today`?
    #[must_use]
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.date <= today && today <= self.expires
    }
}

/// A row that does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Key of the row.
    pub row: &'static str,
    /// Why it does not apply.
    pub reason: String,
    /// Who decided so.
    pub owner: String,
    /// Last day on which that holds.
    pub expires: Option<NaiveDate>,
}

/// What is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", place(*.line, *.column))]
pub struct AttestationError {
    /// The file.
    pub file: String,
    /// Line, from 1; 0 where it is not known.
    pub line: u64,
    /// Column, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
}

fn place(line: u64, column: u64) -> String {
    if line == 0 { String::new() } else { format!(":{line}:{column}") }
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    attestations: Vec<WrittenAttestation>,
    #[serde(default)]
    not_applicable: Vec<WrittenExclusion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAttestation {
    row: Spanned<String>,
    statement: Spanned<String>,
    owner: Spanned<String>,
    evidence: Spanned<String>,
    date: Spanned<String>,
    expires: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenExclusion {
    row: Spanned<String>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    expires: Option<Spanned<String>>,
}

impl Attestations {
    /// The statements of the file at the root of a project; none where there is no such file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or what is wrong with it.
    pub fn of_project(files: &Files) -> Result<Self, Vec<AttestationError>> {
        if !files.is_file(FILE_NAME) {
            return Ok(Self::default());
        }
        let unread = |error: FileError| {
            vec![AttestationError { file: FILE_NAME.to_owned(), line: 0, column: 0, message: error.message }]
        };
        Self::parse(&files.read(FILE_NAME).map_err(unread)?.text, FILE_NAME)
    }

    /// Reads `text`, the content of `file`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it; where it is not of the form, the first that is.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<AttestationError>> {
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(Self::default());
        }
        let written: Written = serde_saphyr::from_str(text).map_err(|error| {
            let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
            let message = error.without_snippet().to_string();
            vec![AttestationError { file: file.to_owned(), line, column, message }]
        })?;
        let mut reader = Reader { file, errors: Vec::new(), ends: Vec::new() };
        let attested = written.attestations.iter().filter_map(|entry| reader.attestation(entry)).collect::<Vec<_>>();
        let not_applicable = written.not_applicable.iter().filter_map(|entry| reader.exclusion(entry)).collect();
        reader.contradictions(&written);
        let read = Self { attested, not_applicable, ends: reader.ends };
        if reader.errors.is_empty() { Ok(read) } else { Err(reader.errors) }
    }

    /// What no longer holds on `today`, each at the day up to which it did.
    pub fn expired(&self, today: NaiveDate) -> impl Iterator<Item = &AttestationError> {
        self.ends.iter().filter(move |(last, _)| *last < today).map(|(_, told)| told)
    }

    /// The statement of `row` that holds on `today`, else one that does not; of several the one that holds longest.
    #[must_use]
    pub fn of(&self, row: &str, today: NaiveDate) -> Option<&Attestation> {
        let best = |entry: &&Attestation| (entry.holds(today), entry.expires);
        self.attested.iter().filter(|entry| entry.row == row).max_by_key(best)
    }

    /// Why `row` does not apply on `today`.
    #[must_use]
    pub fn exclusion(&self, row: &str, today: NaiveDate) -> Option<&Exclusion> {
        let holds = |entry: &&Exclusion| entry.row == row && entry.expires.is_none_or(|last| today <= last);
        self.not_applicable.iter().find(holds)
    }

    /// Why `row` did not apply until a day before `today`: the declaration that ended last, with that day.
    #[must_use]
    pub fn past_exclusion(&self, row: &str, today: NaiveDate) -> Option<(&Exclusion, NaiveDate)> {
        let over = |entry: &'_ Exclusion| entry.expires.filter(|last| entry.row == row && *last < today);
        self.not_applicable.iter().filter_map(|entry| Some((entry, over(entry)?))).max_by_key(|(_, last)| *last)
    }
}

struct Reader<'a> {
    file: &'a str,
    errors: Vec<AttestationError>,
    ends: Vec<(NaiveDate, AttestationError)>,
}

impl Reader<'_> {
    fn at<T>(&self, at: &Spanned<T>, message: String) -> AttestationError {
        let (line, column) = (at.referenced.line(), at.referenced.column());
        AttestationError { file: self.file.to_owned(), line, column, message }
    }

    fn fault<T>(&mut self, at: &Spanned<T>, message: String) {
        let error = self.at(at, message);
        self.errors.push(error);
    }

    fn end(&mut self, row: &Spanned<String>, last: NaiveDate, written: &Spanned<String>) {
        let told = self.at(written, format!("what is said of `{}` no longer holds: it expired on {last}", row.value));
        self.ends.push((last, told));
    }

    fn row(&mut self, key: &Spanned<String>) -> Option<&'static str> {
        let found = models::row(&key.value).map(|row| row.key);
        if found.is_none() {
            let near = suggestion(&key.value, ROWS.iter().map(|row| row.key));
            self.fault(key, format!("`{}` is no row of the models{near}", key.value));
        }
        found
    }

    fn text(&mut self, name: &str, text: &Spanned<String>) -> Option<String> {
        let given = text.value.trim();
        if given.is_empty() {
            self.fault(text, format!("`{name}` is empty"));
            return None;
        }
        Some(given.to_owned())
    }

    fn day(&mut self, name: &str, text: &Spanned<String>) -> Option<NaiveDate> {
        let day = text.value.parse().ok();
        if day.is_none() {
            self.fault(text, format!("`{name}` must be a day, such as 2027-01-31, not `{}`", text.value));
        }
        day
    }

    fn attestation(&mut self, entry: &WrittenAttestation) -> Option<Attestation> {
        let row = self.row(&entry.row);
        let statement = self.text("statement", &entry.statement);
        let owner = self.text("owner", &entry.owner);
        let evidence = self.text("evidence", &entry.evidence);
        let (date, expires) = (self.day("date", &entry.date), self.day("expires", &entry.expires));
        if let (Some(date), Some(expires)) = (date, expires)
            && expires < date
        {
            self.fault(&entry.expires, format!("`expires` ({expires}) is before `date` ({date})"));
        }
        if let Some(expires) = expires {
            self.end(&entry.row, expires, &entry.expires);
        }
        Some(Attestation {
            row: row?,
            statement: statement?,
            owner: owner?,
            evidence: evidence?,
            date: date?,
            expires: expires?,
        })
    }

    fn exclusion(&mut self, entry: &WrittenExclusion) -> Option<Exclusion> {
        let row = self.row(&entry.row);
        let reason = self.text("reason", &entry.reason);
        let owner = self.text("owner", &entry.owner);
        let expires = match &entry.expires {
            Some(written) => {
                let day = self.day("expires", written)?;
                self.end(&entry.row, day, written);
                Some(day)
            }
            None => None,
        };
        Some(Exclusion { row: row?, reason: reason?, owner: owner?, expires })
    }

    /// A row that is both attested and said not to apply.
    fn contradictions(&mut self, written: &Written) {
        for entry in &written.not_applicable {
            if written.attestations.iter().any(|other| other.row.value == entry.row.value) {
                self.fault(
                    &entry.row,
                    format!("`{}` is attested above and cannot be not applicable too", entry.row.value),
                );
            }
        }
    }
}
