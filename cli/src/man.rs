//! `bartizan man`: manual pages, from the same texts as `--help`.

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::{Failure, terminal};

/// Prints the page of the program, or writes one for each command into a folder that exists.
pub(crate) fn run(output: Option<&Path>) -> Result<ExitCode, Failure> {
    if let Some(folder) = output {
        clap_mangen::generate_to(Cli::command(), folder)
            .map_err(|error| Failure::usage(format!("{}: {error}", folder.display())))?;
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        terminal::print_bytes(&page)?;
    }
    Ok(ExitCode::SUCCESS)
}
