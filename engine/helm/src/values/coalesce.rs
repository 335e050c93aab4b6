//! Lays the values given to a chart over its own, and passes them on to the charts below, as Helm 3.22 does.

use std::rc::Rc;

use super::instance::Instance;
use super::{GLOBAL, deep_copy_map, empty, read, set, table};
use crate::trace::{Keys, Traces, ValuesKey};
use crate::value::{Kind, Map, Value};
use crate::{Budget, Error, Problem, Result};

/// What laying values over one another needs at hand.
pub(super) struct Coalescing<'a> {
    pub traces: &'a Traces,
    pub budget: &'a Budget,
    pub problems: &'a mut Vec<Problem>,
    /// Are nulls kept? Else they take away what the chart itself has.
    pub merge: bool,
}

/// The values of `chart` and of all below it, when `given` are given to it. `path` is where the chart's values stand in
/// those of the chart that is rendered.
pub(crate) fn coalesce_values(
    chart: &Rc<Instance<'_>>,
    given: &Map,
    path: &str,
    (traces, budget): (&Traces, &Budget),
    problems: &mut Vec<Problem>,
) -> Result<Map> {
    Coalescing { traces, budget, problems, merge: false }.all(chart, given, path)
}

impl Coalescing<'_> {
    /// As [`coalesce_values`]; `given` stays as it is.
    pub(super) fn all(&mut self, chart: &Rc<Instance<'_>>, given: &Map, path: &str) -> Result<Map> {
        let given = deep_copy_map(given);
        self.chart(chart, &given, path, "")?;
        Ok(given)
    }

    /// Fills up the values `dest` of a chart and of those below it.
    fn chart(&mut self, chart: &Rc<Instance<'_>>, dest: &Map, path: &str, prefix: &str) -> Result<()> {
        self.own(chart, dest, path, prefix)?;
        let prefix = joined(prefix, &chart.name);
        for below in chart.dependencies.borrow().iter() {
            let mut path = path.to_owned();
            read::push_key(&mut path, &below.name);
            let values = match dest.get(&below.name) {
                None => self.made(&path),
                Some(value) => value,
            };
            let Kind::Map(inner) = &values.kind else {
                // Helm prints the value with `%t`, which is for booleans.
                return Err(Error::new(format!("type mismatch on {}: {}", below.name, boolean_verb(&values))));
            };
            let inner = inner.clone();
            set(dest, &below.name, values);
            self.globals(&inner, dest, &prefix);
            self.chart(below, &inner, &path, &prefix)?;
        }
        Ok(())
    }

    /// An empty map at `path`.
    fn made(&self, path: &str) -> Value {
        let keys = self.traces.key(ValuesKey { path: Rc::from(path), span: None });
        Value { kind: Kind::Map(empty()), keys }
    }

    /// Takes the globals of `src` over into `dest`.
    fn globals(&mut self, dest: &Map, src: &Map, prefix: &str) {
        let mut globals_of = |map: &Map, what: &str| match map.get(GLOBAL) {
            None => Some((empty(), Keys::NONE)),
            Some(Value { kind: Kind::Map(map), keys }) => Some((map, keys)),
            Some(_) => {
                self.warn(format!("warning: skipping globals because {what} {GLOBAL} is not a table."));
                None
            }
        };
        let Some((to, to_keys)) = globals_of(dest, "destination") else { return };
        let Some((from, from_keys)) = globals_of(src, "source") else { return };
        let entries: Vec<_> = from.entries.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in entries {
            let own = to.get(&key);
            let Kind::Map(map) = &value.kind else {
                if own.as_ref().is_some_and(|own| table(own).is_some()) {
                    self.warn(format!("key {key} is table. Skipping"));
                } else {
                    set(&to, &key, value);
                }
                continue;
            };
            let copy = Map::new(map.entries.borrow().clone(), map.of);
            match own.as_ref().map(table) {
                Some(None) => {
                    self.warn(format!("Conflict: cannot merge map onto non-map for {key:?}. Skipping."));
                    continue;
                }
                Some(Some(own)) => self.tables_merging(&copy, own, &joined(prefix, &key), true),
                None => {}
            }
            set(&to, &key, Value { kind: Kind::Map(copy), keys: value.keys });
        }
        let keys = if to_keys == Keys::NONE { from_keys } else { to_keys };
        set(dest, GLOBAL, Value { kind: Kind::Map(to), keys });
    }

    /// Fills the values of one chart up with those of its own file.
    fn own(&mut self, chart: &Rc<Instance<'_>>, dest: &Map, path: &str, prefix: &str) -> Result<()> {
        let prefix = joined(prefix, &chart.name);
        let own = chart.values(path, self.traces, self.budget)?;
        for (key, value) in std::mem::take(&mut *own.entries.borrow_mut()) {
            let Some(given) = dest.get(&key) else {
                set(dest, &key, value);
                continue;
            };
            match (&given.kind, &value.kind) {
                (Kind::Nil, _) if !self.merge => {
                    dest.entries.borrow_mut().remove(&key);
                }
                (Kind::Map(given), Kind::Map(own)) => {
                    let is_chart = chart.dependencies.borrow().iter().any(|below| below.name == key);
                    self.tables_merging(given, own, &joined(&prefix, &key), is_chart || self.merge);
                }
                (Kind::Map(_), Kind::Nil) => {}
                (Kind::Map(_), _) => self.warn(format!("warning: skipped value for {prefix}.{key}: Not a table.")),
                _ => {}
            }
        }
        Ok(())
    }

    /// Fills the table `dest`, which wins, up with `src`.
    pub(super) fn tables(&mut self, dest: &Map, src: &Map) {
        self.tables_merging(dest, src, "", self.merge);
    }

    fn tables_merging(&mut self, dest: &Map, src: &Map, prefix: &str, merge: bool) {
        // A value that is one with itself has nothing to add.
        if Rc::ptr_eq(&dest.entries, &src.entries) {
            return;
        }
        let given: Vec<_> = src.entries.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in &dest.entries.borrow().clone() {
            if matches!(value.kind, Kind::Nil) {
                set(src, key, value.clone());
            }
        }
        for (key, before) in given {
            let Some(own) = dest.get(&key) else {
                set(dest, &key, before);
                continue;
            };
            match (&own.kind, &before.kind) {
                (Kind::Nil, Kind::Nil) => {}
                (Kind::Nil, _) if merge => {}
                (Kind::Nil, _) => {
                    dest.entries.borrow_mut().remove(&key);
                }
                (Kind::Map(own), Kind::Map(inner)) => {
                    self.tables_merging(own, inner, &joined(prefix, &key), merge);
                }
                (_, Kind::Map(_)) => {
                    self.warn(format!("warning: cannot overwrite table with non table for {}", joined(prefix, &key)))
                }
                (Kind::Map(_), other) if !matches!(other, Kind::Nil) => self.warn(format!(
                    "warning: destination for {} is a table. Ignoring non-table value",
                    joined(prefix, &key)
                )),
                _ => {}
            }
        }
    }

    fn warn(&mut self, message: String) {
        let problem = Problem::warning(message);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

fn joined(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

/// What Go's `%t` makes of what is no table.
fn boolean_verb(value: &Value) -> String {
    match &value.kind {
        Kind::Bool(value) => value.to_string(),
        Kind::String(text) => format!("%!t(string={})", text.as_str()),
        Kind::Float(value) => format!("%!t(float64={value})"),
        Kind::Int(value, _) => format!("%!t(int64={value})"),
        Kind::Nil => "%!t(<nil>)".to_owned(),
        _ => "%!t([]interface {}=…)".to_owned(),
    }
}
