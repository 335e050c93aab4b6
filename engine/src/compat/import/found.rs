//! The marks in the files of a project.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::annotation::named_in;
use super::super::mark::{MARKERS, marks};
use super::super::{Mark, Peers};
use super::Tool;
use crate::files::path::ROOT;
use crate::files::{Files, WalkOptions};

/// What there is of a tool.
#[derive(Default)]
pub(super) struct Found {
    pub(super) marks: usize,
    /// Files that hold them.
    pub(super) marked: usize,
    /// The checks that no policy looks for, with how many marks name each.
    pub(super) unknown: BTreeMap<String, usize>,
}

/// The marks of `tool` in all files that a check reads.
pub(super) fn found(tool: Tool, files: &Files, peers: &Peers) -> Found {
    let mut found = Found::default();
    let (paths, _) = files.walk(&[Arc::from(ROOT)], &WalkOptions::default());
    for path in paths {
        let Ok(source) = files.read(&path) else { continue };
        let own = marks_in(tool, &source.text);
        found.marked += usize::from(!own.is_empty());
        found.marks += own.len();
        for (id, is_known) in own.iter().map(|mark| (&mark.id, !peers.concerned(mark).is_empty())) {
            if let (Some(id), false) = (id, is_known) {
                *found.unknown.entry(id.clone()).or_default() += 1;
            }
        }
    }
    found
}

fn marks_in(tool: Tool, text: &str) -> Vec<Mark> {
    let of_tool = |mark: &Mark| mark.tool == tool.as_str() || (tool == Tool::Trivy && mark.tool == "tfsec");
    let mut found = Vec::new();
    if MARKERS.iter().any(|marker| text.contains(marker)) {
        found.extend(marks(text, true).into_iter().filter(of_tool));
    }
    if tool == Tool::Checkov {
        found.extend(text.lines().filter_map(named_in));
    }
    found
}
