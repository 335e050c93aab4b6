//! `bartizan baseline`.

use std::process::ExitCode;

use bartizan_engine::files::Files;
use bartizan_engine::finding::Baseline;

use crate::args::BaselineArgs;
use crate::{Failure, UNREAD, scan, terminal};

/// The file that is written where none is named.
const FILE: &str = "bartizan-baseline.json";

pub(crate) fn run(args: &BaselineArgs) -> Result<ExitCode, Failure> {
    let mut opened = scan::open(&args.scan, None, None)?;
    let scan = scan::run(&mut opened, None);
    let configured = || scan::configured_baseline(&opened.session);
    let output = args.output.clone().or_else(configured).unwrap_or_else(|| FILE.into());
    for problem in &scan.problems {
        let file = problem.file.as_deref().unwrap_or("policy");
        terminal::note(&format!("error: {file}: {}", problem.message));
    }
    let baseline = Baseline::of(&scan.findings);
    let mut text = serde_json::to_string_pretty(&baseline)?;
    text.push('\n');
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| Files::write_report(&output, &text))
        .map_err(|error| Failure::usage(format!("{}: {error}", output.display())))?;
    terminal::note(&format!("wrote {} with {} findings", output.display(), baseline.len()));
    Ok(ExitCode::from(if scan.problems.is_empty() { 0 } else { UNREAD }))
}
