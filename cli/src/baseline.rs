//! `bartizan baseline`.

use std::process::ExitCode;

use bartizan_engine::finding::Baseline;

use crate::args::BaselineArgs;
use crate::{Failure, UNREAD, scan, terminal};

pub(crate) fn run(args: &BaselineArgs) -> Result<ExitCode, Failure> {
    let scan = scan::run(&scan::open(&args.scan, None, None)?, None);
    for problem in &scan.problems {
        let file = problem.file.as_deref().unwrap_or("policy");
        terminal::note(&format!("error: {file}: {}", problem.message));
    }
    let baseline = Baseline::of(&scan.findings);
    let mut text = serde_json::to_string_pretty(&baseline)?;
    text.push('\n');
    std::fs::write(&args.output, text)
        .map_err(|error| Failure::usage(format!("{}: {error}", args.output.display())))?;
    terminal::note(&format!("wrote {} with {} findings", args.output.display(), baseline.len()));
    Ok(ExitCode::from(if scan.problems.is_empty() { 0 } else { UNREAD }))
}
