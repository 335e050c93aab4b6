//! Markdown for the comment of a bot on a pull request, and for the summary of a job.
//!
//! What documents say stands in code spans, where nobody is mentioned and nothing is linked. Equal scans give equal bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::plain::plain;
use super::since::{LISTED, relaxed_line, solved_line};
use super::{PAGES, RepositoryPlace, Shown, headline, help_page, why_not};
use crate::finding::{Finding, Problem, Scan};
use crate::maturity::count;
use crate::policy::Severity;
use crate::since::Since;

/// By which a bot finds its comment, to replace it.
const MARKER: &str = "<!-- bartizan-report -->\n";

/// Longest comment, in bytes: GitHub takes 65,536 characters, and a character has at least one byte.
const LONGEST_COMMENT: usize = 65_000;

/// Longest summary, in bytes: GitHub takes 1 MiB of a step.
const LONGEST_SUMMARY: usize = 500_000;

/// What is kept free for the ends of what is open and for the line that says what was left out.
const RESERVE: usize = 500;

/// The scan as a comment, with a hidden marker on top; `base` is where the project lies in its repository.
#[must_use]
pub fn markdown(scan: &Scan, shown: Shown, base: &str) -> String {
    write(scan, shown, base, MARKER.to_owned(), LONGEST_COMMENT)
}

/// The same as the summary of a job, which may be longer.
#[must_use]
pub fn summary(scan: &Scan, shown: Shown, base: &str) -> String {
    write(scan, shown, base, String::new(), LONGEST_SUMMARY)
}

fn write(scan: &Scan, shown: Shown, base: &str, mut out: String, longest: usize) -> String {
    let findings: Vec<&Finding> = shown.worst_first(scan);
    let (open, counting): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| why_not(finding).is_some());
    let found = match counting.len() {
        0 => "no findings".to_owned(),
        number => count(number, "finding", "findings"),
    };
    let since = scan.since.as_ref();
    let compared = since.map(|since| format!(" since {}", code(&since.revision))).unwrap_or_default();
    let _ = writeln!(out, "### Bartizan: {found}{compared}\n");
    table(&mut out, &counting);
    if !scan.problems.is_empty() {
        problems(&mut out, &scan.problems, base);
    }
    if let Some(since) = since {
        changes(&mut out, since);
    }
    let mut left_out = 0;
    for severity in Severity::ALL {
        let group: Vec<&Finding> = counting.iter().filter(|one| one.severity == severity).copied().collect();
        left_out += details(&mut out, severity.as_str(), &group, base, longest);
    }
    left_out += details(&mut out, "undetermined", &open, base, longest);
    if left_out > 0 {
        let _ = writeln!(out, "{} left out here for their length.\n", count(left_out, "finding is", "findings are"));
    }
    let tally = scan.tally();
    let known = if scan.since.is_some() { "known before" } else { "in the baseline" };
    let _ = writeln!(
        out,
        "{}, {}, {}; {} suppressed, {} {known}, {} undetermined",
        count(scan.counts.files, "file", "files"),
        count(scan.counts.resources, "resource", "resources"),
        count(scan.counts.policies, "policy", "policies"),
        tally.suppressed,
        tally.baseline,
        tally.undetermined
    );
    out
}

/// How many findings of each severity there are, and whose.
fn table(out: &mut String, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    out.push_str("| severity | findings | owners |\n|---|--:|---|\n");
    for severity in Severity::ALL {
        let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.severity == severity) {
            *owners.entry(&finding.owner).or_default() += 1;
        }
        let number: usize = owners.values().sum();
        if number > 0 {
            let owners: Vec<String> = owners
                .into_iter()
                .filter(|(owner, _)| !owner.is_empty())
                .map(|(owner, of)| if of == number { prose(owner) } else { format!("{} ({of})", prose(owner)) })
                .collect();
            let _ = writeln!(out, "| {} | {number} | {} |", severity.as_str(), owners.join(", "));
        }
    }
    out.push('\n');
}

fn problems(out: &mut String, problems: &[Problem], base: &str) {
    let number = count(problems.len(), "part", "parts");
    let _ = writeln!(out, "**{number} of the scan could not be read or evaluated:**\n");
    let line = |problem: &Problem| {
        let place = RepositoryPlace::of_problem(base, problem).map(|place| format!("{}: ", place.text()));
        format!("{}{}", place.unwrap_or_default(), problem.message)
    };
    list(out, problems.iter().map(line));
}

/// What the change relaxes, and, folded, what it solved.
fn changes(out: &mut String, since: &Since) {
    if !since.relaxed.is_empty() {
        out.push_str("**The change relaxes what is looked for:**\n\n");
        list(out, since.relaxed.iter().map(relaxed_line));
    }
    if !since.solved.is_empty() {
        let number = count(since.solved.len(), "finding", "findings");
        let _ = write!(out, "<details>\n<summary>solved: {number}</summary>\n\n");
        list(out, since.solved.iter().map(solved_line));
        out.push_str("</details>\n\n");
    }
}

