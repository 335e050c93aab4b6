//! The command line.

mod exceptions;
mod format;
mod init;
mod maturity;
mod new;

use std::path::PathBuf;

use bartizan_helm::render::KubeVersion;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use exceptions::ExceptionsArgs;
pub(crate) use format::{Format, Output};
pub(crate) use init::{InitArgs, ToolArg};
pub(crate) use maturity::{MaturityArgs, MaturityFormat};
pub(crate) use new::{NewCommand, NewPolicyArgs, PlatformArg, ScopeArg};

use crate::rego::args::{BenchArgs, EvalArgs, ParseArgs, TestArgs};

/// Security policy checks for Terraform, Kubernetes manifests and Keycloak realms.
#[derive(Debug, Parser)]
#[command(name = "bartizan", version, about, max_term_width = 110, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check files and folders against the policies.
    ///
    /// Exit status: 0 nothing at or above --fail-on; 1 findings; 2 the command line or the configuration is wrong; 3
    /// something could not be read or evaluated (the rest is still reported).
    Check(Box<CheckArgs>),
    /// Mend what can be mended, and report the rest: `check --fix`.
    ///
    /// A fix that would break its file, or leave its finding where it was, is undone and reported as an error.
    Fix(Box<CheckArgs>),
    /// Write the findings of today to a file, so that later checks report what is new.
    Baseline(Box<BaselineArgs>),
    /// List what excuses findings: comments, annotations and exceptions, with owner, reason and days left.
    ///
    /// Exit status: 0; 1 with --fail-expired when one has expired; 2 when the command line or the configuration is wrong; 3
    /// when something could not be read or evaluated (the rest is still listed).
    Exceptions(Box<ExceptionsArgs>),
    /// Write a commented bartizan.toml into the current folder, or one that says what another tool is told.
    Init(InitArgs),
    /// Write the beginnings of something of one's own.
    #[command(subcommand)]
    New(NewCommand),
    /// Say which level of the security maturity model the project has reached, row by row, and what to do next.
    ///
    /// All policies run, unless --profile says otherwise. What no configuration shows is taken from
    /// bartizan-attestations.yaml. Exit status: 0; 1 below --fail-below; 2 the command line, the configuration or the
    /// attestations are wrong; 3 something could not be read or evaluated (the rest is still scored).
    Maturity(Box<MaturityArgs>),
    /// List the policies.
    Policies(PoliciesArgs),
    /// Say what a policy looks for, why it matters, whose it is and how to fix it.
    Explain(ExplainArgs),
    /// Hand the policies to other engines, or print what they see.
    #[command(subcommand)]
    Export(ExportCommand),
    /// Render a Helm chart, as `helm template` does, without Helm.
    ///
    /// Nothing is fetched: dependencies have to be in the chart, and values in files. The output is not masked: it holds the
    /// secrets of the values. Exit status: 0; 2 when the command line is wrong; 3 when the chart cannot be rendered.
    Render(Box<RenderArgs>),
    /// Evaluate a Rego query, as `opa eval` does.
    ///
    /// Exit status: 0; 1 as --fail and --fail-defined say; 2 when something is wrong. The output is not masked.
    Eval(Box<EvalArgs>),
    /// Run the Rego tests of policies, as `opa test` does.
    ///
    /// Exit status: 0 all passed; 2 some failed or were skipped, or something is wrong.
    Test(Box<TestArgs>),
    /// Print the tree of a Rego module, as `opa parse` does.
    Parse(ParseArgs),
    /// Measure how long a Rego query takes, as `opa bench` does.
    Bench(Box<BenchArgs>),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, or write those of all commands.
    Man {
        /// Write a page for each command into this folder.
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Start the language server on standard input and output.
    Lsp {
        /// Accepted for editors that pass it; there is no other transport.
        #[arg(long)]
        stdio: bool,
    },
}

