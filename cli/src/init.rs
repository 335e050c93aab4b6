//! `bartizan init`.

use std::io::Write as _;
use std::process::ExitCode;

use bartizan_engine::config;

use crate::{Failure, terminal};

/// The file that `init` writes: every line a comment, so that it changes nothing until edited.
const TEMPLATE: &str = include_str!("init.toml");

pub(crate) fn run() -> Result<ExitCode, Failure> {
    let file = std::fs::File::create_new(config::FILE_NAME);
    match file.and_then(|mut file| file.write_all(TEMPLATE.as_bytes())) {
        Ok(()) => {
            terminal::note(&format!("wrote {}; run `bartizan check` next", config::FILE_NAME));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::usage(format!("{} is there already", config::FILE_NAME)))
        }
        Err(error) => Err(Failure::usage(format!("{}: {error}", config::FILE_NAME))),
    }
}
