//! What the settings of a change look for less than those before it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::excuses::prolongs;
use super::{Relaxed, RelaxedKind};
use crate::config::{Config, Exception, Threshold};
use crate::finding::Location;
use crate::policy::Severity;

/// Settings that are compared.
pub(crate) struct Settings<'a> {
    pub(crate) config: &'a Config,
    /// The policies that run, with their severities and parameters.
    pub(crate) policies: BTreeMap<&'a str, (Severity, BTreeMap<String, Value>)>,
    /// Where the exceptions of the configuration stand.
    pub(crate) exception_at: Box<dyn Fn(usize) -> Option<Location> + 'a>,
    /// The configuration file.
    pub(crate) file: Arc<str>,
}

/// What `now` looks for less than `before`.
pub(crate) fn relaxed_settings(before: &Settings<'_>, now: &Settings<'_>) -> Vec<Relaxed> {
    let mut found = exceptions(before, now);
    found.extend(severities(before, now));
    let is_new = |list: &[String], entry: &String| !list.contains(entry);
    for entry in now.config.exclude.iter().filter(|entry| is_new(&before.config.exclude, entry)) {
        found.push(setting(now, format!("`exclude` leaves out `{entry}`")));
    }
    for entry in before.config.fleet.complete.iter().filter(|entry| is_new(&now.config.fleet.complete, entry)) {
        found.push(setting(now, format!("`fleet.complete` no longer holds `{entry}`")));
    }
    for entry in now.config.warn_only.iter().filter(|entry| is_new(&before.config.warn_only, entry)) {
        found.push(Relaxed { policies: vec![entry.clone()], ..setting(now, format!("`{entry}` only warns")) });
    }
    found.extend(thresholds(before, now));
    let everywhere = [
        ("fail_on", before.config.fail_on.unwrap_or(Severity::Medium), now.config.fail_on.unwrap_or(Severity::Medium)),
        (
            "min_severity",
            before.config.min_severity.unwrap_or(Severity::Info),
            now.config.min_severity.unwrap_or(Severity::Info),
        ),
    ];
    for (key, before, after) in everywhere.into_iter().filter(|(_, before, after)| after > before) {
        found.push(setting(now, format!("`{key}` is raised from {} to {}", before.as_str(), after.as_str())));
    }
    if now.config.compat.suppressions && !before.config.compat.suppressions {
        found.push(setting(now, "`compat.suppressions` is turned on".to_owned()));
    }
    let (old, new) = (&before.config.suppressions, &now.config.suppressions);
    for (key, was, is) in [
        ("require_reason", old.require_reason, new.require_reason),
        ("report_unused", old.report_unused, new.report_unused),
    ] {
        if was && !is {
            found.push(setting(now, format!("`suppressions.{key}` is turned off")));
        }
    }
    found
}

/// The places where a higher severity counts than before.
fn thresholds(before: &Settings<'_>, now: &Settings<'_>) -> Vec<Relaxed> {
    type Key = (&'static str, fn(&Threshold) -> Option<Severity>, fn(&Config) -> Severity);
    let keys: [Key; 2] = [
        ("fail_on", |entry| entry.fail_on, |config| config.fail_on.unwrap_or(Severity::Medium)),
        ("min_severity", |entry| entry.min_severity, |config| config.min_severity.unwrap_or(Severity::Info)),
    ];
    let entries = before.config.thresholds.iter().chain(&now.config.thresholds);
    let places: BTreeSet<&str> = entries.map(|entry| entry.path.as_str()).collect();
    let mut found = Vec::new();
    for (place, (key, of_place, everywhere)) in places.into_iter().flat_map(|place| keys.map(|key| (place, key))) {
        let there =
            |config: &Config| config.thresholds.iter().rev().find(|entry| entry.path == place).and_then(of_place);
        let (was, is) = (there(before.config), there(now.config));
        if was.is_none() && is.is_none() {
            continue;
        }
        let (was, is) =
            (was.unwrap_or_else(|| everywhere(before.config)), is.unwrap_or_else(|| everywhere(now.config)));
        if is > was {
            let raised = format!("`{key}` of `{place}` is raised from {} to {}", was.as_str(), is.as_str());
            found.push(setting(now, raised));
        }
    }
    found
}

fn setting(now: &Settings<'_>, message: String) -> Relaxed {
    Relaxed {
        kind: RelaxedKind::Setting,
        file: Arc::clone(&now.file),
        location: None,
        policies: Vec::new(),
        message,
        reason: None,
        owner: None,
        until: None,
        counts: true,
    }
}

fn exceptions(before: &Settings<'_>, now: &Settings<'_>) -> Vec<Relaxed> {
    let key = |exception: &Exception| (exception.policy.clone(), exception.path.clone(), exception.address.clone());
    let until = |exception: &Exception| exception.until.map(|day| day.0);
    let mut left: Vec<&Exception> = before.config.exceptions.iter().collect();
    let mut found = Vec::new();
    for (at, exception) in now.config.exceptions.iter().enumerate() {
        let covers = |old: &&Exception| key(old) == key(exception) && !prolongs(until(exception), until(old));
        if let Some(at) = left.iter().position(covers) {
            left.remove(at);
            continue;
        }
        found.push(Relaxed {
            kind: RelaxedKind::Exception,
            location: (now.exception_at)(at),
            policies: vec![exception.policy.clone()],
            reason: Some(exception.reason.clone()).filter(|reason| !reason.trim().is_empty()),
            owner: Some(exception.owner.clone()).filter(|owner| !owner.is_empty()),
            until: until(exception),
            ..setting(now, exception.describe())
        });
    }
    found
}

fn severities(before: &Settings<'_>, now: &Settings<'_>) -> Vec<Relaxed> {
    let mut found = Vec::new();
    for (id, (severity, parameters)) in &before.policies {
        let mut say = |kind, message| {
            found.push(Relaxed { kind, policies: vec![(*id).to_owned()], ..setting(now, message) });
        };
        let Some((after, given)) = now.policies.get(id) else {
            say(RelaxedKind::Severity, format!("{id} no longer runs"));
            continue;
        };
        if after < severity {
            say(RelaxedKind::Severity, format!("{id} is lowered from {} to {}", severity.as_str(), after.as_str()));
        }
        for (name, value) in given.iter().filter(|(name, value)| parameters.get(*name) != Some(value)) {
            let was = parameters.get(name).map_or_else(|| "nothing".to_owned(), Value::to_string);
            say(RelaxedKind::Parameter, format!("`{name}` of {id} is changed from {was} to {value}"));
        }
    }
    found
}
