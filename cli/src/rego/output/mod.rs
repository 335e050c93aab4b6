//! What the commands on Rego print.

pub(crate) mod coverage;
pub(crate) mod json;
pub(crate) mod profile;
pub(crate) mod table;
pub(crate) mod trace;

use bartizan_engine::source::LineIndex;
use bartizan_rego::compile::Program;
use bartizan_rego::syntax::Span;

use json::Json;

/// Modules and a query, by the numbers that events have for them.
pub(crate) struct Sources<'a> {
    program: &'a Program,
    query: &'a str,
    lines: Vec<LineIndex>,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(program: &'a Program, query: &'a str) -> Self {
        let texts = (0..).map_while(|module| program.source(module)).map(|(_, text)| text).chain([query]);
        Self { program, query, lines: texts.map(LineIndex::new).collect() }
    }

    /// Name and text of a module; the query has no name and comes after all modules.
    pub(crate) fn source(&self, module: usize) -> (&'a str, &'a str) {
        self.program.source(module).unwrap_or(("", self.query))
    }

    /// Row and column, from 1.
    pub(crate) fn position(&self, module: usize, at: u32) -> (u32, u32) {
        let position = self.lines[module.min(self.lines.len() - 1)].position(self.source(module).1, at);
        (position.line, position.column)
    }

    /// The text of a range, on one line.
    pub(crate) fn line(&self, module: usize, span: Span) -> String {
        span.text(self.source(module).1).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `file:row`, as messages name a place.
    pub(crate) fn place(&self, module: usize, span: Span) -> String {
        let name = match self.source(module).0 {
            "" => "query",
            name => name,
        };
        format!("{name}:{}", self.position(module, span.start).0)
    }

    /// `{"file": …, "row": …, "col": …}`.
    pub(crate) fn json(&self, module: usize, span: Span) -> Json {
        let (row, column) = self.position(module, span.start);
        Json::Record(vec![
            ("file", Json::from(self.source(module).0)),
            ("row", Json::Number(row.into())),
            ("col", Json::Number(column.into())),
        ])
    }
}
