//! `bartizan init`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use bartizan_engine::compat::{Import, Tool, import};
use bartizan_engine::config;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::policy::Pack;

use crate::args::{InitArgs, ToolArg};
use crate::{Failure, terminal};

/// The file that `init` writes: every line a comment, so that it changes nothing until edited.
const TEMPLATE: &str = include_str!("init.toml");

pub(crate) fn run(args: &InitArgs) -> Result<ExitCode, Failure> {
    let Some(tool) = args.from else {
        write(TEMPLATE, args.force)?;
        terminal::note(&format!("wrote {}; run `bartizan check` next", config::FILE_NAME));
        return Ok(ExitCode::SUCCESS);
    };
    let files = Files::new(PathBuf::from("."), Limits::default())?;
    let taken = import(tool.into(), &files, &Pack::bundled())?;
    write(&taken.text, args.force)?;
    terminal::print(&told(tool, &taken))?;
    let next = taken.next.iter().map(|next| format!("{next}; then ")).collect::<String>();
    terminal::note(&format!("wrote {}; {next}run `bartizan check` next", config::FILE_NAME));
    Ok(ExitCode::SUCCESS)
}

/// Writes the configuration, over one that is there only by `force`.
fn write(text: &str, force: bool) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).truncate(force).create(force).create_new(!force);
    let written = options.open(config::FILE_NAME).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::usage(format!("{} is there already; `--force` writes over it", config::FILE_NAME))
        }
        _ => Failure::usage(format!("{}: {error}", config::FILE_NAME)),
    })
}

/// What was taken over, and what was not.
fn told(tool: ToolArg, taken: &Import) -> String {
    let name = Tool::from(tool).as_str();
    let mut out = String::new();
    if !taken.read.is_empty() {
        let _ = writeln!(out, "Taken over from {}.", taken.read.join(", "));
    }
    if taken.marks > 0 {
        let _ = writeln!(
            out,
            "{} of {name} in {}: `[compat] suppressions = true` lets them excuse findings.",
            counted(taken.marks, "mark"),
            counted(taken.marked, "file")
        );
    }
    if !taken.untold.is_empty() {
        let _ = writeln!(out, "\nNot taken over, or not quite:");
        for line in &taken.untold {
            let _ = writeln!(out, "- {line}");
        }
    }
    out
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
