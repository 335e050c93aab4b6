//! What a change brings: two revisions of the files checked, the second against what was found in the first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::pool::on_pool;
use super::{Detail, Gathered, Options, Session, SessionError, Wanted, config_places, evaluate, projects, settings};
use crate::config;
use crate::discover::{Request, UnitKind, discover};
use crate::files::{Files, Revision, WalkOptions, path};
use crate::finding::{Baseline, Note, Problem, Scan};
use crate::since::{Before, Identity, Moves, Relaxed, RelaxedKind, Settings, Since, relaxed_settings};

/// How a session compares its files with a revision of theirs.
pub struct Comparison {
    revision: Arc<Revision>,
    /// Judges the revision, where its settings are others.
    session: Option<Box<Session>>,
    /// Do suppression comments that the change adds excuse nothing?
    strict: bool,
    /// Why the revision is not judged by its own settings.
    unusable: Option<String>,
    /// The file of known findings that the configuration names.
    configured: Option<String>,
    /// Which folders are projects of their own, in both.
    division: Arc<BTreeSet<Arc<str>>>,
    /// Those that are so by the change, or no longer.
    divided: Vec<Relaxed>,
    /// Of the projects below the root, in their order.
    inner: Vec<Self>,
}

impl Comparison {
    /// Compares the files of `session`, which was opened with `options`, with `revision`, which is judged by its own
    /// configuration and policies; where the options take the configuration from a revision, both are judged by that.
    ///
    /// # Errors
    /// When the policies of the revision cannot be used.
    pub fn open(session: &Session, options: Options, revision: Arc<Revision>) -> Result<Self, SessionError> {
        let strict = options.config_from.is_some();
        let files = session.files.at(Arc::clone(&revision));
        let division = projects::division(session);
        let mut comparison = Self {
            revision: Arc::clone(&revision),
            session: None,
            strict,
            unusable: None,
            configured: session.config.baseline.clone().filter(|_| options.baseline.is_none() && !strict),
            divided: divided(session, &files, &division),
            inner: projects::comparisons(session, &options, &revision)?,
            division,
        };
        if strict || has_same_settings(session, &files, &options) {
            return Ok(comparison);
        }
        let own = Options { config_from: Some(revision), baseline: None, projects_below: Vec::new(), ..options };
        // Policies that the change adds are asked for too.
        match settings::open(files, own) {
            Ok(mut own) => {
                own.files = own.files.divided(Arc::clone(&comparison.division));
                comparison.session = Some(Box::new(own));
            }
            Err(error @ (SessionError::Policy(_) | SessionError::File(_))) => return Err(error),
            Err(error) => comparison.unusable = Some(error.to_string()),
        }
        Ok(comparison)
    }

    /// Checks the units that `paths` belong to in both revisions. Findings that were there before the change have the state
    /// `baseline`. The findings `explained` say what they depend on.
    #[must_use]
    pub fn check(&mut self, session: &mut Session, paths: &[Arc<str>], explained: Option<Wanted<'_>>) -> Scan {
        let inner = std::mem::take(&mut self.inner);
        let all = projects::compare(session, paths, inner, explained);
        let own = session.own(paths);
        let mut scan = match all {
            Some(all) if own.is_empty() => all,
            Some(all) => {
                let mut scan = self.check_own(session, &own, explained);
                projects::add(&mut scan, all);
                scan
            }
            None => self.check_own(session, paths, explained),
        };
        if let Some(since) = &mut scan.since {
            since.relaxed.append(&mut self.divided);
            since.relaxed.sort();
            since.relaxed.dedup();
        }
        scan.sort();
        scan
    }

    /// [`check`](Self::check) of what is of no other project.
    fn check_own(&mut self, session: &mut Session, paths: &[Arc<str>], explained: Option<Wanted<'_>>) -> Scan {
        session.compares = true;
        let old = session.files.at(Arc::clone(&self.revision)).divided(Arc::clone(&self.division));
        let reached = paths.iter().cloned().chain(self.at_revision(session, &old, |session| units_of(session, paths)));
        let reached: Vec<Arc<str>> = distinct(reached.chain(units_of(session, paths)));
        // What only one of the revisions gave to read may belong to a unit of the other.
        let there = |files: &Files| reached.iter().filter(|path| files.exists(path)).cloned().collect::<Vec<_>>();
        let (of_old, of_now) = (there(&old), there(&session.files));
        let mut found = self.at_revision(session, &old, |session| {
            evaluate::check(session, &Request { bare: true, ..session.request(&of_old) }, Detail::default())
        });
        let unread = std::mem::take(&mut found.problems);
        let moves = moves(session, &old, &found);
        let before = Arc::new(Before::new(found, moves, self.strict));
        session.before = Some(Arc::clone(&before));
        let mut scan = evaluate::check(
            session,
            &Request { names_others: false, ..session.request(&of_now) },
            Detail { fixes: true, explained },
        );
        session.before = None;
        session.compares = false;
        scan.notes.extend(self.notes(&unread, &scan));
        let mut relaxed = before.relaxed(&scan);
        if let Some(own) = &self.session {
            relaxed.extend(relaxed_settings(&settings(own), &settings(session)));
        }
        relaxed.extend(self.relaxed_baseline(session, &old));
        let solved = before.solved(&scan);
        scan.since = Some(Since { revision: self.revision.name().to_owned(), solved, relaxed });
        scan
    }

