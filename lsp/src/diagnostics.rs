//! Findings and problems as diagnostics of the protocol.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_engine::finding::{Finding, Location, Problem, Scan, State};
use bartizan_engine::policy::{Metadata, Severity};
use bartizan_engine::report::help_page;
use bartizan_engine::source::{LineIndex, Source};
use serde_json::json;
use tower_lsp_server::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location as LspLocation,
    NumberOrString, Range, Uri,
};

use crate::position::Encoding;
use crate::settings::Settings;

/// Name of the server in the editor's lists.
const SOURCE: &str = "bartizan";

/// What one file shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The policy of each diagnostic that has one, for hovers.
    pub(crate) policies: Vec<(Range, Arc<Metadata>, String)>,
}

/// Turns places of one project into the protocol's.
pub(crate) struct Places<'a> {
    pub(crate) encoding: Encoding,
    pub(crate) source: &'a dyn Fn(&str) -> Option<Arc<Source>>,
    pub(crate) uri: &'a dyn Fn(&str) -> Option<Uri>,
}

impl Places<'_> {
    fn range(&self, location: &Location) -> Option<Range> {
        let source = (self.source)(&location.file)?;
        Some(self.encoding.range(&source.text, &source.lines, location.span.start, location.span.end))
    }

    fn related(&self, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        let place =
            |location: &Location| Some(LspLocation { uri: (self.uri)(&location.file)?, range: self.range(location)? });
        finding
            .related
            .iter()
            .filter_map(|related| {
                Some(DiagnosticRelatedInformation {
                    location: place(&related.location)?,
                    message: related.message.clone(),
                })
            })
            .collect()
    }
}

/// What each file of a scan shows, by path relative to the root.
pub(crate) fn by_file(scan: &Scan, settings: &Settings, places: &Places<'_>) -> BTreeMap<Arc<str>, Shown> {
    let mut files: BTreeMap<Arc<str>, Shown> = BTreeMap::new();
    for finding in &scan.findings {
        let wanted = finding.severity >= settings.min_severity
            && match finding.state {
                State::New => true,
                State::Undetermined { .. } => settings.undetermined,
                State::Suppressed(_) | State::Baseline => false,
            };
        let Some(location) = finding.location.as_ref().filter(|_| wanted) else { continue };
        let Some(range) = places.range(location) else { continue };
        let shown = files.entry(Arc::clone(&location.file)).or_default();
        shown.diagnostics.push(diagnostic(finding, range, places));
        shown.policies.push((range, Arc::clone(&finding.policy), finding.message.clone()));
    }
    for problem in &scan.problems {
        let Some(file) = &problem.file else { continue };
        let range = problem.location.as_ref().and_then(|location| places.range(location)).unwrap_or_default();
        files.entry(Arc::clone(file)).or_default().diagnostics.push(error(problem, range));
    }
    files
}

fn diagnostic(finding: &Finding, range: Range, places: &Places<'_>) -> Diagnostic {
    let (severity, message) = match &finding.state {
        State::Undetermined { reason } => {
            (DiagnosticSeverity::HINT, format!("{}: undetermined, {reason}", finding.policy.title))
        }
        _ => (severity(finding.severity), finding.message.clone()),
    };
    let related = places.related(finding);
    Diagnostic {
        range,
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.policy.id.clone())),
        code_description: help_page(&finding.policy).parse().ok().map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: Some(json!({
            "fingerprint": finding.fingerprint.exact,
            "address": finding.resource.address,
            "owner": finding.policy.owner,
        })),
    }
}

fn error(problem: &Problem, range: Range) -> Diagnostic {
    let message = match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    };
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String(problem.kind.as_str().to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    }
}

/// A diagnostic for a text that is not a document of a scan: the configuration file.
pub(crate) fn plain_error(message: String, text: &str, encoding: Encoding, line: u32) -> Diagnostic {
    let lines = LineIndex::new(text);
    let start = lines.start_of(line.saturating_sub(1) as usize).unwrap_or_default();
    let length = text.get(start as usize..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    let end = start.saturating_add(u32::try_from(length).unwrap_or(0));
    Diagnostic {
        range: encoding.range(text, &lines, start, end),
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String("config".to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Critical | Severity::High => DiagnosticSeverity::ERROR,
        Severity::Medium => DiagnosticSeverity::WARNING,
        Severity::Low => DiagnosticSeverity::INFORMATION,
        Severity::Info => DiagnosticSeverity::HINT,
    }
}
