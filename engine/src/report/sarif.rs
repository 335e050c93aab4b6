//! SARIF 2.1.0 as code scanning platforms ingest it.
//!
//! One rule per policy, `security-severity` as GitHub maps it, columns in Unicode code points, no region where there is
//! no line. Source: <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix as SarifFix, Invocation, Location as SarifLocation, Message,
    MultiformatMessageString, Notification, PhysicalLocation, PropertyBag, Region, Replacement, ReportingConfiguration,
    ReportingDescriptor, ReportingDescriptorReference, Result as SarifResult, ResultKind, ResultLevel, Run, Sarif,
    Suppression as SarifSuppression, Tool, ToolComponent,
};

use super::plain::without_commands;
use super::{Shown, headline, help_page};
use crate::finding::{Finding, Fix, Location, Problem, Scan, State};
use crate::policy::{Metadata, Severity};
use crate::since::Solved;

/// The schema that the log follows.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Name that the paths of the log are relative to.
const ROOT: &str = "PROJECTROOT";

/// The scan as a SARIF log, with a line end.
#[must_use]
pub fn sarif(scan: &Scan, shown: Shown) -> String {
    let findings: Vec<&Finding> = Shown { excused: true, ..shown }.of(scan).collect();
    let mut rules: BTreeMap<&str, &Arc<Metadata>> =
        scan.policies.iter().map(|policy| (policy.id.as_str(), policy)).collect();
    let solved: &[Solved] = scan.since.as_ref().map_or(&[], |since| &since.solved);
    rules.extend(solved.iter().map(|solved| (solved.policy.id.as_str(), &solved.policy)));
    rules.extend(findings.iter().map(|finding| (finding.policy.id.as_str(), &finding.policy)));
    let indices: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(index, id)| (*id, index)).collect();
    let driver = ToolComponent::builder()
        .name("Bartizan")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri("https://github.com/bartizan-rs/bartizan")
        .rules(rules.values().map(|policy| rule(policy)).collect::<Vec<_>>())
        .build();
    let invocation = Invocation::builder()
        .execution_successful(scan.problems.is_empty())
        .tool_execution_notifications(scan.problems.iter().map(notification).collect::<Vec<_>>())
        .build();
    let root = ArtifactLocation::builder().description(message("The project root.")).build();
    let compares = scan.since.is_some();
    let of_now = findings.iter().map(|finding| result(finding, &indices, compares));
    let results: Vec<SarifResult> = of_now.chain(solved.iter().map(|solved| absent(solved, &indices))).collect();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind("unicodeCodePoints")
        .original_uri_base_ids(BTreeMap::from([(ROOT.to_owned(), root)]))
        .invocations(vec![invocation])
        .results(results)
        .build();
    let log = Sarif::builder().schema(SCHEMA).version("2.1.0").runs(vec![run]).build();
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    without_commands(text, "\\u0023#")
}

fn message(text: impl Into<String>) -> Message {
    Message::builder().text(text).build()
}

fn text(text: impl Into<String>) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

fn rule(policy: &Metadata) -> ReportingDescriptor {
    let help = format!(
        "{}\n\n{}\n\nOwner: {}. Maturity level {}.",
        policy.description, policy.remediation, policy.owner, policy.level
    );
    let markdown = format!(
        "{}\n\n**Fix:** {}\n\n**Owner:** {} ({}). **Maturity level:** {}.",
        policy.description, policy.remediation, policy.owner, policy.layer, policy.level
    );
    let properties = PropertyBag::builder()
        .tags(vec!["security".to_owned(), policy.platform.as_str().to_owned()])
        .additional_properties(BTreeMap::from([
            ("precision".to_owned(), json!(policy.confidence.as_str())),
            ("problem.severity".to_owned(), json!(problem_severity(policy.severity))),
            ("security-severity".to_owned(), json!(security_severity(policy.severity))),
        ]))
        .build();
    let mut rule = ReportingDescriptor::builder()
        .id(&policy.id)
        .name(pascal_case(&policy.title))
        .short_description(text(&policy.title))
        .full_description(text(&policy.description))
        .help(MultiformatMessageString::builder().text(help).markdown(markdown).build())
        .default_configuration(ReportingConfiguration::builder().level(level_name(policy.severity)).build())
        .properties(properties)
        .build();
    rule.help_uri = help_page(policy);
    rule
}