    /// What the file of known findings that the configuration names holds more than in the revision.
    fn relaxed_baseline(&self, session: &Session, old: &Files) -> Option<Relaxed> {
        let file = path::resolve(path::ROOT, self.configured.as_ref()?)?;
        let before = old.read(&file).ok().and_then(|source| Baseline::parse(&source.text).ok());
        relaxed_baseline(&file, &before.unwrap_or_default(), session.baseline.as_ref()?)
    }

    /// Does `work` on the files of the revision: in its own session, or in `session` with them in place of its own, so that
    /// what is the same in both is read and judged once.
    fn at_revision<T>(&mut self, session: &mut Session, old: &Files, work: impl FnOnce(&mut Session) -> T) -> T {
        if let Some(own) = &mut self.session {
            return work(own);
        }
        let now = std::mem::replace(&mut session.files, old.clone());
        let done = work(session);
        session.files = now;
        done
    }

    /// What could not be read in the revision, which is why what was found there before is not known.
    fn notes(&self, unread: &[Problem], now: &Scan) -> Vec<Note> {
        let name = self.revision.name();
        let is_same = |problem: &&Problem| {
            !now.problems.iter().any(|other| other.file == problem.file && other.kind == problem.kind)
        };
        let of_files = unread.iter().filter(is_same).map(|problem| Note {
            path: problem.file.clone().unwrap_or_else(|| path::ROOT.into()),
            location: None,
            message: format!(
                "was not understood at {name}, so what was found there then is not known: {}",
                problem.message
            ),
        });
        let of_settings = self.unusable.iter().map(|error| Note {
            path: config::FILE_NAME.into(),
            location: None,
            message: format!("cannot be used as it was at {name}, which is judged by that of now: {error}"),
        });
        of_files.chain(of_settings).collect()
    }
}

/// What the entries of a baseline that the change adds are, in a word.
#[must_use]
pub fn relaxed_baseline(file: &str, before: &Baseline, now: &Baseline) -> Option<Relaxed> {
    let added = now.added_to(before);
    (added > 0).then(|| Relaxed {
        kind: RelaxedKind::Baseline,
        file: file.into(),
        location: None,
        policies: Vec::new(),
        message: format!("{added} more {} in the baseline", if added == 1 { "finding" } else { "findings" }),
        reason: None,
        owner: None,
        until: None,
        counts: true,
    })
}

/// The files and folders of the units that `paths` belong to.
fn units_of(session: &mut Session, paths: &[Arc<str>]) -> Vec<Arc<str>> {
    let session = &*session;
    let there: Vec<Arc<str>> = paths.iter().filter(|path| session.files.exists(path)).cloned().collect();
    if there.is_empty() || there.iter().any(|path| &**path == path::ROOT) {
        return Vec::new();
    }
    on_pool(|| {
        let request = Request { expecting: false, ..session.request(&there) };
        let gathered = Gathered::new(session, discover(&session.files, &session.documents, &request).units);
        let mut found = Vec::new();
        for at in 0..gathered.units.len() {
            let unit = gathered.read(session, at);
            if unit.kind == UnitKind::Chart {
                found.push(Arc::clone(&unit.set.unit));
            }
            let of_config = |source: &Arc<str>| **source == *config::FILE_NAME;
            let sources = unit.sources.values().map(|source| &source.path).filter(|source| !of_config(source));
            found.extend(sources.cloned());
            found.extend(unit.files.iter().map(|file| Arc::clone(&file.source.path)));
        }
        found
    })
}

