//! What excuses findings: comments, annotations and exceptions, with who answers for each and how long it holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;

use super::markdown::prose;
use super::plain::{harmless, plain};
use super::text::plural;
use crate::finding::{Location, Scan};
use crate::since::RelaxedKind;

/// Version of the JSON's shape.
const VERSION: u32 = 1;

/// Something that excuses findings.
#[derive(Clone, Debug, Serialize)]
pub struct Excuse {
    /// `comment`, `annotation`, `exception`, or `ignore file` for an entry of such a file of another tool.
    pub kind: &'static str,
    /// The mark of another tool that it is: `checkov:skip=CKV_AWS_20`.
    pub mark: Option<String>,
    /// Ids or globs of the policies.
    pub policies: Vec<String>,
    /// The file that holds it, relative to the project root.
    pub file: String,
    /// Its line, from 1.
    pub line: Option<u32>,
    /// Its column, from 1.
    pub column: Option<u32>,
    /// What it is limited to: addresses, or what an exception says.
    pub scope: Option<String>,
    /// Who answers for it: of an exception who it names, of the others the team of what they excuse.
    pub owner: Option<String>,
    /// The reason given.
    pub reason: Option<String>,
    /// Last day on which it holds, as `2027-01-31`.
    pub until: Option<String>,
    /// Days that it holds yet, today not counted; negative where it has expired.
    pub days_left: Option<i64>,
    /// How it stands.
    pub status: ExcuseStatus,
}

/// How something that excuses findings stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExcuseStatus {
    /// It excuses something.
    Used,
    /// It matches no finding.
    Unused,
    /// Its day has passed.
    Expired,
    /// It cannot be understood.
    Invalid,
}

/// What excuses findings of a scan, by place; of one that compares with a revision what the change adds.
#[must_use]
pub fn excuses(scan: &Scan, today: NaiveDate) -> Vec<Excuse> {
    let mut found: Vec<(Option<Location>, Excuse)> = Vec::new();
    // One annotation of a template may be that of many objects.
    let mut known: BTreeMap<(Location, Vec<String>), usize> = BTreeMap::new();
    for comment in &scan.comments {
        let is_annotation = comment.object.is_some();
        let status = match comment.until {
            _ if comment.fault.is_some() => ExcuseStatus::Invalid,
            Some(until) if until < today => ExcuseStatus::Expired,
            _ if comment.used => ExcuseStatus::Used,
            _ => ExcuseStatus::Unused,
        };
        if let Some(at) = known.get(&(comment.location.clone(), comment.policies.clone())) {
            if status == ExcuseStatus::Used {
                found[*at].1.status = status;
            }
            continue;
        }
        known.insert((comment.location.clone(), comment.policies.clone()), found.len());
        let excuse = Excuse {
            kind: match &comment.peer {
                Some(peer) if peer.is_of_files() => "ignore file",
                _ if is_annotation => "annotation",
                _ => "comment",
            },
            mark: comment.peer.as_ref().map(|peer| peer.mark.to_string()),
            policies: comment.policies.clone(),
            file: comment.location.file.to_string(),
            line: Some(comment.location.start.line),
            column: Some(comment.location.start.column),
            scope: comment.address.clone(),
            owner: scan.owner_of(comment),
            reason: Some(comment.reason.clone()).filter(|reason| !reason.is_empty()),
            until: comment.until.map(|day| day.to_string()),
            days_left: comment.until.map(|until| (until - today).num_days()),
            status,
        };
        found.push((Some(comment.location.clone()), excuse));
    }
    found.extend(scan.exceptions.iter().map(|excepted| {
        let (exception, location) = (&excepted.exception, excepted.location.clone());
        let until = exception.until.map(|day| day.0);
        let excuse = Excuse {
            kind: "exception",
            mark: None,
            policies: vec![exception.policy.clone()],
            file: location.as_ref().map_or(crate::config::FILE_NAME, |location| &location.file).to_owned(),
            line: location.as_ref().map(|location| location.start.line),
            column: location.as_ref().map(|location| location.start.column),
            scope: Some(exception.describe()),
            owner: Some(exception.owner.clone()).filter(|owner| !owner.is_empty()),
            reason: Some(exception.reason.clone()).filter(|reason| !reason.trim().is_empty()),
            until: until.map(|day| day.to_string()),
            days_left: until.map(|until| (until - today).num_days()),
            status: match until {
                Some(until) if until < today => ExcuseStatus::Expired,
                _ if excepted.used => ExcuseStatus::Used,
                _ => ExcuseStatus::Unused,
            },
        };
        (location, excuse)
    }));
    if let Some(since) = &scan.since {
        let excusing = [RelaxedKind::Comment, RelaxedKind::Annotation, RelaxedKind::Exception];
        let added: Vec<_> = since.relaxed.iter().filter(|relaxed| excusing.contains(&relaxed.kind)).collect();
        found.retain(|(location, excuse)| {
            added.iter().any(|relaxed| relaxed.location == *location && relaxed.policies == excuse.policies)
        });
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found.into_iter().map(|(_, excuse)| excuse).collect()
}

impl Excuse {
    fn place(&self) -> String {
        match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", self.file),
            _ => self.file.clone(),
        }
    }

    /// How long it holds, in words.
    fn term(&self) -> String {
        match (&self.until, self.days_left) {
            (Some(until), Some(days)) if days < 0 => format!("expired on {until}"),
            (Some(until), Some(days)) => format!("{} left, until {until}", plural(days.unsigned_abs() as usize, "day")),
            _ => "no end".to_owned(),
        }
    }

    /// What is to be known of how it stands.
    fn remark(&self) -> &'static str {
        match self.status {
            ExcuseStatus::Unused => ", matches nothing",
            ExcuseStatus::Invalid => ", cannot be understood",
            ExcuseStatus::Used | ExcuseStatus::Expired => "",
        }
    }
}

