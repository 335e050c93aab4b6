//! Output of `helm template` on standard input, with places in the charts of the project that it was rendered from.

use std::sync::Arc;

use super::Session;
use super::helm::{Chart, suppressions};
use super::read::{ReadUnit, file_problems};
use crate::discover::{Unit, UnitKind, chart_environments};
use crate::files::path::ROOT;
use crate::files::{STDIN, WalkOptions};
use crate::helm::{self, ChartRelease};
use crate::resource::Platform;

/// Charts in environments that are rendered to find where a text comes from.
const MAX_RENDERINGS: usize = 40;

/// `read`, with the places of the charts that its text was rendered from, when these are in the project.
pub(super) fn settle(session: &Session, unit: &Unit, mut read: ReadUnit) -> ReadUnit {
    let Some(given) = unit.files.first().filter(|_| unit.kind == UnitKind::Manifests && &*unit.path == STDIN) else {
        return read;
    };
    let names = helm::charts_of(&given.source.text);
    if names.is_empty() {
        return read;
    }
    let options = WalkOptions { excludes: session.excludes.clone(), recursive: true, projects: false };
    let (paths, _) = session.files.walk(&[Arc::from(ROOT)], &options);
    let charts = helm::find_charts(&session.files, &paths, &names);
    let mut releases: Vec<ChartRelease> =
        charts.iter().flat_map(|dir| chart_environments(&session.files, dir, &session.charts)).collect();
    releases.truncate(MAX_RENDERINGS);
    let Some(reading) = helm::read_rendered(&session.files, &releases, given, &session.config) else { return read };
    read.set.resources.retain(|resource| resource.platform != Platform::Kubernetes);
    read.set.resources.splice(0..0, reading.resources);
    read.problems.extend(file_problems(session, &reading.errors));
    read.comments.extend(suppressions(&reading.sources, &reading.values));
    read.sources.extend(reading.sources);
    read.chart = Some(Chart::new(Arc::default(), reading.record, reading.values));
    read
}