fn distinct(paths: impl Iterator<Item = Arc<str>>) -> Vec<Arc<str>> {
    paths.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Where the files of findings of the revision are now, of those that are not where they were: what git calls a rename
/// is a file with the same bytes.
fn moves(session: &Session, old: &Files, found: &Scan) -> Moves {
    let comments = found.comments.iter().map(|comment| Arc::clone(&comment.location.file));
    let files = found.findings.iter().flat_map(Identity::of).map(|identity| identity.file).chain(comments);
    let gone: BTreeSet<Arc<str>> = files.filter(|file| !session.files.exists(file)).collect();
    if gone.is_empty() {
        return Moves::default();
    }
    let hash = |files: &Files, path: &str| Some(*blake3::hash(&files.read_bytes(path).ok()?).as_bytes());
    let options = WalkOptions { excludes: session.excludes.clone(), recursive: true, projects: false };
    let (all, _) = session.files.walk(&[path::ROOT.into()], &options);
    let mut by_bytes: BTreeMap<[u8; 32], Vec<Arc<str>>> = BTreeMap::new();
    for path in all.into_iter().filter(|path| !old.exists(path)) {
        if let Some(hash) = hash(&session.files, &path) {
            by_bytes.entry(hash).or_default().push(path);
        }
    }
    let mut moved = BTreeMap::new();
    for path in gone {
        let candidates = hash(old, &path).and_then(|hash| by_bytes.get_mut(&hash));
        // Of several with the same bytes, rather one of the same name.
        let target = candidates.and_then(|paths| {
            let at = paths.iter().position(|other| path::name(other) == path::name(&path)).unwrap_or(0);
            (!paths.is_empty()).then(|| paths.remove(at))
        });
        moved.insert(path, target);
    }
    Moves { gone: moved }
}

/// Are the configuration and the policies of one's own the same in both?
fn has_same_settings(session: &Session, old: &Files, options: &Options) -> bool {
    let now = &session.files;
    let old_repository = old.of_repository();
    let repository = old_repository.as_ref().and_then(|all| Files::new(all.root().to_path_buf(), *all.limits()).ok());
    // What is no part of the repository is the same for all of its revisions.
    let is_same = |place: &Path, of: &dyn Fn(&Files, &str) -> Option<Vec<u8>>| {
        if let Some(inside) = now.relative(place) {
            return of(now, &inside) == of(old, &inside);
        }
        let both = repository.as_ref().zip(old_repository.as_ref());
        both.and_then(|(now, old)| Some((now, old, now.relative(place)?)))
            .is_none_or(|(now, old, inside)| of(now, &inside) == of(old, &inside))
    };
    let file = options.config.clone().unwrap_or_else(|| now.on_disk(config::FILE_NAME));
    let extended = session.written.sources().map(|source| now.on_disk(&source.path));
    let bytes = |files: &Files, file: &str| files.read_bytes(file).ok().map(|bytes| bytes.to_vec());
    if !std::iter::once(file).chain(extended).all(|place| is_same(&place, &bytes)) {
        return false;
    }
    let configured = session.config.policies.iter().filter(|_| options.local_policies);
    let mut folders = configured.map(|folder| now.on_disk(folder)).chain(options.policies.iter().cloned());
    let content = |files: &Files, folder: &str| {
        let tree = files.tree(folder, &|_, _| true).ok()?;
        Some(tree.into_iter().flat_map(|(name, bytes)| [name.into_bytes(), bytes]).flatten().collect())
    };
    folders.all(|folder| is_same(&folder, &content))
}

/// The folders that the change makes projects of their own, or part of the one around them: another configuration holds.
fn divided(session: &Session, old: &Files, now: &BTreeSet<Arc<str>>) -> Vec<Relaxed> {
    if session.files.division().is_some() {
        return Vec::new();
    }
    let before: BTreeSet<Arc<str>> = old.projects(&[path::ROOT.into()], &session.excludes).into_iter().collect();
    let say = |folder: &Arc<str>, message: &str| Relaxed {
        kind: RelaxedKind::Setting,
        file: path::join(folder, config::FILE_NAME).into(),
        location: None,
        policies: Vec::new(),
        message: format!("`{folder}` {message}"),
        reason: None,
        owner: None,
        until: None,
        counts: true,
    };
    let begun = now.difference(&before).map(|folder| say(folder, "is judged by a configuration of its own"));
    let ended = before.difference(now).map(|folder| say(folder, "is no longer judged by a configuration of its own"));
    begun.chain(ended).collect()
}

fn settings(session: &Session) -> Settings<'_> {
    let in_force = session.policies_in_force();
    let policies = in_force.map(|one| (&*one.policy.id, (one.severity, one.parameters)));
    Settings {
        config: &session.config,
        policies: policies.collect(),
        exception_at: Box::new(|index| config_places::exception(session, index)),
        file: session.written.source().map_or_else(|| config::FILE_NAME.into(), |source| Arc::clone(&source.path)),
    }
}

/// Writes the folder `path` of a revision below `target`, for readers of whole folders.
pub(super) fn write_out(files: &Files, path: &str, target: &Path) -> std::io::Result<()> {
    let content = files.tree(path, &|_, _| true).unwrap_or_default();
    std::fs::create_dir_all(target)?;
    for (inside, bytes) in content {
        let file = target.join(inside);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, bytes)?;
    }
    Ok(())
}
