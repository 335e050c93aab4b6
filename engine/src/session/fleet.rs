//! The resources of a scan that are judged together.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::read::ReadUnit;
use crate::resource::Resource;

/// A resource that is judged with others, and its environment among them.
pub(super) type Member<'a> = (&'a Resource, Option<&'a str>);

/// The resources that are judged together. An environment of a chart that only the name of a file tells is one of the
/// fleet's where others have that name too; what a release of Terraform installs is in the environment of that.
pub(super) fn fleet_resources(units: &[Arc<ReadUnit>]) -> Vec<Member<'_>> {
    let is_told = |unit: &&Arc<ReadUnit>| unit.chart.as_ref().is_some_and(|chart| chart.is_told_by_file());
    let named = units.iter().filter(|unit| !is_told(unit)).flat_map(|unit| members(unit));
    let names: BTreeSet<&str> = named.filter_map(|(_, environment)| environment).collect();
    let joins = |unit: &&Arc<ReadUnit>| {
        let environment = unit.set.resources.first().and_then(|resource| resource.environment.as_deref());
        !is_told(unit) || environment.is_some_and(|name| names.contains(name))
    };
    units.iter().filter(joins).flat_map(|unit| members(unit)).collect()
}

fn members(unit: &ReadUnit) -> impl Iterator<Item = Member<'_>> {
    let installed = unit.chart.as_ref().and_then(|chart| chart.installed_in());
    unit.set.resources.iter().map(move |resource| (resource, installed.unwrap_or(resource.environment.as_deref())))
}
