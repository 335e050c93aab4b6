//! Root modules of Terraform as units: what reading them gives, kept for as long as nothing that was looked at changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Session;
use super::helm::Charts;
use super::read::{ReadUnit, file_problems, problem_of};
use super::release::releases;
use crate::discover::{ParsedFile, Unit};
use crate::files::path;
use crate::finding::{self, Comment, Finding, Location, Note, State, comments_in_configuration};
use crate::resource::{Platform, Resource};
use crate::source::{Source, SourceError, SourceId, Span, locate};
use crate::terraform::source::{self, Block, Reading, Record, Root};
use crate::terraform::{read_plan_of, release_secrets};

/// What is kept of a root module beside its resources.
pub(super) struct RootModule {
    root: Arc<Root>,
    record: Record,
    /// Where the type and labels of each module call stand, by address without keys.
    calls: BTreeMap<String, Span>,
    /// The resource and data blocks, by address without keys.
    blocks: BTreeMap<String, Block>,
}

impl RootModule {
    /// Would it be read as it was?
    pub(super) fn is_current(&self, root: &Arc<Root>, session: &Session) -> bool {
        self.root == *root && self.record.is_current(&session.files)
    }

    /// Was the file at `path` read or looked for, or its folder listed?
    pub(super) fn looked_at(&self, path: &str) -> bool {
        self.record.has(path) || self.record.has(path::folder(path))
    }

    /// Puts a finding that depends on an unknown value where the configuration says what that value will be: what is
    /// unknown has no place of its own, so the finding stands at the head of its block.
    pub(super) fn settle(&self, finding: &mut Finding, sources: &BTreeMap<SourceId, Arc<Source>>) {
        let is_unknown = matches!(finding.state, State::Undetermined { .. });
        if !is_unknown || finding.resource.platform != Platform::Terraform {
            return;
        }
        let Some(block) = self.blocks.get(&without_keys(&finding.resource.address)) else { return };
        if finding.location.as_ref().is_none_or(|location| location.span != block.head) {
            return;
        }
        let place = locate(&block.outline, &finding.path, block.head, &|id| sources.get(&id).cloned());
        let Some(source) = sources.get(&place.span.source) else { return };
        finding.location = Some(Location::new(source, place.span));
        finding.places.push(place.span);
    }

    /// The module calls through which the resource at `address` exists, the outermost first.
    fn calls_to(&self, address: &str) -> impl Iterator<Item = Span> + '_ {
        module_calls(address).into_iter().filter_map(|call| self.calls.get(&call).copied())
    }
}

/// Reads a root module; where its plan is there, the plan tells the values and what exists.
pub(super) fn read(session: &Session, unit: &Unit, root: &Arc<Root>, key: [u8; 32]) -> ReadUnit {
    let asked = Root { declarations: session.declarations(), ..(**root).clone() };
    let reading = source::read(&session.files, &asked, &session.config, &session.documents.syntax);
    let planned = unit.files.first().map(|plan| planned(session, plan, &reading));
    let Reading { mut resources, errors, notes, sources, comments, record, blocks, calls, complete } = reading;
    let (mut faults, mut is_planned) = (Vec::new(), false);
    if let Some((own, wrong)) = planned {
        (resources, faults, is_planned) = (own, wrong, true);
    }
    for resource in &mut resources {
        resource.environment = root.environment.as_deref().map(str::to_owned);
        resource.sensitive.extend(release_secrets(resource));
    }
    let plans = unit.files.iter().map(|plan| Arc::clone(&plan.source));
    let sources: BTreeMap<SourceId, Arc<Source>> =
        sources.into_iter().chain(plans).map(|source| (source.id, source)).collect();
    let releases = releases(session, &resources, (&root.dir, root.environment.as_ref()), &sources);
    let mut problems = file_problems(session, &errors);
    problems.extend(faults.into_iter().map(|fault| problem_of(fault, &unit.path, &sources)));
    let mut read = ReadUnit {
        notes: notes.into_iter().filter_map(|note| note_of(note, &sources)).collect(),
        comments: suppressions(&comments, &sources),
        problems,
        module: Some(RootModule { root: Arc::clone(root), record, calls, blocks }),
        files: unit.files.clone(),
        sources,
        releases,
        ..ReadUnit::empty(unit, key)
    };
    read.set.complete = is_planned || (complete && errors.is_empty());
    read.set.resources = resources;
    read
}

/// The resources of a plan at the places of its configuration.
fn planned(session: &Session, plan: &ParsedFile, written: &Reading) -> (Vec<Resource>, Vec<SourceError>) {
    let (mut resources, mut errors) = (Vec::new(), Vec::new());
    for document in &plan.parsed.documents {
        let (own, faults) = read_plan_of(document, Some(written), session.declarations(), &session.config);
        resources.extend(own);
        errors.extend(faults);
    }
    (resources, errors)
}

