//! `bartizan maturity`.

use std::process::ExitCode;

use bartizan_engine::maturity::{self, Attestations, History};
use bartizan_engine::session::Session;

use crate::args::{MaturityArgs, MaturityFormat, ProfileArg, ScanArgs};
use crate::{Failure, UNREAD, scan, terminal};

/// Exit status below `--fail-below`.
const BELOW: u8 = 1;

pub(crate) fn run(args: &MaturityArgs) -> Result<ExitCode, Failure> {
    let mut choice = args.choice.clone();
    choice.profile.get_or_insert(ProfileArg::Strict);
    let scan_args = ScanArgs { today: args.today, ..ScanArgs::of(&args.paths, &choice) };
    let opened = scan::open(&scan_args, None, None)?;
    let attestations = attestations(args, &opened.session)?;
    let history = match &args.history {
        Some(folder) => {
            History::read(folder).map_err(|error| Failure::usage(format!("{}: {error}", folder.display())))?
        }
        None => History::default(),
    };
    history.left_out.iter().for_each(|reason| terminal::note(&format!("left out of the trend: {reason}")));
    let (card, found) = opened.session.scorecard(&opened.paths, &attestations);
    let moments = history.with(&card);
    terminal::print(&match args.format {
        MaturityFormat::Text => maturity::terminal(&card, args.rows, terminal::style()),
        MaturityFormat::Json => maturity::json(&card),
        MaturityFormat::Markdown => maturity::markdown(&card, &moments),
        MaturityFormat::Html => maturity::html(&card, &moments),
    })?;
    for problem in &found.problems {
        let place = problem.file.as_deref().unwrap_or("the scan");
        terminal::note(&format!("error: {place}: {}", problem.message));
    }
    let status = if !found.problems.is_empty() {
        UNREAD
    } else if args.fail_below.is_some_and(|level| card.level < level) {
        BELOW
    } else {
        0
    };
    Ok(ExitCode::from(status))
}

/// The statements of the file that was named, else of the one at the root, if there is one.
fn attestations(args: &MaturityArgs, session: &Session) -> Result<Attestations, Failure> {
    let read = match &args.attestations {
        Some(file) => {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
            Attestations::parse(&text, &name)
        }
        None => Attestations::of_project(session.files()),
    };
    read.map_err(|errors| Failure::usage(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}
