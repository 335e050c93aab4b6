//! JSON with positions, on jiter's token level, which tells its place after every token.

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

use super::entries::{Entries, Interner, character, duplicate_key};
use super::origin::Origin;
use super::{Document, Entry, Node, Parsed, Source, SourceError, SourceErrorKind, Value};

/// Nesting of objects and lists that is followed.
const MAX_DEPTH: usize = 200;

/// Reads the one document of a JSON file. A fault inside the document leaves none; text after it is a fault, but the
/// document stays.
#[must_use]
pub fn parse_json(source: &Source) -> Parsed {
    parse(&source.text, &Origin::file(source.id, &source.lines))
}

pub(crate) fn parse(text: &str, origin: &Origin<'_>) -> Parsed {
    let mut reader =
        Reader { text, origin, jiter: Jiter::new(text.as_bytes()), strings: Interner::new(), errors: Vec::new() };
    let mut documents = Vec::new();
    match reader.document() {
        Ok(root) => {
            documents.push(Document { root, comments: Vec::new() });
            if let Err(fault) = reader.jiter.finish() {
                reader.report(fault.into());
            }
        }
        Err(fault) => reader.report(fault),
    }
    Parsed { documents, errors: reader.errors }
}

struct Reader<'a> {
    text: &'a str,
    origin: &'a Origin<'a>,
    jiter: Jiter<'a>,
    strings: Interner,
    errors: Vec<SourceError>,
}

/// What ends the parse, and at which offset.
struct Fault {
    kind: SourceErrorKind,
    message: String,
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Fault> {
        if self.text.trim_start().is_empty() {
            return Err(Fault { kind: SourceErrorKind::Parse, message: "the file is empty".to_owned(), at: 0 });
        }
        let peek = self.jiter.peek()?;
        self.value(peek, 0)
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Node, Fault> {
        let start = self.jiter.current_index();
        let value = match peek {
            Peek::String => {
                let text = self.jiter.known_str()?;
                Value::String(self.strings.get(text))
            }
            Peek::Object => self.object(depth)?,
            Peek::Array => self.array(depth)?,
            Peek::True | Peek::False => Value::Bool(self.jiter.known_bool(peek)?),
            Peek::Null => {
                self.jiter.known_null()?;
                Value::Null
            }
            Peek::NaN | Peek::Infinity => return Err(no_number(start)),
            _ if peek.is_num() => self.number(peek, start)?,
            _ => return Err(fault_at(start, "expected a value")),
        };
        Ok(Node::new(self.origin.span(start, self.jiter.current_index()), value))
    }

    fn number(&mut self, peek: Peek, start: usize) -> Result<Value, Fault> {
        if self.text[start..].starts_with("-I") {
            return Err(no_number(start));
        }
        self.jiter.known_number_bytes(peek)?;
        let text = &self.text[start..self.jiter.current_index()];
        Ok(Value::Number(self.strings.get(text)))
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        self.check_depth(depth)?;
        let mut items = Vec::new();
        let mut next = self.jiter.known_array()?;
        while let Some(peek) = next {
            items.push(self.value(peek, depth + 1)?);
            next = self.jiter.array_step()?;
        }
        Ok(Value::Sequence(items.into()))
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        self.check_depth(depth)?;
        let mut entries = Entries::default();
        let mut before = self.jiter.current_index() + 1;
        let mut next = self.jiter.known_object()?.map(|key| self.strings.get(key));
        while let Some(key) = next {
            let key_span = self.key_span(before);
            let peek = self.jiter.peek()?;
            let value = self.value(peek, depth + 1)?;
            before = self.jiter.current_index();
            let first = entries.insert(Entry::new(key.clone(), key_span, value));
            if let Some(first) = first {
                self.errors.push(duplicate_key(&key, first, key_span, self.origin));
            }
            next = self.jiter.next_key()?.map(|key| self.strings.get(key));
        }
        Ok(entries.finish())
    }

    /// The key whose colon was just read, behind the token that ends at `before`: jiter does not tell where keys stand.
    fn key_span(&self, before: usize) -> super::Span {
        let bytes = self.text.as_bytes();
        let start = (before..bytes.len()).find(|at| bytes[*at] == b'"').unwrap_or(before);
        let colon = self.jiter.current_index().saturating_sub(1);
        let end = (start..colon).rfind(|at| bytes[*at] == b'"').map_or(colon, |at| at + 1);
        self.origin.span(start, end)
    }

    fn check_depth(&self, depth: usize) -> Result<(), Fault> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        Err(Fault {
            kind: SourceErrorKind::Limit,
            message: format!("nested deeper than {MAX_DEPTH} levels"),
            at: self.jiter.current_index(),
        })
    }

    fn report(&mut self, fault: Fault) {
        let (start, end) = character(self.text, fault.at);
        self.errors.push(SourceError {
            kind: fault.kind,
            message: fault.message,
            help: None,
            span: Some(self.origin.span(start, end)),
        });
    }
}

impl From<JiterError> for Fault {
    fn from(error: JiterError) -> Self {
        let message = match &error.error_type {
            JiterErrorType::JsonError(kind) => message(kind),
            JiterErrorType::WrongType { .. } => "expected a value".to_owned(),
        };
        Self { kind: SourceErrorKind::Parse, message, at: error.index }
    }
}

fn fault_at(at: usize, message: &str) -> Fault {
    Fault { kind: SourceErrorKind::Parse, message: message.to_owned(), at }
}

fn no_number(at: usize) -> Fault {
    fault_at(at, "JSON has no NaN and no Infinity")
}

fn message(kind: &JsonErrorType) -> String {
    match kind {
        JsonErrorType::EofWhileParsingList => "the file ends inside a list",
        JsonErrorType::EofWhileParsingObject => "the file ends inside an object",
        JsonErrorType::EofWhileParsingString => "the file ends inside a string",
        JsonErrorType::EofWhileParsingValue => "the file ends where a value is expected",
        JsonErrorType::ExpectedColon => "expected `:` after the key",
        JsonErrorType::ExpectedListCommaOrEnd => "expected `,` or `]`",
        JsonErrorType::ExpectedObjectCommaOrEnd => "expected `,` or `}`",
        JsonErrorType::ExpectedSomeIdent => "expected `true`, `false` or `null`",
        JsonErrorType::ExpectedSomeValue => "expected a value",
        JsonErrorType::KeyMustBeAString => "expected a key in double quotes",
        JsonErrorType::ControlCharacterWhileParsingString => {
            "a string must not hold line breaks or other control characters: is its closing quote missing?"
        }
        JsonErrorType::TrailingComma => "a comma must not stand behind the last element",
        JsonErrorType::TrailingCharacters => "text behind the end of the document",
        other => return other.to_string(),
    }
    .to_owned()
}
