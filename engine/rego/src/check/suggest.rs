//! Names that may have been meant.

/// How many names are compared at most, and how long they may be, in bytes.
const MOST: usize = 1_000;
const LONGEST: usize = 100;

/// The name nearest to `written`, if one is near enough; of several the first. Long names, and what follows the first
/// thousand that could be near by their length, are not looked at.
pub(crate) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if written.len() > LONGEST {
        return None;
    }
    let written: Vec<char> = written.chars().collect();
    let limit = match written.len() {
        0..=2 => return None,
        3..=5 => 1,
        6..=10 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    let likely = names.into_iter().filter(|name| name.len() <= LONGEST && may_be_near(&written, name, limit));
    for name in likely.take(MOST) {
        let found = distance(&written, name);
        if found > 0 && found <= limit && best.is_none_or(|(least, known)| (found, name) < (least, known)) {
            best = Some((found, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Can a name of this length differ in `limit` letters only?
fn may_be_near(written: &[char], name: &str, limit: usize) -> bool {
    // A letter takes up to four bytes.
    name.len() + limit >= written.len() && name.len() <= 4 * (written.len() + limit)
}

/// How many letters differ: left out, added, exchanged for another, or swapped with the next.
fn distance(written: &[char], name: &str) -> usize {
    let name: Vec<char> = name.chars().collect();
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (at, own) in written.iter().enumerate() {
        let mut next = vec![at + 1];
        for (place, other) in name.iter().enumerate() {
            let changed = row[place] + usize::from(own != other);
            let mut least = changed.min(row[place + 1] + 1).min(next[place] + 1);
            if at > 0 && place > 0 && *own == name[place - 1] && written[at - 1] == *other {
                least = least.min(above[place - 1] + 1);
            }
            next.push(least);
        }
        above = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found() {
        let names = ["count", "contains", "concat", "startswith"];
        assert_eq!(nearest("cuont", names), Some("count"));
        assert_eq!(nearest("starts_with", names), Some("startswith"));
        assert_eq!(nearest("zzzz", names), None);
        assert_eq!(nearest("count", names), None);
    }
}
