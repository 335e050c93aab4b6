//! From places in a rendered text to places in the files that it was rendered from.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use bartizan_helm::trace::{Keys, Origin, Piece, Traces, ValuesKey};

use super::archive::Archives;
use crate::source::{Entry, Node, Rendered, RenderedKey, Source, SourceId, Span, Value, Written};

/// Why nothing is said of a value that differs at every rendering.
pub(super) const STAND_IN: &str = "it is random, of the moment or looked up in the cluster at every rendering";

/// Keys named beside a value; one that is computed from more says as much with these.
const MAX_KEYS: usize = 6;

/// The tokens that stand for values which have no token of their own: keys of mappings, of lists and of what is empty,
/// by the range of the value.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    keys: HashMap<Span, Span>,
    /// The mappings, by their range.
    mappings: HashMap<Span, Node>,
    /// Ranges of whole documents: where a key that they lack stands nobody can tell.
    roots: Vec<Span>,
    /// Texts of several lines, by their range.
    texts: HashMap<Span, Arc<Source>>,
    /// Keys that the configuration of the project sets, and where.
    set: Vec<(String, Span)>,
}

impl Tokens {
    /// Adds those of a values file.
    pub(super) fn add(&mut self, root: &Node, source: Option<&Arc<Source>>) {
        // What all stands at one place can only stand there.
        if root.entries().next().is_none_or(|entry| entry.key_span != root.span) {
            self.roots.push(root.span);
        }
        self.below(root, source);
    }

    /// Adds what `--set` would be given, and where that is written.
    pub(super) fn add_set(&mut self, given: &str, span: Span) {
        let keys = given.split(',').filter_map(|part| part.split_once('='));
        self.set.extend(keys.map(|(key, _)| (key.trim().to_owned(), span)));
    }

    fn below(&mut self, node: &Node, source: Option<&Arc<Source>>) {
        if node.as_mapping().is_some() {
            self.mappings.insert(node.span, node.clone());
        }
        for entry in node.entries() {
            let value = &entry.value;
            let has_token = !matches!(value.value, Value::Mapping(_) | Value::Sequence(_));
            let text = source.and_then(|source| source.text.get(value.span.start as usize..value.span.end as usize));
            if let (true, Some(source)) = (has_token && text.is_some_and(|text| text.contains('\n')), source) {
                self.texts.insert(value.span, Arc::clone(source));
                self.keys.insert(value.span, entry.key_span);
            }
            if !(has_token && value.span.start < value.span.end) {
                self.keys.insert(value.span, entry.key_span);
            }
            self.below(value, source);
        }
        for item in node.items() {
            if let Some(first) = item.entries().next() {
                self.keys.insert(item.span, first.key_span);
            }
            self.below(item, source);
        }
    }

    /// Where the text of several lines at `span` has `line` and nowhere else, and in it what begins at `from` and has
    /// so many bytes.
    fn line(&self, span: Span, line: &str, from: usize, len: usize) -> Option<Span> {
        let source = self.texts.get(&span)?;
        let text = source.text.get(span.start as usize..span.end as usize)?;
        let mut at = 0;
        let lines = text.split_inclusive('\n').map(|own| {
            at += own.len();
            (at - own.len() + own.len() - own.trim_start().len(), own.trim())
        });
        let mut found = lines.filter(|(_, own)| *own == line).map(|(start, _)| start);
        let (start, None) = (found.next()?, found.next()) else { return None };
        let start = span.start.saturating_add(narrow(start + from));
        Some(Span { start, end: start.saturating_add(narrow(len)).min(span.end), ..span })
    }

    /// The token of `key` in the mapping written at `span`.
    fn key(&self, span: Span, key: &str) -> Option<Span> {
        self.mappings.get(&span)?.entry(key).map(|entry| entry.key_span)
    }

    /// Where one would look for the value written at `span`.
    fn of(&self, span: Span) -> Option<Span> {
        if self.roots.contains(&span) { None } else { Some(self.keys.get(&span).copied().unwrap_or(span)) }
    }
}

