//! A `bartizan.toml` in the making.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::super::{Peers, normal};
use crate::config::{self, Exception};
use crate::policy::Severity;
use crate::suppress::BASELINE;

/// What it says so far, and what it cannot.
pub(super) struct Draft<'a> {
    tool: &'static str,
    peers: &'a Peers,
    policies: Vec<String>,
    /// The lists of policies and of globs, by key.
    lists: BTreeMap<&'static str, List>,
    min_severity: Option<Severity>,
    fail_on: Option<Severity>,
    has_baseline: bool,
    exceptions: Vec<Exception>,
    pub(super) untold: Vec<String>,
    pub(super) next: Vec<String>,
}

#[derive(Default)]
struct List {
    /// The keys of the other tool that it comes of.
    from: BTreeSet<String>,
    /// What it holds, with what each comes of.
    entries: BTreeMap<String, BTreeSet<String>>,
    /// What it would hold if that were not more than was said, with the reason.
    held_back: BTreeMap<String, String>,
}

/// A list of checks in the settings of a tool.
pub(super) struct Checks<'a> {
    /// Its key there.
    pub(super) key: &'a str,
    pub(super) ids: Vec<String>,
    /// The key here.
    pub(super) into: &'static str,
    /// May a policy stand for a check although it looks for others too? Not where that lets those go.
    pub(super) widens: bool,
}

impl<'a> Draft<'a> {
    pub(super) fn new(tool: &'static str, peers: &'a Peers) -> Self {
        Self {
            tool,
            peers,
            policies: Vec::new(),
            lists: BTreeMap::new(),
            min_severity: None,
            fail_on: None,
            has_baseline: false,
            exceptions: Vec::new(),
            untold: Vec::new(),
            next: Vec::new(),
        }
    }

    /// Notes something that cannot be said, with the reason.
    pub(super) fn untold(&mut self, what: String) {
        if !self.untold.contains(&what) {
            self.untold.push(what);
        }
    }

    /// A folder of policies.
    pub(super) fn policies(&mut self, folder: &str) {
        self.policies.push(folder.to_owned());
    }

    /// Known findings are in a file.
    pub(super) fn baseline(&mut self) {
        self.has_baseline = true;
        self.next.push(format!(
            "`bartizan baseline` writes the findings of today to {BASELINE}, in place of those known there"
        ));
    }

    /// Puts the policies that look for the checks of a list into a list here.
    pub(super) fn checks(&mut self, checks: &Checks<'_>) {
        let Checks { key, ids, into, widens } = checks;
        let named: BTreeSet<String> = ids.iter().flat_map(|id| self.ids(id)).collect();
        for id in ids {
            let policies = self.peers.policies(self.tool, id);
            if policies.is_empty() {
                self.untold(format!("`{key}`: {id}: no policy looks for the same"));
            }
            for policy in policies {
                let others: Vec<String> = self.others(&policy, &named);
                let list = self.lists.entry(into).or_default();
                list.from.insert((*key).to_owned());
                if others.is_empty() || *widens {
                    list.entries.entry(policy).or_default().insert(id.clone());
                } else {
                    let why = format!("{id}; it looks for {} too", others.join(", "));
                    self.untold(format!(
                        "`{key}`: {id}: {policy} looks for {} too, so it still runs",
                        others.join(", ")
                    ));
                    self.lists.entry(into).or_default().held_back.insert(policy, why);
                }
            }
        }
    }

    /// The ids, as compared, of the checks that `id` names.
    fn ids(&self, id: &str) -> Vec<String> {
        self.peers.checks(self.tool, id).map(|check| normal(&check.written)).collect()
    }

    /// What `policy` looks for beside the checks `named`.
    fn others(&self, policy: &str, named: &BTreeSet<String>) -> Vec<String> {
        let own = self.peers.checks_of(self.tool, policy);
        own.filter(|id| !named.contains(&normal(id))).map(str::to_owned).collect()
    }

