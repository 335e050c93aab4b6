//! Events to nodes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use saphyr_parser::{Event, ScalarStyle, Tag};

use super::super::entries::{Entries, duplicate_key};
use super::super::{Document, Entry, Node, SourceError, SourceErrorKind, Span, Value};
use super::{MAX_EXPANSION, Place, Shared, gap, scalar};

/// Nesting of mappings and lists that is followed.
const MAX_DEPTH: usize = 100;

/// What ends the parse of a document, with its place (offsets in the text of the document).
pub(super) struct Fault {
    pub(super) kind: SourceErrorKind,
    pub(super) message: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Fault {
    fn parse(message: impl Into<String>, start: usize, end: usize) -> Self {
        Self { kind: SourceErrorKind::Parse, message: message.into(), start, end }
    }
}

/// Builds the value of one document from its events.
pub(super) struct Builder<'a> {
    place: &'a Place<'a>,
    shared: &'a mut Shared,
    /// Contents of quoted scalars that the parser saw only a stand-in of, by offset.
    quoted: &'a HashMap<usize, String>,
    stack: Vec<Frame>,
    root: Option<Measured>,
    anchors: HashMap<usize, Measured>,
    comments: Vec<Span>,
    errors: Vec<SourceError>,
    /// The end of the last token; comments before it are collected.
    cursor: usize,
    /// The end of the last token that belongs to a value.
    last_end: usize,
}

/// A node and how many values hang on it, counted as often as they are reached.
#[derive(Clone)]
struct Measured {
    node: Node,
    size: u64,
}

/// A mapping or list that is being read.
struct Frame {
    start: usize,
    anchor: usize,
    size: u64,
    body: Body,
}

enum Body {
    List(Vec<Node>),
    Mapping { entries: Vec<Item>, key: Option<Key> },
}

enum Item {
    Entry(Entry),
    Merge(Span, Node),
}

struct Key {
    text: Arc<str>,
    span: Span,
    merge: bool,
}

