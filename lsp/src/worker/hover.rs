//! What a hover says of the findings at a place, and of what could not be decided there.

use std::collections::BTreeSet;

use bartizan_engine::finding::{Finding, Fix, Location, Related, State};
use bartizan_engine::helm::Snippet;
use bartizan_engine::policy::Metadata;
use bartizan_engine::rego::Safety;
use bartizan_engine::report::{depends_on, serves, whose};
use bartizan_engine::session::Detail;
use tower_lsp_server::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind, Position, Range};

use super::Worker;
use super::rego::names_rego;
use crate::actions::warning;
use crate::document::Place;

/// Most places elsewhere that are linked.
const MOST_PLACES: usize = 5;

/// What is said of one finding.
struct Told {
    range: Range,
    policy: String,
    message: String,
    text: String,
    is_shown: bool,
}

impl Worker {
    /// What is to be said of the findings at a place, and of what could not be decided there.
    pub(super) fn hover(&mut self, params: &HoverParams) -> Option<Hover> {
        let at = &params.text_document_position_params;
        let uri = &at.text_document.uri;
        if names_rego(uri) {
            return self.rego_hover(at);
        }
        let place = self.place_of_uri(uri)?;
        if !self.project(&place.root)?.session.files().is_file(&place.file) {
            return None;
        }
        let shown = self.shown.get(uri).map(|shown| shown.policies.as_slice()).unwrap_or_default();
        let covering = shown.iter().filter(|(range, ..)| covers(range, at.position));
        let covering: Vec<(Range, String, String)> =
            covering.map(|(range, policy, message)| (*range, policy.id.clone(), message.clone())).collect();
        let mut all = self.told(&place, at.position, &covering);
        // Several instances may be written at one place, and several findings be about one place of a document.
        let mut known = BTreeSet::new();
        all.retain(|told| known.insert((told.policy.clone(), told.message.clone())));
        all.sort_by_key(|told| !told.is_shown);
        let range = all.first()?.range;
        let value = all.iter().map(|told| told.text.as_str()).collect::<Vec<_>>().join("\n\n---\n\n");
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(range) })
    }

    /// The findings that are shown at the position, by range, policy and message, and those that are undetermined there.
    fn told(&self, place: &Place, position: Position, covering: &[(Range, String, String)]) -> Vec<Told> {
        let Some(project) = self.project(&place.root) else { return Vec::new() };
        let shown_at = |finding: &Finding| {
            let is_it = |(_, policy, message): &&(_, String, String)| {
                *policy == finding.policy.id && (*message == finding.message || is_undetermined(finding))
            };
            covering.iter().find(is_it).map(|(range, ..)| *range)
        };
        let wanted = |finding: &Finding| shown_at(finding).is_some();
        let detail = Detail { explained: Some(&wanted), fixes: !covering.is_empty() };
        let scan = project.session.check_open_in_detail(&[std::sync::Arc::clone(&place.file)], detail);
        let mut explained = BTreeSet::new();
        let mut snippets = BTreeSet::new();
        let mut all = Vec::new();
        for finding in &scan.findings {
            let undecided = || self.undecided_at(place, position, finding);
            let shown = shown_at(finding);
            let Some(range) = shown.or_else(undecided) else { continue };
            let is_shown = shown.is_some();
            let rendered = project.session.rendered(finding).filter(|_| is_shown);
            let rendered = rendered.map(|snippet| shown_as_rendered(finding, &snippet));
            // The same lines are shown once, and a policy is explained once.
            let rendered = rendered.filter(|snippet| snippets.insert(snippet.clone()));
            let mut parts = vec![headline(finding)];
            parts.extend(self.related(place, finding));
            parts.extend(rendered);
            if is_shown && explained.insert(finding.policy.id.clone()) {
                parts.extend(explanation(&finding.policy, finding));
            }
            let (policy, message) = (finding.policy.id.clone(), finding.message.clone());
            all.push(Told { range, policy, message, text: parts.join("\n\n"), is_shown });
        }
        all
    }

    /// Where the value stands that leaves a finding undecided, if it is at the position.
    fn undecided_at(&self, place: &Place, position: Position, finding: &Finding) -> Option<Range> {
        let location = finding.location.as_ref().filter(|_| is_undetermined(finding))?;
        let source = self.project(&place.root).filter(|_| location.file == place.file)?.source(&place.file)?;
        let span = location.span;
        let range = self.client.encoding.range(&source.text, &source.lines, span.start, span.end);
        // One that stands for a whole block says nothing of what is in it.
        Some(range).filter(|range| covers(range, position) && range.start.line == range.end.line)
    }

    /// What the finding depends on, and links to what it has to do with.
    fn related(&self, place: &Place, finding: &Finding) -> Option<String> {
        let link = |related: &Related| {
            let Location { file, start, .. } = &related.location;
            let uri = self.uri_of(&place.root, file)?;
            let name = file.replace(['[', ']'], "_");
            Some(format!("- {}: [{name}:{}]({}#L{})", related.message, start.line, uri.as_str(), start.line))
        };
        let links: Vec<String> = finding.related.iter().filter_map(link).take(MOST_PLACES).collect();
        let links = (!links.is_empty()).then(|| links.join("\n"));
        let parts: Vec<String> = depends_on(finding).into_iter().chain(links).collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

fn is_undetermined(finding: &Finding) -> bool {
    matches!(finding.state, State::Undetermined { .. })
}

/// What is wrong, or why it is not known whether something is; the policy and how severe it is.
fn headline(finding: &Finding) -> String {
    let policy = &finding.policy;
    let of_policy = format!("`{}` {} · {}", policy.id, policy.title, finding.severity.as_str());
    match &finding.state {
        State::Undetermined { reason } => {
            let severity = finding.severity.as_str();
            format!("**Not known: {}**\n\n`{}` · {severity} · unknown because {reason}", policy.title, policy.id)
        }
        State::Baseline => format!("**{}**\n\n{of_policy} · in the baseline", finding.message),
        State::Suppressed(by) => format!("**{}**\n\n{of_policy} · suppressed: {}", finding.message, by.reason),
        State::New => format!("**{}**\n\n{of_policy}", finding.message),
    }
}

/// Why it matters, how it is mended, whose it is and which rows it serves.
fn explanation(policy: &Metadata, finding: &Finding) -> Vec<String> {
    let mut parts = Vec::new();
    let mut say = |title: &str, text: &str| {
        if !text.trim().is_empty() {
            parts.push(format!("**{title}.** {}", text.trim()));
        }
    };
    say("Why", &policy.description);
    say("How to fix it", &policy.remediation);
    say("Quick fix", &finding.fix.as_ref().filter(|_| finding.state == State::New).map(quick_fix).unwrap_or_default());
    say(
        "Whose it is",
        &whose(policy).map(|whose| format!("{whose}, maturity level {}.", policy.level)).unwrap_or_default(),
    );
    let rows: Vec<String> = serves(policy).iter().map(|row| format!("- {row}")).collect();
    if !rows.is_empty() {
        parts.push(format!("**Serves**\n\n{}", rows.join("\n")));
    }
    parts
}

/// What the fix does; nothing where there is none that may be applied.
fn quick_fix(fix: &Fix) -> String {
    match fix.safety {
        Safety::Display => String::new(),
        safety if fix.is_applicable(true) => format!("{}{}.", fix.title, warning(safety)),
        _ => String::new(),
    }
}

/// What a chart renders to, as Markdown.
fn shown_as_rendered(finding: &Finding, snippet: &Snippet) -> String {
    let environments: Vec<String> = finding.environments.iter().map(|name| format!("`{name}`")).collect();
    let of = if environments.is_empty() { String::new() } else { format!(" for {}", environments.join(", ")) };
    // The text may hold fences too.
    let ticks = snippet.text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(ticks.max(2) + 1);
    let Snippet { template, text } = snippet;
    format!("rendered{of}, `{}` of {template}:\n\n{fence}yaml\n{text}\n{fence}", finding.resource.address)
}

fn covers(range: &Range, position: Position) -> bool {
    range.start <= position && position <= range.end
}
