//! What somebody may have meant, in the way of graphql-js.

use std::fmt::Write;

/// ` Did you mean "a" or "b"?`, or nothing.
pub(super) fn did_you_mean<'a>(prefix: &str, typed: &str, options: impl Iterator<Item = &'a str>) -> String {
    let mut similar: Vec<(usize, &str)> = options
        .map(|option| (distance(typed, option), option))
        .filter(|(distance, _)| *distance <= typed.len() * 2 / 5 + 1)
        .collect();
    similar.sort_by_key(|(distance, _)| *distance);
    let quoted: Vec<String> = similar.iter().map(|(_, option)| format!("\"{option}\"")).collect();
    if quoted.is_empty() { String::new() } else { format!(" {prefix} {}?", or_list(&quoted)) }
}

/// `a, b, or c`, five at most.
pub(super) fn or_list(items: &[String]) -> String {
    let items = &items[..items.len().min(5)];
    if let [left, right] = items {
        return format!("{left} or {right}");
    }
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        let separator = match at {
            0 => "",
            _ if at + 1 == items.len() => ", or ",
            _ => ", ",
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{item}");
    }
    text
}

/// Characters to insert, remove or replace to get from one text to the other; one if only case differs.
fn distance(left: &str, right: &str) -> usize {
    if left == right {
        return 0;
    }
    let (left, right) = (left.to_lowercase(), right.to_lowercase());
    if left == right {
        return 1;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, char) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(char != *other);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[right.len()]
}
