//! From the command line to a scan: roots, settings, standard input, progress.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::{Baseline, Problem, Scan};
use bartizan_engine::helm::Renderer;
use bartizan_engine::policy::Profile;
use bartizan_engine::session::{Options, Session, Wanted};
use bartizan_engine::source::decode;
use indicatif::{ProgressBar, ProgressStyle};

use crate::Failure;
use crate::args::{ProfileArg, ScanArgs};
use crate::since::{Compared, Revisions};

/// How long a scan may take before it shows that it is at work.
const BLINK: Duration = Duration::from_millis(300);

/// Stands for standard input among the paths.
const STDIN: &str = "-";

/// What a scan works on.
pub(crate) struct Opened {
    pub(crate) session: Session,
    /// What to report on, relative to the session's root.
    pub(crate) paths: Vec<Arc<str>>,
    /// Why standard input is not among the paths.
    pub(crate) unread: Option<Problem>,
    /// Compares with a revision.
    pub(crate) compared: Option<Compared>,
}

/// A session over the files that the arguments name.
pub(crate) fn open(
    args: &ScanArgs,
    baseline: Option<Baseline>,
    renderer: Option<Arc<dyn Renderer>>,
) -> Result<Opened, Failure> {
    open_with(args, Given { baseline, renderer, ..Given::default() })
}

/// What a check is given beside the arguments of any scan.
#[derive(Default)]
pub(crate) struct Given<'a> {
    pub(crate) baseline: Option<Baseline>,
    pub(crate) renderer: Option<Arc<dyn Renderer>>,
    /// The revisions to look at, and the file that holds the baseline.
    pub(crate) revisions: Option<(Revisions, Option<&'a Path>)>,
}

/// As [`open`], with what only a check is given.
pub(crate) fn open_with(args: &ScanArgs, given: Given<'_>) -> Result<Opened, Failure> {
    let Given { baseline, renderer, revisions } = given;
    let mut files = Files::new(root(args), Limits::default())?;
    let mut paths = Vec::new();
    let mut unread = None;
    for path in &args.paths {
        if path.as_os_str() == STDIN {
            match read_stdin(&mut files, &args.stdin_filename)? {
                Ok(path) => paths.push(path),
                Err(problem) => unread = Some(problem),
            }
        } else {
            let was_there = revisions.as_ref().is_some_and(|(revisions, _)| revisions.had(path));
            paths.push(if was_there { known(&files, path) } else { inside(&files, path) }?);
        }
    }
    let var_files = args.var_files.iter().map(|path| inside(&files, path)).collect::<Result<_, _>>()?;
    let source = args.source.as_deref().map(|dir| folder_inside(&files, dir)).transpose()?;
    let choice = &args.choice;
    let options = Options {
        config: choice.config.clone(),
        skip_config: false,
        config_from: revisions.as_ref().and_then(|(revisions, _)| revisions.config()),
        select: choice.select.clone(),
        ignore: choice.ignore.clone(),
        profile: choice.profile.map(|profile| match profile {
            ProfileArg::Default => Profile::Default,
            ProfileArg::Strict => Profile::Strict,
        }),
        policies: choice.policies.clone(),
        local_policies: !choice.no_local_policies,
        today: args.today,
        honour_ignores: !args.no_ignores,
        baseline,
        var_files,
        source,
        vars: args.vars.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())).collect(),
        is_told: false,
        // A configuration that is named holds for all.
        projects_below: if choice.config.is_some() { Vec::new() } else { paths.clone() },
        renderer,
        owners: args.owners.clone(),
        level: args.level,
        layers: args.layers.clone(),
        once: false,
        pace: None,
    };
    let kept = revisions.is_some().then(|| options.clone());
    let session = Session::open(files, options).map_err(|error| Failure::opening(&error))?;
    let compared = match revisions.zip(kept) {
        Some(((revisions, file), options)) => Some(revisions.compare(&session, options, file)?),
        None => None,
    };
    Ok(Opened { session, paths, unread, compared })
}

/// The project root that the arguments name or stand in.
pub(crate) fn root(args: &ScanArgs) -> PathBuf {
    match &args.choice.root {
        Some(root) => root.clone(),
        None => root_of(args.paths.iter().chain(&args.source)),
    }
}

/// The baseline in a file.
pub(crate) fn baseline(file: &Path) -> Result<Baseline, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    Baseline::parse(&text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
}

/// Where the baseline that the configuration names is, or will be, relative to the working directory where it lies in that.
pub(crate) fn configured_baseline(session: &Session) -> Option<PathBuf> {
    let file = session.config().baseline.as_ref()?;
    let place = session.files().on_disk(file);
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let relative = here.and_then(|here| place.strip_prefix(here).ok().map(Path::to_path_buf));
    Some(relative.unwrap_or(place))
}

