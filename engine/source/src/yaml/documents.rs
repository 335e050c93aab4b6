//! Where the documents of a YAML text begin and end.

use std::ops::Range;

/// The documents of `text` in order, markers included. Comments and directives before a `---` belong to the document
/// that it opens.
#[must_use]
pub fn document_ranges(text: &str) -> Vec<Range<usize>> {
    let mut documents = Vec::new();
    let mut start = 0;
    // Only comments and directives since `start`?
    let mut head = true;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let end = at + line.len();
        if is_marker(line, "---") {
            if !head {
                documents.push(start..at);
                start = at;
            }
            head = false;
        } else if is_marker(line, "...") {
            documents.push(start..end);
            start = end;
            head = true;
        } else if head {
            let content = line.trim_start();
            head = content.is_empty() || content.starts_with('#') || line.starts_with('%');
        }
        at = end;
    }
    documents.push(start..text.len());
    documents.retain(|range| !text[range.clone()].trim().is_empty());
    documents
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        document_ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn cuts_at_markers_only() {
        assert_eq!(parts("a: 1\n---\nb: 2"), ["a: 1\n", "---\nb: 2"]);
        assert_eq!(parts("# c\n%YAML 1.1\n---\na: 1\n"), ["# c\n%YAML 1.1\n---\na: 1\n"]);
        assert_eq!(parts("---\r\na: 1\r\n---\r\n# c\r\n---\r\n"), ["---\r\na: 1\r\n", "---\r\n# c\r\n", "---\r\n"]);
        assert_eq!(parts("a: 1\n...\n# c\n---\nb: 2\n...\n"), ["a: 1\n...\n", "# c\n---\nb: 2\n...\n"]);
        assert_eq!(parts("a: |\n  ---\nb: ---\n---x: 1\n"), ["a: |\n  ---\nb: ---\n---x: 1\n"]);
        assert_eq!(parts("--- # one\n--- {a: 1}\n"), ["--- # one\n", "--- {a: 1}\n"]);
        assert!(parts("\n \n").is_empty());
    }
}
