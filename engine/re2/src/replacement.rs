//! Replacements: `$1`, `$name`, `${name}`, `$$`.

use crate::{Regex, class, group};

/// A part of a replacement.
enum Part<'a> {
    Text(&'a str),
    /// The first of these groups that took part.
    Groups(Vec<usize>),
}

/// Reads a replacement: `$1`, `$name`, `${name}`, `$$`; a name is as long as it can be.
fn read<'a>(text: &'a str, names: &[String]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        parts.push(Part::Text(before));
        if let Some(after) = after.strip_prefix('$') {
            parts.push(Part::Text("$"));
            rest = after;
            continue;
        }
        let inner = after.strip_prefix('{').unwrap_or(after);
        let end = inner.find(|c| !class::is_name(c)).unwrap_or(inner.len());
        let (name, mut next) = inner.split_at(end);
        let mut well = !name.is_empty();
        if inner.len() < after.len() {
            well &= next.starts_with('}');
            next = next.strip_prefix('}').unwrap_or(next);
        }
        if !well {
            parts.push(Part::Text("$"));
            rest = after;
            continue;
        }
        let digits = name.bytes().all(|byte| byte.is_ascii_digit()) && (name.len() == 1 || !name.starts_with('0'));
        parts.push(Part::Groups(if digits {
            name.parse().ok().into_iter().collect()
        } else {
            (1..).zip(names).filter(|(_, own)| *own == name).map(|(index, _)| index).collect()
        }));
        rest = next;
    }
    parts.push(Part::Text(rest));
    parts
}

impl Regex {
    /// `text` with every match replaced. `account` is told of each match how many bytes may have been searched for it, and
    /// of all text before it is appended how long that is.
    ///
    /// # Errors
    /// What `account` says.
    pub fn replace_all<E>(
        &self,
        text: &str,
        replacement: &str,
        mut account: impl FnMut(Option<usize>, usize) -> Result<(), E>,
    ) -> Result<String, E> {
        let template = read(replacement, self.names());
        let mut out = String::new();
        let mut copied = 0;
        for captures in self.captures_iter(text) {
            let Some(one) = captures.get_match() else { continue };
            account(Some(text.len() - one.start()), one.start() - copied)?;
            out.push_str(&text[copied..one.start()]);
            copied = one.end();
            for part in &template {
                let part = match part {
                    Part::Text(part) => part,
                    Part::Groups(indices) => {
                        indices.iter().find_map(|index| group(&captures, *index, text)).unwrap_or_default()
                    }
                };
                account(None, part.len())?;
                out.push_str(part);
            }
        }
        account(None, text.len() - copied)?;
        out.push_str(&text[copied..]);
        Ok(out)
    }
}
