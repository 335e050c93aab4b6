//! Policies of other tools over the documents of a scan.

use std::sync::Arc;

use rayon::prelude::*;

use super::Session;
use super::asked::Asked;
use super::evaluate::{Judged, guarded};
use super::read::ReadUnit;
use crate::discover::{FileKind, UnitKind};
use crate::files::path::ROOT;
use crate::finding::{Context, Dependency, Finding, Location};
use crate::foreign::{Answer, Cluster, Document, Written};
use crate::rego::{self, Limits, Options, Outcome, Verdict, options};
use crate::resource::{PathElement, Platform, Resource};
use crate::source::{Node, Source, SourceId, Span};

/// What they say of the files asked for; when `explained`, with what each finding depends on.
pub(super) fn judge(session: &Session, units: &[Arc<ReadUnit>], asked: &Asked<'_>, explained: bool) -> Vec<Judged> {
    let foreign = &session.foreign;
    if foreign.is_empty() {
        return Vec::new();
    }
    let options = options(session.today, Limits::default().set);
    let cluster = foreign.admits().then(|| Cluster::new(units.iter().flat_map(|unit| objects(unit))));
    let judge_unit = |unit: &Arc<ReadUnit>| {
        guarded(unit, || {
            let mut judged = Judged::default();
            for document in documents(unit, asked) {
                let answers = foreign.document(&document, &options);
                place(session, unit, &mut judged, answers, &|_, path| Some(subject(unit, &document, path)), explained);
            }
            if let Some(cluster) = &cluster {
                for object in objects(unit).filter(|object| stands_in(unit, object, asked)) {
                    let answers = foreign.object(object, cluster, &options);
                    place(session, unit, &mut judged, answers, &|_, _| Some(object.clone()), explained);
                }
            }
            judged
        })
    };
    let mut all: Vec<Judged> = units.par_iter().map(judge_unit).collect();
    if foreign.combines() {
        all.push(judge_combined(session, units, asked, &options, explained));
    }
    all
}

/// All documents at once.
fn judge_combined(
    session: &Session,
    units: &[Arc<ReadUnit>],
    asked: &Asked<'_>,
    options: &Options,
    explained: bool,
) -> Judged {
    let mut all: Vec<(&Arc<ReadUnit>, Document<'_>)> = units
        .iter()
        .flat_map(|unit| documents(unit, asked).into_iter().map(move |document| (unit, document)))
        .collect();
    all.sort_by(|(_, a), (_, b)| a.file.cmp(b.file));
    let list: Vec<Document<'_>> = all.iter().map(|(_, document)| *document).collect();
    let answers = session.foreign.combined(&list, options);
    let mut judged = Judged::default();
    if answers.is_empty() {
        return judged;
    }
    units.iter().for_each(|unit| judged.mask.merge(unit.mask()));
    let scope: Arc<str> = if asked.whole { ROOT.into() } else { asked.paths.first().map_or(ROOT.into(), Arc::clone) };
    let sources = |id: SourceId| units.iter().find_map(|unit| unit.sources.get(&id).cloned());
    let by_path = |file: &str| units.iter().flat_map(|unit| unit.sources.values()).find(|source| &*source.path == file);
    let only = if all.len() == 1 { Some(0) } else { None };
    let found = |document: Option<usize>| document.or(only).and_then(|at| all.get(at));
    let subject =
        |document, path: &[PathElement]| found(document).map(|(unit, document)| subject(unit, document, path));
    let places = Places { session, sources: &sources, by_path: &by_path, subject: &subject, explained };
    for answer in answers {
        let unit = found(answer.document).map_or(&scope, |(unit, _)| &unit.set.unit);
        places.build(unit, &mut judged, answer);
    }
    judged
}

/// The documents of the files of `unit` that were asked for; of one that is a list, its elements, as conftest has it.
fn documents<'a>(unit: &'a ReadUnit, asked: &Asked<'_>) -> Vec<Document<'a>> {
    let files = unit.files.iter().filter(|file| file.kind != FileKind::Kustomization && asked.file(&file.source.path));
    let roots = files.flat_map(|file| file.parsed.documents.iter().map(move |document| (file, &document.root)));
    let parts = roots.flat_map(|(file, root)| match root.as_sequence() {
        Some(items) => items.iter().map(|item| (file, item)).collect(),
        None => vec![(file, root)],
    });
    parts.map(|(file, root)| Document { file: &file.source.path, kind: file.kind, root }).collect()
}

/// The objects of Kubernetes in the manifests of `unit`.
fn objects(unit: &ReadUnit) -> impl Iterator<Item = &Resource> {
    let manifests = matches!(unit.kind, UnitKind::Manifests | UnitKind::Chart);
    unit.set.resources.iter().filter(move |resource| manifests && resource.platform == Platform::Kubernetes)
}

fn stands_in(unit: &ReadUnit, object: &Resource, asked: &Asked<'_>) -> bool {
    unit.sources.get(&object.head.source).is_none_or(|source| asked.file(&source.path))
}

/// What a path of a document is about: the part that it leads into, if that is a resource, else the resource that the
/// document is, else one that stands for all of it. Its values are those of the document, so that the path leads from
/// there.
fn subject(unit: &ReadUnit, document: &Document<'_>, path: &[PathElement]) -> Resource {
    let root = document.root;
    let mut node = Some(root);
    let mut resource = resource_at(unit, root);
    for element in path {
        node = node.and_then(|node| match element {
            PathElement::Key(key) => node.get(key),
            PathElement::Index(index) => node.index(*index),
        });
        let Some(node) = node else { break };
        resource = resource_at(unit, node).or(resource);
    }
    if let Some(resource) = resource {
        return Resource { values: root.clone(), ..resource.clone() };
    }
    let kind = match document.kind {
        FileKind::TerraformPlan => "plan",
        FileKind::Kubernetes => root.get("kind").and_then(Node::as_str).unwrap_or("document"),
        _ => "realm",
    };
    let head = root.entries().next().map_or(root.span, |entry| entry.key_span);
    Resource::new(unit.kind.platform(), kind, kind, kind, root.clone(), head)
}

/// The resource of the unit that stands in `node`, or that has its address in a plan.
fn resource_at<'a>(unit: &'a ReadUnit, node: &Node) -> Option<&'a Resource> {
    let mut own = unit.set.resources.iter().filter(|resource| resource.derived_from.is_none());
    if unit.kind.platform() == Platform::Terraform {
        let address = node.get("address").filter(|_| node.get("type").is_some())?.as_str()?;
        return own.find(|resource| resource.address == address);
    }
    own.find(|resource| resource.values.span == node.span)
}

