//! The `bartizan` command: a thin shell over the engine and the language server.

mod args;
mod baseline;
mod check;
mod exceptions;
mod export;
mod helm;
mod init;
mod man;
mod maturity;
mod new;
mod output;
mod policies;
#[cfg(test)]
mod reference;
mod rego;
mod render;
mod scan;
mod since;
mod terminal;

use std::io::Write as _;
use std::process::ExitCode;

use bartizan_engine::report;
use bartizan_engine::session::SessionError;
use clap::{CommandFactory as _, Parser as _};

use args::{Cli, Command, NewCommand};

/// Evaluating policies makes and drops many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What ends a command before it has an outcome.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The command line, the configuration or a policy is wrong.
    pub(crate) fn usage(message: String) -> Self {
        Self { message, status: USAGE }
    }

    /// A project cannot be opened: of a wrong configuration each place is shown.
    pub(crate) fn opening(error: &SessionError) -> Self {
        Self::usage(match error.config_faults() {
            [] => error.to_string(),
            faults => format!(
                "the configuration is wrong\n\n{}",
                report::config_faults(faults, terminal::error_style()).trim_end()
            ),
        })
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::usage(error.to_string())
    }
}

/// Exit status of a wrong command line, configuration or policy; clap uses the same.
pub(crate) const USAGE: u8 = 2;

/// Exit status when something could not be read or evaluated.
pub(crate) const UNREAD: u8 = 3;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let said = panic.payload_as_str().unwrap_or("no message");
        terminal::note(&format!("internal error: {said}{place}; please report it"));
    }));
    let outcome = match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Fix(mut args) => {
            args.fix = !args.diff;
            check::run(&args)
        }
        Command::Baseline(args) => baseline::run(&args),
        Command::Exceptions(args) => exceptions::run(&args),
        Command::Init(args) => init::run(&args),
        Command::New(NewCommand::Policy(args)) => new::policy(&args),
        Command::Maturity(args) => maturity::run(&args),
        Command::Policies(args) => policies::list(&args),
        Command::Explain(args) => policies::explain(&args),
        Command::Export(command) => export::run(&command),
        Command::Render(args) => render::run(&args),
        Command::Eval(args) => rego::eval::run(&args),
        Command::Test(args) => rego::test::run(&args),
        Command::Parse(args) => rego::parse::run(&args),
        Command::Bench(args) => rego::bench::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "bartizan", &mut script);
            terminal::print_bytes(&script).map_err(Failure::from).map(|()| ExitCode::SUCCESS)
        }
        Command::Man { output } => man::run(output.as_deref()),
        Command::Lsp { stdio: _ } => serve(),
    };
    outcome.unwrap_or_else(|failure| {
        let _ = writeln!(std::io::stderr(), "error: {}", failure.message);
        ExitCode::from(failure.status)
    })
}

/// Serves an editor; as the protocol wants it, a client that leaves without `shutdown` is a failure.
fn serve() -> Result<ExitCode, Failure> {
    let shut_down = bartizan_lsp::serve_stdio()?;
    Ok(if shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
