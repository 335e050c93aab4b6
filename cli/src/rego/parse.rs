//! `bartizan parse`.

use std::process::ExitCode;

use bartizan_rego::syntax::ast::Version;
use bartizan_rego::syntax::{JsonOptions, dump, module_to_json, parse_module};

use super::args::{ParseArgs, ParseFormat};
use super::fault::{self, Fault};
use super::output::json::Json;
use super::with_stack;
use crate::{Failure, USAGE, terminal};

/// Exit status when the module cannot be read or parsed.
const FAILED: u8 = 1;

pub(crate) fn run(args: &ParseArgs) -> Result<ExitCode, Failure> {
    let (mut locations, mut comments) = (false, true);
    for word in &args.json_include {
        match &**word {
            "locations" => locations = true,
            "-locations" => locations = false,
            "comments" => comments = true,
            "-comments" => comments = false,
            _ => {
                let message =
                    format!("--json-include {word}: there are `locations` and `comments`, each perhaps after `-`");
                return Err(Failure { message, status: USAGE });
            }
        }
    }
    let done = with_stack(|| tree(args, locations, comments))?;
    match done {
        Ok(text) => {
            terminal::print(&text)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            match args.format {
                ParseFormat::Pretty => terminal::error(&fault::framed(&faults))?,
                ParseFormat::Json => {
                    let errors = Json::List(faults.iter().map(Fault::json).collect());
                    terminal::error(&Json::Record(vec![("errors", errors)]).pretty())?;
                }
            }
            Ok(ExitCode::from(FAILED))
        }
    }
}

fn tree(args: &ParseArgs, locations: bool, comments: bool) -> Result<String, Vec<Fault>> {
    let bytes = super::read(&args.path).map_err(|fault| vec![fault])?;
    let file = args.path.to_string_lossy();
    let text = String::from_utf8(bytes).map_err(|error| vec![Fault::plain(format!("{file}: {error}"))])?;
    let parsed = parse_module(&text, if args.v0_compatible { Version::V0 } else { Version::V1 });
    if !parsed.errors.is_empty() {
        return Err(parsed.errors.iter().map(|error| Fault::of_module(error, &file, &text)).collect());
    }
    Ok(match args.format {
        ParseFormat::Pretty => dump(&text, &parsed.module),
        ParseFormat::Json => {
            let options = JsonOptions { locations, comments, annotations: true, file: &file };
            Json::Value(module_to_json(&text, &parsed.module, options)).pretty()
        }
    })
}
