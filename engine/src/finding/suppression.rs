//! Comments that excuse a finding: `# bartizan: ignore[K8S-014, K8S-015] reason until=2027-01-31`.

use chrono::NaiveDate;
use globset::Glob;

use super::{Finding, Location, State, Suppression};
use crate::source::{Document, Source, Span};

/// What a suppression comment starts with, after the comment sign.
const MARKER: &str = "bartizan: ignore[";

/// A suppression comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Where it stands.
    pub location: Location,
    /// Ids or globs of ids.
    pub policies: Vec<String>,
    /// The reason; empty when none was given.
    pub reason: String,
    /// Last day on which it holds.
    pub until: Option<NaiveDate>,
    /// What is wrong with it, when it cannot be understood.
    pub fault: Option<String>,
    /// Line, counted from 1, of the code it stands for: its own when code precedes it there, else the next line of
    /// code.
    pub line: u32,
    /// Did it excuse something?
    pub used: bool,
}

/// The suppression comments of a file.
#[must_use]
pub fn comments_of(source: &Source, documents: &[Document]) -> Vec<Comment> {
    documents.iter().flat_map(|document| &document.comments).filter_map(|span| parse(source, *span)).collect()
}

fn parse(source: &Source, span: Span) -> Option<Comment> {
    let text = source.text.get(span.start as usize..span.end as usize)?;
    let body = text.trim_start_matches('#').trim().strip_prefix(MARKER)?;
    let location = Location::new(source, span);
    let (list, rest) = body.split_once(']').unwrap_or((body, ""));
    let policies: Vec<String> = list.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
    let (mut reason, mut until, mut fault) = (Vec::new(), None, None);
    for word in rest.split_whitespace() {
        match word.strip_prefix("until=").map(str::parse::<NaiveDate>) {
            Some(Ok(day)) => until = Some(day),
            Some(Err(_)) => fault = Some(format!("`{word}` is not a day like until=2027-01-31")),
            None => reason.push(word),
        }
    }
    if policies.is_empty() || !body.contains(']') {
        fault = Some("it names no policy; write `bartizan: ignore[ID] reason`".to_owned());
    }
    let line = governed_line(source, span, location.start.line);
    Some(Comment { location, policies, reason: reason.join(" "), until, fault, line, used: false })
}

/// A comment behind code stands for its own line; one that stands alone for the next line that is not a comment.
fn governed_line(source: &Source, span: Span, line: u32) -> u32 {
    let (index, start) = source.lines.line_start(span.start);
    let alone = source.text.get(start as usize..span.start as usize).is_some_and(|before| before.trim().is_empty());
    if !alone {
        return line;
    }
    let mut next = index + 1;
    while let Some(start) = source.lines.start_of(next) {
        let end = source.lines.start_of(next + 1).map_or(source.text.len(), |end| end as usize);
        let text = source.text.get(start as usize..end).unwrap_or_default().trim_start();
        if !text.is_empty() && !text.starts_with('#') {
            break;
        }
        next += 1;
    }
    u32::try_from(next + 1).unwrap_or(line)
}

impl Comment {
    /// Does it name the policy?
    #[must_use]
    pub fn names(&self, policy: &str) -> bool {
        self.policies.iter().any(|pattern| {
            pattern == policy || Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(policy))
        })
    }

    /// Has its day passed?
    #[must_use]
    pub fn expired(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// Marks the findings that the comments excuse, and the comments that were of use.
pub fn apply_comments(findings: &mut [Finding], comments: &mut [Comment], today: NaiveDate) {
    if comments.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.may_be_excused()) {
        let Some(location) = &finding.location else { continue };
        let matching = comments.iter_mut().find(|comment| {
            comment.fault.is_none()
                && comment.location.file == location.file
                && finding.openers.contains(&comment.line)
                && comment.names(&finding.policy.id)
        });
        if let Some(comment) = matching {
            comment.used = true;
            if !comment.expired(today) {
                finding.state = State::Suppressed(Suppression {
                    by: "comment",
                    reason: comment.reason.clone(),
                    owner: None,
                    until: comment.until,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn comment(text: &str) -> Comment {
        let source = Source::new(SourceId(0), "a.yaml", text);
        let start = text.find('#').unwrap();
        let end = start + text[start..].find('\n').unwrap_or(text.len() - start);
        let span = Span::new(SourceId(0), u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
        parse(&source, span).unwrap()
    }

    #[test]
    fn reads_ids_reason_and_day() {
        let read = comment("a: 1 # bartizan: ignore[K8S-014, KC-*] legacy app, see runbook until=2027-01-31\n");
        assert_eq!((read.reason.as_str(), read.line), ("legacy app, see runbook", 1));
        assert!(read.names("K8S-014") && read.names("KC-001") && !read.names("K8S-015"));
        assert!(!read.expired("2027-01-31".parse().unwrap()) && read.expired("2027-02-01".parse().unwrap()));
    }

    #[test]
    fn one_that_stands_alone_governs_the_next_line_of_code() {
        assert_eq!(comment("# bartizan: ignore[K8S-014] x\n\n# more\na: 1\n").line, 4);
        assert_eq!(comment("a:\n  # bartizan: ignore[K8S-014] x\n  b: 1\n").line, 3);
    }

    #[test]
    fn says_what_it_does_not_understand() {
        assert!(comment("# bartizan: ignore[] x\n").fault.is_some());
        assert!(comment("# bartizan: ignore[K8S-014 x\n").fault.is_some());
        assert_eq!(
            comment("# bartizan: ignore[A] x until=soon\n").fault.as_deref(),
            Some("`until=soon` is not a day like until=2027-01-31")
        );
    }
}
