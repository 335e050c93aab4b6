//! `bartizan exceptions`.

use std::process::ExitCode;

use bartizan_engine::report::{ExcuseStatus, excuses, excuses_json, excuses_markdown, excuses_text};

use crate::args::{ExceptionsArgs, ListFormat};
use crate::scan::Given;
use crate::since::Revisions;
use crate::{Failure, UNREAD, scan, terminal};

/// Exit status of `--fail-expired` when something has expired.
const EXPIRED: u8 = 1;

pub(crate) fn run(args: &ExceptionsArgs) -> Result<ExitCode, Failure> {
    let baseline = args.baseline.as_deref().map(scan::baseline).transpose()?;
    let known = baseline.as_ref().map(|baseline| baseline.len());
    let revisions = Revisions::of(&args.scan, args.since.as_deref(), None)?;
    let given = Given { revisions: revisions.map(|revisions| (revisions, None)), ..Given::default() };
    let mut opened = scan::open_with(&args.scan, given)?;
    let today = opened.session.today();
    let scan = scan::run(&mut opened, None);
    for problem in &scan.problems {
        let file = problem.file.as_deref().unwrap_or("policy");
        terminal::note(&format!("error: {file}: {}", problem.message));
    }
    let mut found = excuses(&scan, today);
    let any_expired = found.iter().any(|excuse| excuse.status == ExcuseStatus::Expired);
    if args.expired || args.expiring.is_some() {
        found.retain(|excuse| {
            let has_expired = args.expired && excuse.status == ExcuseStatus::Expired;
            let expires = |most: i64| excuse.days_left.is_some_and(|days| (0..=most).contains(&days));
            has_expired || args.expiring.is_some_and(|most| expires(i64::from(most)))
        });
    }
    terminal::print(&match args.format {
        ListFormat::Text => excuses_text(&found, known),
        ListFormat::Json => excuses_json(&found, known),
        ListFormat::Markdown => excuses_markdown(&found, known),
    })?;
    Ok(ExitCode::from(match (scan.problems.is_empty(), args.fail_expired && any_expired) {
        (false, _) => UNREAD,
        (true, true) => EXPIRED,
        (true, false) => 0,
    }))
}
