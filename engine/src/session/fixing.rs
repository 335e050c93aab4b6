//! Fixes applied: in rounds, each judged again, so that none stays that breaks a file or mends nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bartizan_hcl::syntax;

use super::projects::below;
use super::{Detail, Session, Wanted, evaluate, read};
use crate::discover::terraform_kind;
use crate::finding::{Finding, Mask, Problem, ProblemKind, Scan, State};
use crate::fix::{Change, apply, choose, format_of, line_changes, patch};
use crate::source::{Source, SourceId, parse};

/// Rounds of fixes: what one round leaves, since two fixes overlap, the next takes.
const MAX_ROUNDS: usize = 20;

/// What fixing came to.
#[derive(Debug)]
pub struct Fixed {
    /// What was found before.
    pub before: Scan,
    /// Fixes that had to be undone, and why.
    pub undone: Vec<Problem>,
    /// The files that change, by path.
    pub files: Vec<FixedFile>,
    /// Findings that were mended.
    pub mended: usize,
}

/// A file that fixes change.
#[derive(Debug)]
pub struct FixedFile {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// What it held.
    pub before: Arc<str>,
    /// What it is to hold.
    pub after: Arc<str>,
    /// The same as a unified diff, secrets masked.
    pub patch: String,
    /// What was laid over it before.
    laid: Option<Arc<str>>,
}

impl FixedFile {
    /// What changes, line by line and in order.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        line_changes(&self.before, &self.after)
    }
}

impl FixedFile {
    /// The same, seen from above the folder of its project.
    pub(super) fn moved(self, folder: &str) -> Self {
        let path = below(&self.path, folder);
        let names =
            |sign: &str, from: &str| (format!("{sign} {from}{}\n", self.path), format!("{sign} {from}{path}\n"));
        let ((old, old_moved), (new, new_moved)) = (names("---", "a/"), names("+++", "b/"));
        let patch = self.patch.replacen(&old, &old_moved, 1).replacen(&new, &new_moved, 1);
        Self { path, patch, ..self }
    }
}

impl Fixed {
    /// Writes the files. Those that could not be written, or have changed meanwhile, are as they were and said.
    #[must_use]
    pub fn write(&self, session: &mut Session) -> Vec<Problem> {
        let mut faults = Vec::new();
        for file in &self.files {
            session.remove_overlay(&file.path);
            if let Err(error) = session.files.replace(&file.path, &file.before, &file.after) {
                faults.push(read::file_problem(session, &error));
            }
        }
        faults
    }
}

/// A file while it is changed.
struct Changing {
    original: Arc<Source>,
    text: Arc<str>,
    /// What it held and holds, secrets masked.
    masked: (Arc<str>, Arc<str>),
    /// What was laid over it before.
    laid: Option<Arc<str>>,
}

/// Applies what fixes there are, and lays the texts of before over the files again.
pub(super) fn try_fixes(session: &mut Session, paths: &[Arc<str>], unsafe_too: bool, wanted: Wanted<'_>) -> Fixed {
    let fixed = fix(session, paths, unsafe_too, wanted);
    fixed.files.iter().for_each(|file| lay_back(session, &file.path, file.laid.clone()));
    fixed
}

/// What is found in the project itself.
fn here(session: &Session, paths: &[Arc<str>]) -> Scan {
    evaluate::check(session, &session.request(paths), Detail { fixes: true, ..Detail::default() })
}

/// Lays over the file at `path` what was laid over it before.
pub(super) fn lay_back(session: &mut Session, path: &str, laid: Option<Arc<str>>) {
    match laid {
        Some(text) => session.set_overlay(path, text),
        None => session.remove_overlay(path),
    }
}