/// A rendered text and where its bytes come from.
pub(super) struct Text<'a> {
    /// The text that nodes have their places in.
    pub(super) text: &'a str,
    /// Its stretches, in order and without gaps.
    pub(super) pieces: &'a [Piece],
    /// What they refer to.
    pub(super) traces: &'a Traces,
    /// The tokens of the values files.
    pub(super) tokens: &'a Tokens,
    /// What nobody edits, and where one changes it instead.
    pub(super) archives: &'a Archives,
    /// Path of the template in the chart's folder.
    pub(super) path: &'a str,
    /// Where to go with what no piece has a place for: the beginning of the template.
    pub(super) fallback: Span,
    /// Where the text itself was given.
    pub(super) given: Option<Given<'a>>,
}

/// A text that was given as rendered.
pub(super) struct Given<'a> {
    /// Its file.
    pub(super) source: SourceId,
    /// Where it begins there.
    pub(super) at: u32,
    /// Its ranges that are rendered otherwise here, in order.
    pub(super) foreign: &'a [Range<usize>],
}

/// `root`, whose places count in the rendered text, with places in templates and values files.
pub(super) fn place(root: &Node, text: &Text<'_>) -> Node {
    text.node(root, None)
}

/// A stretch of one piece inside of a range.
struct Stretch {
    origin: Origin,
    /// The template text of the stretch.
    span: Span,
    range: Range<usize>,
}

