//! What comments of other tools say.
//!
//! Sources: <https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html>,
//! <https://trivy.dev/latest/docs/scanner/misconfiguration/config/config/>, <https://docs.kics.io/latest/running-kics/>.

use std::ops::Range;

use chrono::{Days, NaiveDate};

/// What the comments hold; a file without any of them holds no mark.
pub(crate) const MARKERS: [&str; 6] =
    ["checkov:skip=", "bridgecrew:skip=", "cortex:skip=", "trivy:ignore:", "tfsec:ignore:", "kics-scan "];

/// What other tools skip by, before the `=` of Checkov.
const CHECKOV: [&str; 3] = ["checkov:skip=", "bridgecrew:skip=", "cortex:skip="];

/// What Trivy and its predecessor begin a rule with.
const TRIVY: [&str; 2] = ["trivy:", "tfsec:"];

/// A mark of another tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The tool.
    pub tool: &'static str,
    /// As one writes it for this check: `checkov:skip=CKV_AWS_20`.
    pub written: String,
    /// The check, by its id or, of Trivy, a glob of ids; none where it concerns all.
    pub id: Option<String>,
    /// The reason given.
    pub reason: String,
    /// Last day on which it holds.
    pub until: Option<NaiveDate>,
    /// Where it stands in the text.
    pub at: Range<usize>,
    pub(crate) reach: Reach,
    /// Is it limited by more than can be told here: a workspace, values of attributes, a day that is none?
    pub is_limited: bool,
}

impl Mark {
    /// One for a check, wherever it stands.
    pub(super) fn of_check(tool: &'static str, written: String, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..mark(tool, written, 0..0, Reach::Around) }
    }
}

/// What a comment stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The block of the configuration that it is in.
    Around,
    /// What begins on its line or the next.
    Beside,
    /// The next line.
    Line,
    /// What begins on the next line.
    Below,
    /// The whole file.
    File,
}

/// What the text of a comment, or of lines that hold comments, marks. `is_first` where nothing but comments stands
/// before it in the file.
pub(crate) fn marks(text: &str, is_first: bool) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marks = [checkov(line), trivy(line), kics(line, is_first)].into_iter().flatten();
        found.extend(marks.map(|mark| Mark { at: start + mark.at.start..start + mark.at.end, ..mark }));
        start += line.len();
    }
    found
}

/// Is there a rule of Trivy on this line?
pub(crate) fn has_trivy_rule(line: &str) -> bool {
    !trivy(line).is_empty()
}

/// Is there nothing before the first of them?
pub(crate) fn begins_with_trivy_rule(line: &str) -> bool {
    let before = trivy(line).first().and_then(|mark| line.get(..mark.at.start));
    before.is_some_and(|before| before.chars().all(|c| c.is_whitespace() || "#/*".contains(c)))
}

fn mark(tool: &'static str, written: String, at: Range<usize>, reach: Reach) -> Mark {
    Mark { tool, written, id: None, reason: String::new(), until: None, at, reach, is_limited: false }
}

/// `checkov:skip=ID,ID:reason`.
fn checkov(line: &str) -> Vec<Mark> {
    let first = CHECKOV.iter().filter_map(|marker| Some((line.find(marker)?, *marker))).min();
    let Some((at, marker)) = first else { return Vec::new() };
    let rest = &line[at + marker.len()..];
    let ids = rest.trim_start_matches(' ');
    let end = ids.find(|c: char| !(c.is_ascii_alphanumeric() || "_-,".contains(c))).unwrap_or(ids.len());
    let reason = ids[end..].trim_start().strip_prefix(':').unwrap_or_default();
    let reason = reason.trim().trim_end_matches("*/").trim_end();
    let mut start = at + marker.len() + rest.len() - ids.len();
    let mut found = Vec::new();
    for id in ids[..end].split(',') {
        let own = start..start + id.len();
        start = own.end + 1;
        if !id.is_empty() {
            let mark = mark("checkov", format!("{marker}{id}"), own, Reach::Around);
            found.push(Mark { id: Some(id.to_owned()), reason: reason.to_owned(), ..mark });
        }
    }
    found
}

/// `trivy:ignore:ID`, `trivy:ignore:ID:exp:2030-01-31`, several in a line.
fn trivy(line: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in line.split([' ', '\t', '\r', '\n']) {
        let own = start..start + word.len();
        start = own.end + 1;
        let rule = word.trim_start_matches(['#', '/', '*']);
        let Some((marker, sections)) = TRIVY.iter().find_map(|marker| Some((*marker, rule.strip_prefix(marker)?)))
        else {
            continue;
        };
        let tool = if marker == "trivy:" { "trivy" } else { "tfsec" };
        let (mut id, mut until, mut is_limited) = (None, None, false);
        let mut parts = sections.split(':');
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            match key {
                "ignore" => {
                    let (name, parameters) = value.split_once('[').map_or((value, false), |(name, _)| (name, true));
                    id = Some(name.to_owned()).filter(|name| !name.is_empty());
                    is_limited |= parameters;
                }
                "exp" => match last_day(value) {
                    Some(day) => until = Some(day),
                    None => is_limited = true,
                },
                "ws" => is_limited = true,
                _ => {}
            }
        }
        if let Some(id) = id {
            let mark = mark(tool, format!("{tool}:ignore:{id}"), own, Reach::Beside);
            found.push(Mark { id: Some(id), until, is_limited, ..mark });
        }
    }
    found
}

