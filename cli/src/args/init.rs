//! The command line of `bartizan init`.

use bartizan_engine::compat::Tool;
use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// Take over the settings of another tool that are here, and list those that cannot be.
    #[arg(long, value_enum, value_name = "TOOL")]
    pub(crate) from: Option<ToolArg>,
    /// Write over a bartizan.toml that is there.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ToolArg {
    /// `.checkov.yaml` and marks in the files.
    Checkov,
    /// `trivy.yaml`, `.trivyignore`, `.trivyignore.yaml` and marks in the files.
    Trivy,
    /// `kics.config` and marks in the files.
    Kics,
    /// `conftest.toml` or the folder `policy`.
    Conftest,
}

impl From<ToolArg> for Tool {
    fn from(tool: ToolArg) -> Self {
        match tool {
            ToolArg::Checkov => Self::Checkov,
            ToolArg::Trivy => Self::Trivy,
            ToolArg::Kics => Self::Kics,
            ToolArg::Conftest => Self::Conftest,
        }
    }
}
