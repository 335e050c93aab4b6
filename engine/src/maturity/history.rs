//! Earlier scorecards, as their JSON tells: how far the platform had come on which day.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Scorecard, Status, json::VERSION};

/// Files of a folder that are looked at.
const MOST_FILES: usize = 1_000;

/// Bytes of a file; a scorecard has a tenth of a megabyte.
const MOST_BYTES: u64 = 4 << 20;

/// The scorecard of a day, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: NaiveDate,
    /// The level reached.
    pub level: u8,
    /// Rows of the maturity model that stand in nobody's way.
    pub reached: usize,
    /// Rows of the maturity model.
    pub rows: usize,
    /// Findings that count.
    pub findings: usize,
}

/// Earlier scorecards, by day.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// One a day, the first day first.
    pub moments: Vec<Moment>,
    /// Files that are no scorecards, with the reason.
    pub left_out: Vec<String>,
}

/// What of a scorecard's JSON is needed.
#[derive(Deserialize)]
struct Written {
    version: u64,
    date: String,
    level: u8,
    scan: WrittenScan,
    rows: Vec<WrittenRow>,
}

#[derive(Deserialize)]
struct WrittenScan {
    findings: usize,
}

#[derive(Deserialize)]
struct WrittenRow {
    model: String,
    status: String,
}

impl History {
    /// Reads the `.json` files of `folder`; of one day the last by name counts.
    ///
    /// # Errors
    ///
    /// The folder cannot be listed.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let mut files: Vec<_> = std::fs::read_dir(folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        files.sort();
        let mut history = Self::default();
        let mut days = BTreeMap::new();
        if files.len() > MOST_FILES {
            let more = files.len() - MOST_FILES;
            history
                .left_out
                .push(format!("{}: {more} files more than {MOST_FILES}, the first by name", folder.display()));
            files.drain(..more);
        }
        for file in files {
            match moment(&file) {
                Ok(moment) => {
                    days.insert(moment.date, moment);
                }
                Err(reason) => history.left_out.push(format!("{}: {reason}", file.display())),
            }
        }
        history.moments = days.into_values().collect();
        Ok(history)
    }

    /// The days before `card`, and it.
    #[must_use]
    pub fn with(&self, card: &Scorecard) -> Vec<Moment> {
        let before = self.moments.iter().filter(|moment| moment.date < card.date).cloned();
        before.chain([Moment::of(card)]).collect()
    }
}

impl Moment {
    /// A scorecard in short.
    #[must_use]
    pub fn of(card: &Scorecard) -> Self {
        let rows: Vec<Status> = card.rows.iter().filter(|row| row.level().is_some()).map(|row| row.status).collect();
        Self {
            date: card.date,
            level: card.level,
            reached: rows.iter().filter(|status| status.is_reached()).count(),
            rows: rows.len(),
            findings: card.findings,
        }
    }
}

fn moment(file: &Path) -> Result<Moment, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > MOST_BYTES {
        return Err(format!("larger than {} MiB", MOST_BYTES >> 20));
    }
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let written: Written = serde_json::from_str(&text).map_err(|error| format!("no scorecard: {error}"))?;
    if written.version != VERSION {
        return Err(format!("a scorecard of version {}, not {VERSION}", written.version));
    }
    let rows: Vec<&WrittenRow> = written.rows.iter().filter(|row| row.model == "maturity").collect();
    let is_reached =
        |row: &&&WrittenRow| Status::ALL.iter().any(|status| status.is_reached() && status.as_str() == row.status);
    let date = written.date.parse().map_err(|_| format!("no scorecard: `{}` is no day", written.date))?;
    Ok(Moment {
        date,
        level: written.level,
        reached: rows.iter().filter(is_reached).count(),
        rows: rows.len(),
        findings: written.scan.findings,
    })
}
