//! What templates see: `.Chart`, `.Values`, `.Files`, `.Release`, `.Capabilities`, `.Subcharts`, `.Template`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Release;
use super::capabilities::{field, list, strings, structure};
use crate::chart::{Maintainer, Template};
use crate::trace::Keys;
use crate::value::{Field, FileTable, Kind, ListType, Map, MapType, Methods, Value};
use crate::values::{Instance, Requirement, table_at};

/// A template and what it sees.
pub(super) struct Renderable<'a> {
    /// Its name: the path of its chart and its own in it.
    pub name: String,
    /// The template.
    pub template: &'a Template,
    /// What it sees but for `.Template`; one map for all templates of a chart.
    pub scope: Map,
    /// `.Template.BasePath`
    pub base_path: String,
}

/// Everything to be parsed, in the order in which it is parsed and rendered: the innermost charts first, then by name
/// from the last to the first, so that definitions of outer charts take the place of inner ones.
pub(super) fn renderables<'a>(
    root: &Rc<Instance<'a>>,
    (values, keys): (Map, Keys),
    release: &Release,
    capabilities: Value,
) -> Vec<Renderable<'a>> {
    let mut collector = Collector { by_name: BTreeMap::new(), release: release.value(), capabilities };
    collector.chart(root, values, keys);
    let mut all: Vec<_> = collector.by_name.into_values().collect();
    all.sort_by(|a, b| {
        let depth = |renderable: &Renderable<'_>| renderable.name.matches('/').count();
        depth(b).cmp(&depth(a)).then_with(|| b.name.cmp(&a.name))
    });
    all
}

struct Collector<'a> {
    by_name: BTreeMap<String, Renderable<'a>>,
    release: Value,
    capabilities: Value,
}

impl<'a> Collector<'a> {
    /// Collects the templates of a chart and of those below it. Answers what those of the chart see.
    fn chart(&mut self, chart: &Rc<Instance<'a>>, values: Map, keys: Keys) -> Map {
        let mut below = BTreeMap::new();
        for inner in chart.dependencies.borrow().iter() {
            let keys = values.get(&inner.name).map_or(Keys::NONE, |value| value.keys);
            let own = table_at(&values, &inner.name).unwrap_or_else(crate::values::empty);
            let scope = self.chart(inner, own, keys);
            below.insert(inner.name.clone(), Value::new(Kind::Map(Map { of: MapType::Any, ..scope })));
        }
        let scope = Map::new(
            [
                ("Chart", metadata(chart)),
                ("Files", files(chart)),
                ("Release", self.release.clone()),
                ("Capabilities", self.capabilities.clone()),
                ("Values", Value::new(Kind::Map(Map { of: MapType::Values, ..values })).with_keys(keys)),
                ("Subcharts", Value::map(below)),
            ]
            .into_iter()
            .map(|(name, value)| (Rc::from(name), value))
            .collect(),
            MapType::Values,
        );
        let path = chart.full_path();
        for template in &chart.chart.templates {
            let name = template.path.rsplit('/').next().unwrap_or_default();
            if chart.chart.is_library() && !name.starts_with('_') {
                continue;
            }
            let name = format!("{path}/{}", template.path);
            let base_path = format!("{path}/templates");
            let renderable = Renderable { name: name.clone(), template, scope: scope.clone(), base_path };
            self.by_name.insert(name, renderable);
        }
        scope
    }
}

impl Release {
    /// `.Release`
    fn value(&self) -> Value {
        let keys = if self.is_guessed { Keys::UNDECLARED } else { Keys::NONE };
        Value::map(
            [
                ("Name", Value::from(self.name.as_str())),
                ("Namespace", Value::from(self.namespace.as_str()).with_keys(keys)),
                ("IsUpgrade", Value::from(self.is_upgrade)),
                ("IsInstall", Value::from(!self.is_upgrade)),
                ("Revision", Value::int(1)),
                ("Service", Value::from("Helm")),
            ]
            .into_iter()
            .map(|(name, value)| (Rc::from(name), value))
            .collect(),
        )
    }
}

/// `.Template`
pub(super) fn template(renderable: &Renderable<'_>) -> Value {
    let entries = [("Name", &renderable.name), ("BasePath", &renderable.base_path)]
        .into_iter()
        .map(|(name, text)| (Rc::from(name), Value::from(text.as_str())))
        .collect();
    Value::new(Kind::Map(Map::new(entries, MapType::Values)))
}

