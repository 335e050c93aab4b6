//! Where the formats of a check go: to standard output, to files, to the summary of a job.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use bartizan_engine::files::Files;
use bartizan_engine::finding::Scan;
use bartizan_engine::report::{self, Shown, Style};

use crate::args::{CheckArgs, Format, Output};
use crate::{Failure, terminal};

/// The file that a runner of GitHub Actions shows below the job.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// What a format is made from.
pub(crate) struct Report<'a> {
    pub(crate) scan: &'a Scan,
    pub(crate) shown: Shown,
    /// Where the project lies in its repository.
    pub(crate) base: &'a str,
    /// The line that ends the run.
    pub(crate) summary: &'a str,
}

/// What `format` shows: JSON all there is.
pub(crate) fn shown_by(format: Format, shown: Shown) -> Shown {
    match format {
        Format::Json => Shown { undetermined: true, excused: true, ..shown },
        _ => shown,
    }
}

/// Refuses, before anything is scanned, what could not be written after.
pub(crate) fn refuse(outputs: &[Output]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for file in outputs.iter().filter_map(|output| output.file.as_deref()) {
        let said = |what: &str| Err(Failure::usage(format!("--output {}: {what}", file.display())));
        if !seen.insert(file) {
            return said("is named twice");
        }
        if file.is_dir() {
            return said("is a folder");
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return said(&format!("there is no folder {}", folder.display()));
        }
    }
    Ok(())
}

impl Report<'_> {
    /// Prints and writes everything that the command line asks for; false when a file could not be written, which is
    /// said.
    pub(crate) fn deliver(&self, args: &CheckArgs) -> Result<bool, Failure> {
        terminal::print(&self.text(args.format, terminal::style()))?;
        let mut written = true;
        for output in &args.outputs {
            let text = self.text(output.format, Style::default());
            match &output.file {
                None => terminal::print(&text)?,
                Some(file) => {
                    if let Err(error) = Files::write_report(file, &text) {
                        terminal::note(&format!("error: {}: cannot be written: {error}", file.display()));
                        written = false;
                    }
                }
            }
        }
        if args.format == Format::Github
            && let Some(file) = std::env::var_os(STEP_SUMMARY).filter(|file| !file.is_empty())
        {
            written &= self.append_summary(&file);
        }
        if !args.format.is_for_terminals() {
            terminal::note(self.summary);
        }
        Ok(written)
    }

    /// The scan in a format, whole.
    fn text(&self, format: Format, style: Style) -> String {
        let (scan, shown, base) = (self.scan, shown_by(format, self.shown), self.base);
        match format {
            Format::Text => {
                let fixes = report::fixes_line(scan).map(|line| line + "\n").unwrap_or_default();
                format!("{}{}\n{fixes}", report::text(scan, shown, style), self.summary)
            }
            Format::Concise => format!("{}{}\n", report::concise(scan, shown), self.summary),
            Format::Json => report::json(scan, shown),
            Format::Sarif => report::sarif(scan, shown),
            Format::Junit => report::junit(scan, shown, base),
            Format::Github => report::github(scan, shown, base),
            Format::Gitlab => report::gitlab(scan, shown, base),
            Format::Azure => report::azure(scan, shown, base),
            Format::Markdown => report::markdown(scan, shown, base),
            Format::Html => report::html(scan, shown),
        }
    }

    /// Adds to the summary of the job; other steps and runs may have written to it.
    fn append_summary(&self, file: &OsString) -> bool {
        let text = report::summary(self.scan, self.shown, self.base);
        let mut options = OpenOptions::new();
        let done = options.append(true).create(true).open(file).and_then(|mut file| file.write_all(text.as_bytes()));
        done.inspect_err(|error| terminal::note(&format!("error: {STEP_SUMMARY} cannot be written: {error}"))).is_ok()
    }
}
