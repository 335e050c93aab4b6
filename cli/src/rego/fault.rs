//! What is wrong, as OPA tells it: to machines as JSON, to people with the code.

use std::fmt::Write as _;

use bartizan_engine::source::LineIndex;
use bartizan_rego::compile::Program;
use bartizan_rego::diagnostic::{Code, Diagnostic};
use bartizan_rego::eval::{ErrorCode, EvalError};
use bartizan_rego::syntax::Span;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use super::output::json::Json;
use crate::terminal;

/// One thing that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    /// OPA's name of its kind.
    pub(crate) code: Option<&'static str>,
    /// How to mend it.
    pub(crate) help: Option<String>,
    pub(crate) place: Option<Box<Place>>,
}

/// Where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Name of the module; empty for the query.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) row: u32,
    pub(crate) column: u32,
}

impl Place {
    pub(crate) fn new(file: &str, text: &str, span: Span) -> Self {
        let position = LineIndex::new(text).position(text, span.start);
        Self { file: file.to_owned(), text: text.to_owned(), span, row: position.line, column: position.column }
    }

    fn line(&self) -> &str {
        self.text.split('\n').nth(self.row.saturating_sub(1) as usize).unwrap_or_default().trim_end_matches('\r')
    }

    /// `{"file": …, "row": …, "col": …}`.
    pub(crate) fn json(&self) -> Json {
        Json::Record(vec![
            ("file", Json::from(&*self.file)),
            ("row", Json::Number(self.row.into())),
            ("col", Json::Number(self.column.into())),
        ])
    }
}

impl Fault {
    /// Something that has no place in a text.
    pub(crate) fn plain(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// An error of a module, whose name and text are given.
    pub(crate) fn of_module(error: &Diagnostic, file: &str, text: &str) -> Self {
        Self {
            message: error.message.clone(),
            code: Some(error.code.as_str()),
            help: error.help.clone(),
            place: Some(Box::new(Place::new(file, text, error.span))),
        }
    }

    /// An error of the evaluation of `query`.
    pub(crate) fn of_eval(error: &EvalError, program: &Program, query: &str) -> Self {
        let (file, text) = program.source(error.module).unwrap_or(("", query));
        let help = (error.code == ErrorCode::Refused).then(|| {
            "what reaches outside is off unless asked for: --allow-net for `http.send` and `net.lookup_ip_addr`, \
             --allow-env for the environment in `opa.runtime`"
                .to_owned()
        });
        Self {
            message: error.message.clone(),
            code: Some(error.code.as_str()),
            help,
            place: Some(Box::new(Place::new(file, text, error.span))),
        }
    }

    fn is_parse_error(&self) -> bool {
        self.code == Some(Code::Parse.as_str())
    }

    /// As OPA's JSON has it.
    pub(crate) fn json(&self) -> Json {
        let mut members = vec![("message", Json::from(&*self.message))];
        members.extend(self.code.map(|code| ("code", Json::from(code))));
        if let Some(place) = &self.place {
            members.push(("location", place.json()));
            if self.is_parse_error() {
                let idx = Json::Number(u64::from(place.column.saturating_sub(1)));
                members.push(("details", Json::Record(vec![("line", Json::from(place.line())), ("idx", idx)])));
            }
        }
        Json::Record(members)
    }

    /// As OPA's text has it.
    pub(crate) fn line(&self) -> String {
        let mut out = String::new();
        if let Some(place) = &self.place {
            let _ = match &*place.file {
                "" => write!(out, "{}:{}: ", place.row, place.column),
                file => write!(out, "{file}:{}: ", place.row),
            };
        }
        if let Some(code) = self.code {
            let _ = write!(out, "{code}: ");
        }
        out.push_str(&self.message);
        if let Some(place) = self.place.as_ref().filter(|_| self.is_parse_error()) {
            let line = place.line().replace('\t', " ");
            let _ = write!(out, "\n\t{line}\n\t{}^", " ".repeat(place.column.saturating_sub(1) as usize));
        }
        out
    }
}

/// As OPA's text has them.
pub(crate) fn lines(faults: &[Fault]) -> String {
    let mut out = heading(faults);
    let lines: Vec<String> = faults.iter().map(Fault::line).collect();
    out.push_str(&lines.join("\n"));
    out.push('\n');
    out
}

fn heading(faults: &[Fault]) -> String {
    match faults.len() {
        1 => "1 error occurred: ".to_owned(),
        more => format!("{more} errors occurred:\n"),
    }
}

/// With the code that they are in.
pub(crate) fn framed(faults: &[Fault]) -> String {
    let mut out = match faults {
        [fault] if fault.place.is_none() => return lines(faults),
        [_] => "1 error occurred:\n".to_owned(),
        _ => heading(faults),
    };
    for fault in faults {
        out.push_str(&frame(fault));
    }
    out
}

/// One of them with the code that it is in.
pub(crate) fn frame(fault: &Fault) -> String {
    let style = terminal::error_style();
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_links(false);
    let mut out = String::new();
    if handler.render_report(&mut out, &Framed::new(fault)).is_err() {
        out = fault.line() + "\n";
    }
    out
}

/// A fault as miette prints it.
#[derive(Debug)]
struct Framed {
    headline: String,
    help: Option<String>,
    source: Option<NamedSource<String>>,
    label: Option<LabeledSpan>,
}

impl Framed {
    fn new(fault: &Fault) -> Self {
        let headline = match fault.code {
            Some(code) => format!("{code}: {}", fault.message),
            None => fault.message.clone(),
        };
        let source = fault.place.as_ref().map(|place| {
            let name = if place.file.is_empty() { "query" } else { &*place.file };
            NamedSource::new(name, place.text.clone())
        });
        let label = fault.place.as_ref().map(|place| {
            // A frame shows the beginning of what is long.
            let rest = place.text.get(place.span.start as usize..place.span.end as usize).unwrap_or_default();
            let length = rest.lines().next().map_or(0, str::len);
            LabeledSpan::new(None, place.span.start as usize, length)
        });
        Self { headline, help: fault.help.clone(), source, label }
    }
}

impl std::fmt::Display for Framed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Framed {}

impl miette::Diagnostic for Framed {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.label.clone().map(|label| Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}
