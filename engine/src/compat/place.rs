//! What the comments of other tools stand for, in the forms of files that those tools read them in.

use super::Peers;
use super::mark::{MARKERS, Mark, Reach, begins_with_trivy_rule, has_trivy_rule, marks};
use crate::finding::{Comment, Location, PeerReach, with_entries};
use crate::source::{Document, Node, Source, Span};
use crate::terraform::source::Extents;

/// The marks of a file of Terraform configuration.
pub(crate) fn in_configuration(source: &Source, peers: &Peers) -> Vec<Comment> {
    if !has_marks(source) {
        return Vec::new();
    }
    let extents = Extents::new(source);
    let place = |mark: &Mark, at: Span| match mark.reach {
        Reach::Around => {
            let (kind, block) = extents.block_around(at)?;
            let line = line_of(source, at);
            // Checkov leaves out the lines on which the block begins and ends.
            let is_inside = line.start > block.start && line.end <= line_of(source, ends(block)).start;
            let reach = if kind == "module" { PeerReach::Module } else { PeerReach::Resource };
            is_inside.then_some((block, reach))
        }
        Reach::Beside => Some((extents.opened_in(beside(source, at)), PeerReach::Places)),
        Reach::Line => Some((lines(source, at, 2), PeerReach::Findings)),
        Reach::Below => Some((extents.opened_in(lines(source, at, 2)), PeerReach::Findings)),
        Reach::File => Some((whole(source), PeerReach::Findings)),
    };
    let comments = extents.comments().into_iter();
    comments.flat_map(|comment| placed(source, comment, peers, place)).collect()
}

/// The marks of a template of a chart: Trivy and KICS read what it renders to, with its comments.
pub(crate) fn in_template(source: &Source, peers: &Peers) -> Vec<Comment> {
    if !has_marks(source) {
        return Vec::new();
    }
    let place = |mark: &Mark, at: Span| match mark.reach {
        Reach::Around => None,
        Reach::Beside => Some((beside(source, at), PeerReach::Places)),
        Reach::Line | Reach::Below => Some((lines(source, at, 2), PeerReach::Findings)),
        Reach::File => Some((whole(source), PeerReach::Findings)),
    };
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        if let Some(sign) = line.find('#') {
            let comment = span(source, start + sign, start + line.trim_end().len());
            found.extend(placed(source, comment, peers, place));
        }
        start += line.len();
    }
    found
}

/// The marks of a file of manifests: of the tools that are known here only KICS reads comments there.
pub(crate) fn in_manifests(source: &Source, documents: &[Document], peers: &Peers) -> Vec<Comment> {
    if !has_marks(source) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for document in documents {
        let place = |mark: &Mark, at: Span| match mark.reach {
            Reach::Around | Reach::Beside => None,
            Reach::Line => Some((lines(source, at, 2), PeerReach::Findings)),
            Reach::Below => Some((below(source, &document.root, at), PeerReach::Findings)),
            Reach::File => Some((whole(source), PeerReach::Findings)),
        };
        found.extend(document.comments.iter().flat_map(|comment| placed(source, *comment, peers, place)));
    }
    found
}

fn has_marks(source: &Source) -> bool {
    MARKERS.iter().any(|marker| source.text.contains(marker))
}

/// The marks of one comment, with the range that each stands for.
fn placed(
    source: &Source,
    comment: Span,
    peers: &Peers,
    place: impl Fn(&Mark, Span) -> Option<(Span, PeerReach)>,
) -> Vec<Comment> {
    let text = source.text.get(comment.start as usize..comment.end as usize).unwrap_or_default();
    let before = source.text.get(..comment.start as usize).unwrap_or_default();
    let is_comment = |line: &str| line.is_empty() || line.starts_with(['#', '/', '*']) || line == "---";
    let is_first = before.lines().all(|line| is_comment(line.trim()));
    let one = |mark: Mark| {
        let start = comment.start as usize;
        let at = span(source, start + mark.at.start, start + mark.at.end);
        let (range, reach) = place(&mark, at)?;
        let comment = peers.comment(&mark, Location::new(source, at), reach)?;
        Some(Comment { range: Some(range), ..comment })
    };
    marks(text, is_first).into_iter().filter_map(one).collect()
}

fn span(source: &Source, start: usize, end: usize) -> Span {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(source.id, narrow(start), narrow(end))
}

/// Where something ends, as a place.
fn ends(span: Span) -> Span {
    Span { start: span.end.saturating_sub(1), ..span }
}

fn whole(source: &Source) -> Span {
    span(source, 0, source.text.len())
}

fn line_of(source: &Source, at: Span) -> Span {
    lines(source, at, 1)
}

/// The line at which `at` begins, and those after it to `number`.
fn lines(source: &Source, at: Span, number: usize) -> Span {
    let (index, start) = source.lines.line_start(at.start);
    let end = source.lines.start_of(index + number).map_or(source.text.len(), |end| end as usize);
    span(source, start as usize, end)
}

/// The line of a rule of Trivy and the next; of rules on lines of their own that follow each other those of the last.
fn beside(source: &Source, at: Span) -> Span {
    let mut line = line_of(source, at);
    let text = |line: Span| source.text.get(line.start as usize..line.end as usize).unwrap_or_default();
    while begins_with_trivy_rule(text(line)) {
        let next = line_of(source, Span { start: line.end, ..line });
        if next.start <= line.start || !has_trivy_rule(text(next)) {
            break;
        }
        line = next;
    }
    lines(source, line, 2)
}

/// The next line with all that begins on it; with the first of a document all of that.
fn below(source: &Source, root: &Node, at: Span) -> Span {
    let next = line_of(source, Span { start: line_of(source, at).end, ..at });
    let first = root.entries().next().map_or(root.span, |entry| entry.key_span);
    let begins = next.start <= first.start && first.start < next.end;
    let range = if begins { Span { end: root.span.end.max(next.end), ..next } } else { with_entries(root, next) };
    Span { start: line_of(source, at).start, ..range }
}