/// One line each, and how many there are; `known` findings are in the baseline.
#[must_use]
pub fn excuses_text(excuses: &[Excuse], known: Option<usize>) -> String {
    let mut out = String::new();
    for excuse in excuses {
        let policies = || excuse.policies.join(", ");
        let what = match (&excuse.mark, &excuse.scope) {
            (Some(mark), _) => format!("{} `{mark}` for {}", excuse.kind, policies()),
            (None, Some(scope)) if excuse.kind == "exception" => format!("{} {scope}", excuse.kind),
            (None, _) => format!("{} {}", excuse.kind, policies()),
        };
        let owner = excuse.owner.as_deref().map(|owner| format!("{owner}, ")).unwrap_or_default();
        let reason = excuse.reason.as_deref().unwrap_or("no reason given");
        let line = format!("{}: {what} ({owner}{}{}): {reason}", excuse.place(), excuse.term(), excuse.remark());
        let _ = writeln!(out, "{}", plain(&line));
    }
    let _ = writeln!(out, "{}", totals(excuses, known));
    harmless(out)
}

fn totals(excuses: &[Excuse], known: Option<usize>) -> String {
    let number = |status| excuses.iter().filter(|excuse| excuse.status == status).count();
    let mut line = plural(excuses.len(), "excuse");
    for (status, word) in [(ExcuseStatus::Expired, "expired"), (ExcuseStatus::Unused, "unused")] {
        if number(status) > 0 {
            let _ = write!(line, ", {} {word}", number(status));
        }
    }
    if let Some(known) = known {
        let _ = write!(line, "; {} in the baseline", plural(known, "finding"));
    }
    line
}

/// A table of them in Markdown.
#[must_use]
pub fn excuses_markdown(excuses: &[Excuse], known: Option<usize>) -> String {
    let mut out = String::from("| Policy | Place | Owner | Holds | Reason |\n| --- | --- | --- | --- | --- |\n");
    for excuse in excuses {
        let row = [
            excuse.policies.join(", "),
            excuse.line.map_or_else(|| excuse.file.clone(), |line| format!("{}:{line}", excuse.file)),
            excuse.owner.clone().unwrap_or_default(),
            format!("{}{}", excuse.term(), excuse.remark()),
            excuse.reason.clone().unwrap_or_default(),
        ];
        let _ = writeln!(out, "| {} |", row.map(|cell| prose(&cell)).join(" | "));
    }
    let _ = writeln!(out, "\n{}", totals(excuses, known));
    out
}

/// All there is to know of them, with a line end.
#[must_use]
pub fn excuses_json(excuses: &[Excuse], known: Option<usize>) -> String {
    let output = serde_json::json!({"version": VERSION, "exceptions": excuses, "baseline": known});
    let mut text = serde_json::to_string_pretty(&output).unwrap_or_default();
    text.push('\n');
    text
}