/// What expires on a day holds for the last time on the day before: the time that is compared with is its first moment.
pub(super) fn last_day(expires: &str) -> Option<NaiveDate> {
    expires.parse::<NaiveDate>().ok()?.checked_sub_days(Days::new(1))
}

/// `kics-scan COMMAND`, which begins its comment.
fn kics(line: &str, is_first: bool) -> Vec<Mark> {
    let Some(at) = line.find("kics-scan ") else { return Vec::new() };
    let before = line[..at].trim_end();
    if !before.is_empty() && !before.ends_with(['#', '/', '*']) {
        return Vec::new();
    }
    let command = line[at + "kics-scan ".len()..].trim().trim_end_matches("*/").trim_end();
    let at = at..line.trim_end().len();
    let whole = |reach| vec![mark("kics", format!("kics-scan {command}"), at.clone(), reach)];
    match command {
        "ignore" if is_first => whole(Reach::File),
        "ignore-line" => whole(Reach::Line),
        "ignore-block" => whole(Reach::Below),
        _ => {
            let ids = command.strip_prefix("disable=").filter(|_| is_first).unwrap_or_default();
            let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
            let one = |id: &str| Mark {
                id: Some(id.to_owned()),
                ..mark("kics", format!("kics-scan disable={id}"), at.clone(), Reach::File)
            };
            ids.map(one).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marks of a text, one in a line: as written, where, until when, why, and what it stands for.
    fn read(text: &str) -> String {
        let shown = |mark: Mark| {
            let until = mark.until.map(|day| format!(" until {day}")).unwrap_or_default();
            let limited = if mark.is_limited { " limited" } else { "" };
            let reason = if mark.reason.is_empty() { String::new() } else { format!(" ({})", mark.reason) };
            let place = text[mark.at.clone()].trim();
            format!("{} at `{place}` {:?}{until}{limited}{reason}", mark.written, mark.reach)
        };
        marks(text, true).into_iter().map(shown).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn reads_what_each_tool_writes() {
        let texts = [
            "#checkov:skip=CKV_K8S_16:legacy, see runbook",
            "# checkov:skip= CKV_AWS_18,CKV2_AWS_6 : both",
            "# checkov:skip=CKV_AWS_18, CKV_AWS_19:only the first",
            "/* one\n   bridgecrew:skip=CKV_AWS_20:two */",
            "# trivy:ignore:AVD-AWS-0086:exp:2030-01-31",
            "#trivy:ignore:AWS-0086 trivy:ignore:aws-s3-*",
            "//tfsec:ignore:aws-s3-enable-logging:ws:dev",
            "# trivy:ignore:*[bucket=a]",
            "# trivy:ignore:AWS-0086:exp:soon",
            "# trivy:ignore:",
            "# see trivy:ignoring and checkov:skip=",
            "# kics-scan ignore-block",
            "# kics-scan disable=a,b",
            "bucket = \"kics-scan ignore-line\"",
        ];
        insta::assert_snapshot!(texts.map(read).join("\n--\n"), @"
        checkov:skip=CKV_K8S_16 at `CKV_K8S_16` Around (legacy, see runbook)
        --
        checkov:skip=CKV_AWS_18 at `CKV_AWS_18` Around (both)
        checkov:skip=CKV2_AWS_6 at `CKV2_AWS_6` Around (both)
        --
        checkov:skip=CKV_AWS_18 at `CKV_AWS_18` Around
        --
        bridgecrew:skip=CKV_AWS_20 at `CKV_AWS_20` Around (two)
        --
        trivy:ignore:AVD-AWS-0086 at `trivy:ignore:AVD-AWS-0086:exp:2030-01-31` Beside until 2030-01-30
        --
        trivy:ignore:AWS-0086 at `#trivy:ignore:AWS-0086` Beside
        trivy:ignore:aws-s3-* at `trivy:ignore:aws-s3-*` Beside
        --
        tfsec:ignore:aws-s3-enable-logging at `//tfsec:ignore:aws-s3-enable-logging:ws:dev` Beside limited
        --
        trivy:ignore:* at `trivy:ignore:*[bucket=a]` Beside limited
        --
        trivy:ignore:AWS-0086 at `trivy:ignore:AWS-0086:exp:soon` Beside limited
        --

        --

        --
        kics-scan ignore-block at `kics-scan ignore-block` Below
        --
        kics-scan disable=a at `kics-scan disable=a,b` File
        kics-scan disable=b at `kics-scan disable=a,b` File
        --
        ");
    }

    #[test]
    fn a_command_for_the_file_stands_at_its_beginning() {
        assert_eq!(marks("# kics-scan ignore", true).len(), 1);
        assert!(marks("# kics-scan ignore", false).is_empty());
    }
}
