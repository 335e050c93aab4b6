//! Findings to fixes: what each concerns, and what else an edit of its declaration would change.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Session;
use super::read::ReadUnit;
use crate::discover::UnitKind;
use crate::files::path::{self, ROOT};
use crate::finding::{Finding, Mask, State};
use crate::fix;
use crate::rego::Safety;
use crate::resource::{Path, Platform, Resource};
use crate::source::{Source, SourceId, Span};
use crate::terraform::source::syntax;

/// Plans the fixes of the `findings` that count.
pub(super) fn plan(session: &Session, findings: &mut [Finding], units: &[Arc<ReadUnit>], mask: &Mask) {
    let wanted = |finding: &Finding| finding.state == State::New && !finding.steps.is_empty();
    if !findings.iter().any(wanted) {
        return;
    }
    let declared = Declared::of(units);
    let found: HashSet<Found> = findings.iter().filter(|finding| wanted(finding)).map(Found::of).collect();
    let mut shared: HashMap<(String, Path, Span), bool> = HashMap::new();
    let mut files: HashMap<SourceId, Vec<Target<'_>>> = HashMap::new();
    for finding in findings.iter_mut().filter(|finding| wanted(finding)) {
        let Some((unit, resource)) = declared.subject(finding) else { continue };
        let own = Found::of(finding);
        // The same for all that a block makes.
        let is_shared = *shared.entry((own.policy.clone(), own.path.clone(), resource.head)).or_insert_with(|| {
            declared.made_at.get(&resource.head).is_some_and(|made| {
                // What is wrong with all of them is mended in all of them.
                let has_it = |(unit, address): &(&str, &str)| found.contains(&own.of_other(unit, address));
                made.len() > 1 && !made.iter().all(has_it)
            })
        });
        files.entry(resource.head.source).or_default().push(Target { finding, unit, resource, is_shared });
    }
    files.into_par_iter().for_each(|(_, targets)| {
        let windows = fix::Windows::default();
        targets.into_iter().for_each(|target| target.plan(session, &declared, &windows, mask));
    });
}

/// A finding that is to be mended, and what it concerns.
struct Target<'a> {
    finding: &'a mut Finding,
    unit: &'a ReadUnit,
    resource: &'a Resource,
    /// Would an edit change other resources too, which are as they should be?
    is_shared: bool,
}

impl Target<'_> {
    fn plan(self, session: &Session, declared: &Declared<'_>, windows: &fix::Windows, mask: &Mask) {
        let Self { finding, unit, resource, is_shared } = self;
        let source = unit.sources.get(&resource.head.source).cloned();
        let folder = source.as_ref().map(|source| path::folder(&source.path).to_owned()).unwrap_or_default();
        let subject = fix::Subject {
            resource,
            source,
            is_shared,
            is_rendered: unit.kind == UnitKind::Chart,
            is_taken: &|kind, name| declared.names.contains(&(folder.as_str(), kind, name)),
        };
        let tree = |source: &Source| syntax(source, &session.documents.syntax);
        finding.fix = fix::plan(&finding.steps, &subject, &tree, windows).map(|mut fix| {
            fix.title = mask.message(&fix.title, &finding.resource.address);
            // A root module has no files but its plan.
            let planned =
                matches!(unit.kind, UnitKind::TerraformPlan | UnitKind::TerraformRoot) && !unit.files.is_empty();
            if planned && fix.safety != Safety::Display {
                fix.safety = Safety::Display;
                fix.reason = Some("the plan says so until it is made again".to_owned());
            }
            fix
        });
    }
}

/// What is found, where.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Found {
    policy: String,
    path: Path,
    unit: String,
    address: String,
}

impl Found {
    fn of(finding: &Finding) -> Self {
        Self {
            policy: finding.policy.id.clone(),
            path: finding.path.clone(),
            unit: finding.unit.to_string(),
            address: finding.resource.address.clone(),
        }
    }

    /// The same in another resource.
    fn of_other(&self, unit: &str, address: &str) -> Self {
        Self { unit: unit.to_owned(), address: address.to_owned(), ..self.clone() }
    }
}

/// What the units declare.
struct Declared<'a> {
    by_address: HashMap<&'a str, Vec<(&'a ReadUnit, &'a Resource)>>,
    /// The resources of Terraform, by unit and address, that a block makes.
    made_at: HashMap<Span, BTreeSet<(&'a str, &'a str)>>,
    /// Folder, kind and name of the resources of Terraform.
    names: HashSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Declared<'a> {
    fn of(units: &'a [Arc<ReadUnit>]) -> Self {
        let mut declared = Self { by_address: HashMap::new(), made_at: HashMap::new(), names: HashSet::new() };
        for unit in units {
            for resource in &unit.set.resources {
                declared.by_address.entry(&resource.address).or_default().push((unit, resource));
                if resource.platform != Platform::Terraform {
                    continue;
                }
                declared.made_at.entry(resource.head).or_default().insert((&unit.set.unit, &resource.address));
                if let Some(file) = path_of(unit, resource.head.source) {
                    declared.names.insert((path::folder(file), &resource.kind, &resource.name));
                }
            }
        }
        declared
    }

    /// The resource that a finding concerns.
    fn subject(&self, finding: &Finding) -> Option<(&'a ReadUnit, &'a Resource)> {
        let is_it = |(unit, resource): &&(&ReadUnit, &Resource)| {
            let environment = resource.environment.as_ref();
            (&*finding.unit == ROOT || unit.set.unit == finding.unit)
                && resource.platform == finding.resource.platform
                && resource.kind == finding.resource.kind
                && environment.is_none_or(|name| finding.environments.contains(name))
        };
        let all = self.by_address.get(finding.resource.address.as_str())?.iter().filter(is_it);
        // Several objects of one name: that in which the finding stands.
        all.min_by_key(|(unit, resource)| distance(unit, resource, finding)).copied()
    }
}

/// Where a finding stands as seen from what declares a resource: in it, in its file, or elsewhere.
fn distance(unit: &ReadUnit, resource: &Resource, finding: &Finding) -> u8 {
    let in_file = |file: &Arc<str>| path_of(unit, resource.head.source) == Some(&**file);
    let declared = resource.values.span;
    match finding.location.as_ref().filter(|location| in_file(&location.file)).map(|location| location.span.start) {
        Some(start) if (declared.start..=declared.end).contains(&start) => 0,
        Some(_) => 1,
        None => 2,
    }
}

fn path_of(unit: &ReadUnit, file: SourceId) -> Option<&str> {
    unit.sources.get(&file).map(|source| &*source.path)
}
