//! Findings and problems as diagnostics of the protocol.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bartizan_engine::finding::{
    Finding, Location, Problem, Scan, ShownAt, State, Suppression, Upkeep, upkeep_metadata,
};
use bartizan_engine::policy::{Metadata, Severity};
use bartizan_engine::report::{Shown as Wanted, help_page};
use bartizan_engine::source::{LineIndex, Source};
use serde_json::{Value, json};
use tower_lsp_server::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location as LspLocation, NumberOrString, Range, Uri,
};

use crate::position::Encoding;
use crate::workspace::ConfigFault;

/// Name of the server in the editor's lists.
pub(crate) const SOURCE: &str = "bartizan";

/// The member of a diagnostic's data that says that the finding stands at another place.
const COMPANION: &str = "companion";

/// What a [companion] says of where the finding stands.
const FROM: &str = "reported here";

/// What one file shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Version of the document; none when it is not open.
    pub(crate) version: Option<i32>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The policy of each diagnostic that has one, for hovers.
    pub(crate) policies: Vec<(Range, Arc<Metadata>, String)>,
    /// The findings that stand in it, in the order of the scan.
    pub(crate) findings: Vec<Listed>,
}

impl Shown {
    /// The same of a file that is not open, at which nobody points.
    pub(crate) fn closed(self) -> Self {
        Self { version: None, policies: Vec::new(), ..self }
    }
}

/// A finding as lists of findings have it.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) range: Range,
    pub(crate) policy: Arc<Metadata>,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) owner: String,
    /// As the JSON output names it.
    pub(crate) state: &'static str,
    pub(crate) address: String,
    pub(crate) fingerprint: String,
}

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        let key = |of: &Self| (of.range, of.severity, of.state);
        let same = |text: fn(&Self) -> &str| text(self) == text(other);
        key(self) == key(other)
            && same(|of| &of.policy.id)
            && same(|of| &of.message)
            && same(|of| &of.owner)
            && same(|of| &of.address)
            && same(|of| &of.fingerprint)
    }
}

impl Listed {
    fn new(finding: &Finding, range: Range) -> Self {
        Self {
            range,
            policy: Arc::clone(&finding.policy),
            severity: finding.severity,
            message: finding.message.clone(),
            owner: finding.owner.clone(),
            state: finding.state.as_str(),
            address: finding.resource.address.clone(),
            fingerprint: finding.fingerprint.exact.clone(),
        }
    }

    /// The finding as JSON, in the file at `uri`.
    pub(crate) fn json(&self, uri: &Uri) -> Value {
        json!({
            "policy": self.policy.id,
            "title": self.policy.title,
            "severity": self.severity,
            "message": self.message,
            "owner": self.owner,
            "supporting": self.policy.supporting,
            "level": self.policy.level,
            "layer": self.policy.layer,
            "state": self.state,
            "uri": uri,
            "range": self.range,
            "address": self.address,
            "fingerprint": self.fingerprint,
        })
    }
}

/// Turns places of one project into the protocol's.
pub(crate) struct Places<'a> {
    encoding: Encoding,
    source: &'a dyn Fn(&str) -> Option<Arc<Source>>,
    uri: &'a dyn Fn(&str) -> Option<Uri>,
    /// Texts asked for so far.
    sources: RefCell<HashMap<Arc<str>, Option<Arc<Source>>>>,
    /// Addresses asked for so far.
    uris: RefCell<HashMap<Arc<str>, Option<Uri>>>,
}

impl<'a> Places<'a> {
    /// `source` gives the text, `uri` the address of a file.
    pub(crate) fn new(
        encoding: Encoding,
        source: &'a dyn Fn(&str) -> Option<Arc<Source>>,
        uri: &'a dyn Fn(&str) -> Option<Uri>,
    ) -> Self {
        Self { encoding, source, uri, sources: RefCell::default(), uris: RefCell::default() }
    }

    fn range(&self, location: &Location) -> Option<Range> {
        let mut sources = self.sources.borrow_mut();
        let file = &location.file;
        let source = sources.entry(Arc::clone(file)).or_insert_with(|| (self.source)(file)).as_ref()?;
        Some(self.encoding.range(&source.text, &source.lines, location.span.start, location.span.end))
    }

    fn uri(&self, file: &Arc<str>) -> Option<Uri> {
        let mut uris = self.uris.borrow_mut();
        uris.entry(Arc::clone(file)).or_insert_with(|| (self.uri)(file)).clone()
    }

    fn related(&self, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        finding.related.iter().filter_map(|related| self.linked(&related.location, related.message.clone())).collect()
    }

    fn linked(&self, location: &Location, message: String) -> Option<DiagnosticRelatedInformation> {
        let location = LspLocation { uri: self.uri(&location.file)?, range: self.range(location)? };
        Some(DiagnosticRelatedInformation { location, message })
    }
}

