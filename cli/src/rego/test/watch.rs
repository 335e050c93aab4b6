//! Waits for files to change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(300);

/// When files changed last.
pub(super) type State = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The files at and below `paths`.
pub(super) fn state(paths: &[String]) -> State {
    let mut state = State::new();
    for path in paths {
        let path = path.split_once(':').map_or(&**path, |(_, file)| file);
        collect(Path::new(path), &mut state);
    }
    state
}

/// Waits until the files are not as `before`.
pub(super) fn changed(paths: &[String], before: &State) -> State {
    loop {
        thread::sleep(PAUSE);
        let now = state(paths);
        if now != *before {
            return now;
        }
    }
}

fn collect(path: &Path, state: &mut State) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if metadata.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
        entries.for_each(|entry| collect(&entry.path(), state));
    } else {
        state.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}