impl Text<'_> {
    /// `opener` is the token that opens a mapping or list, when there is one.
    fn node(&self, node: &Node, opener: Option<Span>) -> Node {
        let mut placed = match &node.value {
            Value::Mapping(mapping) => {
                let entries: Vec<Entry> = mapping.entries().iter().map(|entry| self.entry(entry)).collect();
                let opener = opener.or_else(|| mapping.entries().first().map(|entry| entry.key_span));
                let (span, written) = self.token(opener.unwrap_or(node.span), false);
                Node { written, ..Node::mapping(span, entries) }
            }
            Value::Sequence(items) => {
                let items = items.iter().map(|item| self.node(item, None)).collect();
                let (span, written) = self.token(opener.unwrap_or(node.span), false);
                Node { written, ..Node::sequence(span, items) }
            }
            value => {
                let (span, written) = if node.span.start < node.span.end {
                    self.token(node.span, true)
                } else {
                    let (key, written) = self.token(opener.unwrap_or(node.span), false);
                    (Span { start: key.end, ..key }, written)
                };
                Node { written, ..Node::new(span, value.clone()) }
            }
        };
        placed.alias = node.alias.map(|alias| self.token(alias, false).0);
        placed
    }

    fn entry(&self, entry: &Entry) -> Entry {
        let mut value = self.node(&entry.value, Some(entry.key_span));
        let (place, written) = self.token(entry.key_span, false);
        let template = match written.as_deref() {
            Some(Written::Rendered(Rendered { template: Some(template), .. })) => *template,
            _ => place,
        };
        let of_values = self.whole_of_values(&entry.value).or_else(|| self.key_of_values(entry));
        let key_span = of_values.filter(|span| !self.archives.hold(span.source)).unwrap_or(place);
        if key_span != place && matches!(value.value, Value::Mapping(_) | Value::Sequence(_)) {
            let mut rendered = match value.written.as_deref() {
                Some(Written::Rendered(rendered)) => rendered.clone(),
                _ => Rendered::default(),
            };
            rendered.template = Some(template);
            value.written = Some(Arc::new(Written::Rendered(rendered)));
        }
        Entry::new(Arc::clone(&entry.key), key_span, value)
    }

    /// Where the values have the mapping or list that all of `node` is: what it lacks belongs there.
    fn whole_of_values(&self, node: &Node) -> Option<Span> {
        let own = match &node.value {
            Value::Mapping(mapping) if !mapping.entries().is_empty() => {
                let mut keys = mapping.entries().iter().map(|entry| self.only_key(entry.key_span));
                let first = keys.next()??;
                keys.all(|key| key == Some(first)).then_some(first)
            }
            Value::Mapping(_) => self.only_key(node.span),
            Value::Sequence(items) if items.is_empty() => self.only_key(node.span),
            _ => None,
        };
        self.tokens.of(own?)
    }

    /// Where the values have the key of `entry`, when its mapping is one of theirs.
    fn key_of_values(&self, entry: &Entry) -> Option<Span> {
        self.tokens.key(self.only_key(entry.key_span)?, &entry.key)
    }

    /// The place in a values file of the only key that the whole token comes from.
    fn only_key(&self, token: Span) -> Option<Span> {
        let range = token.start as usize..token.end as usize;
        let stretches = self.stretches(range);
        let keys = stretches.first()?.origin.keys;
        if keys == Keys::NONE || stretches.iter().any(|stretch| stretch.origin.keys != keys) {
            return None;
        }
        match self.innermost(keys).as_slice() {
            [ValuesKey { span, .. }] => *span,
            _ => None,
        }
    }

    /// Where a token stands, and how it came to be written. The place of a `value` may be in a values file.
    fn token(&self, token: Span, value: bool) -> (Span, Option<Arc<Written>>) {
        let range = token.start as usize..token.end as usize;
        let stretches = self.stretches(range.clone());
        let Some(first) = stretches.first() else { return self.elsewhere(range) };
        let (template, calls) = self.hull(&stretches);
        let content = self.content(range.clone(), &stretches);
        let keys = content.iter().fold(Keys::NONE, |keys, stretch| self.traces.union(keys, stretch.origin.keys));
        let mut rendered = Rendered {
            template: None,
            keys: self.keys(keys),
            condition: self.keys(first.origin.condition),
            calls,
            stand_in: value && self.given.is_none() && self.traces.is_stand_in(keys),
            given: self.given_at(&range),
            undeclared: value
                && self.given.is_none()
                && content.iter().all(|stretch| stretch.origin.keys == Keys::UNDECLARED),
            archived: self.archives.hold(template.source),
        };
        let mut span = template;
        let is_all = |stretch: &&Stretch| self.keys(stretch.origin.keys) == rendered.keys;
        if value
            && !rendered.stand_in
            && let [RenderedKey { span: Some(only), .. }] = rendered.keys.as_slice()
            && content.iter().all(is_all)
        {
            span = self.line_of_values(keys, token).unwrap_or(*only);
            rendered.template = Some(template);
        }
        if self.archives.hold(span.source)
            && let Some(outside) = self.archives.changed_at(&rendered, self.path)
        {
            span = outside;
            rendered.template = Some(template);
        }
        rendered.condition.retain(|key| !rendered.keys.iter().any(|own| own == key || is_within(&own.path, &key.path)));
        rendered.keys.truncate(MAX_KEYS);
        rendered.condition.truncate(MAX_KEYS);
        let written = (rendered != Rendered::default()).then(|| Arc::new(Written::Rendered(rendered)));
        (span, written)
    }

    /// Where the given text has `range`, when it is rendered otherwise here.
    fn given_at(&self, range: &Range<usize>) -> Option<Span> {
        let given = self.given.as_ref()?;
        let next = given.foreign.partition_point(|own| own.end <= range.start);
        given.foreign.get(next).filter(|own| own.start < range.end)?;
        let at = |to: usize| given.at.saturating_add(narrow(to));
        Some(Span::new(given.source, at(range.start), at(range.end)))
    }

    /// The place of what nothing is written for here: the end of what is before it, else the beginning of the template.
    fn elsewhere(&self, range: Range<usize>) -> (Span, Option<Arc<Written>>) {
        let Some(given) = self.given_at(&range) else { return (self.fallback, None) };
        let before = self.pieces.partition_point(|piece| (piece.end as usize) <= range.start);
        let written = self.pieces[..before].iter().rev().find_map(|piece| {
            let span = piece.origin.span?;
            Some(if piece.origin.verbatim { Span { start: span.end, ..span } } else { span })
        });
        let rendered = Rendered { given: Some(given), ..Rendered::default() };
        (written.unwrap_or(self.fallback), Some(Arc::new(Written::Rendered(rendered))))
    }

    /// The pieces of `range` that have a place, cut to it.
    fn stretches(&self, range: Range<usize>) -> Vec<Stretch> {
        let mut at = self.pieces.partition_point(|piece| piece.end as usize <= range.start);
        let mut start = at.checked_sub(1).map_or(0, |before| self.pieces[before].end as usize);
        let mut found = Vec::new();
        while let Some(piece) = self.pieces.get(at).filter(|_| start < range.end) {
            let end = piece.end as usize;
            let own = start.max(range.start)..end.min(range.end);
            if let Some(span) = piece.origin.span {
                let cut = |at: usize| span.start.saturating_add(narrow(at - start)).min(span.end);
                let span = if piece.origin.verbatim {
                    Span { start: cut(own.start), end: cut(own.end), ..span }
                } else {
                    span
                };
                found.push(Stretch { origin: piece.origin, span, range: own });
            }
            (start, at) = (end, at + 1);
        }
        found
    }

    /// The stretches that hold more than quotes and blanks; all when none does. The header of a block is none.
    fn content<'s>(&self, range: Range<usize>, stretches: &'s [Stretch]) -> Vec<&'s Stretch> {
        let token = self.text.get(range.clone()).unwrap_or_default();
        let header = if token.starts_with(['|', '>']) { token.find('\n').unwrap_or(0) } else { 0 };
        let says = |stretch: &&Stretch| {
            let from = stretch.range.start.max(range.start + header);
            let text = self.text.get(from..stretch.range.end).unwrap_or_default();
            text.contains(|c: char| !c.is_whitespace() && !matches!(c, '"' | '\''))
        };
        let content: Vec<&Stretch> = stretches.iter().filter(says).collect();
        if content.is_empty() { stretches.iter().collect() } else { content }
    }

    /// The template text that wrote the stretches, in the innermost template that wrote all of them, and the calls that
    /// led there.
    fn hull(&self, stretches: &[Stretch]) -> (Span, Vec<Span>) {
        let chain = |stretch: &Stretch| {
            let mut chain = self.traces.calls(stretch.origin.calls);
            chain.push(stretch.span);
            chain
        };
        let mut chains = stretches.iter().map(chain);
        let Some(mut calls) = chains.next() else { return (self.fallback, Vec::new()) };
        let mut hull = calls.pop().unwrap_or(self.fallback);
        for mut chain in chains {
            let same = calls.iter().zip(&chain).take_while(|(own, other)| own == other).count();
            // What was called from here stands for itself at the place of the call.
            if same < calls.len() {
                hull = calls[same];
                calls.truncate(same);
            }
            chain.truncate(same + 1);
            let Some(other) = chain.pop() else { continue };
            if other.source == hull.source {
                hull = Span { start: hull.start.min(other.start), end: hull.end.max(other.end), ..hull };
            }
        }
        (hull, calls)
    }

    /// The keys of a set, without those that others of it are in.
    fn innermost(&self, keys: Keys) -> Vec<ValuesKey> {
        let mut all = self.traces.keys(keys);
        let outer: Vec<bool> =
            all.iter().map(|key| all.iter().any(|other| is_within(&other.path, &key.path))).collect();
        let mut outer = outer.into_iter();
        all.retain(|_| !outer.next().unwrap_or(false));
        all
    }

    /// The keys of a set, with their places.
    fn keys(&self, keys: Keys) -> Vec<RenderedKey> {
        let key = |ValuesKey { path, span }: &ValuesKey| {
            let place = match span {
                // What the whole of the values lacks has no place.
                Some(span) => Some(self.tokens.of(*span)?),
                None => self.tokens.set.iter().rev().find(|(set, _)| **set == **path).map(|(_, span)| *span),
            };
            let archived = place.is_some_and(|span| self.archives.hold(span.source));
            Some(RenderedKey { path: Arc::from(&**path), span: place, archived })
        };
        self.innermost(keys).iter().filter_map(key).collect()
    }

    /// Where a text of several lines in the values has the line that `token` is in.
    fn line_of_values(&self, keys: Keys, token: Span) -> Option<Span> {
        let all = self.innermost(keys);
        let [ValuesKey { span: Some(whole), .. }] = all.as_slice() else { return None };
        let (start, end) = (token.start as usize, token.end as usize);
        let begin = self.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
        let until = self.text.get(start..)?.find('\n').map_or(self.text.len(), |at| start + at);
        let line = self.text.get(begin..until)?;
        let blank = line.len() - line.trim_start().len();
        let from = start.checked_sub(begin + blank)?;
        if end > until { None } else { self.tokens.line(*whole, line.trim(), from, end - start) }
    }
}

/// Is the values key at `path` inside of what stands at `around`?
fn is_within(path: &str, around: &str) -> bool {
    path.strip_prefix(around)
        .is_some_and(|rest| !rest.is_empty() && (around.is_empty() || rest.starts_with(['.', '['])))
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
