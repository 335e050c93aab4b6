//! `.trivyignore` and `.trivyignore.yaml` at the root of the project.
//!
//! Source: <https://trivy.dev/latest/docs/configuration/filtering/>.

use std::sync::Arc;

use chrono::NaiveDate;
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use super::mark::last_day;
use super::{IGNORE_FILES, Peers, Says, comment};
use crate::files::Files;
use crate::finding::{Comment, Location, PeerReach};
use crate::source::{Source, Span};

/// The file with an id in a line.
pub(crate) const PLAIN: &str = ".trivyignore";

/// The files in YAML.
pub(crate) const YAML: [&str; 2] = [".trivyignore.yaml", ".trivyignore.yml"];

/// One entry of an ignore file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ignored {
    pub(crate) id: String,
    /// Globs of paths; all files where there are none.
    pub(crate) paths: Vec<String>,
    pub(crate) reason: String,
    /// Last day on which it holds.
    pub(crate) until: Option<NaiveDate>,
    /// Where it is written, in bytes.
    at: usize,
}

/// One entry of `.trivyignore.yaml`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    id: String,
    paths: Vec<String>,
    statement: String,
    expired_at: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    misconfigurations: Vec<Entry>,
}

/// What the ignore files of the project excuse.
pub(crate) fn ignored(files: &Files, peers: &Peers) -> Vec<Comment> {
    let mut found = Vec::new();
    for name in IGNORE_FILES {
        let Some(source) = files.is_file(name).then(|| files.read(name).ok()).flatten() else { continue };
        for entry in entries(name, &source.text) {
            found.extend(excusing(&entry, &source, peers));
        }
    }
    found
}

/// The entries of the ignore file called `name`; those whose day cannot be read hold never.
pub(crate) fn entries(name: &str, text: &str) -> Vec<Ignored> {
    if name == PLAIN { plain(text) } else { yaml(text) }
}

/// `ID`, `ID exp:2030-01-31`; a line that begins with `#` is a comment.
fn plain(text: &str) -> Vec<Ignored> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let own = line.trim();
        let at = start + line.len() - line.trim_start().len();
        start += line.len();
        let mut words = own.split_whitespace();
        let Some(id) = words.next().filter(|id| !id.starts_with('#')) else { continue };
        let until = match words.find_map(|word| word.strip_prefix("exp:")).map(last_day) {
            Some(None) => continue,
            until => until.flatten(),
        };
        found.push(Ignored { id: id.to_owned(), until, at, ..Ignored::default() });
    }
    found
}

fn yaml(text: &str) -> Vec<Ignored> {
    let written: Written = serde_saphyr::from_str(text).unwrap_or_default();
    let mut searched = text.find("misconfigurations").unwrap_or_default();
    let mut found = Vec::new();
    for Entry { id, paths, statement, expired_at } in written.misconfigurations {
        let at = text[searched..].find(&id).map_or(searched, |at| searched + at);
        searched = (at + id.len()).min(text.len());
        let until = match expired_at.as_deref().map(|day| last_day(day.get(..10).unwrap_or(day))) {
            Some(None) => continue,
            until => until.flatten(),
        };
        found.push(Ignored { id, paths, reason: statement, until, at });
    }
    found
}

fn excusing(entry: &Ignored, source: &Arc<Source>, peers: &Peers) -> Option<Comment> {
    let glob = |pattern: &String| -> Option<GlobMatcher> {
        Some(GlobBuilder::new(pattern).literal_separator(true).build().ok()?.compile_matcher())
    };
    let globs: Vec<GlobMatcher> = entry.paths.iter().filter_map(glob).collect();
    if globs.is_empty() && !entry.paths.is_empty() {
        return None;
    }
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let location = Location::new(source, Span::new(source.id, narrow(entry.at), narrow(entry.at + entry.id.len())));
    let says = Says { mark: &format!("{}: {}", source.path, entry.id), reason: &entry.reason, until: entry.until };
    // Who lets an entry excuse more files writes another.
    let governed = entry.paths.join(" ");
    let comment = comment(&says, peers.policies("trivy", &entry.id), location, PeerReach::Files(globs))?;
    Some(Comment { governed, ..comment })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> String {
        let shown = |entry: Ignored| {
            let until = entry.until.map(|day| day.to_string()).unwrap_or_default();
            let placed = text[entry.at..].starts_with(&entry.id);
            format!("{} {:?} {until} {} {placed}\n", entry.id, entry.paths, entry.reason)
        };
        entries(name, text).into_iter().map(shown).collect()
    }

    #[test]
    fn reads_ids_with_their_days() {
        let text = "# why\nAVD-AWS-0086\n  KSV017 exp:2030-02-01 \n\nAVD-AWS-0001 exp:soon\n#AVD-AWS-0002\n";
        insta::assert_snapshot!(read(PLAIN, text), @"
        AVD-AWS-0086 []   true
        KSV017 [] 2030-01-31  true
        ");
    }

    #[test]
    fn reads_entries_with_paths_and_reasons() {
        let text = "vulnerabilities:\n  - id: CVE-2020-1\nmisconfigurations:\n  - id: AVD-KSV-0017\n    paths: [a/*.yaml]\n    statement: an agent\n  - id: AVD-KSV-0018\n    expired_at: 2030-02-01\n";
        insta::assert_snapshot!(read(YAML[0], text), @r#"
        AVD-KSV-0017 ["a/*.yaml"]  an agent true
        AVD-KSV-0018 [] 2030-01-31  true
        "#);
        assert_eq!(read(YAML[0], "- nonsense"), "");
        let twice = entries(YAML[0], "misconfigurations: [{id: A-1, paths: [a]}, {id: A-1, paths: [b]}]");
        assert!(twice[0].at < twice[1].at, "{twice:?}");
    }
}
