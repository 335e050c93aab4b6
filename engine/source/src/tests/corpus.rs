//! Real files: every one parses, and values agree with other parsers.

use std::path::{Path, PathBuf};

use super::super::{Format, Source, SourceId, decode, parse};
use super::support::{check_ranges, json};

/// The files of a folder of the corpus with that ending; nothing where there is no corpus.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let root = std::env::var_os("BARTIZAN_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        |root| Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(root),
    );
    let files: Vec<PathBuf> = walkdir::WalkDir::new(root.join(folder))
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    if files.is_empty() {
        println!("skipped: no corpus at {}", root.display());
    }
    files
}

fn read(path: &Path) -> Source {
    let text = decode(&std::fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Source::new(SourceId(0), path.display().to_string(), text)
}

#[test]
fn json_agrees_with_serde() {
    for path in ["plans", "pairs", "realms"].iter().flat_map(|folder| files(folder, "json")) {
        let source = read(&path);
        let parsed = parse(&source, Format::Json);
        assert_eq!(parsed.errors, [], "{}", path.display());
        check_ranges(&source, &parsed);
        let expected: serde_json::Value = serde_json::from_str(&source.text).unwrap();
        assert!(json(&parsed.documents[0].root) == expected, "{}", path.display());
        // JSON is YAML; tabs and long lines of one are not always the other.
        let yaml = parse(&source, Format::Yaml);
        if yaml.errors.is_empty() {
            check_ranges(&source, &yaml);
        }
    }
}

#[test]
fn manifests_parse_without_faults() {
    for path in files("manifests", "yaml") {
        let source = read(&path);
        let parsed = parse(&source, Format::Yaml);
        assert_eq!(parsed.errors, [], "{}", path.display());
        assert_eq!(parsed.documents.is_empty(), source.text.trim().is_empty(), "{}", path.display());
        check_ranges(&source, &parsed);
    }
}
