//! The part of a file that a fix looks at: large files hold much that no edit of one object concerns.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::Refusal;
use crate::resource::{Path, PathElement};
use crate::source::{Format, Node, Source, SourceId, Span, Value, document_ranges, parse};

/// A document of YAML, or the value in JSON that a fix is about, by itself.
pub(super) struct Window {
    /// Where it begins in the file.
    pub(super) start: usize,
    /// Of JSON with blanks for what stands before it in its line, so that columns are those of the file.
    pub(super) text: String,
    pub(super) root: Node,
    source: SourceId,
}

impl Window {
    fn new(source: &Source, format: Format, start: usize, text: String) -> Result<Self, Refusal> {
        let window = Self { start, text, root: Node::new(Span::new(source.id, 0, 0), Value::Null), source: source.id };
        let root = window.read(&window.text, format).ok_or_else(|| Refusal::new("the file is broken"))?;
        Ok(Self { root, ..window })
    }

    /// The one document of `text`; none where that is broken or holds several.
    pub(super) fn read(&self, text: &str, format: Format) -> Option<Node> {
        let parsed = parse(&Source::new(self.source, "", text), format);
        let mut documents = parsed.documents.into_iter();
        let document = documents.next().filter(|_| parsed.errors.is_empty())?;
        documents.next().is_none().then_some(document.root)
    }

    /// The path to the value that stands at `subject` in the file.
    pub(super) fn path(&self, subject: Span) -> Option<Path> {
        let start = u32::try_from(self.start).ok()?;
        let moved = |at: u32| at.checked_sub(start);
        let subject = Span::new(subject.source, moved(subject.start)?, moved(subject.end)?);
        let mut path = Path::new();
        holds(&self.root, subject, &mut path).then_some(path)
    }
}

/// The windows of the files that fixes are planned in, each read once.
#[derive(Default)]
pub struct Windows {
    documents: RefCell<HashMap<SourceId, Rc<[Range<usize>]>>>,
    known: RefCell<HashMap<(SourceId, usize, usize), Rc<Window>>>,
}

impl Windows {
    /// The window for what concerns the value at `subject`.
    pub(super) fn of(&self, source: &Source, format: Format, subject: Span) -> Result<Rc<Window>, Refusal> {
        let (from, to) = (subject.start as usize, subject.end as usize);
        let range = match format {
            Format::Json => from..to,
            Format::Yaml => self.document(source, from)?,
        };
        let key = (source.id, range.start, range.end);
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(Rc::clone(known));
        }
        let lost = || Refusal::new("its place in the file is not found");
        let line = match format {
            Format::Json => source.text.get(..from).ok_or_else(lost)?.rfind('\n').map_or(0, |at| at + 1),
            Format::Yaml => range.start,
        };
        let text = " ".repeat(range.start - line) + source.text.get(range).ok_or_else(lost)?;
        let window = Rc::new(Window::new(source, format, line, text)?);
        self.known.borrow_mut().insert(key, Rc::clone(&window));
        Ok(window)
    }

    /// The document of YAML that holds what stands at `at`.
    fn document(&self, source: &Source, at: usize) -> Result<Range<usize>, Refusal> {
        let mut known = self.documents.borrow_mut();
        let ranges = known.entry(source.id).or_insert_with(|| document_ranges(&source.text).into());
        let after = ranges.partition_point(|range| range.end <= at);
        let found = ranges.get(after).filter(|range| range.contains(&at)).cloned();
        found.ok_or_else(|| Refusal::new("its place in the file is not found"))
    }
}

/// Is the value at `subject` here or below? Then `path` leads to it.
fn holds(node: &Node, subject: Span, path: &mut Path) -> bool {
    if node.alias.is_some() || node.span.start > subject.start || node.span.end < subject.end {
        return false;
    }
    if node.span == subject {
        return true;
    }
    let below = |element: PathElement, node: &Node, path: &mut Path| {
        path.push(element);
        let found = holds(node, subject, path);
        if !found {
            path.pop();
        }
        found
    };
    node.entries().any(|entry| below(PathElement::Key(entry.key.to_string()), &entry.value, path))
        || node.items().enumerate().any(|(index, item)| below(PathElement::Index(index), item, path))
}
