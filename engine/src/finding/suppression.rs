//! Comments that excuse a finding: `# bartizan: ignore[K8S-014, K8S-015] reason until=2027-01-31`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use globset::{Glob, GlobMatcher};

use super::{Annotated, Location, Peer};
use crate::source::{Document, Node, Source, Span};
use crate::terraform::source::Extents;

/// What a suppression comment starts with, after the comment sign.
pub(crate) const MARKER: &str = "bartizan: ignore[";

/// What an editor writes in place of a reason, for the person to overwrite: as good as none.
pub const PLACEHOLDER: &str = "<reason>";

/// Ids, and globs of ids, that one comment may name.
const MAX_POLICIES: usize = 1_000;

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
    /// In configuration of Terraform and in charts: the code it stands for, which is its line and whatever begins there,
    /// to its end.
    pub range: Option<Span>,
    /// Address, or glob of addresses, of the resources it is limited to.
    pub address: Option<String>,
    /// What it stands for when it is an annotation.
    pub object: Option<Annotated>,
    /// Did it excuse something?
    pub used: bool,
    /// Fingerprints of what it excuses.
    pub excused: Vec<String>,
    /// The line of code that it stands for, or the address of its object: tells it from others when lines move.
    pub governed: String,
    /// Did a change add it, or move it, since the revision that is compared with?
    pub added: bool,
    /// The mark of another tool that it is.
    pub peer: Option<Peer>,
}

/// The suppression comments of a file.
#[must_use]
pub fn comments_of(source: &Source, documents: &[Document]) -> Vec<Comment> {
    let spans = documents.iter().flat_map(|document| &document.comments);
    spans.filter_map(|span| parse(source, *span, |line| governed_line(source, *span, line))).collect()
}

/// The suppression comments of a file of Terraform configuration that has these `comments`.
#[must_use]
pub fn comments_in_configuration(source: &Source, comments: &BTreeSet<Span>) -> Vec<Comment> {
    let mut extents = None;
    let mut found = Vec::new();
    let mut following = None;
    for span in comments.iter().rev() {
        let code = code_behind(source, *span, following);
        following = Some((span.start, code));
        let Some(comment) = parse(source, *span, |_| 0) else { continue };
        let code = governed_code(source, *span, code);
        let line = source.lines.position(&source.text, code.start).line;
        let extents = extents.get_or_insert_with(|| Extents::new(source));
        found.push(Comment { range: Some(extents.opened_in(code)), line, ..comment });
    }
    found.reverse();
    found
}

/// The suppression comments of a template or values file of a chart: `{{/* … */}}` and `# …`. Of a values file, `values`
/// is the document.
#[must_use]
pub fn comments_in_chart(source: &Source, values: Option<&Node>) -> Vec<Comment> {
    let text = &*source.text;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARKER) {
        let Some(span) = comment_around(source, at) else { continue };
        let code = governed_lines(source, span);
        let line = |_| source.lines.position(text, code.start).line;
        let Some(comment) = parse(source, span, line) else { continue };
        let range = values.map_or(code, |values| with_entries(values, code));
        found.push(Comment { range: Some(range), ..comment });
    }
    found
}

/// The comment, its signs included, that the marker at `at` is in.
fn comment_around(source: &Source, at: usize) -> Option<Span> {
    let text = &*source.text;
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let sign = text[line..at].trim_end().len() + line;
    let span = |start: usize, end: usize| Some(Span::new(source.id, narrow(start)?, narrow(end)?));
    if let Some(start) = text[..sign].strip_suffix("/*").map(str::len) {
        let is_template = text[..start].trim_end_matches([' ', '\t', '\n', '-']).ends_with("{{");
        let end = text[at..].find("*/").map_or(text.len(), |end| at + end + 2);
        return if is_template { span(start, end) } else { None };
    }
    let hashes = text[line..sign].len() - text[line..sign].trim_end_matches('#').len();
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
    if hashes == 0 { None } else { span(sign - hashes, end) }
}

fn narrow(at: usize) -> Option<u32> {
    u32::try_from(at).ok()
}