/// What each file of a scan shows, by path relative to the root.
pub(crate) fn by_file(scan: &Scan, wanted: Wanted, places: &Places<'_>) -> BTreeMap<Arc<str>, Shown> {
    let mut files: BTreeMap<Arc<str>, Shown> = BTreeMap::new();
    for finding in wanted.of(scan) {
        let Some(location) = finding.location.as_ref() else { continue };
        let Some(range) = places.range(location) else { continue };
        let own = diagnostic(finding, range, places);
        for at in &finding.shown_at {
            let Some(range) = places.range(&at.place.location) else { continue };
            let shown = files.entry(Arc::clone(&at.place.location.file)).or_default();
            show(&mut shown.diagnostics, companion(&own, range, at, places.linked(location, FROM.to_owned())));
            shown.policies.push((range, Arc::clone(&finding.policy), finding.message.clone()));
        }
        let shown = files.entry(Arc::clone(&location.file)).or_default();
        show(&mut shown.diagnostics, own);
        shown.findings.push(Listed::new(finding, range));
        shown.policies.push((range, Arc::clone(&finding.policy), finding.message.clone()));
    }
    for problem in &scan.problems {
        let Some(file) = &problem.file else { continue };
        let range = problem.location.as_ref().and_then(|location| places.range(location)).unwrap_or_default();
        files.entry(Arc::clone(file)).or_default().diagnostics.push(error(problem, range));
    }
    files
}

/// Adds a diagnostic, unless it says the same of another instance: of a module that is called twice, the places where its
/// values are used are gathered.
fn show(diagnostics: &mut Vec<Diagnostic>, new: Diagnostic) {
    let twin = diagnostics.iter_mut().find(|known| {
        (known.range, &known.code, &known.message, known.severity) == (new.range, &new.code, &new.message, new.severity)
    });
    let Some(known) = twin else { return diagnostics.push(new) };
    for place in new.related_information.into_iter().flatten() {
        let places = known.related_information.get_or_insert_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
}

fn diagnostic(finding: &Finding, range: Range, places: &Places<'_>) -> Diagnostic {
    let (severity, message) = match &finding.state {
        State::Undetermined { reason } => {
            (DiagnosticSeverity::HINT, format!("{}: undetermined, {reason}", finding.policy.title))
        }
        State::Baseline => (DiagnosticSeverity::HINT, format!("{} (the baseline knows it)", finding.message)),
        State::Suppressed(by) => (DiagnosticSeverity::HINT, format!("{} ({})", finding.message, excuse(by))),
        State::New => (severity(finding.severity), finding.message.clone()),
    };
    let related = places.related(finding);
    Diagnostic {
        range,
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.policy.id.clone())),
        code_description: help_page(&finding.policy)
            .and_then(|page| page.parse().ok())
            .map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: tag(finding).map(|tag| vec![tag]),
        data: Some(json!({
            "fingerprint": finding.fingerprint.exact,
            "address": finding.resource.address,
            "owner": finding.owner,
        })),
    }
}

/// By what a finding is excused, why and for how long.
fn excuse(by: &Suppression) -> String {
    let reason = if by.reason.is_empty() { String::new() } else { format!(": {}", by.reason) };
    let until = by.until.map(|day| format!(", until {day}")).unwrap_or_default();
    format!("suppressed by {}{reason}{until}", by.by.as_str())
}

/// How the editor draws it: faint where a suppression does nothing, or no longer; struck through where what is written is
/// obsolete.
fn tag(finding: &Finding) -> Option<DiagnosticTag> {
    let is_about = |upkeep| upkeep_metadata(upkeep).id == finding.policy.id;
    if [Upkeep::Expired, Upkeep::Unused].into_iter().any(is_about) {
        return Some(DiagnosticTag::UNNECESSARY);
    }
    let is_certain = !matches!(finding.state, State::Undetermined { .. });
    (finding.policy.deprecated && is_certain).then_some(DiagnosticTag::DEPRECATED)
}

/// What a further place of the finding shows that `finding` is of.
fn companion(
    finding: &Diagnostic,
    range: Range,
    at: &ShownAt,
    reported: Option<DiagnosticRelatedInformation>,
) -> Diagnostic {
    let mut data = finding.data.clone().unwrap_or_default();
    data[COMPANION] = json!(true);
    // What is not wrong there by itself is no more than a pointer to where it counts.
    let least = if at.is_faulty { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::INFORMATION };
    Diagnostic {
        range,
        severity: finding.severity.map(|severity| severity.max(least)),
        message: format!("{} ({})", finding.message, at.place.message),
        related_information: reported.map(|place| vec![place]),
        data: Some(data),
        ..finding.clone()
    }
}

/// Does it only point to the finding at another place?
pub(crate) fn is_companion(diagnostic: &Diagnostic) -> bool {
    diagnostic.data.as_ref().is_some_and(|data| data.get(COMPANION).is_some())
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

/// What is wrong with the configuration file that holds `text`.
pub(crate) fn config_error(fault: &ConfigFault, text: &str, encoding: Encoding) -> Diagnostic {
    let lines = LineIndex::new(text);
    let first_line = || 0..text.lines().next().and_then(|line| u32::try_from(line.len()).ok()).unwrap_or(0);
    let span = fault.span.clone().unwrap_or_else(first_line);
    Diagnostic {
        range: encoding.range(text, &lines, span.start, span.end),
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String("config".to_owned())),
        source: Some(SOURCE.to_owned()),
        message: fault.message.clone(),
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