/// What to scan, and with which policies.
#[derive(Args, Debug)]
pub(crate) struct ScanArgs {
    /// Files and folders; `-` reads standard input.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Name of what standard input holds.
    #[arg(long, value_name = "PATH", default_value = "<stdin>")]
    pub(crate) stdin_filename: String,
    /// Day on which expiries are judged [default: today, UTC].
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<NaiveDate>,
    /// Show all findings, whatever comments, exceptions and the baseline excuse.
    #[arg(long)]
    pub(crate) no_ignores: bool,
    /// Value of a variable of Terraform root modules that bartizan.toml does not declare.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(crate) vars: Vec<(String, String)>,
    /// File of values of variables of the same root modules.
    #[arg(long = "var-file", value_name = "FILE")]
    pub(crate) var_files: Vec<PathBuf>,
    /// Folder of the root module that Terraform plans were made of [default: the nearest at or above a plan that declares
    /// its resources].
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,
    /// Report only what these teams answer for.
    #[arg(long = "owner", value_name = "TEAM")]
    pub(crate) owners: Vec<String>,
    /// Run only policies of this level of the maturity model and those below.
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) level: Option<u8>,
    /// Run only policies of these layers of the responsibility model, by name or a part of it.
    #[arg(long = "layer", value_name = "LAYER")]
    pub(crate) layers: Vec<String>,
}

/// The two sides of `NAME=VALUE`.
fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

impl ScanArgs {
    /// What opens a project without checking it.
    pub(crate) fn of(paths: &[PathBuf], choice: &Choice) -> Self {
        let stdin_filename = "<stdin>".to_owned();
        let (vars, var_files) = (Vec::new(), Vec::new());
        let paths = paths.to_vec();
        Self {
            paths,
            choice: choice.clone(),
            stdin_filename,
            today: None,
            no_ignores: false,
            vars,
            var_files,
            source: None,
            owners: Vec::new(),
            level: None,
            layers: Vec::new(),
        }
    }
}

/// The project, its configuration and the policies that run.
#[derive(Args, Clone, Debug)]
pub(crate) struct Choice {
    /// Project root that paths are reported relative to [default: nearest folder with bartizan.toml or .git].
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Configuration file [default: bartizan.toml at the project root].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Run only these policies: ids, globs (`K8S-*`), severities (`@high`).
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Do not run these policies: ids, globs, severities.
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Which policies run unless selected by name.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileArg>,
    /// Folders of further policies, those of other tools included.
    #[arg(long = "policy", value_name = "DIR")]
    pub(crate) policies: Vec<PathBuf>,
    /// Leave out the policies that the configuration names.
    #[arg(long)]
    pub(crate) no_local_policies: bool,
}

/// What findings are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupBy {
    /// The file that they stand in.
    File,
    /// The team that answers for them.
    Owner,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) scan: ScanArgs,
    /// Have charts rendered by Helm, for comparison: runs `helm template`, from PATH or the program named, which fetches
    /// nothing.
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "helm")]
    pub(crate) helm: Option<PathBuf>,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Write the findings to a file too, in this format; several times for several files, `-` for standard output.
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = format::output)]
    pub(crate) outputs: Vec<Output>,
    /// What findings are grouped by, in text and HTML.
    #[arg(long, value_enum, default_value_t = GroupBy::File)]
    pub(crate) group_by: GroupBy,
    /// Least severity of a finding that makes the exit status 1 [default: medium].
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<SeverityArg>,
    /// Least severity that is shown.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) min_severity: Option<SeverityArg>,
    /// Show findings that depend on unknown values too.
    #[arg(long)]
    pub(crate) undetermined: bool,
    /// Exit with status 1 when a finding depends on an unknown value.
    #[arg(long)]
    pub(crate) fail_on_undetermined: bool,
    /// Exit with status 0 instead of 1.
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Leave out the findings that this file knows (see `bartizan baseline`).
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Report what the change since this revision brings (`main`, `HEAD~1`, a tag, a commit, `A...B`): what was found before
    /// is left out, what was solved is said.
    ///
    /// The files as they are are compared with the common ancestor of the revision and HEAD. PATHS stand for the units that
    /// they belong to: a template for its chart, a `.tf` file for its root modules, a file of users for its realm.
    #[arg(long, value_name = "REV", conflicts_with_all = ["fix", "diff", "helm"])]
    pub(crate) since: Option<String>,
    /// Take bartizan.toml, the baseline and policies of one's own from this revision, and let suppression comments that the
    /// change adds excuse nothing.
    #[arg(long, value_name = "REV", requires = "since")]
    pub(crate) config_from: Option<String>,
    /// Apply the safe fixes to the files, then report what is left.
    #[arg(long, conflicts_with = "diff")]
    pub(crate) fix: bool,
    /// Apply fixes that may change what the configuration does, too; with --fix or --diff.
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Print what the fixes would change, as a patch, and write nothing; secrets in it are masked.
    #[arg(long, conflicts_with_all = ["format", "outputs"])]
    pub(crate) diff: bool,
    /// Say of each finding which places of the documents it depends on.
    #[arg(long)]
    pub(crate) explain_findings: bool,
    /// Print the settings in force and end.
    #[arg(long)]
    pub(crate) show_settings: bool,
    /// Print what each file was taken for and end.
    #[arg(long)]
    pub(crate) explain_discovery: bool,
}

