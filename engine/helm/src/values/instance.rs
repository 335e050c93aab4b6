//! A chart as it is used in one rendering: under a name, in a place, with dependencies chosen by the values.
//!
//! Helm changes the charts it has loaded, and a chart that is used under two names shares its list of requirements
//! between them; what comes of it is kept here.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::{deep_copy_map, read, table};
use crate::chart::{Chart, Dependency};
use crate::trace::Traces;
use crate::value::Map;
use crate::{Budget, Result};

/// A chart in its place.
#[derive(Debug)]
pub(crate) struct Instance<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// Its name, or the alias that the chart around it gives it.
    pub name: Rc<str>,
    /// The chart around it.
    pub parent: RefCell<Weak<Instance<'a>>>,
    /// The charts below it.
    pub dependencies: RefCell<Vec<Rc<Instance<'a>>>>,
    /// What `Chart.yaml` says about the charts below; none when it says nothing.
    pub requirements: RefCell<Option<Vec<Rc<Requirement<'a>>>>>,
    /// The chart that this is another name for, which the charts below may still have around them.
    #[expect(dead_code, reason = "it keeps alive what the charts below have as their parent")]
    original: Option<Rc<Instance<'a>>>,
    /// Values that took over some of those of dependencies.
    imported: RefCell<Option<Map>>,
    /// Values of the chart's own file, for the path at which they were asked for last.
    own: RefCell<Option<OwnValues>>,
}

/// Values of a chart's own file.
#[derive(Debug)]
struct OwnValues {
    /// Where they stand in the values of the chart that is rendered.
    path: Rc<str>,
    values: Map,
    /// How many there are, at any depth.
    count: u64,
}

/// A dependency that `Chart.yaml` declares.
#[derive(Debug)]
pub(crate) struct Requirement<'a> {
    /// What is declared.
    pub declared: &'a Dependency,
    /// Its name, which its alias takes the place of.
    pub name: RefCell<Rc<str>>,
    /// Do tags and conditions let it in?
    pub enabled: Cell<bool>,
    /// What `import-values` came to, once processed: child and parent.
    pub imports: RefCell<Option<Vec<(String, String)>>>,
}

impl<'a> Instance<'a> {
    /// The chart and those below it.
    pub(crate) fn new(chart: &'a Chart) -> Rc<Self> {
        let requirements = chart.metadata.declares_dependencies.then(|| {
            let requirement = |declared: &'a Dependency| {
                Rc::new(Requirement {
                    declared,
                    name: RefCell::new(declared.name.as_str().into()),
                    enabled: Cell::new(declared.enabled),
                    imports: RefCell::default(),
                })
            };
            chart.metadata.dependencies.iter().map(requirement).collect()
        });
        let instance = Rc::new(Self {
            chart,
            name: chart.metadata.name.as_str().into(),
            parent: RefCell::default(),
            dependencies: RefCell::default(),
            requirements: RefCell::new(requirements),
            original: None,
            imported: RefCell::default(),
            own: RefCell::default(),
        });
        instance.set_dependencies(chart.dependencies.iter().map(Instance::new).collect());
        instance
    }

    /// The same chart under another name. The charts below still have the other one around them.
    pub(super) fn named(self: &Rc<Self>, name: &Rc<str>) -> Rc<Self> {
        Rc::new(Self {
            chart: self.chart,
            name: name.clone(),
            parent: self.parent.clone(),
            dependencies: self.dependencies.clone(),
            requirements: self.requirements.clone(),
            original: Some(self.clone()),
            imported: RefCell::default(),
            own: RefCell::default(),
        })
    }

    /// Makes these the charts below.
    pub(super) fn set_dependencies(self: &Rc<Self>, dependencies: Vec<Rc<Self>>) {
        for dependency in &dependencies {
            *dependency.parent.borrow_mut() = Rc::downgrade(self);
        }
        *self.dependencies.borrow_mut() = dependencies;
    }

    /// Its path by names of charts: `root/charts/sub`.
    pub(crate) fn full_path(&self) -> String {
        match self.parent.borrow().upgrade() {
            Some(parent) => format!("{}/charts/{}", parent.full_path(), self.name),
            None => self.name.to_string(),
        }
    }

    /// A copy of its values; `path` is where they stand in the values of the chart that is rendered.
    ///
    /// # Errors
    /// When there are more than the limits allow.
    pub(super) fn values(&self, path: &str, traces: &Traces, budget: &Budget) -> Result<Map> {
        if let Some(map) = &*self.imported.borrow() {
            budget.take_steps(STEPS * count(map))?;
            return Ok(deep_copy_map(map));
        }
        let mut own = self.own.borrow_mut();
        if own.as_ref().is_none_or(|own| *own.path != *path) {
            let values = match &self.chart.values {
                Some(node) => read::map(node, path, traces),
                None => super::empty(),
            };
            let count = count(&values);
            *own = Some(OwnValues { path: path.into(), values, count });
        }
        let Some(OwnValues { values, count, .. }) = &*own else { return Ok(super::empty()) };
        budget.take_steps(STEPS * count)?;
        Ok(deep_copy_map(values))
    }

    /// Its values from now on.
    pub(super) fn set_values(&self, values: Map) {
        *self.imported.borrow_mut() = Some(values);
    }
}

/// Steps that copying a value takes.
const STEPS: u64 = 10;

/// How many values there are, at any depth, and one for the map itself.
fn count(map: &Map) -> u64 {
    let entries = map.entries.borrow();
    1 + entries.values().map(|value| table(value).map_or(1, count)).sum::<u64>()
}
