//! Where a comment excuses a finding: places tried out, each judged again.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::Session;
use super::fixing::lay_back;
use crate::config::{Config, FILE_NAME};
use crate::finding::{Comment, Finding, Scan};
use crate::fix::format_of;
use crate::source::{Format, Source};
use crate::suppress::{Excuse, Form, Placement};

/// Lines that are tried.
const MAX_LINES: usize = 8;

impl Session {
    /// Where what excuses `finding` is to stand: in `file`, which it has to do with, as near as possible; else in the
    /// configuration. It was tried: with it the finding is excused, and nothing else changes. None where nothing helps.
    /// `ends`: does it hold until a day?
    pub fn suppression(&mut self, finding: &Finding, file: &str, ends: bool) -> Option<Placement> {
        if !finding.policy.is_policy() || !finding.may_be_excused() {
            return None;
        }
        let judged = judged_with(finding, file);
        let before = self.check_open(&judged);
        let placements = self.placements(finding, file);
        for placement in placements.into_iter().filter(|placement| !ends || placement.takes_day()) {
            if let Some(excuse) = placement.write(finding, None)
                && self.excuses(finding, &excuse, &before, &judged)
            {
                return Some(placement);
            }
        }
        self.exception(finding, &before, &judged)
    }

    /// Does `file` write no comments, so that only an exception can excuse what stands in it?
    #[must_use]
    pub fn is_without_comments(&self, file: &str) -> bool {
        self.source(file).is_none_or(|source| self.form(&source).is_none())
    }

    /// The places that may do, the nearest first.
    fn placements(&self, finding: &Finding, file: &str) -> Vec<Placement> {
        let Some(source) = self.source(file) else { return Vec::new() };
        let Some(form) = self.form(&source) else { return Vec::new() };
        let own: Vec<Comment> = self.comments_in(file);
        let mut placements = Vec::new();
        for line in lines(finding, &source).into_iter().take(MAX_LINES) {
            // They may name a policy more, unless they hold no longer.
            let governing = own.iter().filter(|comment| comment.line as usize == line + 1);
            let valid = governing.filter(|comment| comment.fault.is_none() && !comment.expired(self.today));
            placements.extend(
                valid
                    .map(|comment| Placement::Into { source: Arc::clone(&source), comment: Box::new(comment.clone()) }),
            );
            placements.push(Placement::Before { source: Arc::clone(&source), line, form });
        }
        placements
    }

    /// How `source` writes comments; none where it writes none.
    fn form(&self, source: &Source) -> Option<Form> {
        let is_configuration = crate::discover::terraform_kind(&source.path).is_some();
        if source.path.ends_with(".json") || !is_configuration && format_of(&source.path, &source.text) == Format::Json
        {
            return None;
        }
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let mut charts = units.values().filter(|unit| unit.sources.contains_key(&source.id));
        let is_template = charts.any(|unit| unit.chart.as_ref().is_some_and(|chart| !chart.is_values(source.id)));
        Some(if is_template { Form::Template } else { Form::Hash })
    }

    /// The suppression comments in a file of the units as last read.
    fn comments_in(&self, file: &str) -> Vec<Comment> {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let own = units.values().flat_map(|unit| &unit.comments);
        let own =
            own.filter(|comment| comment.object.is_none() && comment.peer.is_none() && &*comment.location.file == file);
        let mut known = BTreeSet::new();
        own.filter(|comment| known.insert(comment.location.clone())).cloned().collect()
    }

    /// Is `finding` excused, and nothing else changed, with `excuse`?
    fn excuses(&mut self, finding: &Finding, excuse: &Excuse, before: &Scan, judged: &[Arc<str>]) -> bool {
        let laid = self.files.overlay(&excuse.file).cloned();
        self.set_overlay(&excuse.file, excuse.after().into());
        let after = self.check_open(judged);
        lay_back(self, &excuse.file, laid);
        open(&after, finding) < open(before, finding)
            && after.problems.len() <= before.problems.len()
            && others(&after, finding) == others(before, finding)
    }

    /// An exception at the end of the configuration, when that then excuses `finding`: for its resource, or for its file
    /// where it has another name in each environment.
    fn exception(&mut self, finding: &Finding, before: &Scan, judged: &[Arc<str>]) -> Option<Placement> {
        let exists = self.files.overlay(FILE_NAME).is_some() || self.files.on_disk(FILE_NAME).exists();
        let text = if exists { Some(Arc::clone(&self.files.read(FILE_NAME).ok()?.text)) } else { None };
        for addressed in [true, false] {
            let placement = Placement::Exception { text: text.clone(), addressed };
            let config = Config::parse(&placement.write(finding, None)?.after(), FILE_NAME).ok()?;
            let own = std::mem::replace(&mut self.config.exceptions, config.exceptions);
            let after = self.check_open(judged);
            self.config.exceptions = own;
            if open(&after, finding) < open(before, finding) {
                return Some(placement);
            }
        }
        None
    }
}

/// The files to judge: the one that was asked about, and that of the finding.
fn judged_with(finding: &Finding, file: &str) -> Vec<Arc<str>> {
    let own = finding.location.iter().map(|location| Arc::clone(&location.file));
    BTreeSet::from_iter(own.chain([Arc::from(file)])).into_iter().collect()
}

/// The lines, from 0, of `source` before which a comment may excuse `finding`: its own, then those that open what is
/// around it, then others.
fn lines(finding: &Finding, source: &Source) -> Vec<usize> {
    let line_of = |offset: u32| source.lines.line_start(offset).0;
    let own = finding.location.as_ref().filter(|location| location.file == source.path);
    let own = own.map(|location| line_of(location.span.start));
    let places = finding.places.iter().filter(|place| place.source == source.id).map(|place| line_of(place.start));
    let openers = finding.openers.iter().filter(|_| own.is_some()).map(|line| (*line as usize).saturating_sub(1));
    let shown = finding.shown_at.iter().map(|shown| &shown.place.location);
    let shown = shown.filter(|location| location.file == source.path).map(|location| line_of(location.span.start));
    let first = own.into_iter().chain(shown).next();
    let mut lines: Vec<usize> = places.chain(openers).chain(own).collect();
    let distance = |line: &usize| match first {
        Some(first) if *line <= first => (0, first - line),
        Some(first) => (1, line - first),
        None => (0, *line),
    };
    lines.sort_by_key(distance);
    lines.dedup();
    lines
}

fn is_it(known: &Finding, finding: &Finding) -> bool {
    known.policy.id == finding.policy.id && known.fingerprint.exact == finding.fingerprint.exact
}

/// How often the finding is open.
fn open(scan: &Scan, finding: &Finding) -> usize {
    scan.findings.iter().filter(|known| is_it(known, finding) && known.may_be_excused()).count()
}

/// What other policies find, by id and fingerprint, and whether it is open.
fn others<'s>(scan: &'s Scan, finding: &Finding) -> Vec<(&'s str, &'s str, bool)> {
    let others = scan.findings.iter().filter(|other| other.policy.is_policy() && other.policy.id != finding.policy.id);
    let said = |other: &'s Finding| (&*other.policy.id, &*other.fingerprint.exact, other.may_be_excused());
    let mut others: Vec<_> = others.map(said).collect();
    others.sort_unstable();
    others
}
