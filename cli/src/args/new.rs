//! The command line of `bartizan new`.

use std::path::PathBuf;

use bartizan_engine::policy::Scope;
use bartizan_engine::resource::Platform;
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum NewCommand {
    /// Write a policy of one's own and its tests.
    ///
    /// Both work as they are, in OPA too. Nothing that is there is written over.
    Policy(NewPolicyArgs),
}

#[derive(Args, Debug)]
pub(crate) struct NewPolicyArgs {
    /// Name of the policy, such as owner_label: that of its files and of its package.
    pub(crate) name: String,
    /// Its id, such as ACME-001: for ever, and none of a bundled policy.
    #[arg(long)]
    pub(crate) id: String,
    /// What it judges.
    #[arg(long, value_enum)]
    pub(crate) platform: PlatformArg,
    /// Kinds of resources that it judges: `apps/Deployment`, `aws_s3_bucket`, `client`.
    #[arg(long = "kind", value_name = "KIND", required = true, value_delimiter = ',')]
    pub(crate) kinds: Vec<String>,
    /// What it sees at a time.
    #[arg(long, value_enum, default_value_t = ScopeArg::Resource)]
    pub(crate) scope: ScopeArg,
    /// What is wrong where it fires, as a sentence.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Folder of the policies; `policies` in bartizan.toml names it.
    #[arg(long, value_name = "DIR", default_value = "policies")]
    pub(crate) dir: PathBuf,
}

/// A platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlatformArg {
    /// Terraform.
    Terraform,
    /// Kubernetes.
    Kubernetes,
    /// Keycloak.
    Keycloak,
}

impl From<PlatformArg> for Platform {
    fn from(platform: PlatformArg) -> Self {
        match platform {
            PlatformArg::Terraform => Self::Terraform,
            PlatformArg::Kubernetes => Self::Kubernetes,
            PlatformArg::Keycloak => Self::Keycloak,
        }
    }
}

/// What a policy sees at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScopeArg {
    /// One resource.
    Resource,
    /// A root module, a chart, a realm or a folder of manifests.
    Unit,
    /// The whole scan.
    Fleet,
}

impl From<ScopeArg> for Scope {
    fn from(scope: ScopeArg) -> Self {
        match scope {
            ScopeArg::Resource => Self::Resource,
            ScopeArg::Unit => Self::Unit,
            ScopeArg::Fleet => Self::Fleet,
        }
    }
}
