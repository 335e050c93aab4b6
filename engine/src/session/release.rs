//! Charts that releases of Terraform install: each is judged in one more environment, that of the release.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::Session;
use super::read::{self, ReadUnit};
use crate::config::DEFAULT_ENVIRONMENT;
use crate::discover::{Unit, UnitKind};
use crate::finding::{Finding, Location, Note};
use crate::helm::ChartRelease;
use crate::resource::Resource;
use crate::source::{Source, SourceId};
use crate::terraform::HelmRelease;

/// The units of a scan with those that releases of Terraform make.
pub(super) struct Gathered {
    pub(super) units: Vec<Unit>,
    /// Those that had to be read to know, by their place among `units`.
    known: HashMap<usize, Arc<ReadUnit>>,
    /// What there is to know of charts that are not in the project.
    pub(super) notes: Vec<Note>,
    /// The charts that releases install.
    installed: BTreeSet<Arc<str>>,
}

impl Gathered {
    /// Adds to the `units` of a scan what releases in them install.
    pub(super) fn new(session: &Session, mut units: Vec<Unit>) -> Self {
        let makes = |unit: &Unit| matches!(unit.kind, UnitKind::TerraformRoot | UnitKind::TerraformPlan);
        let known: HashMap<usize, Arc<ReadUnit>> = (0..units.len())
            .into_par_iter()
            .filter(|at| makes(&units[*at]))
            .map(|at| (at, read::read(session, &units[at])))
            .collect();
        let (mut releases, mut notes) = (Vec::new(), Vec::new());
        let mut in_order: Vec<_> = known.iter().collect();
        in_order.sort_by_key(|(at, _)| **at);
        for (_, unit) in in_order {
            for release in &unit.releases {
                match release.find(&session.files) {
                    Some(found) => releases.push(found),
                    None => notes.push(absent(release, unit)),
                }
            }
        }
        let installed: BTreeSet<Arc<str>> = releases.iter().map(|release| Arc::clone(&release.dir)).collect();
        for unit in &mut units {
            let Some(chart) = unit.chart.as_ref().filter(|chart| installed.contains(&chart.dir)) else { continue };
            if !chart.has_others {
                let environment = chart.environment.clone().unwrap_or_else(|| DEFAULT_ENVIRONMENT.into());
                let chart = ChartRelease { has_others: true, environment: Some(environment), ..(**chart).clone() };
                unit.chart = Some(Arc::new(chart));
            }
        }
        units.extend(releases.into_iter().map(|release| Unit {
            kind: UnitKind::Chart,
            path: Arc::clone(&release.dir),
            files: Vec::new(),
            root: None,
            chart: Some(Arc::new(release)),
        }));
        Self { units, known, notes, installed }
    }

    /// The unit at this place, read.
    pub(super) fn read(&self, session: &Session, at: usize) -> Arc<ReadUnit> {
        self.known.get(&at).cloned().unwrap_or_else(|| read::read(session, &self.units[at]))
    }

    /// Is the finding about a chart that a release installs?
    pub(super) fn is_installed(&self, finding: &Finding) -> bool {
        self.installed.contains(&finding.unit)
    }
}

/// The releases among the `resources` of a root module in an environment.
pub(super) fn releases(
    session: &Session,
    resources: &[Resource],
    root: (&str, Option<&Arc<str>>),
    sources: &BTreeMap<SourceId, Arc<Source>>,
) -> Vec<HelmRelease> {
    // What `file` reads is no file of the configuration.
    let source =
        |id: SourceId| sources.get(&id).cloned().or_else(|| session.files.read(&session.files.path_of(id)?).ok());
    resources.iter().filter_map(|resource| HelmRelease::new(resource, root, &source)).collect()
}

/// Does a release install what nobody here can tell, in `environment`?
pub(super) fn install_unread(session: &Session, units: &[Arc<ReadUnit>], environment: Option<&str>) -> bool {
    let joins = |release: &&HelmRelease| {
        let own = release.environment().map(|name| &**name);
        own.is_none() || environment.is_none() || own == environment
    };
    let mut releases = units.iter().flat_map(|unit| &unit.releases).filter(joins);
    releases.any(|release| release.find(&session.files).is_none())
}

fn absent(release: &HelmRelease, unit: &ReadUnit) -> Note {
    let location = unit.sources.get(&release.head.source).map(|source| Location::new(source, release.head));
    let path = location.as_ref().map_or_else(|| Arc::clone(&unit.set.unit), |location| Arc::clone(&location.file));
    let message =
        format!("{} of `{}` is not in the scan, so what it installs is unknown", release.chart, release.address);
    Note { path, location, message }
}