/// The lines that a comment in a template or values file stands for: its own when something precedes it there, else
/// those from the next that is no comment to the first that does more than decide what is rendered.
fn governed_lines(source: &Source, span: Span) -> Span {
    let text = &*source.text;
    let line_at = |offset: u32| {
        let (index, start) = source.lines.line_start(offset);
        let end = source.lines.start_of(index + 1).map_or(text.len(), |end| end as usize);
        Span { start, end: narrow(end).unwrap_or(u32::MAX), ..span }
    };
    let shown = |line: Span| text.get(line.start as usize..line.end as usize).unwrap_or_default().trim();
    let own = line_at(span.start);
    let before = text.get(own.start as usize..span.start as usize).unwrap_or_default();
    if !before.trim_end_matches([' ', '\t', '-', '{']).is_empty() {
        return own;
    }
    let mut next = line_at(span.end).end;
    let mut governed: Option<Span> = None;
    while (next as usize) < text.len() {
        let line = line_at(next);
        let shown = shown(line);
        let comment = shown.is_empty() || shown.starts_with('#') || is_action(shown, &["/*"]);
        if !comment {
            let governed = governed.get_or_insert(line);
            governed.end = line.end;
            if !is_action(shown, &["if ", "else", "end", "with ", "range "]) {
                break;
            }
        }
        next = line.end;
    }
    governed.unwrap_or(Span { start: next, end: next, ..span })
}

/// Is a line nothing but one action that begins with one of `words`?
fn is_action(line: &str, words: &[&str]) -> bool {
    let inner = line.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|inner| {
        let inner = inner.trim_matches('-').trim();
        !inner.contains("}}") && words.iter().any(|word| inner.starts_with(word))
    })
}

/// `lines` with all of what begins on them in `values`.
pub(crate) fn with_entries(values: &Node, lines: Span) -> Span {
    let begins = |span: Span| lines.start <= span.start && span.start < lines.end;
    let mut range = lines;
    let mut waiting = vec![values];
    while let Some(node) = waiting.pop() {
        for entry in node.entries() {
            if begins(entry.key_span) {
                range.end = range.end.max(entry.value.span.end);
            }
            waiting.push(&entry.value);
        }
        for item in node.items() {
            if begins(item.span) {
                range.end = range.end.max(item.span.end);
            }
            waiting.push(item);
        }
    }
    range
}

/// What the comment at `span` says, if it is one that suppresses; `governed` gives the line it stands for, given its own.
fn parse(source: &Source, span: Span, governed: impl FnOnce(u32) -> u32) -> Option<Comment> {
    let body = content(source.text.get(span.start as usize..span.end as usize)?).strip_prefix(MARKER)?;
    let comment = parse_text(body, Location::new(source, span));
    Some(Comment { line: governed(comment.location.start.line), ..comment })
}

/// What `body`, behind the opening bracket, says; the line that it stands for is that of its `location`.
pub(super) fn parse_text(body: &str, location: Location) -> Comment {
    let (list, rest) = body.split_once(']').unwrap_or((body, ""));
    let policies: Vec<String> = list.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
    let (address, rest) = take_address(rest);
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
    } else if policies.len() > MAX_POLICIES {
        fault = Some(format!("it names more than {MAX_POLICIES} policies"));
    }
    let reason = reason.join(" ");
    let reason = if reason == PLACEHOLDER { String::new() } else { reason };
    Comment { reason, until, fault, address, ..Comment::at(location, policies) }
}

/// The text of a comment without its signs.
fn content(comment: &str) -> &str {
    match comment.strip_prefix("/*") {
        Some(inner) => inner.strip_suffix("*/").unwrap_or(inner).trim(),
        None if comment.starts_with("//") => comment.trim_start_matches('/').trim(),
        None => comment.trim_start_matches('#').trim(),
    }
}