/// Applies what fixes of the `wanted` findings there are.
pub(super) fn fix(session: &mut Session, paths: &[Arc<str>], unsafe_too: bool, wanted: Wanted<'_>) -> Fixed {
    let before = here(session, paths);
    let mut scan = before.clone();
    let mut files: BTreeMap<Arc<str>, Changing> = BTreeMap::new();
    let mut undone: BTreeSet<(String, String)> = BTreeSet::new();
    let (mut faults, mut mended) = (Vec::new(), 0);
    for _ in 0..MAX_ROUNDS {
        let is_open = |finding: &&Finding| {
            let applicable = finding.fix.as_ref().is_some_and(|fix| fix.is_applicable(unsafe_too));
            let is_open = finding.state == State::New && !undone.contains(&identity(finding));
            applicable && is_open && wanted(finding)
        };
        let open: Vec<&Finding> = scan.findings.iter().filter(is_open).collect();
        let fixes: Vec<_> = open.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        let (chosen, changes) = choose(&fixes);
        let chosen: Vec<&Finding> = chosen.into_iter().filter_map(|index| open.get(index).copied()).collect();
        if chosen.is_empty() {
            break;
        }
        let Some(round) = Round::begin(session, &scan, changes) else { break };
        let next = here(session, paths);
        let failures = round.failures(&scan, &next, &chosen);
        if failures.is_empty() {
            mended += chosen.len();
            round.keep(&mut files);
            scan = next;
        } else {
            round.undo(session);
            for (finding, why) in failures {
                undone.insert(identity(finding));
                faults.push(fault(finding, why));
            }
        }
    }
    let changed = |(path, file): (Arc<str>, Changing)| FixedFile {
        patch: patch(&path, &file.masked.0, &file.masked.1),
        path,
        before: Arc::clone(&file.original.text),
        after: file.text,
        laid: file.laid,
    };
    Fixed { before, undone: faults, files: files.into_iter().map(changed).collect(), mended }
}

/// What makes it the same finding after an edit.
fn identity(finding: &Finding) -> (String, String) {
    (finding.policy.id.clone(), finding.fingerprint.exact.clone())
}

/// Files as one round changes them.
struct Round {
    files: Vec<Changed>,
}

/// A file that a round changes.
struct Changed {
    source: Arc<Source>,
    text: Arc<str>,
    /// What it held and holds, secrets masked.
    masked: (Arc<str>, Arc<str>),
    /// What was laid over it before.
    laid: Option<Arc<str>>,
}

impl Round {
    /// Lays the changed texts over the files; none where one cannot be read any more.
    fn begin(session: &mut Session, scan: &Scan, changes: BTreeMap<Arc<str>, Vec<Change>>) -> Option<Self> {
        let mut round = Self { files: Vec::new() };
        for (path, changes) in &changes {
            let source = session.files.read(path).ok()?;
            let masked = scan.excerpts.get(path).map_or_else(|| masked(&source), |excerpt| Arc::clone(&excerpt.text));
            let masked_after = apply(&masked, changes).into();
            let text = apply(&source.text, changes).into();
            let laid = session.files.overlay(path).cloned();
            round.files.push(Changed { source, text, masked: (masked, masked_after), laid });
        }
        for file in &round.files {
            session.set_overlay(&file.source.path, Arc::clone(&file.text));
        }
        Some(round)
    }