#[derive(Args, Debug)]
pub(crate) struct BaselineArgs {
    #[command(flatten)]
    pub(crate) scan: ScanArgs,
    /// Where to write it: by default the file that `baseline` in the configuration names, else `bartizan-baseline.json`.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Write a bundle for Open Policy Agent whose `data.bartizan.deny` says what `bartizan check` says.
    ///
    /// The bundle holds the policies that run with the settings of the project, with their parameters and severities. Its input
    /// is what `bartizan export input` prints: one element, or the whole array.
    OpaBundle(Box<BundleArgs>),
    /// Print what the policies see, as a JSON array: each resource, then each unit and the fleet. Nothing is masked: the output
    /// holds the secrets of the files.
    Input(Box<InputArgs>),
    /// Write ConstraintTemplates and Constraints for Gatekeeper, with tests for `gator verify`.
    ///
    /// The folder holds the policies on Kubernetes objects that run with the settings of the project. Its README.md lists them,
    /// and those that Gatekeeper cannot evaluate.
    Gatekeeper(Box<GatekeeperArgs>),
}

#[derive(Args, Debug)]
pub(crate) struct BundleArgs {
    /// Files and folders of the project whose settings count.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Where to write it: an archive (`.tar.gz`), else a new folder.
    #[arg(long, short, value_name = "FILE|DIR", default_value = "bundle.tar.gz")]
    pub(crate) output: PathBuf,
    /// Sign the bundle with the key in this file: a private key in PEM or, for HS256 to HS512, a secret, taken whole.
    #[arg(long, value_name = "FILE")]
    pub(crate) signing_key: Option<PathBuf>,
    /// How to sign it.
    #[arg(long, value_enum, default_value_t = AlgorithmArg::Rs256, requires = "signing_key")]
    pub(crate) signing_alg: AlgorithmArg,
    /// Name of the key in OPA's configuration.
    #[arg(long, value_name = "ID", default_value = "default", requires = "signing_key")]
    pub(crate) signing_key_id: String,
}

#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

