//! The command line of the commands on Rego, with the names that `opa` has.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Which language modules are read as, and what of the world outside they may reach.
#[derive(Args, Debug)]
pub(crate) struct LanguageArgs {
    /// Names of files and folders to leave out when loading, as globs.
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Read modules as Rego before OPA 1.0.
    #[arg(long)]
    pub(crate) v0_compatible: bool,
    /// Read modules as Rego of OPA 1.0 and later, which is the default.
    #[arg(long, conflicts_with = "v0_compatible")]
    pub(crate) v1_compatible: bool,
    /// Compile strictly: unused variables, imports and arguments, and deprecated builtins are errors.
    #[arg(long, short = 'S')]
    pub(crate) strict: bool,
    /// Let `http.send` and `net.lookup_ip_addr` reach the network.
    #[arg(long)]
    pub(crate) allow_net: bool,
    /// Let `opa.runtime` show the environment variables.
    #[arg(long)]
    pub(crate) allow_env: bool,
}

/// A query, and what it is asked of.
#[derive(Args, Debug)]
pub(crate) struct QueryArgs {
    /// The query, such as `data.example.allow`.
    pub(crate) query: Option<String>,
    /// Policy or data: files and folders, each perhaps with the path it belongs at (`a.b:file.json`).
    #[arg(long, short, value_name = "PATH")]
    pub(crate) data: Vec<String>,
    /// Bundles: archives and folders.
    #[arg(long, short, value_name = "PATH")]
    pub(crate) bundle: Vec<PathBuf>,
    /// File that holds the input, JSON or YAML.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// Read the input from standard input.
    #[arg(long, short = 'I', conflicts_with = "input")]
    pub(crate) stdin_input: bool,
    /// Read the query from standard input.
    #[arg(long, conflicts_with_all = ["query", "stdin_input"])]
    pub(crate) stdin: bool,
    /// Package in which the query stands.
    #[arg(long, value_name = "PACKAGE")]
    pub(crate) package: Option<String>,
    /// What the query imports.
    #[arg(long, value_name = "PATH")]
    pub(crate) import: Vec<String>,
    #[command(flatten)]
    pub(crate) language: LanguageArgs,
}