/// A remark of the reader with its line.
fn note_of(note: source::Note, sources: &BTreeMap<SourceId, Arc<Source>>) -> Option<Note> {
    let source = sources.get(&note.span.source)?;
    let location = Location::new(source, note.span);
    let message = match note.help {
        Some(help) => format!("{}; {help}", note.message),
        None => note.message,
    };
    Some(Note { path: Arc::clone(&source.path), location: Some(location), message })
}

/// The suppression comments of a configuration.
fn suppressions(comments: &[(SourceId, Span)], sources: &BTreeMap<SourceId, Arc<Source>>) -> Vec<Comment> {
    let mut by_file: BTreeMap<SourceId, BTreeSet<Span>> = BTreeMap::new();
    for (file, span) in comments {
        by_file.entry(*file).or_default().insert(*span);
    }
    let of_file = |(file, spans): (SourceId, BTreeSet<Span>)| {
        let source = sources.get(&file)?;
        Some(comments_in_configuration(source, &spans))
    };
    by_file.into_iter().filter_map(of_file).flatten().collect()
}

/// Notes the module calls through which the resources of `findings` exist: comments there excuse too.
pub(super) fn add_calls(findings: &mut [Finding], units: &[Arc<ReadUnit>]) {
    for finding in findings.iter_mut().filter(|finding| finding.resource.address.starts_with("module.")) {
        // Fleet policies judge the resources of all units.
        let holds = |unit: &&Arc<ReadUnit>| {
            let has = || unit.set.resources.iter().any(|resource| resource.address == finding.resource.address);
            unit.set.unit == finding.unit || (&*finding.unit == path::ROOT && has())
        };
        let modules = units.iter().filter(holds).filter_map(|unit| unit.module.as_ref());
        let calls: BTreeSet<Span> = modules.flat_map(|module| module.calls_to(&finding.resource.address)).collect();
        finding.places.extend(calls);
    }
}

/// Gives the places of the module calls through which the resource of a finding exists.
pub(super) fn calls_of(units: &[Arc<ReadUnit>]) -> impl Fn(&Finding) -> Vec<Location> + '_ {
    let mut roots: HashMap<&str, Vec<(&ReadUnit, &RootModule)>> = HashMap::new();
    for unit in units {
        if let Some(module) = &unit.module {
            roots.entry(&unit.set.unit).or_default().push((unit, module));
        }
    }
    move |finding| {
        let mut calls = Vec::new();
        for (unit, module) in roots.get(&*finding.unit).into_iter().flatten() {
            for span in module.calls_to(&finding.resource.address) {
                let location = unit.sources.get(&span.source).map(|source| Location::new(source, span));
                calls.extend(location.filter(|location| !calls.contains(location)));
            }
        }
        calls
    }
}

/// One finding for those of several environments that are equal but for that. Those of charts are left as they are.
pub(super) fn merge_environments(findings: &mut Vec<Finding>, charts: &Charts) {
    let place = |finding: &Finding| (!charts.is_of_chart(finding)).then(|| finding.location.clone());
    finding::merge_environments(
        findings,
        place,
        |finding| finding.message.clone(),
        |known, other| {
            known.environments.append(&mut other.environments);
            known.environments.sort();
            known.environments.dedup();
            for related in other.related.drain(..) {
                if !known.related.contains(&related) {
                    known.related.push(related);
                }
            }
            known.places.append(&mut other.places);
        },
    );
}

/// The addresses, without keys, of the module calls that lead to `address`, the outermost first.
fn module_calls(address: &str) -> Vec<String> {
    let mut calls = Vec::new();
    let mut rest = address;
    let mut call = String::new();
    while let Some(inner) = rest.strip_prefix("module.") {
        let end = inner.find(['.', '[']).unwrap_or(inner.len());
        if !call.is_empty() {
            call.push('.');
        }
        call.push_str("module.");
        call.push_str(&inner[..end]);
        calls.push(call.clone());
        rest = after_key(&inner[end..]).strip_prefix('.').unwrap_or_default();
    }
    calls
}

/// `address` without its instance keys.
fn without_keys(address: &str) -> String {
    let (mut out, mut rest) = (String::new(), address);
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = after_key(&rest[at..]);
    }
    out + rest
}

/// What follows the instance key that `text` begins with, if it begins with one: a number, or a string in quotes.
fn after_key(text: &str) -> &str {
    let Some(key) = text.strip_prefix('[') else { return text };
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in key.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b']' if !quoted => return &key[at + 1..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_calls_that_lead_to_a_resource() {
        assert_eq!(module_calls("aws_s3_bucket.module"), Vec::<String>::new());
        assert_eq!(
            module_calls(r#"module.a["x]\".module.y"].module.b[0].data.aws_region.r"#),
            ["module.a", "module.a.module.b"]
        );
        assert_eq!(module_calls("module.a"), ["module.a"]);
        assert_eq!(without_keys(r#"module.a["x]\".b[0]"].data.t.n[1]"#), "module.a.data.t.n");
    }
}