    /// Excuses the checks `named` as the exception says, but for its policy.
    pub(super) fn exceptions(&mut self, id: &str, named: &[String], exception: &Exception) {
        let policies = self.peers.policies(self.tool, id);
        if policies.is_empty() {
            self.untold(format!("{id}: no policy looks for the same"));
        }
        let named: BTreeSet<String> = named.iter().flat_map(|id| self.ids(id)).collect();
        for policy in policies {
            let others = self.others(&policy, &named);
            if others.is_empty() {
                let is_known = |other: &Exception| other.policy == policy && other.path == exception.path;
                if !self.exceptions.iter().any(is_known) {
                    self.exceptions.push(Exception { policy, ..exception.clone() });
                }
            } else {
                self.untold(format!("{id}: {policy} looks for {} too, so it is not excused", others.join(", ")));
            }
        }
    }

    /// An entry of a list that names no checks.
    pub(super) fn entry(&mut self, into: &'static str, key: &str, entry: String) {
        let list = self.lists.entry(into).or_default();
        list.from.insert(key.to_owned());
        list.entries.entry(entry).or_default();
    }

    /// A glob of the other tool, whose `*` stays within a folder; notes where that makes a difference.
    pub(super) fn wider(&mut self, key: &str, pattern: &str) {
        if pattern.replace("**", "").contains('*') {
            self.untold(format!("`{key}`: {pattern}: taken over, but `*` matches `/` too here"));
        }
    }

    /// Shows or counts only these severities, when they are all from one on.
    pub(super) fn severities(&mut self, into: &'static str, key: &str, given: &[String]) {
        let named = |severity: &Severity| given.iter().any(|name| name.eq_ignore_ascii_case(severity.as_str()));
        let Some(least) = Severity::ALL.into_iter().filter(named).min() else { return };
        // Not all tools know the least.
        let gap = Severity::ALL.into_iter().find(|severity| *severity > least && !named(severity));
        if let Some(gap) = gap {
            self.untold(format!(
                "`{key}`: {} is left out, which can only be said of the least severities",
                gap.as_str()
            ));
            return;
        }
        *(if into == "fail_on" { &mut self.fail_on } else { &mut self.min_severity }) = Some(least);
    }

    /// The text of the file.
    pub(super) fn text(&self, read: &[&str], has_marks: bool) -> String {
        let from = if read.is_empty() { format!("the marks of {}", self.tool) } else { read.join(", ") };
        let mut out = format!("# Settings of Bartizan, from {from}.\n");
        if !self.policies.is_empty() {
            let folders: Vec<String> = self.policies.iter().map(|folder| quoted(folder)).collect();
            let _ = write!(out, "\npolicies = [{}]\n", folders.join(", "));
        }
        for (key, list) in &self.lists {
            list.write(key, &mut out);
        }
        for (key, severity) in [("fail_on", self.fail_on), ("min_severity", self.min_severity)] {
            if let Some(severity) = severity {
                let _ = write!(out, "\n{key} = {}\n", quoted(severity.as_str()));
            }
        }
        if self.has_baseline {
            let _ = write!(out, "\nbaseline = {}\n", quoted(BASELINE));
        }
        if has_marks {
            let _ = write!(out, "\n# The marks in the files excuse here too.\n[compat]\nsuppressions = true\n");
        }
        for exception in &self.exceptions {
            let _ = write!(out, "\n[[exceptions]]\npolicy = {}\n", quoted(&exception.policy));
            if let Some(path) = &exception.path {
                let _ = writeln!(out, "path = {}", quoted(path));
            }
            let _ = writeln!(out, "reason = {}", quoted(&exception.reason));
            if let Some(config::Day(day)) = exception.until {
                let _ = writeln!(out, "until = {day}");
            }
        }
        out
    }
}

impl List {
    fn write(&self, key: &str, out: &mut String) {
        let from = self.from.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let _ = write!(out, "\n# From {from}.\n{key} = [\n");
        for (entry, ids) in &self.entries {
            let ids: Vec<&str> = ids.iter().map(|id| one_line(id)).collect();
            let remark = if ids.is_empty() { String::new() } else { format!(" # {}", ids.join(", ")) };
            let _ = writeln!(out, "    {},{remark}", quoted(entry));
        }
        for (entry, why) in self.held_back.iter().filter(|(entry, _)| !self.entries.contains_key(*entry)) {
            let _ = writeln!(out, "    # {}, # {}", quoted(entry), one_line(why));
        }
        out.push_str("]\n");
    }
}

/// A remark ends with its line.
fn one_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