/// The place of a rule among the others.
fn index_of(rules: &BTreeMap<&str, usize>, id: &str) -> i64 {
    rules.get(id).copied().and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

/// A finding that a change solved.
fn absent(solved: &Solved, rules: &BTreeMap<&str, usize>) -> SarifResult {
    let id = solved.policy.id.as_str();
    let properties = BTreeMap::from([("address".to_owned(), json!(solved.address))]);
    let mut result = SarifResult::builder()
        .rule_id(id)
        .rule_index(index_of(rules, id))
        .level(level(solved.severity))
        .message(message(format!("{}: {}", solved.address, solved.message)))
        .locations(vec![solved.location.as_ref().map_or_else(|| file_only(&solved.file), physical)])
        .partial_fingerprints(BTreeMap::from([("bartizan/v1".to_owned(), solved.fingerprint.clone())]))
        .properties(PropertyBag::builder().additional_properties(properties).build())
        .build();
    result.baseline_state = Some(json!("absent"));
    result
}

/// A finding; `compares` with a revision, so that it is told whether it was there before.
fn result(finding: &Finding, rules: &BTreeMap<&str, usize>, compares: bool) -> SarifResult {
    let address = &finding.resource.address;
    let id = finding.policy.id.as_str();
    let rule = index_of(rules, id);
    let mut properties = BTreeMap::from([
        ("address".to_owned(), json!(address)),
        ("owner".to_owned(), json!(finding.owner)),
        ("maturityLevel".to_owned(), json!(finding.policy.level)),
    ]);
    if !finding.occurrences.is_empty() {
        let others = finding.occurrences.iter().map(|other| json!({"unit": *other.unit, "address": other.address}));
        properties.insert("occurrences".to_owned(), others.collect());
    }
    let mut result = SarifResult::builder()
        .rule_id(id)
        .rule_index(rule)
        .level(level(finding.severity))
        .message(message(headline(finding)))
        .locations(vec![place(finding)])
        .partial_fingerprints(BTreeMap::from([("bartizan/v1".to_owned(), finding.fingerprint.exact.clone())]))
        .properties(PropertyBag::builder().additional_properties(properties).build())
        .build();
    let occurrences = i64::try_from(finding.occurrences.len()).ok().filter(|others| *others > 0);
    result.occurrence_count = occurrences.map(|others| others + 1);
    if !finding.related.is_empty() {
        let related = (0..).zip(&finding.related).map(|(id, related)| {
            let said = if related.message.is_empty() { "related" } else { &related.message };
            SarifLocation { id: Some(id), message: Some(message(said)), ..physical(&related.location) }
        });
        result.related_locations = Some(related.collect());
    }
    if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
        result.fixes = Some(vec![repair(fix)]);
    }
    match &finding.state {
        State::New => result.baseline_state = compares.then(|| json!("new")),
        State::Baseline if compares => result.baseline_state = Some(json!("unchanged")),
        State::Baseline => result.suppressions = Some(vec![suppression("external", "in the baseline")]),
        State::Suppressed(excuse) => {
            let kind = if excuse.by.is_in_source() { "inSource" } else { "external" };
            result.suppressions = Some(vec![suppression(kind, &excuse.reason)]);
        }
        State::Undetermined { reason } => {
            result.kind = Some(ResultKind::Open);
            result.level = Some(ResultLevel::None);
            result.message = message(format!("{address}: {}: undetermined, {reason}", finding.policy.title));
        }
    }
    result
}

/// The edits of a fix, by file.
fn repair(fix: &Fix) -> SarifFix {
    let mut files: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        let mut replacement = Replacement::builder().deleted_region(region(&edit.location)).build();
        if !edit.new_text.is_empty() {
            replacement.inserted_content = Some(ArtifactContent::builder().text(&edit.new_text).build());
        }
        files.entry(&edit.location.file).or_default().push(replacement);
    }
    let change = |(file, replacements): (&str, Vec<Replacement>)| {
        ArtifactChange::builder().artifact_location(artifact(file)).replacements(replacements).build()
    };
    let changes: Vec<ArtifactChange> = files.into_iter().map(change).collect();
    SarifFix::builder().description(message(&fix.title)).artifact_changes(changes).build()
}

fn suppression(kind: &str, justification: &str) -> SarifSuppression {
    SarifSuppression::builder().kind(kind).justification(justification).build()
}

/// The finding's place; the file alone where there is no line.
fn place(finding: &Finding) -> SarifLocation {
    finding.location.as_ref().map_or_else(|| file_only(&finding.unit), physical)
}

fn artifact(file: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri(file)).uri_base_id(ROOT).build()
}

fn file_only(file: &str) -> SarifLocation {
    let place = PhysicalLocation::builder().artifact_location(artifact(file)).build();
    SarifLocation::builder().physical_location(place).build()
}

fn region(location: &Location) -> Region {
    Region::builder()
        .start_line(location.start.line)
        .start_column(location.start.column)
        .end_line(location.end.line)
        .end_column(location.end.column)
        .build()
}

fn physical(location: &Location) -> SarifLocation {
    let place =
        PhysicalLocation::builder().artifact_location(artifact(&location.file)).region(region(location)).build();
    SarifLocation::builder().physical_location(place).build()
}

fn notification(problem: &Problem) -> Notification {
    let descriptor = ReportingDescriptorReference::builder().id(problem.kind.as_str()).build();
    let mut notification =
        Notification::builder().level("error").message(message(&problem.message)).descriptor(descriptor).build();
    let place = problem.location.as_ref().map(physical).or_else(|| problem.file.as_deref().map(file_only));
    notification.locations = place.map(|place| vec![place]);
    notification
}

/// GitHub reads `security-severity` as critical from 9, high from 7, medium from 4, low above 0.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.1",
    }
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Critical | Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low | Severity::Info => ResultLevel::Note,
    }
}

fn level_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// As GitHub names it in its filters.
fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

/// The words of a title in one; without those of one letter, since the validator takes two capitals in a row for none.
fn pascal_case(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 1);
    words.map(|word| word[..1].to_uppercase() + &word[1..].to_lowercase()).collect()
}

/// A relative path as a URI reference: everything but unreserved characters and `/` is percent-encoded (RFC 3986).
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_encoded() {
        assert_eq!(uri("a b/ä#.yaml"), "a%20b/%C3%A4%23.yaml");
    }

    #[test]
    fn rule_names_are_words_joined() {
        assert_eq!(pascal_case("Pod uses the host's network"), "PodUsesTheHostNetwork");
        assert_eq!(pascal_case("Realm accepts a login over plain HTTP"), "RealmAcceptsLoginOverPlainHttp");
    }
}
