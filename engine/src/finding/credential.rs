//! Credentials in a text that nobody judged: what surrounds the place of a finding holds them too.
//!
//! The forms are those of the policies on secrets (`policies/lib/secrets.rego`).

use std::ops::Range;
use std::sync::LazyLock;

use bartizan_re2::Regex;

/// What every form but a private key holds somewhere, and the form: what stands before the credential, and it.
const FORMS: [(&str, &str); 8] = [
    ("AKIA", r"(^|[^A-Za-z0-9])((?:AKIA|ASIA)[A-Z2-7]{16})(?:\b|_)"),
    ("ASIA", r"(^|[^A-Za-z0-9])((?:AKIA|ASIA)[A-Z2-7]{16})(?:\b|_)"),
    ("gh", r"(^|[^A-Za-z0-9])(gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("glpat-", r"(^|[^A-Za-z0-9])(glpat-[A-Za-z0-9_-]{20,})"),
    ("xox", r"(^|[^A-Za-z0-9])(xox[abprs]-[A-Za-z0-9-]{10,})"),
    ("hv", r"(^|[^A-Za-z0-9])(hv[bs][.][A-Za-z0-9_-]{24,})"),
    ("eyJ", r"(^|[^A-Za-z0-9])(eyJ[A-Za-z0-9_-]+[.]eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]{16,})"),
    ("://", r"([a-z]://[a-z0-9._%-]+:)([a-z0-9!#%^&*_+=.~-]{6,})@"),
];

/// What a script or a document in a string gives away by the names it uses.
const ASSIGNMENT: &str = r#"((?:password|passwd|secret|secret_access_key|secret_key|api_?key|token)["']?[ \t]*[:=][ \t]*["']?)([a-z0-9!@#%^&*_+=.~-]{8,})"#;

static COMPILED: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| FORMS.iter().filter_map(|(mark, form)| Some((*mark, compiled(mark, form)?))).collect());

static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| compiled("", ASSIGNMENT));

/// Addresses are judged in small letters.
fn compiled(mark: &str, form: &str) -> Option<Regex> {
    let any_case = if matches!(mark, "" | "://") { "(?i)" } else { "" };
    Regex::new(&format!("{any_case}{form}")).ok()
}

/// Where credentials of a fixed form stand in `text`, in bytes.
pub(super) fn in_text(text: &str) -> Vec<Range<usize>> {
    let forms = COMPILED.iter().filter(|(mark, _)| text.contains(mark));
    forms.flat_map(|(_, form)| found(form, text)).chain(private_keys(text)).collect()
}

/// Where values stand in `text` whose names say that they are secret, in bytes.
pub(super) fn assigned_in(text: &str) -> Vec<Range<usize>> {
    ASSIGNED.iter().flat_map(|form| found(form, text)).collect()
}

fn found(form: &Regex, text: &str) -> Vec<Range<usize>> {
    form.captures_iter(text).filter_map(|captures| Some(captures.get_group(2)?.range())).collect()
}

/// From the first line of each private key to the last, or as far as it goes.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    let mut keys = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("PRIVATE KEY-----") {
        let body = from + at + "PRIVATE KEY-----".len();
        let start = text[from..body].rfind("-----BEGIN").map_or(from + at, |start| from + start);
        let is_key = |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || "+/=\\-:,".contains(c);
        let length = text[body..].find(|c| !is_key(c)).unwrap_or(text.len() - body);
        let key = &text[body..body + length];
        let end = key.find("-----END").map_or(body + key.trim_end().len(), |at| body + at);
        keys.push(start..end);
        // Past the last line, which holds the words too.
        let last = text[end..].starts_with("-----END").then(|| text[end..].find("KEY-----")).flatten();
        from = last.map_or(end, |at| end + at + "KEY-----".len()).max(body);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every range replaced by its length.
    fn masked(text: &str, ranges: Vec<Range<usize>>) -> String {
        let mut text = text.to_owned();
        let mut ranges = ranges;
        ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
        ranges.into_iter().for_each(|range| text.replace_range(range.clone(), &format!("<{}>", range.len())));
        text
    }

    #[test]
    fn the_forms_are_those_of_the_policies() {
        let rules = include_str!("../../../policies/lib/secrets.rego");
        for form in FORMS.iter().map(|(_, form)| *form).chain([ASSIGNMENT]) {
            assert!(rules.contains(form), "{form}");
        }
        assert_eq!(COMPILED.len(), FORMS.len());
        assert!(ASSIGNED.is_some());
    }

    #[test]
    fn finds_credentials_of_a_fixed_form() {
        let id = concat!("AKIA", "Q3EGWLZ7XK2M5P4R");
        let shown = |text: String| masked(&text, in_text(&text));
        assert_eq!(shown(format!("ä {id},{id}_x X{id}")), format!("ä <20>,<20>_x X{id}"));
        assert_eq!(shown("PG://app:hunter2x@db https://a:${p}@b".into()), "PG://app:<8>@db https://a:${p}@b");
        let begin = concat!("-----BEGIN RSA ", "PRIVATE KEY-----");
        let end = concat!("-----END RSA ", "PRIVATE KEY-----");
        assert_eq!(shown(format!("a\n{begin}\nMIIE\n{end}\n\"b\"")), format!("a\n<37>{end}\n\"b\""));
        assert_eq!(shown(format!("\"{begin}\\nMIIE\" {begin}")), "\"<37>\" <31>");
    }

    #[test]
    fn finds_what_scripts_assign() {
        let text = "Db_Password='hunter2hunter2' token: ${t} api_key=short";
        assert_eq!(masked(text, assigned_in(text)), "Db_Password='<14>' token: ${t} api_key=short");
    }
}
