//! `bartizan check`.

use std::process::ExitCode;
use std::time::Instant;

use bartizan_engine::finding::{Baseline, Finding, Scan, State};
use bartizan_engine::policy::Severity;
use bartizan_engine::report::{self, Shown};

use crate::args::{CheckArgs, Format, GroupBy, SeverityArg};
use crate::{Failure, UNREAD, helm, scan, terminal};

/// Exit status when findings reach `--fail-on`.
const FINDINGS: u8 = 1;

/// Least severity that fails a run, unless told otherwise.
const FAIL_ON: Severity = Severity::Medium;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let baseline = match &args.baseline {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
            Some(Baseline::parse(&text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?)
        }
        None => None,
    };
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(Failure::usage("--unsafe-fixes goes with --fix or --diff".to_owned()));
    }
    if args.fix && scan::reads_stdin(&args.scan) {
        return Err(Failure::usage("standard input cannot be fixed; --diff shows what would change".to_owned()));
    }
    let mut opened = scan::open(&args.scan, baseline, args.helm.as_deref().map(helm::renderer))?;
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
    for adopted in session.adopted() {
        terminal::note(&format!("policies of another tool: {}", adopted.describe()));
    }
    let config = session.config();
    let fail_on = args.fail_on.map(severity).or(config.fail_on).unwrap_or(FAIL_ON);
    let shown = Shown {
        min_severity: args.min_severity.map(severity).or(config.min_severity),
        undetermined: args.undetermined,
        excused: false,
        by_owner: args.group_by == GroupBy::Owner,
    };
    let shown = match args.format {
        Format::Json => Shown { undetermined: true, excused: true, ..shown },
        Format::Text | Format::Concise | Format::Sarif => shown,
    };
    if args.diff {
        let (patch, scan) = scan::diff(&mut opened, args.unsafe_fixes);
        terminal::print(&patch)?;
        terminal::note(&report::summary_line(&scan, start.elapsed()));
        return Ok(ExitCode::from(status(&scan, fail_on, args)));
    }
    let fixed = args.fix.then(|| scan::fix(&mut opened, args.unsafe_fixes));
    let wanted = |finding: &Finding| shown.shows(finding);
    let mut scan = scan::run(&opened, args.explain_findings.then_some(&wanted));
    if let Some((said, faults)) = fixed {
        terminal::note(&said);
        scan.problems.extend(faults);
        scan.sort();
    }
    let output = match args.format {
        Format::Text => report::text(&scan, shown, terminal::style()),
        Format::Concise => report::concise(&scan, shown),
        Format::Json => report::json(&scan, shown),
        Format::Sarif => report::sarif(&scan, shown),
    };
    terminal::print(&output)?;
    let summary = report::summary_line(&scan, start.elapsed());
    match args.format {
        Format::Text | Format::Concise => {
            terminal::print(&format!("{summary}\n"))?;
            if let Some(line) = report::fixes_line(&scan).filter(|_| args.format == Format::Text) {
                terminal::print(&format!("{line}\n"))?;
            }
        }
        Format::Json | Format::Sarif => terminal::note(&summary),
    }
    let status = status(&scan, fail_on, args);
    // The process ends here: to free every policy and document first would be a tenth of the time of a small check.
    std::mem::forget((opened, scan));
    Ok(ExitCode::from(status))
}

fn status(scan: &Scan, fail_on: Severity, args: &CheckArgs) -> u8 {
    let undetermined = || scan.findings.iter().any(|finding| matches!(finding.state, State::Undetermined { .. }));
    if !scan.problems.is_empty() {
        UNREAD
    } else if !args.exit_zero && (scan.reaches(fail_on) || (args.fail_on_undetermined && undetermined())) {
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