/// `.Files`
fn files(chart: &Instance<'_>) -> Value {
    let files = &chart.chart.files;
    let bytes = files.iter().map(|file| (Rc::from(&*file.path), Rc::from(&*file.data))).collect();
    let sources = files.iter().filter_map(|file| Some((Rc::from(&*file.path), file.source?))).collect();
    structure("engine.files", Vec::new(), Methods::Files(Rc::new(FileTable { bytes, sources })))
}

/// `.Chart`
fn metadata(chart: &Instance<'_>) -> Value {
    let metadata = &chart.chart.metadata;
    let mut fields = vec![
        field("Name", Some("name"), &chart.name),
        field("Home", Some("home"), &metadata.home),
        of("Sources", "sources", strings(&metadata.sources)),
        field("Version", Some("version"), &metadata.version),
        field("Description", Some("description"), &metadata.description),
        of("Keywords", "keywords", strings(&metadata.keywords)),
        of("Maintainers", "maintainers", list(metadata.maintainers.iter().map(maintainer).collect(), ListType::Any)),
        field("Icon", Some("icon"), &metadata.icon),
        field("APIVersion", Some("apiVersion"), &metadata.api_version),
        field("Condition", Some("condition"), &metadata.condition),
        field("Tags", Some("tags"), &metadata.tags),
        field("AppVersion", Some("appVersion"), &metadata.app_version),
        of("Deprecated", "deprecated", Value::from(metadata.deprecated)),
        of("Annotations", "annotations", annotations(&metadata.annotations)),
        field("KubeVersion", Some("kubeVersion"), &metadata.kube_version),
        of("Dependencies", "dependencies", dependencies(chart)),
        field("Type", Some("type"), &metadata.kind),
    ];
    fields.iter_mut().for_each(|field| field.omit_empty = true);
    let is_root = Value::from(chart.parent.borrow().upgrade().is_none());
    // Promoted from an embedded struct, which has a name of its own, too.
    let whole = structure("chart.Metadata", fields.clone(), Methods::None);
    fields.push(Field { name: "IsRoot", json: Some("IsRoot"), omit_empty: false, value: is_root });
    fields.push(Field { name: "Metadata", json: None, omit_empty: false, value: whole });
    structure("struct { chart.Metadata; IsRoot bool }", fields, Methods::None)
}

fn of(name: &'static str, json: &'static str, value: Value) -> Field {
    Field { name, json: Some(json), omit_empty: false, value }
}

fn annotations(annotations: &BTreeMap<String, String>) -> Value {
    let of = if annotations.is_empty() { MapType::Nil } else { MapType::Strings };
    let entries = annotations.iter().map(|(name, text)| (Rc::from(name.as_str()), Value::from(text.as_str())));
    Value::new(Kind::Map(Map::new(entries.collect(), of)))
}

fn maintainer(maintainer: &Maintainer) -> Value {
    let mut fields = vec![
        field("Name", Some("name"), &maintainer.name),
        field("Email", Some("email"), &maintainer.email),
        field("URL", Some("url"), &maintainer.url),
    ];
    fields.iter_mut().for_each(|field| field.omit_empty = true);
    structure("*chart.Maintainer", fields, Methods::None)
}

/// The dependencies that are left, as Helm has changed them by then.
fn dependencies(chart: &Instance<'_>) -> Value {
    let requirements = chart.requirements.borrow();
    list(requirements.iter().flatten().map(|requirement| dependency(requirement)).collect(), ListType::Any)
}

fn dependency(requirement: &Requirement<'_>) -> Value {
    let declared = requirement.declared;
    let imports = requirement.imports.borrow();
    let import = |(child, parent): &(String, String)| {
        let entries = [("child", child), ("parent", parent)]
            .into_iter()
            .map(|(name, text)| (Rc::from(name), Value::from(text.as_str())))
            .collect();
        Value::new(Kind::Map(Map::new(entries, MapType::Strings)))
    };
    let mut fields = vec![
        field("Name", Some("name"), &requirement.name.borrow()),
        field("Version", Some("version"), &declared.version),
        field("Repository", Some("repository"), &declared.repository),
        field("Condition", Some("condition"), &declared.condition),
        of("Tags", "tags", strings(&declared.tags)),
        of("Enabled", "enabled", Value::from(requirement.enabled.get())),
        of("ImportValues", "import-values", list(imports.iter().flatten().map(import).collect(), ListType::Any)),
        field("Alias", Some("alias"), &declared.alias),
    ];
    for field in &mut fields {
        field.omit_empty = !matches!(field.name, "Name" | "Repository");
    }
    structure("*chart.Dependency", fields, Methods::None)
}
