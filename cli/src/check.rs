//! `bartizan check`.

use std::process::ExitCode;
use std::time::Instant;

use bartizan_engine::finding::{Finding, Scan, State};
use bartizan_engine::policy::Severity;
use bartizan_engine::report::{self, Shown};

use crate::args::{CheckArgs, GroupBy, SeverityArg};
use crate::output::{self, Report};
use crate::scan::Given;
use crate::since::Revisions;
use crate::{Failure, UNREAD, helm, scan, terminal};

/// Exit status when findings reach `--fail-on`.
const FINDINGS: u8 = 1;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let revisions = Revisions::of(&args.scan, args.since.as_deref(), args.config_from.as_deref())?;
    let file = args.baseline.as_deref();
    let baseline = match (file, &revisions) {
        (Some(file), Some(revisions)) => revisions.baseline(file)?,
        (Some(file), None) => Some(scan::baseline(file)?),
        (None, _) => None,
    };
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(Failure::usage("--unsafe-fixes goes with --fix or --diff".to_owned()));
    }
    if args.fix && scan::reads_stdin(&args.scan) {
        return Err(Failure::usage("standard input cannot be fixed; --diff shows what would change".to_owned()));
    }
    output::refuse(&args.outputs)?;
    let renderer = args.helm.as_deref().map(helm::renderer);
    let given = Given { baseline, renderer, revisions: revisions.map(|revisions| (revisions, file)) };
    let mut opened = scan::open_with(&args.scan, given)?;
    opened.session.demand(args.fail_on.map(severity), args.min_severity.map(severity));
    let session = &opened.session;
    if args.show_settings {
        terminal::print(&session.settings())?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.explain_discovery {
        for (path, taken_for) in session.explain_discovery(&opened.paths) {
            terminal::print(&format!("{path}: {taken_for}\n"))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(missing) = scan::configured_baseline(session).filter(|path| file.is_none() && !path.exists()) {
        terminal::note(&format!("there is no baseline at {} yet: `bartizan baseline` writes it", missing.display()));
    }
    for adopted in session.adopted() {
        terminal::note(&format!("policies of another tool: {}", adopted.describe()));
    }
    let shown = Shown {
        min_severity: None,
        undetermined: args.undetermined,
        excused: false,
        by_owner: args.group_by == GroupBy::Owner,
    };
    if args.diff {
        let (patch, scan) = scan::diff(&mut opened, args.unsafe_fixes);
        terminal::print(&patch)?;
        terminal::note(&report::summary_line(&scan, start.elapsed()));
        return Ok(ExitCode::from(status(&scan, args)));
    }
    let fixed = args.fix.then(|| scan::fix(&mut opened, args.unsafe_fixes));
    let formats = || std::iter::once(args.format).chain(args.outputs.iter().map(|output| output.format));
    let wanted = |finding: &Finding| formats().any(|format| output::shown_by(format, shown).shows(finding));
    let mut scan = scan::run(&mut opened, args.explain_findings.then_some(&wanted));
    if let Some((said, faults)) = fixed {
        terminal::note(&said);
        scan.problems.extend(faults);
        scan.sort();
    }
    let summary = report::summary_line(&scan, start.elapsed());
    let base = opened.session.files().in_repository();
    let written = Report { scan: &scan, shown, base: &base, summary: &summary }.deliver(args)?;
    let status = if written { status(&scan, args) } else { UNREAD };
    // The process ends here: to free every policy and document first would be a tenth of the time of a small check.
    std::mem::forget((opened, scan));
    Ok(ExitCode::from(status))
}

fn status(scan: &Scan, args: &CheckArgs) -> u8 {
    let undetermined = || scan.findings.iter().any(|finding| matches!(finding.state, State::Undetermined { .. }));
    if !scan.problems.is_empty() {
        UNREAD
    } else if !args.exit_zero && (scan.fails() || (args.fail_on_undetermined && undetermined())) {
        FINDINGS
    } else {
        0
    }
}

fn severity(arg: SeverityArg) -> Severity {
    match arg {
        SeverityArg::Critical => Severity::Critical,
        SeverityArg::High => Severity::High,
        SeverityArg::Medium => Severity::Medium,
        SeverityArg::Low => Severity::Low,
        SeverityArg::Info => Severity::Info,
    }
}
