//! The command line of `bartizan maturity`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::Choice;

#[derive(Args, Debug)]
pub(crate) struct MaturityArgs {
    /// Files and folders.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// File of attestations [default: bartizan-attestations.yaml at the project root].
    #[arg(long, value_name = "FILE")]
    pub(crate) attestations: Option<PathBuf>,
    /// How to print the scorecard.
    #[arg(long, value_enum, default_value_t = MaturityFormat::Text)]
    pub(crate) format: MaturityFormat,
    /// Every row with its evidence, in text.
    #[arg(long)]
    pub(crate) rows: bool,
    /// Folder of earlier scorecards in JSON, for the trend in Markdown and HTML.
    #[arg(long, value_name = "DIR")]
    pub(crate) history: Option<PathBuf>,
    /// Exit with status 1 below this level.
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) fail_below: Option<u8>,
    /// Day for which the scorecard holds [default: today, UTC].
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<NaiveDate>,
}

/// How a scorecard is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MaturityFormat {
    /// For people: the matrix, what to do next, the teams.
    Text,
    /// Versioned JSON: also what --history reads.
    Json,
    /// Markdown.
    Markdown,
    /// One page that needs nothing else.
    Html,
}