/// The value of `address=` in `text`, bare or in quotes (in which `\"` is a quote), and the text without it.
fn take_address(text: &str) -> (Option<String>, String) {
    const KEY: &str = "address=";
    let starts_word = |at: &usize| text[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let Some(at) = text.match_indices(KEY).map(|(at, _)| at).find(starts_word) else {
        return (None, text.to_owned());
    };
    let given = &text[at + KEY.len()..];
    let (mut value, mut rest, mut escaped) = (String::new(), "", false);
    let (inner, is_end): (&str, fn(char) -> bool) = match given.strip_prefix('"') {
        Some(inner) => (inner, |c| c == '"'),
        None => (given, char::is_whitespace),
    };
    for (at, c) in inner.char_indices() {
        if !escaped && is_end(c) {
            rest = &inner[at + c.len_utf8()..];
            break;
        }
        if !escaped && c == '\\' {
            escaped = true;
        } else {
            value.push(c);
            escaped = false;
        }
    }
    (Some(value), format!("{} {rest}", &text[..at]))
}

/// Where the first code behind the comment at `span` stands, given the next comment and where the code behind that does.
fn code_behind(source: &Source, span: Span, following: Option<(u32, u32)>) -> u32 {
    let rest = source.text.get(span.end as usize..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    let at = span.end.saturating_add(u32::try_from(blank).unwrap_or_default());
    following.filter(|(start, _)| *start == at).map_or(at, |(_, code)| code)
}

/// The line of code that a comment in a configuration stands for: its own when code precedes or follows it there, else
/// the next that holds code, which is at `behind`.
fn governed_code(source: &Source, span: Span, behind: u32) -> Span {
    let text = &*source.text;
    let line_of = |offset: u32| {
        let (index, start) = source.lines.line_start(offset);
        let end = source.lines.start_of(index + 1).map_or(text.len(), |end| end as usize);
        Span { start, end: u32::try_from(end).unwrap_or(u32::MAX), ..span }
    };
    let own = line_of(span.start);
    let is_behind_code =
        text.get(own.start as usize..span.start as usize).is_some_and(|before| !before.trim().is_empty());
    if is_behind_code { own } else { line_of(behind) }
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

/// What a pattern of ids matches beside itself, unless it is but an id.
pub(super) fn glob(pattern: &str) -> Option<GlobMatcher> {
    let is_glob = pattern.contains(['*', '?', '[', '{', '\\']);
    is_glob.then(|| Glob::new(pattern).ok()).flatten().map(|glob| glob.compile_matcher())
}

impl Comment {
    /// One for `policies` at `location`, which stands for its line.
    pub(crate) fn at(location: Location, policies: Vec<String>) -> Self {
        Self {
            line: location.start.line,
            location,
            policies,
            reason: String::new(),
            until: None,
            fault: None,
            range: None,
            address: None,
            object: None,
            used: false,
            excused: Vec::new(),
            governed: String::new(),
            added: false,
            peer: None,
        }
    }

    /// Has its day passed?
    #[must_use]
    pub fn expired(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// Notes what it stands for; `source` is its file.
    pub(crate) fn settle(&mut self, source: Option<&Source>) {
        if !self.governed.is_empty() {
            return;
        }
        self.governed = match (&self.object, source) {
            (Some(object), _) => object.address.clone(),
            (None, Some(source)) => self.line_without_it(source).unwrap_or_default(),
            (None, None) => String::new(),
        };
    }

    /// The line of code that it stands for, without the comment itself.
    fn line_without_it(&self, source: &Source) -> Option<String> {
        let index = usize::try_from(self.line.checked_sub(1)?).ok()?;
        let start = source.lines.start_of(index)? as usize;
        let end = source.lines.start_of(index + 1).map_or(source.text.len(), |end| end as usize);
        let own = self.location.span;
        let (from, to) = ((own.start as usize).clamp(start, end), (own.end as usize).clamp(start, end));
        Some(format!("{}{}", source.text.get(start..from)?.trim(), source.text.get(to..end)?.trim()))
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
        parse(&source, span, |line| governed_line(&source, span, line)).unwrap()
    }

    /// What the suppression comments of a configuration govern.
    fn governed(text: &str) -> Vec<String> {
        let source = Source::new(SourceId(0), "a.tf", text);
        let parsed = bartizan_hcl::syntax::parse(text, 0);
        let spans = parsed.comments.iter().map(|span| Span::new(SourceId(0), span.start, span.end)).collect();
        let range = |comment: Comment| comment.range.map(|range| text[range.start as usize..range.end as usize].trim());
        comments_in_configuration(&source, &spans).into_iter().filter_map(range).map(str::to_owned).collect()
    }

    #[test]
    fn governs_what_begins_on_a_line_of_configuration() {
        let behind = governed("resource \"a\" \"b\" { # bartizan: ignore[A] r\n  c = 1\n}\nd = 1\n");
        assert_eq!(behind, ["resource \"a\" \"b\" { # bartizan: ignore[A] r\n  c = 1\n}"]);
        let before = governed("/* bartizan: ignore[A] r */\n\n# more\n// and more\na = {\n  b = 1\n}\nc = 1\n");
        assert_eq!(before, ["a = {\n  b = 1\n}"]);
        assert_eq!(governed("x {\n  a = 1 // bartizan: ignore[A] r\n  b = 2\n}\n"), ["a = 1 // bartizan: ignore[A] r"]);
        assert_eq!(governed("/* bartizan: ignore[A] r */ a = 1\nb = 2\n"), ["/* bartizan: ignore[A] r */ a = 1"]);
        assert_eq!(
            governed("t = {\n  # bartizan: ignore[A] r\n  a = [\n    1\n  ]\n  b = 1\n}\n"),
            ["a = [\n    1\n  ]"]
        );
        assert_eq!(governed("a = 1\n# bartizan: ignore[A] r\n"), [""]);
        assert_eq!(governed("a = \"# bartizan: ignore[A] r\"\n"), Vec::<String>::new());
    }

    #[test]
    fn governs_what_begins_on_a_line_of_a_chart() {
        let governed = |text: &str, is_values: bool| {
            let source = Source::new(SourceId(0), "a.yaml", text);
            let parsed = crate::source::parse_yaml(&source);
            let values = parsed.documents.first().map(|document| &document.root).filter(|_| is_values);
            let range =
                |comment: Comment| comment.range.map(|range| text[range.start as usize..range.end as usize].trim());
            comments_in_chart(&source, values).into_iter().filter_map(range).map(str::to_owned).collect::<Vec<_>>()
        };
        let template = |text: &str| governed(text, false);
        assert_eq!(template("a: {{ .x }} # bartizan: ignore[A] r\nb: 1\n"), ["a: {{ .x }} # bartizan: ignore[A] r"]);
        assert_eq!(template("{{- /* bartizan: ignore[A] r */}}\n\n# more\n  a:\n    b: 1\n"), ["a:"]);
        assert_eq!(
            template("# bartizan: ignore[A] r\n{{- if .x }}\n{{- with .y }}\na: {{ . }}\n{{ end }}{{ end }}\n"),
            ["{{- if .x }}\n{{- with .y }}\na: {{ . }}"]
        );
        assert_eq!(
            template("a: 1\nb: {{/* bartizan: ignore[A] r */}} 2\nc: 3\n"),
            ["b: {{/* bartizan: ignore[A] r */}} 2"]
        );
        assert_eq!(template("a: bartizan: ignore[A]\n"), Vec::<String>::new());
        let values = "# bartizan: ignore[A] r\nsecurity:\n  a: 1\n  b: 2\nc: 3\n";
        assert_eq!(governed(values, true), ["security:\n  a: 1\n  b: 2"]);
    }

    #[test]
    fn may_be_limited_to_an_address() {
        let read = comment(r#"# bartizan: ignore[A] old address="module.a[\"x y\"].b" app until=2027-01-31"#);
        assert_eq!(read.address.as_deref(), Some(r#"module.a["x y"].b"#));
        assert_eq!((read.reason.as_str(), read.until.is_some()), ("old app", true));
        let bare = comment(r#"# bartizan: ignore[A] address=module.a["x"].* r"#);
        assert_eq!((bare.address.as_deref(), bare.reason.as_str()), (Some(r#"module.a["x"].*"#), "r"));
        assert_eq!(comment("# bartizan: ignore[A] the myaddress=x").address, None);
    }

    #[test]
    fn reads_ids_reason_and_day() {
        let read = comment("a: 1 # bartizan: ignore[K8S-014, KC-*] legacy app, see runbook until=2027-01-31\n");
        assert_eq!((read.reason.as_str(), read.line), ("legacy app, see runbook", 1));
        assert_eq!(read.policies, ["K8S-014", "KC-*"]);
        let matches = |pattern, id: &str| glob(pattern).is_some_and(|glob| glob.is_match(id));
        assert!(matches("KC-*", "KC-001") && !matches("KC-*", "K8S-014") && glob("K8S-014").is_none());
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