fn list(out: &mut String, lines: impl ExactSizeIterator<Item = String>) {
    let more = lines.len().saturating_sub(LISTED);
    for line in lines.take(LISTED) {
        let _ = writeln!(out, "- {}", code(&line));
    }
    if more > 0 {
        let _ = writeln!(out, "- and {more} more");
    }
    out.push('\n');
}

/// Findings folded, policy by policy; how many of them had no room.
fn details(out: &mut String, name: &str, findings: &[&Finding], base: &str, longest: usize) -> usize {
    if findings.is_empty() {
        return 0;
    }
    let mut policies: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        policies.entry(&finding.policy.id).or_default().push(finding);
    }
    let number = count(findings.len(), "finding", "findings");
    let mut body = String::new();
    let mut written = 0;
    for group in policies.values() {
        let head = head(group[0]);
        for (at, finding) in group.iter().enumerate() {
            let line = format!("{}{}", if at == 0 { &head } else { "" }, line(finding, base));
            if out.len() + body.len() + line.len() + RESERVE > longest {
                break;
            }
            body.push_str(&line);
            written += 1;
        }
    }
    if written > 0 {
        let _ = write!(out, "<details>\n<summary>{name}: {number}</summary>\n{body}\n</details>\n\n");
    }
    findings.len() - written
}

/// What a policy is about, and how to mend what it finds.
fn head(finding: &Finding) -> String {
    let policy = &finding.policy;
    let page = help_page(policy).filter(|page| page.starts_with(PAGES) && policy.format.is_none());
    let title = match page {
        Some(page) => format!("[{}]({page})", prose(&policy.title)),
        None => prose(&policy.title),
    };
    let mut text = format!("\n**{}** {title}", code(&policy.id));
    let fix = marked(&policy.remediation);
    if !fix.is_empty() {
        let _ = write!(text, "  \nFix: {fix}");
    }
    text.push_str("\n\n");
    text
}

fn line(finding: &Finding, base: &str) -> String {
    let place = code(&RepositoryPlace::of_finding(base, finding).text());
    let owner = if finding.owner.is_empty() { String::new() } else { format!(" ({})", prose(&finding.owner)) };
    let why = why_not(finding).map(|why| format!(", {}", code(&why))).unwrap_or_default();
    format!("- {place}: {}{owner}{why}\n", code(&headline(finding)))
}

/// What a document says, in a code span.
fn code(text: &str) -> String {
    let text = plain(text);
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text of a policy whose words between backticks are code.
fn marked(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return prose(text);
    }
    let part = |(at, part): (usize, &str)| match at % 2 {
        1 => code(part),
        _ => {
            let (before, after) = (part.starts_with(char::is_whitespace), part.ends_with(char::is_whitespace));
            let blank = |is: bool| if is { " " } else { "" };
            match prose(part) {
                text if text.is_empty() => blank(before).to_owned(),
                text => format!("{}{text}{}", blank(before), blank(after)),
            }
        }
    };
    text.trim().split('`').enumerate().map(part).collect()
}

/// Text as it is, without markup: neither tags nor links nor mentions of people or issues come of it.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::new();
    let text = plain(text);
    for (at, char) in text.char_indices() {
        match char {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Code hosts look for these in what is rendered, where escapes are gone: a joiner, which nobody sees, parts them.
            '@' => out.push_str("@\u{2060}"),
            '#' => out.push_str("\\#\u{2060}"),
            ':' if text[at..].starts_with("://") => out.push_str(":\u{2060}"),
            '.' if text[..at].to_lowercase().ends_with("www") => out.push_str("\u{2060}."),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' | '^' => {
                out.push('\\');
                out.push(char);
            }
            _ => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{code, marked, prose};

    #[test]
    fn code_spans_hold_anything() {
        assert_eq!(code("a <b> @c"), "`a <b> @c`");
        assert_eq!(code("a `` b"), "``` a `` b ```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" "), "`  `");
    }

    #[test]
    fn prose_is_no_markup() {
        assert_eq!(prose("<b>*x*</b> [a](b)|"), r"&lt;b&gt;\*x\*&lt;/b&gt; \[a\](b)\|");
        assert_eq!(
            prose("@org/team #12 https://a.example www.b.example"),
            "@\u{2060}org/team \\#\u{2060}12 https:\u{2060}//a.example www\u{2060}.b.example"
        );
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(marked("Set `a|b` to\n`c`."), "Set `a|b` to `c`.");
        assert_eq!(marked("one ` alone"), r"one \` alone");
    }
}