/// A path that the user gave as the engine writes it.
fn inside(files: &Files, path: &Path) -> Result<Arc<str>, Failure> {
    if !path.exists() && !path.is_symlink() {
        return Err(Failure::usage(format!("{}: no such file or folder", path.display())));
    }
    known(files, path)
}

/// A path that need not be there as the engine writes it.
fn known(files: &Files, path: &Path) -> Result<Arc<str>, Failure> {
    files.relative(path).ok_or_else(|| {
        let root = files.root().display();
        Failure::usage(format!("{} is outside of the project root {root}; give --root", path.display()))
    })
}

/// A folder that the user gave as the engine writes it.
fn folder_inside(files: &Files, path: &Path) -> Result<Arc<str>, Failure> {
    if path.exists() && !path.is_dir() {
        return Err(Failure::usage(format!("{}: not a folder", path.display())));
    }
    inside(files, path)
}

/// The root of the paths: of each the nearest folder with a configuration or a repository, of several the folder above
/// them all.
pub(crate) fn root_of<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> PathBuf {
    let mut roots = paths.map(|path| {
        if path.as_os_str() == STDIN { Files::find_root(Path::new("."), &[]) } else { Files::find_root(path, &[]) }
    });
    let first = roots.next().unwrap_or_else(|| Files::find_root(Path::new("."), &[]));
    roots.fold(first, |common, root| {
        common.ancestors().find(|ancestor| root.starts_with(ancestor)).map_or_else(|| common.clone(), Path::to_path_buf)
    })
}

/// Lays standard input over the file that it stands for, unless it is no text.
fn read_stdin(files: &mut Files, name: &str) -> Result<Result<Arc<str>, Problem>, Failure> {
    let mut bytes = Vec::new();
    let most = Limits::default().file_bytes;
    std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Failure::usage(format!("standard input is larger than {} MiB", most >> 20)));
    }
    let relative = files.relative(Path::new(name)).unwrap_or_else(|| Arc::from(name));
    Ok(match decode(&bytes) {
        Ok(text) => {
            files.set_overlay(&relative, text.into());
            Ok(relative)
        }
        Err(error) => Err(Problem::undecodable(relative, files, error)),
    })
}

/// Does standard input stand among the paths?
pub(crate) fn reads_stdin(args: &ScanArgs) -> bool {
    args.paths.iter().any(|path| path.as_os_str() == STDIN)
}

/// Applies the fixes to the files: what was done, and what went wrong.
pub(crate) fn fix(opened: &mut Opened, unsafe_too: bool) -> (String, Vec<Problem>) {
    let fixed = opened.session.fix(&opened.paths, unsafe_too);
    let mut faults = fixed.undone.clone();
    let unwritten = fixed.write(&mut opened.session);
    let written = fixed.files.len() - unwritten.len();
    let said = match (fixed.mended, written) {
        (_, 0) => "nothing was fixed".to_owned(),
        (mended, files) => format!(
            "fixed {mended} finding{} in {files} file{}",
            if mended == 1 { "" } else { "s" },
            if files == 1 { "" } else { "s" }
        ),
    };
    faults.extend(unwritten);
    (said, faults)
}

/// What the fixes would change, as a patch, and what is found as things stand.
pub(crate) fn diff(opened: &mut Opened, unsafe_too: bool) -> (String, Scan) {
    let fixed = opened.session.fix(&opened.paths, unsafe_too);
    let mut scan = fixed.before;
    scan.problems.extend(fixed.undone);
    scan.problems.extend(opened.unread.clone());
    scan.sort();
    (fixed.files.into_iter().map(|file| file.patch).collect(), scan)
}

/// Runs the scan; the findings `explained` say what they depend on. With a spinner on a terminal when it takes longer than a blink.
pub(crate) fn run(opened: &mut Opened, explained: Option<Wanted<'_>>) -> Scan {
    let mut scan = match opened.compared.take() {
        Some(compared) => compared.check(&mut opened.session, &opened.paths, explained),
        None => check(&opened.session, &opened.paths, explained),
    };
    scan.problems.extend(opened.unread.clone());
    scan.sort();
    scan
}

fn check(session: &Session, paths: &[Arc<str>], explained: Option<Wanted<'_>>) -> Scan {
    let check = || match explained {
        Some(wanted) => session.check_explained(paths, wanted),
        None => session.check(paths),
    };
    if !std::io::stderr().is_terminal() {
        return check();
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            std::thread::park_timeout(BLINK);
            if done.load(Ordering::Acquire) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            while !done.load(Ordering::Acquire) {
                bar.set_message(format!("checking: {}", session.progress()));
                bar.tick();
                std::thread::park_timeout(Duration::from_millis(80));
            }
            bar.finish_and_clear();
        });
        let scan = check();
        done.store(true, Ordering::Release);
        watcher.thread().unpark();
        scan
    })
}
