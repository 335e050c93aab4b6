//! Which dependencies a chart has, by version, alias, `tags` and `condition`, and what it imports from their values.

use std::rc::Rc;

use super::coalesce::Coalescing;
use super::instance::{Instance, Requirement};
use super::{coalesce_values, deep_copy_map, empty, read, set, table_at, value_at};
use crate::chart::ImportValues;
use crate::functions::sprig::is_compatible;
use crate::trace::Traces;
use crate::value::{Kind, Map, Value};
use crate::{Budget, Problem, Result};

/// Chooses the dependencies of `root` by the values given to it, and takes over what it imports from them.
pub(crate) fn process(
    root: &Rc<Instance<'_>>,
    given: &Map,
    (traces, budget): (&Traces, &Budget),
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let mut process = Process { traces, budget, problems };
    process.choose(root, given, "", "")?;
    process.import_all(root, "")
}

struct Process<'a> {
    traces: &'a Traces,
    budget: &'a Budget,
    problems: &'a mut Vec<Problem>,
}

impl Process<'_> {
    /// Removes what is not wanted below `chart`. Its conditions are looked up below `prefix`, its values stand at `path`.
    fn choose<'c>(&mut self, chart: &Rc<Instance<'c>>, given: &Map, prefix: &str, path: &str) -> Result<()> {
        let Some(requirements) = chart.requirements.borrow().clone() else { return Ok(()) };
        let mut below = undeclared(chart, &requirements);
        for requirement in &requirements {
            below.extend(wanted(chart, requirement));
            if !requirement.declared.alias.is_empty() {
                *requirement.name.borrow_mut() = requirement.declared.alias.as_str().into();
            }
            requirement.enabled.set(true);
        }
        chart.set_dependencies(below);
        let values = coalesce_values(chart, given, path, (self.traces, self.budget), self.problems)?;
        self.tags(&requirements, &values);
        self.conditions(&requirements, &values, prefix);
        let (kept, removed): (Vec<_>, Vec<_>) =
            requirements.into_iter().partition(|requirement| requirement.enabled.get());
        let is_kept = |name: &Rc<str>| removed.iter().all(|requirement| *requirement.name.borrow() != *name);
        let below: Vec<_> = chart.dependencies.borrow().iter().filter(|below| is_kept(&below.name)).cloned().collect();
        let kept: Vec<_> = kept.into_iter().filter(|requirement| is_kept(&requirement.name.borrow())).collect();
        for chart in &below {
            let mut path = path.to_owned();
            read::push_key(&mut path, &chart.name);
            self.choose(chart, &values, &format!("{prefix}{}.", chart.name), &path)?;
        }
        *chart.requirements.borrow_mut() = (!kept.is_empty()).then_some(kept);
        chart.set_dependencies(below);
        Ok(())
    }

    fn tags(&mut self, requirements: &[Rc<Requirement<'_>>], values: &Map) {
        let Some(tags) = table_at(values, "tags") else { return };
        for requirement in requirements {
            let (mut on, mut off) = (false, false);
            for tag in &requirement.declared.tags {
                match tags.get(tag).map(|value| value.kind) {
                    Some(Kind::Bool(true)) => on = true,
                    Some(Kind::Bool(false)) => off = true,
                    Some(_) => self.warn(format!(
                        "Warning: Tag '{tag}' for chart {} returned non-bool value",
                        requirement.name.borrow()
                    )),
                    None => {}
                }
            }
            requirement.enabled.set(on || !off);
        }
    }

    fn conditions(&mut self, requirements: &[Rc<Requirement<'_>>], values: &Map, prefix: &str) {
        for requirement in requirements {
            for condition in requirement.declared.condition.trim().split(',').filter(|path| !path.is_empty()) {
                match value_at(values, &format!("{prefix}{condition}")).map(|value| value.kind) {
                    Some(Kind::Bool(value)) => {
                        requirement.enabled.set(value);
                        break;
                    }
                    Some(_) => self.warn(format!(
                        "Warning: Condition path '{condition}' for chart {} returned non-bool value",
                        requirement.name.borrow()
                    )),
                    None => {}
                }
            }
        }
    }

    /// Imports values from below, the innermost charts first.
    fn import_all(&mut self, chart: &Rc<Instance<'_>>, path: &str) -> Result<()> {
        for below in chart.dependencies.borrow().iter() {
            let mut path = path.to_owned();
            read::push_key(&mut path, &below.name);
            self.import_all(below, &path)?;
        }
        self.import(chart, path)
    }

    fn import(&mut self, chart: &Rc<Instance<'_>>, path: &str) -> Result<()> {
        let Some(requirements) = chart.requirements.borrow().clone() else { return Ok(()) };
        let mut merging = Coalescing { traces: self.traces, budget: self.budget, problems: self.problems, merge: true };
        let values = merging.all(chart, &empty(), path)?;
        let imported = empty();
        let mut warnings = Vec::new();
        for requirement in &requirements {
            let name = requirement.name.borrow().clone();
            if requirement.imports.borrow().is_some() {
                // Another name of this chart has imported them; Helm reads the list only once.
                *requirement.imports.borrow_mut() = Some(Vec::new());
                continue;
            }
            let mut imports = Vec::new();
            for import in &requirement.declared.import_values {
                let (child, parent, from) = match import {
                    ImportValues::Export(export) => (format!("exports.{export}"), ".", ""),
                    ImportValues::Table { child, parent } => (child.clone(), parent.as_str(), " from chart"),
                };
                let path = format!("{name}.{child}");
                match table_at(&values, &path) {
                    // Copied, as a table that is imported below itself would hold itself.
                    Some(table) => merging.tables(&imported, &nested(parent, deep_copy_map(&table))),
                    None => {
                        let missing = missing_table(&values, &path);
                        let from = if from.is_empty() { String::new() } else { format!("{from} {name}") };
                        warnings.push(format!("Warning: ImportValues missing table{from}: {missing:?} is not a table"));
                    }
                }
                imports.push((child, parent.to_owned()));
            }
            *requirement.imports.borrow_mut() = Some(imports);
        }
        let values = deep_copy_map(&values);
        merging.tables(&values, &imported);
        chart.set_values(values);
        warnings.into_iter().for_each(|warning| self.warn(warning));
        Ok(())
    }

    fn warn(&mut self, message: String) {
        self.problems.push(Problem::warning(message));
    }
}

/// The charts below that nothing declares: they are always wanted.
fn undeclared<'c>(chart: &Instance<'c>, requirements: &[Rc<Requirement<'c>>]) -> Vec<Rc<Instance<'c>>> {
    let fits = |below: &Instance<'_>, requirement: &Requirement<'_>| {
        *requirement.name.borrow() == below.name
            && is_compatible(&requirement.declared.version, &below.chart.metadata.version)
    };
    let declared = |below: &Instance<'_>| requirements.iter().any(|requirement| fits(below, requirement));
    chart.dependencies.borrow().iter().filter(|below| !declared(below)).cloned().collect()
}

/// The chart below that is declared, under the name it is to have.
fn wanted<'c>(chart: &Instance<'c>, requirement: &Requirement<'c>) -> Option<Rc<Instance<'c>>> {
    let name = requirement.name.borrow();
    let range = &requirement.declared.version;
    let dependencies = chart.dependencies.borrow();
    let fits = |below: &&Rc<Instance<'_>>| below.name == *name && is_compatible(range, &below.chart.metadata.version);
    let found = dependencies.iter().find(fits)?;
    let alias = requirement.declared.alias.as_str();
    Some(found.named(&if alias.is_empty() { found.name.clone() } else { alias.into() }))
}

/// The table below the keys of a path; `.` is no key.
fn nested(path: &str, table: Map) -> Map {
    if path == "." {
        return table;
    }
    path.rsplit('.').fold(table, |inner, key| {
        let outer = empty();
        set(&outer, key, Value::new(Kind::Map(inner)));
        outer
    })
}

/// The first key of a path that is no table.
fn missing_table<'p>(values: &Map, path: &'p str) -> &'p str {
    let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
    let missing = ends.into_iter().find(|end| table_at(values, &path[..*end]).is_none()).unwrap_or(path.len());
    path[..missing].rsplit('.').next().unwrap_or(path)
}