#[derive(Args, Debug)]
pub(crate) struct GatekeeperArgs {
    /// Files and folders of the project whose settings count.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Where to write the files: a new folder.
    #[arg(long, short, value_name = "DIR", default_value = "gatekeeper")]
    pub(crate) output: PathBuf,
    /// What all constraints do with a violation [default: deny for severity high and above, warn below, dryrun for policies
    /// that look at several objects].
    #[arg(long, value_enum, value_name = "ACTION")]
    pub(crate) enforcement_action: Option<ActionArg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlgorithmArg {
    /// A shared secret, SHA-256.
    #[value(name = "HS256")]
    Hs256,
    /// A shared secret, SHA-384.
    #[value(name = "HS384")]
    Hs384,
    /// A shared secret, SHA-512.
    #[value(name = "HS512")]
    Hs512,
    /// RSA, SHA-256.
    #[value(name = "RS256")]
    Rs256,
    /// RSA, SHA-384.
    #[value(name = "RS384")]
    Rs384,
    /// RSA, SHA-512.
    #[value(name = "RS512")]
    Rs512,
    /// ECDSA on P-256.
    #[value(name = "ES256")]
    Es256,
    /// ECDSA on P-384.
    #[value(name = "ES384")]
    Es384,
    /// ECDSA on P-521.
    #[value(name = "ES512")]
    Es512,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionArg {
    /// Refuse the object.
    Deny,
    /// Warn, and admit it.
    Warn,
    /// Note it in audits.
    Dryrun,
}

#[derive(Args, Debug)]
pub(crate) struct RenderArgs {
    /// Folder of the chart, or its archive (`.tgz`).
    pub(crate) chart: PathBuf,
    /// Values file; later ones win; `-` reads standard input.
    #[arg(long, short = 'f', value_name = "FILE", value_delimiter = ',')]
    pub(crate) values: Vec<String>,
    /// Values, as in `image.tag=1.2,hosts[0]=a`.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Values that are strings, whatever they look like.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set_string: Vec<String>,
    /// Values in JSON.
    #[arg(long, value_name = "KEY=JSON")]
    pub(crate) set_json: Vec<String>,
    /// Values that are the content of files.
    #[arg(long, value_name = "KEY=FILE")]
    pub(crate) set_file: Vec<String>,
    /// A value that is a string, taken as it is to its end.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set_literal: Vec<String>,
    /// Namespace of the release.
    #[arg(long, short, value_name = "NAME", default_value = "default")]
    pub(crate) namespace: String,
    /// Name of the release.
    #[arg(long, value_name = "NAME", default_value = "release-name")]
    pub(crate) release_name: String,
    /// Kubernetes version of the cluster [default: v1.37.0, as Helm 3.22].
    #[arg(long, value_name = "VERSION", value_parser = kube_version)]
    pub(crate) kube_version: Option<KubeVersion>,
    /// API versions that the cluster knows beside the built-in ones.
    #[arg(long, short, value_name = "VERSION", value_delimiter = ',')]
    pub(crate) api_versions: Vec<String>,
    /// Print the custom resource definitions of the chart too.
    #[arg(long)]
    pub(crate) include_crds: bool,
    /// Print only the manifests of these templates: paths in the chart, with `*`.
    #[arg(long, short, value_name = "PATH")]
    pub(crate) show_only: Vec<String>,
    /// Leave hooks out.
    #[arg(long)]
    pub(crate) no_hooks: bool,
    /// Leave hooks out that are tests.
    #[arg(long)]
    pub(crate) skip_tests: bool,
    /// Render an upgrade, not an installation.
    #[arg(long)]
    pub(crate) is_upgrade: bool,
    /// Do not check the values against the schemas of the charts.
    #[arg(long)]
    pub(crate) skip_schema_validation: bool,
}

fn kube_version(text: &str) -> Result<KubeVersion, String> {
    KubeVersion::parse(text).map_err(|error| error.to_string())
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// Policy id, such as K8S-014.
    pub(crate) id: String,
    /// Folders of further policies, those of other tools included; those that bartizan.toml names are known.
    #[arg(long = "policy", value_name = "DIR")]
    pub(crate) policies: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PoliciesArgs {
    /// Words to look for in ids, titles and descriptions.
    pub(crate) search: Vec<String>,
    /// Folders of further policies, those of other tools included; those that bartizan.toml names are listed too.
    #[arg(long = "policy", value_name = "DIR")]
    pub(crate) policies: Vec<PathBuf>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// One line each.
    Text,
    /// All there is to know.
    Json,
    /// A page or table in Markdown.
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileArg {
    /// Policies of high confidence or high severity.
    Default,
    /// All policies.
    Strict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityArg {
    Critical,
    High,
    Medium,
    Low,
    Info,
}