/// A scalar as its event tells it.
struct Scalar<'a> {
    text: &'a str,
    style: ScalarStyle,
    tag: Option<String>,
    start: usize,
    end: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(place: &'a Place<'a>, shared: &'a mut Shared, quoted: &'a HashMap<usize, String>) -> Self {
        Self {
            place,
            shared,
            quoted,
            stack: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            comments: Vec::new(),
            errors: Vec::new(),
            cursor: 0,
            last_end: 0,
        }
    }

    /// Takes the next event, which covers `start..end` of the text.
    pub(super) fn event(&mut self, event: Event<'_>, start: usize, end: usize) -> Result<(), Fault> {
        let start = start.max(self.cursor);
        let end = end.max(start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let properties = usize::from(anchor > 0) + usize::from(tag.is_some());
                let absent = style == ScalarStyle::Plain && text.is_empty();
                let (start, end) = if absent {
                    self.absent_scalar(start, end, properties)
                } else {
                    self.scalar_token(style, start, end, properties)
                };
                let text = match self.quoted.get(&start) {
                    Some(content) => Cow::Borrowed(content.as_str()),
                    None if self.has_extra_break(style, end, &text) => {
                        Cow::Borrowed(text.strip_suffix('\n').unwrap_or(&text))
                    }
                    None => text,
                };
                self.scalar(&Scalar { text: &text, style, tag: tag.map(full_tag), start, end }, anchor, absent)
            }
            Event::Alias(anchor) => self.alias(anchor, start, end),
            Event::SequenceStart(anchor, tag) => {
                self.open(Body::List(Vec::new()), anchor, start, usize::from(anchor > 0) + usize::from(tag.is_some()))
            }
            Event::MappingStart(anchor, tag) => {
                let body = Body::Mapping { entries: Vec::new(), key: None };
                self.open(body, anchor, start, usize::from(anchor > 0) + usize::from(tag.is_some()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(start, end),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    pub(super) fn take_errors(&mut self) -> Vec<SourceError> {
        std::mem::take(&mut self.errors)
    }

    /// The document, unless there is none.
    pub(super) fn finish(mut self) -> Option<Document> {
        self.gap(self.place.text.len());
        let root = self.root?.node;
        Some(Document { root, comments: self.comments })
    }

    /// Collects the comments between the last token and `to`.
    fn gap(&mut self, to: usize) -> gap::Gap {
        let found = gap::scan(self.place.text, self.cursor, to);
        self.comments.extend(found.comments.iter().map(|(start, end)| self.place.span(*start, *end)));
        self.cursor = to.max(self.cursor);
        found
    }

    /// Skips anchor and tag; answers where the token behind them begins.
    fn skip_properties(&mut self, count: usize) -> usize {
        let bytes = self.place.text.as_bytes();
        for _ in 0..count {
            if matches!(bytes.get(self.cursor), Some(b'&' | b'!')) {
                self.cursor = gap::property_end(bytes, self.cursor);
            }
            let mut next = self.cursor;
            while let Some(byte) = bytes.get(next) {
                match byte {
                    b'#' => next = gap::line_end(bytes, next),
                    b' ' | b'\t' | b'\r' | b'\n' => next += 1,
                    _ => break,
                }
            }
            self.gap(next);
        }
        self.cursor
    }

    /// The range of a scalar's token, which ends at `end`.
    fn scalar_token(&mut self, style: ScalarStyle, start: usize, end: usize, properties: usize) -> (usize, usize) {
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return self.block_scalar(end);
        }
        self.gap(start);
        let start = self.skip_properties(properties);
        // The token of a quoted scalar reaches, for saphyr-parser, over the blanks and the comment behind it.
        let end = match style {
            ScalarStyle::Plain => end.max(start),
            _ => gap::quoted_end(self.place.text.as_bytes(), start),
        };
        self.cursor = end;
        self.last_end = end;
        (start, end)
    }

    /// The range of a block scalar, from its header to the end of its content.
    fn block_scalar(&mut self, end: usize) -> (usize, usize) {
        let text = self.place.text;
        let found = self.gap_to_block(end);
        let header = found.unwrap_or(self.cursor);
        let header_line = gap::line_end(text.as_bytes(), header);
        let header_end = match text[header..header_line].find(" #").or_else(|| text[header..header_line].find("\t#")) {
            None => gap::trim_end(text, header, header_line),
            Some(comment) => {
                let comment = header + comment + 1;
                self.comments.push(self.place.span(comment, gap::trim_end(text, comment, header_line)));
                gap::trim_end(text, header, comment)
            }
        };
        let content = gap::trim_end(text, header_line, end.max(header_line));
        let last = if content > header_line { content } else { header_end };
        self.cursor = content.max(header_line);
        self.last_end = last;
        (header, last)
    }

    fn gap_to_block(&mut self, end: usize) -> Option<usize> {
        let found = gap::scan(self.place.text, self.cursor, end);
        self.comments.extend(found.comments.iter().map(|(start, end)| self.place.span(*start, *end)));
        found.block
    }

    /// Is the last line break of a block scalar not written? saphyr-parser adds one where the text ends within the
    /// scalar; libyaml does not.
    fn has_extra_break(&self, style: ScalarStyle, end: usize, content: &str) -> bool {
        let rest = &self.place.text[end..];
        matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
            && rest.chars().all(char::is_whitespace)
            && !rest.ends_with(['\n', '\r'])
            && (!rest.contains(['\n', '\r']) || content.ends_with("\n\n") || content.ends_with(" \n"))
    }

    /// The place of a value that is not written: behind the `:` or `-` that asks for it.
    fn absent_scalar(&mut self, start: usize, end: usize, properties: usize) -> (usize, usize) {
        let text = self.place.text;
        let at = if properties > 0 {
            self.gap(start);
            for _ in 0..properties {
                let next = self.skip_blanks(self.cursor);
                if matches!(text.as_bytes().get(next), Some(b'&' | b'!')) {
                    self.cursor = gap::property_end(text.as_bytes(), next);
                }
            }
            self.cursor.min(end.max(self.cursor))
        } else if self.expects_value() {
            let next = self.skip_blanks(self.cursor);
            if text.as_bytes().get(next) == Some(&b':') {
                self.cursor = next + 1;
            }
            self.cursor
        } else {
            let gap = self.gap(start);
            gap.last_dash_end.unwrap_or(start)
        };
        self.last_end = self.last_end.max(at);
        (at, at)
    }

    fn skip_blanks(&self, from: usize) -> usize {
        let blanks = self.place.text.as_bytes()[from..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        from + blanks.count()
    }

    /// Is the next node the value of a key that was read?
    fn expects_value(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { body: Body::Mapping { key: Some(_), .. }, .. }))
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { body: Body::Mapping { key: None, .. }, .. }))
    }

    fn scalar(&mut self, scalar: &Scalar<'_>, anchor: usize, absent: bool) -> Result<(), Fault> {
        let span = self.place.span(scalar.start, scalar.end);
        if absent && self.stack.is_empty() && scalar.tag.is_none() && anchor == 0 {
            return Ok(());
        }
        let plain = scalar.style == ScalarStyle::Plain;
        let value = match scalar::resolve(scalar.text, scalar.tag.as_deref(), plain, &mut self.shared.strings) {
            Ok(value) => value,
            Err(message) => return Err(Fault::parse(message, scalar.start, scalar.end)),
        };
        let merge = plain && scalar.text == "<<" && scalar.tag.as_deref().is_none_or(|tag| tag == scalar::MERGE);
        self.node(Measured { node: Node::new(span, value), size: 1 }, anchor, merge, (scalar.start, scalar.end))
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fault> {
        self.gap(start);
        self.cursor = end;
        self.last_end = end;
        let name = self.place.text[start..end].trim_start_matches('*');
        let Some(target) = self.anchors.get(&anchor) else {
            return Err(Fault::parse(format!("the value of anchor `{name}` contains itself"), start, end));
        };
        let size = target.size;
        let node = Node { alias: Some(self.place.span(start, end)), ..target.node.clone() };
        self.shared.expansion = self.shared.expansion.saturating_add(size);
        if self.shared.expansion > MAX_EXPANSION {
            return Err(Fault {
                kind: SourceErrorKind::Limit,
                message: format!("aliases expand to more than {MAX_EXPANSION} values; the last one is `{name}`"),
                start,
                end,
            });
        }
        self.node(Measured { node, size }, 0, false, (start, end))
    }

    fn open(&mut self, body: Body, anchor: usize, start: usize, properties: usize) -> Result<(), Fault> {
        if self.expects_key() {
            return Err(Fault::parse("a key must be a scalar, not a mapping or list", start, start));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Fault {
                kind: SourceErrorKind::Limit,
                message: format!("nested deeper than {MAX_DEPTH} levels"),
                start,
                end: start,
            });
        }
        let value = self.expects_value();
        let found = self.gap(start);
        let mut at = self.skip_properties(properties);
        // A list that is not indented begins, for saphyr-parser, behind its first dash.
        if let (true, Body::List(_)) = (value, &body) {
            at = found.first_dash.unwrap_or(at);
        }
        self.stack.push(Frame { start: at, anchor, size: 1, body });
        Ok(())
    }

    fn close(&mut self, start: usize, end: usize) -> Result<(), Fault> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let flow = end > start && matches!(self.place.text.as_bytes().get(start), Some(b']' | b'}'));
        if flow {
            self.gap(start);
            self.cursor = start + 1;
            self.last_end = self.cursor;
        }
        let range = (frame.start, self.last_end.max(frame.start));
        let value = match frame.body {
            Body::List(items) => Value::Sequence(items.into()),
            Body::Mapping { entries, .. } => self.mapping(entries)?,
        };
        let node = Node::new(self.place.span(range.0, range.1), value);
        self.node(Measured { node, size: frame.size }, frame.anchor, false, range)
    }

    /// Puts a finished node where it belongs.
    fn node(&mut self, made: Measured, anchor: usize, merge: bool, range: (usize, usize)) -> Result<(), Fault> {
        if anchor > 0 {
            self.anchors.insert(anchor, made.clone());
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(made);
            return Ok(());
        };
        frame.size = frame.size.saturating_add(made.size);
        match &mut frame.body {
            Body::List(items) => items.push(made.node),
            Body::Mapping { entries, key } => match key.take() {
                Some(Key { span, merge: true, .. }) => entries.push(Item::Merge(span, made.node)),
                Some(Key { text, span, .. }) => {
                    entries.push(Item::Entry(Entry { key: text, key_span: span, value: made.node }));
                }
                None => {
                    let text = scalar::key(&made.node.value).map_err(|text| Fault::parse(text, range.0, range.1))?;
                    let span = self.place.span(range.0, range.1);
                    *key = Some(Key { text, span, merge });
                }
            },
        }
        Ok(())
    }

    /// The mapping of `items`: in the order they are written the last one counts, merged ones included, as Kubernetes
    /// reads it (YAML's own rule lets the keys beside a merge win).
    fn mapping(&mut self, items: Vec<Item>) -> Result<Value, Fault> {
        let mut entries = Entries::default();
        let mut merged: HashSet<Span> = HashSet::new();
        for item in items {
            match item {
                Item::Entry(entry) => {
                    let (key, span) = (Arc::clone(&entry.key), entry.key_span);
                    let first = entries.insert(entry).filter(|first| !merged.contains(first));
                    if let Some(first) = first {
                        self.errors.push(duplicate_key(&key, first, span, self.place.origin));
                    }
                }
                Item::Merge(span, node) => {
                    for mapping in self.merge_sources(span, &node) {
                        for entry in mapping.entries() {
                            let value = Node { alias: Some(span), ..entry.value.clone() };
                            merged.insert(entry.key_span);
                            entries.insert(Entry { value, ..entry.clone() });
                        }
                    }
                }
            }
        }
        Ok(entries.finish())
    }

    /// The mappings that a merge key names, the strongest last.
    fn merge_sources<'n>(&mut self, span: Span, node: &'n Node) -> Vec<&'n Node> {
        let sources: Vec<&Node> = match &node.value {
            Value::Mapping(_) => vec![node],
            Value::Sequence(items) => items.iter().rev().collect(),
            _ => Vec::new(),
        };
        if sources.is_empty() && !matches!(&node.value, Value::Sequence(_))
            || sources.iter().any(|source| source.as_mapping().is_none())
        {
            self.errors.push(SourceError {
                kind: SourceErrorKind::Parse,
                message: "a merge key `<<` takes a mapping or a list of mappings".to_owned(),
                help: None,
                span: Some(span),
            });
            return Vec::new();
        }
        sources
    }
}

/// The whole name of a tag.
fn full_tag(tag: Cow<'_, Tag>) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}
