//! Each case of the data files: its name, its text, and behind `---` what comes of it.

use bartizan_hcl::syntax::{File, parse};

use super::dump;

#[test]
fn trees_are_as_written() {
    check(include_str!("trees.txt"), dump::file);
}

#[test]
fn what_is_around_a_fault_survives() {
    check(include_str!("recovery.txt"), dump::outline);
}

fn check(cases: &str, dump: impl Fn(&str, &File) -> String) {
    let mut actual = String::new();
    for case in cases.split("=== ").skip(1) {
        let (name, rest) = case.split_once('\n').expect("a name");
        let (text, _) = rest.split_once("---\n").expect("what comes of it");
        // A case whose name ends in `…` has no line break at its end.
        let text = if name.ends_with('…') { text.trim_end_matches('\n') } else { text };
        let end = if name.ends_with('…') { "\n" } else { "" };
        let read = text.replace('␍', "\r");
        actual += &format!("=== {name}\n{text}{end}---\n{}", dump(&read, &parse(&read, 0)));
    }
    let differs = cases.lines().zip(actual.lines()).find(|(expected, actual)| expected != actual);
    assert!(cases == actual, "{differs:#?}\n{actual}");
}
