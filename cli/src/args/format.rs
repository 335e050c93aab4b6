//! The formats of `bartizan check`, and the files that they go to.

use std::path::PathBuf;

use bartizan_engine::nearest::suggestion;
use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the code with the place marked, why, owner, fix.
    Text,
    /// One line a finding.
    Concise,
    /// Versioned JSON.
    Json,
    /// SARIF 2.1.0 for code scanning platforms.
    Sarif,
    /// JUnit XML: a suite for each policy.
    Junit,
    /// Workflow commands of GitHub Actions, and a job summary.
    Github,
    /// Code quality of GitLab.
    Gitlab,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// A comment for a pull request.
    Markdown,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// Is it read as it is printed, with the summary of the run below?
    pub(crate) fn is_for_terminals(self) -> bool {
        matches!(self, Self::Text | Self::Concise)
    }
}

/// A format and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: Format,
    /// None is standard output.
    pub(crate) file: Option<PathBuf>,
}

/// What `FORMAT=FILE` says.
pub(super) fn output(text: &str) -> Result<Output, String> {
    let (name, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write FORMAT=FILE")?;
    let format = Format::from_str(name, false).map_err(|_| {
        let known: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(|format| format.to_possible_value())
            .map(|value| value.get_name().to_owned())
            .collect();
        let near = suggestion(name, known.iter().map(String::as_str));
        format!("there is no format `{name}`{near} (formats: {})", known.join(", "))
    })?;
    Ok(Output { format, file: (file != "-").then(|| file.into()) })
}

#[cfg(test)]
mod tests {
    use super::{Format, output};

    #[test]
    fn outputs_are_a_format_and_a_file() {
        let sarif = output("sarif=a=b.sarif").unwrap();
        assert_eq!((sarif.format, sarif.file), (Format::Sarif, Some("a=b.sarif".into())));
        assert_eq!(output("json=-").unwrap().file, None);
        assert!(output("json").is_err() && output("json=").is_err());
        assert!(
            output("sarfi=x")
                .unwrap_err()
                .starts_with("there is no format `sarfi`; did you mean `sarif`? (formats: text,")
        );
    }
}