    /// The fixes that did not do what they should, and why.
    fn failures<'f>(&self, before: &Scan, after: &Scan, chosen: &[&'f Finding]) -> Vec<(&'f Finding, &'static str)> {
        let mut failures = Vec::new();
        for Changed { source, text, .. } in &self.files {
            if faults_of(&source.path, text) > faults_of(&source.path, &source.text) {
                failures.extend(blamed(source, chosen).into_iter().map(|finding| (finding, "it broke the file")));
            }
        }
        if !failures.is_empty() {
            return failures;
        }
        let known: BTreeSet<_> = before.problems.iter().map(|problem| (&problem.file, &problem.message)).collect();
        for problem in after.problems.iter().filter(|problem| !known.contains(&(&problem.file, &problem.message))) {
            let touches = |finding: &&&Finding| problem.file.as_deref().is_some_and(|file| edits(finding, file));
            let near: Vec<&Finding> = chosen.iter().filter(touches).copied().collect();
            let near = if near.is_empty() { chosen.to_vec() } else { near };
            failures.extend(near.into_iter().map(|finding| (finding, "the configuration has a fault with it")));
        }
        if !failures.is_empty() {
            return failures;
        }
        // Objects of one name may stand in several files.
        let count = |findings: &mut dyn Iterator<Item = &Finding>| {
            let mut counts: BTreeMap<_, usize> = BTreeMap::new();
            findings.for_each(|finding| *counts.entry(identity(finding)).or_default() += 1);
            counts
        };
        let open = |scan: &Scan| count(&mut scan.findings.iter().filter(|finding| finding.state == State::New));
        let (before, after, mended) = (open(before), open(after), count(&mut chosen.iter().copied()));
        let of = |counts: &BTreeMap<_, usize>, key: &_| counts.get(key).copied().unwrap_or_default();
        let remains = chosen.iter().filter(|finding| {
            let key = identity(finding);
            of(&after, &key) + of(&mended, &key) > of(&before, &key)
        });
        remains.map(|finding| (*finding, "the finding was still there")).collect()
    }

    fn keep(self, files: &mut BTreeMap<Arc<str>, Changing>) {
        for Changed { source, text, masked, laid } in self.files {
            match files.get_mut(&source.path) {
                Some(file) => {
                    file.text = text;
                    file.masked.1 = masked.1;
                }
                None => {
                    let path = Arc::clone(&source.path);
                    files.insert(path, Changing { original: source, text, masked, laid });
                }
            }
        }
    }

    fn undo(self, session: &mut Session) {
        for Changed { source, laid, .. } in self.files {
            lay_back(session, &source.path, laid);
        }
    }
}

/// The fixes that break `source` by themselves; all that change it where none does.
fn blamed<'f>(source: &Source, chosen: &[&'f Finding]) -> Vec<&'f Finding> {
    let own = faults_of(&source.path, &source.text);
    let here: Vec<&Finding> = chosen.iter().copied().filter(|finding| edits(finding, &source.path)).collect();
    let breaks = |finding: &&Finding| {
        let (_, changes) = choose(&finding.fix.iter().collect::<Vec<_>>());
        changes.get(&source.path).is_some_and(|changes| faults_of(&source.path, &apply(&source.text, changes)) > own)
    };
    let alone: Vec<&Finding> = here.iter().copied().filter(breaks).collect();
    if alone.is_empty() { here } else { alone }
}

/// Does the fix of `finding` change `file`?
fn edits(finding: &Finding, file: &str) -> bool {
    finding.fix.iter().flat_map(|fix| &fix.edits).any(|edit| &*edit.location.file == file)
}

fn faults_of(path: &str, text: &str) -> usize {
    match terraform_kind(path) {
        Some(_) if !path.ends_with(".json") => syntax::parse(text, 0).errors.len(),
        _ => parse(&Source::new(SourceId(0), path, text), format_of(path, text)).errors.len(),
    }
}

fn masked(source: &Source) -> Arc<str> {
    let mut mask = Mask::default();
    mask.add_configuration(source);
    mask.text(source)
}

fn fault(finding: &Finding, why: &str) -> Problem {
    let fix = finding.fix.as_ref().map(|fix| fix.title.as_str()).unwrap_or_default();
    Problem {
        file: Some(finding.location.as_ref().map_or_else(|| Arc::clone(&finding.unit), |at| Arc::clone(&at.file))),
        policy: None,
        location: finding.location.clone(),
        kind: ProblemKind::Internal,
        message: format!("internal error: a fix of {} was undone: {why} ({fix})", finding.policy.id),
        help: Some("This is a defect of Bartizan or of the policy; mend it by hand.".to_owned()),
    }
}
