//! Which findings of a revision are there still.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, Fingerprint};

/// What a finding, or an instance of one, is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) fingerprint: Fingerprint,
    /// The file it stands in; its unit where it has no place.
    pub(crate) file: Arc<str>,
}

/// Where the files of the revision are now that are not where they were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves {
    /// The new path of each that is elsewhere with the same bytes; none where no file has them.
    pub(crate) gone: BTreeMap<Arc<str>, Option<Arc<str>>>,
}

impl Identity {
    /// Those of a finding and its further instances.
    pub(crate) fn of(finding: &Finding) -> impl Iterator<Item = Self> + '_ {
        let file = finding.location.as_ref().map_or(&finding.unit, |location| &location.file);
        let others = finding.occurrences.iter().map(|other| &other.fingerprint);
        std::iter::once(&finding.fingerprint)
            .chain(others)
            .map(|fingerprint| Self { fingerprint: fingerprint.clone(), file: Arc::clone(file) })
    }
}

/// A fingerprint, and the file to which it is bound.
type Key = (String, Arc<str>);

/// For each of `now` which of `before` it is, each at most once: by its fingerprint; then, where its file was moved, by
/// the fingerprint without the unit's path in the file that has the same bytes; then, where its file is gone, by that alone
/// if exactly one is left on either side.
pub(crate) fn match_up(before: &[Identity], now: &[Identity], moves: &Moves) -> Vec<Option<usize>> {
    let mut matched = vec![None; now.len()];
    let mut left: Vec<bool> = vec![true; before.len()];
    let mut by_key =
        |key_before: &dyn Fn(&Identity) -> Option<Key>, key_now: &dyn Fn(&Identity) -> Key, only_unique: bool| {
            let mut waiting: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
            for (at, identity) in before.iter().enumerate().filter(|(at, _)| left[*at]) {
                if let Some(key) = key_before(identity) {
                    waiting.entry(key).or_default().push(at);
                }
            }
            let mut wanted: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
            for (at, identity) in now.iter().enumerate().filter(|(at, _)| matched[*at].is_none()) {
                wanted.entry(key_now(identity)).or_default().push(at);
            }
            for (key, wanting) in wanted {
                let Some(known) = waiting.get(&key) else { continue };
                if only_unique && (known.len() != 1 || wanting.len() != 1) {
                    continue;
                }
                for (at, of) in wanting.into_iter().zip(known) {
                    matched[at] = Some(*of);
                    left[*of] = false;
                }
            }
        };
    let nowhere: Arc<str> = Arc::from("");
    let exact = |identity: &Identity| (identity.fingerprint.exact.clone(), Arc::clone(&nowhere));
    by_key(&|identity| Some(exact(identity)), &exact, false);
    let moved = |identity: &Identity| {
        let file = moves.gone.get(&identity.file)?.as_ref()?;
        Some((identity.fingerprint.anywhere.clone(), Arc::clone(file)))
    };
    by_key(&moved, &|identity| (identity.fingerprint.anywhere.clone(), Arc::clone(&identity.file)), false);
    let anywhere = |identity: &Identity| (identity.fingerprint.anywhere.clone(), Arc::clone(&nowhere));
    by_key(&|identity| moves.gone.contains_key(&identity.file).then(|| anywhere(identity)), &anywhere, true);
    matched
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `U:A@F`: in unit U the finding A, in file F.
    fn identity(written: &str) -> Identity {
        let (finding, file) = written.split_once('@').unwrap();
        let (_, anywhere) = finding.split_once(':').unwrap();
        let fingerprint = Fingerprint { exact: finding.to_owned(), anywhere: anywhere.to_owned() };
        Identity { fingerprint, file: file.into() }
    }

    fn matched(before: &[&str], now: &[&str], gone: &[(&str, Option<&str>)]) -> Vec<Option<usize>> {
        let all = |written: &[&str]| written.iter().map(|one| identity(one)).collect::<Vec<_>>();
        let gone = gone.iter().map(|(from, to)| (Arc::from(*from), to.map(Arc::from))).collect();
        match_up(&all(before), &all(now), &Moves { gone })
    }

    #[test]
    fn equal_fingerprints_match_each_once() {
        assert_eq!(matched(&["u:a@f", "u:b@f"], &["u:b@f", "u:a@g", "u:a@f"], &[]), [Some(1), Some(0), None]);
    }

    #[test]
    fn a_file_with_the_same_bytes_elsewhere_is_the_same() {
        // Two of a kind, which nothing else tells apart.
        let before = ["u:a@f", "v:a@g"];
        let now = ["x:a@y", "x:a@z"];
        assert_eq!(matched(&before, &now, &[("f", Some("z")), ("g", Some("y"))]), [Some(1), Some(0)]);
        assert_eq!(matched(&before, &now, &[("f", None), ("g", None)]), [None, None]);
    }

    #[test]
    fn what_is_left_matches_without_its_unit_only_where_its_file_is_gone() {
        assert_eq!(matched(&["u:a@f"], &["x:a@y"], &[("f", None)]), [Some(0)]);
        // Solved here and brought there: the file is still where it was.
        assert_eq!(matched(&["u:a@f"], &["x:a@y"], &[]), [None]);
        assert_eq!(matched(&["u:a@f", "u:a@f"], &["x:a@y"], &[("f", None)]), [None]);
    }
}