/// What a path is about in a document, by its number where it is one of several.
type Subject<'a> = &'a dyn Fn(Option<usize>, &[PathElement]) -> Option<Resource>;

fn place(
    session: &Session,
    unit: &ReadUnit,
    judged: &mut Judged,
    answers: Vec<Answer>,
    subject: Subject<'_>,
    explained: bool,
) {
    if answers.is_empty() {
        return;
    }
    judged.mask.merge(unit.mask());
    let sources = |id: SourceId| unit.sources.get(&id).cloned();
    let by_path = |file: &str| unit.sources.values().find(|source| &*source.path == file);
    let places = Places { session, sources: &sources, by_path: &by_path, subject, explained };
    for answer in answers {
        places.build(&unit.set.unit, judged, answer);
    }
}

/// What findings are built from.
struct Places<'a, 's> {
    session: &'a Session,
    sources: &'a dyn Fn(SourceId) -> Option<Arc<Source>>,
    by_path: &'a dyn Fn(&str) -> Option<&'s Arc<Source>>,
    subject: Subject<'a>,
    /// Do they say what they depend on?
    explained: bool,
}

impl Places<'_, '_> {
    /// Adds the finding or the problem that an answer stands for.
    fn build(&self, unit: &Arc<str>, judged: &mut Judged, answer: Answer) {
        let path = match &answer.verdict {
            Verdict::Deny { path, .. } | Verdict::Undetermined { path, .. } => &path[..],
            Verdict::Failed { .. } => &[],
        };
        let subject = (self.subject)(answer.document, path);
        let resource = subject.as_ref().map(|subject| subject.address.clone());
        let outcome = Outcome { policy: answer.policy, resource, verdict: answer.verdict };
        let policies = |id: &str| self.session.policy_in_force(id);
        let context = Context { unit, sources: self.sources, policies: &policies, mask: &judged.mask };
        match context.finding(&outcome, subject.as_ref(), &|_| None) {
            Ok(mut finding) => {
                if let Some(written) = &answer.written {
                    move_to(&mut finding, written, self.by_path);
                }
                if self.explained {
                    let dependency = |place| self.dependency(&context, place);
                    finding.depends_on = Some(answer.depends_on.into_iter().filter_map(dependency).collect());
                }
                judged.findings.push(finding);
            }
            Err(problem) => judged.problems.push(*problem),
        }
    }

    /// A place in a document as one of the resource that it is about.
    fn dependency(&self, context: &Context<'_>, place: rego::Dependency<usize>) -> Option<Dependency> {
        let rego::Dependency { resource, path, absent, decisive } = place;
        let subject = (self.subject)(Some(resource), &path)?;
        let place = rego::Dependency { resource: subject.address.clone(), path, absent, decisive };
        Some(context.dependency(place, Some(&subject)))
    }
}

/// Puts a finding where its policy says that it stands, if there is such a line.
fn move_to<'s>(finding: &mut Finding, written: &Written, by_path: &dyn Fn(&str) -> Option<&'s Arc<Source>>) {
    let own = finding.location.as_ref().map(|location| Arc::clone(&location.file));
    let Some(file) = written.file.as_deref().or(own.as_deref()) else { return };
    let Some(source) = by_path(file.strip_prefix("./").unwrap_or(file)) else { return };
    let line = written.line.map_or(0, |line| line as usize - 1);
    let Some(start) = source.lines.start_of(line) else { return };
    let end = source.lines.start_of(line + 1).map_or(source.text.len(), |end| end as usize);
    let text = source.text.get(start as usize..end).unwrap_or_default();
    let indent = text.len() - text.trim_start().len();
    let (Ok(indent), Ok(length)) = (u32::try_from(indent), u32::try_from(text.trim_end().len())) else { return };
    let location = Location::new(source, Span::new(source.id, start + indent.min(length), start + length));
    finding.openers.push(location.start.line);
    finding.location = Some(location);
}