#[derive(Args, Debug)]
pub(crate) struct EvalArgs {
    #[command(flatten)]
    pub(crate) asked: QueryArgs,
    /// How to print the result.
    #[arg(long, short, value_enum, default_value_t = EvalFormat::Json)]
    pub(crate) format: EvalFormat,
    /// Exit with status 1 when the result is undefined.
    #[arg(long)]
    pub(crate) fail: bool,
    /// Exit with status 1 when the result is defined.
    #[arg(long, conflicts_with = "fail")]
    pub(crate) fail_defined: bool,
    /// Make an error of the first builtin that fails.
    #[arg(long)]
    pub(crate) strict_builtin_errors: bool,
    /// Show the errors of builtins that fail; they leave the result as it is.
    #[arg(long)]
    pub(crate) show_builtin_errors: bool,
    /// Tell what the evaluation went through.
    #[arg(long, value_enum, default_value_t = Explain::Off)]
    pub(crate) explain: Explain,
    /// Show the values of variables in a pretty explanation.
    #[arg(long)]
    pub(crate) var_values: bool,
    /// Measure what each line takes.
    #[arg(long)]
    pub(crate) profile: bool,
    /// Most lines that the profile shows; 0 for all.
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub(crate) profile_limit: usize,
    /// Order of the profile; given again, it decides between equals.
    #[arg(long, value_enum)]
    pub(crate) profile_sort: Vec<ProfileSort>,
    /// Report which lines of the modules were evaluated.
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Report the time that loading, compiling and evaluating took.
    #[arg(long)]
    pub(crate) metrics: bool,
    /// How long the evaluation may take, such as `10s` [default: no limit].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
    /// Length at which cells of pretty tables are cut; 0 for none.
    #[arg(long, value_name = "LENGTH", default_value_t = 80)]
    pub(crate) pretty_limit: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// All of the result.
    Json,
    /// An array of the values of each result.
    Values,
    /// An object of the variables of each result.
    Bindings,
    /// For people.
    Pretty,
    /// For scripts: strings without quotes, results line by line.
    Raw,
    /// Whether there is a result.
    Discard,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Explain {
    /// Nothing.
    Off,
    /// Everything.
    Full,
    /// What `trace` says, and what leads there.
    Notes,
    /// Expressions without an answer, and what leads there.
    Fails,
    /// Everything.
    Debug,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ProfileSort {
    /// Longest first.
    TotalTimeNs,
    /// Most often evaluated first.
    NumEval,
    /// Most often asked again first.
    NumRedo,
    /// Most expressions first.
    NumGenExpr,
    /// By name of the module.
    File,
    /// By line.
    Line,
}

#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// Files and folders of policies, tests and data.
    #[arg(required = true)]
    pub(crate) paths: Vec<String>,
    /// Take the paths for bundles: archives and folders.
    #[arg(long, short)]
    pub(crate) bundle: bool,
    /// Run only tests whose name (`data.example_test.test_it`) matches a regular expression.
    #[arg(long, short, value_name = "REGEX")]
    pub(crate) run: Option<String>,
    /// Show tests that pass, too, and why tests fail.
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// How to print the results.
    #[arg(long, short, value_enum, default_value_t = TestFormat::Pretty)]
    pub(crate) format: TestFormat,
    /// Report which lines of the modules were evaluated, as JSON.
    #[arg(long, short)]
    pub(crate) coverage: bool,
    /// Exit with status 2 when less than so many percent of the lines were evaluated.
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    pub(crate) threshold: f64,
    /// How long a test may take.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "5s")]
    pub(crate) timeout: Duration,
    /// Exit with status 0 when tests were skipped.
    #[arg(long, short = 'z')]
    pub(crate) exit_zero_on_skipped: bool,
    /// Exit with status 2 when there was no test to run.
    #[arg(long)]
    pub(crate) fail_on_empty: bool,
    /// How many times to run each test.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) count: usize,
    /// How many tests run at a time; 0 for as many as there are processors.
    #[arg(long, short, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) parallel: usize,
    /// Show the values of variables in explanations.
    #[arg(long)]
    pub(crate) var_values: bool,
    /// Run again whenever a file changes.
    #[arg(long, short)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) language: LanguageArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people.
    Pretty,
    /// An object a test.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct ParseArgs {
    /// The module.
    pub(crate) path: PathBuf,
    /// How to print the tree.
    #[arg(long, short, value_enum, default_value_t = ParseFormat::Pretty)]
    pub(crate) format: ParseFormat,
    /// What the JSON holds beside the tree: `locations`, `comments`; `-comments` leaves out what is there otherwise.
    #[arg(long, value_name = "WHAT", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) json_include: Vec<String>,
    /// Read the module as Rego before OPA 1.0.
    #[arg(long)]
    pub(crate) v0_compatible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ParseFormat {
    /// A node a line.
    Pretty,
    /// JSON, as OPA has it.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct BenchArgs {
    #[command(flatten)]
    pub(crate) asked: QueryArgs,
    /// How to print the figures.
    #[arg(long, short, value_enum, default_value_t = BenchFormat::Pretty)]
    pub(crate) format: BenchFormat,
    /// How many times to measure.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) count: usize,
    /// How long to measure each time.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "1s")]
    pub(crate) benchtime: Duration,
    /// Exit with status 1 when the result is undefined.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) fail: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchFormat {
    /// A table.
    Pretty,
    /// An object a measurement.
    Json,
    /// A line a measurement, as Go's benchmarks have it.
    Gobench,
}

/// A duration as Go spells it: `1m30s`, `250ms`; a bare number counts seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    /// Units and their nanoseconds, `ms` before `m` and `s`.
    const UNITS: [(&str, f64); 7] =
        [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];
    let wrong = || format!("{text:?} is no duration such as `10s` or `1m30s`");
    let (mut rest, mut total) = (text, 0.0);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        if rest.is_empty() {
            total += number * 1e9;
            break;
        }
        let (unit, size) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit)).ok_or_else(wrong)?;
        total += number * size;
        rest = &rest[unit.len()..];
    }
    if text.is_empty() { Err(wrong()) } else { Ok(Duration::from_nanos(total as u64)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        for (text, milliseconds) in [("5s", 5000), ("1m30s", 90_000), ("250ms", 250), ("1.5h", 5_400_000), ("0", 0)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "s", "5 s", "5x", "-1s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
