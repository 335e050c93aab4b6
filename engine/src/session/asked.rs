//! What of a scan was asked for.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::read::ReadUnit;
use crate::discover::UnitKind;
use crate::files::path::ROOT;
use crate::resource::Resource;
use crate::source::{Node, SourceId, Span};

/// What a check reports on.
pub(super) struct Asked<'a> {
    pub(super) paths: &'a [Arc<str>],
    /// The whole project.
    pub(super) whole: bool,
    /// The configuration whose plan was asked for: files and folders of root modules.
    planned: BTreeSet<Arc<str>>,
}

impl<'p> Asked<'p> {
    pub(super) fn new(paths: &'p [Arc<str>]) -> Self {
        Self { paths, whole: paths.iter().any(|path| &**path == ROOT), planned: BTreeSet::new() }
    }

    /// Was the file at this path asked for?
    pub(super) fn file(&self, file: &str) -> bool {
        let below = |path: &Arc<str>| file.strip_prefix(&**path).is_some_and(|rest| rest.starts_with('/'));
        self.whole || self.planned.contains(file) || self.paths.iter().any(|path| file == &**path || below(path))
    }

    /// Who asks for a plan asks for the configuration that it was made of: what the plan tells stands there. So it is with
    /// what was rendered from a chart.
    pub(super) fn add_planned(&mut self, units: &[Arc<ReadUnit>]) {
        for unit in units.iter().filter(|unit| unit.kind == UnitKind::TerraformRoot || unit.is_rendered()) {
            if unit.files.iter().any(|plan| self.file(&plan.source.path)) {
                self.planned.extend(unit.sources.values().map(|source| Arc::clone(&source.path)));
                self.planned.insert(Arc::clone(&unit.set.unit));
            }
        }
    }

    /// The resources of `unit` that stand in a file that was asked for.
    pub(super) fn resources<'a>(&self, unit: &'a ReadUnit) -> Vec<&'a Resource> {
        let files: HashMap<SourceId, bool> =
            unit.sources.values().map(|source| (source.id, self.file(&source.path))).collect();
        let is_asked = |span: Span| files.get(&span.source).copied().unwrap_or(true);
        let is_module = matches!(unit.kind, UnitKind::TerraformRoot | UnitKind::Chart) || unit.is_rendered();
        // Values of a configuration or of a chart may stand in other files than the resource that has them.
        let concerned =
            |resource: &&Resource| is_asked(resource.head) || is_module && stands_in(&resource.values, &is_asked);
        unit.set.resources.iter().filter(concerned).collect()
    }

    /// The resources of `unit` whose findings may stand in a file that was asked for, or may be excused there: of a root
    /// module and of a chart all.
    pub(super) fn judged<'a>(&self, unit: &'a ReadUnit) -> Vec<&'a Resource> {
        match unit.kind {
            UnitKind::TerraformRoot | UnitKind::Chart => unit.set.resources.iter().collect(),
            UnitKind::Manifests if unit.is_rendered() => unit.set.resources.iter().collect(),
            UnitKind::TerraformPlan | UnitKind::Manifests | UnitKind::Realm => self.resources(unit),
        }
    }
}

/// Is something of `node` written in a place that `is_asked`?
fn stands_in(node: &Node, is_asked: &dyn Fn(Span) -> bool) -> bool {
    is_asked(node.span)
        || node.entries().any(|entry| stands_in(&entry.value, is_asked))
        || node.items().any(|item| stands_in(item, is_asked))
}
